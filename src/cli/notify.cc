// bartizan notify: who is told without asking, and what.
#include "run/notify.h"

#include <iostream>

#include "cli/cases.h"
#include "cli/command_watch.h"
#include "cli/output.h"
#include "cli/settings.h"
#include "cli/terminal.h"
#include "report/notices.h"
#include "run/audit.h"
#include "run/config.h"
#include "run/gate.h"
#include "run/notify_secret.h"
#include "store/id.h"
#include "store/watch.h"

namespace bartizan::cli {
namespace {

constexpr std::size_t kShownNotices = 100;

// nullptr, with the exit code in `code`, where there is none.
std::unique_ptr<store::Store> open_to_tell(const GlobalOptions& global, int& code) {
  const auto config = load_settings(global, {});
  auto store = config ? open_on_disk(global, *config, "telling needs") : nullptr;
  if (!store) code = config ? run::kInternal : run::kUsage;
  return store;
}

// nullopt after a complaint.
std::optional<record::NotifyTarget> target_of(store::Store& store, const std::string& handle) {
  auto target = run::target_called(store, handle);
  if (target) return std::move(*target);
  complain(target.error() + ". bartizan notify list shows who is.");
  return std::nullopt;
}

base::Result<std::vector<report::TargetLine>> lines_of(store::Store& store) {
  const auto targets = store.watch().targets();
  if (!targets) return std::unexpected(targets.error());
  std::vector<report::TargetLine> lines;
  for (const record::NotifyTarget& target : *targets) {
    const auto load = store.watch().load(target.id);
    if (!load) return std::unexpected(load.error());
    lines.push_back({target, load->waiting, load->given_up});
  }
  return lines;
}

int show(const GlobalOptions& global, store::Store& store, bool with_notices,
         const std::vector<record::Notice>& notices) {
  const auto lines = lines_of(store);
  if (!lines) return store_trouble(lines.error());
  report::NotifyView view;
  view.targets = *lines;
  view.notices = notices;
  view.with_notices = with_notices;
  view.now = now();
  Output output(global.output);
  if (!output.ok()) return run::kUsage;
  output.write(global.format == "json" ? report::notify_json(view, {global.reproducible, true})
                                       : report::notify(view, style_of(global, output.fd())));
  return output.finish() ? run::kPass : run::kInternal;
}

// The secret of --secret-file, or a new one; nullopt after a complaint.
std::optional<std::string> secret_of(const std::string& file) {
  if (file.empty()) return run::new_webhook_secret();
  std::string secret;
  if (const auto error = run::read_own_file(file, secret)) {
    complain(error->text());
    return std::nullopt;
  }
  while (secret.ends_with('\n') || secret.ends_with('\r')) secret.pop_back();
  if (const std::string why = run::why_no_secret(secret); !why.empty()) {
    complain(file + ": " + why);
    return std::nullopt;
  }
  return secret;
}

}  // namespace

int run(const GlobalOptions& global, const NotifyAddCommand& command) {
  record::NotifyTarget target;
  const auto kind = record::target_kind(command.kind);
  if (!kind) {
    complain("KIND " + command.kind +
             " is neither webhook nor syslog. Atom is there by itself: "
             "/api/v1/feed.atom of bartizan serve");
    return run::kUsage;
  }
  target.kind = *kind;
  target.address = command.address;
  target.name = command.name.empty() ? command.address.substr(0, 100) : command.name;
  if (!command.from.empty()) {
    const auto least = record::parse_severity(command.from);
    if (!least) {
      complain("--from is one of info, low, medium, high, critical");
      return run::kUsage;
    }
    target.least = *least;
  }
  target.link_local = command.link_local;
  target.by = command.by.empty() ? run::os_person() : command.by;
  target.at = now();
  if (const std::string why = run::why_no_target(target); !why.empty()) {
    complain(command.address + ": " + why);
    return run::kUsage;
  }
  const bool is_webhook = target.kind == record::TargetKind::webhook;
  if (!is_webhook && !command.secret_file.empty()) {
    complain("syslog has no secret; leave --secret-file out");
    return run::kUsage;
  }
  std::string secret;
  if (is_webhook) {
    auto given = secret_of(command.secret_file);
    if (!given) return run::kUsage;
    secret = std::move(*given);
  }
  int code = run::kPass;
  const auto store = open_to_tell(global, code);
  if (!store) return code;
  target.id = store::ulid("target", target.at);
  if (is_webhook) {
    if (const auto kept = run::keep_webhook_secret(store->place(), target.id, secret); !kept) {
      complain(kept.error());
      return run::kInternal;
    }
  }
  const auto put = [&] { return store->watch().put_target(target); };
  if (!log_change(*store, "notify.add", target.id, run::in_words(target), {}, put,
                  code)) {
    return code;
  }
  note(global.quiet, target.name + " is told what is " + std::string(record::name(target.least)) +
                         " or worse. Try it: bartizan notify test " + target.id);
  if (is_webhook && command.secret_file.empty()) {
    std::cout << "The secret of its signature, shown once:\n  " << secret << '\n';
    if (!std::cout.flush()) return run::kInternal;
  }
  return run::kPass;
}

int run(const GlobalOptions& global, const NotifyListCommand& command) {
  if (!store_is_there(global)) return run::kUsage;
  int code = run::kPass;
  const auto store = open_to_tell(global, code);
  if (!store) return code;
  std::vector<record::Notice> notices;
  if (command.notices) {
    const auto rows = store->watch().notices(0, kShownNotices);
    if (!rows) return store_trouble(rows.error());
    for (const store::NoticeRow& row : *rows) notices.push_back(row.notice);
  }
  return show(global, *store, command.notices, notices);
}

int run(const GlobalOptions& global, const NotifyRemoveCommand& command) {
  if (!store_is_there(global)) return run::kUsage;
  int code = run::kPass;
  const auto store = open_to_tell(global, code);
  if (!store) return code;
  const auto target = target_of(*store, command.target);
  if (!target) return run::kUsage;
  store::AuditedChange change(store->audit(),
                              run::command_event("notify.remove", target->id, run::in_words(*target),
                                                 now()));
  if (const auto gone = store->watch().remove_target(target->id); !gone) {
    return store_trouble(gone.error());
  }
  if (const auto entry = change.done(); !entry) return store_trouble(entry.error());
  run::forget_webhook_secret(store->place(), target->id);
  note(global.quiet, target->name + " is told nothing any more");
  return run::kPass;
}

int run(const GlobalOptions& global, const NotifyTestCommand& command) {
  if (!store_is_there(global)) return run::kUsage;
  int code = run::kPass;
  const auto store = open_to_tell(global, code);
  if (!store) return code;
  const auto target = target_of(*store, command.target);
  if (!target) return run::kUsage;
  catch_interrupts();
  const auto sent = run::send_test(*store, *target, {now(), interrupted});
  if (!sent) {
    complain(target->name + " was not told: " + sent.error());
    return run::kIncomplete;
  }
  note(global.quiet, target->name + " was told that this is a test");
  return run::kPass;
}

int run(const GlobalOptions& global, const NotifySendCommand&) {
  if (!store_is_there(global)) return run::kUsage;
  int code = run::kPass;
  const auto store = open_to_tell(global, code);
  if (!store) return code;
  catch_interrupts();
  const auto fresh = run::notice_all(*store, {now(), true});
  if (!fresh) return store_trouble(fresh.error());
  const auto done = run::deliver(*store, {now(), interrupted});
  if (!done) return store_trouble(done.error());
  for (const std::string& problem : done->problems) complain("not told: " + problem);
  note(global.quiet, std::to_string(fresh->size()) + " new, " + std::to_string(done->sent) +
                         " delivered, " + std::to_string(done->failed) + " not delivered, " +
                         std::to_string(done->given_up) + " given up");
  const int shown = show(global, *store, true, *fresh);
  if (shown != run::kPass) return shown;
  return done->failed == 0 ? int{run::kPass} : int{run::kIncomplete};
}

}  // namespace bartizan::cli
