// Context: what the machine, the judge and the renderer of one stream share.
//
// What it is: the artifact, the options, the heap, the names, and how to look into values. What it
// is not: logic of the machine. Lives as long as one parse_at(). One thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "scan/artifact.h"
#include "scan/formats/pickle/decode.h"
#include "scan/formats/pickle/heap.h"
#include "scan/formats/pickle/names.h"
#include "scan/formats/pickle/parse.h"
#include "scan/formats/pickle/value.h"

namespace bartizan::scan::pickle {

// What joblib needs to know of a numpy.dtype, kept by the place of the object in the heap.
struct Dtype {
  std::uint64_t position = 0;
  std::int64_t bytes = -1;
  bool object = false;
  bool known = false;
};

struct Context {
  Context(Artifact& artifact_in, const Options& options_in)
      : artifact(artifact_in),
        options(options_in),
        heap(artifact_in.budget()),
        names(artifact_in.budget(), artifact_in.catalog()),
        text(artifact_in.source(), artifact_in.budget()),
        dtypes(artifact_in.budget()),
        long_operands(artifact_in.budget()),
        loaded(artifact_in.budget()) {}

  // Elements of a container that are still known; 0 when none are.
  std::uint64_t items(Value container) const;
  // Whether items() are all there are.
  bool whole(Value container) const;
  Value item(Value container, std::uint64_t index) const;
  // A mutable container as it is now, not as it was when it was memoized.
  Value current(Value container) const;
  // A tuple of `values`, its elements in the heap.
  Value tuple_of(std::span<const Value> values, Kind kind = Kind::tuple);
  // A fresh list, dict or set, and what APPENDS, SETITEMS and ADDITEMS do to one.
  Value fresh(Kind kind, std::span<const Value> values = {});
  void extend(Value& container, std::span<const Value> values);
  // The arguments and the state of an instance or result.
  Value arguments_of(Value object) const { return heap.at(object.position()); }
  Value state_of(Value object) const { return heap.at(object.position() + 1); }
  // instance or result of `name`, made with `arguments`.
  Value made(Kind kind, std::uint8_t taint, std::uint32_t name, Value arguments);
  // The value of a text key in a dict, absent when there is none or it is not known.
  Value lookup(Value dict, std::string_view key);
  // Where a text operand stands; its whole length, also where the value's own is saturated.
  Range range_of(Value text) const;
  // Whether a text value is exactly `wanted`.
  bool text_is(Value value, std::string_view wanted);

  Artifact& artifact;
  const Options& options;
  Heap heap;
  Names names;
  OperandText text;
  base::Vec<Dtype> dtypes;
  base::Vec<Range> long_operands;  // of at least Value::kMaxLength
  base::Vec<Range> loaded;         // bytes that a known function hands to a loader
  bool refused = false;  // the heap could not grow: what stands on the stack is not to be judged
  std::uint64_t wrappers_end = 0;  // past the place of joblib's last array wrapper in the heap
  bool saw_joblib_array = false;
  bool unsafe_seen = false;  // a kUnsafe value exists somewhere

  // Where the last opcodes stand, for listings: recent[i % 16] of opcode i.
  static constexpr std::size_t kRecent = 16;
  std::array<std::uint64_t, kRecent> recent{};
  std::uint64_t executed = 0;
};

// Taint and size of a run of values.
struct Summary {
  std::uint8_t taint = 0;
  std::uint64_t size = 0;
};
Summary summarise(std::span<const Value> values);

}  // namespace bartizan::scan::pickle
