// Gemfile, *.gemspec (Ruby, read as text) and Gemfile.lock: https://bundler.io/man/gemfile.5.html
#include <map>

#include "use/parse/discover/manifest/pin.h"
#include "use/parse/discover/manifest/quoted.h"
#include "use/parse/discover/manifest/readers.h"
#include "use/parse/discover/manifest/requirement.h"

namespace bartizan::use::manifest {
namespace {

using text::trim;

// "name", "~> 1.0", ">= 1.0.3": literals before the first keyword argument.
void add_gem(Manifest& manifest, std::string_view arguments, std::string_view scope,
             std::uint32_t line) {
  // "git: '...'" or ":git => '...'" begins at a colon outside of literals.
  const std::size_t keyword = without_comment(arguments, ":").size();
  const std::string_view options = arguments.substr(keyword);
  const auto literals = quoted(arguments.substr(0, keyword));
  if (literals.empty()) return;
  Package package;
  package.name = literals[0];
  package.line = line;
  package.scope = scope;
  std::string range;
  for (std::size_t i = 1; i < literals.size(); ++i) {
    if (!range.empty()) range += ", ";
    range += literals[i];
  }
  pin("gem", range, package);
  if (options.find("group") != options.npos) package.scope = group_scope(options, scope);
  manifest.add(package);
}

bool opens_block(std::string_view line) {
  if (line.ends_with(" do") || line.find(" do |") != line.npos) return true;
  for (const std::string_view word :
       {"if ", "unless ", "case ", "def ", "begin", "module ", "class "}) {
    if (line.starts_with(word)) return true;
  }
  return false;
}

void read_ruby(Manifest& manifest) {
  // Blocks nest in files of honest people two or three deep.
  constexpr std::size_t kMostBlocks = 64;
  std::vector<std::string_view> scopes{""};
  for (std::uint32_t number = 1; number <= manifest.lines().count(); ++number) {
    if (!manifest.charge()) return;
    std::string_view line = trim(without_comment(manifest.lines().line(number), "#"));
    if (line == "end") {
      if (scopes.size() > 1) scopes.pop_back();
      continue;
    }
    const std::string_view word = identifier(line);
    const std::string_view rest = trim(line.substr(word.size()));
    if (word == "gem" && !rest.empty()) {
      add_gem(manifest, rest, scopes.back(), number);
    } else if (const std::size_t call = line.find(".add_"); call != line.npos) {
      const std::string_view method = identifier(line.substr(call + 1));
      const bool dev = method == "add_development_dependency";
      if (dev || method == "add_dependency" || method == "add_runtime_dependency") {
        add_gem(manifest, line.substr(call + 1 + method.size()), dev ? "dev" : "", number);
      }
    }
    if (opens_block(line) && scopes.size() < kMostBlocks) {
      const bool group = word == "group";
      scopes.push_back(group ? group_scope(rest, scopes.back()) : scopes.back());
    }
  }
}

// "    name (1.2.3)" below "specs:", "  name (~> 1.0)!" below DEPENDENCIES, and
// "  name (1.2.3) sha256=..." below CHECKSUMS.
struct Locked {
  Package package;
  bool direct = false;
};

void read_lock(Manifest& manifest) {
  std::string_view section;
  std::map<std::string, Locked, std::less<>> locked;
  for (std::uint32_t number = 1; number <= manifest.lines().count(); ++number) {
    if (!manifest.charge()) return;
    const std::string_view line = manifest.lines().line(number);
    if (trim(line).empty()) continue;
    const std::size_t indent = line.find_first_not_of(' ');
    if (indent == 0) {
      section = trim(line);
      continue;
    }
    std::string_view rest = line.substr(indent);
    const std::string_view name = trim(rest.substr(0, rest.find_first_of(" (!")));
    const std::size_t open = rest.find('(');
    const std::size_t close = rest.find(')');
    const bool has_version = open != rest.npos && close != rest.npos && open < close;
    const std::string_view version =
        has_version ? rest.substr(open + 1, close - open - 1) : std::string_view();
    if ((section == "GEM" || section == "GIT") && indent == 4) {
      if (version.empty()) {
        manifest.note("malformed", number, "a locked gem without a version");
        continue;
      }
      Locked& entry = locked[std::string(name)];
      // One gem is locked once for each platform: "1.2.3", "1.2.3-x86_64-linux".
      if (!entry.package.name.empty()) continue;
      entry.package.name = name;
      entry.package.version = version;
      entry.package.line = number;
    } else if (section == "DEPENDENCIES" && indent == 2) {
      if (const auto entry = locked.find(name); entry != locked.end()) entry->second.direct = true;
    } else if (section == "CHECKSUMS" && indent == 2 && has_version) {
      const auto entry = locked.find(name);
      const std::size_t equals = rest.find('=', close);
      if (entry != locked.end() && equals != rest.npos && entry->second.package.digest.empty()) {
        entry->second.package.digest = "sha256:" + std::string(rest.substr(equals + 1));
      }
    }
  }
  for (auto& [name, entry] : locked) {
    if (!entry.direct) entry.package.scope = "transitive";
    manifest.add(entry.package);
  }
}

}  // namespace

bool claims_gemfile(std::string_view path, std::string_view) {
  const std::string_view name = base::last_part(path);
  return name == "Gemfile" || name == "gems.rb" || name == "Gemfile.lock" ||
         name == "gems.locked" || name.ends_with(".gemspec");
}

void read_gemfile(SourceText& source) {
  const std::string_view name = source.file_name();
  const bool lock = name == "Gemfile.lock" || name == "gems.locked";
  Manifest manifest(source, "gem", lock ? "Gemfile.lock" : "Gemfile");
  if (lock) read_lock(manifest);
  if (!lock) read_ruby(manifest);
}

}  // namespace bartizan::use::manifest
