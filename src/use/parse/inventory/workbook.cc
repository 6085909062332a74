#include "use/parse/inventory/workbook.h"

#include <charconv>
#include <map>
#include <pugixml.hpp>
#include <string>
#include <vector>

#include "use/parse/inventory/package.h"
#include "use/parse/inventory/sheet.h"

namespace bartizan::use {
namespace {

using record::NoteLevel;

constexpr std::size_t kMostSheets = 256;
constexpr std::size_t kLongestName = 255;  // Excel allows 31 characters
constexpr std::size_t kMostShared = 4'000'000;
constexpr std::size_t kMostFormats = 65'536;  // Excel's own limit is 65,490 cell formats
// What pugixml makes of a part besides its text: a node of 64 bytes for every 20 bytes or so.
constexpr std::uint64_t kTreePerByte = 4;

// Everything but document types, whose entities nobody needs.
constexpr unsigned kParse = pugi::parse_default | pugi::parse_ws_pcdata;

// A part's text and the tree that points into it.
struct Part {
  std::string text;
  pugi::xml_document document;
  pugi::xml_node root() const { return document.document_element(); }
};

template <typename Each>
void each_child(const pugi::xml_node& parent, std::string_view name, Each each) {
  for (const pugi::xml_node node : parent.children()) {
    if (local_name(node.name()) == name) each(node);
  }
}

pugi::xml_node child(const pugi::xml_node& parent, std::string_view name) {
  for (const pugi::xml_node node : parent.children()) {
    if (local_name(node.name()) == name) return node;
  }
  return {};
}

// An attribute whatever its prefix: r:id.
std::string_view attribute(const pugi::xml_node& node, std::string_view name) {
  for (const pugi::xml_attribute one : node.attributes()) {
    if (local_name(one.name()) == name) return one.value();
  }
  return {};
}

std::uint32_t number(std::string_view text) {
  std::uint32_t value = 0;
  std::from_chars(text.begin(), text.end(), value);
  return value;
}

// The target of a relationship, which counts from the folder of the part that has it.
std::string resolve(std::string_view folder, std::string_view target) {
  if (target.starts_with('/')) return std::string(target.substr(1));
  std::string path(folder);
  while (target.starts_with("../")) {
    target.remove_prefix(3);
    const std::size_t slash = path.rfind('/', path.size() < 2 ? 0 : path.size() - 2);
    path = slash == std::string::npos ? std::string() : path.substr(0, slash + 1);
  }
  return path + std::string(target);
}

struct Relation {
  std::string id, kind, target;  // kind: the last word of its type
};

class Workbook {
 public:
  Workbook(record::Foreign& file, TableWriter& out) : file_(file), out_(out), package_(file) {}

  void run() {
    if (!package_.open()) {
      out_.note(NoteLevel::error, "malformed", 0, 0, "the file is a damaged ZIP archive");
      return;
    }
    const std::string path = main_part();
    if (path.empty()) return;
    out_.table("xlsx", {});
    folder_ = path.substr(0, path.rfind('/') == std::string::npos ? 0 : path.rfind('/') + 1);
    relations_ = relations(folder_ + "_rels/" + path.substr(folder_.size()) + ".rels", folder_);
    Part workbook;
    if (!load(path, workbook, true)) return;
    const std::string_view system = attribute(child(workbook.root(), "workbookPr"), "date1904");
    context_.from_1904 = system == "1" || system == "true";
    read_shared();
    read_styles();
    read_sheets(workbook);
  }

 private:
  // Where the workbook stands; empty, with a note, where the archive is something else.
  std::string main_part() {
    for (const Relation& relation : relations("_rels/.rels", "")) {
      if (relation.kind == "officeDocument" && relation.target.ends_with(".xml") &&
          relation.target.find("xl/") != std::string::npos) {
        return relation.target;
      }
    }
    if (package_.has("xl/workbook.xml")) return "xl/workbook.xml";
    const bool binary = package_.has("xl/workbook.bin");
    const bool open_document = package_.has("content.xml") && package_.has("mimetype");
    out_.note(NoteLevel::error, binary || open_document ? "unsupported" : "no-workbook", 0, 0,
              binary          ? "a binary workbook (XLSB); save it as XLSX or CSV"
              : open_document ? "an OpenDocument file; save it as XLSX or CSV"
                              : "the ZIP archive holds no workbook");
    return {};
  }

  // Reads and parses a part. What stands before an error is kept; false where there is nothing.
  bool load(const std::string& name, Part& part, bool needed) {
    std::optional<std::string> text = package_.part(name);
    const std::string problem = package_.problem();
    if (!problem.empty() && (needed || text || package_.has(name))) {
      const bool limit = problem.starts_with("limit:");
      out_.note(NoteLevel::error, limit ? "limit:part" : "malformed", 0, 0,
                "part " + name + ": " + (limit ? problem.substr(problem.find(' ') + 1) : problem));
    }
    if (!text) return false;
    part.text = std::move(*text);
    if (!file_.budget.charge_memory(part.text.size() * (1 + kTreePerByte)) ||
        !file_.budget.charge_steps(part.text.size())) {
      out_.note(NoteLevel::error, "limit:memory", 0, 0, "part " + name + " is too large to read");
      return false;
    }
    const pugi::xml_parse_result result =
        part.document.load_buffer_inplace(part.text.data(), part.text.size(), kParse);
    if (!result) {
      out_.note(NoteLevel::error, "malformed", 0, 0,
                "part " + name + " is damaged at byte " + std::to_string(result.offset) + " (" +
                    result.description() + "); what stands before is kept");
    }
    return !part.root().empty();
  }
  void done(const Part& part) {
    file_.budget.release_memory(part.text.size() * (1 + kTreePerByte));
  }

  std::vector<Relation> relations(const std::string& name, std::string_view folder) {
    std::vector<Relation> all;
    Part part;
    if (!load(name, part, false)) return all;
    each_child(part.root(), "Relationship", [&](const pugi::xml_node& node) {
      if (attribute(node, "TargetMode") == "External") return;
      const std::string_view type = attribute(node, "Type");
      const std::size_t slash = type.rfind('/');
      if (all.size() > kMostSheets * 2) return;
      all.push_back({std::string(attribute(node, "Id")),
                     std::string(slash == type.npos ? type : type.substr(slash + 1)),
                     resolve(folder, attribute(node, "Target"))});
    });
    done(part);
    return all;
  }

  std::string target_of_kind(std::string_view kind) const {
    for (const Relation& relation : relations_) {
      if (relation.kind == kind) return relation.target;
    }
    return {};
  }

  void read_shared() {
    const std::string name = target_of_kind("sharedStrings");
    Part part;
    if (name.empty() || !load(name, part, true)) return;
    for (const pugi::xml_node item : part.root().children()) {
      if (local_name(item.name()) != "si") continue;
      if (context_.shared.size() == kMostShared) {
        out_.note(NoteLevel::error, "limit:strings", 0, 0, "further shared strings are not read");
        break;
      }
      context_.shared.push_back(rich_text(item));
    }
    done(part);
  }

  void read_styles() {
    const std::string name = target_of_kind("styles");
    Part part;
    if (name.empty() || !load(name, part, true)) return;
    std::map<std::uint32_t, NumberKind> custom;
    each_child(child(part.root(), "numFmts"), "numFmt", [&](const pugi::xml_node& format) {
      if (custom.size() < kMostFormats) {
        custom[number(attribute(format, "numFmtId"))] =
            kind_of_format(attribute(format, "formatCode"));
      }
    });
    each_child(child(part.root(), "cellXfs"), "xf", [&](const pugi::xml_node& format) {
      const std::uint32_t id = number(attribute(format, "numFmtId"));
      const auto at = custom.find(id);
      if (context_.cell_formats.size() < kMostFormats) {
        context_.cell_formats.push_back(at == custom.end() ? kind_of_builtin(id) : at->second);
      }
    });
    done(part);
  }

  void read_sheets(const Part& workbook) {
    std::size_t count = 0;
    bool full = false;
    each_child(child(workbook.root(), "sheets"), "sheet", [&](const pugi::xml_node& sheet) {
      if (full) return;
      if (++count > kMostSheets) {
        full = true;
        out_.note(NoteLevel::error, "limit:sheets", 0, 0, "further sheets are not read");
        return;
      }
      full = !read_sheet(sheet);
    });
    if (count == 0) out_.note(NoteLevel::error, "malformed", 0, 0, "the workbook lists no sheet");
  }

  // False when a limit ended the table.
  bool read_sheet(const pugi::xml_node& sheet) {
    const std::string name = valid(std::string(attribute(sheet, "name")).substr(0, kLongestName));
    const std::string_view state = attribute(sheet, "state");
    const bool visible = state.empty() || state == "visible";
    const std::string_view id = attribute(sheet, "id");
    const Relation* relation = nullptr;
    for (const Relation& one : relations_) {
      if (one.id == id) relation = &one;
    }
    if (relation == nullptr || relation->kind != "worksheet") {
      out_.note(relation == nullptr ? NoteLevel::error : NoteLevel::info,
                relation == nullptr ? "malformed" : "sheet", 0, 0,
                "sheet " + name + (relation == nullptr ? " has no part" : " is no worksheet"));
      return true;
    }
    Part part;
    const bool loaded = load(relation->target, part, true);
    out_.sheet(name, visible,
               loaded ? valid(std::string(attribute(child(part.root(), "dimension"), "ref"))
                                  .substr(0, kLongestName))
                      : std::string());
    bool go_on = true;
    if (loaded) go_on = write_sheet(part.document, context_, "sheet " + name, out_);
    done(part);
    return go_on;
  }

  record::Foreign& file_;
  TableWriter& out_;
  Package package_;
  std::string folder_;
  std::vector<Relation> relations_;
  WorkbookContext context_;
};

}  // namespace

void parse_workbook(record::Foreign& file, TableWriter& out) { Workbook(file, out).run(); }

}  // namespace bartizan::use
