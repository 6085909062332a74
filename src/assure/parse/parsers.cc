#include "assure/parse/parsers.h"

#include <array>

#include "assure/parse/bom/parse.h"

namespace bartizan::assure {
namespace {

constexpr std::array<record::ForeignParser, 1> kParsers{{
    {"bom", bom::parse},
}};

}  // namespace

std::span<const record::ForeignParser> foreign_parsers() { return kParsers; }

}  // namespace bartizan::assure
