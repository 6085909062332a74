// Names in lists: what is written is read, whatever the names are.
#include "record/fact_list.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <vector>

namespace bartizan::record {
namespace {

using Names = std::vector<std::string>;

std::string list_of(const Names& names) {
  std::string list;
  for (const std::string& name : names) {
    list += (list.empty() ? std::string_view() : kBetweenNames);
    list += as_item(name);
  }
  return list;
}

Names read(std::string_view list) {
  std::forward_list<std::string> own;
  Names names;
  each_name(list, own, [&](std::string_view name) { names.emplace_back(name); });
  return names;
}

TEST_CASE("an ordinary name stands in a list as it is") {
  for (const char* name : {"m/a.pt", "a;b.pkl", " a", "C:\\models\\a.pt", "and", "3 more",
                           "sand 3 more", "band and more", "package torch 2.6.0 (pypi)"}) {
    CAPTURE(name);
    CHECK(as_item(name) == name);
  }
  CHECK(as_item("a; b.pkl") == "a\\; b.pkl");
  CHECK(as_item("a;") == "a\\;");
  CHECK(as_item("this and 3 more") == "this \\and 3 more");
}

TEST_CASE("names that look like two, or like the end of a list, are read as they were") {
  const Names odd{"a; b.pkl",
                  "; ",
                  "a;",
                  ";",
                  " b",
                  "a\\",
                  "a\\\\",
                  "a\\; b",
                  "a\\\\; b",
                  "\\",
                  "this and 3 more",
                  "and 12 more",
                  "x; and 3 more",
                  "\\and 3 more",
                  "x \\\\and 3 more",
                  "x and 3 more\\",
                  "x and 3 more; y",
                  "a; ",
                  "sand 3 more"};
  for (const std::string& name : odd) {
    CAPTURE(name);
    CHECK(name_of_item(as_item(name)) == name);
    CHECK(read(as_item(name)) == Names{name});
    for (const std::string& next : odd) {
      CAPTURE(next);
      CHECK(read(list_of({name, next})) == Names{name, next});
      CHECK(read(list_of({name, next}) + and_more(7)) == Names{name, next});
    }
  }
  CHECK(read(list_of(odd)) == odd);
}

TEST_CASE("a list that was cut is read without its end") {
  CHECK(read("a; b and 12 more") == Names{"a", "b"});
  CHECK(read("a; b; and 12 more") == Names{"a", "b"});
  CHECK(read("").empty());
}

TEST_CASE("property: what is written is read") {
  CHECK(rc::check([] {
    const auto name = rc::gen::nonEmpty(rc::gen::container<std::string>(
        rc::gen::element('\\', ';', ' ', 'a', 'n', 'd', '3', 'm', 'o', 'r', 'e')));
    Names names = *rc::gen::container<Names>(name);
    for (std::string& one : names) {
      if (*rc::gen::inRange(0, 3) == 0) one += " and 3 more";
    }
    RC_ASSERT(read(list_of(names)) == names);
    if (!names.empty()) RC_ASSERT(read(list_of(names) + and_more(9)) == names);
  }));
}

}  // namespace
}  // namespace bartizan::record
