#include "scan/formats/pickle/parse.h"

#include <algorithm>

#include "scan/formats/pickle/detect.h"
#include "scan/formats/pickle/machine.h"
#include "scan/formats/pickle/nested.h"
#include "scan/formats/pickle/rules.h"

namespace bartizan::scan::pickle {
namespace {

using base::SpanLabel;

// Blanks and NULs that an editor or a block device leaves after the last STOP.
constexpr std::uint64_t kPadding = 64;
constexpr std::uint32_t kMaxOperands = 1000;

// A stream of pickles in a range of the artifact.
class Stream {
 public:
  Stream(Artifact& artifact, std::uint64_t offset, std::uint64_t length, const Options& options)
      : artifact_(artifact),
        options_(options),
        context_(artifact, options),
        judge_(context_),
        operands_(artifact.budget()),
        at_(offset),
        labelled_(offset),
        end_(offset + length) {}

  Outcome run() {
    outcome_.complete = true;
    while (one()) {
    }
    judge_.finish();
    nested_operands();
    outcome_.end = at_;
    outcome_.calls = judge_.calls();
    return outcome_;
  }

  const Context& context() const { return context_; }

 private:
  // One pickle and what follows it. False when there is no other one.
  bool one() {
    base::Reader reader(artifact_.source(), artifact_.budget(), 0, end_);
    reader.seek(at_);
    Machine machine(context_, judge_, reader, operands_, labelled_);
    const Machine::End end = machine.run();
    labelled_ = machine.labelled();
    if (end != Machine::End::stopped) return broken(machine, end);
    ++outcome_.pickles;
    at_ = reader.pos();
    label(at_, SpanLabel::code);
    if (options_.on_text != nullptr) give_texts(machine.result());
    if (options_.only_first || at_ == end_) return false;
    return after_stop();
  }

  void give_texts(Value list) {
    base::Text text(artifact_.budget());
    for (std::uint64_t i = 0; i < context_.items(list); ++i) {
      text.clear();
      if (context_.text.append(context_.item(list, i), text)) {
        options_.on_text(options_.context, text.view());
      }
    }
  }

  bool after_stop() {
    base::Reader reader(artifact_.source(), artifact_.budget(), 0, end_);
    reader.seek(at_);
    const auto front = reader.peek(kResyncBytes);
    if (begins_pickle(front)) return true;
    const bool blank = std::ranges::all_of(front, [](std::byte b) {
      return b == std::byte{0} || b == std::byte{'\n'} || b == std::byte{'\r'} ||
             b == std::byte{' '};
    });
    if (blank && end_ - at_ <= kPadding) {
      label(end_, SpanLabel::padding);
      at_ = end_;
      return false;
    }
    const std::uint64_t next = search(at_);
    if (options_.label_spans) {
      artifact_.outside(kTrailing, "bytes after the pickle", at_, next - at_);
    } else {
      judge_.note(kTrailing, {at_, next - at_}, "bytes after the pickle", "no opcode stands here");
    }
    at_ = labelled_ = next;
    return next < end_;
  }

  bool broken(const Machine& machine, Machine::End end) {
    outcome_.complete = false;
    const std::uint64_t where = std::min(machine.where(), end_);
    const bool limit = end == Machine::End::limit;
    judge_.note(kBroken, {where, std::min<std::uint64_t>(1, end_ - where)},
                judge_.calls() > 0 ? "after calls" : "before any call", machine.why());
    artifact_.partial(limit                            ? "limit:memory"
                      : end == Machine::End::truncated ? "truncated"
                                                       : "malformed",
                      {where, end_ - where});
    if (limit) {
      at_ = end_;
      return false;
    }
    const std::uint64_t next = where < end_ ? search(where + 1) : end_;
    at_ = next;
    if (next == end_) return false;
    label(next, SpanLabel::code);
    return true;
  }

  std::uint64_t search(std::uint64_t from) {
    return find_pickle(artifact_.source(), artifact_.budget(), from, end_);
  }

  void label(std::uint64_t end, SpanLabel label) {
    if (options_.label_spans && end > labelled_) artifact_.span(labelled_, end - labelled_, label);
    labelled_ = std::max(labelled_, end);
  }

  void nested_operands() {
    std::uint32_t done = 0;
    for (const Operand& operand : operands_) {
      if (++done > kMaxOperands) {
        artifact_.partial("limit:operands", {operand.offset, operand.length});
        return;
      }
      nested::analyse(context_, operand);
    }
    for (const Range& range : context_.loaded) {
      if (++done > kMaxOperands) {
        artifact_.partial("limit:operands", range);
        return;
      }
      nested::analyse_loaded(context_, range);
    }
  }

  Artifact& artifact_;
  const Options& options_;
  Context context_;
  Judge judge_;
  base::Vec<Operand> operands_;
  std::uint64_t at_, labelled_, end_;
  Outcome outcome_;
};

}  // namespace

Outcome parse_at(Artifact& artifact, std::uint64_t offset, std::uint64_t length,
                 const Options& options) {
  return Stream(artifact, offset, length, options).run();
}

void parse(Artifact& artifact) {
  const Options options{.joblib_arrays = true};
  Stream stream(artifact, 0, artifact.size(), options);
  stream.run();
  if (stream.context().saw_joblib_array) artifact.refine("joblib");
}

}  // namespace bartizan::scan::pickle
