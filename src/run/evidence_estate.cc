// Evidence of kind `configuration` about the whole estate: counts, for the organisation.
#include <algorithm>

#include "run/evidence_parts.h"
#include "run/version.h"

namespace bartizan::run::evidence {

namespace {
constexpr std::string_view kSubject = "estate";
}  // namespace

bool is_estate(const record::Evidence& piece) {
  return piece.kind == record::EvidenceKind::configuration && piece.system.empty() &&
         piece.subject == kSubject;
}

base::Result<void> add_estate(const Collector& collector, const std::vector<SystemRef>& systems) {
  const base::Millis now = collector.options.now;
  const auto places = collector.store.estate().places();
  if (!places) return std::unexpected(places.error());
  const auto seen = collector.store.seen_totals(now - collector.options.age);
  if (!seen) return std::unexpected(seen.error());
  const auto cases = collector.store.cases().totals(now);
  if (!cases) return std::unexpected(cases.error());
  record::Evidence piece;
  piece.kind = record::EvidenceKind::configuration;
  piece.subject = kSubject;
  piece.name = "estate";
  piece.producer = producer("collect", kVersion);
  piece.at = now;
  piece.expires = now + collector.options.age;
  std::uint64_t declared = 0, found = 0, matched = 0, ghosts = 0;
  for (const SystemRef& s : systems) {
    declared += s.declared ? 1U : 0U;
    found += s.found ? 1U : 0U;
    matched += s.declared && s.found ? 1U : 0U;
    // As reconcile has it: said to be in use, and nothing that was read belongs to it.
    ghosts += !s.found && (s.stage == "Deployed" || s.stage == "Pilot") ? 1U : 0U;
  }
  put(piece, "systems", std::uint64_t{systems.size()});
  put(piece, "declared", declared);
  put(piece, "found", found);
  put(piece, "matched", matched);
  put(piece, "undeclared", found - matched);
  put(piece, "ghosts", ghosts);
  put(piece, "places", std::uint64_t{places->size()});
  if (!places->empty()) put_time(piece, "oldest-reading", places->front().read);
  put(piece, "models", seen->clean + seen->incomplete + seen->suspicious + seen->malicious);
  put(piece, "models:clean", seen->clean);
  put(piece, "models:incomplete", seen->incomplete);
  put(piece, "models:suspicious", seen->suspicious);
  put(piece, "models:malicious", seen->malicious);
  put(piece, "models-stale", seen->stale);
  put(piece, "cases-open", cases->open);
  put(piece, "cases-overdue", cases->overdue);
  put(piece, "cases-exploited", cases->exploited);
  collector.out.push_back(std::move(piece));
  return {};
}

}  // namespace bartizan::run::evidence
