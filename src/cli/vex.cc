// bartizan vex: statements about weaknesses: taken in, made, and given out.
#include "report/vex.h"

#include <algorithm>

#include "cli/bom.h"
#include "cli/cases.h"
#include "cli/command_cases.h"
#include "cli/output.h"
#include "cli/prompt.h"
#include "cli/terminal.h"
#include "report/text.h"
#include "run/audit.h"
#include "run/gate.h"
#include "run/version.h"

namespace bartizan::cli {
namespace {

// Notes of one file that are shown unasked.
constexpr std::size_t kMostNotes = 8;

std::string cases(std::size_t n) { return std::to_string(n) + (n == 1 ? " case" : " cases"); }

void show_notes(const GlobalOptions& global, const std::string& file,
                const std::vector<record::Note>& notes) {
  std::size_t shown = 0;
  for (const record::Note& one : notes) {
    if (!global.verbose && shown++ == kMostNotes) {
      note(global.quiet, "and " + std::to_string(notes.size() - kMostNotes) + " more (-v)");
      return;
    }
    const std::string place = file + (one.line == 0 ? "" : ":" + std::to_string(one.line));
    const std::string text = place + " " + report::one_line(one.message);
    if (one.level == record::NoteLevel::error) {
      complain(text);
    } else {
      note(global.quiet, text);
    }
  }
}

// False, with the reason told, when the statement could not be kept.
bool keep(store::Store& store, const record::VexStatement& statement, int& code) {
  const auto kept = store.cases().put_vex(statement);
  return kept || store_failed(kept.error(), code);
}

}  // namespace

int run(const GlobalOptions& global, const VexImportCommand& command) {
  int code = run::kPass;
  const auto store = open_cases(global, code, Use::keep);
  if (!store) return code;
  const auto system = system_option(*store, command.system, code);
  if (!system) return code;
  bool whole = true;
  std::size_t count = 0;
  for (const std::string& file : command.files) {
    const auto read = run::read_vex(file, *system, now(), interrupted);
    if (!read) {
      complain("cannot read " + file + ": " + read.error());
      whole = false;
      continue;
    }
    const auto& imported = read->imported;
    show_notes(global, file, imported.notes);
    whole = whole && imported.refused == 0 && imported.notes.empty() && !imported.format.empty();
    const auto ours = std::ranges::count_if(imported.statements, [](const auto& statement) {
      return std::ranges::any_of(statement.products, [](const std::string& product) {
        return product.starts_with("urn:bartizan:");
      });
    });
    if (ours > 0) {
      note(global.quiet, file + ": " + std::to_string(ours) +
                             " statements are about systems as bartizan vex export names them; "
                             "what was exported from here says nothing new (bartizan vex remove)");
    }
    store::AuditedChange change(
        store->audit(),
        run::command_event("vex.import", "sha256:" + read->sha256,
                           report::count_of(imported.statements.size(), "statement"), now()));
    for (const record::VexStatement& statement : imported.statements) {
      if (!keep(*store, statement, code)) return code;
    }
    if (!imported.statements.empty()) {
      if (const auto said = change.done(); !said && !store_failed(said.error(), code)) return code;
    }
    count += imported.statements.size();
    if (!imported.format.empty()) {
      note(global.quiet,
           file + ": " + report::count_of(imported.statements.size(), "statement") + " (" +
               imported.format +
               (imported.author.empty() ? ", nobody is named"
                                        : ", of " + report::one_line(imported.author)) +
               ")");
    }
  }
  if (count > 0) {
    const auto changed = run::apply_vex(*store, now());
    if (!changed && !store_failed(changed.error(), code)) return code;
    if (*changed > 0) {
      note(global.quiet, cases(*changed) + " changed (bartizan clock --all)");
    }
  }
  return whole ? run::kPass : run::kIncomplete;
}

int run(const GlobalOptions& global, const VexListCommand& command) {
  int code = run::kPass;
  const auto store = open_cases(global, code);
  if (!store) return code;
  auto statements = store->cases().vex();
  if (!statements && !store_failed(statements.error(), code)) return code;
  if (!command.vulnerability.empty()) {
    std::erase_if(*statements, [&](const record::VexStatement& s) {
      return s.vulnerability != command.vulnerability &&
             std::ranges::find(s.aliases, command.vulnerability) == s.aliases.end();
    });
  }
  Output output(global.output);
  output.write(
      global.format == "json"
          ? report::vex_statements_json(*statements, {global.reproducible, true})
          : report::vex_statements(*statements, style_of(global, output.fd()), command.all));
  return output.finish() ? run::kPass : run::kInternal;
}

int run(const GlobalOptions& global, const VexAddCommand& command) {
  int code = run::kPass;
  const auto store = open_cases(global, code, Use::keep);
  if (!store) return code;
  record::VexStatement s;
  s.vulnerability = command.vulnerability;
  s.aliases = command.aliases;
  std::string status = command.status;
  std::ranges::replace(status, '-', '_');
  const auto known = record::vex_status(status);
  if (!known) {
    complain("there is no status " + command.status +
             ". It is not_affected, affected, fixed or under_investigation.");
    return run::kUsage;
  }
  s.status = *known;
  s.justification = command.justification;
  std::ranges::replace(s.justification, '-', '_');
  s.impact = command.impact;
  s.action = command.action;
  s.products = command.products;
  s.subcomponents = command.subcomponents;
  s.source = "here";
  s.at = now();
  const auto system = system_option(*store, command.system, code);
  if (!system) return code;
  s.system = *system;
  if (const std::string why = assure::vex::refusal(s); !why.empty()) {
    std::string words;
    for (const std::string_view word : assure::vex::justifications()) {
      words += (words.empty() ? "" : ", ") + std::string(word);
    }
    complain(why + (why.find("justification") == why.npos ? "" : ". Justifications: " + words));
    return run::kUsage;
  }
  const auto by = needed_name(command.by, "--by NAME", "Who says so? Your name is kept:");
  if (!by) return run::kUsage;
  s.author = *by;
  s.id = assure::vex::statement_id(s);
  store::AuditedChange change(
      store->audit(), run::command_event("vex.put", s.id,
                                         s.vulnerability + " is " +
                                             std::string(record::name(s.status)) + ", says {0}",
                                         now(), {s.author}));
  if (!keep(*store, s, code)) return code;
  if (const auto said = change.done(); !said && !store_failed(said.error(), code)) return code;
  const auto changed = run::apply_vex(*store, now());
  if (!changed && !store_failed(changed.error(), code)) return code;
  note(global.quiet, s.id + " is kept; " +
                         (*changed == 0 ? "no case changed (the next run of vuln looks again)"
                                        : cases(*changed) + " changed"));
  return run::kPass;
}

int run(const GlobalOptions& global, const VexRemoveCommand& command) {
  int code = run::kPass;
  const auto store = open_cases(global, code, Use::keep);
  if (!store) return code;
  const auto statements = store->cases().vex();
  if (!statements && !store_failed(statements.error(), code)) return code;
  std::vector<const record::VexStatement*> found;
  for (const record::VexStatement& s : *statements) {
    if (s.id.starts_with(command.id) || s.id.starts_with("vex_" + command.id)) found.push_back(&s);
  }
  if (found.size() != 1) {
    complain(found.empty() ? "there is no statement " + command.id + ". Look: bartizan vex list"
                           : std::to_string(found.size()) + " statements begin with " + command.id +
                                 ". Say more of the id");
    return run::kUsage;
  }
  const record::VexStatement& s = *found.front();
  if (!command.yes) {
    const std::string what = "Take back that " + s.vulnerability + " is " +
                             std::string(record::name(s.status)) + ", said by " +
                             (s.author.empty() ? "nobody" : s.author) + "?";
    if (!can_ask()) {
      complain(what + " Say --yes.");
      return run::kUsage;
    }
    const auto answer = ask(what + " yes or no:");
    if (!answer || (*answer != "yes" && *answer != "y")) return run::kUsage;
  }
  store::AuditedChange change(store->audit(),
                              run::command_event("vex.remove", s.id, s.vulnerability, now()));
  const auto removed = store->cases().remove_vex(s.id);
  if (!removed && !store_failed(removed.error(), code)) return code;
  if (const auto said = change.done(); !said && !store_failed(said.error(), code)) return code;
  const auto changed = run::apply_vex(*store, now(), &s);
  if (!changed && !store_failed(changed.error(), code)) return code;
  note(global.quiet, s.id + " is taken back; " + cases(*changed) + " changed");
  return run::kPass;
}

int run(const GlobalOptions& global, const VexExportCommand& command) {
  int code = run::kPass;
  const auto store = open_cases(global, code);
  if (!store) return code;
  const auto system = system_option(*store, command.system, code);
  if (!system) return code;
  if (system->empty() && !command.product.empty()) {
    complain("--product names one system: say which with --system");
    return run::kUsage;
  }
  const auto statements = store->cases().vex();
  if (!statements && !store_failed(statements.error(), code)) return code;
  const auto decided = run::decided_cases(*store, *system, *statements);
  if (!decided && !store_failed(decided.error(), code)) return code;
  if (decided->empty()) {
    complain("there is nothing to say: no weakness was looked for" +
             std::string(system->empty() ? "" : " in that system") + " (bartizan vuln)");
    return run::kIncomplete;
  }
  assure::vex::WriteOptions options;
  options.author = command.author;
  options.product = command.product;
  options.tool = std::string("Bartizan ") + run::kVersion;
  options.at = base::parse_utc(bom_timestamp(global)).value_or(global.reproducible ? 0 : now());
  if (options.author.empty()) {
    options.author = "unknown";
    note(global.quiet, "nobody is named as author: --author NAME");
  }
  const auto written = global.format == "cyclonedx"
                           ? assure::vex::write_cyclonedx(*decided, options)
                           : assure::vex::write_openvex(*decided, options);
  Output output(global.output);
  output.write(written.text);
  if (!output.finish()) return run::kInternal;
  for (const std::string& loss : written.losses) note(global.quiet, loss);
  return run::kPass;
}

}  // namespace bartizan::cli
