#include "store/sqlite/touched.h"

#include <algorithm>

namespace bartizan::store::sqlite {
namespace {

struct TableOf {
  std::string_view table;
  Touched::Part part;
};

// Sorted. Tables that are not here count as `other`.
constexpr auto kTables = std::to_array<TableOf>({
    {"action", Touched::answers},
    {"answer", Touched::answers},
    {"answer_evidence", Touched::answers},
    {"artifact", Touched::seen},
    {"component", Touched::estate},
    {"component_attribute", Touched::estate},
    {"coverage", Touched::seen},
    {"evidence", Touched::evidence},
    {"evidence_fact", Touched::evidence},
    {"evidence_span", Touched::evidence},
    {"exposure", Touched::exposure},
    {"finding", Touched::seen},
    {"import", Touched::inventory},
    {"occurrence", Touched::estate},
    {"place", Touched::estate},
    {"posture", Touched::posture},
    {"readiness", Touched::posture},
    {"relation", Touched::estate},
    {"review_answer", Touched::inventory},
    {"risk", Touched::posture},
    {"sighting", Touched::seen},
    {"standing", Touched::standings},
    {"system", Touched::estate},
    {"system_component", Touched::estate},
    {"system_declared", Touched::estate},
    {"system_use_case", Touched::estate},
    {"use_case", Touched::inventory},
    {"use_case_cell", Touched::inventory},
    {"use_case_edit", Touched::inventory},
    {"use_case_field", Touched::inventory},
    {"vex", Touched::cases},
    {"vex_word", Touched::cases},
    {"weakness", Touched::cases},
    {"weakness_change", Touched::cases},
});
static_assert(std::ranges::is_sorted(kTables, {}, &TableOf::table));

// What nobody keeps in memory, or follows from other tables.
bool is_quiet(std::string_view table) {
  return table.starts_with("account") || table.starts_with("audit") ||
         table.starts_with("sqlite_") || table.starts_with("use_case_text") || table == "cache" ||
         table == "system_digest" || table == "scan" || table == "decision" ||
         table == "acceptance" || table == "assignment" || table == "reversible";
}

}  // namespace

void Touched::watch(sqlite3* handle) { sqlite3_set_authorizer(handle, told, this); }

int Touched::told(void* self, int action, const char* table, const char*, const char*,
                  const char*) {
  if (action != SQLITE_INSERT && action != SQLITE_UPDATE && action != SQLITE_DELETE) {
    return SQLITE_OK;
  }
  const std::string_view name = table == nullptr ? "" : table;
  if (is_quiet(name)) return SQLITE_OK;
  const auto* const known = std::ranges::lower_bound(kTables, name, {}, &TableOf::table);
  Part part = known != kTables.end() && known->table == name ? known->part : other;
  // An artifact is updated by each sighting of it.
  if (part == seen && action != SQLITE_INSERT && name != "artifact") part = seen_changed;
  static_cast<Touched*>(self)->preparing_ |= 1U << part;
  return SQLITE_OK;
}

}  // namespace bartizan::store::sqlite
