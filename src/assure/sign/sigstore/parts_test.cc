// Merkle paths, checkpoints, patterns of identities, one by one.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "assure/parse/signature/base64.h"
#include "assure/sign/sigstore/checkpoint.h"
#include "assure/sign/sigstore/log.h"
#include "assure/sign/sigstore/merkle.h"
#include "assure/sign/sigstore/policy.h"
#include "assure/sign/sigstore/synthetic_test.h"

namespace bartizan::assure::sigstore {
namespace {

TEST_CASE("every entry of every small tree leads to its root, and to no other place") {
  for (std::size_t size = 1; size <= 33; ++size) {
    std::vector<std::string> entries;
    for (std::size_t i = 0; i < size; ++i) entries.push_back("entry " + std::to_string(i));
    const std::string root = tree_hash(entries);
    for (std::size_t i = 0; i < size; ++i) {
      std::vector<std::string> path = path_to(i, entries);
      CHECK(root_of_path(leaf_hash(entries[i]), i, size, path) == root);
      for (std::size_t other = 0; other <= size; ++other) {
        if (other == i) continue;
        CHECK(root_of_path(leaf_hash(entries[i]), other, size, path) != root);
      }
      CHECK(root_of_path(leaf_hash("another"), i, size, path) != root);
      path.push_back(root);
      CHECK(root_of_path(leaf_hash(entries[i]), i, size, path).empty());
      if (size > 1) {
        path.resize(path.size() - 2);
        CHECK(root_of_path(leaf_hash(entries[i]), i, size, path).empty());
      }
    }
  }
}

TEST_CASE("the vectors of RFC 6962's reference: an empty leaf") {
  CHECK(signature::to_hex(leaf_hash("")) ==
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
}

TEST_CASE("sizes at the end of what fits") {
  const std::uint64_t most = ~std::uint64_t{0};
  const std::vector<std::string> path(64, std::string(32, 'x'));
  CHECK_FALSE(root_of_path(leaf_hash("a"), 0, most, path).empty());
  CHECK(root_of_path(leaf_hash("a"), most, most, path).empty());
  CHECK(root_of_path(leaf_hash("a"), 0, 0, {}).empty());
}

std::string note(const std::string& text) { return text + "\n\xe2\x80\x94 log AAAAAAE=\n"; }
std::string zeros() { return signature::to_base64(std::string(32, '\0')); }

TEST_CASE("a checkpoint is read, with other lines and several signatures") {
  const std::string text = "log.example/a\n12\n" + zeros() + "\nother\n";
  const std::string whole = note(text) + "\xe2\x80\x94 witness/b AAAAAAI=\n";
  const auto read = read_checkpoint(whole);
  REQUIRE(read);
  CHECK(read->signed_text == text);
  CHECK(read->origin == "log.example/a");
  CHECK(read->size == 12);
  CHECK(read->root == std::string(32, '\0'));
  REQUIRE(read->signatures.size() == 2);
  CHECK(read->signatures[1].name == "witness/b");
  CHECK(read->signatures[1].key_hint == std::string(4, '\0'));
  CHECK(read->signatures[1].signature == "\2");
}

TEST_CASE("what is no checkpoint is refused") {
  const std::string good = "log\n12\n" + zeros() + "\n";
  REQUIRE(read_checkpoint(note(good)));
  for (const std::string& bad :
       {std::string(), good, good + "\n", "\n12\n" + zeros() + "\n",
        note("log\n012\n" + zeros() + "\n"), note("log\n-1\n" + zeros() + "\n"),
        note("log\n18446744073709551616\n" + zeros() + "\n"), note("log\n12\nAAAA\n"),
        note("log\n12\n"), note("log\r\n12\n" + zeros() + "\n"), note(good) + "no signature\n",
        note(good) + "\xe2\x80\x94 log AAAAAAE=", note(good) + "\xe2\x80\x94 log AAAA\n",
        note(good) + "\xe2\x80\x94  AAAAAAE=\n", std::string(70000, 'a')}) {
    CAPTURE(bad);
    CHECK_FALSE(read_checkpoint(bad));
  }
  std::string many = note(good);
  for (int i = 0; i < 64; ++i) many += "\xe2\x80\x94 log AAAAAAE=\n";
  CHECK_FALSE(read_checkpoint(many));
}

TEST_CASE("what follows a blank line in the signed text is signed, not a signature") {
  const std::string text = "log\n12\n" + zeros() + "\n\nmore\n";
  const std::string whole = note(text);
  const auto read = read_checkpoint(whole);
  REQUIRE(read);
  CHECK(read->signed_text == text);
}

TEST_CASE("a log's names are its address") {
  Log log;
  log.base_url = "https://log.example:3000/shard/";
  CHECK(is_name_of("log.example:3000/shard", log));
  CHECK(is_name_of("log.example:3000", log));
  CHECK_FALSE(is_name_of("log.example", log));
  CHECK_FALSE(is_name_of("", log));
  log.base_url.clear();
  CHECK_FALSE(is_name_of("", log));
}

TEST_CASE("stars stand for what they say") {
  CHECK(matches("a*c", "abbbc"));
  CHECK(matches("a*c", "ac"));
  CHECK_FALSE(matches("a*c", "ab/c"));
  CHECK_FALSE(matches("a*c", "ab@c"));
  CHECK(matches("a**c", "a/@/c"));
  CHECK(matches("***", "a/b"));
  CHECK_FALSE(matches("abc", "abcd"));
  CHECK_FALSE(matches("abc", "ab"));
  CHECK_FALSE(matches("", "a"));
  CHECK_FALSE(matches("*@example.invalid", "alice@example.invalid@evil.invalid"));
  CHECK_FALSE(matches("*@example.invalid", "a@b@example.invalid"));
  for (const char* anybody : {"", "*", "**", "*****"}) CHECK(expects_nobody(anybody));
  CHECK_FALSE(expects_nobody("*@*"));
}

TEST_CASE("a pattern without stars matches itself alone") {
  CHECK(rc::check([](const std::string& a, const std::string& b) {
    RC_PRE(a.find('*') == a.npos);
    RC_ASSERT(matches(a, a));
    RC_ASSERT(matches(a, b) == (a == b));
    RC_ASSERT(matches("**" + a, b + a));
  }));
}

TEST_CASE("a pattern of a thousand stars costs little") {
  std::string pattern;
  for (int i = 0; i < 500; ++i) pattern += "*a";
  CHECK_FALSE(matches(pattern + "c", std::string(2000, 'a') + "b"));
}

}  // namespace
}  // namespace bartizan::assure::sigstore
