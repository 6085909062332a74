#include "use/inventory/diff.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "use/inventory/normalise.h"
#include "use/inventory/words.h"

namespace bartizan::use {
namespace {

using record::UseCase;

// Words that more names of an agency share find nobody.
constexpr std::size_t kCommonWord = 64;
// Candidates that one use case is compared with.
constexpr std::size_t kMostCandidates = 256;
constexpr double kByName = 0.95, kBySimilarName = 0.9, kRenamed = 0.5;

std::vector<std::string> tokens(std::string_view text) {
  const std::string all = words(text);
  std::vector<std::string> parts;
  for (const std::string_view part : split(all, ' ')) {
    if (!part.empty()) parts.emplace_back(part);
  }
  std::sort(parts.begin(), parts.end());
  parts.erase(std::unique(parts.begin(), parts.end()), parts.end());
  return parts;
}

// Dice's coefficient over sets of words, each word weighing its length: "ai" tells little.
double similarity(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  std::size_t common = 0, total = 0;
  for (const std::string& word : a) total += word.size();
  for (const std::string& word : b) total += word.size();
  auto x = a.begin();
  for (auto y = b.begin(); x != a.end() && y != b.end();) {
    if (*x == *y) {
      common += 2 * x->size();
      ++x, ++y;
    } else if (*x < *y) {
      ++x;
    } else {
      ++y;
    }
  }
  return total == 0 ? 0 : static_cast<double>(common) / static_cast<double>(total);
}

std::string agency(const UseCase& use_case) {
  for (const std::string_view field : {"agency", "agency_name"}) {
    if (const auto value = use_case.value(field); !value.empty()) return squeeze(value);
  }
  return {};
}

class Matcher {
 public:
  Matcher(std::span<const UseCase> before, std::span<const UseCase> after, const Schema& later)
      : before_(before),
        after_(after),
        later_(later),
        taken_(before.size()),
        match_of_(after.size(), kNone) {}

  InventoryDiff run() {
    by_key(MatchedBy::id, [](const UseCase& one) {
      const auto id = one.value("id");
      return id.empty() ? std::string() : agency(one) + '\n' + squeeze(id);
    });
    by_key(MatchedBy::name, [](const UseCase& one) {
      const std::string name = squeeze(one.value("use_case_name"));
      return name.empty() ? std::string() : agency(one) + '\n' + name;
    });
    by_similar_names();
    return result();
  }

 private:
  static constexpr std::size_t kNone = SIZE_MAX;

  void take(std::size_t before, std::size_t after, MatchedBy how, double confidence) {
    taken_[before] = true;
    match_of_[after] = matches_.size();
    matches_.push_back({&before_[before], &after_[after], how, confidence, false, {}});
  }

  // The first of a key with the first of the same key, and so on.
  template <typename Key>
  void by_key(MatchedBy how, Key key) {
    std::unordered_map<std::string, std::vector<std::size_t>> of;
    for (std::size_t i = before_.size(); i-- > 0;) {
      if (taken_[i]) continue;
      if (std::string k = key(before_[i]); !k.empty()) of[std::move(k)].push_back(i);
    }
    for (std::size_t i = 0; i < after_.size(); ++i) {
      if (match_of_[i] != kNone) continue;
      const auto at = of.find(key(after_[i]));
      if (at == of.end() || at->second.empty()) continue;
      const std::size_t other = at->second.back();
      at->second.pop_back();
      take(other, i, how, how == MatchedBy::id ? 1 : kByName);
      if (how != MatchedBy::id) continue;
      const double same = similarity(tokens(before_[other].value("use_case_name")),
                                     tokens(after_[i].value("use_case_name")));
      UseCaseMatch& match = matches_.back();
      match.renamed = same < kSimilarEnough / 2;
      if (match.renamed) match.confidence = kRenamed;
    }
  }

  void by_similar_names() {
    struct Candidate {
      double score;
      std::size_t before, after;
    };
    // Agency and word -> use cases of before.
    std::unordered_map<std::string, std::vector<std::size_t>> index;
    std::vector<std::vector<std::string>> words_of(before_.size());
    for (std::size_t i = 0; i < before_.size(); ++i) {
      if (taken_[i]) continue;
      words_of[i] = tokens(before_[i].value("use_case_name"));
      const std::string who = agency(before_[i]) + '\n';
      for (const std::string& word : words_of[i]) index[who + word].push_back(i);
    }
    std::vector<Candidate> candidates;
    for (std::size_t i = 0; i < after_.size(); ++i) {
      if (match_of_[i] != kNone) continue;
      const std::vector<std::string> mine = tokens(after_[i].value("use_case_name"));
      const std::string who = agency(after_[i]) + '\n';
      std::set<std::size_t> near;
      for (const std::string& word : mine) {
        const auto at = index.find(who + word);
        if (at == index.end() || at->second.size() > kCommonWord) continue;
        for (const std::size_t other : at->second) {
          if (near.size() < kMostCandidates) near.insert(other);
        }
      }
      for (const std::size_t other : near) {
        const double score = similarity(mine, words_of[other]);
        if (score >= kSimilarEnough) candidates.push_back({score, other, i});
      }
    }
    // The best pairs first; each use case once.
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const Candidate& a, const Candidate& b) { return a.score > b.score; });
    for (const Candidate& one : candidates) {
      if (taken_[one.before] || match_of_[one.after] != kNone) continue;
      take(one.before, one.after, MatchedBy::similar_name, one.score * kBySimilarName);
    }
  }

  // An answer of the earlier form in the words of the later; false where it has no counterpart.
  static bool read_by_later(const SchemaField& field, std::string_view value, std::string& out) {
    if (const auto at = field.earlier.find(squeeze(value)); at != field.earlier.end()) {
      out = at->second;
      return !out.empty();
    }
    out = normalise(field, value).value;
    const bool closed = field.type == FieldType::one_of && !field.values.empty();
    return !closed || out.empty() || field.has_value(out);
  }

  void compare(UseCaseMatch& match) const {
    for (const record::Field& field : match.after->fields) {
      const record::Field* old = match.before->field(field.id);
      const SchemaField* known = later_.field(field.id);
      if (old == nullptr || known == nullptr || old->value == field.value) continue;
      std::string before;
      if (!read_by_later(*known, old->value, before)) continue;
      if (squeeze(before) == squeeze(field.value) && before.empty() == field.value.empty())
        continue;
      match.changes.push_back({known->id, std::move(before), field.value});
    }
  }

  InventoryDiff result() {
    InventoryDiff diff;
    for (std::size_t i = 0; i < after_.size(); ++i) {
      if (match_of_[i] == kNone) {
        diff.added.push_back(&after_[i]);
        continue;
      }
      UseCaseMatch& match = matches_[match_of_[i]];
      compare(match);
      if (!match.changes.empty()) ++diff.changed;
      switch (match.how) {
        case MatchedBy::id:
          ++diff.by_id;
          break;
        case MatchedBy::name:
          ++diff.by_name;
          break;
        case MatchedBy::similar_name:
          ++diff.by_similar_name;
          break;
      }
      diff.matches.push_back(std::move(match));
    }
    for (std::size_t i = 0; i < before_.size(); ++i) {
      if (!taken_[i]) diff.removed.push_back(&before_[i]);
    }
    return diff;
  }

  std::span<const UseCase> before_, after_;
  const Schema& later_;
  std::vector<bool> taken_;
  std::vector<std::size_t> match_of_;
  std::vector<UseCaseMatch> matches_;
};

}  // namespace

std::string_view name(MatchedBy how) {
  switch (how) {
    case MatchedBy::id:
      return "id";
    case MatchedBy::name:
      return "name";
    case MatchedBy::similar_name:
      return "similar name";
  }
  return {};
}

double name_similarity(std::string_view a, std::string_view b) {
  return similarity(tokens(a), tokens(b));
}

InventoryDiff diff(std::span<const UseCase> before, std::span<const UseCase> after,
                   const Schema& later) {
  return Matcher(before, after, later).run();
}

}  // namespace bartizan::use
