#include "server/routes/facets.h"

#include <algorithm>
#include <functional>

#include "base/escape.h"

namespace bartizan::server {
namespace {

// Of values that are as many as there are owners or rules, the most frequent.
constexpr std::size_t kMostValues = 50;

}  // namespace

Facets::Facets(const Call& call, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) facets_.push_back({name, call.text(name), {}});
}

bool Facets::look(std::initializer_list<std::string_view> values) {
  std::size_t misses = 0, missed = 0, index = 0;
  for (const std::string_view value : values) {
    const Facet& facet = facets_[index];
    // As the answer writes it, or as it is.
    if (facet.wanted && *facet.wanted != value && *facet.wanted != base::escape_name(value)) {
      ++misses;
      missed = index;
    }
    ++index;
  }
  if (misses > 1) return false;
  index = 0;
  for (const std::string_view value : values) {
    Facet& facet = facets_[index];
    if (!value.empty() && (misses == 0 || missed == index)) {
      auto at = facet.counts.find(value);
      if (at == facet.counts.end()) at = facet.counts.emplace(value, 0).first;
      ++at->second;
    }
    ++index;
  }
  return misses == 0;
}

void Facets::write(List& list) const {
  for (const Facet& facet : facets_) {
    std::vector<std::pair<std::string_view, std::uint64_t>> all(facet.counts.begin(),
                                                                facet.counts.end());
    std::ranges::stable_sort(all, std::greater(), &decltype(all)::value_type::second);
    if (all.size() > kMostValues) all.resize(kMostValues);
    std::map<std::string, std::uint64_t> counts;
    for (const auto& [value, count] : all) counts.emplace(value, count);
    list.set_facet(facet.name, counts);
  }
}

}  // namespace bartizan::server
