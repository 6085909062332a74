#include "scan/formats/compressed/format.h"

#include <algorithm>
#include <array>

#include "base/le.h"
#include "scan/decoded.h"
#include "scan/detect/member_name.h"
#include "scan/formats/compressed/parse.h"
#include "scan/formats/compressed/rules.h"

namespace bartizan::scan::compressed {
namespace {

using namespace std::string_view_literals;
using base::SpanLabel;
using codec::Method;

// joblib.numpy_pickle_compat: "ZF", then the length in 19 columns of hexadecimal text.
constexpr std::uint64_t kZfileHeader = 21;
constexpr std::uint32_t kLz4Legacy = 0x184C2102;
constexpr std::uint64_t kMostHeaderRoom = 1024;

// What the decoded bytes are called: the outer name without its ending.
std::string_view inner_name(const Artifact& artifact) {
  std::string_view name = artifact.name();
  for (const std::string_view ending :
       {".gz"sv, ".bz2"sv, ".xz"sv, ".lzma"sv, ".zst"sv, ".lz4"sv, ".z"sv, ".tgz"sv}) {
    if (name.size() > ending.size() && name.ends_with(ending)) {
      return name.substr(0, name.size() - ending.size());
    }
  }
  return "(decompressed)";
}

template <Method kMethod>
Claim claim_magic(const Probe& probe) {
  return begins_stream(kMethod, probe.head) ? Claim::certain : Claim::no;
}

// RFC 1952 2.3.1: method 8, reserved flags zero.
Claim claim_gzip(const Probe& probe) {
  return begins_stream(Method::gzip, probe.head) && probe.head.size() >= 10 &&
                 (std::to_integer<unsigned>(probe.head[3]) & 0xE0) == 0
             ? Claim::certain
             : Claim::no;
}

// Methods without magic are believed when their decoder gets going on the first bytes.
bool decodes(const Probe& probe, Method method, std::size_t wanted) {
  constexpr std::size_t kTrial = 1024;
  const base::Limits limits;
  base::Budget budget(limits);
  codec::Decoder decoder(budget, method, codec::Charge::nothing);
  std::array<std::byte, 256> out;
  auto in = probe.head.first(std::min(kTrial, probe.head.size()));
  const bool whole = in.size() == probe.size;
  std::size_t produced = 0;
  while (true) {
    const codec::Step step = decoder.step(in, out);
    in = in.subspan(step.consumed);
    produced += step.produced;
    if (step.state == codec::State::done) return true;
    if (step.state != codec::State::more) return false;
    if (in.empty() && step.produced < out.size()) return !whole || produced >= wanted;
  }
}

Claim claim_lzma(const Probe& probe) {
  // The range coder's first byte is zero (LZMA specification, "Range Decoder").
  return begins_stream(Method::lzma_alone, probe.head) && probe.head.size() > 13 &&
                 probe.head[13] == std::byte{0} && decodes(probe, Method::lzma_alone, 1)
             ? Claim::certain
             : Claim::no;
}

Claim claim_zlib(const Probe& probe) {
  return begins_stream(Method::zlib, probe.head) && decodes(probe, Method::zlib, 1)
             ? Claim::plausible
             : Claim::no;
}

// A file may begin with skippable frames; what follows them says whose they are.
std::uint32_t magic_after_skippable(const Probe& probe) {
  std::uint64_t at = 0;
  std::array<std::byte, 8> bytes{};
  for (int frames = 0; frames < 16 && probe.size >= 8 && at <= probe.size - 8; ++frames) {
    if (at <= probe.head.size() && probe.head.size() - at >= 8) {
      std::copy_n(probe.head.subspan(static_cast<std::size_t>(at)).begin(), 8, bytes.begin());
    } else if (probe.source == nullptr || !probe.source->read(at, bytes)) {
      return 0;
    }
    if (!begins_skippable(bytes)) return base::le_at<std::uint32_t>(bytes, 0);
    at += 8 + std::uint64_t{base::le_at<std::uint32_t>(bytes, 4)};
  }
  return 0;
}

Claim claim_zstd(const Probe& probe) {
  return magic_after_skippable(probe) == 0xFD2FB528 ? Claim::certain : Claim::no;
}

Claim claim_lz4(const Probe& probe) {
  const std::uint32_t magic = magic_after_skippable(probe);
  return magic == 0x184D2204 || (magic == kLz4Legacy && begins_stream(Method::lz4, probe.head)) ||
                 (probe.head.size() >= 8 && base::le_at<std::uint32_t>(probe.head, 0) == kLz4Legacy)
             ? Claim::certain
             : Claim::no;
}

Claim claim_zfile(const Probe& probe) {
  return base::text_of(probe.head).starts_with("ZF0x") && probe.head.size() > kZfileHeader + 2 &&
                 begins_stream(Method::zlib, probe.head.subspan(kZfileHeader))
             ? Claim::certain
             : Claim::no;
}

template <Method kMethod>
void parse_plain(Artifact& artifact) {
  parse(artifact, kMethod, 0, inner_name(artifact));
}

void parse_gzip(Artifact& artifact) {
  base::Text name(artifact.budget());
  {
    base::Reader r = artifact.reader();
    const GzipHeader header = read_gzip_header(r);
    if (r.ok() && header.name.length > 0) {
      base::Reader named = artifact.reader(header.name.offset, header.name.length);
      name.append(named.take_text(header.name.length));
      if (detect::name_escapes(name.view())) {
        artifact.finding(kUnsafeName, header.name, name.view());
      }
    }
    for (const Range& field : {header.extra, header.comment}) {
      if (!r.ok() || field.length <= kMostHeaderRoom) continue;
      artifact.finding(kHeaderRoom, field, "(gzip header field)");
      artifact.member("(gzip header field)", field.offset, field.length);
    }
  }
  parse(artifact, Method::gzip, 0, name.empty() ? inner_name(artifact) : name.view());
}

void parse_lz4(Artifact& artifact) {
  base::Reader r = artifact.reader();
  if (r.le<std::uint32_t>() == kLz4Legacy) {
    artifact.refused("unsupported-method");
    return;
  }
  parse(artifact, Method::lz4, 0, inner_name(artifact));
}

void parse_zfile(Artifact& artifact) {
  artifact.span(0, kZfileHeader, SpanLabel::header);
  // Arrays beside a pickle of joblib 0.9 (`<pickle>_NN.npy.z`) are such files of raw bytes.
  parse(artifact, Method::zlib, kZfileHeader, inner_name(artifact), Content::maybe_array);
}

}  // namespace

constexpr Format kGzip{"gzip", "gzip file", Kind::container, claim_gzip, parse_gzip};
constexpr Format kBz2{"bz2", "bzip2 file", Kind::container, claim_magic<Method::bz2>,
                      parse_plain<Method::bz2>};
constexpr Format kXz{"xz", "xz file", Kind::container, claim_magic<Method::xz>,
                     parse_plain<Method::xz>};
constexpr Format kLzma{"lzma", "lzma file", Kind::container, claim_lzma,
                       parse_plain<Method::lzma_alone>};
constexpr Format kZstd{"zstd", "Zstandard file", Kind::container, claim_zstd,
                       parse_plain<Method::zstd>};
constexpr Format kLz4{"lz4", "LZ4 file", Kind::container, claim_lz4, parse_lz4};
constexpr Format kZlib{"zlib", "zlib stream", Kind::container, claim_zlib,
                       parse_plain<Method::zlib>};
constexpr Format kZfile{"joblib-zfile", "joblib zlib file", Kind::container, claim_zfile,
                        parse_zfile};

}  // namespace bartizan::scan::compressed
