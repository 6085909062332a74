// Recognising pickles by structure, with or without the PROTO magic.
//
// What it is: a survey that follows opcodes with stack depths only, strictly enough that texts do
// not pass for protocol 0. What it is not: judgement. Pure; bounded reads.
#pragma once

#include <cstdint>
#include <span>

#include "base/reader.h"
#include "scan/format.h"

namespace bartizan::scan::pickle {

struct Survey {
  std::uint64_t opcodes = 0;  // valid, with enough on the stack, EXT not counted
  bool imports = false;       // GLOBAL, INST, STACK_GLOBAL with names
  bool known_import = false;  // of a module that a catalogue knows
  bool calls = false;         // a call opcode after an import or an EXT code
  bool stopped = false;       // STOP with something on the stack
  bool cut = false;           // the bytes or the limit ended it, nothing else
  bool long_lines = false;    // ... the limit on the bytes of long lines
  std::uint64_t end = 0;      // position after the last valid opcode
};
Survey survey(base::Reader& reader, std::uint64_t most_opcodes = 100'000);

// Whether opcodes from here on, before the first byte that is none, import something (and, for
// STACK_GLOBAL, call it) or memoize texts: for bytes up to `end` that only some loaders take
// for opcodes. Stack depths are not known: such a loader comes from elsewhere, with values of its
// own.
bool may_call(base::Reader& reader, base::Budget& budget, std::uint64_t end);

// Whether a loader that starts here would get to something: the magic and an opcode, or a survey.
// `front` is what stands there (kResyncBytes are enough).
bool begins_pickle(std::span<const std::byte> front);
inline constexpr std::size_t kResyncBytes = 1024;

// First position in [from, to) where a pickle may begin, or `to`.
std::uint64_t find_pickle(base::Source& source, base::Budget& budget, std::uint64_t from,
                          std::uint64_t to);

// torch.serialization.MAGIC_NUMBER as a pickle of its own: PyTorch's stream format begins with it.
bool begins_with_torch_magic(std::span<const std::byte> head);

Claim claim(const Probe& probe);

}  // namespace bartizan::scan::pickle
