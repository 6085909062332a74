// Tables of the catalogue, read once. docs/catalogs.md explains the notation.
#include <algorithm>
#include <set>

#include "assure/decide/decide.h"
#include "scan/catalog.h"

namespace bartizan::assure::decide {
namespace {

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t bar = text.find('|');
    parts.push_back(text.substr(0, bar));
    if (bar == text.npos) return parts;
    text.remove_prefix(bar + 1);
  }
}

// "cisa:PE:1.0.0" -> "1.0.0".
std::string version_of(std::string_view id) { return std::string(id.substr(id.rfind(':') + 1)); }

bool read_point(std::string_view text, Point& point) {
  const auto parts = split(text);
  if (parts.size() < 4) return false;
  point.key = parts[0];
  point.title = parts[1];
  point.id = parts[2];
  point.version = version_of(parts[2]);
  for (std::size_t i = 3; i < parts.size(); ++i) {
    const std::size_t equals = parts[i].rfind('=');
    if (equals == std::string_view::npos) return false;
    point.values.emplace_back(parts[i].substr(0, equals));
    point.codes.emplace_back(parts[i].substr(equals + 1));
  }
  return point.values.size() < 256;
}

bool read_row(std::string_view text, Table& table) {
  const auto parts = split(text);
  if (parts.size() != table.inputs.size() + 1) return false;
  std::vector<std::uint8_t> row;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Point& point = i < table.inputs.size() ? table.inputs[i] : table.outcome;
    const auto at = std::ranges::find(point.values, parts[i]);
    if (at == point.values.end()) return false;
    row.push_back(static_cast<std::uint8_t>(at - point.values.begin()));
  }
  table.rows.push_back(std::move(row));
  return true;
}

// Every combination of inputs once; half a table decides nothing.
bool is_complete(const Table& table) {
  std::size_t combinations = 1;
  for (const Point& input : table.inputs) combinations *= input.values.size();
  std::set<std::vector<std::uint8_t>> seen;
  for (const auto& row : table.rows) seen.emplace(row.begin(), row.end() - 1);
  return seen.size() == combinations && table.rows.size() == combinations;
}

std::optional<Table> read(std::string_view id, std::string_view decides) {
  const scan::Catalog& catalog = scan::Catalog::embedded();
  const std::string list = "ssvc-" + std::string(id);
  const auto about = catalog.list(list, "about");
  const auto outcome = catalog.list(list, "outcome");
  if (!about || !outcome) return std::nullopt;
  const auto facts = split(*about);
  if (facts.size() != 4) return std::nullopt;
  Table table;
  table.id = id;
  table.title = facts[0];
  table.version = version_of(facts[1]);
  table.verified = facts[2];
  table.source = facts[3];
  table.decides = decides;
  if (!read_point(*outcome, table.outcome)) return std::nullopt;
  bool good = true;
  // "input" comes before "row": a catalogue gives entries in the order of their keys.
  catalog.list_each(list, [&](const scan::Catalog::Entry& entry) {
    if (entry.key.starts_with("input ")) {
      good = good && read_point(entry.value, table.inputs.emplace_back());
    } else if (entry.key.starts_with("row ")) {
      good = good && read_row(entry.value, table);
    }
    return good;
  });
  if (!good || table.inputs.empty() || !is_complete(table)) return std::nullopt;
  return table;
}

}  // namespace

std::span<const Table> tables() {
  static const std::vector<Table> all = [] {
    std::vector<Table> read_tables;
    scan::Catalog::embedded().list_each("ssvc-tables", [&](const scan::Catalog::Entry& entry) {
      if (auto one = read(entry.key, entry.value)) read_tables.push_back(std::move(*one));
      return true;
    });
    return read_tables;
  }();
  return all;
}

const Table* table(std::string_view id) {
  const auto all = tables();
  const auto at = std::ranges::find(all, id, &Table::id);
  return at == all.end() ? nullptr : &*at;
}

}  // namespace bartizan::assure::decide
