#include "assure/bom/cards.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <tuple>

#include "base/escape.h"
#include "base/path.h"

namespace bartizan::assure::bom {
namespace {

using record::Attribute;
using record::Component;
using record::ComponentKind;
using record::Provenance;

// Where the component itself lies; a place that only names it tells nothing of that.
std::set<std::string_view> homes(const Component& component) {
  std::set<std::string_view> out;
  if (component.provider == "local") out.insert(base::folder_of(component.name));
  for (const record::Occurrence& place : component.occurrences) {
    const std::string_view signal = place.signal;
    if (signal == "model-card" || signal.find("import") != signal.npos) continue;
    const bool file = signal == "model-file" || signal.starts_with("hf-cache") ||
                      signal.starts_with("hub") || signal.find("config") != signal.npos ||
                      component.provider == "local";
    if (file) out.insert(base::folder_of(place.path));
  }
  return out;
}

// Attributes of which the nearest statement holds; others are united.
bool has_key(const Component& component, std::string_view key) {
  return std::any_of(component.attributes.begin(), component.attributes.end(),
                     [&](const Attribute& one) { return one.key == key; });
}

}  // namespace

Card card_from_rows(std::string_view path, std::span<const record::Row> rows) {
  constexpr std::size_t kMostAttributes = 2000;
  Card card;
  card.path = path;
  bool any = false;
  for (const record::Row& row : rows) {
    if (row.kind == "card" && row.fields.size() == 2) {
      any = true;
      card.kind = row.fields[0] == "dataset" ? ComponentKind::dataset : ComponentKind::model;
    }
    if (row.kind != "attribute" || row.fields.size() != 3 || !any) continue;
    std::uint32_t line = 0;
    const std::string_view digits = row.fields[2];
    const auto [end, error] = std::from_chars(digits.begin(), digits.end(), line);
    if (error != std::errc() || end != digits.end()) continue;
    if (!base::is_utf8(row.fields[0]) || !base::is_utf8(row.fields[1])) continue;
    if (card.attributes.size() >= kMostAttributes) break;
    card.attributes.push_back({row.fields[0], row.fields[1], Provenance::declared,
                               card.path + ":" + std::to_string(line)});
  }
  return card;
}

Described describe(std::vector<Component>& components, std::span<const Card> cards) {
  Described out;
  std::map<std::pair<ComponentKind, std::string_view>, std::vector<const Card*>> by_folder;
  for (const Card& card : cards) {
    if (!card.attributes.empty()) by_folder[{card.kind, base::folder_of(card.path)}].push_back(&card);
  }
  std::set<const Card*> used;
  std::map<std::string_view, std::string_view> models;  // name -> id
  std::map<std::string_view, std::string_view> datasets;
  for (const Component& one : components) {
    if (one.kind == ComponentKind::model) models.emplace(one.name, one.id);
    if (one.kind == ComponentKind::dataset) datasets.emplace(one.name, one.id);
  }
  std::set<std::tuple<std::string, record::RelationKind, std::string>> relations;
  for (Component& component : components) {
    if (component.kind != ComponentKind::model && component.kind != ComponentKind::dataset) {
      continue;
    }
    std::vector<const Card*> mine;
    for (std::string_view home : homes(component)) {
      while (true) {
        const auto found = by_folder.find({component.kind, home});
        if (found != by_folder.end()) {
          mine.insert(mine.end(), found->second.begin(), found->second.end());
          break;
        }
        if (home.empty()) break;
        home = base::folder_of(home);
      }
    }
    std::sort(mine.begin(), mine.end(),
              [](const Card* a, const Card* b) { return a->path < b->path; });
    mine.erase(std::unique(mine.begin(), mine.end()), mine.end());
    for (const Card* card : mine) {
      used.insert(card);
      for (const Attribute& attribute : card->attributes) {
        const auto& names = attribute.key == "base-model" ? models : datasets;
        if (attribute.key == "base-model" || attribute.key == "training-data") {
          const auto target = names.find(attribute.value);
          if (target != names.end() && target->second != component.id) {
            relations.emplace(component.id,
                              attribute.key == "base-model" ? record::RelationKind::derived_from
                                                            : record::RelationKind::trained_on,
                              std::string(target->second));
            if (attribute.key == "training-data") continue;  // the relation says it
          }
        }
        const bool known = std::any_of(
            component.attributes.begin(), component.attributes.end(), [&](const Attribute& one) {
              return one.key == attribute.key && one.value == attribute.value;
            });
        // One text of these is enough; the file's own metadata come first.
        const bool single = attribute.key == "description" || attribute.key == "task" ||
                            attribute.key == "architecture-family" || attribute.key == "supplier" ||
                            attribute.key == "manufacturer";
        if (known || (single && has_key(component, attribute.key))) continue;
        component.attributes.push_back(attribute);
      }
    }
    std::sort(component.attributes.begin(), component.attributes.end(),
              [](const Attribute& a, const Attribute& b) {
                return std::tie(a.key, a.value, a.source) < std::tie(b.key, b.value, b.source);
              });
  }
  for (const auto& [from, kind, to] : relations) {
    out.relations.push_back({from, kind, to, Provenance::declared});
  }
  for (const Card& card : cards) {
    if (!card.attributes.empty() && !used.contains(&card)) out.alone.push_back(card.path);
  }
  return out;
}

}  // namespace bartizan::assure::bom
