#include "assure/assess/checks/models.h"

#include <algorithm>
#include <iterator>

#include "assure/assess/checks/configured.h"
#include "assure/assess/checks/tools.h"

namespace bartizan::assure::assess {
namespace {

using record::Evidence;
using record::EvidenceKind;

constexpr std::string_view kScan = "no model file of this system was scanned: bartizan scan PATH";

// Of one sentence.
constexpr std::size_t kMostNamed = 3;

// Files that are gone were evidence once.
Pieces scans_of(const Material& material) {
  return without(pieces_of(material, EvidenceKind::scan), "gone", "yes");
}

// What was read calls models that others serve, and has none of its own.
bool only_calls_hosted(const Pieces& read) {
  std::uint64_t hosted = 0;
  for (const Evidence* piece : read) {
    const auto own = number(*piece, "own-models");
    if (!own || *own > 0) return false;
    hosted += number(*piece, "hosted-models").value_or(0);
  }
  return hosted > 0;
}

// A system without models has nothing that could be scanned or signed.
std::optional<Outcome> without_models(const Material& material, const Pieces& scans) {
  const Pieces read = pieces_of(material, EvidenceKind::discovery);
  if (!scans.empty() || !known_to_have_none(read, material.now, "local-models")) {
    return std::nullopt;
  }
  return not_applicable(only_calls_hosted(read)
                            ? "it has no model files: it only calls hosted models"
                            : "it has no model files",
                        read);
}

// Model files that somebody excluded from what was read.
Pieces left_out(const Material& material) {
  Pieces some;
  for (const Evidence* piece :
       with(pieces_of(material, EvidenceKind::configuration), "type", "left-out")) {
    if (number(*piece, "left-out").value_or(0) > 0) some.push_back(piece);
  }
  return some;
}

// What holds of the scanned files holds of all model files only where all were scanned.
Outcome of_all_models(const Material& material, Outcome outcome) {
  if (outcome.holds != Holds::yes) return outcome;
  const auto doubt = [&](std::string why, std::string_view key, const Pieces& by) {
    Outcome unread = unknown(std::move(why), by);
    for (const Evidence* piece : by) {
      for (std::string& name : names_of(piece->fact(std::string(key) + ":names"))) {
        unread.against.push_back(std::move(name));
      }
    }
    unread.against.resize(std::min(unread.against.size(), kMostAgainst));
    return unread;
  };
  const Pieces read = pieces_of(material, EvidenceKind::discovery);
  std::uint64_t unscanned = 0, all = 0;
  for (const Evidence* piece : read) {
    unscanned += number(*piece, "unscanned-models").value_or(0);
    all += number(*piece, "local-models").value_or(0);
  }
  if (unscanned > 0) {
    return doubt(std::to_string(unscanned) + " of " + counted(all, "model file") +
                     (unscanned == 1 ? " was" : " were") + " never scanned: bartizan scan PATH",
                 "unscanned-models", read);
  }
  // A reading that ends with the moment that is asked for is one of a folder that has changed.
  const auto is_outdated = [&](const Evidence* piece) { return piece->expires == material.now; };
  if (const auto old = std::ranges::find_if(read, is_outdated); old != read.end()) {
    return unknown(
        "its folder was read " + how_long_ago(**old, material.now) + ": bartizan discover PATH",
        read);
  }
  const Pieces excluded = left_out(material);
  if (excluded.empty()) return outcome;
  std::uint64_t files = 0;
  for (const Evidence* piece : excluded) files += number(*piece, "left-out").value_or(0);
  const bool linked = std::ranges::all_of(
      excluded, [](const Evidence* piece) { return piece->fact("linked") == "yes"; });
  const std::string were = files == 1 ? " was" : " were";
  return doubt(counted(files, "model file") +
                   (linked ? " to which a link out of its folder leads" + were +
                                 " not found clean there: bartizan scan TARGET"
                           : were + " left out when it was read: bartizan scan PATH, without "
                                    "--exclude"),
               "left-out", excluded);
}

Outcome every_scan(const Material& material, std::string_view good, std::string_view bad,
                   const Judge& is_good) {
  const Pieces scans = scans_of(material);
  if (std::optional<Outcome> none = without_models(material, scans)) return *none;
  return of_all_models(material,
                       every(scans, material.now, {"model file", good, bad, kScan}, is_good));
}

Outcome of_models(const Material& material, std::string_view key, std::string_view good,
                  std::string_view bad) {
  // Of a model that others serve nobody here can name a revision, a licence or a card.
  const Pieces read = pieces_of(material, EvidenceKind::discovery);
  return none_of(read, material.now,
                 {key,
                  "own-models",
                  {"model", good, bad, kNotRead},
                  only_calls_hosted(read) ? "it only calls hosted models" : "it uses no models"});
}

// A scan of the structure leaves bytes unread, and finds what stands in the others.
bool read_structure_only(const Evidence& scan) { return scan.fact("depth") == "structure"; }

// Whether a piece says that the bytes it looked at are those that are wanted.
bool accepts(const Evidence* piece) {
  switch (piece->kind) {
    case EvidenceKind::signature:
      return piece->fact("valid") == "yes" && piece->fact("type") == "model" &&
             piece->fact("differs").empty();
    case EvidenceKind::gate:
      return piece->fact("outcome") == "passed" && piece->fact("stops-malicious") == "yes";
    case EvidenceKind::bom:
      return piece->fact("action") == "create";
    default:
      return false;
  }
}

// Vouched for is what a signature says, unless bytes below it have changed since it was checked, or
// the signature itself is gone or another.
bool vouches(const Evidence& signature) {
  return signature.fact("valid") == "yes" && signature.fact("weak") != "yes" &&
         signature.fact("changed-since") != "yes" && signature.fact("differs").empty();
}

}  // namespace

Outcome models_scanned(const Material& material, std::string_view) {
  const Pieces read = pieces_of(material, EvidenceKind::discovery);
  Outcome unscanned = none_of(
      read, material.now,
      {"unscanned-models", "local-models", {"model file", "scanned", "not scanned", kScan}, ""});
  if (unscanned.holds == Holds::no) return unscanned;
  return every_scan(material, "scanned", "not scanned", [](const Evidence& scan) {
    return read_structure_only(scan) ? std::nullopt : std::optional(!scan.fact("verdict").empty());
  });
}

Outcome models_clean(const Material& material, std::string_view) {
  return every_scan(material, "free of findings", "not clean",
                    [](const Evidence& scan) -> std::optional<bool> {
                      const std::string_view verdict = scan.fact("verdict");
                      if (verdict == "malicious" || verdict == "suspicious") return false;
                      if (read_structure_only(scan)) return std::nullopt;
                      if (verdict == "clean" || verdict == "not-a-model") return true;
                      return std::nullopt;
                    });
}

Outcome models_complete(const Material& material, std::string_view) {
  return every_scan(material, "read to the last byte", "not wholly read", [](const Evidence& scan) {
    return std::optional(scan.fact("coverage") == "complete" && !read_structure_only(scan));
  });
}

Outcome models_safe_format(const Material& material, std::string_view) {
  return every_scan(material, "in a format that runs no code when it is loaded",
                    "in a format that can run code when it is loaded",
                    [](const Evidence& scan) -> std::optional<bool> {
                      // Only what loads a pickle carries the fact.
                      if (scan.fact("pickle") == "yes") return false;
                      if (scan.fact("verdict") == "incomplete") return std::nullopt;
                      return true;
                    });
}

Outcome models_hashed(const Material& material, std::string_view) {
  return every_scan(material, "known by SHA-256", "without a SHA-256",
                    [](const Evidence& scan) { return std::optional(!scan.sha256.empty()); });
}

Outcome models_signed(const Material& material, std::string_view) {
  const Pieces models = scans_of(material);
  if (std::optional<Outcome> none = without_models(material, models)) return *none;
  if (models.empty()) return unknown(std::string(kScan));
  const Pieces signatures = with(pieces_of(material, EvidenceKind::signature), "type", "model");
  if (signatures.empty()) {
    return unknown("no signature of a model was checked: bartizan verify MODEL --key PUB", models);
  }
  Pieces used = models;
  std::vector<std::pair<const Evidence*, Covered>> vouching;
  for (const Evidence* signature : signatures) {
    if (vouches(*signature)) vouching.emplace_back(signature, *signature);
  }
  Outcome outcome = every(models, material.now,
                          {"model file", "signed, and the signature was verified",
                           "without a verified signature", kScan},
                          [&](const Evidence& model) -> std::optional<bool> {
                            bool old = false;
                            for (const auto& [signature, files] : vouching) {
                              if (!files.has_signed(model)) continue;
                              if (!signature->expired(material.now)) return true;
                              old = true;
                            }
                            if (old) return std::nullopt;
                            return false;
                          });
  used.insert(used.end(), signatures.begin(), signatures.end());
  const Pieces others = that_say(signatures, "differs");
  if (outcome.holds == Holds::no && !others.empty()) {
    outcome.why += ": " + std::string(others.front()->fact("differs"));
  }
  Outcome with_signatures = outcome_of(outcome.holds, std::move(outcome.why), used);
  with_signatures.against = std::move(outcome.against);
  return of_all_models(material, std::move(with_signatures));
}

// "the gate judged "models" on 2026-11-28": names of folders and files are words like others.
std::string acceptance(const Evidence& piece) {
  const std::string name = "\"" + piece.name + "\"";
  const std::string on = " on " + base::format_date(piece.at);
  switch (piece.kind) {
    case EvidenceKind::gate:
      return "the gate judged " + name + on;
    case EvidenceKind::bom:
      return "the bill of materials " + name + " was written" + on;
    default:
      return "the signature of " + name + " was verified" + on;
  }
}

// What was verified, described or let through is the standard: other bytes than those are a change.
Outcome models_unchanged(const Material& material, std::string_view) {
  const Pieces models = scans_of(material);
  if (std::optional<Outcome> none = without_models(material, models)) return *none;
  if (models.empty()) return unknown(std::string(kScan));
  Pieces accepting;
  for (const EvidenceKind kind : {EvidenceKind::signature, EvidenceKind::bom, EvidenceKind::gate}) {
    const Pieces all = pieces_of(material, kind);
    std::copy_if(all.begin(), all.end(), std::back_inserter(accepting), accepts);
  }
  if (accepting.empty()) {
    return unknown(
        "these bytes were never accepted by a signature, a passed gate or a bill of materials",
        models);
  }
  std::vector<Covered> accepted;
  for (const Evidence* piece : accepting) accepted.emplace_back(*piece);
  // What stood under its name and is another now has changed, though its bytes be those of a file
  // beside it.
  const Evidence* otherwise = nullptr;
  std::vector<std::string_view> others;
  const auto is_accepted = [&](const Evidence& model) -> std::optional<bool> {
    const Evidence* by = nullptr;
    for (std::size_t i = 0; i < accepted.size(); ++i) {
      const Covered::Named named = accepted[i].under_its_name(model);
      if (named == Covered::Named::same) return true;
      if (named == Covered::Named::other && by == nullptr) by = accepting[i];
    }
    if (by != nullptr) {
      if (otherwise == nullptr) otherwise = by;
      if (otherwise == by) others.push_back(model.name);
      return false;
    }
    const auto had = [&](const Covered& files) { return files.had(model); };
    if (std::ranges::any_of(accepted, had)) return true;
    return std::nullopt;
  };
  const Pieces changed = with(accepting, "changed-since", "yes");
  Outcome outcome =
      every(models, material.now,
            {"model file", "what a signature, a gate or a bill of materials accepted", "", kScan},
            is_accepted);
  if (!changed.empty() && outcome.holds != Holds::yes) {
    outcome = outcome_of(Holds::no,
                         "bytes have changed since " + acceptance(*changed.front()) +
                             which_changed(*changed.front()),
                         changed);
    for (const Evidence* piece : changed) outcome.against.push_back(piece->name);
    return outcome;
  }
  if (otherwise != nullptr) {
    outcome.why = "bytes have changed since " + acceptance(*otherwise) + ": ";
    for (std::size_t i = 0; i < std::min(others.size(), kMostNamed); ++i) {
      outcome.why += (i == 0 ? "" : "; ") + std::string(others[i]);
    }
    if (others.size() > kMostNamed) {
      outcome.why += " and " + std::to_string(others.size() - kMostNamed) + " more";
    }
  }
  Pieces by = models;
  by.insert(by.end(), accepting.begin(), accepting.end());
  Outcome joined = outcome_of(outcome.holds, std::move(outcome.why), by);
  joined.against = std::move(outcome.against);
  if (joined.holds == Holds::yes) {
    joined.why = "no model file has changed since " + acceptance(*accepting.front());
  }
  return of_all_models(material, std::move(joined));
}

Outcome models_pinned(const Material& material, std::string_view) {
  return of_models(material, "unpinned-models", "named by an exact revision or hash",
                   "without an exact revision");
}

Outcome models_licensed(const Material& material, std::string_view) {
  return of_models(material, "unlicensed-models", "under a known licence",
                   "without a known licence");
}

Outcome models_documented(const Material& material, std::string_view) {
  return of_models(material, "undocumented-models", "described by a card", "without a card");
}

Outcome model_provenance(const Material& material, std::string_view) {
  // To be asked of whoever serves it, which is another answer than that nothing is to be asked.
  const Pieces read = pieces_of(material, EvidenceKind::discovery);
  if (only_calls_hosted(read)) {
    return unknown(
        "where its hosted models come from only their publishers say; a person can "
        "answer it",
        read);
  }
  return of_models(material, "models-without-base", "of known origin", "of unknown origin");
}

Outcome datasets_documented(const Material& material, std::string_view) {
  return none_of(
      pieces_of(material, EvidenceKind::discovery), material.now,
      {"undocumented-datasets",
       "datasets",
       {"data set", "described", "not described",
        "whether its data sets are described was not examined: bartizan bom create PATH"},
       "it names no data sets"});
}

Outcome remote_code_off(const Material& material, std::string_view) {
  return also_configured(material, "remote-code-off", "nothing lets a model bring its own code",
                         none_of(pieces_of(material, EvidenceKind::discovery), material.now,
                                 {"remote-code",
                                  "",
                                  {"place", "nothing lets a model bring its own code",
                                   "where a model may bring its own code", kNotRead},
                                  ""}));
}

}  // namespace bartizan::assure::assess
