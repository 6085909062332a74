// Sign and verify: files, statements, keys and signatures joined.
//
// What it is: the joints between disk, workers and assure/sign: who vouches for this model, and
// over which bytes. A bundle is read in one worker; its payload, once the signature is good, in
// another. What it is not: cryptography, or words. Times are arguments.
#pragma once

#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "assure/api.h"
#include "base/limits.h"
#include "run/scan.h"

namespace bartizan::run {

// A bundle of more than this signs more files than any model has.
inline constexpr std::uint64_t kMostSignature = 256 * base::kMiB;
// Of a message signature, which is over the whole file at once.
inline constexpr std::uint64_t kMostMessage = 512 * base::kMiB;

struct VerifyOptions {
  std::string signature;  // file; empty: find_signature()
  // What a statement about a file may say besides what stands for a signature of it; empty:
  // nothing.
  std::string predicate_type;
  assure::sign::Trust trust;
  bool ignore_unsigned = false;
  bool strict = false;       // warnings about files fail
  bool allow_links = false;  // follow symbolic links, whatever the signer said
  // False: who signed what, without reading the model; the check "files-skipped" says so, and
  // `verified` is then about the statement alone.
  bool check_files = true;
  base::Limits limits;
  unsigned jobs = 0;
  std::function<void(const Progress&)> on_progress;
  std::function<bool()> cancelled;
};

// Never fails: what stands in the way is in the result, whose standing is then not `verified`.
// `path` is a model's folder, a model of one file, or any file that a statement is about.
assure::sign::Verification verify_model(const std::string& path, const VerifyOptions& options);

// PATH/model.sig, PATH.sig, PATH.sigstore.json, PATH.dsse.json, or model.sig beside a file; empty
// where there is none.
std::string find_signature(const std::string& path);

// Trust from files. The errors are sentences that name the file.
std::expected<assure::sign::TrustedKey, std::string> read_public_key(const std::string& file);
std::expected<std::vector<std::string>, std::string> read_certificates(const std::string& file);
std::expected<assure::sigstore::TrustedRoot, std::string> read_trusted_root(
    const std::string& file, const base::Limits& limits, const std::function<bool()>& cancelled);

struct SignOptions {
  const assure::sign::PrivateKey* key = nullptr;
  std::vector<std::string> chain;  // DER, leaf first; empty: a bare key
  assure::signature::Method method = assure::signature::Method::files;
  std::uint64_t shard_size = assure::sign::kShardSize;
  std::string hash = "sha256";
  std::vector<std::string> ignore;  // paths below the model
  bool allow_links = false;
  bool mangled_names = false;  // shards as model-signing names their algorithm
  std::string output;          // where the signature will lie; not signed
  unsigned jobs = 0;
  std::function<void(const Progress&)> on_progress;
  std::function<bool()> cancelled;
};
struct Signed {
  std::string bundle;  // JSON
  std::string digest;  // of the subject, hexadecimal
  std::size_t resources = 0;
  std::uint64_t bytes = 0;
};
std::expected<Signed, std::string> sign_model(const std::string& path, const SignOptions& options);
// One file under another predicate; `predicate` is JSON.
std::expected<Signed, std::string> sign_file(const std::string& path,
                                             const std::string& predicate_type,
                                             const std::string& predicate,
                                             const SignOptions& options);

}  // namespace bartizan::run
