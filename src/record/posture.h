// Posture: raised and lowered (Shields Up), what makes ready (Shields Ready), and risks.
//
// What it is: records of decisions that people took, as plain structs that own their strings. Each
// stands as it was written down; what follows from it at a time says protect/api.h. What it is not:
// a timer: a posture that is over is over because of its date. Thread-safe as values.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace bartizan::record {

// One line of the log of the posture.
struct PostureChange {
  std::string id;          // "posture_" + base32 over all below
  bool raised = false;     // else lowered
  base::Millis at = 0;     // from when on
  base::Millis until = 0;  // of a raised one: when it ends by itself, never 0
  std::string preset;      // of a raised one: rules of the gate that come on top
  std::string reason;
  std::string by;

  friend bool operator==(const PostureChange&, const PostureChange&) = default;
};

enum class ReadinessKind : std::uint8_t {
  critical_asset,  // a system, model or data set that must not fail
  dependency,      // something that a critical asset needs and that others run
  exercise,        // an incident was played through
  restore_test,    // something was restored to a known good state
  fail_safe,       // how a system is stopped, or falls back
  playbook,        // what is done when something happens
};
inline constexpr std::size_t kReadinessKinds = 6;
std::string_view name(ReadinessKind kind);  // "critical-asset" ...
std::optional<ReadinessKind> readiness_kind(std::string_view name);

struct Readiness {
  std::string id;  // "readiness_" + base32 over all below but what says that it was taken back
  ReadinessKind kind = ReadinessKind::exercise;
  std::string system;  // as in record::Exposure; empty: of the organisation
  std::string system_name;
  std::string what;
  std::string by;
  base::Millis at = 0;            // when it was done or looked at
  base::Millis next = 0;          // when somebody planned it again; 0: by the interval of its kind
  std::string attachment;         // file name, without folders; empty: none
  std::string attachment_sha256;  // of its bytes, which the store keeps
  base::Millis recorded = 0;
  base::Millis withdrawn = 0;  // 0: it was not taken back
  std::string withdrawn_by;

  friend bool operator==(const Readiness&, const Readiness&) = default;
};

enum class RiskState : std::uint8_t { open, treated, accepted, closed };
inline constexpr std::size_t kRiskStates = 4;
std::string_view name(RiskState state);
std::optional<RiskState> risk_state(std::string_view name);

// A risk of AI to a critical-infrastructure sector. Sectors, categories and words for likelihood,
// impact and treatment are keys of catalogues.
struct Risk {
  std::string id;  // "risk_" + base32 over sector, category, scenario, system, by and at
  std::string sector;
  std::string category;
  std::string system;  // as in record::Exposure; empty: no system in particular
  std::string system_name;
  std::string scenario;
  std::string likelihood, impact;  // empty: not measured yet
  std::vector<std::string> atlas;  // ids of ATLAS, sorted
  std::string owner;
  std::string treatment;
  base::Millis due = 0;  // 0: no date yet
  RiskState state = RiskState::open;
  // What is done in each function of the AI RMF, beside the fields above: govern, map, measure,
  // manage.
  std::array<std::string, 4> notes;
  std::string by;
  base::Millis at = 0;       // when it was written down
  base::Millis changed = 0;  // last
  std::string changed_by;

  friend bool operator==(const Risk&, const Risk&) = default;
};

}  // namespace bartizan::record
