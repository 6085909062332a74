#include "server/routes/answer.h"

#include <algorithm>

#include "base/escape.h"
#include "server/audit/event.h"
#include "server/routes/changes.h"

namespace bartizan::server {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

Response json(base::JsonWriter& out) {
  Response response;
  response.body = out.take();
  return response;
}

List::List(const Call& call) : call_(call), limit_(call.limit()) {
  if (const auto cursor = call.text("cursor"); cursor && !cursor->empty()) {
    const auto first = parse_integer(*cursor);
    if (first && *first >= 0) {
      first_ = static_cast<std::uint64_t>(*first);
    } else {
      bad_cursor_ = true;
    }
  }
  out_.begin_object().key("items").begin_array();
}

bool List::wanted(std::string_view text) const {
  const auto search = call_.text("q");
  if (!search || search->empty()) return true;
  const auto found = std::ranges::search(text, *search, {}, lower, lower);
  return !found.empty();
}

bool List::in_page() const { return paged_ || (seen_ >= first_ && seen_ - first_ < limit_); }

base::JsonWriter& List::item() {
  if (!in_page()) {
    open_skipped_ = true;
    skipped_ = base::JsonWriter();
    return skipped_.begin_object();
  }
  return out_.begin_object();
}

void List::end_item() {
  if (!open_skipped_) out_.end_object();
  open_skipped_ = false;
  ++seen_;
}

base::JsonWriter& List::raw_item() {
  const bool shown = in_page();
  ++seen_;
  if (shown) return out_;
  skipped_ = base::JsonWriter();
  return skipped_;
}

void List::set_page(std::optional<std::uint64_t> total, std::string next) {
  paged_ = true;
  bad_cursor_ = false;  // the store has taken its own
  total_ = total;
  total_known_ = total.has_value();
  next_ = std::move(next);
}

void List::set_member(std::string_view name, std::string json) {
  members_.insert_or_assign(std::string(name), std::move(json));
}

void List::set_facet(std::string_view name, const std::map<std::string, std::uint64_t>& counts) {
  base::JsonWriter out;
  out.begin_object();
  for (const auto& [value, count] : counts) out.field(base::escape_name(value), count);
  out.end_object();
  facets_[std::string(name)] = out.take();
}

Response List::finish() {
  if (bad_cursor_) {
    return problem(400, "That is no cursor of this list.",
                   {{"query", "cursor", "must be `next` of an earlier answer"}});
  }
  if (!paged_) {
    total_ = seen_;
    if (seen_ > first_ + limit_) next_ = std::to_string(first_ + limit_);
  }
  out_.end_array();
  out_.key("total");
  total_known_ ? out_.value(total_) : out_.null();
  out_.key("next");
  next_.empty() ? out_.null() : out_.value(next_);
  out_.field("as_of", base::format_utc(as_of_ == 0 ? call_.context.now() : as_of_));
  for (const auto& [name, member] : members_) out_.key(name).raw(member);
  if (!facets_.empty()) {
    out_.key("facets").begin_object();
    for (const auto& [name, counts] : facets_) out_.key(name).raw(counts);
    out_.end_object();
  }
  out_.end_object();
  return json(out_);
}

bool fits(const Call& call, std::string_view parameter, std::string_view value) {
  const auto wanted = call.text(parameter);
  return !wanted || *wanted == value;
}

void time_field(base::JsonWriter& out, std::string_view key, base::Millis time) {
  out.key(key);
  time == 0 ? out.null() : out.value(base::format_utc(time));
}

void text_field(base::JsonWriter& out, std::string_view key, std::string_view text) {
  out.key(key);
  text.empty() ? out.null() : out.value(base::encode_text(text));
}

std::expected<std::string, base::Error> note_change(const Call& call, std::string_view what,
                                                    std::string_view subject,
                                                    std::string_view detail) {
  const auto number = call.context.store.audit().append(change_event(call, what, subject, detail));
  if (!number) return std::unexpected(number.error());
  return audit_id(*number);
}

}  // namespace bartizan::server
