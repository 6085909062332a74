// Notifications: who is told and how, what was told, and the same as a feed.
#include <algorithm>
#include <array>

#include "base/escape.h"
#include "base/json_write.h"
#include "record/watch_json.h"
#include "report/notices.h"
#include "run/notify.h"
#include "run/notify_secret.h"
#include "server/routes/answer.h"
#include "server/routes/routes.h"
#include "store/id.h"
#include "store/watch.h"

namespace bartizan::server {
namespace {

using record::NotifyTarget;

constexpr std::size_t kMostTargets = 50;
constexpr std::size_t kFeedLength = 100;

void text_or_null(base::JsonWriter& out, std::string_view key, std::string_view text) {
  out.key(key);
  text.empty() ? out.null() : out.value(base::encode_text(text));
}

void write_target(base::JsonWriter& out, const NotifyTarget& target,
                  const store::TargetLoad& load) {
  out.field("id", target.id).field("kind", record::name(target.kind));
  out.field("name", base::encode_text(target.name));
  out.field("address", base::escape_name(target.address));
  out.field("least", record::name(target.least)).field("on", target.on);
  out.field("link_local", target.link_local).field("by", base::encode_text(target.by));
  time_field(out, "added", target.at);
  time_field(out, "delivered", target.delivered);
  text_or_null(out, "problem", target.problem);
  out.field("waiting", load.waiting).field("given_up", load.given_up);
}

Response list_targets(const Call& call) {
  store::Watch& watch = call.context.store.watch();
  const auto targets = watch.targets();
  if (!targets) return internal_problem();
  List list(call);
  for (const NotifyTarget& target : *targets) {
    if (!list.wanted(target.name + ' ' + target.address)) continue;
    const auto load = watch.load(target.id);
    if (!load) return internal_problem();
    write_target(list.item(), target, *load);
    list.end_item();
  }
  return list.finish();
}

Response written(const Call& call, const NotifyTarget& target, std::string_view secret,
                 std::string_view audit, unsigned status) {
  const auto load = call.context.store.watch().load(target.id);
  if (!load) return internal_problem();
  base::JsonWriter out;
  out.begin_object();
  write_target(out, target, *load);
  if (!secret.empty()) out.field("secret", secret);
  out.field("audit", audit).end_object();
  Response response = json(out);
  response.status = status;
  return response;
}

// Who is named by the path; nullopt where there is none.
std::expected<std::optional<NotifyTarget>, base::Error> target_of(const Call& call) {
  const auto targets = call.context.store.watch().targets();
  if (!targets) return std::unexpected(targets.error());
  const auto found = std::ranges::find(*targets, call.path("id"), &NotifyTarget::id);
  if (found == targets->end()) return std::nullopt;
  return *found;
}

// What the body says of it; a response where that cannot be.
std::optional<Response> take(const Call& call, NotifyTarget& target) {
  if (const auto name = call.body_text("name"); !name.empty()) target.name = name;
  if (const auto address = call.body_text("address"); !address.empty()) {
    target.address = base::unescape_name(address);
  }
  if (const auto least = record::parse_severity(call.body_text("least"))) target.least = *least;
  target.on = call.body_boolean("on").value_or(target.on);
  target.link_local = call.body_boolean("link_local").value_or(target.link_local);
  if (std::string why = run::why_no_target(target); !why.empty()) {
    return problem(400, "That cannot be told anything: " + why + ".", {{"body", "address", why}});
  }
  if (const auto secret = call.body_text("secret"); !secret.empty()) {
    std::string why = target.kind == record::TargetKind::webhook
                          ? run::why_no_secret(secret)
                          : std::string("syslog has no secret");
    if (!why.empty()) return problem(400, "That is no secret.", {{"body", "secret", why}});
  }
  return std::nullopt;
}

Response add_target(const Call& call) {
  store::Store& store = call.context.store;
  const auto targets = store.watch().targets();
  if (!targets) return internal_problem();
  if (targets->size() >= kMostTargets) {
    return problem(409, "There are " + std::to_string(kMostTargets) + " already.");
  }
  NotifyTarget target;
  target.id = store::ulid("target", call.context.now());
  target.kind = record::target_kind(call.body_text("kind")).value_or(record::TargetKind::webhook);
  target.by = call.principal->name;
  target.at = call.context.now();
  if (auto refused = take(call, target)) return std::move(*refused);
  std::string secret;
  if (target.kind == record::TargetKind::webhook) {
    secret = call.body_text("secret");
    if (secret.empty()) secret = run::new_webhook_secret();
  }
  const auto audit = note_change(call, "notify.add", target.id, run::in_words(target));
  if (!audit) return internal_problem();
  if (!secret.empty() && !run::keep_webhook_secret(store.place(), target.id, secret)) {
    return internal_problem();
  }
  if (!store.watch().put_target(target)) return internal_problem();
  return written(call, target, secret, *audit, 201);
}

Response change_target(const Call& call) {
  store::Store& store = call.context.store;
  auto known = target_of(call);
  if (!known) return internal_problem();
  if (!*known) return not_found("such target");
  NotifyTarget target = **known;
  if (auto refused = take(call, target)) return std::move(*refused);
  const std::string secret(call.body_text("secret"));
  const auto audit =
      note_change(call, "notify.change", target.id,
                  run::in_words(target) + (secret.empty() ? "" : ", with a new secret"));
  if (!audit) return internal_problem();
  if (!secret.empty() && !run::keep_webhook_secret(store.place(), target.id, secret)) {
    return internal_problem();
  }
  if (!store.watch().put_target(target)) return internal_problem();
  return written(call, target, "", *audit, 200);
}

Response remove_target(const Call& call) {
  const auto known = target_of(call);
  if (!known) return internal_problem();
  if (!*known) return not_found("such target");
  const auto audit = note_change(call, "notify.remove", (*known)->id, run::in_words(**known));
  if (!audit || !call.context.store.watch().remove_target((*known)->id)) return internal_problem();
  run::forget_webhook_secret(call.context.store.place(), (*known)->id);
  base::JsonWriter out;
  out.begin_object().field("audit", *audit).end_object();
  return json(out);
}

Response test_target(const Call& call) {
  const auto known = target_of(call);
  if (!known) return internal_problem();
  if (!*known) return not_found("such target");
  const auto audit = note_change(call, "notify.test", (*known)->id, (*known)->name);
  if (!audit) return internal_problem();
  const auto sent = run::send_test(call.context.store, **known, {call.context.now(), nullptr});
  base::JsonWriter out;
  out.begin_object().field("ok", sent.has_value());
  text_or_null(out, "problem", sent ? std::string_view() : std::string_view(sent.error()));
  out.field("audit", *audit).end_object();
  return json(out);
}

Response list_notices(const Call& call) {
  store::Watch& watch = call.context.store.watch();
  std::int64_t before = 0;
  if (const auto cursor = call.text("cursor"); cursor && !cursor->empty()) {
    const auto number = parse_integer(*cursor);
    if (!number || *number <= 0) {
      return problem(400, "That is no cursor of this list.",
                     {{"query", "cursor", "must be `next` of an earlier answer"}});
    }
    before = *number;
  }
  // The list itself looks for no cursor: the store has cut it.
  const auto rows = watch.notices(before, call.limit() + 1);
  const auto count = watch.notice_count();
  if (!rows || !count) return internal_problem();
  base::JsonWriter out;
  out.begin_object().key("items").begin_array();
  const std::string_view wanted = call.text_or("q", "");
  for (std::size_t i = 0; i < std::min(rows->size(), call.limit()); ++i) {
    const record::Notice& notice = (*rows)[i].notice;
    if (!wanted.empty() && !notice.title.contains(wanted) && !notice.subject.contains(wanted)) {
      continue;
    }
    record::write(out, notice);
  }
  out.end_array().key("total");
  wanted.empty() ? out.value(*count) : out.null();
  out.key("next");
  if (rows->size() > call.limit()) {
    out.value(std::to_string((*rows)[call.limit() - 1].number));
  } else {
    out.null();
  }
  time_field(out, "as_of", call.context.now());
  out.end_object();
  return json(out);
}

// Made when it is first asked for, and the same from then on.
std::expected<std::string, base::Error> installation(const Call& call) {
  store::Watch& watch = call.context.store.watch();
  auto known = watch.value("installation");
  if (!known || !known->empty()) return known;
  const std::string fresh = store::ulid("installation", call.context.now());
  if (const auto kept = watch.put_value("installation", fresh); !kept) {
    return std::unexpected(kept.error());
  }
  return fresh;
}

Response feed(const Call& call) {
  const auto rows = call.context.store.watch().notices(0, kFeedLength);
  const auto name = installation(call);
  if (!rows || !name) return internal_problem();
  std::vector<record::Notice> notices;
  for (const store::NoticeRow& row : *rows) notices.push_back(row.notice);
  report::AtomOptions options;
  options.address =
      (call.request.peer.tls ? "https://" : "http://") + std::string(call.request.header("host"));
  options.installation = *name;
  options.now = call.context.now();
  Response response;
  response.content_type = "application/atom+xml; charset=utf-8";
  response.body = report::notices_atom(notices, options);
  return response;
}

constexpr std::string_view kSeverities = "info|low|medium|high|critical";
constexpr std::array kTargetFields{
    Field{.name = "id", .type = Type::id, .required = true},
    Field{.name = "kind", .type = Type::word, .words = "webhook|syslog", .required = true},
    Field{.name = "name", .required = true},
    Field{.name = "address", .required = true},
    Field{.name = "least", .type = Type::word, .words = kSeverities, .required = true},
    Field{.name = "on", .type = Type::boolean, .required = true},
    Field{.name = "link_local", .type = Type::boolean, .required = true},
    Field{.name = "by", .required = true},
    Field{.name = "added", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "delivered", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "problem",
          .summary = "why the last attempt failed",
          .required = true,
          .nullable = true},
    Field{.name = "waiting", .type = Type::integer, .required = true},
    Field{.name = "given_up", .type = Type::integer, .required = true},
    Field{.name = "secret", .summary = "of a new webhook: shown once"},
    Field{.name = "audit", .type = Type::id}};
constexpr Schema kTarget{
    .name = "NotifyTarget", .summary = "Somebody who is told", .fields = kTargetFields};
constexpr std::array kAddBody{
    Field{.name = "kind", .type = Type::word, .words = "webhook|syslog", .required = true},
    Field{.name = "name", .least = 1, .most = 100, .required = true},
    Field{.name = "address",
          .summary = "https://..., unix:/dev/log or udp:HOST:PORT",
          .least = 1,
          .most = 2000,
          .required = true},
    Field{.name = "least", .type = Type::word, .words = kSeverities},
    Field{.name = "on", .type = Type::boolean},
    Field{.name = "link_local",
          .type = Type::boolean,
          .summary = "addresses of the link itself may be reached"},
    Field{.name = "secret", .summary = "of a webhook; made up where there is none", .most = 256}};
constexpr std::array kChangeBody{Field{.name = "name", .least = 1, .most = 100},
                                 Field{.name = "address", .least = 1, .most = 2000},
                                 Field{.name = "least", .type = Type::word, .words = kSeverities},
                                 Field{.name = "on", .type = Type::boolean},
                                 Field{.name = "link_local", .type = Type::boolean},
                                 Field{.name = "secret", .most = 256}};
constexpr std::array kAuditFields{Field{.name = "audit", .type = Type::id, .required = true}};
constexpr Schema kAudited{.name = "NotifyChanged", .fields = kAuditFields};
constexpr std::array kTestFields{Field{.name = "ok", .type = Type::boolean, .required = true},
                                 Field{.name = "problem", .required = true, .nullable = true},
                                 Field{.name = "audit", .type = Type::id, .required = true}};
constexpr Schema kTest{.name = "NotifyTest", .fields = kTestFields};
constexpr std::array kNoticeFields{
    Field{.name = "id", .type = Type::id, .required = true},
    Field{.name = "kind",
          .type = Type::word,
          .words = "finding|answer|clock|place|evidence|feed|delivery",
          .required = true},
    Field{.name = "severity", .type = Type::word, .words = kSeverities, .required = true},
    Field{.name = "subject", .required = true},
    Field{.name = "title", .required = true},
    Field{.name = "detail", .required = true},
    Field{.name = "page", .summary = "of the dashboard", .required = true},
    Field{.name = "at", .type = Type::time, .required = true}};
constexpr Schema kNotice{
    .name = "Notice", .summary = "Something that people are told", .fields = kNoticeFields};
constexpr std::array kMissing{404U};
constexpr std::array kTooMany{409U};

constexpr std::array kRoutes{Route{.pattern = "/api/v1/notifications",
                                   .role = Role::admin,
                                   .scope = Scope::admin,
                                   .room = "Watching",
                                   .id = "list_notifications",
                                   .summary = "Who is told, and how that went.",
                                   .is_list = true,
                                   .answer = &kTarget,
                                   .handler = list_targets},
                             Route{.method = Method::post,
                                   .pattern = "/api/v1/notifications",
                                   .role = Role::admin,
                                   .scope = Scope::admin,
                                   .room = "Watching",
                                   .id = "add_notification",
                                   .summary = "Tell somebody from now on.",
                                   .body = {.kind = Body::Kind::json, .fields = kAddBody},
                                   .answer = &kTarget,
                                   .success = 201,
                                   .refusals = kTooMany,
                                   .handler = add_target},
                             Route{.method = Method::patch,
                                   .pattern = "/api/v1/notifications/{id}",
                                   .role = Role::admin,
                                   .scope = Scope::admin,
                                   .room = "Watching",
                                   .id = "change_notification",
                                   .summary = "Change who is told, or how.",
                                   .body = {.kind = Body::Kind::json, .fields = kChangeBody},
                                   .answer = &kTarget,
                                   .refusals = kMissing,
                                   .handler = change_target},
                             Route{.method = Method::remove,
                                   .pattern = "/api/v1/notifications/{id}",
                                   .role = Role::admin,
                                   .scope = Scope::admin,
                                   .room = "Watching",
                                   .id = "remove_notification",
                                   .summary = "Tell them nothing any more.",
                                   .answer = &kAudited,
                                   .refusals = kMissing,
                                   .handler = remove_target},
                             Route{.method = Method::post,
                                   .pattern = "/api/v1/notifications/{id}/test",
                                   .role = Role::admin,
                                   .scope = Scope::admin,
                                   .room = "Watching",
                                   .id = "test_notification",
                                   .summary = "Send a notice that says that it is a test.",
                                   .answer = &kTest,
                                   .refusals = kMissing,
                                   .handler = test_target},
                             Route{.pattern = "/api/v1/notices",
                                   .room = "Watching",
                                   .id = "list_notices",
                                   .summary = "What was noticed, latest first.",
                                   .is_list = true,
                                   .answer = &kNotice,
                                   .handler = list_notices},
                             Route{.pattern = "/api/v1/feed.atom",
                                   .room = "Watching",
                                   .id = "notice_feed",
                                   .summary = "The last hundred notices as Atom (RFC 4287).",
                                   .content_type = "application/atom+xml",
                                   .handler = feed}};

}  // namespace

std::span<const Route> notification_routes() { return kRoutes; }

}  // namespace bartizan::server
