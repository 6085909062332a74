// Accounts: tokens, the accounts of others, and the audit log.
#include "server/accounts.h"

#include <algorithm>
#include <array>

#include "base/escape.h"
#include "base/json_write.h"
#include "run/audit.h"
#include "run/lifecycle.h"
#include "server/audit/event.h"
#include "server/routes/answer.h"
#include "server/routes/people.h"
#include "server/routes/people_forms.h"
#include "server/routes/routes.h"
#include "store/id.h"

namespace bartizan::server {

Response refuse(const Denial& denial) {
  Response response = denial.needs.empty()
                          ? problem(denial.status, denial.detail)
                          : problem_with(denial.status, denial.detail, "needs", denial.needs);
  if (denial.retry_after != 0) {
    response.headers.push_back({"Retry-After", std::to_string(denial.retry_after)});
  }
  return response;
}

void write_time(base::JsonWriter& out, std::string_view name, base::Millis at) {
  out.key(name);
  at == 0 ? out.null() : out.value(base::format_utc(at));
}

void write_account(base::JsonWriter& out, const Call& call, const record::Account& account) {
  store::Accounts& accounts = call.context.store.accounts();
  const auto totp = accounts.totp(account.id);
  const auto passkeys = accounts.passkeys(account.id);
  out.field("id", account.id).field("name", account.name);
  out.field("display", base::escape_text(account.display.empty() ? account.name : account.display));
  out.field("role", record::name(account.role));
  out.field("totp", totp && *totp && (*totp)->confirmed);
  out.field("passkeys", passkeys ? passkeys->size() : 0);
  write_time(out, "last_login", account.last_login);
}

std::string own_origin(const Request& request) {
  const std::string_view origin = request.header("origin");
  if (!origin.empty()) return std::string(origin);
  return (request.peer.tls ? "https://" : "http://") + std::string(request.header("host"));
}

Response changed(std::int64_t entry) {
  base::JsonWriter out;
  out.begin_object().field("audit", audit_id(entry)).end_object();
  return json(out);
}

namespace {

constexpr std::string_view kRoles = "viewer|analyst|approver|admin";

bool is_admin(const Call& call) { return call.principal->role == Role::admin; }

// The answer to what is to be shown and cannot be.
std::optional<Response> unfit(std::string_view label, const char* field) {
  const std::string why = label_problem(label);
  if (why.empty()) return std::nullopt;
  return problem(400, why, {{"body", field, why}});
}

std::string name_of(const Call& call, std::string_view account) {
  const auto found = call.context.store.accounts().find(account);
  return found && *found ? (*found)->name : std::string();
}

void write_token(base::JsonWriter& out, const Call& call, const record::Token& token) {
  out.field("id", token.id).field("name", token.name);
  out.key("account").begin_object().field("id", token.account);
  out.field("name", name_of(call, token.account)).end_object();
  out.key("scopes").begin_array();
  for (const std::string& scope : token.scopes) out.value(scope);
  out.end_array();
  write_time(out, "created", token.created);
  write_time(out, "expires", token.expires);
  write_time(out, "last_used", token.last_used);
  write_time(out, "revoked", token.revoked);
  text_field(out, "parent", token.parent);
}

Response list_tokens(const Call& call) {
  const bool all_of_them = is_admin(call) && call.boolean("all").value_or(false);
  const auto all = call.context.store.accounts().tokens(all_of_them ? std::string_view()
                                                                    : call.principal->account);
  if (!all) return internal_problem();
  List list(call);
  for (const record::Token& token : *all) {
    if (!list.wanted(token.name)) continue;
    write_token(list.item(), call, token);
    list.end_item();
  }
  return list.finish();
}

Response make_token(const Call& call) {
  std::vector<std::string> scopes;
  if (const text::Node* list = call.body.find("scopes")) {
    for (const text::Node& one : list->items) {
      if (std::ranges::find(scopes, one.text) == scopes.end()) scopes.push_back(one.text);
    }
  }
  const auto is_own = [&](const std::string& scope) {
    const auto known = scope_of(scope);
    return !known || call.principal->scopes.has(*known);
  };
  if (!std::ranges::all_of(scopes, is_own)) {
    return problem(403, "A token makes no token that may do more than itself.");
  }
  const std::string name(call.body_text("name"));
  if (auto refused = unfit(name, "name")) return std::move(*refused);
  const base::Millis expires = call.body_time("expires").value_or(0);
  record::AuditEvent event = said_by(call, "token.new", call.principal->account, name);
  store::AuditedChange change(call.context.store.audit(), event);
  const auto made = new_token(call.context.store, call.context.accounts->key(),
                              call.principal->account, name, scopes, expires, call.context.now(),
                              call.principal->via == Via::token ? call.principal->credential : "");
  if (!made) {
    if (made.error().code != base::Code::invalid) return internal_problem();
    return problem(400, std::string(made.error().what) + ".", {{"body", "", made.error().what}});
  }
  const auto entry = change.done();
  if (!entry) return internal_problem();
  base::JsonWriter out;
  out.begin_object().field("token", made->secret);
  write_token(out, call, made->token);
  out.field("audit", audit_id(*entry)).end_object();
  Response response = json(out);
  response.status = 201;
  response.headers.push_back({"Cache-Control", "no-store"});
  return response;
}

Response revoke_token(const Call& call) {
  store::AuditedChange change(
      call.context.store.audit(),
      said_by(call, "token.revoke", call.path("id"), "with those that it made"));
  const auto revoked = call.context.store.accounts().revoke_token(
      is_admin(call) ? std::string_view() : call.principal->account, call.path("id"),
      call.context.now());
  if (!revoked) return internal_problem();
  if (!*revoked) return not_found("token");
  const auto entry = change.done();
  return entry ? changed(*entry) : internal_problem();
}

Response list_accounts(const Call& call) {
  const auto all = call.context.store.accounts().all();
  const auto locked = call.context.store.accounts().lockouts(call.context.now());
  if (!all || !locked) return internal_problem();
  List list(call);
  for (const record::Account& account : *all) {
    if (account.erased || (!list.wanted(account.name) && !list.wanted(account.display))) continue;
    base::JsonWriter& out = list.item();
    write_account(out, call, account);
    out.field("disabled", account.disabled).field("has_password", !account.password.empty());
    write_time(out, "created", account.created);
    base::Millis until = 0;
    for (const std::string& subject : lock_subjects(call.context.accounts->key(), account)) {
      const auto found = std::ranges::find(*locked, subject, &record::Lockout::subject);
      if (found != locked->end()) until = std::max(until, found->until);
    }
    write_time(out, "locked_until", until);
    list.end_item();
  }
  return list.finish();
}

// A link and whom it is for.
Response linked(const Call& call, unsigned status, const std::string& account,
                std::string_view purpose, std::int64_t entry) {
  const auto secret = call.context.accounts->new_link(purpose, account);
  if (!secret) return internal_problem();
  base::JsonWriter out;
  out.begin_object().field("id", account);
  out.field("link", link_address(own_origin(call.request), *secret));
  write_time(out, "expires", call.context.now() + kLinkLife);
  out.field("audit", audit_id(entry)).end_object();
  Response response = json(out);
  response.status = status;
  response.headers.push_back({"Cache-Control", "no-store"});
  return response;
}

Response add_account(const Call& call) {
  record::Account account;
  account.name = call.body_text("name");
  if (const std::string why = name_problem(account.name); !why.empty()) {
    return problem(400, why, {{"body", "name", why}});
  }
  account.id = store::ulid("account", call.context.now());
  account.display = call.body_text("display");
  if (auto refused = unfit(account.display, "display")) return std::move(*refused);
  account.role = record::role(call.body_text("role")).value_or(record::Role::viewer);
  account.created = call.context.now();
  record::AuditEvent event =
      said_by(call, "account.add", account.id, "{0}, " + std::string(record::name(account.role)));
  event.people = {account.name};
  store::AuditedChange change(call.context.store.audit(), event);
  const auto added = call.context.store.accounts().add(account);
  if (!added) {
    return added.error().code == base::Code::invalid
               ? problem(409, "There is an account of this name already.")
               : internal_problem();
  }
  const auto entry = change.done();
  if (!entry) return internal_problem();
  return linked(call, 201, account.id, "invite", *entry);
}

Response last_admin() {
  return problem(409,
                 "Without this account nobody could sign in as admin. Make another one first.");
}

Response change_account(const Call& call) {
  store::Accounts& accounts = call.context.store.accounts();
  const std::string id(call.path("id"));
  const auto found = accounts.find(id);
  if (!found) return internal_problem();
  if (!*found || (*found)->erased) return not_found("account");
  const record::Account& account = **found;
  if (auto refused = unfit(call.body_text("display"), "display")) return std::move(*refused);
  const auto wanted_role = record::role(call.body_text("role"));
  const auto disabled = call.body_boolean("disabled");
  std::int64_t entry = 0;
  const auto audited =
      [&](const char* what, std::string detail,
          const std::function<base::Result<bool>()>& work) -> std::optional<Response> {
    record::AuditEvent event = said_by(call, what, id, "{0}: " + detail);
    event.people = {account.name};
    store::AuditedChange change(call.context.store.audit(), event);
    const auto done = work();
    if (!done) return internal_problem();
    if (!*done) return last_admin();
    const auto number = change.done();
    if (!number) return internal_problem();
    entry = *number;
    return std::nullopt;
  };
  if (wanted_role && *wanted_role != account.role) {
    auto failed = audited(
        "account.role",
        std::string(record::name(account.role)) + " to " + std::string(record::name(*wanted_role)),
        [&] { return accounts.set_role(id, *wanted_role); });
    if (failed) return std::move(*failed);
  }
  if (disabled && *disabled != account.disabled) {
    auto failed = audited("account.disable", *disabled ? "disabled" : "enabled",
                          [&] { return accounts.set_disabled(id, *disabled, call.context.now()); });
    if (failed) return std::move(*failed);
  }
  if (call.body_boolean("unlock").value_or(false)) {
    auto failed = audited("account.unlock", "unlocked", [&]() -> base::Result<bool> {
      for (const std::string& subject : lock_subjects(call.context.accounts->key(), account)) {
        const auto cleared = accounts.clear_lockout(subject);
        if (!cleared) return std::unexpected(cleared.error());
      }
      return true;
    });
    if (failed) return std::move(*failed);
  }
  if (const text::Node* display = call.body.find("display"); display && display->is_string()) {
    auto failed = audited("account.display", "shown name changed", [&]() -> base::Result<bool> {
      const auto set = accounts.set_display(id, display->text);
      if (!set) return std::unexpected(set.error());
      return true;
    });
    if (failed) return std::move(*failed);
  }
  const auto after = accounts.find(id);
  if (!after || !*after) return internal_problem();
  base::JsonWriter out;
  out.begin_object();
  write_account(out, call, **after);
  out.field("disabled", (*after)->disabled).key("audit");
  entry == 0 ? out.null() : out.value(audit_id(entry));
  out.end_object();
  return json(out);
}

Response reset_account(const Call& call) {
  const std::string id(call.path("id"));
  const auto found = call.context.store.accounts().find(id);
  if (!found) return internal_problem();
  if (!*found || (*found)->erased) return not_found("account");
  if ((*found)->disabled) return problem(409, "This account is disabled.");
  record::AuditEvent event = said_by(call, "account.reset", id, "link for {0}");
  event.people = {(*found)->name};
  const auto entry = call.context.store.audit().append(event);
  if (!entry) return internal_problem();
  return linked(call, 200, id, "reset", *entry);
}

Response export_account(const Call& call) {
  const auto found = call.context.store.accounts().find(call.path("id"));
  if (!found) return internal_problem();
  if (!*found || (*found)->erased) return not_found("account");
  auto text = run::export_person(call.context.store, (*found)->name, call.context.now());
  if (!text) return internal_problem();
  record::AuditEvent event = said_by(call, "account.export", (*found)->id, "data of {0}");
  event.people = {(*found)->name};
  if (!call.context.store.audit().append(event)) return internal_problem();
  Response response;
  response.body = std::move(*text);
  response.headers.push_back(
      {"Content-Disposition", "attachment; filename=\"" + (*found)->id + ".json\""});
  return response;
}

Response erase_account(const Call& call) {
  const auto found = call.context.store.accounts().find(call.path("id"));
  if (!found) return internal_problem();
  if (!*found || (*found)->erased) return not_found("account");
  if ((*found)->id == call.principal->account) {
    return problem(409, "Nobody erases the account that they use. Another admin can.");
  }
  const auto erased = run::erase_person(call.context.store, (*found)->name,
                                        said_by(call, "account.erase", (*found)->id, ""));
  if (!erased) return internal_problem();
  if (!erased->done) return last_admin();
  return changed(erased->entry);
}

Response list_audit(const Call& call) {
  store::AuditFilter filter;
  filter.text = call.text_or("q", "");
  filter.subject = call.text_or("subject", "");
  filter.who = call.text_or("account", "");
  filter.what = call.text_or("what", "");
  filter.from = call.time("from").value_or(0);
  filter.to = call.time("to").value_or(0);
  if (const auto cursor = call.text("cursor"); cursor && !cursor->empty()) {
    const auto before = parse_integer(*cursor);
    if (!before || *before <= 0) {
      return problem(400, "That is no cursor of this list.",
                     {{"query", "cursor", "must be `next` of an earlier answer"}});
    }
    filter.before = *before;
  }
  filter.limit = call.limit() + 1;
  const auto found = call.context.store.audit().entries(filter);
  if (!found) return internal_problem();
  base::JsonWriter out;
  out.begin_object().key("items").begin_array();
  const std::size_t shown = std::min(found->size(), call.limit());
  for (std::size_t i = 0; i < shown; ++i) {
    const record::AuditEntry& entry = (*found)[i];
    out.begin_object().field("id", audit_id(entry.number)).field("at", base::format_utc(entry.at));
    out.field("account", entry.who).field("name", entry.shown_who).field("via", entry.via);
    out.field("what", entry.what).field("subject", entry.shown_subject);
    out.field("detail", entry.shown_detail).field("hash", entry.hash).end_object();
  }
  out.end_array().key("total").null().key("next");
  found->size() > shown ? out.value(std::to_string((*found)[shown - 1].number)) : out.null();
  out.field("as_of", base::format_utc(call.context.now())).end_object();
  return json(out);
}

Response verify_audit(const Call& call) {
  const run::AuditVerdict verdict =
      run::verify_audit(call.context.store, run::default_anchors(call.context.store.path()),
                        run::KeyFolder::beside(call.context.store.path()));
  base::JsonWriter out;
  out.begin_object().field("ok", verdict.ok()).field("entries", verdict.checked.entries);
  out.key("anchor");
  if (verdict.anchors == 0) {
    out.null();
  } else {
    out.begin_object().field("ok", verdict.anchors_ok).field("checked", verdict.anchors);
    write_time(out, "last", verdict.last.at);
    out.field("number", verdict.last.number).end_object();
  }
  out.key("problem");
  verdict.problems.empty() ? out.null() : out.value(verdict.problems.front());
  out.key("problems").begin_array();
  for (const std::string& one : verdict.problems) out.value(one);
  out.end_array().field("as_of", base::format_utc(call.context.now())).end_object();
  return json(out);
}

constexpr std::array kScopeWord{
    Field{.name = "", .type = Type::word, .words = "read|scan|write|admin"}};
constexpr std::array kTokenFields{
    Field{.name = "name", .summary = "what it is for", .least = 1, .most = 100, .required = true},
    Field{.name = "scopes",
          .type = Type::list,
          .least = 1,
          .most = 4,
          .required = true,
          .fields = kScopeWord},
    Field{.name = "expires", .type = Type::time, .summary = "within a year", .required = true}};
constexpr std::array kNewAccountFields{
    Field{.name = "name", .least = 1, .most = 64, .required = true},
    Field{.name = "display", .most = 200},
    Field{.name = "role", .type = Type::word, .words = kRoles, .required = true}};
constexpr std::array kChangeFields{Field{.name = "role", .type = Type::word, .words = kRoles},
                                   Field{.name = "disabled", .type = Type::boolean},
                                   Field{.name = "unlock", .type = Type::boolean},
                                   Field{.name = "display", .most = 200}};
constexpr std::array kAllFlag{
    Field{.name = "all", .type = Type::boolean, .summary = "those of others too (admin)"}};
constexpr std::array kAuditQuery{
    Field{.name = "subject", .most = 300},
    Field{.name = "account", .summary = "a name, or a pseudonym", .most = 300},
    Field{.name = "what", .summary = "account, or account.role", .most = 100},
    Field{.name = "from", .type = Type::time}, Field{.name = "to", .type = Type::time}};
constexpr std::array<unsigned, 1> kUnknown{404U};
constexpr std::array<unsigned, 1> kConflict{409U};
constexpr std::array<unsigned, 2> kUnknownOrConflict{404U, 409U};

Body body_of(std::span<const Field> fields) { return {Body::Kind::json, fields, 0, false}; }

const std::array kRoutes{
    Route{.method = Method::get,
          .pattern = "/api/v1/tokens",
          .room = "Accounts",
          .id = "list_tokens",
          .summary = "Tokens for programs.",
          .query = kAllFlag,
          .is_list = true,
          .answer = &kTokenSchema,
          .handler = list_tokens},
    Route{.method = Method::post,
          .pattern = "/api/v1/tokens",
          .scope = Scope::admin,
          .room = "Accounts",
          .id = "make_token",
          .summary = "Make a token; it is answered once and never again.",
          .body = body_of(kTokenFields),
          .answer = &kTokenSchema,
          .success = 201,
          .handler = make_token},
    Route{.method = Method::remove,
          .pattern = "/api/v1/tokens/{id}",
          .scope = Scope::admin,
          .room = "Accounts",
          .id = "revoke_token",
          .summary = "Revoke a token, and those that it made.",
          .answer = &kAuditedSchema,
          .refusals = kUnknown,
          .handler = revoke_token},
    Route{.method = Method::get,
          .pattern = "/api/v1/accounts",
          .role = Role::admin,
          .scope = Scope::admin,
          .room = "Accounts",
          .id = "list_accounts",
          .summary = "Who may use this installation.",
          .is_list = true,
          .answer = &kAccountSchema,
          .handler = list_accounts},
    Route{.method = Method::post,
          .pattern = "/api/v1/accounts",
          .role = Role::admin,
          .scope = Scope::admin,
          .room = "Accounts",
          .id = "add_account",
          .summary = "Add an account; answers the one-time link for its owner.",
          .body = body_of(kNewAccountFields),
          .answer = &kNewLinkSchema,
          .success = 201,
          .refusals = kConflict,
          .handler = add_account},
    Route{.method = Method::patch,
          .pattern = "/api/v1/accounts/{id}",
          .role = Role::admin,
          .scope = Scope::admin,
          .room = "Accounts",
          .id = "change_account",
          .summary = "Change the role, disable, enable or unlock.",
          .body = body_of(kChangeFields),
          .answer = &kAccountSchema,
          .refusals = kUnknownOrConflict,
          .handler = change_account},
    Route{.method = Method::post,
          .pattern = "/api/v1/accounts/{id}/reset",
          .role = Role::admin,
          .scope = Scope::admin,
          .room = "Accounts",
          .id = "reset_account",
          .summary = "Make a one-time link that sets a new password.",
          .answer = &kNewLinkSchema,
          .refusals = kUnknownOrConflict,
          .handler = reset_account},
    Route{.method = Method::get,
          .pattern = "/api/v1/accounts/{id}/export",
          .role = Role::admin,
          .scope = Scope::admin,
          .room = "Accounts",
          .id = "export_account",
          .summary = "Everything that is kept about a person.",
          .refusals = kUnknown,
          .handler = export_account},
    Route{.method = Method::remove,
          .pattern = "/api/v1/accounts/{id}",
          .role = Role::admin,
          .scope = Scope::admin,
          .room = "Accounts",
          .id = "erase_account",
          .summary = "Erase a person: a pseudonym stays, and the log still verifies.",
          .answer = &kAuditedSchema,
          .refusals = kUnknownOrConflict,
          .handler = erase_account},
    Route{.method = Method::get,
          .pattern = "/api/v1/audit",
          .role = Role::analyst,
          .room = "Accounts",
          .id = "list_audit",
          .summary = "Who did what, latest first.",
          .query = kAuditQuery,
          .is_list = true,
          .answer = &kAuditEntrySchema,
          .handler = list_audit},
    Route{.method = Method::get,
          .pattern = "/api/v1/audit/verify",
          .role = Role::analyst,
          .room = "Accounts",
          .id = "verify_audit",
          .summary = "Whether the log is whole, and what its signed heads say.",
          .answer = &kVerdictSchema,
          .handler = verify_audit}};

}  // namespace

std::span<const Route> account_routes() { return kRoutes; }

}  // namespace bartizan::server
