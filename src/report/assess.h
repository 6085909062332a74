// What `assess` says: how the requirements of a framework stand, and why.
//
// What it is: pure functions from judged requirements with their evidence to text for people,
// programs (JSON, CSV, OSCAL) and the printer (HTML); docs/assessments.md explains the words. Names
// from files and texts of people are escaped here. Views live as long as what they look at. No
// state.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "assure/api.h"
#include "record/evidence.h"
#include "report/api.h"

namespace bartizan::report {

// How fresh what an assessment stands on is.
struct Freshness {
  struct Unread {
    std::string path, why;
  };
  bool was_read = false;    // a folder or list was, though it may have no model files
  std::uint64_t files = 0;  // that evidence stands on
  std::uint64_t read = 0;   // read again just now
  std::vector<Unread> unread;
  std::uint64_t more_unread = 0;  // besides those
  std::uint64_t folders = 0;      // how many of all unread are folders that have changed
  base::Millis oldest = 0;  // the oldest reading that counts; 0: nothing was read

  // "as of 2026-11-20 14:00 UTC; 3 of 120 files were not read again; the oldest reading is of ...";
  // 0: without the time.
  std::string sentence(base::Millis now) const;
  bool stale() const { return !unread.empty() || (files == 0 && !was_read); }
};

struct AssessView {
  const assure::assess::Assessed* assessed = nullptr;
  std::string system, system_name;  // empty: the organisation
  std::span<const record::Evidence> evidence;
  std::span<const record::Evidence> remembered;  // what answers were given beside, as it was
  std::span<const record::Answer> answers;       // of this framework, oldest first
  std::span<const record::Action> actions;       // of this framework
  std::span<const assure::assess::Change> changes;
  Freshness fresh;
  bool is_public = false;  // made by PublicAssessment
  // Of `evidence` and `remembered`, made when the first piece is asked for; both stand by then.
  mutable std::shared_ptr<std::unordered_map<std::string_view, const record::Evidence*>> pieces;

  const assure::assess::Framework& framework() const { return *assessed->framework; }
  base::Millis now() const { return assessed->now; }
  const record::Evidence* piece(std::string_view id) const;
  std::string about() const;  // name of the system, "the organisation"
};

struct AssessOptions {
  TerminalStyle style;
  bool all = false;    // every check with its evidence
  bool quiet = false;  // what is not met, and totals
};
// One line for each requirement, what changed first.
std::string assess(const AssessView& view, const AssessOptions& options);
// docs/schemas/assess-1.schema.json.
std::string assess_json(const AssessView& view, const MachineOptions& options = {});
// One requirement: conditions, evidence with byte ranges, answer, what would change it, history.
std::string assess_requirement(const AssessView& view, const assure::assess::Judged& judged,
                               std::span<const record::Standing> history,
                               const TerminalStyle& style);
// docs/schemas/assess-requirement-1.schema.json.
std::string assess_requirement_json(const AssessView& view, const assure::assess::Judged& judged,
                                    std::span<const record::Standing> history,
                                    const MachineOptions& options = {});
std::string assess_csv(const AssessView& view);

// How the totals went over time.
std::string assess_trend(const AssessView& view, std::span<const assure::assess::TrendPoint> points,
                         const TerminalStyle& style);
// docs/schemas/assess-trend-1.schema.json.
std::string assess_trend_json(const AssessView& view,
                              std::span<const assure::assess::TrendPoint> points,
                              const MachineOptions& options = {});

// The list of frameworks with totals.
struct FrameworkLine {
  const assure::assess::Framework* framework = nullptr;
  assure::assess::Totals totals;
  std::size_t stale_answers = 0;  // that no longer count
};
std::string frameworks(std::span<const FrameworkLine> lines, const Freshness& fresh,
                       const TerminalStyle& style);
// docs/schemas/assessments-1.schema.json.
std::string frameworks_json(std::span<const FrameworkLine> lines, const Freshness& fresh,
                            base::Millis now, const MachineOptions& options = {});

// "✓", "~", "✗", "?", "·"; "met" ..., "n/a" where words have a column.
std::string_view symbol(record::Status status);
std::string_view word(record::Status status);

// What every report of an assessment carries at its end.
inline constexpr std::string_view kNotEndorsed =
    "Bartizan is not affiliated with or endorsed by CISA or DHS.";
inline constexpr std::string_view kTrademarks =
    "MITRE ATLAS and ATT&CK are trademarks of The MITRE Corporation; OWASP is a trademark of the "
    "OWASP Foundation. Their names say what is referred to, and no more.";

}  // namespace bartizan::report
