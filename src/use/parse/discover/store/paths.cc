#include "use/parse/discover/store/paths.h"

#include <algorithm>
#include <array>

namespace bartizan::use {
namespace {

// The Hub allows 96 characters for a name and less for an owner.
constexpr std::size_t kLongestPart = 96;
// Of a Git commit in hexadecimal.
constexpr std::size_t kCommit = 40;

bool is_part(std::string_view part) {
  return !part.empty() && part.size() <= kLongestPart && part.front() != '.' &&
         part.front() != '-' && std::ranges::all_of(part, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '_' || c == '.';
         });
}

bool is_commit(std::string_view part) {
  return part.size() == kCommit && std::ranges::all_of(part, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

// The first part of a path, and what stands behind its slash.
std::string_view take_part(std::string_view& path) {
  const std::size_t slash = std::min(path.find('/'), path.size());
  const std::string_view part = path.substr(0, slash);
  path.remove_prefix(std::min(slash + 1, path.size()));
  return part;
}

// "org--name" as "org/name".
std::string hub_name(std::string_view folder) {
  const std::size_t split = folder.find("--");
  if (split == folder.npos) return is_part(folder) ? std::string(folder) : std::string();
  const std::string_view owner = folder.substr(0, split);
  const std::string_view name = folder.substr(split + 2);
  if (!is_part(owner) || !is_part(name)) return {};
  return std::string(owner) + '/' + std::string(name);
}

std::optional<StorePlace> hub_place(std::string_view folder, std::string_view rest) {
  StorePlace place;
  place.store = "hf-cache";
  if (folder.starts_with("models--")) {
    folder.remove_prefix(8);
  } else if (folder.starts_with("datasets--")) {
    folder.remove_prefix(10);
    place.kind = record::ComponentKind::dataset;
  } else {
    return std::nullopt;
  }
  place.name = hub_name(folder);
  if (place.name.empty()) return std::nullopt;
  const std::string_view table = take_part(rest);
  if (table == "snapshots") {
    place.revision = take_part(rest);
    if (!is_commit(place.revision)) return std::nullopt;
    place.inside = rest;
  } else if (table == "refs") {
    place.ref = rest;
  }
  return place;
}

}  // namespace

bool is_hub_id(std::string_view text) {
  const std::size_t slash = text.find('/');
  return slash != text.npos && is_part(text.substr(0, slash)) && is_part(text.substr(slash + 1));
}

std::optional<StorePlace> store_place(std::string_view path) {
  std::string_view before;
  std::string_view rest = path;
  while (!rest.empty()) {
    const std::string_view part = take_part(rest);
    if (part.starts_with("models--") || part.starts_with("datasets--")) {
      return hub_place(part, rest);
    }
    const bool lm_studio = before == ".lmstudio" || before == "lm-studio" || before == ".lm-studio";
    if (lm_studio && part == "models") {
      StorePlace place;
      place.store = "lm-studio";
      const std::string_view owner = take_part(rest);
      const std::string_view name = take_part(rest);
      if (!is_part(owner) || !is_part(name) || rest.empty()) return std::nullopt;
      place.name = std::string(owner) + '/' + std::string(name);
      place.inside = rest;
      return place;
    }
    before = part;
  }
  return std::nullopt;
}

}  // namespace bartizan::use
