#include "assure/gate/evaluate.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "assure/gate/fields.h"

namespace bartizan::assure::gate {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same(const FieldSpec& field, std::string_view a, std::string_view b) {
  if (field.type == FieldType::text) return a == b;
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::optional<double> number_of(std::string_view text) {
  double value = 0;
  const char* const end = std::to_address(text.end());
  const auto [at, error] = std::from_chars(std::to_address(text.begin()), end, value);
  if (error != std::errc() || at != end || !std::isfinite(value)) return {};
  return value;
}

// Where a value stands among others of its field; nothing where that cannot be said.
std::optional<double> place_of(const FieldSpec& field, std::string_view value) {
  if (field.type == FieldType::number) return number_of(value);
  if (field.type == FieldType::time) {
    const auto time = base::parse_utc(value);
    return time ? std::optional(static_cast<double>(*time)) : std::nullopt;
  }
  const int at = rank(field, value);
  return at < 0 ? std::nullopt : std::optional<double>(at);
}

Truth truth(bool yes) { return yes ? Truth::yes : Truth::no; }
Truth negated(Truth t) {
  return t == Truth::unknown ? t : truth(t == Truth::no);
}

// Some value of the field satisfies `holds`.
template <typename Holds>
Truth any(const std::vector<std::string>& values, Holds holds) {
  Truth all = Truth::no;
  for (const std::string& value : values) all = std::max(all, holds(value));
  return all;
}

bool listed(const FieldSpec& field, const std::vector<std::string>& list, std::string_view value) {
  return std::ranges::any_of(list, [&](const std::string& one) { return same(field, one, value); });
}

bool fits_one(const FieldSpec& field, const std::vector<std::string>& patterns,
              std::string_view value) {
  const auto folded = [&](std::string_view text) {
    std::string out(text);
    if (field.type == FieldType::caseless) std::ranges::transform(out, out.begin(), lower);
    return out;
  };
  return std::ranges::any_of(
      patterns, [&](const std::string& p) { return fits(folded(p), folded(value)); });
}

Truth compare(const FieldSpec& field, const Test& test, std::string_view value) {
  const auto have = place_of(field, value);
  const auto want = place_of(field, test.values.front());
  if (!have || !want) return Truth::unknown;
  return truth(test.op == Op::at_least ? *have >= *want : *have <= *want);
}

Truth holds(const FieldSpec& field, const Test& test, const std::vector<std::string>& values,
            base::Millis now) {
  switch (test.op) {
    case Op::is:
      return any(values, [&](const std::string& v) { return truth(listed(field, test.values, v)); });
    case Op::is_not:
      return negated(
          any(values, [&](const std::string& v) { return truth(listed(field, test.values, v)); }));
    case Op::outside:
      return any(values,
                 [&](const std::string& v) { return truth(!listed(field, test.values, v)); });
    case Op::matches:
      return any(values,
                 [&](const std::string& v) { return truth(fits_one(field, test.values, v)); });
    case Op::matches_not:
      return negated(
          any(values, [&](const std::string& v) { return truth(fits_one(field, test.values, v)); }));
    case Op::at_least:
    case Op::at_most:
      return any(values, [&](const std::string& v) { return compare(field, test, v); });
    case Op::older_than:
      return any(values, [&](const std::string& v) {
        const auto time = base::parse_utc(v);
        return time ? truth(*time < now - test.duration) : Truth::unknown;
      });
    case Op::missing:
      return truth(values.empty() == (test.values.front() == "yes"));
  }
  return Truth::unknown;
}

Truth holds(const Rule& rule, const Test& test, const Fact& fact, base::Millis now) {
  const FieldSpec* const field = spec(rule.facts).field(test.field);
  const Field* const found = fact.find(test.field);
  if (field == nullptr || found == nullptr) return Truth::unknown;
  return holds(*field, test, found->values, now);
}

bool holds_alone(const Rule& rule, const Test& test, const std::string& value, base::Millis now) {
  const FieldSpec* const field = spec(rule.facts).field(test.field);
  return field != nullptr && holds(*field, test, {value}, now) == Truth::yes;
}

Truth one_of(const Rule& rule, const std::vector<Alternative>& alternatives, const Fact& fact,
             base::Millis now) {
  Truth best = Truth::no;
  for (const Alternative& tests : alternatives) {
    Truth all = Truth::yes;
    for (const Test& test : tests) all = std::min(all, holds(rule, test, fact, now));
    best = std::max(best, all);
  }
  return best;
}

// Whether the rule finds the fact.
Truth finds(const Rule& rule, const Fact& fact, base::Millis now) {
  const Truth when = rule.when.empty() ? Truth::yes : one_of(rule, rule.when, fact, now);
  return std::min(when, negated(one_of(rule, rule.unless, fact, now)));
}

std::string unknown_fields(const Rule& rule, const Fact& fact, base::Millis now) {
  std::set<std::string> fields;
  for (const Checked& checked : check(rule, fact, now)) {
    if (checked.truth == Truth::unknown) fields.insert(checked.test->field);
  }
  std::string out;
  for (const std::string& field : fields) out += (out.empty() ? "" : ", ") + field;
  return out + (fields.size() == 1 ? " is not known" : " are not known");
}

template <typename List>
bool has(const List& list, std::string_view value) {
  return std::ranges::find(list, value) != list.end();
}

bool says(const Fact& fact, std::string_view key, std::string_view value) {
  const Field* const field = fact.find(key);
  return field != nullptr && has(field->values, value);
}

bool is_malicious(const Fact& fact) {
  return says(fact, "verdict", "malicious") || says(fact, "malicious", "yes");
}

// A purl without a version stands for all of them.
bool names_component(std::string_view wanted, std::string_view purl) {
  if (purl.empty() || !purl.starts_with(wanted)) return false;
  const std::string_view rest = purl.substr(wanted.size());
  return rest.empty() || (rest.starts_with('@') && !wanted.contains('@'));
}

bool one_fits(const std::vector<std::string>& patterns, const std::vector<std::string>& texts) {
  return std::ranges::any_of(patterns, [&](const std::string& pattern) {
    return std::ranges::any_of(texts, [&](const std::string& text) { return fits(pattern, text); });
  });
}

// Whatever its kind.
bool in_place(const Rule& rule, const Subject& subject) {
  if (!rule.paths.empty() && !one_fits(rule.paths, subject.paths)) return false;
  return rule.systems.empty() || one_fits(rule.systems, subject.systems);
}

class Evaluation {
 public:
  Evaluation(const Policy& policy, const Evidence& evidence,
             const std::vector<record::Exception>& exceptions, const EvaluateOptions& options)
      : policy_(policy), evidence_(evidence), exceptions_(exceptions), options_(options) {
    for (std::size_t i = 0; i < evidence.subjects.size(); ++i) {
      subjects_.emplace(evidence.subjects[i].id, i);
    }
    for (std::size_t i = 0; i < evidence.facts.size(); ++i) {
      facts_[kind_index(evidence.facts[i].kind)].push_back(i);
      ++counts_[{evidence.facts[i].kind, evidence.facts[i].subject}];
    }
    for (std::size_t i = 0; i < evidence.examinations.size(); ++i) {
      const Examination& e = evidence.examinations[i];
      examinations_[kind_index(e.kind)].push_back(i);
      examined_.emplace(e.kind, e.subject);
    }
  }

  Gate run() {
    Gate gate;
    for (std::size_t i = 0; i < policy_.rules.size(); ++i) {
      if (policy_.rules[i].action == Action::ignore) continue;
      RuleResult result = judge(i);
      switch (result.standing) {
        case Standing::failed:
          ++gate.failed;
          break;
        case Standing::undecided:
          ++gate.undecided_rules;
          break;
        case Standing::warned:
          ++gate.warned;
          break;
        default:
          ++gate.passed;
      }
      gate.standing = std::max(gate.standing, result.standing);
      gate.rules.push_back(std::move(result));
    }
    if (gate.rules.empty()) gate.undecided.emplace_back("the policy has no rule in force");
    // Feeds are not judged for their own sake.
    if (std::ranges::all_of(evidence_.subjects, [](const Subject& s) { return s.kind == "feed"; })) {
      gate.undecided.emplace_back("there is nothing to judge: no model, no component, no BOM");
    }
    if (!gate.undecided.empty()) gate.standing = std::max(gate.standing, Standing::undecided);
    for (std::size_t i = 0; i < exceptions_.size(); ++i) {
      if (!used_.contains(i)) gate.idle.push_back(i);
    }
    return gate;
  }

 private:
  static std::size_t kind_index(FactKind kind) { return static_cast<std::size_t>(kind); }

  const Subject* subject(std::size_t i) const {
    return i == kNone ? nullptr : &evidence_.subjects[i];
  }

  std::size_t find_subject(const std::string& id) const {
    const auto at = subjects_.find(id);
    return at == subjects_.end() ? kNone : at->second;
  }

  RuleResult judge(std::size_t index) {
    const Rule& rule = policy_.rules[index];
    RuleResult result;
    result.rule = index;
    judge_facts(rule, result);
    judge_examinations(rule, result);
    judge_unexamined(rule, result);
    judge_scope(rule, result);
    for (const Judged& judged : result.judged) {
      result.standing = std::max(result.standing, judged.standing);
    }
    std::ranges::sort(result.judged, [&](const Judged& a, const Judged& b) {
      return key(a) < key(b);
    });
    return result;
  }

  void judge_facts(const Rule& rule, RuleResult& result) {
    for (const std::size_t i : facts_[kind_index(rule.facts)]) {
      const Fact& fact = evidence_.facts[i];
      const std::size_t about = find_subject(fact.subject);
      if (about != kNone && !in_scope(rule, evidence_.subjects[about])) continue;
      ++result.looked_at;
      Judged judged;
      judged.fact = i;
      judged.subject = about;
      const Truth found = finds(rule, fact, options_.now);
      if (found == Truth::yes) {
        judged.standing = rule.action == Action::fail   ? Standing::failed
                          : rule.action == Action::warn ? Standing::warned
                                                        : Standing::undecided;
      } else if (found == Truth::unknown) {
        judged.standing = Standing::undecided;
        judged.why = unknown_fields(rule, fact, options_.now);
      }
      keep(rule, &fact, found == Truth::yes, judged, result);
    }
  }

  void judge_examinations(const Rule& rule, RuleResult& result) {
    for (const std::size_t i : examinations_[kind_index(rule.facts)]) {
      const Examination& examination = evidence_.examinations[i];
      const std::size_t about =
          examination.subject.empty() ? kNone : find_subject(examination.subject);
      if (about != kNone && !in_scope(rule, evidence_.subjects[about])) continue;
      Judged judged;
      judged.examination = i;
      judged.subject = about;
      judged.standing = Standing::undecided;
      if (examination.look != Look::whole) {
        judged.why = examination.why;
      } else if (const auto have = counts_.find({rule.facts, examination.subject});
                 (have == counts_.end() ? 0 : have->second) < examination.facts) {
        judged.why = "facts that were there are missing";
      } else {
        continue;
      }
      keep(rule, nullptr, false, judged, result);
    }
  }

  // What should have been looked at, and nobody says that it was.
  void judge_unexamined(const Rule& rule, RuleResult& result) {
    const KindSpec& kind = spec(rule.facts);
    if (examined_.contains({rule.facts, std::string()})) return;
    for (std::size_t i = 0; i < evidence_.subjects.size(); ++i) {
      const Subject& about = evidence_.subjects[i];
      if (!kind.expects(about.kind) || !in_scope(rule, about)) continue;
      if (examined_.contains({rule.facts, about.id})) continue;
      Judged judged;
      judged.subject = i;
      judged.standing = Standing::undecided;
      judged.why = "nobody looked";
      keep(rule, nullptr, false, judged, result);
    }
  }

  // A misspelt path or system must not make a rule pass.
  void judge_scope(const Rule& rule, RuleResult& result) {
    if (rule.facts == FactKind::feed || (rule.paths.empty() && rule.systems.empty())) return;
    if (std::ranges::any_of(evidence_.subjects, [&](const Subject& s) {
          return s.kind != "feed" && in_place(rule, s);
        })) {
      return;
    }
    Judged judged;
    judged.standing = Standing::undecided;
    judged.why = "no subject lies in its scope";
    keep(rule, nullptr, false, judged, result);
  }

  void keep(const Rule& rule, const Fact* fact, bool found, Judged& judged, RuleResult& result) {
    if (judged.standing != Standing::passed) {
      for (std::size_t i = 0; i < exceptions_.size(); ++i) {
        const record::Exception& e = exceptions_[i];
        if (!accepts(e, rule, fact, found, subject(judged.subject))) continue;
        used_.insert(i);
        judged.standing = Standing::excepted;
        judged.accepted_by = std::max(judged.accepted_by, e.id);
      }
    }
    if (judged.standing != Standing::passed || options_.keep_passed) result.judged.push_back(judged);
  }

  static bool accepts(const record::Exception& e, const Rule& rule, const Fact* fact, bool found,
                      const Subject* subject) {
    const bool waiver = e.kind == record::ExceptionKind::waiver;
    if (!waiver && e.kind != record::ExceptionKind::suppression) return false;
    if (e.sha256.empty() && e.component.empty() && e.advisory.empty()) return false;
    if (e.rule.empty() ? !waiver : e.rule != rule.id) return false;
    if (!waiver && (!found || is_malicious(*fact))) return false;
    if (!e.sha256.empty() && (subject == nullptr || subject->sha256 != e.sha256)) return false;
    if (!e.component.empty() &&
        (subject == nullptr || !names_component(e.component, subject->purl))) {
      return false;
    }
    return e.advisory.empty() || (fact != nullptr && names_advisory(e.advisory, *fact));
  }

  static bool names_advisory(std::string_view wanted, const Fact& fact) {
    if (fact.kind != FactKind::vulnerability) return false;
    const Field* const ids = fact.find("id");
    return ids != nullptr &&
           listed({"id", FieldType::caseless, {}, false}, ids->values, wanted);
  }

  // Worst first, then by what people see; no index, so that no order of the input shows.
  using Key = std::tuple<int, std::string_view, std::string_view, std::uint64_t, std::string_view,
                         std::string_view>;
  Key key(const Judged& judged) const {
    const Subject* const about = subject(judged.subject);
    const Fact* const fact = judged.fact == kNone ? nullptr : &evidence_.facts[judged.fact];
    return {-static_cast<int>(judged.standing),
            about == nullptr ? std::string_view() : std::string_view(about->name),
            fact == nullptr ? std::string_view() : std::string_view(fact->place.path),
            fact == nullptr ? 0 : fact->place.offset.value_or(fact->place.line),
            fact == nullptr ? std::string_view(judged.why) : std::string_view(fact->detail),
            about == nullptr ? std::string_view() : std::string_view(about->id)};
  }

  const Policy& policy_;
  const Evidence& evidence_;
  const std::vector<record::Exception>& exceptions_;
  std::set<std::size_t> used_;
  const EvaluateOptions& options_;
  std::map<std::string, std::size_t, std::less<>> subjects_;
  std::array<std::vector<std::size_t>, kFactKinds> facts_;
  std::array<std::vector<std::size_t>, kFactKinds> examinations_;
  std::map<std::pair<FactKind, std::string>, std::size_t> counts_;
  std::set<std::pair<FactKind, std::string>> examined_;
};

}  // namespace

std::string_view name(Standing standing) {
  constexpr std::array<std::string_view, 5> kStandings{"passed", "excepted", "warned", "incomplete",
                                                       "failed"};
  return kStandings.at(static_cast<std::size_t>(standing));
}

Gate evaluate(const Policy& policy, const Evidence& evidence,
              const std::vector<record::Exception>& exceptions, const EvaluateOptions& options) {
  return Evaluation(policy, evidence, exceptions, options).run();
}

std::vector<Checked> check(const Rule& rule, const Fact& fact, base::Millis now) {
  std::vector<Checked> all;
  const auto add = [&](const std::vector<Alternative>& alternatives, bool exempts) {
    for (const Alternative& tests : alternatives) {
      for (const Test& test : tests) {
        Checked checked;
        checked.test = &test;
        checked.truth = holds(rule, test, fact, now);
        checked.exempts = exempts;
        const Field* const field = fact.find(test.field);
        if (field == nullptr) {
          checked.found = "not known";
        } else if (field->values.empty()) {
          checked.found = "none";
        } else {
          for (const std::string& value : field->values) {
            checked.found += (checked.found.empty() ? "" : ", ") + value;
            if (checked.truth == Truth::yes && holds_alone(rule, test, value, now)) {
              checked.met += (checked.met.empty() ? "" : ", ") + value;
            }
          }
        }
        all.push_back(std::move(checked));
      }
    }
  };
  add(rule.when, false);
  add(rule.unless, true);
  return all;
}

bool in_scope(const Rule& rule, const Subject& subject) {
  if (!rule.kinds.empty() && !has(rule.kinds, subject.kind)) return false;
  // Feeds lie nowhere and belong to all.
  return subject.kind == "feed" || in_place(rule, subject);
}

bool fits(std::string_view pattern, std::string_view text) {
  // reach[j]: the pattern so far fits the first j bytes of the text.
  std::vector<bool> reach(text.size() + 1, false);
  reach[0] = true;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '*') {
      const bool deep = pattern.substr(i).starts_with("**");
      // "**/" also stands for no folder at all.
      const bool folders = deep && pattern.substr(i).starts_with("**/") &&
                           (i == 0 || pattern[i - 1] == '/');
      std::vector<bool> next(text.size() + 1, false);
      if (folders) {
        bool open = false;
        for (std::size_t j = 0; j <= text.size(); ++j) {
          if (open && text[j - 1] == '/') next[j] = true;
          if (reach[j]) next[j] = open = true;
        }
        i += 2;
      } else {
        bool open = false;
        for (std::size_t j = 0; j <= text.size(); ++j) {
          if (open && !deep && text[j - 1] == '/') open = false;
          open = open || reach[j];
          next[j] = open;
        }
        if (deep) ++i;
      }
      reach = std::move(next);
      continue;
    }
    for (std::size_t j = text.size(); j > 0; --j) {
      reach[j] = reach[j - 1] && (pattern[i] == '?' || pattern[i] == text[j - 1]);
    }
    reach[0] = false;
  }
  return reach[text.size()];
}

}  // namespace bartizan::assure::gate
