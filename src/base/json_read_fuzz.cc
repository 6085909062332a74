// Any bytes: events balance, ranges lie inside, memory is given back.
#include "base/json_read.h"

namespace {

using bartizan::base::Range;

class Checker final : public bartizan::base::JsonVisitor {
 public:
  explicit Checker(std::size_t size) : size_(size) {}
  void begin_object(std::uint64_t at) override { open(at); }
  void end_object(std::uint64_t at) override { close(at); }
  void begin_array(std::uint64_t at) override { open(at); }
  void end_array(std::uint64_t at) override { close(at); }
  void key(std::string_view, Range range) override { inside(range); }
  void string(std::string_view, Range range) override { inside(range); }
  void number(const bartizan::base::JsonNumber&, Range range) override { inside(range); }
  void boolean(bool, Range range) override { inside(range); }
  void null(Range range) override { inside(range); }
  void duplicate_key(std::string_view, Range first, Range again) override {
    BZ_CHECK(first.end() <= again.offset);
    inside(again);
  }
  std::int64_t depth() const { return depth_; }

 private:
  void open(std::uint64_t at) {
    inside({at, 1});
    ++depth_;
  }
  void close(std::uint64_t at) {
    inside({at, 1});
    BZ_CHECK(--depth_ >= 0);
  }
  void inside(Range range) {
    BZ_CHECK(range.offset < size_ && range.length <= size_ - range.offset);
  }

  std::size_t size_;
  std::int64_t depth_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bartizan::base;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Limits limits;
  Budget budget(limits);
  Checker checker(size);
  const auto done = read_json(bytes_of(text), budget, checker);
  BZ_CHECK(budget.memory() == 0);
  if (done) BZ_CHECK(checker.depth() == 0);
  if (!done) BZ_CHECK(done.error().offset <= size && done.error().what[0] != '\0');
  return 0;
}
