#include "run/assess_records.h"

#include <algorithm>

#include "protect/api.h"
#include "run/version.h"

namespace bartizan::run {
namespace {

using record::Evidence;
using record::EvidenceKind;

// Until when a record counts that says nothing about it.
constexpr base::Millis kReadinessAge = base::Millis{365} * 24 * 60 * 60 * 1000;

Evidence start(EvidenceKind kind, std::string subject, std::string name, base::Millis at) {
  Evidence piece;
  piece.kind = kind;
  piece.subject = std::move(subject);
  piece.name = std::move(name);
  piece.producer = std::string("posture ") + kVersion;
  piece.at = at;
  return piece;
}

void put(Evidence& piece, const char* key, std::string value) {
  if (!value.empty()) piece.facts.push_back({key, std::move(value)});
}

void keep(std::vector<Evidence>& pieces, Evidence piece) {
  std::ranges::sort(piece.facts);
  piece.id = record::evidence_id(piece);
  pieces.push_back(std::move(piece));
}

}  // namespace

base::Result<std::vector<Evidence>> recorded_evidence(store::Store& store,
                                                      const std::string& system, base::Millis now) {
  std::vector<Evidence> pieces;
  const auto wanted = [&](const std::string& of) {
    return system.empty() || of.empty() || of == system;
  };
  const auto history = store.posture().posture_history();
  if (!history) return std::unexpected(history.error());
  if (!history->empty()) {
    const protect::EffectivePosture posture = protect::effective(*history, now);
    Evidence piece = start(EvidenceKind::posture, "posture", "the posture", history->back().at);
    put(piece, "raised", posture.raised ? "yes" : "no");
    if (posture.raised) put(piece, "until", base::format_utc(posture.until));
    keep(pieces, std::move(piece));
  }
  const auto readiness = store.posture().readiness("");
  if (!readiness) return std::unexpected(readiness.error());
  for (const record::Readiness& one : *readiness) {
    if (one.withdrawn != 0 || !wanted(one.system)) continue;
    Evidence piece = start(EvidenceKind::readiness, one.id, one.what, one.at);
    piece.system = one.system;
    piece.sha256 = one.attachment_sha256;
    put(piece, "type", std::string(record::name(one.kind)));
    put(piece, "on", base::format_date(one.at));
    put(piece, "next", base::format_date(one.next != 0 ? one.next : one.at + kReadinessAge));
    put(piece, "system", one.system_name);
    put(piece, "by", one.by);
    keep(pieces, std::move(piece));
  }
  const auto risks = store.posture().risks();
  if (!risks) return std::unexpected(risks.error());
  for (const record::Risk& one : *risks) {
    if (one.state == record::RiskState::closed || !wanted(one.system)) continue;
    Evidence piece = start(EvidenceKind::readiness, one.id, one.scenario, one.changed);
    piece.system = one.system;
    put(piece, "type", "sector-risk");
    put(piece, "sector", one.sector);
    put(piece, "category", one.category);
    put(piece, "system", one.system_name);
    put(piece, "measured", !one.likelihood.empty() && !one.impact.empty() ? "yes" : "no");
    put(piece, "on", base::format_date(one.changed));
    if (one.due != 0) put(piece, "next", base::format_date(one.due));
    put(piece, "state", std::string(record::name(one.state)));
    keep(pieces, std::move(piece));
  }
  return pieces;
}

}  // namespace bartizan::run
