// Any bytes: the parser ends, its rows are believed, and every statement may be made.
#include <string_view>

#include "assure/vex/apply.h"
#include "assure/vex/import_test.h"
#include "base/escape.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bartizan;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const char* system : {"", "found_a"}) {
    const assure::vex::Imported imported =
        assure::vex::import_text(text, system, 1'795'000'000'000, 1'000'000);
    BZ_CHECK(imported.refused == 0);
    record::Component component;
    component.kind = record::ComponentKind::package;
    component.provider = "pypi";
    component.name = "litellm";
    component.version = "1.82.0";
    for (const record::VexStatement& s : imported.statements) {
      // OpenVEX wants an action of `affected`; what excuses nothing is read without one.
      if (s.status != record::VexStatus::affected) BZ_CHECK(assure::vex::refusal(s).empty());
      BZ_CHECK(base::is_utf8(s.vulnerability) && !s.vulnerability.empty());
      BZ_CHECK(s.at <= 1'795'000'000'000 + 5 * 60'000);
      const assure::vex::Question question{{s.vulnerability}, &component, system};
      const auto* word = assure::vex::speaks_of(imported.statements, question);
      BZ_CHECK(word == nullptr || word->system == s.system);
    }
  }
  return 0;
}
