#include "use/reconcile/names.h"

#include <algorithm>

namespace bartizan::use {
namespace {

// Sets of common words that are remembered; more than any inventory's names have.
constexpr std::size_t kMostRemembered = 10'000;

double alike_by(std::size_t shared, std::size_t one, std::size_t other) {
  if (one == 0 || other == 0) return 0;
  return 2.0 * static_cast<double>(shared) / static_cast<double>(one + other);
}

// Leaves the best of each use case, best first, and no more than are suggested.
void keep_best(std::vector<std::pair<double, std::uint32_t>>& ranked) {
  std::ranges::sort(ranked, {}, [](const auto& one) { return std::pair(one.second, -one.first); });
  const auto others = std::ranges::unique(ranked, {}, [](const auto& one) { return one.second; });
  ranked.erase(others.begin(), others.end());
  const std::size_t most = std::min(ranked.size(), kMostSuggestions);
  std::ranges::partial_sort(ranked, ranked.begin() + static_cast<std::ptrdiff_t>(most), {},
                            [](const auto& one) { return std::pair(-one.first, one.second); });
  ranked.resize(most);
}

}  // namespace

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

double alike(std::string_view a, std::string_view b) {
  const std::set<std::string> one = words_of(a), other = words_of(b);
  std::size_t shared = 0;
  for (const std::string& word : one) shared += other.contains(word) ? 1U : 0U;
  return alike_by(shared, one.size(), other.size());
}

std::string name_of(const record::UseCase& use_case) {
  for (const std::string_view field : {"use_case_name", "name", "id"}) {
    if (const auto value = use_case.value(field); !value.empty()) return std::string(value);
  }
  return {};
}

Names::Names(std::span<const record::UseCase> use_cases, std::size_t rare)
    : use_cases_(use_cases), rare_(rare) {
  for (const record::UseCase& use_case : use_cases) {
    for (const std::string_view field : kFields) {
      const auto name = static_cast<std::uint32_t>(ends_.size());
      const std::size_t begin = flat_.size();
      for (const std::string& word : words_of(use_case.value(field))) {
        const auto [at, is_new] = words_.emplace(word, static_cast<Word>(names_with_.size()));
        if (is_new) names_with_.emplace_back();
        names_with_[at->second].push_back(name);
        flat_.push_back(at->second);
      }
      std::ranges::sort(std::span(flat_).subspan(begin));
      ends_.push_back(flat_.size());
    }
  }
  shared_.resize(ends_.size());
}

std::span<const Names::Word> Names::words_of_name(std::size_t name) const {
  const std::size_t begin = name == 0 ? 0 : ends_[name - 1];
  return std::span(flat_).subspan(begin, ends_[name] - begin);
}

void Names::compare_rare(std::span<const Word> words, std::size_t size, Ranked& into) const {
  std::vector<std::uint32_t> names;
  for (const Word word : words) {
    const auto& with = names_with_[word];
    if (with.size() <= rare_) names.insert(names.end(), with.begin(), with.end());
  }
  std::ranges::sort(names);
  const auto others = std::ranges::unique(names);
  names.erase(others.begin(), others.end());
  for (const std::uint32_t name : names) {
    const std::span<const Word> own = words_of_name(name);
    std::size_t shared = 0;
    for (const Word word : words) shared += std::ranges::binary_search(own, word) ? 1U : 0U;
    const double score = alike_by(shared, size, own.size());
    if (score >= kAlikeEnough) {
      into.emplace_back(score, name / static_cast<std::uint32_t>(kFields.size()));
    }
  }
}

const Names::Ranked& Names::ranked_common(std::vector<Word> words, std::size_t size) {
  if (common_.size() >= kMostRemembered) common_.clear();
  const auto [at, is_new] = common_.try_emplace({std::move(words), size});
  Ranked& ranked = at->second;
  if (!is_new) return ranked;
  std::vector<std::uint32_t> touched;
  for (const Word word : at->first.first) {
    for (const std::uint32_t name : names_with_[word]) {
      if (shared_[name]++ == 0) touched.push_back(name);
    }
  }
  for (const std::uint32_t name : touched) {
    const double score = alike_by(shared_[name], size, words_of_name(name).size());
    shared_[name] = 0;
    if (score >= kAlikeEnough) {
      ranked.emplace_back(score, name / static_cast<std::uint32_t>(kFields.size()));
    }
  }
  keep_best(ranked);
  return ranked;
}

std::vector<Suggestion> Names::like(std::string_view name) {
  const std::set<std::string> own = words_of(name);
  std::vector<Word> known, common;
  for (const std::string& word : own) {
    const auto at = words_.find(word);
    if (at != words_.end()) known.push_back(at->second);
  }
  std::ranges::sort(known);
  std::ranges::copy_if(known, std::back_inserter(common),
                       [&](Word word) { return names_with_[word].size() > rare_; });
  Ranked ranked;
  compare_rare(known, own.size(), ranked);
  if (!common.empty()) {
    // Ranked by their common words alone, a use case that has no rare one keeps its place among the
    // best: whatever stands before it there stands before it by all words, too.
    const Ranked& others = ranked_common(std::move(common), own.size());
    ranked.insert(ranked.end(), others.begin(), others.end());
  }
  keep_best(ranked);
  std::vector<Suggestion> suggestions;
  for (const auto& [score, use_case] : ranked) {
    suggestions.push_back({use_cases_[use_case].id, name_of(use_cases_[use_case]), score});
  }
  return suggestions;
}

}  // namespace bartizan::use
