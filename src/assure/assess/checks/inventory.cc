#include "assure/assess/checks/inventory.h"

#include <algorithm>
#include <cctype>

#include "assure/assess/checks/tools.h"
#include "assure/assess/framework.h"
#include "record/fact_list.h"

namespace bartizan::assure::assess {
namespace {

using record::Evidence;
using record::EvidenceKind;

constexpr std::string_view kNoInventory =
    "no inventory is known: bartizan inventory import FILE, or bartizan inventory add";
constexpr std::string_view kNotDeclared = "it is in no inventory: bartizan reconcile";

// Counts over everything that the store knows.
const Evidence* estate(const Material& material) {
  for (const Evidence& piece : material.evidence) {
    if (piece.kind == EvidenceKind::configuration && piece.subject == "estate") return &piece;
  }
  return nullptr;
}

// What to say where there is no record of the system.
Outcome undeclared(const Material& material) {
  const Evidence* all = estate(material);
  if (all == nullptr || number(*all, "declared").value_or(0) == 0) {
    return unknown(std::string(kNoInventory));
  }
  return outcome_of(Holds::no, std::string(kNotDeclared), {all});
}

// As the inventory keeps an answer that is a list (record/inventory.h).
constexpr std::string_view kBetweenValues = "; ";

bool same(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return std::tolower(static_cast<unsigned char>(x)) ==
           std::tolower(static_cast<unsigned char>(y));
  });
}

// Exactly the value, or, of a list, one of its values.
bool says(std::string_view answer, std::string_view value) {
  if (value == "*") return !answer.empty();
  if (same(answer, value)) return true;
  bool is_said = false;
  record::each_item(answer, kBetweenValues,
                    [&](std::string_view part) { is_said = is_said || same(part, value); });
  return is_said;
}

Outcome of_estate(const Material& material, std::string_view key, std::string_view thing,
                  std::string_view good, std::string_view bad) {
  const Evidence* all = estate(material);
  Pieces pieces;
  if (all != nullptr) pieces.push_back(all);
  Outcome outcome = none_of(pieces, material.now, {key, "", {thing, good, bad, kNoInventory}, ""});
  if (outcome.holds != Holds::yes) return outcome;
  // Of what nobody looked for, or long ago, nothing follows.
  const Pieces read = pieces_of(material, EvidenceKind::discovery);
  if (read.empty()) {
    return unknown("nothing was looked for, so nothing was found: bartizan discover PATH", pieces);
  }
  const auto old = [&](const Evidence* piece) { return piece->expired(material.now); };
  if (const auto expired = std::count_if(read.begin(), read.end(), old); expired > 0) {
    return unknown(std::to_string(expired) + " of " + counted(read.size(), "system") +
                       (expired == 1 ? " was" : " were") +
                       " read too long ago, or changed since: bartizan discover PATH",
                   read);
  }
  return outcome;
}

}  // namespace

Outcome inventory_declared(const Material& material, std::string_view) {
  const Pieces records = pieces_of(material, EvidenceKind::inventory);
  if (records.empty()) return undeclared(material);
  if (material.system.empty()) {
    // Of the organisation: nothing that was found is missing from it.
    return no_shadow(material, {});
  }
  return every(records, material.now, {"use case", "in the inventory", "", kNotDeclared},
               [](const Evidence&) { return std::optional(true); });
}

Outcome inventory_complete(const Material& material, std::string_view) {
  const Pieces records = pieces_of(material, EvidenceKind::inventory);
  if (records.empty()) return undeclared(material);
  Outcome outcome = every(records, material.now,
                          {"use case", "complete in the inventory",
                           "without answers that its form requires", kNotDeclared},
                          [](const Evidence& record) -> std::optional<bool> {
                            const auto missing = number(record, "missing");
                            if (!missing) return std::nullopt;
                            return *missing == 0;
                          });
  if (records.size() == 1 && outcome.holds == Holds::no) {
    outcome.why = counted(number(*records.front(), "missing").value_or(0), "required answer") +
                  " of the inventory missing: bartizan inventory lint";
  }
  return outcome;
}

Outcome inventory_field(const Material& material, std::string_view parameter) {
  const CheckName asked = check_name("inventory-field:" + std::string(parameter));
  const Pieces records = pieces_of(material, EvidenceKind::inventory);
  if (records.empty()) return undeclared(material);
  const std::string key = "field:" + asked.field;
  Outcome outcome =
      every(records, material.now,
            {"use case", "answered as it should be", "without such an answer", kNotDeclared},
            [&](const Evidence& record) -> std::optional<bool> {
              const std::string_view answer = record.fact(key);
              return std::any_of(asked.values.begin(), asked.values.end(),
                                 [&](const std::string& value) { return says(answer, value); });
            });
  if (records.size() > 1) {
    outcome.why += " (" + asked.field + ")";
  } else if (outcome.holds == Holds::yes || outcome.holds == Holds::no) {
    const std::string_view answer = records.front()->fact(key);
    outcome.why = answer.empty() ? "the inventory has no answer for " + asked.field
                                 : "the inventory answers " + asked.field + ": \"" +
                                       std::string(answer.substr(0, 80)) + "\"";
  }
  return outcome;
}

Outcome owner_known(const Material& material, std::string_view) {
  Pieces pieces = pieces_of(material, EvidenceKind::inventory);
  const Pieces read = pieces_of(material, EvidenceKind::discovery);
  pieces.insert(pieces.end(), read.begin(), read.end());
  if (pieces.empty()) return unknown("it is neither declared nor read: bartizan discover PATH");
  std::vector<std::string_view> systems, owned;
  std::string_view owner;
  for (const Evidence* piece : pieces) {
    systems.push_back(piece->system);
    if (piece->fact("owner").empty()) continue;
    owned.push_back(piece->system);
    owner = piece->fact("owner");
  }
  for (auto* list : {&systems, &owned}) {
    std::sort(list->begin(), list->end());
    list->erase(std::unique(list->begin(), list->end()), list->end());
  }
  if (systems.size() == 1) {
    return owned.empty() ? outcome_of(Holds::no, "nobody is named as its owner", pieces)
                         : outcome_of(Holds::yes, "its owner is " + std::string(owner), pieces);
  }
  const std::string count = std::to_string(owned.size()) + " of " +
                            counted(systems.size(), "system") +
                            (owned.size() == 1 ? " has an owner" : " have an owner");
  return outcome_of(owned.size() == systems.size() ? Holds::yes : Holds::no, count, pieces);
}

Outcome impact_known(const Material& material, std::string_view) {
  const Pieces records = pieces_of(material, EvidenceKind::inventory);
  if (records.empty()) return undeclared(material);
  return every(
      records, material.now,
      {"use case", "judged high-impact or not", "not judged high-impact or not", kNotDeclared},
      [](const Evidence& record) {
        return std::optional(!record.fact("field:is_high_impact").empty());
      });
}

Outcome no_shadow(const Material& material, std::string_view) {
  return of_estate(material, "undeclared", "system", "all that was found is declared",
                   "found and in no inventory");
}

Outcome no_ghost(const Material& material, std::string_view) {
  return of_estate(material, "ghosts", "use case", "all that is declared in use was found",
                   "declared as in use and not found");
}

}  // namespace bartizan::assure::assess
