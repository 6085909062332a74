// Forms: the answers of the routes of sessions and accounts, for the document and the tests.
//
// Constant tables without behaviour.
#pragma once

#include <array>

#include "server/router.h"

namespace bartizan::server {

inline constexpr std::array kAccountForm{
    Field{.name = "id", .type = Type::id, .required = true},
    Field{.name = "name", .summary = "to sign in with", .required = true},
    Field{.name = "display", .summary = "for people", .required = true},
    Field{.name = "role",
          .type = Type::word,
          .words = "viewer|analyst|approver|admin",
          .required = true},
    Field{.name = "totp",
          .type = Type::boolean,
          .summary = "has an authenticator app",
          .required = true},
    Field{.name = "passkeys", .type = Type::integer, .required = true},
    Field{.name = "last_login", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "created", .type = Type::time, .nullable = true},
    Field{.name = "disabled", .type = Type::boolean},
    Field{.name = "has_password", .type = Type::boolean},
    Field{.name = "locked_until", .type = Type::time, .nullable = true},
    Field{.name = "audit", .type = Type::id, .nullable = true}};
inline constexpr Schema kAccountSchema{
    .name = "Account", .summary = "Who may use this installation", .fields = kAccountForm};

inline constexpr std::array kSessionForm{
    Field{.name = "account",
          .type = Type::object,
          .summary = "null: nobody is signed in",
          .required = true,
          .nullable = true,
          .schema = &kAccountSchema},
    Field{.name = "csrf",
          .summary = "for the header X-Bartizan-CSRF of requests that change something",
          .required = true},
    Field{.name = "first_start",
          .type = Type::boolean,
          .summary = "nobody has an account yet",
          .required = true},
    Field{.name = "version", .required = true},
    Field{.name = "passkeys",
          .type = Type::boolean,
          .summary = "can be used under this name",
          .required = true},
    Field{.name = "posture", .type = Type::any, .required = true, .nullable = true}};
inline constexpr Schema kSessionSchema{
    .name = "Session", .summary = "Who is signed in", .fields = kSessionForm};

inline constexpr std::array kLinkForm{
    Field{.name = "purpose",
          .type = Type::word,
          .words = "first-start|invite|reset",
          .required = true},
    Field{.name = "name", .required = true, .nullable = true},
    Field{.name = "expires", .type = Type::time, .required = true, .nullable = true}};
inline constexpr Schema kLinkSchema{
    .name = "OneTimeLink", .summary = "What a link is for", .fields = kLinkForm};

inline constexpr std::array kAuditedForm{Field{.name = "audit", .type = Type::id}};
inline constexpr Schema kAuditedSchema{.name = "Audited",
                                       .summary = "The entry of the log that a change made",
                                       .fields = kAuditedForm};

inline constexpr std::array kNewLinkForm{
    Field{.name = "id", .type = Type::id, .summary = "of the account", .required = true},
    Field{.name = "link", .summary = "for its owner, once", .required = true},
    Field{.name = "expires", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "audit", .type = Type::id, .required = true}};
inline constexpr Schema kNewLinkSchema{
    .name = "NewLink", .summary = "A one-time link", .fields = kNewLinkForm};

inline constexpr std::array kPasskeyForm{
    Field{.name = "id", .required = true}, Field{.name = "name", .required = true},
    Field{.name = "created", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "last_used", .type = Type::time, .required = true, .nullable = true}};
inline constexpr Schema kPasskeySchema{
    .name = "Passkey", .summary = "A passkey of one's own", .fields = kPasskeyForm};

inline constexpr std::array kSignedInForm{
    Field{.name = "id", .type = Type::id, .required = true},
    Field{.name = "method", .required = true},
    Field{.name = "address", .required = true},
    Field{.name = "agent", .required = true},
    Field{.name = "created", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "seen", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "expires", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "current", .type = Type::boolean, .required = true}};
inline constexpr Schema kSignedInSchema{
    .name = "SignedIn", .summary = "Where one is signed in", .fields = kSignedInForm};

inline constexpr std::array kTokenOwnerForm{Field{.name = "id", .type = Type::id, .required = true},
                                            Field{.name = "name", .required = true}};
inline constexpr std::array kScopeForm{
    Field{.name = "", .type = Type::word, .words = "read|scan|write|admin"}};
inline constexpr std::array kTokenForm{
    Field{.name = "id", .type = Type::id, .required = true},
    Field{.name = "name", .summary = "what it is for", .required = true},
    Field{.name = "account", .type = Type::object, .required = true, .fields = kTokenOwnerForm},
    Field{.name = "scopes", .type = Type::list, .required = true, .fields = kScopeForm},
    Field{.name = "created", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "expires", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "last_used", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "revoked", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "parent",
          .type = Type::id,
          .summary = "token that made it; null: a person, or a command",
          .required = true,
          .nullable = true},
    Field{.name = "token", .summary = "of a new one: shown once"},
    Field{.name = "audit", .type = Type::id}};
inline constexpr Schema kTokenSchema{
    .name = "Token", .summary = "For a program", .fields = kTokenForm};

inline constexpr std::array kAuditEntryForm{
    Field{.name = "id", .type = Type::id, .required = true},
    Field{.name = "at", .type = Type::time, .required = true},
    Field{.name = "account", .summary = "pseudonym", .required = true},
    Field{.name = "name", .summary = "whose it is, where that is still known", .required = true},
    Field{.name = "via", .required = true},
    Field{.name = "what", .required = true},
    Field{.name = "subject", .required = true},
    Field{.name = "detail", .required = true},
    Field{.name = "hash", .type = Type::sha256, .required = true}};
inline constexpr Schema kAuditEntrySchema{
    .name = "AuditEntry", .summary = "Who did what", .fields = kAuditEntryForm};

inline constexpr std::array kVerdictForm{
    Field{.name = "ok", .type = Type::boolean, .required = true},
    Field{.name = "entries", .type = Type::integer, .required = true},
    Field{.name = "anchor",
          .type = Type::any,
          .summary = "signed heads that were compared",
          .required = true,
          .nullable = true},
    Field{.name = "problem", .summary = "the first one", .required = true, .nullable = true},
    Field{.name = "problems", .type = Type::any, .required = true},
    Field{.name = "as_of", .type = Type::time, .required = true}};
inline constexpr Schema kVerdictSchema{
    .name = "AuditVerdict", .summary = "Whether the log is whole", .fields = kVerdictForm};

}  // namespace bartizan::server
