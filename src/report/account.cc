#include "report/account.h"

#include "base/escape.h"
#include "base/json_write.h"

namespace bartizan::report {
namespace {

std::string day(base::Millis at) { return at == 0 ? "never" : base::format_utc(at).substr(0, 10); }
std::string minute(base::Millis at) {
  std::string text = base::format_utc(at).substr(0, 16);
  text[10] = ' ';
  return text;
}
std::string line(std::string_view text) { return base::escape_name(text); }
std::string many(std::int64_t n, std::string_view one, std::string_view more) {
  return std::to_string(n) + ' ' + std::string(n == 1 ? one : more);
}

void time(base::JsonWriter& out, std::string_view name, base::Millis at) {
  out.key(name);
  at == 0 ? out.null() : out.value(base::format_utc(at));
}

std::string finished(base::JsonWriter& out) { return out.take() + "\n"; }

}  // namespace

std::string accounts(std::span<const ShownAccount> all) {
  if (all.empty()) return "no accounts; add one: bartizan account add NAME --role admin\n";
  std::string out;
  for (const ShownAccount& one : all) {
    const record::Account& a = one.account;
    out += line(a.name) + "  " + std::string(record::name(a.role));
    if (a.erased) out += "  erased";
    if (a.disabled && !a.erased) out += "  disabled";
    if (one.locked_until != 0) out += "  locked until " + minute(one.locked_until) + " UTC";
    out += "\n";
    if (a.erased) continue;
    if (!a.display.empty()) out += "  name      " + line(a.display) + "\n";
    out += "  sign-in   ";
    out += a.password.empty() ? "no password yet" : "password";
    if (one.totp) out += ", authenticator app";
    if (one.passkeys != 0) {
      out += ", " + many(static_cast<std::int64_t>(one.passkeys), "passkey", "passkeys");
    }
    out += "\n  last      " + day(a.last_login) + "\n";
  }
  return out;
}

std::string accounts_json(std::span<const ShownAccount> all, const MachineOptions& options) {
  base::JsonWriter out(options.pretty);
  out.begin_object().field("schema", "bartizan.accounts/1").key("accounts").begin_array();
  for (const ShownAccount& one : all) {
    const record::Account& a = one.account;
    out.begin_object().field("id", a.id).field("name", line(a.name));
    out.field("display", line(a.display)).field("role", record::name(a.role));
    out.field("disabled", a.disabled).field("erased", a.erased);
    out.field("has_password", !a.password.empty()).field("totp", one.totp);
    out.field("passkeys", one.passkeys);
    time(out, "created", a.created);
    time(out, "last_login", a.last_login);
    time(out, "locked_until", one.locked_until);
    out.end_object();
  }
  out.end_array().end_object();
  return finished(out);
}

std::string tokens(std::span<const ShownToken> all, base::Millis now) {
  if (all.empty()) return "no tokens; make one: bartizan token new --account NAME --name WHAT\n";
  std::string out;
  for (const ShownToken& one : all) {
    const record::Token& t = one.token;
    out += t.id + "  " + line(t.name) + "\n  account   " + line(one.account) + "\n  may       ";
    for (const std::string& scope : t.scopes)
      out += (scope == t.scopes.front() ? "" : ", ") + scope;
    out += "\n  expires   " + day(t.expires) + (t.expires <= now ? ", expired" : "");
    if (t.revoked != 0) out += ", revoked " + day(t.revoked);
    out += "\n  last use  " + day(t.last_used) + "\n";
    if (!one.secret.empty()) {
      out +=
          "  token     " + one.secret + "\n            shown this once; keep it like a password\n";
    }
  }
  return out;
}

std::string tokens_json(std::span<const ShownToken> all, const MachineOptions& options) {
  base::JsonWriter out(options.pretty);
  out.begin_object().field("schema", "bartizan.tokens/1").key("tokens").begin_array();
  for (const ShownToken& one : all) {
    const record::Token& t = one.token;
    out.begin_object().field("id", t.id).field("name", line(t.name));
    out.field("account", line(one.account)).key("scopes").begin_array();
    for (const std::string& scope : t.scopes) out.value(scope);
    out.end_array();
    time(out, "created", t.created);
    time(out, "expires", t.expires);
    time(out, "last_used", t.last_used);
    time(out, "revoked", t.revoked);
    if (!one.secret.empty()) out.field("token", one.secret);
    out.end_object();
  }
  out.end_array().end_object();
  return finished(out);
}

std::string audit(std::span<const record::AuditEntry> all) {
  if (all.empty()) return "nothing\n";
  std::string out;
  for (const record::AuditEntry& e : all) {
    out += minute(e.at) + "  " + std::to_string(e.number) + "  " + line(e.what) + "  by " +
           (e.shown_who.empty() ? std::string("nobody known") : line(e.shown_who)) + " (" +
           line(e.via) + ")";
    if (!e.shown_subject.empty()) out += "  " + line(e.shown_subject);
    out += "\n";
    if (!e.shown_detail.empty()) out += "    " + line(e.shown_detail) + "\n";
  }
  return out;
}

std::string audit_json(std::span<const record::AuditEntry> all, const MachineOptions& options) {
  base::JsonWriter out(options.pretty);
  out.begin_object().field("schema", "bartizan.audit/1").key("entries").begin_array();
  for (const record::AuditEntry& e : all) {
    out.begin_object().field("number", e.number).field("at", base::format_utc(e.at));
    out.field("who", line(e.who)).field("name", line(e.shown_who)).field("via", line(e.via));
    out.field("what", line(e.what)).field("subject", line(e.shown_subject));
    out.field("detail", line(e.shown_detail)).field("previous", line(e.previous));
    out.field("hash", line(e.hash)).end_object();
  }
  out.end_array().end_object();
  return finished(out);
}

std::string audit_verdict(const ShownVerdict& v) {
  std::string out;
  for (const std::string& problem : v.problems) out += "✗ " + line(problem) + "\n";
  if (v.problems.empty()) {
    out += v.entries == 0
               ? "✓ the log is empty\n"
               : "✓ " + many(v.entries, "entry", "entries") + ", " + std::to_string(v.first) +
                     " to " + std::to_string(v.last) + ": nothing was changed, removed or put in\n";
  }
  for (const std::string& warning : v.warnings) out += "! " + line(warning) + "\n";
  if (v.unknown != 0) {
    out += "? " + many(v.unknown, "signed head", "signed heads") + " up to entry " +
           std::to_string(v.unknown_to) + (v.unknown == 1 ? " is" : " are") +
           " by a key that is not known here (" + line(v.unknown_key) +
           "). Name it: bartizan audit verify --key audit.pub, which bartizan key export-public "
           "--name audit -o audit.pub writes where it signs\n";
  }
  if (v.anchors == 0 && v.unknown == 0) {
    out +=
        "? no signed head vouches for it: whoever can write the database can replace it as a "
        "whole. Make one: bartizan audit anchor\n";
  } else if (v.anchors != 0 && v.problems.empty()) {
    out += "✓ " + many(v.anchors, "signed head", "signed heads") + ", the last one at entry " +
           std::to_string(v.anchored) + " on " + minute(v.anchored_at) + " UTC";
    if (v.last > v.anchored) out += "; " + many(v.last - v.anchored, "entry", "entries") + " since";
    out += "\n";
  }
  return out;
}

std::string audit_verdict_json(const ShownVerdict& v, const MachineOptions& options) {
  base::JsonWriter out(options.pretty);
  out.begin_object().field("schema", "bartizan.audit-verify/1").field("ok", v.problems.empty());
  out.field("entries", v.entries).field("first", v.first).field("last", v.last);
  out.field("hash", v.hash).key("anchors").begin_object().field("checked", v.anchors);
  out.field("last", v.anchored);
  time(out, "at", v.anchored_at);
  out.field("unknown", v.unknown).key("unknown_key");
  v.unknown_key.empty() ? out.null() : out.value(line(v.unknown_key));
  out.end_object().key("problems").begin_array();
  for (const std::string& problem : v.problems) out.value(line(problem));
  out.end_array().key("warnings").begin_array();
  for (const std::string& warning : v.warnings) out.value(line(warning));
  out.end_array().end_object();
  return finished(out);
}

std::string purged(std::span<const ShownPurge> all, bool dry_run) {
  std::string out;
  std::int64_t sum = 0;
  for (const ShownPurge& one : all) {
    sum += one.records;
    out += one.kind + "  " + std::to_string(one.records) + "\n  what   " + one.what +
           "\n  after  " + many(one.days, "day", "days") + ": " + one.why + "\n";
    if (!one.note.empty()) out += "  kept   " + one.note + "\n";
  }
  out += many(sum, "record", "records") + (dry_run ? " would go\n" : " went\n");
  return out;
}

std::string purged_json(std::span<const ShownPurge> all, bool dry_run,
                        const MachineOptions& options) {
  base::JsonWriter out(options.pretty);
  out.begin_object().field("schema", "bartizan.purge/1").field("dry_run", dry_run);
  out.key("kinds").begin_array();
  for (const ShownPurge& one : all) {
    out.begin_object().field("kind", one.kind).field("what", one.what).field("days", one.days);
    out.field("records", one.records).field("note", one.note).end_object();
  }
  out.end_array().end_object();
  return finished(out);
}

std::string backup(const ShownBackup& made) {
  std::string out =
      line(made.file) + "  " + minute(made.at) + " UTC, by version " + line(made.version) + "\n";
  for (const ShownBackup::File& file : made.files) {
    out += "  " + line(file.name) + "  " + std::to_string(file.size) +
           " bytes  sha256:" + file.sha256 + "\n";
  }
  if (made.key.empty()) {
    out += "  ? not signed: whoever could write the file could put anything into it\n";
  } else if (made.vouched) {
    out += "  ✓ signed by the key " + line(made.vouched_by) + "  " + line(made.key) + "\n";
  } else {
    out += "  ? signed by a key that is not known here  " + line(made.key) + "\n";
  }
  if (!made.feeds.empty()) {
    out += "  not in it: " + many(static_cast<std::int64_t>(made.feeds.size()), "feed", "feeds") +
           " of advisories; feeds update reads them again\n";
  }
  for (const std::string& kept : made.kept) out += "  kept as " + line(kept) + "\n";
  return out;
}

std::string backup_json(const ShownBackup& made, const MachineOptions& options) {
  base::JsonWriter out(options.pretty);
  out.begin_object().field("schema", "bartizan.backup/1").field("file", line(made.file));
  out.field("at", base::format_utc(made.at)).field("version", line(made.version));
  out.key("files").begin_array();
  for (const ShownBackup::File& file : made.files) {
    out.begin_object().field("name", line(file.name)).field("size", file.size);
    out.field("sha256", file.sha256).end_object();
  }
  out.end_array().key("feeds").begin_array();
  for (const std::string& feed : made.feeds) out.value(line(feed));
  out.end_array().key("signed").begin_object().key("key");
  made.key.empty() ? out.null() : out.value(line(made.key));
  out.field("vouched", made.vouched).end_object().key("kept").begin_array();
  for (const std::string& kept : made.kept) out.value(line(kept));
  out.end_array().end_object();
  return finished(out);
}

}  // namespace bartizan::report
