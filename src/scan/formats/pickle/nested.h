// Payloads inside operands: pickles, archives and programs in str and bytes, plain or encoded.
//
// What it is: a cheap test for the machine's hot path and the analysis that follows it. Loaders do
// not decode operands by themselves; the call that does may look harmless. What it is not: a search
// inside operands (native code inside large ones is detect/payload.h). One thread.
#pragma once

#include <cstdint>
#include <span>

#include "scan/formats/pickle/context.h"

namespace bartizan::scan::pickle {

struct Operand;

namespace nested {

// How many of an operand's first bytes is_interesting() wants.
inline constexpr std::size_t kFront = 96;

// Whether an operand of `length` bytes that begins with `front` is worth analyse().
bool is_interesting(std::span<const std::byte> front, std::uint64_t length);

// Analyses one operand as a member: decoded if it is base64 or hexadecimal.
void analyse(Context& context, const Operand& operand);

// Analyses bytes that a call hands to torch.load: as a pickle, whatever they look like.
void analyse_loaded(Context& context, Range range);

}  // namespace nested
}  // namespace bartizan::scan::pickle
