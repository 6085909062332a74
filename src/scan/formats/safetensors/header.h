// The header of a safetensors file: a JSON visitor that fills the tensor table.
//
// What it is: the grammar {"name": {"dtype", "shape", "data_offsets"}, "__metadata__": {string:
// string}}; everything else becomes a finding at once. What it is not: a check of the offsets
// against each other and the file (parse.cc). The table is charged to the artifact's budget.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/json_read.h"
#include "base/vec.h"
#include "scan/artifact.h"
#include "scan/formats/safetensors/dtype.h"

namespace bartizan::scan::safetensors {

// Begin and end count from the first byte after the header; `name` is the key's place in the file.
struct Tensor {
  std::uint64_t begin, end;
  std::uint64_t name_offset;
  std::uint32_t name_length;
  Range name() const { return {name_offset, name_length}; }
};

class Header final : public base::JsonVisitor {
 public:
  // `origin`: where the JSON text begins in the artifact.
  Header(Artifact& artifact, std::uint64_t origin)
      : artifact_(artifact),
        origin_(origin),
        name_(artifact.budget()),
        shape_(artifact.budget()),
        key_(artifact.budget()),
        tensors_(artifact.budget()) {}

  base::Vec<Tensor>& tensors() { return tensors_; }
  // False when a limit was hit (which the budget remembers): the table lacks tensors.
  bool complete() const { return complete_; }
  // Tensors whose entry could be read, dtypes and parameters as facts of the whole file.
  void report_totals();

  void begin_object(std::uint64_t offset) override;
  void end_object(std::uint64_t offset) override;
  void key(std::string_view name, Range range) override;
  void begin_array(std::uint64_t offset) override;
  void end_array(std::uint64_t offset) override;
  void string(std::string_view text, Range range) override;
  void number(const base::JsonNumber& number, Range range) override;
  void boolean(bool, Range range) override { misplaced("a boolean", range); }
  void null(Range range) override;
  void duplicate_key(std::string_view name, Range first, Range again) override;

 private:
  enum class Field : std::uint8_t { none, dtype, shape, offsets };
  enum class Place : std::uint8_t { outside, root, metadata, entry };

  Range in_file(Range range) const { return {origin_ + range.offset, range.length}; }
  void complain(std::string_view what, Range range);
  void misplaced(std::string_view what, Range range);
  void metadata(std::string_view text, Range range);
  void finish_entry(Range range);
  void add(std::uint64_t bits, Range range);
  bool keep(base::Text& text, std::string_view value);

  Artifact& artifact_;
  std::uint64_t origin_;
  Place place_ = Place::outside;
  std::uint32_t ignored_ = 0;  // open brackets below a misplaced value
  bool in_array_ = false;

  // The entry being read.
  base::Text name_;
  Range name_range_;
  std::uint64_t entry_begin_ = 0;
  Field field_ = Field::none;
  std::uint32_t fields_ = 0;  // bit per Field seen
  bool broken_ = false;       // said already
  std::size_t dtype_ = kNoDtype;
  base::Text shape_;  // as text, for facts
  std::uint64_t elements_ = 1;
  bool overflow_ = false;
  std::array<std::uint64_t, 2> offsets_{};
  std::uint32_t offset_count_ = 0;

  base::Text key_;  // of __metadata__
  std::array<std::uint64_t, kDtypes.size()> per_dtype_{};
  std::uint64_t parameters_ = 0;
  base::Vec<Tensor> tensors_;
  bool complete_ = true;
};

}  // namespace bartizan::scan::safetensors
