#include "assure/parse/bom/parse.h"

#include <string>

#include "assure/parse/bom/read.h"
#include "assure/parse/bom/validate.h"

namespace bartizan::assure::bom {
namespace {

using record::Note;
using record::NoteLevel;

constexpr std::string_view kLevels[] = {"info", "warning", "error"};

void note(record::Foreign& file, std::string code, std::uint64_t line, std::string message) {
  record::put_note(file.rows, Note{NoteLevel::error, std::move(code), line, 0, std::move(message)});
}

std::uint64_t line_at(std::string_view text, std::uint64_t offset) {
  std::uint64_t line = 1;
  for (const char c : text.substr(0, offset)) line += c == '\n' ? 1U : 0U;
  return line;
}

}  // namespace

void parse(record::Foreign& file) {
  const std::uint64_t size = file.bytes.size();
  if (size < file.whole_size || !file.budget.charge_memory(size)) {
    note(file, "limit:size", 0, "is too large to be read as one document");
    return;
  }
  std::string text(size, '\0');
  if (!file.bytes.read(0, std::as_writable_bytes(std::span(text)))) {
    note(file, "io", 0, "could not be read");
    return;
  }
  // A byte order mark is no JSON, and editors write it all the same.
  constexpr std::string_view kMark = "\xef\xbb\xbf";
  if (text.starts_with(kMark)) text.erase(0, kMark.size());
  const auto tree = text::parse_json(text, file.budget);
  if (!tree) {
    note(file, base::name(tree.error().code), line_at(text, tree.error().offset),
         std::string("is no JSON: ") + tree.error().what);
    return;
  }
  if (family_of(*tree) == Family::none) {
    note(file, "unknown-format", 1,
         "is no BOM: neither CycloneDX (bomFormat) nor SPDX (@graph, spdxVersion)");
    return;
  }
  if (file.options != "read") {
    for (const Problem& one : validate(*tree, file.budget)) {
      file.rows.row("problem", {kLevels[static_cast<std::size_t>(one.level)], one.rule,
                                std::to_string(one.line), one.pointer, one.text});
    }
  }
  if (file.options != "validate") {
    if (const auto bom = read(*tree, file.budget)) put_bom(file.rows, *bom);
  }
  if (file.budget.exhausted()) {
    note(file, "limit", 0, "was not read to its end: a limit was hit");
  }
}

}  // namespace bartizan::assure::bom
