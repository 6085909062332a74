#include "run/evidence_installation.h"

#include "run/evidence.h"
#include "run/evidence_parts.h"
#include "run/lifecycle.h"
#include "run/version.h"

namespace bartizan::run {
namespace {

using record::Evidence;

// OMB M-21-31: 12 months at hand.
constexpr base::Millis kAtHand = 365 * kDay;

Evidence piece_of(const char* subject, std::string name, std::string_view command, base::Millis now,
                  base::Millis age) {
  Evidence piece;
  piece.kind = record::EvidenceKind::configuration;
  piece.subject = subject;
  piece.name = std::move(name);
  piece.producer = evidence::producer(command, kVersion);
  piece.at = now;
  piece.expires = now + age;
  return piece;
}

}  // namespace

Evidence left_by_backup(const BackedUp& made, base::Millis now) {
  const std::string name = made.file.substr(made.file.rfind('/') + 1);
  Evidence piece = piece_of("backup", name, "backup", now, kBackupDays * kDay);
  evidence::put_yes(piece, "backup-recent", true);
  evidence::put(piece, "backup-recent:why",
                "the store was backed up on " + base::format_date(made.at));
  evidence::put(piece, "files", std::uint64_t{made.files.size()});
  for (const BackedUp::File& file : made.files) {
    if (file.name == "store.db") piece.sha256 = file.sha256;
  }
  return piece;
}

std::optional<Evidence> log_evidence(store::Store& store, const store::Audit::Checked& checked,
                                     base::Millis now) {
  if (checked.entries == 0 || !checked.problem.empty()) return std::nullopt;
  const auto first = store.audit().entry(checked.first);
  if (!first || !*first) return std::nullopt;
  const std::string day = base::format_date((*first)->at);
  Evidence piece = piece_of("audit-log", "the audit log", "self-check", now, 7 * kDay);
  const bool whole = checked.first == 1;
  const bool reaches = now - (*first)->at >= kAtHand;
  evidence::put_yes(piece, "logs-kept", whole || reaches);
  evidence::put(piece, "logs-kept:why",
                whole ? "the audit log is whole since " + day + "; entries are kept for " +
                            std::to_string(kAuditDays) + " days"
                : reaches ? "the audit log reaches back to " + day
                          : "the audit log was cut and reaches back to " + day +
                                " only, which is less than 12 months");
  evidence::put(piece, "since", day);
  evidence::finish(piece);
  return piece;
}

}  // namespace bartizan::run
