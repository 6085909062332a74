// The header of an .npy file: the literal grammar that numpy.save writes, and nothing more of
// Python.
//
// What it is: a reader of {'descr': ..., 'fortran_order': ..., 'shape': ...} that says how many
// bytes the data has, or why the text is not such a header. What it is not: ast.literal_eval; text
// beyond the grammar is an error with a reason. Pure; keeps views into the text, allocates nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace bartizan::scan::numpy {

struct Header {
  std::string_view descr;  // as written
  std::string_view shape;  // as written
  std::uint64_t elements = 1;
  std::uint64_t item_size = 0;
  bool objects = false;  // Python objects, here or in a field
  bool fortran_order = false;
  bool known_type = true;      // item_size means something
  bool overflow = false;       // elements, item_size or their product does not fit in 63 bits
  bool bad_shape = false;      // a dimension is negative or a boolean
  std::string_view duplicate;  // a key that stands twice
  std::uint64_t duplicate_at = 0;

  std::uint64_t data_size() const { return elements * item_size; }  // unless overflow
};

// Why a text is no header. `expression`: a name, call or operator stands where a literal must.
struct Refusal {
  const char* reason = "";
  std::uint64_t at = 0;  // offset in the text
  bool expression = false;
};

// nullopt when `refusal` was filled in.
std::optional<Header> read_header(std::string_view text, Refusal& refusal);

}  // namespace bartizan::scan::numpy
