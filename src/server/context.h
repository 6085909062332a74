// Context: what a handler may use, besides its request.
//
// What it is: references to the parts of a running server. What it is not: an owner; whoever builds
// the server owns them and outlives every request. Every part may be used from several threads at
// once (the store has one connection behind a mutex: ask for little, and not in loops).
#pragma once

#include <functional>
#include <string>

#include "base/time.h"
#include "run/config.h"
#include "store/store.h"

namespace bartizan::server {

class Accounts;  // server/accounts.h
class Events;    // server/events.h
class EstateView;    // server/estate_view.h
class FindingTrend;  // server/finding_trend.h
class Gatekeeper;    // server/auth.h
class Jobs;          // server/jobs.h
class Organisation;  // server/organisation.h
class Reconciliation;  // server/reconciliation.h
class Roots;     // server/roots.h
class Uploads;   // server/uploads.h
class Watcher;   // server/watcher.h

struct Context {
  store::Store& store;
  std::function<base::Millis()> now;
  Events& events;
  Jobs& jobs;
  const Roots& roots;
  Uploads& uploads;
  EstateView& estate;
  FindingTrend& finding_trend;
  Organisation& organisation;
  Reconciliation& reconciliation;
  const run::Config& config;
  std::string state_folder;      // beside the store: uploads, keys, anchors
  bool require_sandbox = false;  // scans refuse to read with less isolation
  Accounts* accounts = nullptr;  // nullptr only in tests without accounts
  Gatekeeper* gatekeeper = nullptr;  // who says who is asking
  Watcher* watcher = nullptr;    // nullptr only in tests without one
};

}  // namespace bartizan::server
