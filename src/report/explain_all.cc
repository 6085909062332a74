#include "report/explain_all.h"

#include "report/policy.h"
#include "report/topics.h"
#include "report/words.h"
#include "scan/format.h"

namespace bartizan::report {
namespace {

void add_links(std::vector<std::string>& links, std::string_view references) {
  for (const std::string& link : split(references)) {
    if (link.starts_with("https://")) links.push_back(link);
  }
}

std::string_view kind_of_word(const std::string& id, const scan::Catalog& catalog) {
  if (catalog.rule(id)) return "rule";
  return scan::find_format(id) != nullptr ? "format" : "topic";
}

std::string_view kind_in_frameworks(std::string_view id) {
  if (assure::assess::framework(id) != nullptr) return "framework";
  return assure::assess::find_requirements(id).empty() ? "check" : "requirement";
}

}  // namespace

ExplainedAs explain_any(const std::string& id, const scan::Catalog& catalog,
                        const ImportedTexts& texts, std::string_view day,
                        const TerminalStyle& style) {
  ExplainedAs out;
  out.page = explain(id, catalog, style);
  if (!out.page.empty()) {
    out.kind = kind_of_word(id, catalog);
    if (const auto rule = catalog.rule(id)) add_links(out.links, rule->references);
  }
  // An id of the register is told also where a word of the reports has that name.
  const share::PolicyEntry* const entry = share::policy_called(id);
  if (out.page.empty() || (entry != nullptr && entry->id == id)) {
    const std::string told = explain_policy(id, day, style);
    if (!told.empty()) {
      out.page += (out.page.empty() ? "" : "\n") + told;
      if (out.kind.empty())
        out.kind = share::question_called(id) != nullptr ? "question" : "policy";
      if (entry != nullptr) add_links(out.links, entry->source);
    }
  }
  if (!out.page.empty()) return out;
  out.page = explain_framework(id, texts, style);
  if (out.page.empty()) return out;
  out.kind = kind_in_frameworks(id);
  if (const auto* framework = assure::assess::framework(id)) {
    add_links(out.links, framework->source);
  }
  return out;
}

std::vector<ExplainedLine> explained(const scan::Catalog& catalog) {
  std::vector<ExplainedLine> all;
  const auto add = [&](std::string_view kind, std::string_view id, std::string_view title) {
    all.push_back({kind, std::string(id), std::string(title)});
  };
  for (const Topic& topic : all_topics()) add("topic", topic.id, topic.title);
  for (const scan::Format* format : scan::formats()) add("format", format->id, format->title);
  for (std::uint32_t i = 0; i < catalog.rule_count(); ++i) {
    const auto rule = catalog.rule_at(i);
    add("rule", rule.id, general(rule.title));
  }
  for (const share::PolicyEntry& entry : share::policies()) add("policy", entry.id, entry.title);
  for (const share::Question& question : share::questions()) {
    add("question", question.id, question.ask);
  }
  for (const auto& framework : assure::assess::frameworks()) {
    add("framework", framework.id, framework.title);
  }
  for (const auto& check : assure::assess::check_texts()) add("check", check.id, check.title);
  return all;
}

std::string nearest_of_all(const std::string& id, const scan::Catalog& catalog) {
  std::string guess = nearest_topic(id, catalog);
  if (guess.empty()) guess = share::nearest_policy(id);
  if (guess.empty()) guess = nearest_framework(id);
  return guess;
}

}  // namespace bartizan::report
