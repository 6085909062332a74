// The lists in facts of evidence: names or digests in one text, a separator between them.
//
// What it is: how they are read, one item after the other, as views of the text. What it is not: the
// facts themselves (record/evidence.h), or a reader of foreign bytes. Pure.
#pragma once

#include <algorithm>
#include <string_view>

namespace bartizan::record {

inline constexpr std::string_view kBetweenNames = "; ", kBetweenDigests = " ";

// Hands each item to `take`; empty ones are none.
template <typename Take>
void each_item(std::string_view list, std::string_view between, const Take& take) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(between), list.size());
    if (end > 0) take(list.substr(0, end));
    list.remove_prefix(std::min(end + between.size(), list.size()));
  }
}

}  // namespace bartizan::record
