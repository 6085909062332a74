// Parsers: those of every room, joined; a job names one by its place in this list.
#pragma once

#include <optional>
#include <string_view>

#include "record/foreign.h"

namespace bartizan::run {

// By id; nullopt where no room brings it.
std::optional<std::uint32_t> find_parser(std::string_view id);
// nullptr past the end: a job is not believed either.
const record::ForeignParser* parser_at(std::uint32_t index);

}  // namespace bartizan::run
