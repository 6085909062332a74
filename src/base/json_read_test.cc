#include "base/json_read.h"

#include <doctest/doctest.h>

#include <string>

namespace bartizan::base {
namespace {

// Writes the events down, one word each.
class Recorder final : public JsonVisitor {
 public:
  std::string log;

  void begin_object(std::uint64_t at) override { say("{", at); }
  void end_object(std::uint64_t at) override { say("}", at); }
  void begin_array(std::uint64_t at) override { say("[", at); }
  void end_array(std::uint64_t at) override { say("]", at); }
  void key(std::string_view name, Range r) override { say("k:" + std::string(name), r.offset); }
  void string(std::string_view text, Range r) override { say("s:" + std::string(text), r.offset); }
  void number(const JsonNumber& n, Range r) override { say("n:" + std::string(n.text), r.offset); }
  void boolean(bool value, Range r) override { say(value ? "true" : "false", r.offset); }
  void null(Range r) override { say("null", r.offset); }
  void duplicate_key(std::string_view name, Range first, Range again) override {
    say("dup:" + std::string(name) + "," + std::to_string(first.offset), again.offset);
  }

 private:
  void say(const std::string& word, std::uint64_t at) {
    log += (log.empty() ? "" : " ") + word + "@" + std::to_string(at);
  }
};

struct Outcome {
  std::string log;
  Error error;
};

Outcome read(std::string_view text, const Limits& limits = {}) {
  Budget budget(limits);
  Recorder recorder;
  const auto done = read_json(bytes_of(text), budget, recorder);
  CHECK(budget.memory() == 0);
  return {recorder.log, done ? Error{} : done.error()};
}

std::string why(std::string_view text) {
  const Outcome outcome = read(text);
  if (outcome.error.code == Code::ok) return "accepted";
  CHECK(outcome.error.offset <= text.size());
  return std::string(outcome.error.what) + " @" + std::to_string(outcome.error.offset);
}

TEST_CASE("json_read: events carry their places") {
  CHECK(read(R"( {"a": [1, -2.5e+3, true,false ,null], "b":"x\ny"} )").log ==
        "{@1 k:a@2 [@7 n:1@8 n:-2.5e+3@11 true@20 false@25 null@32 ]@36 k:b@39 s:x\ny@43 }@49");
  CHECK(read("7").log == "n:7@0");
  CHECK(read("[]").log == "[@0 ]@1");
  CHECK(read("{}  \n").log == "{@0 }@1");
  CHECK(read(R"("\u00e9\ud83d\ude00\u0000\/")").log == std::string("s:\u00e9\U0001F600\0/@0", 12));
}

TEST_CASE("json_read: duplicate keys at any level, also when spelled differently") {
  CHECK(read(R"({"a":1,"b":2,"a":3})").log ==
        "{@0 k:a@1 n:1@5 k:b@7 n:2@11 k:a@13 n:3@17 dup:a,1@13 }@18");
  CHECK(read(R"([{"x":{"\u0061":1,"a":2}}])").log.find("dup:a,7@18") != std::string::npos);
  CHECK(read(R"({"a":{"a":{"a":1}}})").log.find("dup") == std::string::npos);
  CHECK(read(R"({"a":1,"a":2,"a":3})").log.find("dup:a,1@7 dup:a,7@13") != std::string::npos);
}

TEST_CASE("json_read: what is not JSON has a name") {
  CHECK(why("") == "nothing but blanks @0");
  CHECK(why(" \n ") == "nothing but blanks @0");
  CHECK(why("\xEF\xBB\xBF{}") == "a byte order mark is not JSON @0");
  CHECK(why(std::string_view("{\0}\0", 4)) == "UTF-16 is not JSON @0");
  CHECK(why("\xFF\xFE{") == "UTF-16 is not JSON @0");
  CHECK(why("[NaN]") == "NaN is not JSON @1");
  CHECK(why("[-Infinity]") == "Infinity is not JSON @1");
  CHECK(why("[1 // one\n]") == "comments are not JSON @3");
  CHECK(why("[/* one */1]") == "comments are not JSON @1");
  CHECK(why("['a']") == "a string in single quotes is not JSON @1");
  CHECK(why("{# one\n}") == "comments are not JSON @1");
  CHECK(why("{a:1}") == "a key is not a string @1");
  CHECK(why("[01]") == "a number is malformed @1");
  CHECK(why("[1.]") == "a number is malformed @1");
  CHECK(why("[+1]") == "a number is malformed @1");
  CHECK(why("[.5]") == "a value is none of JSON's @1");
  CHECK(why("[truex]") == "a value is none of JSON's @1");
  CHECK(why("[\"a\" \"b\"]").ends_with("wrong place @5"));
  CHECK(why("[\"a\"b]").ends_with("wrong place @4"));
  CHECK(why("[1,]").ends_with("wrong place @3"));
  CHECK(why("{\"a\":1,}") == "a token stands in the wrong place @7");
  CHECK(why("{\"a\"}").ends_with("wrong place @4"));
  CHECK(why("[}").ends_with("wrong place @1"));
  CHECK(why("]").ends_with("wrong place @0"));
  CHECK(why(",").ends_with("wrong place @0"));
  CHECK(why("[1") == "the document does not end @2");
  CHECK(why("{\"a\":") == "the document does not end @5");
  CHECK(why("[\"a") == "a string does not end @3");
  CHECK(why("1 2") == "text follows the document @2");
  CHECK(why("{}\n{}") == "text follows the document @3");
  CHECK(why("[\"\\x\"]") == "an escape is none of JSON's @2");
  CHECK(why("[\"\\u12g4\"]") == "an escape is none of JSON's @2");
  CHECK(why("[\"\\ud800\"]") == "an escape is half of a surrogate pair @2");
  CHECK(why("[\"\\udc00\"]") == "an escape is half of a surrogate pair @2");
  CHECK(why("[\"\\ud800\\u0041\"]") == "an escape is half of a surrogate pair @2");
  CHECK(why("[\"a\xFF\"]") == "not UTF-8 @3");
  CHECK(why("[\"a\nb\"]") == "a control character stands inside a string @3");
  CHECK(why("[tru\"e, []\"]") == "a value is none of JSON's @1");
}

TEST_CASE("json_read: depth and memory are limited") {
  Limits limits;
  limits.json_depth = 3;
  CHECK(read("[[[]]]", limits).error.code == Code::ok);
  CHECK(read("[[[[]]]]", limits).error.code == Code::limit);
  limits = {};
  limits.memory = 64 * kKiB;
  CHECK(read("[" + std::string(20'000, ' ') + "]", limits).error.code == Code::limit);
  CHECK(read("[" + std::string(10'000, ' ') + "]", limits).error.code == Code::ok);
  limits = {};
  limits.steps = 3;
  CHECK(read("[1,2]", limits).error.code == Code::limit);
}

TEST_CASE("json_read: numbers") {
  CHECK(JsonNumber{"18446744073709551615"}.as_u64() == 18446744073709551615u);
  CHECK(!JsonNumber{"18446744073709551616"}.as_u64());
  CHECK(!JsonNumber{"-1"}.as_u64());
  CHECK(JsonNumber{"-1"}.as_i64() == -1);
  CHECK(!JsonNumber{"1.0"}.as_u64());
  CHECK(!JsonNumber{"1e3"}.is_integer());
}

}  // namespace
}  // namespace bartizan::base
