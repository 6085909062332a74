#include "assure/assess/checks/organisation.h"

#include "assure/assess/checks/configured.h"
#include "assure/assess/checks/tools.h"

namespace bartizan::assure::assess {
namespace {

using record::Evidence;
using record::EvidenceKind;

constexpr std::string_view kNoServer =
    "nothing is known of accounts and their log: no server was set up on this store";

// A record of that type that is not past its next date; `command` makes one.
Outcome recorded(const Material& material, std::string_view type, std::string_view thing,
                 std::string_view command) {
  const Pieces records = with(anywhere(material, EvidenceKind::readiness), "type", type);
  if (records.empty()) {
    return unknown("no " + std::string(thing) + " is recorded: " + std::string(command));
  }
  const Evidence* last =
      *std::max_element(records.begin(), records.end(), [](const Evidence* a, const Evidence* b) {
        return std::pair(a->fact("on"), a->at) < std::pair(b->fact("on"), b->at);
      });
  const std::string on = last->fact("on").empty() ? base::format_date(last->at)
                                                  : std::string(last->fact("on").substr(0, 10));
  const auto next = base::parse_utc(last->fact("next"));
  if (last->expired(material.now) || (next && *next <= material.now)) {
    Outcome outcome = outcome_of(
        Holds::no,
        "the last " + std::string(thing) + " was on " + on +
            (next ? ", the next was due on " + base::format_date(*next) : " and counts no more"),
        {last});
    outcome.against = {last->name};
    return outcome;
  }
  Outcome outcome =
      outcome_of(Holds::yes, "the last " + std::string(thing) + " is of " + on, {last});
  if (next && (outcome.expires == 0 || *next < outcome.expires)) outcome.expires = *next;
  return outcome;
}

Pieces plans(const Material& material) {
  return with(anywhere(material, EvidenceKind::readiness), "type", "plan");
}

Outcome ready(const Material& material, std::string_view kind, std::string_view thing) {
  return recorded(material, kind, thing, "bartizan readiness record " + std::string(kind));
}

constexpr std::string_view kNoPlan = "no action is planned: bartizan action add";

// The log of this program says what was done here about systems that were read. Of one that is only
// declared it says nothing.
bool is_never_read(const Material& material) {
  return !material.system.empty() && pieces_of(material, EvidenceKind::discovery).empty();
}

}  // namespace

Outcome audit_chain_whole(const Material& material, std::string_view) {
  if (is_never_read(material)) return unknown(std::string(kNotRead));
  return configured(material, "audit-chain-whole", "the audit log is whole", kNoServer);
}

Outcome backup_recent(const Material& material, std::string_view) {
  return configured(material, "backup-recent", "there is a recent backup",
                    "no backup is known: bartizan backup FILE");
}

Outcome no_default_password(const Material& material, std::string_view) {
  return configured(material, "no-default-password", "no account has a default password",
                    kNoServer);
}

Outcome mfa_required(const Material& material, std::string_view) {
  return configured(material, "mfa-required", "every account has a second factor", kNoServer);
}

Outcome roles_separated(const Material& material, std::string_view) {
  return configured(material, "roles-separated", "roles are separated", kNoServer);
}

Outcome logs_kept(const Material& material, std::string_view) {
  if (is_never_read(material)) return unknown(std::string(kNotRead));
  return configured(material, "logs-kept", "logs are kept long enough", kNoServer);
}

Outcome watched(const Material& material, std::string_view) {
  Outcome outcome = configured(material, "watched", "its locations are watched",
                               "no place is watched: bartizan watch add PATH");
  if (!material.system.empty() || outcome.holds != Holds::unknown) return outcome;
  const Pieces pieces = that_say(anywhere(material, EvidenceKind::configuration), "watched");
  const Pieces are = with(pieces, "watched", "yes");
  if (are.empty()) return outcome;
  outcome.why = std::to_string(are.size()) + " of " + counted(pieces.size(), "system") +
                (are.size() == 1 ? " is" : " are") + " watched: " + outcome.why;
  return outcome;
}

Outcome evidence_fresh(const Material& material, std::string_view) {
  Pieces pieces = pieces_of(material, EvidenceKind::discovery);
  const Pieces scans = without(pieces_of(material, EvidenceKind::scan), "gone", "yes");
  pieces.insert(pieces.end(), scans.begin(), scans.end());
  std::vector<std::string> old;
  for (const Evidence* piece : pieces) {
    if (piece->expired(material.now)) old.push_back(piece->name);
  }
  if (pieces.empty()) return unknown(std::string(kNotRead));
  Outcome outcome = outcome_of(
      old.empty() ? Holds::yes : Holds::no,
      old.empty()
          ? (pieces.size() == 1 ? "the reading still counts"
                                : "all " + counted(pieces.size(), "reading") + " still count")
          : std::to_string(old.size()) + " of " + counted(pieces.size(), "reading") +
                (old.size() == 1 ? " has" : " have") +
                " expired: bartizan scan PATH, or bartizan watch add PATH",
      pieces);
  if (old.size() > kMostAgainst) old.resize(kMostAgainst);
  outcome.against = std::move(old);
  return outcome;
}

Outcome exercise_recent(const Material& material, std::string_view) {
  return ready(material, "exercise", "exercise of an incident");
}

Outcome restore_test_recent(const Material& material, std::string_view) {
  return ready(material, "restore-test", "restore test");
}

Outcome critical_assets_listed(const Material& material, std::string_view) {
  return ready(material, "critical-asset", "critical asset");
}

Outcome dependencies_mapped(const Material& material, std::string_view) {
  return ready(material, "dependency", "dependency");
}

Outcome failsafe_recorded(const Material& material, std::string_view) {
  Outcome outcome = ready(material, "fail-safe", "fail-safe");
  if (outcome.holds != Holds::unknown) return outcome;
  const Pieces records =
      that_say(pieces_of(material, EvidenceKind::inventory), "field:hi_failsafe_presence");
  if (records.empty()) return outcome;
  return every(records, material.now,
               {"use case", "declared to have a fail-safe", "declared to have no fail-safe", ""},
               [](const Evidence& record) -> std::optional<bool> {
                 const std::string_view answer = record.fact("field:hi_failsafe_presence");
                 if (answer.starts_with("Yes")) return true;
                 if (answer.starts_with("No")) return false;
                 return std::nullopt;
               });
}

Outcome posture_known(const Material& material, std::string_view) {
  // What somebody says counts for a year.
  constexpr base::Millis kCounts = base::Millis{365} * 24 * 60 * 60 * 1000;
  const Pieces postures = anywhere(material, EvidenceKind::posture);
  const Evidence* known = postures.empty() ? nullptr : postures.front();
  const bool raised = known != nullptr && known->fact("raised") == "yes";
  const auto decided =
      known == nullptr
          ? std::nullopt
          : base::parse_utc(known->fact(known->fact("decided").empty() ? "since" : "decided"));
  if (!decided) {
    return unknown(
        "nobody raised or lowered the posture, which is normal until somebody does: "
        "bartizan posture raise",
        postures);
  }
  const std::string day = base::format_date(*decided);
  if (!raised && *decided + kCounts <= material.now) {
    return unknown("the posture was last decided on " + day + ", more than a year ago", postures);
  }
  if (known->expired(material.now)) {
    return unknown("the posture was last looked at " + how_long_ago(*known, material.now),
                   postures);
  }
  Outcome outcome = outcome_of(
      Holds::yes, "the posture is " + std::string(raised ? "raised" : "normal") + " since " + day,
      postures);
  if (!raised && (outcome.expires == 0 || *decided + kCounts < outcome.expires)) {
    outcome.expires = *decided + kCounts;
  }
  return outcome;
}

Outcome plan_not_overdue(const Material& material, std::string_view) {
  return none_of(
      plans(material), material.now,
      {"overdue", "", {"planned action", "no planned action is overdue", "overdue", kNoPlan}, ""});
}

Outcome plan_present(const Material& material, std::string_view) {
  const Pieces written = plans(material);
  std::uint64_t open = 0, without_date = 0;
  for (const Evidence* plan : written) {
    open += number(*plan, "open").value_or(0);
    without_date += number(*plan, "incomplete").value_or(0);
  }
  if (written.empty()) return outcome_of(Holds::no, std::string(kNoPlan), {});
  if (without_date > 0) {
    return outcome_of(Holds::no,
                      counted(without_date, "planned action") +
                          (without_date == 1 ? " has" : " have") + " no owner or no date",
                      written);
  }
  return outcome_of(Holds::yes, counted(open, "open action") + " with owner and date", written);
}

Outcome policies_checked(const Material& material, std::string_view) {
  if (!organisation_is_known(material)) {
    return unknown("nothing of the organisation was read yet: bartizan discover PATH");
  }
  return none_of(
      anywhere(material, EvidenceKind::policy), material.now,
      {"unchecked",
       "entries",
       {"policy", "within the check date", "past the check date", "no policy register is known"},
       "the policy register is empty"});
}

Outcome sectors_assessed(const Material& material, std::string_view) {
  Outcome outcome =
      recorded(material, "sector-risk", "sector risk assessment", "bartizan risk add");
  const Pieces risks = with(anywhere(material, EvidenceKind::readiness), "type", "sector-risk");
  const Pieces measured = with(risks, "measured", "yes");
  if (outcome.holds != Holds::yes || measured.size() == risks.size()) return outcome;
  const std::size_t open = risks.size() - measured.size();
  return outcome_of(Holds::no,
                    std::to_string(open) + " of " + counted(risks.size(), "risk") +
                        (open == 1 ? " has" : " have") +
                        " no likelihood and impact: bartizan risk set",
                    without(risks, "measured", "yes"));
}

Outcome systems_meet(const Material& material, std::string_view requirement) {
  const auto systems =
      material.systems == nullptr ? RollUps::const_iterator() : material.systems->find(requirement);
  if (material.systems == nullptr || systems == material.systems->end()) {
    return unknown("how its systems stand was not judged: bartizan assess FRAMEWORK --all-systems");
  }
  const RollUp& all = systems->second;
  Outcome outcome;
  switch (all.status()) {
    case record::Status::met:
      outcome.holds = Holds::yes;
      break;
    case record::Status::partly:
    case record::Status::unmet:
      outcome.holds = Holds::no;
      break;
    case record::Status::not_applicable:
      outcome.holds = Holds::not_applicable;
      break;
    case record::Status::unknown:
      break;
  }
  outcome.why = all.sentence();
  for (const Holder& holder : all.holds_back()) {
    if (outcome.against.size() == kMostAgainst) break;
    outcome.against.push_back(holder.name);
  }
  outcome.expires = all.expires();
  // They stand last.
  for (auto piece = material.evidence.rbegin(); piece != material.evidence.rend(); ++piece) {
    if (piece->kind != EvidenceKind::standing || piece->subject != requirement) continue;
    outcome.evidence = Ids({piece->id});
    break;
  }
  return outcome;
}

}  // namespace bartizan::assure::assess
