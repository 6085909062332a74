// Reader: what one kind of source or configuration file says about AI.
//
// What it is: the contract of every reader below this folder: a claim on a file by its name (and
// front), and a function that reports detections. discover.cc holds the one array of readers; a
// file goes to every reader that claims it. What it is not: a place for merging; detections are
// local to their file (use/discover/ merges). Names follow docs/discovery.md. Readers never fail:
// what they cannot read is a note.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "base/budget.h"
#include "base/path.h"
#include "record/component.h"
#include "record/foreign.h"
#include "scan/catalog.h"
#include "text/secrets.h"

namespace bartizan::use {

using record::Attribute;
using record::Certainty;
using record::ComponentKind;
using record::Detection;

// Takes what a reader finds and makes rows of it.
class Report {
 public:
  Report(record::RowSink& rows, const scan::Catalog& catalog) : rows_(rows), catalog_(catalog) {}

  // Evidence is cut to kMostEvidence and masked here (text/secrets.h).
  void detection(const Detection& detection);
  // A package that is no AI: not shown by discover, part of a BOM.
  void software(const Detection& detection);
  // A module-level constant of this file that another file may import: `name` is as the language
  // writes it ("MODEL_NAME", "Settings.model"), `value` the literal.
  void constant(std::string_view name, std::string_view value, std::uint32_t line);
  // A detection whose name is not known in this file: `symbol` is where it is defined, as this
  // file imports it ("app.config:MODEL_NAME", "./config:MODEL").
  void unresolved(const Detection& detection, std::string_view symbol);
  // Who answers for the paths that `pattern` fits, as a file declares it.
  void owner(std::string_view pattern, std::string_view who, std::uint32_t line);
  // What the file states about how something is set up (rows.h). `why` is masked and cut here; no
  // more than kMostSettings of one file.
  void setting(std::string_view topic, std::string_view stated, std::uint32_t line,
               std::string_view why);
  void note(const record::Note& note) { record::put_note(rows_, note); }

  // Whether a key of that name ("key:openai") was said to stand on that line.
  bool has_key(std::string_view name, std::uint32_t line) const {
    return keys_.contains({line, std::string(name)});
  }

  const scan::Catalog& catalog() const { return catalog_; }

 private:
  void put(std::string_view kind, const Detection& detection, std::string_view symbol);

  record::RowSink& rows_;
  const scan::Catalog& catalog_;
  std::size_t settings_ = 0;
  std::set<std::pair<std::uint32_t, std::string>> keys_;
};
inline constexpr std::size_t kMostSettings = 64;

struct SourceText {
  std::string_view path;  // relative, "/" between parts
  std::string_view text;  // valid UTF-8
  base::Budget& budget;
  Report& report;

  std::string_view file_name() const { return base::last_part(path); }
};

struct SourceReader {
  std::string_view id;  // "python", "requirements" ...
  bool (*claims)(std::string_view path, std::string_view front);
  void (*read)(SourceText& source);
};

}  // namespace bartizan::use
