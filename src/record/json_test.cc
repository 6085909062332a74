#include "record/json.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <string>
#include <vector>

#include "base/escape.h"

namespace bartizan::record {
namespace {

Artifact example() {
  Artifact a;
  a.root = "models";
  a.path = "a\xff\n\\x41.pt";
  a.link_target = "../blobs/\x1b[31m";
  a.sha256 = std::string(64, 'a');
  a.size = 0xFFFFFFFFFFFFFFFF;
  a.format = "torch-zip";
  a.verdict = Verdict::malicious;
  a.coverage = {CoverageState::partial, Depth::full, 12, {{"truncated", 1, {3, 4}}}};
  a.members.push_back(
      {0,
       "",
       a.size,
       Range{0, a.size},
       {"torch-zip", "pickle"},
       {{{0, 8}, base::SpanLabel::header, true}, {{8, 4}, base::SpanLabel::payload, false}}});
  a.members.push_back({0, "archive/data.pkl", 7, std::nullopt, {"pickle"}, {}});
  a.findings.push_back({"BZ-PKL-001",
                        Severity::critical,
                        Confidence::medium,
                        Verdict::malicious,
                        "calls posix.system",
                        "posix.system",
                        1,
                        {5, 1},
                        Range{70, 1},
                        {{"call", "posix.system(\"a\\x1b\")\n\x1b"}},
                        3,
                        "sup-1"});
  a.facts.push_back({"global", "posix.system", "", 1, {2, 3}});
  return a;
}

TEST_CASE("an artifact survives its JSON form byte for byte") {
  const Artifact a = example();
  const auto back = artifact_from_json(to_json(a));
  REQUIRE(back.has_value());
  CHECK(*back == a);
  CHECK(base::is_utf8(to_json(a)));
}

TEST_CASE("an artifact that was never looked into keeps having no members") {
  Artifact a;
  a.path = "unreadable";
  a.coverage = {CoverageState::refused, Depth::content, 0, {{"permission denied", 0, {}}}};
  const auto back = artifact_from_json(to_json(a));
  REQUIRE(back.has_value());
  CHECK(*back == a);
}

TEST_CASE("any bytes in any text survive") {
  CHECK(rc::check([](const std::vector<std::string>& words, std::uint64_t n) {
    const auto word = [&](std::size_t i) {
      return words.empty() ? std::string() : words[i % words.size()];
    };
    Artifact a = example();
    a.path = word(0);
    a.root = word(1);
    a.members[1].name = word(2);
    a.members[1].size = n;
    a.findings[0].title = word(3);
    a.findings[0].evidence.push_back({word(4), word(5)});
    a.facts[0].value = word(6);
    a.coverage.gaps[0].reason = word(7);
    const auto back = artifact_from_json(to_json(a));
    RC_ASSERT(back.has_value());
    RC_ASSERT(*back == a);
  }));
  CHECK(rc::check([](const std::string& text) {
    RC_ASSERT(base::unescape_name(base::encode_text(text)) == text);
    RC_ASSERT(base::unescape_name(base::escape_name(text)) == text);
  }));
}

TEST_CASE("text that looks like an escape is not mistaken for one") {
  for (const char* text :
       {"\\x41", "\\\\x41", "\\x4\xff", "\\", "\\x", "\\\xff", "\\x5c", "a\\xzz"}) {
    CHECK(base::unescape_name(base::encode_text(text)) == text);
  }
  CHECK(base::encode_text("a\\nb\tc\nd") == "a\\nb\tc\nd");
}

TEST_CASE("records that to_json cannot have written are refused") {
  const std::string good = to_json(example());
  const auto with = [&](std::string_view from, std::string_view to) {
    std::string text = good;
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
  };
  CHECK_FALSE(artifact_from_json("").has_value());
  CHECK_FALSE(artifact_from_json("[]").has_value());
  CHECK_FALSE(artifact_from_json(good.substr(0, good.size() - 1)).has_value());
  CHECK_FALSE(artifact_from_json(with("\"malicious\"", "\"fine\"")).has_value());
  CHECK_FALSE(artifact_from_json(with("\"size\":", "\"sized\":")).has_value());
  CHECK_FALSE(
      artifact_from_json(with("\"id\":1,\"parent\":0", "\"id\":1,\"parent\":1")).has_value());
  CHECK_FALSE(artifact_from_json(with("\"member\":1", "\"member\":2")).has_value());
  CHECK_FALSE(artifact_from_json(with("\"payload\"", "\"paylod\"")).has_value());
  CHECK(artifact_from_json(with("\"root\":", "\"new_field\":1,\"root\":")).has_value());
}

}  // namespace
}  // namespace bartizan::record
