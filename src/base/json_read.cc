#include "base/json_read.h"

#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <memory>

#include "base/escape.h"

namespace bartizan::base {
namespace {

constexpr std::string_view kBlanks = " \t\n\r";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// RFC 8259, section 6.
bool is_number(std::string_view text) {
  std::size_t at = 0;
  const auto digits = [&] {
    const std::size_t begin = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    return at > begin;
  };
  const auto accept = [&](std::string_view any) {
    if (at >= text.size() || !any.contains(text[at])) return false;
    ++at;
    return true;
  };
  accept("-");
  if (!accept("0") && !digits()) return false;
  if (accept(".") && !digits()) return false;
  if (accept("eE")) {
    accept("+-");
    if (!digits()) return false;
  }
  return at == text.size();
}

constexpr const char* kComment = "comments are not JSON";

bool is_comment(std::string_view token) { return token[0] == '/' || token[0] == '#'; }

const char* why_not_a_key(std::string_view token) {
  return is_comment(token) ? kComment : "a key is not a string";
}

const char* why_not_a_value(std::string_view token) {
  if (token.starts_with("NaN")) return "NaN is not JSON";
  if (token.starts_with("Infinity") || token.starts_with("-Infinity"))
    return "Infinity is not JSON";
  if (is_comment(token)) return kComment;
  if (token.starts_with("'")) return "a string in single quotes is not JSON";
  if (is_digit(token[0]) || token[0] == '-' || token[0] == '+') return "a number is malformed";
  return "a value is none of JSON's";
}

std::optional<std::uint32_t> hex4(std::string_view text) {
  std::uint32_t value = 0;
  if (text.size() < 4) return std::nullopt;
  const auto end = std::from_chars(text.data(), text.data() + 4, value, 16).ptr;
  return end == text.data() + 4 ? std::optional(value) : std::nullopt;
}

bool append_utf8(Text& out, std::uint32_t code) {
  const auto put = [&](std::uint32_t byte) { return out.append(static_cast<char>(byte)); };
  const auto tail = [&](unsigned shift) { return put(0x80 | ((code >> shift) & 0x3F)); };
  if (code < 0x80) return put(code);
  if (code < 0x800) return put(0xC0 | (code >> 6)) && tail(0);
  if (code < 0x10000) return put(0xE0 | (code >> 12)) && tail(6) && tail(0);
  return put(0xF0 | (code >> 18)) && tail(12) && tail(6) && tail(0);
}

// Decodes the characters between a string's quotes into `out`. Offsets of errors count from there.
Result<void> unescape(std::string_view raw, Text& out) {
  constexpr Error kNoMemory{Code::limit, 0, "no memory left for a string"};
  out.clear();
  std::size_t at = 0;
  while (true) {
    const std::size_t next = std::min(raw.find('\\', at), raw.size());
    if (!out.append(raw.substr(at, next - at))) return std::unexpected(kNoMemory);
    if (next == raw.size()) return {};
    at = next + 2;  // an escape is never the last character: it would have escaped the quote
    constexpr std::string_view kFrom = "\"\\/bfnrt", kTo = "\"\\/\b\f\n\r\t";
    if (const std::size_t known = kFrom.find(raw[next + 1]); known != std::string_view::npos) {
      if (!out.append(kTo[known])) return std::unexpected(kNoMemory);
      continue;
    }
    auto code = raw[next + 1] == 'u' ? hex4(raw.substr(at)) : std::nullopt;
    if (!code) return fail(Code::malformed, "an escape is none of JSON's", next);
    at += 4;
    if (*code >= 0xD800 && *code < 0xE000) {
      const std::uint32_t low =
          raw.substr(at).starts_with("\\u") ? hex4(raw.substr(at + 2)).value_or(0) : 0;
      if (*code >= 0xDC00 || low < 0xDC00 || low >= 0xE000) {
        return fail(Code::malformed, "an escape is half of a surrogate pair", next);
      }
      code = 0x10000 + ((*code - 0xD800) << 10) + (low - 0xDC00);
      at += 6;
    }
    if (!append_utf8(out, *code)) return std::unexpected(kNoMemory);
  }
}

// FNV-1a; collisions cost a comparison and nothing else.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3;
  return hash;
}

class Walker {
 public:
  Walker(std::string_view text, Budget& budget, JsonVisitor& visitor)
      : text_(text),
        budget_(budget),
        visitor_(visitor),
        open_(budget),
        keys_(budget),
        scratch_(budget),
        other_(budget) {}

  // `index` holds where each of `{}[]:,`, string and other scalar begins.
  Result<void> walk(std::span<const std::uint32_t> index) {
    for (std::size_t i = 0; i < index.size(); ++i) {
      const std::uint32_t begin = index[i];
      const std::size_t end = i + 1 < index.size() ? index[i + 1] : text_.size();
      if (!budget_.charge_steps()) return fail(Code::limit, "no steps left", begin);
      std::string_view token = text_.substr(begin, end - begin);
      token = token.substr(0, token.find_last_not_of(kBlanks) + 1);
      if (auto done = take(token, begin); !done) return done;
    }
    if (expect_ != Expect::end)
      return fail(Code::malformed, "the document does not end", text_.size());
    return {};
  }

 private:
  enum class Expect : std::uint8_t { value, value_or_close, key, key_or_close, colon, comma, end };
  struct Open {
    bool object;
    std::size_t keys;  // how many keys enclosing objects hold
  };
  struct Key {
    std::uint64_t hash;
    std::uint32_t begin, length;  // with its quotes
    Range range() const { return {begin, length}; }
  };

  Result<void> take(std::string_view token, std::uint32_t at) {
    if (expect_ == Expect::end) return fail(Code::malformed, "text follows the document", at);
    const char c = token[0];
    switch (c) {
      case '}':
      case ']':
        return close(token, at);
      case ':':
        if (expect_ != Expect::colon) return unexpected(token, at);
        expect_ = Expect::value;
        return {};
      case ',':
        if (expect_ != Expect::comma) return unexpected(token, at);
        expect_ = open_.back().object ? Expect::key : Expect::value;
        return {};
      default:
        break;
    }
    if (expect_ == Expect::key || expect_ == Expect::key_or_close) return take_key(token, at);
    if (expect_ != Expect::value && expect_ != Expect::value_or_close) return unexpected(token, at);
    if (c == '{' || c == '[') return open(c == '{', at);
    const Range range{at, token.size()};
    if (c == '"') {
      const auto text = decode(token, at, scratch_);
      if (!text) return std::unexpected(text.error());
      visitor_.string(*text, range);
    } else if (token == "true" || token == "false") {
      visitor_.boolean(token == "true", range);
    } else if (token == "null") {
      visitor_.null(range);
    } else if (is_number(token)) {
      visitor_.number({token}, range);
    } else {
      return fail(Code::malformed, why_not_a_value(token), at);
    }
    after_value();
    return {};
  }

  Result<void> open(bool object, std::uint32_t at) {
    if (open_.size() >= budget_.limits().json_depth) {
      budget_.hit(LimitKind::json_depth);
      return fail(Code::limit, "nested deeper than the limit", at);
    }
    if (!open_.try_push({object, keys_.size()})) return no_memory(at);
    expect_ = object ? Expect::key_or_close : Expect::value_or_close;
    object ? visitor_.begin_object(at) : visitor_.begin_array(at);
    return {};
  }

  Result<void> close(std::string_view token, std::uint32_t at) {
    const bool object = token == "}";
    const bool may_close = expect_ == Expect::comma ||
                           expect_ == (object ? Expect::key_or_close : Expect::value_or_close);
    if (open_.empty() || open_.back().object != object || !may_close) return unexpected(token, at);
    if (object) {
      report_duplicates(open_.back().keys);
      visitor_.end_object(at);
    } else {
      visitor_.end_array(at);
    }
    open_.pop();
    after_value();
    return {};
  }

  Result<void> take_key(std::string_view token, std::uint32_t at) {
    if (token[0] != '"') return fail(Code::malformed, why_not_a_key(token), at);
    const auto name = decode(token, at, scratch_);
    if (!name) return std::unexpected(name.error());
    const auto length = static_cast<std::uint32_t>(token.size());
    if (!keys_.try_push({hash_of(*name), at, length})) return no_memory(at);
    visitor_.key(*name, {at, length});
    expect_ = Expect::colon;
    return {};
  }

  // The text of a string; in place where nothing is escaped.
  Result<std::string_view> decode(std::string_view token, std::uint64_t at, Text& scratch) {
    if (token.size() < 2 || token.back() != '"') {
      return fail(Code::malformed, "a string does not end", at);
    }
    const std::string_view raw = token.substr(1, token.size() - 2);
    if (raw.find('\\') == std::string_view::npos) return raw;
    if (const auto done = unescape(raw, scratch); !done) {
      return fail(done.error().code, done.error().what, at + 1 + done.error().offset);
    }
    return scratch.view();
  }
  std::string_view name_of(const Key& key, Text& scratch) {
    const auto name = decode(text_.substr(key.begin, key.length), key.begin, scratch);
    return name ? *name : std::string_view();  // it could be decoded once; memory may be gone now
  }

  // Sorts the keys of the object that ends now, so that equal ones stand together in file order.
  void report_duplicates(std::size_t first) {
    const auto keys = keys_.span().subspan(first);
    std::sort(keys.begin(), keys.end(), [this](const Key& a, const Key& b) {
      if (a.hash != b.hash) return a.hash < b.hash;
      const int order = name_of(a, scratch_).compare(name_of(b, other_));
      return order != 0 ? order < 0 : a.begin < b.begin;
    });
    for (std::size_t i = 1; i < keys.size(); ++i) {
      if (keys[i].hash != keys[i - 1].hash) continue;
      const std::string_view name = name_of(keys[i], scratch_);
      if (name != name_of(keys[i - 1], other_)) continue;
      visitor_.duplicate_key(name, keys[i - 1].range(), keys[i].range());
    }
    keys_.truncate(first);
  }

  void after_value() { expect_ = open_.empty() ? Expect::end : Expect::comma; }
  Result<void> unexpected(std::string_view token, std::uint64_t at) {
    return fail(Code::malformed, is_comment(token) ? kComment : "a token stands in the wrong place",
                at);
  }
  Result<void> no_memory(std::uint64_t at) { return fail(Code::limit, "no memory left", at); }

  std::string_view text_;
  Budget& budget_;
  JsonVisitor& visitor_;
  Expect expect_ = Expect::value;
  Vec<Open> open_;
  Vec<Key> keys_;  // of all open objects, innermost last
  Text scratch_;
  Text other_;
};

// What simdjson says without a place gets its place here; only malformed input comes this way.
Error locate(simdjson::error_code code, std::string_view text) {
  switch (code) {
    case simdjson::EMPTY:
      return {Code::malformed, 0, "nothing but blanks"};
    case simdjson::UTF8_ERROR: {
      std::uint64_t at = 0;
      while (const std::size_t n = utf8_length(text.substr(at))) at += n;
      return {Code::malformed, at, "not UTF-8"};
    }
    case simdjson::UNESCAPED_CHARS: {
      bool inside = false;
      for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '"') inside = !inside;
        if (text[at] == '\\')
          ++at;
        else if (inside && static_cast<unsigned char>(text[at]) < 0x20)
          return {Code::malformed, at, "a control character stands inside a string"};
      }
      return {Code::malformed, 0, "a control character stands inside a string"};
    }
    case simdjson::UNCLOSED_STRING:
      return {Code::malformed, text.size(), "a string does not end"};
    case simdjson::CAPACITY:
      return {Code::limit, 0, "larger than the reader of JSON takes"};
    case simdjson::MEMALLOC:
      return {Code::limit, 0, "no memory left"};
    default:
      return {Code::malformed, 0, "not JSON"};
  }
}

// Encodings that RFC 8259, section 8.1 rules out and whose symptom would be something else.
const char* wrong_encoding(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) return "a byte order mark is not JSON";
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) return "UTF-16 is not JSON";
  if (text.size() >= 2 && (text[0] == '\0' || text[1] == '\0')) return "UTF-16 is not JSON";
  return nullptr;
}

}  // namespace

std::optional<std::uint64_t> JsonNumber::as_u64() const {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), value);
  return error == std::errc() && end == text.end() ? std::optional(value) : std::nullopt;
}

std::optional<std::int64_t> JsonNumber::as_i64() const {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), value);
  return error == std::errc() && end == text.end() ? std::optional(value) : std::nullopt;
}

Result<void> read_json(Reader& reader, std::uint64_t length, Budget& budget, JsonVisitor& visitor) {
  if (length > reader.left())
    return fail(Code::truncated, "the document does not end", reader.left());
  if (length == 0) return fail(Code::malformed, "nothing but blanks");
  Vec<std::byte> copy(budget);
  const std::uint64_t index = length * sizeof(std::uint32_t);
  if (length >= simdjson::SIMDJSON_MAXSIZE_BYTES ||
      !copy.try_reserve(length + simdjson::SIMDJSON_PADDING) || !budget.charge_memory(index)) {
    return fail(Code::limit, "no memory left for the document");
  }
  const auto read = [&]() -> Result<void> {
    while (copy.size() < length) {
      const auto part = reader.chunk(static_cast<std::size_t>(length - copy.size()));
      if (part.empty()) return std::unexpected(reader.error());
      if (!copy.try_append(part)) return fail(Code::limit, "no memory left for the document");
    }
    const std::string_view text = text_of(copy.span());
    if (const char* what = wrong_encoding(text)) return fail(Code::malformed, what);
    if (!copy.try_resize(copy.size() + simdjson::SIMDJSON_PADDING)) {
      return fail(Code::limit, "no memory left for the document");
    }
    std::unique_ptr<simdjson::internal::dom_parser_implementation> parser;
    simdjson::error_code code =
        simdjson::get_active_implementation()->create_dom_parser_implementation(text.size(), 1,
                                                                                parser);
    if (code == simdjson::SUCCESS) {
      code = parser->stage1(reinterpret_cast<const std::uint8_t*>(text.data()), text.size(),
                            simdjson::stage1_mode::regular);
    }
    if (code != simdjson::SUCCESS) return std::unexpected(locate(code, text));
    return Walker(text, budget, visitor)
        .walk({parser->structural_indexes.get(), parser->n_structural_indexes});
  };
  const Result<void> result = read();
  budget.release_memory(index);
  return result;
}

Result<void> read_json(std::span<const std::byte> bytes, Budget& budget, JsonVisitor& visitor) {
  Reader reader(bytes);
  return read_json(reader, bytes.size(), budget, visitor);
}

}  // namespace bartizan::base
