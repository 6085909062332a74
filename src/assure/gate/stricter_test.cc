// A raised posture adds rules and takes none away.
#include "assure/gate/stricter.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

namespace bartizan::assure::gate {
namespace {

TEST_CASE("policy: the rules of a preset come on top of one's own") {
  const auto own = read_policy(
      "version = 1\n[[rule]]\nid = \"pickle-format\"\ntitle = \"softer\"\nfacts = \"scan\"\naction "
      "= "
      "\"ignore\"\n[[rule]]\nid = \"ours\"\ntitle = \"ours\"\nfacts = \"scan\"\naction = "
      "\"fail\"\n",
      "gate.toml");
  REQUIRE(own.has_value());
  const auto strict = preset("strict");
  REQUIRE(strict.has_value());
  const Policy both = with_rules_on_top(*own, *strict);
  CHECK(both.rules.size() == own->rules.size() + strict->rules.size());
  CHECK(std::equal(own->rules.begin(), own->rules.end(), both.rules.begin()));
  std::set<std::string> ids;
  for (const Rule& rule : both.rules) CHECK(ids.insert(rule.id).second);
  CHECK(ids.contains("pickle-format-raised"));
  CHECK(both.origin == "gate.toml");
  CHECK(both.sha256 != own->sha256);
  // A policy that has them all gains nothing.
  CHECK(with_rules_on_top(*strict, *strict).rules == strict->rules);
}

}  // namespace
}  // namespace bartizan::assure::gate
