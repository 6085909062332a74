// What VEX documents say, and whose word counts.
#include <doctest/doctest.h>

#include "assure/vex/apply.h"
#include "assure/vex/import_test.h"
#include "assure/vex/purl.h"
#include "assure/vex/time.h"

namespace bartizan::assure::vex {
namespace {

using record::VexStatement;
using record::VexStatus;

std::vector<std::string> codes(const Imported& imported) {
  std::vector<std::string> out;
  for (const record::Note& note : imported.notes) out.push_back(note.code);
  return out;
}

TEST_CASE("times of any offset") {
  const auto at = [](const char* text) {
    const auto time = parse_rfc3339(text);
    return time ? base::format_utc(*time) : "none";
  };
  CHECK(at("2023-01-08T18:02:03-06:00") == "2023-01-09T00:02:03.000Z");
  CHECK(at("2023-08-16T19:55:22.076684217-06:00") == "2023-08-17T01:55:22.076Z");
  CHECK(at("2023-12-05T05:10:11.1Z") == "2023-12-05T05:10:11.100Z");
  CHECK(at("2023-12-05t05:10:11+0530") == "2023-12-04T23:40:11.000Z");
  CHECK(at("2023-12-05") == "2023-12-05T00:00:00.000Z");
  for (const char* bad : {"", "2023-12-05T05:10", "2023-13-05T05:10:11Z", "2023-12-05T05:10:11.Z",
                          "2023-12-05T05:10:11+2", "2023-12-05T05:10:11+02:00x", "yesterday"}) {
    CHECK(at(bad) == "none");
  }
}

TEST_CASE("package URLs are compared as their types compare names") {
  const auto cover = [](const char* said, const char* asked) {
    const auto a = parse_purl(said), b = parse_purl(asked);
    REQUIRE(b);
    return a && covers(*a, *b);
  };
  CHECK(cover("pkg:pypi/litellm", "pkg:pypi/litellm@1.82.0"));
  CHECK(cover("pkg:pypi/Lite_LLM@1.82", "pkg:pypi/lite-llm@1.82.0"));
  CHECK_FALSE(cover("pkg:pypi/litellm@1.81.0", "pkg:pypi/litellm@1.82.0"));
  CHECK_FALSE(cover("pkg:pypi/litellm@1.82.0", "pkg:pypi/litellm"));
  CHECK_FALSE(cover("pkg:npm/litellm", "pkg:pypi/litellm"));
  CHECK_FALSE(cover("pkg:pypi/urllib3@1.26.16", "pkg:pypi/urllib3@1.26.16+cgr.1"));
  CHECK(cover("pkg:npm/%40scope/a@1.0.0", "pkg:npm/@scope/a@1.0.0"));
  CHECK(cover("pkg:golang/github.com/a/b@v1.2.3", "pkg:golang/github.com/a/b@1.2.3"));
  CHECK_FALSE(cover("pkg:apk/wolfi/git@2.39.0-r1?arch=armv7", "pkg:apk/wolfi/git@2.39.0-r1"));
  CHECK(cover("pkg:apk/wolfi/git@2.39.0-r1", "pkg:apk/wolfi/git@2.39.0-r1?arch=armv7"));
  CHECK(cover("pkg:maven/a.b/c@1.0#sub", "pkg:maven/a.b/c@1.0"));
  for (const char* bad : {"", "pkg:", "pkg:pypi", "pkg:pypi/", "pypi/a", "pkg:/a"}) {
    CHECK_FALSE(parse_purl(bad));
  }
}

TEST_CASE("OpenVEX") {
  const Imported imported = import_text(R"({
    "@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://example.invalid/vex-1",
    "author": "Vendor", "timestamp": "2026-01-08T18:02:03-06:00", "version": 1,
    "statements": [
     {"vulnerability": {"name": "CVE-2026-1", "aliases": ["GHSA-a"]},
      "products": [{"@id": "pkg:pypi/litellm@1.82.0"},
                   {"identifiers": {"purl": "pkg:pypi/torch"}, "hashes": {"sha-256": "AB"}},
                   {"@id": "pkg:oci/app", "subcomponents": [{"@id": "pkg:pypi/openai"}]}],
      "status": "not_affected", "justification": "vulnerable_code_not_present"},
     {"vulnerability": {"name": "CVE-2026-2"}, "timestamp": "2026-02-01",
      "products": [{"@id": "pkg:pypi/x"}], "status": "affected", "action_statement": "wait"},
     {"vulnerability": {"name": "CVE-2026-3"}, "products": [{"@id": "pkg:pypi/x"}],
      "status": "not_affected", "justification": "because"},
     {"vulnerability": {"name": "CVE-2026-4"}, "status": "fixed"},
     {"vulnerability": {"name": "CVE-2026-5"}, "products": [{"@id": "pkg:pypi/x"}],
      "status": "fixed", "timestamp": "2099-01-01T00:00:00Z"}]})");
  CHECK(imported.format == "openvex");
  CHECK(imported.author == "Vendor");
  CHECK(imported.refused == 0);
  CHECK(codes(imported) ==
        std::vector<std::string>{"justification", "refused", "no-product", "future"});
  REQUIRE(imported.statements.size() == 4);
  const VexStatement& part = imported.statements[0];
  CHECK(part.products == std::vector<std::string>{"pkg:oci/app"});
  CHECK(part.subcomponents == std::vector<std::string>{"pkg:pypi/openai"});
  CHECK(part.aliases == std::vector<std::string>{"GHSA-a"});
  const VexStatement& whole = imported.statements[1];
  CHECK(whole.products == std::vector<std::string>{"pkg:pypi/litellm@1.82.0", "sha256:AB"});
  CHECK(whole.justification == "vulnerable_code_not_present");
  CHECK(base::format_utc(whole.at) == "2026-01-09T00:02:03.000Z");
  CHECK(whole.id != part.id);
  CHECK(imported.statements[2].action == "wait");
  CHECK(base::format_utc(imported.statements[2].at) == "2026-02-01T00:00:00.000Z");
  CHECK(imported.statements[3].at == 1'795'000'000'000);
}

TEST_CASE("OpenVEX's first form, and an attestation around the second") {
  const char* first = R"({"@context": "https://openvex.dev/ns", "author": "J", "statements": [
    {"timestamp": "2022-12-22T16:36:43-05:00", "products": ["pkg:apk/wolfi/bash@1.0.0"],
     "vulnerability": "CVE-1234-5678", "status": "under_investigation"},
    {"vulnerability": "CVE-2009-4487", "status": "affected", "action_statement": "upgrade"}]})";
  CHECK(import_text(first).statements.size() == 1);
  const Imported system = import_text(first, "found_a");
  REQUIRE(system.statements.size() == 2);
  CHECK(system.statements[1].products.empty());
  CHECK(system.statements[1].system == "found_a");
  CHECK(import_text(std::string(R"({"predicateType": "x", "predicate": )") + first + "}")
            .statements.size() == 1);
}

TEST_CASE("analyses of CycloneDX") {
  const Imported imported = import_text(R"({"bomFormat": "CycloneDX", "specVersion": "1.6",
    "metadata": {"timestamp": "2026-03-01T00:00:00Z", "supplier": {"name": "Vendor"},
      "component": {"bom-ref": "app", "name": "app", "type": "application"}},
    "components": [{"bom-ref": "a", "purl": "pkg:pypi/litellm@1.82.0", "components": [
      {"bom-ref": "b", "name": "m", "hashes": [{"alg": "SHA-256", "content": "cd"}]},
      {"bom-ref": "c", "purl": "pkg:pypi/x"}]}],
    "vulnerabilities": [
     {"id": "CVE-2026-1", "references": [{"id": "GHSA-a", "source": {}}],
      "analysis": {"state": "not_affected", "justification": "requires_configuration",
                   "detail": "off by default", "lastUpdated": "2026-03-02T00:00:00Z"},
      "affects": [{"ref": "a"}, {"ref": "b"}, {"ref": "urn:cdx:s/1#z"}]},
     {"id": "CVE-2026-2", "analysis": {"state": "false_positive"}, "affects": [{"ref": "a"}]},
     {"id": "CVE-2026-3", "analysis": {"state": "exploitable", "response": ["update"]},
      "affects": [{"ref": "c", "versions": [{"version": "1.0"}, {"version": "2.0", "status":
        "unaffected"}, {"range": "vers:pypi/>3"}]}]},
     {"id": "CVE-2026-4", "analysis": {"state": "resolved"}, "affects": [{"ref": "app"}]},
     {"id": "CVE-2026-5", "analysis": {"state": "not_affected"}, "affects": [{"ref": "a"}]},
     {"id": "CVE-2026-6"}]})",
                                        "found_a");
  CHECK(imported.format == "cyclonedx");
  CHECK(codes(imported) == std::vector<std::string>{"range", "refused"});
  REQUIRE(imported.statements.size() == 4);
  const VexStatement& first = imported.statements[0];
  CHECK(first.status == VexStatus::not_affected);
  CHECK(first.justification == "vulnerable_code_cannot_be_controlled_by_adversary");
  CHECK(first.impact == "off by default (CycloneDX: requires_configuration)");
  CHECK(first.products ==
        std::vector<std::string>{"pkg:pypi/litellm@1.82.0", "sha256:cd", "urn:cdx:s/1#z"});
  CHECK(first.author == "Vendor");
  CHECK(base::format_utc(first.at) == "2026-03-02T00:00:00.000Z");
  CHECK(imported.statements[1].impact == "false positive");
  CHECK(imported.statements[2].products == std::vector<std::string>{"pkg:pypi/x@1.0"});
  CHECK(imported.statements[2].action == "update");
  CHECK(imported.statements[3].status == VexStatus::fixed);
  CHECK(imported.statements[3].products.empty());  // the root is the system that was named
}

TEST_CASE("what is no VEX says what it is") {
  CHECK(codes(import_text(R"({"document": {"csaf_version": "2.0"}})")) ==
        std::vector<std::string>{"csaf"});
  CHECK(codes(import_text("{}")) == std::vector<std::string>{"unknown-format"});
  CHECK(codes(import_text("{")) == std::vector<std::string>{"malformed"});
  CHECK(codes(import_text(R"({"bomFormat": "CycloneDX"})")) ==
        std::vector<std::string>{"no-statements"});
}

TEST_CASE("rows that our reader did not write are refused") {
  const auto read = [](std::vector<record::Row> rows) {
    return statements_from_rows(rows, "x", "", 0);
  };
  const record::Row document{"document", {"openvex", "", "", ""}};
  CHECK(read({{"alias", {"x"}}}).refused == 1);
  CHECK(read({{"statement", {"CVE-1", "fixed", "", "", "", "", "1"}}}).refused == 1);
  CHECK(read({document, document}).refused == 1);
  CHECK(read({document, {"statement", {"CVE-1", "cured", "", "", "", "", "1"}}}).refused == 1);
  CHECK(read({document, {"statement", {"CVE-1", "not_affected", "", "", "", "", "1"}}}).refused ==
        1);
  CHECK(read({document, {"statement", {"CVE-1", "fixed", "why", "", "", "", "1"}}}).refused == 1);
  CHECK(read({document, {"statement", {"\xff", "fixed", "", "", "", "", "1"}}}).refused == 1);
  CHECK(read({{"other", {}}}).refused == 1);
}

// --- whose word counts ---------------------------------------------------------------------------

VexStatement said(VexStatus status, std::vector<std::string> products, base::Millis at = 1) {
  VexStatement s;
  s.vulnerability = "CVE-2026-1";
  s.status = status;
  s.products = std::move(products);
  s.at = at;
  return s;
}

struct Setting {
  record::Component component;
  std::vector<VexStatement> statements;
  std::string system = "found_a";

  Setting() {
    component.kind = record::ComponentKind::package;
    component.provider = "pypi";
    component.name = "litellm";
    component.version = "1.82.0";
    component.attributes = {{"sha256", "ABcd", record::Provenance::observed, ""}};
  }
  const VexStatement* ask(std::vector<std::string> names = {"cve-2026-1", "GHSA-a"}) const {
    return speaks_of(statements, {std::move(names), &component, system});
  }
  bool speaks(VexStatement statement) {
    statements = {std::move(statement)};
    return ask() != nullptr;
  }
};

TEST_CASE("statements speak of what they name") {
  Setting set;
  CHECK(set.ask() == nullptr);
  const VexStatus fixed = VexStatus::fixed;
  CHECK(set.speaks(said(fixed, {"pkg:pypi/litellm@1.82.0"})));
  CHECK(set.speaks(said(fixed, {"pkg:pypi/other", "pkg:pypi/litellm"})));
  CHECK_FALSE(set.speaks(said(fixed, {"pkg:pypi/litellm@1.83.0"})));
  CHECK(set.speaks(said(fixed, {"sha256:abCD"})));
  CHECK_FALSE(set.speaks(said(fixed, {"sha256:ab"})));
  CHECK(set.speaks(said(fixed, {"urn:cdx:s/1#pkg:pypi/litellm@1.82.0"})));
  CHECK_FALSE(set.speaks(said(fixed, {"urn:cdx:s/1#component"})));
  CHECK(set.speaks(said(fixed, {"urn:bartizan:found_a"})));
  CHECK_FALSE(set.speaks(said(fixed, {"urn:bartizan:found_b"})));
  CHECK_FALSE(set.speaks(said(fixed, {})));
  VexStatement other = said(fixed, {"pkg:pypi/litellm"});
  other.vulnerability = "CVE-2026-2";
  CHECK_FALSE(set.speaks(other));
  other.aliases = {"CVE-2026-1"};
  CHECK_FALSE(set.speaks(other));
  other.aliases = {"ghsa-A"};
  CHECK(set.speaks(other));
  VexStatement here = said(fixed, {});
  here.system = "found_a";
  CHECK(set.speaks(here));
  here.system = "found_b";
  CHECK_FALSE(set.speaks(here));
  here.products = {"pkg:pypi/litellm"};
  CHECK_FALSE(set.speaks(here));
}

TEST_CASE("a BOM-Link names a part of the BOM that was imported") {
  Setting set;
  set.system = "place:bom:urn:uuid:3e671687";
  set.component.id = "comp-7";
  CHECK(set.speaks(said(VexStatus::fixed, {"urn:cdx:3e671687/1#comp-7"})));
  CHECK_FALSE(set.speaks(said(VexStatus::fixed, {"urn:cdx:1687/1#comp-7"})));
  CHECK_FALSE(set.speaks(said(VexStatus::fixed, {"urn:cdx:3e671687/1#comp-8"})));
}

TEST_CASE("a part is excused inside of its product only") {
  Setting set;
  VexStatement part = said(VexStatus::not_affected, {"pkg:oci/somebody-elses-image"});
  part.subcomponents = {"pkg:pypi/litellm"};
  CHECK_FALSE(set.speaks(part));
  part.products = {"urn:bartizan:found_a"};
  CHECK(set.speaks(part));
  part.subcomponents = {"pkg:pypi/other"};
  CHECK_FALSE(set.speaks(part));
  part.subcomponents = {"pkg:pypi/litellm"};
  part.products = {"pkg:oci/ours"};
  part.system = "found_a";  // imported with --system
  CHECK(set.speaks(part));
}

TEST_CASE("the newest word counts, then the closest") {
  Setting set;
  set.statements = {said(VexStatus::fixed, {"pkg:pypi/litellm"}, 5),
                    said(VexStatus::affected, {"pkg:pypi/litellm@1.82.0"}, 9),
                    said(VexStatus::not_affected, {"pkg:pypi/litellm"}, 7)};
  REQUIRE(set.ask() != nullptr);
  CHECK(set.ask()->status == VexStatus::affected);
  set.statements = {said(VexStatus::fixed, {"pkg:pypi/litellm@1.82.0"}, 5),
                    said(VexStatus::affected, {"pkg:pypi/litellm"}, 5)};
  CHECK(set.ask()->status == VexStatus::fixed);
}

TEST_CASE("what may be said") {
  VexStatement s = said(VexStatus::not_affected, {"pkg:pypi/a"});
  CHECK(refusal(s).find("justification") != std::string::npos);
  s.impact = "not reachable";
  CHECK(refusal(s).empty());
  s.justification = "code_not_present";
  CHECK(refusal(s).find("no justification of OpenVEX") != std::string::npos);
  s.justification = "component_not_present";
  CHECK(refusal(s).empty());
  s.status = VexStatus::fixed;
  CHECK_FALSE(refusal(s).empty());
  s = said(VexStatus::affected, {"pkg:pypi/a"});
  CHECK_FALSE(refusal(s).empty());
  s.action = "wait";
  CHECK(refusal(s).empty());
  s.products.clear();
  CHECK_FALSE(refusal(s).empty());
}

}  // namespace
}  // namespace bartizan::assure::vex
