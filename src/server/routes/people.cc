#include "server/routes/people.h"

#include "base/escape.h"
#include "server/audit/event.h"
#include "server/routes/answer.h"

namespace bartizan::server {

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

std::optional<Response> unfit(std::string_view label, const char* field) {
  const std::string why = label_problem(label);
  if (why.empty()) return std::nullopt;
  return problem(400, why, {{"body", field, why}});
}

}  // namespace bartizan::server
