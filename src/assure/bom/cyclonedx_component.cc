#include <algorithm>

#include "assure/bom/cyclonedx_writer.h"
#include "assure/parse/bom/vocabulary.h"

namespace bartizan::assure::bom {
namespace {

using record::Attribute;
using record::ComponentKind;
using record::Provenance;

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

}  // namespace

void CycloneDxWriter::texts(const Component& component, Attributes& from,
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

void CycloneDxWriter::pedigree(const Component& component, Attributes& from) {
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

void CycloneDxWriter::component(const Component& component) {
  const std::size_t first_label = labels_.size();
  Attributes from(component, labels_);
  const auto has = [&](std::string_view key) { return had(from, key); };
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
  // Without an id it holds nothing: the empty one stands for the top level.
  if (!component.id.empty()) list("components", component.id, false, component.raw);
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

void CycloneDxWriter::tags(Attributes& from) {
  if (!from.has("tag")) return;
  out_.array("tags");
  while (const Attribute* tag = from.take("tag")) {
    out_.item(tag->value);
    from.label(out_, *tag);
  }
  out_.close();
}

void CycloneDxWriter::service(const Component& component) {
  const std::size_t first_label = labels_.size();
  Attributes from(component, labels_);
  const auto has = [&](std::string_view key) { return had(from, key); };
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
  if (!component.id.empty()) list("services", component.id, true, component.raw);
  has("releaseNotes");
  if (!has("tags")) tags(from);
  properties(component, from, first_label);
  has("signature");
}

// What no member took, what the kinds of relations are, and in 1.6 where each statement is from.
void CycloneDxWriter::properties(const Component& component, Attributes& from,
                                 std::size_t first_label) {
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

}  // namespace bartizan::assure::bom
