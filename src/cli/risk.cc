// bartizan risk: the register of risks of AI by sector and category.
#include <algorithm>

#include "cli/cases.h"
#include "cli/command_posture.h"
#include "cli/output.h"
#include "cli/posture.h"
#include "cli/terminal.h"
#include "report/posture.h"
#include "run/gate.h"
#include "run/ready.h"

namespace bartizan::cli {
namespace {

// What the options say over what `risk` says; false after having said what is wrong.
bool apply(store::Store& store, const RiskEditCommand& command, record::Risk& risk, int& code) {
  code = run::kUsage;
  run::RiskSaid said;
  said.sector = command.sector;
  said.category = command.category;
  said.scenario = command.scenario;
  said.likelihood = command.likelihood;
  said.impact = command.impact;
  said.owner = command.owner;
  said.treatment = command.treatment;
  said.state = command.state;
  said.atlas = command.atlas;
  said.notes = {command.govern, command.map, command.measure, command.manage};
  said.due = time_option(command.due, "--due", risk.due);
  if (!said.due) return false;
  auto with = run::risk_with(std::move(risk), said);
  if (!with) {
    complain(with.error());
    return false;
  }
  risk = std::move(*with);
  if (command.system.empty()) return true;
  const auto system = system_or_use_case(store, command.system, code);
  if (!system) return false;
  risk.system = system->id;
  risk.system_name = system->name;
  return true;
}

int keep(const GlobalOptions& global, store::Store& store, record::Risk risk, const std::string& by,
         const record::Risk* before) {
  int code = run::kPass;
  const auto checked = protect::checked_risk(std::move(risk), before, now());
  if (!checked) {
    complain(checked.error());
    return run::kUsage;
  }
  const auto put = [&] { return store.posture().put_risk(*checked); };
  if (!log_change(store, before == nullptr ? "risk.add" : "risk.change", checked->id,
                  std::string(record::name(checked->state)) + ", says {0}: " + checked->scenario,
                  {by}, put, code)) {
    return code;
  }
  const std::string_view level = protect::risk_level(*checked);
  note(global.quiet, checked->id + ": " +
                         (level.empty() ? "not measured yet" : std::string(level)) + ", " +
                         std::string(record::name(checked->state)));
  return run::kPass;
}

}  // namespace

int run(const GlobalOptions& global, const RiskAddCommand& command) {
  int code = run::kPass;
  const auto store = open_cases(global, code, Use::keep);
  if (!store) return code;
  record::Risk risk;
  if (!apply(*store, command, risk, code)) return code;
  const auto by = needed_name(command.by, "--by NAME", "Who writes it down? Your name is kept:");
  if (!by) return run::kUsage;
  risk.by = *by;
  return keep(global, *store, std::move(risk), *by, nullptr);
}

int run(const GlobalOptions& global, const RiskSetCommand& command) {
  int code = run::kPass;
  const auto store = open_cases(global, code, Use::keep);
  if (!store) return code;
  const auto before = run::risk_called(*store, command.id);
  if (!before) {
    complain(before.error());
    return run::kUsage;
  }
  record::Risk risk = *before;
  if (!apply(*store, command, risk, code)) return code;
  const auto by = needed_name(command.by, "--by NAME", "Who changes it? Your name is kept:");
  if (!by) return run::kUsage;
  risk.changed_by = *by;
  return keep(global, *store, std::move(risk), *by, &*before);
}

int run(const GlobalOptions& global, const RiskListCommand& command) {
  const auto at = time_option(command.as_of, "--as-of", now());
  if (!at) return run::kUsage;
  if (!command.sector.empty() && protect::sector_name(command.sector).empty()) {
    complain("there is no sector " + command.sector + ". Look: bartizan risk list --all");
    return run::kUsage;
  }
  int code = run::kPass;
  const auto store = open_cases(global, code);
  if (!store) return code;
  auto all = store->posture().risks();
  if (!all && !store_failed(all.error(), code)) return code;
  std::erase_if(*all, [&](const record::Risk& risk) {
    return risk.at > *at || (!command.sector.empty() && risk.sector != command.sector);
  });
  protect::sort_risks(*all, *at);
  const report::RiskView view{*all, *at};
  Output output(global.output);
  if (!output.ok()) return run::kUsage;
  output.write(global.format == "json"
                   ? report::risks_json(view, {global.reproducible, true})
                   : report::risks(view, style_of(global, output.fd()), command.all));
  if (!output.finish()) return run::kInternal;
  if (all->empty()) note(global.quiet, "no risk was written down yet: bartizan risk add");
  if (!command.gate) return run::kPass;
  const bool overdue = std::ranges::any_of(
      *all, [&](const record::Risk& risk) { return protect::is_risk_overdue(risk, *at); });
  if (overdue) return run::kGateFailed;
  return all->empty() ? run::kIncomplete : run::kPass;
}

int run(const GlobalOptions& global, const RiskShowCommand& command) {
  int code = run::kPass;
  const auto store = open_cases(global, code);
  if (!store) return code;
  const auto known = run::risk_called(*store, command.id);
  if (!known) {
    complain(known.error());
    return run::kUsage;
  }
  const auto history = store->posture().risk_history(known->id);
  if (!history && !store_failed(history.error(), code)) return code;
  Output output(global.output);
  if (!output.ok()) return run::kUsage;
  const report::RiskView view{std::span(&*known, 1), now()};
  output.write(global.format == "json"
                   ? report::risks_json(view, {global.reproducible, true})
                   : report::risk(*known, *history, now(), style_of(global, output.fd())));
  return output.finish() ? run::kPass : run::kInternal;
}

}  // namespace bartizan::cli
