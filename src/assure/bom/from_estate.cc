#include "assure/bom/from_estate.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "assure/parse/bom/vocabulary.h"
#include "base/hash.h"

namespace bartizan::assure::bom {
namespace {

using record::Attribute;
using record::ComponentKind;
using record::Provenance;

bool is_hex(std::string_view text, std::size_t digits) {
  return text.size() == digits && text.find_first_not_of("0123456789abcdefABCDEF") == text.npos;
}

// Discovery writes what it read ("digest" "sha256:..."); a BOM has one word for each thing.
Attribute in_our_words(const Component& component, Attribute attribute) {
  std::string_view value = attribute.value;
  if (attribute.key == "sha256" || attribute.key == "digest") {
    if (value.starts_with("sha256:")) value.remove_prefix(7);
    if (value.starts_with("sha256-")) value.remove_prefix(7);
    if (is_hex(value, 64))
      return {"hash:SHA-256", std::string(value), attribute.provenance, attribute.source};
    return attribute;
  }
  if (attribute.key == "model-type") attribute.key = "architecture-family";
  if (attribute.key == "derived-licence") attribute.key = "licence";
  if (attribute.key == "license" || attribute.key == "licence") {
    attribute.key = "licence";
    if (const std::string_view id = licence_id(value); !id.empty()) attribute.value = id;
  }
  if (attribute.key == "base-url" && component.type == "service") attribute.key = "url";
  return attribute;
}

void fill(Component& component) {
  std::vector<Attribute> own;
  own.swap(component.attributes);
  for (Attribute& attribute : own) {
    // What says nothing is left out, and so counts as unknown.
    if (!says_something(attribute.value)) continue;
    component.attributes.push_back(in_our_words(component, std::move(attribute)));
  }
  const std::string purl =
      record::purl_of(component.kind, component.provider, component.name, component.version);
  if (!purl.empty() && component.attribute("purl").empty()) {
    component.add("purl", purl, Provenance::derived, "name and version");
  }
  const std::string_view url = component.attribute("url");
  if (component.kind == ComponentKind::endpoint && url.empty() && !component.name.empty()) {
    const bool scheme = component.name.find("://") != std::string::npos;
    component.add("url", (scheme ? "" : "https://") + component.name, Provenance::derived, "name");
  }
  if (component.provider == "huggingface" && component.name.find('/') != std::string::npos &&
      (component.kind == ComponentKind::model || component.kind == ComponentKind::dataset)) {
    const std::string page = std::string("https://huggingface.co/") +
                             (component.kind == ComponentKind::dataset ? "datasets/" : "") +
                             component.name;
    component.add("reference:website", page, Provenance::derived, "name");
    if (component.attribute("supplier").empty()) {
      component.add("supplier", component.name.substr(0, component.name.find('/')),
                    Provenance::derived, "name");
    }
  }
}

Component subject_of(const EstateOptions& options) {
  Component subject;
  subject.kind = ComponentKind::agent;
  subject.type = "application";
  subject.name = options.subject_name;
  subject.version = options.subject_version;
  subject.provenance = Provenance::declared;
  subject.id = "component_" +
               base::base32(base::sha256("subject\n" + subject.name + "\n" + subject.version));
  if (!options.subject_description.empty()) {
    subject.add("description", options.subject_description);
  }
  for (const Attribute& attribute : options.subject_attributes) {
    if (says_something(attribute.value)) subject.attributes.push_back(attribute);
  }
  return subject;
}

}  // namespace

namespace {

// A manifest's group as the BOM's vocabulary has scopes (CycloneDX: required, optional, excluded);
// what several manifests ask for differently is required by one of them.
void fit_scope(Component& component) {
  std::set<std::string> scopes;
  for (Attribute& attribute : component.attributes) {
    if (attribute.key != "scope") continue;
    attribute.key = "manifest-scope";
    const bool aside = attribute.value == "dev" || attribute.value == "test";
    scopes.insert(aside ? "excluded" : attribute.value == "optional" ? "optional" : "required");
  }
  if (scopes.size() == 1 && component.occurrences.size() == 1) {
    component.add("scope", *scopes.begin(), Provenance::derived);
  }
}

}  // namespace

Bom bom_of(std::span<const record::Component> components,
           std::span<const record::Relation> relations, std::span<const Finding> findings,
           const EstateOptions& options) {
  Bom bom;
  Metadata& about = bom.metadata;
  about.version = "1";
  about.timestamp = options.timestamp;
  about.authors = options.authors;
  about.supplier = options.supplier;
  if (!options.tool.name.empty()) about.tools.push_back(options.tool);
  if (!options.lifecycle.empty()) about.lifecycles.push_back(options.lifecycle);
  about.tlp = options.tlp;

  std::set<std::string_view> ids;
  for (const record::Component& found : components) {
    if (!ids.insert(found.id).second) continue;
    Component component;
    static_cast<record::Component&>(component) = found;
    component.type = type_of(found.kind);
    fill(component);
    fit_scope(component);
    bom.components.push_back(std::move(component));
  }
  std::set<std::string_view> held;  // by something else than the subject
  for (const record::Relation& relation : relations) {
    if (!ids.contains(relation.from) || !ids.contains(relation.to)) continue;
    bom.relations.push_back({relation.from, std::string(record::name(relation.kind)), relation.to,
                             relation.provenance, false});
    held.insert(relation.to);
  }
  // What became a relation need not be said twice.
  std::map<std::string_view, std::string_view> names;
  for (const Component& one : bom.components) names.emplace(one.id, one.name);
  std::set<std::pair<std::string_view, std::string_view>> bases;
  for (const Relation& one : bom.relations) {
    if (one.kind == "derived-from") bases.emplace(one.from, names[one.to]);
  }
  for (Component& one : bom.components) {
    std::erase_if(one.attributes, [&](const Attribute& attribute) {
      return attribute.key == "base-model" && bases.contains({one.id, attribute.value});
    });
  }
  bom.findings.assign(findings.begin(), findings.end());
  for (Finding& finding : bom.findings) {
    std::erase_if(finding.affects, [&](const std::string& id) { return !ids.contains(id); });
  }
  if (!options.subject_name.empty()) {
    Component subject = subject_of(options);
    about.subject = subject.id;
    for (const Component& component : bom.components) {
      if (held.contains(component.id)) continue;
      bom.relations.push_back({subject.id, "contains", component.id, Provenance::derived, false});
    }
    bom.components.push_back(std::move(subject));
  }
  sort(bom);
  return bom;
}

}  // namespace bartizan::assure::bom
