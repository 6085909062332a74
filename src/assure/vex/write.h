// Write: what was decided here as VEX that others read: OpenVEX 0.2.0 and CycloneDX 1.6.
//
// What it is: cases as statements, and statements as JSON. The product is the system, the part is
// the component in it, because the same component elsewhere is another question. What a language
// cannot say is listed. What it is not: a choice of cases, or a clock. Pure.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "record/decision.h"

namespace bartizan::assure::vex {

// A case with what was said about it.
struct Decided {
  record::Case known;
  std::vector<record::CaseChange> history;
  const record::VexStatement* word = nullptr;  // the statement that counts; may be nullptr
};
// The product is `product` where somebody names the system's own identifier (a purl), else
// "urn:bartizan:" and the system's id.
record::VexStatement statement_of(const Decided& decided, const std::string& product);

struct WriteOptions {
  std::string author;
  std::string role;
  std::string product;  // as in statement_of
  std::string tool;     // "Bartizan 0.1.0"
  base::Millis at = 0;
};
struct Written {
  std::string text;
  std::vector<std::string> losses;  // sentences for people, each once
};
Written write_openvex(std::span<const Decided> decided, const WriteOptions& options);
Written write_cyclonedx(std::span<const Decided> decided, const WriteOptions& options);

}  // namespace bartizan::assure::vex
