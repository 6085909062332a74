// Covers: which bytes a piece of evidence speaks of, as facts of it.
//
// A signature, a gate or a bill of materials proves something of the files it looked at, and
// nothing of one that came since or was left out: the checks compare these digests with those of
// the scans (assure/assess/checks/tools.h), and the piece falls once one of them has other bytes.
// Pure.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "record/evidence.h"

namespace bartizan::run::evidence {

// More files than these are not named one by one, and what is not named is not covered.
inline constexpr std::size_t kMostCovered = 65'536;

// As one text, as far as a list goes (record/fact_list.h).
std::string listed(const std::set<std::string>& names);

// "covers" = how many files, "covers:sha256" = their SHA-256 separated by blanks, and
// "covers:names" = the others' paths below the subject.
struct Covers {
  std::set<std::string> sha256, names;
};
void put_covers(record::Evidence& piece, const Covers& covers);

// Whether a file was among what a piece looked at. `name`: its path below the folder that the piece
// is about, "." for that itself; `sha256`: of its bytes as they were then, empty where nobody
// knows. What says nothing of that, or not all, is about everything below its subject.
bool looked_at(const record::Evidence& piece, std::string_view name, std::string_view sha256);

}  // namespace bartizan::run::evidence
