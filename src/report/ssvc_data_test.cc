// Selection lists against the schema of the SSVC project; its draft's keywords that matter here
// mean the same in draft 7.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "report/ssvc.h"
#include "support/schema_check.h"

namespace bartizan::report {
namespace {

namespace decide = assure::decide;

TEST_CASE("decisions of every table are selection lists") {
  const std::filesystem::path root(std::getenv("BARTIZAN_TEST_DATA"));
  tests::SchemaCheck schema(root / "schemas/ssvc/SelectionList_2_0_0.schema.json");
  {
    std::ifstream file(root /
                       "catalogs/ssvc/examples/"
                       "CVE-1900-1234-Decision_Point_Value_Selection-2-0-0.json");
    CHECK(schema.problem(std::string(std::istreambuf_iterator<char>(file), {})) == "");
    CHECK(schema.problem(R"({"timestamp": "2021-09-29T15:29:44Z", "schemaVersion": "2.0.0",
      "selections": [{"namespace": "ssvc", "key": "E", "version": "1", "values": []}]})") != "");
  }
  for (const decide::Table& table : decide::tables()) {
    for (std::size_t row = 0; row < table.rows.size(); row += 1 + table.rows.size() / 5) {
      decide::Decision decision;
      for (std::size_t i = 0; i < table.inputs.size(); ++i) {
        decision.inputs.push_back(
            {table.inputs[i].key, table.inputs[i].values[table.rows[row][i]], "", false, ""});
      }
      decision.outcome = table.outcome.values[table.rows[row].back()];
      const std::string json = ssvc_decision_json(table, decision, "CVE-2026-1", 0, {});
      CHECK(schema.problem(json) == "");
      CHECK(json.find("1970-01-01T00:00:00Z") != std::string::npos);
    }
  }
}

}  // namespace
}  // namespace bartizan::report
