// Files: what the routes of artifacts and findings share: how a file is named in an address, and
// which files a request is about. Thread-safe.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/estate_view.h"
#include "server/router.h"

namespace bartizan::server {

// record::Verdict's names, for the table of routes.
inline constexpr std::string_view kVerdictWords =
    "clean|suspicious|malicious|incomplete|not-a-model";

// The absolute path of a file in base64url, without padding.
std::string artifact_id(std::string_view path);
// nullopt for what is no id of an absolute path.
std::optional<std::string> artifact_path(std::string_view id);

// The model files of the system that ?system= names, of all without it, as they were last seen.
std::expected<std::vector<store::SeenFile>, Response> files_asked_for(const Call& call);

// The same as what the server keeps of them: a range of estate->files.
struct AskedFiles {
  std::shared_ptr<const Estate> estate;
  std::size_t first = 0, last = 0;
};
std::expected<AskedFiles, Response> asked_files(const Call& call);

// Where a raw body goes that ?name= names: a private file (server/uploads.h).
std::expected<std::shared_ptr<BodySink>, Response> begin_upload(const Call& call);

}  // namespace bartizan::server
