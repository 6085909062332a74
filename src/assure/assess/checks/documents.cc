#include "assure/assess/checks/documents.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <unordered_map>

#include "assure/assess/checks/tools.h"
#include "base/path.h"

namespace bartizan::assure::assess {
namespace {

using record::Evidence;
using record::EvidenceKind;

// Of one sentence.
constexpr std::size_t kMostNamed = 3;

constexpr std::string_view kNoBom =
    "no bill of materials was made or imported: bartizan bom create PATH";

// What a document is worth, with the end of a sentence that begins with its name.
struct Worth {
  Holds holds;
  std::string why;
};
using Judgement = Worth (*)(const Evidence& piece, base::Millis now);

Worth read_at_all(const Evidence& piece, base::Millis) {
  if (piece.fact("unread") == "yes") return {Holds::unknown, "is too large or could not be read"};
  if (piece.fact("empty") == "yes") return {Holds::no, "is empty"};
  return {Holds::yes, "is there"};
}

Worth says_how_to_report(const Evidence& piece, base::Millis now) {
  Worth worth = read_at_all(piece, now);
  if (worth.holds != Holds::yes) return worth;
  if (piece.fact("reporting") == "yes") return {Holds::yes, "says how to report a weakness"};
  return {Holds::no,
          "does not say how to report a weakness: it has no address, no URL and no word of it"};
}

Worth fixes_packages(const Evidence& piece, base::Millis now) {
  Worth worth = read_at_all(piece, now);
  if (worth.holds != Holds::yes) return worth;
  const auto entries = number(piece, "entries");
  if (!entries) return {Holds::unknown, "was not read to its end"};
  if (*entries == 0) return {Holds::no, "fixes no package"};
  return {Holds::yes, "fixes " + counted(*entries, "package")};
}

// RFC 9116, sections 2.5.3 and 2.5.5.
Worth in_force(const Evidence& piece, base::Millis now) {
  Worth worth = read_at_all(piece, now);
  if (worth.holds != Holds::yes) return worth;
  if (number(piece, "contacts").value_or(0) == 0) {
    return {Holds::no, "names no contact (an URI: mailto:, https: or tel:)"};
  }
  const std::uint64_t fields = number(piece, "expires-fields").value_or(0);
  if (fields == 0) return {Holds::no, "does not say when it expires"};
  if (fields > 1) return {Holds::no, "says " + std::to_string(fields) + " times when it expires"};
  const auto expires = base::parse_utc(piece.fact("expires"));
  if (!expires) return {Holds::no, "says when it expires, and not as a date of RFC 3339"};
  if (*expires <= now) return {Holds::no, "expired on " + base::format_date(*expires)};
  return {Holds::yes, "names a contact and expires on " + base::format_date(*expires)};
}

// A document of that role in the tree of the system: one good one is enough. That there is none is
// known only of trees that were looked into.
Outcome document(const Material& material, std::string_view role, std::string_view thing,
                 Judgement judge = read_at_all) {
  const Pieces found = with(anywhere(material, EvidenceKind::file), "role", role);
  Pieces bad, open;
  std::string why_bad, why_open;
  for (const Evidence* piece : found) {
    if (piece->expired(material.now)) {
      if (open.empty()) {
        why_open =
            piece->name + " was last seen too long ago (" + base::format_date(piece->at) + ")";
      }
      open.push_back(piece);
      continue;
    }
    const Worth worth = judge(*piece, material.now);
    const std::string why = piece->name + " " + worth.why;
    if (worth.holds == Holds::yes) {
      Outcome outcome = outcome_of(Holds::yes, why, {piece});
      const auto ends = base::parse_utc(piece->fact("expires"));
      if (ends && (outcome.expires == 0 || *ends < outcome.expires)) outcome.expires = *ends;
      return outcome;
    }
    Pieces& these = worth.holds == Holds::no ? bad : open;
    if (these.empty()) (worth.holds == Holds::no ? why_bad : why_open) = why;
    these.push_back(piece);
  }
  if (!open.empty()) return unknown(why_open, found);
  if (!bad.empty()) {
    Outcome outcome = outcome_of(Holds::no, why_bad, bad);
    for (const Evidence* piece : bad) outcome.against.push_back(piece->name);
    if (outcome.against.size() > kMostAgainst) outcome.against.resize(kMostAgainst);
    return outcome;
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

// A document that describes no system of ours says nothing of them.
Pieces of_systems(const Pieces& pieces) {
  Pieces some;
  std::copy_if(pieces.begin(), pieces.end(), std::back_inserter(some),
               [](const Evidence* piece) { return !piece->system.empty(); });
  return some;
}

const Evidence& newest(const Pieces& pieces) {
  return **std::max_element(pieces.begin(), pieces.end(),
                            [](const Evidence* a, const Evidence* b) { return a->at < b->at; });
}

// Why a bill of materials is no account of what is there now, as the end of a sentence that begins
// with its name; empty: it is one.
std::string wrong_with_bom(const Evidence& bom) {
  if (number(bom, "components").value_or(0) == 0) return "names no component";
  if (const std::string_view differs = bom.fact("differs"); !differs.empty()) {
    return "is no account of what is there now: " + std::string(differs);
  }
  if (bom.fact("changed-since") == "yes") {
    return "is no account of what is there now: it is gone, another file, or describes bytes that "
           "have changed";
  }
  return {};
}

std::uint64_t missing_elements(const Evidence& bom) {
  const std::uint64_t of = number(bom, "g7-of").value_or(0);
  return of - std::min(of, number(bom, "g7-have").value_or(0));
}

bool is_at_or_below(std::string_view path, std::string_view folder) {
  return path == folder ||
         (path.starts_with(folder) && path.substr(folder.size()).starts_with('/'));
}

// A run that failed, or one that did not look at what failed before it.
bool has_failed(const Evidence& run) {
  return run.fact("outcome") == "failed" || number(run, "failed-before").value_or(0) > 0;
}

// The sentence about one that failed before, and did not look there again.
std::string left_out_since(const Evidence& run) {
  const std::vector<std::string> names = names_of(run.fact("failed-before:names"));
  std::string which;
  for (std::size_t i = 0; i < std::min(names.size(), kMostNamed); ++i) {
    which += (i == 0 ? "" : ", ") + (names[i] == "." ? "all of it" : names[i]);
  }
  if (names.size() > kMostNamed) {
    which += " and " + std::to_string(names.size() - kMostNamed) + " more";
  }
  return "the gate failed \"" + run.name + "\", and has not looked at " + which + " since: " +
         (run.fact("excludes:names").empty() ? "bartizan gate PATH" : "without --exclude it does");
}

// Of several runs over a file the newest decides: one over a folder takes the place of those over
// what lies in it, and runs over each system of a folder that of one over them all, unless that
// failed, which may be about what belongs to none of them.
Pieces in_force(const Material& material, const Pieces& runs) {
  std::unordered_map<std::string_view, base::Millis> last;  // by what was looked at whole
  for (const Evidence* run : runs) {
    if (number(*run, "left-out").value_or(0) > 0) continue;
    base::Millis& at = last[run->subject];
    at = std::max(at, run->at);
  }
  const auto is_judged_since = [&](std::string_view path, base::Millis then) {
    for (;; path = base::folder_of(path)) {
      const auto at = last.find(path);
      if (at != last.end() && at->second > then) return true;
      if (path.find('/') == path.npos) return false;
    }
  };
  const Pieces read = pieces_of(material, EvidenceKind::discovery);
  Pieces kept;
  for (const Evidence* old : runs) {
    bool replaced = is_judged_since(old->subject, old->at);
    if (!replaced && old->system.empty() && !has_failed(*old)) {
      Pieces systems;
      std::ranges::copy_if(read, std::back_inserter(systems), [&](const Evidence* system) {
        return is_at_or_below(system->subject, old->subject);
      });
      replaced = !systems.empty() && std::ranges::all_of(systems, [&](const Evidence* system) {
        return is_judged_since(system->subject, old->at);
      });
    }
    if (!replaced) kept.push_back(old);
  }
  return kept;
}

}  // namespace

Outcome bom_present(const Material& material, std::string_view) {
  const Pieces boms = of_systems(pieces_of(material, EvidenceKind::bom));
  Pieces good, bad;
  for (const Evidence* bom : boms) {
    if (!wrong_with_bom(*bom).empty()) {
      bad.push_back(bom);
    } else if (!bom->expired(material.now)) {
      good.push_back(bom);
    }
  }
  Outcome outcome =
      any(boms, material.now,
          {"bill of materials", "an account of what is there now",
           "an account of what is there now", kNoBom},
          [](const Evidence& bom) { return std::optional(wrong_with_bom(bom).empty()); });
  if (outcome.holds == Holds::no) {
    const Evidence& last = newest(bad);
    outcome.why = last.name + " " + wrong_with_bom(last);
  }
  return as_read(
      material, good,
      of_each_system(material, good, "without a bill of materials that is still true", outcome));
}

Outcome bom_complete_g7(const Material& material, std::string_view) {
  // The best of each system; of the organisation the worst of these.
  std::map<std::string_view, const Evidence*> best;
  for (const Evidence* bom : of_systems(pieces_of(material, EvidenceKind::bom))) {
    if (!number(*bom, "g7-have") || !number(*bom, "g7-of")) continue;
    const Evidence*& known = best[bom->system];
    if (known == nullptr || number(*known, "g7-have") < number(*bom, "g7-have")) known = bom;
  }
  if (best.empty()) return unknown(std::string(kNoBom));
  Pieces scored;
  for (const auto& [system, bom] : best) scored.push_back(bom);
  const Evidence* worst =
      *std::min_element(scored.begin(), scored.end(), [](const Evidence* a, const Evidence* b) {
        return missing_elements(*a) > missing_elements(*b);
      });
  if (worst->expired(material.now)) {
    return unknown(
        worst->name + " was last looked at too long ago (" + base::format_date(worst->at) + ")",
        {worst});
  }
  if (worst->fact("changed-since") == "yes" || !worst->fact("differs").empty()) {
    return unknown("what " + worst->name +
                       " describes has changed since it was written: "
                       "bartizan bom create PATH",
                   {worst});
  }
  const std::uint64_t have = *number(*worst, "g7-have"), of = *number(*worst, "g7-of");
  Outcome outcome = outcome_of(have >= of ? Holds::yes : Holds::no,
                               std::to_string(have) + " of " + std::to_string(of) +
                                   " minimum elements of the G7 stand in " + worst->name,
                               {worst});
  for (std::string& name : names_of(worst->fact("missing:names"))) {
    if (outcome.against.size() == kMostAgainst) break;
    outcome.against.push_back(std::move(name));
  }
  return of_each_system(material, scored, "without a bill of materials", outcome);
}

Outcome bom_signed(const Material& material, std::string_view) {
  const Pieces all = of_systems(with(pieces_of(material, EvidenceKind::signature), "type", "bom"));
  const Pieces boms = pieces_of(material, EvidenceKind::bom);
  // A signature over any document is none over what describes the system.
  const auto describes = [&](const Evidence& signature) {
    return std::ranges::any_of(boms, [&](const Evidence* bom) {
      return bom->system == signature.system && bom->sha256 == signature.sha256 &&
             number(*bom, "components").value_or(0) > 0;
    });
  };
  Pieces signatures;
  std::ranges::copy_if(all, std::back_inserter(signatures),
                       [&](const Evidence* one) { return describes(*one); });
  if (signatures.empty() && !all.empty()) {
    return unknown(newest(all).name +
                       " was verified, and is no bill of materials that was made or " +
                       "read of the system: bartizan bom create PATH, then bartizan sign BOM",
                   all);
  }
  const auto is_valid = [](const Evidence& signature) {
    return std::optional(signature.fact("valid") == "yes" && signature.fact("weak") != "yes" &&
                         signature.fact("changed-since") != "yes" &&
                         signature.fact("differs").empty());
  };
  Pieces good;
  for (const Evidence* one : signatures) {
    if (!one->expired(material.now) && *is_valid(*one)) good.push_back(one);
  }
  Outcome outcome =
      any(signatures, material.now,
          {"bill of materials", "signed, and the signature was verified", "validly signed",
           "no signature of a bill of materials was verified: bartizan sign BOM"},
          is_valid);
  const Pieces others = that_say(signatures, "differs");
  if (outcome.holds == Holds::no && !others.empty()) {
    const Evidence& last = newest(others);
    outcome.why =
        last.name + " is not validly signed any more: " + std::string(last.fact("differs"));
  }
  return of_each_system(material, good, "without a signed bill of materials", outcome);
}

Outcome gate_passed(const Material& material, std::string_view) {
  const Pieces runs = in_force(material, pieces_of(material, EvidenceKind::gate));
  const auto said = [&](Holds holds, std::string why, const Evidence& run) {
    Outcome outcome = outcome_of(holds, std::move(why), runs);
    outcome.against = {run.name};
    return outcome;
  };
  // What failed is said below, before anything that nobody knows.
  const auto stopped =
      std::ranges::find_if(runs, [](const Evidence* run) { return has_failed(*run); });
  for (const Evidence* run : stopped == runs.end() ? runs : Pieces()) {
    if (run->fact("outcome") == "undecided") {
      return said(Holds::unknown,
                  "the gate could not decide about " + run->name + ": bartizan gate PATH says why",
                  *run);
    }
    if (run->fact("changed-since") == "yes") {
      return said(
          Holds::no,
          "bytes have changed since the gate judged \"" + run->name + "\"" + which_changed(*run),
          *run);
    }
    if (run->fact("stops-malicious") != "yes") {
      return said(Holds::unknown,
                  "the gate's policy " + std::string(run->fact("policy")) +
                      " lets a malicious model through: what passes it proves nothing",
                  *run);
    }
    if (number(*run, "left-out").value_or(0) > 0) {
      return said(Holds::unknown,
                  "the gate did not look at all of " + run->name + ": without --exclude it does",
                  *run);
    }
    const auto waived = number(*run, "waived-malicious");
    if (!waived) {
      return said(Holds::unknown,
                  "it is not known whether a waiver let a malicious file of " + run->name +
                      " through: bartizan gate PATH",
                  *run);
    }
    if (*waived > 0) {
      return said(Holds::unknown,
                  "the gate passed " + run->name + " by a waiver for " +
                      counted(*waived, "malicious file") + ", which shows that somebody accepted " +
                      (*waived == 1 ? "it" : "them") + ", not that nothing does harm",
                  *run);
    }
  }
  Outcome outcome = every(runs, material.now,
                          {"run of the gate", "free of failed rules", "stopped by a failed rule",
                           "the gate was not run over it: bartizan gate PATH"},
                          [](const Evidence& gate) -> std::optional<bool> {
                            if (has_failed(gate)) return false;
                            if (gate.fact("outcome") == "passed") return true;
                            return std::nullopt;
                          });
  if (stopped != runs.end() && (*stopped)->fact("outcome") != "failed") {
    outcome.why = left_out_since(**stopped);
  }
  if (outcome.holds != Holds::yes) return outcome;
  std::vector<Covered> judged_files;
  for (const Evidence* run : runs) judged_files.emplace_back(*run);
  for (const Evidence* scan : without(pieces_of(material, EvidenceKind::scan), "gone", "yes")) {
    if (scan->fact("verdict") == "malicious") {
      Outcome let_through = said(
          Holds::unknown, "the gate let " + scan->name + " through, which is malicious", *scan);
      return let_through;
    }
    const auto judged = [&](const Covered& files) { return files.has(*scan); };
    if (std::ranges::any_of(judged_files, judged)) continue;
    Outcome unseen = said(Holds::unknown,
                          "the gate has not judged " + scan->name + ": bartizan gate PATH", *scan);
    return unseen;
  }
  return of_each_system(material, of_systems(runs), "not judged by the gate", outcome);
}

Outcome lock_file(const Material& material, std::string_view) {
  const Pieces read = pieces_of(material, EvidenceKind::discovery);
  if (known_to_have_none(read, material.now, "packages")) {
    return not_applicable("it uses no AI packages", read);
  }
  return document(material, "lock-file", "lock file", fixes_packages);
}

Outcome security_policy(const Material& material, std::string_view) {
  return document(material, "security-policy", "security policy (SECURITY.md)", says_how_to_report);
}

Outcome security_txt(const Material& material, std::string_view) {
  return document(material, "security-txt", "security.txt", in_force);
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
  return document(material, "changelog", "list of changes (CHANGELOG)");
}

}  // namespace bartizan::assure::assess
