// Claims by magic: constant bytes at a constant place, as one line of a format's table.
//
// What it is: claim functions made from a literal at compile time. What it is not: proof of
// anything behind the magic; where four letters could be text, the format checks more. Pure
// functions.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/le.h"
#include "scan/format.h"

namespace bartizan::scan {

// A string literal as a template argument; NUL bytes inside it count, the one at its end does not.
template <std::size_t N>
struct Literal {
  char text[N - 1] = {};
  constexpr Literal(const char (&literal)[N]) {
    for (std::size_t i = 0; i + 1 < N; ++i) text[i] = literal[i];
  }
  constexpr std::string_view view() const { return {text, N - 1}; }
};

inline bool has_at(const Probe& probe, std::size_t offset, std::string_view bytes) {
  return probe.head.size() >= offset &&
         base::text_of(probe.head.subspan(offset)).starts_with(bytes);
}

template <Literal kMagic, std::size_t kOffset = 0>
Claim claim_magic(const Probe& probe) {
  return has_at(probe, kOffset, kMagic.view()) ? Claim::certain : Claim::no;
}

template <Literal kFirst, Literal kSecond>
Claim claim_either(const Probe& probe) {
  return has_at(probe, 0, kFirst.view()) || has_at(probe, 0, kSecond.view()) ? Claim::certain
                                                                             : Claim::no;
}

// Magic at both ends of the file.
template <Literal kMagic>
Claim claim_ends(const Probe& probe) {
  return has_at(probe, 0, kMagic.view()) && base::text_of(probe.tail).ends_with(kMagic.view())
             ? Claim::certain
             : Claim::no;
}

// A RIFF file (or FORM, big endian) of the given type.
template <Literal kType>
Claim claim_riff(const Probe& probe) {
  return has_at(probe, 0, "RIFF") && has_at(probe, 8, kType.view()) ? Claim::certain : Claim::no;
}

// A FlatBuffer with the given file identifier: the first four bytes lead to a root table, whose
// first four lead back to a vtable of even size (flatbuffers.dev, "Internals").
template <Literal kIdentifier>
Claim claim_flatbuffer(const Probe& probe) {
  if (!has_at(probe, 4, kIdentifier.view())) return Claim::no;
  const auto root = base::load_le<std::uint32_t>(probe.head.data());
  return root >= 8 && root % 2 == 0 && root < probe.size && probe.size - root >= 4 ? Claim::certain
                                                                                   : Claim::no;
}

}  // namespace bartizan::scan
