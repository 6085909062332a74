// Gradle's build scripts (Groovy and Kotlin) and its lock file, read as text:
// https://docs.gradle.org/current/userguide/declaring_dependencies.html
#include <array>
#include <map>

#include "use/parse/discover/manifest/pin.h"
#include "use/parse/discover/manifest/quoted.h"
#include "use/parse/discover/manifest/readers.h"

namespace bartizan::use::manifest {
namespace {

using text::trim;
using Values = std::map<std::string, std::string, std::less<>>;

// Names of configurations end so ("testImplementation", "debugApi", "kaptTest").
constexpr std::array<std::string_view, 11> kConfigurations{
    "implementation", "api",  "compile", "compileonly", "runtimeonly",        "runtime",
    "classpath",      "kapt", "ksp",     "provided",    "annotationprocessor"};
constexpr std::array<std::string_view, 3> kOwnWords{"platform", "enforcedplatform", "mavenbom"};

bool is_configuration(std::string_view word) {
  const std::string name = lower(word);
  for (const std::string_view end : kConfigurations) {
    if (name.ends_with(end)) return true;
  }
  for (const std::string_view own : kOwnWords) {
    if (name == own) return true;
  }
  return name.starts_with("kapt") || name.starts_with("ksp");
}

std::string_view scope_of(std::string_view configuration) {
  const std::string name = lower(configuration);
  if (name.find("test") != name.npos) return "test";
  return name == "classpath" || name.starts_with("debug") ? "dev" : "";
}

// "$name" and "${name}" by what this file assigns.
std::string resolved(std::string_view text, const Values& values) {
  const std::size_t dollar = text.find('$');
  if (dollar == text.npos) return std::string(text);
  std::string_view name = text.substr(dollar + 1);
  const bool braces = name.starts_with('{');
  if (braces) name = name.substr(1, name.find('}') - 1);
  if (!braces) name = identifier(name);
  const std::size_t length = name.size() + 1 + (braces ? 2 : 0);
  // "${libs.versions.x}" and "rootProject.ext.x" end in the name.
  const std::string_view last = name.substr(name.rfind('.') + 1);
  const auto found = values.find(last);
  if (found == values.end()) return std::string(text);
  std::string out(text.substr(0, dollar));
  out += found->second;
  if (dollar + length <= text.size()) out += text.substr(dollar + length);
  return out;
}

// name = "literal", val name = ..., def name = ..., ext.name = ..., set("name", "literal")
void take_assignment(std::string_view line, Values& values) {
  const std::size_t equals = line.find('=');
  if (equals == line.npos || equals + 1 == line.size() || line[equals + 1] == '=') return;
  std::string_view left = trim(line.substr(0, equals));
  const std::string_view right = trim(line.substr(equals + 1));
  if (right.empty() || (right.front() != '"' && right.front() != '\'')) return;
  const auto literals = quoted(right);
  if (literals.size() != 1) return;
  left = left.substr(0, left.find(':'));
  left = trim(left);
  const std::size_t start = left.find_last_of(" \t.");
  if (start != left.npos) left = left.substr(start + 1);
  if (!left.empty() && identifier(left) == left) values[std::string(left)] = literals[0];
}

void add_coordinates(Manifest& manifest, std::string_view coordinates, const Values& values,
                     std::string_view scope, std::uint32_t line) {
  const std::size_t first = coordinates.find(':');
  if (first == 0 || first == coordinates.npos) return;
  if (coordinates.find_first_of(" /\\") != coordinates.npos) return;
  const std::size_t second = coordinates.find(':', first + 1);
  const std::string_view artifact = coordinates.substr(first + 1, second - first - 1);
  if (artifact.empty()) return;
  Package package;
  package.name = coordinates.substr(0, second);
  package.line = line;
  package.scope = scope;
  if (second != coordinates.npos) {
    std::string_view version = coordinates.substr(second + 1);
    // A classifier or "@aar" may follow.
    if (version.find('$') == version.npos) version = version.substr(0, version.find_first_of(":@"));
    const std::string known = resolved(version, values);
    if (known != version) package.certainty = Certainty::medium;
    pin("maven", known, package);
  }
  manifest.add(package);
}

// group: 'g', name: 'a', version: 'v' and group = "g", name = "a"
bool add_named(Manifest& manifest, std::string_view line, const Values& values,
               std::string_view scope, std::uint32_t number) {
  const auto named = [line](std::string_view key) -> std::string_view {
    for (std::size_t at = line.find(key); at != line.npos; at = line.find(key, at + 1)) {
      if (at > 0 && !identifier(line.substr(at - 1, 1)).empty()) continue;
      const std::string_view rest = trim(line.substr(at + key.size()));
      if (rest.empty() || (rest.front() != ':' && rest.front() != '=')) continue;
      const std::string_view value = trim(rest.substr(1));
      if (value.starts_with('"') || value.starts_with('\'')) return quoted(value)[0];
    }
    return {};
  };
  const std::string_view group = named("group");
  const std::string_view artifact = named("name");
  if (group.empty() || artifact.empty()) return false;
  std::string coordinates = std::string(group) + ':' + std::string(artifact);
  if (const auto version = named("version"); !version.empty()) {
    coordinates += ':';
    coordinates += version;
  }
  add_coordinates(manifest, coordinates, values, scope, number);
  return true;
}

int parentheses(std::string_view line) {
  int open = 0;
  for (const char c : line) open += c == '(' ? 1 : c == ')' ? -1 : 0;
  return open;
}

struct Script {
  Values values;
  std::string_view scope;
  int open = 0;          // parentheses of a notation that goes on
  bool comment = false;  // inside /* */
};

std::string_view code_of(std::string_view line, bool& comment) {
  if (comment) {
    const std::size_t end = line.find("*/");
    if (end == line.npos) return {};
    comment = false;
    line.remove_prefix(end + 2);
  }
  line = without_comment(line, "//");
  const std::string_view before = without_comment(line, "/*");
  if (before.size() < line.size()) {
    comment = line.find("*/", before.size()) == line.npos;
    line = before;
  }
  return trim(line);
}

void read_script(Manifest& manifest) {
  Script script;
  for (std::uint32_t number = 1; number <= manifest.lines().count(); ++number) {
    if (!manifest.charge()) return;
    const std::string_view line = code_of(manifest.lines().line(number), script.comment);
    if (line.empty()) continue;
    take_assignment(line, script.values);
    if (script.open <= 0) {
      std::string_view word = identifier(line);
      // Kotlin may quote a configuration that a plug-in adds: "implementation"("a:b:c").
      if (word.empty() && line.front() == '"') word = identifier(line.substr(1));
      if (!is_configuration(word)) continue;
      script.scope = scope_of(word);
      script.open = 0;
    }
    if (!add_named(manifest, line, script.values, script.scope, number)) {
      for (const std::string_view literal : quoted(line)) {
        add_coordinates(manifest, literal, script.values, script.scope, number);
      }
    }
    script.open += parentheses(line);
  }
}

// "group:artifact:1.0=compileClasspath,testRuntimeClasspath"
void read_lock(Manifest& manifest) {
  for (std::uint32_t number = 1; number <= manifest.lines().count(); ++number) {
    if (!manifest.charge()) return;
    const std::string_view line = trim(manifest.lines().line(number));
    const std::size_t equals = line.find('=');
    if (line.empty() || line.starts_with('#') || line.starts_with("empty=")) continue;
    if (equals == line.npos || line.find(':') == line.npos) {
      manifest.note("malformed", number, "a line that locks no version");
      continue;
    }
    const std::string configurations = lower(line.substr(equals + 1));
    bool test = !configurations.empty();
    std::string_view rest = configurations;
    while (!rest.empty()) {
      const std::size_t comma = std::min(rest.find(','), rest.size());
      test = test && rest.substr(0, comma).find("test") != rest.npos;
      rest = rest.substr(std::min(comma + 1, rest.size()));
    }
    add_coordinates(manifest, line.substr(0, equals), {}, test ? "test" : "", number);
  }
}

}  // namespace

bool claims_gradle(std::string_view path, std::string_view) {
  const std::string_view name = base::last_part(path);
  return name.ends_with(".gradle") || name.ends_with(".gradle.kts") || name == "gradle.lockfile" ||
         name == "buildscript-gradle.lockfile";
}

void read_gradle(SourceText& source) {
  const bool lock = source.file_name().ends_with(".lockfile");
  Manifest manifest(source, "maven", lock ? "gradle.lockfile" : "build.gradle");
  if (lock) read_lock(manifest);
  if (!lock) read_script(manifest);
}

}  // namespace bartizan::use::manifest
