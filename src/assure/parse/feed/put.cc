#include "assure/parse/feed/put.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "assure/parse/feed/names.h"

namespace bartizan::assure::feed {
namespace {

constexpr std::array<std::string_view, 4> kRangeTypes{"ecosystem", "semver", "git", "text"};
constexpr std::array<std::string_view, 4> kEvents{"introduced", "fixed", "last_affected", "limit"};

// A row may hold kMostFields fields and kMostRow bytes, their lengths included.
constexpr std::size_t kPiece = 2000;
static_assert(kPiece < record::kMostFields);
static_assert(kPiece * (kMostVersion + 8) < record::kMostRow);

void put_list(record::RowSink& rows, std::string_view kind, const std::vector<std::string>& all) {
  // Ids and links are longer than versions.
  const std::size_t piece = kind == "url" ? 100 : kPiece;
  std::vector<std::string_view> fields;
  for (const std::string& one : all) {
    fields.push_back(one);
    if (fields.size() == piece) {
      rows.row(kind, fields);
      fields.clear();
    }
  }
  if (!fields.empty()) rows.row(kind, fields);
}

void put_range(record::RowSink& rows, const record::AffectedRange& range) {
  std::vector<std::string_view> fields{name(range.type)};
  for (const record::RangeEvent& event : range.events) {
    fields.push_back(name(event.kind));
    fields.push_back(event.version);
    if (fields.size() > kPiece) {
      rows.row("range", fields);
      fields.assign(1, "");
    }
  }
  if (fields.size() > 1) rows.row("range", fields);
}

std::string score_text(double score) {
  std::array<char, 32> buffer{};
  const auto [end, error] = std::to_chars(buffer.begin(), buffer.end(), score);
  return error == std::errc() ? std::string(buffer.begin(), end) : std::string("0");
}

bool fits(const std::vector<std::string>& all, std::size_t count, std::size_t size) {
  return all.size() <= count && std::ranges::all_of(all, [&](const std::string& one) {
           return !one.empty() && is_plain_text(one, size);
         });
}

std::string why_refused(const record::Affected& one) {
  const std::string who = one.name.empty() ? "a package" : one.name.substr(0, 80);
  if (one.type.empty() || !is_plain_text(one.type, kMostWord) || one.name.empty() ||
      !is_plain_text(one.name, kMostName) || !is_plain_text(one.distribution, kMostWord)) {
    return "the name of a package is missing or no text";
  }
  std::size_t events = 0;
  for (const record::AffectedRange& range : one.ranges) {
    events += range.events.size();
    if (range.events.empty()) return "a range of " + who + " has no events";
    for (const record::RangeEvent& event : range.events) {
      if (event.version.empty() || !is_plain_text(event.version, kMostVersion)) {
        return "a version of " + who + " is no text of at most " + std::to_string(kMostVersion) +
               " bytes";
      }
    }
  }
  if (one.ranges.size() > kMostRanges || events > kMostEvents) {
    return who + " has " + std::to_string(one.ranges.size()) + " ranges with " +
           std::to_string(events) + " events; at most " + std::to_string(kMostEvents) + " are read";
  }
  const std::size_t versions = one.versions.size() + one.unaffected.size();
  if (versions > kMostVersions) {
    return who + " lists " + std::to_string(versions) + " versions; at most " +
           std::to_string(kMostVersions) + " are read";
  }
  if (!fits(one.versions, kMostVersions, kMostVersion) ||
      !fits(one.unaffected, kMostVersions, kMostVersion)) {
    return "a version of " + who + " is no text of at most " + std::to_string(kMostVersion) +
           " bytes";
  }
  if (one.sha256.size() > kMostHashes || !std::ranges::all_of(one.sha256, is_sha256)) {
    return "a hash of " + who + " is no SHA-256, or there are too many";
  }
  return {};
}

}  // namespace

std::string_view name(record::RangeType type) {
  return kRangeTypes[static_cast<std::size_t>(type)];
}
std::string_view name(record::EventKind kind) { return kEvents[static_cast<std::size_t>(kind)]; }

bool is_id(std::string_view id) {
  return !id.empty() && id.size() <= kMostId && std::ranges::all_of(id, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-_.:+/@").contains(c);
  });
}

bool is_cve(std::string_view id) {
  if (!id.starts_with("CVE-") || id.size() < 13 || id.size() > 19 || id[8] != '-') return false;
  id.remove_prefix(4);
  return id.find_first_not_of("0123456789", 5) == id.npos &&
         id.substr(0, 4).find_first_not_of("0123456789") == std::string_view::npos;
}

std::string why_refused(const record::Advisory& a) {
  if (!is_id(a.id)) return "its id is missing or is none";
  if (a.affected.size() > kMostAffected) {
    return a.id + " names " + std::to_string(a.affected.size()) + " packages; at most " +
           std::to_string(kMostAffected) + " are read";
  }
  if (a.aliases.size() > kMostNames || !std::ranges::all_of(a.aliases, is_id)) {
    return a.id + ": an alias is no id, or there are too many";
  }
  if (a.upstream.size() > kMostNames || !std::ranges::all_of(a.upstream, is_id)) {
    return a.id + ": an upstream is no id, or there are too many";
  }
  for (const record::Affected& one : a.affected) {
    if (const std::string why = why_refused(one); !why.empty()) return a.id + ": " + why;
  }
  return {};
}

void put_advisory(record::RowSink& rows, const record::Advisory& a, record::FeedKind kind) {
  rows.row("advisory", {a.id, std::to_string(a.published), std::to_string(a.modified),
                        std::to_string(a.withdrawn), a.summary, a.severity_word, score_text(a.cvss),
                        a.malicious ? "malicious" : "", record::name(kind)});
  put_list(rows, "alias", a.aliases);
  put_list(rows, "upstream", a.upstream);
  put_list(rows, "severity", a.severities);
  put_list(rows, "cwe", a.cwes);
  put_list(rows, "url", a.urls);
  for (const record::Affected& one : a.affected) {
    rows.row("affected", {one.type, one.distribution, one.name, one.every_version ? "every" : ""});
    for (const record::AffectedRange& range : one.ranges) put_range(rows, range);
    put_list(rows, "versions", one.versions);
    put_list(rows, "unaffected", one.unaffected);
    put_list(rows, "sha256", one.sha256);
  }
  rows.row("end", {});
}

void put_kev(record::RowSink& rows, const record::KevEntry& entry, bool listed) {
  rows.row("kev", {entry.cve, std::to_string(entry.added), entry.due, entry.vendor, entry.product,
                   entry.name, entry.ransomware ? "ransomware" : "", listed ? "listed" : ""});
}

void put_ssvc(record::RowSink& rows, const record::SsvcPoints& points) {
  rows.row("ssvc", {points.cve, points.exploitation, points.automatable, points.technical_impact,
                    points.version, std::to_string(points.at)});
}

}  // namespace bartizan::assure::feed
