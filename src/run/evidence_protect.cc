// Evidence of resilience: kinds `readiness` and `posture`.
#include <algorithm>

#include "protect/api.h"
#include "run/evidence_parts.h"
#include "run/version.h"

namespace bartizan::run::evidence {

base::Result<void> add_readiness(const Collector& collector, std::string_view system) {
  const auto all = collector.source.readiness(std::string(system));
  if (!all) return std::unexpected(all.error());
  for (const record::Readiness& r : *all) {
    if (r.withdrawn != 0 || r.system != system) continue;
    record::Evidence piece;
    piece.kind = record::EvidenceKind::readiness;
    piece.subject = r.id;
    piece.name = r.what;
    piece.sha256 = r.attachment_sha256;
    piece.producer = producer("posture", kVersion);
    piece.at = r.at;
    piece.expires = r.next != 0 ? r.next : r.at + collector.options.said_age;
    put(piece, "type", std::string(record::name(r.kind)));
    put(piece, "by", r.by);
    put(piece, "attachment", r.attachment);
    put_time(piece, "on", r.at);
    put_time(piece, "next", r.next);
    collector.out.push_back(std::move(piece));
  }
  return {};
}

base::Result<void> add_posture(const Collector& collector) {
  const auto history = collector.store.posture().posture_history();
  if (!history) return std::unexpected(history.error());
  const base::Millis now = collector.options.now;
  const protect::EffectivePosture posture = protect::effective(*history, now);
  record::Evidence piece;
  piece.kind = record::EvidenceKind::posture;
  piece.subject = "posture";
  piece.name = "posture";
  piece.producer = producer("posture", kVersion);
  piece.at = now;
  piece.expires = posture.raised ? posture.until : now + collector.options.age;
  put_yes(piece, "raised", posture.raised);
  put_time(piece, "since", posture.since);
  base::Millis decided = 0;
  for (const record::PostureChange& change : *history) {
    if (change.at <= now) decided = std::max(decided, change.at);
  }
  put_time(piece, "decided", decided);
  put_time(piece, "until", posture.until);
  put(piece, "reason", posture.reason);
  put(piece, "by", posture.by);
  put(piece, "preset", posture.preset);
  collector.out.push_back(std::move(piece));
  return {};
}

}  // namespace bartizan::run::evidence
