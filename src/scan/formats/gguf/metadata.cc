#include "scan/formats/gguf/metadata.h"

#include <algorithm>

#include "base/escape.h"
#include "scan/detect/payload.h"
#include "scan/formats/gguf/rules.h"
#include "scan/formats/template/parse.h"

namespace bartizan::scan::gguf {
namespace {

using base::SpanLabel;

// Values at least this long are probed like tensor data: large enough to carry a program.
constexpr std::uint64_t kLargeValue = 4 * base::kKiB;

constexpr std::string_view kTemplate = "tokenizer.chat_template";

// What the readers of llama.cpp (src/llama-vocab.cpp, src/llama-model-loader.cpp) expect of keys
// that they use; a reader that trusts the type reads out of bounds (llama.cpp #26690).
enum class Expected : std::uint8_t { string, integer, strings, floats, integers };
struct KnownKey {
  std::string_view key;
  Expected expected;
};
constexpr KnownKey kKnownKeys[] = {
    {"general.architecture", Expected::string},
    {"general.name", Expected::string},
    {"general.file_type", Expected::integer},
    {"general.quantization_version", Expected::integer},
    {"tokenizer.ggml.model", Expected::string},
    {"tokenizer.ggml.pre", Expected::string},
    {"tokenizer.ggml.tokens", Expected::strings},
    {"tokenizer.ggml.merges", Expected::strings},
    {"tokenizer.ggml.scores", Expected::floats},
    {"tokenizer.ggml.token_type", Expected::integers},
    {"split.no", Expected::integer},
    {"split.count", Expected::integer},
    {"split.tensors.count", Expected::integer},
};

bool is_integer(ValueType type) {
  return type != ValueType::f32 && type != ValueType::f64 && type != ValueType::string &&
         type != ValueType::array && type != ValueType::boolean;
}

bool fits(Expected expected, ValueType type, bool is_array) {
  switch (expected) {
    case Expected::string:
      return !is_array && type == ValueType::string;
    case Expected::integer:
      return !is_array && is_integer(type);
    case Expected::strings:
      return is_array && type == ValueType::string;
    case Expected::floats:
      return is_array && type == ValueType::f32;
    case Expected::integers:
      return is_array && (type == ValueType::i32 || type == ValueType::u32);
  }
  return false;
}

bool is_template(std::string_view key) {
  return key == kTemplate || (key.starts_with(kTemplate) && key[kTemplate.size()] == '.');
}

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// Keys are shown as they are and compared as bytes, so they must be text.
bool is_plain(std::string_view key) {
  return base::is_utf8(key) && std::none_of(key.begin(), key.end(), [](char c) {
           return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
         });
}

}  // namespace

Metadata::Metadata(Artifact& artifact, Wire& wire)
    : artifact_(artifact), wire_(wire), names_(artifact.budget()), index_(artifact.budget()) {}

bool Metadata::stop(std::string_view reason) {
  const std::uint64_t at = wire_.pos();
  artifact_.partial(reason, {at, artifact_.size() - at});
  return false;
}

// A size that cannot be: reported, and what follows is unreadable for everybody.
bool Metadata::impossible(std::string_view what, std::uint64_t declared, Range range) {
  base::Text number(artifact_.budget());
  (void)number.append_number(declared);
  artifact_.finding(kImpossibleSize, range, what, {{"declared", number.view()}});
  return stop("malformed");
}

// Labels `range`, and all bytes between it and the last labelled ones as metadata.
void Metadata::label(Range range, SpanLabel as) {
  artifact_.span(labelled_, range.offset - labelled_, SpanLabel::metadata);
  if (as == SpanLabel::payload) {
    artifact_.payload(range.offset, range.length);
  } else {
    artifact_.span(range.offset, range.length, as);
  }
  labelled_ = range.end();
}

bool Metadata::read(std::uint64_t count) {
  labelled_ = wire_.pos();
  for (std::uint64_t i = 0; i < count; ++i) {
    if (!artifact_.budget().charge_steps()) return stop("limit:steps");
    const bool more = pair();
    label({wire_.pos(), 0}, SpanLabel::metadata);
    if (!more) return false;
  }
  report_duplicates();
  report_vocabulary();
  return true;
}

std::string_view Metadata::last_key() const {
  if (index_.empty()) return {};
  return names_.view().substr(index_.back().begin, index_.back().length);
}

bool Metadata::key(Range& range) {
  const std::uint64_t begin = wire_.pos();
  const std::uint64_t length = wire_.size();
  range = {wire_.pos(), length};
  if (length >= kImpossible) return impossible("key length", length, {begin, wire_.size_width()});
  if (length > artifact_.limits().name) {
    artifact_.finding(kBadKey, range, "key", {{"flaw", "longer than 65,535 bytes"}});
    wire_.reader().skip(length);
    if (!index_.try_push({names_.size(), 0, begin})) return stop("limit:memory");
    return wire_.ok() || stop("truncated");
  }
  const std::string_view text = wire_.reader().take_text(length);
  if (!wire_.ok()) return stop("truncated");
  if (!index_.try_push({names_.size(), length, begin}) || !names_.append(text)) {
    return stop("limit:memory");
  }
  if (text.empty()) {
    artifact_.finding(kBadKey, {begin, wire_.size_width()}, "key", {{"flaw", "empty"}});
  } else if (!is_plain(text)) {
    artifact_.finding(kBadKey, range, text, {{"flaw", "not printable UTF-8"}});
  }
  return true;
}

bool Metadata::pair() {
  Range key_range;
  if (!key(key_range)) return false;
  const std::string_view key = last_key();
  const std::uint64_t type_at = wire_.pos();
  std::uint32_t type = wire_.u32();
  if (!wire_.ok()) return stop("truncated");
  Value value;
  value.is_array = type == static_cast<std::uint32_t>(ValueType::array);
  if (value.is_array) {
    value.range.offset = wire_.pos();
    if (!array(key, value, 0)) return false;
  } else {
    if (type >= kValueTypes) {
      artifact_.finding(kBadValueType, {type_at, 4}, key);
      return stop("malformed");
    }
    value.type = static_cast<ValueType>(type);
    if (!scalar(value)) return false;
  }
  if (artifact_.wants_listing()) describe(key, value);
  judge(key, key_range, value);
  return true;
}

bool Metadata::text_fits(std::uint64_t length, Range range) {
  return length < kImpossible || impossible("string length", length, range);
}

bool Metadata::scalar(Value& value) {
  const std::uint64_t begin = wire_.pos();
  if (value.type == ValueType::string) {
    const std::uint64_t length = wire_.size();
    if (!text_fits(length, {begin, wire_.size_width()})) return false;
    value.range = {wire_.pos(), length};
    if (length <= artifact_.limits().text) {
      value.text = wire_.reader().take_text(length);
    } else {
      wire_.reader().skip(length);
    }
    return wire_.ok() || stop("truncated");
  }
  value.range = {begin, width(value.type)};
  switch (width(value.type)) {
    case 1:
      value.integer = wire_.reader().u8();
      break;
    case 2:
      value.integer = wire_.integer<std::uint16_t>();
      break;
    case 4:
      value.integer = wire_.u32();
      break;
    default:
      value.integer = wire_.u64();
  }
  return wire_.ok() || stop("truncated");
}

bool Metadata::array(std::string_view key, Value& value, std::uint32_t depth) {
  if (depth > artifact_.limits().json_depth) return stop("limit:nesting");
  const std::uint64_t type_at = wire_.pos();
  const std::uint32_t type = wire_.u32();
  const std::uint64_t count = wire_.size();
  if (!wire_.ok()) return stop("truncated");
  if (type >= kValueTypes) {
    artifact_.finding(kBadValueType, {type_at, 4}, key);
    return stop("malformed");
  }
  value.type = static_cast<ValueType>(type);
  value.count = count;
  const Range count_range{type_at + 4, wire_.size_width()};
  if (value.type == ValueType::string) {
    if (count >= kImpossible) return impossible("array length", count, count_range);
    if (!strings(key, count)) return false;
  } else if (value.type == ValueType::array) {
    if (count >= kImpossible) return impossible("array length", count, count_range);
    if (depth == 0) artifact_.finding(kNestedArray, {type_at, 4}, key);
    for (std::uint64_t i = 0; i < count; ++i) {
      Value inner;
      if (!artifact_.budget().charge_steps()) return stop("limit:steps");
      if (!array({}, inner, depth + 1)) return false;
    }
  } else {
    if (count >= kImpossible / width(value.type)) {
      return impossible("array length", count, count_range);
    }
    const std::uint64_t bytes = count * width(value.type);
    const std::uint64_t begin = wire_.pos();
    wire_.reader().skip(bytes);
    if (!wire_.ok()) return stop("truncated");
    if (bytes >= kLargeValue) label({begin, bytes}, SpanLabel::payload);
  }
  value.range.length = wire_.pos() - value.range.offset;
  return true;
}

bool Metadata::strings(std::string_view key, std::uint64_t count) {
  const bool tokens = key == "tokenizer.ggml.tokens";
  for (std::uint64_t i = 0; i < count; ++i) {
    if (!artifact_.budget().charge_steps()) return stop("limit:steps");
    const std::uint64_t begin = wire_.pos();
    const std::uint64_t length = wire_.size();
    if (!text_fits(length, {begin, wire_.size_width()})) return false;
    const std::uint64_t at = wire_.pos();
    if (tokens && length >= 4 && length <= 32) {
      token(wire_.reader().take_text(length), at);
    } else {
      wire_.reader().skip(length);
    }
    if (!wire_.ok()) return stop("truncated");
  }
  return true;
}

// Byte tokens are spelled <0xNN> and read with strtol or stoi; "<0x-1>" became an index of -1 in a
// table of 256 (llama.cpp #25969).
void Metadata::token(std::string_view text, std::uint64_t offset) {
  if (!text.starts_with("<0x") || !text.ends_with('>')) return;
  const std::string_view digits = text.substr(3, text.size() - 4);
  const bool looks_numeric = std::all_of(digits.begin(), digits.end(), [](char c) {
    return is_hex(c) || c == '-' || c == '+' || c == ' ' || c == 'x';
  });
  if (!looks_numeric || (digits.size() == 2 && is_hex(digits[0]) && is_hex(digits[1]))) return;
  artifact_.finding(kByteToken, {offset, text.size()}, text);
}

void Metadata::judge(std::string_view key, Range key_range, const Value& value) {
  base::Text shown(artifact_.budget());
  if (value.is_array) {
    (void)shown.append(name(value.type));
    (void)shown.append('[');
    (void)shown.append_number(value.count);
    (void)shown.append(']');
  } else if (value.type == ValueType::string) {
    (void)shown.append(value.text.substr(0, artifact_.limits().evidence));
  } else if (value.type == ValueType::boolean) {
    (void)shown.append(value.integer != 0 ? "true" : "false");
  } else if (is_integer(value.type)) {
    const auto number = static_cast<std::int64_t>(value.integer);
    const unsigned unused = 64 - 8 * width(value.type);
    const bool is_signed = value.type == ValueType::i8 || value.type == ValueType::i16 ||
                           value.type == ValueType::i32 || value.type == ValueType::i64;
    if (is_signed) {
      (void)shown.append_signed((number << unused) >> unused);
    } else {
      (void)shown.append_number(value.integer);
    }
  } else {
    (void)shown.append(name(value.type));
  }

  const auto wrong_type = [&](std::string_view expected) {
    artifact_.finding(kWrongType, key_range, key,
                      {{"expected", expected}, {"type", name(value.type)}});
  };
  if (is_template(key)) {
    if (value.is_array || value.type != ValueType::string) return wrong_type("one string");
    label(value.range, SpanLabel::text);
    if (value.range.length > artifact_.limits().text) {
      artifact_.budget().hit(base::LimitKind::text);
      return artifact_.partial("limit:text", value.range);
    }
    return templates::analyse_template(artifact_, value.text, value.range, key);
  }
  artifact_.fact("metadata", key, shown.view(), value.range);
  if (value.type == ValueType::string && !value.is_array && value.range.length >= kLargeValue &&
      artifact_.depth() != record::Depth::structure) {
    detect::probe_payload(artifact_, value.range);
  }
  for (const KnownKey& known : kKnownKeys) {
    if (known.key != key) continue;
    if (!fits(known.expected, value.type, value.is_array)) wrong_type("what its readers assume");
  }
  if (key == "general.alignment") {
    if (value.is_array || value.type != ValueType::u32) {
      artifact_.finding(kBadAlignment, value.range, "general.alignment",
                        {{"value", name(value.type)}});
    } else if (value.integer == 0 || (value.integer & (value.integer - 1)) != 0) {
      artifact_.finding(kBadAlignment, value.range, "general.alignment", {{"value", shown.view()}});
    } else {
      alignment_ = static_cast<std::uint32_t>(value.integer);
    }
  } else if (key == "general.file_type" && !file_type(value.integer).empty()) {
    artifact_.fact("model", "quantisation", file_type(value.integer), value.range);
  } else if (key == "tokenizer.ggml.tokens" && value.is_array) {
    tokens_ = value.count;
  } else if (key == "tokenizer.ggml.scores" && value.is_array) {
    scores_ = value.count;
    scores_range_ = value.range;
  } else if (key == "tokenizer.ggml.token_type" && value.is_array) {
    token_types_ = value.count;
    token_types_range_ = value.range;
  }
}

void Metadata::describe(std::string_view key, const Value& value) {
  base::Text line(artifact_.budget());
  (void)line.append(key);
  (void)line.append(": ");
  (void)line.append(name(value.type));
  if (value.is_array) {
    (void)line.append('[');
    (void)line.append_number(value.count);
    (void)line.append(']');
  } else if (value.type == ValueType::string) {
    (void)line.append(' ');
    (void)line.append(value.text.substr(0, 200));
  } else if (value.type != ValueType::f32 && value.type != ValueType::f64) {
    (void)line.append(' ');
    (void)line.append_number(value.integer);
  }
  artifact_.listing(value.range, line.view());
}

// llama.cpp refuses a second pair of the same key, the gguf package renames it, others keep the
// first or the last: what a scanner shows is not what a loader uses.
void Metadata::report_duplicates() {
  const auto text = [this](const Name& entry) {
    return names_.view().substr(entry.begin, entry.length);
  };
  std::sort(index_.begin(), index_.end(), [&](const Name& a, const Name& b) {
    const int order = text(a).compare(text(b));
    return order != 0 ? order < 0 : a.offset < b.offset;
  });
  for (std::size_t i = 1; i < index_.size(); ++i) {
    if (index_[i].length == 0 || text(index_[i]) != text(index_[i - 1])) continue;
    artifact_.finding(kDuplicateKey, {index_[i].offset + wire_.size_width(), index_[i].length},
                      text(index_[i]));
  }
}

// Readers index scores and token types by token id without looking at their lengths.
void Metadata::report_vocabulary() {
  if (!tokens_) return;
  if (scores_ && *scores_ != *tokens_) {
    artifact_.finding(kVocabularyLengths, scores_range_, "tokenizer.ggml.scores");
  }
  if (token_types_ && *token_types_ != *tokens_) {
    artifact_.finding(kVocabularyLengths, token_types_range_, "tokenizer.ggml.token_type");
  }
}

}  // namespace bartizan::scan::gguf
