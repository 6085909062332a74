#include "run/evidence_covers.h"

#include <algorithm>
#include <vector>

#include "record/fact_list.h"
#include "run/evidence_parts.h"

namespace bartizan::run::evidence {
namespace {

using record::kBetweenDigests, record::kBetweenNames;

std::vector<std::string_view> items(std::string_view list, std::string_view between) {
  std::vector<std::string_view> all;
  record::each_item(list, between, [&](std::string_view one) { all.push_back(one); });
  return all;
}

}  // namespace

std::string listed(const std::set<std::string>& all, std::string_view between) {
  std::string text;
  std::size_t said = 0;
  for (const std::string& one : all) {
    if (one.empty() || one.find(between) != one.npos) continue;
    if (said++ == kMostCovered) break;
    if (!text.empty()) text += between;
    text += one;
  }
  return text;
}

void put_covers(record::Evidence& piece, const Covers& covers) {
  put(piece, "covers", std::uint64_t{covers.sha256.size() + covers.names.size()});
  put(piece, "covers:sha256", listed(covers.sha256, kBetweenDigests));
  put(piece, "covers:names", listed(covers.names, kBetweenNames));
}

bool looked_at(const record::Evidence& piece, std::string_view name, std::string_view sha256) {
  const std::string_view count = piece.fact("covers");
  if (count.empty()) return true;
  const auto digests = items(piece.fact("covers:sha256"), kBetweenDigests);
  const auto names = items(piece.fact("covers:names"), kBetweenNames);
  // Some are not named: they may be any.
  if (count != std::to_string(digests.size() + names.size())) return true;
  if (digests.empty() && names.empty()) return false;
  if (sha256.empty()) return true;
  return std::ranges::binary_search(digests, sha256) || std::ranges::binary_search(names, name);
}

}  // namespace bartizan::run::evidence
