#include <algorithm>
#include <charconv>

#include "assure/parse/feed/names.h"
#include "assure/parse/feed/put.h"
#include "assure/parse/feed/records.h"
#include "assure/parse/feed/shared.h"

namespace bartizan::assure::feed {
namespace {

using record::EventKind;
using record::RangeType;
using text::Node;

bool read_events(const Node& range, record::AffectedRange& out) {
  const Node* events = range.find("events");
  if (events == nullptr || !events->is_array()) return false;
  for (const Node& event : events->items) {
    // One object is one event; some databases put several into one.
    for (const Node& member : event.items) {
      if (!member.is_string() && !member.is(Node::Kind::number)) continue;
      EventKind kind;
      if (member.key == "introduced") {
        kind = EventKind::introduced;
      } else if (member.key == "fixed") {
        kind = EventKind::fixed;
      } else if (member.key == "last_affected") {
        kind = EventKind::last_affected;
      } else if (member.key == "limit") {
        kind = EventKind::limit;
      } else {
        continue;
      }
      out.events.push_back({kind, member.text});
    }
  }
  // Without a beginning the range is from the first version on.
  const bool begins = std::ranges::any_of(
      out.events, [](const auto& event) { return event.kind == EventKind::introduced; });
  if (!begins && !out.events.empty()) {
    out.events.insert(out.events.begin(), {EventKind::introduced, "0"});
  }
  return !out.events.empty();
}

RangeType range_type(std::string_view type) {
  if (type == "GIT") return RangeType::git;
  return type == "SEMVER" ? RangeType::semver : RangeType::ecosystem;
}

void read_severity(const Node& owner, record::Advisory& out) {
  const Node* all = owner.find("severity");
  if (all == nullptr || !all->is_array()) return;
  for (const Node& one : all->items) {
    const std::string_view score = one.string("score");
    if (score.starts_with("CVSS:") || one.string("type") == "CVSS_V2") {
      add_unique(out.severities, one_line(score, kMostWord), kMostSeverities);
    } else if (out.severity_word.empty()) {
      out.severity_word = severity_word(score);
    }
  }
}

void read_weaknesses(const Node* specific, record::Advisory& out) {
  if (specific == nullptr) return;
  if (const Node* ids = specific->find("cwe_ids"); ids != nullptr) {
    for (const Node& id : ids->items) add_cwe(out.cwes, id.text);
  }
  if (const Node* all = specific->find("cwes"); all != nullptr) {
    for (const Node& one : all->items) {
      add_cwe(out.cwes, one.is_object() ? one.string("cweId") : std::string_view(one.text));
    }
  }
}

// A model is named by its purl; other ecosystems by their own names.
void read_package(const Node& package, record::Affected& out) {
  const std::string_view ecosystem = package.string("ecosystem");
  const Package known = package_of_ecosystem(ecosystem);
  out.type = known.type;
  out.distribution = known.distribution;
  out.name = canonical_name(out.type, package.string("name"));
  if (ecosystem == "Model" || ecosystem.empty()) {
    const Purl purl = read_purl(package.string("purl"));
    if (!purl.type.empty()) {
      out.type = purl.type;
      out.name = purl.name;
    }
  }
}

bool read_affected(const Node& node, const record::Advisory& advisory, record::Affected& out) {
  const Node* package = node.find("package");
  const Node* specific = node.find("ecosystem_specific");
  if (package != nullptr && package->is_object()) read_package(*package, out);
  if (const Node* hashes = specific == nullptr ? nullptr : specific->find("sha256")) {
    if (hashes->is_string()) out.sha256.push_back(lower(hashes->text));
    for (const Node& hash : hashes->items) out.sha256.push_back(lower(hash.text));
  }
  if (out.name.empty()) {
    // Commits of a repository without a package, and files without a model's name.
    if (out.sha256.empty()) return false;
    out.type = "huggingface";
    out.name = "-";
  }
  if (const Node* ranges = node.find("ranges"); ranges != nullptr && ranges->is_array()) {
    for (const Node& range : ranges->items) {
      record::AffectedRange one{range_type(range.string("type")), {}};
      if (read_events(range, one)) out.ranges.push_back(std::move(one));
    }
  }
  if (const Node* versions = node.find("versions"); versions != nullptr && versions->is_array()) {
    out.versions.reserve(versions->items.size());
    for (const Node& version : versions->items) {
      if (!version.text.empty()) out.versions.push_back(version.text);
    }
  }
  // OSV's own evaluation takes an affected without either as none; a malicious package or a model
  // that is named alone is meant as a whole.
  out.every_version = out.ranges.empty() && out.versions.empty() && out.sha256.empty() &&
                      (advisory.malicious || out.type == "huggingface");
  return true;
}

// The most useful first.
std::size_t rank_of(std::string_view type) {
  constexpr std::string_view kOrder[] = {"ADVISORY", "FIX", "REPORT", "ARTICLE", "WEB"};
  return static_cast<std::size_t>(std::ranges::find(kOrder, type) - std::begin(kOrder));
}

void read_references(const Node& object, record::Advisory& out) {
  const Node* references = object.find("references");
  if (references == nullptr || !references->is_array()) return;
  std::vector<std::pair<std::size_t, std::string_view>> links;
  for (const Node& one : references->items) {
    if (is_link(one.string("url")))
      links.emplace_back(rank_of(one.string("type")), one.string("url"));
  }
  std::ranges::stable_sort(links, {}, &decltype(links)::value_type::first);
  for (const auto& [rank, url] : links) add_unique(out.urls, std::string(url), kMostLinks);
}

std::string summary_of(const Node& object) {
  std::string_view text = object.string("summary");
  if (text.empty()) text = object.string("details");
  // A heading of Markdown, and of what stands below it only the first line.
  while (text.starts_with('#') || text.starts_with(' ') || text.starts_with('\n')) {
    text.remove_prefix(1);
  }
  return one_line(text.substr(0, text.find('\n')), record::kMostSummary);
}

}  // namespace

Taken take_osv(const Node& object, record::RowSink& rows) {
  record::Advisory a;
  a.id = object.string("id");
  a.published = read_time(object.string("published"));
  a.modified = read_time(object.string("modified"));
  a.withdrawn = read_time(object.string("withdrawn"));
  if (a.withdrawn == 0 && !object.string("withdrawn").empty()) {
    record::put_note(rows, {record::NoteLevel::warning, "malformed", 0, 0,
                            one_line(a.id, kMostId) +
                                ": when it was withdrawn cannot be read; it stands"});
  }
  a.summary = summary_of(object);
  add_ids(a.aliases, object.find("aliases"), a.id);
  add_ids(a.upstream, object.find("upstream"), a.id);
  const Node* specific = object.find("database_specific");
  read_severity(object, a);
  if (specific != nullptr) {
    if (const std::string word = severity_word(specific->string("severity")); !word.empty()) {
      a.severity_word = word;
    }
    read_weaknesses(specific, a);
  }
  read_references(object, a);
  const Node* affected = object.find("affected");
  if (affected != nullptr && affected->is_array()) {
    for (const Node& one : affected->items) {
      if (a.severities.empty()) read_severity(one, a);
      read_weaknesses(one.find("database_specific"), a);
    }
  }
  // CWE-506: embedded malicious code.
  a.malicious = a.id.starts_with("MAL-") || std::ranges::find(a.cwes, "CWE-506") != a.cwes.end();
  if (affected != nullptr && affected->is_array()) {
    for (const Node& one : affected->items) {
      record::Affected out;
      if (read_affected(one, a, out)) a.affected.push_back(std::move(out));
    }
  }
  if (std::string why = why_refused(a); !why.empty()) return {0, std::move(why)};
  put_advisory(rows, a, record::FeedKind::osv);
  return {1, {}};
}

}  // namespace bartizan::assure::feed
