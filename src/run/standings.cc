#include "run/standings.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace bartizan::run {
namespace {

namespace room = assure::assess;
using record::Standing;
using record::Status;

bool is_of_systems(const room::Framework& framework) {
  return framework.assessed() && framework.per == room::Per::system;
}

// Of the rows of a framework, those in which a system no longer stands as it was kept.
base::Result<std::vector<std::size_t>> systems_moved(store::Store& store,
                                                     const SystemsTable& table) {
  const auto last = store.evidence().last_standings(table.framework->id);
  if (!last) return std::unexpected(last.error());
  if (last->empty()) return std::vector<std::size_t>();
  std::unordered_map<std::string_view, std::size_t> rows, columns;
  for (std::size_t i = 0; i < table.systems->size(); ++i) rows.emplace((*table.systems)[i].id, i);
  const auto& requirements = table.framework->requirements;
  for (std::size_t k = 0; k < requirements.size(); ++k) columns.emplace(requirements[k].id, k);
  std::set<std::size_t> moved;
  for (const store::LastStanding& one : *last) {
    const auto row = rows.find(one.system);
    const auto column = columns.find(one.requirement);
    if (row == rows.end() || column == columns.end()) continue;
    if (table.row(row->second)[column->second].status != one.status) moved.insert(row->second);
  }
  return std::vector<std::size_t>(moved.begin(), moved.end());
}

// The same by their reasons, too.
base::Result<std::vector<std::size_t>> systems_said_otherwise(
    store::Store& store, const SystemsTable& table,
    const std::unordered_map<std::string, base::Millis>& assessed) {
  std::vector<std::size_t> moved;
  for (std::size_t i = 0; i < table.systems->size(); ++i) {
    const std::string& id = (*table.systems)[i].id;
    if (!assessed.contains(id)) continue;
    const auto kept = store.evidence().standings(table.framework->id, "", id, 0);
    if (!kept) return std::unexpected(kept.error());
    std::map<std::string_view, const Standing*> last;
    for (const Standing& one : *kept) last[one.requirement] = &one;
    const auto row = table.row(i);
    for (std::size_t k = 0; k < row.size(); ++k) {
      const auto before = last.find(table.framework->requirements[k].id);
      if (before != last.end() && before->second->status == row[k].status &&
          before->second->why == table.reasons[row[k].why]) {
        continue;
      }
      moved.push_back(i);
      break;
    }
  }
  return moved;
}

// Those that differ from the last of their requirement, whatever evidence they name: the same
// status for the same reason is no news.
base::Result<std::size_t> keep_news(store::Store& store, store::Store& reads,
                                    const std::string& framework, const std::string& system,
                                    std::vector<Standing> fresh, bool with_reason) {
  const auto kept = system.empty() ? reads.evidence().standings_of_organisation(framework, "")
                                   : reads.evidence().standings(framework, "", system, 0);
  if (!kept) return std::unexpected(kept.error());
  std::map<std::string_view, const Standing*> last;
  for (const Standing& one : *kept) last[one.requirement] = &one;
  std::erase_if(fresh, [&](const Standing& one) {
    const auto before = last.find(one.requirement);
    if (before == last.end()) return system.empty();
    return before->second->at > one.at || (before->second->status == one.status &&
                                           (!with_reason || before->second->why == one.why));
  });
  if (fresh.empty()) return 0;
  if (const auto put = store.evidence().put_standings(fresh); !put) {
    return std::unexpected(put.error());
  }
  return fresh.size();
}

base::Result<std::size_t> keep_of_systems(store::Store& store, store::Store& reads,
                                          const room::Framework& framework, Gathered& gathered,
                                          std::size_t most_compared) {
  const auto assessed = last_assessed(reads, framework.id);
  if (!assessed) return std::unexpected(assessed.error());
  if (assessed->empty()) return 0;
  const auto table = systems_table(framework, gathered);
  if (!table) return 0;
  const bool compare = assessed->size() <= most_compared;
  const auto moved =
      compare ? systems_said_otherwise(reads, *table, *assessed) : systems_moved(reads, *table);
  if (!moved) return std::unexpected(moved.error());
  if (moved->empty()) return 0;
  std::vector<std::vector<Standing>> fresh;
  gathered.systems->judge_again(
      framework, *moved, gathered.evidence,
      [&](const room::Assessed& one) { fresh.push_back(room::standings(one)); });
  std::size_t count = 0;
  for (std::vector<Standing>& of : fresh) {
    if (of.empty()) continue;
    const std::string system = of.front().system;
    const auto kept = keep_news(store, reads, framework.id, system, std::move(of), true);
    if (!kept) return kept;
    count += *kept;
  }
  return count;
}

}  // namespace

base::Result<std::set<std::string>> assessed_before(store::Store& store) {
  std::set<std::string> known;
  for (const room::Framework& framework : room::frameworks()) {
    if (!framework.assessed()) continue;
    const auto of_all = store.evidence().standings_of_organisation(framework.id, "");
    if (!of_all) return std::unexpected(of_all.error());
    bool any = !of_all->empty();
    if (!any && is_of_systems(framework)) {
      const auto systems = store.evidence().last_assessed(framework.id);
      if (!systems) return std::unexpected(systems.error());
      any = !systems->empty();
    }
    if (any) known.insert(framework.id);
  }
  return known;
}

base::Result<std::size_t> keep_standings(store::Store& store, store::Store& reads,
                                         Gathered& gathered, std::size_t most_compared) {
  std::size_t count = 0;
  for (const room::Framework& framework : room::frameworks()) {
    if (!framework.assessed()) continue;
    if (is_of_systems(framework)) {
      const auto kept = keep_of_systems(store, reads, framework, gathered, most_compared);
      if (!kept) return kept;
      count += *kept;
    }
    const auto known = reads.evidence().standings_of_organisation(framework.id, "");
    if (!known) return std::unexpected(known.error());
    if (known->empty()) continue;
    const auto kept = keep_news(store, reads, framework.id, "",
                                room::standings(assess(framework, gathered)), false);
    if (!kept) return kept;
    count += *kept;
  }
  return count;
}

}  // namespace bartizan::run
