#include "use/parse/inventory/sheet.h"

#include <charconv>
#include <optional>
#include <pugixml.hpp>

#include "base/escape.h"
#include "text/decode.h"

namespace bartizan::use {
namespace {

using record::NoteLevel;

constexpr std::uint32_t kMostColumns = 16'384;  // ECMA-376: XFD
// Excel's own limit is 65,490 merged ranges; more are counted, not read.
constexpr std::size_t kMostMerged = 100'000;

std::string_view text_of(const pugi::xml_node& node) { return node.child_value(); }

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), value);
  if (error != std::errc() || end != text.end()) return std::nullopt;
  return value;
}

pugi::xml_node child(const pugi::xml_node& parent, std::string_view name) {
  for (const pugi::xml_node node : parent.children()) {
    if (local_name(node.name()) == name) return node;
  }
  return {};
}

// ST_Xstring (ECMA-376 part 1, 22.9.2.19): _x000D_ stands for a character that XML cannot hold.
void append_unescaped(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const std::size_t at = text.find("_x");
    out += text.substr(0, at);
    if (at == text.npos) return;
    text.remove_prefix(at);
    unsigned code = 0;
    if (text.size() >= 7 && text[6] == '_') {
      const std::string_view digits = text.substr(2, 4);
      const auto [end, error] = std::from_chars(digits.begin(), digits.end(), code, 16);
      // One that is no character of its own (NUL, a surrogate) stays as it is written.
      if (error == std::errc() && end == digits.end() && code > 0 && code < 0x80) {
        out += static_cast<char>(code);
        text.remove_prefix(7);
        continue;
      }
    }
    out += text.front();
    text.remove_prefix(1);
  }
}

class SheetReader {
 public:
  SheetReader(const WorkbookContext& context, std::string_view what, TableWriter& out)
      : context_(context), what_(what), out_(out) {}

  bool run(const pugi::xml_node& data) {
    for (const pugi::xml_node row : data.children()) {
      if (local_name(row.name()) != "row") continue;
      if (!read_row(row)) return false;
    }
    return true;
  }

 private:
  bool read_row(const pugi::xml_node& row) {
    const auto said = number(row.attribute("r").value());
    std::uint64_t at = said.value_or(last_row_ + 1);
    if (at <= last_row_ || at > kMostRecords) {
      out_.note(NoteLevel::warning, "malformed", last_row_ + 1, 0,
                std::string(what_) + ": a row is out of order (" +
                    std::string(row.attribute("r").value()).substr(0, 20) + ")");
      at = last_row_ + 1;
    }
    last_row_ = at;
    cells_.clear();
    std::uint32_t next = 0;
    for (const pugi::xml_node cell : row.children()) {
      if (local_name(cell.name()) != "c") continue;
      std::uint32_t column = next;
      std::uint64_t row_of_cell = 0;
      const std::string_view reference = cell.attribute("r").value();
      if (!reference.empty() && !read_reference(reference, column, row_of_cell)) {
        out_.note(NoteLevel::warning, "malformed", at, next + 1,
                  std::string(what_) + ": a cell has no place");
        column = next;
      }
      if (column >= kMostColumns) {
        out_.note(NoteLevel::error, "limit:columns", at, 0,
                  std::string(what_) + ": cells beyond column 16,384 are not kept");
        break;
      }
      next = column + 1;
      std::string value = value_of(cell, at, column);
      if (value.empty()) continue;
      if (column >= cells_.size()) cells_.resize(column + 1);
      cells_[column] = std::move(value);
    }
    return cells_.empty() || out_.record(at, 0, cells_);
  }

  std::string value_of(const pugi::xml_node& cell, std::uint64_t row, std::uint32_t column) {
    const std::string_view type = cell.attribute("t").value();
    if (type == "inlineStr") {
      if (const pugi::xml_node inline_text = child(cell, "is")) return rich_text(inline_text);
    }
    const std::string_view value = text_of(child(cell, "v"));
    if (type == "s") {
      const auto index = number(value);
      if (index && *index < context_.shared.size()) {
        return context_.shared[static_cast<std::size_t>(*index)];
      }
      if (!value.empty()) {
        out_.note(
            NoteLevel::error, "malformed", row, column + 1,
            std::string(what_) + ": there is no shared string " + std::string(value).substr(0, 20));
      }
      return {};
    }
    if (type == "b") return value == "1" ? "TRUE" : value == "0" ? "FALSE" : std::string(value);
    if (type.empty() || type == "n") {
      const auto style = number(cell.attribute("s").value());
      const NumberKind kind = style && *style < context_.cell_formats.size()
                                  ? context_.cell_formats[static_cast<std::size_t>(*style)]
                                  : NumberKind::number;
      return kind == NumberKind::number ? valid(std::string(value))
                                        : serial_text(value, kind, context_.from_1904);
    }
    // "str" of a formula, "e" an error such as #REF!, "d" a date that is text already.
    std::string text;
    append_unescaped(text, value);
    return valid(std::move(text));
  }

  const WorkbookContext& context_;
  std::string_view what_;
  TableWriter& out_;
  std::uint64_t last_row_ = 0;
  std::vector<std::string> cells_;
};

}  // namespace

std::string_view local_name(std::string_view name) {
  const std::size_t colon = name.rfind(':');
  return colon == name.npos ? name : name.substr(colon + 1);
}

bool read_reference(std::string_view text, std::uint32_t& column, std::uint64_t& row) {
  std::size_t letters = 0;
  std::uint32_t value = 0;
  while (letters < text.size() && letters < 4) {
    const char c = text[letters];
    const bool upper = c >= 'A' && c <= 'Z';
    if (!upper && !(c >= 'a' && c <= 'z')) break;
    value = value * 26 + static_cast<std::uint32_t>(c - (upper ? 'A' : 'a')) + 1;
    ++letters;
  }
  const auto digits = number(text.substr(letters));
  if (letters == 0 || letters > 3 || !digits) return false;
  column = value - 1;
  row = *digits;
  return true;
}

std::string valid(std::string text) {
  return base::is_utf8(text) ? std::move(text) : text::decode(text).text;
}

std::string rich_text(const pugi::xml_node& item) {
  std::string text;
  for (const pugi::xml_node part : item.children()) {
    const std::string_view name = local_name(part.name());
    if (name == "t") {
      append_unescaped(text, text_of(part));
    } else if (name == "r") {
      append_unescaped(text, text_of(child(part, "t")));
    }
  }
  return valid(std::move(text));
}

bool write_sheet(const pugi::xml_document& document, const WorkbookContext& context,
                 std::string_view what, TableWriter& out) {
  const pugi::xml_node root = document.document_element();
  std::size_t merged = 0;
  std::string first;
  for (const pugi::xml_node range : child(root, "mergeCells").children()) {
    if (local_name(range.name()) != "mergeCell" || ++merged > kMostMerged) continue;
    if (first.empty()) first = std::string(range.attribute("ref").value()).substr(0, 40);
  }
  if (merged > 0) {
    out.note(NoteLevel::info, "merged", 0, 0,
             std::string(what) + ": " + std::to_string(merged) +
                 (merged == 1 ? " merged range (" : " merged ranges (") + first +
                 (merged > 1 ? " ...)" : ")") + "; text stands in the first cell");
  }
  return SheetReader(context, what, out).run(child(root, "sheetData"));
}

}  // namespace bartizan::use
