#include "scan/formats/recognised/binary.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "base/le.h"
#include "base/reader.h"
#include "scan/magic.h"

namespace bartizan::scan::recognised {
namespace {

using namespace std::string_view_literals;

Claim claim_if(bool fits) { return fits ? Claim::certain : Claim::no; }

// A small read anywhere; zeros where it cannot be had.
template <std::size_t N>
std::array<std::byte, N> read_at(const Probe& probe, std::uint64_t offset) {
  std::array<std::byte, N> bytes{};
  if (probe.source != nullptr && probe.size >= N && offset <= probe.size - N) {
    (void)probe.source->read(offset, bytes);
  }
  return bytes;
}

std::optional<std::uint32_t> u32le(const Probe& probe, std::size_t at) {
  if (probe.head.size() < at + 4) return std::nullopt;
  return base::load_le<std::uint32_t>(probe.head.subspan(at).data());
}
std::optional<std::uint64_t> u64le(const Probe& probe, std::size_t at) {
  if (probe.head.size() < at + 8) return std::nullopt;
  return base::load_le<std::uint64_t>(probe.head.subspan(at).data());
}

bool is_printable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7F; });
}

// MessagePack maps and strings (msgpack spec.md, "Formats"); other values are refused.
class MsgPack {
 public:
  explicit MsgPack(std::span<const std::byte> head) : reader_(head) {}

  std::uint64_t map() {
    const unsigned tag = reader_.u8();
    if (tag > 0x80 && tag <= 0x8F) return tag & 0x0F;
    if (tag == 0xDE) return reader_.be<std::uint16_t>();
    if (tag == 0xDF) return reader_.be<std::uint32_t>();
    return 0;
  }
  std::string_view key() {
    const unsigned tag = reader_.u8();
    std::uint64_t length = 0;
    if ((tag & 0xE0) == 0xA0)
      length = tag & 0x1F;
    else if (tag == 0xD9 || tag == 0xC4)
      length = reader_.u8();
    else
      return {};
    const std::string_view text = reader_.take_text(length);
    return is_printable(text) ? text : std::string_view();
  }
  // The type of an extension value of 8, 16 or 32 bits of length.
  std::optional<unsigned> extension() {
    const unsigned tag = reader_.u8();
    if (tag == 0xC7)
      reader_.skip(1);
    else if (tag == 0xC8)
      reader_.skip(2);
    else if (tag == 0xC9)
      reader_.skip(4);
    else
      return std::nullopt;
    const unsigned type = reader_.u8();
    return reader_.ok() ? std::optional(type) : std::nullopt;
  }
  unsigned next() {
    return reader_.peek(1).empty() ? 0 : static_cast<unsigned>(reader_.peek(1)[0]);
  }

 private:
  base::Reader reader_;
};

}  // namespace

// HDF5 File Format Specification 3.0, II.A: at 0, or behind a user block of 512, 1024, 2048 ...
Claim claim_hdf5(const Probe& probe) {
  constexpr std::string_view kMagic = "\x89HDF\r\n\x1a\n";
  if (has_at(probe, 0, kMagic)) return Claim::certain;
  for (std::uint64_t at = 512; at < probe.size && at != 0; at *= 2) {
    if (base::text_of(read_at<8>(probe, at)) == kMagic) return Claim::certain;
  }
  return Claim::no;
}

// tensorflow/core/lib/io/format.h, kTableMagicNumber: the last eight bytes of a table of variables.
Claim claim_tf_checkpoint_index(const Probe& probe) {
  constexpr std::size_t kFooter = 48;
  if (probe.size < kFooter || probe.tail.size() < 8) return Claim::no;
  return claim_if(base::load_le<std::uint64_t>(probe.tail.last(8).data()) == 0xDB4775248B80FB57);
}

// catboost/libs/model/model.cpp: "CBM1", the size of a FlatBuffer, the FlatBuffer.
Claim claim_cat_boost(const Probe& probe) {
  const auto size = u32le(probe, 4);
  return claim_if(has_at(probe, 0, "CBM1") && size && *size >= 8 && *size <= probe.size - 8);
}

// dmlc/xgboost, Universal Binary JSON: an object whose first key (length as L, 64 bits big endian,
// or as i, 8 bits) is the same as in the text form.
Claim claim_xgboost_ubj(const Probe& probe) {
  return claim_if(has_at(probe, 0, "{L\0\0\0\0\0\0\0\x07learner{"sv) ||
                  has_at(probe, 0, "{i\x07learner{"sv));
}

// dmlc/xgboost src/learner.cc before 2.1: "binf", base_score as float, number of features.
Claim claim_xgboost_binary(const Probe& probe) {
  const auto features = u32le(probe, 8);
  return claim_if(has_at(probe, 0, "binf") && features && *features < (1u << 24) &&
                  probe.size > 140);
}

// Apache MXNet src/ndarray/ndarray.cc, kMXAPINDArrayListMagic, a reserved zero, the count.
Claim claim_mxnet_params(const Probe& probe) {
  const auto count = u64le(probe, 16);
  return claim_if(u64le(probe, 0) == 0x112 && u64le(probe, 8) == 0 && count && *count > 0 &&
                  *count <= probe.size / 8);
}

// torch/torch7 doc/serialization.md: type 4 (torch object), index 1, the version "V 1", the class;
// numbers in 32 bits or as lines of text.
Claim claim_torch7(const Probe& probe) {
  return claim_if(has_at(probe, 0, "\4\0\0\0\1\0\0\0\3\0\0\0V 1"sv) ||
                  has_at(probe, 0, "4\n1\n3\nV 1\n"));
}

// R Internals, "Serialization Formats": X (XDR), A (text) or B (native), version 2 or 3; workspaces
// put RDX2, RDX3 ... in front.
Claim claim_r_data(const Probe& probe) {
  std::size_t at = 0;
  for (const std::string_view workspace :
       {"RDX2\n", "RDX3\n", "RDA2\n", "RDA3\n", "RDB2\n", "RDB3\n"}) {
    if (has_at(probe, 0, workspace)) at = workspace.size();
  }
  return claim_if(has_at(probe, at, "X\n\0\0\0\2\0"sv) || has_at(probe, at, "X\n\0\0\0\3\0"sv) ||
                  has_at(probe, at, "B\n\2\0\0\0"sv) || has_at(probe, at, "B\n\3\0\0\0"sv) ||
                  has_at(probe, at, "A\n2\n") || has_at(probe, at, "A\n3\n"));
}

// Serialised engines of TensorRT 7 to 10 begin like this; there is no public specification.
Claim claim_tensorrt(const Probe& probe) {
  return claim_if(has_at(probe, 0, "ftrt\0\0\0\0"sv) || has_at(probe, 0, "ptrt\0\0\0\0"sv));
}

// Rockchip's compiled models; there is no public specification.
Claim claim_rknn(const Probe& probe) { return claim_if(has_at(probe, 0, "RKNN\0\0\0\0"sv)); }

// Tencent/ncnn: the text form's magic as a number, then both counts.
Claim claim_ncnn_binary(const Probe& probe) {
  const auto layers = u32le(probe, 4), blobs = u32le(probe, 8);
  return claim_if(u32le(probe, 0) == 7767517u && layers && blobs && *layers > 0 &&
                  *layers <= probe.size && *blobs <= probe.size);
}

// coremldata.bin of a compiled Core ML directory, as Apple's compiler writes it: the field number
// of the model's type in Model.proto and the specification's version, or the name of its details.
Claim claim_core_ml_compiled(const Probe& probe) {
  const auto type = u32le(probe, 0), version = u32le(probe, 4);
  if (!version) return Claim::no;
  if (*type >= 200 && *type <= 3000 && *version >= 1 && *version <= 64) {
    return claim_if(u64le(probe, 8) == 0 && u64le(probe, 16) == 0);
  }
  return claim_if(*version == 0 && *type >= 12 && *type <= 64 && probe.head.size() >= 8 + *type &&
                  base::text_of(probe.head.subspan(8, *type)).ends_with("ModelDetails"));
}

// google/flax flax/serialization.py: nested maps down to an array, which is extension type 1.
Claim claim_flax(const Probe& probe) {
  constexpr unsigned kMostLevels = 32;
  MsgPack pack(probe.head);
  for (unsigned level = 0; level < kMostLevels; ++level) {
    if (pack.map() == 0 || pack.key().empty()) return Claim::no;
    if (pack.next() >= 0xC7 && pack.next() <= 0xC9) return claim_if(pack.extension() == 1u);
  }
  return Claim::no;
}

// explosion/thinc, Model.to_bytes (spaCy's "model" files): {"nodes": [...], "attrs", "params",
// ...}.
Claim claim_thinc(const Probe& probe) {
  MsgPack pack(probe.head);
  if (pack.map() != 4 || pack.key() != "nodes") return Claim::no;
  const unsigned list = pack.next();
  return claim_if((list >= 0x90 && list <= 0x9F) || list == 0xDC || list == 0xDD);
}

}  // namespace bartizan::scan::recognised
