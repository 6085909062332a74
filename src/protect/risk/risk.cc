#include "protect/risk/risk.h"

#include <algorithm>
#include <tuple>

#include "base/hash.h"
#include "record/said.h"
#include "scan/catalog.h"
#include "text/nearest.h"

namespace bartizan::protect {
namespace {

using record::Risk;
using record::RiskState;

constexpr std::string_view kSectors = "risk-sectors", kCategories = "risk-categories",
                           kLevels = "risk-levels", kAtlas = "atlas-techniques";

std::string_view listed(std::string_view list, std::string_view key) {
  return scan::Catalog::embedded().list(list, key).value_or("");
}

// "atlas Attacks Using AI": what a category asks, and its name.
std::string_view behind_word(std::string_view entry) {
  return entry.substr(std::min(entry.find(' ') + 1, entry.size()));
}

bool asks_for_atlas(std::string_view category) {
  return listed(kCategories, category).starts_with("atlas ");
}

bool blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == text.npos; }

std::size_t rank_of(std::string_view level) {
  return static_cast<std::size_t>(std::ranges::find(kRiskWords, level) - kRiskWords.begin());
}

template <typename Words>
std::string list_of(const Words& words) {
  std::string out;
  for (const std::string_view word : words) out += (out.empty() ? "" : ", ") + std::string(word);
  return out;
}

std::vector<std::string_view> keys_of(const std::vector<Named>& all) {
  std::vector<std::string_view> keys;
  for (const Named& one : all) keys.push_back(one.key);
  return keys;
}

// Empty where `word` is one of them.
std::string unknown_word(std::string_view what, const std::string& word,
                         const std::vector<std::string_view>& known) {
  if (std::ranges::find(known, word) != known.end()) return {};
  const std::string_view guess = text::nearest(word, known);
  return "there is no " + std::string(what) + " " + word + ". " +
         (guess.empty() ? "They are " + list_of(known)
                        : "Did you mean " + std::string(guess) + "?");
}

std::string word_problem(const Risk& risk) {
  std::string problem = unknown_word("sector", risk.sector, keys_of(sectors()));
  if (problem.empty()) {
    problem = unknown_word("category", risk.category, keys_of(risk_categories()));
  }
  const std::vector<std::string_view> words(kRiskWords.begin(), kRiskWords.end());
  if (problem.empty() && !risk.likelihood.empty()) {
    problem = unknown_word("likelihood", risk.likelihood, words);
  }
  if (problem.empty() && !risk.impact.empty()) {
    problem = unknown_word("impact", risk.impact, words);
  }
  if (problem.empty() && !risk.treatment.empty()) {
    problem = unknown_word("treatment", risk.treatment,
                           std::vector<std::string_view>(kTreatments.begin(), kTreatments.end()));
  }
  for (const std::string& id : risk.atlas) {
    if (problem.empty() && atlas_name(id).empty()) {
      problem = "ATLAS has no technique " + id + " (of 5.6.0)";
    }
  }
  return problem;
}

}  // namespace

std::vector<Named> sectors() {
  std::vector<Named> all;
  scan::Catalog::embedded().list_each(kSectors, [&](const scan::Catalog::Entry& entry) {
    all.push_back({entry.key, entry.value});
    return true;
  });
  return all;
}

std::vector<Named> risk_categories() {
  std::vector<Named> all;
  scan::Catalog::embedded().list_each(kCategories, [&](const scan::Catalog::Entry& entry) {
    all.push_back({entry.key, behind_word(entry.value)});
    return true;
  });
  return all;
}

std::string_view sector_name(std::string_view key) { return listed(kSectors, key); }
std::string_view risk_category_name(std::string_view key) {
  return behind_word(listed(kCategories, key));
}
std::string_view atlas_name(std::string_view id) { return listed(kAtlas, id); }

std::string_view risk_level(const Risk& risk) {
  if (risk.likelihood.empty() || risk.impact.empty()) return {};
  return listed(kLevels, risk.likelihood + " " + risk.impact);
}

std::array<bool, 4> answered(const Risk& risk) {
  const bool mapped =
      !blank(risk.scenario) && (!risk.atlas.empty() || !asks_for_atlas(risk.category));
  const bool settled = risk.state == RiskState::closed || risk.state == RiskState::accepted;
  return {!blank(risk.owner), mapped, !risk_level(risk).empty(),
          !risk.treatment.empty() && (risk.due != 0 || settled)};
}

bool is_risk_overdue(const Risk& risk, Millis now) {
  return risk.state == RiskState::open && risk.due != 0 && risk.due <= now;
}

void sort_risks(std::vector<Risk>& risks, Millis now) {
  std::ranges::stable_sort(risks, {}, [now](const Risk& risk) {
    const int group = is_risk_overdue(risk, now) ? 0 : risk.state == RiskState::closed ? 2 : 1;
    const std::string_view level = risk_level(risk);
    // Nobody measured it: it may be the worst.
    const std::size_t rank = level.empty() ? kRiskWords.size() : rank_of(level);
    return std::tuple(group, kRiskWords.size() - rank, risk.due == 0, risk.due, risk.id);
  });
}

std::expected<Risk, std::string> checked_risk(Risk risk, const Risk* before, Millis now) {
  if (blank(risk.scenario)) return std::unexpected("say what may happen: the scenario");
  if (std::string why = record::too_long("the scenario", risk.scenario); !why.empty()) {
    return std::unexpected(std::move(why));
  }
  for (std::size_t i = 0; i < kFunctions.size(); ++i) {
    const std::string what = "what is said to " + std::string(kFunctions[i]);
    if (std::string why = record::too_long(what, risk.notes[i]); !why.empty()) {
      return std::unexpected(std::move(why));
    }
  }
  std::ranges::sort(risk.atlas);
  risk.atlas.erase(std::ranges::unique(risk.atlas).begin(), risk.atlas.end());
  if (std::string problem = word_problem(risk); !problem.empty()) {
    return std::unexpected(std::move(problem));
  }
  if (risk.atlas.empty() && asks_for_atlas(risk.category)) {
    return std::unexpected("name the techniques of ATLAS that it takes: AML.T0020 ...");
  }
  if (risk.state == RiskState::accepted && (risk.treatment != "accept" || blank(risk.owner))) {
    return std::unexpected("an accepted risk has the treatment accept, and an owner");
  }
  risk.changed = now;
  if (before != nullptr) {
    if (blank(risk.changed_by)) return std::unexpected("say who changes it");
    risk.id = before->id;
    risk.at = before->at;
    risk.by = before->by;
    return risk;
  }
  if (blank(risk.by)) return std::unexpected("say who writes it down");
  risk.at = now;
  risk.changed_by = risk.by;
  std::string key;
  for (const std::string& part :
       {risk.sector, risk.category, risk.scenario, risk.system, risk.by, std::to_string(risk.at)}) {
    key += part + '\n';
  }
  risk.id = "risk_" + base::base32(base::sha256(key));
  return risk;
}

}  // namespace bartizan::protect
