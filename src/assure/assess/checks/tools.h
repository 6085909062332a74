// Tools: what checks are written with. Pure functions; thread-safe.
#pragma once

#include <forward_list>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "assure/assess/check.h"

namespace bartizan::assure::assess {

using Pieces = std::vector<const record::Evidence*>;
// About the system itself; about the organisation: about it and all of its systems.
Pieces pieces_of(const Material& material, record::EvidenceKind kind);
// The same, and what belongs to the organisation as a whole.
Pieces anywhere(const Material& material, record::EvidenceKind kind);
// Whether anything is known but what this program brings along: its policy register, its own setup.
bool organisation_is_known(const Material& material);
// Those whose fact has that value.
Pieces with(const Pieces& pieces, std::string_view key, std::string_view value);
Pieces without(const Pieces& pieces, std::string_view key, std::string_view value);
// Those that have the fact at all.
Pieces that_say(const Pieces& pieces, std::string_view key);

// "models", "policies", "weaknesses", "feeds of advisories".
std::string several(std::string_view singular);
// "1 model", "7 models".
std::string counted(std::uint64_t count, std::string_view singular);
std::optional<std::uint64_t> number(const record::Evidence& piece, std::string_view key);

Outcome unknown(std::string why, const Pieces& by = {});
Outcome not_applicable(std::string why, const Pieces& by = {});
Outcome outcome_of(Holds holds, std::string why, const Pieces& by);

// How one thing is called, and what is said of those that fail.
struct Words {
  std::string_view thing;   // "model file"
  std::string_view good;    // "signed": "all 7 model files are signed"
  std::string_view bad;     // "not signed": "2 of 7 model files are not signed"
  std::string_view absent;  // the whole sentence where there is no piece: what to do
};
using Judge = std::function<std::optional<bool>(const record::Evidence&)>;
// Every piece has to be good. Good says nullopt where a piece does not tell. Expired pieces are as
// good as not examined.
Outcome every(const Pieces& pieces, base::Millis now, const Words& words, const Judge& good);
// One good piece that has not expired is enough.
Outcome any(const Pieces& pieces, base::Millis now, const Words& words, const Judge& good);

// A number that pieces carry, zero where all is well: "2 of 7 models are without a licence". Names
// of those that fail stand in the fact KEY:names.
struct Count {
  std::string_view key;   // of the number: "unlicensed-models"
  std::string_view of;    // of the number of all: "models"; empty: it is not counted
  Words words;            // good, without `of`, is a whole sentence
  std::string_view none;  // the sentence where there are none of them: not applicable
};
Outcome none_of(const Pieces& pieces, base::Millis now, const Count& count);
// There are none of that number in pieces that were read; false also where nobody knows.
bool known_to_have_none(const Pieces& pieces, base::Millis now, std::string_view key);
// "a; b and 3 more" as a list of those that it names.
std::vector<std::string> names_of(std::string_view list);

// The files that a piece vouches for, describes or lets through, as views of it: made once, asked
// for each file. Moved, not copied: names that stand escaped in it are views of its own.
class Covered {
 public:
  explicit Covered(const record::Evidence& by);
  Covered(Covered&&) = default;
  Covered& operator=(Covered&&) = default;
  // Whether a file, as it was scanned, is one of them: its SHA-256 is among those that were looked
  // at ("covers:sha256"), or its path below the subject ("covers:names") and nothing below it has
  // changed since.
  bool has(const record::Evidence& file) const;
  // Whether it is, under its name ("signed:names"): the same bytes under another name are a file
  // that nobody signed.
  bool has_signed(const record::Evidence& file) const;
  // How the bytes of a file are to those that were looked at under its name. Where the piece knows
  // no name of them, the bytes alone decide.
  enum class Named { unknown, same, other };
  Named under_its_name(const record::Evidence& file) const;
  // Whether it was one of them in a folder that lies elsewhere now: its name ends as theirs did.
  bool had(const record::Evidence& file) const;

 private:
  std::string_view below(const record::Evidence& file) const;
  bool is_nameless(const record::Evidence& file) const;

  const record::Evidence* by_;
  std::string_view folder_;  // which names are relative to
  std::forward_list<std::string> unescaped_;
  std::unordered_set<std::string_view> digests_, names_;
  std::unordered_map<std::string_view, std::string_view> named_;  // path below: SHA-256, or "-"
  std::unordered_set<std::string_view> with_names_;               // of the digests
};
// "too long ago (2026-11-20)" of an expired piece. What has changed, or could not be read again,
// ends with the moment that is asked for (run/assess.h): "on 2026-11-28, and is not known to be the
// same since". `count`: of how many things it is said.
std::string how_long_ago(const record::Evidence& piece, base::Millis now, std::size_t count = 1);
// ": a.pt; b.pt", the end of a sentence about a piece that fell because of other bytes; empty where
// it is not known which they are.
std::string which_changed(const record::Evidence& piece);

// Systems that were read and of which none of `pieces` speaks, by name: none for a material of one
// system, whose pieces are its own.
std::vector<std::string> systems_without(const Material& material, const Pieces& pieces);
// What holds of the pieces holds of all systems only where each of them has one. `lacks`: "without
// a bill of materials".
Outcome of_each_system(const Material& material, const Pieces& pieces, std::string_view lacks,
                       Outcome outcome);

// The same outcome, which rests on how the systems of `pieces` were read, too: what nobody read was
// neither looked up nor described.
Outcome as_read(const Material& material, const Pieces& pieces, Outcome outcome);

// What stands in several files of this folder: the sentence for a system that nobody read.
inline constexpr std::string_view kNotRead = "this system was not read: bartizan discover PATH";

}  // namespace bartizan::assure::assess
