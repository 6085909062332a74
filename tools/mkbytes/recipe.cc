#include "mkbytes/recipe.h"

#include <bit>
#include <cctype>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <limits>
#include <map>
#include <optional>
#include <utility>

#include "mkbytes/encode.h"

namespace bartizan::mkbytes {
namespace {

bool blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }
bool word_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Characters of the recipe with the line they stand on.
class Text {
 public:
  explicit Text(std::string_view text) : text_(text) {}

  [[noreturn]] void refuse(const std::string& what) const { throw RecipeError(line_, what); }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool at_end() const { return at_ >= text_.size(); }
  char next() {
    const char c = peek();
    if (c == '\n') ++line_;
    if (!at_end()) ++at_;
    return c;
  }
  // Blanks and comments of this line.
  void skip_blanks() {
    while (blank(peek())) next();
    if (peek() == '#') {
      while (!at_end() && peek() != '\n') next();
    }
  }
  void skip_lines() {
    for (skip_blanks(); peek() == '\n'; skip_blanks()) next();
  }
  bool accept(char c) {
    skip_blanks();
    return accept_here(c);
  }
  // Two hexadecimal digits.
  char hex_byte() {
    const int high = hex_digit(peek());
    if (high >= 0) next();
    const int low = hex_digit(peek());
    if (high < 0 || low < 0) refuse("expected two hexadecimal digits");
    next();
    return static_cast<char>(high << 4 | low);
  }
  void expect(char c) {
    skip_lines();
    if (!accept(c)) refuse(std::string("expected '") + c + "'");
  }
  // Empty when there is no word here.
  std::string word() {
    skip_blanks();
    std::string out;
    while (word_char(peek())) out += next();
    return out;
  }
  std::string name(const char* of_what) {
    std::string out = word();
    if (out.empty()) refuse(std::string("expected the name of a ") + of_what);
    return out;
  }
  // "..." with \n \r \t \0 \\ \" and \xHH (exactly two digits).
  std::string quoted() {
    skip_blanks();
    if (next() != '"') refuse("expected a string in double quotes");
    std::string out;
    while (!accept_here('"')) {
      if (peek() == '\n' || at_end()) refuse("the string does not end on its line");
      const char c = next();
      out += c == '\\' ? escape() : c;
    }
    return out;
  }

  std::size_t mark() const { return at_; }
  int line() const { return line_; }
  void go_back(std::size_t mark, int line) {
    at_ = mark;
    line_ = line;
  }

 private:
  bool accept_here(char c) {
    if (at_end() || peek() != c) return false;
    next();
    return true;
  }
  char escape() {
    switch (next()) {
      case 'n':
        return '\n';
      case 'r':
        return '\r';
      case 't':
        return '\t';
      case '0':
        return '\0';
      case '\\':
        return '\\';
      case '"':
        return '"';
      case 'x':
        return hex_byte();
      default:
        refuse("unknown escape in a string");
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int line_ = 1;
};

// Names may be used before they are defined (a header that declares the length of what follows), so
// the text is evaluated until labels and blocks no longer change; two passes in practice.
struct Names {
  std::map<std::string, std::int64_t> labels;
  std::map<std::string, std::string> blocks;
  friend bool operator==(const Names&, const Names&) = default;
};

class Evaluation {
 public:
  Evaluation(std::string_view text, const Names* earlier) : text_(text), earlier_(earlier) {}

  std::string run() {
    std::string out;
    statements(out, false);
    return out;
  }
  const Names& names() const { return names_; }
  bool looked_ahead() const { return looked_ahead_; }

 private:
  // Until the end of the text, or past the closing brace of a block.
  void statements(std::string& out, bool in_block) {
    for (;;) {
      text_.skip_lines();
      if (text_.at_end()) {
        if (in_block) text_.refuse("a block does not end");
        return;
      }
      if (text_.accept('}')) {
        if (!in_block) text_.refuse("'}' without a block");
        return;
      }
      statement(out);
      if (out.size() > kMaxOutput) text_.refuse("more than 1 GiB of output");
    }
  }

  std::string block() {
    text_.expect('{');
    std::string out;
    statements(out, true);
    return out;
  }

  void statement(std::string& out) {
    const std::string verb = text_.word();
    if (verb.empty()) text_.refuse(std::string("unexpected '") + text_.peek() + "'");
    if (verb == "hex") return hex(out);
    if (verb == "text") return strings(out);
    if (verb == "fill") return fill(out);
    if (verb == "random") return random(out);
    if (verb == "align") return align(out);
    if (verb == "repeat") return repeat(out);
    if (verb == "let") return let();
    if (verb == "label") {
      names_.labels[text_.name("label")] = static_cast<std::int64_t>(out.size());
      return;
    }
    if (verb == "emit") {
      out += find_block(text_.name("block"));
      return;
    }
    if (verb == "crc32") return integer(out, crc32(find_block(text_.name("block"))), 4, false);
    if (verb == "zip" || verb == "tar") {
      const std::vector<File> all = files();
      out += guarded([&] { return verb == "zip" ? zip(all) : tar(all); });
      return;
    }
    if (const Encoder encoder = find_encoder(verb)) {
      const std::string inner = block();
      out += guarded([&] { return encoder(inner); });
      return;
    }
    if (number(out, verb)) return;
    text_.refuse("unknown statement '" + verb + "'");
  }

  template <typename Encode>
  std::string guarded(Encode encode) {
    try {
      return encode();
    } catch (const RecipeError&) {
      throw;
    } catch (const std::runtime_error& error) {
      text_.refuse(error.what());
    }
  }

  void hex(std::string& out) {
    bool any = false;
    for (text_.skip_blanks(); hex_digit(text_.peek()) >= 0; text_.skip_blanks()) {
      out += text_.hex_byte();
      any = true;
    }
    if (!any) text_.refuse("hex without digits");
  }

  void strings(std::string& out) {
    do {
      out += text_.quoted();
      text_.skip_blanks();
    } while (text_.peek() == '"');
  }

  std::size_t length() {
    const std::int64_t value = expression();
    if (value < 0) text_.refuse("a length is negative");
    if (static_cast<std::uint64_t>(value) > kMaxOutput) text_.refuse("a length is above 1 GiB");
    return static_cast<std::size_t>(value);
  }

  void fill(std::string& out) {
    const std::size_t n = length();
    const std::int64_t byte = expression();
    if (byte < 0 || byte > 255) text_.refuse("fill takes a byte");
    out.append(n, static_cast<char>(byte));
  }

  // SplitMix64 (Steele, Lea, Flood 2014), little endian: the same bytes on every machine.
  void random(std::string& out) {
    const std::size_t n = length();
    auto state = static_cast<std::uint64_t>(expression());
    for (std::size_t i = 0; i < n; i += 8) {
      std::uint64_t z = (state += 0x9e3779b97f4a7c15u);
      z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
      z = (z ^ z >> 27) * 0x94d049bb133111ebu;
      z ^= z >> 31;
      for (std::size_t k = 0; k < 8 && i + k < n; ++k) out += static_cast<char>(z >> (8 * k));
    }
  }

  void align(std::string& out) {
    const std::size_t to = length();
    const std::int64_t byte = expression();
    if (to == 0 || byte < 0 || byte > 255) text_.refuse("align takes a multiple and a byte");
    out.append((to - out.size() % to) % to, static_cast<char>(byte));
  }

  // A loop, not a block: offsets inside go on counting from the enclosing block.
  void repeat(std::string& out) {
    const std::size_t n = length();
    text_.expect('{');
    const std::size_t mark = text_.mark();
    const int line = text_.line();
    for (std::size_t i = 0; i < n; ++i) {
      text_.go_back(mark, line);
      statements(out, true);
    }
    if (n == 0) {
      std::string ignored;
      statements(ignored, true);
    }
  }

  void let() {
    const std::string name = text_.name("block");
    text_.expect('=');
    names_.blocks[name] = block();
  }

  std::vector<File> files() {
    std::vector<File> out;
    text_.expect('{');
    for (text_.skip_lines(); !text_.accept('}'); text_.skip_lines()) {
      if (text_.word() != "file") text_.refuse("an archive holds: file \"name\" { ... }");
      File file;
      file.name = text_.quoted();
      file.method = text_.word();
      file.bytes = block();
      out.push_back(std::move(file));
    }
    return out;
  }

  // u8, u16le, i32be, f64le ...
  bool number(std::string& out, const std::string& verb) {
    const char kind = verb[0];
    if (kind != 'u' && kind != 'i' && kind != 'f') return false;
    unsigned bits = 0;
    const auto [end, error] = std::from_chars(verb.data() + 1, verb.data() + verb.size(), bits);
    const std::string_view order(end, static_cast<std::size_t>(verb.data() + verb.size() - end));
    if (error != std::errc() || (bits != 8 && bits != 16 && bits != 32 && bits != 64)) return false;
    if (bits == 8 ? !order.empty() : order != "le" && order != "be") return false;
    const bool big = order == "be";
    if (kind == 'f') {
      if (bits < 32) return false;
      const double value = real();
      integer(out,
              bits == 64 ? std::bit_cast<std::uint64_t>(value)
                         : std::bit_cast<std::uint32_t>(static_cast<float>(value)),
              bits / 8, big);
      return true;
    }
    const std::int64_t value = expression();
    if (bits < 64) {
      const std::int64_t least = kind == 'u' ? 0 : -(std::int64_t{1} << (bits - 1));
      const std::int64_t most = (std::int64_t{1} << (kind == 'u' ? bits : bits - 1)) - 1;
      // While names are still unknown a difference may be wrong; only the last pass must fit.
      if ((value < least || value > most) && !looked_ahead_now_) {
        text_.refuse(std::to_string(value) + " does not fit " + verb);
      }
    }
    integer(out, static_cast<std::uint64_t>(value), bits / 8, big);
    return true;
  }

  static void integer(std::string& out, std::uint64_t value, unsigned bytes, bool big) {
    for (unsigned i = 0; i < bytes; ++i) {
      out += static_cast<char>(value >> (8 * (big ? bytes - 1 - i : i)));
    }
  }

  double real() {
    text_.skip_blanks();
    std::string digits;
    while (word_char(text_.peek()) || std::strchr("+-.", text_.peek()) != nullptr) {
      if (text_.at_end()) break;
      digits += text_.next();
    }
    double value = 0;
    const char* last = digits.data() + digits.size();
    const auto [end, error] = std::from_chars(digits.data(), last, value);
    if (digits.empty() || error != std::errc() || end != last) text_.refuse("expected a number");
    return value;
  }

  // Sums and differences of products; 64 bits, wrapping, so that 0xffffffffffffffff is writable.
  std::int64_t expression() {
    std::uint64_t value = product();
    for (;;) {
      if (text_.accept('+')) {
        value += product();
      } else if (text_.accept('-')) {
        value -= product();
      } else {
        return static_cast<std::int64_t>(value);
      }
    }
  }
  std::uint64_t product() {
    std::uint64_t value = operand();
    while (text_.accept('*')) value *= operand();
    return value;
  }
  std::uint64_t operand() {
    if (text_.accept('-')) return -operand();
    if (text_.accept('(')) {
      const std::int64_t value = expression();
      text_.expect(')');
      return static_cast<std::uint64_t>(value);
    }
    const std::string word = text_.word();
    if (word.empty()) text_.refuse("expected a number, a label or len(block)");
    if (std::isdigit(static_cast<unsigned char>(word[0]))) return literal(word);
    if (word == "len" || word == "crc32") {
      text_.expect('(');
      const std::string& bytes = find_block(text_.name("block"));
      text_.expect(')');
      return word == "len" ? bytes.size() : crc32(bytes);
    }
    return static_cast<std::uint64_t>(find(names_.labels, &Names::labels, word, "label"));
  }
  std::uint64_t literal(const std::string& word) {
    const bool hexadecimal = word.starts_with("0x") || word.starts_with("0X");
    const char* first = word.data() + (hexadecimal ? 2 : 0);
    const char* last = word.data() + word.size();
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(first, last, value, hexadecimal ? 16 : 10);
    if (error != std::errc() || end != last) text_.refuse("not a number: " + word);
    return value;
  }

  const std::string& find_block(const std::string& name) {
    return find(names_.blocks, &Names::blocks, name, "block");
  }

  // What this pass has defined so far, else what the pass before defined later in the text.
  template <typename Map, typename Member>
  const typename Map::mapped_type& find(const Map& mine, Member member, const std::string& name,
                                        const char* of_what) {
    if (const auto at = mine.find(name); at != mine.end()) return at->second;
    looked_ahead_ = true;
    static const typename Map::mapped_type kNothingYet{};
    if (earlier_ == nullptr) {
      looked_ahead_now_ = true;
      return kNothingYet;
    }
    const auto& theirs = earlier_->*member;
    const auto at = theirs.find(name);
    if (at == theirs.end()) text_.refuse(std::string("no ") + of_what + " '" + name + "'");
    return at->second;
  }

  Text text_;
  const Names* earlier_;
  Names names_;
  bool looked_ahead_ = false;      // a name was used before its definition
  bool looked_ahead_now_ = false;  // ... and this is the pass that does not know it yet
};

// "# path:" and "# depth:" in the comment lines at the top.
void read_heading(std::string_view text, Recipe& recipe) {
  while (text.starts_with('#')) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(1, end == text.npos ? text.npos : end - 1);
    for (const auto& [key, value] :
         {std::pair{"path:", &recipe.path}, std::pair{"depth:", &recipe.depth}}) {
      std::string_view rest = line;
      while (!rest.empty() && blank(rest.front())) rest.remove_prefix(1);
      if (!rest.starts_with(key)) continue;
      rest.remove_prefix(std::strlen(key));
      while (!rest.empty() && blank(rest.front())) rest.remove_prefix(1);
      while (!rest.empty() && blank(rest.back())) rest.remove_suffix(1);
      *value = rest;
    }
    if (end == text.npos) break;
    text.remove_prefix(end + 1);
  }
}

}  // namespace

Recipe make(std::string_view text) {
  Recipe recipe;
  read_heading(text, recipe);
  constexpr int kMaxPasses = 10;
  Names names;
  for (int pass = 0; pass < kMaxPasses; ++pass) {
    Evaluation evaluation(text, pass == 0 ? nullptr : &names);
    recipe.bytes = evaluation.run();
    if (!evaluation.looked_ahead() || (pass > 0 && evaluation.names() == names)) return recipe;
    names = evaluation.names();
  }
  throw RecipeError(1, "the lengths depend on each other and do not settle");
}

}  // namespace bartizan::mkbytes
