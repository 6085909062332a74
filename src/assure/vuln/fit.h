// Fit: one version, or one range that a manifest asks for, against what an advisory affects.
//
// What it is: the inside of match.h, where the rules that compare are an argument: a product of a
// CVE record is compared by the rules of the package that it is. What it is not: look-ups or
// aliases. Pure; linear in events and versions.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assure/vuln/match.h"
#include "text/version.h"

namespace bartizan::assure::vuln {

// How the versions of one component are compared.
class Scale {
 public:
  explicit Scale(std::string_view purl_type);

  // Unordered when either is no version by the rules, or when there are no rules for the type and
  // the versions are more than numbers.
  std::partial_ordering compare(std::string_view a, std::string_view b) const;
  // `own` against a bound that an advisory names: a local version ("2.0.1+cu118") is the release
  // that it was built of unless the bound names a local version, too (PEP 440, "Local version
  // identifiers": ignored where a specifier has none).
  std::partial_ordering against(std::string_view own, std::string_view bound) const;
  bool is_version(std::string_view text) const;
  bool pre_release(std::string_view text) const;
  const std::string& type() const { return type_; }
  text::VersionScheme scheme() const { return scheme_; }

 private:
  std::string type_;
  text::VersionScheme scheme_;
  bool known_ = false;  // there are rules for the type
};

Fit fits(const record::Affected& affected, const Scale& scale, std::string_view version,
         std::string& why);
// Whether a version that the clauses allow may be affected: `no` or `possible`.
Fit may_fit(const record::Affected& affected, const Scale& scale,
            std::span<const text::VersionClause> clauses, std::string& why);

// ">=1.81.16, <1.83.7"
std::string shown(const record::AffectedRange& range);

}  // namespace bartizan::assure::vuln
