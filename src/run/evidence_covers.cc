#include "run/evidence_covers.h"

#include <algorithm>
#include <vector>

#include "record/fact_list.h"
#include "run/evidence_parts.h"

namespace bartizan::run::evidence {
namespace {

std::string digests(const std::set<std::string>& all) {
  std::string text;
  std::size_t said = 0;
  for (const std::string& one : all) {
    if (said++ == kMostCovered) break;
    if (!text.empty()) text += record::kBetweenDigests;
    text += one;
  }
  return text;
}

}  // namespace

std::string listed(const std::set<std::string>& names) {
  std::string text;
  std::size_t said = 0;
  for (const std::string& one : names) {
    if (one.empty()) continue;
    if (said++ == kMostCovered) break;
    if (!text.empty()) text += record::kBetweenNames;
    text += record::as_item(one);
  }
  return text;
}

void put_covers(record::Evidence& piece, const Covers& covers) {
  put(piece, "covers", std::uint64_t{covers.sha256.size() + covers.names.size()});
  put(piece, "covers:sha256", digests(covers.sha256));
  put(piece, "covers:names", listed(covers.names));
}

bool looked_at(const record::Evidence& piece, std::string_view name, std::string_view sha256) {
  const std::string_view count = piece.fact("covers");
  if (count.empty()) return true;
  std::vector<std::string_view> digests, names;
  std::forward_list<std::string> own;
  record::each_item(piece.fact("covers:sha256"), record::kBetweenDigests,
                    [&](std::string_view one) { digests.push_back(one); });
  record::each_name(piece.fact("covers:names"), own,
                    [&](std::string_view one) { names.push_back(one); });
  // Some are not named: they may be any.
  if (count != std::to_string(digests.size() + names.size())) return true;
  if (digests.empty() && names.empty()) return false;
  if (sha256.empty()) return true;
  return std::ranges::binary_search(digests, sha256) || std::ranges::binary_search(names, name);
}

}  // namespace bartizan::run::evidence
