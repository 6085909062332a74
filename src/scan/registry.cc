// The one list of formats and the one list of rules.
#include <array>

#include "scan/format.h"
#include "scan/formats/compressed/format.h"
#include "scan/formats/compressed/rules.h"
#include "scan/formats/document/format.h"
#include "scan/formats/gguf/format.h"
#include "scan/formats/gguf/rules.h"
#include "scan/formats/lfs/format.h"
#include "scan/formats/native/format.h"
#include "scan/formats/numpy/format.h"
#include "scan/formats/numpy/rules.h"
#include "scan/formats/safetensors/format.h"
#include "scan/formats/safetensors/rules.h"
#include "scan/formats/tar/format.h"
#include "scan/formats/tar/rules.h"
#include "scan/formats/torch/rules.h"
#include "scan/formats/zip/format.h"
#include "scan/formats/zip/rules.h"
#include "scan/rules.h"

namespace bartizan::scan {
namespace {

// Models and containers first, then native code, then documents from special to general.
// clang-format off: one a line
constexpr std::array kFormats{
    &gguf::kGguf,
    &gguf::kLegacy,
    &lfs::kPointer,
    &safetensors::kSafetensors,
    &numpy::kNpy,
    &zip::kZip,
    &tar::kTar,
    &compressed::kGzip,
    &compressed::kBz2,
    &compressed::kXz,
    &compressed::kLzma,
    &compressed::kZstd,
    &compressed::kLz4,
    &compressed::kZlib,
    &compressed::kZfile,
    &native::kElf,
    &native::kPe,
    &native::kMachO,
    &native::kApe,
    &native::kWasm,
    &native::kJavaClass,
    &native::kPythonBytecode,
    &native::kScript,
    &document::kPng,
    &document::kJpeg,
    &document::kGif,
    &document::kWebp,
    &document::kPdf,
    &document::kJson,
    &document::kText,
};
// clang-format on

constexpr std::span<const RuleId> kRules[] = {
    kCoreRules,
    compressed::kRules,
    gguf::kRules,
    safetensors::kRules,
    numpy::kRules,
    tar::kRules,
    torch::kRules,
    zip::kRules,
};

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
