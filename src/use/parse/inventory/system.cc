#include "use/parse/inventory/system.h"

#include <string>

#include "text/decode.h"
#include "text/tree.h"

namespace bartizan::use {
namespace {

using record::NoteLevel;
using text::Node;

class SystemReader {
 public:
  explicit SystemReader(record::Foreign& file) : file_(file) {}

  void run(const Node& root) {
    // Either the whole file is one system, or a table [system], or several [[system]].
    const Node* named = root.find("system");
    if (named != nullptr && named->is_array()) {
      for (const Node& item : named->items) system(item);
      others(root);
    } else if (named != nullptr && named->is_object()) {
      system(*named);
      others(root);
    } else {
      system(root);
    }
  }

 private:
  void note(NoteLevel level, std::string_view code, std::uint64_t line, std::string message) {
    record::put_note(file_.rows, {level, std::string(code), line, 0, std::move(message)});
  }

  void others(const Node& root) {
    for (const Node& item : root.items) {
      if (item.key != "system") {
        note(NoteLevel::warning, "unknown", item.line, "outside of a system: " + item.key);
      }
    }
  }

  void system(const Node& table) {
    if (!table.is_object()) {
      note(NoteLevel::error, "malformed", table.line, "a system has to be a table");
      return;
    }
    if (systems_ == kMostSystems) {
      note(NoteLevel::error, "limit:systems", table.line, "further systems are not read");
    }
    if (++systems_ > kMostSystems) return;
    const std::string index = std::to_string(systems_ - 1);
    file_.rows.row("system", {index, std::to_string(table.line)});
    std::size_t fields = 0;
    for (const Node& item : table.items) {
      if (++fields > kMostSystemFields) {
        note(NoteLevel::error, "limit:fields", item.line, "further fields are not read");
        return;
      }
      std::string value;
      if (!text_of(item, value)) {
        note(NoteLevel::warning, "unknown", item.line, "no text, number or list: " + item.key);
        continue;
      }
      if (value.size() > kMostFieldText) {
        note(NoteLevel::error, "limit:field", item.line, "too long and left out: " + item.key);
        continue;
      }
      file_.rows.row("field", {index, item.key, value, std::to_string(item.line)});
    }
  }

  static bool text_of(const Node& node, std::string& value) {
    switch (node.kind) {
      case Node::Kind::string:
      case Node::Kind::number:
        value = node.text;
        return true;
      case Node::Kind::boolean:
        value = node.text == "true" ? "Yes" : "No";
        return true;
      case Node::Kind::array:
        for (const Node& item : node.items) {
          if (item.is_array() || item.is_object()) return false;
          if (!value.empty()) value += "; ";
          value += item.text;
          if (value.size() > kMostFieldText) return true;
        }
        return true;
      case Node::Kind::null:
      case Node::Kind::object:
        return false;
    }
    return false;
  }

  record::Foreign& file_;
  std::size_t systems_ = 0;
};

}  // namespace

void parse_system(record::Foreign& file) {
  const auto fail = [&](std::string_view code, std::string message, std::uint64_t line = 0) {
    record::put_note(file.rows, {NoteLevel::error, std::string(code), line, 0, std::move(message)});
  };
  const auto size = static_cast<std::size_t>(file.bytes.size());
  if (size > file.budget.limits().text || file.whole_size > file.bytes.size()) {
    fail("limit:size", "the file is too large for a declaration");
    return;
  }
  std::string bytes(size, '\0');
  if (!file.budget.charge_memory(size) ||
      !file.bytes.read(0, std::as_writable_bytes(std::span(bytes)))) {
    fail("unreadable", "the file could not be read");
    return;
  }
  const text::Decoded decoded = text::decode(bytes);
  const base::Result<Node> root = text::parse_toml(decoded.text, file.budget);
  if (!root) {
    std::uint64_t line = 1;
    for (const char c :
         std::string_view(decoded.text).substr(0, static_cast<std::size_t>(root.error().offset))) {
      if (c == '\n') ++line;
    }
    fail("malformed", std::string("no TOML: ") + root.error().what, line);
    return;
  }
  SystemReader(file).run(*root);
}

}  // namespace bartizan::use
