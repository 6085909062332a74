#include "scan/formats/numpy/header.h"

#include <algorithm>
#include <charconv>

namespace bartizan::scan::numpy {
namespace {

// Structured types in structured types; numpy itself stops at 32 dimensions and Python's parser
// at about a hundred brackets.
constexpr unsigned kMaxDepth = 64;
// Sizes are npy_intp: signed 64 bits.
constexpr std::uint64_t kMaxSize = INT64_MAX;
constexpr std::string_view kBlanks = " \t\n\r\f";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         (static_cast<unsigned char>(c) & 0x80) != 0;
}

// What a type needs: bytes each, saturated by `overflow`.
struct Type {
  std::uint64_t size = 0;
  bool objects = false;
  bool known = true;
  bool overflow = false;
};

void multiply(std::uint64_t& value, std::uint64_t by, bool& overflow) {
  overflow |= __builtin_mul_overflow(value, by, &value) || value > kMaxSize;
}

void add(std::uint64_t& value, std::uint64_t more, bool& overflow) {
  overflow |= __builtin_add_overflow(value, more, &value) || value > kMaxSize;
}

// "[s]", "[25ns]": a count and letters.
bool is_unit(std::string_view text) {
  if (text.size() < 3 || text[0] != '[' || text.back() != ']') return false;
  text = text.substr(1, text.size() - 2);
  text.remove_prefix(std::min(text.find_first_not_of("0123456789"), text.size()));
  return !text.empty() && std::ranges::all_of(text, is_letter);
}

// A type string of the array interface protocol: byte order, kind, size in bytes, unit of time.
Type type_of(std::string_view text) {
  constexpr Type kUnknown{.known = false};
  // Longer strings are lists of types ("i4,O") and names ("object"), which numpy reads and never
  // writes. Any O in one may mean objects.
  const Type unusual{.objects = text.contains('O') || text.contains("object"), .known = false};
  if (!text.empty() && std::string_view("<>|=").contains(text[0])) text.remove_prefix(1);
  if (text.empty()) return kUnknown;
  const char kind = text[0];
  text.remove_prefix(1);
  std::uint64_t size = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), size);
  const bool sized = end != text.begin();
  if (sized && error != std::errc()) return {.overflow = true};
  const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.begin()));
  if (!unit.empty() && ((kind != 'M' && kind != 'm') || !is_unit(unit))) return unusual;
  Type type{.size = size};
  switch (kind) {
    case 'b':
    case 'i':
    case 'u':
    case 'f':
    case 'c':
    case 'm':
    case 'M':
      return sized ? type : unusual;
    case '?':
      return {.size = 1};
    case 'S':
    case 'a':
    case 'V':
      return type;
    case 'U':
      multiply(type.size, 4, type.overflow);
      return type;  // UCS-4
    case 'O':
      return {.size = 0, .objects = true};
    default:
      return unusual;
  }
}

class Parser {
 public:
  Parser(std::string_view text, Refusal& refusal) : text_(text), refusal_(refusal) {}

  std::optional<Header> header() {
    Header header;
    unsigned seen = 0;
    expect('{', "the header is not a dictionary");
    while (ok_ && !accept('}')) {
      blanks();
      const std::uint64_t key_at = at_;
      const std::string_view key = string();
      expect(':', "a key has no value");
      const unsigned bit = key == "descr" ? 1 : key == "fortran_order" ? 2 : key == "shape" ? 4 : 0;
      if (bit == 0) fail("a key is none of descr, fortran_order and shape", key_at);
      if ((seen & bit) != 0 && header.duplicate.empty()) {
        header.duplicate = key;
        header.duplicate_at = key_at;
      }
      seen |= bit;
      if (bit == 1) descr(header);
      if (bit == 2) header.fortran_order = boolean();
      if (bit == 4) shape(header);
      if (!accept(',')) {
        expect('}', "an entry of the dictionary does not end");
        break;
      }
    }
    if (ok_ && seen != 7) fail("descr, fortran_order or shape is missing", at_);
    blanks();
    if (ok_ && at_ != text_.size()) fail("text follows the dictionary", at_);
    if (!ok_) return std::nullopt;
    std::uint64_t bytes = header.elements;
    multiply(bytes, header.item_size, header.overflow);
    return header;
  }

 private:
  void descr(Header& header) {
    blanks();
    const std::size_t begin = at_;
    const Type read = type(0);
    header.descr = text_.substr(begin, at_ - begin);
    header.item_size = read.size;
    header.objects = read.objects;
    header.known_type = read.known;
    header.overflow |= read.overflow;
  }

  // A type string, a list of fields, or (type, shape).
  Type type(unsigned depth) {
    if (depth > kMaxDepth) return fail("types are nested too deeply", at_), Type{};
    if (accept('[')) return fields(depth);
    if (!accept('(')) return type_of(string());
    Type read = type(depth + 1);
    expect(',', "a subarray type has no shape");
    dimensions(read);
    accept(',');
    expect(')', "a subarray type does not end");
    return read;
  }

  // [(name, type), ((title, name), type, shape), ...]
  Type fields(unsigned depth) {
    Type all;
    while (ok_ && !accept(']')) {
      expect('(', "a field is not a tuple");
      if (accept('(')) {
        string();
        expect(',', "a title has no name");
        string();
        accept(',');
        expect(')', "a title does not end");
      } else {
        string();
      }
      expect(',', "a field has no type");
      Type field = type(depth + 1);
      if (accept(',') && !peek(')')) dimensions(field);
      accept(',');
      expect(')', "a field does not end");
      add(all.size, field.size, all.overflow);
      all.objects |= field.objects;
      all.known &= field.known;
      all.overflow |= field.overflow;
      if (!accept(',')) {
        expect(']', "the list of fields does not end");
        break;
      }
    }
    return all;
  }

  // The shape of a subarray: a number or a tuple of numbers.
  void dimensions(Type& type) {
    bool bad = false;
    const auto dimension = [&] { multiply(type.size, integer(bad, type.overflow), type.overflow); };
    if (!accept('(')) return dimension();
    while (ok_ && !accept(')')) {
      dimension();
      if (!accept(',')) {
        expect(')', "a shape does not end");
        break;
      }
    }
    if (bad) fail("a subarray has a negative dimension", at_);
  }

  void shape(Header& header) {
    blanks();
    const std::size_t begin = at_;
    header.elements = 1;
    header.bad_shape = false;
    expect('(', "the shape is not a tuple");
    for (unsigned dimensions = 1; ok_ && !accept(')'); ++dimensions) {
      const std::uint64_t length = integer(header.bad_shape, header.overflow);
      multiply(header.elements, length, header.overflow);
      if (accept(',')) continue;
      expect(')', "the shape does not end");
      if (dimensions == 1) fail("the shape is a number in brackets", begin);
      break;
    }
    header.shape = text_.substr(begin, at_ - begin);
  }

  // A decimal number; Python 2 wrote an L after long ones. Python reads True as the number 1.
  std::uint64_t integer(bool& bad, bool& overflow) {
    blanks();
    if (rest().starts_with("True") || rest().starts_with("False")) {
      bad = true;
      at_ += rest().starts_with('T') ? 4u : 5u;
      return 1;
    }
    if (accept('-')) bad = true;
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(rest().begin(), rest().end(), value);
    const auto digits = static_cast<std::size_t>(end - rest().begin());
    if (digits == 0) return fail("a dimension is not a number", at_), 1;
    if (error != std::errc()) overflow = true;
    // Python refuses it, and an octal number is another one.
    if (digits > 1 && peek('0')) fail("a dimension begins with a zero", at_);
    at_ += digits;
    if (peek('L')) ++at_;
    if (!rest().empty() && (rest()[0] == '.' || is_letter(rest()[0]) || is_digit(rest()[0]))) {
      fail("a dimension is not a whole number", at_);
    }
    return value;
  }

  bool boolean() {
    blanks();
    for (const std::string_view word : {"True", "False"}) {
      if (!rest().starts_with(word)) continue;
      at_ += word.size();
      return word == "True";
    }
    return fail("fortran_order is neither True nor False", at_), false;
  }

  // 'text' or "text", b and u allowed before it. Escapes stay as they are: no key or type has any.
  std::string_view string() {
    blanks();
    if (!rest().empty() && std::string_view("buU").contains(rest()[0]) && rest().size() > 1 &&
        (rest()[1] == '\'' || rest()[1] == '"')) {
      ++at_;
    }
    if (rest().empty() || (rest()[0] != '\'' && rest()[0] != '"')) {
      return fail("a string is expected", at_), std::string_view();
    }
    const char quote = rest()[0];
    const std::size_t begin = at_ + 1;
    for (std::size_t i = begin; i < text_.size() && text_[i] != '\n'; ++i) {
      if (text_[i] == '\\') {
        ++i;
      } else if (text_[i] == quote) {
        at_ = i + 1;
        return text_.substr(begin, i - begin);
      }
    }
    return fail("a string does not end", at_), std::string_view();
  }

  std::string_view rest() const { return ok_ ? text_.substr(at_) : std::string_view(); }
  void blanks() {
    while (at_ < text_.size() && kBlanks.contains(text_[at_])) ++at_;
  }
  bool peek(char c) {
    blanks();
    return rest().starts_with(c);
  }
  bool accept(char c) {
    if (!peek(c)) return false;
    ++at_;
    return true;
  }
  void expect(char c, const char* reason) {
    if (ok_ && !accept(c)) fail(reason, at_);
  }
  // The first failure counts.
  void fail(const char* reason, std::uint64_t at) {
    if (!ok_) return;
    refusal_ = {reason, at, is_expression(text_.substr(std::min<std::uint64_t>(at, text_.size())))};
    ok_ = false;
  }
  // Names and operators where a literal or a mark must stand; a bracket or a point before a name.
  static bool is_expression(std::string_view text) {
    if (text.empty()) return false;
    if (is_letter(text[0]) || std::string_view("+*/%@&|^~=").contains(text[0])) return true;
    if (text[0] != '(' && text[0] != '.') return false;
    const std::size_t next = text.find_first_not_of(kBlanks, 1);
    return next != std::string_view::npos && is_letter(text[next]);
  }

  std::string_view text_;
  Refusal& refusal_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

}  // namespace

std::optional<Header> read_header(std::string_view text, Refusal& refusal) {
  return Parser(text, refusal).header();
}

}  // namespace bartizan::scan::numpy
