#include "run/lifecycle.h"

#include <algorithm>

#include "base/escape.h"
#include "base/json_write.h"

namespace bartizan::run {
namespace {

constexpr base::Millis kDay = base::Millis{24} * 60 * 60 * 1000;
constexpr std::string_view kAudit = "audit";
constexpr std::size_t kPage = 1000;

void time(base::JsonWriter& out, std::string_view name, base::Millis at) {
  out.key(name);
  at == 0 ? out.null() : out.value(base::format_utc(at));
}

void write_account(base::JsonWriter& out, store::Store& store, const record::Account& account) {
  store::Accounts& accounts = store.accounts();
  out.begin_object().field("id", account.id).field("name", base::escape_text(account.name));
  out.field("display", base::escape_text(account.display));
  out.field("role", record::name(account.role)).field("disabled", account.disabled);
  time(out, "created", account.created);
  time(out, "password_set", account.password_set);
  time(out, "last_login", account.last_login);
  out.key("sessions").begin_array();
  if (const auto all = accounts.sessions(account.id)) {
    for (const record::Session& session : *all) {
      out.begin_object().field("id", session.id).field("method", session.method);
      out.field("address", base::escape_text(session.address));
      out.field("agent", base::escape_text(session.agent));
      time(out, "created", session.created);
      time(out, "seen", session.seen);
      out.end_object();
    }
  }
  out.end_array().key("tokens").begin_array();
  if (const auto all = accounts.tokens(account.id)) {
    for (const record::Token& token : *all) {
      out.begin_object().field("id", token.id).field("name", base::escape_text(token.name));
      time(out, "created", token.created);
      time(out, "expires", token.expires);
      time(out, "last_used", token.last_used);
      out.end_object();
    }
  }
  out.end_array().key("passkeys").begin_array();
  if (const auto all = accounts.passkeys(account.id)) {
    for (const record::Passkey& passkey : *all) {
      out.begin_object().field("name", base::escape_text(passkey.name));
      time(out, "created", passkey.created);
      time(out, "last_used", passkey.last_used);
      out.end_object();
    }
  }
  const auto totp = accounts.totp(account.id);
  out.end_array().field("authenticator_app", totp && *totp && (*totp)->confirmed).end_object();
}

// The last signed head that vouches for everything up to `number`.
std::optional<record::AuditHead> head_over(store::Store& store, std::int64_t number) {
  const std::string file = default_anchors(store.path());
  if (file.empty()) return std::nullopt;
  const AuditVerdict verdict = verify_audit(store, file, KeyFolder::beside(store.path()));
  if (!verdict.ok() || verdict.anchors == 0 || verdict.last.number < number) return std::nullopt;
  return record::AuditHead{verdict.last.chain, verdict.last.number, verdict.last.hash};
}

std::expected<PurgeLine, std::string> purge_audit(store::Store& store, int days, bool dry_run,
                                                  base::Millis now) {
  PurgeLine line{std::string(kAudit),
                 "entries of the audit log below a signed head",
                 "OMB M-21-31: 12 months at hand and 18 more kept",
                 days,
                 0,
                 {}};
  store::AuditFilter filter;
  filter.to = now - days * kDay;
  filter.limit = 1;
  const auto last = store.audit().entries(filter);
  if (!last) return std::unexpected(std::string(last.error().what));
  if (last->empty()) return line;
  const std::int64_t number = last->front().number;
  const auto checked = store.audit().check();
  if (!checked) return std::unexpected(std::string(checked.error().what));
  const auto head = head_over(store, number);
  if (!head) {
    line.note = "no signed head vouches for them: bartizan audit anchor";
    return line;
  }
  line.records = number - checked->first + 1;
  if (dry_run) return line;
  const auto dropped = store.audit().drop_until(number, *head);
  if (!dropped) return std::unexpected(std::string(dropped.error().what));
  line.records = *dropped;
  return line;
}

}  // namespace

base::Result<std::string> export_person(store::Store& store, const std::string& name,
                                        base::Millis now) {
  const auto account = store.accounts().named(name);
  if (!account) return std::unexpected(account.error());
  const auto rows = store.retention().rows_naming(name);
  if (!rows) return std::unexpected(rows.error());
  base::JsonWriter out(true);
  out.begin_object().field("schema", "bartizan.person/1");
  out.field("name", base::escape_text(name)).field("as_of", base::format_utc(now)).key("account");
  *account ? write_account(out, store, **account) : static_cast<void>(out.null());
  out.key("records").begin_array();
  for (const store::PersonalRow& row : *rows) {
    out.begin_object().field("table", row.table).field("as", row.column).key("row");
    out.begin_object();
    for (std::size_t i = 0; i < row.names.size(); ++i) {
      out.field(row.names[i], base::escape_text(row.values[i]));
    }
    out.end_object().end_object();
  }
  out.end_array().key("activity").begin_array();
  store::AuditFilter filter;
  filter.who = name;
  filter.limit = kPage;
  for (;;) {
    const auto entries = store.audit().entries(filter);
    if (!entries) return std::unexpected(entries.error());
    for (const record::AuditEntry& entry : *entries) {
      out.begin_object().field("number", entry.number).field("at", base::format_utc(entry.at));
      out.field("via", entry.via).field("what", entry.what);
      out.field("subject", entry.shown_subject).field("detail", entry.shown_detail).end_object();
    }
    if (entries->size() < kPage) break;
    filter.before = entries->back().number;
  }
  out.end_array().end_object();
  return out.take() + "\n";
}

base::Result<Erased> erase_person(store::Store& store, const std::string& name,
                                  record::AuditEvent event) {
  Erased erased;
  const auto account = store.accounts().named(name);
  if (!account) return std::unexpected(account.error());
  const auto pseudonym = store.audit().pseudonym(name);
  if (!pseudonym) return std::unexpected(pseudonym.error());
  erased.pseudonym = *pseudonym;
  event.people = {name};
  event.detail = "{0} was erased";
  if (event.who == name) event.who = *pseudonym;
  store::AuditedChange change(store.audit(), event);
  if (*account) {
    const auto gone = store.accounts().erase((*account)->id, *pseudonym);
    if (!gone) return std::unexpected(gone.error());
    if (!*gone) return erased;
  }
  const auto rows = store.retention().rename_person(name, *pseudonym);
  if (!rows) return std::unexpected(rows.error());
  erased.rows = *rows;
  const auto entry = change.done();
  if (!entry) return std::unexpected(entry.error());
  erased.entry = *entry;
  // Last: until here the log knows whose pseudonym it is, so that a step that failed can be redone.
  const auto forgotten = store.audit().forget_name(name);
  if (!forgotten) return std::unexpected(forgotten.error());
  erased.done = true;
  return erased;
}

std::expected<std::vector<PurgeLine>, std::string> purge(store::Store& store,
                                                         const PurgeRules& rules, bool dry_run,
                                                         base::Millis now) {
  const auto asked = [&](std::string_view kind) {
    return std::ranges::find(rules.kinds, kind) != rules.kinds.end();
  };
  for (const std::string& kind : rules.kinds) {
    if (kind != kAudit && std::ranges::find(store::record_kinds(), kind, &store::RecordKind::id) ==
                              store::record_kinds().end()) {
      return std::unexpected("there is no kind of record called " + kind);
    }
  }
  std::vector<PurgeLine> lines;
  for (const store::RecordKind& kind : store::record_kinds()) {
    if (!rules.kinds.empty() && !asked(kind.id)) continue;
    const int days = rules.days != 0 ? rules.days : kind.days;
    const auto records = store.retention().older(kind.id, now - days * kDay, !dry_run);
    if (!records) return std::unexpected(std::string(records.error().what));
    lines.push_back(
        {std::string(kind.id), std::string(kind.what), std::string(kind.why), days, *records, {}});
  }
  if (asked(kAudit)) {
    auto line = purge_audit(store, rules.days != 0 ? rules.days : kAuditDays, dry_run, now);
    if (!line) return std::unexpected(line.error());
    lines.push_back(std::move(*line));
  }
  return lines;
}

}  // namespace bartizan::run
