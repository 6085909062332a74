#include "use/inventory/export.h"

#include <algorithm>
#include <functional>
#include <map>
#include <vector>

#include "base/escape.h"
#include "base/json_write.h"
#include "base/time.h"
#include "text/csv.h"
#include "use/inventory/normalise.h"
#include "use/inventory/words.h"

namespace bartizan::use {
namespace {

using record::Treatment;
using record::UseCase;

constexpr char kMark = '\'';

// RFC 5322 atext and the dot; RFC 6531 allows every character beyond ASCII.
bool is_address_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view(".!#$%&'*+-/=?^_`{|}~").contains(c) ||
         static_cast<unsigned char>(c) >= 0x80;
}

// Text in which every name@host.domain is masked.
std::string without_addresses(std::string_view text) {
  std::string out;
  std::size_t from = 0;
  for (std::size_t at = text.find('@'); at != text.npos; at = text.find('@', at + 1)) {
    if (at < from) continue;
    std::size_t begin = at, end = at + 1;
    while (begin > from && is_address_character(text[begin - 1])) --begin;
    while (end < text.size() && is_address_character(text[end])) ++end;
    while (end > at + 1 && text[end - 1] == '.') --end;
    if (begin == at || text.substr(at + 1, end - at - 1).find('.') == text.npos) continue;
    out += text.substr(from, begin - from);
    out += kAddressText;
    from = end;
  }
  return out += text.substr(from);
}

// What stays readable of a withheld row.
bool tells_who(std::string_view field) {
  return field == "agency" || field == "agency_name" || field == "is_withheld";
}

class Public {
 public:
  Public(const Schema* schema, const ExportOptions& options)
      : schema_(schema), on_(options.public_version) {}

  bool leaves_out(std::string_view field) const {
    if (!on_) return false;
    const SchemaField* known = schema_ == nullptr ? nullptr : schema_->field(field);
    return known == nullptr || known->personal;
  }
  std::string text(const UseCase& use_case, std::string_view field, std::string_view cell) const {
    if (!on_) return std::string(cell);
    if (is_withheld(use_case) && !tells_who(field) && !cell.empty()) {
      return std::string(kWithheldText);
    }
    return without_addresses(cell);
  }

 private:
  const Schema* schema_;
  bool on_;
};

// A table under construction, cell by cell.
class Csv {
 public:
  void cell(std::string_view text) {
    if (!first_) out_ += ',';
    first_ = false;
    text::append_csv(out_, neutralise_cell(text));
  }
  // Every record says the mark, so that no one-column record is a blank line.
  void mark(bool header) {
    if (!first_) out_ += ',';
    out_ += header ? kMarkerHeader : std::string_view("\"'\"");
    out_ += '\n';
    first_ = true;
  }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
  bool first_ = true;
};

std::string_view raw_cell(const UseCase& use_case, std::uint32_t column) {
  const auto at = std::lower_bound(
      use_case.cells.begin(), use_case.cells.end(), column,
      [](const record::Cell& cell, std::uint32_t wanted) { return cell.column < wanted; });
  return at != use_case.cells.end() && at->column == column ? std::string_view(at->raw) : "";
}

const record::Field* field_at(const UseCase& use_case, std::string_view id) {
  return id.empty() ? nullptr : use_case.field(id);
}

// Fields that some use case has without a column: answers that were added here.
std::vector<std::string> added_fields(const record::Import& import,
                                      std::span<const UseCase> use_cases) {
  std::vector<std::string> added;
  for (const UseCase& use_case : use_cases) {
    for (const record::Field& field : use_case.fields) {
      const bool known = std::ranges::find(import.field_of, field.id) != import.field_of.end() ||
                         std::ranges::find(added, field.id) != added.end();
      if (!known && !field.value.empty()) added.push_back(field.id);
    }
  }
  return added;
}

std::size_t widest(const record::Import& import, std::span<const UseCase> use_cases) {
  std::size_t columns = import.headers.size();
  for (const UseCase& use_case : use_cases) {
    for (const record::Cell& cell : use_case.cells) {
      columns = std::max<std::size_t>(columns, cell.column + 1);
    }
  }
  return columns;
}

void write_fields(base::JsonWriter& out, const UseCase& use_case, const Public& filter) {
  out.key("fields").begin_object();
  for (const record::Field& field : use_case.fields) {
    if (filter.leaves_out(field.id)) continue;
    out.key(base::encode_text(field.id)).begin_object();
    out.field("value", base::encode_text(filter.text(use_case, field.id, field.value)));
    out.field("treatment", record::name(field.treatment));
    if (field.column) {
      out.field("column", *field.column + 1);
      const std::string_view raw = raw_cell(use_case, *field.column);
      if (raw != field.value) {
        out.field("raw", base::encode_text(filter.text(use_case, field.id, raw)));
      }
    }
    out.end_object();
  }
  out.end_object();
}

void write_edits(base::JsonWriter& out, std::string_view use_case,
                 std::span<const ExportedEdit> edits) {
  bool any = false;
  for (const ExportedEdit& edit : edits) {
    if (edit.use_case != use_case) continue;
    if (!any) out.key("edits").begin_array();
    any = true;
    out.begin_object().field("field", base::escape_name(edit.field));
    out.field("before", base::encode_text(edit.before)).field("after", base::encode_text(edit.after));
    out.field("by", base::encode_text(edit.by)).field("reason", base::encode_text(edit.reason));
    out.field("at", base::format_utc(edit.at)).end_object();
  }
  if (any) out.end_array();
}

}  // namespace

std::string neutralise_cell(std::string_view cell) {
  // OWASP, CSV Injection: = + - @, tab, carriage return and line feed begin a formula in common
  // spreadsheets; full-width forms do in East Asian ones.
  constexpr std::string_view kTriggers = "=+-@\t\r\n";
  constexpr std::string_view kWide[] = {"\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D",
                                        "\xEF\xBC\xA0"};
  // Spreadsheets drop a byte order mark, and some readers blanks, from the front.
  std::string_view front = cell;
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view blank :
         {std::string_view(" "), std::string_view("\0", 1), std::string_view("\xC2\xA0"),
          std::string_view("\xE2\x80\x8B"), std::string_view("\xE3\x80\x80"),
          std::string_view("\xEF\xBB\xBF")}) {
      if (!front.starts_with(blank)) continue;
      front.remove_prefix(blank.size());
      again = true;
    }
  }
  bool mark = cell.starts_with(kMark) || cell.starts_with("\xEF\xBB\xBF") ||
              (!front.empty() && kTriggers.contains(front[0]));
  for (const std::string_view wide : kWide) mark = mark || front.starts_with(wide);
  std::string out;
  if (mark) out = kMark;
  out += cell;
  return out;
}

std::string restore_cell(std::string_view cell) {
  if (!cell.empty() && cell[0] == kMark) cell.remove_prefix(1);
  return std::string(cell);
}

std::size_t marker_column(std::span<const std::string> headers) {
  return static_cast<std::size_t>(std::find(headers.begin(), headers.end(), kMarkerHeader) -
                                  headers.begin());
}

bool is_withheld(const UseCase& use_case) {
  const std::string_view value = use_case.value("is_withheld");
  return !value.empty() && value != "No" && value != "N/A";
}

std::string export_csv(const record::Import& import, std::span<const UseCase> use_cases,
                       const ExportOptions& options) {
  const Schema* schema = find_schema(import.schema);
  if (options.values && schema != nullptr) return export_csv(*schema, use_cases, options);
  const Public filter(schema, options);
  const std::size_t columns = widest(import, use_cases);
  const std::vector<std::string> added = added_fields(import, use_cases);
  const auto field_of = [&](std::size_t column) {
    return column < import.field_of.size() ? std::string_view(import.field_of[column])
                                           : std::string_view();
  };
  Csv csv;
  for (std::size_t i = 0; i < columns; ++i) {
    if (!filter.leaves_out(field_of(i))) {
      csv.cell(i < import.headers.size() ? std::string_view(import.headers[i]) : "");
    }
  }
  for (const std::string& field : added) {
    if (!filter.leaves_out(field)) csv.cell(field);
  }
  csv.mark(true);
  for (const UseCase& use_case : use_cases) {
    for (std::size_t i = 0; i < columns; ++i) {
      const std::string_view id = field_of(i);
      if (filter.leaves_out(id)) continue;
      const record::Field* field = field_at(use_case, id);
      const bool edited = field != nullptr && field->treatment == Treatment::declared;
      csv.cell(filter.text(use_case, id,
                           edited ? std::string_view(field->value)
                                  : raw_cell(use_case, static_cast<std::uint32_t>(i))));
    }
    for (const std::string& id : added) {
      if (!filter.leaves_out(id)) csv.cell(filter.text(use_case, id, use_case.value(id)));
    }
    csv.mark(false);
  }
  return csv.take();
}

std::string export_csv(const Schema& schema, std::span<const UseCase> use_cases,
                       const ExportOptions& options) {
  const Public filter(&schema, options);
  Csv csv;
  for (const SchemaField& field : schema.fields) {
    if (!filter.leaves_out(field.id)) csv.cell(field.id);
  }
  csv.mark(true);
  for (const UseCase& use_case : use_cases) {
    for (const SchemaField& field : schema.fields) {
      if (filter.leaves_out(field.id)) continue;
      csv.cell(filter.text(use_case, field.id, use_case.value(field.id)));
    }
    csv.mark(false);
  }
  return csv.take();
}

std::string history_csv(std::span<const UseCase> use_cases, std::span<const ExportedEdit> edits) {
  std::map<std::string_view, std::vector<const ExportedEdit*>> of;
  for (const ExportedEdit& edit : edits) of[edit.use_case].push_back(&edit);
  Csv csv;
  for (const std::string_view header :
       {"use_case", "id", "use_case_name", "field", "at", "by", "reason", "before", "after"}) {
    csv.cell(header);
  }
  csv.mark(true);
  for (const UseCase& use_case : use_cases) {
    const auto own = of.find(use_case.id);
    if (own == of.end()) continue;
    for (const ExportedEdit* edit : own->second) {
      for (const std::string_view text :
           {std::string_view(use_case.id), use_case.value("id"), use_case.value("use_case_name")}) {
        csv.cell(text);
      }
      csv.cell(edit->field);
      csv.cell(base::format_utc(edit->at));
      for (const std::string* text : {&edit->by, &edit->reason, &edit->before, &edit->after}) {
        csv.cell(*text);
      }
      csv.mark(false);
    }
  }
  return csv.take();
}

std::string export_json(const record::Import* import, std::span<const UseCase> use_cases,
                        const ExportOptions& options) {
  const Schema* schema = find_schema(import == nullptr ? schemas().front().id : import->schema);
  const Public filter(schema, options);
  base::JsonWriter out(true);
  out.begin_object();
  out.field("schema", "bartizan.inventory/1");
  out.field("public", options.public_version);
  if (import != nullptr) {
    out.key("import").begin_object();
    out.field("id", import->id);
    out.field("file", base::escape_name(import->file));
    out.field("sha256", import->sha256);
    out.field("schema", import->schema);
    if (!import->sheet.empty()) out.field("sheet", base::encode_text(import->sheet));
    out.field("imported", base::format_utc(import->imported));
    out.field("rows", import->rows);
    out.field("header_row", import->header_row);
    if (!options.public_version) {
      out.key("headers").begin_array();
      for (const std::string& header : import->headers) out.value(base::encode_text(header));
      out.end_array();
    }
    out.end_object();
  }
  out.key("use_cases").begin_array();
  for (const UseCase& use_case : use_cases) {
    out.begin_object();
    out.field("id", use_case.id);
    if (use_case.row > 0) out.field("row", use_case.row);
    if (!options.public_version) out.field("source", base::escape_name(use_case.source));
    if (is_withheld(use_case)) out.field("withheld", true);
    write_fields(out, use_case, filter);
    if (!options.public_version && import != nullptr) {
      // Cells that no field took.
      out.key("other_cells").begin_array();
      for (const record::Cell& cell : use_case.cells) {
        if (cell.column < import->field_of.size() && !import->field_of[cell.column].empty()) {
          continue;
        }
        out.begin_object().field("column", cell.column + 1);
        if (cell.column < import->headers.size()) {
          out.field("header", base::encode_text(import->headers[cell.column]));
        }
        out.field("raw", base::encode_text(cell.raw)).end_object();
      }
      out.end_array();
    }
    if (!options.public_version) write_edits(out, use_case.id, options.edits);
    out.end_object();
  }
  out.end_array().end_object();
  return out.take() + "\n";
}

}  // namespace bartizan::use
