// Evidence about weaknesses: kinds `vulnerabilities` and `feed`.
#include <algorithm>

#include "assure/api.h"
#include "run/evidence_parts.h"
#include "run/version.h"
#include "store/advisories.h"

namespace bartizan::run::evidence {
namespace {

using record::CaseState;

struct Open {
  std::set<std::string> overdue, exploited, malicious, forensic, undated;
  std::uint64_t open = 0, investigating = 0, accepted = 0, fixed = 0, not_affected = 0;
  base::Millis next_due = 0;

  void look_at(const record::Case& c, base::Millis now) {
    switch (c.state) {
      case CaseState::fixed:
        ++fixed;
        return;
      case CaseState::not_affected:
        ++not_affected;
        return;
      case CaseState::accepted:
        // An acceptance that has run out is none, also before somebody looks.
        if (c.until == 0 || c.until > now) {
          ++accepted;
          return;
        }
        break;
      case CaseState::investigating:
        ++investigating;
        break;
      case CaseState::open:
        break;
    }
    ++open;
    const std::string name = c.advisory + " in " + c.component;
    if (c.due != 0 && c.due <= now) overdue.insert(name);
    if (c.due > now && (next_due == 0 || c.due < next_due)) next_due = c.due;
    if (c.due == 0) undated.insert(name);
    if (c.kev_added != 0) exploited.insert(name);
    if (c.advisory.starts_with("MAL-")) malicious.insert(name);
    if (c.forensic) forensic.insert(name);
  }
};

}  // namespace

base::Result<void> add_vulnerabilities(const Collector& collector, const SystemRef& system,
                                       std::vector<record::Evidence>& left) {
  const auto cases = collector.source.cases(system.id);
  if (!cases) return std::unexpected(cases.error());
  record::Evidence piece;
  const auto is_run = [&](const record::Evidence& e) {
    return e.kind == record::EvidenceKind::vulnerabilities && e.subject == system.id;
  };
  const auto run = std::ranges::find_if(left, is_run);
  // Without a case and a run that looked, nothing is known, and least of all that all is well.
  if (run == left.end() && cases->empty()) return {};
  if (run != left.end()) {
    piece = std::move(*run);
    left.erase(run);
    // Of a copy that was kept whole only what the run itself said.
    std::erase_if(piece.facts, [](const record::EvidenceFact& fact) {
      return fact.key != "matched" && fact.key != "unmatched" && fact.key != "doubts" &&
             fact.key != "left-out" && !fact.key.starts_with("holds");
    });
  } else {
    piece.kind = record::EvidenceKind::vulnerabilities;
    piece.subject = system.id;
    piece.producer = producer("vuln", kVersion);
    for (const record::Case& c : *cases) piece.at = std::max(piece.at, c.last_seen);
  }
  piece.name = system.name;
  piece.expires = piece.at + collector.options.age;
  Open now;
  for (const record::Case& c : *cases) now.look_at(c, collector.options.now);
  put(piece, "open", now.open);
  put(piece, "investigating", now.investigating);
  put(piece, "accepted", now.accepted);
  put(piece, "fixed", now.fixed);
  put(piece, "not-affected", now.not_affected);
  put_names(piece, "overdue", now.overdue);
  put_names(piece, "exploited", now.exploited);
  put_names(piece, "malicious", now.malicious);
  put_names(piece, "forensic", now.forensic);
  put_names(piece, "undated", now.undated);
  put_time(piece, "next-due", now.next_due);
  collector.out.push_back(std::move(piece));
  return {};
}

base::Result<void> add_feeds(const Collector& collector) {
  std::string folder = collector.options.feeds;
  if (folder.empty() && !collector.store.path().empty()) {
    folder = store::feeds_folder(collector.store.path());
  }
  if (folder.empty()) return {};
  const auto advisories = store::open_advisories(folder);
  if (!advisories) return std::unexpected(advisories.error());
  for (const record::Feed& feed : (*advisories)->feeds()) {
    record::Evidence piece;
    piece.kind = record::EvidenceKind::feed;
    piece.subject = feed.id;
    piece.name = feed.id;
    piece.sha256 = feed.sha256;
    piece.producer = producer("feeds update", kVersion);
    piece.at = feed.imported;
    const assure::feeds::Limits limits = assure::feeds::limits_of(feed.kind);
    piece.expires = feed.imported + limits.imported_days * kDay;
    if (feed.data_date != 0) {
      piece.expires = std::min(piece.expires, feed.data_date + limits.data_days * kDay);
    }
    put(piece, "kind", std::string(record::name(feed.kind)));
    put(piece, "records", feed.records);
    put(piece, "refused", feed.refused);
    put_time(piece, "imported", feed.imported);
    put_time(piece, "data-date", feed.data_date);
    put(piece, "version", feed.version);
    put_yes(piece, "checksum-offered", feed.checksum_offered);
    put_yes(piece, "stale", assure::feeds::age_of(feed, collector.options.now).stale);
    collector.out.push_back(std::move(piece));
  }
  for (const std::string& reason : (*advisories)->broken()) {
    record::Evidence piece;
    piece.kind = record::EvidenceKind::feed;
    piece.subject = reason;
    piece.name = reason;
    piece.producer = producer("feeds update", kVersion);
    piece.at = collector.options.now;
    piece.expires = collector.options.now + collector.options.age;
    put_yes(piece, "broken", true);
    put_yes(piece, "stale", true);
    collector.out.push_back(std::move(piece));
  }
  return {};
}

}  // namespace bartizan::run::evidence
