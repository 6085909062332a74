#include "share/policy/register.h"

#include <algorithm>
#include <array>

#include "base/time.h"
#include "scan/catalog.h"
#include "text/nearest.h"

namespace bartizan::share {
namespace {

constexpr std::string_view kSection = "share/policy";
// How tools/catalog_policy.cc joins what a cell holds several of.
constexpr char kUnit = '\x1f', kRecord = '\x1e';

enum Column : std::uint32_t {
  kId = 1,
  kAliases,
  kTitle,
  kIssuer,
  kKind,
  kDraft,
  kIssued,
  kFrom,
  kTo,
  kEnded,
  kGaps,
  kEndedBy,
  kSuccessors,
  kAmends,
  kBasis,
  kAnchor,
  kNote,
  kDates,
  kSource,
  kVerified,
  kChecked,
  kCheckBy,
};

constexpr std::array<std::string_view, kPolicyStatuses> kNames{
    "not-yet", "draft", "in-force", "lapsed", "superseded", "rescinded", "historical", "unknown"};
constexpr std::array<std::string_view, kPolicyStatuses> kWords{
    "not yet", "draft", "in force", "lapsed", "superseded", "rescinded", "historical", "unknown"};

std::vector<std::string> split(std::string_view text, char by) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(by), text.size());
    parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

// "EO 14110", "eo-14110" and "EO14110" are one.
std::string folded(std::string_view handle) {
  std::string out;
  for (const char c : handle) {
    if (c >= 'A' && c <= 'Z') {
      out += static_cast<char>(c - 'A' + 'a');
    } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      out += c;
    }
  }
  return out;
}

// Whether a folded beginning of some word of the title, and of what follows it, is `wanted`: "nope"
// is in "in operational" only for who does not see the words.
bool has_words(std::string_view title, std::string_view wanted) {
  bool between = true;
  for (std::size_t i = 0; i < title.size(); ++i) {
    const bool in_word = !folded(title.substr(i, 1)).empty();
    if (in_word && between && folded(title.substr(i)).starts_with(wanted)) return true;
    between = !in_word;
  }
  return false;
}

PolicyStatus ended_of(std::string_view word) {
  const auto* const at = std::ranges::find(kNames, word);
  return at == kNames.end() ? PolicyStatus::in_force
                            : static_cast<PolicyStatus>(at - kNames.begin());
}

PolicyEntry entry_at(const scan::Catalog& catalog, std::uint32_t row) {
  const auto cell = [&](Column column) { return catalog.cell_at(kSection, row, column); };
  const auto text = [&](Column column) { return std::string(cell(column)); };
  PolicyEntry entry;
  entry.id = text(kId);
  entry.aliases = split(cell(kAliases), kUnit);
  entry.title = text(kTitle);
  entry.issuer = text(kIssuer);
  entry.kind = text(kKind);
  entry.draft = text(kDraft);
  entry.issued = text(kIssued);
  entry.from = text(kFrom);
  entry.to = text(kTo);
  entry.ended = ended_of(cell(kEnded));
  for (const std::string& gap : split(cell(kGaps), kUnit)) {
    const std::size_t blank = std::min(gap.find(' '), gap.size());
    entry.gaps.push_back({gap.substr(0, blank), gap.substr(std::min(blank + 1, gap.size()))});
  }
  entry.ended_by = split(cell(kEndedBy), ' ');
  entry.successors = split(cell(kSuccessors), kUnit);
  entry.amends = split(cell(kAmends), ' ');
  entry.basis = split(cell(kBasis), ' ');
  entry.anchor = cell(kAnchor) == "yes";
  entry.note = text(kNote);
  for (const std::string& date : split(cell(kDates), kRecord)) {
    const std::size_t unit = std::min(date.find(kUnit), date.size());
    entry.dates.push_back({date.substr(0, unit), date.substr(std::min(unit + 1, date.size()))});
  }
  entry.source = text(kSource);
  entry.verified = text(kVerified);
  entry.checked = text(kChecked);
  entry.check_by = text(kCheckBy);
  return entry;
}

std::vector<PolicyEntry> read_all() {
  const scan::Catalog& catalog = scan::Catalog::embedded();
  std::vector<PolicyEntry> all;
  for (std::uint32_t row = 0; row < catalog.row_count(kSection); ++row) {
    all.push_back(entry_at(catalog, row));
  }
  const auto turn = [&](std::vector<std::string> PolicyEntry::* from,
                        std::vector<std::string> PolicyEntry::* to) {
    for (const PolicyEntry& entry : all) {
      for (const std::string& id : entry.*from) {
        const auto other = std::ranges::find(all, id, &PolicyEntry::id);
        if (other == all.end()) continue;
        auto& list = (*other).*to;
        if (std::ranges::find(list, entry.id) == list.end()) list.push_back(entry.id);
      }
    }
  };
  turn(&PolicyEntry::successors, &PolicyEntry::supersedes);
  turn(&PolicyEntry::ended_by, &PolicyEntry::supersedes);
  turn(&PolicyEntry::amends, &PolicyEntry::amended_by);
  turn(&PolicyEntry::basis, &PolicyEntry::basis_of);
  return all;
}

std::string ended_words(const PolicyEntry& entry) {
  if (entry.ended == PolicyStatus::unknown) return "its term ends: verify what follows";
  std::string out(words(entry.ended));
  for (std::size_t i = 0; i < entry.ended_by.size(); ++i) {
    out += (i == 0 ? " by " : ", ") + entry.ended_by[i];
  }
  return out;
}

void sort_by_date(std::vector<PolicyChange>& changes) {
  std::ranges::stable_sort(changes, {}, &PolicyChange::date);
}

}  // namespace

std::string_view name(PolicyStatus status) { return kNames[static_cast<std::size_t>(status)]; }
std::string_view words(PolicyStatus status) { return kWords[static_cast<std::size_t>(status)]; }

std::span<const PolicyEntry> policies() {
  static const std::vector<PolicyEntry> all = read_all();
  return all;
}

const PolicyEntry* policy_called(std::string_view handle) {
  const std::string wanted = folded(handle);
  if (wanted.empty()) return nullptr;
  for (const PolicyEntry& entry : policies()) {
    if (folded(entry.id) == wanted) return &entry;
  }
  for (const PolicyEntry& entry : policies()) {
    const bool known = std::ranges::any_of(
        entry.aliases, [&](const std::string& alias) { return folded(alias) == wanted; });
    if (known || folded(entry.title) == wanted) return &entry;
  }
  return nullptr;
}

// Shorter words stand in too many titles to mean one.
constexpr std::size_t kShortestWord = 4;

std::string nearest_policy(std::string_view handle) {
  std::vector<std::string> keys;
  for (const PolicyEntry& entry : policies()) keys.push_back(folded(entry.id));
  const std::vector<std::string_view> candidates(keys.begin(), keys.end());
  const std::string_view best = text::nearest(folded(handle), candidates);
  const auto at = std::ranges::find(keys, best);
  if (!best.empty() && at != keys.end()) {
    return policies()[static_cast<std::size_t>(at - keys.begin())].id;
  }
  const std::string wanted = folded(handle);
  const auto titled = std::ranges::find_if(policies(), [&](const PolicyEntry& entry) {
    return wanted.size() >= kShortestWord && has_words(entry.title, wanted);
  });
  return titled == policies().end() ? std::string() : titled->id;
}

PolicyStatus status_at(const PolicyEntry& entry, std::string_view day) {
  if (!entry.to.empty() && day >= entry.to) return entry.ended;
  if (!entry.from.empty() && day >= entry.from) {
    const bool gap = std::ranges::any_of(
        entry.gaps, [&](const PolicyGap& one) { return day >= one.from && day < one.to; });
    return gap ? PolicyStatus::lapsed : PolicyStatus::in_force;
  }
  if (!entry.draft.empty() && day >= entry.draft) return PolicyStatus::draft;
  return PolicyStatus::not_yet;
}

std::string_view status_since(const PolicyEntry& entry, std::string_view day) {
  std::string_view since;
  const auto consider = [&](std::string_view date) {
    if (!date.empty() && date <= day && date > since) since = date;
  };
  for (const std::string* date : {&entry.draft, &entry.from, &entry.to}) consider(*date);
  for (const PolicyGap& gap : entry.gaps) {
    consider(gap.from);
    consider(gap.to);
  }
  return since;
}

bool has_historical_basis(const PolicyEntry& entry, std::string_view day) {
  return std::ranges::any_of(entry.basis, [&](const std::string& id) {
    const PolicyEntry* const other = policy_called(id);
    if (other == nullptr) return false;
    const PolicyStatus status = status_at(*other, day);
    return status == PolicyStatus::rescinded || status == PolicyStatus::superseded ||
           status == PolicyStatus::historical;
  });
}

bool is_check_due(const PolicyEntry& entry, std::string_view day) { return entry.check_by < day; }

std::vector<PolicyChange> policy_changes(std::string_view since, std::string_view until) {
  std::vector<PolicyChange> changes;
  for (const PolicyEntry& entry : policies()) {
    const auto add = [&](const std::string& date, std::string what) {
      if (!date.empty() && date > since && date <= until) {
        changes.push_back({date, &entry, std::move(what)});
      }
    };
    add(entry.draft, "draft");
    if (entry.issued != entry.from) add(entry.issued, "issued");
    add(entry.from, "in force");
    for (const PolicyGap& gap : entry.gaps) {
      add(gap.from, "lapsed");
      add(gap.to, "in force again");
    }
    for (const PolicyDate& date : entry.dates) add(date.date, date.what);
    add(entry.to, ended_words(entry));
  }
  sort_by_date(changes);
  return changes;
}

std::vector<PolicyChange> dates_to_come(std::string_view day) {
  std::vector<PolicyChange> dates;
  for (const PolicyEntry& entry : policies()) {
    const PolicyStatus status = status_at(entry, day);
    if (status != PolicyStatus::in_force && status != PolicyStatus::draft &&
        status != PolicyStatus::not_yet) {
      continue;
    }
    for (const PolicyDate& date : entry.dates) {
      if (date.date > day) dates.push_back({date.date, &entry, date.what});
    }
    if (!entry.to.empty()) dates.push_back({entry.to, &entry, ended_words(entry)});
  }
  sort_by_date(dates);
  return dates;
}

bool is_day(std::string_view text) {
  const auto time = base::parse_utc(text);
  return text.size() == 10 && time && base::format_date(*time) == text;
}

}  // namespace bartizan::share
