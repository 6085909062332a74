#include "assure/bom/cyclonedx_write.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "assure/bom/cyclonedx_parts.h"
#include "assure/parse/bom/vocabulary.h"
#include "base/hash.h"

namespace bartizan::assure::bom {
namespace {

using record::Attribute;
using record::ComponentKind;
using record::Provenance;

// Without them a pointer could not be resolved; the serial number is made over a text without it.
constexpr std::string_view kToolRef = "bartizan";

bool is_service(const Component& component) { return component.type == "service"; }

// What a reader may expect of a component of this kind and finds nothing about.
std::vector<std::string_view> unknown_of(const Component& component) {
  std::vector<std::string_view> wanted;
  switch (component.kind) {
    case ComponentKind::model:
      wanted = {
          "version",      "supplier",   "licence",      "hash:",         "description",  "task",
          "architecture", "limitation", "input-format", "output-format", "training-data"};
      break;
    case ComponentKind::dataset:
      wanted = {"version", "supplier", "licence", "hash:", "description", "classification"};
      break;
    case ComponentKind::package:
    case ComponentKind::runtime:
      wanted = {"version", "supplier", "licence", "hash:"};
      break;
    default:
      break;
  }
  std::erase_if(wanted, [&](std::string_view key) {
    if (key == "version") return !component.version.empty();
    return std::any_of(
        component.attributes.begin(), component.attributes.end(), [&](const Attribute& attribute) {
          return key.ends_with(':') ? attribute.key.starts_with(key) : attribute.key == key;
        });
  });
  return wanted;
}

class Writer {
 public:
  Writer(const Bom& bom, Format format, const WriteOptions& options)
      : bom_(bom), format_(format), options_(options), out_(options.pretty) {
    for (const Component& component : bom.components) {
      by_id_.emplace(component.id, &component);
      if (component.id == bom.metadata.subject && !component.id.empty()) {
        subject_ = &component;
        continue;
      }
      children_[component.parent].push_back(&component);
    }
    for (const Relation& relation : bom.relations) relations_[relation.from].push_back(&relation);
  }

  std::string document(std::string_view serial);
  std::vector<Loss> losses() { return std::move(losses_); }

 private:
  bool newer() const { return format_ == Format::cyclonedx_1_7; }
  void raw(const std::vector<Raw>& all, std::string_view key) {
    if (const Raw* found = find_raw(all, key)) out_.json(key, found->json);
  }
  void metadata();
  void tools();
  void component(const Component& component);
  void service(const Component& component);
  void texts(const Component& component, Attributes& from,
             std::initializer_list<std::string_view> keys);
  void pedigree(const Component& component, Attributes& from);
  void tags(Attributes& from);
  void properties(const Component& component, Attributes& from, std::size_t first_label);
  void list(std::string_view key, const std::string& parent, bool services,
            const std::vector<Raw>& beside);
  void dependencies();
  void vulnerabilities();
  void vulnerability(const Finding& finding);
  void citations();
  Targets targets(const Component& component, std::string_view kind) const;

  const Bom& bom_;
  Format format_;
  const WriteOptions& options_;
  Out out_;
  const Component* subject_ = nullptr;
  std::map<std::string, std::vector<const Component*>> children_;
  std::map<std::string, std::vector<const Relation*>> relations_;
  std::map<std::string_view, const Component*> by_id_;
  std::vector<Label> labels_;
  std::vector<Loss> losses_;
};

Targets Writer::targets(const Component& component, std::string_view kind) const {
  Targets out;
  const auto found = relations_.find(component.id);
  if (found == relations_.end()) return out;
  for (const Relation* relation : found->second) {
    if (relation->kind == kind && !relation->to.empty()) out.push_back(relation->to);
  }
  return out;
}

std::string Writer::document(std::string_view serial) {
  const Metadata& about = bom_.metadata;
  const bool own_family = bom_.format == "cyclonedx" || bom_.format.empty();
  const std::vector<Raw> none;
  const std::vector<Raw>& top = own_family ? bom_.raw : none;
  out_.object();
  raw(top, "$schema");
  out_.field("bomFormat", "CycloneDX");
  out_.field("specVersion", newer() ? "1.7" : "1.6");
  if (!serial.empty()) out_.field("serialNumber", serial);
  const bool number =
      !about.version.empty() && about.version.find_first_not_of("0123456789") == std::string::npos;
  out_.json("version", number ? std::string_view(about.version) : "1");
  metadata();
  list("components", "", false, top);
  list("services", "", true, top);
  raw(top, "externalReferences");
  dependencies();
  raw(top, "compositions");
  vulnerabilities();
  for (const char* key : {"annotations", "formulation", "declarations", "definitions"}) {
    raw(top, key);
  }
  if (options_.labels && newer() && find_raw(top, "citations") == nullptr) {
    citations();
  } else {
    raw(top, "citations");
  }
  raw(top, "properties");
  raw(top, "signature");
  out_.close();
  return out_.take();
}

void Writer::tools() {
  const Metadata& about = bom_.metadata;
  if (about.tools.empty()) return;
  out_.object("tools");
  out_.array("components");
  bool first = true;
  for (const Tool& tool : about.tools) {
    out_.object();
    out_.field("type", "application");
    if (first && options_.labels) out_.field("bom-ref", kToolRef);
    first = false;
    if (!tool.vendor.empty()) out_.field("publisher", tool.vendor);
    out_.field("name", tool.name);
    if (!tool.version.empty()) out_.field("version", tool.version);
    out_.close();
  }
  out_.close();
  out_.close();
}

void Writer::metadata() {
  const Metadata& about = bom_.metadata;
  const auto has = [&](std::string_view key) { return find_raw(about.raw, key) != nullptr; };
  Metadata inside = about;
  inside.serial.clear();
  inside.version.clear();
  inside.subject.clear();
  inside.is_signed = false;
  if (inside == Metadata{} && subject_ == nullptr) return;
  out_.object("metadata");
  if (!about.timestamp.empty()) out_.field("timestamp", about.timestamp);
  if (has("lifecycles")) {
    raw(about.raw, "lifecycles");
  } else if (!about.lifecycles.empty()) {
    constexpr std::array<std::string_view, 7> kPhases{
        "design", "pre-build", "build", "post-build", "operations", "discovery", "decommission"};
    out_.array("lifecycles");
    for (const std::string& phase : about.lifecycles) {
      const bool known = std::find(kPhases.begin(), kPhases.end(), phase) != kPhases.end();
      out_.object();
      out_.field(known ? "phase" : "name", phase);
      out_.close();
    }
    out_.close();
  }
  if (has("tools")) {
    raw(about.raw, "tools");
  } else {
    tools();
  }
  raw(about.raw, "manufacturer");
  if (has("authors")) {
    raw(about.raw, "authors");
  } else if (!about.authors.empty()) {
    out_.array("authors");
    for (const std::string& author : about.authors) {
      out_.object();
      out_.field("name", author);
      out_.close();
    }
    out_.close();
  }
  if (subject_ != nullptr) {
    out_.object("component");
    component(*subject_);
    out_.close();
  }
  raw(about.raw, "manufacture");
  if (has("supplier")) {
    raw(about.raw, "supplier");
  } else if (!about.supplier.empty() && !has("manufacturer")) {
    out_.object("supplier");
    out_.field("name", about.supplier);
    out_.close();
  }
  if (has("licenses")) {
    raw(about.raw, "licenses");
  } else if (!about.licences.empty()) {
    out_.array("licenses");
    for (const std::string& licence : about.licences) {
      const std::string_view id = licence_id(licence);
      out_.object();
      out_.object("license");
      out_.field(id.empty() ? "name" : "id", id.empty() ? std::string_view(licence) : id);
      out_.close();
      out_.close();
    }
    out_.close();
  }
  raw(about.raw, "properties");
  if (has("distributionConstraints") && newer()) {
    raw(about.raw, "distributionConstraints");
  } else if (!about.tlp.empty()) {
    if (newer()) {
      out_.object("distributionConstraints");
      out_.field("tlp", about.tlp);
      out_.close();
    } else {
      losses_.push_back({"metadata", "tlp " + about.tlp, "CycloneDX 1.6 has no place for it"});
    }
  }
  out_.close();
}

void Writer::texts(const Component& component, Attributes& from,
                   std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) {
    if (const Raw* found = find_raw(component.raw, key)) {
      out_.json(key, found->json);
      from.take_member(key);
    } else if (const Attribute* attribute = from.take(key)) {
      out_.field(key, attribute->value);
      from.label(out_, *attribute);
    }
  }
}

void Writer::pedigree(const Component& component, Attributes& from) {
  if (const Raw* found = find_raw(component.raw, "pedigree")) {
    out_.json("pedigree", found->json);
    from.take_member("pedigree");
    return;
  }
  const Targets bases = targets(component, "derived-from");
  if (bases.empty() && !from.has("base-model")) return;
  out_.object("pedigree");
  out_.array("ancestors");
  for (const std::string& id : bases) {
    const auto found = by_id_.find(id);
    if (found == by_id_.end()) continue;
    const Component& base = *found->second;
    out_.object();
    out_.field("type", base.type == "service" ? "application" : base.type);
    out_.field("name", base.name);
    if (!base.version.empty()) out_.field("version", base.version);
    if (const std::string_view purl = base.attribute("purl"); !purl.empty()) {
      out_.field("purl", purl);
    }
    out_.close();
  }
  while (const Attribute* base = from.take("base-model")) {
    out_.object();
    out_.field("type", "machine-learning-model");
    out_.field("name", base->value);
    from.label(out_, *base);
    out_.close();
  }
  out_.close();
  out_.close();
}

void Writer::list(std::string_view key, const std::string& parent, bool services,
                  const std::vector<Raw>& beside) {
  const auto found = children_.find(parent);
  const bool any = found != children_.end() &&
                   std::any_of(found->second.begin(), found->second.end(),
                               [&](const Component* one) { return is_service(*one) == services; });
  if (!any) {  // what stood there held nothing, or nothing that could be read
    if (bom_.format != "spdx") raw(beside, key);
    return;
  }
  out_.array(key);
  for (const Component* one : found->second) {
    if (is_service(*one) != services) continue;
    out_.object();
    if (services) {
      service(*one);
    } else {
      component(*one);
    }
    out_.close();
  }
  out_.close();
}

void Writer::component(const Component& component) {
  const std::size_t first_label = labels_.size();
  Attributes from(component, labels_);
  const auto has = [&](std::string_view key) {
    const bool found = find_raw(component.raw, key) != nullptr;
    if (found) {
      raw(component.raw, key);
      from.take_member(key);
    }
    return found;
  };
  labels_.push_back({out_.here(),
                     component.provenance,
                     component.occurrences.empty()
                         ? std::string()
                         : component.occurrences.front().path +
                               (component.occurrences.front().line == 0
                                    ? ""
                                    : ":" + std::to_string(component.occurrences.front().line)),
                     {}});
  out_.field("type",
             component.type.empty() ? type_of(component.kind) : std::string_view(component.type));
  if (const Raw* twice = find_raw(component.raw, "bom-ref")) {
    out_.json("bom-ref", twice->json);
  } else if (!component.id.empty() && !component.id.starts_with("#/")) {
    out_.field("bom-ref", component.id);
  }
  texts(component, from, {"mime-type"});
  if (!has("supplier")) write_organisation(out_, "supplier", from);
  if (!has("manufacturer")) write_organisation(out_, "manufacturer", from);
  if (!has("authors") && from.has("creator")) {
    out_.array("authors");
    while (const Attribute* creator = from.take("creator")) {
      out_.object();
      out_.field("name", creator->value);
      from.label(out_, *creator);
      out_.close();
    }
    out_.close();
  }
  texts(component, from, {"author", "publisher", "group"});
  out_.field("name", component.name);
  if (!component.version.empty() || find_raw(component.raw, "version") != nullptr) {
    out_.field("version", component.version);
  }
  if (newer()) {
    has("versionRange");
    has("isExternal");
  }
  texts(component, from, {"description", "scope"});
  if (!has("hashes")) write_hashes(out_, from);
  if (!has("licenses")) write_licences(out_, from, newer());
  texts(component, from, {"copyright"});
  if (newer()) has("patentAssertions");
  texts(component, from, {"cpe", "purl"});
  has("omniborId");
  has("swhid");
  has("swid");
  has("modified");
  pedigree(component, from);
  if (!has("externalReferences")) write_references(out_, from, format_);
  list("components", component.id, false, component.raw);
  if (!has("evidence")) write_evidence(out_, component);
  has("releaseNotes");
  if (!has("modelCard") && component.type == "machine-learning-model") {
    write_model_card(out_, from, targets(component, "trained-on"), targets(component, "tested-on"));
  }
  if (!has("data") && component.type == "data") write_data(out_, from);
  if (!has("cryptoProperties") && component.type == "cryptographic-asset") {
    out_.object("cryptoProperties");
    out_.field("assetType", "related-crypto-material");
    out_.object("relatedCryptoMaterialProperties");
    out_.field("type", "credential");
    out_.close();
    out_.close();
  }
  if (!has("tags")) tags(from);
  properties(component, from, first_label);
  has("signature");
}

void Writer::tags(Attributes& from) {
  if (!from.has("tag")) return;
  out_.array("tags");
  while (const Attribute* tag = from.take("tag")) {
    out_.item(tag->value);
    from.label(out_, *tag);
  }
  out_.close();
}

void Writer::service(const Component& component) {
  const std::size_t first_label = labels_.size();
  Attributes from(component, labels_);
  const auto has = [&](std::string_view key) {
    const bool found = find_raw(component.raw, key) != nullptr;
    if (found) {
      raw(component.raw, key);
      from.take_member(key);
    }
    return found;
  };
  labels_.push_back({out_.here(), component.provenance, {}, {}});
  if (const Raw* twice = find_raw(component.raw, "bom-ref")) {
    out_.json("bom-ref", twice->json);
  } else if (!component.id.empty() && !component.id.starts_with("#/")) {
    out_.field("bom-ref", component.id);
  }
  if (!has("provider")) write_organisation(out_, "provider", from);
  texts(component, from, {"group"});
  out_.field("name", component.name);
  if (!component.version.empty()) out_.field("version", component.version);
  texts(component, from, {"description"});
  if (!has("endpoints") && from.has("url")) {
    out_.array("endpoints");
    while (const Attribute* url = from.take("url")) {
      out_.item(iri(url->value));
      from.label(out_, *url);
    }
    out_.close();
  }
  has("authenticated");
  has("x-trust-boundary");
  has("trustZone");
  has("data");
  if (!has("licenses")) write_licences(out_, from, newer());
  if (newer()) has("patentAssertions");
  if (!has("externalReferences")) write_references(out_, from, format_);
  list("services", component.id, true, component.raw);
  has("releaseNotes");
  if (!has("tags")) tags(from);
  properties(component, from, first_label);
  has("signature");
}

// What no member took, what the kinds of relations are, and in 1.6 where each statement is from.
void Writer::properties(const Component& component, Attributes& from, std::size_t first_label) {
  if (const Raw* found = find_raw(component.raw, "properties")) {
    out_.json("properties", found->json);
    return;
  }
  struct Property {
    std::string name;
    std::string value;
    const Attribute* from;
  };
  std::vector<Property> all;
  const std::string_view type = component.type;
  // A document that is only handed on says already what it wants to say.
  const bool handed_on = bom_.format == "cyclonedx" && !options_.labels;
  if (!handed_on && (kind_of(type) != component.kind || type == "service")) {
    all.push_back({"bartizan:kind", std::string(record::name(component.kind)), nullptr});
  }
  if (!handed_on && !component.provider.empty()) {
    all.push_back({"bartizan:provider", component.provider, nullptr});
  }
  for (const Attribute* attribute : from.rest()) {
    const bool foreign = stem(attribute->key) == "property";
    all.push_back({foreign ? std::string(qualifier(attribute->key)) : "bartizan:" + attribute->key,
                   attribute->value, attribute});
  }
  if (const auto found = relations_.find(component.id); found != relations_.end()) {
    for (const Relation* relation : found->second) {
      const bool plain = relation->kind == "depends-on" && !options_.labels;
      if (relation->raw || plain || relation->to.empty()) continue;
      std::string key = "bartizan:relation:" + relation->kind;
      if (options_.labels) key += ":" + std::string(record::name(relation->provenance));
      all.push_back({std::move(key), relation->to, nullptr});
    }
  }
  if (is_service(component) && options_.labels) {
    for (const record::Occurrence& place : component.occurrences) {
      all.push_back({"bartizan:seen",
                     place.path + (place.line == 0 ? "" : ":" + std::to_string(place.line)),
                     nullptr});
    }
  }
  std::vector<Label> said;
  if (options_.labels && !newer()) {
    for (std::size_t i = first_label; i < labels_.size(); ++i) {
      if (labels_[i].key.empty() || labels_[i].pointer.starts_with(out_.here() + "/")) {
        if (!labels_[i].key.empty() || labels_[i].pointer == out_.here()) {
          said.push_back(labels_[i]);
        }
      }
    }
    for (const Property& property : all) {
      if (property.from == nullptr) continue;
      said.push_back({{}, property.from->provenance, property.from->source, property.from->key});
    }
  }
  if (options_.labels) {
    for (const std::string_view key : unknown_of(component)) {
      said.push_back({{}, Provenance::unknown, {}, std::string(stem(key))});
    }
  }
  if (all.empty() && said.empty()) return;
  out_.array("properties");
  const auto write = [&](std::string_view name, std::string_view value) {
    out_.object();
    out_.field("name", name);
    out_.field("value", value);
    out_.close();
  };
  for (const Property& property : all) {
    out_.object();
    out_.field("name", property.name);
    out_.field("value", property.value);
    if (property.from != nullptr) from.label(out_, *property.from);
    out_.close();
  }
  for (const Label& label : said) {
    std::string value(record::name(label.provenance));
    if (!label.source.empty()) value += " " + label.source;
    write(label.key.empty() ? "bartizan:provenance" : "bartizan:provenance:" + label.key, value);
  }
  out_.close();
}

void Writer::dependencies() {
  if (const Raw* found = find_raw(bom_.raw, "dependencies");
      found != nullptr && bom_.format != "spdx") {
    out_.json("dependencies", found->json);
    return;
  }
  std::map<std::string, std::array<std::set<std::string>, 2>> all;
  std::vector<std::string> order;
  for (const Relation& relation : bom_.relations) {
    if (relation.from.starts_with("#/") || relation.to.starts_with("#/")) continue;
    // Of a foreign graph only what both ends of are here can be said.
    if (bom_.format == "spdx" &&
        (!bom_.find(relation.from) || (!relation.to.empty() && !bom_.find(relation.to)))) {
      losses_.push_back({relation.from, relation.kind + " " + relation.to,
                         "an end of the relation is no component"});
      continue;
    }
    const bool provides = relation.kind == "provides";
    std::string from = relation.from;
    std::string to = relation.to;
    if (relation.kind == "part-of") std::swap(from, to);
    if (from.empty()) continue;
    if (!all.contains(from)) order.push_back(from);
    auto& entry = all[from];
    if (!to.empty()) entry[provides ? 1 : 0].insert(to);
  }
  if (all.empty()) return;
  out_.array("dependencies");
  for (const std::string& from : order) {
    out_.object();
    out_.field("ref", from);
    for (const int which : {0, 1}) {
      const std::set<std::string>& to = all[from][static_cast<std::size_t>(which)];
      if (to.empty()) continue;
      out_.array(which == 0 ? "dependsOn" : "provides");
      for (const std::string& one : to) out_.item(one);
      out_.close();
    }
    out_.close();
  }
  out_.close();
}

void Writer::vulnerabilities() {
  if (bom_.findings.empty()) {
    if (bom_.format != "spdx") raw(bom_.raw, "vulnerabilities");
    return;
  }
  out_.array("vulnerabilities");
  for (const Finding& finding : bom_.findings) {
    if (!finding.raw.empty() && bom_.format != "spdx") {
      out_.json_item(finding.raw.front().json);
    } else {
      vulnerability(finding);
    }
  }
  out_.close();
}

void Writer::vulnerability(const Finding& finding) {
  out_.object();
  if (!finding.id.empty()) out_.field("id", finding.id);
  if (!finding.source.empty()) {
    out_.object("source");
    out_.field("name", finding.source);
    out_.close();
  }
  constexpr std::array<std::string_view, 7> kSeverities{"critical", "high", "medium", "low",
                                                        "info",     "none", "unknown"};
  if (std::find(kSeverities.begin(), kSeverities.end(), finding.severity) != kSeverities.end()) {
    out_.array("ratings");
    out_.object();
    out_.field("severity", finding.severity);
    out_.close();
    out_.close();
  }
  if (!finding.text.empty()) out_.field("description", finding.text);
  if (!finding.remedy.empty()) out_.field("recommendation", finding.remedy);
  constexpr std::array<std::string_view, 6> kStates{"resolved",       "resolved_with_pedigree",
                                                    "exploitable",    "in_triage",
                                                    "false_positive", "not_affected"};
  if (std::find(kStates.begin(), kStates.end(), finding.state) != kStates.end()) {
    out_.object("analysis");
    out_.field("state", finding.state);
    out_.close();
  }
  if (!finding.affects.empty()) {
    out_.array("affects");
    for (const std::string& id : finding.affects) {
      out_.object();
      out_.field("ref", id);
      out_.close();
    }
    out_.close();
  }
  out_.close();
}

// One citation for each provenance and source, with the places of all that it covers.
void Writer::citations() {
  std::map<std::pair<Provenance, std::string>, std::vector<std::string>> by;
  for (const Label& label : labels_) {
    if (label.provenance == Provenance::unknown) continue;
    by[{label.provenance, label.source}].push_back(label.pointer);
  }
  // The schema wants a time and somebody to attribute to.
  if (by.empty() || bom_.metadata.tools.empty() || bom_.metadata.timestamp.empty()) return;
  out_.array("citations");
  for (const auto& [how, pointers] : by) {
    out_.object();
    out_.array("pointers");
    for (const std::string& pointer : pointers) out_.item(pointer);
    out_.close();
    out_.field("timestamp", bom_.metadata.timestamp);
    out_.field("attributedTo", kToolRef);
    std::string note(record::name(how.first));
    if (!how.second.empty()) note += " " + how.second;
    out_.field("note", note);
    out_.close();
  }
  out_.close();
}

}  // namespace

Written write_cyclonedx(const Bom& bom, Format format, const WriteOptions& options) {
  std::string serial = bom.metadata.serial;
  if (!serial.starts_with("urn:uuid:")) serial = serial_of(bom);
  Writer writer(bom, format, options);
  Written written;
  written.text = writer.document(serial) + "\n";
  written.losses = writer.losses();
  return written;
}

std::string serial_of(const Bom& bom) {
  Bom timeless = bom;
  timeless.metadata.timestamp.clear();
  WriteOptions compact;
  compact.pretty = false;
  base::Digest digest = base::sha256(Writer(timeless, Format::cyclonedx_1_6, compact).document(""));
  // RFC 9562, section 5.8: version 8, of a form of one's own; variant 0b10.
  digest[6] = static_cast<std::uint8_t>((digest[6] & 0x0f) | 0x80);
  digest[8] = static_cast<std::uint8_t>((digest[8] & 0x3f) | 0x80);
  const std::string all = base::hex(digest);
  return "urn:uuid:" + all.substr(0, 8) + "-" + all.substr(8, 4) + "-" + all.substr(12, 4) + "-" +
         all.substr(16, 4) + "-" + all.substr(20, 12);
}

}  // namespace bartizan::assure::bom
