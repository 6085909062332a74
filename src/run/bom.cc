#include "run/bom.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/path.h"
#include "run/estate.h"
#include "run/foreign.h"
#include "run/import_inventory.h"
#include "run/version.h"

namespace bartizan::run {
namespace {

namespace bom = assure::bom;

bom::EstateOptions options_of(const BomSubject& subject, const std::string& timestamp) {
  bom::EstateOptions options;
  options.timestamp = timestamp;
  options.tool = {"", "Bartizan", kVersion};
  options.authors = subject.authors;
  options.supplier = subject.supplier;
  options.tlp = subject.tlp;
  options.subject_name = subject.name;
  options.subject_version = subject.version;
  return options;
}

// Relations that are made up here; a hostile file could define thousands of agents and of tools.
constexpr std::size_t kMostDerived = 20'000;

// What the scan core found in a model, attached to its component.
void add_findings(std::vector<bom::Finding>& findings, const record::Artifact& artifact,
                  const std::map<std::string_view, std::string_view>& local_models) {
  const auto component = local_models.find(artifact.path);
  if (component == local_models.end()) return;
  for (const record::Finding& found : artifact.findings) {
    const auto rule = scan::Catalog::embedded().rule(found.rule);
    bom::Finding finding;
    finding.id = found.rule;
    finding.source = "bartizan";
    finding.severity = record::name(found.severity);
    finding.text = found.title;
    if (rule) finding.remedy = record::fill(rule->remedy, found);
    finding.affects = {std::string(component->second)};
    findings.push_back(std::move(finding));
  }
}

// Agents use tools of the same file; what a card or a configuration calls its base is one.
std::vector<record::Relation> relations_of(const std::vector<record::Component>& components) {
  using enum record::ComponentKind;
  std::map<std::string_view, std::string_view> models;  // name -> id
  std::multimap<std::string_view, const record::Component*> by_file;
  for (const record::Component& c : components) {
    if (c.kind == model) models.emplace(c.name, c.id);
    for (const record::Occurrence& o : c.occurrences) by_file.emplace(o.path, &c);
  }
  std::set<std::tuple<std::string, record::RelationKind, std::string>> made;
  for (const record::Component& c : components) {
    for (const record::Attribute& a : c.attributes) {
      if (a.key != "base-model") continue;
      const auto base = models.find(a.value);
      if (base == models.end() || base->second == c.id) continue;
      made.emplace(c.id, record::RelationKind::derived_from, base->second);
    }
    if (c.kind != agent) continue;
    for (const record::Occurrence& o : c.occurrences) {
      const auto [first, last] = by_file.equal_range(o.path);
      for (auto at = first; at != last && made.size() < kMostDerived; ++at) {
        const auto kind = at->second->kind;
        if (kind != tool && kind != model && kind != mcp_server && kind != prompt) continue;
        made.emplace(c.id, record::RelationKind::uses, at->second->id);
      }
    }
  }
  std::vector<record::Relation> relations;
  for (const auto& [from, kind, to] : made) {
    relations.push_back({from, kind, to, record::Provenance::derived});
  }
  return relations;
}

// Both, without those that say the same; what stands first says where it comes from.
std::vector<record::Relation> joined(const std::vector<record::Relation>& first,
                                     const std::vector<record::Relation>& second) {
  std::vector<record::Relation> all;
  std::set<std::tuple<std::string, record::RelationKind, std::string>> seen;
  for (const auto* relations : {&first, &second}) {
    for (const record::Relation& r : *relations) {
      if (seen.emplace(r.from, r.kind, r.to).second) all.push_back(r);
    }
  }
  return all;
}

// What a BOM of the store is made of.
struct Gathering {
  std::vector<record::Component> components;
  std::vector<record::Relation> relations;
  std::map<std::string, std::size_t> seen;  // id -> index

  void add(record::Component& component, const std::string& place) {
    for (record::Occurrence& o : component.occurrences) o.path = place + "/" + o.path;
    const auto [at, fresh] = seen.emplace(component.id, components.size());
    if (fresh) return components.push_back(std::move(component));
    // The same thing at another place: one component, seen at both.
    record::Component& known = components[at->second];
    known.occurrences.insert(known.occurrences.end(), component.occurrences.begin(),
                             component.occurrences.end());
    for (record::Attribute& a : component.attributes) {
      if (std::ranges::find(known.attributes, a) == known.attributes.end()) {
        known.attributes.push_back(std::move(a));
      }
    }
  }
};

using Taken = std::expected<void, std::string>;

Taken take_all(store::Store& store, const std::vector<store::Place>& places, Gathering& into) {
  for (const store::Place& listed : places) {
    auto place = store.estate().place(listed.path);
    if (!place) return std::unexpected(std::string(place.error().what));
    for (record::Component& component : place->components) into.add(component, place->path);
    into.relations.insert(into.relations.end(), place->relations.begin(), place->relations.end());
  }
  return {};
}

// By its id, name or use case; several places may hold it.
Taken take_system(store::Store& store, const std::string& system, Gathering& into,
                  bom::EstateOptions& options) {
  const auto own = store.estate().system(system);
  if (!own) return std::unexpected(std::string(own.error().what));
  base::Result<std::vector<store::SystemRow>> rows = std::vector<store::SystemRow>();
  if (*own) {
    rows->push_back(**own);
  } else {
    rows = store.estate().systems();
  }
  if (!rows) return std::unexpected(std::string(rows.error().what));
  bool found = false;
  for (const store::SystemRow& row : *rows) {
    const store::EstateSystem& s = row.system;
    if (s.id != system && s.name != system && s.use_case != system) continue;
    found = true;
    if (options.subject_name.empty()) options.subject_name = s.name;
    if (!s.use_case.empty()) {
      options.subject_attributes.push_back(
          {"use-case", s.use_case, record::Provenance::declared, "inventory"});
    }
    auto components = store.estate().components_of(s.id);
    if (!components) return std::unexpected(std::string(components.error().what));
    for (record::Component& component : *components) into.add(component, row.place);
    const auto relations = store.estate().relations_of(s.id);
    if (!relations) return std::unexpected(std::string(relations.error().what));
    into.relations.insert(into.relations.end(), relations->begin(), relations->end());
  }
  if (found) return {};
  return std::unexpected("no system is called " + system +
                         ". Look: bartizan reconcile --all, or bartizan inventory list");
}

}  // namespace

bom::Bom bom_of_tree(const DiscoverReport& report, const BomSubject& subject,
                     const std::string& timestamp) {
  std::vector<record::Component> components = report.discovery.components;
  components.insert(components.end(), report.discovery.software_components.begin(),
                    report.discovery.software_components.end());
  std::map<std::string_view, std::string_view> local_models;  // name -> id
  for (const record::Component& c : components) {
    if (c.kind == record::ComponentKind::model && c.provider == "local") {
      local_models.emplace(c.name, c.id);
    }
  }
  std::vector<bom::Finding> findings;
  for (const record::Artifact& artifact : report.models) {
    add_findings(findings, artifact, local_models);
  }
  bom::EstateOptions options = options_of(subject, timestamp);
  if (options.subject_name.empty()) {
    const auto places = places_of(report, 0);
    options.subject_name = places.size() == 1 ? base::last_part(places[0].path) : "folders";
  }
  const auto relations = joined(report.relations, relations_of(components));
  return bom::bom_of(components, relations, findings, options);
}

std::expected<bom::Bom, std::string> bom_of_store(store::Store& store, const std::string& system,
                                                  const BomSubject& subject,
                                                  const std::string& timestamp) {
  const auto places = store.estate().places();
  if (!places) return std::unexpected(std::string(places.error().what));
  if (places->empty()) return std::unexpected("nothing was read yet: bartizan discover PATH");
  Gathering gathering;
  bom::EstateOptions options = options_of(subject, timestamp);
  const auto taken = system.empty() ? take_all(store, *places, gathering)
                                    : take_system(store, system, gathering, options);
  if (!taken) return std::unexpected(taken.error());
  std::erase_if(gathering.relations, [&](const record::Relation& r) {
    return !gathering.seen.contains(r.from) || !gathering.seen.contains(r.to);
  });
  const auto relations = joined(gathering.relations, relations_of(gathering.components));
  if (options.subject_name.empty()) options.subject_name = "estate";
  return bom::bom_of(gathering.components, relations, {}, options);
}

std::expected<BomFile, std::string> read_bom(const std::string& path, const base::Limits& limits,
                                             const std::function<bool()>& cancelled) {
  auto whole = read_whole(path, kMostBom);
  if (!whole) return std::unexpected(whole.error());
  auto reader = ForeignReader::start(limits, cancelled);
  if (!reader) return std::unexpected(std::string(reader.error().what));
  const std::string name(base::last_part(path));
  const ForeignFile input{name, whole->bytes, whole->bytes.size()};
  auto results = reader->read("bom", std::span(&input, 1));
  if (!results) return std::unexpected(std::string(results.error().what));
  if (!results->front().problem.empty()) {
    return std::unexpected("it was not read to its end: " + results->front().problem);
  }
  return BomFile{bom::bom_from_rows(results->front().rows), whole->sha256};
}

store::Place place_of(const bom::Bom& bom, const std::string& sha256, base::Millis now) {
  store::Place place;
  place.path = "bom:" + (bom.metadata.serial.empty() ? sha256 : bom.metadata.serial);
  place.read = now;
  store::EstateSystem system;
  system.path = ".";
  system.id = found_system_id(place.path, ".");
  std::map<std::string_view, std::string> ids;  // of the document -> ours
  for (const bom::Component& c : bom.components) {
    record::Component component = c;
    component.id = use::component_id(c.kind, c.provider, c.name, c.version);
    ids[c.id] = component.id;
    if (c.id == bom.metadata.subject) system.name = c.name;
    system.components.push_back(component.id);
    place.components.push_back(std::move(component));
  }
  for (const bom::Relation& r : bom.relations) {
    const auto kind = record::relation_kind(r.kind);
    const auto from = ids.find(r.from), to = ids.find(r.to);
    if (!kind || from == ids.end() || to == ids.end()) continue;
    place.relations.push_back({from->second, *kind, to->second, r.provenance});
  }
  if (system.name.empty()) system.name = bom.metadata.name.empty() ? place.path : bom.metadata.name;
  std::ranges::sort(system.components);
  place.systems.push_back(std::move(system));
  return place;
}

}  // namespace bartizan::run
