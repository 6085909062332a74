// Bundle: a signature with all that is needed to check it, as its file has it.
//
// What it is: a Sigstore bundle (v0.1 to v0.3), a bare DSSE envelope or an older model signature,
// taken apart: base64 undone, JSON checked for form. What it is not: verified; nothing here is true
// because it stands here (assure/sign). Plain structs that own their bytes; thread-safe as values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bartizan::assure::signature {

struct DsseSignature {
  std::string signature;  // bytes
  std::string key_id;     // as written; empty, null and absent are the same
};
struct Envelope {
  std::string payload_type;
  std::string payload;  // bytes
  std::vector<DsseSignature> signatures;
};

struct InclusionProof {
  std::uint64_t log_index = 0;
  std::uint64_t tree_size = 0;
  std::string root_hash;            // bytes
  std::vector<std::string> hashes;  // bytes
  std::string checkpoint;           // the signed note; empty where there is none
};
struct LogEntry {
  std::uint64_t log_index = 0;
  std::string log_id;  // bytes: SHA-256 of the log's key
  std::string kind, version;
  std::uint64_t integrated_time = 0;  // seconds since 1970; 0 in Rekor v2
  std::string promise;                // signed entry timestamp, bytes; may be empty
  std::optional<InclusionProof> proof;
  std::string body;  // canonicalised, bytes
};

struct MessageSignature {  // of a bundle over a file rather than an envelope
  std::string digest_algorithm, digest, signature;
};

struct Bundle {
  std::string media_type;
  // Exactly one of these four is filled in.
  std::string key_hint;            // as written
  std::string raw_key;             // bytes: PEM or DER (older signatures)
  std::vector<std::string> chain;  // DER, leaf first
  std::string certificate;         // DER
  std::vector<LogEntry> log_entries;
  std::vector<std::string> timestamps;  // RFC 3161, DER
  std::optional<Envelope> envelope;
  std::optional<MessageSignature> message;
  std::vector<std::string> unknown;  // members that nobody here knows: names, with their path
};

}  // namespace bartizan::assure::signature
