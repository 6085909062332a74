// Streams of git's own at each way that deflate writes them, and of others.
#include "io/git_object.h"

#include <doctest/doctest.h>
#include <zlib.h>

#include <array>
#include <string>

namespace bartizan::io {
namespace {

std::string deflated(const std::string& text, int level, int strategy = Z_DEFAULT_STRATEGY,
                     int window = MAX_WBITS) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, level, Z_DEFLATED, window, 8, strategy) == Z_OK);
  std::string out(deflateBound(&stream, text.size()), '\0');
  std::string in = text;
  stream.next_in = static_cast<Bytef*>(static_cast<void*>(in.data()));
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = static_cast<Bytef*>(static_cast<void*>(out.data()));
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

// Letters that follow one another by no rule, so that the stream describes codes of its own.
std::string mixed(std::size_t size) {
  std::string out;
  std::size_t x = 7;
  for (std::size_t i = 0; i < size; ++i) {
    x = (x * 75 + 74) % 65'537;  // ZX81's generator
    out += static_cast<char>(x % (i % 3 == 0 ? 256 : 64));
  }
  return out;
}

TEST_CASE("loose objects are told at every level and by every strategy") {
  for (const std::size_t size : {0U, 5U, 300U, 20'000U}) {
    for (const std::string type : {"blob ", "tree ", "commit ", "tag "}) {
      const std::string object = type + std::to_string(size) + '\0' + mixed(size);
      for (int level = 0; level <= 9; ++level) {
        for (const int strategy : {Z_DEFAULT_STRATEGY, Z_HUFFMAN_ONLY, Z_FIXED, Z_RLE}) {
          INFO(type, size, " level ", level, " strategy ", strategy);
          const std::string stream = deflated(object, level, strategy);
          CHECK(begins_as_git_object(stream));
          CHECK(begins_as_git_object(stream.substr(0, kGitObjectFront)));
        }
      }
    }
  }
  CHECK(begins_as_git_object(
      deflated(std::string("blob 1111111") + '\0' + mixed(40), 9, Z_DEFAULT_STRATEGY, 9)));
}

TEST_CASE("what else is deflated is no loose object") {
  for (const std::string& text :
       {std::string("\x80\x04K\x01.", 5), std::string("cos\nsystem\n(S'id'\ntR."),
        std::string("blob"), std::string("blob x"), std::string("blobs 12"), std::string("tag  1"),
        mixed(5000), std::string()}) {
    for (int level = 0; level <= 9; ++level) {
      CHECK_FALSE(begins_as_git_object(deflated(text, level)));
    }
  }
  const std::string blob = deflated("blob 3", 6);
  CHECK(begins_as_git_object(blob));
  for (std::size_t size = 0; size < 6; ++size) {
    CHECK_FALSE(begins_as_git_object(blob.substr(0, size)));
  }
  CHECK_FALSE(begins_as_git_object(std::string(kGitObjectFront, '\xFF')));
  CHECK_FALSE(begins_as_git_object(std::string("\x78\x9C") + std::string(600, '\xFF')));
  CHECK_FALSE(begins_as_git_object(std::string("\x78\x9C") + std::string(600, '\0')));
}

TEST_CASE("any bytes behind a header of zlib's are borne") {
  std::size_t x = 1;
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes = "\x78\x01";
    for (std::size_t n = 0; n < 100; ++n) {
      x = (x * 6364136223846793005U + 1442695040888963407U);
      bytes += static_cast<char>(x >> 56U);
    }
    bytes[2] = static_cast<char>((static_cast<unsigned char>(bytes[2]) & 0xF8U) | 4U);  // dynamic
    begins_as_git_object(bytes);
  }
}

}  // namespace
}  // namespace bartizan::io
