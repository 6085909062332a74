#include "run/reconcile.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <unordered_map>

#include "record/local_name.h"
#include "run/evidence_source.h"
#include "run/systems.h"

namespace bartizan::run {
namespace {

// What systems hold whose digest is not there: of a place that was just read again, or in a store
// that cannot be written.
class Undigested {
 public:
  explicit Undigested(store::Store& store) : store_(store) {}

  // nullopt: the place is no more, or has been read anew without that system.
  std::optional<use::Holding> look(const std::string& place, const std::string& system) {
    auto at = places_.find(place);
    if (at == places_.end()) at = places_.emplace(place, store_.estate().outline(place)).first;
    if (!at->second) return std::nullopt;
    const store::Place& outline = *at->second;
    const auto found = std::ranges::find(outline.systems, system, &store::EstateSystem::id);
    if (found == outline.systems.end()) return std::nullopt;
    const std::set<std::string_view> ids(found->components.begin(), found->components.end());
    std::vector<const record::Component*> components;
    std::vector<record::Component> own;
    for (const record::Component& c : outline.components) {
      if (!ids.contains(c.id)) continue;
      own.push_back(c);
      own.back().name = std::string(record::name_below(c.kind, c.provider, c.name, found->path));
    }
    for (const record::Component& c : own) components.push_back(&c);
    return evidence::holding_of({components, found->use_case.empty() ? nullptr : &found->declared});
  }

 private:
  store::Store& store_;
  std::map<std::string, base::Result<store::Place>> places_;
};

// What was read and lies there no more is no drift of anything.
void say_what_is_gone(use::Reconciled& differences) {
  for (use::Difference& d : differences.differences) {
    std::error_code error;
    if (!d.place.starts_with('/') ||
        std::filesystem::status(d.where, error).type() != std::filesystem::file_type::not_found) {
      continue;
    }
    d.gone = true;
    d.reason = "its folder is gone; what stands here was read before";
  }
}

}  // namespace

base::Result<std::vector<record::UseCase>> compared_use_cases(store::Store& store) {
  auto use_cases = store.inventory().compared();
  if (!use_cases) return use_cases;
  const auto imports = store.inventory().imports();
  if (!imports) return std::unexpected(imports.error());
  const std::set<std::string> old = outdated(*imports);
  std::erase_if(*use_cases,
                [&](const record::UseCase& use_case) { return old.contains(use_case.import); });
  return use_cases;
}

base::Result<FoundSystems> systems_to_compare(store::Store& store) {
  const auto places = store.estate().places();
  if (!places) return std::unexpected(places.error());
  auto rows = store.estate().systems();
  if (!rows) return std::unexpected(rows.error());
  const auto digests = store.estate().digests(evidence::digest_version());
  if (!digests) return std::unexpected(digests.error());
  std::unordered_map<std::string_view, const store::Digest*> digest_of;
  for (const store::Digest& digest : *digests) digest_of.emplace(digest.system, &digest);
  FoundSystems found;
  found.places = places->size();
  Undigested undigested(store);
  for (store::SystemRow& row : last_readings(std::move(*rows))) {
    use::FoundSystem system;
    if (const auto at = digest_of.find(row.system.id); at != digest_of.end()) {
      system.holding = evidence::holding_from(at->second->body);
    } else if (auto holding = undigested.look(row.place, row.system.id)) {
      system.holding = std::move(*holding);
    } else {
      continue;
    }
    system.id = std::move(row.system.id);
    system.place = std::move(row.place);
    system.path = std::move(row.system.path);
    system.name = std::move(row.system.name);
    system.owner = std::move(row.system.owner);
    system.use_case = std::move(row.system.use_case);
    found.systems.push_back(std::move(system));
  }
  return found;
}

std::set<std::string> of_agency(std::span<const record::UseCase> use_cases,
                                std::string_view agency) {
  std::set<std::string> ids;
  for (const record::UseCase& use_case : use_cases) {
    if (use_case.value("agency") == agency || use_case.value("agency_name") == agency) {
      ids.insert(use_case.id);
    }
  }
  return ids;
}

base::Result<ReconcileResult> reconcile(store::Store& store, const std::string& agency) {
  const auto use_cases = compared_use_cases(store);
  if (!use_cases) return std::unexpected(use_cases.error());
  const std::set<std::string> chosen = of_agency(*use_cases, agency);
  if (!agency.empty() && chosen.empty()) {
    return base::fail(base::Code::invalid, "no use case is of that agency");
  }
  // Where they cannot be kept it takes longer.
  (void)evidence::keep_digests(store);
  const auto found = systems_to_compare(store);
  if (!found) return std::unexpected(found.error());
  ReconcileResult result{use::reconcile(*use_cases, found->systems), use_cases->size(),
                         found->places};
  say_what_is_gone(result.differences);
  if (!agency.empty()) {
    // Nobody knows whose a shadow is.
    std::erase_if(result.differences.differences,
                  [&](const use::Difference& d) { return !chosen.contains(d.use_case); });
  }
  return result;
}

}  // namespace bartizan::run
