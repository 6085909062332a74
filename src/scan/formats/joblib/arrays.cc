#include "scan/formats/joblib/arrays.h"

#include <algorithm>
#include <ranges>

namespace bartizan::scan::joblib {
namespace {

using pickle::Context;
using pickle::Kind;
using pickle::Value;

constexpr std::size_t kMostDtypes = 65'536;

// What Python takes for an int.
bool is_int(Value value) { return value.kind() == Kind::integer || value.kind() == Kind::boolean; }

// numpy.dtype.__reduce__: dtype('f8', False, True) and the state (version, byte order, subarray,
// names, fields, size, alignment, flags). numpy takes the size of flexible types only: S, U, V.
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
  if (kind == 'O') dtype.object = true;
  const bool flexible = std::string_view("SUV").contains(kind);
  const std::int64_t own = kind == 'U' ? 4 * digits : digits;
  dtype.bytes = own;
  dtype.known = dtype.object || (own > 0 && std::string_view("buifcmMSUV").contains(kind));
  if (state.kind() == Kind::absent) return dtype;
  // Older versions of the state are shorter, with the size elsewhere.
  if (state.kind() != Kind::tuple || context.items(state) < 8) {
    dtype.known = false;
    return dtype;
  }
  const Value size = context.item(state, 5), flags = context.item(state, 7);
  if (size.kind() != Kind::integer || !is_int(flags)) {
    dtype.known = false;
    return dtype;
  }
  // NPY_ITEM_HASOBJECT is bit 0 of the flags (numpy/ndarraytypes.h).
  if ((flags.integer() & 1) != 0) dtype.object = true;
  if (dtype.object) {
    dtype.known = true;
  } else if (flexible && size.integer() >= 0) {
    dtype.bytes = size.integer();
    dtype.known = true;
  } else if (size.integer() != -1 && size.integer() != own) {
    dtype.known = false;  // numpy ignores it here (descriptor.c, arraydescr_setstate): a lie
  }
  return dtype;
}

bool is_wrapper(Context& context, Value target) {
  if (target.kind() != Kind::instance && target.kind() != Kind::result) return false;
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
  if (context.dtypes.size() < kMostDtypes) static_cast<void>(context.dtypes.try_push(dtype));
}

Array array_after(Context& context, Value target, Value state, base::Reader& reader) {
  Array array;
  if (!is_wrapper(context, target)) return array;
  array.what = Array::What::unknown;
  // A wrapper that was built before, or was given arguments, has attributes that are not in
  // `state`.
  if (target.position() < context.wrappers_end) return array;
  context.wrappers_end = target.position() + 1;
  if (context.items(context.arguments_of(target)) != 0 || state.kind() != Kind::dict ||
      !context.whole(state) || context.dtypes.size() >= kMostDtypes) {
    return array;
  }
  const Value dtype_value = context.lookup(state, "dtype"), shape = context.lookup(state, "shape");
  if ((dtype_value.kind() != Kind::instance && dtype_value.kind() != Kind::result) ||
      (shape.kind() != Kind::tuple && shape.kind() != Kind::list)) {
    return array;
  }
  pickle::Dtype dtype;
  // The last BUILD of a dtype is the one that counts.
  const auto dtypes = context.dtypes.span() | std::views::reverse;
  const auto kept = std::ranges::find(dtypes, dtype_value.position(), &pickle::Dtype::position);
  if (kept != dtypes.end()) {
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
    if (!is_int(extent) || extent.integer() < 0) return array;
    const auto n = static_cast<std::uint64_t>(extent.integer());
    if (__builtin_mul_overflow(length, n, &length)) return array;
  }
  const Value alignment = context.lookup(state, "numpy_array_alignment_bytes");
  // joblib reads the padding for whatever is not None.
  if (is_int(alignment)) {
    const auto padding = reader.peek(1);
    if (padding.empty()) return array;
    array.padding = 1 + static_cast<std::uint64_t>(padding[0]);
  } else if (alignment.kind() != Kind::absent && alignment.kind() != Kind::none) {
    return array;
  }
  array.what = Array::What::raw;
  array.length = length;
  return array;
}

bool leaves_folder(Context& context, Value target, Value state) {
  if (target.kind() != Kind::instance && target.kind() != Kind::result) return false;
  const std::string_view module = context.names.module(target.name());
  const std::string_view name = context.names.name(target.name());
  if ((name != "NDArrayWrapper" && name != "ZNDArrayWrapper") || !module.contains("joblib.")) {
    return false;
  }
  base::Text file(context.artifact.budget());
  context.text.append(context.lookup(state, "filename"), file);
  const std::string_view path = file.view();
  return path.starts_with('/') || path.starts_with('\\') || path.contains("..") ||
         (path.size() > 1 && path[1] == ':');
}

}  // namespace bartizan::scan::joblib
