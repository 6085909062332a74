#include "assure/vuln/fit.h"

#include <algorithm>

namespace bartizan::assure::vuln {
namespace {

using record::Affected;
using record::AffectedRange;
using record::EventKind;
using record::RangeEvent;
using record::RangeType;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "1.2.3", and nothing else: what may be compared where no rules are known.
bool is_plain(std::string_view text) {
  if (text.starts_with('v')) text.remove_prefix(1);
  bool digit = false;
  for (const char c : text) {
    if (c == '.' && !digit) return false;
    if (c != '.' && !is_digit(c)) return false;
    digit = c != '.';
  }
  return digit;
}

// The first two numbers, for a quick "certainly another version": lists of versions are long.
struct Front {
  std::string_view first, second;
  bool whole = false;  // nothing that changes how the rest is read
};
std::string_view cut_number(std::string_view& text) {
  std::size_t n = 0;
  while (n < text.size() && is_digit(text[n])) ++n;
  std::string_view number = text.substr(0, n);
  text.remove_prefix(n);
  number.remove_prefix(std::min(number.find_first_not_of('0'), number.size()));
  return number;
}
Front front_of(std::string_view text) {
  Front front;
  if (text.starts_with('v') || text.starts_with('V')) text.remove_prefix(1);
  front.whole = !text.empty() && is_digit(text[0]) && text.find('!') == text.npos;
  front.first = cut_number(text);
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    front.second = cut_number(text);
  }
  return front;
}

bool is_beginning(const RangeEvent& event) {
  return event.kind == EventKind::introduced && event.version == "0";
}

// Where the version stands among the events of one range.
struct Standing {
  Fit fit = Fit::no;
  const RangeEvent* from = nullptr;  // the last event at or below it
  const RangeEvent* to = nullptr;    // the first one above it that ends the window
  bool as_written = false;           // only so, and not when the events are sorted
};

// The state after the highest event at or below the version, as if they had been sorted: the order
// of a record says nothing (OSV schema 1.7.5, "affected[].ranges[].events"). Of two events at one
// version the later one of the record counts.
Standing sorted_standing(const AffectedRange& range, const Scale& scale, std::string_view version) {
  Standing at;
  const auto later = [&](const RangeEvent& event, const RangeEvent* than) {
    if (than == nullptr) return true;
    if (is_beginning(event)) return is_beginning(*than);
    if (is_beginning(*than)) return true;
    return scale.compare(event.version, than->version) >= 0;
  };
  bool limited = false;
  bool below_limit = false;
  for (const RangeEvent& event : range.events) {
    std::partial_ordering order = std::partial_ordering::greater;
    if (!is_beginning(event)) order = scale.against(version, event.version);
    if (event.kind == EventKind::limit) {
      limited = true;
      below_limit |= event.version == "*" || order < 0;
      continue;
    }
    if (order == std::partial_ordering::unordered) return {Fit::possible, &event, nullptr, false};
    const bool reached = event.kind == EventKind::last_affected ? order > 0 : order >= 0;
    if (reached) {
      if (later(event, at.from)) at.from = &event;
    } else if (event.kind != EventKind::introduced) {
      if (at.to == nullptr || scale.compare(event.version, at.to->version) < 0) at.to = &event;
    }
  }
  const bool inside = at.from != nullptr && at.from->kind == EventKind::introduced;
  at.fit = inside && (!limited || below_limit) ? Fit::yes : Fit::no;
  return at;
}

// A record may hold several windows in one range that overlap, such as two that both begin at 0:
// one must not close the other.
Standing paired_standing(const AffectedRange& range, const Scale& scale, std::string_view version) {
  std::vector<std::pair<const RangeEvent*, const RangeEvent*>> windows;
  std::size_t open = 0;  // the first window that has no end yet
  bool alternates = true;
  for (const RangeEvent& event : range.events) {
    if (event.kind == EventKind::limit) return {};
    if (event.kind == EventKind::introduced) {
      alternates = alternates && open == windows.size();
      windows.emplace_back(&event, nullptr);
    } else if (open < windows.size()) {
      windows[open++].second = &event;
    } else {
      // An end without a beginning: the order is not that of windows.
      return {};
    }
  }
  // What begins behind the last end stays open; what was left over before it does not.
  if (windows.size() < 2 || open == 0) return {};
  const bool tail = range.events.back().kind == EventKind::introduced;
  for (std::size_t i = 0; i < windows.size(); ++i) {
    const auto [from, to] = windows[i];
    if (!is_beginning(*from) && !(scale.against(version, from->version) >= 0)) continue;
    bool inside = tail && i + 1 == windows.size();
    if (to != nullptr) {
      const auto order = scale.against(version, to->version);
      inside = order < 0 || (order == 0 && to->kind == EventKind::last_affected);
    }
    if (inside) return {alternates ? Fit::yes : Fit::possible, from, to, !alternates};
  }
  return {};
}

Standing standing(const AffectedRange& range, const Scale& scale, std::string_view version) {
  const Standing at = sorted_standing(range, scale, version);
  if (at.fit != Fit::no) return at;
  const Standing paired = paired_standing(range, scale, version);
  return paired.fit != Fit::no ? paired : at;
}

std::string window(const RangeEvent* from, const RangeEvent* to) {
  std::string out;
  if (from != nullptr && !is_beginning(*from)) out = ">=" + from->version;
  if (to != nullptr) {
    out += std::string(out.empty() ? "" : ", ") + (to->kind == EventKind::fixed ? "<" : "<=") +
           to->version;
  }
  return out.empty() ? "every version" : out;
}

bool is_listed(const std::vector<std::string>& versions, const Scale& scale,
               std::string_view version) {
  if (std::ranges::find(versions, version) != versions.end()) return true;
  const Front own = front_of(version);
  return std::ranges::any_of(versions, [&](const std::string& listed) {
    const Front other = front_of(listed);
    if (own.whole && other.whole && (own.first != other.first || own.second != other.second)) {
      return false;
    }
    return scale.against(version, listed) == 0;
  });
}

// Poetry's `^1.2` and `~1.2` on PyPI's versions, as two bounds; everything else as it stands.
void add_clause(std::vector<text::VersionClause>& interval, const Scale& scale,
                const text::VersionClause& clause) {
  const bool poetry = scale.scheme() == text::VersionScheme::pep440 &&
                      (clause.op == "^" || clause.op == "~");
  if (!poetry) {
    interval.push_back(clause);
    return;
  }
  std::vector<std::uint64_t> numbers;
  std::string_view rest = clause.version;
  while (!rest.empty() && is_digit(rest[0]) && numbers.size() < 8) {
    std::uint64_t n = 0;
    while (!rest.empty() && is_digit(rest[0])) {
      n = std::min<std::uint64_t>(n * 10 + static_cast<std::uint64_t>(rest[0] - '0'), 1'000'000'000);
      rest.remove_prefix(1);
    }
    numbers.push_back(n);
    if (rest.starts_with('.')) rest.remove_prefix(1);
  }
  interval.push_back({">=", clause.version});
  if (numbers.empty()) return;
  // The caret keeps the first number that is not zero, the tilde the second one.
  std::size_t kept = numbers.size() > 1 ? 1 : 0;
  if (clause.op == "^") {
    kept = 0;
    while (kept + 1 < numbers.size() && numbers[kept] == 0) ++kept;
  }
  std::string bound;
  for (std::size_t i = 0; i <= kept; ++i) {
    bound += (i == 0 ? "" : ".") + std::to_string(numbers[i] + (i == kept ? 1 : 0));
  }
  interval.push_back({"<", std::move(bound)});
}

// The rules of a range: its own where it is SemVer's, else those of the ecosystem.
Scale scale_of(const AffectedRange& range, const Scale& scale) {
  return range.type == RangeType::semver && scale.scheme() == text::VersionScheme::generic
             ? Scale("semver")
             : scale;
}

bool has_rules(std::string_view purl_type) {
  return purl_type == "semver" || text::scheme_of(purl_type) != text::VersionScheme::generic;
}

}  // namespace

Scale::Scale(std::string_view purl_type)
    : type_(purl_type), scheme_(text::scheme_of(purl_type)), known_(has_rules(purl_type)) {}

bool Scale::is_version(std::string_view text) const {
  return known_ ? text::is_version(scheme_, text) : is_plain(text);
}

std::partial_ordering Scale::compare(std::string_view a, std::string_view b) const {
  if (!known_ && !(is_plain(a) && is_plain(b))) {
    return a == b ? std::partial_ordering::equivalent : std::partial_ordering::unordered;
  }
  return text::compare_versions(scheme_, a, b);
}

std::partial_ordering Scale::against(std::string_view own, std::string_view bound) const {
  if (!known_) return compare(own, bound);
  return text::compare_release(scheme_, own, bound);
}

bool Scale::pre_release(std::string_view text) const {
  // The release that a pre-release comes before has the same numbers and nothing behind them.
  std::size_t n = text.starts_with('v') ? 1 : 0;
  while (n < text.size() && (is_digit(text[n]) || text[n] == '.')) ++n;
  std::string_view numbers = text.substr(0, n);
  while (numbers.ends_with('.')) numbers.remove_suffix(1);
  return compare(text, numbers) < 0;
}

std::string shown(const AffectedRange& range) {
  std::string out;
  const RangeEvent* from = nullptr;
  for (const RangeEvent& event : range.events) {
    if (event.kind == EventKind::introduced) {
      if (from != nullptr) out += (out.empty() ? "" : " or ") + window(from, nullptr);
      from = &event;
      continue;
    }
    if (event.kind == EventKind::limit) continue;
    out += (out.empty() ? "" : " or ") + window(from, &event);
    from = nullptr;
  }
  if (from != nullptr) out += (out.empty() ? "" : " or ") + window(from, nullptr);
  return out;
}

Fit fits(const Affected& affected, const Scale& scale, std::string_view version, std::string& why) {
  if (affected.every_version) {
    why = "every version";
    return Fit::yes;
  }
  if (version.empty()) {
    why = "its version is not known";
    return Fit::possible;
  }
  if (is_listed(affected.unaffected, scale, version)) return Fit::no;
  if (is_listed(affected.versions, scale, version)) {
    why = std::string(version) + " is listed";
    return Fit::yes;
  }
  Fit fit = Fit::no;
  bool comparable = !affected.versions.empty();
  bool commits = false;
  for (const AffectedRange& range : affected.ranges) {
    if (range.type == RangeType::git) {
      commits = true;
      continue;
    }
    const Scale rules = scale_of(range, scale);
    if (rules.against(version, version) == std::partial_ordering::unordered) {
      // A list was compared letter by letter above; a range cannot be.
      fit = Fit::possible;
      why = std::string(version) + " cannot be compared with " + shown(range);
      continue;
    }
    const Standing at = standing(range, rules, version);
    if (at.fit == Fit::yes) {
      why = std::string(version) + " is in " + window(at.from, at.to);
      return Fit::yes;
    }
    if (at.fit == Fit::possible) {
      fit = Fit::possible;
      why = std::string(version) + (at.as_written ? " is in " + window(at.from, at.to) +
                                                        " as the events are written, not sorted"
                                                  : " cannot be compared with " + at.from->version);
    } else {
      comparable = true;
    }
  }
  if (fit == Fit::possible || comparable) return fit;
  if (commits) {
    why = "only commits are named";
    return Fit::possible;
  }
  return Fit::no;
}

Fit fits(const Affected& affected, std::string_view version, std::string& why) {
  return fits(affected, Scale(affected.type), version, why);
}

Fit may_fit(const Affected& affected, const Scale& scale,
            std::span<const text::VersionClause> clauses, std::string& why) {
  if (affected.every_version || clauses.empty()) {
    std::string ignored;
    return fits(affected, scale, {}, why);
  }
  // Without its exceptions a constraint is one interval.
  std::vector<text::VersionClause> interval;
  std::string_view low;
  for (const text::VersionClause& clause : clauses) {
    if (clause.op == "!=") continue;
    add_clause(interval, scale, clause);
    if (clause.op == "<" || clause.op == "<=" || clause.version.contains('*')) continue;
    if (low.empty() || scale.compare(clause.version, low) > 0) low = clause.version;
  }
  const auto allowed = [&](std::string_view version) {
    return text::satisfies(scale.scheme(), version, interval);
  };
  why = "the range that is asked for allows it";
  for (const std::string& listed : affected.versions) {
    // What is no version cannot be chosen by a range.
    if (allowed(listed) == std::optional(true)) return Fit::possible;
  }
  bool decided = !affected.versions.empty();
  for (const AffectedRange& range : affected.ranges) {
    if (range.type == RangeType::git) continue;
    decided = true;
    // Apart when the window ends at or below the interval, or begins above it.
    const RangeEvent* from = nullptr;
    const auto meets = [&](const RangeEvent* to) {
      if (to != nullptr && !low.empty()) {
        const auto order = scale.compare(to->version, low);
        if (order < 0 || (order == 0 && to->kind == EventKind::fixed)) return false;
      }
      if (from == nullptr || is_beginning(*from)) return true;
      const bool above = low.empty() || scale.compare(from->version, low) > 0;
      return !above || allowed(from->version) != std::optional(false);
    };
    for (const RangeEvent& event : range.events) {
      if (event.kind == EventKind::limit) continue;
      if (event.kind == EventKind::introduced) {
        if (from != nullptr && meets(nullptr)) return Fit::possible;
        from = &event;
        continue;
      }
      if (meets(&event)) return Fit::possible;
      from = nullptr;
    }
    if (from != nullptr && meets(nullptr)) return Fit::possible;
  }
  if (decided) return Fit::no;
  why = "only commits are named";
  return affected.ranges.empty() ? Fit::no : Fit::possible;
}

}  // namespace bartizan::assure::vuln
