#include "codec/codec.h"

#define LZ4F_STATIC_LINKING_ONLY
#include <bzlib.h>
#include <doctest/doctest.h>
#include <lz4frame.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

namespace bartizan::codec {
namespace {

using Bytes = std::vector<std::byte>;

Bytes deflated(const Bytes& plain, int window_bits) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  Bytes out(deflateBound(&stream, static_cast<uLong>(plain.size())));
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(plain.data()));
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

Bytes encoded(Method method, const Bytes& plain) {
  Bytes out(plain.size() + plain.size() / 8 + 4096);
  const auto* in = reinterpret_cast<const std::uint8_t*>(plain.data());
  auto* to = reinterpret_cast<std::uint8_t*>(out.data());
  std::size_t size = 0;
  switch (method) {
    case Method::deflate:
      return deflated(plain, -15);
    case Method::zlib:
      return deflated(plain, 15);
    case Method::gzip:
      return deflated(plain, 31);
    case Method::bz2: {
      auto n = static_cast<unsigned>(out.size());
      REQUIRE(
          BZ2_bzBuffToBuffCompress(reinterpret_cast<char*>(out.data()), &n,
                                   reinterpret_cast<char*>(const_cast<std::byte*>(plain.data())),
                                   static_cast<unsigned>(plain.size()), 1, 0, 0) == BZ_OK);
      size = n;
      break;
    }
    case Method::xz:
      REQUIRE(lzma_easy_buffer_encode(1, LZMA_CHECK_CRC64, nullptr, in, plain.size(), to, &size,
                                      out.size()) == LZMA_OK);
      break;
    case Method::lzma_alone: {
      lzma_options_lzma options;
      REQUIRE(!lzma_lzma_preset(&options, 1));
      lzma_stream stream = LZMA_STREAM_INIT;
      REQUIRE(lzma_alone_encoder(&stream, &options) == LZMA_OK);
      stream.next_in = in;
      stream.avail_in = plain.size();
      stream.next_out = to;
      stream.avail_out = out.size();
      REQUIRE(lzma_code(&stream, LZMA_FINISH) == LZMA_STREAM_END);
      size = out.size() - stream.avail_out;
      lzma_end(&stream);
      break;
    }
    case Method::zstd:
      size = ZSTD_compress(to, out.size(), in, plain.size(), 3);
      break;
    case Method::lz4:
      size = LZ4F_compressFrame(to, out.size(), in, plain.size(), nullptr);
      break;
  }
  out.resize(size);
  return out;
}

Bytes sample(std::size_t size) {
  Bytes bytes(size);
  std::uint32_t x = 1;
  for (std::byte& b : bytes) {
    x = x * 1664525 + 1013904223;
    b = static_cast<std::byte>((x >> 24) & 15);
  }
  return bytes;
}

// Decodes in pieces of the given sizes; true when the stream ended.
std::pair<State, Bytes> decode(base::Budget& budget, Method method, const Bytes& in,
                               std::size_t in_piece, std::size_t out_piece) {
  Decoder decoder(budget, method);
  Bytes out, room(out_piece);
  std::size_t at = 0;
  while (true) {
    const std::size_t n = std::min(in_piece, in.size() - at);
    const Step step = decoder.step(std::span(in).subspan(at, n), room);
    at += step.consumed;
    out.insert(out.end(), room.begin(), room.begin() + static_cast<std::ptrdiff_t>(step.produced));
    if (step.state != State::more) return {step.state, out};
    if (step.consumed == 0 && step.produced == 0 && at == in.size()) return {State::more, out};
  }
}

constexpr std::array kAll{Method::deflate, Method::zlib,       Method::gzip, Method::bz2,
                          Method::xz,      Method::lzma_alone, Method::zstd, Method::lz4};
static_assert(kAll.size() == kMethods);

TEST_CASE("every method gives its bytes back, whatever the size of the pieces") {
  const Bytes plain = sample(100'000);
  for (const Method method : kAll) {
    CAPTURE(name(method));
    const Bytes packed = encoded(method, plain);
    for (const auto& [in, out] :
         {std::pair<std::size_t, std::size_t>{1 << 20, 1 << 20}, {7, 13}, {1, 4096}, {4096, 1}}) {
      base::Budget budget{base::Limits{}};
      const auto [state, bytes] = decode(budget, method, packed, in, out);
      CHECK(state == State::done);
      CHECK(bytes == plain);
      CHECK(budget.decoded() == plain.size());
      CHECK(budget.memory() == 0);
    }
  }
}

TEST_CASE("a stream that is cut off asks for more, a damaged one says so") {
  const Bytes plain = sample(5'000);
  for (const Method method : kAll) {
    CAPTURE(name(method));
    base::Budget budget{base::Limits{}};
    Bytes packed = encoded(method, plain);
    const Bytes cut(packed.begin(),
                    packed.begin() + static_cast<std::ptrdiff_t>(packed.size() / 2));
    CHECK(decode(budget, method, cut, 100, 100).first == State::more);
    packed[packed.size() / 2] ^= std::byte{0xFF};
    const auto [state, bytes] = decode(budget, method, packed, 100, 100);
    CHECK((state != State::done || bytes != plain));
  }
}

TEST_CASE("memory, output and ratio are refused by the budget") {
  const Bytes plain(1'000'000);
  for (const Method method : kAll) {
    CAPTURE(name(method));
    const Bytes packed = encoded(method, plain);
    base::Limits limits;
    limits.memory = 100;
    base::Budget poor(limits);
    CHECK(decode(poor, method, packed, 1 << 20, 1 << 20).first == State::limit);
    CHECK(poor.memory() == 0);
    limits = {};
    limits.decoded = 1000;
    base::Budget small(limits);
    CHECK(decode(small, method, packed, 1 << 20, 1 << 10).first == State::limit);
    CHECK(small.first_hit() == base::LimitKind::decoded);
    limits = {};
    limits.ratio = 10;
    limits.ratio_floor = 10'000;
    base::Budget wary(limits);
    CHECK(decode(wary, method, packed, 1 << 10, 1 << 10).first == State::limit);
    CHECK(wary.first_hit() == base::LimitKind::ratio);
  }
}

}  // namespace
}  // namespace bartizan::codec
