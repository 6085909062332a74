// Models: OpenSSF Model Signing v1.0 over files that somebody else has listed and hashed.
//
// What it is: the statement that is signed, whether one that was read holds together, and what
// differs between it and a folder. https://github.com/ossf/model-signing-spec. What it is not: I/O
// (run/model_hash.h), or a check of the signature. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assure/parse/signature/statement.h"
#include "assure/sign/checks.h"

namespace bartizan::assure::sign {

// Never signed, at the top of the folder only.
inline constexpr std::array<std::string_view, 4> kIgnoredByDefault{".git", ".gitattributes",
                                                                   ".github", ".gitignore"};
inline constexpr std::uint64_t kShardSize = 1'000'000'000;  // the specification's default

// SHA-256 (bytes) over the digests in their order.
std::string root_of(std::span<const signature::Resource> resources);
// The payload: JSON, resources sorted by the code points of their names.
std::string model_statement(std::string_view name, const signature::ModelPredicate& model);
// A statement about one file with any other predicate; `predicate` is JSON.
std::string file_statement(std::string_view name, std::string_view sha256_hex,
                           std::string_view predicate_type, std::string_view predicate);

// How a resource's algorithm is written; model-signing writes "sha256-sharded-SIZE" where the
// specification has "sha256".
bool names_algorithm(const signature::Serialization& how, std::string_view algorithm);

// Checks "predicate-type", "subject", "root-digest", "resources", "hash-algorithm",
// "resource-order".
void check_model_statement(const signature::Statement& statement, std::vector<Check>& checks);

// What lies in the folder.
struct ModelFile {
  std::string path;  // below the model's folder; "." where the model is one file
  std::uint64_t size = 0;
  bool link = false;
  std::string problem;  // why it cannot be read, or is no file: "is a FIFO"
};
// Whether `path` is `ignored` or lies below it.
bool lies_below(std::string_view path, std::string_view ignored);

enum class Happened : std::uint8_t { changed, missing, added, ignored, unread };
std::string_view name(Happened happened);

struct Difference {
  Happened happened = Happened::changed;
  std::string path;
  // Of `changed`, the bytes in question; end 0: all of it.
  std::uint64_t start = 0, end = 0;
  std::uint64_t files = 1;           // of `ignored`: how many lie below the path
  std::vector<std::string> tensors;  // that lie in those bytes, where somebody looked
  std::string detail;
};

// What has to be hashed to compare: index into `resources`, and whether it can be at all.
struct Comparison {
  std::vector<std::size_t> to_hash;
  std::vector<Difference> differences;  // known without reading a byte
};
struct CompareOptions {
  bool allow_links = false;             // as the person who verifies says
  std::vector<std::string> not_signed;  // paths that are never part of it: the signature itself
};
Comparison compare(const signature::ModelPredicate& model, std::span<const ModelFile> files,
                   const CompareOptions& options);

struct Judgement {
  bool ignore_unsigned = false;
  bool strict = false;
};
// Checks "files-present", "files-unchanged", "files-unsigned", "files-ignored", "files-read" from
// all differences, those of the hashes included.
void judge_differences(std::span<const Difference> differences, std::size_t resources,
                       const Judgement& how, std::vector<Check>& checks);

}  // namespace bartizan::assure::sign
