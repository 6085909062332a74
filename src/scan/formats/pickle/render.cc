#include "scan/formats/pickle/render.h"

#include <algorithm>

#include "base/escape.h"

namespace bartizan::scan::pickle {
namespace {

constexpr unsigned kMaxDepth = 5;
constexpr std::uint64_t kMaxItems = 12;
constexpr std::size_t kMaxText = 160;
constexpr std::uint64_t kBefore = 6, kAfter = 6;

bool full(const base::Text& out) { return out.size() >= kMaxRendered; }

// A Python literal of `text`; bytes and control characters as escapes.
void quote(std::string_view text, bool cut, bool is_bytes, base::Text& out) {
  const char mark =
      text.find('\'') != std::string_view::npos && text.find('"') == std::string_view::npos ? '"'
                                                                                            : '\'';
  if (is_bytes) out.append('b');
  out.append(mark);
  const bool utf8 = !is_bytes && base::is_utf8(text);
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == mark || c == '\\') {
      out.append('\\');
      out.append(c);
    } else if (c == '\n' || c == '\t' || c == '\r') {
      out.append('\\');
      out.append(c == '\n' ? 'n' : c == '\t' ? 't' : 'r');
    } else if (byte < 0x20 || byte == 0x7F || (byte >= 0x80 && !utf8)) {
      out.append("\\x");
      out.append_hex(byte, 2);
    } else {
      out.append(c);
    }
  }
  out.append(mark);
  if (cut) out.append("...");
}

void render_text(Context& context, Value value, base::Text& out) {
  base::Text text(context.artifact.budget());
  const bool whole = context.text.append(value, text);
  std::string_view shown = text.view();
  const bool cut = !whole || shown.size() > kMaxText;
  if (cut) {
    shown = shown.substr(0, kMaxText);
    // Not in the middle of a character.
    while (!shown.empty() &&
           (static_cast<unsigned char>(text.view()[shown.size() - 1]) & 0xC0) == 0x80 &&
           shown.size() > kMaxText - 3) {
      shown.remove_suffix(1);
    }
    if (!shown.empty() && static_cast<unsigned char>(shown.back()) >= 0xC0) shown.remove_suffix(1);
  }
  const bool is_bytes = value.kind() == Kind::bytes || value.kind() == Kind::bytearray;
  if (value.kind() == Kind::bytearray) out.append("bytearray(");
  quote(shown, cut, is_bytes, out);
  if (value.kind() == Kind::bytearray) out.append(')');
}

void render_at(Context& context, Value value, unsigned depth, base::Text& out);

void render_items(Context& context, Value container, unsigned depth, base::Text& out) {
  const std::uint64_t known = context.items(container);
  const bool pairs = container.kind() == Kind::dict;
  const std::uint64_t shown = std::min(known, kMaxItems);
  for (std::uint64_t i = 0; i < shown && !full(out); ++i) {
    if (i > 0) out.append(pairs && i % 2 == 1 ? ": " : ", ");
    render_at(context, context.item(container, i), depth + 1, out);
  }
  if (shown < known || !context.whole(container)) out.append(shown == 0 ? "..." : ", ...");
}

void render_container(Context& context, Value value, unsigned depth, base::Text& out) {
  const Kind kind = value.kind();
  const bool empty = context.whole(value) && context.items(value) == 0;
  if (kind == Kind::set && empty) {
    out.append("set()");
    return;
  }
  if (kind == Kind::frozenset) out.append("frozenset(");
  out.append(kind == Kind::tuple ? '(' : kind == Kind::list ? '[' : '{');
  if (depth >= kMaxDepth) {
    out.append("...");
  } else {
    render_items(context, value, depth, out);
    if (kind == Kind::tuple && context.items(value) == 1) out.append(',');
  }
  out.append(kind == Kind::tuple ? ')' : kind == Kind::list ? ']' : '}');
  if (kind == Kind::frozenset) out.append(')');
}

void render_named_call(Context& context, Value callee, Value arguments, Value keywords,
                       unsigned depth, base::Text& out) {
  render_at(context, callee, depth, out);
  out.append('(');
  if (depth >= kMaxDepth) {
    out.append("...");
  } else if (arguments.is_container()) {
    render_items(context, arguments, depth, out);
  } else if (arguments.kind() != Kind::absent) {
    out.append('*');
    render_at(context, arguments, depth + 1, out);
  }
  if (keywords.kind() != Kind::absent) {
    out.append(context.items(arguments) > 0 ? ", **" : "**");
    render_at(context, keywords, depth + 1, out);
  }
  out.append(')');
}

void render_at(Context& context, Value value, unsigned depth, base::Text& out) {
  if (full(out)) {
    if (!out.view().ends_with("...")) out.append("...");
    return;
  }
  switch (value.kind()) {
    case Kind::none:
      out.append("None");
      return;
    case Kind::boolean:
      out.append(value.truth() ? "True" : "False");
      return;
    case Kind::integer:
      out.append_signed(value.integer());
      if (value.integer() == Value::kMaxInteger || value.integer() == Value::kMinInteger) {
        out.append("...");
      }
      return;
    case Kind::real:
      out.append("<float>");
      return;
    case Kind::utf8:
    case Kind::escaped:
    case Kind::raw:
    case Kind::quoted:
    case Kind::bytes:
    case Kind::bytearray:
      render_text(context, value, out);
      return;
    case Kind::tuple:
    case Kind::frozenset:
    case Kind::list:
    case Kind::dict:
    case Kind::set:
      render_container(context, value, depth, out);
      return;
    case Kind::global:
      context.names.append(value.name(), out);
      return;
    case Kind::module:
      out.append("<module ");
      context.names.append(value.name(), out);
      out.append('>');
      return;
    case Kind::instance:
    case Kind::result:
      render_named_call(context, Value::named(Kind::global, 0, value.name()),
                        context.arguments_of(value), Value(), depth + 1, out);
      return;
    case Kind::storage:
      out.append("<storage>");
      return;
    case Kind::persistent:
      out.append("<persistent id>");
      return;
    case Kind::extension:
      out.append("<extension registry>");
      return;
    case Kind::buffer:
      out.append("<out-of-band buffer>");
      return;
    case Kind::absent:
    case Kind::contents:
    case Kind::contents_more:
    case Kind::unknown:
      out.append("<unknown>");
      return;
  }
}

}  // namespace

void render(Context& context, Value value, base::Text& out) { render_at(context, value, 0, out); }

void render_call(Context& context, Value callee, Value arguments, Value keywords, base::Text& out) {
  render_named_call(context, callee, arguments, keywords, 0, out);
}

void render_opcode(Context& context, base::Reader& reader, base::Text& out) {
  const Decoded decoded = decode(reader);
  out.append_number(decoded.offset);
  out.append(": ");
  if (decoded.info == nullptr) {
    const bool known = !kOpTable[static_cast<std::uint8_t>(decoded.op)].name.empty();
    out.append(known ? kOpTable[static_cast<std::uint8_t>(decoded.op)].name : "byte 0x");
    if (!known) out.append_hex(static_cast<std::uint8_t>(decoded.op), 2);
    if (known) out.append(" (cut off)");
    return;
  }
  out.append(decoded.info->name);
  const auto text = [&](std::uint64_t offset, std::uint64_t length, bool is_bytes) {
    out.append(' ');
    const auto shown = std::min<std::uint64_t>(length, kMaxText / 2);
    quote(context.text.raw(offset, shown), shown < length, is_bytes, out);
  };
  switch (decoded.info->argument) {
    case Argument::none:
      break;
    case Argument::u1:
    case Argument::u2:
    case Argument::u4:
    case Argument::u8:
      out.append(' ');
      out.append_number(decoded.number);
      break;
    case Argument::i4:
      out.append(' ');
      out.append_signed(static_cast<std::int64_t>(decoded.number));
      break;
    case Argument::f8be:
      out.append(" 0x");
      out.append_hex(decoded.number, 16);
      break;
    case Argument::line:
      text(decoded.argument, decoded.argument_length, false);
      break;
    case Argument::two_lines:
      text(decoded.argument, decoded.argument_length, false);
      text(decoded.argument + decoded.argument_length + 1, decoded.second_length, false);
      break;
    case Argument::counted1:
    case Argument::counted4:
    case Argument::counted8:
    case Argument::counted_i4: {
      const bool is_text = decoded.op == Op::binunicode || decoded.op == Op::short_binunicode ||
                           decoded.op == Op::binunicode8 || decoded.op == Op::binstring ||
                           decoded.op == Op::short_binstring;
      text(decoded.argument, decoded.argument_length, !is_text);
      break;
    }
  }
}

void render_listing(Context& context, base::Text& out) {
  if (context.executed == 0) return;
  const std::uint64_t last = context.executed - 1;
  const std::uint64_t first = last - std::min(last, kBefore);
  const std::uint64_t begin = context.recent[first % Context::kRecent];
  const std::uint64_t marked = context.recent[last % Context::kRecent];
  // Operands in between may be large; they are skipped, not read.
  base::Reader reader = context.artifact.reader(0, context.artifact.size());
  reader.seek(begin);
  for (std::uint64_t after = 0; reader.ok() && !reader.at_end() && after <= kAfter;) {
    const std::uint64_t offset = reader.pos();
    if (offset > marked) ++after;
    if (!out.empty()) out.append('\n');
    out.append(offset == marked ? "> " : "  ");
    render_opcode(context, reader, out);
    if (offset >= marked && out.view().ends_with(": STOP")) break;
  }
}

}  // namespace bartizan::scan::pickle
