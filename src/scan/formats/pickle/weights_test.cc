// Weights are not pickles: a checkpoint has thousands of tensors, so a claim by chance that is
// right 9,999 times of 10,000 would accuse every other one.
#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

#include "base/reader.h"
#include "base/source.h"
#include "scan/formats/pickle/detect.h"

namespace bartizan::scan::pickle {
namespace {

Claim claim_of(std::span<const std::byte> bytes) {
  base::MemorySource source(bytes);
  const auto head = bytes.first(std::min(bytes.size(), kHeadBytes));
  return claim({head, bytes.last(std::min(bytes.size(), kTailBytes)), bytes.size(), &source});
}

TEST_CASE("openings that weights have had are no certain pickles") {
  using namespace std::string_literals;
  for (const std::string& front :
       {"\x47\x8a\xeb\x3c\x76\xeb\x29\x3c\x97\x51\xb0\x3c"s,  // BINFLOAT, BINPERSID
        "\x84\xe8\xb2\xbc\xd3\x51\x47\xbc"s,                  // EXT4, BINPERSID
        "\x82\x3c\x82\xbc\x2e\xbd\xe6\x3c"s,                  // EXT1, EXT1, STOP
        "\x80\x02\x82\x3b\x7d\x47\x9a\x3c"s,                  // PROTO, EXT1, EMPTY_DICT
        "\x4b\xa3\x82\xbc\x52\xf5\xec\xbb"s}) {               // BININT1, EXT1, REDUCE
    std::string bytes = front;
    bytes.resize(4096, '\xbc');
    CHECK(claim_of(base::bytes_of(bytes)) != Claim::certain);
  }
}

TEST_CASE("random weights are no certain pickles") {
  std::mt19937_64 random(5);
  std::normal_distribution<float> weight(0, 0.02F);
  std::vector<float> block(1024);
  for (int i = 0; i < 10'000; ++i) {
    for (float& w : block) w = weight(random);
    CHECK(claim_of(std::as_bytes(std::span(block))) != Claim::certain);
  }
}

}  // namespace
}  // namespace bartizan::scan::pickle
