// Evidence of kind `scan`: the last sighting of each model file of a system.
#include <algorithm>

#include "base/escape.h"
#include "io/tree.h"
#include "run/evidence_parts.h"
#include "scan/catalog.h"

namespace bartizan::run::evidence {
namespace {

// More findings of one file than these stand in its report.
constexpr std::size_t kMostSpans = 256;

bool is_below(std::string_view path, std::string_view folder) {
  return path.starts_with(folder) && path.substr(folder.size()).starts_with('/');
}

// "a > b" with escaped names, as people read it.
std::string inside(std::string_view member) {
  std::string out;
  while (!member.empty()) {
    const std::size_t end = std::min(member.find(" > "), member.size());
    out += (out.empty() ? "" : " › ") + base::unescape_name(std::string(member.substr(0, end)));
    member.remove_prefix(std::min(end + 3, member.size()));
  }
  return out;
}

bool interprets_pickle(const store::SeenFile& file) {
  const auto is_one = [](std::string_view format) {
    return scan::Catalog::embedded().list("evidence-pickle-formats", format).has_value();
  };
  return is_one(file.format) || std::ranges::any_of(file.formats, is_one);
}

record::Evidence piece_of(const store::SeenFile& file, std::string_view folder,
                          const CollectOptions& options) {
  record::Evidence piece;
  piece.kind = record::EvidenceKind::scan;
  piece.subject = file.path;
  piece.name = is_below(file.path, folder) ? file.path.substr(folder.size() + 1) : file.path;
  piece.sha256 = file.sha256.value_or("");
  // Without a hash only this tells other bytes from those that were read.
  if (!file.sha256) put(piece, "stamp", file.stamp);
  piece.producer = producer("scan", file.engine);
  piece.at = file.seen;
  piece.expires = file.seen + options.age;
  put(piece, "verdict", std::string(record::name(file.verdict)));
  put(piece, "coverage", std::string(record::name(file.coverage)));
  put(piece, "depth", std::string(record::name(file.depth)));
  put(piece, "format", file.format);
  put(piece, "size", file.size);
  if (interprets_pickle(file)) put_yes(piece, "pickle", true);
  std::set<std::string> rules;
  std::uint64_t accepted = 0;
  for (const store::SeenFinding& finding : file.findings) {
    if (finding.accepted) {
      ++accepted;
    } else {
      rules.insert(finding.rule);
    }
    if (piece.spans.size() == kMostSpans) continue;
    piece.spans.push_back({inside(finding.member), finding.offset, finding.length, finding.rule});
  }
  std::string text;
  for (const std::string& rule : rules) text += (text.empty() ? "" : " ") + rule;
  put(piece, "rules", std::move(text));
  put(piece, "findings", file.findings.size() - accepted);
  put(piece, "accepted", accepted);
  return piece;
}

}  // namespace

base::Result<void> add_scans(const Collector& collector, const SystemRef& system) {
  if (system.path.empty()) return {};
  const auto files = collector.source.files(system.path);
  if (!files) return std::unexpected(files.error());
  if (files->empty()) return {};
  // A file below another system's folder inside this one is that system's.
  const auto rows = collector.source.systems_in(system.place);
  if (!rows) return std::unexpected(rows.error());
  std::vector<std::string> nested;
  for (const store::SystemRow& row : *rows) {
    std::string folder = row.place + "/" + row.system.path;
    if (row.system.path != "." && is_below(folder, system.path)) {
      nested.push_back(std::move(folder));
    }
  }
  for (const store::SeenFile& file : *files) {
    const auto holds = [&](const std::string& folder) { return is_below(file.path, folder); };
    if (std::ranges::any_of(nested, holds)) continue;
    // Somebody may have read them by their path; no loader does. What does harm is said all the same.
    if (file.verdict != record::Verdict::malicious && file.verdict != record::Verdict::suspicious &&
        is_below(file.path, system.path) &&
        io::is_git_object(std::string_view(file.path).substr(system.path.size() + 1))) {
      continue;
    }
    collector.out.push_back(piece_of(file, system.path, collector.options));
  }
  return {};
}

}  // namespace bartizan::run::evidence
