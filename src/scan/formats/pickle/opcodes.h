// The 68 opcodes of the pickle machine (CPython Lib/pickletools.py, protocols 0 to 5).
//
// What it is: one constexpr table: name, argument and protocol of each opcode. What it is not: what
// an opcode does (machine.cc). Plain data.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace bartizan::scan::pickle {

// How an argument stands in the stream.
enum class Argument : std::uint8_t {
  none,
  u1,
  u2,
  u4,
  i4,
  u8,         // little-endian integers
  f8be,       // IEEE double, big-endian
  line,       // up to a newline
  two_lines,  // module and name
  counted1,
  counted4,
  counted8,    // length of 1, 4 or 8 bytes, then so many bytes
  counted_i4,  // the length is signed (BINSTRING, LONG4)
};

enum class Op : std::uint8_t {
  mark = '(',
  stop = '.',
  pop = '0',
  pop_mark = '1',
  dup = '2',
  float_ = 'F',
  int_ = 'I',
  binint = 'J',
  binint1 = 'K',
  long_ = 'L',
  binint2 = 'M',
  none = 'N',
  persid = 'P',
  binpersid = 'Q',
  reduce = 'R',
  string = 'S',
  binstring = 'T',
  short_binstring = 'U',
  unicode = 'V',
  binunicode = 'X',
  append = 'a',
  build = 'b',
  global = 'c',
  dict = 'd',
  empty_dict = '}',
  appends = 'e',
  get = 'g',
  binget = 'h',
  inst = 'i',
  long_binget = 'j',
  list = 'l',
  empty_list = ']',
  obj = 'o',
  put = 'p',
  binput = 'q',
  long_binput = 'r',
  setitem = 's',
  tuple = 't',
  empty_tuple = ')',
  setitems = 'u',
  binfloat = 'G',
  binbytes = 'B',
  short_binbytes = 'C',
  proto = 0x80,
  newobj = 0x81,
  ext1 = 0x82,
  ext2 = 0x83,
  ext4 = 0x84,
  tuple1 = 0x85,
  tuple2 = 0x86,
  tuple3 = 0x87,
  newtrue = 0x88,
  newfalse = 0x89,
  long1 = 0x8a,
  long4 = 0x8b,
  short_binunicode = 0x8c,
  binunicode8 = 0x8d,
  binbytes8 = 0x8e,
  empty_set = 0x8f,
  additems = 0x90,
  frozenset = 0x91,
  newobj_ex = 0x92,
  stack_global = 0x93,
  memoize = 0x94,
  frame = 0x95,
  bytearray8 = 0x96,
  next_buffer = 0x97,
  readonly_buffer = 0x98,
};

struct OpInfo {
  std::string_view name;  // empty: not an opcode
  Argument argument = Argument::none;
  std::uint8_t protocol = 0;
};

namespace detail {

struct Row {
  Op op;
  OpInfo info;
};

inline constexpr std::array kRows{
    Row{Op::int_, {"INT", Argument::line, 0}},
    Row{Op::long_, {"LONG", Argument::line, 0}},
    Row{Op::string, {"STRING", Argument::line, 0}},
    Row{Op::none, {"NONE", Argument::none, 0}},
    Row{Op::unicode, {"UNICODE", Argument::line, 0}},
    Row{Op::float_, {"FLOAT", Argument::line, 0}},
    Row{Op::append, {"APPEND", Argument::none, 0}},
    Row{Op::list, {"LIST", Argument::none, 0}},
    Row{Op::tuple, {"TUPLE", Argument::none, 0}},
    Row{Op::dict, {"DICT", Argument::none, 0}},
    Row{Op::setitem, {"SETITEM", Argument::none, 0}},
    Row{Op::pop, {"POP", Argument::none, 0}},
    Row{Op::dup, {"DUP", Argument::none, 0}},
    Row{Op::mark, {"MARK", Argument::none, 0}},
    Row{Op::get, {"GET", Argument::line, 0}},
    Row{Op::put, {"PUT", Argument::line, 0}},
    Row{Op::global, {"GLOBAL", Argument::two_lines, 0}},
    Row{Op::reduce, {"REDUCE", Argument::none, 0}},
    Row{Op::build, {"BUILD", Argument::none, 0}},
    Row{Op::inst, {"INST", Argument::two_lines, 0}},
    Row{Op::stop, {"STOP", Argument::none, 0}},
    Row{Op::persid, {"PERSID", Argument::line, 0}},
    Row{Op::binint, {"BININT", Argument::i4, 1}},
    Row{Op::binint1, {"BININT1", Argument::u1, 1}},
    Row{Op::binint2, {"BININT2", Argument::u2, 1}},
    Row{Op::binstring, {"BINSTRING", Argument::counted_i4, 1}},
    Row{Op::short_binstring, {"SHORT_BINSTRING", Argument::counted1, 1}},
    Row{Op::binunicode, {"BINUNICODE", Argument::counted4, 1}},
    Row{Op::binfloat, {"BINFLOAT", Argument::f8be, 1}},
    Row{Op::empty_list, {"EMPTY_LIST", Argument::none, 1}},
    Row{Op::appends, {"APPENDS", Argument::none, 1}},
    Row{Op::empty_tuple, {"EMPTY_TUPLE", Argument::none, 1}},
    Row{Op::empty_dict, {"EMPTY_DICT", Argument::none, 1}},
    Row{Op::setitems, {"SETITEMS", Argument::none, 1}},
    Row{Op::pop_mark, {"POP_MARK", Argument::none, 1}},
    Row{Op::binget, {"BINGET", Argument::u1, 1}},
    Row{Op::long_binget, {"LONG_BINGET", Argument::u4, 1}},
    Row{Op::binput, {"BINPUT", Argument::u1, 1}},
    Row{Op::long_binput, {"LONG_BINPUT", Argument::u4, 1}},
    Row{Op::obj, {"OBJ", Argument::none, 1}},
    Row{Op::binpersid, {"BINPERSID", Argument::none, 1}},
    Row{Op::long1, {"LONG1", Argument::counted1, 2}},
    Row{Op::long4, {"LONG4", Argument::counted_i4, 2}},
    Row{Op::newtrue, {"NEWTRUE", Argument::none, 2}},
    Row{Op::newfalse, {"NEWFALSE", Argument::none, 2}},
    Row{Op::tuple1, {"TUPLE1", Argument::none, 2}},
    Row{Op::tuple2, {"TUPLE2", Argument::none, 2}},
    Row{Op::tuple3, {"TUPLE3", Argument::none, 2}},
    Row{Op::ext1, {"EXT1", Argument::u1, 2}},
    Row{Op::ext2, {"EXT2", Argument::u2, 2}},
    Row{Op::ext4, {"EXT4", Argument::i4, 2}},
    Row{Op::newobj, {"NEWOBJ", Argument::none, 2}},
    Row{Op::proto, {"PROTO", Argument::u1, 2}},
    Row{Op::binbytes, {"BINBYTES", Argument::counted4, 3}},
    Row{Op::short_binbytes, {"SHORT_BINBYTES", Argument::counted1, 3}},
    Row{Op::binbytes8, {"BINBYTES8", Argument::counted8, 4}},
    Row{Op::short_binunicode, {"SHORT_BINUNICODE", Argument::counted1, 4}},
    Row{Op::binunicode8, {"BINUNICODE8", Argument::counted8, 4}},
    Row{Op::empty_set, {"EMPTY_SET", Argument::none, 4}},
    Row{Op::additems, {"ADDITEMS", Argument::none, 4}},
    Row{Op::frozenset, {"FROZENSET", Argument::none, 4}},
    Row{Op::memoize, {"MEMOIZE", Argument::none, 4}},
    Row{Op::stack_global, {"STACK_GLOBAL", Argument::none, 4}},
    Row{Op::newobj_ex, {"NEWOBJ_EX", Argument::none, 4}},
    Row{Op::frame, {"FRAME", Argument::u8, 4}},
    Row{Op::bytearray8, {"BYTEARRAY8", Argument::counted8, 5}},
    Row{Op::next_buffer, {"NEXT_BUFFER", Argument::none, 5}},
    Row{Op::readonly_buffer, {"READONLY_BUFFER", Argument::none, 5}},
};

constexpr std::array<OpInfo, 256> by_byte() {
  std::array<OpInfo, 256> table{};
  for (const Row& row : kRows) table[static_cast<std::uint8_t>(row.op)] = row.info;
  return table;
}

}  // namespace detail

inline constexpr std::size_t kOpcodes = detail::kRows.size();
static_assert(kOpcodes == 68);
inline constexpr std::array<OpInfo, 256> kOpTable = detail::by_byte();
inline constexpr std::uint8_t kMaxProtocol = 5;

constexpr std::string_view op_name(Op op) { return kOpTable[static_cast<std::uint8_t>(op)].name; }

}  // namespace bartizan::scan::pickle
