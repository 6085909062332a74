// The numbers of GGUF: value types, tensor types with their block sizes, file types.
//
// Pure tables, after ggml's gguf.h (gguf_type), ggml.h (ggml_type), ggml-common.h (block layouts)
// and llama.h (llama_ftype).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace bartizan::scan::gguf {

enum class ValueType : std::uint32_t {
  u8,
  i8,
  u16,
  i16,
  u32,
  i32,
  f32,
  boolean,
  string,
  array,
  u64,
  i64,
  f64,
};
inline constexpr std::uint32_t kValueTypes = 13;

std::string_view name(ValueType type);
// Bytes of one value; 0 for string and array.
std::uint32_t width(ValueType type);

struct TensorType {
  std::string_view name;
  std::uint32_t elements = 0;  // in one block
  std::uint32_t bytes = 0;     // of one block
};

// nullopt for numbers that were never used, were removed, or are newer than this table.
std::optional<TensorType> tensor_type(std::uint32_t number);

// "Q4_K_M" ...; empty when unknown.
std::string_view file_type(std::uint64_t number);

}  // namespace bartizan::scan::gguf
