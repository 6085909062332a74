// Fact: what is known about a subject, in the words that the rules of a gate are written in.
//
// What it is: subjects (a model file, a package, a BOM, a feed), facts about them as named fields,
// and examinations: a statement that a subject was looked at for one kind of fact, how far, and how
// many facts came of it. What was not examined was not found good: a rule that needs it is
// undecided. What it is not: a judgement (evaluate.h). Plain structs that own their strings; names
// from files are raw bytes and are escaped at the sink. Thread-safe as values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bartizan::assure::gate {

enum class FactKind : std::uint8_t {
  scan,           // one for each file that the scan core judged
  finding,        // one for each finding that nobody accepted
  coverage,       // one for each such file: how much of it was read
  vulnerability,  // one for each weakness of a component
  signature,      // one for each model file
  licence,        // one for each model, data set and package
  component,      // one for each component
  bom,            // one for each element that a standard asks of a BOM
  feed,           // one for each feed of advisories
};
inline constexpr std::size_t kFactKinds = 9;
std::string_view name(FactKind kind);
std::optional<FactKind> fact_kind(std::string_view name);

// Absent: nobody knows. Present without values: known to be none.
struct Field {
  std::string key;
  std::vector<std::string> values;  // numbers in decimal, times as base::format_utc, "yes" and "no"

  friend bool operator==(const Field&, const Field&) = default;
};

// Where a fact stands. `path` as a program started where this one was would open it; `offset` counts
// within the innermost member of `inside`, as reports of a scan do.
struct Place {
  std::string path;
  std::uint64_t line = 0;  // 1-based; 0: none
  std::optional<std::uint64_t> offset, length;
  std::string inside;  // members of a container, outermost first, joined by " › "; may be empty

  friend bool operator==(const Place&, const Place&) = default;
};

struct Subject {
  std::string id;    // unique
  std::string kind;  // "model-file", "file", "bom", "feed", or a component's ("package", "model" ...)
  std::string name;  // for people
  std::vector<std::string> paths;  // relative to the root that was read
  std::string sha256;
  std::string purl;
  std::vector<std::string> systems;  // ids and names
};

struct Fact {
  FactKind kind = FactKind::scan;
  std::string subject;        // id
  std::vector<Field> fields;  // sorted by key
  Place place;
  std::string source;  // who says so: "scan", "feed osv-pypi", "requirements.txt:4"
  std::string detail;  // the fact as a sentence
  std::string remedy;  // what to do about it, where somebody knows

  const Field* find(std::string_view key) const;
  void set(std::string_view key, std::string value);
  void set(std::string_view key, std::vector<std::string> values);

  friend bool operator==(const Fact&, const Fact&) = default;
};

enum class Look : std::uint8_t { whole, part, none };
std::string_view name(Look look);

// `subject` empty: of everything, such as feeds that were never imported.
struct Examination {
  FactKind kind = FactKind::scan;
  std::string subject;
  Look look = Look::whole;
  std::size_t facts = 0;  // that came of it
  std::string why;        // not whole
  std::vector<std::string> reasons;  // as the scan core names them; docs/verdicts.md
  std::string remedy;
  Place place;
};

struct Evidence {
  std::vector<Subject> subjects;
  std::vector<Fact> facts;
  std::vector<Examination> examinations;
};

}  // namespace bartizan::assure::gate
