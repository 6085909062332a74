// TrustedRoot: whom keyless signatures are believed on: certificate authorities, transparency logs,
// certificate transparency logs and timestamp authorities, each with the time it counts for.
//
// What it is: a trusted_root.json of Sigstore (v0.1, v0.2) taken apart, and its parser, id
// "trusted-root", which runs in a worker. What it is not: built in; whoever verifies names the
// file, because keys rotate. Nothing here says that the file itself can be trusted. Plain structs
// that own their bytes; thread-safe as values.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "record/foreign.h"

namespace bartizan::assure::sigstore {

// Both ends belong to it. No start: nothing is inside.
struct Window {
  std::optional<base::Millis> start;
  std::optional<base::Millis> end;

  bool covers(base::Millis time) const { return start && *start <= time && (!end || time <= *end); }
};

struct Authority {
  std::string name;  // "organization, common name" as the file says
  std::string uri;
  std::vector<std::string> chain;  // DER; the one that issues first, the trust anchor last
  Window window;
};

struct Log {
  std::string base_url;
  std::string hash_algorithm;  // "SHA2_256"
  std::string key;             // SubjectPublicKeyInfo, DER
  std::string key_details;     // "PKIX_ECDSA_P256_SHA_256", "PKIX_ED25519"
  std::string id;              // bytes; how entries name the log
  std::string checkpoint_id;   // bytes; how checkpoints name its key, where that differs (v0.2)
  Window window;
};

struct TrustedRoot {
  std::string media_type;
  std::vector<Authority> authorities;
  std::vector<Log> logs;
  std::vector<Log> ct_logs;
  std::vector<Authority> timestamp_authorities;
};

// Rows: "root" (media type), "authority" and "timestamp-authority" (name, uri, start, end,
// certificates ...), "log" and "ct-log" (the fields above in their order, start, end), notes. Times
// are milliseconds, empty where there is none. An entry with a part that cannot be read is left out
// with a note: less is trusted then, never more.
void parse(record::Foreign& file);

inline constexpr std::size_t kMostAnchors = 1000;           // authorities and logs of a file
inline constexpr std::size_t kMostChain = 16;               // certificates of an authority
inline constexpr std::size_t kMostCertificate = 64 * 1024;  // bytes of a certificate or key

}  // namespace bartizan::assure::sigstore
