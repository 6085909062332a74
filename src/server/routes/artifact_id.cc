#include "server/routes/artifact_id.h"

#include <algorithm>

#include "text/base64.h"

namespace bartizan::server {

std::string artifact_id(std::string_view path) {
  std::string id = text::encode_base64(path);
  while (id.ends_with('=')) id.pop_back();
  std::ranges::replace(id, '+', '-');
  std::ranges::replace(id, '/', '_');
  return id;
}

std::optional<std::string> artifact_path(std::string_view id) {
  auto path = text::decode_base64(id);
  if (!path || !path->starts_with('/')) return std::nullopt;
  return path;
}

}  // namespace bartizan::server
