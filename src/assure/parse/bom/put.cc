#include <string>

#include "assure/parse/bom/read.h"

namespace bartizan::assure::bom {
namespace {

// A row is at most record::kMostRow; larger JSON goes in pieces.
constexpr std::size_t kPiece = 512 * 1024;
constexpr std::size_t kLongestText = 128 * 1024;

std::string_view bounded(std::string_view text) {
  if (text.size() <= kLongestText) return text;
  text = text.substr(0, kLongestText);
  while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xc0) == 0x80) {
    text.remove_suffix(1);
  }
  if (!text.empty()) text.remove_suffix(1);
  return text;
}

class Put {
 public:
  explicit Put(record::RowSink& rows) : rows_(rows) {}

  void raw(std::string_view owner, const Raw& raw) {
    std::vector<std::string_view> fields{owner, bounded(raw.key)};
    for (const std::string& path : raw.beyond) fields.push_back(bounded(path));
    rows_.row("raw", fields);
    for (std::size_t at = 0; at < raw.json.size(); at += kPiece) {
      rows_.row("json", {std::string_view(raw.json).substr(at, kPiece)});
    }
  }
  void raws(std::string_view owner, const std::vector<Raw>& all) {
    for (const Raw& one : all) raw(owner, one);
  }
  void metadata(const Metadata& about);
  void component(const Component& component);
  void finding(const Finding& finding);

 private:
  record::RowSink& rows_;
};

void Put::metadata(const Metadata& about) {
  rows_.row("metadata", {about.serial, about.version, about.timestamp, about.name, about.supplier,
                         about.tlp, about.subject, about.is_signed ? "signed" : ""});
  for (const std::string& one : about.authors) rows_.row("author", {bounded(one)});
  for (const std::string& one : about.lifecycles) rows_.row("lifecycle", {bounded(one)});
  for (const std::string& one : about.licences) rows_.row("licence", {bounded(one)});
  for (const Tool& one : about.tools) {
    rows_.row("tool", {bounded(one.vendor), bounded(one.name), bounded(one.version)});
  }
  raws("metadata", about.raw);
}

void Put::component(const Component& component) {
  rows_.row("component",
            {bounded(component.id), record::name(component.kind), bounded(component.type),
             bounded(component.name), bounded(component.version), bounded(component.provider),
             record::name(component.provenance), bounded(component.parent)});
  for (const record::Attribute& one : component.attributes) {
    rows_.row("attribute", {bounded(one.key), bounded(one.value), record::name(one.provenance),
                            bounded(one.source)});
  }
  for (const record::Occurrence& one : component.occurrences) {
    rows_.row("occurrence", {bounded(one.path), std::to_string(one.line), bounded(one.signal),
                             record::name(one.certainty), bounded(one.evidence)});
  }
  raws("component", component.raw);
}

void Put::finding(const Finding& finding) {
  rows_.row("finding", {bounded(finding.id), bounded(finding.source), bounded(finding.severity),
                        bounded(finding.text), bounded(finding.remedy), bounded(finding.state)});
  for (const std::string& id : finding.affects) rows_.row("affects", {bounded(id)});
  raws("finding", finding.raw);
}

}  // namespace

void put_bom(record::RowSink& rows, const Bom& bom) {
  Put put(rows);
  rows.row("bom", {bom.format, bom.version});
  put.metadata(bom.metadata);
  for (const Component& one : bom.components) put.component(one);
  for (const Relation& one : bom.relations) {
    rows.row("relation", {bounded(one.from), bounded(one.kind), bounded(one.to),
                          record::name(one.provenance), one.raw ? "raw" : ""});
  }
  for (const Finding& one : bom.findings) put.finding(one);
  put.raws("bom", bom.raw);
}

}  // namespace bartizan::assure::bom
