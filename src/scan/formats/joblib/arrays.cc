#include "scan/formats/joblib/arrays.h"

#include <algorithm>

namespace bartizan::scan::joblib {
namespace {

using pickle::Context;
using pickle::Kind;
using pickle::Value;

// numpy.dtype.__reduce__: dtype('f8', False, True) and the state (version, byte order, subarray,
// names, fields, size, alignment, flags); size is -1 unless the type is flexible.
pickle::Dtype dtype_of(Context& context, Value object, Value state) {
  pickle::Dtype dtype;
  const Value arguments = context.arguments_of(object);
  if (context.items(arguments) == 0) return dtype;
  base::Text code(context.artifact.budget());
  if (!context.text.append(context.item(arguments, 0), code) || code.empty()) return dtype;
  std::string_view text = code.view();
  while (!text.empty() && std::string_view("<>|=").contains(text[0])) text.remove_prefix(1);
  if (text.empty()) return dtype;
  const char kind = text[0];
  std::int64_t digits = 0;
  for (const char c : text.substr(1)) {
    if (c < '0' || c > '9' || digits > 1'000'000'000) return dtype;
    digits = digits * 10 + (c - '0');
  }
  if (state.kind() == Kind::tuple && context.items(state) >= 8) {
    const Value size = context.item(state, 5), flags = context.item(state, 7);
    if (size.kind() == Kind::integer && size.integer() >= 0) dtype.bytes = size.integer();
    // NPY_ITEM_HASOBJECT is bit 0 of the flags (numpy/ndarraytypes.h).
    if (flags.kind() == Kind::integer && (flags.integer() & 1) != 0) dtype.object = true;
  }
  if (kind == 'O') dtype.object = true;
  if (dtype.bytes < 0) dtype.bytes = kind == 'U' ? 4 * digits : digits;
  dtype.known = digits > 0 || dtype.object || dtype.bytes > 0;
  return dtype;
}

bool is_wrapper(Context& context, Value target) {
  if (target.kind() != Kind::instance) return false;
  const std::string_view module = context.names.module(target.name());
  return context.names.name(target.name()) == "NumpyArrayWrapper" &&
         module.ends_with("joblib.numpy_pickle");
}

}  // namespace

void remember_dtype(Context& context, Value target, Value state) {
  if (target.kind() != Kind::instance && target.kind() != Kind::result) return;
  if (!context.names.is(target.name(), "numpy", "dtype")) return;
  pickle::Dtype dtype = dtype_of(context, target, state);
  dtype.position = target.position();
  if (context.dtypes.size() < 65'536) static_cast<void>(context.dtypes.try_push(dtype));
}

Array array_after(Context& context, Value target, Value state, base::Reader& reader) {
  Array array;
  if (!is_wrapper(context, target)) return array;
  array.what = Array::What::unknown;
  const Value dtype_value = context.lookup(state, "dtype"), shape = context.lookup(state, "shape");
  if ((dtype_value.kind() != Kind::instance && dtype_value.kind() != Kind::result) ||
      (shape.kind() != Kind::tuple && shape.kind() != Kind::list)) {
    return array;
  }
  pickle::Dtype dtype;
  const auto kept =
      std::ranges::find(context.dtypes.span(), dtype_value.position(), &pickle::Dtype::position);
  if (kept != context.dtypes.span().end()) {
    dtype = *kept;
  } else if (context.names.is(dtype_value.name(), "numpy", "dtype")) {
    dtype = dtype_of(context, dtype_value, context.state_of(dtype_value));
  }
  if (!dtype.known) return array;
  if (dtype.object) {
    array.what = Array::What::pickled;
    return array;
  }
  auto length = static_cast<std::uint64_t>(dtype.bytes);
  for (std::uint64_t i = 0; i < context.items(shape); ++i) {
    const Value extent = context.item(shape, i);
    if (extent.kind() != Kind::integer || extent.integer() < 0) return array;
    const auto n = static_cast<std::uint64_t>(extent.integer());
    if (__builtin_mul_overflow(length, n, &length)) return array;
  }
  const Value alignment = context.lookup(state, "numpy_array_alignment_bytes");
  if (alignment.kind() == Kind::integer) {
    const auto padding = reader.peek(1);
    if (padding.empty()) return array;
    array.padding = 1 + static_cast<std::uint64_t>(padding[0]);
  }
  array.what = Array::What::raw;
  array.length = length;
  return array;
}

}  // namespace bartizan::scan::joblib
