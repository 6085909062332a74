#include "report/assess_parts.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "base/escape.h"
#include "report/clock.h"
#include "report/text.h"

namespace bartizan::report {

using assure::assess::Holds;
using record::Status;

std::string_view symbol(Status status) {
  switch (status) {
    case Status::met:
      return "✓";
    case Status::partly:
      return "~";
    case Status::unmet:
      return "✗";
    case Status::unknown:
      return "?";
    case Status::not_applicable:
      break;
  }
  return "·";
}

std::string_view word(Status status) {
  return status == Status::not_applicable ? "n/a" : record::name(status);
}

std::string Freshness::sentence(base::Millis now) const {
  std::string text = now == 0 ? "" : "as of " + minute(now) + "; ";
  const std::string all = std::to_string(files);
  const std::uint64_t missed = unread.size() + more_unread - folders;
  if (files == 0) {
    if (folders == 0) {
      return text +
             (was_read ? "no scan of a model file stands behind it" : "no file was read for it");
    }
  } else if (missed == 0) {
    text += files == 1 ? "the one file behind it was looked at"
                       : "all " + all + " files behind it were looked at";
  } else {
    text += std::to_string(missed) + " of " + all + (files == 1 ? " file" : " files") +
            (missed == 1 ? " was" : " were") + " not read again";
  }
  if (folders > 0) {
    text += (files == 0 ? "" : "; ") +
            (folders == 1 ? "its folder has changed since it was read"
                          : std::to_string(folders) + " folders have changed since they were read");
  }
  return oldest == 0 ? text : text + "; the oldest reading is of " + minute(oldest);
}

const record::Evidence* AssessView::piece(std::string_view id) const {
  if (!pieces) {
    pieces = std::make_shared<std::unordered_map<std::string_view, const record::Evidence*>>();
    for (const auto* all : {&evidence, &remembered}) {
      for (const record::Evidence& piece : *all) pieces->emplace(piece.id, &piece);
    }
  }
  const auto at = pieces->find(id);
  return at == pieces->end() ? nullptr : at->second;
}

std::string AssessView::about() const {
  if (system.empty() && system_name.empty()) return "the organisation";
  return one_line(system_name.empty() ? system : system_name);
}

namespace assess_parts {

Ink ink(Status status) {
  switch (status) {
    case Status::met:
      return Ink::good;
    case Status::partly:
      return Ink::warn;
    case Status::unmet:
      return Ink::bad;
    case Status::unknown:
      return Ink::unsure;
    case Status::not_applicable:
      break;
  }
  return Ink::dim;
}

namespace {

Status as_status(Holds holds) {
  switch (holds) {
    case Holds::yes:
      return Status::met;
    case Holds::no:
      return Status::unmet;
    case Holds::not_applicable:
      return Status::not_applicable;
    case Holds::unknown:
      break;
  }
  return Status::unknown;
}

}  // namespace

Ink ink(Holds holds) { return ink(as_status(holds)); }
std::string_view symbol(Holds holds) { return report::symbol(as_status(holds)); }

std::string group_title(const assure::assess::Framework& framework, std::string_view group) {
  std::string title;
  // A group that is its own ancestor would be a mistake of the catalogue; the depth ends it.
  for (int depth = 0; depth < 4 && !group.empty(); ++depth) {
    const assure::assess::Group* found = framework.group(group);
    if (found == nullptr) break;
    title = found->title + (title.empty() ? "" : " / " + title);
    group = found->parent;
  }
  return title;
}

std::string days(base::Millis span) {
  constexpr base::Millis kDay = base::Millis{24} * 60 * 60 * 1000;
  span = std::max<base::Millis>(span, 0);
  if (span < kDay) return "less than a day";
  return std::to_string(span / kDay) + (span / kDay == 1 ? " day" : " days");
}

namespace {

// How one piece of a kind is called, and several.
std::pair<std::string_view, std::string_view> one_of(record::EvidenceKind kind) {
  using enum record::EvidenceKind;
  switch (kind) {
    case scan:
      return {"scan", "scans"};
    case discovery:
      return {"reading", "readings"};
    case inventory:
      return {"use case", "use cases"};
    case bom:
      return {"bill of materials", "bills of materials"};
    case vulnerabilities:
      return {"look-up of weaknesses", "look-ups of weaknesses"};
    case exposure:
      return {"statement", "statements"};
    case signature:
      return {"signature", "signatures"};
    case gate:
      return {"run of the gate", "runs of the gate"};
    case feed:
      return {"feed", "feeds"};
    case file:
      return {"document", "documents"};
    case configuration:
      return {"setting", "settings"};
    case posture:
      return {"posture", "postures"};
    case policy:
      return {"policy register", "policy registers"};
    case standing:
      return {"standing of all systems", "standings of all systems"};
    default:
      return {"record", "records"};
  }
}

}  // namespace

std::string summary(const AssessView& view, const std::vector<std::string>& ids) {
  std::map<record::EvidenceKind, std::size_t> kinds;
  base::Millis first = 0, last = 0, until = 0;
  for (const std::string& id : ids) {
    const record::Evidence* piece = view.piece(id);
    if (piece == nullptr) continue;
    ++kinds[piece->kind];
    if (piece->at != 0 && (first == 0 || piece->at < first)) first = piece->at;
    last = std::max(last, piece->at);
    if (piece->expires != 0 && (until == 0 || piece->expires < until)) until = piece->expires;
  }
  std::string text;
  for (const auto& [kind, count] : kinds) {
    text += (text.empty() ? "" : ", ") + std::to_string(count) + " " +
            std::string(count == 1 ? one_of(kind).first : one_of(kind).second);
  }
  if (text.empty()) return text;
  text += " of " + base::format_date(first);
  if (base::format_date(first) != base::format_date(last)) text += " to " + base::format_date(last);
  if (until != 0) {
    text += until <= view.now() ? "; expired on " : "; counts until ";
    text += base::format_date(until);
  }
  return text;
}

Pieces pieces_of(const AssessView& view, const assure::assess::Judged& judged, std::size_t most) {
  std::map<std::string_view, std::size_t> named;
  for (const auto& checked : judged.checks) {
    for (const std::string& name : checked.outcome.against) named.emplace(name, named.size());
  }
  struct Placed {
    std::size_t place;
    const record::Evidence* piece;
  };
  std::vector<Placed> placed;
  for (const std::string& id : judged.evidence) {
    if (most != 0 && placed.size() == kMostOrdered) break;
    const record::Evidence* piece = view.piece(id);
    if (piece == nullptr) continue;
    const auto at = named.find(piece->name);
    placed.push_back({at == named.end() ? named.size() : at->second, piece});
  }
  std::ranges::sort(placed, {}, [](const Placed& one) {
    return std::tie(one.place, one.piece->name, one.piece->id);
  });
  if (most != 0 && placed.size() > most) placed.resize(most);
  Pieces pieces;
  for (const Placed& one : placed) pieces.push_back(one.piece);
  return pieces;
}

void write_totals(base::JsonWriter& out, const assure::assess::Totals& totals) {
  out.begin_object();
  for (const Status status :
       {Status::met, Status::partly, Status::unmet, Status::unknown, Status::not_applicable}) {
    out.field(status == Status::not_applicable ? "not_applicable" : record::name(status),
              totals.of(status));
  }
  out.end_object();
}

void write_time(base::JsonWriter& out, std::string_view key, base::Millis at) {
  out.key(key);
  if (at == 0) {
    out.null();
  } else {
    out.value(base::format_utc(at));
  }
}

void write_fresh(base::JsonWriter& out, const Freshness& fresh, bool reproducible) {
  out.begin_object().field("not_reread", fresh.unread.size() + fresh.more_unread);
  out.field("of", fresh.files + fresh.folders);
  if (!reproducible) write_time(out, "oldest", fresh.oldest);
  out.key("files").begin_array();
  for (const Freshness::Unread& file : fresh.unread) {
    out.begin_object()
        .field("path", base::escape_name(file.path))
        .field("why", base::encode_text(file.why))
        .end_object();
  }
  out.end_array().end_object();
}

std::string check_title(std::string_view reference) {
  const assure::assess::CheckText* text = assure::assess::check_text(reference);
  if (text == nullptr) return std::string(reference);
  const assure::assess::CheckName name = assure::assess::check_name(reference);
  return name.field.empty() ? text->title : text->title + " (" + name.field + ")";
}

}  // namespace assess_parts
}  // namespace bartizan::report
