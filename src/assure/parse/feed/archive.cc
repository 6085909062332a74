#include "assure/parse/feed/archive.h"

#include <algorithm>
#include <array>

#include "assure/parse/feed/names.h"

namespace bartizan::assure::feed {
namespace {

constexpr std::size_t kHeaderAhead = 512;

}  // namespace

Archive::Archive(record::Foreign& file)
    : size_(file.bytes.size()),
      job_{file.budget, scan::Catalog::embedded(), sink_, record::Depth::structure},
      artifact_(job_, file.bytes),
      archive_(artifact_) {}

bool Archive::may_be_text(const Member& member) const {
  const std::string_view name = archive_.name(member);
  if (member.view != 0 || name.ends_with('/')) return false;
  constexpr std::array<std::string_view, 6> kTexts{".json", ".jsonl", ".ndjson",
                                                   ".yaml", ".yml",   ".csv"};
  const std::string low = lower(name.substr(name.rfind('/') + 1));
  return std::ranges::any_of(kTexts, [&](std::string_view one) { return low.ends_with(one); });
}

std::optional<base::Range> Archive::bytes(const Member& member, std::string& problem) {
  const auto local = archive_.locals.header(member.local, kHeaderAhead);
  if (!local || local->data > size_ || member.compressed > size_ - local->data) {
    problem = "its place in the archive is damaged";
  } else if ((member.flags & scan::zip::kFlagEncrypted) != 0) {
    problem = "is encrypted";
  } else if (member.method != scan::zip::kStored && member.method != scan::zip::kDeflated) {
    problem = "is compressed by method " + std::to_string(member.method);
  } else {
    return base::Range{local->data, member.compressed};
  }
  return std::nullopt;
}

}  // namespace bartizan::assure::feed
