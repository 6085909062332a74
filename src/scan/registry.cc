// The one list of formats and the one list of rules.
#include <array>

#include "scan/format.h"
#include "scan/formats/compressed/format.h"
#include "scan/formats/compressed/rules.h"
#include "scan/formats/config/rules.h"
#include "scan/formats/document/format.h"
#include "scan/formats/gguf/format.h"
#include "scan/formats/gguf/rules.h"
#include "scan/formats/lfs/format.h"
#include "scan/formats/native/format.h"
#include "scan/formats/numpy/format.h"
#include "scan/formats/numpy/rules.h"
#include "scan/formats/recognised/format.h"
#include "scan/formats/pickle/format.h"
#include "scan/formats/pickle/rules.h"
#include "scan/formats/safetensors/format.h"
#include "scan/formats/safetensors/rules.h"
#include "scan/formats/sevenzip/format.h"
#include "scan/formats/sevenzip/rules.h"
#include "scan/formats/tar/format.h"
#include "scan/formats/tar/rules.h"
#include "scan/formats/template/format.h"
#include "scan/formats/template/rules.h"
#include "scan/formats/torch/legacy.h"
#include "scan/formats/torch/rules.h"
#include "scan/formats/zip/format.h"
#include "scan/formats/zip/rules.h"
#include "scan/rules.h"

namespace bartizan::scan {
namespace {

// clang-format off: one a line
constexpr std::array kModelsAndContainers{
    &gguf::kGguf,
    &gguf::kLegacy,
    &lfs::kPointer,
    &safetensors::kSafetensors,
    &numpy::kNpy,
    &pickle::kPickle,
    &torch::kLegacy,
    &zip::kZip,
    &tar::kTar,
    &sevenzip::kSevenZip,
    &compressed::kGzip,
    &compressed::kBz2,
    &compressed::kXz,
    &compressed::kLzma,
    &compressed::kZstd,
    &compressed::kLz4,
    &compressed::kZlib,
    &compressed::kZfile,
    &templates::kJinja,
};
constexpr std::array kNative{
    &native::kElf,
    &native::kPe,
    &native::kMachO,
    &native::kApe,
    &native::kWasm,
    &native::kJavaClass,
    &native::kPythonBytecode,
    &native::kLlvmBitcode,
    &native::kScript,
};
// clang-format on

// The formats of a table that a folder defines whole.
template <std::size_t N>
constexpr std::array<const Format*, N> each(const std::array<Format, N>& table) {
  std::array<const Format*, N> pointers{};
  for (std::size_t i = 0; i < N; ++i) pointers[i] = &table[i];
  return pointers;
}

template <std::size_t... N>
constexpr auto join(const std::array<const Format*, N>&... lists) {
  std::array<const Format*, (N + ...)> all{};
  std::size_t at = 0;
  const auto append = [&](const auto& list) {
    for (const Format* format : list) all[at++] = format;
  };
  (append(lists), ...);
  return all;
}

// Models and containers first, then native code, then documents from special to general.
constexpr auto kFormats =
    join(kModelsAndContainers, each(recognised::kFormats), kNative, each(document::kFormats));

// clang-format off: one a line
constexpr std::span<const RuleId> kRules[] = {
    kCoreRules,
    compressed::kRules,
    config::kRules,
    gguf::kRules,
    safetensors::kRules,
    numpy::kRules,
    sevenzip::kRules,
    tar::kRules,
    pickle::kRules,
    torch::kRules,
    zip::kRules,
    templates::kRules,
};
// clang-format on

}  // namespace

std::span<const Format* const> formats() { return kFormats; }

std::span<const std::span<const RuleId>> rules() { return kRules; }

const Format* find_format(std::string_view id) {
  for (const Format* format : kFormats) {
    if (format->id == id) return format;
  }
  return nullptr;
}

}  // namespace bartizan::scan
