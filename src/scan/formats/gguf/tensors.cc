#include "scan/formats/gguf/tensors.h"

#include <algorithm>
#include <limits>

#include "scan/formats/gguf/rules.h"
#include "scan/formats/gguf/types.h"

namespace bartizan::scan::gguf {
namespace {

using base::SpanLabel;

constexpr std::uint32_t kMaxDims = 4;  // GGML_MAX_DIMS in ggml.h
// GGML_MAX_NAME is 64 with the terminator; image-model builds of ggml raise it to 128.
constexpr std::uint64_t kMaxName = 63;
constexpr std::uint64_t kMaxNameAnywhere = 127;

// Elements of a shape that was reported already: more than any file holds.
constexpr std::uint64_t kUncounted = std::numeric_limits<std::uint64_t>::max();

// GGML_PAD of ggml.h wraps for sizes next to 2^64 (llama.cpp #24759); positions here are inside a
// file, or known to be below kImpossible.
std::uint64_t align(std::uint64_t position, std::uint64_t alignment) {
  return (position + alignment - 1) / alignment * alignment;
}

}  // namespace

Tensors::Tensors(Artifact& artifact, Wire& wire)
    : artifact_(artifact),
      wire_(wire),
      names_(artifact.budget()),
      dims_(artifact.budget()),
      shown_(artifact.budget()),
      tensors_(artifact.budget()) {}

bool Tensors::stop(std::string_view reason) {
  const std::uint64_t at = wire_.pos();
  artifact_.partial(reason, {at, artifact_.size() - at});
  return false;
}

bool Tensors::read(std::uint64_t count) {
  for (std::uint64_t i = 0; i < count; ++i) {
    if (!artifact_.budget().charge_steps()) return stop("limit:steps");
    if (i >= artifact_.limits().tensors) {
      artifact_.budget().hit(base::LimitKind::tensors);
      return stop("limit:tensors");
    }
    const std::uint64_t begin = wire_.pos();
    const bool more = entry();
    artifact_.span(begin, wire_.pos() - begin, SpanLabel::directory);
    if (!more) return false;
  }
  report_duplicates();
  base::Text number(artifact_.budget());
  (void)number.append_number(count);
  artifact_.fact("model", "tensors", number.view(), {0, wire_.pos()});
  number.clear();
  (void)number.append_number(parameters_);
  artifact_.fact("model", "parameters", number.view(), {0, wire_.pos()});
  return true;
}

bool Tensors::entry() {
  Tensor tensor{};
  const std::uint64_t begin = wire_.pos();
  const std::uint64_t length = wire_.size();
  if (length >= kImpossible) {
    artifact_.finding(kImpossibleSize, {begin, wire_.size_width()}, "tensor name length");
    return stop("malformed");
  }
  tensor.name_begin = names_.size();
  tensor.name_length = std::min<std::uint64_t>(length, artifact_.limits().name);
  const Range name_range{wire_.pos(), length};
  if (!names_.append(wire_.reader().take_text(tensor.name_length))) return stop("limit:memory");
  wire_.reader().skip(length - tensor.name_length);
  if (!wire_.ok()) return stop("truncated");
  const std::string_view tensor_name = name(tensor);
  if (length == 0 || length > kMaxNameAnywhere) {
    artifact_.finding(kBadTensorName, {begin, wire_.size_width() + length},
                      tensor_name.substr(0, kMaxNameAnywhere),
                      {{"flaw", length == 0 ? "is empty" : "overruns the buffers of its readers"}});
  } else if (length > kMaxName) {
    artifact_.finding(kLongTensorName, name_range, tensor_name);
  }

  std::uint64_t elements = 1, row = 1;
  if (!shape(tensor_name, elements, row)) return false;
  if (!measure(tensor_name, elements, row, tensor)) return false;
  tensor.offset = wire_.u64();
  if (!wire_.ok()) return stop("truncated");
  tensor.entry = {begin, wire_.pos() - begin};
  parameters_ = elements > std::numeric_limits<std::uint64_t>::max() - parameters_
                    ? std::numeric_limits<std::uint64_t>::max()
                    : parameters_ + elements;
  artifact_.fact("tensor", tensor_name, shown_.view(), tensor.entry);
  if (artifact_.wants_listing()) {
    base::Text line(artifact_.budget());
    (void)(line.append("tensor ") && line.append(tensor_name) && line.append(": ") &&
           line.append(shown_.view()) && line.append(" at ") && line.append_number(tensor.offset));
    artifact_.listing(tensor.entry, line.view());
  }
  return tensors_.try_push(tensor) || stop("limit:memory");
}

// `row`: elements of the innermost dimension, which quantised types store in whole blocks.
bool Tensors::shape(std::string_view tensor_name, std::uint64_t& elements, std::uint64_t& row) {
  const std::uint64_t begin = wire_.pos();
  const std::uint32_t dims = wire_.u32();
  const bool present = wire_.ok() && dims <= wire_.reader().left() / wire_.size_width();
  if (wire_.ok() && dims > kMaxDims) {
    artifact_.finding(kBadShape, {begin, 4}, tensor_name, {{"flaw", "more than four dimensions"}});
    if (!present) return stop("malformed");
  }
  if (!present) return stop("truncated");
  dims_.clear();
  (void)dims_.append('[');
  bool fits = true;
  for (std::uint32_t i = 0; i < dims; ++i) {
    if (!artifact_.budget().charge_steps()) return stop("limit:steps");
    const std::uint64_t size = wire_.size();
    if (i == 0) row = size;
    if (i < kMaxDims) {
      if (i > 0) (void)dims_.append(", ");
      (void)dims_.append_number(size);
    }
    // The reference refuses what does not fit int64_t; earlier versions multiplied on
    // (CVE-2025-53630, CVE-2024-21802 and its siblings).
    constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (size > kMost || (size != 0 && elements > kMost / size)) fits = false;
    if (fits) elements *= size;
  }
  (void)dims_.append(']');
  if (!wire_.ok()) return stop("truncated");
  if (!fits) {
    artifact_.finding(kImpossibleSize, {begin, wire_.pos() - begin}, "tensor shape",
                      {{"declared", dims_.view()}});
    elements = kUncounted;
  }
  return true;
}

bool Tensors::measure(std::string_view tensor_name, std::uint64_t elements, std::uint64_t row,
                      Tensor& tensor) {
  const std::uint64_t begin = wire_.pos();
  const std::uint32_t number = wire_.u32();
  if (!wire_.ok()) return stop("truncated");
  const auto type = tensor_type(number);
  shown_.clear();
  if (!type) {
    (void)(shown_.append("type ") && shown_.append_number(number) && shown_.append(' ') &&
           shown_.append(dims_.view()));
    artifact_.finding(kUnknownTensorType, {begin, 4}, tensor_name, {{"type", shown_.view()}});
    return true;
  }
  (void)(shown_.append(type->name) && shown_.append(' ') && shown_.append(dims_.view()));
  tensor.sized = true;
  if (row % type->elements != 0) {
    artifact_.finding(kBadShape, {begin, 4}, tensor_name,
                      {{"flaw", "rows that are not whole blocks of its type"}});
    tensor.sized = false;
    return true;
  }
  if (elements == kUncounted) {
    tensor.sized = false;
    return true;
  }
  const std::uint64_t blocks = elements / type->elements;
  if (blocks >= kImpossible / type->bytes) {
    artifact_.finding(kImpossibleSize, {begin, 4}, "tensor size", {{"declared", shown_.view()}});
    tensor.sized = false;
    return true;
  }
  tensor.bytes = blocks * type->bytes;
  return true;
}

void Tensors::report_duplicates() {
  std::sort(tensors_.begin(), tensors_.end(), [this](const Tensor& a, const Tensor& b) {
    const int order = name(a).compare(name(b));
    return order != 0 ? order < 0 : a.entry.offset < b.entry.offset;
  });
  for (std::size_t i = 1; i < tensors_.size(); ++i) {
    if (name(tensors_[i]) != name(tensors_[i - 1])) continue;
    artifact_.finding(kDuplicateTensor, tensors_[i].entry, name(tensors_[i]));
  }
}

// Padding has no meaning, so it must have no content. Longer runs are read as artifacts of their
// own.
void Tensors::pad(std::uint64_t begin, std::uint64_t end) {
  if (begin >= end) return;
  const bool read = artifact_.depth() != record::Depth::structure;
  if (read) {
    base::Reader reader = artifact_.reader(begin, end - begin);
    while (reader.ok() && !reader.at_end()) {
      const auto bytes = reader.chunk();
      if (std::all_of(bytes.begin(), bytes.end(), [](std::byte b) { return b == std::byte{0}; })) {
        continue;
      }
      artifact_.outside(kPaddingData, "padding", begin, end - begin);
      return;
    }
  }
  artifact_.span(begin, end - begin, SpanLabel::padding, read);
}

// `at`: the end of what has been placed; `next`: where the following tensor begins.
bool Tensors::place_one(const Tensor& tensor, const Tensor* before, std::uint64_t& at,
                        std::uint64_t next) {
  const std::uint64_t size = artifact_.size() - data_;
  const std::string_view tensor_name = name(tensor);
  if (tensor.offset % alignment_ != 0) artifact_.finding(kMisaligned, tensor.entry, tensor_name);
  if (tensor.offset >= kImpossible) {
    artifact_.finding(kImpossibleSize, tensor.entry, "tensor offset");
    artifact_.partial("malformed", tensor.entry);
    return false;
  }
  const std::uint64_t padded = std::min(align(at, alignment_), size);
  if (tensor.offset > at && tensor.offset <= padded) {
    pad(data_ + at, data_ + tensor.offset);
  } else if (tensor.offset > padded && padded < size) {
    pad(data_ + at, data_ + padded);
    artifact_.outside(kHole, "hole", data_ + padded, std::min(tensor.offset, size) - padded);
  }
  std::uint64_t begin = tensor.offset;
  if (begin < at && tensor.bytes > 0) {
    artifact_.finding(kOverlap, tensor.entry, tensor_name,
                      {{"other", before == nullptr ? std::string_view{} : name(*before)}});
    begin = at;
  }
  const std::uint64_t end = tensor.sized ? tensor.offset + tensor.bytes : std::min(next, size);
  if (!tensor.sized) artifact_.partial("unknown-tensor-size", tensor.entry);
  const std::uint64_t stop_at = std::min(end, size);
  if (stop_at > begin) artifact_.payload(data_ + begin, stop_at - begin);
  at = std::max(at, stop_at);
  if (end > size) {
    artifact_.partial("truncated", {artifact_.size(), 0});
    return false;
  }
  return true;
}

void Tensors::place(std::uint32_t alignment) {
  alignment_ = alignment;
  const std::uint64_t table_end = wire_.pos();
  // Without tensors llama.cpp writes no padding, the gguf package does; both may end here.
  data_ = std::min(align(table_end, alignment), artifact_.size());
  pad(table_end, data_);
  std::sort(tensors_.begin(), tensors_.end(), [](const Tensor& a, const Tensor& b) {
    return a.offset != b.offset ? a.offset < b.offset : a.bytes < b.bytes;
  });
  std::uint64_t at = 0;
  for (std::size_t i = 0; i < tensors_.size(); ++i) {
    const std::uint64_t next = i + 1 < tensors_.size() ? tensors_[i + 1].offset
                                                       : std::numeric_limits<std::uint64_t>::max();
    if (!place_one(tensors_[i], i == 0 ? nullptr : &tensors_[i - 1], at, next)) return;
  }
  const std::uint64_t size = artifact_.size() - data_;
  const std::uint64_t padded = std::min(align(at, alignment), size);
  pad(data_ + at, data_ + padded);
  if (padded < size) artifact_.outside(kTrailing, "trailing", data_ + padded, size - padded);
}

}  // namespace bartizan::scan::gguf
