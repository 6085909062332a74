// yarn.lock: version 1 (its own notation) and Berry (a subset of YAML), both read line by line.
//
//   "openai@^4.0.0", openai@^4.1.0:        "openai@npm:^4.0.0":
//     version "4.20.0"                       version: 4.20.0
//     integrity sha512-...                   resolution: "openai@npm:4.20.0"
//                                            checksum: 10c0/...
#include "use/parse/discover/manifest/pin.h"
#include "use/parse/discover/manifest/readers.h"

namespace bartizan::use::manifest {
namespace {

using text::trim;

std::string_view unquoted(std::string_view text) {
  text = trim(text);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    return text.substr(1, text.size() - 2);
  }
  return text;
}

// The value of "  key value" or "  key: value"; empty for another key.
std::string_view value_of(std::string_view line, std::string_view key) {
  if (!line.starts_with(key)) return {};
  line.remove_prefix(key.size());
  if (line.starts_with(':')) line.remove_prefix(1);
  if (!line.starts_with(' ')) return {};
  return unquoted(line);
}

// The name in "openai@npm:^4.0.0" and "@scope/name@^1.0", and what stands behind it.
std::string_view split_descriptor(std::string_view descriptor, std::string_view& range) {
  const std::size_t at = descriptor.find('@', 1);
  range = at == descriptor.npos ? std::string_view() : descriptor.substr(at + 1);
  return descriptor.substr(0, at);
}

struct Entry {
  Package package;
  bool local = false;  // the project itself, or a part of it
};

void finish(Manifest& manifest, Entry& entry) {
  if (!entry.package.name.empty() && !entry.local) {
    if (entry.package.version.empty()) {
      manifest.note("malformed", entry.package.line, "an entry without a version");
    }
    manifest.add(entry.package);
  }
  entry = {};
}

void begin(Entry& entry, std::string_view line, std::uint32_t number) {
  std::string_view first = unquoted(line.substr(0, line.size() - 1));
  first = unquoted(first.substr(0, first.find(", ")));
  if (first.starts_with('"')) first.remove_prefix(1);
  if (first.ends_with('"')) first.remove_suffix(1);
  std::string_view range;
  entry.package.name = split_descriptor(first, range);
  // "alias@npm:real@^1.0": the package is the real one.
  if (range.starts_with("npm:") && range.find('@', 5) != range.npos) {
    std::string_view real;
    entry.package.name = split_descriptor(range.substr(4), real);
  }
  entry.package.line = number;
  entry.local = range.starts_with("workspace:") || entry.package.name == "__metadata";
}

}  // namespace

bool claims_yarn_lock(std::string_view path, std::string_view) {
  return base::last_part(path) == "yarn.lock";
}

void read_yarn_lock(SourceText& source) {
  Manifest manifest(source, "npm", "yarn.lock");
  Entry entry;
  for (std::uint32_t number = 1; number <= manifest.lines().count(); ++number) {
    if (!manifest.charge()) return;
    const std::string_view line = manifest.lines().line(number);
    if (line.empty() || line.starts_with('#')) continue;
    if (!line.starts_with(' ')) {
      finish(manifest, entry);
      if (line.ends_with(':')) {
        begin(entry, line, number);
      } else {
        manifest.note("malformed", number, "a line that begins no entry");
      }
      continue;
    }
    // Two blanks belong to the entry, four to one of its tables.
    if (!line.starts_with("  ") || line.starts_with("   ")) continue;
    const std::string_view field = line.substr(2);
    if (const auto version = value_of(field, "version"); !version.empty()) {
      pin("npm", version, entry.package);
    } else if (const auto integrity = value_of(field, "integrity"); !integrity.empty()) {
      entry.package.digest = digest_of(integrity);
    } else if (const auto resolved = value_of(field, "resolution"); !resolved.empty()) {
      std::string_view range;
      const std::string_view name = split_descriptor(resolved, range);
      if (range.starts_with("npm:")) entry.package.name = name;
      if (range.starts_with("workspace:")) entry.local = true;
    }
  }
  finish(manifest, entry);
}

}  // namespace bartizan::use::manifest
