#include "use/parse/parsers.h"

#include <array>

#include "use/parse/discover/discover.h"
#include "use/parse/inventory/system.h"
#include "use/parse/inventory/table.h"

namespace bartizan::use {
namespace {

constexpr std::array kParsers{
    record::ForeignParser{"discover", parse_discover},
    record::ForeignParser{"table", parse_table},
    record::ForeignParser{"system", parse_system},
};

}  // namespace

std::span<const record::ForeignParser> foreign_parsers() { return kParsers; }

}  // namespace bartizan::use
