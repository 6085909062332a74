// Facets: the filters of a list, and how many items each of their values would leave.
//
// What it is: the counts of one filter are of the items that all other filters leave, so that they
// say what choosing another value would show. What it is not: the search of ?q=. One object belongs
// to one call, and lives no longer than the values that it is told.
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "server/routes/answer.h"

namespace bartizan::server {

class Facets {
 public:
  // By the names of their parameters.
  Facets(const Call& call, std::initializer_list<std::string_view> names);

  // Whether an item with these values, in the order of the names, fits; counts it. An empty value
  // is none.
  bool look(std::initializer_list<std::string_view> values);
  void write(List& list) const;

 private:
  struct Facet {
    std::string_view name;
    std::optional<std::string_view> wanted;
    std::map<std::string, std::uint64_t, std::less<>> counts;
  };
  std::vector<Facet> facets_;
};

}  // namespace bartizan::server
