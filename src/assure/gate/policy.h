// Policy: what an organisation lets pass, as its gate.toml says it.
//
// What it is: rules over facts, and the exceptions from them, as plain structs; read() makes them
// of TOML and refuses what it does not understand, with line and remedy. What it is not: a program:
// no loops, no variables, no functions; a rule looks at one fact at a time. Pure; owns its strings.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "assure/gate/fact.h"
#include "base/time.h"
#include "record/exception.h"

namespace bartizan::assure::gate {

enum class Op : std::uint8_t {
  is,           // some value is one of these
  is_not,       // no value is one of these
  outside,      // some value is none of these
  matches,      // some value fits one of these patterns
  matches_not,  // no value fits one of these patterns
  at_least,
  at_most,
  older_than,  // some time lies further back
  missing,     // "yes": known to have no value; "no": has one
};
inline constexpr std::size_t kOps = 9;
std::string_view name(Op op);  // as gate.toml spells it

struct Test {
  std::string field;
  Op op = Op::is;
  std::vector<std::string> values;
  base::Millis duration = 0;  // of older_than

  friend bool operator==(const Test&, const Test&) = default;
};
using Alternative = std::vector<Test>;  // all must hold

enum class Action : std::uint8_t {
  ignore,      // not evaluated
  warn,        // shown
  incomplete,  // what it finds leaves the gate undecided
  fail,
};
std::string_view name(Action action);

struct Rule {
  std::string id;
  std::string title;
  std::string remedy;
  FactKind facts = FactKind::scan;
  // It finds a fact for which one of `when` holds (all facts where there is none) and none of
  // `unless`.
  std::vector<Alternative> when, unless;
  Action action = Action::fail;
  // Where it applies; empty: everywhere. Patterns for paths and systems.
  std::vector<std::string> paths, systems, kinds;
  unsigned line = 0;
  std::string origin;  // name of the file or preset that it stands in

  friend bool operator==(const Rule&, const Rule&) = default;
};

// Whose signatures count. Paths are as the policy has them: relative to its own folder.
struct TrustedIdentity {
  std::string identity, issuer;  // as assure::sigstore::IdentityPolicy
  friend bool operator==(const TrustedIdentity&, const TrustedIdentity&) = default;
};
struct Trust {
  std::vector<std::string> keys;          // public keys, PEM
  std::vector<std::string> certificates;  // roots of chains, PEM
  std::string trusted_root;               // of keyless signatures, JSON
  std::vector<TrustedIdentity> identities;
  friend bool operator==(const Trust&, const Trust&) = default;
};

struct Policy {
  std::string title;
  std::string extends;  // a preset whose rules come first; a rule of the same id replaces one
  std::string origin;   // name of the file or preset
  std::string verifier; // who vouches for the result, a URI; empty: this program
  std::string sha256;   // of its bytes; for a policy that extends a preset: of both
  Trust trust;
  std::vector<Rule> rules;
  std::vector<record::Exception> exceptions;  // as they stand there, in force or not

  friend bool operator==(const Policy& a, const Policy& b) {
    return a.title == b.title && a.extends == b.extends && a.trust == b.trust &&
           a.rules == b.rules;
  }
};

// Files of a size that nobody writes by hand are refused.
inline constexpr std::size_t kMostPolicy = 1 << 20;
inline constexpr std::size_t kMostRules = 1000;

struct PolicyError {
  unsigned line = 0;  // 0: all of it
  std::string what;   // what is wrong and what to do
};

// `origin` is what it is called in reports. What it extends is looked up among the presets.
std::expected<Policy, PolicyError> read_policy(std::string_view text, std::string origin);

// The presets of the catalogue: "default", "observe", "strict".
std::vector<std::string_view> preset_names();
// Its text as TOML; empty where there is none of that name.
std::string_view preset_text(std::string_view name);
std::expected<Policy, PolicyError> preset(std::string_view name);

// Everything that a rule asks, as one line: "verdict at least suspicious, and format is not gguf".
std::string describe(const Test& test);
std::string describe(const std::vector<Alternative>& alternatives);

}  // namespace bartizan::assure::gate
