#include "assure/assess/checks/tools.h"

#include <algorithm>
#include <charconv>
#include <iterator>

#include "base/time.h"

namespace bartizan::assure::assess {
namespace {

using record::Evidence;

void go_by(Outcome& outcome, const Evidence& piece) {
  outcome.evidence.edit().push_back(piece.id);
  if (piece.expires != 0 && (outcome.expires == 0 || piece.expires < outcome.expires)) {
    outcome.expires = piece.expires;
  }
}

void seal(Outcome& outcome) {
  if (!outcome.evidence.empty()) {
    Ids::List& ids = outcome.evidence.edit();
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  }
  if (outcome.against.size() > kMostAgainst) outcome.against.resize(kMostAgainst);
}

struct Sorted {
  Pieces good, bad, silent, expired;
};

Sorted sorted(const Pieces& pieces, base::Millis now, const Judge& good) {
  Sorted by;
  for (const Evidence* piece : pieces) {
    const std::optional<bool> is_good = good(*piece);
    // Something bad stays bad until it is looked at again.
    if (is_good == false) {
      by.bad.push_back(piece);
    } else if (piece->expired(now)) {
      by.expired.push_back(piece);
    } else {
      (is_good ? by.good : by.silent).push_back(piece);
    }
  }
  return by;
}

std::string are(std::uint64_t count) { return count == 1 ? " is " : " are "; }

// "2 of 7 model files", "the model file", "all 7 model files".
std::string part(std::uint64_t some, std::uint64_t all, std::string_view thing) {
  if (all == 1) return "the " + std::string(thing);
  if (some == all) return "all " + counted(all, thing);
  return std::to_string(some) + " of " + counted(all, thing);
}

std::string too_old(const Pieces& expired, std::size_t all, std::string_view thing) {
  const auto oldest =
      std::min_element(expired.begin(), expired.end(),
                       [](const Evidence* a, const Evidence* b) { return a->at < b->at; });
  return part(expired.size(), all, thing) + (expired.size() == 1 ? " was" : " were") +
         " last examined too long ago (" + base::format_date((*oldest)->at) + ")";
}

}  // namespace

Pieces pieces_of(const Material& material, record::EvidenceKind kind) {
  Pieces pieces;
  for (const Evidence& piece : material.evidence) {
    if (piece.kind != kind) continue;
    if (material.system.empty() || piece.system == material.system) pieces.push_back(&piece);
  }
  return pieces;
}

Pieces anywhere(const Material& material, record::EvidenceKind kind) {
  Pieces pieces;
  for (const Evidence& piece : material.evidence) {
    if (piece.kind != kind) continue;
    const bool own = material.system.empty() || piece.system == material.system;
    if (own || piece.system.empty()) pieces.push_back(&piece);
  }
  return pieces;
}

bool organisation_is_known(const Material& material) {
  using enum record::EvidenceKind;
  return std::ranges::any_of(material.evidence, [](const Evidence& piece) {
    return piece.kind == scan || piece.kind == discovery || piece.kind == inventory ||
           piece.kind == bom || piece.kind == readiness;
  });
}

Pieces with(const Pieces& pieces, std::string_view key, std::string_view value) {
  Pieces chosen;
  std::copy_if(pieces.begin(), pieces.end(), std::back_inserter(chosen),
               [&](const Evidence* piece) { return piece->fact(key) == value; });
  return chosen;
}

Pieces without(const Pieces& pieces, std::string_view key, std::string_view value) {
  Pieces chosen;
  std::copy_if(pieces.begin(), pieces.end(), std::back_inserter(chosen),
               [&](const Evidence* piece) { return piece->fact(key) != value; });
  return chosen;
}

Pieces that_say(const Pieces& pieces, std::string_view key) { return without(pieces, key, ""); }

std::string several(std::string_view singular) {
  std::string text(singular);
  if (text.ends_with("y") && !text.ends_with("ey") && !text.ends_with("ay")) {
    text.replace(text.size() - 1, 1, "ies");
    return text;
  }
  if (text.ends_with("s")) return text + "es";
  return text + "s";
}

std::string counted(std::uint64_t count, std::string_view singular) {
  return std::to_string(count) + " " + (count == 1 ? std::string(singular) : several(singular));
}

std::optional<std::uint64_t> number(const Evidence& piece, std::string_view key) {
  const std::string_view text = piece.fact(key);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), value);
  if (text.empty() || error != std::errc{} || end != text.end()) return std::nullopt;
  return value;
}

Outcome outcome_of(Holds holds, std::string why, const Pieces& by) {
  Outcome outcome{holds, std::move(why), {}, {}, 0};
  for (const Evidence* piece : by) go_by(outcome, *piece);
  seal(outcome);
  return outcome;
}

Outcome unknown(std::string why, const Pieces& by) {
  return outcome_of(Holds::unknown, std::move(why), by);
}

Outcome not_applicable(std::string why, const Pieces& by) {
  return outcome_of(Holds::not_applicable, std::move(why), by);
}

Outcome every(const Pieces& pieces, base::Millis now, const Words& words, const Judge& good) {
  if (pieces.empty()) return unknown(std::string(words.absent));
  const Sorted by = sorted(pieces, now, good);
  const std::size_t all = pieces.size();
  Outcome outcome;
  for (const Evidence* piece : pieces) go_by(outcome, *piece);
  for (const Pieces* worse : {&by.bad, &by.silent, &by.expired}) {
    for (const Evidence* piece : *worse) outcome.against.push_back(piece->name);
  }
  if (!by.bad.empty()) {
    outcome.holds = Holds::no;
    outcome.why =
        part(by.bad.size(), all, words.thing) + are(by.bad.size()) + std::string(words.bad);
  } else if (!by.silent.empty()) {
    outcome.holds = Holds::unknown;
    outcome.why = "of " + part(by.silent.size(), all, words.thing) + " it is not known whether " +
                  (by.silent.size() == 1 ? "it is " : "they are ") + std::string(words.good);
  } else if (!by.expired.empty()) {
    outcome.holds = Holds::unknown;
    outcome.why = too_old(by.expired, all, words.thing);
  } else {
    outcome.holds = Holds::yes;
    outcome.why = part(all, all, words.thing) + are(all) + std::string(words.good);
  }
  seal(outcome);
  return outcome;
}

Outcome any(const Pieces& pieces, base::Millis now, const Words& words, const Judge& good) {
  if (pieces.empty()) return unknown(std::string(words.absent));
  const Sorted by = sorted(pieces, now, good);
  Outcome outcome;
  if (!by.good.empty()) {
    // The one that holds longest.
    const Evidence* best =
        *std::max_element(by.good.begin(), by.good.end(), [](const Evidence* a, const Evidence* b) {
          return (a->expires == 0 ? INT64_MAX : a->expires) <
                 (b->expires == 0 ? INT64_MAX : b->expires);
        });
    outcome.holds = Holds::yes;
    outcome.why = best->name + " is " + std::string(words.good);
    go_by(outcome, *best);
    return outcome;
  }
  for (const Evidence* piece : pieces) go_by(outcome, *piece);
  if (!by.expired.empty()) {
    outcome.holds = Holds::unknown;
    outcome.why = too_old(by.expired, pieces.size(), words.thing);
  } else if (!by.silent.empty()) {
    outcome.holds = Holds::unknown;
    outcome.why = "no " + std::string(words.thing) + " is known to be " + std::string(words.good);
  } else {
    outcome.holds = Holds::no;
    outcome.why = "no " + std::string(words.thing) + " is " + std::string(words.good);
    for (const Evidence* piece : by.bad) outcome.against.push_back(piece->name);
  }
  seal(outcome);
  return outcome;
}

Outcome none_of(const Pieces& pieces, base::Millis now, const Count& count) {
  if (pieces.empty()) return unknown(std::string(count.words.absent));
  Outcome outcome;
  std::uint64_t failing = 0, all = 0;
  Pieces silent, expired;
  for (const Evidence* piece : pieces) {
    go_by(outcome, *piece);
    const std::optional<std::uint64_t> value = number(*piece, count.key);
    all += count.of.empty() ? 0 : number(*piece, count.of).value_or(0);
    if (!value) silent.push_back(piece);
    if (value.value_or(0) > 0) {
      failing += *value;
      for (std::string& name : names_of(piece->fact(std::string(count.key) + ":names"))) {
        outcome.against.push_back(std::move(name));
      }
    } else if (piece->expired(now)) {
      expired.push_back(piece);
    }
  }
  const Words& words = count.words;
  if (failing > 0) {
    outcome.holds = Holds::no;
    outcome.why =
        (all >= failing ? part(failing, all, words.thing) : counted(failing, words.thing)) +
        are(failing) + std::string(words.bad);
  } else if (!silent.empty() && !known_to_have_none(pieces, now, count.of)) {
    outcome.holds = Holds::unknown;
    outcome.why =
        "it was not examined whether " + several(words.thing) +
        (count.of.empty() ? " are " + std::string(words.bad) : " are " + std::string(words.good));
  } else if (!expired.empty()) {
    outcome.holds = Holds::unknown;
    outcome.why = too_old(expired, pieces.size(), "system");
  } else if (!count.of.empty() && all == 0) {
    outcome.holds = Holds::not_applicable;
    outcome.why = std::string(count.none);
  } else {
    outcome.holds = Holds::yes;
    outcome.why = count.of.empty()
                      ? std::string(words.good)
                      : part(all, all, words.thing) + are(all) + std::string(words.good);
  }
  seal(outcome);
  return outcome;
}

bool known_to_have_none(const Pieces& pieces, base::Millis now, std::string_view key) {
  return !pieces.empty() && std::all_of(pieces.begin(), pieces.end(), [&](const Evidence* piece) {
    return !piece->expired(now) && number(*piece, key) == std::uint64_t{0};
  });
}

std::vector<std::string> names_of(std::string_view list) {
  constexpr std::string_view kBetween = "; ";
  std::vector<std::string> names;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(kBetween), list.size());
    if (end > 0) names.emplace_back(list.substr(0, end));
    list.remove_prefix(std::min(end + kBetween.size(), list.size()));
  }
  return names;
}

}  // namespace bartizan::assure::assess
