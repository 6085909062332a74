#include "report/catalog.h"

#include <doctest/doctest.h>

#include "report/sample_test.h"
#include "support/schema_check.h"

namespace bartizan::report {
namespace {

using assure::catalog::Answer;
using assure::catalog::Comparison;
using assure::catalog::Effect;
using assure::catalog::State;

State state() {
  State s;
  s.version = 7;
  s.date = "2026-12-10";
  s.hash = std::string(64, 'c');
  s.installed = true;
  s.signer = std::string(64, 'a');
  s.trusted_by = "the configuration: /etc/bartizan/vendor.pem";
  s.weakens = 1;
  s.built_in = 1;
  s.highest = 8;
  s.file = "/home/a/.local/share/bartizan/store.db.catalog";
  return s;
}

Comparison changes() {
  Comparison c;
  c.changes = {{Effect::weakens, "rules", "BZ-PKL-001", "severity critical -> info"},
               {Effect::other, "callables", "acme.pre *", "new: danger (execute)"},
               {Effect::vouches, "list/getattr", "builtins int from_bytes", "new"}};
  c.weakens = c.vouches = 1;
  return c;
}

Answer answer(Answer::Outcome outcome) {
  Answer a;
  a.outcome = outcome;
  a.file = "catalog-9\x1b[31m.json";
  a.reason = "it makes answers weaker, and that was not accepted";
  a.version = 9;
  a.date = "2026-12-20";
  a.hash = std::string(64, 'd');
  a.signer = std::string(64, 'a');
  a.trusted_by = "--key vendor.pem";
  a.before = state();
  a.comparison = changes();
  a.weakens_built_in = 2;
  return a;
}

TEST_CASE("the catalogue in force, and what became of a newer one") {
  CHECK(sample::matches_golden("catalog.show.txt", catalog_state(state(), changes(), {})));
  CHECK(sample::matches_golden("catalog.weaker.txt",
                               catalog_answer(answer(Answer::Outcome::weaker), {})));
  CatalogOptions all;
  all.verbose = true;
  CHECK(sample::matches_golden("catalog.installed.txt",
                               catalog_answer(answer(Answer::Outcome::installed), all)));
  CatalogOptions quiet;
  quiet.quiet = true;
  CHECK(catalog_answer(answer(Answer::Outcome::refused), quiet).find('\x1b') == std::string::npos);
}

TEST_CASE("as JSON they keep to their schema") {
  tests::SchemaCheck schema(BARTIZAN_SOURCE_DIR "/docs/schemas/catalog-1.schema.json");
  CHECK(schema.problem(catalog_state_json(state(), changes())) == "");
  CHECK(schema.problem(catalog_state_json({}, {})) == "");
  for (std::size_t i = 0; i < std::size(assure::catalog::kOutcomes); ++i) {
    CHECK(schema.problem(catalog_answer_json(answer(static_cast<Answer::Outcome>(i)))) == "");
  }
}

}  // namespace
}  // namespace bartizan::report
