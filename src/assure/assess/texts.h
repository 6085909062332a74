// Texts: the wording of a standard whose texts do not come with this program.
//
// What it is: what was imported from the user's copy, checked against the ids and levels that are
// known, and how it is kept. What it is not: part of the catalogue: these texts are under licences
// of their own, are shown beside with their attribution and are never mixed with ours. Own their
// strings; pure.
#pragma once

#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assure/assess/framework.h"
#include "base/time.h"
#include "record/foreign.h"

namespace bartizan::assure::assess {

struct Texts {
  std::string framework;
  base::Millis at = 0;               // of the last import
  std::vector<std::string> sources;  // SHA-256 of each file that was imported, sorted
  std::map<std::string, std::string, std::less<>> by_id;

  std::string_view of(std::string_view requirement) const;
  friend bool operator==(const Texts&, const Texts&) = default;
};

// What an import would take, and what it would not.
struct TextsTaken {
  std::map<std::string, std::string, std::less<>> by_id;
  std::vector<record::Note> notes;  // of the parser
};
// Of the parser's rows ("requirements"). Refuses a copy of another version: one with an id that the
// framework does not have, or with another level.
std::expected<TextsTaken, std::string> take_texts(const Framework& framework,
                                                  const std::vector<record::Row>& rows);

// As a file of this program, and back; nullopt for anything else.
std::string write_texts(const Texts& texts);
std::optional<Texts> read_texts(std::string_view json);

}  // namespace bartizan::assure::assess
