#include "assure/assess/checks/configured.h"

namespace bartizan::assure::assess {

using record::Evidence;

Outcome configured(const Material& material, std::string_view key, std::string_view good,
                   std::string_view absent) {
  const Pieces pieces = that_say(anywhere(material, record::EvidenceKind::configuration), key);
  if (pieces.empty()) return unknown(std::string(absent));
  const std::string reason = std::string(key) + ":why";
  const auto say = [&](Holds holds, const Evidence& piece, std::string_view otherwise) {
    const std::string_view why = piece.fact(reason);
    Outcome outcome = outcome_of(holds, std::string(why.empty() ? otherwise : why), pieces);
    if (holds != Holds::yes) outcome.against = {piece.name};
    return outcome;
  };
  for (const Evidence* piece : pieces) {
    if (piece->fact(key) == "no") return say(Holds::no, *piece, "not " + std::string(good));
  }
  for (const Evidence* piece : pieces) {
    if (piece->fact(key) != "yes") return say(Holds::unknown, *piece, absent);
    if (piece->expired(material.now)) {
      return unknown(piece->name + " was last looked at " + how_long_ago(*piece, material.now),
                     pieces);
    }
  }
  return say(Holds::yes, *pieces.front(), good);
}

Outcome also_configured(const Material& material, std::string_view key, std::string_view good,
                        Outcome found) {
  Outcome stated = configured(material, key, good, "");
  const bool says_nothing = stated.holds == Holds::unknown && stated.evidence.empty();
  if (found.holds == Holds::no || says_nothing) return found;
  if (found.holds == Holds::unknown && stated.holds == Holds::yes) return found;
  return stated;
}

}  // namespace bartizan::assure::assess
