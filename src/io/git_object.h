// Git object: whether bytes begin as a loose object of git does.
//
// What it is: the first letters of a zlib stream (RFC 1950, RFC 1951), which are "blob ", "tree ",
// "commit " or "tag " and a digit (gitformat-loose(5)). What it is not: a decompressor: src/codec
// is one, for workers; here a listing asks for seven letters of a file that it may leave out, and
// reads no further. No memory of its own, linear in bytes, bounded by kGitObjectFront. Pure.
#pragma once

#include <cstddef>
#include <string_view>

namespace bartizan::io {

// The longest description of two Huffman codes takes 14 + 19 * 3 + 316 * 14 bits (RFC 1951, 3.2.7);
// what follows is here by then.
inline constexpr std::size_t kGitObjectFront = 640;

bool begins_as_git_object(std::string_view bytes);

}  // namespace bartizan::io
