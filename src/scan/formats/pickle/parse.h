// The pickle parser: what other formats may ask of it.
//
// What it is: parse_at() interprets the pickles in a range of an artifact abstractly and reports
// facts, findings and gaps; nothing is imported, built or called. What it is not: a loader. Options
// say what the loader of the enclosing format does differently. One thread; owns nothing.
#pragma once

#include <cstdint>
#include <string_view>

#include "scan/artifact.h"

namespace bartizan::scan::pickle {

// A tensor storage that a persistent id of torch names.
struct Storage {
  std::string_view type;      // "torch.FloatStorage"
  std::string_view key;       // names the member `<root>/data/<key>`, or a place in a legacy stream
  std::string_view location;  // "cpu", "cuda:0"
  std::int64_t elements = 0;
  std::int64_t bytes_each = 0;  // 1 for untyped storages, 0 when the type is not known
  Range range;
};

struct Options {
  // How a loader is called that gets here; evidence `when`.
  std::string_view loader = "pickle.load";
  // torch.load sets persistent_load: ('storage', type, key, location, elements).
  bool torch_persistent_ids = false;
  // Names below __torch__ are types that TorchScript sources of the same archive define; Python
  // imports none of them.
  bool torchscript_types = false;
  // joblib.load reads raw array bytes after each BUILD of a NumpyArrayWrapper.
  bool joblib_arrays = false;
  // torch.load starts one pickle and ignores the rest of its member; a stream of pickles has more.
  bool only_first = false;
  // Label spans of the artifact (off when the caller labels the whole range itself).
  bool label_spans = true;
  void (*on_storage)(void* context, const Storage& storage) = nullptr;
  // Each text of the list that STOP returned, in order (legacy torch: storage keys).
  void (*on_text)(void* context, std::string_view text) = nullptr;
  void* context = nullptr;
};

struct Outcome {
  std::uint64_t end = 0;      // first byte that was not interpreted, absolute in the artifact
  std::uint32_t pickles = 0;  // that ended with STOP
  std::uint64_t calls = 0;    // call events
  bool complete = false;      // nothing broke off
};

// The format's own entry: the whole artifact is a stream of pickles.
void parse(Artifact& artifact);

// Interprets the pickles in [offset, offset + length).
Outcome parse_at(Artifact& artifact, std::uint64_t offset, std::uint64_t length,
                 const Options& options);

}  // namespace bartizan::scan::pickle
