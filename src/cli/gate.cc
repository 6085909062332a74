// bartizan gate: gather evidence, hold the policy against it, report, and say whether it passes.
#include "run/gate.h"

#include <algorithm>
#include <filesystem>

#include "cli/bom.h"
#include "cli/command_gate.h"
#include "cli/keys.h"
#include "cli/output.h"
#include "cli/paths.h"
#include "cli/settings.h"
#include "cli/terminal.h"
#include "protect/api.h"
#include "report/gate.h"
#include "run/audit.h"
#include "run/estate.h"
#include "run/evidence_left.h"
#include "run/policy.h"
#include "run/stored.h"

namespace bartizan::cli {
namespace {

namespace gate = assure::gate;

// What the command line names, else the user's file, the system's, the preset; in that order.
std::optional<gate::Policy> load_policy(const GateCommand& command) {
  std::string file = command.policy;
  if (file.empty() && command.preset.empty()) {
    for (const std::string& usual : run::policy_places()) {
      std::error_code error;
      if (!std::filesystem::exists(usual, error)) continue;
      file = usual;
      break;
    }
  }
  if (!file.empty()) {
    auto policy = run::load_policy(file, command.paths);
    if (!policy) {
      complain(policy.error().text());
      return {};
    }
    return std::move(*policy);
  }
  auto policy = gate::preset(command.preset.empty() ? "default" : command.preset);
  if (!policy) {
    complain("the preset cannot be read: " + policy.error().what);
    return {};
  }
  return std::move(*policy);
}

bool knows_rule(const gate::Policy& policy, const std::string& id) {
  if (id.empty() || id == "all") return true;
  std::string known;
  for (const gate::Rule& rule : policy.rules) {
    if (rule.id == id) return true;
    known += (known.empty() ? "" : ", ") + rule.id;
  }
  complain("the policy has no rule " + id + ". It has: " + known);
  return false;
}

// Empty where the form cannot say it.
std::string render(const GlobalOptions& global, const GateCommand& command,
                   const report::GateView& view, const Output& output) {
  const report::MachineOptions machine{global.reproducible, true};
  if (global.format == "json") return report::gate_json(view, machine);
  if (global.format == "sarif") return report::gate_sarif(view, machine);
  if (global.format == "junit") return report::gate_junit(view, machine);
  if (global.format == "github") return report::gate_github(view);
  if (global.format == "gitlab") return report::gate_gitlab(view);
  if (global.format == "vsa") return report::gate_vsa(view, machine);
  return report::gate_text(view, {style_of(global, output.fd()), global.quiet, global.verbose,
                                  command.all, command.explain});
}

int exit_code(const gate::Gate& gate) {
  if (gate.standing == gate::Standing::failed) return run::kGateFailed;
  return gate.standing == gate::Standing::undecided ? run::kIncomplete : run::kPass;
}

bool from_file(const gate::Policy& policy) { return !policy.origin.starts_with("preset "); }

// While the posture is raised and nobody named the rules, those of its preset come on top. The note
// for the report, empty where it is normal; nullopt, after having said why, where nobody can tell.
std::optional<std::string> tighten(store::Store& store, const GateCommand& command,
                                   gate::Policy& policy) {
  const auto history = store.posture().posture_history();
  if (!history) {
    complain(std::string("whether the posture is raised cannot be read: ") + history.error().what);
    return std::nullopt;
  }
  const protect::EffectivePosture posture = protect::effective(*history, now());
  if (!posture.raised) return std::string();
  const std::string note = protect::sentence(posture);
  if (!command.policy.empty() || !command.preset.empty()) {
    return note + ": the rules that were named count, not the preset " + posture.preset;
  }
  auto stricter = gate::preset(posture.preset);
  if (!stricter) {
    complain("the preset " + posture.preset + " cannot be read: " + stricter.error().what);
    return std::nullopt;
  }
  if (!from_file(policy)) {
    policy = std::move(*stricter);
    return note + ": preset " + posture.preset;
  }
  policy = gate::with_rules_on_top(std::move(policy), *stricter);
  return note + ": preset " + posture.preset + " on top of " + policy.origin;
}

std::string absolute(const std::string& path) {
  std::error_code error;
  return std::filesystem::weakly_canonical(path, error).string();
}

std::vector<std::string> judged_places(const GateCommand& command) {
  std::vector<std::string> places;
  for (const std::string& path : command.paths) places.push_back(absolute(path));
  if (places.empty() && !command.bom.empty()) places.push_back(absolute(command.bom));
  return places;
}

base::Result<void> leave_evidence(store::Store& store, const GateCommand& command,
                                  const gate::Policy& policy, const run::GateEvidence& gathered,
                                  const gate::Gate& decided, base::Millis at) {
  std::vector<std::string> roots;
  for (const std::string& path : command.paths) roots.push_back(run::absolute_path(path));
  if (!command.system.empty()) {
    const auto system = run::system(store, command.system);
    if (!system) return {};
    roots.push_back(system->path.empty() ? system->id : system->path);
  } else if (roots.empty()) {
    roots.push_back(run::absolute_path(command.bom));
  }
  const run::GateLeft left{roots,
                           policy,
                           gathered.evidence,
                           decided,
                           gathered.excluded,
                           command.exclude,
                           gathered.waived_malicious};
  if (const auto kept = run::leave_evidence(store, run::left_by_gate(store, left, at)); !kept) {
    return kept;
  }
  std::string places;
  for (const std::string& root : roots) places += (places.empty() ? "" : ", ") + root;
  const std::string said = policy.origin + ": exit code " + std::to_string(exit_code(decided));
  const auto logged =
      store.audit().append(run::command_event("gate.judge", places, said, at));
  if (!logged) return std::unexpected(logged.error());
  return {};
}

// The statement in an envelope (DSSE); false after having said why not.
bool sign_text(const GlobalOptions& global, const run::Config& config, const GateCommand& command,
               std::string& text) {
  const auto key =
      load_private_key(key_folder(global, config), command.sign_with, command.passphrase_file);
  if (!key) return false;
  const auto envelope = assure::sign::sign_envelope(std::string(assure::signature::kInTotoPayload),
                                                    std::move(text), *key);
  if (!envelope) {
    complain("cannot sign with " + command.sign_with + ": " + envelope.error());
    return false;
  }
  text = assure::sign::envelope_json(*envelope);
  return true;
}

// Who reads it should know that it can go, or that it is misspelt.
std::string idle_note(const record::Exception& e) {
  std::string of = e.component;
  for (const std::string* part : {&e.advisory, &e.sha256}) {
    if (!part->empty()) of += (of.empty() ? "" : ", ") + *part;
  }
  return std::string(e.kind == record::ExceptionKind::waiver ? "a waiver" : "an exception") +
         (e.rule.empty() ? "" : " from " + e.rule) + " for " + of + " (" + e.owner +
         ") accepted nothing here";
}

int print_preset(const GlobalOptions& global, const GateCommand& command) {
  Output output(global.output);
  if (!output.ok()) return run::kUsage;
  output.write(gate::preset_text(command.print_preset));
  return output.finish() ? int{run::kPass} : int{run::kInternal};
}

}  // namespace

int run(const GlobalOptions& global, const GateCommand& asked) {
  GateCommand command = asked;
  if (!command.print_preset.empty()) return print_preset(global, command);
  if (command.paths.empty() && command.bom.empty() && command.system.empty()) {
    complain("nothing to judge. Name a folder: bartizan gate PATH (or --bom FILE, --system ID)");
    return run::kUsage;
  }
  if (!command.paths.empty() && !command.system.empty()) {
    complain("PATH and --system are two ways to say what is judged: leave one out");
    return run::kUsage;
  }
  if (!command.sign_with.empty() && global.format != "vsa") {
    complain("--sign-with signs a verification summary: add --format vsa");
    return run::kUsage;
  }
  if (!all_exist(command.paths)) return run::kUsage;
  command.paths = each_once(command.paths, global.quiet);
  if (!command.bom.empty() && !all_exist({command.bom})) return run::kUsage;
  auto policy = load_policy(command);
  if (!policy) return run::kUsage;
  auto config = load_settings(global, command.paths);
  if (!config || (command.dry_run && !store_is_there(global))) return run::kUsage;
  const run::Exceptions exceptions = run::policy_exceptions(*policy, now());

  const auto store = open_store(global, *config);
  if (!store) return run::kInternal;
  const run::Exceptions scan_exceptions = exceptions_in_force(*store, *config);
  const auto raised = tighten(*store, command, *policy);
  if (!raised) return run::kInternal;
  if (!knows_rule(*policy, command.explain)) return run::kUsage;
  run::ScanOptions scan;
  scan.roots = command.paths;
  scan.exclude = command.exclude;
  scan.limits = config->limits;
  scan.allow_table = run::overlay_table(scan_exceptions.entries());
  run::StoredResults kept(*store, scan, now);
  kept.use(scan_exceptions);

  run::EvidenceOptions options;
  options.roots = command.paths;
  options.exclude = command.exclude;
  options.bom = command.bom;
  options.system = command.system;
  options.installed = command.installed;
  options.limits = config->limits;
  options.jobs = global.jobs != 0 ? global.jobs : config->jobs.value_or(0);
  options.require_sandbox = command.require_sandbox;
  options.allow_table = scan.allow_table;
  options.config_files = config->files;
  options.exceptions = &scan_exceptions;
  options.policy = &*policy;
  options.now = now();
  if (!command.no_cache) options.cache = &kept;

  Output output(global.output);
  if (!output.ok()) return run::kUsage;
  catch_interrupts();
  ProgressBar bar(global, "reading");
  run::ScanHooks hooks;
  hooks.now = now;
  hooks.cancelled = interrupted;
  hooks.on_progress = [&](const run::Progress& progress) { bar.update(progress); };
  auto gathered = run::gather_evidence(options, hooks, *store);
  bar.clear();
  if (!gathered) {
    complain(gathered.error().what);
    return gathered.error().usage ? int{run::kUsage} : int{run::kIncomplete};
  }
  const base::Millis at = now();
  const gate::Gate decided = gate::evaluate(*policy, gathered->evidence, exceptions.entries(),
                                            {.now = at, .keep_passed = !command.explain.empty()});
  int code = exit_code(decided);
  if (!command.dry_run) {
    code = unless_kept(leave_evidence(*store, command, *policy, *gathered, decided, at), code);
  }
  std::vector<std::string> notes = std::move(gathered->notes);
  for (const std::size_t i : decided.idle) notes.push_back(idle_note(exceptions.entries()[i]));
  if (!raised->empty()) notes.insert(notes.begin(), *raised);
  for (const run::Exceptions* some : {&scan_exceptions, &exceptions}) {
    notes.insert(notes.end(), some->notes().begin(), some->notes().end());
  }
  const report::GateView view{.policy = *policy,
                              .evidence = gathered->evidence,
                              .gate = decided,
                              .run = gathered->run,
                              .notes = std::move(notes),
                              .exceptions = exceptions.entries(),
                              .policy_path = from_file(*policy) ? absolute(policy->origin) : "",
                              .roots = judged_places(command),
                              .files = gathered->files,
                              .not_models = gathered->not_models,
                              .excluded = gathered->excluded.size(),
                              .dry_run = command.dry_run,
                              .exit_code = code,
                              .now = at};
  std::string text = render(global, command, view, output);
  if (text.empty()) {
    complain("a verification summary needs something with a digest, and nothing here has one");
    return run::kIncomplete;
  }
  if (!command.sign_with.empty() && !sign_text(global, *config, command, text)) {
    return run::kUsage;
  }
  output.write(text);
  if (!output.finish()) return run::kInternal;
  if (command.dry_run && global.format != "text") {
    note(global.quiet, "dry run: exit 0 instead of " + std::to_string(code));
  }
  return command.dry_run ? int{run::kPass} : code;
}

}  // namespace bartizan::cli
