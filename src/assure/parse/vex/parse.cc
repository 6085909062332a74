#include "assure/parse/vex/parse.h"

#include <array>
#include <string>

#include "assure/parse/vex/put.h"
#include "text/decode.h"
#include "text/lines.h"

namespace bartizan::assure::vex {
namespace {

using record::NoteLevel;
using text::Node;

constexpr std::array<std::string_view, 5> kJustifications{
    "component_not_present", "vulnerable_code_not_present", "vulnerable_code_not_in_execute_path",
    "vulnerable_code_cannot_be_controlled_by_adversary", "inline_mitigations_already_exist"};
constexpr std::array<std::string_view, 4> kStatuses{"not_affected", "affected", "fixed",
                                                    "under_investigation"};
// Notes beyond this say nothing new.
constexpr std::size_t kMostRefusals = 100;

template <std::size_t n>
bool is_one_of(const std::array<std::string_view, n>& words, std::string_view word) {
  for (const std::string_view one : words) {
    if (one == word) return true;
  }
  return false;
}

bool is_openvex(const Node& document) {
  const Node* context = document.find("@context");
  return context != nullptr && context->is_string() &&
         context->text.starts_with("https://openvex.dev/ns");
}

void read(const Node& document, Put& put) {
  if (is_openvex(document)) return read_openvex(document, put);
  if (document.string("bomFormat") == "CycloneDX") return read_cyclonedx(document, put);
  if (document.at({"document", "csaf_version"}) != nullptr) {
    return put.note(NoteLevel::error, "csaf", 1,
                    "is a CSAF document: CSAF VEX is not read yet, OpenVEX and CycloneDX are");
  }
  // An attestation carries the document inside (in-toto Statement).
  const Node* predicate = document.find("predicate");
  if (predicate != nullptr && is_openvex(*predicate)) return read_openvex(*predicate, put);
  put.note(NoteLevel::error, "unknown-format", 1,
           "is no VEX: neither OpenVEX (@context) nor CycloneDX (bomFormat)");
}

}  // namespace

bool is_justification(std::string_view word) { return is_one_of(kJustifications, word); }

std::string cut(std::string_view text) {
  text = text::trim(text);
  if (text.size() <= kMostText) return std::string(text);
  std::string out(text.substr(0, kMostText));
  while (!out.empty() && (static_cast<unsigned char>(out.back()) & 0xc0) == 0x80) out.pop_back();
  if (!out.empty()) out.pop_back();
  return out + "...";
}

void Put::note(NoteLevel level, std::string code, std::uint32_t line, std::string message) {
  record::put_note(file_.rows, {level, std::move(code), line, 0, std::move(message)});
}

void Put::document(std::string_view format, std::string_view author, std::string_view timestamp,
                   std::string_view id) {
  file_.rows.row("document", {format, cut(author), cut(timestamp), cut(id)});
}

void Put::statement(const Spoken& s) {
  const auto refuse = [&](std::string message) {
    if (++refused_ <= kMostRefusals) note(NoteLevel::warning, "refused", s.line, message);
  };
  if (s.vulnerability.empty()) return refuse("a statement names no vulnerability");
  if (!is_one_of(kStatuses, s.status)) {
    return refuse("a statement about " + s.vulnerability + " has no status that is known");
  }
  if (s.status == "not_affected" && s.justification.empty() && s.impact.empty()) {
    return refuse("a statement says that " + s.vulnerability +
                  " does not affect a product and gives neither justification nor impact");
  }
  if (written_ >= kMostStatements) return refuse("more statements than a document may have");
  ++written_;
  emit("statement", {s.vulnerability, s.status, s.justification, s.impact, s.action, s.timestamp,
                     std::to_string(s.line)});
  std::size_t count = 0;
  for (const std::string& alias : s.aliases) {
    if (++count > kMostWords || !emit("alias", {alias})) break;
  }
  words("product", s.products, s.line);
  words("subcomponent", s.subcomponents, s.line);
}

bool Put::emit(std::string_view kind, std::initializer_list<std::string_view> fields) {
  // One alias repeated for each of many products is little input and much output.
  std::size_t bytes = kind.size();
  for (const std::string_view field : fields) bytes += field.size();
  if (!file_.budget.charge_steps() || !file_.budget.charge_memory(bytes)) return false;
  return file_.rows.row(kind, fields);
}

void Put::words(std::string_view kind, const std::vector<Thing>& things, std::uint32_t line) {
  std::size_t count = 0;
  for (const Thing& thing : things) {
    for (const std::string& word : thing.words) {
      if (++count > kMostWords) {
        return note(NoteLevel::warning, "limit:products", line,
                    "names more products than are kept");
      }
      if (!emit(kind, {word, thing.root ? "root" : ""})) return;
    }
  }
}

void parse(record::Foreign& file) {
  Put put(file);
  const std::uint64_t size = file.bytes.size();
  if (size < file.whole_size || !file.budget.charge_memory(size)) {
    return put.note(NoteLevel::error, "limit:size", 0, "is too large to be read as one document");
  }
  std::string bytes(size, '\0');
  if (!file.bytes.read(0, std::as_writable_bytes(std::span(bytes)))) {
    return put.note(NoteLevel::error, "io", 0, "could not be read");
  }
  const text::Decoded decoded = text::decode(bytes);
  const auto tree = text::parse_json(decoded.text, file.budget);
  if (!tree) {
    return put.note(
        NoteLevel::error, base::name(tree.error().code),
        text::Lines(decoded.text).line_of(static_cast<std::size_t>(tree.error().offset)),
        std::string("is no JSON: ") + tree.error().what);
  }
  read(*tree, put);
  if (file.budget.exhausted()) {
    put.note(NoteLevel::error, "limit", 0, "was not read to its end: a limit was hit");
  }
}

}  // namespace bartizan::assure::vex
