// Parts of the HTML report: what the page is put together from.
//
// Every function appends well-formed HTML to a string; all text that is not a literal of ours goes
// through escaped(). The content security policy forbids style attributes, so looks are classes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "record/artifact.h"
#include "report/words.h"

namespace bartizan::report::html_parts {

// Files and rows before a list folds: a browser should open the page at once, whatever was scanned.
inline constexpr std::size_t kFindingsOfFile = 100;
inline constexpr std::size_t kMembersOfFile = 300;
inline constexpr std::size_t kGapsOfFile = 50;
inline constexpr std::size_t kFilesOfVerdict = 1'000;
inline constexpr std::size_t kEvidenceBytes = 16 * 1024;

// One inert line, or text with its line breaks.
std::string escaped(std::string_view text);
std::string escaped_lines(std::string_view text);

// "✗ malicious", the symbol hidden from screen readers.
std::string mark(record::Verdict verdict);

// The policy's source expression for an inline element with exactly this content.
std::string sha256_source(std::string_view content);
// From the doctype to the opening of the body, of a page without scripts and outside requests.
std::string page_start(std::string_view title, std::string_view css);
std::string_view style();
std::string_view script();

// Span map of the file itself as a bar with its key; nothing when there are no spans.
void span_bar(std::string& out, const record::Artifact& artifact, const Words& words);
// One file: a summary row that opens. `rank`: its place, worst first. `index`: in walk order.
void file(std::string& out, const record::Artifact& artifact, const Words& words, std::size_t rank,
          std::size_t index, bool open);

// The sections above the files.
void result(std::string& out, const record::ScanReport& report, const Words& words);
// `listed[i]`: the page has artifact i, so it can be linked to.
void first_steps(std::string& out, const record::ScanReport& report, const Words& words,
                 const std::vector<bool>& listed);
void how_sure(std::string& out, const record::ScanReport& report, const Words& words,
              bool reproducible);

}  // namespace bartizan::report::html_parts
