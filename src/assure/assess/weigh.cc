#include "assure/assess/weigh.h"

#include "base/time.h"

namespace bartizan::assure::assess {
namespace {

using record::Evidence;

constexpr std::size_t kShownDigits = 12;  // of a SHA-256, as version control shows them

std::string short_hash(const std::string& sha256) {
  return sha256.empty() ? "not known" : sha256.substr(0, kShownDigits);
}

// The first fact that is not what it was, as "was clean, is malicious"; empty where none differs.
std::string difference(const Evidence& was, const Evidence& is) {
  for (const record::EvidenceFact& fact : was.facts) {
    const std::string_view now = is.fact(fact.key);
    if (record::is_list(fact.key) || now == fact.value) continue;
    return fact.key + " was " + fact.value + ", is " +
           (now.empty() ? "not known" : std::string(now));
  }
  for (const record::EvidenceFact& fact : is.facts) {
    if (was.fact(fact.key).empty() && !record::is_list(fact.key)) {
      return fact.key + " is now " + fact.value;
    }
  }
  return {};
}

std::string how_it_changed(const Evidence& was, const Evidence* is) {
  if (is == nullptr || is->fact("gone") == "yes") return was.name + " is gone";
  if (is->sha256 != was.sha256) {
    return was.name + " changed: SHA-256 was " + short_hash(was.sha256) + ", is " +
           short_hash(is->sha256);
  }
  const std::string what = difference(was, *is);
  return was.name + " changed" + (what.empty() ? "" : ": " + what);
}

// Why the evidence of an answer is no longer what it was; empty: it is. What has other bytes is
// said before what merely is judged otherwise.
std::string changed_since(const record::Answer& answer, Lookup& lookup) {
  std::string bytes, other, old;
  std::size_t changed = 0;
  for (const std::string& id : answer.evidence) {
    if (const Evidence* piece = lookup.by_id(id)) {
      if (old.empty() && piece->expired(lookup.material().now)) {
        old = piece->name + " has to be read again: its reading of " +
              base::format_date(piece->at) + " counts no more";
      }
      continue;
    }
    ++changed;
    const Evidence* was = lookup.remembered(id);
    if (was == nullptr) continue;
    const Evidence* is = lookup.successor(*was);
    std::string& said = is == nullptr || is->sha256 != was->sha256 ? bytes : other;
    if (said.empty()) said = how_it_changed(*was, is);
  }
  if (changed == 0) return old;
  std::string why = bytes.empty() ? other : bytes;
  if (why.empty()) why = "evidence that it was given beside has changed";
  if (changed > 1) why += " (and " + std::to_string(changed - 1) + " more)";
  return why;
}

}  // namespace

StandingAnswer weigh(const record::Answer& answer, Lookup& lookup) {
  StandingAnswer weighed{answer, false, {}};
  if (answer.withdrawn != 0) {
    weighed.fallen = "it was withdrawn on " + base::format_date(answer.withdrawn) +
                     (answer.withdrawn_by.empty() ? "" : " by " + answer.withdrawn_by);
  } else if (answer.expires <= lookup.material().now) {
    weighed.fallen = "it expired on " + base::format_date(answer.expires);
  } else {
    weighed.fallen = changed_since(answer, lookup);
  }
  weighed.stands = weighed.fallen.empty();
  return weighed;
}

}  // namespace bartizan::assure::assess
