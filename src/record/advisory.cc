#include "record/advisory.h"

#include <array>

#include "record/names.h"

namespace bartizan::record {
namespace {

constexpr std::array<std::string_view, 5> kFeedKinds{"osv", "cve", "kev", "epss", "avid"};

}  // namespace

std::string_view name(FeedKind kind) { return kFeedKinds[static_cast<std::size_t>(kind)]; }
std::optional<FeedKind> feed_kind(std::string_view name) {
  return lookup<FeedKind>(kFeedKinds, name);
}

}  // namespace bartizan::record
