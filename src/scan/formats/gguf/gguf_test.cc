#include <doctest/doctest.h>

#include <string>

#include "run/analyse.h"
#include "scan/formats/gguf/types.h"
#include "support/recipes.h"

namespace bartizan {
namespace {

void put(std::string& out, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i));
}
void put(std::string& out, std::string_view text) {
  put(out, text.size(), 8);
  out += text;
}

// One F32 tensor of `elements` behind `keys` small pairs.
std::string file_of(std::uint64_t elements, unsigned keys) {
  std::string out = "GGUF";
  put(out, 3, 4);
  put(out, 1, 8);
  put(out, keys, 8);
  for (unsigned i = 0; i < keys; ++i) {
    put(out, "key." + std::to_string(i));
    put(out, 4, 4);
    put(out, i, 4);
  }
  put(out, "weight");
  put(out, 1, 4);
  put(out, elements, 8);
  put(out, 0, 4);
  put(out, 0, 8);
  out.resize((out.size() + 31) / 32 * 32);
  out.resize(out.size() + elements * 4);
  return out;
}

TEST_CASE("gguf: at depth structure the tensors stay unread") {
  const std::string file = file_of(1 << 20, 20);
  const auto shallow =
      run::analyse_bytes(test::as_bytes(file), "model.gguf", record::Depth::structure);
  CHECK(shallow.verdict == record::Verdict::clean);
  CHECK(shallow.coverage.bytes_read < 4096);
  const auto whole = run::analyse_bytes(test::as_bytes(file), "model.gguf");
  CHECK(whole.verdict == record::Verdict::clean);
  CHECK(whole.coverage.bytes_read == file.size());
}

TEST_CASE("gguf: facts") {
  const std::string file = file_of(8, 1);
  const auto artifact = run::analyse_bytes(test::as_bytes(file), "model.gguf");
  const auto fact = [&](std::string_view kind, std::string_view key) {
    for (const auto& one : artifact.facts) {
      if (one.kind == kind && one.key == key) return one.value;
    }
    return std::string("missing");
  };
  CHECK(fact("model", "version") == "3");
  CHECK(fact("model", "tensors") == "1");
  CHECK(fact("model", "parameters") == "8");
  CHECK(fact("metadata", "key.0") == "0");
  CHECK(fact("tensor", "weight") == "F32 [8]");
}

TEST_CASE("gguf: want of memory is never clean") {
  const std::string file = file_of(64, 500);
  int refused = 0;
  for (std::uint64_t memory = 0; memory < 400'000; memory += 1999) {
    base::Limits limits;
    limits.memory = memory;
    const auto artifact =
        run::analyse_bytes(test::as_bytes(file), "model.gguf", record::Depth::content, limits);
    refused += artifact.verdict != record::Verdict::clean ? 1 : 0;
  }
  CHECK(refused > 10);
}

TEST_CASE("gguf: tensor types with whole blocks only") {
  unsigned known = 0;
  for (std::uint32_t number = 0; number < 64; ++number) {
    const auto type = scan::gguf::tensor_type(number);
    if (!type) continue;
    ++known;
    CHECK_MESSAGE((type->elements == 1 || type->elements % 32 == 0), type->name);
    CHECK_MESSAGE(type->bytes <= type->elements * 8, type->name);
  }
  CHECK(known == 35);
  CHECK(!scan::gguf::tensor_type(4));
  CHECK(!scan::gguf::tensor_type(0xFFFFFFFF));
}

}  // namespace
}  // namespace bartizan
