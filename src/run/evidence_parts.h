// The collectors of run/evidence.h, one for each kind. For this folder's evidence*.cc files.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "run/evidence.h"
#include "run/evidence_source.h"

namespace bartizan::run::evidence {

// How many names a list of a fact says.
inline constexpr std::size_t kMostNames = 50;

struct Collector {
  store::Store& store;
  Source& source;
  const CollectOptions& options;
  std::vector<record::Evidence>& out;
};

// "scan 0.1.0"
std::string producer(std::string_view command, std::string_view version);
// Adds a fact where there is something to say.
void put(record::Evidence& piece, std::string_view key, std::string value);
void put(record::Evidence& piece, std::string_view key, std::uint64_t number);
void put_yes(record::Evidence& piece, std::string_view key, bool yes);
void put_time(record::Evidence& piece, std::string_view key, base::Millis at);
// "x" = how many, "x:names" = which.
void put_names(record::Evidence& piece, std::string_view key, const std::set<std::string>& names);
std::string joined(const std::set<std::string>& names);
// Facts in their order, and the id that follows from them.
void finish(record::Evidence& piece);

base::Result<void> add_scans(const Collector& collector, const SystemRef& system);
base::Result<void> add_discovery(const Collector& collector, const SystemRef& system);
// The number of documents seen; nullopt where the folder is not here.
std::optional<std::size_t> add_documents(const Collector& collector, const SystemRef& system);
base::Result<void> add_inventory(const Collector& collector, const SystemRef& system);
base::Result<void> add_exposure(const Collector& collector, const SystemRef& system);
// `left`: what commands left about the system; the last run of vuln is taken out of it.
base::Result<void> add_vulnerabilities(const Collector& collector, const SystemRef& system,
                                       std::vector<record::Evidence>& left);
// Of one system; "": of the organisation.
base::Result<void> add_readiness(const Collector& collector, std::string_view system);
base::Result<void> add_posture(const Collector& collector);
// Whether somebody watches where the system lies; nothing where no place is watched at all.
base::Result<void> add_watched(const Collector& collector, const SystemRef& system);
// How long evidence counts by the settings and the posture at a time, whichever is less.
base::Result<base::Millis> age_in_force(store::Store& store, base::Millis now);
base::Result<void> add_feeds(const Collector& collector);
base::Result<void> add_estate(const Collector& collector, const std::vector<SystemRef>& systems);
bool is_estate(const record::Evidence& piece);

}  // namespace bartizan::run::evidence
