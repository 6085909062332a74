// Every row of every table as the SSVC project publishes it, and two records of real weaknesses.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "assure/decide/case.h"
#include "text/tree.h"

namespace bartizan::assure::decide {
namespace {

std::string read(const std::string& path) {
  const std::filesystem::path root(std::getenv("BARTIZAN_TEST_DATA"));
  std::ifstream file(root / path, std::ios::binary);
  REQUIRE(file.good());
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// Fields of a line; quotes hold commas and nothing else here.
std::vector<std::string> fields(const std::string& line) {
  std::vector<std::string> out(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      out.emplace_back();
    } else if (c != '\r') {
      out.back() += c;
    }
  }
  return out;
}

TEST_CASE("every row of every table") {
  const std::vector<std::pair<std::string, std::string>> files{
      {"bod-26-04", "cisa_bod_26_04_1_0_0"},
      {"cisa-coordinator", "cisa_coordinator_2_0_3"},
      {"deployer", "deployer_patch_application_priority_1_0_0"},
      {"supplier", "supplier_patch_development_priority_1_0_0"},
      {"coordinator-triage", "coordinator_triage_1_0_0"},
      {"publish", "coordinator_publish_decision_table_1_0_0"},
      {"utility", "utility_1_0_0"},
      {"human-impact", "human_impact_1_0_0"},
      {"public-safety-impact", "public_safety_impact_1_0_0"}};
  CHECK(files.size() == tables().size());
  std::size_t all = 0;
  for (const auto& [id, file] : files) {
    CAPTURE(id);
    const Table* known = table(id);
    REQUIRE(known != nullptr);
    std::istringstream lines(read("catalogs/ssvc/csv/" + file + ".csv"));
    std::string line;
    REQUIRE(std::getline(lines, line));
    const auto head = fields(line);
    REQUIRE(head.size() == known->inputs.size() + 2);
    for (std::size_t i = 0; i <= known->inputs.size(); ++i) {
      const Point& point = i < known->inputs.size() ? known->inputs[i] : known->outcome;
      const bool cisa = point.id.starts_with("cisa:");
      CHECK(head[i + 1] == point.title + " v" + point.version + (cisa ? " (cisa)" : ""));
    }
    std::size_t rows = 0;
    for (; std::getline(lines, line); ++rows) {
      const auto row = fields(line);
      REQUIRE(row.size() == head.size());
      std::vector<Input> inputs;
      for (std::size_t i = 0; i < known->inputs.size(); ++i) {
        inputs.push_back({known->inputs[i].key, row[i + 1], "", false, ""});
      }
      const auto decision = decide(*known, inputs);
      REQUIRE(decision);
      CHECK(decision->outcome == row.back());
      CHECK(std::to_string(decision->row) == row[0]);
    }
    CHECK(rows == known->rows.size());
    all += rows;
  }
  CHECK(all == 16 + 36 + 72 + 36 + 192 + 27 + 4 + 16 + 4);
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return out;
}

// What CISA says in a CVE record about a weakness.
Weakness weakness_of(const std::string& cve) {
  base::Limits limits;
  base::Budget budget(limits);
  const auto tree = text::parse_json(read("vulnerabilities/cve-2026/" + cve + ".json"), budget);
  REQUIRE(tree);
  Weakness w;
  w.system = "found_a";
  w.component = "pkg:pypi/litellm@1.82.0";
  w.advisory = cve;
  const text::Node* containers = tree->at({"containers", "adp"});
  REQUIRE(containers != nullptr);
  for (const text::Node& adp : containers->items) {
    const text::Node* references = adp.find("references");
    for (const text::Node& one : references == nullptr ? text::Node().items : references->items) {
      if (one.string("url").find("known-exploited-vulnerabilities") == std::string_view::npos)
        continue;
      w.kev = record::KevEntry();
    }
    for (const text::Node& metric : adp.find("metrics")->items) {
      const text::Node* content = metric.at({"other", "content"});
      if (metric.at({"other", "type"})->text == "kev") {
        if (!w.kev) w.kev = record::KevEntry();
        w.kev->added = base::parse_utc(content->string("dateAdded")).value();
        continue;
      }
      w.ssvc = record::SsvcPoints();
      for (const text::Node& option : content->find("options")->items) {
        const text::Node& one = option.items.at(0);
        if (one.key == "Exploitation") w.ssvc->exploitation = lower(one.text);
        if (one.key == "Automatable") w.ssvc->automatable = lower(one.text);
        if (one.key == "Technical Impact") w.ssvc->technical_impact = lower(one.text);
      }
    }
  }
  return w;
}

record::Case decided(const Weakness& w, bool exposed, base::Millis now) {
  return case_of(w, record::Exposure{"found_a", exposed, "A. Person", "", now}, nullptr, now);
}

TEST_CASE("LiteLLM's SQL injection has three days with forensics, exposed or not") {
  Weakness w = weakness_of("CVE-2026-42208");
  REQUIRE(w.kev);
  REQUIRE(w.ssvc);
  CHECK(w.ssvc->exploitation == "active");
  CHECK(w.ssvc->automatable == "yes");
  CHECK(w.ssvc->technical_impact == "total");
  const base::Millis now = base::parse_utc("2026-11-28").value();
  for (const bool exposed : {true, false}) {
    const record::Case undated = decided(w, exposed, now);
    CHECK(undated.outcome == "3 days & forensic investigation");
    CHECK(undated.start == now);
  }
  // The record only refers to KEV; the catalogue has the date.
  w.kev->added = base::parse_utc("2026-05-08").value();
  for (const bool exposed : {true, false}) {
    const record::Case made = decided(w, exposed, now);
    CHECK(made.outcome == "3 days & forensic investigation");
    CHECK(base::format_utc(made.start) == "2026-05-08T00:00:00.000Z");
    CHECK(base::format_utc(made.due) == "2026-05-11T00:00:00.000Z");
    CHECK(clock_of(made).steps.size() == 4);
  }
}

TEST_CASE("LiteLLM's command execution depends on exposure") {
  const Weakness w = weakness_of("CVE-2026-42271");
  REQUIRE(w.kev);
  CHECK(base::format_utc(w.kev->added) == "2026-06-08T00:00:00.000Z");
  const base::Millis now = base::parse_utc("2026-06-10").value();
  const record::Case exposed = decided(w, true, now);
  CHECK(exposed.outcome == "3 days & forensic investigation");
  CHECK(base::format_utc(exposed.due) == "2026-06-11T00:00:00.000Z");
  const record::Case inside = decided(w, false, now);
  CHECK(inside.outcome == "14 days");
  CHECK(base::format_utc(inside.due) == "2026-06-22T00:00:00.000Z");
  CHECK_FALSE(inside.forensic);
}

}  // namespace
}  // namespace bartizan::assure::decide
