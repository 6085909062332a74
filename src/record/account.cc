#include "record/account.h"

#include <array>

namespace bartizan::record {
namespace {

constexpr std::array<std::string_view, 4> kRoles{"viewer", "analyst", "approver", "admin"};

}  // namespace

std::string_view name(Role role) { return kRoles[static_cast<std::size_t>(role)]; }

std::optional<Role> role(std::string_view name) {
  for (std::size_t i = 0; i < kRoles.size(); ++i) {
    if (kRoles[i] == name) return static_cast<Role>(i);
  }
  return std::nullopt;
}

}  // namespace bartizan::record
