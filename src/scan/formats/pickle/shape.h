// Argument shapes: the little language in which catalogues say how a function may be called.
//
// What it is: a matcher of abstract values against a shape such as "class, tuple, bytes|str".
// Grammar and tokens: docs/formats/pickle.md, "Argument shapes". What it is not: a type checker of
// Python. Pure apart from reading operands.
#pragma once

#include <string_view>

#include "scan/formats/pickle/context.h"

namespace bartizan::scan::pickle {

// Whether the elements of `arguments` (a tuple or list) are as `shape` says. A malformed shape
// matches nothing.
bool matches(Context& context, std::string_view shape, Value arguments);

// Only none, bool, numbers, texts, and containers of these all the way down, as far as known.
bool is_literal(const Context& context, Value value, unsigned depth = 0);

// Whether a shape in a catalogue can be read at all (for the catalogue's test).
bool is_shape(std::string_view shape);

}  // namespace bartizan::scan::pickle
