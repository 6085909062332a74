// The way of notices to those who are told.
#include <algorithm>

#include "base/json_write.h"
#include "record/watch_json.h"
#include "run/notify.h"
#include "run/notify_secret.h"
#include "run/notify_syslog.h"
#include "run/notify_webhook.h"
#include "store/id.h"
#include "store/watch.h"

namespace bartizan::run {
namespace {

using record::Notice;
using record::NotifyTarget;
using record::TargetKind;

// One POST has that many, and about so many bytes, at most.
constexpr std::size_t kMostAtOnce = 25;
constexpr std::size_t kMostBody = 48 * 1024;

std::string body_of(const std::vector<const Notice*>& notices, const std::string& id,
                    base::Millis now, bool is_test) {
  base::JsonWriter out;
  out.begin_object().field("schema", "bartizan.notices/1").field("delivery", id);
  out.field("sent", base::format_utc(now)).field("test", is_test);
  out.key("notices").begin_array();
  for (const Notice* notice : notices) record::write(out, *notice);
  out.end_array().end_object();
  return out.take();
}

std::expected<void, std::string> send(store::Store& store, const NotifyTarget& target,
                                      const std::vector<const Notice*>& notices, bool is_test,
                                      const DeliverOptions& options) {
  if (target.kind == TargetKind::syslog) {
    for (const Notice* notice : notices) {
      if (auto sent = send_syslog(target, *notice); !sent) return sent;
    }
    return {};
  }
  const auto secret = webhook_secret(store.place(), target.id);
  if (!secret) return std::unexpected(secret.error());
  WebhookPost post;
  post.url = target.address;
  post.secret = *secret;
  post.id = store::ulid("delivery", options.now);
  post.body = body_of(notices, post.id, options.now, is_test);
  post.link_local = target.link_local;
  post.now = options.now;
  post.cancelled = options.cancelled;
  return post_webhook(post);
}

// One batch. False: no more of this target for now.
base::Result<bool> deliver_some(store::Store& store, const NotifyTarget& target,
                                const DeliverOptions& options, Delivered& out) {
  auto due = store.watch().take_due(target.id, options.now, kMostAtOnce, kPauses);
  if (!due) return std::unexpected(due.error());
  if (due->empty()) return false;
  std::vector<const Notice*> notices;
  std::vector<std::int64_t> numbers;
  std::size_t bytes = 0;
  for (const store::Watch::Due& one : *due) {
    bytes += one.notice.title.size() + one.notice.detail.size() + one.notice.subject.size() + 400;
    // The rest of them comes with the next attempt.
    if (bytes > kMostBody && !notices.empty()) break;
    notices.push_back(&one.notice);
    numbers.push_back(one.delivery.number);
  }
  const auto sent = send(store, target, notices, false, options);
  if (sent) {
    out.sent += numbers.size();
    if (const auto kept = store.watch().delivered(target.id, numbers, options.now); !kept) {
      return std::unexpected(kept.error());
    }
    return due->size() == kMostAtOnce && numbers.size() == due->size();
  }
  out.failed += numbers.size();
  out.problems.push_back(target.name + ": " + sent.error());
  const auto given_up =
      store.watch().failed(target.id, numbers, sent.error(), kPauses.size(), options.now);
  if (!given_up) return std::unexpected(given_up.error());
  if (*given_up > 0) {
    out.given_up += *given_up;
    Notice notice;
    notice.kind = record::NoticeKind::delivery;
    notice.severity = record::Severity::high;
    notice.subject = target.id;
    notice.id =
        record::notice_id(notice.kind, notice.subject, numbers.empty() ? "" : notices.front()->id);
    notice.title = target.name + " could not be told: " + std::to_string(*given_up) +
                   (*given_up == 1 ? " notice was" : " notices were") + " given up after " +
                   std::to_string(kPauses.size()) + " attempts";
    notice.detail = sent.error();
    notice.page = "settings";
    notice.at = options.now;
    if (const auto kept = store.watch().tell({notice}, 1); !kept) {
      return std::unexpected(kept.error());
    }
  }
  return false;
}

}  // namespace

base::Result<Delivered> deliver(store::Store& store, const DeliverOptions& options) {
  Delivered out;
  const auto targets = store.watch().targets();
  if (!targets) return std::unexpected(targets.error());
  for (const NotifyTarget& target : *targets) {
    if (!target.on) continue;
    for (;;) {
      if (options.cancelled && options.cancelled()) return out;
      const auto more = deliver_some(store, target, options, out);
      if (!more) return std::unexpected(more.error());
      if (!*more) break;
    }
  }
  return out;
}

std::expected<void, std::string> send_test(store::Store& store, const NotifyTarget& target,
                                           const DeliverOptions& options) {
  Notice notice;
  notice.id = store::ulid("notice", options.now);
  notice.kind = record::NoticeKind::delivery;
  notice.severity = record::Severity::info;
  notice.subject = target.id;
  notice.title = "a test of Bartizan: notices arrive here";
  notice.at = options.now;
  return send(store, target, {&notice}, true, options);
}

std::expected<NotifyTarget, std::string> target_called(store::Store& store,
                                                       std::string_view handle) {
  auto targets = store.watch().targets();
  if (!targets)
    return std::unexpected(std::string("the store cannot be read: ") + targets.error().what);
  const NotifyTarget* found = nullptr;
  for (const NotifyTarget& target : *targets) {
    if (target.id == handle) return target;
    if (handle.empty() || (target.name != handle && !target.id.starts_with(handle))) continue;
    if (found != nullptr)
      return std::unexpected(std::string(handle) + " is the name of several targets; use the id");
    found = &target;
  }
  if (found == nullptr)
    return std::unexpected("nobody called " + std::string(handle) + " is told anything");
  return *found;
}

}  // namespace bartizan::run
