#include "assure/catalog/compare.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/hash.h"
#include "base/reader.h"
#include "record/verdict.h"
#include "scan/catalog_check.h"

namespace bartizan::assure::catalog {
namespace {

using scan::Catalog;

constexpr std::string_view kListPrefix = "list/";
constexpr std::string_view kInventoryPrefix = "use/inventory";
// The policy register and its questions: words and dates for people, by the id in their first cell.
constexpr std::string_view kSharePrefix = "share/";
// A unit of several cells that no cell holds (docs/catalogs.md).
constexpr char kCellEnd = '\x1d';

// Columns of "rules" and of "use/inventory/rules" that are compared one by one (docs/catalogs.md).
enum RuleColumn : std::uint32_t { kTitle = 1, kSeverity, kConfidence, kVerdict };
enum CallableColumn : std::uint32_t { kModule = 1, kName, kRole, kDetail };

// How much a rule's verdict counts, from 1; 0 for no such word.
std::size_t verdict_rank(std::string_view word) {
  constexpr std::string_view kOrder[] = {"none", "incomplete", "suspicious", "malicious"};
  const auto* const at = std::find(std::begin(kOrder), std::end(kOrder), word);
  return at == std::end(kOrder) ? 0 : static_cast<std::size_t>(at - std::begin(kOrder)) + 1;
}

// An unknown word is weaker than all.
bool weaker(std::uint32_t column, std::string_view before, std::string_view after) {
  switch (column) {
    case kSeverity:
      return record::parse_severity(after) < record::parse_severity(before);
    case kConfidence:
      return record::parse_confidence(after) < record::parse_confidence(before);
    case kVerdict:
      return verdict_rank(after) < verdict_rank(before);
    default:
      return false;
  }
}

// The sections of a table as a map, so that each is looked up once.
struct Rows {
  std::map<std::string_view, std::vector<std::string_view>> by_key;
};

Rows rows_of(const Catalog& catalog, std::string_view section) {
  Rows rows;
  const std::uint32_t columns = catalog.column_count(section), count = catalog.row_count(section);
  for (std::uint32_t row = 0; row < count; ++row) {
    std::vector<std::string_view> cells;
    for (std::uint32_t column = 0; column < columns; ++column) {
      cells.push_back(catalog.cell_at(section, row, column));
    }
    const std::string_view key = cells.front();
    rows.by_key.emplace(key, std::move(cells));
  }
  return rows;
}

std::set<std::string_view> sections_of(const Catalog& catalog) {
  std::set<std::string_view> names;
  for (std::uint32_t i = 0; i < catalog.section_count(); ++i) {
    names.insert(catalog.section_name(i));
  }
  return names;
}

class Compare {
 public:
  Compare(const Catalog& policy, const Catalog& before, const Catalog& after)
      : policy_(policy), before_(before), after_(after) {}

  Comparison all() {
    std::set<std::string_view> names = sections_of(before_);
    names.merge(sections_of(after_));
    for (const std::string_view name : names) section(name);
    // Rules first: there are few of them, and each counts.
    const auto order = [](const Change& change) {
      return std::pair(change.effect != Effect::weakens, change.section != "rules");
    };
    std::stable_sort(out_.changes.begin(), out_.changes.end(),
                     [&](const Change& a, const Change& b) { return order(a) < order(b); });
    for (const Change& change : out_.changes) {
      out_.weakens += change.effect == Effect::weakens ? 1U : 0U;
      out_.vouches += change.effect == Effect::vouches ? 1U : 0U;
    }
    return std::move(out_);
  }

 private:
  void section(std::string_view name) {
    if (name == "about") return;
    const Rows before = rows_of(before_, name), after = rows_of(after_, name);
    if (name == "callables") return callables(before, after);
    if (name == "rules" || name == "use/inventory/rules") return rules(name, before, after);
    if (name.starts_with(kListPrefix)) return list(name, before, after);
    if (name.starts_with(kSharePrefix)) return said(name, before, after);
    table(name, before, after);
  }

  // A newer register knows better what holds; only what it does not speak of any more is less.
  void said(std::string_view name, const Rows& before, const Rows& after) {
    const auto by_id = [](const Rows& rows) {
      std::map<std::string_view, Cells> all;
      for (const auto& [key, cells] : rows.by_key) {
        if (cells.size() > 1) all.emplace(cells[1], Cells(cells.begin() + 1, cells.end()));
      }
      return all;
    };
    const auto old = by_id(before), now = by_id(after);
    std::size_t fresh = 0;
    for (const auto& [id, cells] : now) {
      const auto at = old.find(id);
      fresh += at == old.end() || at->second != cells ? 1U : 0U;
    }
    for (const auto& [id, cells] : old) {
      if (!now.contains(id)) add(Effect::weakens, name, id, "gone");
    }
    if (fresh > 0) add(Effect::other, name, "", std::to_string(fresh) + " rows new or changed");
  }

  void add(Effect effect, std::string_view section, std::string_view key, std::string what) {
    out_.changes.push_back({effect, std::string(section), std::string(key), std::move(what)});
  }

  template <class Gone, class Changed, class Fresh>
  void walk(const Rows& before, const Rows& after, Gone gone, Changed changed, Fresh fresh) {
    for (const auto& [key, cells] : before.by_key) {
      const auto at = after.by_key.find(key);
      if (at == after.by_key.end()) {
        gone(key, cells);
      } else if (at->second != cells) {
        changed(key, cells, at->second);
      }
    }
    for (const auto& [key, cells] : after.by_key) {
      if (!before.by_key.contains(key)) fresh(key, cells);
    }
  }

  using Cells = std::vector<std::string_view>;

  void rules(std::string_view name, const Rows& before, const Rows& after) {
    // Of the rules of inventories only the severity decides anything.
    const std::uint32_t last = name == "rules" ? kVerdict : kSeverity;
    static constexpr std::string_view kNames[] = {"", "title", "severity", "confidence", "verdict"};
    walk(
        before, after,
        [&](std::string_view key, const Cells&) { add(Effect::weakens, name, key, "gone"); },
        [&](std::string_view key, const Cells& old, const Cells& now) {
          bool said = false;
          for (std::uint32_t i = kSeverity; i <= last; ++i) {
            if (old[i] == now[i]) continue;
            said = true;
            add(weaker(i, old[i], now[i]) ? Effect::weakens : Effect::other, name, key,
                std::string(kNames[i]) + " " + std::string(old[i]) + " -> " + std::string(now[i]));
          }
          if (!said) add(Effect::other, name, key, "words");
        },
        [&](std::string_view key, const Cells&) { add(Effect::other, name, key, "new"); });
  }

  void callables(const Rows& before, const Rows& after) {
    const auto harmless = [](std::string_view role) { return role != "danger"; };
    const auto shown = [](const Cells& cells) {
      return std::string(cells[kRole]) +
             (cells[kDetail].empty() ? "" : " (" + std::string(cells[kDetail]) + ")");
    };
    walk(
        before, after,
        [&](std::string_view key, const Cells& old) {
          add(harmless(old[kRole]) ? Effect::other : Effect::weakens, "callables", key,
              "gone: was " + shown(old));
        },
        [&](std::string_view key, const Cells& old, const Cells& now) {
          if (old[kRole] == now[kRole] && old[kDetail] == now[kDetail]) {
            return add(Effect::other, "callables", key, "words");
          }
          const bool stricter = harmless(old[kRole]) && !harmless(now[kRole]);
          add(stricter ? Effect::other : Effect::weakens, "callables", key,
              shown(old) + " -> " + shown(now));
        },
        [&](std::string_view key, const Cells& now) {
          Effect effect = Effect::other;
          if (harmless(now[kRole])) {
            // A module that is dangerous as a whole: the exact name would win over it.
            const auto covered = before_.callable(now[kModule], now[kName]);
            effect = covered && covered->role == scan::Role::danger ? Effect::weakens
                                                                    : Effect::vouches;
          }
          add(effect, "callables", key, "new: " + shown(now));
        });
  }

  enum class Policy : std::uint8_t { strict, safe, words, both };

  Policy policy_of(std::string_view list) const {
    Policy policy = Policy::strict;
    policy_.list_each("catalog-update", [&](const Catalog::Entry& entry) {
      std::string_view key = entry.key;
      const bool pattern = key.ends_with('*');
      if (pattern) key.remove_suffix(1);
      if (pattern ? !list.starts_with(key) : list != key) return true;
      policy = entry.value == "safe"    ? Policy::safe
               : entry.value == "words" ? Policy::words
               : entry.value == "both"  ? Policy::both
                                        : Policy::strict;
      return pattern;  // an exact name ends the search
    });
    return policy;
  }

  void list(std::string_view name, const Rows& before, const Rows& after) {
    const Policy policy = policy_of(name.substr(kListPrefix.size()));
    const auto effect = [](bool weakens) { return weakens ? Effect::weakens : Effect::other; };
    walk(
        before, after,
        [&](std::string_view key, const Cells&) {
          add(effect(policy != Policy::safe), name, key, "gone");
        },
        [&](std::string_view key, const Cells& old, const Cells& now) {
          add(effect(policy != Policy::words), name, key,
              policy == Policy::words ? "words"
                                      : std::string(old[1]) + " -> " + std::string(now[1]));
        },
        [&](std::string_view key, const Cells&) {
          add(policy == Policy::both   ? Effect::weakens
              : policy == Policy::safe ? Effect::vouches
                                       : Effect::other,
              name, key, "new");
        });
  }

  // Forms of inventories and what else is numbered: rows have no lasting key, so that a row that
  // is not there any more, wherever it stood, may be a question that is asked no more.
  void table(std::string_view name, const Rows& before, const Rows& after) {
    const auto text_of = [](const Cells& cells) {
      std::string all;
      for (std::size_t i = 1; i < cells.size(); ++i) all += std::string(cells[i]) + kCellEnd;
      return all;
    };
    std::map<std::string, std::size_t> left;
    for (const auto& [key, cells] : after.by_key) ++left[text_of(cells)];
    std::size_t gone = 0, fresh = 0;
    for (const auto& [key, cells] : before.by_key) {
      const auto at = left.find(text_of(cells));
      if (at == left.end() || at->second == 0) {
        ++gone;
      } else {
        --at->second;
      }
    }
    for (const auto& [text, count] : left) fresh += count;
    if (gone > 0) {
      add(Effect::weakens, name, "", std::to_string(gone) + " of its rows gone or changed");
    }
    if (fresh > 0) add(Effect::other, name, "", std::to_string(fresh) + " rows new or changed");
  }

  const Catalog& policy_;
  const Catalog& before_;
  const Catalog& after_;
  Comparison out_;
};

std::string name_some(const std::vector<std::string_view>& names) {
  constexpr std::size_t kShown = 3;
  std::string all;
  for (std::size_t i = 0; i < std::min(kShown, names.size()); ++i) {
    all += (i == 0 ? "" : ", ") + std::string(names[i]);
  }
  if (names.size() > kShown) all += " and " + std::to_string(names.size() - kShown) + " more";
  return all;
}

}  // namespace

std::string misfit_of_rules(const Catalog& built_in, const Catalog& table) {
  // Both are sorted: one walk finds what only one of them has.
  std::vector<std::string_view> unknown, missing;
  std::uint32_t ours = 0, theirs = 0;
  const std::uint32_t have = built_in.rule_count(), come = table.rule_count();
  while (ours < have || theirs < come) {
    const std::string_view a = ours < have ? built_in.cell_at("rules", ours, 0) : "";
    const std::string_view b = theirs < come ? table.cell_at("rules", theirs, 0) : "";
    if (theirs == come || (ours < have && a < b)) {
      missing.push_back(a);
      ++ours;
    } else if (ours == have || b < a) {
      unknown.push_back(b);
      ++theirs;
    } else {
      ++ours;
      ++theirs;
    }
  }
  if (!unknown.empty()) {
    return "it has rules that this version of Bartizan does not know: " + name_some(unknown);
  }
  if (!missing.empty()) {
    return "it lacks rules of this version of Bartizan: " + name_some(missing);
  }
  for (std::uint32_t i = 0; i < built_in.section_count(); ++i) {
    const std::string_view name = built_in.section_name(i);
    const std::uint32_t columns = table.column_count(name);
    if (columns == 0) return "it lacks the section " + std::string(name);
    if (columns != built_in.column_count(name)) {
      return "its section " + std::string(name) + " has another form";
    }
  }
  return {};
}

std::string misfit(const Catalog& built_in, const Catalog& table) {
  std::string zeroed(base::text_of(table.table()));
  zeroed.replace(scan::kHashAt, scan::kHashLength, std::string(scan::kHashLength, '0'));
  if (base::hex(base::sha256(zeroed)) != table.hash()) return "its hash is not that of its bytes";
  if (std::string why = misfit_of_rules(built_in, table); !why.empty()) return why;
  for (std::uint32_t i = 0; i < table.section_count(); ++i) {
    const std::string_view name = table.section_name(i);
    if (built_in.column_count(name) > 0) continue;
    const bool list = name.starts_with(kListPrefix) && table.column_count(name) == 2;
    if (!list && !name.starts_with(kInventoryPrefix)) {
      return "it has a section that nothing here reads: " + std::string(name);
    }
  }
  for (std::uint32_t i = 0; i < table.rule_count(); ++i) {
    const scan::Rule rule = table.rule_at(i);
    if (rule.title.empty() || rule.why.empty() || rule.remedy.empty() ||
        !record::parse_severity(rule.severity) || !record::parse_confidence(rule.confidence) ||
        verdict_rank(rule.verdict) == 0) {
      return "its rule " + std::string(rule.id) + " lacks words, severity, confidence or verdict";
    }
  }
  return {};
}

Comparison compare(const Catalog& policy, const Catalog& before, const Catalog& after) {
  return Compare(policy, before, after).all();
}

}  // namespace bartizan::assure::catalog
