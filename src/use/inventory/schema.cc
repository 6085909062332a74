#include "use/inventory/schema.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "use/inventory/words.h"

namespace bartizan::use {
namespace {

// As in tools/catalog_compile.cc.
constexpr char kUnit = '\x1f', kRecord = '\x1e';
constexpr std::string_view kInventory = "use/inventory";

constexpr std::array<std::string_view, 7> kTypes{"text",   "enum",  "list", "date",
                                                 "yes-no", "email", "url"};
constexpr std::array<std::string_view, 7> kOps{"is",     "not",   "begins", "contains",
                                               "filled", "blank", "future"};

template <typename Enum, std::size_t N>
Enum word_of(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto at = std::find(names.begin(), names.end(), name);
  return static_cast<Enum>(at == names.end() ? 0 : at - names.begin());
}

std::vector<std::string_view> list_of(std::string_view text, char separator) {
  return text.empty() ? std::vector<std::string_view>() : split(text, separator);
}

// The rows of one section.
class Rows {
 public:
  Rows(const scan::Catalog& catalog, std::string name)
      : catalog_(catalog), name_(std::move(name)) {}
  std::uint32_t count() const { return catalog_.row_count(name_); }
  std::string_view cell(std::uint32_t row, std::uint32_t column) const {
    return catalog_.cell_at(name_, row, column);
  }

 private:
  const scan::Catalog& catalog_;
  std::string name_;
};

void add_word(SchemaField& field, std::string_view kind, std::string_view from,
              std::string_view to) {
  if (kind == "header") {
    field.headers.push_back(from);
    field.squeezed.push_back(squeeze(from));
  } else if (kind == "words") {
    std::vector<std::string> parts;
    for (const std::string_view part : split(from, '&')) parts.push_back(words(part));
    field.words.push_back(std::move(parts));
  } else if (kind == "value") {
    field.values.push_back(from);
  } else if (kind == "recode") {
    field.recode.emplace(squeeze(from), to);
    // Spellings of nothing ("-") have no letters; they are compared as they stand.
    if (squeeze(from).empty()) field.recode.emplace(from, to);
  } else if (kind == "guess") {
    field.guess.emplace(squeeze(from), to);
  } else if (kind == "earlier") {
    field.earlier.emplace(squeeze(from), to);
  } else if (kind == "begins") {
    field.begins.emplace_back(words(from), to);
  } else if (kind == "blank") {
    field.blank_fields = list_of(from, ' ');
    const auto values = split(to, kUnit);
    field.blank_then = values.front();
    field.blank_otherwise = values.back();
  }
}

Schema load(const scan::Catalog& catalog, std::string_view id) {
  Schema schema;
  schema.id = id;
  const std::string section = std::string(kInventory) + "/" + std::string(id) + "/";
  const Rows fields(catalog, section + "field");
  std::map<std::string_view, std::size_t> by_id;
  for (std::uint32_t row = 0; row < fields.count(); ++row) {
    SchemaField field;
    field.id = fields.cell(row, 1);
    field.title = fields.cell(row, 2);
    field.type = word_of<FieldType>(kTypes, fields.cell(row, 3));
    field.after = fields.cell(row, 4);
    for (const std::string_view flag : list_of(fields.cell(row, 5), ' ')) {
      field.key = field.key || flag == "key";
      field.personal = field.personal || flag == "personal";
    }
    by_id[field.id] = schema.fields.size();
    schema.fields.push_back(std::move(field));
  }
  const Rows entries(catalog, section + "word");
  for (std::uint32_t row = 0; row < entries.count(); ++row) {
    const auto at = by_id.find(entries.cell(row, 1));
    if (at == by_id.end()) continue;
    add_word(schema.fields[at->second], entries.cell(row, 2), entries.cell(row, 3),
             entries.cell(row, 4));
  }
  for (SchemaField& field : schema.fields) {
    // The longest beginning wins.
    std::stable_sort(field.begins.begin(), field.begins.end(),
                     [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
  }
  const Rows requirements(catalog, section + "require");
  for (std::uint32_t row = 0; row < requirements.count(); ++row) {
    schema.requirements.push_back({requirements.cell(row, 1),
                                   list_of(requirements.cell(row, 2), ' '),
                                   read_conditions(requirements.cell(row, 3))});
  }
  return schema;
}

}  // namespace

bool SchemaField::has_value(std::string_view value) const {
  return std::find(values.begin(), values.end(), value) != values.end();
}

const SchemaField* Schema::field(std::string_view wanted) const {
  for (const SchemaField& field : fields) {
    if (field.id == wanted) return &field;
  }
  return nullptr;
}

std::vector<Condition> read_conditions(std::string_view text) {
  std::vector<Condition> all;
  for (const std::string_view one : list_of(text, kRecord)) {
    auto parts = split(one, kUnit);
    if (parts.size() < 2) continue;
    Condition condition{parts[0], word_of<Condition::Op>(kOps, parts[1]), {}};
    condition.values.assign(parts.begin() + 2, parts.end());
    all.push_back(std::move(condition));
  }
  return all;
}

bool holds(const std::vector<Condition>& conditions,
           const std::function<std::string_view(std::string_view)>& value, std::string_view today) {
  using Op = Condition::Op;
  return std::all_of(conditions.begin(), conditions.end(), [&](const Condition& condition) {
    const std::string_view found = value(condition.field);
    const auto any = [&](auto matches) {
      return std::any_of(condition.values.begin(), condition.values.end(), matches);
    };
    switch (condition.op) {
      case Op::is:
        return any([&](std::string_view v) { return found == v; });
      case Op::is_not:
        return !any([&](std::string_view v) { return same_ignoring_case(found, v); });
      case Op::begins:
        return any([&](std::string_view v) { return found.starts_with(v); });
      case Op::contains:
        return any([&](std::string_view v) { return found.find(v) != found.npos; });
      case Op::filled:
        return !found.empty();
      case Op::blank:
        return found.empty();
      case Op::future:
        // YYYY, YYYY-MM and YYYY-MM-DD compare as texts, each up to its own length.
        return found.size() >= 4 && found.size() <= today.size() &&
               found.find_first_not_of("0123456789-") == found.npos &&
               found > today.substr(0, found.size());
    }
    return false;
  });
}

std::vector<Schema> load_schemas(const scan::Catalog& catalog) {
  std::vector<Schema> all;
  const Rows list(catalog, std::string(kInventory));
  for (std::uint32_t row = 0; row < list.count(); ++row) {
    Schema schema = load(catalog, list.cell(row, 0));
    schema.title = list.cell(row, 1);
    const std::string_view year = list.cell(row, 2);
    std::from_chars(year.begin(), year.end(), schema.year);
    schema.source = list.cell(row, 3);
    schema.checked = list.cell(row, 4);
    schema.verified = list.cell(row, 5);
    all.push_back(std::move(schema));
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Schema& a, const Schema& b) { return a.year > b.year; });
  return all;
}

const std::vector<Schema>& schemas() {
  static const std::vector<Schema> all = load_schemas(scan::Catalog::embedded());
  return all;
}

const Schema* find_schema(std::string_view id) {
  for (const Schema& schema : schemas()) {
    if (schema.id == id) return &schema;
  }
  return nullptr;
}

const std::vector<InventoryRule>& inventory_rules() {
  static const std::vector<InventoryRule> all = [] {
    std::vector<InventoryRule> rules;
    const Rows rows(scan::Catalog::embedded(), std::string(kInventory) + "/rules");
    for (std::uint32_t row = 0; row < rows.count(); ++row) {
      rules.push_back({rows.cell(row, 0), rows.cell(row, 1), rows.cell(row, 2), rows.cell(row, 3),
                       rows.cell(row, 4), rows.cell(row, 5)});
    }
    return rules;
  }();
  return all;
}

const InventoryRule* find_inventory_rule(std::string_view id) {
  const auto& all = inventory_rules();
  const auto at = std::lower_bound(
      all.begin(), all.end(), id,
      [](const InventoryRule& rule, std::string_view wanted) { return rule.id < wanted; });
  return at != all.end() && at->id == id ? &*at : nullptr;
}

}  // namespace bartizan::use
