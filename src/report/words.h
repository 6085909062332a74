// Words: what every report says about an artifact or a finding, in the same words.
//
// What it is: one place that turns records and rules into one-line phrases (where, when, why, do,
// see), ready for any sink that does its own quoting. What it is not: layout. Phrases are escaped
// UTF-8 without line breaks. Pure functions; the catalogue must outlive a Words.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "record/artifact.h"
#include "scan/catalog.h"

namespace bartizan::report {

// "✗", "!", "?", "✓", "·"; always shown with the word.
std::string_view symbol(record::Verdict verdict);
// "malicious" ... as sentences use it: "not a model".
std::string_view word(record::Verdict verdict);

// What one finding says.
struct Phrases {
  std::string title;  // "calls posix.system(...) when loaded"
  std::string where;  // "models/a.pt › archive/data.pkl, byte 1,284 (REDUCE)"
  std::string place;  // the same without the file, empty for all of it
  std::string when;   // which loader call triggers it
  std::string why;
  std::string mistaken;  // what else could look like this; empty when nobody knows anything
  std::string remedy;
  std::string sure;  // "high confidence, severity critical"
  std::vector<std::string> atlas, cwe, owasp, references;
  std::vector<std::string> ids() const;  // "ATLAS AML.T0011.000", "CWE-502" ...
  std::string see() const;               // "ATLAS AML.T0011.000 · CWE-502", may be empty
};

// A name as a shell takes it for one word, in quotes where it must.
std::string shell_word(std::string_view name);
// "1 broken link, 2 folders already visited": why so many paths were not looked at.
std::string counted_reasons(std::span<const record::Excluded> excluded, bool grouped);

class Words {
 public:
  // `several_roots`: paths show the argument that found them. `grouped`: digits in groups of three.
  Words(const scan::Catalog& catalog, bool several_roots, bool grouped)
      : catalog_(catalog), several_roots_(several_roots), grouped_(grouped) {}

  Phrases phrases(const record::Artifact& artifact, const record::Finding& finding) const;

  std::string path(const record::Artifact& artifact) const;
  // The member path with " › " between containers; empty for the file itself.
  std::string member(const record::Artifact& artifact, std::uint32_t member) const;
  // "PyTorch zip", "unrecognised".
  std::string format(std::string_view id) const;
  // "byte 1,284", "bytes 8 to 31", "decoded bytes 8 to 31", empty for a whole artifact.
  std::string range(const record::Artifact& artifact, std::uint32_t member,
                    const record::Range& range) const;
  // "archive/data.pkl, byte 12" of a gap; may be empty.
  std::string gap(const record::Artifact& artifact, const record::Gap& gap) const;
  std::string number(std::uint64_t n) const;

  const scan::Catalog& catalog() const { return catalog_; }
  bool grouped() const { return grouped_; }

 private:
  const scan::Catalog& catalog_;
  bool several_roots_;
  bool grouped_;
};

bool has_several_roots(const record::ScanReport& report);

// Blank-separated ids of the catalogue as a list.
std::vector<std::string> split(std::string_view ids);

// The same for a remedy, which people paste into a shell: a name that is more than a name is
// quoted.
std::string fill_command(std::string_view pattern, const record::Finding& finding);
// A rule's text for no finding in particular: every key is an ellipsis.
std::string general(std::string_view text);

// Worst verdict first, then severity, then walk order.
std::vector<const record::Artifact*> worst_first(const record::ScanReport& report);
// Worst first, then by place; those of one rule stay together.
std::vector<const record::Finding*> worst_first(const record::Artifact& artifact);

// Reasons of gaps in order of first appearance, each once.
std::vector<std::string> reasons(const record::Artifact& artifact);

// What an unread reason means and what to do about it (docs/verdicts.md).
struct Reason {
  std::string_view id, meaning, remedy;
};
const Reason& explain_reason(std::string_view id);
std::span<const Reason> all_reasons();

// "catalogue 7 of 2026-12-10, installed": which rules a run went by.
std::string catalog_of(const record::Run& run);

}  // namespace bartizan::report
