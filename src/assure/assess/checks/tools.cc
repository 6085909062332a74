#include "assure/assess/checks/tools.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <set>

#include "base/escape.h"
#include "base/time.h"
#include "record/fact_list.h"

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

std::string too_old(const Pieces& expired, std::size_t all, std::string_view thing,
                    base::Millis now) {
  const auto oldest =
      std::min_element(expired.begin(), expired.end(),
                       [](const Evidence* a, const Evidence* b) { return a->at < b->at; });
  return part(expired.size(), all, thing) + (expired.size() == 1 ? " was" : " were") +
         " last examined " + how_long_ago(**oldest, now, expired.size());
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
  // Of "feed of advisories" there are several feeds.
  if (const std::size_t of = singular.find(" of "); of != singular.npos) {
    return several(singular.substr(0, of)) + std::string(singular.substr(of));
  }
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
    const std::size_t silent = by.silent.size();
    outcome.why = "it is not known whether " +
                  (all > 1 && silent == all ? "the " + counted(all, words.thing)
                                            : part(silent, all, words.thing)) +
                  are(silent) + std::string(words.good);
  } else if (!by.expired.empty()) {
    outcome.holds = Holds::unknown;
    outcome.why = too_old(by.expired, all, words.thing, now);
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
    outcome.why = too_old(by.expired, pieces.size(), words.thing, now);
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
    outcome.why = too_old(expired, pieces.size(), "system", now);
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

namespace {

// How a bill of materials calls a model file.
constexpr std::string_view kModelPart = "model ";

// Whether a list of parts has it under another name, because its own could not stand there.
bool is_renamed_in_list(std::string_view path) { return base::escape_name(path) != path; }

}  // namespace

Covered::Covered(const Evidence& by) : by_(&by), folder_(by.subject) {
  record::each_item(by.fact("covers:sha256"), record::kBetweenDigests,
                    [&](std::string_view one) { digests_.insert(one); });
  record::each_name(by.fact("covers:names"), unescaped_,
                    [&](std::string_view one) { names_.insert(one); });
  const bool is_bom = by.kind == record::EvidenceKind::bom;
  if (is_bom && !by.fact("of").empty()) folder_ = by.fact("of");
  const auto add = [&](std::string_view one) {
    const std::size_t blank = std::min(one.find(' '), one.size() - 1);
    std::string_view name = one.substr(blank + 1);
    if (is_bom) {
      // "model /srv/app/a.pt"
      if (!name.starts_with(kModelPart)) return;
      name.remove_prefix(kModelPart.size());
      if (name == folder_) name = ".";
      if (name.starts_with(folder_) && name.substr(folder_.size()).starts_with('/')) {
        name.remove_prefix(folder_.size() + 1);
      }
    }
    named_.emplace(name, one.substr(0, blank));
    with_names_.insert(one.substr(0, blank));
  };
  for (const char* key : {"signed:names", "judged:names", "files:names"}) {
    record::each_name(by.fact(key), unescaped_, add);
  }
}

std::string_view Covered::below(const Evidence& file) const {
  if (file.subject == folder_) return ".";
  const std::string_view path = file.subject;
  if (!path.starts_with(folder_) || !path.substr(folder_.size()).starts_with('/')) return {};
  return path.substr(folder_.size() + 1);
}

bool Covered::has(const Evidence& file) const {
  if (!file.sha256.empty() && digests_.contains(file.sha256)) return true;
  if (by_->fact("changed-since") == "yes") return false;
  return names_.contains(below(file));
}

bool Covered::has_signed(const Evidence& file) const {
  if (!has(file)) return false;
  const std::string_view name = below(file);
  if (name == ".") return true;
  const auto at = named_.find(name);
  // "-" where parts of it are signed.
  return at != named_.end() && (at->second == "-" || at->second == file.sha256);
}

bool Covered::is_nameless(const Evidence& file) const {
  const bool is_renamed =
      by_->kind == record::EvidenceKind::bom && is_renamed_in_list(file.subject);
  return has(file) && (is_renamed || !with_names_.contains(file.sha256));
}

Covered::Named Covered::under_its_name(const Evidence& file) const {
  const std::string_view inside = below(file);
  const std::string_view name = inside.empty() ? std::string_view(file.subject) : inside;
  const auto at = named_.find(name);
  if (at != named_.end() && at->second != "-") {
    return at->second == file.sha256 ? Named::same : Named::other;
  }
  const bool is_it = at != named_.end() || name == "." ? has(file) : is_nameless(file);
  return is_it ? Named::same : Named::unknown;
}

bool Covered::had(const Evidence& file) const {
  if (is_nameless(file)) return true;
  if (!below(file).empty() || !has(file)) return false;
  for (std::string_view end = file.subject; !end.empty();) {
    end.remove_prefix(std::min(end.find('/'), end.size() - 1) + 1);
    if (const auto at = named_.find(end); at != named_.end() && at->second == file.sha256) {
      return true;
    }
  }
  return false;
}

std::string how_long_ago(const Evidence& piece, base::Millis now, std::size_t count) {
  const std::string day = base::format_date(piece.at);
  if (piece.expires != now) return "too long ago (" + day + ")";
  return "on " + day + ", and " + (count == 1 ? "is" : "are") + " not known to be the same since";
}

std::string which_changed(const Evidence& piece) {
  const std::string_view names = piece.fact("changed-since:names");
  return names.empty() ? std::string() : ": " + std::string(names);
}

std::vector<std::string> systems_without(const Material& material, const Pieces& pieces) {
  std::vector<std::string> lacking;
  if (!material.system.empty()) return lacking;
  std::set<std::string_view> spoken_of;
  for (const Evidence* piece : pieces) spoken_of.insert(piece->system);
  for (const Evidence* read : pieces_of(material, record::EvidenceKind::discovery)) {
    if (!spoken_of.contains(read->system)) lacking.push_back(read->name);
  }
  return lacking;
}

Outcome of_each_system(const Material& material, const Pieces& pieces, std::string_view lacks,
                       Outcome outcome) {
  if (outcome.holds != Holds::yes || !material.system.empty()) return outcome;
  const Pieces read = pieces_of(material, record::EvidenceKind::discovery);
  if (read.empty()) return unknown("no system was read: bartizan discover PATH", pieces);
  const std::vector<std::string> lacking = systems_without(material, pieces);
  if (lacking.empty()) return outcome;
  Pieces by = pieces;
  by.insert(by.end(), read.begin(), read.end());
  Outcome without = unknown(
      part(lacking.size(), read.size(), "system") + are(lacking.size()) + std::string(lacks), by);
  without.against = lacking;
  seal(without);
  return without;
}

Outcome as_read(const Material& material, const Pieces& pieces, Outcome outcome) {
  if (outcome.holds != Holds::yes && outcome.holds != Holds::not_applicable) return outcome;
  std::set<std::string_view> systems;
  for (const Evidence* piece : pieces) systems.insert(piece->system);
  for (const Evidence* read : pieces_of(material, record::EvidenceKind::discovery)) {
    if (systems.contains(read->system)) go_by(outcome, *read);
  }
  seal(outcome);
  return outcome;
}

std::vector<std::string> names_of(std::string_view list) {
  std::vector<std::string> names;
  std::forward_list<std::string> own;
  record::each_name(list, own, [&](std::string_view one) { names.emplace_back(one); });
  return names;
}

}  // namespace bartizan::assure::assess
