// Exception: what somebody has decided to accept, and until when.
//
// What it is: a suppression, waiver, allow entry or baseline entry as a plain record. What it is
// not: the rule of what it may hide (run/exceptions.h). No behaviour, thread-safe as a value.
#pragma once

#include <cstdint>
#include <string>

#include "base/time.h"

namespace bartizan::record {

enum class ExceptionKind : std::uint8_t {
  suppression,  // accepts findings of one rule in one content, or about one callable (of one
                // rule, where it names one)
  waiver,       // accepts findings about one content, `malicious` included: all, or of one rule
  allow,        // vouches for one class or function of the organisation's own
  baseline,     // a finding of an earlier report
};

struct Exception {
  std::string id;  // "exception_" + base32 of SHA-256 over what it accepts
  ExceptionKind kind = ExceptionKind::suppression;
  std::string rule;    // suppression, baseline; of gate.toml: the id of a gate rule
  std::string sha256;  // suppression, waiver, baseline
  std::string component;  // purl; in gate.toml only
  std::string advisory;   // "CVE-...", "GHSA-..."; in gate.toml only
  // A callable: suppression, allow. The name may be dotted (a class in a class).
  std::string module;
  std::string name;
  std::string role;      // class, rebuild, value, state; empty: whatever it is used as
  std::string detail;    // allow: argument shape of a rebuild function
  std::string location;  // baseline: members, outermost first, joined by " > ", and "@offset"
  std::string owner;
  std::string approver;  // waiver
  std::string reason;
  base::Millis granted = 0;  // waiver
  base::Millis expires = 0;  // the first moment at which it no longer counts; 0: never (baseline)
};

}  // namespace bartizan::record
