// Any bytes as a policy: read or refused with a sentence, and what is read can be judged.
#include "assure/gate/evaluate.h"
#include "assure/gate/fields.h"
#include "text/check_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bartizan;
  namespace gate = assure::gate;
  const std::string input = text::fuzz_text(data, size);
  const auto policy = gate::read_policy(input, "gate.toml");
  if (!policy) {
    BZ_CHECK(!policy.error().what.empty());
    BZ_CHECK(policy.error().line <= text::Lines(input).count());
    return 0;
  }
  BZ_CHECK(!policy->rules.empty() && policy->sha256.size() == 64);
  gate::Evidence evidence;
  gate::Subject subject;
  subject.id = subject.name = "a";
  subject.kind = "model-file";
  subject.paths = {"models/a.pt"};
  evidence.subjects.push_back(subject);
  for (std::size_t i = 0; i < gate::kFactKinds; ++i) {
    gate::Fact fact;
    fact.kind = static_cast<gate::FactKind>(i);
    fact.subject = "a";
    for (const gate::FieldSpec& field : gate::spec(fact.kind).fields) fact.set(field.key, "pickle");
    evidence.facts.push_back(std::move(fact));
  }
  for (const gate::Rule& rule : policy->rules) {
    BZ_CHECK(!rule.id.empty() && !rule.title.empty());
    for (const auto* alternatives : {&rule.when, &rule.unless}) {
      for (const gate::Alternative& tests : *alternatives) {
        BZ_CHECK(!tests.empty());
        for (const gate::Test& test : tests) {
          BZ_CHECK(gate::spec(rule.facts).field(test.field) != nullptr);
          BZ_CHECK(!test.values.empty());
        }
      }
    }
  }
  // Nothing was examined: whatever the policy, this is no pass without a rule that is content.
  const gate::Gate judged = gate::evaluate(*policy, evidence, policy->exceptions, {.now = 1});
  BZ_CHECK(judged.rules.size() <= policy->rules.size());
  const gate::Gate nothing = gate::evaluate(*policy, {}, policy->exceptions, {.now = 1});
  BZ_CHECK(nothing.standing >= gate::Standing::undecided);
  return 0;
}
