// read_json: hostile JSON as a sequence of events.
//
// What it is: the one adapter to simdjson. Its first stage finds the structure and proves UTF-8 at
// memory speed; the walk over that structure is ours, so that every event carries its place in the
// input, depth is limited and every refusal has a name. Strict RFC 8259: NaN, Infinity, comments,
// byte order marks, UTF-16, lone surrogates, trailing commas and trailing text are malformed.
// What it is not: a document tree, or lenient. The input (a padded copy) and the parser's index
// (four bytes per byte) are charged to the budget before anything is read; simdjson takes the index
// from operator new(nothrow). Views given to a visitor live only during the call. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/budget.h"
#include "base/reader.h"
#include "base/result.h"
#include "base/span_map.h"

namespace bartizan::base {

// A number as it is written, which fits the grammar of RFC 8259, section 6.
struct JsonNumber {
  std::string_view text;

  bool is_integer() const { return text.find_first_of(".eE") == std::string_view::npos; }
  // The value where it is written as an integer and fits, else nothing.
  std::optional<std::uint64_t> as_u64() const;
  std::optional<std::int64_t> as_i64() const;
};

// Receives the document in order. Ranges count from the first byte of the JSON text; that of a
// string includes its quotes, its text is decoded.
class JsonVisitor {
 public:
  virtual void begin_object(std::uint64_t /*offset*/) {}
  virtual void end_object(std::uint64_t /*offset*/) {}
  virtual void key(std::string_view /*name*/, Range /*range*/) {}
  virtual void begin_array(std::uint64_t /*offset*/) {}
  virtual void end_array(std::uint64_t /*offset*/) {}
  virtual void string(std::string_view /*text*/, Range /*range*/) {}
  virtual void number(const JsonNumber& /*number*/, Range /*range*/) {}
  virtual void boolean(bool /*value*/, Range /*range*/) {}
  virtual void null(Range /*range*/) {}
  // A key that stood in the same object before; called just before that object's end_object.
  // Python, serde and JavaScript take the last one, simdjson's users the first, strict readers
  // none.
  virtual void duplicate_key(std::string_view /*name*/, Range /*first*/, Range /*again*/) {}

 protected:
  ~JsonVisitor() = default;
};

// Walks the `length` bytes that come next in `reader`, which is moved past them. Events already
// sent stand when the document turns out to be malformed; the error's offset counts from the first
// byte of the JSON text and its `what` names the reason. Code::limit: depth, memory or steps, also
// remembered by the budget. A failing reader gives its own error.
Result<void> read_json(Reader& reader, std::uint64_t length, Budget& budget, JsonVisitor& visitor);
// The same over bytes in memory.
Result<void> read_json(std::span<const std::byte> bytes, Budget& budget, JsonVisitor& visitor);

}  // namespace bartizan::base
