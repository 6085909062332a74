#include "assure/bom/score.h"

#include <doctest/doctest.h>

#include "assure/bom/sample_test.h"

namespace bartizan::assure::bom {
namespace {

const ScoredElement& of(const Score& score, std::string_view id) {
  for (const ScoredElement& one : score.elements) {
    if (one.id == id) return one;
  }
  FAIL("no such element");
  return score.elements.front();
}

TEST_CASE("all of the elements are reported, each with a label, a state and a remedy") {
  for (const auto& [standard, wanted] : std::initializer_list<std::pair<Standard, std::size_t>>{
           {Standard::g7_2026, 50}, {Standard::cisa_2025, 11}, {Standard::ntia_2021, 7}}) {
    for (const Bom& bom : {sample::bom(), Bom{}}) {
      const Score result = score(bom, standard);
      CHECK(result.elements.size() == wanted);
      for (const ScoredElement& one : result.elements) {
        CAPTURE(one.id);
        CHECK_FALSE(one.label.empty());
        CHECK((one.state == State::met || one.state == State::not_applicable) == one.fill.empty());
        CHECK((one.have == 0) == (one.provenance == record::Provenance::unknown));
        CHECK(one.have <= one.of);
      }
    }
  }
}

TEST_CASE("what counts, and where it comes from") {
  const Score g7 = score(sample::bom(), Standard::g7_2026);
  CHECK(of(g7, "G7AI-MD-01").state == State::met);
  CHECK(of(g7, "G7AI-MD-05").state == State::needs_human);
  // One model of two has a hash, and it was read from its bytes.
  CHECK(of(g7, "G7AI-MDL-07").state == State::partly);
  CHECK(of(g7, "G7AI-MDL-07").have == 1);
  CHECK(of(g7, "G7AI-MDL-07").of == 2);
  CHECK(of(g7, "G7AI-MDL-07").provenance == record::Provenance::observed);
  CHECK(of(g7, "G7AI-MDL-12").provenance == record::Provenance::declared);
  // NOASSERTION of the one, "distilbert" of the other.
  CHECK(of(g7, "G7AI-MDL-05").have == 1);
  // The data set's licence is "other".
  CHECK(of(g7, "G7AI-DP-10").state == State::missing);
  CHECK(of(g7, "G7AI-SP-01").state == State::needs_human);
}

TEST_CASE("an empty text, NOASSERTION, NONE and placeholders score nothing") {
  Bom bom = sample::bom();
  const Score before = score(bom, Standard::g7_2026);
  for (const char* nothing :
       {"", " ", "NOASSERTION", "NONE", "unknown", "N/A", "TBD", "[More Information Needed]"}) {
    Bom filled = bom;
    for (Component& component : filled.components) {
      for (const char* key :
           {"supplier", "licence", "description", "release-time", "classification",
            "reference:website", "hash:SHA-256", "dataset-size"}) {
        component.add(key, nothing);
      }
    }
    const Score after = score(filled, Standard::g7_2026);
    for (std::size_t i = 0; i < before.elements.size(); ++i) {
      CAPTURE(before.elements[i].id);
      CHECK(before.elements[i] == after.elements[i]);
    }
  }
}

}  // namespace
}  // namespace bartizan::assure::bom
