#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "assure/parse/bom/card_read.h"
#include "assure/parse/bom/read.h"
#include "assure/parse/bom/reading.h"
#include "assure/parse/bom/schema.h"
#include "assure/parse/bom/vocabulary.h"

namespace bartizan::assure::bom {
namespace {

using record::Provenance;
using text::Node;

constexpr std::array<std::string_view, 9> kTexts{"mime-type", "author",      "publisher",
                                                 "group",     "description", "scope",
                                                 "copyright", "cpe",         "purl"};

std::string child(const std::string& pointer, std::string_view segment) {
  std::string out = pointer;
  append_pointer(out, segment);
  return out;
}
std::string child(const std::string& pointer, std::size_t index) {
  return pointer + "/" + std::to_string(index);
}

// "declared README.md:3"
bool read_label(std::string_view text, Provenance& how, std::string& source) {
  const std::size_t space = text.find(' ');
  const auto known = record::provenance(text.substr(0, space));
  if (!known) return false;
  how = *known;
  source = space == text.npos ? std::string() : std::string(text.substr(space + 1));
  return true;
}

class Reader {
 public:
  Reader(const Node& document, base::Budget& budget) : document_(document), budget_(budget) {}
  Bom read();

 private:
  void metadata(const Node& node);
  void tools(const Node& node);
  void components(const Node* list, const std::string& pointer, const std::string& parent,
                  bool services, int depth);
  std::string component(const Node& node, const std::string& pointer, const std::string& parent,
                        bool service, int depth);
  void member(const Node& node, const std::string& pointer, Keeper& keeper, bool service);
  void property(const Node& node, const std::string& pointer, Keeper& keeper);
  void label(Component& component);
  void dependencies(const Node& list);
  void vulnerabilities(const Node& list);
  void citations(const Node& list);
  void ancestors();
  void relate(std::string from, std::string kind, std::string to, Provenance how);

  const Node& document_;
  base::Budget& budget_;
  Bom bom_;
  std::set<std::string, std::less<>> ids_;
  bool cited_ = false;
  std::map<std::string, std::pair<std::size_t, std::size_t>, std::less<>> places_;
  struct Label {
    std::string key;
    Provenance how;
    std::string source;
  };
  std::vector<Label> labels_;  // of the component being read
  std::map<std::pair<std::string, std::string>, std::size_t> related_;
  struct Ancestor {
    std::string of;
    std::string purl;
    std::string name;
    std::string version;
  };
  std::vector<Ancestor> ancestors_;
};

Bom Reader::read() {
  bom_.format = "cyclonedx";
  bom_.version = std::string(document_.string("specVersion"));
  bom_.metadata.serial = std::string(document_.string("serialNumber"));
  bom_.metadata.version = std::string(scalar(document_.find("version")));
  cited_ = document_.find("citations") != nullptr;
  for (const Node& node : document_.items) {
    const std::string& key = node.key;
    if (key == "bomFormat" || key == "specVersion" || key == "serialNumber" || key == "version") {
      continue;
    }
    if (key == "metadata" && node.is_object()) {
      metadata(node);
    } else if ((key == "components" || key == "services") && node.is_array() &&
               !node.items.empty()) {
      components(&node, "/" + key, "", key == "services", 0);
    } else if (key == "vulnerabilities" && node.is_array() && !node.items.empty()) {
      vulnerabilities(node);
    } else {
      bom_.raw.push_back(Keeper::raw_of(node));
      if (key == "signature") bom_.metadata.is_signed = true;
    }
  }
  ancestors();
  if (const Node* list = document_.find("dependencies")) {
    dependencies(*list);
    for (Raw& raw : bom_.raw) {
      if (raw.key == "dependencies" || raw.key == "$schema") raw.beyond.clear();
    }
  }
  if (const Node* list = document_.find("citations")) citations(*list);
  return std::move(bom_);
}

void Reader::tools(const Node& node) {
  const Node* list = node.is_object() ? node.find("components") : &node;
  if (list == nullptr || !list->is_array()) return;
  for (const Node& tool : list->items) {
    std::string vendor(tool.string("vendor"));
    if (vendor.empty()) vendor = tool.string("publisher");
    if (vendor.empty()) vendor = tool.string("group");
    bom_.metadata.tools.push_back(
        {std::move(vendor), std::string(tool.string("name")), std::string(tool.string("version"))});
  }
}

void Reader::metadata(const Node& node) {
  Metadata& about = bom_.metadata;
  for (const Node& one : node.items) {
    if (one.key == "timestamp" && one.is_string()) {
      about.timestamp = one.text;
      continue;
    }
    if (one.key == "component" && one.is_object()) {
      about.subject = component(one, "/metadata/component", "", false, 0);
      continue;
    }
    about.raw.push_back(Keeper::raw_of(one));
    if (one.key == "tools") tools(one);
    if (one.key == "supplier" || (one.key == "manufacturer" && about.supplier.empty())) {
      about.supplier = std::string(one.string("name"));
    }
    if (one.key == "authors") {
      for (const Node& author : one.items) {
        if (!author.string("name").empty()) about.authors.emplace_back(author.string("name"));
      }
    }
    if (one.key == "lifecycles") {
      for (const Node& phase : one.items) {
        const std::string_view name = phase.string("phase");
        about.lifecycles.emplace_back(name.empty() ? phase.string("name") : name);
      }
    }
    if (one.key == "licenses") {
      for (const Node& licence : one.items) {
        for (const char* where : {"id", "name"}) {
          if (const Node* id = licence.at({"license", where})) about.licences.push_back(id->text);
        }
        if (!licence.string("expression").empty()) {
          about.licences.emplace_back(licence.string("expression"));
        }
      }
    }
    if (one.key == "distributionConstraints") about.tlp = std::string(one.string("tlp"));
  }
}

void Reader::components(const Node* list, const std::string& pointer, const std::string& parent,
                        bool services, int depth) {
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    if (!list->items[i].is_object() || !budget_.charge_steps()) continue;
    component(list->items[i], child(pointer, i), parent, services, depth);
  }
}

std::string Reader::component(const Node& node, const std::string& pointer,
                              const std::string& parent, bool service, int depth) {
  constexpr int kMostDepth = 128;
  const std::size_t index = bom_.components.size();
  bom_.components.emplace_back();
  Component made;
  made.type = service ? "service" : std::string(node.string("type"));
  made.kind = kind_of(made.type);
  made.provenance = Provenance::declared;
  made.parent = parent;
  made.name = std::string(node.string("name"));
  made.version = std::string(scalar(node.find("version")));
  made.id = std::string(node.string("bom-ref"));
  if (made.id.empty() || !ids_.insert(made.id).second) {
    if (const Node* twice = node.find("bom-ref")) made.raw.push_back(Keeper::raw_of(*twice));
    made.id = "#" + pointer;
    while (!ids_.insert(made.id).second) made.id += '_';
  }
  labels_.clear();
  std::vector<Place> places;
  Keeper keeper(made, cited_ ? &places : nullptr);
  std::vector<const Node*> inner;
  for (const Node& one : node.items) {
    if (one.key == "type" || one.key == "name" || one.key == "bom-ref") continue;
    if (one.key == "version" && !made.version.empty()) continue;
    const bool nested = one.key == "components" || one.key == "services";
    if (nested && one.is_array() && !one.items.empty() && depth < kMostDepth) {
      inner.push_back(&one);
    } else {
      member(one, child(pointer, one.key), keeper, service);
    }
  }
  label(made);
  const std::string id = made.id;
  for (const Place& place : places)
    places_.emplace(place.pointer, std::pair(index, place.attribute));
  if (cited_) places_.emplace(pointer, std::pair(index, std::string::npos));
  bom_.components[index] = std::move(made);
  for (const Node* list : inner) {
    components(list, child(pointer, list->key), id, list->key == "services", depth + 1);
  }
  return id;
}

void Reader::member(const Node& node, const std::string& pointer, Keeper& keeper, bool service) {
  if (std::find(kTexts.begin(), kTexts.end(), node.key) != kTexts.end() && node.is_string() &&
      !node.text.empty()) {
    keeper.keep(node.key, &node, pointer);
    return;
  }
  if (node.key == "properties" && node.is_array()) {
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      property(node.items[i], child(pointer, i), keeper);
    }
  } else if (node.key == "pedigree") {
    if (const Node* list = node.find("ancestors")) {
      for (const Node& one : list->items) {
        ancestors_.push_back({keeper.component().id, std::string(one.string("purl")),
                              std::string(one.string("name")), std::string(one.string("version"))});
        for (const char* known : {"purl", "name", "version", "type"}) keeper.taken(one.find(known));
      }
    }
  } else {
    read_member(node, pointer, keeper, service);
  }
  if (node.key == "modelCard") {
    if (const Node* sets = node.at({"modelParameters", "datasets"})) {
      for (const Node& set : sets->items) {
        const Node* ref = set.find("ref");
        if (ref == nullptr || !ref->is_string()) continue;
        keeper.taken(ref);
        relate(keeper.component().id, "trained-on", ref->text, Provenance::declared);
      }
    }
  }
  keeper.raw(node);
}

void Reader::property(const Node& node, const std::string& pointer, Keeper& keeper) {
  constexpr std::string_view kOurs = "bartizan:";
  constexpr std::string_view kLabel = "provenance";
  constexpr std::string_view kRelation = "relation:";
  const Node* name = node.find("name");
  const Node* value = node.find("value");
  keeper.taken(name);
  keeper.taken(value);
  Component& component = keeper.component();
  std::string_view key = scalar(name);
  const std::string_view text = scalar(value);
  if (!key.starts_with(kOurs)) {
    keeper.keep("property:" + std::string(key), std::string(text), child(pointer, "value"),
                {name, value});
    return;
  }
  key.remove_prefix(kOurs.size());
  if (key == "kind") {
    if (const auto kind = record::component_kind(text)) component.kind = *kind;
  } else if (key == "provider") {
    component.provider = text;
  } else if (key == "seen") {
    const std::size_t colon = text.rfind(':');
    record::Occurrence place;
    place.path = text.substr(0, colon);
    if (colon != text.npos) {
      std::uint32_t line = 0;
      for (const char c : text.substr(colon + 1)) {
        if (c < '0' || c > '9' || line > 100'000'000) break;
        line = line * 10 + static_cast<std::uint32_t>(c - '0');
      }
      place.line = line;
    }
    component.occurrences.push_back(std::move(place));
  } else if (key.starts_with(kLabel) &&
             (key.size() == kLabel.size() || key[kLabel.size()] == ':')) {
    Label said{
        key.size() == kLabel.size() ? std::string() : std::string(key.substr(kLabel.size() + 1)),
        Provenance::unknown,
        {}};
    if (read_label(text, said.how, said.source)) labels_.push_back(std::move(said));
  } else if (key.starts_with(kRelation)) {
    key.remove_prefix(kRelation.size());
    const std::size_t colon = key.find(':');
    const auto how = colon == key.npos ? std::nullopt : record::provenance(key.substr(colon + 1));
    relate(component.id, std::string(key.substr(0, colon)), std::string(text),
           how.value_or(Provenance::declared));
  } else {
    keeper.keep(std::string(key), std::string(text), child(pointer, "value"), {name, value});
  }
}

// The labels of 1.6: the n-th of a key belongs to the n-th attribute of that key.
void Reader::label(Component& component) {
  std::map<std::string_view, std::size_t> next;
  for (const Label& said : labels_) {
    if (said.key.empty()) {
      component.provenance = said.how;
      continue;
    }
    for (std::size_t i = next[said.key]; i < component.attributes.size(); ++i) {
      if (component.attributes[i].key != said.key) continue;
      component.attributes[i].provenance = said.how;
      component.attributes[i].source = said.source;
      next[said.key] = i + 1;
      break;
    }
  }
}

void Reader::relate(std::string from, std::string kind, std::string to, Provenance how) {
  const auto pair = kind == "part-of" ? std::pair(to, from) : std::pair(from, to);
  const auto [known, fresh] = related_.emplace(pair, bom_.relations.size());
  if (!fresh) {  // the more telling name stays: a model is trained on what it depends on
    Relation& relation = bom_.relations[known->second];
    if (relation.kind == "depends-on" && kind != "depends-on") {
      relation = {std::move(from), std::move(kind), std::move(to), how, true};
    } else if (relation.kind == kind && how != Provenance::declared) {
      relation.provenance = how;
    }
    return;
  }
  bom_.relations.push_back({std::move(from), std::move(kind), std::move(to), how, true});
}

void Reader::ancestors() {
  std::map<std::string_view, std::size_t> purls;
  std::map<std::pair<std::string_view, std::string_view>, std::size_t> names;
  std::map<std::string_view, std::size_t> ids;
  for (std::size_t i = 0; i < bom_.components.size(); ++i) {
    const Component& one = bom_.components[i];
    ids.emplace(one.id, i);
    if (const std::string_view purl = one.attribute("purl"); !purl.empty()) purls.emplace(purl, i);
    names.emplace(std::pair(std::string_view(one.name), std::string_view(one.version)), i);
  }
  std::vector<std::pair<std::size_t, std::string>> unknown;
  for (const Ancestor& one : ancestors_) {
    const auto purl = purls.find(one.purl);
    const auto name = names.find({one.name, one.version});
    const auto of = ids.find(one.of);
    if (purl != purls.end() || name != names.end()) {
      const std::size_t at = purl != purls.end() ? purl->second : name->second;
      if (bom_.components[at].id != one.of) {
        relate(one.of, "derived-from", bom_.components[at].id, Provenance::declared);
      }
    } else if (of != ids.end() && !one.name.empty()) {
      unknown.emplace_back(of->second, one.name + (one.version.empty() ? "" : "@" + one.version));
    }
  }
  // Only now: the views above look into the attributes.
  for (auto& [at, base] : unknown) bom_.components[at].add("base-model", std::move(base));
}

void Reader::dependencies(const Node& list) {
  for (const Node& entry : list.items) {
    const std::string from(entry.string("ref"));
    if (from.empty() || !budget_.charge_steps()) continue;
    bool any = false;
    for (const char* which : {"dependsOn", "provides"}) {
      const Node* to = entry.find(which);
      if (to == nullptr) continue;
      for (const Node& one : to->items) {
        if (!one.is_string() || one.text.empty()) continue;
        relate(from, std::string_view(which) == "provides" ? "provides" : "depends-on", one.text,
               Provenance::declared);
        any = true;
      }
    }
    if (!any) relate(from, "depends-on", "", Provenance::declared);
  }
}

void Reader::vulnerabilities(const Node& list) {
  for (const Node& node : list.items) {
    Finding finding;
    finding.id = std::string(node.string("id"));
    if (const Node* source = node.at({"source", "name"})) finding.source = source->text;
    if (const Node* ratings = node.find("ratings")) {
      for (const Node& rating : ratings->items) {
        if (finding.severity.empty()) finding.severity = std::string(rating.string("severity"));
      }
    }
    finding.text = std::string(node.string("description"));
    finding.remedy = std::string(node.string("recommendation"));
    if (const Node* state = node.at({"analysis", "state"})) finding.state = state->text;
    if (const Node* affects = node.find("affects")) {
      for (const Node& one : affects->items) {
        if (!one.string("ref").empty()) finding.affects.emplace_back(one.string("ref"));
      }
    }
    Raw raw{"vulnerability", to_json(node), {}};
    for (const Node& one : node.items) {
      constexpr std::array<std::string_view, 5> kHeld{"id", "description", "recommendation",
                                                      "bom-ref", "affects"};
      if (std::find(kHeld.begin(), kHeld.end(), one.key) == kHeld.end()) {
        raw.beyond.push_back(one.key);
      }
    }
    finding.raw.push_back(std::move(raw));
    bom_.findings.push_back(std::move(finding));
  }
}

// Those of ours say in their note how a statement came about.
void Reader::citations(const Node& list) {
  for (const Node& citation : list.items) {
    Provenance how = Provenance::unknown;
    std::string source;
    const Node* pointers = citation.find("pointers");
    if (pointers == nullptr || !read_label(citation.string("note"), how, source)) continue;
    for (const Node& pointer : pointers->items) {
      const auto found = places_.find(pointer.text);
      if (found == places_.end() || !budget_.charge_steps()) continue;
      Component& component = bom_.components[found->second.first];
      if (found->second.second == std::string::npos) {
        component.provenance = how;
        continue;
      }
      record::Attribute& attribute = component.attributes[found->second.second];
      attribute.provenance = how;
      attribute.source = source;
    }
  }
}

}  // namespace

Bom read_cyclonedx(const Node& document, base::Budget& budget) {
  return Reader(document, budget).read();
}

}  // namespace bartizan::assure::bom
