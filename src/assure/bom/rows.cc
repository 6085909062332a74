#include "assure/bom/rows.h"

#include <charconv>
#include <functional>
#include <map>

#include "base/escape.h"
#include "base/json_read.h"

namespace bartizan::assure::bom {
namespace {

using record::Row;

// A document of more than this is no BOM that somebody made.
constexpr std::size_t kMostJson = 256 * 1024 * 1024;

bool is_json(std::string_view text) {
  base::Limits limits;
  base::Budget budget(limits);
  struct Silent final : base::JsonVisitor {
  } silent;
  return base::read_json(std::as_bytes(std::span(text)), budget, silent).has_value();
}

bool read_line(std::string_view text, std::uint32_t& line) {
  const auto [end, error] = std::from_chars(text.begin(), text.end(), line);
  return error == std::errc() && end == text.end();
}

class Reader {
 public:
  void row(const Row& row);
  Imported take();

 private:
  bool known(const Row& row);
  bool component(const Row& row);
  bool raw(const Row& row);
  bool problem(const Row& row);
  std::vector<Raw>* owner(std::string_view name);

  Imported out_;
  Bom bom_;
  bool any_ = false;
  std::vector<std::pair<std::vector<Raw>*, std::size_t>> open_;  // the raw that json rows belong to
  std::size_t json_ = 0;
  std::map<std::string, int, std::less<>> depth_;  // of each component, by id
};

std::vector<Raw>* Reader::owner(std::string_view name) {
  if (name == "bom") return &bom_.raw;
  if (name == "metadata") return &bom_.metadata.raw;
  if (name == "component" && !bom_.components.empty()) return &bom_.components.back().raw;
  if (name == "finding" && !bom_.findings.empty()) return &bom_.findings.back().raw;
  return nullptr;
}

void Reader::row(const Row& row) {
  for (const std::string& field : row.fields) {
    // The reader's texts come from JSON, which is UTF-8.
    if (base::is_utf8(field)) continue;
    ++out_.refused;
    return;
  }
  if (!known(row)) ++out_.refused;
}

bool Reader::raw(const Row& row) {
  std::vector<Raw>* into = row.fields.size() < 2 ? nullptr : owner(row.fields[0]);
  if (into == nullptr) return false;
  Raw raw{row.fields[1], {}, {}};
  raw.beyond.assign(row.fields.begin() + 2, row.fields.end());
  into->push_back(std::move(raw));
  open_.assign(1, {into, into->size() - 1});
  return true;
}

bool Reader::component(const Row& row) {
  if (row.fields.size() != 8) return false;
  const auto kind = record::component_kind(row.fields[1]);
  const auto provenance = record::provenance(row.fields[6]);
  if (!kind || !provenance || row.fields[0].empty()) return false;
  // What a component is nested in stands before it, and not without end.
  constexpr int kMostDepth = 160;
  int depth = 0;
  if (!row.fields[7].empty()) {
    const auto parent = depth_.find(row.fields[7]);
    if (parent == depth_.end() || parent->second >= kMostDepth) return false;
    depth = parent->second + 1;
  }
  if (!depth_.emplace(row.fields[0], depth).second) return false;
  Component made;
  made.id = row.fields[0];
  made.kind = *kind;
  made.type = row.fields[2];
  made.name = row.fields[3];
  made.version = row.fields[4];
  made.provider = row.fields[5];
  made.provenance = *provenance;
  made.parent = row.fields[7];
  bom_.components.push_back(std::move(made));
  return true;
}

bool Reader::problem(const Row& row) {
  if (row.fields.size() != 5) return false;
  Problem one;
  if (row.fields[0] == "info") {
    one.level = record::NoteLevel::info;
  } else if (row.fields[0] == "warning") {
    one.level = record::NoteLevel::warning;
  } else if (row.fields[0] != "error") {
    return false;
  }
  if (!read_line(row.fields[2], one.line)) return false;
  one.rule = row.fields[1];
  one.pointer = row.fields[3];
  one.text = row.fields[4];
  out_.problems.push_back(std::move(one));
  return true;
}

bool Reader::known(const Row& row) {
  const std::vector<std::string>& f = row.fields;
  const auto has = [&](std::string_view kind, std::size_t fields) {
    return row.kind == kind && f.size() == fields;
  };
  if (row.kind == "json") {
    if (open_.empty() || f.size() != 1 || f[0].size() > kMostJson - json_) return false;
    json_ += f[0].size();
    (*open_.front().first)[open_.front().second].json += f[0];
    return true;
  }
  if (row.kind == "raw") return raw(row);
  open_.clear();
  if (row.kind == "problem") return problem(row);
  if (row.kind == record::kNoteRow) {
    record::Note note;
    if (!record::read_note(row, note)) return false;
    out_.notes.push_back(std::move(note));
    return true;
  }
  if (has("bom", 2)) {
    any_ = true;
    bom_.format = f[0];
    bom_.version = f[1];
    return bom_.format == "cyclonedx" || bom_.format == "spdx";
  }
  Metadata& about = bom_.metadata;
  if (has("metadata", 8)) {
    about.serial = f[0];
    about.version = f[1];
    about.timestamp = f[2];
    about.name = f[3];
    about.supplier = f[4];
    about.tlp = f[5];
    about.subject = f[6];
    about.is_signed = f[7] == "signed";
    return true;
  }
  if (has("author", 1)) return about.authors.push_back(f[0]), true;
  if (has("lifecycle", 1)) return about.lifecycles.push_back(f[0]), true;
  if (has("licence", 1)) return about.licences.push_back(f[0]), true;
  if (has("tool", 3)) return about.tools.push_back({f[0], f[1], f[2]}), true;
  if (row.kind == "component") return component(row);
  if (has("attribute", 4) && !bom_.components.empty()) {
    const auto how = record::provenance(f[2]);
    if (!how) return false;
    bom_.components.back().add(f[0], f[1], *how, f[3]);
    return true;
  }
  if (has("occurrence", 5) && !bom_.components.empty()) {
    record::Occurrence place{f[0], 0, f[2], record::Certainty::high, f[4]};
    const auto certainty = record::certainty(f[3]);
    if (!certainty || !read_line(f[1], place.line)) return false;
    place.certainty = *certainty;
    bom_.components.back().occurrences.push_back(std::move(place));
    return true;
  }
  if (has("relation", 5)) {
    const auto how = record::provenance(f[3]);
    if (!how) return false;
    bom_.relations.push_back({f[0], f[1], f[2], *how, f[4] == "raw"});
    return true;
  }
  if (has("finding", 6)) {
    bom_.findings.push_back({f[0], f[1], f[2], f[3], f[4], f[5], {}, {}});
    return true;
  }
  if (has("affects", 1) && !bom_.findings.empty()) {
    return bom_.findings.back().affects.push_back(f[0]), true;
  }
  return false;
}

Imported Reader::take() {
  const auto check = [this](std::vector<Raw>& all) {
    const std::size_t before = all.size();
    std::erase_if(all, [](const Raw& raw) { return !is_json(raw.json); });
    out_.refused += before - all.size();
  };
  check(bom_.raw);
  check(bom_.metadata.raw);
  for (Component& one : bom_.components) check(one.raw);
  for (Finding& one : bom_.findings) check(one.raw);
  if (any_) out_.bom = std::move(bom_);
  return std::move(out_);
}

}  // namespace

bool Imported::valid() const {
  for (const Problem& one : problems) {
    if (one.level == record::NoteLevel::error) return false;
  }
  for (const record::Note& one : notes) {
    if (one.level == record::NoteLevel::error) return false;
  }
  return refused == 0;
}

Imported bom_from_rows(std::span<const Row> rows) {
  Reader reader;
  for (const Row& row : rows) reader.row(row);
  return reader.take();
}

}  // namespace bartizan::assure::bom
