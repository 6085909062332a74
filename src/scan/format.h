// Format: what the scanner knows how to recognise, and how.
//
// Each folder under scan/formats defines one or more `constexpr Format` objects in its format.cc;
// scan/registry.cc lists them in one array. Nothing registers itself. Pure data and pure functions.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "scan/artifact.h"
#include "scan/sink.h"

namespace bartizan::scan {

// What identification may look at: the first and the last bytes, and the size.
struct Probe {
  std::span<const std::byte> head;  // up to kHeadBytes, all of a smaller artifact
  std::span<const std::byte> tail;  // up to kTailBytes
  std::uint64_t size = 0;
  base::Source* source = nullptr;  // for claims that must follow an offset (bounded reads only)
};
inline constexpr std::size_t kHeadBytes = 4096;
// A ZIP end record stands in the last 22 + 65,535 bytes (APPNOTE 4.3.16); a claim that needs the
// whole of that reads it from `source`.
inline constexpr std::size_t kTailBytes = 1024;

enum class Claim : std::uint8_t {
  no,
  plausible,  // a structure that fits and that a loader would try (protocol 0 pickle, raw zlib)
  certain,    // magic or a checked structure
};

enum class Kind : std::uint8_t {
  model,       // analysed: a loader turns these bytes into a model or objects
  container,   // analysed: holds members; its verdict is that of the members
  recognised,  // a model format that is not analysed yet: incomplete (format-not-analysed)
  document,    // positively another type: text, image, source ... never a model
  native,      // native code or a script: a document, but at least suspicious under a model's name
};

struct Format {
  std::string_view id;     // "pickle", "torch-zip" ... stable, in JSON
  std::string_view title;  // "PyTorch zip"
  Kind kind;
  Claim (*claim)(const Probe& probe);
  // nullptr where nothing is looked at: native code, most documents and recognised formats.
  void (*parse)(Artifact& artifact);
};

// All formats, in the order in which claims of equal strength win.
std::span<const Format* const> formats();
const Format* find_format(std::string_view id);
// Every rule that code can report; a test proves it equal to catalogs/rules.
std::span<const std::span<const RuleId>> rules();

}  // namespace bartizan::scan
