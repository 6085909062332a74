// bartizan inventory list and show.
#include <algorithm>

#include "base/escape.h"
#include "base/json_write.h"
#include "cli/inventory.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "run/gate.h"

namespace bartizan::cli {
namespace {

std::string imports_json(const std::vector<store::ImportRow>& rows) {
  base::JsonWriter out(true);
  out.begin_object().field("schema", "bartizan.inventory-imports/1");
  out.key("imports").begin_array();
  for (const store::ImportRow& row : rows) {
    out.begin_object()
        .field("id", row.id)
        .field("file", base::escape_name(row.file))
        .field("sha256", row.sha256)
        .field("form", row.schema)
        .field("imported", base::format_utc(row.imported))
        .field("rows", row.rows)
        .end_object();
  }
  out.end_array().end_object();
  return out.take() + "\n";
}

std::string imports_text(const std::vector<store::ImportRow>& rows) {
  std::string out;
  for (const store::ImportRow& row : rows) {
    out += row.id + "  " + base::format_utc(row.imported).substr(0, 10) + "  " + row.schema +
           "  " + std::to_string(row.rows) + " rows  " + base::escape_name(row.file) + "\n";
  }
  return out;
}

int list_imports(const GlobalOptions& global, store::Inventory& inventory) {
  int code = run::kPass;
  const auto rows = inventory.imports();
  if (!rows) {
    cannot_use_store(rows.error(), code);
    return code;
  }
  if (rows->empty() && global.format != "json") {
    complain("nothing was imported yet: bartizan inventory import FILE");
    return run::kIncomplete;
  }
  Output output(global.output);
  output.write(global.format == "json" ? imports_json(*rows) : imports_text(*rows));
  if (!output.finish()) return run::kInternal;
  return rows->empty() ? run::kIncomplete : run::kPass;
}

// Every cell as it stood, with its column and header.
std::string raw_cells(const record::UseCase& use_case, const record::Import* import) {
  std::string out;
  for (const record::Cell& cell : use_case.cells) {
    const bool named = import != nullptr && cell.column < import->headers.size();
    out += std::to_string(cell.column + 1) + "  " +
           (named ? base::escape_name(import->headers[cell.column]) : std::string("-")) + "\n    " +
           base::escape_name(cell.raw) + "\n";
  }
  return out.empty() ? "declared here: there are no cells\n" : out;
}

struct Where {
  std::string field, value;
};

bool is_field(std::string_view id) {
  // What a system.toml may say beside a form.
  if (id == "owner" || id == "models") return true;
  return std::ranges::any_of(use::schemas(), [&](const use::Schema& schema) {
    return schema.field(id) != nullptr;
  });
}

bool read_where(const std::vector<std::string>& words, std::vector<Where>& where) {
  for (const std::string& word : words) {
    const std::size_t equals = word.find('=');
    if (equals == word.npos || equals == 0) {
      complain("--where wants FIELD=VALUE, not " + word);
      return false;
    }
    const std::string field = word.substr(0, equals);
    if (!is_field(field)) {
      complain("there is no field " + field + ". The forms' fields: docs/inventory.md, or "
               "bartizan inventory list --format json");
      return false;
    }
    where.push_back({field, word.substr(equals + 1)});
  }
  return true;
}

}  // namespace

int run(const GlobalOptions& global, const InventoryListCommand& command) {
  std::vector<Where> where;
  if (!read_where(command.where, where)) return run::kUsage;
  int code = run::kPass;
  const auto opened = open_inventory(global, code);
  if (!opened) return code;
  if (command.imports) return list_imports(global, opened->inventory());
  auto rows = use_cases_of(opened->inventory(), command.import, code);
  if (!rows) return code;
  if (!command.search.empty()) {
    auto found = opened->inventory().search(command.search);
    if (!found) {
      cannot_use_store(found.error(), code);
      return code;
    }
    if (!command.import.empty()) {
      std::erase_if(*found, [&](const record::UseCase& u) { return u.import != command.import; });
    }
    rows = std::move(*found);
  }
  std::erase_if(*rows, [&](const record::UseCase& use_case) {
    return !std::ranges::all_of(
        where, [&](const Where& w) { return use_case.value(w.field) == w.value; });
  });
  Output output(global.output);
  output.write(global.format == "json"
                   ? report::inventory_list_json(*rows, {global.reproducible, true})
                   : report::inventory_list(
                         *rows, inventory_options(global, output.fd(), command.all)));
  return output.finish() ? code : int{run::kInternal};
}

int run(const GlobalOptions& global, const InventoryShowCommand& command) {
  int code = run::kPass;
  const auto opened = open_inventory(global, code);
  if (!opened) return code;
  const auto use_case = one_use_case(opened->inventory(), command.use_case, code);
  if (!use_case) return code;
  std::optional<record::Import> import;
  if (!use_case->import.empty()) {
    auto known = opened->inventory().import(use_case->import);
    if (!known) {
      cannot_use_store(known.error(), code);
      return code;
    }
    import = std::move(*known);
  }
  Output output(global.output);
  const record::Import* source = import ? &*import : nullptr;
  const report::InventoryOptions options = inventory_options(global, output.fd());
  if (command.raw && global.format != "json") {
    output.write(raw_cells(*use_case, source));
    return output.finish() ? code : int{run::kInternal};
  }
  output.write(global.format == "json"
                   ? report::inventory_list_json(std::span(&*use_case, 1),
                                                 {global.reproducible, true})
                   : report::inventory_show(*use_case, source, options));
  return output.finish() ? code : int{run::kInternal};
}

}  // namespace bartizan::cli
