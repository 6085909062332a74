// Systems of a framework: every system against every requirement, the worst first.
//
// Reading keeps nothing: systems are judged by what is known, in memory, as `bartizan assess
// FRAMEWORK --all-systems` judges them.
#include <algorithm>
#include <array>
#include <numeric>

#include "base/escape.h"
#include "report/systems_table.h"
#include "server/organisation.h"
#include "server/routes/answer.h"
#include "server/routes/assessed.h"
#include "server/routes/facets.h"
#include "server/routes/routes.h"

namespace bartizan::server {
namespace {

namespace room = assure::assess;
using record::Status;

// A system of the table while its place in the list is looked for.
struct Line {
  std::size_t index = 0;  // of the table
  room::Totals totals;
  Status worst = Status::not_applicable;
};

std::vector<Line> lines_of(const run::SystemsTable& table) {
  std::vector<Line> lines(table.systems->size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    lines[i] = {i, table.totals(i), table.worst(i)};
  }
  return lines;
}

// Of the table's requirements; nullopt: none was asked for.
std::optional<std::size_t> column_of(const Call& call, const room::Framework& framework) {
  const auto& all = framework.requirements;
  const auto at = std::ranges::find(all, call.text_or("requirement", ""), &room::Requirement::id);
  if (at == all.end()) return std::nullopt;
  return static_cast<std::size_t>(at - all.begin());
}

void put_in_order(const Call& call, const run::SystemsTable& table,
                  std::optional<std::size_t> column, std::vector<Line>& lines) {
  // The table is by name.
  if (call.sort() != "name") {
    std::ranges::stable_sort(lines, [&](const Line& a, const Line& b) {
      if (column) {
        const int x = room::severity_order(table.row(a.index)[*column].status);
        const int y = room::severity_order(table.row(b.index)[*column].status);
        if (x != y) return x < y;
      }
      return run::compare_standing(a.totals, b.totals) < 0;
    });
  }
  if (call.descending()) std::ranges::reverse(lines);
}

std::string requirements_of(const run::SystemsTable& table) {
  base::JsonWriter out;
  out.begin_array();
  for (std::size_t k = 0; k < table.requirements.size(); ++k) {
    out.begin_object();
    report::write_rollup(out, table.framework->requirements[k], table.requirements[k]);
    out.end_object();
  }
  out.end_array();
  return out.take();
}

std::string head_of(const run::SystemsTable& table) {
  base::JsonWriter out;
  out.begin_object()
      .field("id", table.framework->id)
      .field("title", table.framework->title)
      .end_object();
  return out.take();
}

Response list_framework_systems(const Call& call) {
  const auto framework = framework_called(call.path("id"), false);
  if (!framework) return framework.error();
  if ((*framework)->per != room::Per::system) {
    return problem(409, "That framework is asked of the organisation as a whole.");
  }
  const std::optional<std::size_t> column = column_of(call, **framework);
  if (!column && !call.text_or("requirement", "").empty()) {
    return problem(404, "The framework has no such requirement.",
                   {{"query", "requirement", "is the id of no requirement of that framework"}});
  }
  const auto known = call.context.organisation.systems(**framework);
  if (!known) return internal_problem();
  const run::SystemsTable& table = *known->table;
  const std::optional<Status> wanted = record::status(call.text_or("status", ""));
  std::vector<Line> lines = lines_of(table);
  put_in_order(call, table, column, lines);
  Facets facets(call, {"worst"});
  List list(call);
  report::SystemStanding said;
  for (const Line& line : lines) {
    const run::SystemRef& system = (*table.systems)[line.index];
    const auto row = table.row(line.index);
    const bool stands_so =
        !wanted || (column ? row[*column].status == *wanted : line.totals.of(*wanted) > 0);
    if (!stands_so || !list.wanted(system.name + ' ' + system.owner + ' ' + system.id) ||
        !facets.look({record::name(line.worst)})) {
      continue;
    }
    if (!list.shown()) {
      list.pass();
      continue;
    }
    said.id = system.id;
    said.name = system.name.empty() ? system.id : system.name;
    said.owner = system.owner;
    said.statuses.clear();
    for (const run::SystemsTable::Cell& cell : row) said.statuses.push_back(cell.status);
    said.read = system.read;
    const auto assessed = known->assessed->find(system.id);
    said.assessed = assessed == known->assessed->end() ? 0 : assessed->second;
    base::JsonWriter& out = list.item();
    report::write_system(out, said, **framework);
    time_field(out, "as_of", table.now);
    list.end_item();
  }
  facets.write(list);
  list.set_member("framework", head_of(table));
  list.set_member("systems", table.systems->size());
  list.set_member("requirements", requirements_of(table));
  return list.finish();
}

constexpr std::string_view kStatusWords = "met|partly|unmet|unknown|not-applicable";
constexpr std::array kQuery{
    Field{.name = "requirement",
          .summary = "its id: `status` is of this one, and the order too",
          .least = 1,
          .most = 100},
    Field{.name = "status",
          .type = Type::word,
          .summary = "only systems of which `requirement`, or any, stands so",
          .words = kStatusWords},
    Field{.name = "worst", .type = Type::word, .words = kStatusWords}};
constexpr std::array kCounts{
    Field{.name = "met", .type = Type::integer, .required = true},
    Field{.name = "partly", .type = Type::integer, .required = true},
    Field{.name = "unmet", .type = Type::integer, .required = true},
    Field{.name = "unknown", .type = Type::integer, .required = true},
    Field{.name = "not_applicable", .type = Type::integer, .required = true}};
constexpr std::array kSystemFields{
    Field{.name = "id", .required = true},
    Field{.name = "name", .required = true},
    Field{.name = "owner", .required = true},
    Field{.name = "worst", .type = Type::word, .words = kStatusWords, .required = true},
    Field{.name = "counts", .type = Type::object, .required = true, .fields = kCounts},
    Field{.name = "statuses", .type = Type::object, .summary = "by requirement", .required = true},
    Field{.name = "read", .type = Type::time, .nullable = true},
    Field{.name = "assessed", .type = Type::time, .nullable = true},
    Field{.name = "as_of", .type = Type::time, .required = true}};
constexpr Schema kStanding{.name = "SystemStanding",
                           .summary = "How a system stands in each requirement of a framework",
                           .fields = kSystemFields};
constexpr std::array kRefusals{404U, 409U};

constexpr std::array kRoutes{
    Route{.pattern = "/api/v1/frameworks/{id}/systems",
          .room = "Assessments",
          .id = "list_framework_systems",
          .summary = "Every system against every requirement of a framework, the worst first.",
          .query = kQuery,
          .is_list = true,
          .sortable = "worst|name",
          .answer = &kStanding,
          .refusals = kRefusals,
          .handler = list_framework_systems}};

}  // namespace

std::span<const Route> framework_system_routes() { return kRoutes; }

}  // namespace bartizan::server
