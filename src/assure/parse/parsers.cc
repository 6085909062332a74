#include "assure/parse/parsers.h"

#include <array>

#include "assure/parse/bom/parse.h"
#include "assure/parse/card/card.h"

namespace bartizan::assure {
namespace {

constexpr std::array<record::ForeignParser, 2> kParsers{{
    {"bom", bom::parse},
    {"card", card::parse},
}};

}  // namespace

std::span<const record::ForeignParser> foreign_parsers() { return kParsers; }

}  // namespace bartizan::assure
