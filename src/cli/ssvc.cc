// bartizan ssvc: a decision table, asked by hand.
#include "report/ssvc.h"

#include "cli/bom.h"
#include "cli/command_cases.h"
#include "cli/output.h"
#include "cli/prompt.h"
#include "cli/terminal.h"
#include "run/gate.h"

namespace bartizan::cli {
namespace {

namespace decide = assure::decide;

// A point of the table, or of a table that one of its points is the outcome of.
const decide::Point* point_called(const decide::Table& table, std::string_view key, int depth = 3) {
  for (const decide::Point& point : table.inputs) {
    if (point.key == key) return &point;
  }
  for (const decide::Point& point : table.inputs) {
    for (const decide::Table& other : decide::tables()) {
      if (depth == 0 || other.outcome.key != point.key) continue;
      if (const decide::Point* found = point_called(other, key, depth - 1)) return found;
    }
  }
  return nullptr;
}

std::string values_of(const decide::Point& point) {
  std::string out;
  for (const std::string& value : point.values) out += (out.empty() ? "" : " | ") + value;
  return out;
}

bool add_input(const decide::Table& table, const std::string& word,
               std::vector<decide::Input>& inputs) {
  const std::size_t equals = word.find('=');
  if (equals == word.npos) {
    complain("--set wants POINT=VALUE, not " + word);
    return false;
  }
  const std::string key = word.substr(0, equals);
  const decide::Point* point = point_called(table, key);
  if (point == nullptr) {
    std::string keys;
    for (const decide::Point& one : table.inputs) keys += (keys.empty() ? "" : ", ") + one.key;
    complain("table " + table.id + " has no point " + key + ". It asks for " + keys);
    return false;
  }
  const auto value = decide::value_of(*point, word.substr(equals + 1));
  if (!value) {
    complain(key + " is " + values_of(*point) + ", not " + word.substr(equals + 1));
    return false;
  }
  inputs.push_back({key, *value, "", false, {}});
  return true;
}

// False where a person gave up.
bool ask_for_missing(const decide::Table& table, std::vector<decide::Input>& inputs) {
  while (true) {
    const auto missing = decide::missing(table, inputs);
    if (missing.empty()) return true;
    const auto answer = ask(missing.front()->title + " (" + values_of(*missing.front()) + "):");
    if (!answer || answer->empty()) return false;
    (void)add_input(table, missing.front()->key + "=" + *answer, inputs);
  }
}

}  // namespace

int run(const GlobalOptions& global, const SsvcCommand& command) {
  Output output(global.output);
  const report::MachineOptions machine{global.reproducible, true};
  if (command.table.empty()) {
    if (!command.set.empty()) {
      complain("say which table with --table. Look: bartizan ssvc");
      return run::kUsage;
    }
    output.write(global.format == "json"
                     ? report::ssvc_tables_json(decide::tables(), machine)
                     : report::ssvc_tables(decide::tables(), style_of(global, output.fd())));
    return output.finish() ? run::kPass : run::kInternal;
  }
  const decide::Table* table = decide::table(command.table);
  if (table == nullptr) {
    std::string ids;
    for (const decide::Table& one : decide::tables()) ids += (ids.empty() ? "" : ", ") + one.id;
    complain("there is no table " + command.table + ". Tables are " + ids);
    return run::kUsage;
  }
  std::vector<decide::Input> inputs;
  for (const std::string& word : command.set) {
    if (!add_input(*table, word, inputs)) return run::kUsage;
  }
  if (inputs.empty() && !can_ask()) {
    output.write(global.format == "json"
                     ? report::ssvc_tables_json(std::span(table, 1), machine)
                     : report::ssvc_table(*table, style_of(global, output.fd())));
    return output.finish() ? run::kPass : run::kInternal;
  }
  if (can_ask() && !ask_for_missing(*table, inputs)) return run::kUsage;
  const auto decision = decide::decide(*table, inputs);
  if (!decision) {
    for (const decide::Point* point : decide::missing(*table, inputs)) {
      complain("say " + point->title + ": --set " + point->key + "=VALUE, one of " +
               values_of(*point));
    }
    return run::kUsage;
  }
  if (global.format == "json") {
    // Required by the schema, hence also of a reproducible document.
    const auto at =
        base::parse_utc(bom_timestamp(global)).value_or(global.reproducible ? 0 : now());
    output.write(report::ssvc_decision_json(*table, *decision, command.vulnerability, at, machine));
  } else {
    output.write(report::ssvc_decision(*table, *decision, style_of(global, output.fd())));
  }
  return output.finish() ? run::kPass : run::kInternal;
}

}  // namespace bartizan::cli
