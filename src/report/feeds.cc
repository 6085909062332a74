#include "report/feeds.h"

#include <algorithm>

#include "assure/api.h"
#include "base/escape.h"
#include "base/json_write.h"
#include "report/clock.h"
#include "report/paint.h"
#include "report/text.h"

namespace bartizan::report {
namespace {

namespace feeds = assure::feeds;

// Of what was refused this many lines are shown unasked.
constexpr std::size_t kMostShown = 5;

std::string day(base::Millis time) { return time == 0 ? "not said" : base::format_date(time); }

std::string days_ago(std::int64_t days) {
  if (days < 0) return "in the future";
  if (days == 0) return "today";
  return days == 1 ? "1 day ago" : std::to_string(days) + " days ago";
}

std::string records_of(const record::Feed& feed, bool people) {
  const char* what = feed.kind == record::FeedKind::kev    ? "entry"
                     : feed.kind == record::FeedKind::epss ? "score"
                                                           : "record";
  if (feed.kind == record::FeedKind::kev && feed.records != 1) {
    return number(feed.records, people) + " entries";
  }
  return count_of(feed.records, what, people);
}

std::string data_of(const record::Feed& feed, base::Millis now) {
  std::string out = day(feed.data_date);
  if (feed.data_date != 0) out += ", " + days_ago(feeds::age_of(feed, now).days);
  if (!feed.version.empty()) out += " (" + one_line(feed.version) + ")";
  return out;
}

void write_facts(std::string& out, const Paint& paint, const record::Feed& feed, base::Millis now) {
  constexpr std::size_t kWidth = 12;
  out += paint.fact(2, "from", kWidth, one_line(feed.source));
  out += paint.fact(2, "data", kWidth, data_of(feed, now));
  out += paint.fact(2, "imported", kWidth, minute(feed.imported));
  out += paint.fact(
      2, "sha256", kWidth,
      feed.sha256 + (feed.checksum_offered ? " (as was offered)" : " (none was offered)"));
  if (feed.refused > 0) {
    out += paint.fact(2, "refused", kWidth, number(feed.refused, paint.people()));
  }
}

void json_feed(base::JsonWriter& out, const record::Feed& feed, base::Millis now) {
  const feeds::Age age = feeds::age_of(feed, now);
  const auto time = [](base::Millis at) {
    return at == 0 ? std::optional<std::string>() : std::optional(base::format_utc(at));
  };
  out.field("id", feed.id)
      .field("kind", record::name(feed.kind))
      .field("source", base::escape_name(feed.source))
      .field("data_date", time(feed.data_date))
      .field("data_version", base::encode_text(feed.version))
      .field("imported", time(feed.imported))
      .field("records", feed.records)
      .field("refused", feed.refused)
      .field("sha256", feed.sha256)
      .field("checksum_offered", feed.checksum_offered)
      .field("age_days", age.days)
      .field("stale", age.stale)
      .field("stale_reason", age.sentence);
}

}  // namespace

std::string feeds_list(const FeedsView& view, const TerminalStyle& style) {
  const Paint paint(style);
  std::string out;
  std::size_t stale = 0;
  std::size_t partial = 0;
  for (const record::Feed& feed : view.feeds) {
    const feeds::Age age = feeds::age_of(feed, view.now);
    out += paint.in(Ink::bold, one_line(feed.id)) + "  " + std::string(record::name(feed.kind)) +
           "  " + records_of(feed, paint.people());
    if (age.stale) out += "  " + paint.in(Ink::warn, "stale");
    if (feed.refused > 0) {
      ++partial;
      out += "  " + paint.in(Ink::warn, "not whole");
    }
    out += "\n";
    write_facts(out, paint, feed, view.now);
    if (age.stale) {
      ++stale;
      out += paint.fact(2, "stale", 12, age.sentence);
    }
    out += "\n";
  }
  for (const std::string& sentence : view.broken) {
    out += paint.in(Ink::warn, "unread") + "  " + one_line(sentence) + "\n\n";
  }
  if (view.feeds.empty() && view.broken.empty()) {
    return "no advisories are here yet: bartizan feeds update SOURCE\n";
  }
  out += count_of(view.feeds.size(), "feed", paint.people());
  if (stale > 0) out += " · " + std::to_string(stale) + " stale";
  if (partial > 0) out += " · " + std::to_string(partial) + " not whole";
  if (!view.broken.empty()) out += " · " + std::to_string(view.broken.size()) + " unread";
  return paint.plain(out) + "\n";
}

std::string feeds_json(const FeedsView& view, const MachineOptions& options) {
  base::JsonWriter out(options.pretty);
  out.begin_object().field("schema", "bartizan.feeds/1");
  out.key("feeds").begin_array();
  for (const record::Feed& feed : view.feeds) {
    out.begin_object();
    json_feed(out, feed, view.now);
    out.end_object();
  }
  out.end_array().key("unread").begin_array();
  for (const std::string& sentence : view.broken) out.value(base::encode_text(sentence));
  out.end_array().end_object();
  return out.take() + "\n";
}

std::string feeds_updated(const FeedsUpdateView& view, const TerminalStyle& style, bool verbose) {
  const Paint paint(style);
  std::string out;
  std::size_t written = 0;
  for (const FeedLine& line : view.lines) {
    if (!line.written) {
      out += paint.in(Ink::warn, "not updated") + "  " + one_line(line.source) + "\n";
      out += paint.fact(2, "why", 12, one_line(line.problem));
      if (line.before) {
        out += paint.fact(2, "kept", 12,
                          line.before->id + ", " + records_of(*line.before, paint.people()) +
                              ", imported " + day(line.before->imported));
      }
    } else {
      ++written;
      const feeds::Age age = feeds::age_of(line.feed, view.now);
      out += paint.in(Ink::bold, one_line(line.feed.id)) + "  " +
             std::string(record::name(line.feed.kind)) + "  " +
             records_of(line.feed, paint.people());
      if (line.before) out += ", " + number(line.before->records, paint.people()) + " before";
      out += "\n";
      write_facts(out, paint, line.feed, view.now);
      if (line.duplicates > 0) {
        out += paint.fact(2, "twice", 12,
                          number(line.duplicates, paint.people()) +
                              " of an id that was there already; the newer ones are kept");
      }
      if (line.tally.others > 0) {
        out += paint.fact(2, "besides", 12,
                          number(line.tally.others, paint.people()) + " that are no advisories");
      }
      if (age.stale) out += paint.fact(2, "stale", 12, age.sentence);
      for (const std::string& warning : line.warnings) {
        out += paint.fact(2, "look", 12, one_line(warning));
      }
    }
    const auto& refusals = line.tally.refusals;
    const std::size_t shown = verbose ? refusals.size() : std::min(refusals.size(), kMostShown);
    for (std::size_t i = 0; i < shown; ++i) {
      out += paint.fact(2, "refused", 12,
                        one_line(refusals[i].place) + ": " + one_line(refusals[i].why));
    }
    if (line.tally.refused > shown && !refusals.empty()) {
      out += paint.fact(2, "", 12,
                        "and " + number(line.tally.refused - shown, paint.people()) + " more" +
                            (verbose ? "" : " (-v lists the first ones)"));
    }
    for (const record::Note& note : line.tally.notes) {
      if (line.written) out += paint.fact(2, "look", 12, one_line(note.message));
    }
    out += "\n";
  }
  out += count_of(written, "feed", paint.people()) + " updated";
  if (written < view.lines.size()) {
    out += " · " + std::to_string(view.lines.size() - written) + " not updated";
  }
  out += " · exit " + std::to_string(view.exit_code);
  return paint.plain(out) + "\n";
}

std::string feeds_updated_json(const FeedsUpdateView& view, const MachineOptions& options) {
  base::JsonWriter out(options.pretty);
  out.begin_object().field("schema", "bartizan.feeds-update/1");
  out.key("feeds").begin_array();
  for (const FeedLine& line : view.lines) {
    out.begin_object()
        .field("from", base::escape_name(line.source))
        .field("updated", line.written)
        .field("problem", base::encode_text(line.problem));
    out.key("feed");
    if (line.written) {
      out.begin_object();
      json_feed(out, line.feed, view.now);
      out.end_object();
    } else {
      out.null();
    }
    out.key("records_before");
    line.before ? out.value(line.before->records) : out.null();
    out.field("duplicates", line.duplicates)
        .field("others", line.tally.others)
        .field("refused", line.tally.refused);
    out.key("refusals").begin_array();
    for (const feeds::Refusal& one : line.tally.refusals) {
      out.begin_object()
          .field("place", base::encode_text(one.place))
          .field("why", base::encode_text(one.why))
          .end_object();
    }
    out.end_array().key("warnings").begin_array();
    for (const std::string& warning : line.warnings) out.value(base::encode_text(warning));
    for (const record::Note& note : line.tally.notes) out.value(base::encode_text(note.message));
    out.end_array().end_object();
  }
  out.end_array().field("exit_code", view.exit_code).end_object();
  return out.take() + "\n";
}

}  // namespace bartizan::report
