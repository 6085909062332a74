#include "scan/decoded.h"

#include <doctest/doctest.h>
#include <zlib.h>

#include <random>
#include <string>
#include <vector>

#include "base/reader.h"
#include "run/analyse.h"

namespace bartizan::scan {
namespace {

using Bytes = std::vector<std::byte>;

Bytes gzip(const Bytes& plain) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 1, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) == Z_OK);
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

Bytes sample(std::size_t size) {
  Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::byte>(i * i >> 7);
  return bytes;
}

Bytes read(base::Source& source, std::uint64_t offset, std::size_t size) {
  Bytes out(size);
  REQUIRE(source.read(offset, out));
  return out;
}

// Small results are held, large ones decoded again; nobody can tell from the bytes.
TEST_CASE("decoded bytes are the same at any offset, held or decoded again") {
  const Bytes plain = sample(3'000'000);
  const Bytes packed = gzip(plain);
  for (const std::uint64_t held : {256 * base::kMiB, 16 * base::kMiB, std::uint64_t{0}}) {
    base::Limits limits;
    limits.held = held;
    base::Budget budget(limits);
    base::MemorySource input(packed);
    {
      DecodedSource decoded(budget, input, codec::Method::gzip, Join::loader);
      decoded.open();
      REQUIRE(decoded.state() == codec::State::done);
      REQUIRE(decoded.size() == plain.size());
      CHECK(decoded.consumed() == packed.size());
      CHECK(decoded.crc() == ::crc32(0, reinterpret_cast<const Bytef*>(plain.data()),
                                     static_cast<uInt>(plain.size())));
      CHECK(budget.decoded() == plain.size());
      std::mt19937 random(1);
      for (int i = 0; i < 60; ++i) {
        const std::size_t at = random() % plain.size();
        const std::size_t n = random() % std::min<std::size_t>(plain.size() - at, 300'000);
        const auto begin = plain.begin() + static_cast<std::ptrdiff_t>(at);
        CHECK(read(decoded, at, n) == Bytes(begin, begin + static_cast<std::ptrdiff_t>(n)));
      }
      CHECK(budget.decoded() == plain.size());  // going back is paid for in steps
      if (held == 0) CHECK(budget.memory() < 3 * base::kMiB);
    }
    CHECK(budget.memory() == 0);
  }
}

TEST_CASE("gzip members and the zeros between them are one stream to loaders") {
  const Bytes one = gzip(sample(1000));
  Bytes all = one;
  all.insert(all.end(), 7, std::byte{0});
  all.insert(all.end(), one.begin(), one.end());
  const std::size_t streams_end = all.size();
  all.push_back(std::byte{'x'});
  base::Budget budget{base::Limits{}};
  base::MemorySource input(all);
  DecodedSource joined(budget, input, codec::Method::gzip, Join::loader);
  joined.open();
  CHECK(joined.state() == codec::State::done);
  CHECK(joined.size() == 2000);
  CHECK(joined.consumed() == streams_end);
  CHECK(joined.streams().size() == 2);
  DecodedSource single(budget, input, codec::Method::gzip, Join::single);
  single.open();
  CHECK(single.size() == 1000);
  CHECK(single.consumed() == one.size());
}

TEST_CASE("a stream that ends too early says so and keeps what it had") {
  const Bytes plain = sample(200'000);
  Bytes packed = gzip(plain);
  packed.resize(packed.size() / 2);
  base::Budget budget{base::Limits{}};
  base::MemorySource input(packed);
  DecodedSource decoded(budget, input, codec::Method::gzip, Join::loader);
  decoded.open();
  CHECK(decoded.state() == codec::State::more);
  CHECK(decoded.size() > 0);
  CHECK(decoded.size() < plain.size());
}

TEST_CASE("only the front of trusted payload is decoded") {
  const Bytes plain = sample(3'000'000);
  const Bytes packed = gzip(plain);
  base::Budget budget{base::Limits{}};
  base::MemorySource input(packed);
  DecodedSource decoded(budget, input, codec::Method::gzip, Join::single);
  decoded.trust(plain.size());
  CHECK(decoded.front_only());
  CHECK(read(decoded, 0, 100) == Bytes(plain.begin(), plain.begin() + 100));
  DecodedSource liar(budget, input, codec::Method::gzip, Join::single);
  liar.trust(plain.size() + 1);
  Bytes last(1);
  CHECK(!liar.read(plain.size(), last));
}

TEST_CASE("bombs end at the ratio and are never clean") {
  const Bytes packed = gzip(Bytes(4'000'000));
  base::Limits limits;
  limits.ratio_floor = base::kMiB;
  limits.ratio = 100;
  const auto artifact = run::analyse_bytes(packed, "model.pkl.gz", record::Depth::content, limits);
  CHECK(artifact.verdict == record::Verdict::incomplete);
  REQUIRE(!artifact.findings.empty());
  CHECK(artifact.findings.back().rule == "BZ-LIM-001");
}

}  // namespace
}  // namespace bartizan::scan
