// go.mod: https://go.dev/ref/mod#go-mod-file
#include <map>

#include "use/parse/discover/manifest/pin.h"
#include "use/parse/discover/manifest/readers.h"

namespace bartizan::use::manifest {
namespace {

using text::trim;

std::string_view unquoted(std::string_view text) {
  text = trim(text);
  if (text.size() >= 2 && (text.front() == '"' || text.front() == '`') &&
      text.back() == text.front()) {
    return text.substr(1, text.size() - 2);
  }
  return text;
}

// The first word, and what stands behind it.
std::string_view word(std::string_view& line) {
  line = trim(line);
  const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
  const std::string_view out = line.substr(0, end);
  line = trim(line.substr(end));
  return out;
}

struct Required {
  std::string version;
  std::uint32_t line = 0;
  bool indirect = false;
  std::string replaced;
};

}  // namespace

bool claims_go_mod(std::string_view path, std::string_view) {
  return base::last_part(path) == "go.mod";
}

void read_go_mod(SourceText& source) {
  Manifest manifest(source, "golang", "go.mod");
  std::string_view block;
  std::vector<std::pair<std::string, Required>> required;
  std::map<std::string, std::string, std::less<>> replaced;
  for (std::uint32_t number = 1; number <= manifest.lines().count(); ++number) {
    if (!manifest.charge()) return;
    std::string_view line = manifest.lines().line(number);
    const std::size_t comment = line.find("//");
    const bool indirect =
        comment != line.npos && line.substr(comment).find("indirect") != line.npos;
    line = trim(line.substr(0, comment));
    if (line.empty()) continue;
    std::string_view directive = block;
    if (block.empty()) {
      directive = word(line);
      if (line == "(") {
        block = directive;
        continue;
      }
    } else if (line == ")") {
      block = {};
      continue;
    }
    if (directive == "module") {
      Package project;
      project.name = unquoted(line);
      project.line = number;
      manifest.project(project);
    } else if (directive == "require") {
      const std::string_view path = unquoted(word(line));
      if (path.empty() || line.empty()) {
        manifest.note("malformed", number, "a requirement without a version");
      }
      if (!path.empty()) {
        required.push_back({std::string(path), {std::string(line), number, indirect, {}}});
      }
    } else if (directive == "replace") {
      const std::size_t arrow = line.find("=>");
      if (arrow == line.npos) {
        manifest.note("malformed", number, "a replacement without an arrow");
        continue;
      }
      std::string_view from = line.substr(0, arrow);
      replaced[std::string(unquoted(word(from)))] = trim(line.substr(arrow + 2));
    } else if (directive == "tool") {
      continue;
    }
  }
  for (const auto& [path, entry] : required) {
    Package package;
    package.name = path;
    package.line = entry.line;
    pin("golang", entry.version, package);
    if (entry.indirect) package.scope = "transitive";
    if (const auto other = replaced.find(path); other != replaced.end()) {
      package.more.push_back({"replaced-by", other->second, record::Provenance::declared, {}});
    }
    manifest.add(package);
  }
}

}  // namespace bartizan::use::manifest
