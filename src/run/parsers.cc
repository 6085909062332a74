#include "run/parsers.h"

#include <array>
#include <span>

#include "assure/api.h"
#include "use/api.h"

namespace bartizan::run {
namespace {

std::array<std::span<const record::ForeignParser>, 2> rooms() {
  return {use::foreign_parsers(), assure::foreign_parsers()};
}

}  // namespace

const record::ForeignParser* parser_at(std::uint32_t index) {
  std::size_t left = index;
  for (const auto parsers : rooms()) {
    if (left < parsers.size()) return &parsers[left];
    left -= parsers.size();
  }
  return nullptr;
}

std::optional<std::uint32_t> find_parser(std::string_view id) {
  for (std::uint32_t i = 0; const record::ForeignParser* parser = parser_at(i); ++i) {
    if (parser->id == id) return i;
  }
  return std::nullopt;
}

}  // namespace bartizan::run
