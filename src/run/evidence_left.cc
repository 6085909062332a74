#include "run/evidence_left.h"

#include <algorithm>
#include <set>

#include "run/evidence_parts.h"

namespace bartizan::run {
namespace {

using evidence::put;
using evidence::put_names;
using evidence::put_yes;
using record::EvidenceKind;

// A BOM describes what does not change by itself; the parts of it that do have evidence of their
// own.
constexpr base::Millis kBomAge = 30 * kDay;

// What a statement vouches for, as frameworks ask for it.
std::string type_of(const assure::sign::Verification& result) {
  using namespace assure::signature;
  if (result.predicate_type == kCycloneDx || result.predicate_type == kSpdx) return "bom";
  if (result.predicate_type == kEvidence) return "evidence";
  return "model";
}

std::string signer_of(const assure::sign::Signer& signer) {
  if (!signer.identity.empty()) {
    return signer.identity + (signer.issuer.empty() ? "" : " (" + signer.issuer + ")");
  }
  return signer.key.empty() ? std::string() : "key " + signer.key;
}

}  // namespace

record::Evidence left_by_verify(store::Store& store, const std::string& path,
                                const assure::sign::Verification& result, base::Millis now) {
  record::Evidence piece = left_piece(store, EvidenceKind::signature, path, "verify", now);
  using enum assure::sign::Standing;
  const bool sums_match =
      !result.checksums.empty() &&
      std::ranges::all_of(result.checksums, [](const auto& sum) { return sum.matches; });
  piece.sha256 = result.digest;
  put(piece, "standing", std::string(assure::sign::name(result.standing)));
  put_yes(piece, "valid", result.standing == verified || (result.standing == absent && sums_match));
  if (result.standing == absent && !result.checksums.empty()) put_yes(piece, "weak", true);
  // Only a signature that stands says who made it.
  if (result.standing == verified) put(piece, "signer", signer_of(result.signer));
  put(piece, "type", type_of(result));
  put(piece, "signature", result.signature);
  put(piece, "resources", result.resources);
  return piece;
}

std::vector<record::Evidence> left_by_gate(store::Store& store,
                                           const std::vector<std::string>& roots,
                                           const assure::gate::Policy& policy,
                                           const assure::gate::Gate& gate, base::Millis now) {
  using enum assure::gate::Standing;
  std::set<std::string> failed_rules;
  for (const assure::gate::RuleResult& rule : gate.rules) {
    if (rule.standing == failed) failed_rules.insert(policy.rules[rule.rule].id);
  }
  std::vector<record::Evidence> pieces;
  for (const std::string& root : roots) {
    record::Evidence piece = left_piece(store, EvidenceKind::gate, root, "gate", now);
    put(piece, "outcome",
        std::string(gate.standing == failed      ? "failed"
                    : gate.standing == undecided ? "undecided"
                                                 : "passed"));
    put(piece, "policy", policy.origin);
    put(piece, "policy-sha256", policy.sha256);
    put_names(piece, "failed", failed_rules);
    put(piece, "undecided", std::uint64_t{gate.undecided_rules});
    put(piece, "warned", std::uint64_t{gate.warned});
    pieces.push_back(std::move(piece));
  }
  return pieces;
}

record::Evidence left_by_bom(store::Store& store, const BomLeft& left, const assure::bom::Bom& bom,
                             base::Millis now) {
  record::Evidence piece =
      left_piece(store, EvidenceKind::bom, left.subject, "bom " + left.action, now, kBomAge);
  piece.sha256 = left.sha256;
  if (!left.system.empty()) {
    piece.system = left.system;
  } else if (!left.of.empty()) {
    if (auto system = system_at(store, left.of)) piece.system = std::move(*system);
  }
  put(piece, "action", left.action);
  put(piece, "of", left.of);
  put(piece, "format", bom.format + (bom.version.empty() ? "" : " " + bom.version));
  put(piece, "components", std::uint64_t{bom.components.size()});
  using enum assure::bom::State;
  const assure::bom::Score score = assure::bom::score(bom, assure::bom::Standard::g7_2026);
  const std::size_t asked = score.elements.size() - score.count(not_applicable);
  std::set<std::string> lacking;
  for (const assure::bom::ScoredElement& element : score.elements) {
    if (element.state == missing) lacking.insert(element.id);
  }
  put(piece, "elements", std::uint64_t{score.elements.size()});
  put(piece, "g7-of", std::uint64_t{asked});
  put(piece, "g7-have", std::uint64_t{score.count(met)});
  put(piece, "g7-partly", std::uint64_t{score.count(partly)});
  put(piece, "g7-needs-human", std::uint64_t{score.count(needs_human)});
  put_names(piece, "missing", lacking);
  return piece;
}

std::vector<record::Evidence> left_by_vuln(store::Store& store,
                                           const assure::vuln::Assessment& assessment) {
  std::vector<record::Evidence> pieces;
  if (assessment.feeds.empty()) return pieces;
  for (const assure::vuln::System& system : assessment.systems) {
    record::Evidence piece =
        left_piece(store, EvidenceKind::vulnerabilities, system.id, "vuln", assessment.now);
    piece.system = system.id;
    piece.name = system.name;
    std::uint64_t possible = 0;
    for (const assure::vuln::Block& block : system.blocks) {
      possible += block.count(assure::vuln::Standing::possible);
    }
    put(piece, "matched", system.components);
    put(piece, "unmatched", possible);
    put(piece, "doubts", std::uint64_t{assessment.doubts.size() + assessment.unread.size()});
    pieces.push_back(std::move(piece));
  }
  return pieces;
}

}  // namespace bartizan::run
