#include "run/checksums.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include "run/foreign.h"
#include "run/import_inventory.h"
#include "run/model_hash.h"

namespace bartizan::run {
namespace {

namespace fs = std::filesystem;
namespace signature = assure::signature;
using assure::sign::Checksum;

constexpr std::uint64_t kMostList = 64 * base::kMiB;
constexpr std::array<std::string_view, 3> kLists{"SHA256SUMS", "sha256sums.txt",
                                                 "checksums.sha256"};

struct Wanted {
  std::string shown, file, source, digest;  // digest: hexadecimal
};

bool is_digest(std::string_view name, std::size_t size) {
  const auto bytes = signature::from_hex(name);
  return bytes && bytes->size() == size;
}

// The checksums of one list. `only`: the path below the list's folder that was asked for, or empty.
std::expected<void, std::string> read_list(const std::string& list, const std::string& model,
                                           const VerifyOptions& options, std::vector<Wanted>& out) {
  const auto whole = read_whole(list, kMostList);
  if (!whole) return std::unexpected(list + ": " + whole.error());
  auto reader = ForeignReader::start(options.limits, options.cancelled);
  if (!reader) return std::unexpected(std::string(reader.error().what));
  const std::string name = fs::path(list).filename().string();
  const ForeignFile input{name, whole->bytes, whole->bytes.size()};
  const auto results = reader->read("checksums", std::span(&input, 1));
  if (!results) return std::unexpected(std::string(results.error().what));
  if (!results->front().problem.empty()) {
    return std::unexpected(list + ": " + results->front().problem);
  }
  std::error_code error;
  const fs::path folder = fs::path(list).parent_path();
  const bool one = !fs::is_directory(model, error);
  for (const record::Row& row : results->front().rows) {
    if (row.kind != "sum" || row.fields.size() != 2 || !is_digest(row.fields[0], 32)) continue;
    std::string file = row.fields[1];
    if (!file.empty() && signature::wrong_with_path(file) != nullptr) continue;
    const std::string open = file.empty() ? model : (folder / file).string();
    if (one && !fs::equivalent(open, model, error)) continue;
    out.push_back({file.empty() ? name : file, open, name, row.fields[0]});
  }
  return {};
}

void read_names(const std::string& model, std::span<const assure::sign::ModelFile> files,
                std::vector<Wanted>& sha256, std::vector<Wanted>& git) {
  for (const assure::sign::ModelFile& file : files) {
    if (!file.problem.empty()) continue;
    const std::string open = model_path(model, file.path);
    std::error_code error;
    const std::string name = fs::canonical(open, error).filename().string();
    if (error) continue;
    if (is_digest(name, 32)) sha256.push_back({file.path, open, "its name (SHA-256)", name});
    if (is_digest(name, 20)) git.push_back({file.path, open, "its name (git blob, SHA-1)", name});
  }
}

void compare(std::span<const Wanted> wanted, const std::string& algorithm,
             const VerifyOptions& options, std::vector<Checksum>& out) {
  std::vector<HashPart> parts;
  for (const Wanted& one : wanted) parts.push_back({one.file, 0, 0, true});
  const auto hashed =
      hash_parts(parts, {algorithm, options.jobs, options.on_progress, options.cancelled});
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto digest = signature::from_hex(wanted[i].digest);
    const bool same = hashed[i].problem.empty() && digest && hashed[i].digest == *digest;
    out.push_back({wanted[i].shown, wanted[i].source, same, hashed[i].problem});
  }
}

}  // namespace

std::expected<std::vector<Checksum>, std::string> verify_checksums(const std::string& path,
                                                                   const std::string& source,
                                                                   const VerifyOptions& options) {
  const auto files = list_model(path);
  if (!files) return std::unexpected(path + " " + files.error());
  std::vector<Wanted> sha256, git;
  std::error_code error;
  std::vector<std::string> lists;
  if (!source.empty() && source != "names") {
    lists.push_back(source);
  } else if (source.empty()) {
    const bool folder = fs::is_directory(path, error);
    const fs::path beside = folder ? fs::path(path) : fs::path(path).parent_path();
    for (const std::string_view name : kLists) lists.push_back((beside / name).string());
    for (const assure::sign::ModelFile& file : *files) {
      lists.push_back(model_path(path, file.path) + ".sha256");
    }
    std::erase_if(lists, [](const std::string& list) {
      std::error_code ignored;
      return !fs::is_regular_file(list, ignored);
    });
  }
  for (const std::string& list : lists) {
    // A list of one file speaks of the file whose name it has.
    const bool single =
        list.ends_with(".sha256") && fs::exists(list.substr(0, list.size() - 7), error);
    const auto read =
        read_list(list, single ? list.substr(0, list.size() - 7) : path, options, sha256);
    if (!read) return std::unexpected(read.error());
  }
  if (source.empty() || source == "names") read_names(path, *files, sha256, git);
  std::vector<Checksum> out;
  compare(sha256, "sha256", options, out);
  compare(git, "git-blob", options, out);
  return out;
}

}  // namespace bartizan::run
