// Metadata: the key-value pairs of a GGUF file.
//
// Reads each pair once, in order; labels its bytes, reports facts and findings, hands chat
// templates to the template analyser, and keeps the few values that the rest of the file is judged
// by. Charged to the artifact's budget; the artifact and the wire must outlive it. One thread.
#pragma once

#include <optional>

#include "base/vec.h"
#include "scan/artifact.h"
#include "scan/formats/gguf/types.h"
#include "scan/formats/gguf/wire.h"

namespace bartizan::scan::gguf {

class Metadata {
 public:
  Metadata(Artifact& artifact, Wire& wire);

  // False when what follows cannot be read; the gap has been reported.
  bool read(std::uint64_t count);

  std::uint32_t alignment() const { return alignment_; }

 private:
  struct Value {
    ValueType type = ValueType::u8;  // of the elements, for an array
    bool is_array = false;
    std::uint64_t count = 1;
    Range range;                // the bytes behind the type fields
    std::string_view text;      // of a string that fits; valid until the wire moves
    std::uint64_t integer = 0;  // of an unsigned integer or bool
  };
  struct Name {
    std::uint64_t begin;
    std::uint64_t length;
    std::uint64_t offset;  // in the file
  };

  bool pair();
  bool key(Range& range);
  std::string_view last_key() const;
  bool scalar(Value& value);
  bool array(std::string_view key, Value& value, std::uint32_t depth);
  bool strings(std::string_view key, std::uint64_t count);
  void token(std::string_view text, std::uint64_t offset);
  bool text_fits(std::uint64_t length, Range range);
  void judge(std::string_view key, Range key_range, const Value& value);
  void describe(std::string_view key, const Value& value);
  void report_duplicates();
  void report_vocabulary();
  void label(Range range, base::SpanLabel label);
  bool impossible(std::string_view what, std::uint64_t declared, Range range);
  bool stop(std::string_view reason);

  Artifact& artifact_;
  Wire& wire_;
  base::Text names_;
  base::Vec<Name> index_;
  std::uint64_t labelled_ = 0;    // everything before it has its span
  std::uint32_t alignment_ = 32;  // GGUF_DEFAULT_ALIGNMENT in gguf.h
  std::optional<std::uint64_t> tokens_, scores_, token_types_;
  Range scores_range_, token_types_range_;
};

}  // namespace bartizan::scan::gguf
