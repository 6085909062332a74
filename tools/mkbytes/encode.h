// The encodings that a recipe can wrap a block in, by the reference libraries.
//
// What it is: whole strings in, whole strings out, with nothing that depends on the clock or the
// host in the result. What it is not: the decoders under test (those are in src/codec). Throws
// std::runtime_error when a library refuses. Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bartizan::mkbytes {

// nullptr for an unknown name.
using Encoder = std::string (*)(std::string_view);
Encoder find_encoder(std::string_view name);

std::uint32_t crc32(std::string_view bytes);

struct File {
  std::string name;
  std::string method;  // empty: stored
  std::string bytes;
};
// Only "deflate" is a method.
std::string zip(const std::vector<File>& files);
std::string tar(const std::vector<File>& files);

}  // namespace bartizan::mkbytes
