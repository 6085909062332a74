#include "run/policy.h"

#include <algorithm>
#include <map>
#include <set>
#include <span>

#include "run/judged.h"
#include "run/policy_facts.h"
#include "scan/catalog.h"
#include "scan/format.h"
#include "text/nearest.h"

namespace bartizan::run {
namespace {

namespace gate = assure::gate;

// A misspelt format is one that no file has. Members of archives have the formats of files.
std::optional<std::string> unknown_format(const gate::Rule& rule) {
  std::vector<std::string_view> known;
  for (const scan::Format* const format : scan::formats()) known.push_back(format->id);
  for (const auto* alternatives : {&rule.when, &rule.unless}) {
    for (const gate::Alternative& tests : *alternatives) {
      for (const gate::Test& test : tests) {
        const bool exact = test.op == gate::Op::is || test.op == gate::Op::is_not ||
                           test.op == gate::Op::outside;
        if (test.field != "format" || !exact) continue;
        for (const std::string& word : test.values) {
          if (std::ranges::find(known, word) != known.end()) continue;
          const std::string_view guess = text::nearest(word, known);
          return "unknown format \"" + word + "\"" +
                 (guess.empty() ? ". Look: bartizan help formats"
                                : ": did you mean \"" + std::string(guess) + "\"?");
        }
      }
    }
  }
  return {};
}

std::vector<scan::Rule> malicious_rules() {
  const scan::Catalog& catalog = scan::Catalog::embedded();
  std::vector<scan::Rule> rules;
  for (std::uint32_t i = 0; i < catalog.rule_count(); ++i) {
    scan::Rule rule = catalog.rule_at(i);
    if (rule.verdict == record::name(record::Verdict::malicious)) rules.push_back(rule);
  }
  return rules;
}

// A file as it would be judged had that rule found something in it.
void add_malicious(gate::Evidence& evidence, gate::Subject subject, const std::string& path,
                   const std::vector<std::string>& formats, const scan::Rule& rule) {
  record::Artifact harmful;
  harmful.root = ".";
  harmful.path = path;
  if (!formats.empty()) harmful.format = formats.front();
  harmful.sha256 = std::string(64, '0');
  harmful.verdict = record::Verdict::malicious;
  harmful.coverage.state = record::CoverageState::complete;
  harmful.members.emplace_back();
  harmful.members.back().formats = formats;
  record::Finding finding;
  finding.rule = rule.id;
  finding.verdict = record::Verdict::malicious;
  finding.severity = record::parse_severity(rule.severity).value_or(record::Severity::critical);
  finding.confidence = record::parse_confidence(rule.confidence).value_or(record::Confidence::high);
  harmful.findings.push_back(std::move(finding));
  subject.id = "malicious:" + std::to_string(evidence.subjects.size());
  subject.sha256 = *harmful.sha256;
  const std::string id = subject.id;
  evidence.subjects.push_back(std::move(subject));
  add_artifact_facts(evidence, harmful, path, id);
}

// Each file that was judged, as if it were malicious; of each format by every rule that calls
// something so.
gate::Evidence with_malicious_files(const gate::Evidence& judged) {
  const std::vector<scan::Rule> rules = malicious_rules();
  gate::Evidence evidence;
  std::map<std::string_view, const gate::Subject*> subjects;
  for (const gate::Subject& subject : judged.subjects) subjects.emplace(subject.id, &subject);
  std::set<std::vector<std::string>> known;
  for (const gate::Fact& fact : judged.facts) {
    const auto subject = subjects.find(fact.subject);
    if (fact.kind != gate::FactKind::scan || subject == subjects.end()) continue;
    const gate::Field* const format = fact.find("format");
    const gate::Field* const path = fact.find("path");
    const std::vector<std::string> formats =
        format == nullptr ? std::vector<std::string>() : format->values;
    const std::string shown =
        path == nullptr || path->values.empty() ? subject->second->name : path->values.front();
    const std::size_t most = known.insert(formats).second ? rules.size() : 1;
    for (const scan::Rule& rule : std::span(rules).first(std::min(most, rules.size()))) {
      add_malicious(evidence, *subject->second, shown, formats, rule);
    }
  }
  if (!evidence.subjects.empty()) return evidence;
  for (const scan::Format* const format : scan::formats()) {
    if (format->kind != scan::Kind::model || rules.empty()) continue;
    const gate::Subject model{"", "model-file", "model", {"model"}, "", {}, {}};
    add_malicious(evidence, model, "model", {std::string(format->id)}, rules.front());
  }
  return evidence;
}

}  // namespace

std::string PolicyError::text() const {
  return file + (line > 0 ? ":" + std::to_string(line) : "") + ": " + what;
}

std::expected<gate::Policy, PolicyError> load_policy(const std::string& file,
                                                     const std::vector<std::string>& roots) {
  if (const std::string where = among_judged(file, roots); !where.empty()) {
    return std::unexpected(PolicyError{
        file, 0,
        where + ", which is to be judged: what is judged must not say how. Move the policy elsewhere."});
  }
  std::string text;
  if (const auto error = read_own_file(file, text)) {
    return std::unexpected(PolicyError{file, 0, error->what});
  }
  auto policy = gate::read_policy(text, file);
  if (!policy) {
    return std::unexpected(PolicyError{file, policy.error().line, policy.error().what});
  }
  for (const gate::Rule& rule : policy->rules) {
    if (auto what = unknown_format(rule)) {
      return std::unexpected(PolicyError{file, rule.line, std::move(*what)});
    }
  }
  return std::move(*policy);
}

std::vector<std::string> policy_places() {
  std::vector<std::string> places;
  for (const std::string& config : {config_places().user, config_places().system}) {
    if (!config.empty()) places.push_back(config.substr(0, config.rfind('/')) + "/gate.toml");
  }
  return places;
}

bool stops_malicious(const gate::Policy& policy, const gate::Evidence& judged, base::Millis now) {
  const gate::Evidence evidence = with_malicious_files(judged);
  const gate::Gate gate = gate::evaluate(policy, evidence, {}, {.now = now});
  std::set<std::size_t> stopped;
  for (const gate::RuleResult& rule : gate.rules) {
    for (const gate::Judged& one : rule.judged) {
      if (one.standing == gate::Standing::failed) stopped.insert(one.subject);
    }
  }
  for (std::size_t i = 0; i < evidence.subjects.size(); ++i) {
    if (!stopped.contains(i)) return false;
  }
  return true;
}

Exceptions policy_exceptions(const gate::Policy& policy, base::Millis now) {
  std::vector<record::Exception> entries = policy.exceptions;
  for (record::Exception& entry : entries) entry.id = exception_id(entry);
  return Exceptions(std::move(entries), now);
}

}  // namespace bartizan::run
