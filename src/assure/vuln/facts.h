// Facts: what is unsafe about models by nature, whatever advisories say.
//
// What it is: rules BZ-VUL-001 ... over what discovery and the scan say about one model: words,
// severity and ids are in catalogs/rules/vuln.toml. What it is not: a scan, or a reader of licences.
// Pure.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "record/component.h"
#include "scan/sink.h"

namespace bartizan::assure::vuln {

inline constexpr scan::RuleId kUnpinnedModel{"BZ-VUL-001"};
inline constexpr scan::RuleId kRemoteCode{"BZ-VUL-002"};
inline constexpr scan::RuleId kPickleModel{"BZ-VUL-003"};
inline constexpr scan::RuleId kUnsafeModel{"BZ-VUL-004"};
inline constexpr scan::RuleId kUnsignedModel{"BZ-VUL-005"};
inline constexpr scan::RuleId kNoLicence{"BZ-VUL-006"};
inline constexpr scan::RuleId kLicenceConflict{"BZ-VUL-007"};
inline constexpr scan::RuleId kRestrictedLicence{"BZ-VUL-008"};

inline constexpr std::array kRules{kUnpinnedModel, kRemoteCode, kPickleModel,     kUnsafeModel,
                                   kUnsignedModel, kNoLicence,  kLicenceConflict, kRestrictedLicence};

// One rule that is true of one model.
struct Fact {
  std::string rule;
  std::string component;  // name as it is shown
  std::string subject;    // what the rule's text names: a call, a format, a licence
  std::string path;
  std::uint32_t line = 0;
};

// `is_signed`: whether a signature lies beside the model's file, which only somebody who can look
// knows; nullopt: nobody looked. Of components that are no models nothing is said.
std::vector<Fact> facts_of(const record::Component& model, std::optional<bool> is_signed);

// Names of signature files beside a model's file, or at the root of its folder.
std::vector<std::string> signature_names(std::string_view file);

}  // namespace bartizan::assure::vuln
