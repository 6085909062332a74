// Rendering for people: abstract values as Python would write them, opcodes as a disassembly.
//
// What it is: bounded text (depth, length) for findings and `inspect`. What it is not: source code
// that could be run; `...` stands for what is cut or not known. Pure apart from reading operands.
#pragma once

#include "scan/formats/pickle/context.h"

namespace bartizan::scan::pickle {

inline constexpr std::size_t kMaxRendered = 512;

// `posix.system`, `'text'`, `[1, 2, ...]`, `collections.OrderedDict(...)`.
void render(Context& context, Value value, base::Text& out);
// `callee(arguments, **keywords)`.
void render_call(Context& context, Value callee, Value arguments, Value keywords, base::Text& out);
// One line: `1284: SHORT_BINUNICODE 'posix'`; reads the opcode at `reader`.
void render_opcode(Context& context, base::Reader& reader, base::Text& out);
// The opcodes around the one executed last, that one marked with `>`.
void render_listing(Context& context, base::Text& out);

}  // namespace bartizan::scan::pickle
