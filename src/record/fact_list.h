// The lists in facts of evidence: names or digests in one text, a separator between them.
//
// What it is: how they are written, and read again one item after the other. A name that could be
// read as two, or as a list that was cut, is escaped: "a; b" stands as "a\; b", and "b and 3 more"
// as "b \and 3 more"; every other name stands as it is. What it is not: the facts themselves
// (record/evidence.h), or a reader of foreign bytes. Pure.
#pragma once

#include <algorithm>
#include <cstdint>
#include <forward_list>
#include <string>
#include <string_view>

namespace bartizan::record {

inline constexpr std::string_view kBetweenNames = "; ", kBetweenDigests = " ";

// A name as it stands in a list.
std::string as_item(std::string_view name);
// The inverse.
std::string name_of_item(std::string_view item);
// What ends a list that was cut: " and 12 more".
std::string and_more(std::uint64_t left_out);

// The first item as it stands there, taken off the list with the separator behind it.
std::string_view take_item(std::string_view& list);
// Without " and 12 more".
std::string_view without_more(std::string_view last);

// Hands each name to `take`, as a view of the list, or of `own` where it stands there in another
// form; empty ones are none.
template <typename Take>
void each_name(std::string_view list, std::forward_list<std::string>& own, const Take& take) {
  while (!list.empty()) {
    std::string_view item = take_item(list);
    if (list.empty()) item = without_more(item);
    if (item.empty()) continue;
    take(item.find('\\') == item.npos ? item
                                      : std::string_view(own.emplace_front(name_of_item(item))));
  }
}

// The same of digests, and of whatever has no separator in it.
template <typename Take>
void each_item(std::string_view list, std::string_view between, const Take& take) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(between), list.size());
    if (end > 0) take(list.substr(0, end));
    list.remove_prefix(std::min(end + between.size(), list.size()));
  }
}

}  // namespace bartizan::record
