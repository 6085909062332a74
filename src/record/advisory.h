// Advisories: what the world knows about weaknesses of software and models.
//
// What it is: OSV, GitHub, CVE and AVID records in one shape, and what CISA and FIRST add to them
// (KEV, SSVC, EPSS), as plain structs that own their strings. What it is not: version arithmetic
// (text/version.h) or a judgement about a system (assure/vuln). Texts from feeds are UTF-8 after
// text/decode.h and are escaped at the sink. Thread-safe as values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace bartizan::record {

// Which rules order the versions of a range.
enum class RangeType : std::uint8_t {
  ecosystem,  // those of Affected::ecosystem
  semver,     // SemVer 2.0.0
  git,        // commits; cannot be compared here
  text,       // free text of a CVE record, read as far as it can be; compared as `ecosystem`
};

enum class EventKind : std::uint8_t { introduced, fixed, last_affected, limit };
struct RangeEvent {
  EventKind kind = EventKind::introduced;
  std::string version;  // "0" as `introduced`: from the beginning

  friend bool operator==(const RangeEvent&, const RangeEvent&) = default;
};
struct AffectedRange {
  RangeType type = RangeType::ecosystem;
  std::vector<RangeEvent> events;  // in the order of the record

  friend bool operator==(const AffectedRange&, const AffectedRange&) = default;
};

// One package, product or model that an advisory is about.
struct Affected {
  // A purl type ("pypi", "npm", "maven", "golang", "cargo", "gem", "composer", "nuget", "deb",
  // "apk", "huggingface"), or "cve" for a vendor and product that name no package.
  std::string type;
  std::string distribution;  // of deb and apk: "debian-12", "alpine-v3.18"; else empty
  std::string name;  // canonical of the type (docs/discovery.md); "vendor:product" in lower case
  std::vector<AffectedRange> ranges;
  std::vector<std::string> versions;  // these exactly, as well
  std::vector<std::string> unaffected;  // these exactly not, whatever the ranges say (CVE)
  std::vector<std::string> sha256;    // of model files that are affected, whatever their name
  bool every_version = false;         // neither ranges nor versions were given and all are meant

  friend bool operator==(const Affected&, const Affected&) = default;
};

struct Advisory {
  std::string id;    // "GHSA-...", "CVE-...", "PYSEC-...", "MAL-...", "AVID-..."
  std::string feed;  // id of the feed that it came with
  base::Millis published = 0;  // 0: not said
  base::Millis modified = 0;
  base::Millis withdrawn = 0;  // 0: it stands
  std::string summary;         // one line; cut at kMostSummary
  std::vector<std::string> aliases;   // other names of the same weakness
  std::vector<std::string> upstream;  // what this one is derived from (distributions)
  std::vector<std::string> severities;  // CVSS vectors "CVSS:3.1/...", "CVSS:4.0/..."
  std::string severity_word;            // "critical" "high" "medium" "low" as somebody judged
  double cvss = 0;                      // base score as given; 0: none given
  std::vector<std::string> cwes;        // "CWE-89"
  std::vector<std::string> urls;        // most useful first, at most kMostUrls
  std::vector<Affected> affected;
  bool malicious = false;  // a malicious package rather than a weak one

  friend bool operator==(const Advisory&, const Advisory&) = default;
};
inline constexpr std::size_t kMostSummary = 300;
inline constexpr std::size_t kMostUrls = 8;

// An entry of CISA's Known Exploited Vulnerabilities, from the catalogue itself or from a CVE
// record that points to it.
struct KevEntry {
  std::string cve;
  base::Millis added = 0;  // 0: it is in KEV, the record does not say since when
  std::string due;         // "YYYY-MM-DD" of the catalogue; no federal deadline since BOD 26-04
  std::string vendor, product, name;
  bool ransomware = false;  // known use in ransomware campaigns
  std::string feed;

  friend bool operator==(const KevEntry&, const KevEntry&) = default;
};

// SSVC decision points as CISA's coordinators set them, in lower case; empty where not set.
struct SsvcPoints {
  std::string cve;
  std::string exploitation;      // none, public poc, active
  std::string automatable;       // no, yes
  std::string technical_impact;  // partial, total
  std::string version;           // of SSVC: "2.0.3"
  base::Millis at = 0;
  std::string feed;

  friend bool operator==(const SsvcPoints&, const SsvcPoints&) = default;
};

struct EpssScore {
  std::string cve;
  double probability = 0;  // of exploitation in the next 30 days, 0..1
  double percentile = 0;   // 0..1
  std::string date;        // "YYYY-MM-DD" of the model run
  std::string feed;

  friend bool operator==(const EpssScore&, const EpssScore&) = default;
};

enum class FeedKind : std::uint8_t { osv, cve, kev, epss, avid };
std::string_view name(FeedKind kind);
std::optional<FeedKind> feed_kind(std::string_view name);

// One feed as it was last imported.
struct Feed {
  std::string id;      // chosen or from the source's name: "osv-pypi", "kev", "vulnrichment"
  FeedKind kind = FeedKind::osv;
  std::string source;  // absolute path or URL
  base::Millis imported = 0;
  base::Millis data_date = 0;  // the newest date that the data itself states; 0: none
  std::string sha256;          // of the bytes; of a folder: over its files' names and hashes
  bool checksum_offered = false;  // somebody gave a checksum beforehand, and it was right
  std::uint64_t records = 0;      // kept
  std::uint64_t refused = 0;      // not understood
  std::string version;            // of the data, where it states one: "2025.08.25"

  friend bool operator==(const Feed&, const Feed&) = default;
};

}  // namespace bartizan::record
