// bartizan assess FRAMEWORK --all-systems: every system against every requirement.
#include <algorithm>
#include <numeric>
#include <set>

#include "cli/assessing.h"
#include "cli/cases.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "report/systems_table.h"
#include "run/gate.h"
#include "run/systems_table.h"

namespace bartizan::cli {
namespace {

namespace room = assure::assess;

// So many standings are written at once.
constexpr std::size_t kBatch = 5000;

// Keeps how systems stand where that is otherwise than it was, while they are judged.
class Keeping {
 public:
  Keeping(store::Store& store, const room::Framework& framework) : store_(store) {
    auto last = store.evidence().last_standings(framework.id);
    if (!last) {
      error_ = last.error();
      return;
    }
    for (store::LastStanding& one : *last) {
      known_.emplace(one.system + '\n' + one.requirement, one.status);
    }
  }

  void operator()(const room::Assessed& assessed) {
    if (error_) return;
    for (record::Standing& one : room::standings(assessed)) {
      const auto known = known_.find(one.system + '\n' + one.requirement);
      if (known != known_.end() && known->second == one.status) continue;
      waiting_.push_back(std::move(one));
    }
    if (waiting_.size() >= kBatch) flush();
  }

  std::optional<base::Error> finish() {
    flush();
    return error_;
  }

 private:
  void flush() {
    if (error_ || waiting_.empty()) return;
    if (const auto kept = store_.evidence().put_standings(waiting_); !kept) error_ = kept.error();
    waiting_.clear();
  }

  store::Store& store_;
  std::unordered_map<std::string, record::Status> known_;
  std::vector<record::Standing> waiting_;
  std::optional<base::Error> error_;
};

// The worst first, those that stand the same by name.
std::vector<report::SystemStanding> lines_of(
    const run::SystemsTable& table, const std::unordered_map<std::string, base::Millis>& assessed) {
  const std::vector<run::SystemRef>& systems = *table.systems;
  std::vector<std::size_t> order(systems.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::vector<room::Totals> totals;
  for (std::size_t i = 0; i < systems.size(); ++i) totals.push_back(table.totals(i));
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
    return run::compare_standing(totals[a], totals[b]) < 0;
  });
  std::vector<report::SystemStanding> lines;
  for (const std::size_t i : order) {
    report::SystemStanding line;
    line.id = systems[i].id;
    line.name = systems[i].name.empty() ? systems[i].id : systems[i].name;
    line.owner = systems[i].owner;
    for (const run::SystemsTable::Cell& cell : table.row(i)) line.statuses.push_back(cell.status);
    line.read = systems[i].read;
    if (const auto at = assessed.find(systems[i].id); at != assessed.end()) {
      line.assessed = at->second;
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

std::string render(const GlobalOptions& global, const AssessCommand& command,
                   const report::SystemsView& view, int fd) {
  if (global.format == "json") return systems_table_json(view, {global.reproducible, true});
  if (global.format == "csv") return systems_table_csv(view);
  if (global.format == "html") return systems_table_html(view);
  report::SystemsOptions options;
  options.style = style_of(global, fd);
  options.all = command.all || global.verbose;
  options.quiet = global.quiet;
  return systems_table(view, options);
}

}  // namespace

int assess_all_systems(const GlobalOptions& global, const AssessCommand& command,
                       const room::Framework& framework) {
  if (framework.per != room::Per::system) {
    complain(framework.id + " is asked of the organisation as a whole: leave --all-systems out");
    return run::kUsage;
  }
  if (global.format.starts_with("oscal")) {
    complain("--all-systems is text, json, csv or html; OSCAL is about one system: --system");
    return run::kUsage;
  }
  int code = run::kPass;
  auto assessing = open_assessing(global, {{}, command.reread, command.as_of}, code);
  if (!assessing) return code;
  store::Store& store = *assessing->store;
  // Before what is judged now is kept.
  const auto assessed = run::last_assessed(store, framework.id);
  if (!assessed) {
    store_failed(assessed.error(), code);
    return code;
  }
  std::optional<Keeping> keeping;
  if (!command.no_remember && !assessing->of_another_time) keeping.emplace(store, framework);
  const auto table = run::systems_table(
      framework, assessing->gathered,
      keeping ? run::Systems::OnJudged(std::ref(*keeping)) : run::Systems::OnJudged());
  if (keeping) {
    if (const auto error = keeping->finish()) {
      store_failed(*error, code);
      return code;
    }
  }
  const auto lines = lines_of(*table, *assessed);
  const report::SystemsView view{&framework, assessing->now, lines, table->requirements,
                                 assessing->fresh};
  Output output(global.output);
  output.write(render(global, command, view, output.fd()));
  if (!output.finish()) return run::kInternal;
  const bool unmet = std::ranges::any_of(table->requirements, [](const room::RollUp& all) {
    return all.status() == record::Status::unmet;
  });
  if (command.gate && unmet) return run::kGateFailed;
  return view.fresh.stale() ? run::kIncomplete : run::kPass;
}

}  // namespace bartizan::cli
