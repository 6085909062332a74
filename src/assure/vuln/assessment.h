// Assessment: what is known about the weaknesses of systems, on its way from the driver to reports.
//
// What it is: plain structs that own their strings, and their order: worst first. What it is not: a
// text (report/vuln.h), or the joining of stores (run/vuln.h). Thread-safe as values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assure/vuln/facts.h"
#include "assure/vuln/match.h"
#include "record/advisory.h"
#include "record/component.h"
#include "record/decision.h"

namespace bartizan::assure::vuln {

// How near the code is to a component, by the best that discovery saw.
enum class Nearness : std::uint8_t {
  unknown,    // a BOM says that it is there
  declared,   // a manifest or a lock file asks for it
  installed,  // its files are there
  imported,   // code imports or calls it
};
std::string_view name(Nearness nearness);
struct Reach {
  Nearness nearness = Nearness::unknown;
  std::string path;  // where that was seen
  std::uint32_t line = 0;
  // Imports are looked for (AI packages): that none was seen says something.
  bool looked_for = false;
};
// `siblings` are components of the same name in the same system, such as imports of no version.
Reach reach_of(const record::Component& component,
               const std::vector<const record::Component*>& siblings);
// The manifest entry that asks for it, else the first place; nullptr without any.
const record::Occurrence* declaration_of(const record::Component& component);

// What became of a match.
enum class Standing : std::uint8_t {
  counts,    // it is there and nobody took it back
  possible,  // see Fit
  excused,   // a VEX statement says not affected or fixed
  accepted,  // somebody answers for it until a date
};
std::string_view name(Standing standing);

struct Weakness {
  Match match;
  std::string summary;
  std::string severity;  // "critical" ... as somebody judged, or by the CVSS score; empty: unknown
  double cvss = 0;
  std::vector<std::string> cwes;
  std::string url;
  std::optional<record::KevEntry> kev;
  std::optional<record::SsvcPoints> ssvc;
  std::optional<record::EpssScore> epss;
  std::optional<record::VexStatement> vex;  // whose word counts
  record::Case decided;  // of what is certain; no id: none was made
  Standing standing = Standing::counts;
};

// One version of one package, image or model in one system.
struct Block {
  record::Component component;
  std::string key;  // purl, or kind and name
  Reach reach;
  std::string upgrade_to;  // the smallest version that no advisory covers; empty: none known
  std::vector<Weakness> weaknesses;
  std::vector<std::string> withdrawn;

  std::size_t count(Standing standing) const;
};

// What files say about how a project is kept.
struct Health {
  std::string path;  // of the folder, or of the metadata
  std::string name, version;
  bool own = false;  // first-party: a folder of the tree
  std::string security_policy;  // path; empty: none there
  std::string licence;          // id as stated, or the licence file's path; empty: none
  std::string lock;             // path of the lock file; of folders
  std::uint64_t pinned = 0, unpinned = 0;  // packages asked for, of folders
  std::string maintained;       // "YYYY-MM-DD" of the newest dated entry; empty: not said
};

struct System {
  std::string id;    // as in record::Exposure
  std::string name;
  std::string use_case;
  std::string place;  // what was read: a folder, a BOM
  std::string path;   // of the system's folder in it
  std::optional<record::Exposure> exposure;
  std::uint64_t components = 0;  // that were looked up
  std::vector<Block> blocks;     // with anything in them, worst first
  std::vector<Fact> facts;       // worst first
  std::vector<Health> health;
};

struct Assessment {
  base::Millis now = 0;
  std::vector<record::Feed> feeds;
  std::vector<std::string> doubts;  // about feeds: missing, stale, broken; a sentence each
  bool feeds_damaged = false;       // what was not found may be in what could not be read
  std::vector<std::string> unread;  // what of the systems could not be read; a sentence each
  std::vector<System> systems;
  std::uint64_t components = 0;  // looked up, in all systems
  std::uint64_t nameless = 0;    // seen, and of no name or hash that advisories use
  bool kept = false;             // cases are in the store

  bool complete() const { return doubts.empty() && unread.empty() && components > 0; }
};

// What a gate stops: a malicious package or model, a clock that runs or ran out.
struct Stops {
  std::uint64_t malicious = 0, overdue = 0, with_clock = 0;
  bool any() const { return malicious + overdue + with_clock > 0; }
};
Stops stops(const Assessment& assessment);
// Models that nobody can vouch for.
std::uint64_t suspicious(const Assessment& assessment);

bool is_overdue(const Weakness& weakness, base::Millis now);
// Overdue, then by due date, KEV, CVSS, EPSS, id. For sort.
bool worse(const Weakness& a, const Weakness& b, base::Millis now);
void sort_worst_first(Assessment& assessment);

}  // namespace bartizan::assure::vuln
