#include "run/assess_risks.h"

#include <algorithm>

#include "run/version.h"

namespace bartizan::run {
namespace {

using record::Evidence;

void put(Evidence& piece, const char* key, std::string value) {
  if (!value.empty()) piece.facts.push_back({key, std::move(value)});
}

}  // namespace

base::Result<std::vector<Evidence>> risk_evidence(store::Store& store, const std::string& system) {
  std::vector<Evidence> pieces;
  const auto wanted = [&](const std::string& of) {
    return system.empty() || of.empty() || of == system;
  };
  const auto risks = store.posture().risks();
  if (!risks) return std::unexpected(risks.error());
  for (const record::Risk& one : *risks) {
    if (one.state == record::RiskState::closed || !wanted(one.system)) continue;
    Evidence piece;
    piece.kind = record::EvidenceKind::readiness;
    piece.subject = one.id;
    piece.name = one.scenario;
    piece.producer = std::string("risk ") + kVersion;
    piece.at = one.changed;
    piece.system = one.system;
    put(piece, "type", "sector-risk");
    put(piece, "sector", one.sector);
    put(piece, "category", one.category);
    put(piece, "system", one.system_name);
    put(piece, "measured", !one.likelihood.empty() && !one.impact.empty() ? "yes" : "no");
    put(piece, "on", base::format_date(one.changed));
    if (one.due != 0) put(piece, "next", base::format_date(one.due));
    put(piece, "state", std::string(record::name(one.state)));
    std::ranges::sort(piece.facts);
    piece.id = record::evidence_id(piece);
    pieces.push_back(std::move(piece));
  }
  return pieces;
}

}  // namespace bartizan::run
