// Session: signing in and out, and the first start.
#include <array>

#include "base/json_write.h"
#include "run/version.h"
#include "server/accounts.h"
#include "server/routes/answer.h"
#include "server/routes/people.h"
#include "server/routes/people_forms.h"
#include "server/routes/routes.h"

namespace bartizan::server {
namespace {

void write_posture(base::JsonWriter& out, const Call& call) {
  out.key("posture");
  const auto history = call.context.store.posture().posture_history();
  if (!history || history->empty()) {
    out.null();
    return;
  }
  const record::PostureChange& last = history->back();
  const bool raised = last.raised && last.until > call.context.now();
  out.begin_object().field("raised", raised);
  write_time(out, "until", raised ? last.until : 0);
  out.field("reason", raised ? last.reason : "").field("by", raised ? last.by : "").end_object();
}

Response session_answer(const Call& call, const record::Account* account, std::string_view csrf) {
  base::JsonWriter out;
  out.begin_object().key("account");
  if (account == nullptr) {
    out.null();
  } else {
    out.begin_object();
    write_account(out, call, *account);
    out.end_object();
  }
  out.field("csrf", csrf);
  const auto count = call.context.store.accounts().count();
  out.field("first_start", count && *count == 0);
  out.field("version", run::kVersion);
  out.field("passkeys", call.context.accounts->passkeys().available() &&
                            Accounts::relying_party(call.request).has_value());
  write_posture(out, call);
  out.end_object();
  Response response = json(out);
  response.headers.push_back({"Cache-Control", "no-store"});
  return response;
}

Response signed_in(const Call& call, const std::expected<SignedIn, Denial>& result) {
  if (!result) return refuse(result.error());
  Response response = session_answer(call, &result->account, result->csrf);
  response.headers.push_back({"Set-Cookie", result->cookie});
  return response;
}

Response get_session(const Call& call) {
  if (call.principal == nullptr) return session_answer(call, nullptr, "");
  const auto account = call.context.store.accounts().find(call.principal->account);
  if (!account) return internal_problem();
  if (!*account) return session_answer(call, nullptr, "");
  return session_answer(call, &**account, call.context.accounts->csrf(call.request));
}

Response sign_in(const Call& call) {
  return signed_in(
      call, call.context.accounts->sign_in(call.request, call.body_text("name"),
                                           call.body_text("password"), call.body_text("code")));
}

Response use_link(const Call& call) {
  return signed_in(call, call.context.accounts->use_link(
                             call.request, call.body_text("secret"), call.body_text("name"),
                             call.body_text("password"), call.body_text("code")));
}

Response look_at_link(const Call& call) {
  const auto link = call.context.accounts->look_at_link(call.request, call.body_text("secret"));
  if (!link) return refuse(link.error());
  base::JsonWriter out;
  out.begin_object().field("purpose", link->purpose).key("name");
  const auto account = call.context.store.accounts().find(link->account);
  account && *account ? out.value((*account)->name) : out.null();
  write_time(out, "expires", link->expires);
  out.end_object();
  return json(out);
}

Response passkey_question(const Call& call) {
  const auto party = Accounts::relying_party(call.request);
  if (!party || !call.context.accounts->passkeys().available()) {
    return problem(409, "Passkeys need libfido2, and a name in place of an address.");
  }
  base::JsonWriter out;
  out.begin_object()
      .field("challenge",
             call.context.accounts->passkeys().challenge("login", "", call.context.now()))
      .field("rp_id", party->id)
      .field("user_verification", "required")
      .field("timeout_ms", Passkeys::kChallengeLife)
      .end_object();
  return json(out);
}

Response passkey_sign_in(const Call& call) {
  const PasskeyProof proof{
      std::string(call.body_text("id")), std::string(call.body_text("client_data")),
      std::string(call.body_text("authenticator_data")), std::string(call.body_text("signature"))};
  return signed_in(call, call.context.accounts->sign_in(call.request, proof));
}

Response sign_out(const Call& call) {
  Response response;
  response.status = 204;
  response.headers.push_back({"Set-Cookie", call.context.accounts->sign_out(call.request)});
  return response;
}

constexpr std::array kSecretField{
    Field{.name = "secret", .least = 1, .most = kLongestSecret, .required = true}};
constexpr std::array kLinkFields{
    Field{.name = "secret",
          .summary = "of the one-time link",
          .least = 1,
          .most = kLongestSecret,
          .required = true},
    Field{.name = "name", .summary = "of the first account; else it is known", .most = 64},
    Field{.name = "password", .least = 1, .most = kLongestSecret, .required = true},
    Field{.name = "code", .summary = "of the authenticator app", .most = 64}};
constexpr std::array kSignInFields{
    Field{.name = "name", .least = 1, .most = 64, .required = true},
    Field{.name = "password", .least = 1, .most = kLongestSecret, .required = true},
    Field{.name = "code", .summary = "of the authenticator app, or a recovery code", .most = 64}};
constexpr std::array kProofFields{
    Field{.name = "id", .least = 1, .most = 2048, .required = true},
    Field{.name = "client_data", .least = 1, .most = kLongestData, .required = true},
    Field{.name = "authenticator_data", .least = 1, .most = kLongestData, .required = true},
    Field{.name = "signature", .least = 1, .most = kLongestData, .required = true}};
constexpr std::array<unsigned, 2> kSignInRefusals{401U, 429U};
constexpr std::array<unsigned, 3> kPasskeyRefusals{401U, 409U, 429U};
constexpr std::array<unsigned, 1> kConflict{409U};
Body body_of(std::span<const Field> fields) { return {Body::Kind::json, fields, 0, false}; }

const std::array kRoutes{
    Route{.method = Method::get,
          .pattern = "/api/v1/session",
          .role = Role::none,
          .room = "Session",
          .id = "get_session",
          .summary = "Who is signed in, and what unsafe requests need.",
          .answer = &kSessionSchema,
          .handler = get_session},
    Route{.method = Method::post,
          .pattern = "/api/v1/session",
          .role = Role::none,
          .room = "Session",
          .id = "sign_in",
          .summary = "Sign in with name and password.",
          .body = body_of(kSignInFields),
          .answer = &kSessionSchema,
          .refusals = kSignInRefusals,
          .handler = sign_in},
    Route{.method = Method::remove,
          .pattern = "/api/v1/session",
          .role = Role::none,
          .room = "Session",
          .id = "sign_out",
          .summary = "Sign out.",
          .success = 204,
          .handler = sign_out},
    Route{.method = Method::post,
          .pattern = "/api/v1/session/link",
          .role = Role::none,
          .room = "Session",
          .id = "look_at_link",
          .summary = "Say what a one-time link is for.",
          .body = body_of(kSecretField),
          .answer = &kLinkSchema,
          .refusals = kSignInRefusals,
          .handler = look_at_link},
    Route{.method = Method::post,
          .pattern = "/api/v1/session/first",
          .role = Role::none,
          .room = "Session",
          .id = "use_link",
          .summary = "Set a password with a one-time link, and sign in.",
          .body = body_of(kLinkFields),
          .answer = &kSessionSchema,
          .refusals = kSignInRefusals,
          .handler = use_link},
    Route{.method = Method::post,
          .pattern = "/api/v1/session/passkey/options",
          .role = Role::none,
          .room = "Session",
          .id = "ask_passkey",
          .summary = "What a passkey is asked when it signs in.",
          .refusals = kConflict,
          .handler = passkey_question},
    Route{.method = Method::post,
          .pattern = "/api/v1/session/passkey",
          .role = Role::none,
          .room = "Session",
          .id = "sign_in_with_passkey",
          .summary = "Sign in with a passkey.",
          .body = body_of(kProofFields),
          .answer = &kSessionSchema,
          .refusals = kPasskeyRefusals,
          .handler = passkey_sign_in}};

}  // namespace

std::span<const Route> session_routes() { return kRoutes; }

}  // namespace bartizan::server
