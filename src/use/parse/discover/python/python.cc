#include "use/parse/discover/python/python.h"

#include <algorithm>
#include <array>

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

}  // namespace

bool claims_python(string_view path, string_view front) {
  if (path.ends_with(".py") || path.ends_with(".pyw")) return true;
  return front.starts_with("#!") && front.substr(0, front.find('\n')).find("python") != front.npos;
}

void read_python(SourceText& source) {
  string_view text = source.text;
  if (text.size() > kMostSource) {
    source.report.note({record::NoteLevel::warning, "limit:text", 0, 0,
                        "only the first 4 MiB of this Python file were read"});
    text = text.substr(0, text.rfind('\n', kMostSource));
    if (text.size() > kMostSource) text = text.substr(0, kMostSource);
  }
  if (!is_interesting(text)) return;
  const python::Tree tree = python::parse_python(text, source.budget);
  if (tree.too_deep) {
    source.report.note({record::NoteLevel::info, "limit:depth", 0, 0,
                        "some expressions of this Python file are nested too deeply to be read"});
  }
  python::Reading(source, tree, source.budget).run();
}

}  // namespace bartizan::use
