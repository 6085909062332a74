#include "run/evidence_left.h"

#include <algorithm>
#include <map>
#include <set>

#include "io/tree.h"
#include "record/fact_list.h"
#include "run/estate.h"
#include "run/evidence_components.h"
#include "run/evidence_covers.h"
#include "run/evidence_failed.h"
#include "run/evidence_parts.h"
#include "run/policy.h"
#include "run/systems.h"
#include "use/api.h"

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

// Model files that the gate had a scan of.
evidence::Covers judged_files(const assure::gate::Evidence& judged) {
  std::set<std::string_view> scanned;
  for (const assure::gate::Fact& fact : judged.facts) {
    if (fact.kind == assure::gate::FactKind::scan) scanned.insert(fact.subject);
  }
  evidence::Covers covers;
  for (const assure::gate::Subject& subject : judged.subjects) {
    if (!subject.sha256.empty() && scanned.contains(subject.id)) {
      covers.sha256.insert(subject.sha256);
    }
  }
  return covers;
}

// What passed as a whole passed in each of its systems.
std::vector<SystemRef> systems_below(store::Store& store, const std::string& root) {
  auto all = all_systems(store);
  if (!all || !root.starts_with('/')) return {};
  const std::string below = root.ends_with('/') ? root : root + "/";
  std::erase_if(*all, [&](const SystemRef& one) { return !one.path.starts_with(below); });
  return std::move(*all);
}

// What a gate judged of a folder, by bytes and by names.
struct JudgedFiles {
  evidence::Covers covers;
  std::set<std::string> named;  // "SHA256 PATH"
};

JudgedFiles those_in(store::Store& store, const std::string& folder, const evidence::Covers& all) {
  JudgedFiles own;
  const auto seen = store.last_seen(folder, false);
  if (!seen) return own;
  for (const store::SeenFile& file : *seen) {
    if (!file.sha256 || !all.sha256.contains(*file.sha256)) continue;
    own.covers.sha256.insert(*file.sha256);
    const std::string name =
        file.path == folder ? "."
                            : file.path.substr(folder.size() + (folder.ends_with('/') ? 0 : 1));
    own.named.insert(*file.sha256 + " " + name);
  }
  return own;
}

// "SHA256 PATH", "- PATH" where parts of the file are signed: a signature is over names, too.
std::string signed_files(const assure::sign::Verification& result) {
  std::set<std::string> files;
  for (const assure::sign::Covered& file : result.covered) {
    files.insert((file.sha256.empty() ? "-" : file.sha256) + " " + file.path);
  }
  return evidence::listed(files);
}

// The system of a bill of materials that has these bytes, wherever it lies.
std::string system_of_bom(store::Store& store, std::string_view sha256) {
  const auto boms = store.evidence().latest_of(EvidenceKind::bom);
  if (!boms || sha256.empty()) return {};
  for (const record::Evidence& bom : *boms) {
    if (!bom.system.empty() && bom.sha256 == sha256) return bom.system;
  }
  return {};
}

// Of what was excluded, the paths of a folder at or below which files name packages.
std::size_t left_out_below(const std::string& folder, std::span<const record::Excluded> excluded) {
  std::size_t count = 0;
  for (const record::Excluded& one : excluded) {
    if (!one.asked) continue;
    const std::string path = absolute_path(one.path);
    if (path != folder && !path.starts_with(folder + "/")) continue;
    const io::Listing listing = io::list_tree({path}, {});
    count += std::ranges::any_of(
                 listing.entries,
                 [&](const io::Entry& entry) {
                   return use::names_packages(entry.path == "." ? path : path + "/" + entry.path);
                 })
                 ? 1U
                 : 0U;
  }
  return count;
}

// Malicious files that only a waiver of the policy lets through.
std::uint64_t waived_by_policy(const assure::gate::Evidence& judged,
                               const assure::gate::Gate& gate) {
  std::set<std::string_view> subjects;
  for (const assure::gate::RuleResult& rule : gate.rules) {
    for (const assure::gate::Judged& one : rule.judged) {
      if (one.standing != assure::gate::Standing::excepted || one.fact >= judged.facts.size()) {
        continue;
      }
      const assure::gate::Fact& fact = judged.facts[one.fact];
      const assure::gate::Field* verdict = fact.find("verdict");
      if (verdict != nullptr &&
          std::ranges::find(verdict->values, "malicious") != verdict->values.end()) {
        subjects.insert(fact.subject);
      }
    }
  }
  return subjects.size();
}

}  // namespace

record::Evidence left_by_verify(store::Store& store, const std::string& path,
                                const assure::sign::Verification& result, base::Millis now,
                                const std::string& system) {
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
  const std::string type = type_of(result);
  put(piece, "type", type);
  if (!system.empty()) {
    piece.system = system;
  } else if (piece.system.empty() && type == "bom") {
    piece.system = system_of_bom(store, result.digest);
  }
  if (!result.signature.empty()) put(piece, "signature", absolute_path(result.signature));
  put(piece, "signature:sha256", result.signature_sha256);
  put(piece, "resources", result.resources);
  evidence::Covers covers;
  for (const assure::sign::Covered& file : result.covered) {
    if (file.sha256.empty()) {
      covers.names.insert(file.path);
    } else {
      covers.sha256.insert(file.sha256);
    }
  }
  put_covers(piece, covers);
  put(piece, "signed:names", signed_files(result));
  return piece;
}

namespace {

// Whether the same signature was good for that system before.
bool is_taken_back(store::Store& store, const SystemRef& system, const record::Evidence& piece) {
  const auto before = store.evidence().latest(system.id);
  if (!before || piece.fact("signature").empty()) return false;
  return std::ranges::any_of(*before, [&](const record::Evidence& one) {
    return one.kind == EvidenceKind::signature && one.subject == system.path &&
           one.fact("signature") == piece.fact("signature");
  });
}

}  // namespace

std::vector<record::Evidence> left_below(store::Store& store, const record::Evidence& piece,
                                         const assure::sign::Verification& result) {
  std::vector<record::Evidence> pieces;
  if (piece.fact("type") != "model") return pieces;
  const bool valid = piece.fact("valid") == "yes";
  for (const SystemRef& system : systems_below(store, piece.subject)) {
    if (!valid && !is_taken_back(store, system, piece)) continue;
    const std::string front = system.path.substr(piece.subject.size() + 1) + "/";
    assure::sign::Verification own = result;
    std::erase_if(own.covered, [&](const auto& file) { return !file.path.starts_with(front); });
    if (valid && own.covered.empty()) continue;
    for (assure::sign::Covered& file : own.covered) file.path.erase(0, front.size());
    pieces.push_back(left_by_verify(store, system.path, own, piece.at, system.id));
  }
  return pieces;
}

std::vector<record::Evidence> left_by_gate(store::Store& store, const GateLeft& left,
                                           base::Millis now) {
  using enum assure::gate::Standing;
  const assure::gate::Policy& policy = left.policy;
  const assure::gate::Gate& gate = left.gate;
  const evidence::Covers covers = judged_files(left.evidence);
  const bool stops = stops_malicious(policy, left.evidence, now);
  const std::uint64_t waived = left.waived_malicious + waived_by_policy(left.evidence, gate);
  std::set<std::string> failed_rules;
  for (const assure::gate::RuleResult& rule : gate.rules) {
    if (rule.standing == failed) failed_rules.insert(policy.rules[rule.rule].id);
  }
  const evidence::LeftOut left_out(left.excluded, left.patterns, left.evidence);
  const evidence::EarlierRuns earlier(store, left_out);
  const std::set<std::string> failed_paths = evidence::failed_paths(left.evidence, gate);
  std::vector<record::Evidence> pieces;
  const auto add = [&](record::Evidence piece, const JudgedFiles& files) {
    put(piece, "outcome",
        std::string(gate.standing == failed      ? "failed"
                    : gate.standing == undecided ? "undecided"
                                                 : "passed"));
    put(piece, "policy", policy.origin);
    put(piece, "policy-sha256", policy.sha256);
    put_names(piece, "failed", failed_rules);
    put(piece, "undecided", std::uint64_t{gate.undecided_rules});
    put(piece, "warned", std::uint64_t{gate.warned});
    put(piece, "left-out", std::uint64_t{left_out.size()});
    earlier.put_failed(piece, gate.standing == failed, failed_paths);
    put_yes(piece, "stops-malicious", stops);
    put(piece, "waived-malicious", waived);
    put_covers(piece, files.covers);
    put(piece, "judged:names", evidence::listed(files.named));
    pieces.push_back(std::move(piece));
  };
  for (const std::string& root : left.roots) {
    record::Evidence piece = left_piece(store, EvidenceKind::gate, root, "gate", now);
    add(std::move(piece), {covers, those_in(store, root, covers).named});
    // What failed may have failed elsewhere.
    if (gate.standing == failed) continue;
    for (const SystemRef& system : systems_below(store, root)) {
      record::Evidence own = left_piece(store, EvidenceKind::gate, system.path, "gate", now);
      own.system = system.id;
      add(std::move(own), those_in(store, system.path, covers));
    }
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
  std::string folder = left.folder.empty() ? left.of : left.folder;
  if (folder.empty() && !piece.system.empty()) {
    if (const auto known = run::system(store, piece.system)) folder = known->path;
  }
  evidence::Covers covers;
  evidence::Parts parts;
  evidence::FileHashes files;
  std::uint64_t components = 0;
  for (const assure::bom::Component& component : bom.components) {
    // What it is about is no part of it.
    if (!bom.metadata.subject.empty() && component.id == bom.metadata.subject) continue;
    ++components;
    std::string part = evidence::part_name(component, folder);
    for (const char* key : {"hash:SHA-256", "sha256"}) {
      if (const std::string_view sha256 = component.attribute(key); !sha256.empty()) {
        covers.sha256.emplace(sha256);
        if (component.provider == "local") files[part] = sha256;
      }
    }
    parts.insert(std::move(part));
    // A document of others does not say that a name is that of a file.
    if (left.action != "create" && component.kind == record::ComponentKind::model &&
        component.provider != "local" && !folder.empty()) {
      parts.insert("model " + folder + "/" + component.name);
    }
  }
  put(piece, "components", components);
  put_covers(piece, covers);
  evidence::put_parts(piece, parts);
  evidence::put_files(piece, files);
  put_yes(piece, "software", left.software);
  put_yes(piece, "whole", left.whole);
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

std::vector<record::Evidence> left_by_vuln(store::Store& store, const VulnLeft& left) {
  std::vector<record::Evidence> pieces;
  const assure::vuln::Assessment& assessment = left.assessment;
  if (assessment.feeds.empty()) return pieces;
  std::map<std::string, evidence::SystemParts> parts;
  for (const store::Place& place : left.places) {
    for (auto& [system, own] : evidence::parts_by_system(place)) {
      parts[system].listed.merge(own.listed);
      parts[system].others.merge(own.others);
      parts[system].nameless.merge(own.nameless);
    }
  }
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
    const std::string folder =
        system.path.empty() || system.path == "." ? system.place : system.place + "/" + system.path;
    put(piece, "left-out", std::uint64_t{left_out_below(folder, left.excluded)});
    if (const auto own = parts.find(system.id); own != parts.end()) {
      evidence::put_parts(piece, evidence::looked_up(own->second));
    }
    pieces.push_back(std::move(piece));
  }
  return pieces;
}

}  // namespace bartizan::run
