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
      return unknown(
          piece->name + " was last looked at too long ago (" + base::format_date(piece->at) + ")",
          pieces);
    }
  }
  return say(Holds::yes, *pieces.front(), good);
}

}  // namespace bartizan::assure::assess
