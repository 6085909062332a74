// Artifact id: how a file is named in an address: its absolute path in base64url, without padding.
// Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bartizan::server {

std::string artifact_id(std::string_view path);
// nullopt for what is no id of an absolute path.
std::optional<std::string> artifact_path(std::string_view id);

}  // namespace bartizan::server
