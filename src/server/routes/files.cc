#include "server/routes/files.h"

#include <algorithm>

#include "run/systems.h"
#include "server/uploads.h"
#include "text/base64.h"

namespace bartizan::server {

std::string artifact_id(std::string_view path) {
  std::string id = text::encode_base64(path);
  while (id.ends_with('=')) id.pop_back();
  std::ranges::replace(id, '+', '-');
  std::ranges::replace(id, '/', '_');
  return id;
}

// What a file that was uploaded is seen as (routes/work.cc); it lies nowhere.
constexpr std::string_view kUpload = "upload:";

std::optional<std::string> artifact_path(std::string_view id) {
  auto path = text::decode_base64(id);
  if (!path || !(path->starts_with('/') || path->starts_with(kUpload))) return std::nullopt;
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

std::expected<AskedFiles, Response> asked_files(const Call& call) {
  auto estate = call.context.estate.look();
  if (!estate) return std::unexpected(internal_problem());
  AskedFiles asked{std::move(*estate), 0, 0};
  const auto& files = asked.estate->files;
  asked.last = files.size();
  const auto handle = call.text("system");
  if (!handle) return asked;
  std::string folder;
  if (const SystemLine* line = asked.estate->system(*handle)) {
    folder = line->ref.path;
  } else {
    const auto known = run::system(call.context.store, *handle);
    if (!known) {
      return std::unexpected(problem(404, known.error(), {{"query", "system", known.error()}}));
    }
    folder = known->path;
  }
  if (folder.empty()) {
    asked.last = 0;
    return asked;
  }
  if (!folder.ends_with('/')) folder += '/';
  const auto path = [](const Estate::File& file) { return std::string_view(file->path); };
  const auto begin = std::ranges::lower_bound(files, std::string_view(folder), {}, path);
  folder.back() = '0';  // the character after '/'
  const auto end = std::ranges::lower_bound(files, std::string_view(folder), {}, path);
  asked.first = static_cast<std::size_t>(begin - files.begin());
  asked.last = static_cast<std::size_t>(end - files.begin());
  return asked;
}

std::expected<std::shared_ptr<BodySink>, Response> begin_upload(const Call& call) {
  const std::string name(call.text_or("name", ""));
  if (!Uploads::is_name(name)) {
    const std::string why = "must be the name of a file, without folders and special characters";
    return std::unexpected(problem(400, "That is no name for a file.", {{"query", "name", why}}));
  }
  auto upload = call.context.uploads.begin(name);
  if (!upload) return std::unexpected(problem(503, upload.error()));
  return std::shared_ptr<BodySink>(std::move(*upload));
}

}  // namespace bartizan::server
