#include "scan/formats/pickle/detect.h"

#include <algorithm>
#include <array>

#include "scan/catalog.h"
#include "scan/formats/pickle/decode.h"

namespace bartizan::scan::pickle {
namespace {

using namespace std::string_view_literals;

// Of a payload that is decoded on demand; everything else is surveyed to its end.
constexpr std::uint64_t kFrontBytes = 1024 * 1024;
// Lines up to this length are looked at as a whole; in longer ones only the newline is searched ...
constexpr std::uint64_t kShortLine = 64 * base::kKiB;
// ... up to so many bytes in one survey.
constexpr std::uint64_t kMostLineBytes = 1024 * base::kMiB;
constexpr std::uint64_t kPadding = 64;

// A protocol and an opcode that may follow it.
bool has_magic(std::span<const std::byte> front) {
  return front.size() >= 3 && front[0] == std::byte{0x80} &&
         static_cast<std::uint8_t>(front[1]) <= kMaxProtocol &&
         !kOpTable[static_cast<std::uint8_t>(front[2])].name.empty();
}

bool is_known_module(std::string_view module) {
  const Catalog& catalog = Catalog::embedded();
  return catalog.list("known-modules", module.substr(0, module.find('.'))).has_value() ||
         catalog.callable(module, "*").has_value() ||
         catalog.list("python2-modules", module).has_value();
}

// The unpickler refuses other persistent ids (_pickle.c, load_persid); "PK" begins archives.
bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// The line of a UNICODE or STRING that may spell a name, perhaps with escapes.
bool is_word(std::string_view line) {
  return !line.empty() && std::ranges::all_of(line, [](char c) { return c > ' ' && c < 0x7F; });
}

// The value of an INT, FLOAT, ... line as far as a long one is looked at: padded with zeros or
// blanks.
bool is_numeric(std::string_view line) {
  return up_to_nul(line).find_first_not_of("0123456789abcdefABCDEFxXoOL_+-. \t\r\v\f") ==
         std::string_view::npos;
}

// A line of any length.
struct Line {
  std::string_view text;  // all of it, or the front of a long one
  bool whole = true;
  char last = 0;  // of a long one: the last byte that is no blank
};

// Reads a short line; stays before a long one.
Line read_line(base::Reader& reader) {
  const auto front = reader.peek(std::min(reader.left(), kShortLine));
  if (const std::size_t length = base::text_of(front).find('\n');
      length != std::string_view::npos) {
    return {base::text_of(reader.take(length + 1).first(length))};
  }
  Line line{base::text_of(front), false};
  if (front.size() == reader.left()) reader.fail(base::Code::truncated, "a line does not end");
  return line;
}

// Passes a long line; `scanned` counts the bytes of all of them.
void skip_line(base::Reader& reader, Line& line, std::uint64_t& scanned) {
  while (reader.ok()) {
    if (reader.at_end()) return reader.fail(base::Code::truncated, "a line does not end");
    if (scanned >= kMostLineBytes) return reader.fail(base::Code::limit, "long lines");
    const std::uint64_t here = reader.pos();
    const std::string_view chunk = base::text_of(reader.chunk());
    const std::size_t newline = chunk.find('\n');
    const std::string_view part = chunk.substr(0, newline);
    const std::size_t last = part.find_last_not_of(" \t\r\v\f");
    if (last != part.npos) line.last = part[last];
    scanned += part.size();
    if (newline != chunk.npos) return reader.seek(here + newline + 1);
  }
}

// The last two texts: STACK_GLOBAL takes the module and the name from them.
class LastTexts {
 public:
  void add(std::string_view text) {
    turn_ = 1 - turn_;
    sizes_[turn_] = std::min(text.size(), bytes_[turn_].size());
    std::copy_n(text.begin(), sizes_[turn_], bytes_[turn_].begin());
  }
  std::string_view before_last() const { return {bytes_[1 - turn_].data(), sizes_[1 - turn_]}; }

 private:
  std::array<std::array<char, 64>, 2> bytes_{};
  std::array<std::size_t, 2> sizes_{};
  std::size_t turn_ = 0;
};

// Stack effect of an opcode as far as depth goes.
class Depth {
 public:
  explicit Depth(base::Budget& budget) : marks_(budget) {}

  bool apply(Op op) {
    switch (op) {
      case Op::mark:
        return marks_.try_push(depth_);
      case Op::pop:
        if (depth_ > fence()) {
          --depth_;
          return true;
        }
        return unmark();
      case Op::pop_mark:
        return unmark();
      case Op::dup:
        return pops(1, 2);
      case Op::tuple1:
        return pops(1, 1);
      case Op::tuple2:
        return pops(2, 1);
      case Op::tuple3:
        return pops(3, 1);
      case Op::tuple:
      case Op::list:
      case Op::dict:
      case Op::frozenset:
        return unmark() && pops(0, 1);
      case Op::inst:
        return unmark() && pops(0, 1);
      case Op::obj:
        return !marks_.empty() && depth_ > marks_.back() && unmark() && pops(0, 1);
      case Op::append:
        return pops(2, 1);
      case Op::setitem:
        return pops(3, 1);
      case Op::appends:
      case Op::setitems:
      case Op::additems:
        return unmark() && pops(1, 1);
      case Op::reduce:
      case Op::newobj:
      case Op::build:
      case Op::stack_global:
        return pops(2, 1);
      case Op::newobj_ex:
        return pops(3, 1);
      case Op::binpersid:
      case Op::memoize:
      case Op::put:
      case Op::binput:
      case Op::long_binput:
      case Op::readonly_buffer:
        return pops(1, 1);
      case Op::stop:
        return pops(1, 0);
      case Op::proto:
      case Op::frame:
        return true;
      default:
        return pops(0, 1);
    }
  }

 private:
  std::uint32_t fence() const { return marks_.empty() ? 0 : marks_.back(); }
  bool unmark() {
    if (marks_.empty()) return false;
    depth_ = marks_.back();
    marks_.pop();
    return true;
  }
  bool pops(std::uint32_t n, std::uint32_t pushes) {
    if (depth_ < fence() + n) return false;
    depth_ = depth_ - n + pushes;
    return true;
  }

  base::Vec<std::uint32_t> marks_;
  std::uint32_t depth_ = 0;
};

}  // namespace

Survey survey(base::Reader& reader, std::uint64_t most_opcodes) {
  Survey seen;
  base::Limits limits;
  base::Budget budget(limits);
  Depth depth(budget);
  unsigned names = 0;  // identifiers among the string operands; the memo may bring them back late
  std::uint64_t scanned = 0;
  bool extension = false, called = false;
  LastTexts texts;
  seen.end = reader.pos();
  while (true) {
    if (reader.at_end() || seen.opcodes >= most_opcodes) {
      seen.cut = reader.ok();
      return seen;
    }
    const std::uint64_t start = reader.pos();
    const Op op = static_cast<Op>(reader.u8());
    const OpInfo& info = kOpTable[static_cast<std::uint8_t>(op)];
    if (info.name.empty()) return seen;
    bool valid = true;
    const auto line = [&] { return base::text_of(reader.until(std::byte{'\n'}, kShortLine)); };
    switch (info.argument) {
      case Argument::line: {
        Line read = read_line(reader);
        if (!reader.ok()) break;
        // The C unpickler stops reading numbers at a NUL.
        const std::string_view text = read.text, number = up_to_nul(text);
        if (op == Op::unicode || op == Op::string) {
          const auto inner = op == Op::string ? unquote(text).value_or(text) : text;
          if (read.whole && is_word(inner)) ++names;
          texts.add(inner);
        }
        if (!read.whole) {
          const std::size_t first = text.find_first_not_of(" \t\r\v\f");
          const char quote = first == text.npos ? '\0' : text[first];
          valid = op == Op::string    ? quote == '\'' || quote == '"'
                  : op == Op::unicode ? true
                  : op == Op::persid  ? is_ascii(text)
                                      : is_numeric(text);
          if (valid) skip_line(reader, read, scanned);
          valid = valid && (op != Op::string || read.last == quote);
          break;
        }
        valid = op == Op::int_     ? parse_int(number) || (number.empty() && !text.empty())
                : op == Op::long_  ? parse_long(number).has_value()
                : op == Op::float_ ? is_float(number)
                : op == Op::string ? unquote(text).has_value()
                : op == Op::get || op == Op::put ? parse_index(number).has_value()
                : op == Op::persid               ? is_ascii(text)
                                                 : true;
        break;
      }
      case Argument::two_lines: {
        const std::string_view module = line();
        valid = reader.ok() && is_dotted_name(module);
        if (valid && is_known_module(module)) seen.known_import = true;
        const std::string_view name = line();
        valid = valid && reader.ok() && is_dotted_name(name);
        break;
      }
      default:
        if (op == Op::short_binunicode || op == Op::binunicode || op == Op::binunicode8 ||
            op == Op::short_binstring || op == Op::binstring) {
          const std::uint64_t length = op == Op::binunicode8 ? reader.le<std::uint64_t>()
                                       : op == Op::binunicode || op == Op::binstring
                                           ? reader.le<std::uint32_t>()
                                           : reader.u8();
          const auto text = base::text_of(reader.peek(std::min<std::uint64_t>(length, 256)));
          if (is_dotted_name(text)) ++names;
          texts.add(text);
          reader.skip(length);
        } else {
          reader.seek(start);
          valid = decode(reader).info != nullptr;
        }
        break;
    }
    if (!reader.ok() && reader.error().code == base::Code::truncated) {
      seen.cut = true;
      return seen;
    }
    if (scanned >= kMostLineBytes) {
      seen.cut = seen.long_lines = true;
      return seen;
    }
    if (!valid || !reader.ok() || !depth.apply(op)) return seen;
    switch (op) {
      case Op::stack_global:
        if (names < 2) return seen;
        seen.known_import |= is_known_module(texts.before_last());
        [[fallthrough]];
      case Op::global:
        seen.imports = true;
        break;
      case Op::ext1:
      case Op::ext2:
      case Op::ext4:
        // Any two bytes: they count only when called, in a stream that ends well.
        extension = true;
        --seen.opcodes;
        break;
      case Op::inst:
        seen.imports = seen.calls = true;
        break;
      case Op::reduce:
      case Op::newobj:
      case Op::newobj_ex:
      case Op::obj:
      case Op::build:
        seen.calls |= seen.imports;
        called = true;
        break;
      case Op::binpersid:  // alone it is the letter Q: weights that begin with "G........Q" are
                           // data
        seen.calls |= seen.imports;
        break;
      default:
        break;
    }
    ++seen.opcodes;
    seen.end = reader.pos();
    if (op == Op::stop) {
      seen.stopped = true;
      seen.calls |= extension && called;
      return seen;
    }
  }
}

bool may_call(base::Reader& reader, base::Budget& budget, std::uint64_t end) {
  constexpr std::size_t kMostOpcodes = 10'000;
  bool imported = false, texts = false, memoized = false;
  for (std::size_t i = 0; i < kMostOpcodes && !reader.at_end() && budget.charge_steps(); ++i) {
    const std::uint64_t start = reader.pos();
    // From here on all loaders see the same opcodes, on a memo that may be another.
    if (start == end) return memoized;
    const Op op = static_cast<Op>(reader.u8());
    switch (op) {
      case Op::global:
      case Op::inst: {
        const Line module = read_line(reader);
        if (!reader.ok() || !module.whole || !is_dotted_name(module.text)) return false;
        const auto known_module = is_known_module(module.text);
        const Line name = read_line(reader);
        if (!reader.ok() || !name.whole || !is_dotted_name(name.text)) return false;
        // Behind the bytes, the loader may have fallen in step with what the others see.
        if (start < end || !known_module) return true;
        continue;
      }
      case Op::stack_global:
        imported |= start < end;
        continue;
      case Op::reduce:
      case Op::newobj:
      case Op::newobj_ex:
      case Op::obj:
      case Op::build:
        if (imported) return true;
        continue;
      case Op::memoize:
        memoized |= texts && start < end;
        continue;
      case Op::put:
      case Op::binput:
      case Op::long_binput:
        memoized |= texts && start < end;
        break;
      case Op::short_binunicode:
      case Op::binunicode:
      case Op::binunicode8:
      case Op::unicode:
      case Op::string:
      case Op::short_binstring:
      case Op::binstring:
        texts = true;
        break;
      case Op::stop:
        return false;
      default:
        break;
    }
    reader.seek(start);
    if (decode(reader).info == nullptr) return false;
  }
  return false;
}

bool begins_pickle(std::span<const std::byte> front) {
  if (front.empty() || kOpTable[static_cast<std::uint8_t>(front[0])].name.empty()) return false;
  base::Reader reader(front);
  const Survey seen = survey(reader, 64);
  if (has_magic(front)) {
    // In other bytes 80 02..05 stands by chance; three opcodes that fit do not.
    return static_cast<std::uint8_t>(front[1]) >= 2
               ? seen.opcodes >= 3 || seen.stopped || (seen.cut && seen.opcodes >= 2)
               : seen.calls || seen.stopped;
  }
  return seen.calls || (seen.imports && (seen.stopped || seen.known_import));
}

std::uint64_t find_pickle(base::Source& source, base::Budget& budget, std::uint64_t from,
                          std::uint64_t to) {
  base::Reader reader(source, budget, 0, to);
  reader.seek(from);
  while (reader.ok() && !reader.at_end()) {
    const std::uint64_t here = reader.pos();
    const auto bytes = reader.peek(base::kWindow / 2);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      const auto byte = static_cast<std::uint8_t>(bytes[i]);
      if (byte != 0x80 && byte != 'c' && byte != '(' && byte != 0x8c) continue;
      auto front = bytes.subspan(i);
      // The end of a window is looked at again from the next one.
      if (front.size() < kResyncBytes && here + bytes.size() < to && i > 0) {
        reader.seek(here + i);
        break;
      }
      front = front.first(std::min(front.size(), kResyncBytes));
      // Cheap tests first: this runs over megabytes of weights.
      if (byte == 0x80 ? !has_magic(front)
                       : byte == 'c' && !is_dotted_name(base::text_of(front.subspan(
                                            1, std::min<std::size_t>(front.size() - 1, 2))))) {
        continue;
      }
      if (!budget.charge_steps(8)) return to;
      if (begins_pickle(front)) return here + i;
    }
    if (reader.pos() == here) reader.skip(bytes.size());
  }
  return to;
}

bool begins_with_torch_magic(std::span<const std::byte> head) {
  // 0x1950a86a20f9469cfc6c by LONG1 (protocol 2 and later, perhaps in a frame) or by LONG.
  constexpr std::string_view kBinary = "\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.";
  constexpr std::string_view kText = "L119547037146038801333356L\n.";
  constexpr std::size_t kFramed = 2 + 9;
  const std::string_view text = base::text_of(head);
  if (text.starts_with(kText)) return true;
  if (!has_magic(head)) return false;
  return text.substr(2).starts_with(kBinary) ||
         (text[2] == '\x95' && text.size() > kFramed && text.substr(kFramed).starts_with(kBinary));
}

Claim claim(const Probe& probe) {
  if (probe.head.empty()) return Claim::no;
  if (begins_with_torch_magic(probe.head))
    return Claim::no;  // torch/legacy.cc reads the whole file
  if (kOpTable[static_cast<std::uint8_t>(probe.head[0])].name.empty()) return Claim::no;
  base::Limits limits;
  base::Budget budget(limits);
  const std::uint64_t most = probe.source->front_only() ? kFrontBytes : probe.size;
  base::Reader reader(*probe.source, budget, 0, std::min(probe.size, most));
  if (has_magic(probe.head) && static_cast<std::uint8_t>(probe.head[1]) >= 2) {
    // In weights, too, 80 02 and an opcode stand by chance; four opcodes that fit hardly do.
    const Survey front = survey(reader, 4);
    return front.opcodes >= 4 || front.stopped || front.cut ? Claim::certain : Claim::plausible;
  }
  const Survey seen = survey(reader);
  if (seen.calls || (seen.imports && (seen.known_import || seen.stopped))) return Claim::certain;
  if (seen.cut && seen.opcodes >= 1000) return Claim::certain;
  if (seen.long_lines) return Claim::plausible;
  if (!seen.stopped) return Claim::no;
  // Without code, only a stream that ends with its STOP (or goes on with another pickle) counts:
  // "N.B." begins a text.
  base::Reader rest(*probe.source, budget, seen.end, probe.size - seen.end);
  const auto after = rest.peek(kResyncBytes);
  if (begins_pickle(after)) return Claim::certain;
  const bool padding = rest.left() <= kPadding && std::ranges::all_of(after, [](std::byte b) {
                         return "\0\t\n\r "sv.contains(static_cast<char>(b));
                       });
  if (!padding) return Claim::no;
  return seen.opcodes >= 3 || rest.left() == 0 ? Claim::plausible : Claim::no;
}

}  // namespace bartizan::scan::pickle
