#include "use/parse/discover/python/python.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <vector>

#include "text/tree.h"
#include "use/parse/discover/python/reading.h"
#include "use/parse/discover/python/tree.h"

namespace bartizan::use {
namespace {

using std::string_view;

// Source that people write stays far below; what is above holds data. Bounds memory: a tree takes
// some ten times its text.
constexpr std::size_t kMostSource = 4 * base::kMiB;

// A file without any of these words says nothing that counts: every rule needs an import, a name
// or a text that holds one of them.
bool is_interesting(string_view text) {
  static constexpr std::array<string_view, 14> kWords{
      "import", "odel",   "MODEL", "llm", "LLM",    "gpt",    "GPT",
      "PROMPT", "prompt", "_KEY",  "://", "_TOKEN", "engine", "embedding"};
  return std::ranges::any_of(kWords,
                             [&](string_view word) { return text.find(word) != text.npos; });
}

void read(SourceText& source, string_view text, std::span<const std::uint32_t> places) {
  if (text.size() > kMostSource) {
    source.report.note({record::NoteLevel::warning, "limit:text", 0, 0,
                        "only the first 4 MiB of this file's Python were read"});
    const std::size_t end = text.rfind('\n', kMostSource);
    text = text.substr(0, end == text.npos ? kMostSource : end);
  }
  if (!is_interesting(text)) return;
  const python::Tree tree = python::parse_python(text, source.budget);
  if (tree.too_deep) {
    source.report.note({record::NoteLevel::info, "limit:depth", 0, 0,
                        "expressions of this file that are nested too deeply were not read"});
  }
  python::Reading(source, tree, places).run();
}

// Lines of a cell, with the line of the notebook's file that each stands on.
struct Cells {
  std::string text;
  std::vector<std::uint32_t> places;

  void add(string_view code, std::uint32_t line) {
    for (const char c : code) {
      if (c == '\n') places.push_back(line);
      text.push_back(c);
    }
  }
  void end_cell(std::uint32_t line) {
    text += '\n';
    places.push_back(line);
  }
};

}  // namespace

bool claims_python(string_view path, string_view front) {
  if (path.ends_with(".py") || path.ends_with(".pyw")) return true;
  return front.starts_with("#!") && front.substr(0, front.find('\n')).find("python") != front.npos;
}

void read_python(SourceText& source) { read(source, source.text, {}); }

bool claims_notebook(string_view path, string_view) { return path.ends_with(".ipynb"); }

void read_notebook(SourceText& source) {
  const auto document = text::parse_json(source.text, source.budget);
  if (!document) {
    source.report.note({record::NoteLevel::warning, "malformed", 0, 0,
                        "this notebook is no JSON document; it was not read"});
    return;
  }
  const text::Node* list = document->find("cells");
  if (list == nullptr || !list->is_array()) return;
  Cells cells;
  for (const text::Node& cell : list->items) {
    const text::Node* code = cell.find("source");
    if (code == nullptr || cell.string("cell_type") != "code") continue;
    const string_view first = code->is_array() && !code->items.empty()
                                  ? string_view(code->items.front().text)
                                  : string_view(code->text);
    // Cells of other languages; %%time and its like go on in Python.
    if (first.starts_with("%%") && !first.starts_with("%%time") &&
        !first.starts_with("%%capture") && !first.starts_with("%%prun")) {
      continue;
    }
    if (code->is_string()) {
      cells.add(code->text, code->line);
    } else {
      for (const text::Node& line : code->items) {
        if (line.is_string()) cells.add(line.text, line.line);
      }
    }
    cells.end_cell(code->is_array() && !code->items.empty() ? code->items.back().line : code->line);
  }
  read(source, cells.text, cells.places);
}

}  // namespace bartizan::use
