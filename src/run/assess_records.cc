#include "run/assess_records.h"

#include <algorithm>

#include "record/fact_list.h"
#include "run/version.h"
#include "share/api.h"

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

Evidence policy_evidence(base::Millis now) {
  constexpr base::Millis kCounts = base::Millis{7} * 24 * 60 * 60 * 1000;
  const std::string day = base::format_date(now);
  std::size_t entries = 0, unchecked = 0;
  std::string names;
  for (const share::PolicyEntry& entry : share::policies()) {
    if (share::status_at(entry, day) != share::PolicyStatus::in_force) continue;
    ++entries;
    if (!share::is_check_due(entry, day)) continue;
    ++unchecked;
    if (!names.empty()) names += record::kBetweenNames;
    names += record::as_item(entry.id);
  }
  Evidence piece;
  piece.kind = record::EvidenceKind::policy;
  piece.subject = "register";
  piece.name = "the policy register";
  piece.producer = std::string("policy ") + kVersion;
  piece.at = now;
  piece.expires = now + kCounts;
  put(piece, "entries", std::to_string(entries));
  put(piece, "unchecked", std::to_string(unchecked));
  put(piece, "unchecked:names", std::move(names));
  std::ranges::sort(piece.facts);
  piece.id = record::evidence_id(piece);
  return piece;
}

}  // namespace bartizan::run
