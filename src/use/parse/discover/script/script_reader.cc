#include "use/parse/discover/script/script_reader.h"

#include <algorithm>
#include <array>
#include <string>

#include "use/parse/discover/script/detect.h"

namespace bartizan::use {
namespace {

// Nobody writes lines of that length; bundlers write hardly any other.
constexpr std::size_t kMostLine = 5000;

std::string_view extension(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  const std::size_t slash = path.rfind('/');
  if (dot == path.npos || (slash != path.npos && dot < slash)) return {};
  return path.substr(dot);
}

bool is_component(std::string_view end) { return end == ".vue" || end == ".svelte"; }

bool is_minified(std::string_view path, std::string_view text) {
  if (path.find(".min.") != path.npos) return true;
  for (std::size_t at = 0; text.size() - at > kMostLine;) {
    const std::string_view window = text.substr(at, kMostLine + 1);
    const std::size_t end = window.rfind('\n');
    if (end == window.npos) {
      // Data, an image in a text say, has next to no marks; code has one in ten characters.
      constexpr std::size_t kFewMarks = kMostLine / 100;
      const auto marks = std::ranges::count_if(window, [](char c) {
        return std::string_view("(){};,").find(c) != std::string_view::npos;
      });
      if (static_cast<std::size_t>(marks) > kFewMarks) return true;
      at += window.size();
      continue;
    }
    at += end + 1;
  }
  return false;
}

// The imports of a bundle, without looking at anything else: from"x", require("x"), import("x").
void bundled_imports(SourceText& source) {
  constexpr std::array<std::string_view, 3> kBefore{"from", "require(", "import"};
  std::vector<std::string_view> seen;
  const PackageList npm(source.report.catalog(), "npm");
  for (const std::string_view before : kBefore) {
    for (std::size_t at = source.text.find(before); at != source.text.npos;
         at = source.text.find(before, at + before.size())) {
      if (!source.budget.charge_steps()) return;
      std::size_t quote = at + before.size();
      while (quote < source.text.size() && quote < at + 12 &&
             (source.text[quote] == ' ' || source.text[quote] == '(')) {
        ++quote;
      }
      if (quote >= source.text.size()) break;
      const char mark = source.text[quote];
      if (mark != '"' && mark != '\'') continue;
      const std::string_view rest = source.text.substr(quote + 1, 256);
      const std::size_t end = rest.find(mark);
      if (end == rest.npos) continue;
      const std::string_view module = rest.substr(0, end);
      const std::string_view name = script::package_of(module);
      if (name.empty() || seen.size() >= 4096) continue;
      if (std::find(seen.begin(), seen.end(), name) != seen.end()) continue;
      seen.push_back(name);
      if (!script::is_ai_package(name, source.report.catalog(), npm)) continue;
      Detection made;
      made.kind = ComponentKind::package;
      made.name = std::string(name);
      made.provider = "npm";
      made.signal = "js-import";
      made.evidence = std::string(before) + " " + std::string(name);
      source.report.detection(made);
    }
  }
}

// The contents of <script> elements.
void component_tokens(std::string_view text, base::Budget& budget, script::Tokens& out) {
  for (std::size_t at = text.find("<script"); at != text.npos; at = text.find("<script", at)) {
    const std::size_t begin = text.find('>', at);
    if (begin == text.npos) return;
    const std::size_t end = std::min(text.size(), text.find("</script", begin));
    script::tokenize(text, begin + 1, end, false, budget, out);
    at = end;
  }
}

}  // namespace

bool claims_script(std::string_view path, std::string_view) {
  constexpr std::array<std::string_view, 10> kEnds{".js",  ".mjs", ".cjs", ".jsx", ".ts",
                                                   ".mts", ".cts", ".tsx", ".vue", ".svelte"};
  return std::find(kEnds.begin(), kEnds.end(), extension(path)) != kEnds.end();
}

void read_script(SourceText& source) {
  if (is_minified(source.path, source.text)) {
    source.report.note({record::NoteLevel::info, "minified", 0, 0,
                        "bundled or minified code: only its imports were read"});
    bundled_imports(source);
    return;
  }
  const std::string_view end = extension(source.path);
  const bool typescript =
      end == ".ts" || end == ".mts" || end == ".cts" || end == ".tsx" || is_component(end);
  script::Tokens tokens;
  if (is_component(end)) {
    component_tokens(source.text, source.budget, tokens);
  } else {
    const bool jsx = end != ".ts" && end != ".mts" && end != ".cts";
    script::tokenize(source.text, 0, source.text.size(), jsx, source.budget, tokens);
  }
  if (!tokens.complete) {
    source.report.note({record::NoteLevel::warning, "limit:tokens", 0, 0,
                        "the file has more code than is read; its end was left out"});
  }
  script::Script code(source.text, typescript, std::move(tokens), source.budget);
  script::Detector detector(source, code);
  detector.imports();
  // Declarations name types; what they say of values stands in the code beside them.
  const std::string_view name = source.file_name();
  const bool declarations =
      name.ends_with(".d.ts") || name.ends_with(".d.mts") || name.ends_with(".d.cts");
  if (!declarations) detector.read();
  detector.report();
  if (code.exhausted()) {
    source.report.note({record::NoteLevel::info, "limit:steps", 0, 0,
                        "names refer to each other more than is followed"});
  }
}

}  // namespace bartizan::use
