// What signatures say: verifications, checksums and keys, for people and for programs.
//
// What it is: pure functions over the results of assure/sign; docs/signing.md explains the words
// and every check. What it is not: a judge. Names from files are escaped here. No state.
#pragma once

#include <span>
#include <string>

#include "assure/api.h"
#include "report/api.h"

namespace bartizan::report {

struct SignatureOptions {
  TerminalStyle style;
  bool quiet = false;    // the first line only
  bool verbose = false;  // every check and difference, all materials
};

// How it ended, who signed, the checks that did not pass, what differs; `provenance` is that of another statement.
std::string verification(const assure::sign::Verification& result, const SignatureOptions& options);
// docs/schemas/signature-1.schema.json
std::string verification_json(const assure::sign::Verification& result,
                              const MachineOptions& options = {});

struct SignedFile {
  std::string path, signature;
  std::string predicate_type;
  std::string digest, key;
  std::uint64_t resources = 0, bytes = 0;
  std::string method;  // of a model: "files", "shards"
};
std::string signed_file(const SignedFile& made, const SignatureOptions& options);
// docs/schemas/signature-made-1.schema.json
std::string signed_file_json(const SignedFile& made, const MachineOptions& options = {});

struct ShownKey {
  std::string name, purpose, algorithm, fingerprint;
  base::Millis created = 0;
  base::Millis retired = 0;  // 0: in use
  bool encrypted = false;
};
std::string keys(std::span<const ShownKey> all, const SignatureOptions& options);
// docs/schemas/signature-keys-1.schema.json
std::string keys_json(std::span<const ShownKey> all, const MachineOptions& options = {});

}  // namespace bartizan::report
