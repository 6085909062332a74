#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "run/analyse.h"
#include "scan/catalog.h"
#include "scan/formats/pickle/decode.h"
#include "scan/formats/pickle/detect.h"
#include "scan/formats/pickle/heap.h"
#include "scan/formats/pickle/names.h"
#include "scan/formats/pickle/opcodes.h"
#include "scan/formats/pickle/shape.h"
#include "scan/formats/pickle/value.h"
#include "support/recipes.h"

namespace bartizan::scan::pickle {
namespace {

using namespace std::string_literals;
using record::Verdict;

record::Artifact analyse(std::string_view bytes) {
  return run::analyse_bytes(base::bytes_of(bytes), "model.pkl");
}

bool has_rule(const record::Artifact& artifact, std::string_view rule) {
  return std::ranges::any_of(artifact.findings,
                             [&](const record::Finding& f) { return f.rule == rule; });
}

TEST_CASE("the opcode table holds CPython's 68 opcodes") {
  std::size_t count = 0;
  std::array<std::size_t, 6> by_protocol{};
  for (const OpInfo& info : kOpTable) {
    if (info.name.empty()) continue;
    ++count;
    ++by_protocol[info.protocol];
  }
  CHECK(count == 68);
  CHECK(by_protocol == std::array<std::size_t, 6>{22, 19, 12, 2, 10, 3});
  CHECK(kOpTable[0x80].name == "PROTO");
  CHECK(kOpTable['R'].name == "REDUCE");
}

TEST_CASE("every opcode on an empty stack ends in a report, never in silence") {
  for (unsigned byte = 0; byte < 256; ++byte) {
    if (kOpTable[byte].name.empty()) continue;
    // PROTO first, so that the bytes are a pickle whatever follows.
    std::string stream = "\x80\x04"s + static_cast<char>(byte) + std::string(9, '\n') + ".";
    CAPTURE(kOpTable[byte].name);
    const record::Artifact artifact = analyse(stream);
    CHECK(artifact.format == "pickle");
  }
}

TEST_CASE("arrays of numbers hardly ever run as opcodes") {
  std::uint64_t state = 7;
  const auto random = [&] {  // splitmix64
    std::uint64_t z = state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
  };
  unsigned alarms = 0;
  for (unsigned i = 0; i < 20'000; ++i) {
    std::string bytes;
    for (unsigned k = 0; k < 64; ++k) {
      const double unit = static_cast<double>(random() >> 11) * 0x1p-53 - 0.5;
      const auto put = [&](auto value) {
        bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
      };
      if (i % 3 == 0) put(unit);
      if (i % 3 == 1) put(static_cast<float>(unit));
      if (i % 3 == 2) put(static_cast<std::int32_t>(random()));
    }
    base::Limits limits;
    base::Budget budget(limits);
    base::Reader reader(base::bytes_of(bytes));
    alarms += may_call(reader, budget, bytes.size()) ? 1U : 0U;
  }
  CHECK(alarms <= 2);
}

TEST_CASE("values keep what they are given") {
  CHECK(Value::integer(-5).integer() == -5);
  CHECK(Value::integer(INT64_MAX).integer() == Value::kMaxInteger);
  CHECK(Value::integer(INT64_MIN).integer() == Value::kMinInteger);
  const Value text = Value::text(Kind::utf8, 123456789012, 70'000);
  CHECK(text.offset() == 123456789012);
  CHECK(text.length() == Value::kMaxLength);
  CHECK(text.is_str());
  const Value named = Value::named(Kind::global, kObject | kUnsafe, 77, 99);
  CHECK(named.name() == 77);
  CHECK(named.position() == 99);
  CHECK(named.taint() == (kObject | kUnsafe));
  for (std::uint64_t n : {0ull, 1ull, 7ull, 8ull, 1000ull, 1ull << 33}) {
    CHECK(unpack_size(pack_size(n)) <= n);
    CHECK(unpack_size(pack_size(n)) * 9 / 8 >= n / 1);
  }
}

TEST_CASE("the memo is a map, dense or not") {
  const base::Limits limits;
  base::Budget budget(limits);
  Memo memo(budget);
  CHECK(memo.get(0).kind() == Kind::absent);
  CHECK(memo.put(0, Value::integer(0)));
  CHECK(memo.put(5'000'000, Value::integer(1)));
  CHECK(memo.put(10, Value::integer(2)));
  CHECK(memo.put(10, Value::integer(3)));
  CHECK(memo.put(UINT32_MAX, Value::integer(4)));
  CHECK(memo.count() == 4);
  CHECK(memo.get(5'000'000).integer() == 1);
  CHECK(memo.get(10).integer() == 3);
  CHECK(memo.get(9).kind() == Kind::absent);
  CHECK(memo.get(UINT32_MAX).integer() == 4);
  for (std::uint64_t i = 0; i < 100'000; ++i) {
    CHECK(memo.put(1'000'000 + i * 3, Value::integer(static_cast<std::int64_t>(i))));
  }
  CHECK(memo.get(1'000'000 + 3 * 99'999).integer() == 99'999);
  CHECK(memo.count() == 100'004);
}

TEST_CASE("the heap forgets the oldest and says so") {
  const base::Limits limits;
  base::Budget budget(limits);
  Heap heap(budget);
  std::uint64_t first = 0, last = 0;
  const std::array pair{Value::integer(1), Value::integer(2)};
  REQUIRE(heap.push(pair, first));
  CHECK(heap.at(first + 1).integer() == 2);
  for (std::uint64_t i = 0; i < Heap::kCapacity / 2; ++i) REQUIRE(heap.push(pair, last));
  CHECK(heap.holds(last));
  CHECK_FALSE(heap.holds(first));
  CHECK(heap.at(first).kind() == Kind::unknown);
  CHECK(budget.memory() <= Heap::kCapacity * sizeof(Value));
}

TEST_CASE("numbers are read as Python reads them") {
  CHECK(parse_int("00")->kind() == Kind::boolean);
  CHECK(parse_int("01")->truth());
  CHECK(parse_int(" 0x1F ")->integer() == 31);
  CHECK(parse_int("1_000")->integer() == 1000);
  CHECK(parse_int("-7")->integer() == -7);
  CHECK_FALSE(parse_int("1__0"));
  CHECK_FALSE(parse_int(""));
  CHECK(parse_long("12345678901234567890123L")->integer() == Value::kMaxInteger);
  CHECK(parse_index("+1") == 1);
  CHECK_FALSE(parse_index("0x1"));
  CHECK_FALSE(parse_index("-1"));
  CHECK(is_float("-1.5e-3"));
  CHECK(is_float("inf"));
  CHECK_FALSE(is_float("1.2.3"));
  CHECK_FALSE(is_float("e5"));
  CHECK(parse_little(base::bytes_of("\xff")).integer() == -1);
  CHECK(parse_little({}).integer() == 0);
  CHECK(parse_little(base::bytes_of("\x00\x01"s)).integer() == 256);
  CHECK(unquote("'a'  ") == "a");
  CHECK_FALSE(unquote("'a\""));
  CHECK(is_dotted_name("a.b_c.D1"));
  CHECK_FALSE(is_dotted_name("a..b"));
  CHECK_FALSE(is_dotted_name("1a"));
  CHECK_FALSE(is_dotted_name("os\r"));
}

TEST_CASE("edit distance counts insertions, deletions, replacements and swaps") {
  CHECK(edit_distance("numpy", "numpy") == 0);
  CHECK(edit_distance("numpy", "nunpy") == 1);
  CHECK(edit_distance("numpy", "nmupy") == 1);
  CHECK(edit_distance("skleam", "sklearn") == 2);
  CHECK(edit_distance("numpy", "pandas") == 3);
}

TEST_CASE("every shape in the catalogue can be read") {
  CHECK(is_shape("class, tuple, bytes|str?"));
  CHECK(is_shape("str, 'latin1'|'latin-1'"));
  CHECK(is_shape("(int, tuple), value..."));
  CHECK_FALSE(is_shape("klass"));
  CHECK_FALSE(is_shape("value..., int"));
}

TEST_CASE("texts are no pickles, however they begin") {
  for (const std::string& text :
       {"N.B. a note\n"s, "I am\n"s, "cat\ndog\nelephant\n"s, "(see below)\n"s, "[]"s, "{}"s,
        "true\n"s, "a,b,c\n1,2,3\n"s, "G\n"s, "P\n."s + std::string(80, 'x'), "0.5\n0.7\n"s}) {
    CAPTURE(text);
    CHECK(analyse(text).format != "pickle");
  }
}

TEST_CASE("a call is reported wherever the stream is cut behind it") {
  const std::string stream = "\x80\x02"s + "cposix\nsystem\nU\x06" + "echo x\x85R}q\x00N.";
  const std::size_t call = stream.find('R', 20) + 1;
  for (std::size_t length = 3; length < stream.size(); ++length) {
    CAPTURE(length);
    const record::Artifact artifact = analyse(std::string_view(stream).substr(0, length));
    CHECK(artifact.verdict != Verdict::clean);
    CHECK(artifact.coverage.state != record::CoverageState::complete);
    CHECK(has_rule(artifact, "BZ-PKL-001") == (length >= call));
  }
}

TEST_CASE("a cut recipe is never clean and complete, and cutting hides no finding before the cut") {
  for (const test::Input& recipe : test::all_inputs("formats/pickle")) {
    if (recipe.bytes.size() > 400) continue;
    const record::Artifact whole = analyse(recipe.bytes);
    for (std::size_t length = 1; length < recipe.bytes.size(); ++length) {
      CAPTURE(recipe.name);
      CAPTURE(length);
      const record::Artifact cut = analyse(std::string_view(recipe.bytes).substr(0, length));
      if (cut.format != "pickle" || whole.format != "pickle") continue;
      for (const record::Finding& finding : whole.findings) {
        // Calls are judged when they are made; what comes later cannot take them back.
        if (finding.rule != "BZ-PKL-001" || finding.member != 0 || finding.range.end() > length) {
          continue;
        }
        CHECK(std::ranges::any_of(cut.findings, [&](const record::Finding& f) {
          return f.rule == finding.rule && f.range == finding.range;
        }));
      }
    }
  }
}

TEST_CASE("a dense pickle stays within a few bytes an opcode") {
  // 200,000 dicts of two items: the memo grows, the heap does not.
  std::string stream = "\x80\x04]\x94("s;
  for (int i = 0; i < 200'000; ++i) {
    stream += "}\x94("s + "\x8c\x02id\x94K\x01\x8c\x01x\x94K\x02u"s;
  }
  stream += "e.";
  base::Limits limits;
  limits.memory = 16 * base::kMiB;  // 600,000 memo entries of 8 bytes, the heap of 8 MiB
  const record::Artifact artifact =
      run::analyse_bytes(base::bytes_of(stream), "model.pkl", record::Depth::content, limits);
  CHECK(artifact.verdict == Verdict::clean);
  limits.memory = 4 * base::kMiB;
  const record::Artifact refused =
      run::analyse_bytes(base::bytes_of(stream), "model.pkl", record::Depth::content, limits);
  CHECK(refused.verdict == Verdict::incomplete);
}

}  // namespace
}  // namespace bartizan::scan::pickle
