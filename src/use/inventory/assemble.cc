#include "use/inventory/assemble.h"

#include <algorithm>
#include <utility>

#include "base/hash.h"
#include "use/inventory/export.h"
#include "use/inventory/match.h"
#include "use/inventory/normalise.h"
#include "use/inventory/words.h"

namespace bartizan::use {
namespace {

using record::Note;
using record::NoteLevel;
using record::Treatment;
using record::UseCase;

constexpr std::uint64_t kMostRagged = 100;  // notes about single records

bool blank(const std::vector<std::string>& cells) {
  return std::all_of(cells.begin(), cells.end(),
                     [](const std::string& cell) { return trim_blank(cell).empty(); });
}

// The first records of a sheet that a header can be among, and where they stand in it.
struct Front {
  std::vector<std::vector<std::string>> cells;
};
Front front_of(const TableSheet& sheet) {
  Front front;
  for (std::size_t i = 0; i < std::min(sheet.records.size(), kHeaderWithin); ++i) {
    front.cells.push_back(sheet.records[i].cells);
  }
  return front;
}

struct Choice {
  const TableSheet* sheet = nullptr;
  HeaderMatch header;
  std::vector<HeaderMatch> others;
};

// The sheet and form that fit best; visible sheets before hidden ones.
Choice choose(const Table& table, std::span<const Schema> schemas, const ImportOptions& options) {
  Choice best;
  const auto better = [&](const TableSheet& sheet, const HeaderMatch& header) {
    if (best.sheet == nullptr) return true;
    const bool found = header.schema != nullptr, found_before = best.header.schema != nullptr;
    if (found != found_before) return found;
    if (sheet.visible != best.sheet->visible) return sheet.visible;
    if (header.score != best.header.score) return header.score > best.header.score;
    return sheet.records.size() > best.sheet->records.size();
  };
  for (const TableSheet& sheet : table.sheets) {
    if (!options.sheet.empty() && sheet.name != options.sheet) continue;
    std::vector<HeaderMatch> others;
    HeaderMatch header = find_header(schemas, front_of(sheet).cells, &others);
    if (better(sheet, header)) best = {&sheet, std::move(header), std::move(others)};
  }
  std::stable_sort(best.others.begin(), best.others.end(),
                   [](const auto& a, const auto& b) { return a.score > b.score; });
  return best;
}

// The fields of one record.
class Reader {
 public:
  Reader(const Schema& schema, const HeaderMatch& header) {
    std::map<std::string_view, std::size_t> column_of;
    for (std::size_t i = 0; i < header.field_of.size(); ++i) {
      if (header.field_of[i] != nullptr) column_of[header.field_of[i]->id] = i;
    }
    for (const SchemaField& field : schema.fields) {
      const auto at = column_of.find(field.id);
      if (at != column_of.end()) columns_.push_back({&field, at->second});
    }
  }

  std::vector<FieldCounts> counts() const {
    std::vector<FieldCounts> counts;
    for (const Column& column : columns_) counts.push_back({std::string(column.field->id)});
    return counts;
  }

  void read(const TableRecord& record, UseCase& use_case) const {
    for (const Column& column : columns_) {
      const std::string_view raw =
          column.at < record.cells.size() ? std::string_view(record.cells[column.at]) : "";
      Normal normal = normalise(*column.field, raw);
      use_case.fields.push_back({std::string(column.field->id), std::move(normal.value),
                                 normal.treatment, static_cast<std::uint32_t>(column.at)});
    }
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const SchemaField& field = *columns_[i].field;
      if (field.blank_fields.empty() || !use_case.fields[i].value.empty()) continue;
      const bool filled =
          std::any_of(field.blank_fields.begin(), field.blank_fields.end(),
                      [&](std::string_view id) { return !use_case.value(id).empty(); });
      use_case.fields[i].value = filled ? field.blank_then : field.blank_otherwise;
      use_case.fields[i].treatment = Treatment::recoded;
    }
    for (std::size_t i = 0; i < record.cells.size(); ++i) {
      if (!record.cells[i].empty()) {
        use_case.cells.push_back({static_cast<std::uint32_t>(i), record.cells[i]});
      }
    }
  }

 private:
  struct Column {
    const SchemaField* field;
    std::size_t at;
  };
  std::vector<Column> columns_;
};

void count(const UseCase& use_case, ImportSummary& summary) {
  for (std::size_t i = 0; i < use_case.fields.size(); ++i) {
    const record::Field& field = use_case.fields[i];
    FieldCounts& counts = summary.fields[i];
    if (field.value.empty() && field.treatment == Treatment::kept) {
      ++counts.blank;
      continue;
    }
    switch (field.treatment) {
      case Treatment::recoded:
        ++counts.recoded;
        break;
      case Treatment::guessed:
        ++counts.guessed;
        break;
      case Treatment::left:
        ++counts.left;
        break;
      case Treatment::kept:
      case Treatment::declared:
        ++counts.kept;
        break;
    }
  }
  summary.cells += use_case.cells.size();
  if (use_case.field("development_stage") != nullptr) {
    ++summary.stages[std::string(use_case.value("development_stage"))];
  }
}

// Why a sheet stays out.
void note_other_sheets(const Table& table, const TableSheet* chosen,
                       const std::vector<Schema>& schemas, std::vector<Note>& notes) {
  for (const TableSheet& sheet : table.sheets) {
    if (&sheet == chosen || sheet.records.empty()) continue;
    const HeaderMatch header = find_header(schemas, front_of(sheet).cells);
    const bool likely = header.schema != nullptr && sheet.visible;
    notes.push_back({likely ? NoteLevel::warning : NoteLevel::info, "sheet", 0, 0,
                     std::string(sheet.visible ? "sheet " : "hidden sheet ") + sheet.name +
                         " with " + std::to_string(sheet.records.size()) +
                         " records is not imported" +
                         (likely ? "; it looks like an inventory too (--sheet)" : "")});
  }
}

void set_ids(ImportResult& result, std::string_view agency, std::string_view import_id) {
  std::map<std::pair<std::string, std::string>, std::uint64_t> seen;
  std::map<std::string, std::uint64_t> ids;
  for (UseCase& use_case : result.use_cases) {
    std::string who(agency);
    if (who.empty()) who = agency_of(use_case);
    const std::string_view id = use_case.value("id");
    if (id.empty()) {
      ++result.summary.without_id;
    } else {
      ++ids[std::string(id)];
    }
    std::string what(id.empty() ? use_case.value("use_case_name") : id);
    const std::uint64_t ordinal = seen[{who, what}]++;
    // The same use case of two imports (two years, a workbook and its CSV) is two records.
    use_case.id = use_case_id(std::string(import_id) + "\n" + who, what, ordinal);
    use_case.import = import_id;
  }
  for (const auto& [id, rows] : ids) {
    if (rows > 1) result.summary.repeated_ids[id] = rows;
  }
}

}  // namespace

std::uint64_t ImportSummary::recoded() const {
  std::uint64_t sum = 0;
  for (const FieldCounts& counts : fields) sum += counts.recoded;
  return sum;
}

std::uint64_t ImportSummary::guessed() const {
  std::uint64_t sum = 0;
  for (const FieldCounts& counts : fields) sum += counts.guessed;
  return sum;
}

std::uint64_t ImportSummary::left() const {
  std::uint64_t sum = 0;
  for (const FieldCounts& counts : fields) sum += counts.left;
  return sum;
}

std::string use_case_id(std::string_view agency, std::string_view id_or_name,
                        std::uint64_t ordinal) {
  std::string text(agency);
  text += '\n';
  text += id_or_name;
  text += '\n';
  text += std::to_string(ordinal);
  return "system_" + base::base32(base::sha256(text));
}

std::string agency_of(const record::UseCase& use_case) {
  for (const std::string_view field : {"agency", "agency_name"}) {
    if (const auto value = use_case.value(field); !value.empty()) return std::string(value);
  }
  // "DOT-1000066", "DOE – 12"
  const std::string_view id = use_case.value("id");
  std::size_t letters = 0;
  while (letters < id.size() && id[letters] >= 'A' && id[letters] <= 'Z') ++letters;
  if (letters >= 2 && letters < id.size()) return std::string(id.substr(0, letters));
  const std::string_view email = use_case.value("contact_email");
  const std::size_t at = email.rfind('@');
  return at == email.npos ? std::string() : std::string(email.substr(at + 1));
}

ImportResult assemble(std::vector<record::Row> rows, std::string_view file, std::string_view sha256,
                      std::string bytes, base::Millis now, const ImportOptions& options) {
  return assemble(read_table(std::move(rows)), file, sha256, std::move(bytes), now, options,
                  schemas());
}

ImportResult assemble(Table table, std::string_view file, std::string_view sha256,
                      std::string bytes, base::Millis now, const ImportOptions& options,
                      const std::vector<Schema>& schemas) {
  ImportResult result;
  record::Import& import = result.import;
  import.file = file;
  import.sha256 = sha256;
  import.bytes = std::move(bytes);
  import.imported = now;
  import.notes = table.notes;

  std::span<const Schema> candidates(schemas);
  if (!options.schema.empty()) {
    for (std::size_t i = 0; i < schemas.size(); ++i) {
      if (schemas[i].id == options.schema) candidates = candidates.subspan(i, 1);
    }
    if (candidates.size() != 1) {
      import.notes.push_back(
          {NoteLevel::error, "schema", 0, 0, "there is no schema " + std::string(options.schema)});
      return result;
    }
  }
  Choice choice = choose(table, candidates, options);
  if (choice.sheet == nullptr) {
    import.notes.push_back({NoteLevel::error, "empty", 0, 0,
                            options.sheet.empty()
                                ? "there is no table in the file"
                                : "there is no sheet " + std::string(options.sheet)});
    return result;
  }
  const TableSheet& sheet = *choice.sheet;
  import.sheet = sheet.name;
  if (choice.header.schema == nullptr) {
    // Every cell is kept all the same: the first record with two cells heads the columns.
    choice.header =
        match_headers(candidates.back(), sheet.records.empty() ? std::vector<std::string>()
                                                               : sheet.records.front().cells);
    for (std::size_t i = 0; i < sheet.records.size(); ++i) {
      const auto& cells = sheet.records[i].cells;
      if (std::count_if(cells.begin(), cells.end(),
                        [](const std::string& cell) { return !trim_blank(cell).empty(); }) < 2) {
        continue;
      }
      choice.header = match_headers(*choice.header.schema, cells);
      choice.header.record = i;
      break;
    }
    if (!sheet.records.empty()) {
      import.notes.push_back({NoteLevel::error, "header",
                              sheet.records[choice.header.record].number, 0,
                              "no record looks like the header of an inventory; cells are kept "
                              "under the first record of several cells"});
    }
  }
  const Schema& schema = *choice.header.schema;
  import.schema = schema.id;
  import.id =
      "import_" + base::base32(base::sha256(import.sha256 + "\n" + import.schema +
                                            (import.sheet.empty() ? "" : "\n" + import.sheet)));
  result.summary.score = options.schema.empty() ? choice.header.score : 0;
  for (const HeaderMatch& other : choice.others) {
    result.summary.others.push_back({std::string(other.schema->id), other.score});
  }
  note_other_sheets(table, &sheet, schemas, import.notes);
  if (sheet.records.empty()) return result;

  const TableRecord& header = sheet.records[choice.header.record];
  import.header_row = header.number;
  import.headers = header.cells;
  for (std::size_t i = 0; i < choice.header.record; ++i) {
    import.preamble.push_back(sheet.records[i].cells);
  }
  const std::size_t marker = marker_column(import.headers);
  for (std::size_t i = 0; i < header.cells.size(); ++i) {
    const SchemaField* field = choice.header.field_of[i];
    import.field_of.emplace_back(field == nullptr ? std::string_view() : field->id);
    if (field == nullptr && i != marker && !trim_blank(header.cells[i]).empty()) {
      result.summary.unmapped.push_back(header.cells[i]);
    }
  }
  if (marker < import.headers.size()) {
    // Our own export: its cells carry a mark that no cell of the original had.
    import.headers.resize(marker);
    import.field_of.resize(marker);
    for (std::string& name : import.headers) name = restore_cell(name);
  }
  const Reader reader(schema, choice.header);
  std::uint64_t ragged = 0;
  result.summary.fields = reader.counts();
  for (std::size_t i = choice.header.record + 1; i < sheet.records.size(); ++i) {
    TableRecord record = sheet.records[i];
    if (marker < header.cells.size()) {
      if (record.cells.size() > marker) record.cells.resize(marker);
      for (std::string& cell : record.cells) cell = restore_cell(cell);
    }
    if (blank(record.cells)) {
      ++result.summary.blank_rows;
      continue;
    }
    UseCase use_case;
    use_case.row = record.number;
    use_case.source = file;
    reader.read(record, use_case);
    count(use_case, result.summary);
    // Workbooks leave out cells at the end; text files should not.
    const std::size_t cells = record.cells.size(), columns = import.headers.size();
    if (columns > 0 && (cells > columns || (cells < columns && table.format == "csv"))) {
      if (++ragged <= kMostRagged) {
        import.notes.push_back(
            {cells > columns ? NoteLevel::warning : NoteLevel::info, "ragged", record.number,
             static_cast<std::uint32_t>(std::min(cells, columns) + 1),
             cells > columns ? "more cells than the header has columns; they are kept"
                             : "fewer cells than the header has columns"});
      }
    }
    result.use_cases.push_back(std::move(use_case));
  }
  if (ragged > kMostRagged) {
    import.notes.push_back({NoteLevel::warning, "ragged", 0, 0,
                            std::to_string(ragged - kMostRagged) +
                                " more records differ from the header in their number of cells"});
  }
  import.rows = result.use_cases.size();
  set_ids(result, options.agency, import.id);
  return result;
}

}  // namespace bartizan::use
