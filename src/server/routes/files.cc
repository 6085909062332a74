#include "server/routes/files.h"

#include <algorithm>

#include "run/systems.h"
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

std::expected<std::vector<store::SeenFile>, Response> files_asked_for(const Call& call) {
  std::string below = "/";
  if (const auto system = call.text("system")) {
    const auto known = run::system(call.context.store, *system);
    if (!known) {
      return std::unexpected(problem(404, known.error(), {{"query", "system", known.error()}}));
    }
    if (known->path.empty()) return std::vector<store::SeenFile>();
    below = known->path;
  }
  auto seen = call.context.store.last_seen(below, true);
  if (!seen) return std::unexpected(internal_problem());
  return std::move(*seen);
}

}  // namespace bartizan::server
