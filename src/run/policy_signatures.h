// Policy signatures: who vouches for each model file, by the trust that a policy names.
//
// What it is: signatures found beside files and above them, verified once each, as facts. What it is
// not: cryptography (assure/sign). A signer that was not verified is never named in a field: what a
// file claims of itself decides nothing. One thread.
#pragma once

#include <expected>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "assure/api.h"
#include "base/limits.h"
#include "run/policy.h"

namespace bartizan::run {

// Whose signatures count: what the policy names, and the keys of this place (`keys`, a folder).
struct PolicyTrust {
  assure::sign::Trust trust;
  std::vector<assure::sigstore::IdentityPolicy> identities;  // each is tried
  std::vector<std::string> notes;
};
// Files are looked up beside the policy's own; one inside `roots` is refused.
std::expected<PolicyTrust, PolicyError> read_trust(const assure::gate::Policy& policy,
                                                   const std::vector<std::string>& roots,
                                                   const std::string& keys,
                                                   const base::Limits& limits, base::Millis now,
                                                   const std::function<bool()>& cancelled);

class PolicySignatures {
 public:
  PolicySignatures(const PolicyTrust& trust, const base::Limits& limits, unsigned jobs,
                   std::function<bool()> cancelled)
      : trust_(trust), limits_(limits), jobs_(jobs), cancelled_(std::move(cancelled)) {}

  // `file` as it can be opened; signatures above it are looked for as far as `root`.
  void add(assure::gate::Evidence& evidence, const std::string& file, const std::string& root,
           const std::string& shown, const std::string& subject);

 private:
  const assure::sign::Verification& verified(const std::string& path, const std::string& signature);
  assure::sign::Verification of_file(const std::string& file, const std::string& root,
                                     std::string& left_out);

  const PolicyTrust& trust_;
  const base::Limits& limits_;
  unsigned jobs_;
  std::function<bool()> cancelled_;
  std::map<std::pair<std::string, std::string>, assure::sign::Verification> known_;
};

}  // namespace bartizan::run
