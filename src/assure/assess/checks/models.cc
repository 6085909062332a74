#include "assure/assess/checks/models.h"

#include "assure/assess/checks/tools.h"

namespace bartizan::assure::assess {
namespace {

using record::Evidence;
using record::EvidenceKind;

constexpr std::string_view kScan = "no model file of this system was scanned: bartizan scan PATH";

// Files that are gone were evidence once.
Pieces scans_of(const Material& material) {
  return without(pieces_of(material, EvidenceKind::scan), "gone", "yes");
}

// A system without models has nothing that could be scanned or signed.
std::optional<Outcome> without_models(const Material& material, const Pieces& scans) {
  const Pieces read = pieces_of(material, EvidenceKind::discovery);
  if (!scans.empty() || !known_to_have_none(read, material.now, "local-models")) {
    return std::nullopt;
  }
  return not_applicable("it has no model files", read);
}

Outcome every_scan(const Material& material, std::string_view good, std::string_view bad,
                   const Judge& is_good) {
  const Pieces scans = scans_of(material);
  if (std::optional<Outcome> none = without_models(material, scans)) return *none;
  return every(scans, material.now, {"model file", good, bad, kScan}, is_good);
}

Outcome of_models(const Material& material, std::string_view key, std::string_view good,
                  std::string_view bad) {
  return none_of(pieces_of(material, EvidenceKind::discovery), material.now,
                 {key, "models", {"model", good, bad, kNotRead}, "it uses no models"});
}

bool lies_in(std::string_view path, std::string_view folder) {
  return path == folder ||
         (path.starts_with(folder) && path.substr(folder.size()).starts_with('/'));
}

// Vouched for is what a signature says, unless bytes below it have changed since it was checked.
bool vouches(const Evidence& signature) {
  return signature.fact("valid") == "yes" && signature.fact("weak") != "yes" &&
         signature.fact("changed-since") != "yes";
}

}  // namespace

Outcome models_scanned(const Material& material, std::string_view) {
  const Pieces read = pieces_of(material, EvidenceKind::discovery);
  Outcome unscanned = none_of(
      read, material.now,
      {"unscanned-models", "local-models", {"model file", "scanned", "not scanned", kScan}, ""});
  if (unscanned.holds == Holds::no) return unscanned;
  return every_scan(material, "scanned", "not scanned", [](const Evidence& scan) {
    return std::optional(!scan.fact("verdict").empty());
  });
}

Outcome models_clean(const Material& material, std::string_view) {
  return every_scan(material, "free of findings", "not clean",
                    [](const Evidence& scan) -> std::optional<bool> {
                      const std::string_view verdict = scan.fact("verdict");
                      if (verdict == "clean" || verdict == "not-a-model") return true;
                      if (verdict == "malicious" || verdict == "suspicious") return false;
                      return std::nullopt;
                    });
}

Outcome models_complete(const Material& material, std::string_view) {
  return every_scan(material, "read to the last byte", "not wholly read", [](const Evidence& scan) {
    return std::optional(scan.fact("coverage") == "complete" && scan.fact("depth") != "structure");
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
  return every_scan(material, "known by the SHA-256 of its bytes", "without a SHA-256",
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
  Outcome outcome =
      every(models, material.now,
            {"model file", "signed, and the signature was verified",
             "not signed, or its signature was not verified", kScan},
            [&](const Evidence& model) -> std::optional<bool> {
              bool old = false;
              for (const Evidence* signature : signatures) {
                if (!lies_in(model.subject, signature->subject) || !vouches(*signature)) continue;
                if (!signature->expired(material.now)) return true;
                old = true;
              }
              if (old) return std::nullopt;
              return false;
            });
  used.insert(used.end(), signatures.begin(), signatures.end());
  Outcome with_signatures = outcome_of(outcome.holds, std::move(outcome.why), used);
  with_signatures.against = std::move(outcome.against);
  return with_signatures;
}

// What was verified, described or let through is the standard: other bytes than those are a change.
Outcome models_unchanged(const Material& material, std::string_view) {
  const Pieces models = scans_of(material);
  if (std::optional<Outcome> none = without_models(material, models)) return *none;
  if (models.empty()) return unknown(std::string(kScan));
  Pieces accepted, changed;
  for (const EvidenceKind kind : {EvidenceKind::signature, EvidenceKind::bom, EvidenceKind::gate}) {
    for (const Evidence* piece : pieces_of(material, kind)) {
      const bool good = (kind == EvidenceKind::signature && piece->fact("valid") == "yes" &&
                         piece->fact("type") == "model") ||
                        (kind == EvidenceKind::gate && piece->fact("outcome") == "passed") ||
                        (kind == EvidenceKind::bom && piece->fact("action") == "create");
      if (!good) continue;
      (piece->fact("changed-since") == "yes" ? changed : accepted).push_back(piece);
    }
  }
  if (!changed.empty()) {
    Outcome outcome =
        outcome_of(Holds::no,
                   "bytes have changed since " + changed.front()->name + " was " +
                       (changed.front()->kind == EvidenceKind::bom ? "written" : "checked") +
                       " on " + base::format_date(changed.front()->at),
                   changed);
    for (const Evidence* piece : changed) outcome.against.push_back(piece->name);
    return outcome;
  }
  if (accepted.empty()) {
    return unknown(
        "these bytes were never accepted by a signature, a passed gate or a bill of materials",
        models);
  }
  Pieces by = models;
  by.insert(by.end(), accepted.begin(), accepted.end());
  return outcome_of(Holds::yes,
                    "no model file has changed since " + accepted.front()->name + " of " +
                        base::format_date(accepted.front()->at),
                    by);
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
  return none_of(pieces_of(material, EvidenceKind::discovery), material.now,
                 {"remote-code",
                  "",
                  {"place", "nothing lets a model bring its own code",
                   "where a model may bring its own code", kNotRead},
                  ""});
}

}  // namespace bartizan::assure::assess
