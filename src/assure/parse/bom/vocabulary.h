// Vocabulary: the keys of attributes that a BOM's formats know, and where each lives in them.
//
// What it is: one table for readers, writers, score and documentation (docs/bom.md). A key may
// carry a qualifier behind ':' ("hash:SHA-256", "metric:accuracy"). Attributes of other keys travel
// as properties. Immutable, thread-safe.
#pragma once

#include <span>
#include <string_view>

namespace bartizan::assure::bom {

struct Term {
  std::string_view key;     // without qualifier
  std::string_view member;  // of a CycloneDX component: "modelCard"; empty: a property
  std::string_view spdx;    // property of an SPDX element: "ai_limitation"; empty: a comment
};
std::span<const Term> vocabulary();
// By the key before its ':'; nullptr for others.
const Term* term(std::string_view key);

// "hash" of "hash:SHA-256", and "SHA-256".
std::string_view stem(std::string_view key);
std::string_view qualifier(std::string_view key);

// The identifier of the SPDX License List that `text` spells, in the list's own case; empty when
// it is none.
std::string_view licence_id(std::string_view text);
// An expression of ids, WITH, AND, OR and parentheses (SPDX 2.3, annex D), LicenseRef- included.
bool is_licence_expression(std::string_view text);

}  // namespace bartizan::assure::bom
