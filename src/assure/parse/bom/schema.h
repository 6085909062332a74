// Schema: the structure of CycloneDX and SPDX documents, from
// catalogs/lists/bom-{cyclonedx,spdx}.toml.
//
// What it is: the table's rows as members, enumerations and alternatives, and a check of a document
// tree against them that says where, in which line and why. What it is not: JSON Schema; the table
// was made from it and keeps names, types and restrictions. One thread; borrows the catalogue.
//
// Notation of a row, by its first word:
//   object NAME[!]:TYPE[@1.7|@-1.6] ... [%rule] [...]   "!": required; "...": others may stand
//   there;
//                                                      @1.7: since; @-1.6: until
//   enum|VALUE[@1.7]|VALUE ...
//   choice TYPE TYPE   exactly one of them fits          any TYPE TYPE   at least one fits
//   is TYPE            another name for it
// A TYPE is the name of a row, a plain type (text, boolean, integer-0-6, date-time, iri, ref, link
// ...) or [TYPE] with "u" (each item once), "+" (not empty) or "1" (just one). Rules:
// %one(a|b+c) exactly one of the sets of members stands there, %any(a|b) at least one,
// %never(a+b) not both, %range-external versionRange only where isExternal is true, %is(A|B) what a
// class of SPDX is, %abstract that it cannot stand there itself. *CLASS is an element of that class
// or one below it, in its place or named by its id.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/budget.h"
#include "record/foreign.h"
#include "text/tree.h"

namespace bartizan::assure::bom {

struct Problem {
  record::NoteLevel level = record::NoteLevel::error;  // error: the document is not valid
  std::string rule;  // "required", "type", "enum", "unique" ... stable
  std::uint32_t line = 0;
  std::string pointer;  // RFC 6901, "" the whole document
  std::string text;     // a sentence for people

  friend bool operator==(const Problem&, const Problem&) = default;
};
inline constexpr std::size_t kMostProblems = 1000;

// A bom-ref where it is declared or used.
struct Reference {
  std::string ref;
  std::string pointer;
  std::uint32_t line = 0;
};

class Schema {
 public:
  // `version` is "1.6" or "1.7" of "bom-cyclonedx"; of "bom-spdx" there is one.
  Schema(std::string_view table, std::string_view version, base::Budget& budget)
      : table_(table), version_(version), budget_(budget) {}

  struct Result {
    std::vector<Problem> problems;
    std::vector<Reference> declared;
    std::vector<Reference> used;
  };
  // `pointer` is where the node stands, in its document.
  Result check(const text::Node& node, std::string_view type, std::vector<std::string> path = {});
  // Whether the table has such a class, and whether one is, or is below, the other.
  bool has(std::string_view type) { return row(type).kind != Row::Kind::unknown; }
  // The type of a member of an object; empty where this version knows none.
  std::string member_type(std::string_view object, std::string_view member);
  bool is_a(std::string_view type, std::string_view base);
  // Takes out of `node` what this version does not know; the paths of what went.
  std::vector<std::string> prune(text::Node& node, std::string_view type);

 private:
  struct Member {
    std::string_view name;
    std::string_view type;
    bool required = false;
  };
  struct Row {
    enum class Kind : std::uint8_t { unknown, object, enumeration, choice, any, alias };
    Kind kind = Kind::unknown;
    bool open = false;
    std::vector<Member> members;
    std::vector<std::string_view>
        values;  // of an enumeration; types of a choice; rules of an object
  };
  const Row& row(std::string_view type);
  bool in_version(std::string_view& word) const;

  bool value(const text::Node& node, std::string_view type, int depth);
  bool array(const text::Node& node, std::string_view type, int depth);
  bool object(const text::Node& node, const Row& shape, int depth);
  bool rules(const text::Node& node, const Row& shape);
  bool choice(const text::Node& node, const Row& shape, int depth);
  bool element(const text::Node& node, std::string_view base, int depth);
  bool plain(const text::Node& node, std::string_view type);
  bool enumeration(const text::Node& node, const Row& shape, std::string_view type);
  bool problem(const text::Node& node, std::string_view rule, std::string text);
  std::string_view best(const text::Node& node, const Row& shape, int depth);
  void prune(text::Node& node, std::string_view type, int depth, const std::string& path,
             std::vector<std::string>& gone);
  std::string pointer() const;
  std::string format_name() const;

  std::string table_;
  std::string version_;
  base::Budget& budget_;
  std::map<std::string, Row, std::less<>> rows_;
  std::vector<std::string> path_;
  Result out_;
};

// "/a~1b" for the member "a/b".
void append_pointer(std::string& pointer, std::string_view segment);

// "_:name" of a blank node, or an absolute IRI.
bool is_node_id(std::string_view text);
// RFC 3339 date-time; RFC 3987 IRI reference, as far as its characters; "2024-01-31".
bool is_date_time(std::string_view text);
bool is_date(std::string_view text);
bool is_iri_reference(std::string_view text);

// The node as compact JSON, members in their order.
std::string to_json(const text::Node& node);

}  // namespace bartizan::assure::bom
