#include "assure/feeds/rows.h"

#include <algorithm>
#include <charconv>

#include "assure/parse/feed/names.h"
#include "assure/parse/feed/put.h"
#include "assure/parse/feed/shared.h"

namespace bartizan::assure::feeds {
namespace {

using record::FeedKind;
using record::Row;
using std::string_view;

constexpr base::Millis kDay = 86'400'000;
constexpr std::size_t kMostNotes = 100;

template <typename Number>
bool read_number(string_view text, Number& value) {
  const auto [end, error] = std::from_chars(text.begin(), text.end(), value);
  return error == std::errc() && end == text.end();
}

// As names.h gives times: none, or between 1970 and 9999.
bool read_millis(string_view text, base::Millis& value) {
  constexpr base::Millis kEnd = 253'402'300'800'000;
  return read_number(text, value) && value >= 0 && value < kEnd;
}

bool read_part(string_view text, double& value) {
  return read_number(text, value) && value >= 0 && value <= 1;
}

template <std::size_t kSize, typename Enum>
bool read_word(string_view word, const std::array<Enum, kSize>& all, Enum& value) {
  for (const Enum one : all) {
    if (feed::name(one) != word) continue;
    value = one;
    return true;
  }
  return false;
}

bool read_type(string_view word, record::RangeType& type) {
  using enum record::RangeType;
  return read_word(word, std::array{ecosystem, semver, git, text}, type);
}
bool read_event(string_view word, record::EventKind& kind) {
  using enum record::EventKind;
  return read_word(word, std::array{introduced, fixed, last_affected, limit}, kind);
}

bool is_cwe(string_view text) {
  std::vector<std::string> read;
  feed::add_cwe(read, text);
  return read.size() == 1 && read[0] == text;
}

bool is_word(string_view text) { return feed::is_plain_text(text, feed::kMostWord); }

// Moves the fields to `out` when each of them is `good` and the list stays below `most`.
template <typename Good>
bool move_list(Row& row, std::vector<std::string>& out, std::size_t most, const Good& good) {
  if (row.fields.empty() || row.fields.size() > most - std::min(most, out.size()) ||
      !std::ranges::all_of(row.fields, good)) {
    return false;
  }
  for (std::string& field : row.fields) out.push_back(std::move(field));
  return true;
}

bool read_range(Row& row, record::Affected& affected) {
  const string_view type = row.field(0);
  if (row.fields.size() < 3 || row.fields.size() % 2 == 0) return false;
  if (type.empty() && affected.ranges.empty()) return false;
  if (!type.empty()) {
    record::AffectedRange range;
    if (!read_type(type, range.type) || affected.ranges.size() >= feed::kMostRanges) return false;
    affected.ranges.push_back(std::move(range));
  }
  std::vector<record::RangeEvent>& events = affected.ranges.back().events;
  if (events.size() + row.fields.size() / 2 > feed::kMostEvents) return false;
  for (std::size_t i = 1; i + 1 < row.fields.size(); i += 2) {
    record::RangeEvent event;
    if (!read_event(row.fields[i], event.kind)) return false;
    event.version = std::move(row.fields[i + 1]);
    events.push_back(std::move(event));
  }
  return true;
}

}  // namespace

std::uint64_t Tally::all() const {
  std::uint64_t sum = 0;
  for (const std::uint64_t one : records) sum += one;
  return sum;
}

std::optional<FeedKind> Tally::kind() const {
  const auto most = std::ranges::max_element(records);
  if (*most == 0) return std::nullopt;
  return static_cast<FeedKind>(most - records.begin());
}

base::Millis Tally::data_date() const {
  if (stated != 0) return stated;
  return newest != 0 ? newest : future_newest;
}

void Tally::add(const Tally& other) {
  for (std::size_t i = 0; i < records.size(); ++i) records[i] += other.records[i];
  refused += other.refused;
  others += other.others;
  future += other.future;
  newest = std::max(newest, other.newest);
  future_newest = std::max(future_newest, other.future_newest);
  stated = std::max(stated, other.stated);
  if (version.empty()) version = other.version;
  for (const Refusal& one : other.refusals) {
    if (refusals.size() < kMostRefusals) refusals.push_back(one);
  }
  for (const record::Note& one : other.notes) {
    if (notes.size() < kMostNotes) notes.push_back(one);
  }
}

void Rows::dated(base::Millis time) {
  if (time <= now_ + kDay) {
    tally_.newest = std::max(tally_.newest, time);
  } else {
    ++tally_.future;
    tally_.future_newest = std::max(tally_.future_newest, time);
  }
}

void Rows::row(Row&& row) {
  if (believe(row)) return;
  ++disbelieved_;
  // Of an advisory whose part is not believed nothing is.
  if (open_) ++tally_.refused;
  open_.reset();
}

void Rows::end() {
  if (open_) ++tally_.refused;
  open_.reset();
}

bool Rows::believe(Row& row) {
  if (row.kind == "advisory") return advisory(row);
  if (row.kind == "kev") return kev(row);
  if (row.kind == "ssvc") return ssvc(row);
  if (row.kind == "epss") return epss(row);
  if (row.kind == "epss-day") {
    if (row.fields.size() != 2 || !is_word(row.fields[0]) || !is_word(row.fields[1])) return false;
    if (!row.fields[0].empty() && feed::read_time(row.fields[0]) == 0) return false;
    epss_day_ = row.fields[0];
    return true;
  }
  if (row.kind == "about") {
    base::Millis date = 0;
    if (row.fields.size() != 3 || !is_word(row.fields[1]) || !read_millis(row.fields[2], date)) {
      return false;
    }
    tally_.stated = std::max(tally_.stated, date);
    if (tally_.version.empty()) tally_.version = row.fields[1];
    return true;
  }
  if (row.kind == "refused") {
    if (row.fields.size() != 2) return false;
    if (tally_.refusals.size() < kMostRefusals) {
      tally_.refusals.push_back({std::move(row.fields[0]), std::move(row.fields[1])});
    }
    return true;
  }
  if (row.kind == "counts") {
    std::uint64_t records = 0, refused = 0, others = 0;
    if (row.fields.size() != 4 || !read_number(row.fields[0], records) ||
        !read_number(row.fields[1], refused) || !read_number(row.fields[2], others)) {
      return false;
    }
    tally_.refused += refused;
    tally_.others += others;
    return true;
  }
  if (row.kind == record::kNoteRow) {
    record::Note note;
    if (!record::read_note(row, note)) return false;
    if (tally_.notes.size() < kMostNotes) tally_.notes.push_back(std::move(note));
    return true;
  }
  return part(row);
}

bool Rows::advisory(Row& row) {
  if (open_ || row.fields.size() != 9) return false;
  record::Advisory a;
  const auto kind = record::feed_kind(row.fields[8]);
  double score = 0;
  if (!kind || !feed::is_id(row.fields[0]) || !read_millis(row.fields[1], a.published) ||
      !read_millis(row.fields[2], a.modified) || !read_millis(row.fields[3], a.withdrawn) ||
      !feed::is_plain_text(row.fields[4], record::kMostSummary) ||
      !read_number(row.fields[6], score) || !(score >= 0 && score <= 10)) {
    return false;
  }
  const string_view word = row.fields[5];
  if (!word.empty() && feed::severity_word(word) != word) return false;
  a.id = std::move(row.fields[0]);
  a.summary = std::move(row.fields[4]);
  a.severity_word = word;
  a.cvss = score;
  a.malicious = row.fields[7] == "malicious";
  kind_ = *kind;
  open_ = std::move(a);
  return true;
}

bool Rows::part(Row& row) {
  if (!open_) return false;
  record::Advisory& a = *open_;
  if (row.kind == "alias") return move_list(row, a.aliases, feed::kMostNames, feed::is_id);
  if (row.kind == "upstream") return move_list(row, a.upstream, feed::kMostNames, feed::is_id);
  if (row.kind == "severity") {
    return move_list(row, a.severities, feed::kMostSeverities, is_word);
  }
  if (row.kind == "cwe") return move_list(row, a.cwes, feed::kMostWeaknesses, is_cwe);
  if (row.kind == "url") return move_list(row, a.urls, record::kMostUrls, feed::is_link);
  if (row.kind == "affected") {
    if (row.fields.size() != 4 || a.affected.size() >= feed::kMostAffected) return false;
    record::Affected one;
    one.type = std::move(row.fields[0]);
    one.distribution = std::move(row.fields[1]);
    one.name = std::move(row.fields[2]);
    one.every_version = row.fields[3] == "every";
    a.affected.push_back(std::move(one));
    return true;
  }
  if (row.kind == "end") {
    // All bounds of the whole once more, with the parser's own words for them.
    if (!row.fields.empty() || !feed::why_refused(a).empty()) return false;
    dated(std::max(a.published, a.modified));
    ++tally_.records[static_cast<std::size_t>(kind_)];
    out_.take(std::move(a));
    open_.reset();
    return true;
  }
  if (a.affected.empty()) return false;
  record::Affected& one = a.affected.back();
  const auto is_version = [](string_view text) {
    return !text.empty() && feed::is_plain_text(text, feed::kMostVersion);
  };
  if (row.kind == "range") return read_range(row, one);
  if (row.kind == "versions") return move_list(row, one.versions, feed::kMostVersions, is_version);
  if (row.kind == "unaffected") {
    return move_list(row, one.unaffected, feed::kMostVersions, is_version);
  }
  if (row.kind == "sha256") return move_list(row, one.sha256, feed::kMostHashes, feed::is_sha256);
  return false;
}

bool Rows::kev(Row& row) {
  record::KevEntry entry;
  if (open_ || row.fields.size() != 8 || !feed::is_cve(row.fields[0]) ||
      !read_millis(row.fields[1], entry.added)) {
    return false;
  }
  for (const std::string& field : row.fields) {
    if (!feed::is_plain_text(field, record::kMostSummary)) return false;
  }
  entry.cve = std::move(row.fields[0]);
  entry.due = std::move(row.fields[2]);
  if (!entry.due.empty() && (entry.due.size() != 10 || feed::read_time(entry.due) == 0)) {
    return false;
  }
  entry.vendor = std::move(row.fields[3]);
  entry.product = std::move(row.fields[4]);
  entry.name = std::move(row.fields[5]);
  entry.ransomware = row.fields[6] == "ransomware";
  if (row.fields[7] == "listed") {
    dated(entry.added);
    ++tally_.records[static_cast<std::size_t>(FeedKind::kev)];
  }
  out_.take(std::move(entry));
  return true;
}

bool Rows::ssvc(Row& row) {
  record::SsvcPoints points;
  if (open_ || row.fields.size() != 6 || !feed::is_cve(row.fields[0]) ||
      !std::ranges::all_of(row.fields, is_word) || !read_millis(row.fields[5], points.at)) {
    return false;
  }
  points.cve = std::move(row.fields[0]);
  points.exploitation = std::move(row.fields[1]);
  points.automatable = std::move(row.fields[2]);
  points.technical_impact = std::move(row.fields[3]);
  points.version = std::move(row.fields[4]);
  out_.take(std::move(points));
  return true;
}

bool Rows::epss(Row& row) {
  if (open_ || row.fields.empty() || row.fields.size() % 3 != 0) return false;
  for (std::size_t i = 0; i < row.fields.size(); i += 3) {
    record::EpssScore score;
    if (!feed::is_cve(row.fields[i]) || !read_part(row.fields[i + 1], score.probability) ||
        !read_part(row.fields[i + 2], score.percentile)) {
      return false;
    }
    score.cve = std::move(row.fields[i]);
    score.date = epss_day_;
    ++tally_.records[static_cast<std::size_t>(FeedKind::epss)];
    out_.take(std::move(score));
  }
  return true;
}

}  // namespace bartizan::assure::feeds
