// Bytes read through windows give the same result as bytes in memory. Recipes are analysed in
// memory everywhere else; the product reads files through a descriptor.
#include <doctest/doctest.h>

#include <cstring>

#include "record/json.h"
#include "run/analyse.h"
#include "support/mutate.h"

namespace bartizan::test {
namespace {

class Descriptor final : public base::Source {
 public:
  explicit Descriptor(std::string_view bytes) : bytes_(bytes) {}
  std::uint64_t size() const override { return bytes_.size(); }
  bool read(std::uint64_t offset, std::span<std::byte> out) override {
    if (offset > bytes_.size() || out.size() > bytes_.size() - offset) return false;
    if (!out.empty()) std::memcpy(out.data(), bytes_.data() + offset, out.size());
    return true;
  }

 private:
  std::string_view bytes_;
};

TEST_CASE("every recipe reads the same through windows as in memory") {
  std::vector<std::string> problems;
  for (const Input& input : all_inputs()) {
    Descriptor source(input.bytes);
    const auto windowed = run::analyse_source(source, input.path, input.depth);
    const auto in_memory =
        run::analyse_bytes(std::as_bytes(std::span(input.bytes)), input.path, input.depth);
    if (record::to_json(windowed) != record::to_json(in_memory)) {
      problems.push_back(input.name + ": another result through windows");
    }
  }
  CHECK_MESSAGE(problems.empty(), join(problems));
}

}  // namespace
}  // namespace bartizan::test
