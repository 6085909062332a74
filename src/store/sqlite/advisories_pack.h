// Pack: advisories as compact bytes in a feed's index, and back.
//
// What it is: variable-length numbers, texts with their length, lists of versions with the
// beginning that each shares with the one before it. What it is not: a format for others; the
// version of an index (advisories_schema.h) is that of this layout. Reading is bounded: damaged
// bytes give a record with less in it and `ok()` false. Values own their memory. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "record/advisory.h"

namespace bartizan::store::sqlite {

class Packer {
 public:
  void number(std::uint64_t value);
  void time(base::Millis value) { number(static_cast<std::uint64_t>(value)); }
  void real(double value);
  void text(std::string_view value);
  void texts(const std::vector<std::string>& values);
  void versions(const std::vector<std::string>& values);
  const std::string& bytes() const { return out_; }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

class Unpacker {
 public:
  explicit Unpacker(std::string_view bytes) : rest_(bytes) {}
  bool ok() const { return ok_; }
  std::uint64_t number();
  base::Millis time() { return static_cast<base::Millis>(number()); }
  double real();
  std::string text();
  std::vector<std::string> texts();
  std::vector<std::string> versions();

 private:
  std::string_view take(std::uint64_t size);
  // A count that the bytes which are left can hold.
  std::uint64_t count();

  std::string_view rest_;
  bool ok_ = true;
};

// Everything but `feed` and `affected`.
std::string pack_head(const record::Advisory& advisory);
bool unpack_head(std::string_view bytes, record::Advisory& advisory);

// Everything but `versions`, which are kept once for all advisories that list the same.
std::string pack_affected(const record::Affected& affected);
bool unpack_affected(std::string_view bytes, record::Affected& affected);

std::string pack_feed(const record::Feed& feed);
bool unpack_feed(std::string_view bytes, record::Feed& feed);

}  // namespace bartizan::store::sqlite
