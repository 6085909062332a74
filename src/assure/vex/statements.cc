#include "assure/vex/statements.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "assure/parse/vex/parse.h"
#include "assure/vex/time.h"
#include "base/escape.h"
#include "base/hash.h"

namespace bartizan::assure::vex {
namespace {

using record::VexStatement;
using record::VexStatus;

constexpr std::array<std::string_view, 5> kJustifications{
    "component_not_present", "vulnerable_code_not_present", "vulnerable_code_not_in_execute_path",
    "vulnerable_code_cannot_be_controlled_by_adversary", "inline_mitigations_already_exist"};
// Clocks of two machines differ by this much without anybody noticing.
constexpr base::Millis kTolerance = 5 * 60'000;

// A text and its dots.
bool fits(std::string_view text) { return text.size() <= kMostText + 3 && base::is_utf8(text); }

class Reader {
 public:
  Reader(std::string_view source, std::string_view system, base::Millis now)
      : source_(source), system_(system), now_(now) {}

  void row(const record::Row& row);
  Imported take();

 private:
  bool known(const record::Row& row);
  bool statement(const record::Row& row);
  void close();
  void note(std::string code, std::string message);

  std::string_view source_, system_;
  base::Millis now_;
  Imported made_;
  base::Millis document_at_ = 0;
  VexStatement open_;
  std::uint64_t line_ = 0;
  bool is_open_ = false;
  bool only_root_ = true;
};

void Reader::row(const record::Row& row) {
  record::Note note;
  if (row.kind == record::kNoteRow && record::read_note(row, note)) {
    made_.notes.push_back(std::move(note));
  } else if (!known(row)) {
    ++made_.refused;
  }
}

bool Reader::known(const record::Row& row) {
  if (!std::ranges::all_of(row.fields, [](const std::string& field) { return fits(field); })) {
    return false;
  }
  if (row.kind == "document") {
    if (row.fields.size() != 4 || !made_.format.empty()) return false;
    made_.format = row.field(0);
    made_.author = row.field(1);
    document_at_ = parse_rfc3339(row.field(2)).value_or(0);
    return made_.format == "openvex" || made_.format == "cyclonedx";
  }
  if (row.kind == "statement") return statement(row);
  if (!is_open_ || row.fields.empty() || row.field(0).empty()) return false;
  if (row.kind == "alias") {
    if (open_.aliases.size() >= kMostWords) return false;
    open_.aliases.emplace_back(row.field(0));
  } else if (row.kind == "product") {
    if (open_.products.size() >= kMostWords) return false;
    open_.products.emplace_back(row.field(0));
    only_root_ = only_root_ && row.field(1) == "root";
  } else if (row.kind == "subcomponent") {
    if (open_.subcomponents.size() >= kMostWords) return false;
    open_.subcomponents.emplace_back(row.field(0));
  } else {
    return false;
  }
  return true;
}

bool Reader::statement(const record::Row& row) {
  close();
  const auto status = record::vex_status(row.field(1));
  if (row.fields.size() != 7 || row.field(0).empty() || !status || made_.format.empty() ||
      made_.statements.size() >= kMostStatements) {
    return false;
  }
  open_ = VexStatement();
  open_.vulnerability = row.field(0);
  open_.status = *status;
  open_.justification = row.field(2);
  open_.impact = row.field(3);
  open_.action = row.field(4);
  open_.author = made_.author;
  open_.at = parse_rfc3339(row.field(5)).value_or(document_at_);
  open_.source = source_;
  open_.system = system_;
  line_ = 0;
  const std::string_view line = row.field(6);
  std::from_chars(line.begin(), line.end(), line_);
  if (*status == VexStatus::not_affected && open_.justification.empty() && open_.impact.empty()) {
    return false;
  }
  if (!open_.justification.empty() &&
      std::ranges::find(kJustifications, open_.justification) == kJustifications.end()) {
    return false;
  }
  is_open_ = true;
  only_root_ = true;
  return true;
}

void Reader::note(std::string code, std::string message) {
  made_.notes.push_back(
      {record::NoteLevel::warning, std::move(code), line_, 0, std::move(message)});
}

void Reader::close() {
  if (!is_open_) return;
  is_open_ = false;
  if (open_.products.empty() && open_.subcomponents.empty() && open_.system.empty()) {
    return note("no-product", "a statement about " + open_.vulnerability +
                                  " names no product: say which system it is about with --system");
  }
  // The document describes the system that was named: its root is that system.
  if (!open_.system.empty() && only_root_) open_.products.clear();
  if (open_.at > now_ + kTolerance) {
    note("future", "a statement about " + open_.vulnerability +
                       " is dated in the future: it counts as said now");
    open_.at = now_;
  }
  open_.id = statement_id(open_);
  made_.statements.push_back(std::move(open_));
}

Imported Reader::take() {
  close();
  return std::move(made_);
}

}  // namespace

Imported statements_from_rows(std::span<const record::Row> rows, std::string_view source,
                              std::string_view system, base::Millis now) {
  Reader reader(source, system, now);
  for (const record::Row& row : rows) reader.row(row);
  return reader.take();
}

std::string statement_id(const VexStatement& s) {
  std::string key;
  const auto add = [&](std::string_view text) {
    key += std::to_string(text.size()) + ":";
    key += text;
  };
  add(s.vulnerability);
  for (const auto* words : {&s.aliases, &s.products, &s.subcomponents}) {
    add(std::to_string(words->size()));
    for (const std::string& word : *words) add(word);
  }
  for (const std::string* text : {&s.system, &s.justification, &s.impact, &s.action, &s.author}) {
    add(*text);
  }
  add(record::name(s.status));
  add(std::to_string(s.at));
  return "vex_" + base::base32(base::sha256(key));
}

std::string refusal(const VexStatement& s) {
  if (s.vulnerability.empty()) return "name the vulnerability";
  if (s.products.empty() && s.system.empty()) return "name a system or a product";
  if (!s.justification.empty() &&
      std::ranges::find(kJustifications, s.justification) == kJustifications.end()) {
    return "\"" + s.justification + "\" is no justification of OpenVEX";
  }
  if (s.status == VexStatus::not_affected && s.justification.empty() && s.impact.empty()) {
    return "not_affected needs a justification, or an impact statement that says why";
  }
  if (s.status != VexStatus::not_affected && !s.justification.empty()) {
    return "only not_affected has a justification";
  }
  if (s.status == VexStatus::affected && s.action.empty()) {
    return "affected needs an action: what is done about it";
  }
  return {};
}

std::span<const std::string_view> justifications() { return kJustifications; }

}  // namespace bartizan::assure::vex
