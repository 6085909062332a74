// The evidence of a gate: what records become, and that every word of it is one of the language.
#include "run/policy.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

#include "run/analyse.h"
#include "run/policy_facts.h"
#include "run/policy_signatures.h"
#include "run/policy_vulnerabilities.h"
#include "support/temp_folder.h"

namespace bartizan::run {
namespace {

namespace gate = assure::gate;
using gate::FactKind;

using Folder = tests::TempFolder;

record::Artifact artifact_of(std::string_view bytes, const std::string& path) {
  record::Artifact artifact = analyse_bytes(std::as_bytes(std::span(bytes)), path);
  artifact.root = "models";
  artifact.path = path;
  artifact.sha256 = std::string(64, 'a');
  return artifact;
}

// Protocol 4: a tuple of a text and a number; a call of posix.system; a frame that is cut.
constexpr std::string_view kPickle("\x80\x04\x8c\x01x\x94K\x03\x86\x94.", 11);
constexpr std::string_view kCall("\x80\x02" "cposix\nsystem\nX\x04\0\0\0echo\x85R.", 28);
constexpr std::string_view kCut("\x80\x04\x95\xff\0\0\0\0\0\0\0\x8c\x01", 13);

const gate::Fact& only(const gate::Evidence& evidence, FactKind kind) {
  const gate::Fact* found = nullptr;
  for (const gate::Fact& fact : evidence.facts) {
    if (fact.kind != kind) continue;
    CHECK(found == nullptr);
    found = &fact;
  }
  REQUIRE(found != nullptr);
  return *found;
}

std::string value(const gate::Fact& fact, std::string_view key) {
  const gate::Field* const field = fact.find(key);
  if (field == nullptr) return "not known";
  std::string out;
  for (const std::string& one : field->values) out += (out.empty() ? "" : " ") + one;
  return out.empty() ? "none" : out;
}

// What the language does not know could be neither asked nor compared.
void check_words(const gate::Evidence& evidence) {
  for (const gate::Fact& fact : evidence.facts) {
    CHECK(std::ranges::is_sorted(fact.fields, {}, &gate::Field::key));
    for (const gate::Field& field : fact.fields) {
      const gate::FieldSpec* const spec = gate::spec(fact.kind).field(field.key);
      REQUIRE_MESSAGE(spec != nullptr, gate::name(fact.kind) << " has no field " << field.key);
      for (const std::string& one : field.values) {
        CAPTURE(field.key);
        CAPTURE(one);
        if (spec->type == gate::FieldType::word) CHECK(gate::rank(*spec, one) >= 0);
        if (spec->type == gate::FieldType::yes_no) CHECK((one == "yes" || one == "no"));
        if (spec->type == gate::FieldType::time) CHECK(base::parse_utc(one));
      }
    }
  }
  // What is counted is there.
  for (const gate::Examination& e : evidence.examinations) {
    const auto have = std::ranges::count_if(evidence.facts, [&](const gate::Fact& fact) {
      return fact.kind == e.kind && fact.subject == e.subject;
    });
    CHECK(static_cast<std::size_t>(have) == e.facts);
  }
}

const gate::Examination& examined(const gate::Evidence& evidence, FactKind kind) {
  const auto at = std::ranges::find(evidence.examinations, kind, &gate::Examination::kind);
  REQUIRE(at != evidence.examinations.end());
  return *at;
}

TEST_CASE("evidence: of a file, with the place of its worst finding") {
  gate::Evidence evidence;
  add_artifact_facts(evidence, artifact_of(kCall, "a.pkl"), "a.pkl", "a");
  check_words(evidence);
  const gate::Fact& scan = only(evidence, FactKind::scan);
  CHECK(value(scan, "verdict") == "malicious");
  CHECK(value(scan, "format") == "pickle");
  CHECK(value(scan, "severity") == "critical");
  CHECK(scan.place.path == "models/a.pkl");
  CHECK(scan.place.offset.has_value());
  CHECK(scan.detail.find("posix.system") != std::string::npos);
  CHECK_FALSE(scan.remedy.empty());
  CHECK(examined(evidence, FactKind::scan).look == gate::Look::whole);
  CHECK(value(only(evidence, FactKind::coverage), "state") == "complete");
}

TEST_CASE("evidence: weights fetched by name alone are not pinned; of a service there is nothing to pin") {
  const auto pinned = [](const char* provider, const char* version) {
    record::Component model;
    model.id = "m";
    model.kind = record::ComponentKind::model;
    model.provider = provider;
    model.name = "acme/m";
    model.version = version;
    gate::Evidence evidence;
    add_component_facts(evidence, model, "m", "");
    check_words(evidence);
    return value(only(evidence, FactKind::component), "pinned");
  };
  CHECK(pinned("huggingface", "") == "no");
  CHECK(pinned("huggingface", "0123abc") == "yes");
  CHECK(pinned("openai", "") == "none");
  CHECK(pinned("local", "") == "none");
  CHECK(pinned("", "") == "not known");
}

TEST_CASE("evidence: a feed of old data is stale, however lately it was imported") {
  record::Feed feed;
  feed.id = "kev";
  feed.kind = record::FeedKind::kev;
  const base::Millis now = base::parse_utc("2026-11-28").value();
  feed.imported = now;
  const auto stale = [&](const char* dated) {
    feed.data_date = base::parse_utc(dated).value();
    gate::Evidence evidence;
    add_feed_facts(evidence, {feed}, {}, now);
    check_words(evidence);
    return value(only(evidence, FactKind::feed), "stale");
  };
  CHECK(stale("2026-11-20") == "no");
  CHECK(stale("2026-06-09") == "yes");
}

TEST_CASE("evidence: what was not wholly read is not wholly examined") {
  gate::Evidence evidence;
  add_artifact_facts(evidence, artifact_of(kCut, "a.pkl"), "a.pkl", "a");
  check_words(evidence);
  CHECK(examined(evidence, FactKind::scan).look != gate::Look::whole);
  CHECK(examined(evidence, FactKind::finding).look != gate::Look::whole);
  CHECK_FALSE(examined(evidence, FactKind::scan).reasons.empty());
  CHECK(value(only(evidence, FactKind::coverage), "state") != "complete");
}

TEST_CASE("evidence: accepted findings do not count, and a file without findings is clean") {
  record::Artifact artifact = artifact_of(kCall, "a.pkl");
  for (record::Finding& finding : artifact.findings) finding.accepted_by = "exception_x";
  gate::Evidence evidence;
  add_artifact_facts(evidence, artifact, "a.pkl", "a");
  CHECK(value(only(evidence, FactKind::scan), "verdict") == "clean");
  CHECK(value(only(evidence, FactKind::scan), "severity") == "none");
  gate::Evidence other;
  add_artifact_facts(other, artifact_of(kPickle, "a.pkl"), "a.pkl", "a");
  CHECK(value(only(other, FactKind::scan), "verdict") == "clean");
}

TEST_CASE("evidence: of components") {
  record::Component component;
  component.id = "c";
  component.kind = record::ComponentKind::model;
  component.name = "acme/tiny";
  component.provider = "huggingface";
  component.attributes = {{"licence", "apache-2.0", record::Provenance::declared, "card"},
                          {"trust-remote-code", "true", record::Provenance::observed, ""},
                          {"unpinned", "true", record::Provenance::derived, ""}};
  component.occurrences = {{"app.py", 4, "py-call", record::Certainty::medium, ""}};
  gate::Evidence evidence;
  add_component_facts(evidence, component, "c", "src");
  check_words(evidence);
  const gate::Fact& fact = only(evidence, FactKind::component);
  CHECK(value(fact, "remote-code") == "yes");
  CHECK(value(fact, "pinned") == "no");
  CHECK(value(fact, "hosted") == "no");
  CHECK(value(fact, "certainty") == "medium");
  CHECK(fact.place.path == "src/app.py");
  CHECK(fact.place.line == 4);
  CHECK(value(only(evidence, FactKind::licence), "licence") == "Apache-2.0");
  CHECK(subject_of(component).kind == "model");

  const auto with = [&](const std::string& provider, std::string_view key) {
    component.provider = provider;
    gate::Evidence other;
    add_component_facts(other, component, "c", "");
    return value(only(other, FactKind::component), key);
  };
  CHECK(with("openai", "hosted") == "yes");
  CHECK(with("", "hosted") == "not known");
  CHECK(with("local", "hosted") == "no");
  component.attributes.clear();
  CHECK(with("openai", "pinned") == "none");
  CHECK(subject_of(component).sha256.empty());
  component.provider = "local";
  CHECK(subject_of(component).kind == "model-file");
  component.kind = record::ComponentKind::package;
  CHECK(with("pypi", "pinned") == "no");
  component.version = "1";
  CHECK(with("pypi", "pinned") == "yes");
  CHECK(with("pypi", "purl") == "pkg:pypi/acme/tiny@1");
}

TEST_CASE("evidence: of a BOM, every element of every standard") {
  gate::Evidence evidence;
  add_bom_facts(evidence, {}, "b", "bom.json");
  check_words(evidence);
  CHECK(evidence.facts.size() > 60);
}

TEST_CASE("evidence: what is judged says neither how nor whom to trust") {
  const Folder folder;
  const std::string tree = folder.file("tree");
  const auto policy =
      load_policy(folder.write("tree/gate.toml", "version = 1\nextends = \"observe\"\n"), {tree});
  REQUIRE_FALSE(policy);
  CHECK(policy.error().what.find("must not say how") != std::string::npos);

  folder.write("tree/evil.pub", "");
  const auto trusting = load_policy(
      folder.write("gate.toml", "version = 1\nextends = \"observe\"\n[trust]\nkeys = "
                               "[\"tree/evil.pub\"]\n"),
      {tree});
  REQUIRE(trusting);
  const auto trust = read_trust(*trusting, {tree}, "", {}, 0, {});
  REQUIRE_FALSE(trust);
  CHECK(trust.error().what.find("whom to trust") != std::string::npos);

  std::filesystem::create_hard_link(folder.file("tree/evil.pub"), folder.file("twin.pub"));
  const auto twin = load_policy(
      folder.write("gate.toml", "version = 1\nextends = \"observe\"\n[trust]\nkeys = "
                               "[\"twin.pub\"]\n"),
      {tree});
  REQUIRE(twin);
  const auto linked = read_trust(*twin, {tree}, "", {}, 0, {});
  REQUIRE_FALSE(linked);
  CHECK(linked.error().what.find("is the same file as") != std::string::npos);
  const auto missing = load_policy(folder.file("none.toml"), {tree});
  REQUIRE_FALSE(missing);
  CHECK(missing.error().what.find("cannot be read") != std::string::npos);
}

TEST_CASE("evidence: exceptions of a policy follow the rules of all exceptions") {
  const Folder folder;
  const std::string sha256(64, 'a');
  const std::string text =
      "version = 1\nextends = \"default\"\n"
      "[[waiver]]\nsha256 = \"" + sha256 + "\"\napprover = \"CISO\"\ngranted = 2026-01-01\n"
      "expires = 2026-03-01\nowner = \"o\"\nreason = \"r\"\n"
      "[[waiver]]\nsha256 = \"" + sha256 + "\"\nrule = \"no-malicious-model\"\n"
      "approver = \"CISO\"\ngranted = 2026-01-01\nexpires = 2026-01-20\nowner = \"o\"\n"
      "reason = \"r\"\n"
      "[[exception]]\ncomponent = \"pkg:pypi/x\"\nrule = \"no-malicious-model\"\n"
      "expires = 2026-01-02\nowner = \"o\"\nreason = \"r\"\n";
  const auto policy = load_policy(folder.write("gate.toml", text), {});
  REQUIRE(policy);
  const Exceptions exceptions = policy_exceptions(*policy, *base::parse_utc("2026-01-10"));
  REQUIRE(exceptions.entries().size() == 1);
  CHECK(exceptions.entries()[0].rule == "no-malicious-model");
  CHECK_FALSE(exceptions.entries()[0].id.empty());
  REQUIRE(exceptions.notes().size() == 2);
  CHECK(exceptions.notes()[0] ==
        "the exception from no-malicious-model for pkg:pypi/x (o) expired "
        "2026-01-02T00:00:00.000Z and no longer counts");
  CHECK(exceptions.notes()[1].find("longer than 30 days") != std::string::npos);
}

TEST_CASE("a policy stops what does harm only where it stops it in each file that it judged") {
  gate::Evidence judged;
  const auto judge = [&](const char* path, const char* format) {
    record::Artifact artifact;
    artifact.root = "models";
    artifact.path = path;
    artifact.format = format;
    artifact.members.emplace_back();
    judged.subjects.push_back({path, "model-file", path, {path}, std::string(64, 'a'), {}, {}});
    add_artifact_facts(judged, artifact, path, path);
  };
  const auto stops = [&](const std::string& when) {
    const auto policy = gate::read_policy(
        "version = 1\ntitle = \"t\"\n[[rule]]\nid = \"r\"\ntitle = \"t\"\nfacts = \"scan\"\n" +
            when + "\naction = \"fail\"\n",
        "gate.toml");
    REQUIRE_MESSAGE(policy.has_value(), policy.error().what);
    return stops_malicious(*policy, judged, 1'795'000'000'000);
  };
  const std::string all = "when = { verdict = \"malicious\" }";
  const std::string pickles = "when = { verdict = \"malicious\", format = \"pickle\" }";
  // Without files: a model in any format.
  CHECK(stops(all));
  CHECK_FALSE(stops(pickles));
  judge("a.pkl", "pickle");
  CHECK(stops(all));
  CHECK(stops(pickles));
  CHECK_FALSE(stops("when = { verdict = \"clean\" }"));
  // By each rule that calls something malicious.
  CHECK_FALSE(stops("when = { rule = \"BZ-PKL-001\" }"));
  CHECK_FALSE(stops(all + "\npaths = [\"other/**\"]"));
  judge("models/b.gguf", "gguf");
  CHECK(stops(all));
  CHECK_FALSE(stops(pickles));
  CHECK_FALSE(stops(all + "\npaths = [\"models/**\"]"));
  for (const char* name : {"strict", "default"}) {
    CHECK(stops_malicious(*gate::preset(name), judged, 1'795'000'000'000));
  }
  CHECK_FALSE(stops_malicious(*gate::preset("observe"), judged, 1'795'000'000'000));
}

}  // namespace
}  // namespace bartizan::run
