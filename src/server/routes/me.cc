// Me: what belongs to one's own account: password, authenticator app, passkeys, where one is signed
// in.
#include <algorithm>
#include <array>

#include "base/json_write.h"
#include "server/accounts.h"
#include "server/audit/event.h"
#include "server/auth/totp.h"
#include "server/routes/answer.h"
#include "server/routes/people.h"
#include "server/routes/people_forms.h"
#include "server/routes/routes.h"

namespace bartizan::server {
namespace {

constexpr std::string_view kIssuer = "Bartizan";

// What a way in is added or taken away with: nothing where it is the caller's password.
std::optional<Response> unproven(const Call& call) {
  const auto proven = call.context.accounts->check_password(call.request, *call.principal,
                                                            call.body_text("password"));
  if (proven) return std::nullopt;
  return refuse(proven.error());
}

// Erased while the request was under way.
Response is_gone() { return problem(401, "Your account is gone."); }

Response change_password(const Call& call) {
  const auto done = call.context.accounts->change_password(
      call.request, *call.principal, call.body_text("current"), call.body_text("new"),
      call.body_boolean("end_tokens").value_or(true));
  if (!done) return refuse(done.error());
  Response response;
  response.status = 204;
  return response;
}

Response start_totp(const Call& call) {
  const auto account = call.context.store.accounts().find(call.principal->account);
  const auto known = call.context.store.accounts().totp(call.principal->account);
  if (!account || !known) return internal_problem();
  if (!*account) return is_gone();
  if (*known && (*known)->confirmed) {
    return problem(409, "There is an authenticator app already. Remove it first.");
  }
  if (auto refused = unproven(call)) return std::move(*refused);
  const std::string secret = new_totp_secret();
  record::Totp totp;
  totp.account = (*account)->id;
  totp.secret = call.context.accounts->key().seal("totp " + (*account)->id, secret);
  totp.created = call.context.now();
  if (!call.context.store.accounts().put_totp(totp)) return internal_problem();
  base::JsonWriter out;
  out.begin_object()
      .field("secret", base32(secret))
      .field("uri", totp_uri(secret, kIssuer, (*account)->name))
      .end_object();
  Response response = json(out);
  response.headers.push_back({"Cache-Control", "no-store"});
  return response;
}

Response confirm_totp(const Call& call) {
  store::Accounts& accounts = call.context.store.accounts();
  const std::string& id = call.principal->account;
  const auto account = accounts.find(id);
  if (!account) return internal_problem();
  if (!*account) return is_gone();
  const auto step =
      call.context.accounts->check_first_code(call.request, **account, call.body_text("code"));
  if (!step && step.error().status == 400) {
    return problem(400, step.error().detail, {{"body", "code", "is not the code of this time"}});
  }
  if (!step) return refuse(step.error());
  store::AuditedChange change(call.context.store.audit(),
                              said_by(call, "account.totp", id, "authenticator app added"));
  const auto taken = accounts.use_totp(id, *step);
  if (!taken || !change.done()) return internal_problem();
  const auto codes = new_recovery_codes();
  std::vector<std::string> digests;
  for (const std::string& code : codes) {
    digests.push_back(
        call.context.accounts->key().digest("recovery " + id, plain_recovery_code(code)));
  }
  if (!accounts.put_recovery(id, digests)) return internal_problem();
  base::JsonWriter out;
  out.begin_object().key("recovery_codes").begin_array();
  for (const std::string& code : codes) out.value(code);
  out.end_array().end_object();
  Response response = json(out);
  response.headers.push_back({"Cache-Control", "no-store"});
  return response;
}

Response remove_totp(const Call& call) {
  const auto account = call.context.store.accounts().find(call.principal->account);
  if (!account) return internal_problem();
  if (!*account) return is_gone();
  const auto totp = call.context.store.accounts().totp(call.principal->account);
  if (!totp) return internal_problem();
  if (!*totp) return not_found("authenticator app");
  // One that never proved its secret is no way in yet, and has no code to be asked for.
  const bool in_use = (*totp)->confirmed;
  if (auto checked =
          call.context.accounts->check_code(call.request, **account, call.body_text("code"));
      !checked) {
    // The session is good; signing in again would not help.
    Denial denial = checked.error();
    if (denial.status == 401) denial.status = 403;
    return refuse(denial);
  }
  store::AuditedChange change(
      call.context.store.audit(),
      said_by(call, "account.totp", (*account)->id,
              in_use ? "authenticator app removed"
                     : "an authenticator app that was not in use yet given up"));
  const auto removed = call.context.store.accounts().remove_totp((*account)->id);
  if (!removed) return internal_problem();
  const auto entry = change.done();
  return entry ? changed(*entry) : internal_problem();
}

Response list_passkeys(const Call& call) {
  const auto all = call.context.store.accounts().passkeys(call.principal->account);
  if (!all) return internal_problem();
  List list(call);
  for (const record::Passkey& passkey : *all) {
    base::JsonWriter& out = list.item();
    out.field("id", passkey.id).field("name", passkey.name);
    write_time(out, "created", passkey.created);
    write_time(out, "last_used", passkey.last_used);
    list.end_item();
  }
  return list.finish();
}

Response new_passkey_question(const Call& call) {
  const auto party = Accounts::relying_party(call.request);
  if (!party || !call.context.accounts->passkeys().available()) {
    return problem(409, "Passkeys need libfido2, and a name in place of an address.");
  }
  const auto account = call.context.store.accounts().find(call.principal->account);
  const auto known = call.context.store.accounts().passkeys(call.principal->account);
  if (!account || !known) return internal_problem();
  if (!*account) return is_gone();
  // Here, because nobody adds a passkey without the challenge that only this answers.
  if (auto refused = unproven(call)) return std::move(*refused);
  base::JsonWriter out;
  out.begin_object().field("challenge", call.context.accounts->passkeys().challenge(
                                            "register", (*account)->id, call.context.now()));
  out.key("rp").begin_object().field("id", party->id).field("name", kIssuer).end_object();
  out.key("user").begin_object();
  out.field("id", base64url((*account)->id)).field("name", (*account)->name);
  out.field("display", (*account)->display.empty() ? (*account)->name : (*account)->display);
  out.end_object().key("algorithms").begin_array();
  for (const int algorithm : {-7, -8, -257}) out.value(algorithm);
  out.end_array().key("exclude").begin_array();
  for (const record::Passkey& passkey : *known) out.value(passkey.id);
  out.end_array().field("user_verification", "required").field("resident_key", "required");
  out.field("timeout_ms", Passkeys::kChallengeLife).end_object();
  return json(out);
}

Response add_passkey(const Call& call) {
  const auto party = Accounts::relying_party(call.request);
  if (!party) return problem(409, "Passkeys need a name in place of an address.");
  if (const std::string why = label_problem(call.body_text("name")); !why.empty()) {
    return problem(400, why, {{"body", "name", why}});
  }
  const NewPasskey made{std::string(call.body_text("id")),
                        std::string(call.body_text("client_data")),
                        std::string(call.body_text("authenticator_data"))};
  const auto checked = call.context.accounts->passkeys().check(
      made, *party, call.principal->account, call.context.now());
  if (!checked) return problem(400, checked.error());
  record::Passkey passkey;
  passkey.id = checked->id;
  passkey.account = call.principal->account;
  passkey.name = call.body_text("name");
  passkey.algorithm = checked->algorithm;
  passkey.public_key = checked->public_key;
  passkey.counter = checked->counter;
  passkey.created = call.context.now();
  store::AuditedChange change(
      call.context.store.audit(),
      said_by(call, "account.passkey", call.principal->account, "passkey added"));
  const auto added = call.context.store.accounts().add_passkey(passkey);
  if (!added) {
    return added.error().code == base::Code::invalid
               ? problem(409, "This passkey is known already.")
               : internal_problem();
  }
  const auto entry = change.done();
  if (!entry) return internal_problem();
  base::JsonWriter out;
  out.begin_object().field("id", passkey.id).field("name", passkey.name);
  out.field("audit", audit_id(*entry)).end_object();
  Response response = json(out);
  response.status = 201;
  return response;
}

Response remove_passkey(const Call& call) {
  if (auto refused = unproven(call)) return std::move(*refused);
  store::AuditedChange change(
      call.context.store.audit(),
      said_by(call, "account.passkey", call.principal->account, "passkey removed"));
  const auto removed =
      call.context.store.accounts().remove_passkey(call.principal->account, call.path("id"));
  if (!removed) return internal_problem();
  if (!*removed) return not_found("passkey");
  const auto entry = change.done();
  return entry ? changed(*entry) : internal_problem();
}

Response list_sessions(const Call& call) {
  const auto all = call.context.store.accounts().sessions(call.principal->account);
  if (!all) return internal_problem();
  List list(call);
  for (const record::Session& session : *all) {
    base::JsonWriter& out = list.item();
    out.field("id", session.id).field("method", session.method);
    out.field("address", session.address).field("agent", session.agent);
    write_time(out, "created", session.created);
    write_time(out, "seen", session.seen);
    write_time(out, "expires", std::min(session.expires, session.seen + kSessionIdle));
    out.field("current", session.id == call.principal->credential);
    list.end_item();
  }
  return list.finish();
}

Response end_session(const Call& call) {
  store::AuditedChange change(
      call.context.store.audit(),
      said_by(call, "session.end", call.principal->account, "ended by its owner"));
  const auto ended =
      call.context.store.accounts().end_session(call.principal->account, call.path("id"));
  if (!ended) return internal_problem();
  if (!*ended) return not_found("session");
  const auto entry = change.done();
  return entry ? changed(*entry) : internal_problem();
}

constexpr std::array kNewPasskeyFields{
    Field{.name = "name", .summary = "for its owner", .least = 1, .most = 64, .required = true},
    Field{.name = "id", .least = 1, .most = 2048, .required = true},
    Field{.name = "client_data", .least = 1, .most = kLongestData, .required = true},
    Field{.name = "authenticator_data", .least = 1, .most = kLongestData, .required = true}};
constexpr std::array kPasswordFields{
    Field{.name = "current", .least = 1, .most = kLongestSecret, .required = true},
    Field{.name = "new", .least = 1, .most = kLongestSecret, .required = true},
    Field{.name = "end_tokens",
          .type = Type::boolean,
          .summary = "whether one's tokens are revoked, too (yes, unless it says no)"}};
constexpr std::array kProofOfPassword{Field{.name = "password",
                                            .summary = "that one has now",
                                            .least = 1,
                                            .most = kLongestSecret,
                                            .required = true}};
constexpr std::array kCodeField{Field{.name = "code", .least = 1, .most = 64, .required = true}};
constexpr std::array kCodeOfAppInUse{
    Field{.name = "code", .summary = "of an app that is in use; else none", .most = 64}};
constexpr std::array kPasskeyId{Field{.name = "id", .type = Type::text, .least = 1, .most = 2048}};
constexpr std::array<unsigned, 2> kSignInRefusals{401U, 429U};
constexpr std::array<unsigned, 1> kConflict{409U};
constexpr std::array<unsigned, 2> kConflictOrOften{409U, 429U};
constexpr std::array<unsigned, 1> kUnknown{404U};
constexpr std::array<unsigned, 2> kUnknownOrOften{404U, 429U};

Body body_of(std::span<const Field> fields) { return {Body::Kind::json, fields, 0, false}; }

const std::array kRoutes{
    Route{.method = Method::post,
          .pattern = "/api/v1/me/password",
          .scope = Scope::admin,
          .room = "Session",
          .id = "change_password",
          .summary = "Change one's password; other sessions and one's tokens end.",
          .body = body_of(kPasswordFields),
          .success = 204,
          .refusals = kSignInRefusals,
          .handler = change_password},
    Route{.method = Method::post,
          .pattern = "/api/v1/me/totp",
          .scope = Scope::admin,
          .room = "Session",
          .id = "start_totp",
          .summary = "Begin to use an authenticator app.",
          .body = body_of(kProofOfPassword),
          .refusals = kConflictOrOften,
          .handler = start_totp},
    Route{.method = Method::post,
          .pattern = "/api/v1/me/totp/confirm",
          .scope = Scope::admin,
          .room = "Session",
          .id = "confirm_totp",
          .summary = "Prove that the app has the secret; answers recovery codes, once.",
          .body = body_of(kCodeField),
          .refusals = kConflictOrOften,
          .handler = confirm_totp},
    Route{.method = Method::remove,
          .pattern = "/api/v1/me/totp",
          .scope = Scope::admin,
          .room = "Session",
          .id = "remove_totp",
          .summary = "Remove the authenticator app, or give up one that was not in use yet.",
          .body = {Body::Kind::json, kCodeOfAppInUse, 0, true},
          .answer = &kAuditedSchema,
          .refusals = kUnknownOrOften,
          .handler = remove_totp},
    Route{.method = Method::get,
          .pattern = "/api/v1/me/passkeys",
          .room = "Session",
          .id = "list_passkeys",
          .summary = "One's passkeys.",
          .is_list = true,
          .answer = &kPasskeySchema,
          .handler = list_passkeys},
    Route{.method = Method::post,
          .pattern = "/api/v1/me/passkeys/options",
          .scope = Scope::admin,
          .room = "Session",
          .id = "ask_new_passkey",
          .summary = "What a new passkey is asked.",
          .body = body_of(kProofOfPassword),
          .refusals = kConflictOrOften,
          .handler = new_passkey_question},
    Route{.method = Method::post,
          .pattern = "/api/v1/me/passkeys",
          .scope = Scope::admin,
          .room = "Session",
          .id = "add_passkey",
          .summary = "Add a passkey.",
          .body = body_of(kNewPasskeyFields),
          .success = 201,
          .refusals = kConflict,
          .handler = add_passkey},
    Route{.method = Method::remove,
          .pattern = "/api/v1/me/passkeys/{id}",
          .scope = Scope::admin,
          .room = "Session",
          .id = "remove_passkey",
          .summary = "Remove a passkey.",
          .path = kPasskeyId,
          .body = body_of(kProofOfPassword),
          .answer = &kAuditedSchema,
          .refusals = kUnknownOrOften,
          .handler = remove_passkey},
    Route{.method = Method::get,
          .pattern = "/api/v1/me/sessions",
          .room = "Session",
          .id = "list_sessions",
          .summary = "Where one is signed in.",
          .is_list = true,
          .answer = &kSignedInSchema,
          .handler = list_sessions},
    Route{.method = Method::remove,
          .pattern = "/api/v1/me/sessions/{id}",
          .scope = Scope::admin,
          .room = "Session",
          .id = "end_session",
          .summary = "Sign out somewhere else.",
          .answer = &kAuditedSchema,
          .refusals = kUnknown,
          .handler = end_session}};

}  // namespace

std::span<const Route> me_routes() { return kRoutes; }

}  // namespace bartizan::server
