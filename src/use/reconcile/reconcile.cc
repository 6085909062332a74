#include "use/reconcile/reconcile.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace bartizan::use {
namespace {

// Whether a use case says that it is in use now. A blank stage says nothing, so it is not held
// against anybody; a system.toml without one is about what runs.
bool is_live(const record::UseCase& use_case) {
  const std::string_view stage = use_case.value("development_stage");
  if (stage.empty()) return use_case.import.empty();
  return stage == "Deployed" || stage == "Pilot";
}

std::string first_filled(const record::UseCase& use_case,
                         std::initializer_list<std::string_view> fields) {
  for (const std::string_view field : fields) {
    if (const auto value = use_case.value(field); !value.empty()) return std::string(value);
  }
  return {};
}

// Agency and id as the organisation gives them; empty without an id.
std::string own_id(const record::UseCase& use_case) {
  const std::string_view id = use_case.value("id");
  if (id.empty()) return {};
  return first_filled(use_case, {"agency", "agency_name"}) + '\0' + std::string(id);
}

std::string place_of(const FoundSystem& system) {
  return system.path == "." ? system.place : system.place + "/" + system.path;
}

std::string place_of(const record::UseCase& use_case) {
  return use_case.source + (use_case.row != 0 ? ", row " + std::to_string(use_case.row) : "");
}

constexpr std::string_view kDeclaration = ".bartizan/system.toml";

// What a declaration lists itself (the field "models" of a system.toml) against what was found.
void compare_with_list(const record::UseCase& use_case, const FoundSystem& system,
                       std::vector<std::string>& out) {
  std::string_view list = use_case.value("models");
  if (list.empty()) return;
  std::set<std::string_view> listed;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find("; "), list.size());
    listed.insert(list.substr(0, end));
    list.remove_prefix(std::min(end + 2, list.size()));
  }
  const std::vector<Holding::Model> models = system.holding.models();
  std::set<std::string_view> found;
  for (const Holding::Model& model : models) {
    // Files are called by their path below the system's folder, here as in its declaration.
    found.insert(model.name);
    if (!listed.contains(model.name)) {
      out.push_back("not declared: " + label(record::ComponentKind::model, model.name, ""));
    }
  }
  for (const std::string_view name : listed) {
    if (!found.contains(name)) {
      out.push_back("not found: " + label(record::ComponentKind::model, name, ""));
    }
  }
}

}  // namespace

std::string_view name(Gap gap) {
  switch (gap) {
    case Gap::shadow:
      return "shadow";
    case Gap::ghost:
      return "ghost";
    case Gap::drift:
      return "drift";
  }
  return "shadow";
}

Reconciled reconcile(std::span<const record::UseCase> use_cases,
                     std::span<const FoundSystem> systems) {
  Names names(use_cases);
  return reconcile(use_cases, systems, names);
}

Reconciled reconcile(std::span<const record::UseCase> use_cases,
                     std::span<const FoundSystem> systems, Names& names) {
  Reconciled result;
  std::map<std::string, const record::UseCase*, std::less<>> by_handle;
  std::set<std::string> declared_ids;
  for (const record::UseCase& use_case : use_cases) {
    by_handle.emplace(use_case.id, &use_case);
    for (const std::string_view field : {"id", "use_case_name"}) {
      if (const auto value = use_case.value(field); !value.empty()) {
        by_handle.emplace(value, &use_case);
      }
    }
    const std::string id = own_id(use_case);
    if (is_live(use_case) && (id.empty() || declared_ids.insert(id).second)) ++result.declared;
  }
  std::set<const record::UseCase*> seen;
  std::set<std::string> seen_ids;  // a declaration and a row of the inventory may be one use case
  for (const FoundSystem& system : systems) {
    if (!system.holding.any()) continue;
    ++result.found;
    const auto declared = by_handle.find(system.use_case);
    if (!system.use_case.empty() && declared != by_handle.end()) {
      const record::UseCase& use_case = *declared->second;
      seen.insert(&use_case);
      if (const std::string id = own_id(use_case); !id.empty()) seen_ids.insert(id);
      ++result.matched;
      Difference drift;
      drift.details = system.holding.changes();
      const std::size_t since_assigned = drift.details.size();
      compare_with_list(use_case, system, drift.details);
      if (drift.details.empty()) continue;
      if (drift.details.size() > since_assigned) {
        // A file in the system's folder is known by its path below what was read.
        drift.declaration = use_case.source.ends_with(kDeclaration)
                                ? place_of(system) + "/" + std::string(kDeclaration)
                                : use_case.source;
      }
      drift.only_listed = since_assigned == 0;
      drift.place = system.place;
      drift.gap = Gap::drift;
      drift.system = system.id;
      drift.use_case = use_case.id;
      drift.name = name_of(use_case);
      drift.where = place_of(system);
      drift.owner = first_filled(use_case, {"contact_email", "owner"});
      if (drift.owner.empty()) drift.owner = system.owner;
      drift.reason = "what runs is no longer what was declared";
      result.differences.push_back(std::move(drift));
      continue;
    }
    Difference shadow;
    shadow.gap = Gap::shadow;
    shadow.system = system.id;
    shadow.name = system.name;
    shadow.where = place_of(system);
    shadow.place = system.place;
    shadow.owner = system.owner;
    shadow.reason = system.use_case.empty()
                        ? "AI was found here and no use case of the inventory says so"
                        : "it is said to be " + system.use_case + ", which the inventory lacks";
    shadow.details = system.holding.contents();
    shadow.suggestions = names.like(system.name);
    result.differences.push_back(std::move(shadow));
  }
  for (const record::UseCase& use_case : use_cases) {
    if (!is_live(use_case) || seen.contains(&use_case) || seen_ids.contains(own_id(use_case))) {
      continue;
    }
    Difference ghost;
    ghost.gap = Gap::ghost;
    ghost.use_case = use_case.id;
    ghost.name = name_of(use_case);
    ghost.where = place_of(use_case);
    ghost.owner = first_filled(use_case, {"contact_email", "owner"});
    ghost.reason = "declared as in use, and nothing that was read belongs to it";
    result.differences.push_back(std::move(ghost));
  }
  std::ranges::stable_sort(result.differences, {},
                           [](const Difference& d) { return std::tie(d.gap, d.name, d.where); });
  return result;
}

}  // namespace bartizan::use
