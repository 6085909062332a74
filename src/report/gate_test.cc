// The gate's reports: the standards' schemas, our own, and names that are chosen to do harm.
#include "report/gate.h"

#include <doctest/doctest.h>

#include <cstdlib>

#include "support/schema_check.h"

namespace bartizan::report {
namespace {

namespace gate = assure::gate;

const std::string kHash(64, 'a');

struct Sample {
  gate::Policy policy;
  gate::Evidence evidence;
  std::vector<record::Exception> exceptions;
  record::Run run;
  gate::Gate decided;

  GateView view(int code = 1) const {
    return {.policy = policy,
            .evidence = evidence,
            .gate = decided,
            .run = run,
            .notes = {"a note with \x1b[31m"},
            .exceptions = exceptions,
            .policy_path = "/etc/bartizan/gate.toml",
            .roots = {"/srv/a b"},
            .files = 3,
            .not_models = 1,
            .excluded = 0,
            .dry_run = false,
            .exit_code = code,
            .now = 1'795'000'000'000};
  }
};

// Everything that can come out of a rule, about names with line breaks, escapes and markup.
Sample sample() {
  Sample s;
  s.policy = *gate::read_policy(
      "version = 1\ntitle = \"ours\"\n"
      "[[rule]]\nid = \"bad\"\ntitle = \"no {0} [harm](x)\"\nfacts = \"scan\"\nwhen = { verdict = "
      "\"malicious\" }\naction = \"fail\"\n"
      "[[rule]]\nid = \"pickle\"\ntitle = \"a pickle\"\nfacts = \"scan\"\nwhen = { format = "
      "\"pickle\" }\naction = \"warn\"\n"
      "[[rule]]\nid = \"signed\"\ntitle = \"signed\"\nfacts = \"signature\"\nunless = { state = "
      "\"verified\" }\naction = \"fail\"\n",
      "gate.toml");
  const auto add = [&](const std::string& path, const std::string& verdict) {
    gate::Subject subject;
    subject.id = subject.name = path;
    subject.kind = "model-file";
    subject.paths = {path};
    subject.sha256 = kHash;
    s.evidence.subjects.push_back(subject);
    gate::Fact fact;
    fact.subject = path;
    fact.source = "scan";
    fact.detail = verdict + ": BZ-PKL-001 calls os.system(\"x\n%0A::error::y\")";
    fact.place = {path, 0, 12, 3, "archive › data.pkl"};
    if (!verdict.empty()) fact.set("verdict", verdict);
    fact.set("format", "pickle");
    s.evidence.facts.push_back(fact);
    gate::Examination examination;
    examination.subject = path;
    examination.facts = 1;
    s.evidence.examinations.push_back(examination);
  };
  add("m/a:b,c\n\x1b[31m\xE2\x80\xAE<&\">.pt", "malicious");
  add("m/ok.pt", "clean");
  add("m/unknown.pt", "");
  record::Exception e;
  e.id = "exception_x";
  e.kind = record::ExceptionKind::waiver;
  e.rule = "pickle";
  e.sha256 = kHash;
  e.owner = "o\x1b";
  e.reason = "<r>";
  s.exceptions = {e};
  s.run.started = s.run.ended = "2026-11-28T00:00:00.000Z";
  s.run.tool_version = "0.1.0";
  s.run.host = "host";
  s.decided = gate::evaluate(s.policy, s.evidence, s.exceptions, {.keep_passed = true});
  return s;
}

void check_harmless(const std::string& text) {
  CHECK(text.find('\x1b') == text.npos);
  CHECK(text.find("\xE2\x80\xAE") == text.npos);
}

TEST_CASE("gate reports: no name reaches a terminal or a program as it stands") {
  const Sample s = sample();
  GateOptions options;
  options.verbose = options.all = true;
  check_harmless(gate_text(s.view(), options));
  options.explain = "all";
  check_harmless(gate_text(s.view(), options));
  for (const std::string& text : {gate_json(s.view()), gate_sarif(s.view()), gate_junit(s.view()),
                                  gate_github(s.view()), gate_gitlab(s.view()),
                                  gate_vsa(s.view())}) {
    check_harmless(text);
  }
}

TEST_CASE("gate reports: the text says what decided") {
  const Sample s = sample();
  const std::string text = gate_text(s.view(), {});
  CHECK(text.find("✗ failed      bad") != text.npos);
  CHECK(text.find("? incomplete  signature  nobody looked") != text.npos);
  CHECK(text.find("gate failed: 1 rule failed, 1 rule undecided") != text.npos);
  CHECK(text.ends_with("exit 1\n"));
}

TEST_CASE("gate reports: JSON fits its schema") {
  const Sample s = sample();
  tests::SchemaCheck schema(BARTIZAN_SOURCE_DIR "/docs/schemas/gate-1.schema.json");
  CHECK(schema.problem(gate_json(s.view())) == "");
  CHECK(schema.problem(gate_json(s.view(), {.reproducible = true, .pretty = false})) == "");
  CHECK(schema.problem("{}") != "");
}

TEST_CASE("gate reports: SARIF fits the standard's schema") {
  const char* data = std::getenv("BARTIZAN_TEST_DATA");
  if (data == nullptr) {
    MESSAGE("skipped: BARTIZAN_TEST_DATA does not name the folder with schemas/sarif");
    return;
  }
  const Sample s = sample();
  tests::SchemaCheck schema(std::string(data) + "/schemas/sarif/sarif-schema-2.1.0.json", 4);
  CHECK(schema.problem(gate_sarif(s.view())) == "");
  CHECK(schema.problem(gate_sarif(s.view(), {.reproducible = true})) == "");
}

TEST_CASE("gate reports: a name cannot end a workflow command and begin another") {
  const std::string text = gate_github(sample().view());
  std::size_t lines = 0;
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
    ++lines;
    const std::string line = text.substr(at, text.find('\n', at) - at);
    const bool command = line.starts_with("::error ") || line.starts_with("::warning ") ||
                         line.starts_with("::notice ");
    CHECK((command || line.starts_with("gate failed: ")));
  }
  CHECK(lines >= 4);
  CHECK(text.find("file=m/a%3Ab%2Cc") != text.npos);
}

TEST_CASE("gate reports: what is undecided fails a verification summary") {
  Sample s = sample();
  s.decided.standing = gate::Standing::undecided;
  const std::string failed = gate_vsa(s.view(3));
  CHECK(failed.find("\"verificationResult\": \"FAILED\"") != failed.npos);
  CHECK(failed.find("\"uri\": \"file:///etc/bartizan/gate.toml\"") != failed.npos);
  CHECK(failed.find("\"resourceUri\": \"file:///srv/a%20b\"") != failed.npos);
  // Whether it could be kept does not change what was decided.
  s.decided.standing = gate::Standing::passed;
  for (const int code : {0, 4}) {
    CHECK(gate_vsa(s.view(code)).find("\"PASSED\"") != std::string::npos);
  }
  Sample nothing = sample();
  for (gate::Subject& subject : nothing.evidence.subjects) subject.sha256.clear();
  CHECK(gate_vsa(nothing.view()).empty());
}

}  // namespace
}  // namespace bartizan::report
