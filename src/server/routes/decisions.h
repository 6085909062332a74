// Decisions: what people said about findings, as the lists of findings show it.
//
// What it is: one reading of store/triage.h for one answer. What it is not: the routes that decide
// (decisions.cc). Values own their text; one call at a time.
#pragma once

#include <expected>
#include <map>
#include <string>
#include <string_view>

#include "base/json_write.h"
#include "server/router.h"
#include "store/store.h"

namespace bartizan::server {

inline constexpr std::string_view kFindingStates = "open|assigned|accepted";

// The id of a finding in addresses: its file, rule and place.
std::string finding_id(const store::SeenFile& file, const store::SeenFinding& finding);
// What findings of one rule are grouped by: the callable or key they are about, else the rule.
std::string_view cause_of(const store::SeenFinding& finding);

class Decisions {
 public:
  static std::expected<Decisions, Response> read(const Call& call);

  // One of kFindingStates. What was accepted until a time that is over is open.
  std::string_view state(const store::SeenFile& file, const store::SeenFinding& finding) const;
  // Whether ?state= asks for what is in that state; assigned ones are open, too.
  static bool is_asked_for(std::string_view wanted, std::string_view state);
  // The members state, assigned and accepted.
  void write(base::JsonWriter& out, const store::SeenFile& file,
             const store::SeenFinding& finding) const;

 private:
  const std::string* assigned_to(const store::SeenFile& file,
                                 const store::SeenFinding& finding) const;
  bool is_accepted(const store::SeenFinding& finding) const;

  base::Millis now_ = 0;
  std::map<std::string, record::Exception, std::less<>> exceptions_;  // by id
  std::map<std::string, std::string, std::less<>> of_causes_, of_findings_;
};

}  // namespace bartizan::server
