#include "scan/formats/recognised/proto.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace bartizan::scan::recognised {
namespace {

// Fields looked at per claim, all messages together: enough for the largest real graph's first
// levels, and 2 MB of reads at the most.
constexpr unsigned kMostFields = 50'000;
// A tag and a length or value, ten bytes each at the most (protobuf.dev, "Encoding").
constexpr std::size_t kMostVarint = 10;

enum Wire : std::uint8_t { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

struct Field {
  std::uint32_t number = 0;
  std::uint8_t wire = 0;
  std::uint64_t value = 0;           // varints
  std::uint64_t begin = 0, end = 0;  // of the contents
};

// Reads one message's fields in order. A tag that does not decode, or a field that leaves the
// message, makes it bad; a message that ends exactly is not.
class Message {
 public:
  Message(const Probe& probe, std::uint64_t begin, std::uint64_t end, unsigned& fields_left)
      : probe_(&probe), at_(begin), end_(end), fields_left_(&fields_left) {}

  bool ok() const { return ok_; }
  bool at_end() const { return at_ == end_; }
  std::optional<Field> next() {
    if (!ok_ || at_end() || *fields_left_ == 0) return std::nullopt;
    --*fields_left_;
    fill();
    Field field;
    const std::uint64_t tag = varint();
    field.number = static_cast<std::uint32_t>(tag >> 3);
    field.wire = static_cast<std::uint8_t>(tag & 7);
    if (field.number == 0 || tag >> 32 != 0) ok_ = false;
    std::uint64_t length = 0;
    switch (field.wire) {
      case kVarint:
        field.value = varint();
        break;
      case kBytes:
        length = varint();
        break;
      case kFixed64:
        length = 8;
        break;
      case kFixed32:
        length = 4;
        break;
      default:
        ok_ = false;  // groups are not used by any of these formats
    }
    if (!ok_ || length > end_ - at_) {
      ok_ = false;
      return std::nullopt;
    }
    field.begin = at_;
    at_ += length;
    field.end = at_;
    return field;
  }

 private:
  void fill() {
    const auto wanted =
        static_cast<std::size_t>(std::min<std::uint64_t>(buffer_.size(), end_ - at_));
    have_ = std::span(buffer_).first(wanted);
    if (at_ + wanted <= probe_->head.size()) {
      std::ranges::copy(probe_->head.subspan(static_cast<std::size_t>(at_), wanted), have_.begin());
    } else if (probe_->source == nullptr || !probe_->source->read(at_, have_)) {
      ok_ = false;
    }
    used_ = 0;
  }
  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (unsigned i = 0; ok_ && i < kMostVarint; ++i) {
      if (used_ >= have_.size()) break;
      const auto byte = static_cast<std::uint64_t>(have_[used_++]);
      ++at_;
      value |= (byte & 0x7F) << (7 * i);
      if (byte < 0x80) return value;
    }
    ok_ = false;
    return 0;
  }

  const Probe* probe_;
  std::uint64_t at_, end_;
  unsigned* fields_left_;
  bool ok_ = true;
  std::array<std::byte, 2 * kMostVarint> buffer_;
  std::span<std::byte> have_;
  std::size_t used_ = 0;
};

// What a message may hold: number, wire type, whether it must be there.
struct Rule {
  std::uint32_t first, last;
  std::uint8_t wire;
  bool required = false;
};

// Walks a whole message against its rules and hands every field on. True when it fits.
template <typename OnField>
bool fits(const Probe& probe, Range range, std::span<const Rule> rules, unsigned& fields_left,
          OnField on_field) {
  Message message(probe, range.offset, range.end(), fields_left);
  std::uint64_t missing = 0;
  for (std::size_t i = 0; i < rules.size(); ++i) missing |= std::uint64_t{rules[i].required} << i;
  while (const auto field = message.next()) {
    const auto rule = std::ranges::find_if(rules, [&](const Rule& one) {
      return one.first <= field->number && field->number <= one.last && one.wire == field->wire;
    });
    if (rule == rules.end()) return false;
    missing &= ~(std::uint64_t{1} << (rule - rules.begin()));
    if (!on_field(*field)) return false;
  }
  // A message with more fields than the claim looks at fits so far.
  return message.ok() && missing == 0 && (message.at_end() || fields_left == 0);
}

bool any(const Field&) { return true; }

Claim claim_if(bool fits) { return fits ? Claim::certain : Claim::no; }

Range contents(const Field& field) { return {field.begin, field.end - field.begin}; }

// onnx/onnx.proto, GraphProto and ModelProto; IR versions since 2017 are 1 to 13.
constexpr std::array kOnnxGraph{Rule{1, 1, kBytes}, Rule{2, 2, kBytes}, Rule{5, 5, kBytes},
                                Rule{10, 16, kBytes}};
constexpr std::array kOnnxModel{
    Rule{1, 1, kVarint, true}, Rule{2, 4, kBytes},       Rule{5, 5, kVarint},
    Rule{6, 6, kBytes},        Rule{7, 7, kBytes, true}, Rule{8, 8, kBytes},
    Rule{14, 14, kBytes},      Rule{20, 20, kBytes},     Rule{25, 26, kBytes}};

// tensorflow/core/protobuf/meta_graph.proto, framework/graph.proto, framework/node_def.proto.
constexpr std::array kTfNode{Rule{1, 1, kBytes, true}, Rule{2, 2, kBytes, true},
                             Rule{3, 7, kBytes}};
constexpr std::array kTfGraph{Rule{1, 1, kBytes, true}, Rule{2, 2, kBytes}, Rule{3, 3, kVarint},
                              Rule{4, 5, kBytes}};
constexpr std::array kTfMetaGraph{Rule{1, 1, kBytes, true}, Rule{2, 2, kBytes, true},
                                  Rule{3, 7, kBytes}};

bool is_tf_graph(const Probe& probe, Range range, unsigned& fields_left) {
  return fits(probe, range, kTfGraph, fields_left, [&](const Field& field) {
    return field.number != 1 || fits(probe, contents(field), kTfNode, fields_left, any);
  });
}

bool is_tf_meta_graph(const Probe& probe, Range range, unsigned& fields_left) {
  return fits(probe, range, kTfMetaGraph, fields_left, [&](const Field& field) {
    return field.number != 2 || field.begin == field.end ||
           is_tf_graph(probe, contents(field), fields_left);
  });
}

// Bytes of one element by TensorProto.DataType; 0 where raw_data is not of that simple form.
std::uint64_t onnx_element_bytes(std::uint64_t type) {
  constexpr std::array<std::uint8_t, 17> kBytesOf{0, 4, 1, 1, 2, 2, 4,  8, 0,
                                                  1, 2, 8, 4, 8, 8, 16, 2};
  return type < kBytesOf.size() ? kBytesOf[static_cast<std::size_t>(type)] : 0;
}

}  // namespace

Claim claim_onnx(const Probe& probe) {
  unsigned left = kMostFields;
  return claim_if(fits(probe, {0, probe.size}, kOnnxModel, left, [&](const Field& field) {
    if (field.number == 1) return field.value >= 1 && field.value <= 64;
    return field.number != 7 || fits(probe, contents(field), kOnnxGraph, left, any);
  }));
}

// A tensor by itself: input and output data of test cases. Its size must agree with its shape.
Claim claim_onnx_tensor(const Probe& probe) {
  constexpr std::array kRules{Rule{1, 1, kVarint}, Rule{1, 1, kBytes},   Rule{2, 2, kVarint, true},
                              Rule{4, 12, kBytes}, Rule{13, 13, kBytes}, Rule{14, 14, kVarint}};
  unsigned left = kMostFields;
  std::uint64_t elements = 1, type = 0, raw = 0, values = 0;
  bool has_raw = false;
  const bool shape_fits = fits(probe, {0, probe.size}, kRules, left, [&](const Field& field) {
    const std::uint64_t length = field.end - field.begin;
    if (field.number == 1 && field.wire == kBytes) return false;  // packed dims: no writer does
    if (field.number == 1 && __builtin_mul_overflow(elements, field.value, &elements)) return false;
    if (field.number == 2) type = field.value;
    if (field.number == 9) raw = length, has_raw = true;
    if (field.number != 8 && field.number != 12) values += length;
    return true;
  });
  if (!shape_fits || type == 0 || type > 64 || values == 0) return Claim::no;
  const std::uint64_t bytes = onnx_element_bytes(type);
  if (has_raw) return claim_if(bytes != 0 && raw / bytes == elements && raw % bytes == 0);
  return elements <= values ? Claim::certain : Claim::no;
}

// tensorflow/core/protobuf/saved_model.proto.
Claim claim_saved_model(const Probe& probe) {
  constexpr std::array kRules{Rule{1, 1, kVarint, true}, Rule{2, 2, kBytes, true}};
  unsigned left = kMostFields;
  return claim_if(fits(probe, {0, probe.size}, kRules, left, [&](const Field& field) {
    return field.number == 1 ? field.value <= 16 : is_tf_meta_graph(probe, contents(field), left);
  }));
}

Claim claim_meta_graph(const Probe& probe) {
  unsigned left = kMostFields;
  return claim_if(is_tf_meta_graph(probe, {0, probe.size}, left));
}

Claim claim_graph_def(const Probe& probe) {
  unsigned left = kMostFields;
  return claim_if(is_tf_graph(probe, {0, probe.size}, left));
}

// apple/coremltools mlmodel/format/Model.proto: version, description, and one of many model types.
Claim claim_core_ml(const Probe& probe) {
  constexpr std::array kRules{Rule{1, 1, kVarint, true}, Rule{2, 2, kBytes, true},
                              Rule{10, 10, kVarint}, Rule{200, 3000, kBytes, true}};
  unsigned left = kMostFields;
  return claim_if(fits(probe, {0, probe.size}, kRules, left, [](const Field& field) {
    return field.number != 1 || (field.value >= 1 && field.value <= 64);
  }));
}

// BVLC/caffe src/caffe/proto/caffe.proto, NetParameter, LayerParameter and V1LayerParameter (which
// names its type by a number).
Claim claim_caffe(const Probe& probe) {
  constexpr std::array kRules{Rule{1, 3, kBytes}, Rule{4, 5, kVarint},
                              Rule{6, 6, kBytes}, Rule{7, 7, kVarint},
                              Rule{8, 8, kBytes}, Rule{100, 100, kBytes, true}};
  constexpr std::array kLayer{
      Rule{1, 1, kBytes, true}, Rule{2, 2, kBytes, true}, Rule{3, 4, kBytes},
      Rule{5, 5, kFixed32},     Rule{6, 9, kBytes},       Rule{10, 10, kVarint},
      Rule{11, 11, kBytes},     Rule{11, 11, kVarint},    Rule{100, 2000, kBytes}};
  unsigned left = kMostFields;
  return claim_if(fits(probe, {0, probe.size}, kRules, left, [&](const Field& field) {
    return field.number != 100 || fits(probe, contents(field), kLayer, left, any);
  }));
}

// PaddlePaddle framework.proto: ProgramDesc of BlockDescs.
Claim claim_paddle(const Probe& probe) {
  constexpr std::array kRules{Rule{1, 1, kBytes, true}, Rule{2, 3, kBytes}, Rule{4, 6, kBytes}};
  constexpr std::array kBlock{Rule{1, 2, kVarint, true}, Rule{3, 3, kBytes},
                              Rule{4, 4, kBytes, true}, Rule{5, 5, kVarint}};
  constexpr std::array kOp{Rule{1, 2, kBytes}, Rule{3, 3, kBytes, true}, Rule{4, 4, kBytes},
                           Rule{5, 5, kVarint}};
  unsigned left = kMostFields;
  return claim_if(fits(probe, {0, probe.size}, kRules, left, [&](const Field& field) {
    if (field.number != 1) return true;
    return fits(probe, contents(field), kBlock, left, [&](const Field& inner) {
      return inner.number != 4 || fits(probe, contents(inner), kOp, left, any);
    });
  }));
}

}  // namespace bartizan::scan::recognised
