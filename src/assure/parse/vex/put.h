// Put: rows of VEX statements, cut to their limits, and notes about what is left out.
//
// Inside of the parser. Borrows the file; one file, one thread.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "record/foreign.h"
#include "text/tree.h"

namespace bartizan::assure::vex {

// One product or subcomponent by all its names.
struct Thing {
  std::vector<std::string> words;  // purls, "sha256:...", BOM-Links, ids
  bool root = false;
};

struct Spoken {
  std::string vulnerability;
  std::string status;         // OpenVEX's word
  std::string justification;  // OpenVEX's word or empty
  std::string impact, action, timestamp;
  std::uint32_t line = 0;
  std::vector<std::string> aliases;
  std::vector<Thing> products;
  std::vector<Thing> subcomponents;
};

class Put {
 public:
  explicit Put(record::Foreign& file) : file_(file) {}

  void document(std::string_view format, std::string_view author, std::string_view timestamp,
                std::string_view id);
  // Refuses, with a note, what a statement may not be without.
  void statement(const Spoken& spoken);
  void note(record::NoteLevel level, std::string code, std::uint32_t line, std::string message);
  base::Budget& budget() { return file_.budget; }
  std::size_t refused() const { return refused_; }
  std::size_t written() const { return written_; }

 private:
  bool emit(std::string_view kind, std::initializer_list<std::string_view> fields);
  void words(std::string_view kind, const std::vector<Thing>& things, std::uint32_t line);

  record::Foreign& file_;
  std::size_t written_ = 0;
  std::size_t refused_ = 0;
};

// OpenVEX's five justifications.
bool is_justification(std::string_view word);
// The text of a string member, cut.
std::string cut(std::string_view text);

}  // namespace bartizan::assure::vex
