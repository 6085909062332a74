// The gate: what each comparison says, and what holds for all policies and all evidence.
#include "assure/gate/evaluate.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <random>
#include <set>

#include "assure/gate/fields.h"

namespace bartizan::assure::gate {
namespace {

constexpr base::Millis kDay = base::Millis{24} * 60 * 60 * 1000;
constexpr base::Millis kNow = 20'000 * kDay;
const std::string kHash(64, 'a');

Policy policy_of(const std::string& rules) {
  const auto policy = read_policy("version = 1\n" + rules, "gate.toml");
  if (!policy) FAIL(policy.error().line << ": " << policy.error().what);
  return *policy;
}

std::string rule_text(const std::string& id, const std::string& facts, const std::string& when,
                      const std::string& action, const std::string& more = {}) {
  return "[[rule]]\nid = \"" + id + "\"\ntitle = \"t\"\nfacts = \"" + facts + "\"\n" +
         (when.empty() ? "" : "when = " + when + "\n") + "action = \"" + action + "\"\n" + more +
         "\n";
}

Subject subject_of(const std::string& id, const std::string& kind = "model-file") {
  Subject subject;
  subject.id = subject.name = id;
  subject.kind = kind;
  subject.paths = {id};
  return subject;
}

struct Given {
  Evidence evidence;

  Fact& fact(FactKind kind, const std::string& subject) {
    Fact fact;
    fact.kind = kind;
    fact.subject = subject;
    evidence.facts.push_back(std::move(fact));
    for (Examination& e : evidence.examinations) {
      if (e.kind == kind && e.subject == subject) {
        ++e.facts;
        return evidence.facts.back();
      }
    }
    Examination examination;
    examination.kind = kind;
    examination.subject = subject;
    examination.facts = 1;
    evidence.examinations.push_back(std::move(examination));
    return evidence.facts.back();
  }
};

// The standing of one rule over one scan fact of one file.
Standing standing(const std::string& when, const std::string& key,
                  const std::vector<std::string>& values, const std::string& facts = "scan") {
  const Policy policy = policy_of(rule_text("r", facts, when, "fail"));
  Given given;
  given.evidence.subjects.push_back(
      subject_of("a", facts == "feed" ? "feed" : facts == "vulnerability" ? "package" : "model-file"));
  // A feed alone is nothing to judge.
  if (facts == "feed") given.evidence.subjects.push_back(subject_of("bom", "bom"));
  Fact& fact = given.fact(policy.rules[0].facts, "a");
  if (!key.empty()) fact.set(key, values);
  return evaluate(policy, given.evidence, {}, {.now = kNow}).standing;
}

constexpr auto kFailed = Standing::failed;
constexpr auto kPassed = Standing::passed;
constexpr auto kUndecided = Standing::undecided;

TEST_CASE("gate: equal, one of, none of, outside") {
  CHECK(standing("{ format = \"pickle\" }", "format", {"zip", "pickle"}) == kFailed);
  CHECK(standing("{ format = \"pickle\" }", "format", {"zip"}) == kPassed);
  CHECK(standing("{ format = \"pickle\" }", "format", {}) == kPassed);
  CHECK(standing("{ format = \"pickle\" }", "", {}) == kUndecided);
  CHECK(standing("{ format = [\"a\", \"b\"] }", "format", {"b"}) == kFailed);
  CHECK(standing("{ format = { not = [\"a\", \"b\"] } }", "format", {"c"}) == kFailed);
  CHECK(standing("{ format = { not = [\"a\", \"b\"] } }", "format", {"c", "a"}) == kPassed);
  CHECK(standing("{ format = { not = [\"a\"] } }", "format", {}) == kFailed);
  CHECK(standing("{ format = { outside = [\"a\", \"b\"] } }", "format", {"a", "c"}) == kFailed);
  CHECK(standing("{ format = { outside = [\"a\", \"b\"] } }", "format", {"a", "b"}) == kPassed);
  // Formats are compared as they are, hashes and ids are not.
  CHECK(standing("{ format = \"Pickle\" }", "format", {"pickle"}) == kPassed);
  CHECK(standing("{ sha256 = \"AB\" }", "sha256", {"ab"}) == kFailed);
}

TEST_CASE("gate: patterns, order, numbers, missing") {
  CHECK(standing("{ format = { matches = \"torch*\" } }", "format", {"torch-zip"}) == kFailed);
  CHECK(standing("{ format = { matches-not = \"torch*\" } }", "format", {"torch-zip"}) == kPassed);
  CHECK(standing("{ verdict = { at-least = \"suspicious\" } }", "verdict", {"malicious"}) ==
        kFailed);
  CHECK(standing("{ verdict = { at-least = \"suspicious\" } }", "verdict", {"clean"}) == kPassed);
  // A word that nobody knows stands nowhere.
  CHECK(standing("{ verdict = { at-least = \"suspicious\" } }", "verdict", {"evil"}) == kUndecided);
  CHECK(standing("{ size = { at-most = 1_000 } }", "size", {"1000"}) == kFailed);
  CHECK(standing("{ size = { at-most = 1000 } }", "size", {"1001"}) == kPassed);
  CHECK(standing("{ size = { at-most = 1000 } }", "size", {"many"}) == kUndecided);
  CHECK(standing("{ format = { missing = true } }", "format", {}) == kFailed);
  CHECK(standing("{ format = { missing = true } }", "format", {"x"}) == kPassed);
  CHECK(standing("{ format = { missing = true } }", "", {}) == kUndecided);
}

TEST_CASE("gate: times") {
  const std::string when = "{ imported = { older-than = \"7 days\" } }";
  const auto at = [](base::Millis days) {
    return std::vector<std::string>{base::format_utc(kNow - days * kDay)};
  };
  CHECK(standing(when, "imported", at(8), "feed") == kFailed);
  CHECK(standing(when, "imported", at(7), "feed") == kPassed);
  CHECK(standing(when, "imported", {"yesterday"}, "feed") == kUndecided);
  CHECK(standing(when, "imported", {}, "feed") == kPassed);
  CHECK(standing(when, "", {}, "feed") == kUndecided);
}

TEST_CASE("gate: what is not known matters only where it decides") {
  const std::string both = "{ format = \"a\", size = { at-least = 5 } }";
  CHECK(standing(both, "format", {"b"}) == kPassed);     // one is false: whatever the other is
  CHECK(standing(both, "format", {"a"}) == kUndecided);  // the other decides
  const std::string either = "[{ format = \"a\" }, { size = { at-least = 5 } }]";
  CHECK(standing(either, "format", {"a"}) == kFailed);
  CHECK(standing(either, "format", {"b"}) == kUndecided);
}

TEST_CASE("gate: nothing is no pass") {
  const Policy policy = policy_of(rule_text("r", "scan", "", "fail"));
  Evidence evidence;
  CHECK(evaluate(policy, evidence, {}, {}).standing == kUndecided);
  evidence.subjects.push_back(subject_of("feed", "feed"));
  CHECK(evaluate(policy, evidence, {}, {}).standing == kUndecided);
  // A file that nobody looked at.
  evidence.subjects.push_back(subject_of("a"));
  CHECK(evaluate(policy, evidence, {}, {}).standing == kUndecided);
  // Looked at, and what came of it is gone.
  Given given;
  given.evidence.subjects.push_back(subject_of("a"));
  given.fact(FactKind::scan, "a").set("verdict", "clean");
  const Policy harmless = policy_of(rule_text("r", "scan", "{ verdict = \"malicious\" }", "fail"));
  CHECK(evaluate(harmless, given.evidence, {}, {}).standing == kPassed);
  given.evidence.facts.clear();
  CHECK(evaluate(harmless, given.evidence, {}, {}).standing == kUndecided);
  // Rules that are ignored are none.
  const Policy ignored = policy_of(rule_text("r", "scan", "", "ignore"));
  CHECK(evaluate(ignored, given.evidence, {}, {}).standing == kUndecided);
}

TEST_CASE("gate: an action of incomplete, and failure wins over it") {
  Given given;
  given.evidence.subjects.push_back(subject_of("a"));
  Fact& fact = given.fact(FactKind::scan, "a");
  fact.set("verdict", "malicious");
  const std::string when = "{ verdict = \"malicious\" }";
  CHECK(evaluate(policy_of(rule_text("r", "scan", when, "incomplete")), given.evidence, {}, {})
            .standing == kUndecided);
  CHECK(evaluate(policy_of(rule_text("r", "scan", when, "incomplete") +
                           rule_text("s", "scan", when, "fail")),
                 given.evidence, {}, {})
            .standing == kFailed);
  CHECK(evaluate(policy_of(rule_text("r", "scan", when, "warn")), given.evidence, {}, {})
            .standing == Standing::warned);
}

TEST_CASE("gate: scope") {
  Given given;
  given.evidence.subjects.push_back(subject_of("models/a/x.pt"));
  given.evidence.subjects.back().systems = {"triage"};
  given.fact(FactKind::scan, "models/a/x.pt").set("verdict", "malicious");
  const auto of = [&](const std::string& scope) {
    return evaluate(policy_of(rule_text("r", "scan", "{ verdict = \"malicious\" }", "fail", scope)),
                    given.evidence, {}, {})
        .standing;
  };
  CHECK(of("") == kFailed);
  CHECK(of("paths = \"models/**\"\n") == kFailed);
  // A scope that fits nothing is a typing error more often than a wish.
  CHECK(of("paths = \"models/*\"\n") == kUndecided);
  CHECK(of("paths = [\"x\", \"**/*.pt\"]\n") == kFailed);
  CHECK(of("systems = \"tri*\"\n") == kFailed);
  CHECK(of("systems = \"other\"\n") == kUndecided);
  CHECK(of("kinds = \"package\"\n") == kPassed);
  CHECK(of("kinds = [\"package\", \"model-file\"]\n") == kFailed);
}

TEST_CASE("gate: patterns of paths") {
  CHECK(fits("**/*.pt", "a.pt"));
  CHECK(fits("**/*.pt", "a/b/c.pt"));
  CHECK_FALSE(fits("*.pt", "a/c.pt"));
  CHECK(fits("a/**", "a/b/c"));
  CHECK_FALSE(fits("a/**", "ab/c"));
  CHECK(fits("a/**/c", "a/c"));
  CHECK(fits("a/**/c", "a/b/b/c"));
  CHECK_FALSE(fits("a/**/c", "a/bc"));
  CHECK(fits("a?c", "abc"));
  CHECK(fits("", ""));
  CHECK_FALSE(fits("", "a"));
  CHECK(fits("*", ""));
  CHECK(fits("**", "a/b"));
  CHECK(fits("release@*", "release@example.org"));
  // Nothing that a name can hold makes this slow.
  CHECK_FALSE(fits(std::string(500, '*') + "b", std::string(4000, 'a')));
}

record::Exception exception_for(record::ExceptionKind kind, const std::string& rule) {
  record::Exception e;
  e.id = "exception_x";
  e.kind = kind;
  e.rule = rule;
  e.owner = "o";
  return e;
}

TEST_CASE("gate: exceptions hide what they name and never what is malicious") {
  using record::ExceptionKind;
  Given given;
  given.evidence.subjects.push_back(subject_of("a"));
  given.evidence.subjects.back().sha256 = kHash;
  Fact& fact = given.fact(FactKind::scan, "a");
  fact.set("verdict", "clean");
  fact.set("format", "pickle");
  const Policy policy = policy_of(rule_text("r", "scan", "{ format = \"pickle\" }", "fail"));
  const auto with = [&](const record::Exception& e) {
    return evaluate(policy, given.evidence, {e}, {}).standing;
  };
  record::Exception e = exception_for(ExceptionKind::suppression, "r");
  CHECK(with(e) == kFailed);  // of nothing in particular
  e.sha256 = kHash;
  CHECK(with(e) == Standing::excepted);
  e.rule = "s";
  CHECK(with(e) == kFailed);
  e.rule = "";
  CHECK(with(e) == kFailed);
  e = exception_for(ExceptionKind::suppression, "r");
  e.sha256 = std::string(64, 'b');
  CHECK(with(e) == kFailed);
  e.sha256 = kHash;
  given.evidence.facts[0].set("verdict", "malicious");
  CHECK(with(e) == kFailed);
  record::Exception waiver = exception_for(ExceptionKind::waiver, "");
  waiver.sha256 = kHash;
  CHECK(with(waiver) == Standing::excepted);
  // What nobody knows is not there to be accepted but by a waiver.
  given.evidence.facts[0] = Fact();
  given.evidence.facts[0].subject = "a";
  CHECK(with(e) == kUndecided);
  CHECK(with(waiver) == Standing::excepted);
}

TEST_CASE("gate: exceptions by component and by advisory") {
  Given given;
  given.evidence.subjects.push_back(subject_of("p", "package"));
  given.evidence.subjects.back().purl = "pkg:pypi/litellm@1.82.0";
  Fact& fact = given.fact(FactKind::vulnerability, "p");
  fact.set("id", std::vector<std::string>{"CVE-2026-42208", "GHSA-x"});
  const Policy policy = policy_of(rule_text("r", "vulnerability", "", "fail"));
  const auto with = [&](const std::string& component, const std::string& advisory) {
    record::Exception e = exception_for(record::ExceptionKind::suppression, "r");
    e.component = component;
    e.advisory = advisory;
    return evaluate(policy, given.evidence, {e}, {}).standing == Standing::excepted;
  };
  CHECK(with("pkg:pypi/litellm@1.82.0", ""));
  CHECK(with("pkg:pypi/litellm", ""));
  CHECK_FALSE(with("pkg:pypi/lite", ""));
  CHECK_FALSE(with("pkg:pypi/litellm@1.82", ""));
  CHECK(with("", "cve-2026-42208"));
  CHECK(with("", "GHSA-x"));
  CHECK(with("pkg:pypi/litellm", "GHSA-x"));
  CHECK_FALSE(with("pkg:pypi/other", "GHSA-x"));
  CHECK_FALSE(with("", "CVE-2026-4220"));
}

// Policies and evidence by chance, from few words, so that they meet.
struct World {
  Policy policy;
  Evidence evidence;
  std::vector<record::Exception> exceptions;
};

World any_world() {
  World world;
  std::string rules;
  const int count = *rc::gen::elementOf(std::vector{1, 2, 3, 4});
  for (int i = 0; i < count; ++i) {
    const std::string when = *rc::gen::element<std::string>(
        "", "{ verdict = \"malicious\" }", "{ verdict = { at-least = \"suspicious\" } }",
        "{ format = { not = \"a\" } }", "{ format = \"b\", size = { at-least = 5 } }",
        "[{ size = { at-most = 3 } }, { format = { missing = true } }]");
    const std::string unless =
        *rc::gen::element<std::string>("", "unless = { format = \"c\" }\n");
    const std::string action = *rc::gen::element<std::string>("fail", "warn", "incomplete");
    const std::string scope = *rc::gen::element<std::string>("", "paths = \"m/*\"\n");
    rules += rule_text("r" + std::to_string(i), "scan", when, action, unless + scope);
  }
  world.policy = *read_policy("version = 1\n" + rules, "gate.toml");
  Given given;
  const int subjects = *rc::gen::elementOf(std::vector{0, 1, 2, 3});
  for (int i = 0; i < subjects; ++i) {
    const std::string id = *rc::gen::element<std::string>("m/", "n/") + std::to_string(i);
    given.evidence.subjects.push_back(subject_of(id));
    given.evidence.subjects.back().sha256 = std::string(64, static_cast<char>('a' + i));
    const int facts = *rc::gen::elementOf(std::vector{0, 1, 2});
    for (int k = 0; k < facts; ++k) {
      Fact& fact = given.fact(FactKind::scan, id);
      if (*rc::gen::inRange(0, 4) != 0) {
        fact.set("verdict", *rc::gen::element<std::string>("clean", "suspicious", "malicious"));
      }
      if (*rc::gen::inRange(0, 4) != 0) {
        fact.set("format", *rc::gen::container<std::vector<std::string>>(
                               rc::gen::element<std::string>("a", "b", "c")));
      }
      if (*rc::gen::inRange(0, 4) != 0) fact.set("size", std::to_string(*rc::gen::inRange(0, 9)));
      fact.detail = std::to_string(k);
    }
    if (*rc::gen::inRange(0, 5) == 0) {
      Examination examination;
      examination.subject = id;
      examination.look = Look::part;
      examination.why = "truncated";
      given.evidence.examinations.push_back(std::move(examination));
    }
    if (*rc::gen::inRange(0, 3) == 0) {
      record::Exception e = exception_for(
          *rc::gen::element(record::ExceptionKind::suppression, record::ExceptionKind::waiver),
          "r" + std::to_string(*rc::gen::inRange(0, 5)));
      e.id += std::to_string(i);
      e.sha256 = given.evidence.subjects.back().sha256;
      world.exceptions.push_back(std::move(e));
    }
  }
  world.evidence = std::move(given.evidence);
  return world;
}

Gate judged(const World& world) {
  return evaluate(world.policy, world.evidence, world.exceptions, {.now = kNow, .keep_passed = true});
}

bool passes(const Gate& gate) { return gate.standing < Standing::undecided; }

// What was decided of what, without indices.
std::multiset<std::string> shape(const World& world, const Gate& gate) {
  std::multiset<std::string> all;
  for (const RuleResult& result : gate.rules) {
    const std::string rule = world.policy.rules[result.rule].id;
    all.insert(rule + " " + std::string(name(result.standing)));
    for (const Judged& one : result.judged) {
      std::string text = rule + " " + std::string(name(one.standing)) + " " + one.why + " " +
                         one.accepted_by;
      if (one.subject != kNone) text += " " + world.evidence.subjects[one.subject].id;
      if (one.fact != kNone) text += " " + world.evidence.facts[one.fact].detail;
      all.insert(text);
    }
  }
  return all;
}

TEST_CASE("gate: whatever the policy, another fact never makes a failure pass") {
  const bool ok = rc::check([] {
    World world = any_world();
    if (world.evidence.subjects.empty()) return;
    const Gate before = judged(world);
    Fact fact;
    fact.subject = world.evidence.subjects.front().id;
    fact.set("verdict", *rc::gen::element<std::string>("clean", "malicious"));
    fact.set("format", *rc::gen::element<std::string>("a", "b", "c"));
    fact.set("size", "1");
    world.evidence.facts.push_back(fact);
    const Gate after = judged(world);
    if (before.standing == Standing::failed) RC_ASSERT(after.standing == Standing::failed);
  });
  CHECK(ok);
}

TEST_CASE("gate: whatever the policy, taking facts or examinations away never makes it pass") {
  const bool ok = rc::check([] {
    World world = any_world();
    const Gate before = judged(world);
    Evidence& evidence = world.evidence;
    if (!evidence.facts.empty() && *rc::gen::arbitrary<bool>()) {
      const auto at = *rc::gen::inRange<std::size_t>(0, evidence.facts.size());
      evidence.facts.erase(evidence.facts.begin() + static_cast<std::ptrdiff_t>(at));
    } else {
      if (evidence.examinations.empty()) return;
      const auto at = *rc::gen::inRange<std::size_t>(0, evidence.examinations.size());
      // A subject has one examination of a kind; what only says that a part is missing is another.
      if (evidence.examinations[at].look != Look::whole) return;
      const std::string about = evidence.examinations[at].subject;
      std::erase_if(evidence.examinations, [&](const Examination& e) { return e.subject == about; });
    }
    const Gate after = judged(world);
    if (!passes(before)) RC_ASSERT(!passes(after));
  });
  CHECK(ok);
}

TEST_CASE("gate: no order of rules, facts, subjects, examinations or exceptions shows") {
  const bool ok = rc::check([] {
    World world = any_world();
    const Gate before = judged(world);
    const auto was = shape(world, before);
    std::mt19937 random(*rc::gen::arbitrary<unsigned>());
    std::ranges::shuffle(world.policy.rules, random);
    std::ranges::shuffle(world.evidence.facts, random);
    std::ranges::shuffle(world.evidence.subjects, random);
    std::ranges::shuffle(world.evidence.examinations, random);
    std::ranges::shuffle(world.exceptions, random);
    const Gate after = judged(world);
    RC_ASSERT(after.standing == before.standing);
    RC_ASSERT(shape(world, after) == was);
  });
  CHECK(ok);
}

TEST_CASE("gate: exceptions take away nothing but what they name") {
  const bool ok = rc::check([] {
    World world = any_world();
    const Gate with = judged(world);
    const auto exceptions = std::move(world.exceptions);
    world.exceptions.clear();
    const Gate without = judged(world);
    RC_ASSERT(with.standing <= without.standing);
    for (std::size_t i = 0; i < with.rules.size(); ++i) {
      const RuleResult& a = with.rules[i];
      const RuleResult& b = without.rules[i];
      RC_ASSERT(a.looked_at == b.looked_at);
      RC_ASSERT(a.judged.size() == b.judged.size());
      for (const Judged& one : a.judged) {
        const auto same = std::ranges::find_if(b.judged, [&](const Judged& other) {
          return other.fact == one.fact && other.examination == one.examination &&
                 other.subject == one.subject;
        });
        RC_ASSERT(same != b.judged.end());
        if (one.standing == same->standing) continue;
        RC_ASSERT(one.standing == Standing::excepted);
        const auto named = std::ranges::find(exceptions, one.accepted_by, &record::Exception::id);
        RC_ASSERT(named != exceptions.end());
        RC_ASSERT(named->rule == world.policy.rules[a.rule].id);
        RC_ASSERT(named->sha256 == world.evidence.subjects[one.subject].sha256);
        if (one.fact != kNone && named->kind != record::ExceptionKind::waiver) {
          const Field* verdict = world.evidence.facts[one.fact].find("verdict");
          const bool harmful = verdict != nullptr && verdict->values.front() == "malicious";
          RC_ASSERT(!harmful);
        }
      }
    }
  });
  CHECK(ok);
}

TEST_CASE("gate: every kind of fact has fields, and every word field has words") {
  for (std::size_t i = 0; i < kFactKinds; ++i) {
    const KindSpec& kind = spec(static_cast<FactKind>(i));
    CHECK(kind.kind == static_cast<FactKind>(i));
    CHECK_FALSE(kind.fields.empty());
    std::set<std::string_view> keys;
    for (const FieldSpec& field : kind.fields) {
      CAPTURE(field.key);
      CHECK(keys.insert(field.key).second);
      CHECK((field.type == FieldType::word) == !field.words.empty());
      CHECK((!field.ordered || field.type == FieldType::word));
    }
  }
}

}  // namespace
}  // namespace bartizan::assure::gate
