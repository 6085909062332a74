// ModelHash: the files of a model, listed and hashed, as fast as the machine's cores allow.
//
// What it is: a listing of everything below a folder, and digests of files or ranges of them,
// computed on several threads with bounded memory by pread. What it is not: an opinion which files
// belong to a model (assure/sign/model.h). A file that changes while it is read has no digest.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "assure/api.h"
#include "run/scan.h"

namespace bartizan::run {

// Everything below `path` that is no folder, sorted; one entry "." where it is a file. Links to
// files are followed, links to folders are named and not followed.
std::expected<std::vector<assure::sign::ModelFile>, std::string> list_model(
    const std::string& path);
// What to open for an entry of list_model().
std::string model_path(const std::string& model, const std::string& file);

struct HashPart {
  std::string file;  // to open
  std::uint64_t start = 0;
  std::uint64_t end = 0;  // `whole`: not looked at
  bool whole = true;
};
struct HashedPart {
  std::string digest;   // bytes; empty when there is a problem
  std::string problem;  // a sentence's end: "changed while it was read"
};
struct HashOptions {
  std::string algorithm = "sha256";  // or "blake2b", "git-blob" (SHA-1 as git names contents)
  unsigned jobs = 0;                 // 0: one per processor
  std::function<void(const Progress&)> on_progress;
  std::function<bool()> cancelled;
};
// One for each part, in order. When it was cancelled, the rest has the problem "cancelled".
std::vector<HashedPart> hash_parts(std::span<const HashPart> parts, const HashOptions& options);

}  // namespace bartizan::run
