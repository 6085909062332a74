#include "record/watch.h"

#include <array>

#include "base/hash.h"
#include "record/names.h"

namespace bartizan::record {
namespace {

constexpr std::array<std::string_view, 2> kTargets{"webhook", "syslog"};
constexpr std::array<std::string_view, kNoticeKinds> kNotices{
    "finding", "answer", "clock", "place", "evidence", "feed", "delivery"};

}  // namespace

std::string_view name(TargetKind kind) { return kTargets[static_cast<std::size_t>(kind)]; }
std::optional<TargetKind> target_kind(std::string_view name) {
  return lookup<TargetKind>(kTargets, name);
}

std::string_view name(NoticeKind kind) { return kNotices[static_cast<std::size_t>(kind)]; }
std::optional<NoticeKind> notice_kind(std::string_view name) {
  return lookup<NoticeKind>(kNotices, name);
}

std::string notice_id(NoticeKind kind, std::string_view subject, std::string_view which) {
  std::string key(name(kind));
  for (const std::string_view part : {subject, which}) {
    // The length keeps parts apart, whatever they hold.
    key += '\n' + std::to_string(part.size()) + ':';
    key += part;
  }
  return "notice_" + base::base32(base::sha256(key));
}

}  // namespace bartizan::record
