#include "scan/formats/torch/legacy_tar.h"

#include <array>

#include "scan/formats/pickle/parse.h"
#include "scan/formats/torch/container.h"

namespace bartizan::scan::torch {
namespace {

// torch.serialization.legacy_load (removed with PyTorch 2.9): `storages` holds a count, then for
// each storage a pickle, a u64 of elements and their bytes, then a pickle of views; `tensors` holds
// a count, then for each tensor a pickle, an i32 of dimensions, 4 bytes, sizes, strides and an
// offset.
constexpr std::uint64_t kCount = 8;
constexpr std::uint64_t kMostDimensions = 64;
constexpr std::array<std::uint64_t, 5> kElementSizes{1, 2, 4, 8, 16};

Claim claim_nothing(const Probe&) { return Claim::no; }

// Pickles of protocol 2, which is all that this layout was written with.
bool pickle_at(Artifact& artifact, std::uint64_t at) {
  if (at > artifact.size() || artifact.size() - at < 3) return false;
  base::Reader reader = artifact.reader(at, 3);
  const auto bytes = reader.take(3);
  return reader.ok() && bytes[0] == std::byte{0x80} && bytes[1] == std::byte{0x02} &&
         bytes[2] != std::byte{0};
}

// Where a storage that begins at `at` ends: its pickle names the type, but what follows it tells
// the size of an element as well. 0 when nothing fits.
std::uint64_t storage_end(Artifact& artifact, std::uint64_t at) {
  if (artifact.size() - at < kCount) return 0;
  base::Reader reader = artifact.reader(at, kCount);
  const auto elements = reader.le<std::uint64_t>();
  const std::uint64_t room = artifact.size() - at - kCount;
  for (const std::uint64_t size : kElementSizes) {
    if (elements > room / size) break;
    const std::uint64_t end = at + kCount + elements * size;
    if (pickle_at(artifact, end)) return end;
  }
  return 0;
}

std::uint64_t tensor_end(Artifact& artifact, std::uint64_t at) {
  if (artifact.size() - at < kCount) return 0;
  base::Reader reader = artifact.reader(at, kCount);
  const auto dimensions = reader.le<std::uint32_t>();
  const std::uint64_t length = kCount + std::uint64_t{dimensions} * 16 + 8;
  if (dimensions > kMostDimensions || length > artifact.size() - at) return 0;
  return at + length;
}

void parse(Artifact& artifact, std::uint64_t (*raw_end)(Artifact&, std::uint64_t)) {
  const pickle::Options options{.loader = "torch.load", .only_first = true};
  std::uint64_t at = 0;
  while (at < artifact.size()) {
    std::uint64_t end = 0;
    if (at == 0 || pickle_at(artifact, at)) {
      end = pickle::parse_at(artifact, at, artifact.size() - at, options).end;
    } else {
      end = raw_end(artifact, at);
      if (end > at) artifact.payload(at, end - at);
    }
    if (end <= at || !artifact.budget().charge_steps()) {
      artifact.partial("malformed", {at, artifact.size() - at});
      artifact.member("(not read by this layout)", at, artifact.size() - at);
      return;
    }
    at = end;
  }
}

void parse_storages(Artifact& artifact) { parse(artifact, storage_end); }
void parse_tensors(Artifact& artifact) { parse(artifact, tensor_end); }

// The same reading as a stream of pickles, with raw bytes between them.
constexpr Format kStorages{"pickle", "pickle", Kind::model, claim_nothing, parse_storages};
constexpr Format kTensors{"pickle", "pickle", Kind::model, claim_nothing, parse_tensors};

}  // namespace

bool LegacyTar::member(Artifact& tar, std::string_view name, base::Range data) const {
  if (!active) return false;
  const Format* format = name == "pickle"     ? &kPickle
                         : name == "storages" ? &kStorages
                         : name == "tensors"  ? &kTensors
                                              : nullptr;
  if (format == nullptr) return false;
  tar.member_as(*format, name, data.offset, data.length);
  return true;
}

}  // namespace bartizan::scan::torch
