// Lock files: how many packages one fixes, by the shape of its kind. Versions and names are the
// business of the readers of discovery.
#include <algorithm>
#include <array>

#include "assure/parse/document/document.h"
#include "assure/parse/document/lines.h"
#include "base/budget.h"
#include "base/limits.h"
#include "text/lines.h"
#include "text/tree.h"

namespace bartizan::assure::document {
namespace {

enum class Kind : std::uint8_t {
  toml,
  npm,
  pipfile,
  composer,
  nuget,
  go,
  yarn,
  pnpm,
  conda,
  gem,
  gradle
};

// Nobody has to hold the half gigabyte that a model may take.
constexpr std::uint64_t kMostTree = 128 * base::kMiB;

struct Named {
  std::string_view name;
  Kind kind;
};
constexpr std::array kKinds{
    Named{"cargo.lock", Kind::toml},
    Named{"composer.lock", Kind::composer},
    Named{"conda-lock.yml", Kind::conda},
    Named{"gemfile.lock", Kind::gem},
    Named{"go.sum", Kind::go},
    Named{"gradle.lockfile", Kind::gradle},
    Named{"npm-shrinkwrap.json", Kind::npm},
    Named{"package-lock.json", Kind::npm},
    Named{"packages.lock.json", Kind::nuget},
    Named{"pdm.lock", Kind::toml},
    Named{"pipfile.lock", Kind::pipfile},
    Named{"pnpm-lock.yaml", Kind::pnpm},
    Named{"poetry.lock", Kind::toml},
    Named{"uv.lock", Kind::toml},
    Named{"yarn.lock", Kind::yarn},
};

std::uint64_t members(const text::Node* node) {
  return node != nullptr && (node->is_object() || node->is_array()) ? node->items.size() : 0;
}

std::optional<std::uint64_t> in_json(Kind kind, std::string_view text) {
  base::Limits limits;
  limits.memory = kMostTree;
  base::Budget budget(limits);
  const auto root = text::parse_json(text, budget);
  if (!root) {
    if (root.error().code == base::Code::limit) return std::nullopt;
    return 0;
  }
  std::uint64_t count = 0;
  if (kind == Kind::npm) {
    // Version 2 and 3 have "packages" with the project itself as ""; version 1 "dependencies".
    if (const text::Node* packages = root->find("packages"); members(packages) > 0) {
      for (const text::Node& one : packages->items) count += one.key.empty() ? 0U : 1U;
    }
    return std::max(count, members(root->find("dependencies")));
  }
  if (kind == Kind::pipfile) {
    for (const text::Node& group : root->items) count += group.key == "_meta" ? 0 : members(&group);
    return count;
  }
  if (kind == Kind::composer) {
    return members(root->find("packages")) + members(root->find("packages-dev"));
  }
  if (const text::Node* frameworks = root->find("dependencies"); members(frameworks) > 0) {
    for (const text::Node& framework : frameworks->items) count += members(&framework);
  }
  return count;
}

std::size_t indent(std::string_view line) {
  return std::min(line.find_first_not_of(' '), line.size());
}

// A line of three words, the last one a hash: "module v1.2.3 h1:...".
bool is_go(std::string_view line) {
  const std::size_t first = line.find(' ');
  if (first == line.npos || first == 0) return false;
  const std::size_t second = line.find(' ', first + 1);
  return second != line.npos && second > first + 1 && line.substr(second + 1).starts_with("h1:");
}

std::uint64_t in_lines(Kind kind, std::string_view text) {
  std::uint64_t count = 0;
  bool inside = false;  // the block in which entries stand
  while (!text.empty()) {
    const std::string_view whole = take_line(text);
    const std::string_view line = text::trim(whole);
    if (line.empty() || line.starts_with('#')) continue;
    const std::size_t depth = indent(whole);
    switch (kind) {
      case Kind::toml:
        count += line == "[[package]]" ? 1U : 0U;
        break;
      case Kind::go:
        count += is_go(line) ? 1U : 0U;
        break;
      case Kind::yarn:
        count +=
            depth == 0 && line.size() > 1 && line.ends_with(':') && line != "__metadata:" ? 1U : 0U;
        break;
      case Kind::pnpm:
        if (depth == 0) inside = line.starts_with("packages:");
        count += inside && depth == 2 && line.size() > 1 && line.find(':') != line.npos ? 1U : 0U;
        break;
      case Kind::conda:
        if (depth == 0 && !line.starts_with('-')) inside = line.starts_with("package:");
        count += inside && (line.starts_with("- name:") || line.starts_with("name:")) ? 1U : 0U;
        break;
      case Kind::gem:
        if (depth < 4) inside = line == "specs:";
        count += inside && depth == 4 ? 1U : 0U;
        break;
      default: {
        // "group:artifact:version=configurations"; "empty=" names configurations without any.
        const std::size_t equals = std::min(line.find('='), line.size());
        count += equals != line.size() && std::ranges::count(line.substr(0, equals), ':') == 2;
      }
    }
  }
  return count;
}

}  // namespace

std::optional<std::uint64_t> locked_packages(std::string_view name, std::string_view text) {
  const auto* const found = std::ranges::lower_bound(kKinds, name, {}, &Named::name);
  if (found == kKinds.end() || found->name != name) return std::nullopt;
  using enum Kind;
  const Kind kind = found->kind;
  if (kind == npm || kind == pipfile || kind == composer || kind == nuget) {
    return in_json(kind, text);
  }
  return in_lines(kind, text);
}

}  // namespace bartizan::assure::document
