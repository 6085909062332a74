// Tokens: what programs sign in with.
#include <algorithm>
#include <array>

#include "base/json_write.h"
#include "server/accounts.h"
#include "server/audit/event.h"
#include "server/routes/answer.h"
#include "server/routes/people.h"
#include "server/routes/people_forms.h"
#include "server/routes/routes.h"

namespace bartizan::server {
namespace {

bool is_admin(const Call& call) { return call.principal->role == Role::admin; }

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
constexpr std::array kAllFlag{
    Field{.name = "all", .type = Type::boolean, .summary = "those of others too (admin)"}};
constexpr std::array<unsigned, 1> kUnknown{404U};

Body body_of(std::span<const Field> fields) { return {Body::Kind::json, fields, 0, false}; }

const std::array kRoutes{Route{.method = Method::get,
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
                               .handler = revoke_token}};

}  // namespace

std::span<const Route> token_routes() { return kRoutes; }

}  // namespace bartizan::server
