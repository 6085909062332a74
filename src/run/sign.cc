#include "run/sign.h"

#include <algorithm>
#include <filesystem>

#include "base/escape.h"
#include "run/model_hash.h"
#include "run/sign_parts.h"

namespace bartizan::run {
namespace {

namespace fs = std::filesystem;
namespace sign = assure::sign;
namespace signature = assure::signature;
using signing::base_name;
using signing::below;

constexpr std::string_view kWrittenBundle = signature::kBundleV03;

std::expected<Signed, std::string> finish(std::string statement, const SignOptions& options) {
  auto envelope = sign::sign_envelope(std::string(signature::kInTotoPayload), std::move(statement),
                                      *options.key);
  if (!envelope) return std::unexpected(envelope.error());
  signature::Bundle bundle;
  bundle.media_type = kWrittenBundle;
  bundle.chain = options.chain;
  if (bundle.chain.empty()) bundle.key_hint = options.key->public_key().fingerprint();
  bundle.envelope = std::move(*envelope);
  Signed out;
  out.bundle = sign::bundle_json(bundle);
  return out;
}

}  // namespace

std::expected<Signed, std::string> sign_model(const std::string& path, const SignOptions& options) {
  auto files = list_model(path);
  if (!files) return std::unexpected(path + " " + files.error());
  signature::ModelPredicate model;
  signature::Serialization& how = model.serialization;
  how.method = options.method;
  how.hash_type = options.hash;
  how.shard_size = options.method == signature::Method::shards ? options.shard_size : 0;
  how.allow_symlinks = options.allow_links;
  how.ignore_paths.assign(sign::kIgnoredByDefault.begin(), sign::kIgnoredByDefault.end());
  how.ignore_paths.insert(how.ignore_paths.end(), options.ignore.begin(), options.ignore.end());
  if (const auto own = below(path, options.output)) how.ignore_paths.push_back(*own);
  std::ranges::sort(how.ignore_paths);
  const auto twice = std::ranges::unique(how.ignore_paths);
  how.ignore_paths.erase(twice.begin(), twice.end());

  Signed sum;
  std::vector<HashPart> parts;
  for (const sign::ModelFile& file : *files) {
    const bool skip = std::ranges::any_of(how.ignore_paths, [&](const std::string& ignored) {
      return sign::lies_below(file.path, ignored);
    });
    if (skip) continue;
    const std::string shown = model_path(path, file.path);
    if (!file.problem.empty()) {
      return std::unexpected(shown + " " + file.problem + ". Leave it out with --ignore " +
                             file.path + ", or mend it");
    }
    if (file.link && !options.allow_links) {
      return std::unexpected(shown +
                             " is a symbolic link. --allow-symlinks signs what it leads to");
    }
    if (!base::is_utf8(file.path)) {
      return std::unexpected("a file's name is not UTF-8, which a statement cannot carry: " +
                             base::escape_name(shown));
    }
    const bool shards = options.method == signature::Method::shards;
    const std::uint64_t step = shards ? options.shard_size : file.size;
    std::uint64_t start = 0;
    do {
      if (shards && file.size == 0) break;
      const std::uint64_t end = std::min(file.size, start + step);
      signature::Resource made;
      made.path = file.path;
      made.start = start;
      made.end = end;
      made.name =
          shards ? file.path + ":" + std::to_string(start) + ":" + std::to_string(end) : file.path;
      made.algorithm = options.hash;
      if (shards && options.mangled_names) {
        made.algorithm += "-sharded-" + std::to_string(options.shard_size);
      }
      parts.push_back({shown, start, end, !shards});
      model.resources.push_back(std::move(made));
      start = end;
    } while (start < file.size);
    sum.bytes += file.size;
  }
  if (model.resources.empty()) {
    return std::unexpected(path + " has no file that could be signed");
  }
  const auto hashed =
      hash_parts(parts, {options.hash, options.jobs, options.on_progress, options.cancelled});
  for (std::size_t i = 0; i < hashed.size(); ++i) {
    if (hashed[i].problem == "cancelled") return std::unexpected("cancelled");
    if (!hashed[i].problem.empty()) {
      return std::unexpected(parts[i].file + " " + hashed[i].problem);
    }
    model.resources[i].digest = hashed[i].digest;
  }
  std::ranges::sort(model.resources, {}, &signature::Resource::name);
  auto out = finish(sign::model_statement(base_name(path), model), options);
  if (!out) return std::unexpected(out.error());
  out->digest = signature::to_hex(sign::root_of(model.resources));
  out->resources = model.resources.size();
  out->bytes = sum.bytes;
  return out;
}

std::expected<Signed, std::string> sign_file(const std::string& path,
                                             const std::string& predicate_type,
                                             const std::string& predicate,
                                             const SignOptions& options) {
  const HashPart part{path, 0, 0, true};
  const auto hashed =
      hash_parts(std::span(&part, 1), {"sha256", 1, options.on_progress, options.cancelled});
  if (!hashed.front().problem.empty()) {
    return std::unexpected(path + " " + hashed.front().problem);
  }
  const std::string digest = signature::to_hex(hashed.front().digest);
  auto out =
      finish(sign::file_statement(base_name(path), digest, predicate_type, predicate), options);
  if (!out) return std::unexpected(out.error());
  std::error_code error;
  out->digest = digest;
  out->resources = 1;
  out->bytes = fs::file_size(path, error);
  return out;
}

}  // namespace bartizan::run
