// Accounts: who may use this installation, for its admins.
#include "server/accounts.h"

#include <algorithm>
#include <array>
#include <functional>

#include "base/json_write.h"
#include "run/lifecycle.h"
#include "server/audit/event.h"
#include "server/routes/answer.h"
#include "server/routes/people.h"
#include "server/routes/people_forms.h"
#include "server/routes/routes.h"
#include "store/id.h"

namespace bartizan::server {
namespace {

constexpr std::string_view kRoles = "viewer|analyst|approver|admin";

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

constexpr std::array kNewAccountFields{
    Field{.name = "name", .least = 1, .most = 64, .required = true},
    Field{.name = "display", .most = 200},
    Field{.name = "role", .type = Type::word, .words = kRoles, .required = true}};
constexpr std::array kChangeFields{Field{.name = "role", .type = Type::word, .words = kRoles},
                                   Field{.name = "disabled", .type = Type::boolean},
                                   Field{.name = "unlock", .type = Type::boolean},
                                   Field{.name = "display", .most = 200}};
constexpr std::array<unsigned, 1> kUnknown{404U};
constexpr std::array<unsigned, 1> kConflict{409U};
constexpr std::array<unsigned, 2> kUnknownOrConflict{404U, 409U};

Body body_of(std::span<const Field> fields) { return {Body::Kind::json, fields, 0, false}; }

const std::array kRoutes{
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
          .handler = erase_account}};

}  // namespace

std::span<const Route> account_routes() { return kRoutes; }

}  // namespace bartizan::server
