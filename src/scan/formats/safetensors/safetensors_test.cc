#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "run/analyse.h"
#include "run/collector.h"
#include "scan/formats/safetensors/dtype.h"
#include "scan/formats/safetensors/rules.h"
#include "scan/walk.h"
#include "support/recipes.h"

namespace bartizan::scan::safetensors {
namespace {

using record::Verdict;

std::string file_of(const std::string& header, std::size_t data) {
  std::string file;
  for (unsigned i = 0; i < 8; ++i) file += static_cast<char>((header.size() >> (8 * i)) & 0xFF);
  return file + header + std::string(data, '\1');
}

struct Entry {
  std::string dtype;
  std::vector<std::uint64_t> shape;
  std::uint64_t begin = 0, end = 0;
};

std::string header_of(const std::vector<Entry>& entries) {
  std::string json = "{";
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const Entry& entry = entries[i];
    json += (i == 0 ? "" : ",") + ("\"t" + std::to_string(i)) + R"(":{"dtype":")" + entry.dtype +
            R"(","shape":[)";
    for (std::size_t d = 0; d < entry.shape.size(); ++d) {
      json += (d == 0 ? "" : ",") + std::to_string(entry.shape[d]);
    }
    json += R"(],"data_offsets":[)" + std::to_string(entry.begin) + "," +
            std::to_string(entry.end) + "]}";
  }
  return json + "}";
}

std::vector<Entry> any_entries() {
  std::vector<Entry> entries(*rc::gen::inRange<std::size_t>(1, 9));
  std::uint64_t at = 0;
  for (Entry& entry : entries) {
    const Dtype dtype = kDtypes[*rc::gen::inRange<std::size_t>(0, kDtypes.size())];
    entry.dtype = dtype.name;
    std::uint64_t elements = 1;
    const auto dimensions = *rc::gen::inRange<std::size_t>(0, 4);
    for (std::size_t d = 0; d < dimensions; ++d) {
      entry.shape.push_back(*rc::gen::inRange<std::uint64_t>(0, 5));
      elements *= entry.shape.back();
    }
    if (elements * dtype.bits % 8 != 0) {  // four elements of any type fill whole bytes
      entry.shape.push_back(4);
      elements *= 4;
    }
    entry.begin = at;
    at += elements * dtype.bits / 8;
    entry.end = at;
  }
  return entries;
}

Verdict verdict_of(const std::string& file, record::Depth depth = record::Depth::content) {
  return run::analyse_bytes(test::as_bytes(file), "model.safetensors", depth).verdict;
}

TEST_CASE("safetensors: random valid files are clean, in any order of their entries") {
  CHECK(rc::check([] {
    auto entries = any_entries();
    const std::uint64_t data = entries.back().end;
    std::shuffle(entries.begin(), entries.end(), std::mt19937(*rc::gen::arbitrary<unsigned>()));
    const std::string file = file_of(header_of(entries) + "   ", data);
    RC_ASSERT(verdict_of(file) == Verdict::clean);
    RC_ASSERT(verdict_of(file, record::Depth::structure) == Verdict::clean);
  }));
}

TEST_CASE("safetensors: any change of one offset is noticed") {
  CHECK(rc::check([] {
    auto entries = any_entries();
    const std::uint64_t data = entries.back().end;
    Entry& entry = entries[*rc::gen::inRange<std::size_t>(0, entries.size())];
    std::uint64_t& offset = *rc::gen::arbitrary<bool>() ? entry.begin : entry.end;
    const std::uint64_t other = *rc::gen::oneOf(rc::gen::inRange<std::uint64_t>(0, data + 10),
                                                rc::gen::arbitrary<std::uint64_t>());
    RC_PRE(other != offset);
    offset = other;
    RC_ASSERT(verdict_of(file_of(header_of(entries), data)) != Verdict::clean);
  }));
}

TEST_CASE("safetensors: any change of the length is noticed") {
  const std::string header = R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}})";
  const std::string file = file_of(header, 4);
  REQUIRE(verdict_of(file) == Verdict::clean);
  for (std::size_t i = 0; i < 8; ++i) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      std::string other = file;
      other[i] = static_cast<char>(other[i] ^ (1 << bit));
      CHECK(verdict_of(other) != Verdict::clean);
    }
  }
  for (std::size_t n = 0; n < file.size(); ++n)
    CHECK(verdict_of(file.substr(0, n)) != Verdict::clean);
}

TEST_CASE("safetensors: no length alone makes a file a pickle") {
  const std::string header = R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}})";
  for (std::size_t blanks = 0; blanks < 1024; ++blanks) {
    const auto file = file_of(header + std::string(blanks, ' '), 4);
    CHECK(verdict_of(file, record::Depth::structure) == Verdict::clean);
  }
}

TEST_CASE("safetensors: tensors over the limit are a gap, not bytes that nobody claims") {
  const std::string header = R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},)"
                             R"("b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}})";
  base::Limits limits;
  limits.tensors = 1;
  const auto artifact = run::analyse_bytes(test::as_bytes(file_of(header, 8)), "m.safetensors",
                                           record::Depth::content, limits);
  CHECK(artifact.verdict == Verdict::incomplete);
  CHECK(artifact.findings.size() == 1);
}

TEST_CASE("safetensors: facts say what is inside") {
  const std::string header =
      R"({"__metadata__":{"format":"pt"},"w":{"dtype":"F32","shape":[2, 3],"data_offsets":[0,24]},)"
      R"("b":{"dtype":"BF16","shape":[],"data_offsets":[24,26]}})";
  const auto artifact = run::analyse_bytes(test::as_bytes(file_of(header, 26)), "m.safetensors");
  const auto fact = [&](std::string_view kind, std::string_view key) -> std::string {
    for (const auto& one : artifact.facts) {
      if (one.kind == kind && one.key == key) return one.value;
    }
    return "none";
  };
  CHECK(fact("metadata", "format") == "pt");
  CHECK(fact("tensor", "w") == "F32 [2, 3]");
  CHECK(fact("tensor", "b") == "BF16 []");
  CHECK(fact("model", "tensors") == "2");
  CHECK(fact("model", "parameters") == "7");
  CHECK(fact("model", "dtypes") == "BF16 x 1, F32 x 1");
}

// A large file of which only the header exists; counts what is asked of it.
class CountingSource final : public base::Source {
 public:
  CountingSource(std::string head, std::uint64_t size) : head_(std::move(head)), size_(size) {}
  std::uint64_t size() const override { return size_; }
  bool read(std::uint64_t offset, std::span<std::byte> out) override {
    read_ += out.size();
    for (std::size_t i = 0; i < out.size(); ++i) {
      const std::uint64_t at = offset + i;
      out[i] = at < head_.size() ? static_cast<std::byte>(head_[at]) : std::byte{0};
    }
    return true;
  }
  std::uint64_t bytes_read() const { return read_; }

 private:
  std::string head_;
  std::uint64_t size_;
  std::uint64_t read_ = 0;
};

TEST_CASE("safetensors: at structure a 200 MB file costs kilobytes") {
  std::vector<Entry> entries(200);
  std::uint64_t at = 0;
  for (Entry& entry : entries) {
    entry = {"F32", {512, 512}, at, at + (1 << 20)};
    at = entry.end;
  }
  const std::string head = file_of(header_of(entries), 0);
  CountingSource source(head, head.size() + at);
  const Catalog& catalog = Catalog::embedded();
  const base::Limits limits;
  base::Budget budget(limits);
  run::Collector collector(catalog, source.size(), record::Depth::structure);
  Job job{budget, catalog, collector, record::Depth::structure};
  analyse(job, source);
  CHECK(collector.distrusted().empty());
  CHECK(collector.take().findings.empty());
  CHECK(source.bytes_read() < 128 * base::kKiB);
  CHECK(budget.memory() == 0);
}

}  // namespace
}  // namespace bartizan::scan::safetensors
