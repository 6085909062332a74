#include "assure/assess/checks/documents.h"

#include "assure/assess/checks/tools.h"

namespace bartizan::assure::assess {
namespace {

using record::Evidence;
using record::EvidenceKind;

constexpr std::string_view kNoBom =
    "no bill of materials was made or imported: bartizan bom create PATH";

// A document of that role in the tree of the system. That there is none is known only of trees that
// were looked into.
Outcome document(const Material& material, std::string_view role, std::string_view thing) {
  const Pieces found = with(anywhere(material, EvidenceKind::file), "role", role);
  for (const Evidence* piece : found) {
    if (!piece->expired(material.now)) {
      return outcome_of(Holds::yes, piece->name + " is there", {piece});
    }
  }
  if (!found.empty()) {
    return unknown(found.front()->name + " was last seen too long ago (" +
                       base::format_date(found.front()->at) + ")",
                   found);
  }
  const Pieces read = pieces_of(material, EvidenceKind::discovery);
  for (const Evidence* piece : read) {
    if (!number(*piece, "documents") || piece->expired(material.now)) {
      return unknown(
          "its folder was not looked into for " + std::string(thing) + ": bartizan discover PATH",
          read);
    }
  }
  if (read.empty()) return unknown(std::string(kNotRead));
  return outcome_of(Holds::no, "no " + std::string(thing) + " was found", read);
}

}  // namespace

Outcome bom_present(const Material& material, std::string_view) {
  return any(pieces_of(material, EvidenceKind::bom), material.now,
             {"bill of materials", "an account of what is there now",
              "an account of what is there now", kNoBom},
             [](const Evidence& bom) { return std::optional(bom.fact("changed-since") != "yes"); });
}

Outcome bom_complete_g7(const Material& material, std::string_view) {
  Pieces scored;
  for (const Evidence* bom : pieces_of(material, EvidenceKind::bom)) {
    if (number(*bom, "g7-have") && number(*bom, "g7-of")) scored.push_back(bom);
  }
  if (scored.empty()) return unknown(std::string(kNoBom));
  const Evidence* best =
      *std::max_element(scored.begin(), scored.end(), [](const Evidence* a, const Evidence* b) {
        return number(*a, "g7-have") < number(*b, "g7-have");
      });
  if (best->expired(material.now)) {
    return unknown(
        best->name + " was last looked at too long ago (" + base::format_date(best->at) + ")",
        {best});
  }
  const std::uint64_t have = *number(*best, "g7-have"), of = *number(*best, "g7-of");
  Outcome outcome = outcome_of(have >= of ? Holds::yes : Holds::no,
                               std::to_string(have) + " of " + std::to_string(of) +
                                   " minimum elements of the G7 stand in " + best->name,
                               {best});
  for (std::string& name : names_of(best->fact("missing:names"))) {
    if (outcome.against.size() == kMostAgainst) break;
    outcome.against.push_back(std::move(name));
  }
  return outcome;
}

Outcome bom_signed(const Material& material, std::string_view) {
  return any(with(pieces_of(material, EvidenceKind::signature), "type", "bom"), material.now,
             {"bill of materials", "signed, and the signature was verified", "validly signed",
              "no signature of a bill of materials was verified: bartizan sign BOM"},
             [](const Evidence& signature) {
               return std::optional(signature.fact("valid") == "yes" &&
                                    signature.fact("weak") != "yes" &&
                                    signature.fact("changed-since") != "yes");
             });
}

Outcome gate_passed(const Material& material, std::string_view) {
  const Pieces runs = pieces_of(material, EvidenceKind::gate);
  for (const Evidence* run : runs) {
    const bool undecided = run->fact("outcome") == "undecided";
    if (undecided || run->fact("changed-since") == "yes") {
      Outcome outcome = outcome_of(
          undecided ? Holds::unknown : Holds::no,
          undecided
              ? "the gate could not decide about " + run->name + ": bartizan gate PATH says why"
              : "bytes have changed since the gate judged " + run->name,
          runs);
      outcome.against = {run->name};
      return outcome;
    }
  }
  return every(
      runs, material.now,
      {"run of the gate", "one that passed", "one that failed",
       "the gate was not run over it: bartizan gate PATH"},
      [](const Evidence& gate) { return std::optional(gate.fact("outcome") == "passed"); });
}

Outcome lock_file(const Material& material, std::string_view) {
  const Pieces read = pieces_of(material, EvidenceKind::discovery);
  if (known_to_have_none(read, material.now, "packages")) {
    return not_applicable("it uses no AI packages", read);
  }
  return document(material, "lock-file", "lock file");
}

Outcome security_policy(const Material& material, std::string_view) {
  return document(material, "security-policy", "security policy (SECURITY.md)");
}

Outcome security_txt(const Material& material, std::string_view) {
  return document(material, "security-txt", "security.txt");
}

Outcome licence_file(const Material& material, std::string_view) {
  return document(material, "licence", "licence");
}

Outcome threat_model_file(const Material& material, std::string_view) {
  return document(material, "threat-model", "threat model");
}

Outcome acceptable_use_file(const Material& material, std::string_view) {
  return document(material, "acceptable-use", "document about acceptable use");
}

Outcome incident_playbook_file(const Material& material, std::string_view) {
  Outcome outcome = document(material, "incident-playbook", "playbook for incidents");
  if (outcome.holds == Holds::yes) return outcome;
  const Pieces recorded = with(anywhere(material, EvidenceKind::readiness), "type", "playbook");
  for (const Evidence* piece : recorded) {
    if (!piece->expired(material.now)) {
      return outcome_of(Holds::yes, "a playbook is recorded: " + piece->name, {piece});
    }
  }
  return outcome;
}

Outcome release_notes(const Material& material, std::string_view) {
  return document(material, "release-notes", "list of changes (CHANGELOG)");
}

}  // namespace bartizan::assure::assess
