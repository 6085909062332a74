// Who is asking, and whether they may: the interface.
//
// What it is: what the router and every handler know of authentication. What it is not: passwords,
// sessions, tokens or their storage, which stand behind Gatekeeper; tests put others there. The log
// of what was done is store/audit.h. Principals are plain values; implementations are called from
// several threads at once.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "server/http.h"

namespace bartizan::server {

// Each may what those before it may. `none`: a route for everybody.
enum class Role : std::uint8_t { none, viewer, analyst, approver, admin };
std::string_view name(Role role);
std::optional<Role> role_of(std::string_view word);

// What a token may be used for, besides what the role of its account allows. A session has all.
enum class Scope : std::uint8_t { read, scan, write, admin };
std::string_view name(Scope scope);
std::optional<Scope> scope_of(std::string_view word);

class Scopes {
 public:
  constexpr Scopes() = default;
  static constexpr Scopes all() { return Scopes(0x0f); }
  constexpr bool has(Scope scope) const {
    return (bits_ >> static_cast<unsigned>(scope) & 1U) != 0;
  }
  constexpr void add(Scope scope) {
    bits_ = static_cast<std::uint8_t>(bits_ | 1U << static_cast<unsigned>(scope));
  }

 private:
  constexpr explicit Scopes(std::uint8_t bits) : bits_(bits) {}
  std::uint8_t bits_ = 0;
};

enum class Via : std::uint8_t { session, token };
std::string_view name(Via via);

struct Principal {
  std::string account;  // its id
  std::string name;     // as it signs in, for logs and "by"
  Role role = Role::viewer;
  Scopes scopes;
  Via via = Via::session;
  std::string credential;  // id of the session or token, never its secret
};

// Why a request that carries credentials gets no answer. Becomes a problem document.
struct Denial {
  unsigned status = 401;     // 401, 403 or 429
  std::string detail;        // one sentence, the same for a wrong name and a wrong password
  std::string needs;         // extension member "needs", e.g. "code"; else empty
  unsigned retry_after = 0;  // seconds, with 429
};

class Gatekeeper {
 public:
  virtual ~Gatekeeper() = default;
  // Who is asking; nobody where the request carries no credentials. Called once a request, before
  // its body is read, after Host and Origin have been found right.
  virtual std::expected<std::optional<Principal>, Denial> principal(const Request& request) = 0;
  // Whether an unsafe request of that principal proves that it was meant (X-Bartizan-CSRF for
  // sessions; tokens need none).
  virtual bool meant(const Request& request, const Principal& principal) = 0;
};

}  // namespace bartizan::server
