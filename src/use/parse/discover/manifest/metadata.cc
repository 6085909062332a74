// What an installed or packed distribution says of itself:
// https://packaging.python.org/specifications/core-metadata/
#include "use/parse/discover/manifest/readers.h"
#include "use/parse/discover/manifest/requirement.h"

namespace bartizan::use::manifest {
namespace {

using text::trim;

struct Fields {
  Package package;
  std::string_view expression, licence, classifier, home, author;
};

void take(Fields& fields, std::string_view key, std::string_view value, std::uint32_t line) {
  if (key == "name") {
    fields.package.name = value;
    fields.package.line = line;
  } else if (key == "version") {
    fields.package.version = value;
  } else if (key == "license-expression") {
    fields.expression = value;
  } else if (key == "license" && value != "UNKNOWN") {
    fields.licence = value;
  } else if (key == "classifier" && value.starts_with("License ::")) {
    const std::size_t last = value.rfind("::");
    fields.classifier = trim(value.substr(last + 2));
  } else if (key == "home-page" && value != "UNKNOWN") {
    fields.home = value;
  } else if (key == "author" || (key == "author-email" && fields.author.empty())) {
    fields.author = value;
  } else if (key == "project-url" && fields.home.empty()) {
    const std::size_t comma = value.find(',');
    const std::string label = lower(value.substr(0, comma));
    if (comma != value.npos && (label == "homepage" || label == "home-page" || label == "home")) {
      fields.home = trim(value.substr(comma + 1));
    }
  }
}

}  // namespace

bool claims_metadata(std::string_view path, std::string_view) {
  const std::string_view name = base::last_part(path);
  if (name == "PKG-INFO") return true;
  return name == "METADATA" && base::folder_of(path).ends_with(".dist-info");
}

void read_metadata(SourceText& source) {
  const bool wheel = source.file_name() == "METADATA";
  Manifest manifest(source, "pypi", wheel ? "dist-info" : "pkg-info");
  const std::string_view path = source.path;
  // Beside its own sources a PKG-INFO describes the project; in site-packages, what is installed.
  const bool installed =
      wheel || path.find("site-packages/") != path.npos || path.find("dist-packages/") != path.npos;
  Fields fields;
  for (std::uint32_t number = 1; number <= manifest.lines().count(); ++number) {
    if (!manifest.charge()) return;
    const std::string_view line = manifest.lines().line(number);
    if (line.empty()) break;  // the description follows
    if (line.front() == ' ' || line.front() == '\t') continue;
    const std::size_t colon = line.find(':');
    if (colon == line.npos) continue;
    const std::string key = lower(line.substr(0, colon));
    const std::string_view value = trim(line.substr(colon + 1));
    take(fields, key, value, number);
    if (key != "requires-dist" || installed) continue;
    auto package = python_package(value);
    if (!package) {
      manifest.note("malformed", number, "an entry that is no requirement");
      continue;
    }
    package->line = number;
    manifest.add(*package);
  }
  if (fields.package.name.empty()) {
    manifest.note("malformed", 1, "metadata without a name");
    return;
  }
  // Whole licence texts stand in that field as well.
  constexpr std::size_t kLongestName = 120;
  std::string_view licence = fields.expression.empty() ? fields.licence : fields.expression;
  if (licence.empty() || licence.size() > kLongestName) licence = fields.classifier;
  const auto attribute = [&fields](std::string_view key, std::string_view value) {
    if (value.empty()) return;
    fields.package.more.push_back(
        {std::string(key), std::string(value), record::Provenance::declared, {}});
  };
  attribute("licence", licence);
  attribute("home-page", fields.home);
  attribute("author", fields.author);
  if (installed) manifest.add(fields.package);
  if (!installed) manifest.project(fields.package);
}

}  // namespace bartizan::use::manifest
