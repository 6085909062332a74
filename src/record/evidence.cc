#include "record/evidence.h"

#include <algorithm>
#include <array>

#include "base/hash.h"
#include "record/names.h"

namespace bartizan::record {
namespace {

constexpr std::array<std::string_view, kEvidenceKinds> kKinds{
    "scan",      "discovery", "inventory", "bom",      "vulnerabilities", "exposure",
    "signature", "gate",      "feed",      "file",     "configuration",   "readiness",
    "posture",   "policy",    "guard",     "exercise", "training",        "sharing",
    "standing"};
constexpr std::array<std::string_view, kStatuses> kStatusNames{"met", "partly", "unmet", "unknown",
                                                               "not-applicable"};
constexpr std::array<std::string_view, 3> kActionStates{"open", "done", "dropped"};

// With its length before it, so that no two lists of texts give one key.
void add(std::string& key, std::string_view part) {
  key += std::to_string(part.size());
  key += ':';
  key += part;
}

}  // namespace

std::string_view name(EvidenceKind kind) { return kKinds[static_cast<std::size_t>(kind)]; }
std::optional<EvidenceKind> evidence_kind(std::string_view name) {
  return lookup<EvidenceKind>(kKinds, name);
}

bool is_list(std::string_view key) { return key.ends_with(":names") || key.ends_with(":sha256"); }

std::string_view Evidence::fact(std::string_view key) const {
  const auto found = std::ranges::find(facts, key, &EvidenceFact::key);
  return found == facts.end() ? std::string_view() : std::string_view(found->value);
}

std::string evidence_id(const Evidence& evidence) {
  std::string key;
  add(key, name(evidence.kind));
  add(key, evidence.system);
  add(key, evidence.subject);
  add(key, evidence.sha256);
  // "bom score 0.1.0"
  add(key, std::string_view(evidence.producer).substr(0, evidence.producer.rfind(' ')));
  add(key, std::to_string(evidence.facts.size()));
  for (const EvidenceFact& fact : evidence.facts) {
    add(key, fact.key);
    add(key, fact.value);
  }
  for (const EvidenceSpan& span : evidence.spans) {
    add(key, span.inside);
    add(key, std::to_string(span.offset));
    add(key, std::to_string(span.length));
    add(key, span.label);
  }
  return "evidence_" + base::base32(base::sha256(key));
}

std::string_view name(Status status) { return kStatusNames[static_cast<std::size_t>(status)]; }
std::optional<Status> status(std::string_view name) { return lookup<Status>(kStatusNames, name); }

std::string_view name(ActionState state) { return kActionStates[static_cast<std::size_t>(state)]; }
std::optional<ActionState> action_state(std::string_view name) {
  return lookup<ActionState>(kActionStates, name);
}

}  // namespace bartizan::record
