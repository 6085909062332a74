// The element types of safetensors and their sizes in bits.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace bartizan::scan::safetensors {

struct Dtype {
  std::string_view name;
  std::uint8_t bits;
};

// enum Dtype and Dtype::bitsize of the reference implementation, safetensors/src/tensor.rs, 0.7.
inline constexpr std::array kDtypes{
    Dtype{"BOOL", 8},    Dtype{"F4", 4},          Dtype{"F6_E2M3", 6},     Dtype{"F6_E3M2", 6},
    Dtype{"U8", 8},      Dtype{"I8", 8},          Dtype{"F8_E5M2", 8},     Dtype{"F8_E4M3", 8},
    Dtype{"F8_E8M0", 8}, Dtype{"F8_E4M3FNUZ", 8}, Dtype{"F8_E5M2FNUZ", 8}, Dtype{"I16", 16},
    Dtype{"U16", 16},    Dtype{"F16", 16},        Dtype{"BF16", 16},       Dtype{"I32", 32},
    Dtype{"U32", 32},    Dtype{"F32", 32},        Dtype{"C64", 64},        Dtype{"F64", 64},
    Dtype{"I64", 64},    Dtype{"U64", 64},
};
inline constexpr std::size_t kNoDtype = kDtypes.size();

// Index into kDtypes, kNoDtype for an unknown name.
constexpr std::size_t find_dtype(std::string_view name) {
  std::size_t i = 0;
  while (i < kDtypes.size() && kDtypes[i].name != name) ++i;
  return i;
}

}  // namespace bartizan::scan::safetensors
