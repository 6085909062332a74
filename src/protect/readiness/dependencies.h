// Dependencies: what critical assets stand on that others run: providers, hubs, registries, hosts.
//
// What it is: a pure function over what discovery found and what people recorded. What it is not:
// complete where nothing was read; a system that was never found has what was recorded only. Owns
// its strings; thread-safe.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "record/posture.h"
#include "store/estate.h"

namespace bartizan::protect {

struct Dependency {
  std::string kind;            // "provider", "hub", "registry", "endpoint", "service", "recorded"
  std::string name;            // "openai", "huggingface", "pypi", a host, what was recorded
  std::size_t components = 0;  // that need it; 0 where it was recorded only
  std::vector<std::string> examples;  // their names, sorted, at most kMostExamples

  friend bool operator==(const Dependency&, const Dependency&) = default;
};
inline constexpr std::size_t kMostExamples = 5;

struct DependentSystem {
  std::string id, name;
  bool critical = false;          // somebody recorded it as a critical asset
  bool found = false;             // discovery knows it
  std::vector<Dependency> needs;  // by kind, then name
};

struct SharedDependency {
  std::string kind, name;
  std::vector<std::string> systems;  // names of critical ones that need it, two at least
};

struct DependencyMap {
  std::vector<DependentSystem> systems;  // critical ones first, by name
  std::vector<SharedDependency> shared;  // most systems first
};
// All critical systems, and with `all` every system that was found.
DependencyMap dependency_map(std::span<const store::Place> places,
                             std::span<const record::Readiness> records, bool all);

}  // namespace bartizan::protect
