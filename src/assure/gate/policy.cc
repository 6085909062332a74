#include "assure/gate/policy.h"

#include <array>

#include "scan/catalog.h"

namespace bartizan::assure::gate {
namespace {

constexpr std::array<std::string_view, kOps> kOpNames{
    "is",          "not",      "outside", "matches",   "matches-not",
    "at-least",    "at-most",  "older-than", "missing"};

std::string listed(const std::vector<std::string>& values, std::string_view last) {
  std::string out;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i != 0) out += i + 1 == values.size() ? " " + std::string(last) + " " : std::string(", ");
    out += values[i];
  }
  return out;
}

std::string describe(const Alternative& tests) {
  std::string out;
  for (const Test& test : tests) out += (out.empty() ? "" : ", and ") + describe(test);
  return out;
}

}  // namespace

std::string_view name(Op op) { return kOpNames.at(static_cast<std::size_t>(op)); }

std::string_view name(Action action) {
  constexpr std::array<std::string_view, 4> kActions{"ignore", "warn", "incomplete", "fail"};
  return kActions.at(static_cast<std::size_t>(action));
}

std::vector<std::string_view> preset_names() {
  std::vector<std::string_view> names;
  const scan::Catalog& catalog = scan::Catalog::embedded();
  for (std::uint32_t i = 0; i < catalog.row_count("assure/gate"); ++i) {
    names.push_back(catalog.cell_at("assure/gate", i, 0));
  }
  return names;
}

std::string_view preset_text(std::string_view name) {
  const scan::Catalog& catalog = scan::Catalog::embedded();
  for (std::uint32_t i = 0; i < catalog.row_count("assure/gate"); ++i) {
    if (catalog.cell_at("assure/gate", i, 0) == name) return catalog.cell_at("assure/gate", i, 1);
  }
  return {};
}

std::expected<Policy, PolicyError> preset(std::string_view name) {
  return read_policy(preset_text(name), "preset " + std::string(name));
}

std::string describe(const Test& test) {
  const std::string values = listed(test.values, "or");
  switch (test.op) {
    case Op::is:
      return test.field + " is " + values;
    case Op::is_not:
      return test.field + " is not " + values;
    case Op::outside:
      return test.field + " has something besides " + listed(test.values, "and");
    case Op::matches:
      return test.field + " is like " + values;
    case Op::matches_not:
      return test.field + " is not like " + values;
    case Op::at_least:
      return test.field + " is at least " + values;
    case Op::at_most:
      return test.field + " is at most " + values;
    case Op::older_than:
      return test.field + " is more than " + values + " ago";
    case Op::missing:
      return test.values.front() == "yes" ? "there is no " + test.field
                                          : "there is some " + test.field;
  }
  return {};
}

std::string describe(const std::vector<Alternative>& alternatives) {
  std::string out;
  for (const Alternative& tests : alternatives) {
    out += (out.empty() ? "" : "; or ") + describe(tests);
  }
  return out;
}

}  // namespace bartizan::assure::gate
