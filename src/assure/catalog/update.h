// Update: which catalogue is in force, and what became of a newer one, as reports say it.
//
// Plain values that own their text. run/catalog.h fills them, report/catalog.h shows them.
#pragma once

#include <cstdint>
#include <string>

#include "assure/catalog/compare.h"

namespace bartizan::assure::catalog {

struct State {
  std::uint32_t version = 0;
  std::string date;
  std::string hash;
  bool installed = false;     // not the one in the program
  std::string signer;         // fingerprint of the key that signed it; empty for the built-in one
  std::string trusted_by;     // where that key is trusted: "--key", a configuration, "bartizan key"
  std::uint64_t weakens = 0;  // how many answers it makes weaker than the built-in one
  std::uint32_t built_in = 0; // version of the one in the program
  std::string file;           // where an installed one stands, or would stand
  std::uint32_t highest = 0;  // the highest version that was ever installed here, and its hash
  std::string highest_hash;
  // An installed one is there and not in force. `problem`: because it cannot be trusted or read.
  // `aside`: because the program brings one that is as new.
  std::string problem, aside;
};

struct Answer {
  enum class Outcome : std::uint8_t {
    installed,
    would_install,  // a dry run
    unchanged,      // it is in force already
    refused,        // it may not, `reason` says why
    weaker,         // it makes answers weaker and nobody accepted that
    unreadable,     // it is no signed catalogue
    untrusted,      // no trusted key signed it
  };
  Outcome outcome = Outcome::refused;
  std::string reason;
  std::string file;
  std::uint32_t version = 0;
  std::string date, hash;
  std::string signer, trusted_by;
  State before;
  Comparison comparison;              // from the one in force
  std::uint64_t weakens_built_in = 0; // of what later reports name
};
inline constexpr std::string_view kOutcomes[] = {
    "installed", "would-install", "unchanged", "refused", "weaker", "unreadable", "untrusted"};

}  // namespace bartizan::assure::catalog
