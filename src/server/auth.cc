#include "server/auth.h"

#include <array>

namespace bartizan::server {
namespace {

constexpr std::array<std::string_view, 5> kRoles{"none", "viewer", "analyst", "approver", "admin"};
constexpr std::array<std::string_view, 4> kScopes{"read", "scan", "write", "admin"};

}  // namespace

std::string_view name(Role role) { return kRoles[static_cast<std::size_t>(role)]; }

std::optional<Role> role_of(std::string_view word) {
  for (std::size_t i = 1; i < kRoles.size(); ++i) {
    if (kRoles[i] == word) return static_cast<Role>(i);
  }
  return std::nullopt;
}

std::string_view name(Scope scope) { return kScopes[static_cast<std::size_t>(scope)]; }

std::optional<Scope> scope_of(std::string_view word) {
  for (std::size_t i = 0; i < kScopes.size(); ++i) {
    if (kScopes[i] == word) return static_cast<Scope>(i);
  }
  return std::nullopt;
}

std::string_view name(Via via) { return via == Via::session ? "session" : "token"; }

}  // namespace bartizan::server
