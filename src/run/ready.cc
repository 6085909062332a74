#include "run/ready.h"

#include <algorithm>
#include <set>

namespace bartizan::run {
namespace {

// One of them by its id or a unique beginning of it.
template <class T>
std::expected<T, std::string> called(const std::vector<T>& all, std::string_view handle,
                                     std::string_view thing, std::string_view where) {
  const T* found = nullptr;
  for (const T& one : all) {
    if (handle.empty() || !one.id.starts_with(handle)) continue;
    if (one.id == handle) return one;
    if (found != nullptr) {
      return std::unexpected("several " + std::string(thing) + "s begin with " +
                             std::string(handle) + ". Say more of the id");
    }
    found = &one;
  }
  if (found != nullptr) return *found;
  return std::unexpected("there is no " + std::string(thing) + ' ' + std::string(handle) +
                         ". Look: " + std::string(where));
}

void take(const std::string& said, std::string& field) {
  if (!said.empty()) field = said;
}

// A place with one system of it and nothing else.
base::Result<store::Place> place_of(store::Store& store, const store::SystemRow& row) {
  auto components = store.estate().components_of(row.system.id);
  if (!components) return std::unexpected(components.error());
  store::Place place;
  place.path = row.place;
  place.read = row.read;
  place.systems.push_back(row.system);
  for (const record::Component& one : *components) {
    place.systems.back().components.push_back(one.id);
  }
  std::ranges::sort(place.systems.back().components);
  place.components = std::move(*components);
  return place;
}

base::Result<std::vector<store::Place>> critical_places(
    store::Store& store, const std::vector<record::Readiness>& records) {
  std::set<std::string> wanted;
  for (const record::Readiness& record : records) {
    const bool counts = record.withdrawn == 0 && !record.system.empty() &&
                        record.kind == record::ReadinessKind::critical_asset;
    if (counts) wanted.insert(record.system);
  }
  std::vector<store::Place> places;
  for (const std::string& id : wanted) {
    const auto found = store.estate().system(id);
    if (!found) return std::unexpected(found.error());
    auto rows = store.estate().systems_of(id);  // where somebody recorded the use case that it is
    if (!rows) return std::unexpected(rows.error());
    if (*found) rows->push_back(**found);
    for (const store::SystemRow& row : *rows) {
      auto place = place_of(store, row);
      if (!place) return std::unexpected(place.error());
      places.push_back(std::move(*place));
    }
  }
  return places;
}

}  // namespace

std::string readiness_kinds() {
  std::string out;
  for (std::size_t i = 0; i < record::kReadinessKinds; ++i) {
    out += (i == 0 ? "" : ", ") + std::string(name(static_cast<record::ReadinessKind>(i)));
  }
  return out;
}

base::Result<std::vector<protect::ReadinessLine>> readiness_at(store::Store& store,
                                                               std::string_view system,
                                                               base::Millis at) {
  auto records = store.posture().readiness("");
  if (!records) return std::unexpected(records.error());
  std::erase_if(*records, [&](const record::Readiness& one) { return one.recorded > at; });
  auto lines = protect::readiness(*records, at);
  std::erase_if(lines, [&](const protect::ReadinessLine& line) {
    return !system.empty() && line.record.system != system && !line.record.system.empty();
  });
  return lines;
}

std::expected<record::Readiness, std::string> withdrawn_readiness(store::Store& store,
                                                                  std::string_view handle,
                                                                  const std::string& by,
                                                                  base::Millis now) {
  const auto all = store.posture().readiness("");
  if (!all) return std::unexpected(std::string("the store cannot be read: ") + all.error().what);
  auto found = called(*all, handle, "record", "bartizan readiness list");
  if (!found) return found;
  if (found->withdrawn != 0) return std::unexpected("it was taken back before");
  found->withdrawn = now;
  found->withdrawn_by = by;
  return found;
}

base::Result<protect::DependencyMap> dependencies(store::Store& store, bool all) {
  const auto records = store.posture().readiness("");
  if (!records) return std::unexpected(records.error());
  if (!all) {
    const auto places = critical_places(store, *records);
    if (!places) return std::unexpected(places.error());
    return protect::dependency_map(*places, *records, false);
  }
  const auto listed = store.estate().places();
  if (!listed) return std::unexpected(listed.error());
  std::vector<store::Place> places;
  for (const store::Place& one : *listed) {
    auto place = store.estate().place(one.path);
    if (!place) return std::unexpected(place.error());
    places.push_back(std::move(*place));
  }
  return protect::dependency_map(places, *records, true);
}

std::expected<record::Risk, std::string> risk_with(record::Risk risk, const RiskSaid& said) {
  take(said.sector, risk.sector);
  take(said.category, risk.category);
  take(said.scenario, risk.scenario);
  take(said.likelihood, risk.likelihood);
  take(said.impact, risk.impact);
  take(said.owner, risk.owner);
  take(said.treatment, risk.treatment);
  if (!said.atlas.empty()) risk.atlas = said.atlas;
  if (said.due) risk.due = *said.due;
  if (!said.state.empty()) {
    const auto state = record::risk_state(said.state);
    if (!state) {
      return std::unexpected("there is no state " + said.state +
                             ". States are open, treated, accepted, closed");
    }
    risk.state = *state;
  }
  for (std::size_t i = 0; i < said.notes.size(); ++i) take(said.notes[i], risk.notes[i]);
  return risk;
}

std::expected<record::Risk, std::string> risk_called(store::Store& store, std::string_view handle) {
  const auto all = store.posture().risks();
  if (!all) return std::unexpected(std::string("the store cannot be read: ") + all.error().what);
  return called(*all, handle, "risk", "bartizan risk list --all");
}

}  // namespace bartizan::run
