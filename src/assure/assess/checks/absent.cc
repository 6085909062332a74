#include "assure/assess/checks/absent.h"

#include "assure/assess/checks/tools.h"

namespace bartizan::assure::assess {
namespace {

using record::Evidence;
using record::EvidenceKind;

// Evidence of the room says it in a fact of the check's name, as configurations do.
Outcome of_room(const Material& material, EvidenceKind kind, std::string_view key,
                std::string_view missing) {
  return every(that_say(anywhere(material, kind), key), material.now,
               {"report", "good", "not good", missing},
               [&](const Evidence& piece) -> std::optional<bool> {
                 if (piece.fact(key) == "yes") return true;
                 if (piece.fact(key) == "no") return false;
                 return std::nullopt;
               });
}

constexpr std::string_view kGuard = "no guard reports here: what goes in and out is not watched";
constexpr std::string_view kLog =
    "no guard reports here: whether what goes in and out is logged only people can say; "
    "Bartizan's own log is of what was done here";
constexpr std::string_view kDrift = "no guard reports here: drift is not measured";
constexpr std::string_view kRedTeam =
    "this version records no red-team runs; a person can answer it";
constexpr std::string_view kTraining =
    "this version records no labs or courses; a person can answer it";
constexpr std::string_view kSharing = "this version records nothing shared; a person can answer it";

}  // namespace

Outcome guard_covers_inputs(const Material& material, std::string_view) {
  return of_room(material, EvidenceKind::guard, "guard-covers-inputs", kGuard);
}

Outcome guard_watches_outputs(const Material& material, std::string_view) {
  return of_room(material, EvidenceKind::guard, "guard-watches-outputs", kGuard);
}

Outcome inputs_logged(const Material& material, std::string_view) {
  return of_room(material, EvidenceKind::guard, "inputs-logged", kLog);
}

Outcome drift_watched(const Material& material, std::string_view) {
  return of_room(material, EvidenceKind::guard, "drift-watched", kDrift);
}

Outcome red_team_recent(const Material& material, std::string_view) {
  return of_room(material, EvidenceKind::exercise, "red-team-recent", kRedTeam);
}

Outcome lab_passed(const Material& material, std::string_view) {
  return of_room(material, EvidenceKind::training, "lab-passed", kTraining);
}

Outcome staff_trained(const Material& material, std::string_view) {
  return of_room(material, EvidenceKind::training, "staff-trained", kTraining);
}

Outcome skills_known(const Material& material, std::string_view) {
  return of_room(material, EvidenceKind::training, "skills-known", kTraining);
}

Outcome bundles_shared(const Material& material, std::string_view) {
  return of_room(material, EvidenceKind::sharing, "bundles-shared", kSharing);
}

Outcome csaf_published(const Material& material, std::string_view) {
  return of_room(material, EvidenceKind::sharing, "csaf-published", kSharing);
}

Outcome incident_reported(const Material& material, std::string_view) {
  return of_room(material, EvidenceKind::sharing, "incident-reported", kSharing);
}

}  // namespace bartizan::assure::assess
