// Assessed: what the routes that judge a framework share: what is known, gathered once a request.
//
// What it is: the joint of run/assess.h and report/assess.h for a request. Reading keeps nothing
// and reads no model again: what is older than it may be is said. What it is not: a cache. A
// gathering belongs to one call; views live as long as it.
#pragma once

#include <expected>
#include <memory>
#include <string_view>

#include "report/assess.h"
#include "run/assess.h"
#include "server/router.h"

namespace bartizan::server {

inline constexpr report::MachineOptions kCompact{.reproducible = false, .pretty = false};

struct Asked {
  run::Gathered gathered;
  report::Freshness fresh;
};

// What is known about a system, or the organisation where `handle` is empty.
std::expected<std::unique_ptr<Asked>, Response> gather(const Call& call, std::string_view handle);
report::AssessView view_of(const Asked& asked, const assure::assess::Assessed& assessed);

// A framework that can be assessed, about one system or the organisation.
std::expected<const assure::assess::Framework*, Response> framework_called(std::string_view id,
                                                                           bool about_system);
// A system by exactly its id or its use case's; `in` says where the request names it.
std::expected<run::SystemRef, Response> system_called(const Call& call, std::string_view id,
                                                      std::string_view in);
// What the body's `system` names; empty ids where it names none.
std::expected<run::SystemRef, Response> system_of_body(const Call& call);
// As records about a system call it.
std::string name_in_records(const run::SystemRef& system);

}  // namespace bartizan::server
