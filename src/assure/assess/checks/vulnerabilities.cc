#include "assure/assess/checks/vulnerabilities.h"

#include "assure/assess/checks/tools.h"

namespace bartizan::assure::assess {
namespace {

using record::Evidence;
using record::EvidenceKind;

constexpr std::string_view kNotMatched =
    "weaknesses were not looked up: bartizan feeds update SOURCE, then bartizan vuln PATH";

// A system that was read and has no packages: that nothing was looked up is as it should be.
bool has_nothing(const Material& material, const Evidence& run) {
  Pieces read = pieces_of(material, EvidenceKind::discovery);
  std::erase_if(read, [&](const Evidence* piece) { return piece->system != run.system; });
  return known_to_have_none(read, material.now, "packages");
}

// Why the last look-ups are not of all that is there; empty: they are.
std::string looked_up_too_little(const Material& material, const Pieces& runs) {
  for (const Evidence* run : runs) {
    const auto matched = number(*run, "matched");
    if (!matched) return std::string(kNotMatched);
    if (const auto left_out = number(*run, "left-out"); left_out.value_or(0) > 0) {
      return counted(*left_out, "path") + " with packages " + (*left_out == 1 ? "was" : "were") +
             " left out of the look-up of " + run->name + ": bartizan vuln PATH, without --exclude";
    }
    if (*matched == 0 && !has_nothing(material, *run)) {
      return "nothing of " + run->name +
             " could be looked up in the advisories: bartizan vuln PATH";
    }
    if (const std::string_view differs = run->fact("differs"); !differs.empty()) {
      return std::string(differs) + " was found after " + run->name +
             " was looked up: bartizan vuln PATH";
    }
  }
  // What a file takes from another one that nobody read was not looked up either.
  constexpr std::string_view kKey = "packages-pinned";
  for (const Evidence* piece : that_say(anywhere(material, EvidenceKind::configuration), kKey)) {
    if (piece->fact(kKey) == "unknown") return std::string(piece->fact("packages-pinned:why"));
  }
  return {};
}

std::uint64_t looked_up(const Pieces& runs) {
  std::uint64_t matched = 0;
  for (const Evidence* run : runs) matched += number(*run, "matched").value_or(0);
  return matched;
}

constexpr std::string_view kNothing = "it has nothing that advisories are about";

// A number of weaknesses means nothing where none was ever looked up.
Outcome no_weakness(const Material& material, std::string_view key, std::string_view good,
                    std::string_view bad) {
  const Pieces all = pieces_of(material, EvidenceKind::vulnerabilities);
  const Outcome outcome =
      none_of(all, material.now, {key, "", {"weakness", good, bad, kNotMatched}, ""});
  if (outcome.holds == Holds::no) return outcome;
  if (std::string why = looked_up_too_little(material, all); !why.empty()) {
    return unknown(std::move(why), all);
  }
  if (outcome.holds == Holds::yes && looked_up(all) == 0) {
    return as_read(material, all, not_applicable(std::string(kNothing), all));
  }
  return as_read(material, all,
                 of_each_system(material, all, "not looked up in the advisories", outcome));
}

}  // namespace

Outcome packages_matched(const Material& material, std::string_view) {
  const Pieces pieces = pieces_of(material, EvidenceKind::vulnerabilities);
  if (pieces.empty()) return unknown(std::string(kNotMatched));
  if (std::string why = looked_up_too_little(material, pieces); !why.empty()) {
    return unknown(std::move(why), pieces);
  }
  const std::uint64_t matched = looked_up(pieces);
  for (const Evidence* piece : pieces) {
    if (piece->expired(material.now)) {
      return unknown(
          "weaknesses were last looked up too long ago (" + base::format_date(piece->at) + ")",
          pieces);
    }
  }
  if (matched == 0) {
    return as_read(material, pieces, not_applicable(std::string(kNothing), pieces));
  }
  return as_read(
      material, pieces,
      of_each_system(
          material, pieces, "not looked up in the advisories",
          outcome_of(Holds::yes, counted(matched, "component") + " looked up in the advisories",
                     pieces)));
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
    return unknown(
        "nobody said whether it can be reached from the internet: bartizan exposure set");
  }
  return of_each_system(
      material, said, "not known to be exposed or not",
      every(said, material.now,
            {"system", "known to be exposed or not", "not known to be exposed or not", ""},
            [](const Evidence& piece) { return std::optional(!piece.fact("exposed").empty()); }));
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
