// Any bytes as a handle and as days: the register answers, and its days stay in their order.
#include "share/policy/register.h"
#include "text/check_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bartizan;
  namespace share = bartizan::share;
  const std::string input = text::fuzz_text(data, size);
  const std::size_t cut = std::min(input.find('\n'), input.size());
  const std::string handle = input.substr(0, cut);
  const std::string day = input.substr(std::min(cut + 1, input.size()));
  const share::PolicyEntry* entry = share::policy_called(handle);
  if (handle.size() < 200) {
    const std::string nearest = share::nearest_policy(handle);
    BZ_CHECK(nearest.empty() || share::policy_called(nearest) != nullptr);
  }
  if (entry == nullptr) entry = &share::policies()[input.size() % share::policies().size()];
  BZ_CHECK(share::policy_called(entry->id) == entry);
  const share::PolicyStatus status = share::status_at(*entry, day);
  BZ_CHECK(!share::name(status).empty() && !share::words(status).empty());
  const std::string_view since = share::status_since(*entry, day);
  if (share::is_day(day)) {
    BZ_CHECK(day.size() == 10);
    BZ_CHECK(since.empty() || since <= std::string_view(day));
    BZ_CHECK((status == share::PolicyStatus::not_yet) == since.empty());
    std::string_view before;
    for (const share::PolicyChange& change : share::policy_changes(day, "2026-11-28")) {
      BZ_CHECK(change.entry != nullptr && change.date >= before);
      before = change.date;
    }
    for (const share::PolicyChange& change : share::dates_to_come(day)) {
      BZ_CHECK(change.entry != nullptr && std::string_view(change.date) > day);
    }
  }
  (void)share::has_historical_basis(*entry, day);
  (void)share::is_check_due(*entry, day);
  return 0;
}
