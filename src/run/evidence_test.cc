// What follows from the store: one piece for each thing examined, with who, when and until when.
#include "run/evidence.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "run/estate.h"
#include "run/evidence_covers.h"
#include "run/version.h"
#include "support/memory_store.h"

namespace bartizan::run {
namespace {

using record::EvidenceKind;
constexpr base::Millis kNow = 1'795'000'000'000;

using tests::memory;

record::Component component(record::ComponentKind kind, const char* name, const char* version,
                            const char* provider) {
  record::Component c;
  c.kind = kind;
  c.name = name;
  c.version = version;
  c.provider = provider;
  c.id = std::string("component_") + name;
  c.occurrences.push_back({"app.py", 1, "py-import", record::Certainty::high, ""});
  return c;
}

void see(store::Store& store, const std::string& path, char byte, record::Verdict verdict,
         base::Millis at, bool with_finding = false) {
  record::Run run;
  run.tool_version = "0.1.0";
  const std::string scan = store.begin_scan(run, at).value();
  record::Artifact a;
  a.sha256 = std::string(64, byte);
  a.size = 12;
  a.format = "torch-zip";
  a.verdict = verdict;
  a.members.push_back({0, "", 12, std::nullopt, {"torch-zip"}, {}});
  a.members.push_back({0, "data.pkl", 9, std::nullopt, {"pickle"}, {}});
  if (with_finding) {
    record::Finding f;
    f.rule = "BZ-PKL-001";
    f.member = 1;
    f.range = {3, 4};
    a.findings = {f, f};
    a.findings[1].rule = "BZ-PKL-002";
    a.findings[1].accepted_by = "exception_x";
  }
  REQUIRE(store.record_sighting(scan, {path, at, at}, a));
  REQUIRE(store.finish_scan(scan, {}, at));
}

// A place of two systems, one inside the other, declared as a use case.
void fill(store::Store& store) {
  record::UseCase use_case;
  use_case.id = "system_u";
  use_case.source = ".bartizan/system.toml";
  use_case.fields = {{"id", "A-1", record::Treatment::declared, std::nullopt},
                     {"use_case_name", "Triage", record::Treatment::declared, std::nullopt},
                     {"development_stage", "Deployed", record::Treatment::declared, std::nullopt},
                     {"is_high_impact", "High-impact", record::Treatment::declared, std::nullopt}};
  REQUIRE(store.inventory().put_use_case(use_case));
  record::UseCase ghost = use_case;
  ghost.id = "system_g";
  ghost.fields[0].value = "A-2";
  ghost.fields[1].value = "Ghost";
  REQUIRE(store.inventory().put_use_case(ghost));

  using enum record::ComponentKind;
  store::Place place;
  place.path = "/nowhere/at-all";
  place.read = kNow - kDay;
  place.components = {component(package, "torch", "2.6.0", "pypi"),
                      component(package, "openai", "", "pypi"),
                      component(model, "m/a.pt", "", "local"),
                      component(model, "m/b.pt", "", "local"),
                      component(model, "gpt-4o", "", "openai"),
                      component(credential, "key:openai", "", "openai"),
                      component(mcp_server, "files", "", "")};
  place.components[1].attributes.push_back(
      {"base-url", "http://models.example.invalid/v1", record::Provenance::observed, "app.py:1"});
  place.components[3].attributes.push_back(
      {"licence", "MIT", record::Provenance::declared, "m/README.md:2"});
  place.components[6].attributes.push_back(
      {"args", "-y @x/server-files /srv", record::Provenance::observed, ".mcp.json:1"});
  place.components[6].attributes.push_back(
      {"command", "npx", record::Provenance::observed, ".mcp.json:1"});
  store::EstateSystem whole, inner;
  whole.id = found_system_id(place.path, ".");
  whole.path = ".";
  whole.name = "at-all";
  whole.owner = "team@x.invalid";
  whole.use_case = "A-1";
  for (const auto& c : place.components) whole.components.push_back(c.id);
  std::ranges::sort(whole.components);
  inner.id = found_system_id(place.path, "api");
  inner.path = "api";
  inner.name = "api";
  place.systems = {whole, inner};
  REQUIRE(store.estate().replace(place));
}

const record::Evidence& only(const std::vector<record::Evidence>& all, EvidenceKind kind,
                             std::string_view subject = "") {
  const auto is_it = [&](const record::Evidence& e) {
    return e.kind == kind && (subject.empty() || e.subject == subject);
  };
  REQUIRE(std::ranges::count_if(all, is_it) == 1);
  return *std::ranges::find_if(all, is_it);
}

CollectOptions at(base::Millis now) {
  CollectOptions options;
  options.now = now;
  return options;
}

TEST_CASE("declared and found are one system where somebody said so") {
  const auto store = memory();
  fill(*store);
  const auto systems = all_systems(*store).value();
  REQUIRE(systems.size() == 3);
  CHECK(systems[0].name == "Ghost");
  CHECK(systems[0].id == "system_g");
  CHECK_FALSE(systems[0].found);
  CHECK(systems[1].name == "Triage");
  CHECK(systems[1].path == "/nowhere/at-all");
  CHECK(systems[1].use_case == "system_u");
  CHECK(systems[1].high_impact == "High-impact");
  CHECK(systems[1].stage == "Deployed");
  CHECK(systems[1].owner == "team@x.invalid");
  CHECK(systems[2].path == "/nowhere/at-all/api");
  CHECK_FALSE(systems[2].declared);
  for (const SystemRef& s : systems) {
    CAPTURE(s.name);
    CHECK(system(*store, s.id).value() == s);
    CHECK(system(*store, s.name).value() == s);
  }
  CHECK(system(*store, systems[2].id.substr(0, 12)).value() == systems[2]);
  CHECK_FALSE(system(*store, "system_").has_value());  // two begin so
  CHECK(system(*store, "system_u").value() == systems[1]);
  CHECK(system(*store, "A-1").value() == systems[1]);
  CHECK(system(*store, "/nowhere/at-all/api").value() == systems[2]);
  CHECK_FALSE(system(*store, "nothing").has_value());
  CHECK_FALSE(system(*store, "").has_value());
  CHECK(system_at(*store, "/nowhere/at-all/api/m.pt").value() == systems[2].id);
  CHECK(system_at(*store, "/nowhere/at-all/apix").value() == systems[1].id);
  CHECK(system_at(*store, "/nowhere").value().empty());
}

TEST_CASE("scans, discovery and declarations become pieces with their times") {
  const auto store = memory();
  fill(*store);
  see(*store, "/nowhere/at-all/m/a.pt", 'a', record::Verdict::clean, kNow - 3 * kDay);
  see(*store, "/nowhere/at-all/m/a.pt", 'b', record::Verdict::malicious, kNow - 2 * kDay, true);
  see(*store, "/nowhere/at-all/notes.txt", 'c', record::Verdict::not_a_model, kNow);
  see(*store, "/nowhere/at-all/api/x.pt", 'd', record::Verdict::clean, kNow);
  see(*store, "/nowhere/at-all-else/x.pt", 'd', record::Verdict::clean, kNow);
  const SystemRef triage = system(*store, "A-1").value();
  const auto pieces = collect(*store, &triage, at(kNow)).value();
  CHECK(pieces.size() == 3);

  const record::Evidence& scan = only(pieces, EvidenceKind::scan);
  CHECK(scan.subject == "/nowhere/at-all/m/a.pt");
  CHECK(scan.name == "m/a.pt");
  CHECK(scan.system == triage.id);
  CHECK(scan.sha256 == std::string(64, 'b'));
  CHECK(scan.producer == "scan 0.1.0");
  CHECK(scan.at == kNow - 2 * kDay);
  CHECK(scan.expires == kNow + 5 * kDay);
  CHECK(scan.fact("verdict") == "malicious");
  CHECK(scan.fact("rules") == "BZ-PKL-001");
  CHECK(scan.fact("accepted") == "1");
  CHECK(scan.fact("pickle") == "yes");
  REQUIRE(scan.spans.size() == 2);
  CHECK(scan.spans[0] == record::EvidenceSpan{"data.pkl", 3, 4, "BZ-PKL-001"});
  CHECK(scan.id == record::evidence_id(scan));
  CHECK(std::ranges::is_sorted(scan.facts));

  const record::Evidence& found = only(pieces, EvidenceKind::discovery);
  CHECK(found.subject == "/nowhere/at-all");
  CHECK(found.fact("components") == "7");
  CHECK(found.fact("packages") == "2");
  CHECK(found.fact("agents") == "0");
  CHECK(found.fact("unpinned-packages:names") == "openai");
  CHECK(found.fact("local-models:names") == "m/a.pt; m/b.pt");
  CHECK(found.fact("unscanned-models:names") == "m/b.pt");
  CHECK(found.fact("unlicensed-models:names") == "m/a.pt");
  CHECK(found.fact("undocumented-models:names") == "m/a.pt");
  CHECK(found.fact("literal-keys") == "1");
  CHECK(found.fact("plain-endpoints:names") == "http://models.example.invalid/v1");
  CHECK(found.fact("unpinned-mcp-servers:names") == "files");
  CHECK(found.fact("documents").empty());  // the folder is not here
  CHECK(found.expires == kNow + 6 * kDay);

  const record::Evidence& declared = only(pieces, EvidenceKind::inventory);
  CHECK(declared.fact("field:development_stage") == "Deployed");
  CHECK(declared.fact("missing") != "0");
  CHECK(declared.expires == kNow + 365 * kDay);

  // Of what is only declared nothing else is known.
  const SystemRef ghost = system(*store, "Ghost").value();
  CHECK(collect(*store, &ghost, at(kNow)).value().size() == 1);
}

TEST_CASE("the same outcome has the same id, whenever it is collected") {
  const auto store = memory();
  fill(*store);
  see(*store, "/nowhere/at-all/m/a.pt", 'a', record::Verdict::clean, kNow);
  const SystemRef triage = system(*store, "A-1").value();
  const auto first = collect(*store, &triage, at(kNow)).value();
  see(*store, "/nowhere/at-all/m/a.pt", 'a', record::Verdict::clean, kNow + kDay);
  const auto second = collect(*store, &triage, at(kNow + 2 * kDay)).value();
  REQUIRE(first.size() == second.size());
  for (std::size_t i = 0; i < first.size(); ++i) CHECK(first[i].id == second[i].id);
}

TEST_CASE("weaknesses are counted as they stand now, and only where somebody looked") {
  const auto store = memory();
  fill(*store);
  const SystemRef triage = system(*store, "A-1").value();
  const auto none = collect(*store, &triage, at(kNow)).value();
  CHECK(std::ranges::none_of(
      none, [](const auto& e) { return e.kind == EvidenceKind::vulnerabilities; }));

  auto run = left_piece(*store, EvidenceKind::vulnerabilities, triage.id, "vuln", kNow);
  run.system = triage.id;
  run.facts = {{"matched", "7"}};
  leave_evidence(*store, {run});
  const auto looked = collect(*store, &triage, at(kNow)).value();
  CHECK(only(looked, EvidenceKind::vulnerabilities).fact("matched") == "7");
  CHECK(only(looked, EvidenceKind::vulnerabilities).fact("open") == "0");

  record::Case c;
  c.id = "case_a";
  c.system = triage.id;
  c.component = "pkg:pypi/x@1";
  c.advisory = "CVE-2026-1";
  c.due = kNow + kDay;
  c.kev_added = kNow;
  record::Case malicious = c;
  malicious.id = "case_b";
  malicious.advisory = "MAL-2026-1";
  malicious.due = 0;
  malicious.kev_added = 0;
  REQUIRE(store->cases().observe({triage.id}, {c, malicious}, kNow));
  const auto before = collect(*store, &triage, at(kNow)).value();
  CHECK(only(before, EvidenceKind::vulnerabilities).fact("open") == "2");
  CHECK(only(before, EvidenceKind::vulnerabilities).fact("overdue") == "0");
  CHECK(only(before, EvidenceKind::vulnerabilities).fact("malicious") == "1");
  CHECK(only(before, EvidenceKind::vulnerabilities).fact("next-due") ==
        base::format_utc(kNow + kDay));
  const auto after = collect(*store, &triage, at(kNow + 2 * kDay)).value();
  CHECK(only(after, EvidenceKind::vulnerabilities).fact("overdue:names") ==
        "CVE-2026-1 in pkg:pypi/x@1");

  // A copy of what was collected, kept beside somebody's answer, changes nothing.
  REQUIRE(store->evidence().add(after));
  const auto again = collect(*store, &triage, at(kNow + 2 * kDay)).value();
  REQUIRE(again.size() == after.size());
  for (std::size_t i = 0; i < after.size(); ++i) CHECK(again[i].id == after[i].id);

  const auto whole = collect(*store, nullptr, at(kNow + 2 * kDay)).value();
  const record::Evidence& estate = only(whole, EvidenceKind::configuration, "estate");
  CHECK(estate.fact("systems") == "3");
  CHECK(estate.fact("matched") == "1");
  CHECK(estate.fact("undeclared") == "1");
  CHECK(estate.fact("ghosts") == "1");
  CHECK(estate.fact("cases-open") == "2");
  CHECK(estate.fact("cases-overdue") == "1");
  CHECK(only(whole, EvidenceKind::vulnerabilities).system == triage.id);
  CollectOptions alone = at(kNow);
  alone.with_systems = false;
  const auto own = collect(*store, nullptr, alone).value();
  CHECK(own.size() == 2);
  CHECK(only(own, EvidenceKind::posture).fact("raised") == "no");
}

TEST_CASE("what a command left counts until the bytes below it are others") {
  const auto store = memory();
  fill(*store);
  const SystemRef triage = system(*store, "A-1").value();
  see(*store, "/nowhere/at-all/m/a.pt", 'a', record::Verdict::clean, kNow);
  auto piece = left_piece(*store, EvidenceKind::signature, "/nowhere/at-all/m", "verify", kNow + 1);
  CHECK(piece.system == triage.id);
  CHECK(piece.name == "m");
  CHECK(piece.producer == "verify " + std::string(kVersion));
  piece.facts = {{"valid", "yes"}, {"signer", "clinic"}};
  leave_evidence(*store, {piece});
  see(*store, "/nowhere/at-all/m/a.pt", 'a', record::Verdict::clean, kNow + 2);
  const auto same = collect(*store, &triage, at(kNow + 3)).value();
  CHECK(only(same, EvidenceKind::signature).fact("changed-since").empty());
  see(*store, "/nowhere/at-all/m/a.pt", 'b', record::Verdict::clean, kNow + 4);
  const auto other = collect(*store, &triage, at(kNow + 5)).value();
  CHECK(only(other, EvidenceKind::signature).fact("changed-since") == "yes");
  CHECK(only(other, EvidenceKind::signature).id != only(same, EvidenceKind::signature).id);

  // A file that has gone is said to be gone until it is seen again.
  record::Evidence gone =
      left_piece(*store, EvidenceKind::scan, "/nowhere/at-all/m/a.pt", "reread", kNow + 6);
  gone.facts = {{"gone", "yes"}};
  leave_evidence(*store, {gone});
  CHECK(only(collect(*store, &triage, at(kNow + 7)).value(), EvidenceKind::scan).fact("gone") ==
        "yes");
  see(*store, "/nowhere/at-all/m/a.pt", 'b', record::Verdict::clean, kNow + 8);
  CHECK(only(collect(*store, &triage, at(kNow + 9)).value(), EvidenceKind::scan)
            .fact("gone")
            .empty());
}

TEST_CASE("what a command looked at by name falls with that, and with nothing else") {
  const auto store = memory();
  fill(*store);
  const SystemRef triage = system(*store, "A-1").value();
  const std::string folder = "/nowhere/at-all";
  see(*store, folder + "/m/a.pt", 'a', record::Verdict::clean, kNow);
  see(*store, folder + "/m/part.bin", 'p', record::Verdict::clean, kNow);
  see(*store, folder + "/README.md", 'r', record::Verdict::not_a_model, kNow);
  see(*store, folder + "/m/model.sig", 's', record::Verdict::not_a_model, kNow);
  auto gate = left_piece(*store, EvidenceKind::gate, folder, "gate", kNow + 1);
  evidence::put_covers(gate, {{std::string(64, 'a')}, {}});
  auto signature = left_piece(*store, EvidenceKind::signature, folder + "/m", "verify", kNow + 1);
  evidence::put_covers(signature, {{std::string(64, 'a')}, {"part.bin"}});
  auto none = left_piece(*store, EvidenceKind::bom, folder + "/bom.json", "bom create", kNow + 1);
  none.facts = {{"of", folder}};
  evidence::put_covers(none, {});
  leave_evidence(*store, {gate, signature, none});
  const auto changed = [&](EvidenceKind kind, base::Millis now) {
    return std::string(
        only(collect(*store, &triage, at(now)).value(), kind).fact("changed-since:names"));
  };
  // Other words in a file that is no model, another signature, another model beside it.
  see(*store, folder + "/README.md", 'x', record::Verdict::not_a_model, kNow + 2);
  see(*store, folder + "/m/model.sig", 'y', record::Verdict::not_a_model, kNow + 2);
  see(*store, folder + "/m/new.pt", 'n', record::Verdict::malicious, kNow + 2);
  CHECK(changed(EvidenceKind::gate, kNow + 3).empty());
  CHECK(changed(EvidenceKind::signature, kNow + 3).empty());
  see(*store, folder + "/m/part.bin", 'z', record::Verdict::clean, kNow + 4);
  CHECK(changed(EvidenceKind::gate, kNow + 5).empty());
  CHECK(changed(EvidenceKind::signature, kNow + 5) == "part.bin");
  see(*store, folder + "/m/a.pt", 'b', record::Verdict::clean, kNow + 6);
  CHECK(changed(EvidenceKind::gate, kNow + 7) == "m/a.pt");
  CHECK(changed(EvidenceKind::signature, kNow + 7) == "a.pt; part.bin");
  CHECK(changed(EvidenceKind::bom, kNow + 7).empty());

  // What went and came back is there.
  auto again = left_piece(*store, EvidenceKind::gate, folder, "gate", kNow + 10);
  evidence::put_covers(again, {{std::string(64, 'b')}, {}});
  record::Evidence gone =
      left_piece(*store, EvidenceKind::scan, folder + "/m/a.pt", "reread", kNow + 11);
  gone.facts = {{"gone", "yes"}};
  leave_evidence(*store, {again, gone});
  const auto fell = [&](base::Millis now) {
    return only(collect(*store, &triage, at(now)).value(), EvidenceKind::gate)
               .fact("changed-since") == "yes";
  };
  CHECK(fell(kNow + 12));
  see(*store, folder + "/m/a.pt", 'b', record::Verdict::clean, kNow + 13);
  CHECK_FALSE(fell(kNow + 14));
}

}  // namespace
}  // namespace bartizan::run
