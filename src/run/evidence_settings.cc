#include "run/evidence_settings.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "run/estate.h"
#include "run/evidence.h"
#include "run/evidence_parts.h"
#include "run/import_inventory.h"

namespace bartizan::run {
namespace {

using record::Evidence;
using record::EvidenceKind;
using use::Setting;
using use::Stated;

constexpr std::string_view kCommand = "discover";
// What people write by hand is smaller (use/parse/discover/infra/documents.cc).
constexpr std::uint64_t kMostFile = std::uint64_t{4} << 20;
// So many sentences are said of one thing.
constexpr std::size_t kMostSentences = 3;

// Absolute, of a path as discovery shows it.
std::string place_of(const DiscoverReport& report, const std::string& path) {
  if (report.run.roots.size() != 1) return absolute_path(path);
  const std::string root = absolute_path(report.run.roots.front());
  std::error_code error;
  return std::filesystem::is_directory(root, error) ? root + "/" + path : root;
}

// The byte range of a line, without its end.
record::EvidenceSpan span_of(std::string_view bytes, std::uint32_t line, std::string_view label) {
  std::size_t start = 0;
  for (std::uint32_t at = 1; at < line; ++at) {
    const std::size_t end = bytes.find('\n', start);
    if (end == bytes.npos) return {};
    start = end + 1;
  }
  std::size_t end = std::min(bytes.find('\n', start), bytes.size());
  if (end > start && bytes[end - 1] == '\r') --end;
  return {"", start, end - start, std::string(label)};
}

// What is worst counts: one container that runs as root is enough.
void put_topic(Evidence& piece, const std::string& topic, const std::vector<const Setting*>& said) {
  const Stated worst = (*std::ranges::min_element(said, {}, &Setting::stated))->stated;
  evidence::put(piece, topic, std::string(use::name(worst)));
  std::string why;
  std::size_t sentences = 0, left_out = 0;
  for (const Setting* one : said) {
    if (one->stated != worst) continue;
    if (sentences++ < kMostSentences) {
      why += (why.empty() ? piece.name + ": " : "; ") + one->why;
    } else {
      ++left_out;
    }
  }
  if (left_out > 0) why += "; and " + std::to_string(left_out) + " more";
  evidence::put(piece, topic + ":why", std::move(why));
}

Evidence piece_of(store::Store& store, const std::string& path,
                  const std::vector<const Setting*>& settings, base::Millis now) {
  Evidence piece = left_piece(store, EvidenceKind::configuration, path, kCommand, now);
  std::map<std::string, std::vector<const Setting*>> topics;
  for (const Setting* one : settings) topics[one->topic].push_back(one);
  for (const auto& [topic, said] : topics) put_topic(piece, topic, said);
  const auto whole = read_whole(path, kMostFile);
  if (!whole) return piece;
  piece.sha256 = whole->sha256;
  for (const Setting* one : settings) {
    record::EvidenceSpan span = span_of(whole->bytes, one->line, one->topic);
    if (span.length == 0 || std::ranges::find(piece.spans, span) != piece.spans.end()) continue;
    piece.spans.push_back(std::move(span));
  }
  return piece;
}

bool lies_below(std::string_view path, std::string_view root) {
  return path == root || (path.starts_with(root) && path.size() > root.size() &&
                          (path[root.size()] == '/' || root == "/"));
}

// What an earlier reading left below a root and this one does not say any more.
base::Result<void> add_gone(store::Store& store, const std::string& root,
                            const std::set<std::string>& said, base::Millis now,
                            std::vector<Evidence>& out) {
  std::vector<std::string> systems{""};
  const auto rows = store.estate().systems_in(root);
  if (!rows) return std::unexpected(rows.error());
  for (const store::SystemRow& row : *rows) systems.push_back(row.system.id);
  const auto around = system_at(store, root);
  if (!around) return std::unexpected(around.error());
  if (!around->empty()) systems.push_back(*around);
  std::set<std::string> seen;
  for (const std::string& system : systems) {
    const auto left = system.empty() ? store.evidence().latest_of_organisation()
                                     : store.evidence().latest(system);
    if (!left) return std::unexpected(left.error());
    for (const Evidence& piece : *left) {
      // What was left out has a type (run/left_out.h), and is taken back there.
      const bool ours = piece.kind == EvidenceKind::configuration && piece.fact("type").empty() &&
                        piece.producer.starts_with(kCommand) && lies_below(piece.subject, root);
      if (!ours || piece.fact("gone") == "yes" || said.contains(piece.subject) ||
          !seen.insert(piece.system + '\n' + piece.subject).second) {
        continue;
      }
      Evidence gone = left_piece(store, EvidenceKind::configuration, piece.subject, kCommand, now);
      gone.system = piece.system;
      evidence::put_yes(gone, "gone", true);
      out.push_back(std::move(gone));
    }
  }
  return {};
}

}  // namespace

base::Result<std::vector<Evidence>> settings_evidence(store::Store& store,
                                                      const DiscoverReport& report,
                                                      base::Millis now) {
  std::vector<Evidence> pieces;
  if (report.interrupted) return pieces;
  std::map<std::string, std::vector<const Setting*>> files;
  for (const use::FileSetting& said : report.discovery.settings) {
    files[place_of(report, said.path)].push_back(&said.setting);
  }
  std::set<std::string> said;
  for (const auto& [path, settings] : files) {
    pieces.push_back(piece_of(store, path, settings, now));
    said.insert(path);
  }
  for (const std::string& root : report.run.roots) {
    const auto done = add_gone(store, absolute_path(root), said, now, pieces);
    if (!done) return std::unexpected(done.error());
  }
  return pieces;
}

}  // namespace bartizan::run
