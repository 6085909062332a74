// Any bytes as what a person asks of the posture, and as its history: what is accepted ends, and is
// in force exactly until then.
#include <cstring>

#include "protect/posture/posture.h"
#include "text/check_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bartizan;
  namespace protect = bartizan::protect;
  const std::string input = text::fuzz_text(data, size);
  constexpr base::Millis kNow = 1'795'824'000'000;
  const std::size_t cut = std::min(input.find('\n'), input.size());
  const auto duration = protect::duration_of(input.substr(0, cut));
  if (duration) BZ_CHECK(*duration > 0);
  // Changes of four bytes: raised or not, at, and for how long.
  std::vector<record::PostureChange> history;
  for (std::size_t at = cut + 1; at + 4 <= input.size() && history.size() < 100; at += 4) {
    protect::Raise asked;
    asked.by = "ada";
    asked.reason = input.substr(at, 3);
    const auto when = kNow + static_cast<unsigned char>(input[at]) * base::Millis{3'600'000};
    asked.until = when + (static_cast<signed char>(input[at + 1])) * base::Millis{86'400'000};
    asked.preset = (input[at + 2] & 1) != 0 ? "" : "strict";
    const auto change = (input[at + 3] & 1) != 0
                            ? protect::raise(asked, when)
                            : protect::lower(history, asked.reason, "ada", when);
    if (!change) {
      BZ_CHECK(!change.error().empty());
      continue;
    }
    BZ_CHECK(!change->raised || (change->until > when && !change->reason.empty()));
    history.push_back(*change);
  }
  for (const int hours : {0, 1, 24, 24 * 30, 24 * 400}) {
    const auto posture = protect::effective(history, kNow + hours * base::Millis{3'600'000});
    BZ_CHECK(protect::sentence(posture).empty() == !posture.raised);
    if (posture.raised) BZ_CHECK(posture.until > kNow + hours * base::Millis{3'600'000});
    if (posture.raised) BZ_CHECK(!protect::effects(posture).empty());
  }
  return 0;
}
