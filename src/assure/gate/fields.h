// Fields: which facts have which fields, and what a policy may ask of them.
//
// What it is: the vocabulary of the policy language (docs/gate.md). A condition on a field that is
// not here is refused when the policy is read, never silently false. Static tables.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "assure/gate/fact.h"

namespace bartizan::assure::gate {

enum class FieldType : std::uint8_t {
  text,
  caseless,  // text that is compared without regard to ASCII case (SPDX licence ids)
  word,      // one of FieldSpec::words
  number,
  time,
  yes_no,
};

struct FieldSpec {
  std::string_view key;
  FieldType type = FieldType::text;
  std::string_view words = {};  // of a word: in ascending order, separated by blanks
  bool ordered = false;    // of a word: at-least and at-most make sense

  bool is_ordered() const {
    return ordered || type == FieldType::number || type == FieldType::time;
  }
};

struct KindSpec {
  FactKind kind = FactKind::scan;
  std::span<const FieldSpec> fields;
  // Kinds of subjects that must be examined for it; a rule is undecided about others of them.
  std::string_view subjects;  // separated by blanks

  const FieldSpec* field(std::string_view key) const;
  bool expects(std::string_view subject_kind) const;
};
const KindSpec& spec(FactKind kind);

// Every kind that a subject can have.
std::span<const std::string_view> subject_kinds();

std::vector<std::string_view> words_of(const FieldSpec& field);
// -1 for a word that is none of them.
int rank(const FieldSpec& field, std::string_view word);

}  // namespace bartizan::assure::gate
