#include "use/inventory/declared.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "base/json_write.h"
#include "use/inventory/assemble.h"
#include "use/inventory/normalise.h"
#include "use/inventory/words.h"

namespace bartizan::use {
namespace {

using record::Note;
using record::NoteLevel;
using record::Treatment;
using record::UseCase;

// Short names that people write in place of a form's ids.
constexpr std::pair<std::string_view, std::string_view> kShort[] = {
    {"name", "use_case_name"},     {"stage", "development_stage"},    {"bureau", "agency_bureau"},
    {"email", "contact_email"},    {"contact", "contact_email"},      {"vendor", "vendor_name"},
    {"purpose", "problem_solved"}, {"high_impact", "is_high_impact"},
};

std::string_view full_name(std::string_view field, const Schema& schema) {
  if (schema.field(field) != nullptr) return field;
  for (const auto& [shorter, full] : kShort) {
    if (field == shorter && schema.field(full) != nullptr) return full;
  }
  return field;
}

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), value);
  if (error != std::errc() || end != text.end()) return std::nullopt;
  return value;
}

void identify(UseCase& use_case, std::string_view otherwise) {
  std::string who = agency_of(use_case);
  if (who.empty()) who = otherwise;
  const std::string_view id = use_case.value("id");
  use_case.id = use_case_id(who, id.empty() ? use_case.value("use_case_name") : id, 0);
}

// A JSON string with DEL escaped is a basic string of TOML 1.0.
std::string quoted(std::string_view text) {
  std::string out;
  base::append_json_string(out, text);
  return out;
}

bool bare(std::string_view key) {
  return !key.empty() && std::ranges::all_of(key, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  });
}

}  // namespace

Note set_field(UseCase& use_case, const Schema& schema, std::string_view field,
               std::string_view value) {
  field = full_name(field, schema);
  const SchemaField* known = schema.field(field);
  Note note{NoteLevel::info, {}, 0, 0, {}};
  std::string normal(trim_blank(value));
  if (known != nullptr) {
    Normal read = normalise(*known, value);
    normal = std::move(read.value);
    if (read.treatment == Treatment::left) {
      std::string offered;
      for (const std::string_view one : known->values) {
        offered += (offered.empty() ? "" : ", ") + std::string(one);
      }
      if (known->type == FieldType::yes_no) offered = "Yes, No";
      if (known->type == FieldType::date) offered = "YYYY-MM-DD, YYYY-MM, YYYY";
      note = {NoteLevel::warning, "not-offered", 0, 0,
              std::string(field) + " is none of: " + offered};
    } else if (read.treatment == Treatment::guessed) {
      note = {NoteLevel::info, "guessed", 0, 0, std::string(field) + " is read as " + normal};
    }
  } else {
    note = {NoteLevel::info, "unknown", 0, 0,
            std::string(field) + " is no field of " + std::string(schema.id) + "; it is kept"};
  }
  const auto at = std::ranges::find(use_case.fields, field, &record::Field::id);
  if (at != use_case.fields.end()) {
    at->value = std::move(normal);
    at->treatment = Treatment::declared;
    // An answer without column that is taken away leaves nothing behind.
    if (at->value.empty() && !at->column) use_case.fields.erase(at);
  } else if (!normal.empty()) {
    use_case.fields.push_back({std::string(field), std::move(normal), Treatment::declared, {}});
  }
  const auto place = [&](const record::Field& one) {
    for (std::size_t i = 0; i < schema.fields.size(); ++i) {
      if (schema.fields[i].id == one.id) return i;
    }
    return schema.fields.size();
  };
  std::stable_sort(
      use_case.fields.begin(), use_case.fields.end(),
      [&](const record::Field& a, const record::Field& b) { return place(a) < place(b); });
  return note;
}

UseCase declare(const Schema& schema,
                const std::vector<std::pair<std::string, std::string>>& fields,
                std::string_view source, std::vector<Note>& notes) {
  UseCase use_case;
  use_case.source = source;
  for (const auto& [field, value] : fields) {
    if (Note note = set_field(use_case, schema, field, value); !note.code.empty()) {
      notes.push_back(std::move(note));
    }
  }
  identify(use_case, source);
  return use_case;
}

Declared declared_systems(const std::vector<record::Row>& rows, std::string_view path) {
  Declared declared;
  const Schema& schema = schemas().front();
  std::map<std::uint64_t, std::uint64_t> lines;
  for (const record::Row& row : rows) {
    Note note;
    if (record::read_note(row, note)) {
      declared.notes.push_back(std::move(note));
    } else if (row.kind == "system") {
      if (number(row.field(0)) != declared.use_cases.size()) continue;
      declared.use_cases.emplace_back();
      declared.use_cases.back().source = path;
      declared.use_cases.back().row = declared.use_cases.size();
    } else if (row.kind == "field") {
      const auto index = number(row.field(0));
      if (!index || *index >= declared.use_cases.size()) continue;
      note = set_field(declared.use_cases[static_cast<std::size_t>(*index)], schema, row.field(1),
                       row.field(2));
      note.line = number(row.field(3)).value_or(0);
      if (!note.code.empty()) declared.notes.push_back(std::move(note));
    }
  }
  for (UseCase& use_case : declared.use_cases) identify(use_case, path);
  return declared;
}

std::string system_toml(const UseCase& use_case, const Schema& schema) {
  std::string out =
      "# An AI system as people declare it; fields: docs/inventory.md. What runs is found by "
      "bartizan discover.\n";
  for (const record::Field& field : use_case.fields) {
    if (field.value.empty()) continue;
    out += (bare(field.id) ? field.id : quoted(field.id)) + " = ";
    const SchemaField* known = schema.field(field.id);
    const bool list = known != nullptr && known->type == FieldType::list;
    if (list && field.value.find(kListSeparator) != std::string::npos) {
      out += "[";
      std::string_view rest = field.value;
      for (bool first = true; !rest.empty(); first = false) {
        const std::size_t end = rest.find(kListSeparator);
        out += (first ? "" : ", ") + quoted(rest.substr(0, end));
        rest.remove_prefix(end == rest.npos ? rest.size() : end + kListSeparator.size());
      }
      out += "]\n";
    } else {
      out += quoted(field.value) + "\n";
    }
  }
  return out;
}

}  // namespace bartizan::use
