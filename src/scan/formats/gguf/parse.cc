#include "scan/formats/gguf/parse.h"

#include <bit>

#include "scan/formats/gguf/metadata.h"
#include "scan/formats/gguf/rules.h"
#include "scan/formats/gguf/tensors.h"
#include "scan/formats/gguf/wire.h"

namespace bartizan::scan::gguf {
namespace {

constexpr std::uint32_t kNewest = 3;  // GGUF_VERSION in gguf.h
// A pair is at least a key length, a type and one byte; a tensor a name length, a dimension count,
// a type and an offset.
constexpr std::uint64_t kMinPair = 1 + 4;
constexpr std::uint64_t kMinTensor = 4 + 4 + 8;

struct Head {
  bool big_endian = false;
  bool swapped_magic = false;
  std::uint32_t version = 0;
};

// The magic is the same four bytes in both byte orders; the order shows in the version.
Head read_head(base::Reader& reader) {
  Head head;
  head.swapped_magic = reader.take_text(4) == "FUGG";
  head.version = reader.le<std::uint32_t>();
  if ((head.version & 0xFFFF) == 0 && head.version != 0) {
    head.big_endian = true;
    head.version = std::byteswap(head.version);
  }
  return head;
}

// False, with the finding, when no file could hold `count` records or this one does not.
bool count_fits(Artifact& artifact, Wire& wire, std::string_view what, std::uint64_t count,
                std::uint64_t min_bytes, Range range) {
  if (count >= kImpossible / min_bytes) {
    base::Text declared(artifact.budget());
    (void)declared.append_number(count);
    artifact.finding(kImpossibleSize, range, what, {{"declared", declared.view()}});
    artifact.partial("malformed", {range.end(), artifact.size() - range.end()});
    return false;
  }
  if (count > wire.reader().left() / min_bytes) {
    artifact.partial("truncated", {range.end(), artifact.size() - range.end()});
    return false;
  }
  return true;
}

}  // namespace

void parse(Artifact& artifact) {
  base::Reader reader = artifact.reader();
  const Head head = read_head(reader);
  if (!reader.ok()) {
    artifact.span(0, artifact.size(), base::SpanLabel::header);
    return artifact.refused("truncated");
  }
  base::Text version(artifact.budget());
  (void)version.append_number(head.version);
  artifact.fact("model", "version", version.view(), {4, 4});
  artifact.fact("model", "byte-order", head.big_endian ? "big" : "little", {4, 4});
  if (head.swapped_magic || head.version == 0 || head.version > kNewest) {
    artifact.finding(kUnknownVersion, {0, 8}, version.view(),
                     {{"magic", head.swapped_magic ? "FUGG" : "GGUF"}});
    return artifact.refused("unsupported-version");
  }

  Wire wire(reader, head.big_endian, head.version);
  const Range tensors_at{wire.pos(), wire.size_width()};
  const std::uint64_t tensor_count = wire.size();
  const Range pairs_at{wire.pos(), wire.size_width()};
  const std::uint64_t pair_count = wire.size();
  artifact.span(0, wire.ok() ? wire.pos() : artifact.size(), base::SpanLabel::header);
  if (!wire.ok()) return artifact.refused("truncated");
  if (!count_fits(artifact, wire, "metadata count", pair_count, kMinPair, pairs_at) ||
      !count_fits(artifact, wire, "tensor count", tensor_count, kMinTensor, tensors_at)) {
    return;
  }

  Metadata metadata(artifact, wire);
  if (!metadata.read(pair_count)) return;
  Tensors tensors(artifact, wire);
  if (!tensors.read(tensor_count)) return;
  tensors.place(metadata.alignment());
}

}  // namespace bartizan::scan::gguf
