#include "run/roadmap.h"

#include <charconv>

namespace bartizan::run {
namespace {

namespace room = assure::assess;

// A measure is kept as a standing of a requirement of this name, its value as the reason.
constexpr std::string_view kMeasure = "measure-";

std::string text_of(double value) {
  std::string text = std::to_string(value);
  return text.substr(0, text.find('.') + 3);
}

std::optional<double> value_of(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), value);
  if (error != std::errc{} || end != text.end()) return std::nullopt;
  return value;
}

base::Result<void> keep_measures(store::Store& store, const room::Roadmap& roadmap) {
  std::vector<record::Standing> values;
  for (const room::Effort& effort : roadmap.efforts) {
    if (!effort.measure.value) continue;
    record::Standing kept;
    kept.framework = "roadmap";
    kept.requirement = std::string(kMeasure) + effort.id;
    kept.at = roadmap.now;
    kept.why = text_of(*effort.measure.value);
    values.push_back(std::move(kept));
  }
  return store.evidence().put_standings(values);
}

}  // namespace

base::Result<CountedSystems> counted_systems(store::Store& store) {
  const auto systems = all_systems(store);
  if (!systems) return std::unexpected(systems.error());
  CountedSystems counted;
  for (const SystemRef& system : *systems) {
    counted.push_back(
        {system.id, system.name, system.stage, system.declared, system.found, system.use_case});
  }
  return counted;
}

base::Result<std::unique_ptr<RoadmapResult>> make_roadmap(store::Store& store, Gathered& gathered,
                                                          bool keep,
                                                          const CountedSystems* systems) {
  const room::Framework* framework = room::framework("roadmap");
  if (framework == nullptr) {
    return base::fail(base::Code::internal, "the catalogue has no roadmap");
  }
  CountedSystems counted;
  if (systems == nullptr) {
    auto all = counted_systems(store);
    if (!all) return std::unexpected(all.error());
    counted = std::move(*all);
    systems = &counted;
  }
  auto result = std::make_unique<RoadmapResult>();
  result->assessed = assess(*framework, gathered);
  result->roadmap = room::roadmap(result->assessed, gathered.material(), *systems);
  if (keep) {
    if (const auto kept = what_changed(store, result->assessed, true); !kept) {
      return std::unexpected(kept.error());
    }
    if (const auto kept = keep_measures(store, result->roadmap); !kept) {
      return std::unexpected(kept.error());
    }
  }
  for (const room::Effort& effort : result->roadmap.efforts) {
    const auto kept =
        store.evidence().standings_of_organisation("roadmap", std::string(kMeasure) + effort.id);
    if (!kept) return std::unexpected(kept.error());
    for (const record::Standing& standing : *kept) {
      if (standing.at > gathered.now) continue;
      if (const auto value = value_of(standing.why)) {
        result->trend[effort.id].push_back({standing.at, *value});
      }
    }
  }
  return result;
}

}  // namespace bartizan::run
