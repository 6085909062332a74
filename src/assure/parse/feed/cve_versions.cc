// Versions of CVE records: cve-schema 5.0 to 5.2, "versions" and "defaultStatus", and what people
// write into `version` instead.
#include <algorithm>
#include <array>
#include <charconv>

#include "assure/parse/feed/names.h"
#include "assure/parse/feed/put.h"
#include "assure/parse/feed/records.h"
#include "text/lines.h"

namespace bartizan::assure::feed {
namespace {

using record::Affected;
using record::AffectedRange;
using record::EventKind;
using record::RangeEvent;
using record::RangeType;
using std::string_view;
using text::Node;

// What says nothing about a version.
bool is_nothing(string_view text) {
  constexpr std::array<string_view, 9> kNothing{
      "", "n/a", "na", "-", "none", "unknown", "unspecified", "various", "not specified"};
  return std::ranges::find(kNothing, lower(text)) != kNothing.end();
}
bool is_all(string_view text) {
  constexpr std::array<string_view, 4> kAll{"*", "all", "all versions", "any"};
  return std::ranges::find(kAll, lower(text)) != kAll.end();
}
bool is_zero(string_view text) { return is_nothing(text) || is_all(text) || text == "0"; }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// One word that begins with a digit, or with a v and a digit.
bool is_version_word(string_view text) {
  if (text.size() > kMostVersion) return false;
  if (text.starts_with('v') || text.starts_with('V')) text.remove_prefix(1);
  return !text.empty() && is_digit(text[0]) && text.find_first_of(" \t<>=,;()") == text.npos;
}

// "6.1.*" ends in front of "6.2": the last number, one more. Empty where there is none.
std::string end_of_wildcard(string_view text) {
  if (!text.ends_with(".*") && !text.ends_with(".x") && !text.ends_with(".X")) return {};
  text.remove_suffix(2);
  std::size_t begin = text.size();
  while (begin > 0 && is_digit(text[begin - 1])) --begin;
  std::uint64_t number = 0;
  const string_view digits = text.substr(begin);
  constexpr std::size_t kMostDigits = 18;
  if (digits.empty() || digits.size() > kMostDigits) return {};
  std::from_chars(digits.begin(), digits.end(), number);
  return std::string(text.substr(0, begin)) + std::to_string(number + 1);
}

void add_version(std::vector<std::string>& versions, string_view version) {
  if (version.starts_with('v') || version.starts_with('V')) version.remove_prefix(1);
  versions.emplace_back(version);
}

// "v1.2" and "1.2" are one version in every ecosystem that is compared here.
std::string bare(string_view version) {
  if (version.starts_with('v') || version.starts_with('V')) version.remove_prefix(1);
  return std::string(version);
}

// What one clause of a text says, with "and" between clauses.
struct Clauses {
  std::string from, fixed, last, above, exactly;

  bool any() const {
    return !from.empty() || !fixed.empty() || !last.empty() || !above.empty() || !exactly.empty();
  }
};

// One of "<", "<=", ">", ">=", "=" and a version.
bool take_operator(string_view clause, Clauses& out) {
  std::size_t n = 0;
  while (n < clause.size() && string_view("<>=").contains(clause[n])) ++n;
  const string_view op = clause.substr(0, n);
  const string_view version = text::trim(clause.substr(n));
  if (n == 0 || !is_version_word(version)) return false;
  if (op == "<") {
    out.fixed = bare(version);
  } else if (op == "<=" || op == "=<") {
    out.last = bare(version);
  } else if (op == ">") {
    out.above = bare(version);
  } else if (op == ">=" || op == "=>") {
    out.from = bare(version);
  } else if (op == "=" || op == "==") {
    out.exactly = bare(version);
  } else {
    return false;
  }
  return true;
}

bool strip_front(string_view& text, std::initializer_list<string_view> words) {
  for (const string_view word : words) {
    if (!lower(text.substr(0, word.size())).starts_with(word)) continue;
    text = text::trim(text.substr(word.size()));
    return true;
  }
  return false;
}
bool strip_back(string_view& text, std::initializer_list<string_view> words) {
  for (const string_view word : words) {
    if (text.size() < word.size() || lower(text.substr(text.size() - word.size())) != word)
      continue;
    text = text::trim(text.substr(0, text.size() - word.size()));
    return true;
  }
  return false;
}

// "before 2.0", "3.1 and earlier", "1.2 to 1.4", "1.0 - 1.3".
bool take_words(string_view text, Clauses& out) {
  strip_front(text, {"all versions ", "versions ", "version "});
  if (strip_back(text, {" and earlier", " and prior", " and below", " and before", " or earlier",
                        " or below", " and older", " and previous versions", " and prior versions",
                        " and earlier versions"})) {
    strip_front(text, {"up to ", "through "});
    if (is_version_word(text)) out.last = bare(text);
    return out.any();
  }
  if (strip_front(text, {"before ", "prior to ", "earlier than ", "below "})) {
    strip_front(text, {"version ", "v "});
    if (is_version_word(text)) out.fixed = bare(text);
    return out.any();
  }
  if (strip_front(text, {"up to and including ", "up to ", "through "})) {
    strip_front(text, {"version "});
    if (is_version_word(text)) out.last = bare(text);
    return out.any();
  }
  for (const string_view between : {" through ", " to before ", " to ", " - ", " \xe2\x80\x93 "}) {
    const std::size_t at = text.find(between);
    if (at == text.npos) continue;
    const string_view from = text::trim(text.substr(0, at));
    const string_view to = text::trim(text.substr(at + between.size()));
    if (!is_version_word(from) || !is_version_word(to)) return false;
    out.from = bare(from);
    (between == " to before " ? out.fixed : out.last) = bare(to);
    return true;
  }
  return false;
}

void add_clauses(const Clauses& c, Affected& affected) {
  if (!c.exactly.empty()) affected.versions.push_back(c.exactly);
  if (c.from.empty() && c.above.empty() && c.fixed.empty() && c.last.empty()) return;
  AffectedRange range{RangeType::text, {}};
  const bool above = !c.above.empty();
  const std::string& from = above ? c.above : c.from;
  range.events.push_back({EventKind::introduced, from.empty() ? "0" : from});
  // What lies strictly above a version cannot be said as an event.
  if (above) affected.unaffected.push_back(c.above);
  if (!c.fixed.empty()) {
    range.events.push_back({EventKind::fixed, c.fixed});
  } else if (!c.last.empty()) {
    range.events.push_back({EventKind::last_affected, c.last});
  }
  affected.ranges.push_back(std::move(range));
}

// Between commas all must hold where they are operators: ">= 1, < 2".
bool read_operators(string_view text, Affected& affected) {
  Clauses clauses;
  while (!text.empty()) {
    std::size_t end = std::min(text.find_first_of(",;"), text.size());
    // ">= 1.0 < 2.0" has no comma.
    const std::size_t next =
        text.find_first_of("<>=", std::min(text.find_first_not_of("<>= "), text.size()));
    end = std::min(end, next);
    string_view clause = text::trim(text.substr(0, end));
    strip_back(clause, {" and", " &&"});
    strip_front(clause, {"and ", "&& "});
    const bool separated = end < text.size() && (text[end] == ',' || text[end] == ';');
    text = text::trim(text.substr(std::min(end + (separated ? 1U : 0U), text.size())));
    if (!take_operator(clause, clauses)) return false;
  }
  if (!clauses.any()) return false;
  add_clauses(clauses, affected);
  return true;
}

RangeType type_of(string_view version_type) {
  if (version_type == "git") return RangeType::git;
  return version_type == "semver" ? RangeType::semver : RangeType::ecosystem;
}

struct Window {
  std::string from;
  RangeEvent end{EventKind::limit, ""};  // no version: it does not end
};

Window window_of(const Node& version) {
  Window window{bare(text::trim(version.string("version"))), {EventKind::limit, ""}};
  if (is_zero(window.from)) window.from = "0";
  const string_view below = text::trim(version.string("lessThan"));
  const string_view most = text::trim(version.string("lessThanOrEqual"));
  const string_view end = below.empty() ? most : below;
  if (end.empty() || end == "*") return window;
  if (const std::string past = end_of_wildcard(end); !past.empty()) {
    window.end = {EventKind::fixed, past};
  } else {
    window.end = {below.empty() ? EventKind::last_affected : EventKind::fixed, bare(end)};
  }
  return window;
}

// A window of affected versions, with the changes of status inside it.
void add_window(const Node& version, Affected& affected) {
  const Window window = window_of(version);
  AffectedRange range{type_of(version.string("versionType")), {}};
  range.events.push_back({EventKind::introduced, window.from});
  bool is_affected = true;
  const Node* changes = version.find("changes");
  if (changes != nullptr && changes->is_array()) {
    for (const Node& change : changes->items) {
      const bool now = change.string("status") == "affected";
      const string_view at = text::trim(change.string("at"));
      if (at.empty() || now == is_affected) continue;
      range.events.push_back({now ? EventKind::introduced : EventKind::fixed, bare(at)});
      is_affected = now;
    }
  }
  if (is_affected && !window.end.version.empty()) range.events.push_back(window.end);
  affected.ranges.push_back(std::move(range));
}

// Everything but the windows that are not affected: what lies between them.
void add_complement(const std::vector<const Node*>& unaffected, Affected& affected) {
  AffectedRange range{RangeType::ecosystem, {}};
  const bool from_start =
      std::ranges::any_of(unaffected, [](const Node* one) { return window_of(*one).from == "0"; });
  if (!from_start) range.events.push_back({EventKind::introduced, "0"});
  for (const Node* one : unaffected) {
    const Window window = window_of(*one);
    if (type_of(one->string("versionType")) == RangeType::git) continue;
    if (window.from != "0") range.events.push_back({EventKind::fixed, window.from});
    if (window.end.version.empty()) continue;
    range.events.push_back({EventKind::introduced, window.end.version});
    if (window.end.kind == EventKind::last_affected) {
      affected.unaffected.push_back(window.end.version);
    }
  }
  if (!range.events.empty()) affected.ranges.push_back(std::move(range));
}

}  // namespace

bool read_version_text(string_view text, Affected& affected) {
  text = text::trim(text);
  if (is_nothing(text)) return false;
  if (is_all(text)) {
    affected.every_version = true;
    return true;
  }
  if (text.find_first_of("<>=") != text.npos) return read_operators(text, affected);
  if (const std::string past = end_of_wildcard(text); !past.empty() && is_version_word(text)) {
    const string_view stem = text.substr(0, text.size() - 2);
    affected.ranges.push_back(
        {RangeType::text, {{EventKind::introduced, bare(stem)}, {EventKind::fixed, past}}});
    return true;
  }
  if (is_version_word(text)) {
    add_version(affected.versions, text);
    return true;
  }
  Clauses clauses;
  if (take_words(text, clauses)) {
    add_clauses(clauses, affected);
    return true;
  }
  // "1.0, 1.1, 2.0"
  if (text.contains(',')) {
    std::vector<std::string> listed;
    for (string_view rest = text; !rest.empty();) {
      const std::size_t end = std::min(rest.find(','), rest.size());
      const string_view one = text::trim(rest.substr(0, end));
      if (!is_version_word(one)) return false;
      add_version(listed, one);
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    affected.versions.insert(affected.versions.end(), listed.begin(), listed.end());
    return true;
  }
  // A name or a sentence: kept, it can still be the very text that somebody else uses.
  const std::string kept = one_line(text, kMostVersion);
  if (kept.empty()) return false;
  affected.versions.push_back(kept);
  return true;
}

void read_cve_versions(const Node& product, Affected& affected) {
  const bool by_default = product.string("defaultStatus") == "affected";
  const Node* versions = product.find("versions");
  std::vector<const Node*> unaffected;
  bool said = false;  // some version is affected by name
  if (versions != nullptr && versions->is_array()) {
    for (const Node& version : versions->items) {
      const bool bounded =
          version.find("lessThan") != nullptr || version.find("lessThanOrEqual") != nullptr;
      const string_view status = version.string("status");
      if (status == "unaffected") {
        if (bounded) {
          unaffected.push_back(&version);
        } else if (!is_nothing(text::trim(version.string("version")))) {
          affected.unaffected.push_back(bare(one_line(version.string("version"), kMostVersion)));
        }
      } else if (status == "affected") {
        said = true;
        if (bounded || version.find("changes") != nullptr) {
          // ">= 1.0" with lessThan is rare and means what it says.
          add_window(version, affected);
        } else {
          read_version_text(version.string("version"), affected);
        }
      }
    }
  }
  std::erase_if(affected.unaffected, [](const std::string& one) { return one.empty(); });
  if (by_default && !unaffected.empty()) {
    add_complement(unaffected, affected);
  } else if (by_default && !said) {
    affected.every_version = true;
    // With exceptions it is a range from the beginning, so that they count.
    if (!affected.unaffected.empty()) {
      affected.every_version = false;
      affected.ranges.push_back({RangeType::ecosystem, {{EventKind::introduced, "0"}}});
    }
  }
}

}  // namespace bartizan::assure::feed
