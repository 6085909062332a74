#include "mkbytes/recipe.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace bartizan::mkbytes {
namespace {

using namespace std::string_view_literals;

std::string bytes(std::string_view text) { return make(text).bytes; }

int error_line(std::string_view text) {
  try {
    make(text);
  } catch (const RecipeError& error) {
    return error.line();
  }
  return 0;
}

TEST_CASE("plain bytes, strings and integers") {
  CHECK(bytes("hex 80 04 950b # comment\n") == "\x80\x04\x95\x0b");
  CHECK(bytes("text \"a\\n\\x00\\\"\" \"b\"") == "a\n\0\"b"sv);
  CHECK(bytes("u8 5\nu16le 258\nu16be 258") == "\5\2\1\1\2"sv);
  CHECK(bytes("u32le 0xffffffff\ni32le -1") == std::string(8, '\xff'));
  CHECK(bytes("u64le 0xffffffffffffffff") == std::string(8, '\xff'));
  CHECK(bytes("f64be 1.5") == "\x3f\xf8\0\0\0\0\0\0"sv);
  CHECK(bytes("fill 3 0x41\nalign 8 0x42") == "AAABBBBB");
  CHECK(bytes("random 5 7").size() == 5);
  CHECK(bytes("random 5 7") == bytes("random 9 7").substr(0, 5));
}

TEST_CASE("blocks, labels and expressions") {
  CHECK(bytes("let a = { text \"xyz\" }\nu8 len(a)*2+1\nemit a") == "\7xyz");
  CHECK(bytes("repeat 2 { text \"a\"\n text \"b\" }") == "abab");
  CHECK(bytes("repeat 0 { text \"a\" }") == "");
  CHECK(bytes("text \"abc\"\nlabel here\nu8 here - 1") == "abc\2");
  CHECK(bytes("repeat 2 { u8 1\n align 4 0 }") == "\1\0\0\0\1\0\0\0"sv);
}

TEST_CASE("names may be used before they are defined") {
  CHECK(bytes("u8 end\nu8 len(b)\nemit b\nlabel end\nlet b = { text \"abc\" }") == "\5\3abc");
  CHECK(bytes("u8 end-start\nlabel start\ntext \"abc\"\nlabel end") == "\3abc");
}

TEST_CASE("encodings") {
  CHECK(bytes("base64 { text \"a\" }") == "YQ==");
  CHECK(bytes("base64 { text \"abcde\" }") == "YWJjZGU=");
  CHECK(bytes("hexdump { hex 0fa0 }") == "0fa0");
  CHECK(bytes("let a = { text \"123456789\" }\ncrc32 a") == "\x26\x39\xf4\xcb");  // its check value
  CHECK(bytes("gzip { text \"a\" }").starts_with("\x1f\x8b\x08"));
  CHECK(bytes("zlib { fill 1000 0 }").size() < 100);
  for (const char* name : {"deflate", "bz2", "xz", "lzma", "zstd", "lz4"}) {
    CAPTURE(name);
    CHECK_FALSE(bytes(std::string(name) + " { text \"a\" }").empty());
  }
}

TEST_CASE("archives") {
  const std::string zip =
      bytes("zip { file \"a/b\" { text \"xy\" }  file \"c\" deflate { fill 99 0 } }");
  CHECK(zip.starts_with("PK\x03\x04"));
  CHECK(zip.find("a/bxy") != zip.npos);
  const std::string tar = bytes("tar { file \"x\" { text \"hello\" } }");
  CHECK(tar.size() == 2048);
  CHECK(std::string_view(tar).substr(257, 5) == "ustar");
  CHECK(std::string_view(tar).substr(512, 5) == "hello");
}

TEST_CASE("the heading") {
  const Recipe recipe =
      make("# a comment\n# path: a/b c.pkl\n# depth: full\nu8 1\n# path: not this\n");
  CHECK(recipe.path == "a/b c.pkl");
  CHECK(recipe.depth == "full");
}

TEST_CASE("errors carry their line") {
  CHECK(error_line("u8 1\nfoo 2\n") == 2);
  CHECK(error_line("u8 1\n\nu8 256\n") == 3);
  CHECK(error_line("hex 8\n") == 1);
  CHECK(error_line("hex 80 8") == 1);
  CHECK(error_line("u8 1\nu8 nowhere\n") == 2);
  CHECK(error_line("zlib {\n u8 1\n") > 1);
  CHECK(error_line("}\n") == 1);
  CHECK(error_line("text \"abc\n") == 1);
  CHECK(error_line("let a = { emit a\n u8 1 }\nemit a") == 1);
}

}  // namespace
}  // namespace bartizan::mkbytes
