#include "report/notices.h"

#include <algorithm>

#include "base/escape.h"
#include "base/hash.h"
#include "base/json_write.h"
#include "record/watch_json.h"
#include "report/clock.h"
#include "report/paint.h"
#include "report/text.h"

namespace bartizan::report {
namespace {

constexpr std::size_t kLabel = 12;
constexpr base::Millis kMinute = 60'000, kHour = 60 * kMinute, kDay = 24 * kHour;

void time_field(base::JsonWriter& out, std::string_view name, base::Millis at) {
  out.key(name);
  at == 0 ? out.null() : out.value(base::format_utc(at));
}

void text_or_null(base::JsonWriter& out, std::string_view name, std::string_view text) {
  out.key(name);
  text.empty() ? out.null() : out.value(base::encode_text(text));
}

Ink ink(record::Severity severity) {
  switch (severity) {
    case record::Severity::critical:
    case record::Severity::high:
      return Ink::bad;
    case record::Severity::medium:
      return Ink::warn;
    case record::Severity::low:
    case record::Severity::info:
      return Ink::dim;
  }
  return Ink::plain;
}

// A UUID of a text (RFC 9562, version 8: its bits are ours).
std::string uuid(std::string_view text) {
  std::string digits = base::hex(base::sha256(text)).substr(0, 32);
  digits[12] = '8';
  digits[16] = "89ab"[static_cast<unsigned char>(digits[16]) % 4];
  for (const std::size_t at : {20U, 16U, 12U, 8U}) digits.insert(at, 1, '-');
  return "urn:uuid:" + digits;
}

// XML has no control characters, not even as references.
std::string xml(std::string_view text) { return markup(one_line(text)); }

void write_notices(base::JsonWriter& out, const NotifyView& view) {
  out.key("notices").begin_array();
  for (const record::Notice& notice : view.notices) record::write(out, notice);
  out.end_array();
}

}  // namespace

std::string interval(base::Millis span) {
  const auto say = [](base::Millis n, const char* unit) {
    return std::to_string(n) + " " + unit + (n == 1 ? "" : "s");
  };
  if (span % kDay == 0) return say(span / kDay, "day");
  if (span % kHour == 0) return say(span / kHour, "hour");
  return say(std::max<base::Millis>(1, span / kMinute), "minute");
}

std::string watched(const WatchView& view, const TerminalStyle& style) {
  const Paint paint(style);
  if (view.lines.empty()) {
    return "nothing is watched; add a folder: bartizan watch add PATH\n";
  }
  std::string out;
  std::size_t due = 0, failing = 0;
  for (const WatchedLine& line : view.lines) {
    const record::Watched& place = line.place;
    out += paint.in(Ink::bold, one_line(place.path)) + "\n";
    out += paint.fact(2, "every", kLabel,
                      interval(line.interval) +
                          (line.interval < place.interval
                               ? ", while the posture is raised; else " + interval(place.interval)
                               : "") +
                          (place.rate == 0 ? "" : ", at " + size(place.rate) + " a second"));
    out += paint.fact(
        2, "last", kLabel,
        place.looked == 0 ? "never" : minute(place.looked) + ": " + one_line(place.result));
    if (place.looked != 0 && place.changed + place.gone > 0) {
      out += paint.fact(2, "moved", kLabel,
                        std::to_string(place.changed) + " new or changed, " +
                            std::to_string(place.gone) + " gone");
    }
    if (!place.problem.empty()) {
      ++failing;
      out += paint.fact(
          2, "problem", kLabel,
          paint.in(Ink::bad, one_line(place.problem)) + ", since " + minute(place.failing));
    }
    if (line.is_due) ++due;
    out += paint.fact(2, "next", kLabel,
                      line.is_late ? paint.in(Ink::bad, "overdue since " + minute(line.due)) +
                                         ": bartizan watch run, or bartizan serve"
                      : line.is_due ? "due now"
                                    : minute(line.due));
  }
  out += "\nas of " + minute(view.now) + ": " + count_of(view.lines.size(), "watched place") +
         ", " + std::to_string(due) + " due, " + std::to_string(failing) + " not read whole\n";
  return out;
}

std::string watched_json(const WatchView& view, const MachineOptions& options) {
  base::JsonWriter out(options.pretty);
  out.begin_object().field("schema", "bartizan.watch/1");
  out.field("as_of", base::format_utc(view.now)).field("raised", view.raised);
  out.key("places").begin_array();
  for (const WatchedLine& line : view.lines) {
    const record::Watched& place = line.place;
    out.begin_object().field("path", base::escape_name(place.path));
    out.field("interval_seconds", place.interval / 1000);
    out.field("interval_in_force_seconds", line.interval / 1000).field("rate", place.rate);
    out.field("by", base::encode_text(place.by));
    time_field(out, "added", place.at);
    time_field(out, "looked", place.looked);
    time_field(out, "due", line.due);
    out.field("is_due", line.is_due).field("is_late", line.is_late);
    out.field("files", place.files).field("read", place.read).field("changed", place.changed);
    out.field("gone", place.gone).field("unread", place.unread);
    text_or_null(out, "result", place.result);
    text_or_null(out, "problem", place.problem);
    time_field(out, "failing_since", place.failing);
    out.end_object();
  }
  out.end_array().end_object();
  return out.take() + "\n";
}

std::string notify(const NotifyView& view, const TerminalStyle& style) {
  const Paint paint(style);
  std::string out;
  if (view.targets.empty()) {
    out += "nobody is told; add somebody: bartizan notify add webhook ADDRESS\n";
  }
  for (const TargetLine& line : view.targets) {
    const record::NotifyTarget& target = line.target;
    out += paint.in(Ink::bold, one_line(target.name)) + "  " +
           std::string(record::name(target.kind)) + (target.on ? "" : ", off") + "\n";
    out += paint.fact(2, "address", kLabel, one_line(target.address));
    out += paint.fact(2, "from", kLabel, std::string(record::name(target.least)) + " on");
    out += paint.fact(2, "id", kLabel, target.id);
    out += paint.fact(2, "told", kLabel,
                      (target.delivered == 0 ? "never" : minute(target.delivered)) + "; " +
                          std::to_string(line.waiting) + " waiting, " +
                          std::to_string(line.given_up) + " given up");
    if (!target.problem.empty()) {
      out += paint.fact(2, "problem", kLabel, paint.in(Ink::bad, one_line(target.problem)));
    }
  }
  if (!view.with_notices) return out;
  if (!out.empty()) out += "\n";
  for (const record::Notice& notice : view.notices) {
    out += paint.in(ink(notice.severity), record::name(notice.severity)) + "  " +
           one_line(notice.title) + "\n";
    if (!notice.detail.empty()) out += paint.fact(2, "what", kLabel, one_line(notice.detail));
    out += paint.fact(2, "at", kLabel, minute(notice.at) + "  " + notice.id);
  }
  out += count_of(view.notices.size(), "notice") + ", as of " + minute(view.now) + "\n";
  return out;
}

std::string notify_json(const NotifyView& view, const MachineOptions& options) {
  base::JsonWriter out(options.pretty);
  out.begin_object().field("schema", "bartizan.notify/1");
  out.field("as_of", base::format_utc(view.now)).key("targets").begin_array();
  for (const TargetLine& line : view.targets) {
    const record::NotifyTarget& target = line.target;
    out.begin_object().field("id", target.id).field("kind", record::name(target.kind));
    out.field("name", base::encode_text(target.name));
    out.field("address", base::escape_name(target.address));
    out.field("least", record::name(target.least)).field("on", target.on);
    out.field("link_local", target.link_local).field("by", base::encode_text(target.by));
    time_field(out, "added", target.at);
    time_field(out, "delivered", target.delivered);
    text_or_null(out, "problem", target.problem);
    out.field("waiting", line.waiting).field("given_up", line.given_up).end_object();
  }
  out.end_array();
  if (view.with_notices) write_notices(out, view);
  out.end_object();
  return out.take() + "\n";
}

std::string notices_atom(std::span<const record::Notice> notices, const AtomOptions& options) {
  base::Millis updated = notices.empty() ? options.now : 0;
  for (const record::Notice& notice : notices) updated = std::max(updated, notice.at);
  const std::string at = xml(options.address);
  std::string out =
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
      "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\">\n"
      "  <title>Bartizan: notices</title>\n"
      "  <subtitle>As of " +
      base::format_utc(options.now) +
      ". Not affiliated with or endorsed by CISA or DHS.</subtitle>\n"
      "  <id>" +
      uuid("bartizan feed " + options.installation) + "</id>\n  <updated>" +
      base::format_utc(updated) + "</updated>\n  <author><name>Bartizan</name></author>\n" +
      "  <link rel=\"self\" type=\"application/atom+xml\" href=\"" + at +
      "/api/v1/feed.atom\"/>\n  <link rel=\"alternate\" type=\"text/html\" href=\"" + at +
      "/\"/>\n";
  for (const record::Notice& notice : notices) {
    out += "  <entry>\n    <title>" + xml(record::name(notice.severity)) + ": " +
           xml(notice.title) + "</title>\n    <id>" +
           uuid("bartizan " + options.installation + " " + notice.id) + "</id>\n    <updated>" +
           base::format_utc(notice.at) + "</updated>\n    <category term=\"" +
           xml(record::name(notice.kind)) + "\"/>\n    <link rel=\"alternate\" href=\"" + at + "/" +
           xml(base::escape_name(notice.page)) + "\"/>\n    <summary>" +
           xml(notice.detail.empty() ? notice.title : notice.detail) + "</summary>\n  </entry>\n";
  }
  return out + "</feed>\n";
}

}  // namespace bartizan::report
