#include "share/faq/faq.h"

#include <algorithm>

#include "scan/catalog.h"

namespace bartizan::share {
namespace {

constexpr std::string_view kSection = "share/faq";
constexpr char kUnit = '\x1f';
enum Column : std::uint32_t { kId = 1, kGroup, kAsk, kWords, kAnswer, kCommands, kPolicies };

// What every question is made of.
constexpr std::string_view kSmall[] = {
    "a",  "an", "and", "are",  "as", "at", "be", "by", "do",  "does", "for", "how",  "i",  "in",
    "is", "it", "me",  "mean", "my", "of", "on", "or", "the", "to",   "we",  "what", "why"};

std::vector<std::string> split(std::string_view text, char by) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(by), text.size());
    parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

std::vector<std::string> tokens(std::string_view text) {
  std::vector<std::string> all;
  std::string token;
  const auto end = [&] {
    if (!token.empty()) all.push_back(std::move(token));
    token.clear();
  };
  for (const char c : text) {
    if (c >= 'A' && c <= 'Z') {
      token += static_cast<char>(c - 'A' + 'a');
    } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      token += c;
    } else {
      end();
    }
  }
  end();
  return all;
}

// "signatures" is about "signature": the shorter begins the longer, and is no stub of it.
bool alike(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  return a == b || (a.size() >= 4 && b.starts_with(a));
}

bool holds(const std::vector<std::string>& all, std::string_view wanted) {
  return std::ranges::any_of(all, [&](const std::string& one) { return alike(one, wanted); });
}

struct Hit {
  const Question* question = nullptr;
  std::size_t found = 0;  // of the words
  int score = 0;
};

Hit hit_of(const Question& question, const std::vector<std::string>& wanted) {
  // Where a word stands says how much the question is about it.
  constexpr int kOfQuestion = 4, kOfWords = 3, kOfPolicies = 2, kOfAnswer = 1;
  const std::vector<std::string> ask = tokens(question.ask + " " + question.id),
                                 answer = tokens(question.answer);
  std::vector<std::string> policies;
  for (const std::string& id : question.policies) {
    const auto parts = tokens(id);
    policies.insert(policies.end(), parts.begin(), parts.end());
  }
  Hit hit{&question, 0, 0};
  for (const std::string& word : wanted) {
    const int score = holds(ask, word)              ? kOfQuestion
                      : holds(question.words, word) ? kOfWords
                      : holds(policies, word)       ? kOfPolicies
                      : holds(answer, word)         ? kOfAnswer
                                                    : 0;
    hit.found += score > 0 ? 1U : 0U;
    hit.score += score;
  }
  return hit;
}

}  // namespace

std::span<const Question> questions() {
  static const std::vector<Question> all = [] {
    const scan::Catalog& catalog = scan::Catalog::embedded();
    std::vector<Question> read, grouped;
    std::vector<std::string> groups;
    for (std::uint32_t row = 0; row < catalog.row_count(kSection); ++row) {
      const auto cell = [&](Column column) { return catalog.cell_at(kSection, row, column); };
      read.push_back({std::string(cell(kId)), std::string(cell(kGroup)), std::string(cell(kAsk)),
                      split(cell(kWords), ' '), std::string(cell(kAnswer)),
                      split(cell(kCommands), kUnit), split(cell(kPolicies), ' ')});
      const std::string& group = read.back().group;
      if (std::ranges::find(groups, group) == groups.end()) groups.push_back(group);
    }
    for (const std::string& group : groups) {
      for (const Question& question : read) {
        if (question.group == group) grouped.push_back(question);
      }
    }
    return grouped;
  }();
  return all;
}

const Question* question_called(std::string_view id) {
  for (const Question& question : questions()) {
    if (question.id == id) return &question;
  }
  return nullptr;
}

std::vector<const Question*> questions_about(std::string_view words) {
  std::vector<std::string> wanted = tokens(words);
  std::erase_if(wanted, [](const std::string& word) {
    return std::ranges::find(kSmall, word) != std::end(kSmall);
  });
  if (wanted.empty()) wanted = tokens(words);
  std::vector<Hit> hits;
  std::size_t most = 0;
  for (const Question& question : questions()) {
    const Hit hit = hit_of(question, wanted);
    if (hit.found > 0) hits.push_back(hit);
    most = std::max(most, hit.found);
  }
  // Less than half of what was asked is another question.
  if (most * 2 < wanted.size()) return {};
  std::erase_if(hits, [&](const Hit& hit) { return hit.found < most; });
  std::ranges::stable_sort(hits, std::greater(), &Hit::score);
  std::vector<const Question*> found;
  for (const Hit& hit : hits) found.push_back(hit.question);
  return found;
}

}  // namespace bartizan::share
