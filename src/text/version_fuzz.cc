// Any three lines: order is total where versions are versions, and ranges agree with it.
#include "text/check_fuzz.h"
#include "text/version.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bartizan;
  using text::VersionScheme;
  const std::string input = text::fuzz_text(data, size);
  const text::Lines lines(input);
  const std::string_view a = lines.line(1), b = lines.line(2), c = lines.line(3);
  for (std::size_t i = 0; i < text::kVersionSchemes; ++i) {
    const auto scheme = static_cast<VersionScheme>(i);
    const auto compare = [&](auto x, auto y) { return text::compare_versions(scheme, x, y); };
    const auto ab = compare(a, b);
    BZ_CHECK((ab < 0) == (compare(b, a) > 0) && (ab == 0) == (compare(b, a) == 0));
    if (ab <= 0 && compare(b, c) <= 0) BZ_CHECK(compare(a, c) <= 0);
    BZ_CHECK(text::compare_release(scheme, a, "0") >= 0);
    if (!text::is_version(scheme, a) || !text::is_version(scheme, b)) continue;
    BZ_CHECK(compare(a, a) == 0 && ab != std::partial_ordering::unordered);
    // Only a local version or a platform may stand elsewhere.
    const auto release = text::compare_release(scheme, a, b);
    BZ_CHECK(release == ab || (release >= 0 && a.find_first_of("+-") != a.npos) ||
             text::trim(a) == "0" || text::trim(b) == "0");
    const auto holds = [&](const char* op) {
      return text::satisfies(scheme, a, {{op, std::string(b)}});
    };
    BZ_CHECK(holds("==").has_value() && *holds("==") != *holds("!="));
    if (*holds("<")) BZ_CHECK(*holds("<=") && ab < 0);
    if (*holds(">")) BZ_CHECK(*holds(">=") && ab > 0);
    if (ab == 0) BZ_CHECK(*holds("==") && *holds("<=") && *holds(">="));
  }
  if (const auto requirement = text::parse_requirement(input)) {
    BZ_CHECK(!requirement->name.empty());
    for (const auto& clause : requirement->clauses) {
      BZ_CHECK(!clause.op.empty() && !clause.version.empty());
    }
    for (std::size_t i = 0; i < text::kVersionSchemes; ++i) {
      const auto scheme = static_cast<VersionScheme>(i);
      const auto found = text::satisfies(scheme, "1.2.3", requirement->clauses);
      if (requirement->clauses.empty()) BZ_CHECK(found && *found);
    }
  }
  return 0;
}
