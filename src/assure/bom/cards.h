// Cards: what model cards and data set cards say, put to the components that they describe.
//
// What it is: the parent's half of the parser "card", and the joining by folder. What it is not: an
// observer: all of it is declared, by the file and line that says so. Pure.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "record/component.h"
#include "record/foreign.h"

namespace bartizan::assure::bom {

// One file: README.md, config.json ... Empty attributes: it is no card.
struct Card {
  std::string path;
  record::ComponentKind kind = record::ComponentKind::model;
  std::vector<record::Attribute> attributes;  // declared, source "path:line"
};
Card card_from_rows(std::string_view path, std::span<const record::Row> rows);

struct Described {
  std::vector<record::Relation> relations;  // derived-from and trained-on, to components that exist
  std::vector<std::string> alone;           // paths of cards that describe no component
};
// A card describes the model files (or data sets) that lie in its folder, or below it where no
// nearer card lies. What a component says of itself stays; licences and the like are added.
Described describe(std::vector<record::Component>& components, std::span<const Card> cards);

}  // namespace bartizan::assure::bom
