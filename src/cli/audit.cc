// bartizan audit, backup, restore and purge: what was done, and what is kept.
#include "run/audit.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "cli/command_account.h"
#include "cli/keys.h"
#include "cli/output.h"
#include "cli/prompt.h"
#include "cli/settings.h"
#include "cli/terminal.h"
#include "report/account.h"
#include "run/backup.h"
#include "run/evidence.h"
#include "run/evidence_installation.h"
#include "run/gate.h"
#include "run/lifecycle.h"

namespace bartizan::cli {
namespace {

int trouble(const std::string& what) {
  complain(what + ".");
  return run::kInternal;
}

int show(const GlobalOptions& global, const std::string& text, const std::string& json) {
  Output output(global.output);
  if (!output.ok()) return run::kUsage;
  output.write(global.format == "json" ? json : text);
  return output.finish() ? run::kPass : run::kInternal;
}

report::ShownBackup shown(const run::BackedUp& made) {
  report::ShownBackup out{made.file, made.version, made.at, {}, made.feeds, {}};
  out.key = made.key;
  out.vouched = !made.vouched_by.empty();
  out.vouched_by = made.vouched_by;
  for (const run::BackedUp::File& file : made.files) {
    out.files.push_back({file.name, file.size, file.sha256});
  }
  return out;
}

// What to do about a backup that nobody who is known here vouches for.
void tell_ways(const GlobalOptions& global, const RestoreCommand& command, bool is_signed) {
  std::string again = "bartizan restore " + command.file;
  if (!global.store.empty()) again += " --store " + global.store;
  if (command.yes) again += " --yes";
  if (is_signed) {
    complain(
        "with the public key of where it was made, which bartizan key export-public --name "
        "audit -o audit.pub writes there: " +
        again + " --key audit.pub");
  }
  complain("where you know that nobody else could write the file: " + again + " --accept-unsigned");
}

int refused(const GlobalOptions& global, const RestoreCommand& command,
            const run::NotRestored& why) {
  using Why = run::NotRestored::Why;
  complain(why.what + ".");
  if (why.why == Why::damaged) return run::kGateFailed;
  if (why.why == Why::place) return run::kUsage;
  tell_ways(global, command, why.is_signed);
  return run::kIncomplete;
}

}  // namespace

int run(const GlobalOptions& global, const AuditListCommand& command) {
  const auto config = load_settings(global, {});
  if (!config || !store_is_there(global)) return run::kUsage;
  const auto store = open_store(global, *config);
  if (!store) return run::kInternal;
  store::AuditFilter filter;
  filter.text = command.search;
  filter.who = command.by;
  filter.what = command.what;
  filter.subject = command.subject;
  filter.limit = command.limit;
  if (!command.since.empty()) {
    const auto since = base::parse_utc(command.since);
    if (!since) {
      complain("--since " + command.since + " is no date such as 2026-11-28.");
      return run::kUsage;
    }
    filter.from = *since;
  }
  const auto all = store->audit().entries(filter);
  if (!all) return trouble(all.error().what);
  return show(global, report::audit(*all), report::audit_json(*all, {false, true}));
}

int run(const GlobalOptions& global, const AuditVerifyCommand& command) {
  const auto config = load_settings(global, {});
  if (!config || !store_is_there(global)) return run::kUsage;
  const auto store = open_store(global, *config);
  if (!store) return run::kInternal;
  std::string file = command.anchors;
  if (file.empty()) {
    file = run::default_anchors(store->path());
  } else if (!std::filesystem::exists(file)) {
    complain("there is no " + file + ".");
    return run::kUsage;
  }
  run::AuditVerdict verdict;
  if (command.key.empty()) {
    verdict = run::verify_audit(*store, file, key_folder(global, *config));
  } else {
    std::ifstream in(command.key);
    const std::string pem{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    auto key = assure::sign::PublicKey::from_pem(pem);
    if (!key) {
      complain(command.key + " " + key.error() + ".");
      return run::kUsage;
    }
    const std::vector<assure::sign::TrustedKey> trusted{{std::move(*key), command.key, 0}};
    verdict = run::verify_audit(*store, file, trusted);
  }
  const report::ShownVerdict said{verdict.checked.entries,
                                  verdict.checked.first,
                                  verdict.checked.last,
                                  verdict.checked.head.hash,
                                  verdict.anchors,
                                  verdict.last.number,
                                  verdict.last.at,
                                  verdict.problems,
                                  verdict.warnings,
                                  verdict.unknown_heads,
                                  verdict.last_unknown.number,
                                  verdict.last_unknown.key};
  const int written =
      show(global, report::audit_verdict(said), report::audit_verdict_json(said, {false, true}));
  if (written != run::kPass) return written;
  if (!verdict.ok()) return run::kGateFailed;
  return verdict.anchors == 0 ? run::kIncomplete : run::kPass;
}

int run(const GlobalOptions& global, const AuditAnchorCommand& command) {
  const auto config = load_settings(global, {});
  if (!config || !store_is_there(global)) return run::kUsage;
  const auto store = open_store(global, *config);
  if (!store) return run::kInternal;
  const std::string file =
      command.anchors.empty() ? run::default_anchors(store->path()) : command.anchors;
  if (file.empty()) return trouble("the store is kept in memory only");
  const auto put = run::put_anchor(*store, file, key_folder(global, *config), now());
  if (!put) return trouble(put.error());
  note(global.quiet, *put ? "the head of the log is in " + file +
                                ". Keep a copy where the database's administrators cannot write."
                          : "nothing new since the last one in " + file + ".");
  return run::kPass;
}

int run(const GlobalOptions& global, const BackupCommand& command) {
  const auto config = load_settings(global, {});
  if (!config || !store_is_there(global)) return run::kUsage;
  std::error_code error;
  if (std::filesystem::exists(command.file, error)) {
    complain(command.file + " is there already; a backup replaces nothing. Name another file.");
    return run::kUsage;
  }
  const auto store = open_store(global, *config);
  if (!store) return run::kInternal;
  catch_interrupts();
  const auto made = run::back_up(*store, command.file, command.with_keys, now(), interrupted);
  if (!made) {
    complain(made.error() + ".");
    return interrupted() ? run::kIncomplete : run::kInternal;
  }
  (void)run::audit(
      *store,
      run::command_event("backup", "", command.with_keys ? "with the private keys" : "without keys",
                         now()));
  const int code = unless_kept(run::leave_evidence(*store, {run::left_by_backup(*made, now())}),
                               run::kPass);
  return std::max(code, show(global, report::backup(shown(*made)),
                             report::backup_json(shown(*made), {false, true})));
}

int run(const GlobalOptions& global, const RestoreCommand& command) {
  const auto config = load_settings(global, {});
  if (!config) return run::kUsage;
  const run::KeyFolder keys = key_folder(global, *config);
  run::BackupTrust trust{{}, command.accept_unsigned};
  if (command.key.empty()) {
    trust.keys = run::audit_keys(keys);
  } else {
    assure::sign::Trust named;
    if (!trust_key(keys, command.key, named)) return run::kUsage;
    trust.keys = std::move(named.keys);
  }
  if (command.check) {
    const auto checked = run::check_backup(command.file, trust);
    if (!checked) return refused(global, command, checked.error());
    const report::ShownBackup what = shown(*checked);
    const int written =
        show(global, report::backup(what), report::backup_json(what, {false, true}));
    if (written != run::kPass || what.vouched || command.accept_unsigned) return written;
    tell_ways(global, command, !what.key.empty());
    return run::kIncomplete;
  }
  const std::string named = !global.store.empty()    ? global.store
                            : !config->store.empty() ? config->store
                                                     : store::default_path();
  const std::string path = named.empty() ? named : std::filesystem::absolute(named).string();
  if (path.empty()) return trouble("there is no place for a store");
  const auto restored = run::restore(command.file, path, command.yes, trust, now());
  if (!restored) return refused(global, command, restored.error());
  report::ShownBackup what = shown(restored->what);
  what.kept = restored->kept;
  if (const auto store = open_store(global, *config)) {
    const std::string whose = what.vouched       ? ", signed by the key " + what.key
                              : what.key.empty() ? ", not signed"
                                                 : ", signed by a key that is not known here";
    (void)run::audit(
        *store,
        run::command_event("restore", "", "backup of " + base::format_utc(what.at) + whose, now()));
  }
  return show(global, report::backup(what), report::backup_json(what, {false, true}));
}

int run(const GlobalOptions& global, const PurgeCommand& command) {
  const auto config = load_settings(global, {});
  if (!config || !store_is_there(global)) return run::kUsage;
  const auto store = open_store(global, *config);
  if (!store) return run::kInternal;
  const run::PurgeRules rules{command.days, command.kinds};
  if (const auto understood = run::purge(*store, rules, true, now()); !understood) {
    complain(understood.error() + ".");
    return run::kUsage;
  }
  if (!command.dry_run && !command.yes) {
    const auto answer = can_ask() ? ask("Let go what --dry-run lists? [y/N]") : std::nullopt;
    if (!answer || (*answer != "y" && *answer != "yes")) {
      complain("nothing was changed. --yes does it without asking.");
      return run::kUsage;
    }
  }
  const auto lines = run::purge(*store, rules, command.dry_run, now());
  if (!lines) {
    complain(lines.error() + ".");
    return run::kUsage;
  }
  std::vector<report::ShownPurge> shown_lines;
  std::string detail;
  for (const run::PurgeLine& line : *lines) {
    shown_lines.push_back({line.kind, line.what, line.why, line.note, line.days, line.records});
    if (line.records == 0) continue;
    detail += (detail.empty() ? "" : ", ") + line.kind + " " + std::to_string(line.records);
  }
  if (!command.dry_run && !detail.empty()) {
    (void)run::audit(*store, run::command_event("purge", "", detail, now()));
  }
  return show(global, report::purged(shown_lines, command.dry_run),
              report::purged_json(shown_lines, command.dry_run, {false, true}));
}

}  // namespace bartizan::cli
