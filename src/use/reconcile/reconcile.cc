#include "use/reconcile/reconcile.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

namespace bartizan::use {
namespace {

// Below this two names have too little in common to trouble anybody with it.
constexpr double kAlikeEnough = 0.5;
constexpr std::size_t kMostSuggestions = 3;
constexpr std::size_t kMostDetails = 12;

std::set<std::string> words_of(std::string_view text) {
  std::set<std::string> words;
  std::string word;
  const auto end_word = [&] {
    if (word.size() > 1) words.insert(word);
    word.clear();
  };
  char before = ' ';
  for (const char c : text) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool letter = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    // "TriageBot" is two words.
    if (!letter || (upper && before >= 'a' && before <= 'z')) end_word();
    if (letter) word += upper ? static_cast<char>(c + ('a' - 'A')) : c;
    before = c;
  }
  end_word();
  return words;
}

// Whether a use case says that it is in use now. A blank stage says nothing, so it is not held
// against anybody; a system.toml without one is about what runs.
bool is_live(const record::UseCase& use_case) {
  const std::string_view stage = use_case.value("development_stage");
  if (stage.empty()) return use_case.import.empty();
  return stage == "Deployed" || stage == "Pilot";
}

// What changed means another model, data set, agent or host; of packages another version.
bool matters(record::ComponentKind kind) {
  using enum record::ComponentKind;
  return kind == model || kind == dataset || kind == agent || kind == mcp_server ||
         kind == endpoint || kind == package || kind == runtime;
}

std::string label(record::ComponentKind kind, std::string_view name, std::string_view version) {
  std::string text = std::string(record::name(kind)) + " " + std::string(name);
  if (!version.empty()) text += " " + std::string(version);
  return text;
}

std::string first_filled(const record::UseCase& use_case,
                         std::initializer_list<std::string_view> fields) {
  for (const std::string_view field : fields) {
    if (const auto value = use_case.value(field); !value.empty()) return std::string(value);
  }
  return {};
}

std::string name_of(const record::UseCase& use_case) {
  return first_filled(use_case, {"use_case_name", "name", "id"});
}

// Agency and id as the organisation gives them; empty without an id.
std::string own_id(const record::UseCase& use_case) {
  const std::string_view id = use_case.value("id");
  if (id.empty()) return {};
  return first_filled(use_case, {"agency", "agency_name"}) + '\0' + std::string(id);
}

std::string place_of(const FoundSystem& system) {
  return system.path == "." ? system.place : system.place + "/" + system.path;
}

std::string place_of(const record::UseCase& use_case) {
  return use_case.source + (use_case.row != 0 ? ", row " + std::to_string(use_case.row) : "");
}

using Key = std::pair<record::ComponentKind, std::string>;

std::vector<std::string> changes(const FoundSystem& system) {
  std::map<Key, std::set<std::string>> before, after;
  for (const DeclaredPart& part : system.declared) {
    if (matters(part.kind)) before[{part.kind, part.name}].insert(part.version);
  }
  for (const record::Component* component : system.components) {
    if (matters(component->kind)) {
      after[{component->kind, component->name}].insert(component->version);
    }
  }
  const auto joined = [](const std::set<std::string>& versions) {
    std::string text;
    for (const std::string& v : versions) {
      text += (text.empty() ? "" : ", ") + (v.empty() ? std::string("no version") : v);
    }
    return text;
  };
  std::vector<std::string> out;
  for (const auto& [key, versions] : after) {
    const auto old = before.find(key);
    if (old == before.end()) {
      out.push_back("new: " + label(key.first, key.second, ""));
    } else if (old->second != versions) {
      out.push_back("changed: " + label(key.first, key.second, "") + " from " +
                    joined(old->second) + " to " + joined(versions));
    }
  }
  for (const auto& [key, versions] : before) {
    if (!after.contains(key)) out.push_back("gone: " + label(key.first, key.second, ""));
  }
  return out;
}

// What a declaration lists itself (the field "models" of a system.toml) against what was found.
void compare_with_list(const record::UseCase& use_case, const FoundSystem& system,
                       std::vector<std::string>& out) {
  std::string_view list = use_case.value("models");
  if (list.empty()) return;
  std::set<std::string_view> listed;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find("; "), list.size());
    listed.insert(list.substr(0, end));
    list.remove_prefix(std::min(end + 2, list.size()));
  }
  // A declaration names files from its own folder, discovery from the root that it read.
  const std::string folder = system.path == "." ? "" : system.path + "/";
  std::set<std::string_view> found;
  for (const record::Component* component : system.components) {
    if (component->kind != record::ComponentKind::model) continue;
    std::string_view name = component->name;
    if (component->provider == "local" && name.starts_with(folder)) {
      name.remove_prefix(folder.size());
    }
    found.insert(name);
    if (!listed.contains(name)) {
      out.push_back("not declared: " + label(component->kind, component->name, ""));
    }
  }
  for (const std::string_view name : listed) {
    if (!found.contains(name)) {
      out.push_back("not found: " + label(record::ComponentKind::model, name, ""));
    }
  }
}

std::vector<std::string> contents(const FoundSystem& system) {
  std::vector<std::string> out;
  for (const record::Component* component : system.components) {
    if (component->kind == record::ComponentKind::credential) continue;
    out.push_back(label(component->kind, component->name, component->version));
  }
  // Models before packages: the former say what the system does.
  std::ranges::stable_sort(out, {}, [](const std::string& text) {
    return text.starts_with("package ") ? 1 : 0;
  });
  if (out.size() > kMostDetails) {
    const std::size_t more = out.size() - kMostDetails;
    out.resize(kMostDetails);
    out.push_back("and " + std::to_string(more) + " more");
  }
  return out;
}

double alike(std::size_t shared, std::size_t one, std::size_t other) {
  if (one == 0 || other == 0) return 0;
  return 2.0 * static_cast<double>(shared) / static_cast<double>(one + other);
}

// The names of all use cases by their words, so that a name is compared with those alone that share
// one with it.
class Names {
 public:
  explicit Names(std::span<const record::UseCase> use_cases) : use_cases_(use_cases) {
    for (std::size_t i = 0; i < use_cases.size(); ++i) {
      for (std::size_t which = 0; which < kFields.size(); ++which) {
        const std::set<std::string> words = words_of(use_cases[i].value(kFields[which]));
        const std::size_t name = kFields.size() * i + which;
        sizes_.push_back(words.size());
        for (const std::string& word : words) by_word_[word].push_back(name);
      }
    }
    shared_.resize(sizes_.size());
  }

  // The use cases that `name` is most like, best first.
  std::vector<Suggestion> like(std::string_view name) {
    const std::set<std::string> words = words_of(name);
    std::vector<std::size_t> touched;
    for (const std::string& word : words) {
      const auto known = by_word_.find(word);
      if (known == by_word_.end()) continue;
      for (const std::size_t other : known->second) {
        if (shared_[other]++ == 0) touched.push_back(other);
      }
    }
    std::map<std::size_t, double> scores;  // by use case
    for (const std::size_t other : touched) {
      const double score = alike(shared_[other], words.size(), sizes_[other]);
      shared_[other] = 0;
      if (score < kAlikeEnough) continue;
      double& best = scores[other / kFields.size()];
      best = std::max(best, score);
    }
    std::vector<std::pair<std::size_t, double>> order(scores.begin(), scores.end());
    const std::size_t most = std::min(order.size(), kMostSuggestions);
    // Of equals the first of the inventory.
    std::ranges::partial_sort(order, order.begin() + static_cast<std::ptrdiff_t>(most), {},
                              [](const auto& one) { return std::pair(-one.second, one.first); });
    std::vector<Suggestion> suggestions;
    for (std::size_t i = 0; i < most; ++i) {
      const record::UseCase& use_case = use_cases_[order[i].first];
      suggestions.push_back({use_case.id, name_of(use_case), order[i].second});
    }
    return suggestions;
  }

 private:
  static constexpr std::array<std::string_view, 2> kFields{"use_case_name", "system_name_ato"};

  std::span<const record::UseCase> use_cases_;
  std::unordered_map<std::string, std::vector<std::size_t>> by_word_;
  std::vector<std::size_t> sizes_, shared_;  // by name
};

// Something that runs, asks or serves AI: a lone library or key is not yet a system.
bool is_system(const FoundSystem& system) { return !system.components.empty(); }

}  // namespace

std::string_view name(Gap gap) {
  switch (gap) {
    case Gap::shadow:
      return "shadow";
    case Gap::ghost:
      return "ghost";
    case Gap::drift:
      return "drift";
  }
  return "shadow";
}

double alike(std::string_view a, std::string_view b) {
  const std::set<std::string> one = words_of(a), other = words_of(b);
  std::size_t shared = 0;
  for (const std::string& word : one) shared += other.contains(word) ? 1U : 0U;
  return alike(shared, one.size(), other.size());
}

Reconciled reconcile(std::span<const record::UseCase> use_cases,
                     std::span<const FoundSystem> systems) {
  Reconciled result;
  std::map<std::string, const record::UseCase*, std::less<>> by_handle;
  std::set<std::string> declared_ids;
  for (const record::UseCase& use_case : use_cases) {
    by_handle.emplace(use_case.id, &use_case);
    for (const std::string_view field : {"id", "use_case_name"}) {
      if (const auto value = use_case.value(field); !value.empty()) {
        by_handle.emplace(value, &use_case);
      }
    }
    const std::string id = own_id(use_case);
    if (is_live(use_case) && (id.empty() || declared_ids.insert(id).second)) ++result.declared;
  }
  Names names(use_cases);
  std::set<const record::UseCase*> seen;
  std::set<std::string> seen_ids;  // a declaration and a row of the inventory may be one use case
  for (const FoundSystem& system : systems) {
    if (!is_system(system)) continue;
    ++result.found;
    const auto declared = by_handle.find(system.use_case);
    if (!system.use_case.empty() && declared != by_handle.end()) {
      const record::UseCase& use_case = *declared->second;
      seen.insert(&use_case);
      if (const std::string id = own_id(use_case); !id.empty()) seen_ids.insert(id);
      ++result.matched;
      Difference drift;
      drift.details = changes(system);
      compare_with_list(use_case, system, drift.details);
      if (drift.details.empty()) continue;
      drift.gap = Gap::drift;
      drift.system = system.id;
      drift.use_case = use_case.id;
      drift.name = name_of(use_case);
      drift.where = place_of(system);
      drift.owner = first_filled(use_case, {"contact_email", "owner"});
      if (drift.owner.empty()) drift.owner = system.owner;
      drift.reason = "what runs is no longer what was declared";
      result.differences.push_back(std::move(drift));
      continue;
    }
    Difference shadow;
    shadow.gap = Gap::shadow;
    shadow.system = system.id;
    shadow.name = system.name;
    shadow.where = place_of(system);
    shadow.owner = system.owner;
    shadow.reason = system.use_case.empty()
                        ? "AI was found here and no use case of the inventory says so"
                        : "it is said to be " + system.use_case + ", which the inventory lacks";
    shadow.details = contents(system);
    shadow.suggestions = names.like(system.name);
    result.differences.push_back(std::move(shadow));
  }
  for (const record::UseCase& use_case : use_cases) {
    if (!is_live(use_case) || seen.contains(&use_case) || seen_ids.contains(own_id(use_case))) {
      continue;
    }
    Difference ghost;
    ghost.gap = Gap::ghost;
    ghost.use_case = use_case.id;
    ghost.name = name_of(use_case);
    ghost.where = place_of(use_case);
    ghost.owner = first_filled(use_case, {"contact_email", "owner"});
    ghost.reason = "declared as in use, and nothing that was read belongs to it";
    result.differences.push_back(std::move(ghost));
  }
  std::ranges::stable_sort(result.differences, {}, [](const Difference& d) {
    return std::tie(d.gap, d.name, d.where);
  });
  return result;
}

}  // namespace bartizan::use
