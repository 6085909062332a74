// Rules and formats: code and catalogue name the same ids, and no id means two things.
#include "run/rules.h"

#include <doctest/doctest.h>

#include <regex>
#include <set>
#include <string>

#include "assure/api.h"
#include "scan/catalog.h"
#include "scan/format.h"
#include "support/source_tree.h"

namespace bartizan::test {
namespace {

std::set<std::string> rules_in_code() {
  std::set<std::string> ids;
  const auto add = [&](std::span<const scan::RuleId> rules) {
    for (const scan::RuleId& rule : rules) {
      const bool fresh = ids.emplace(rule.id).second;
      CHECK_MESSAGE(fresh, rule.id << " is listed twice");
    }
  };
  for (const auto& rules : scan::rules()) add(rules);
  add(run::kRules);
  add(assure::vuln::kRules);
  return ids;
}

TEST_CASE("rules in code and in the catalogue are the same") {
  const std::set<std::string> code = rules_in_code();
  const scan::Catalog& catalog = scan::Catalog::embedded();
  std::set<std::string> catalogue;
  for (std::uint32_t i = 0; i < catalog.rule_count(); ++i) {
    catalogue.emplace(catalog.rule_at(i).id);
  }
  for (const std::string& id : code) {
    CHECK_MESSAGE(catalogue.contains(id), id << " has no text in catalogs/rules");
  }
  for (const std::string& id : catalogue) {
    CHECK_MESSAGE(code.contains(id), id << " is in catalogs/rules and in no kRules");
  }
}

// A rule that is declared and in no list is never known to the collector.
TEST_CASE("every declared rule is listed") {
  const std::set<std::string> code = rules_in_code();
  const std::regex declaration(R"re(RuleId k\w+\s*\{\s*"(BZ-[A-Z]{3}-[0-9]{3})"\s*\})re");
  for (const SourceFile& file : sources()) {
    if (file.is_test()) continue;
    for (auto at = std::sregex_iterator(file.text.begin(), file.text.end(), declaration);
         at != std::sregex_iterator(); ++at) {
      const std::string id = (*at)[1];
      CHECK_MESSAGE(code.contains(id), file.path << " declares " << id << ", no kRules lists it");
    }
  }
}

TEST_CASE("rule ids have the form BZ-AREA-NNN") {
  const std::regex form("BZ-[A-Z]{3}-[0-9]{3}");
  for (const std::string& id : rules_in_code()) CHECK(std::regex_match(id, form));
}

TEST_CASE("format ids are unique, speakable and found again") {
  std::set<std::string> ids;
  const std::regex form("[a-z0-9]+(-[a-z0-9]+)*");
  for (const scan::Format* format : scan::formats()) {
    const std::string id(format->id);
    CAPTURE(id);
    CHECK(ids.insert(id).second);
    CHECK(std::regex_match(id, form));
    CHECK_FALSE(format->title.empty());
    CHECK(scan::find_format(id) == format);
    // Formats that are analysed have a parser; any JSON has one, since it can lead to code.
    const bool analysed =
        format->kind == scan::Kind::model || format->kind == scan::Kind::container;
    CHECK((!analysed || format->parse != nullptr));
    CHECK((format->kind != scan::Kind::native || format->parse == nullptr));
  }
}

}  // namespace
}  // namespace bartizan::test
