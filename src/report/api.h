// The reports: pure functions from records (and the catalogue's words) to text.
//
// What it is: one entry per form of output; docs/reports.md is the contract. What it is not: I/O, a
// clock, a terminal. Times come in with the records; whoever calls writes the text. Names and
// evidence from files are escaped for each sink here. Thread-safe: no state.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "record/artifact.h"
#include "scan/catalog.h"

namespace bartizan::report {

// How the terminal forms look. The defaults are those of a pipe: plain, unwrapped, stable.
struct TerminalStyle {
  bool people = false;  // a terminal: digits in groups, wrapped lines, long lists of files fold
  bool color = false;
  bool ascii = false;      // for terminals that cannot show UTF-8
  unsigned columns = 100;  // of the terminal, used with `people`
};

struct TerminalOptions {
  TerminalStyle style;
  bool quiet = false;    // rows that are not clean, and the gate's line
  bool verbose = false;  // why, how sure, and the evidence of each finding
  bool all = false;      // unfold lists; clean and not-a-model rows, too
  std::string fail_on = "suspicious";
  std::vector<std::string> written;  // other reports of this run: "report.html"
};
std::string terminal(const record::ScanReport& report, const scan::Catalog& catalog,
                     const TerminalOptions& options);

// One line without its end, for stderr while work is under way.
struct Progress {
  std::string_view what = "scanning";
  std::uint64_t done = 0, total = 0;  // files; total 0: not known yet
  std::uint64_t bytes = 0;            // read so far
  std::uint64_t bytes_total = 0;      // 0: not known
  std::uint64_t elapsed_ms = 0;
};
std::string progress_line(const Progress& progress, const TerminalStyle& style);

// Machine forms. `reproducible` leaves out what belongs to a run and not to the bytes.
struct MachineOptions {
  bool reproducible = false;
  bool pretty = true;
  std::size_t most = 0;  // of long lists of evidence so many are written, and how many there are
};
// One document, docs/schemas/scan-1.schema.json.
std::string json(const record::ScanReport& report, const scan::Catalog& catalog,
                 const MachineOptions& options = {});
// JSON lines, in this order; each function returns one line with its end. A stream without the last
// line is incomplete. docs/schemas/scan-1-line.schema.json.
std::string jsonl_run(const record::Run& run, const MachineOptions& options = {});
std::string jsonl_artifact(const record::Artifact& artifact, const scan::Catalog& catalog);
// Reads the report's run, summary and excluded paths only.
std::string jsonl_summary(const record::ScanReport& report, const MachineOptions& options = {});
// All of them at once.
std::string jsonl(const record::ScanReport& report, const scan::Catalog& catalog,
                  const MachineOptions& options = {});

// SARIF 2.1.0 (OASIS).
std::string sarif(const record::ScanReport& report, const scan::Catalog& catalog,
                  const MachineOptions& options = {});
// JUnit XML as CI systems read it: one test case per artifact.
std::string junit(const record::ScanReport& report, const scan::Catalog& catalog,
                  const MachineOptions& options = {});
// One self-contained page: no outside requests, inert under its own content security policy.
std::string html(const record::ScanReport& report, const scan::Catalog& catalog,
                 const MachineOptions& options = {});

// The structure of one artifact: spans, members, facts, and the lines a parser listed.
struct ListingLine {
  std::uint32_t member = 0;
  record::Range range;
  std::string text;
};
struct InspectOptions {
  TerminalStyle style;
  bool all = false;  // unfold long lists
};
std::string inspect(const record::Artifact& artifact, std::span<const ListingLine> listing,
                    const scan::Catalog& catalog, const InspectOptions& options);
// docs/schemas/inspect-1.schema.json.
std::string inspect_json(const record::Artifact& artifact, std::span<const ListingLine> listing,
                         const scan::Catalog& catalog, const MachineOptions& options = {});

// The page of a rule, verdict, depth, exit code, format or reason; empty when nobody knows `topic`.
std::string explain(std::string_view topic, const scan::Catalog& catalog,
                    const TerminalStyle& style);
// What could have been meant: the nearest topic, or empty.
std::string nearest_topic(std::string_view topic, const scan::Catalog& catalog);
// The list of topics, for `explain` without an argument.
std::string topics(const scan::Catalog& catalog, const TerminalStyle& style);

}  // namespace bartizan::report
