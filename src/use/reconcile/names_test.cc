#include "use/reconcile/names.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <optional>

namespace bartizan::use {
namespace {

record::UseCase called(std::size_t number, std::string name, std::string other) {
  record::UseCase use_case;
  use_case.id = "system_" + std::to_string(number);
  use_case.fields = {{"use_case_name", std::move(name), record::Treatment::kept, std::nullopt},
                     {"system_name_ato", std::move(other), record::Treatment::kept, std::nullopt}};
  return use_case;
}

// What like() is by its definition: every name compared with every other.
std::vector<Suggestion> compared_with_all(std::span<const record::UseCase> use_cases,
                                          std::string_view name) {
  std::vector<Suggestion> all;
  for (const record::UseCase& use_case : use_cases) {
    const double best = std::max(alike(name, use_case.value("use_case_name")),
                                 alike(name, use_case.value("system_name_ato")));
    if (best >= kAlikeEnough) all.push_back({use_case.id, name_of(use_case), best});
  }
  std::ranges::stable_sort(all, std::ranges::greater(), &Suggestion::alike);
  if (all.size() > kMostSuggestions) all.resize(kMostSuggestions);
  return all;
}

// Few words, some of which nearly every name has.
rc::Gen<std::string> some_name() {
  const auto word = rc::gen::weightedOneOf<std::string>(
      {{4, rc::gen::element<std::string>("Service", "AI", "Triage")},
       {3, rc::gen::map(rc::gen::inRange(0, 30), [](int i) { return "w" + std::to_string(i); })},
       {1, rc::gen::element<std::string>("x", "", "TriageBot", "SERVICE")}});
  return rc::gen::map(rc::gen::resize(5, rc::gen::container<std::vector<std::string>>(word)),
                      [](const std::vector<std::string>& words) {
                        std::string name;
                        for (const std::string& one : words)
                          name += (name.empty() ? "" : "-") + one;
                        return name;
                      });
}

TEST_CASE("the index suggests what comparing with every name suggests") {
  const bool held = rc::check("the same, however many names a word may be in", [] {
    const auto size = *rc::gen::inRange<std::size_t>(0, 60);
    std::vector<record::UseCase> use_cases;
    for (std::size_t i = 0; i < size; ++i) {
      use_cases.push_back(
          called(i, *some_name(), *rc::gen::inRange(0, 4) == 0 ? *some_name() : std::string()));
    }
    Names names(use_cases, *rc::gen::element<std::size_t>(0, 1, 2, 5, 20, Names::kRare));
    for (int i = 0; i < 5; ++i) {
      const std::string name = *some_name();
      const std::vector<Suggestion> quick = names.like(name);
      const std::vector<Suggestion> plain = compared_with_all(use_cases, name);
      RC_ASSERT(quick.size() == plain.size());
      for (std::size_t k = 0; k < quick.size(); ++k) {
        RC_ASSERT(quick[k].use_case == plain[k].use_case);
        RC_ASSERT(quick[k].name == plain[k].name);
        RC_ASSERT(quick[k].alike == plain[k].alike);
      }
    }
  });
  CHECK(held);
}

TEST_CASE("words of names are compared without case and across spellings") {
  CHECK(alike("TriageBot", "triage_bot") == 1);
  CHECK(alike("triage bot", "Triage") == doctest::Approx(2.0 / 3));
  CHECK(alike("", "x") == 0);
  CHECK(alike("a b", "A B") == 0);
}

}  // namespace
}  // namespace bartizan::use
