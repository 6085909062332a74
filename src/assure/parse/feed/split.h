// Split: a stream of text as the records in it, one at a time.
//
// What it is: JSON lines, one object, objects behind each other or in an array, lines of CSV, and a
// YAML document, told by content. Only one record is held, however long the text is; what is longer
// than kMostRecord is passed over with a reason, and a broken line or element takes no other with
// it. What it is not: a JSON parser. One thread; the views live until the next call.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/budget.h"

namespace bartizan::assure::feed {

// Where the bytes come from: a file, a stream of gzip, a member of an archive.
class Chunks {
 public:
  // Fills the front of `out`; 0 at the end or at a flaw.
  virtual std::size_t read(std::span<std::byte> out) = 0;
  // Why there is no more, where that is not the end.
  virtual std::string flaw() const { return {}; }

 protected:
  ~Chunks() = default;
};

// An advisory with fifty thousand versions has about a megabyte.
inline constexpr std::size_t kMostRecord = 16 * 1024 * 1024;

class Splitter {
 public:
  enum class Got : std::uint8_t {
    json,     // record() is an object
    csv,      // record() is a line
    yaml,     // record() is everything
    refused,  // why() says what was passed over
    other,    // the text is of none of these kinds; nothing follows
    end,
  };

  Splitter(Chunks& in, base::Budget& budget) : in_(in), budget_(budget) {}

  Got next();
  std::string_view record() const { return record_; }
  const std::string& why() const { return why_; }
  std::uint64_t number() const { return number_; }  // 1-based, of the record or line

 private:
  enum class Mode : std::uint8_t { unknown, objects, json_lines, csv, yaml, done };

  bool more();
  // The character at the front, loading as needed; -1 at the end.
  int front();
  void skip(std::size_t n) { at_ += n; }
  Mode told();
  Got next_object();
  Got next_line();
  Got whole();
  Got refused(std::string why);

  Chunks& in_;
  base::Budget& budget_;
  std::string buffer_;
  std::size_t at_ = 0;
  bool ended_ = false;
  Mode mode_ = Mode::unknown;
  bool array_ = false;
  std::string_view record_;
  std::string why_;
  std::uint64_t number_ = 0;
};

}  // namespace bartizan::assure::feed
