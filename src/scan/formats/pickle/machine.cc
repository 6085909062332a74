#include "scan/formats/pickle/machine.h"

#include <algorithm>

#include "scan/formats/pickle/render.h"

namespace bartizan::scan::pickle {

Machine::Machine(Context& context, Judge& judge, base::Reader& reader, base::Vec<Operand>& operands,
                 std::uint64_t labelled)
    : context_(context),
      judge_(judge),
      reader_(reader),
      operands_(operands),
      stack_(context.artifact.budget()),
      marks_(context.artifact.budget()),
      memo_(context.artifact.budget()),
      begin_(reader.pos()),
      start_(begin_),
      calls_before_(judge.calls()),
      listing_(context.artifact.wants_listing()),
      joblib_(context.options.joblib_arrays),
      labelled_(labelled) {}

Value Machine::pop() {
  if (stack_.size() <= fence_) [[unlikely]] {
    malformed("the stack is empty");
    return Value::plain(Kind::none);
  }
  const Value value = stack_.back();
  stack_.pop();
  return value;
}

void Machine::no_top() { malformed("the stack is empty"); }

bool Machine::pop_mark(std::size_t& begin) {
  if (marks_.empty()) [[unlikely]] {
    malformed("there is no mark");
    return false;
  }
  begin = marks_.back();
  marks_.pop();
  fence();
  return true;
}

// Inlined into the one loop that calls it: ten million opcodes in a tenth of a second.
[[gnu::always_inline]] inline bool Machine::step(std::uint64_t start, Op op) {
  std::size_t begin = 0;
  switch (op) {
    case Op::mark:
      if (!marks_.try_push(static_cast<std::uint32_t>(stack_.size()))) refuse();
      fence_ = stack_.size();
      break;
    case Op::stop:
      result_ = pop();
      return false;
    case Op::pop:
      if (stack_.size() > fence_) {
        stack_.pop();
      } else if (!pop_mark(begin)) {
        break;
      }
      break;
    case Op::pop_mark:
      if (pop_mark(begin)) stack_.truncate(begin);
      break;
    case Op::dup:
      push(Value(top()));
      break;

    case Op::none:
      push(Value::plain(Kind::none));
      break;
    case Op::newtrue:
      push(Value::boolean(true));
      break;
    case Op::newfalse:
      push(Value::boolean(false));
      break;
    case Op::binint:
      push(Value::integer(reader_.le<std::int32_t>()));
      break;
    case Op::binint1:
      push(Value::integer(reader_.u8()));
      break;
    case Op::binint2:
      push(Value::integer(reader_.le<std::uint16_t>()));
      break;
    case Op::long1:
      push(parse_little(reader_.take(reader_.u8())));
      break;
    case Op::long4: {
      const auto length = reader_.le<std::int32_t>();
      if (length < 0) {
        malformed("a length is negative");
        break;
      }
      const auto bytes =
          reader_.peek(std::min<std::uint64_t>(static_cast<std::uint64_t>(length), 16));
      // More than 16 bytes saturate whatever stands in them.
      const Value value = length <= 16 ? parse_little(bytes) : Value::integer(Value::kMaxInteger);
      reader_.skip(static_cast<std::uint64_t>(length));
      push(value);
      break;
    }
    case Op::binfloat:
      reader_.skip(8);
      push(Value::plain(Kind::real));
      break;

    case Op::short_binunicode:
      text_operand(Kind::utf8, reader_.u8());
      break;
    case Op::binunicode:
      text_operand(Kind::utf8, reader_.le<std::uint32_t>());
      break;
    case Op::binunicode8:
      text_operand(Kind::utf8, reader_.le<std::uint64_t>());
      break;
    case Op::short_binbytes:
      text_operand(Kind::bytes, reader_.u8());
      break;
    case Op::binbytes:
      text_operand(Kind::bytes, reader_.le<std::uint32_t>());
      break;
    case Op::binbytes8:
      text_operand(Kind::bytes, reader_.le<std::uint64_t>());
      break;
    case Op::bytearray8:
      text_operand(Kind::bytearray, reader_.le<std::uint64_t>());
      break;
    case Op::short_binstring:
      text_operand(Kind::raw, reader_.u8());
      break;
    case Op::binstring: {
      const auto length = reader_.le<std::int32_t>();
      if (length < 0) {
        malformed("a length is negative");
        break;
      }
      text_operand(Kind::raw, static_cast<std::uint64_t>(length));
      break;
    }
    case Op::int_:
    case Op::long_:
    case Op::float_:
    case Op::string:
    case Op::unicode:
    case Op::get:
    case Op::put:
    case Op::persid:
      line(op, start);
      break;

    case Op::empty_tuple:
      push(Value::container(Kind::tuple, kLiteral, 0, 0, 1));
      break;
    case Op::tuple1:
    case Op::tuple2:
    case Op::tuple3: {
      const std::size_t n = static_cast<std::size_t>(op) - static_cast<std::size_t>(Op::tuple1) + 1;
      if (stack_.size() < fence_ + n) {
        malformed("the stack is empty");
        break;
      }
      make_tuple(stack_.size() - n);
      break;
    }
    case Op::tuple:
      if (pop_mark(begin)) make_tuple(begin);
      break;
    case Op::frozenset:
      if (pop_mark(begin)) make_tuple(begin, Kind::frozenset);
      break;
    case Op::empty_list:
      push_made(context_.fresh(Kind::list));
      break;
    case Op::empty_dict:
      push_made(context_.fresh(Kind::dict));
      break;
    case Op::empty_set:
      push_made(context_.fresh(Kind::set));
      break;
    case Op::list:
    case Op::dict:
      if (pop_mark(begin)) {
        if (op == Op::dict && (stack_.size() - begin) % 2 != 0)
          malformed("a dict with half a pair");
        const Value made = context_.fresh(op == Op::list ? Kind::list : Kind::dict, above(begin));
        stack_.truncate(begin);
        check_size(made);
        push_made(made);
      }
      break;
    case Op::append:
    case Op::setitem: {
      const std::size_t n = op == Op::append ? 1 : 2;
      if (stack_.size() < fence_ + n + 1) {
        malformed("the stack is empty");
        break;
      }
      mutate(stack_.size() - n, op);
      break;
    }
    case Op::appends:
    case Op::setitems:
    case Op::additems:
      if (!pop_mark(begin)) break;
      if (begin <= fence_) {
        malformed("the stack is empty");
      } else if (op == Op::setitems && (stack_.size() - begin) % 2 != 0) {
        malformed("items with half a pair");
      } else {
        mutate(begin, op);
      }
      break;

    case Op::memoize:
      memo_put(memo_.count());
      break;
    case Op::binput:
      memo_put(reader_.u8());
      break;
    case Op::long_binput:
      memo_put(reader_.le<std::uint32_t>());
      break;
    case Op::binget:
      memo_get(reader_.u8());
      break;
    case Op::long_binget:
      memo_get(reader_.le<std::uint32_t>());
      break;

    case Op::global:
    case Op::inst:
      global(op, start);
      break;
    case Op::stack_global:
      stack_global(start);
      break;
    case Op::reduce:
    case Op::newobj: {
      const Value arguments = pop(), callee = pop();
      call(op, callee, arguments, Value());
      break;
    }
    case Op::newobj_ex: {
      const Value keywords = pop(), arguments = pop(), callee = pop();
      call(op, callee, arguments, keywords);
      break;
    }
    case Op::obj: {
      if (!pop_mark(begin)) break;
      if (stack_.size() == begin) {
        malformed("the stack is empty");
        break;
      }
      const Value callee = stack_[begin];
      const Value arguments = context_.tuple_of(above(begin + 1));
      stack_.truncate(begin);
      call(op, callee, arguments, Value());
      break;
    }
    case Op::build:
      build();
      break;
    case Op::binpersid: {
      const Value id = pop();
      if (reader_.ok()) push(judge_.persistent_id(id, {start, reader_.pos() - start}));
      break;
    }
    case Op::ext1:
    case Op::ext2:
    case Op::ext4: {
      const std::uint64_t code = op == Op::ext1   ? reader_.u8()
                                 : op == Op::ext2 ? reader_.le<std::uint16_t>()
                                                  : reader_.le<std::uint32_t>();
      if (reader_.ok()) judge_.extension(code, {start, reader_.pos() - start});
      push(Value::plain(Kind::extension, kUnsafe));
      break;
    }
    case Op::next_buffer:
      judge_.out_of_band({start, 1});
      push(Value::plain(Kind::buffer, kUnsafe));
      break;
    case Op::readonly_buffer:
      static_cast<void>(top());
      break;
    case Op::proto:
      protocol(start);
      break;
    case Op::frame:
      frame();
      break;
    default:
      if (reader_.ok()) malformed("no such opcode");
      break;
  }
  if (reader_.ok()) [[likely]]
    return true;
  if (why_.empty()) {
    const base::Code code = reader_.error().code;
    end_ = code == base::Code::truncated ? End::truncated
           : code == base::Code::limit   ? End::limit
                                         : End::malformed;
    why_ = code == base::Code::truncated ? "it is cut off" : "it cannot be read";
    where_ = start_;
  }
  return false;
}

Machine::End Machine::run() {
  base::Budget& budget = context_.artifact.budget();
  std::uint64_t executed = context_.executed;
  while (true) {
    const std::uint64_t start = reader_.pos();
    if (start >= frame_end_) [[unlikely]]
      leave_frame(start);
    start_ = start;
    context_.recent[executed % Context::kRecent] = start;
    context_.executed = ++executed;
    if (executed % kStepBatch == 0 && !budget.charge_steps(kStepBatch)) [[unlikely]] {
      end_ = End::limit;
      why_ = "limit:steps";
      where_ = start;
      break;
    }
    if (listing_) [[unlikely]]
      list_opcode(start);
    if (!step(start, static_cast<Op>(reader_.u8()))) [[unlikely]]
      break;
  }
  if (end_ == End::stopped) {
    if (frame_end_ != kNoFrame && reader_.pos() > frame_end_) leave_frame(reader_.pos());
    report_divergence();
  } else if (python_refuses_) {
    report_divergence();  // a frame longer than a file that was cut off is no disagreement
  }
  return end_;
}

void Machine::protocol(std::uint64_t start) {
  const std::uint8_t version = reader_.u8();
  if (!reader_.ok()) return;
  if (version > kMaxProtocol) return malformed("a protocol above 5");
  if (start != begin_ && version != protocol_) {
    base::Text text(context_.artifact.budget());
    text.append_number(version);
    judge_.note(kProtocolSwitch, {start, 2}, text.view(),
                "the protocol changes how later names are looked up");
  }
  protocol_ = version;
}

void Machine::frame() {
  const auto length = reader_.le<std::uint64_t>();
  if (!reader_.ok()) return;
  const std::uint64_t here = reader_.pos();
  if (length > INT64_MAX) return malformed("a frame larger than any memory");
  if (here < frame_end_ && frame_end_ != kNoFrame) {
    diverge(Unpickler::python, "a frame begins inside another");
  }
  if (length > reader_.left()) {
    diverge(Unpickler::c, "a frame is longer than the file");
    frame_end_ = kNoFrame;
    return;
  }
  frame_end_ = here + length;
}

// `start` is the first position at or past the frame's end: did the opcode before it read across?
void Machine::leave_frame(std::uint64_t start) {
  const std::uint64_t frame_end = frame_end_;
  frame_end_ = kNoFrame;
  if (start == frame_end) return;
  // The Python unpickler asks for an opcode's parts one by one; each must end where the frame ends
  // or before, or begin behind it.
  base::Reader reader = context_.artifact.reader(start_, start - start_);
  const Decoded decoded = decode(reader);
  if (decoded.info == nullptr) return;
  const auto crosses = [&](std::uint64_t begin, std::uint64_t length) {
    return begin < frame_end && frame_end < begin + length;
  };
  const std::uint64_t argument = start_ + decoded.argument;
  bool crossed = crosses(start_ + 1, argument - start_ - 1);  // a length prefix
  switch (decoded.info->argument) {
    case Argument::two_lines:
      crossed |= crosses(argument, decoded.argument_length + 1) ||
                 crosses(argument + decoded.argument_length + 1, decoded.second_length + 1);
      break;
    case Argument::line:
      crossed |= crosses(argument, decoded.argument_length + 1);
      break;
    default:
      crossed |= crosses(argument, decoded.argument_length);
      break;
  }
  if (crossed) diverge(Unpickler::python, "an opcode crosses the end of its frame");
}

void Machine::list_opcode(std::uint64_t start) {
  base::Reader reader = context_.artifact.reader(0, context_.artifact.size());
  reader.seek(start);
  base::Text text(context_.artifact.budget());
  render_opcode(context_, reader, text);
  context_.artifact.listing({start, reader.ok() ? reader.pos() - start : 1}, text.view());
}

void Machine::diverge(Unpickler refuses, std::string_view why) {
  bool& flag = refuses == Unpickler::c ? c_refuses_ : python_refuses_;
  if (!c_refuses_ && !python_refuses_) {
    divergence_ = why;
    diverged_at_ = start_;
  }
  flag = true;
}

void Machine::malformed(std::string_view why) {
  if (why_.empty()) {
    end_ = End::malformed;
    why_ = why;
    where_ = start_;
  }
  reader_.fail(base::Code::malformed, "");
}

void Machine::refuse() {
  if (why_.empty()) {
    end_ = End::limit;
    why_ = "limit:memory";
    where_ = start_;
  }
  reader_.fail(base::Code::limit, "");
}

void Machine::report_divergence() {
  if (!c_refuses_ && !python_refuses_) return;
  const std::string_view who = !c_refuses_        ? "the Python unpickler refuses"
                               : !python_refuses_ ? "the C unpickler refuses"
                                                  : "each unpickler refuses another part";
  const bool acts = judge_.calls() > calls_before_ || context_.names.size() > 0;
  judge_.note(acts ? kDifferentialCall : kDifferential, {diverged_at_, 1}, who, divergence_);
}

}  // namespace bartizan::scan::pickle
