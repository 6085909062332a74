// Put: advisories as rows, and the bounds that both halves keep.
//
// What it is: the writer of the rows that assure/feeds/rows.h reads. What is over a bound is cut
// where that loses nothing that a match needs (texts, links), else the whole record is refused with
// a reason: an advisory with half of its ranges would be wrong, not smaller. One parse, one thread.
//
// row         fields
// advisory    id, published, modified, withdrawn, summary, word, score, "malicious" or "", kind
// alias, upstream, severity, cwe, url    one or more
// affected    type, distribution, name, "every" or ""
// range       type, then kind and version in turn; further ones with the type "" go on
// versions, unaffected, sha256           one or more, of the last affected
// end         (nothing): the advisory is complete
// kev         cve, added, due, vendor, product, name, "ransomware" or "", "listed" or "" (said so
//             by the catalogue, or by a CVE record)
// ssvc        cve, exploitation, automatable, technical impact, version, time
// epss-day    date, model
// epss        cve, probability, percentile, and so on
// about       kind, version, date: of the collection
// refused     place, reason
// counts      records seen, refused, others that are no advisories, kind
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "record/advisory.h"
#include "record/foreign.h"

namespace bartizan::assure::feed {

inline constexpr std::size_t kMostId = 128;
inline constexpr std::size_t kMostName = 1024;
inline constexpr std::size_t kMostVersion = 256;
inline constexpr std::size_t kMostUrl = 2048;
inline constexpr std::size_t kMostWord = 256;    // of a CVSS vector, a vendor, a word
inline constexpr std::size_t kMostNames = 1000;  // aliases, upstreams
inline constexpr std::size_t kMostAffected = 20'000;
inline constexpr std::size_t kMostRanges = 1000;    // of one affected
inline constexpr std::size_t kMostEvents = 10'000;  // of one affected
// Long-lived packages have some thousands.
inline constexpr std::size_t kMostVersions = 50'000;
inline constexpr std::size_t kMostHashes = 10'000;

std::string_view name(record::RangeType type);
std::string_view name(record::EventKind kind);

// Letters, digits and the marks of ids, at most kMostId.
bool is_id(std::string_view id);
bool is_cve(std::string_view id);

// Empty when every bound is kept; else the reason, for people.
std::string why_refused(const record::Advisory& advisory);

// The advisory must not be refused.
void put_advisory(record::RowSink& rows, const record::Advisory& advisory, record::FeedKind kind);
void put_kev(record::RowSink& rows, const record::KevEntry& entry, bool listed);
void put_ssvc(record::RowSink& rows, const record::SsvcPoints& points);

}  // namespace bartizan::assure::feed
