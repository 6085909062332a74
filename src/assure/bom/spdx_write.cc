#include "assure/bom/spdx_write.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "assure/bom/cyclonedx_write.h"
#include "assure/bom/spdx_element.h"
#include "assure/parse/bom/plain.h"
#include "assure/parse/bom/schema.h"
#include "assure/parse/bom/spdx_names.h"
#include "assure/parse/bom/vocabulary.h"
#include "base/hash.h"
#include "base/json_write.h"

namespace bartizan::assure::bom {
namespace {

using record::Attribute;
using record::ComponentKind;
using record::Provenance;

class Writer {
 public:
  Writer(const Bom& bom, const WriteOptions& options) : bom_(bom), out_(options.pretty) {
    options_ = options;
    for (const Component& one : bom.components) ids_here_.insert(one.id);
    std::string serial = bom.metadata.serial;
    if (serial.empty()) serial = serial_of(bom);
    base_ = serial + "#";
    handed_on_ = bom.format == "spdx" && bom.version.starts_with("3.");
  }
  Written run();

 private:
  std::string id(std::string_view ref) const {
    // What was read from SPDX has an IRI already.
    if (is_node_id(ref) && (handed_on_ || bom_.format == "spdx")) return iri(ref);
    std::string clean(ref);
    if (clean.starts_with("#/")) clean = "at" + clean.substr(1);
    return base_ + iri(clean);
  }
  void begin(std::string_view type, std::string_view id);
  std::string agent(std::string_view name);
  void creation();
  void agents();
  void document();
  void component(const Component& component);
  void licences(const Component& component);
  void annotation(const Component& component, const Element& made);
  void relation(const Relation& relation);
  void finding(const Finding& finding, std::size_t index);
  void relationship(const std::string& from, std::string_view type,
                    const std::vector<std::string>& to, std::string_view comment);
  void elements();

  const Bom& bom_;
  WriteOptions options_;
  Out out_;
  std::string base_;
  bool handed_on_ = false;
  std::map<std::string, std::string> agents_;  // name -> id
  std::map<std::string, std::string> licences_;
  std::vector<std::string> ids_;
  std::set<std::string_view> ids_here_;  // of components
  std::set<std::string> profiles_{"core", "software"};
  std::vector<Loss> losses_;
  std::size_t relationships_ = 0;
};

void Writer::begin(std::string_view type, std::string_view id) {
  out_.object();
  out_.field("type", type);
  out_.field("spdxId", id);
  out_.field("creationInfo", "_:creationinfo");
  if (type != "SpdxDocument" && type != "software_Sbom") ids_.emplace_back(id);
}

std::string Writer::agent(std::string_view name) {
  const auto found = agents_.find(std::string(name));
  if (found != agents_.end()) return found->second;
  std::string made =
      base_ + "agent-" + base::base32(base::sha256(name), 12);  // short, and the same every time
  agents_.emplace(std::string(name), made);
  return made;
}

void Writer::creation() {
  const Metadata& about = bom_.metadata;
  out_.object();
  out_.field("type", "CreationInfo");
  out_.field("@id", "_:creationinfo");
  std::string created = spdx_time(about.timestamp);
  if (created.empty()) {
    created = "1970-01-01T00:00:00Z";  // the standard wants one
    losses_.push_back({"metadata", "created",
                       "the time of creation is unknown; SPDX wants one and gets 1970-01-01"});
  }
  out_.field("specVersion", "3.0.1");
  out_.field("created", created);
  out_.array("createdBy");
  if (about.authors.empty()) {
    out_.item(base_ + "author");
  } else {
    for (const std::string& author : about.authors) out_.item(agent(author));
  }
  out_.close();
  if (!about.tools.empty()) {
    out_.array("createdUsing");
    for (std::size_t i = 0; i < about.tools.size(); ++i) {
      out_.item(base_ + "tool-" + std::to_string(i));
    }
    out_.close();
  }
  out_.close();
}

void Writer::agents() {
  const Metadata& about = bom_.metadata;
  if (about.authors.empty()) {
    // Nobody signs for it: the program that wrote it is all there is.
    begin("SoftwareAgent", base_ + "author");
    out_.field("name", about.tools.empty() ? std::string_view("Bartizan")
                                           : std::string_view(about.tools.front().name));
    out_.close();
    losses_.push_back({"metadata", "author", "is unknown; the tool stands in its place"});
  }
  for (std::size_t i = 0; i < about.tools.size(); ++i) {
    const Tool& tool = about.tools[i];
    begin("Tool", base_ + "tool-" + std::to_string(i));
    out_.field("name", tool.version.empty() ? tool.name : tool.name + " " + tool.version);
    out_.close();
  }
  for (const auto& [name, id] : agents_) {
    begin("Organization", id);
    out_.field("name", name);
    out_.close();
  }
}

void Writer::document() {
  const Metadata& about = bom_.metadata;
  const std::string sbom = base_ + "sbom";
  const std::string subject = about.subject.empty() ? std::string() : id(about.subject);
  begin("software_Sbom", sbom);
  if (!about.name.empty()) out_.field("name", about.name);
  if (!about.lifecycles.empty()) {
    constexpr std::array<std::array<std::string_view, 2>, 6> kTypes{{{"design", "design"},
                                                                     {"pre-build", "source"},
                                                                     {"build", "build"},
                                                                     {"post-build", "analyzed"},
                                                                     {"operations", "runtime"},
                                                                     {"discovery", "analyzed"}}};
    std::set<std::string_view> types;
    for (const std::string& phase : about.lifecycles) {
      for (const auto& [ours, theirs] : kTypes) {
        if (phase == ours || phase == theirs) types.insert(theirs);
      }
      if (phase == "deployed") types.insert("deployed");
    }
    if (!types.empty()) {
      out_.array("software_sbomType");
      for (const std::string_view type : types) out_.item(type);
      out_.close();
    }
  }
  if (!subject.empty()) {
    out_.array("rootElement");
    out_.item(subject);
    out_.close();
  }
  out_.array("element");
  std::sort(ids_.begin(), ids_.end());
  ids_.erase(std::unique(ids_.begin(), ids_.end()), ids_.end());
  for (const std::string& one : ids_) out_.item(one);
  out_.close();
  out_.close();

  begin("SpdxDocument", base_ + "document");
  std::string name = about.name;
  if (const Component* component = bom_.find(about.subject); name.empty() && component != nullptr) {
    name = component->name;
  }
  if (!name.empty()) out_.field("name", name);
  out_.array("profileConformance");
  for (const std::string& profile : profiles_) out_.item(profile);
  out_.close();
  out_.array("rootElement");
  out_.item(sbom);
  out_.close();
  out_.close();
  if (!about.tlp.empty()) {
    losses_.push_back({"metadata", "tlp " + about.tlp, "SPDX 3.0.1 has no place for it"});
  }
}

void Writer::component(const Component& component) {
  Element made = element_of(component);
  begin(made.type, id(component.id));
  made.write(out_, [this](std::string_view name) { return agent(name); });
  out_.close();
  for (const std::string& reason : made.unmet) {
    losses_.push_back(
        {component.id, reason, "not profile-conformant because " + reason + " is unknown"});
  }
  for (Loss& loss : made.losses) losses_.push_back(std::move(loss));
  for (const Raw& raw : component.raw) {
    for (const std::string& path : raw.beyond) {
      losses_.push_back({component.id, path.empty() ? raw.key : raw.key + "/" + path,
                         "the model has no word for it, and SPDX is written from the model"});
    }
  }
  licences(component);
  annotation(component, made);
}

void Writer::licences(const Component& component) {
  for (const bool concluded : {false, true}) {
    std::vector<std::string> to;
    for (const Attribute& attribute : component.attributes) {
      if (attribute.key != "licence" || !says_something(attribute.value)) continue;
      const bool ours = attribute.provenance == Provenance::observed ||
                        attribute.provenance == Provenance::derived;
      if (ours != concluded) continue;
      const std::string licence =
          base_ + "licence-" + base::base32(base::sha256(attribute.value), 12);
      licences_.emplace(attribute.value, licence);
      to.push_back(licence);
    }
    if (to.empty()) continue;
    relationship(id(component.id), concluded ? "hasConcludedLicense" : "hasDeclaredLicense", to,
                 {});
  }
}

// What the element's own members do not say, as JSON that our reader takes back.
void Writer::annotation(const Component& component, const Element& made) {
  base::JsonWriter json;
  bool any = false;
  json.begin_object();
  const auto field = [&](std::string_view key, std::string_view value) {
    if (value.empty()) return;
    json.field(key, as_utf8(value));
    any = true;
  };
  if (component.kind != kind_of(component.type) || component.type == "service") {
    field("kind", record::name(component.kind));
  }
  if (component.type != type_of_purpose(spdx_purpose(component.type))) {
    field("type", component.type);
  }
  field("provider", component.provider);
  if (options_.labels) field("provenance", record::name(component.provenance));
  json.key("attributes").begin_array();
  for (const Attribute& attribute : component.attributes) {
    const bool held = made.held.contains(&attribute);
    if (held && !options_.labels) continue;
    any = true;
    json.begin_array().value(as_utf8(attribute.key));
    json.value(held ? std::string() : as_utf8(attribute.value));
    json.value(record::name(attribute.provenance)).value(as_utf8(attribute.source)).end_array();
  }
  json.end_array();
  if (!component.occurrences.empty()) {
    any = true;
    json.key("seen").begin_array();
    for (const record::Occurrence& place : component.occurrences) {
      json.begin_array().value(as_utf8(place.path)).value(place.line);
      json.value(as_utf8(place.signal)).value(as_utf8(place.evidence)).end_array();
    }
    json.end_array();
  }
  json.end_object();
  if (!any) return;
  const std::string subject = id(component.id);
  begin("Annotation", subject + "-bartizan");
  out_.field("annotationType", "other");
  out_.field("subject", subject);
  out_.field("contentType", "application/json");
  out_.field("statement", json.text());
  out_.close();
}

void Writer::relationship(const std::string& from, std::string_view type,
                          const std::vector<std::string>& to, std::string_view comment) {
  begin("Relationship", base_ + "relationship-" + std::to_string(relationships_++));
  if (!comment.empty()) out_.field("comment", comment);
  out_.field("from", from);
  out_.field("relationshipType", type);
  out_.array("to");
  for (const std::string& one : to) out_.item(one);
  out_.close();
  out_.close();
}

void Writer::relation(const Relation& relation) {
  std::string from = relation.from;
  std::string to = relation.to;
  std::string kind = relation.kind;
  if (kind == "part-of") {
    std::swap(from, to);
    kind = "contains";
  }
  if (from.empty()) return;
  const bool nothing = to.empty();
  const std::string target =
      nothing ? std::string("https://spdx.org/rdf/3.0.1/terms/Core/NoneElement") : id(to);
  for (const std::string* end : {&from, &to}) {
    if (end->empty() || ids_here_.contains(*end)) continue;
    losses_.push_back({relation.from, relation.kind + " " + relation.to,
                       "an end of the relation is no component"});
    return;
  }
  std::string_view name = spdx_relation(kind);
  std::string comment = "bartizan: " + relation.kind;
  if (options_.labels) comment += " " + std::string(record::name(relation.provenance));
  if (name == "usesTool") name = "dependsOn";  // theirs is of tools that build
  if (name.empty()) {
    name = "other";
    losses_.push_back({relation.from, relation.kind + " " + relation.to,
                       "SPDX has no relationship of that kind; written as \"other\"", true});
  }
  const bool plain = !options_.labels && spdx_relation(relation.kind) == name;
  relationship(id(from), name, {target}, plain ? std::string_view() : std::string_view(comment));
}

void Writer::finding(const Finding& finding, std::size_t index) {
  profiles_.insert("security");
  const std::string own = base_ + "vulnerability-" + std::to_string(index);
  begin("security_Vulnerability", own);
  if (!finding.id.empty()) out_.field("name", finding.id);
  std::string summary;
  if (!finding.severity.empty()) summary = "severity: " + finding.severity;
  if (!finding.state.empty())
    summary += (summary.empty() ? "" : "; ") + ("state: " + finding.state);
  if (!finding.source.empty()) {
    summary += (summary.empty() ? "" : "; ") + ("source: " + finding.source);
  }
  if (!summary.empty()) out_.field("summary", summary);
  if (!finding.text.empty()) out_.field("description", finding.text);
  if (!finding.remedy.empty()) out_.field("comment", finding.remedy);
  if (finding.id.starts_with("CVE-")) {
    out_.array("externalIdentifier");
    out_.object();
    out_.field("type", "ExternalIdentifier");
    out_.field("externalIdentifierType", "cve");
    out_.field("identifier", finding.id);
    out_.close();
    out_.close();
  }
  out_.close();
  for (const std::string& affected : finding.affects) {
    if (!ids_here_.contains(affected)) continue;
    relationship(id(affected), "hasAssociatedVulnerability", {own}, {});
  }
  for (const Raw& raw : finding.raw) {
    for (const std::string& path : raw.beyond) {
      losses_.push_back({finding.id, path, "the model has no word for it"});
    }
  }
}

void Writer::elements() {
  bool ai = true;
  bool data = true;
  for (const Component& component : bom_.components) {
    const Element made = element_of(component);
    if (made.type == "ai_AIPackage") ai = ai && made.unmet.empty();
    if (made.type == "dataset_DatasetPackage") data = data && made.unmet.empty();
    this->component(component);
    if (made.type == "ai_AIPackage" && ai) profiles_.insert("ai");
    if (made.type == "dataset_DatasetPackage" && data) profiles_.insert("dataset");
  }
  if (!ai) profiles_.erase("ai");
  if (!data) profiles_.erase("dataset");
  for (const Relation& one : bom_.relations) relation(one);
  for (const Component& component : bom_.components) {
    if (component.parent.empty()) continue;
    relationship(id(component.parent), "contains", {id(component.id)}, {});
  }
  for (std::size_t i = 0; i < bom_.findings.size(); ++i) finding(bom_.findings[i], i);
  for (const auto& [expression, own] : licences_) {
    profiles_.insert("simpleLicensing");
    const bool listed = is_licence_expression(expression);
    begin(listed ? "simplelicensing_LicenseExpression" : "simplelicensing_SimpleLicensingText",
          own);
    if (!listed) out_.field("name", expression);
    out_.field(listed ? "simplelicensing_licenseExpression" : "simplelicensing_licenseText",
               expression);
    out_.close();
  }
}

Written Writer::run() {
  out_.object();
  out_.field("@context", "https://spdx.org/rdf/3.0.1/spdx-context.jsonld");
  out_.array("@graph");
  if (handed_on_) {
    for (const Component& component : bom_.components) {
      if (const Raw* raw = find_raw(component.raw, "element")) out_.json_item(raw->json);
    }
    for (const Raw& raw : bom_.raw) out_.json_item(raw.json);
  } else {
    creation();
    elements();
    agents();
    document();
    for (const Raw& raw : bom_.raw) {
      if (!raw.beyond.empty()) {
        losses_.push_back({"document", raw.key, "the model has no word for it"});
      }
    }
    for (const Raw& raw : bom_.metadata.raw) {
      if (raw.key == "properties" || raw.key == "manufacture" || raw.key == "manufacturer") {
        losses_.push_back({"metadata", raw.key, "SPDX 3.0.1 has no place for it"});
      }
    }
  }
  out_.close();
  out_.close();
  return {out_.take() + "\n", std::move(losses_)};
}

}  // namespace

std::string spdx_time(std::string_view text) {
  if (is_date(text)) return std::string(text) + "T00:00:00Z";
  if (!is_date_time(text)) return {};
  const std::string_view zone = text.substr(text.find_first_of("Zz+-", 19));
  // Other zones would need arithmetic over days; nobody who writes BOMs uses them.
  if (zone != "Z" && zone != "z" && zone != "+00:00" && zone != "-00:00") return {};
  return std::string(text.substr(0, 10)) + "T" + std::string(text.substr(11, 8)) + "Z";
}

Written write_spdx(const Bom& bom, const WriteOptions& options) {
  return Writer(bom, options).run();
}

}  // namespace bartizan::assure::bom
