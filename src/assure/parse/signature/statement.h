// Statement: what a signature is about, as the payload of its envelope has it.
//
// What it is: an in-toto Statement v1 (v0.1 too, for older provenance), its subjects, and of the
// predicates that are read here (OpenSSF Model Signing, SLSA provenance) what they say. What it is
// not: true; whoever signed the payload says so. Plain structs that own their bytes; thread-safe as
// values.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bartizan::assure::signature {

// https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md
inline constexpr std::string_view kStatementV1 = "https://in-toto.io/Statement/v1";
inline constexpr std::string_view kStatementV01 = "https://in-toto.io/Statement/v0.1";
inline constexpr std::string_view kInTotoPayload = "application/vnd.in-toto+json";
// OpenSSF Model Signing v1.0, and the experiment before it (model-signing 0.2.0).
inline constexpr std::string_view kModelPredicate = "https://model_signing/signature/v1.0";
inline constexpr std::string_view kModelPredicateV02 = "https://model_signing/Digests/v0.1";
// v0.2 and v1 begin so.
inline constexpr std::string_view kProvenance = "https://slsa.dev/provenance/v";
// A document that is its own subject: what `bartizan sign --type` writes.
inline constexpr std::string_view kCycloneDx = "https://cyclonedx.org/bom";
inline constexpr std::string_view kSpdx = "https://spdx.dev/Document/v3.0.1";
inline constexpr std::string_view kEvidence = "https://bartizan.dev/evidence/v1";
inline constexpr std::array<std::string_view, 3> kDocuments{kCycloneDx, kSpdx, kEvidence};
inline constexpr std::string_view kBundleV03 = "application/vnd.dev.sigstore.bundle.v0.3+json";

struct Subject {
  std::string name;
  std::vector<std::pair<std::string, std::string>> digests;  // algorithm, lower-case hexadecimal

  // Empty where there is none.
  std::string_view digest(std::string_view algorithm) const;
};

// A file or a shard of a model.
struct Resource {
  std::string name;                  // as written
  std::string algorithm;             // as written
  std::string digest;                // bytes
  std::string path;                  // of the name; "." where the model is one file
  std::uint64_t start = 0, end = 0;  // of a shard
};

enum class Method : std::uint8_t { files, shards };

struct Serialization {
  Method method = Method::files;
  std::string hash_type;  // "sha256", "blake2b", "blake3"
  std::uint64_t shard_size = 0;
  bool allow_symlinks = false;
  std::vector<std::string> ignore_paths;  // as written
};

struct ModelPredicate {
  Serialization serialization;
  std::vector<Resource> resources;
  bool legacy = false;  // model-signing 0.2.0: digests as subjects, no serialization
};

// SLSA provenance v1 and v0.2: who built it, of what.
struct Provenance {
  std::string build_type;
  std::string builder;
  std::string invocation;
  std::string started, finished;
  std::vector<Subject> materials;  // resolvedDependencies; `name` is the URI
};

struct Statement {
  std::string type;
  std::string predicate_type;
  std::vector<Subject> subjects;
  std::optional<ModelPredicate> model;
  std::optional<Provenance> provenance;
  std::vector<std::string> unknown;  // members that nobody here knows, with their path
};

}  // namespace bartizan::assure::signature
