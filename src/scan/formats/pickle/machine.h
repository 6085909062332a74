// Machine: the abstract interpreter of one pickle, all 68 opcodes.
//
// What it is: stack, marks, memo and the frame models of the C and of the Python unpickler, over
// abstract values; events go to the Judge. It continues wherever one of the two unpicklers would.
// What it is not: a driver of streams of pickles (parse.cc). Memory is charged, steps are charged.
// One pickle, one thread.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "scan/formats/pickle/context.h"
#include "scan/formats/pickle/judge.h"

namespace bartizan::scan::pickle {

// A text or bytes operand that looks like a file of its own.
struct Operand {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  Kind kind = Kind::bytes;
};

class Machine {
 public:
  enum class End : std::uint8_t { stopped, truncated, malformed, limit };

  // `reader` counts from the artifact's first byte; bytes before `labelled` have their labels.
  Machine(Context& context, Judge& judge, base::Reader& reader, base::Vec<Operand>& operands,
          std::uint64_t labelled);

  End run();

  // Why and where it ended, when it did not stop.
  std::string_view why() const { return why_; }
  std::uint64_t where() const { return where_; }
  std::uint64_t begin() const { return begin_; }
  // First byte without a label: large operands get theirs on the way, the caller gives the rest.
  std::uint64_t labelled() const { return labelled_; }
  // What STOP returned.
  Value result() const { return result_; }

 private:
  // Memo indices below this are never remarkable.
  static constexpr std::uint64_t kFarIndex = 1024;
  static constexpr std::uint64_t kNoFrame = UINT64_MAX;
  static constexpr std::uint64_t kStepBatch = 4096;
  // Operands from this size on are payload spans; smaller ones are part of the code.
  static constexpr std::uint64_t kLargeOperand = 4096;
  // The shortest pickle that calls something with a name and an argument.
  static constexpr std::uint64_t kLeastNested = 12;

  // One opcode. False: the pickle is over, or broken.
  bool step(std::uint64_t start, Op op);

  void push(Value value) {
    if (!stack_.try_push(value)) [[unlikely]]
      refuse();
  }
  // A value that may have needed the heap.
  void push_made(Value value) {
    if (context_.refused) [[unlikely]]
      refuse();
    push(value);
  }
  Value pop();
  // The top value; a harmless one when there is none.
  Value& top() {
    if (stack_.size() <= fence_) [[unlikely]]
      no_top();
    return stack_.empty() ? result_ : stack_.back();
  }
  void no_top();
  // Elements above the topmost mark, which is removed; `begin` is where they start on the stack.
  bool pop_mark(std::size_t& begin);
  std::span<const Value> above(std::size_t begin) const { return stack_.span().subspan(begin); }
  void fence() { fence_ = marks_.empty() ? 0 : marks_.back(); }

  void memo_put(std::uint64_t index) {
    if (!memo_.put(index, top())) [[unlikely]]
      refuse();
    if (index > start_ + kFarIndex) [[unlikely]]
      check_index(index);
  }
  void memo_get(std::uint64_t index) {
    const Value value = memo_.get(index);
    if (value.kind() == Kind::absent || value.is_mutable()) [[unlikely]] {
      memo_get_slow(value);
    } else {
      push(value);
    }
  }
  void memo_get_slow(Value value);
  void check_index(std::uint64_t index);
  void text_operand(Kind kind, std::uint64_t length);
  void large_operand(std::uint64_t offset, std::uint64_t length);
  void make_tuple(std::size_t begin, Kind kind = Kind::tuple);
  void check_size(Value value);
  void mutate(std::size_t begin, Op op);
  void call(Op op, Value callee, Value arguments, Value keywords);
  std::string_view after_frame(std::uint64_t offset, std::string_view line) const;
  void global(Op op, std::uint64_t start);
  void stack_global(std::uint64_t start);
  void build();
  void joblib_array(Value target, Value state);
  void line(Op op, std::uint64_t start);
  void protocol(std::uint64_t start);
  void frame();
  void leave_frame(std::uint64_t start);
  void list_opcode(std::uint64_t start);

  enum class Unpickler : std::uint8_t { c, python };
  // Only `refuses` stops here; the other one goes on.
  void diverge(Unpickler refuses, std::string_view why);
  void malformed(std::string_view why);  // both stop here
  void refuse();                         // memory
  void report_divergence();

  Context& context_;
  Judge& judge_;
  base::Reader& reader_;
  base::Vec<Operand>& operands_;
  base::Vec<Value> stack_;
  base::Vec<std::uint32_t> marks_;
  Memo memo_;
  std::size_t fence_ = 0;
  std::uint64_t begin_;
  std::uint64_t start_;                 // of the opcode being executed
  std::uint64_t frame_end_ = kNoFrame;  // of the Python unpickler's current frame
  std::uint8_t protocol_ = 0;
  std::uint64_t calls_before_;
  bool listing_, joblib_;
  bool expansion_told_ = false, memo_told_ = false;
  End end_ = End::stopped;
  std::string_view why_;
  std::uint64_t where_ = 0;
  Value result_;

  bool c_refuses_ = false, python_refuses_ = false;
  std::string_view divergence_;
  std::uint64_t diverged_at_ = 0;
  std::uint64_t labelled_;
};

}  // namespace bartizan::scan::pickle
