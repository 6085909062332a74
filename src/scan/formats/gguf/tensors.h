// Tensors: the tensor table of a GGUF file and the data section that it describes.
//
// Charged to the artifact's budget; the artifact and the wire must outlive it. One thread.
#pragma once

#include <optional>

#include "base/vec.h"
#include "scan/artifact.h"
#include "scan/formats/gguf/wire.h"

namespace bartizan::scan::gguf {

class Tensors {
 public:
  Tensors(Artifact& artifact, Wire& wire);

  // The table. False when what follows cannot be read; the gap has been reported.
  bool read(std::uint64_t count);
  // The data section, from behind the table to the end of the file.
  void place(std::uint32_t alignment);

 private:
  struct Tensor {
    std::uint64_t name_begin;
    std::uint64_t name_length;
    Range entry;           // in the table
    std::uint64_t offset;  // in the data section
    std::uint64_t bytes;
    bool sized;  // false: of a type with unknown size
  };

  bool entry();
  bool shape(std::string_view name, std::uint64_t& elements, std::uint64_t& row);
  bool measure(std::string_view name, std::uint64_t elements, std::uint64_t row, Tensor& tensor);
  std::string_view name(const Tensor& tensor) const {
    return names_.view().substr(tensor.name_begin, tensor.name_length);
  }
  void report_duplicates();
  void pad(std::uint64_t begin, std::uint64_t end);
  bool place_one(const Tensor& tensor, const Tensor* before, std::uint64_t& at, std::uint64_t next);
  bool stop(std::string_view reason);

  Artifact& artifact_;
  Wire& wire_;
  base::Text names_;
  base::Text dims_;   // of the tensor being read: "[4096, 32]"
  base::Text shown_;  // the same with its type: "F16 [4096, 32]"
  base::Vec<Tensor> tensors_;
  std::uint64_t parameters_ = 0;
  std::uint64_t data_ = 0;  // where the data section begins
  std::uint32_t alignment_ = 1;
};

}  // namespace bartizan::scan::gguf
