// Tools: what checks are written with. Pure functions; thread-safe.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
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

// "models", "policies", "weaknesses".
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
// "a; b; and 3 more" as a list.
std::vector<std::string> names_of(std::string_view list);

// What stands in several files of this folder: the sentence for a system that nobody read.
inline constexpr std::string_view kNotRead = "this system was not read: bartizan discover PATH";

}  // namespace bartizan::assure::assess
