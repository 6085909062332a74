#include "assure/assess/checks/vulnerabilities.h"

#include "assure/assess/checks/tools.h"

namespace bartizan::assure::assess {
namespace {

using record::Evidence;
using record::EvidenceKind;

constexpr std::string_view kNotMatched =
    "weaknesses were not looked up: bartizan feeds update SOURCE, then bartizan vuln PATH";

// A number of weaknesses means nothing where none was ever looked up.
Outcome no_weakness(const Material& material, std::string_view key, std::string_view good,
                    std::string_view bad) {
  const Pieces all = pieces_of(material, EvidenceKind::vulnerabilities);
  const Outcome outcome =
      none_of(all, material.now, {key, "", {"weakness", good, bad, kNotMatched}, ""});
  if (outcome.holds == Holds::no) return outcome;
  for (const Evidence* piece : all) {
    if (!number(*piece, "matched")) return unknown(std::string(kNotMatched), all);
  }
  return outcome;
}

}  // namespace

Outcome packages_matched(const Material& material, std::string_view) {
  const Pieces pieces = pieces_of(material, EvidenceKind::vulnerabilities);
  if (pieces.empty()) return unknown(std::string(kNotMatched));
  Pieces expired;
  std::uint64_t matched = 0;
  for (const Evidence* piece : pieces) {
    const auto looked_up = number(*piece, "matched");
    if (!looked_up) return unknown(std::string(kNotMatched), pieces);
    matched += *looked_up;
    if (piece->expired(material.now)) {
      return unknown(
          "weaknesses were last looked up too long ago (" + base::format_date(piece->at) + ")",
          pieces);
    }
  }
  return outcome_of(Holds::yes, counted(matched, "component") + " looked up in the advisories",
                    pieces);
}

Outcome no_overdue(const Material& material, std::string_view) {
  return no_weakness(material, "overdue", "no weakness is overdue", "overdue");
}

Outcome no_exploited(const Material& material, std::string_view) {
  return no_weakness(material, "exploited", "no open weakness is known to be exploited",
                     "open and known to be exploited");
}

Outcome no_malicious_package(const Material& material, std::string_view) {
  return no_weakness(material, "malicious", "no package is known to be malicious",
                     "that of a malicious package");
}

Outcome exposure_known(const Material& material, std::string_view) {
  const Pieces said = pieces_of(material, EvidenceKind::exposure);
  if (said.empty()) {
    return outcome_of(
        Holds::no, "nobody said whether it can be reached from the internet: bartizan exposure set",
        {});
  }
  return every(said, material.now,
               {"system", "known to be exposed or not", "not known to be exposed or not", ""},
               [](const Evidence& piece) { return std::optional(!piece.fact("exposed").empty()); });
}

Outcome feeds_fresh(const Material& material, std::string_view) {
  return every(anywhere(material, EvidenceKind::feed), material.now,
               {"feed of advisories", "fresh", "too old or damaged",
                "there are no feeds of advisories: bartizan feeds update SOURCE"},
               [](const Evidence& feed) {
                 return std::optional(feed.fact("stale") != "yes" && feed.fact("broken") != "yes");
               });
}

}  // namespace bartizan::assure::assess
