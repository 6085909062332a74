#include "assure/bom/cyclonedx_write.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "assure/bom/cyclonedx_writer.h"
#include "assure/parse/bom/vocabulary.h"
#include "base/hash.h"

namespace bartizan::assure::bom {
namespace {

using record::Provenance;

// Without them a pointer could not be resolved; the serial number is made over a text without it.
constexpr std::string_view kToolRef = "bartizan";

bool is_service(const Component& component) { return component.type == "service"; }
}  // namespace

Targets CycloneDxWriter::targets(const Component& component, std::string_view kind) const {
  Targets out;
  const auto found = relations_.find(component.id);
  if (found == relations_.end()) return out;
  for (const Relation* relation : found->second) {
    if (relation->kind == kind && !relation->to.empty()) out.push_back(relation->to);
  }
  return out;
}

std::string CycloneDxWriter::document(std::string_view serial) {
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

void CycloneDxWriter::tools() {
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

void CycloneDxWriter::metadata() {
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

void CycloneDxWriter::list(std::string_view key, const std::string& parent, bool services,
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

void CycloneDxWriter::dependencies() {
  if (const Raw* found = find_raw(bom_.raw, "dependencies");
      found != nullptr && bom_.format != "spdx") {
    out_.json("dependencies", found->json);
    return;
  }
  std::map<std::string, std::array<std::set<std::string>, 2>> all;
  std::vector<std::string> order;
  std::set<std::string_view> known;
  for (const Component& one : bom_.components) known.insert(one.id);
  for (const Relation& relation : bom_.relations) {
    if (relation.from.starts_with("#/") || relation.to.starts_with("#/")) continue;
    // Of a foreign graph only what both ends of are here can be said.
    if (bom_.format == "spdx" &&
        (!known.contains(relation.from) ||
         (!relation.to.empty() && !known.contains(relation.to)))) {
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

void CycloneDxWriter::vulnerabilities() {
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

void CycloneDxWriter::vulnerability(const Finding& finding) {
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
void CycloneDxWriter::citations() {
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

Written write_cyclonedx(const Bom& bom, Format format, const WriteOptions& options) {
  std::string serial = bom.metadata.serial;
  if (!serial.starts_with("urn:uuid:")) serial = serial_of(bom);
  CycloneDxWriter writer(bom, format, options);
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
  base::Digest digest =
      base::sha256(CycloneDxWriter(timeless, Format::cyclonedx_1_6, compact).document(""));
  // RFC 9562, section 5.8: version 8, of a form of one's own; variant 0b10.
  digest[6] = static_cast<std::uint8_t>((digest[6] & 0x0f) | 0x80);
  digest[8] = static_cast<std::uint8_t>((digest[8] & 0x3f) | 0x80);
  const std::string all = base::hex(digest);
  return "urn:uuid:" + all.substr(0, 8) + "-" + all.substr(8, 4) + "-" + all.substr(12, 4) + "-" +
         all.substr(16, 4) + "-" + all.substr(20, 12);
}

}  // namespace bartizan::assure::bom