// What the opcodes do: memo, operands, containers, globals, calls, lines.
#include <algorithm>

#include "scan/detect/payload.h"
#include "scan/formats/joblib/arrays.h"
#include "scan/formats/pickle/detect.h"
#include "scan/formats/pickle/machine.h"
#include "scan/formats/pickle/nested.h"

namespace bartizan::scan::pickle {
namespace {

// More objects than any file's references stand for honestly.
constexpr std::uint64_t kExpansionLimit = std::uint64_t{1} << 32;

constexpr std::string_view kCrossed = "an opcode crosses the end of its frame";

// APPENDS asks for extend or append, ADDITEMS for update or add, before it looks at the items.
bool has_no_method(Kind kind, Op op) {
  if (op == Op::setitem || op == Op::setitems) return false;
  if (kind == Kind::bytearray) return op == Op::additems;
  if (kind < Kind::none || kind > Kind::set) return false;  // not known here
  return kind != (op == Op::additems ? Kind::set : Kind::list);
}

// False in Python; only a plain value can be told.
bool is_false(const Context& context, Value value) {
  switch (value.kind()) {
    case Kind::boolean:
    case Kind::integer:
      return value.integer() == 0;
    case Kind::none:
      return true;
    default:
      break;
  }
  if (value.is_text()) return value.length() == 0;
  return value.is_container() && context.whole(value) && context.items(value) == 0;
}

// pickle.load, on a file of joblib, goes on in the bytes of the array.
bool runs_as_opcodes(Context& context, base::Reader& reader, std::uint64_t length) {
  if (length > reader.left()) return false;
  // Nearly all arrays hold no opcode at one of their first bytes: no window is needed for them.
  base::Reader front(reader.peek(256));
  for (int i = 0; i < 8 && front.pos() < length; ++i) {
    const Decoded decoded = decode(front);
    if (decoded.info != nullptr) continue;
    if (front.ok() || front.error().code != base::Code::truncated) return false;
    break;
  }
  base::Reader plain = context.artifact.reader(0, context.artifact.size());
  plain.seek(reader.pos());
  return may_call(plain, context.artifact.budget(), reader.pos() + length);
}

}  // namespace

// The C unpickler's memo is an array: one far index makes it allocate gigabytes. A pickler counts
// its entries, so no index passes the number of bytes before it.
void Machine::check_index(std::uint64_t index) {
  if (memo_told_ || !reader_.ok() || index <= reader_.pos() + kFarIndex) return;
  memo_told_ = true;
  base::Text text(context_.artifact.budget());
  text.append_number(index);
  judge_.note(kMemoIndex, {start_, reader_.pos() - start_}, text.view(),
              "far beyond the number of objects before it");
}

void Machine::memo_get_slow(Value value) {
  if (value.kind() != Kind::absent) {
    push(context_.current(value));
  } else if (reader_.ok()) {
    malformed("the memo has no such entry");
  }
}

void Machine::text_operand(Kind kind, std::uint64_t length) {
  const std::uint64_t offset = reader_.pos();
  if (length < kLeastNested) [[likely]] {
    reader_.skip(length);
  } else {
    if (length <= reader_.left()) {
      const auto front = reader_.peek(std::min<std::uint64_t>(length, nested::kFront));
      if (nested::is_interesting(front, length) && !operands_.try_push({offset, length, kind})) {
        refuse();
      }
    }
    reader_.skip(length);
    if (length >= kLargeOperand && reader_.ok()) large_operand(offset, length);
    if (length >= Value::kMaxLength && reader_.ok() &&
        !context_.long_operands.try_push({offset, length})) {
      refuse();
    }
  }
  push(Value::text(kind, offset, length));
}

void Machine::large_operand(std::uint64_t offset, std::uint64_t length) {
  Artifact& artifact = context_.artifact;
  if (context_.options.label_spans) {
    artifact.span(labelled_, offset - labelled_, base::SpanLabel::code);
    artifact.payload(offset, length);
  } else if (artifact.depth() != record::Depth::structure) {
    detect::probe_payload(artifact, {offset, length});
  }
  labelled_ = offset + length;
}

void Machine::make_tuple(std::size_t begin, Kind kind) {
  const Value made = context_.tuple_of(above(begin), kind);
  stack_.truncate(begin);
  check_size(made);
  push_made(made);
}

void Machine::check_size(Value value) {
  if (expansion_told_ || unpack_size(value.size()) < kExpansionLimit) [[likely]]
    return;
  expansion_told_ = true;
  judge_.note(kExpansion, {start_, reader_.pos() - start_}, "references",
              "written out, this is more than four thousand million objects");
}

// APPEND(S), SETITEM(S), ADDITEMS: what stands from `begin` on goes into the value below.
void Machine::mutate(std::size_t begin, Op op) {
  Value& target = stack_[begin - 1];
  const Kind wanted = op == Op::append || op == Op::appends ? Kind::list
                      : op == Op::additems                  ? Kind::set
                                                            : Kind::dict;
  if (target.kind() == wanted) [[likely]] {
    context_.extend(target, above(begin));
    check_size(target);
  } else if (begin == stack_.size()) {
    // Without items the C unpickler looks at nothing.
    if (has_no_method(target.kind(), op))
      diverge(Unpickler::python, "no items for a value without methods");
  } else {
    judge_.set_item(target, op, context_.tuple_of(above(begin)), {start_, reader_.pos() - start_});
  }
  stack_.truncate(begin);
}

void Machine::call(Op op, Value callee, Value arguments, Value keywords) {
  if (!reader_.ok()) return;
  const Range range{start_, reader_.pos() - start_};
  if (arguments.kind() != Kind::tuple) {
    // The Python unpickler writes callable(*arguments) and takes anything that can be iterated.
    diverge(Unpickler::c, "the arguments are no tuple");
  }
  const bool new_object = op == Op::newobj || op == Op::newobj_ex;
  if (new_object) {
    const bool function = callee.kind() == Kind::global && context_.names[callee.name()].known &&
                          (context_.names[callee.name()].role == Role::rebuild ||
                           context_.names[callee.name()].role == Role::resolver);
    if (function || callee.kind() == Kind::instance || callee.kind() == Kind::result ||
        callee.kind() == Kind::module) {
      diverge(Unpickler::c, "NEWOBJ of something that is no class");
    }
  }
  push_made(judge_.call({op, callee, arguments, keywords, range}));
}

void Machine::build() {
  const Value state = pop();
  const Value target = top();
  if (!reader_.ok()) return;
  if (target.is_literal_scalar() || target.is_container()) {
    // There is nothing to set a state on. The Python unpickler does not notice when the state is
    // false, the C one unless it is None.
    if (state.kind() != Kind::none && is_false(context_, state)) {
      diverge(Unpickler::c, "an empty state for a plain value");
    }
  }
  judge_.build(target, state, {start_, reader_.pos() - start_});
  if (joblib_) joblib_array(target, state);
}

void Machine::joblib_array(Value target, Value state) {
  joblib::remember_dtype(context_, target, state);
  if (joblib::leaves_folder(context_, target, state)) {
    judge_.note(kWrongRole, {start_, 1}, "NDArrayWrapper",
                "the array is read from a path outside of the model's folder");
  }
  const joblib::Array array = joblib::array_after(context_, target, state, reader_);
  using What = joblib::Array::What;
  if (array.what == What::none) return;
  context_.saw_joblib_array = true;
  if (array.what == What::unknown) return malformed("an array whose size cannot be told");
  if (array.what == What::raw) {
    if (runs_as_opcodes(context_, reader_, array.padding + array.length)) {
      judge_.note(kDifferentialCall, {reader_.pos(), array.padding + array.length},
                  "joblib takes bytes for an array in",
                  "pickle.load takes them for opcodes, and they import something");
    }
    const std::uint64_t offset = reader_.pos() + array.padding;
    if (array.length > reader_.left() || array.padding > reader_.left() - array.length) {
      reader_.fail(base::Code::truncated, "");
      return;
    }
    reader_.seek(offset + array.length);
    large_operand(offset, array.length);
    return;
  }
  // dtype object: pickle.load on the same file, by the plain unpickler.
  Machine inner(context_, judge_, reader_, operands_, labelled_);
  inner.joblib_ = false;
  const End end = inner.run();
  labelled_ = inner.labelled();
  if (end != End::stopped) {
    end_ = end;
    why_ = inner.why();
    where_ = inner.where();
    reader_.fail(base::Code::malformed, "");
  }
}

// Of a line that crosses the end of its frame: what the C unpickler reads from a file. It asks the
// file for a new line and forgets what it had (Modules/_pickle.c, _Unpickler_ReadlineImpl).
std::string_view Machine::after_frame(std::uint64_t offset, std::string_view line) const {
  const bool crossed = offset < frame_end_ && frame_end_ - offset <= line.size();
  return crossed ? line.substr(static_cast<std::size_t>(frame_end_ - offset)) : line;
}

void Machine::global(Op op, std::uint64_t start) {
  // Names are copied: resolving reads operands through a window of its own.
  const std::size_t longest = context_.artifact.limits().name;
  base::Text module(context_.artifact.budget()), name(context_.artifact.budget());
  const std::uint64_t module_at = reader_.pos();
  if (!module.append(base::text_of(reader_.until(std::byte{'\n'}, longest)))) return refuse();
  const std::uint64_t name_at = reader_.pos();
  if (!name.append(base::text_of(reader_.until(std::byte{'\n'}, longest)))) return refuse();
  if (!reader_.ok()) return;
  const Range range{start, reader_.pos() - start};
  const Via via = op == Op::inst ? Via::inst : Via::global;
  const std::string_view late_module = after_frame(module_at, module.view());
  const std::string_view late_name = after_frame(name_at, name.view());
  if (late_module.size() < module.size() || late_name.size() < name.size()) {
    diverge(Unpickler::python, kCrossed);
    judge_.import(late_module, late_name, protocol_ < 3, via, range);
  }
  const Value found = judge_.import(module.view(), name.view(), protocol_ < 3, via, range);
  if (op == Op::global) return push(found);
  std::size_t begin = 0;
  if (!pop_mark(begin)) return;
  const Value arguments = context_.tuple_of(above(begin));
  stack_.truncate(begin);
  push_made(judge_.call({op, found, arguments, Value(), range}));
}

void Machine::stack_global(std::uint64_t start) {
  const Value name = pop(), module = pop();
  if (!reader_.ok()) return;
  const Range range{start, 1};
  if (!name.is_str() || !module.is_str()) {
    if (name.is_literal_scalar() || module.is_literal_scalar()) {
      // Numbers and bytes are refused by both.
      if (!(name.taint() | module.taint()))
        return malformed("STACK_GLOBAL of something that is no str");
    }
    return push(judge_.computed_import(module, name, range));
  }
  base::Text module_text(context_.artifact.budget()), name_text(context_.artifact.budget());
  context_.text.append(module, module_text);
  context_.text.append(name, name_text);
  // A pickler writes both names just before, with at most a MEMOIZE or a PUT after each.
  constexpr std::uint64_t kNear = 16;
  const bool from_memo = module.offset() + module.length() + name.length() + kNear < start;
  push(judge_.import(module_text.view(), name_text.view(), protocol_ < 3, Via::stack, range,
                     from_memo));
}

void Machine::line(Op op, std::uint64_t start) {
  const std::uint64_t offset = reader_.pos();
  const std::string_view text = base::text_of(reader_.until(std::byte{'\n'}, kMaxLine));
  if (!reader_.ok()) return;
  // Read from a file, the C unpickler takes of such a line only what follows the frame's end.
  const std::string_view late = after_frame(offset, text);
  if (late.size() < text.size()) diverge(Unpickler::python, kCrossed);
  const std::string_view shown = up_to_nul(text);
  if (python_refuses(op, text)) diverge(Unpickler::python, "a number that int() refuses");
  if (c_refuses(op, text)) diverge(Unpickler::c, "a number that C refuses");
  const auto number = [&](std::optional<Value> value, std::optional<Value> other) {
    if (!value && !other) return malformed("a number that is none");
    push(value ? *value : *other);
  };
  switch (op) {
    case Op::int_:
      // strtol of nothing is 0, and a NUL ends the number.
      return number(shown.empty() && !text.empty() ? Value::integer(0) : parse_int(shown),
                    parse_int(late));
    case Op::long_:
      return number(parse_long(shown), parse_long(late));
    case Op::float_:
      if (!is_float(shown) && !is_float(late)) return malformed("a number that is none");
      return push(Value::plain(Kind::real));
    case Op::get:
    case Op::put: {
      auto index = parse_index(shown);
      if (!index) index = parse_index(late);
      if (!index) return malformed("a memo index that is no number");
      return op == Op::get ? memo_get(*index) : memo_put(*index);
    }
    case Op::persid: {
      const Value id = Value::text(Kind::raw, offset, text.size());
      return push(judge_.persistent_id(id, {start, reader_.pos() - start}));
    }
    case Op::unicode:
    case Op::string: {
      std::uint64_t begin = offset;
      std::string_view content = text;
      if (op == Op::string) {
        const auto inner = unquote(text);
        if (!inner) return malformed("a string without quotes");
        begin = offset + static_cast<std::uint64_t>(inner->data() - text.data());
        content = *inner;
      }
      if (content.size() >= kLeastNested &&
          nested::is_interesting(base::bytes_of(content.substr(0, nested::kFront)),
                                 content.size()) &&
          !operands_.try_push(
              {begin, content.size(), op == Op::string ? Kind::quoted : Kind::escaped})) {
        return refuse();
      }
      return push(
          Value::text(op == Op::string ? Kind::quoted : Kind::escaped, begin, content.size()));
    }
    default:
      return;
  }
}

}  // namespace bartizan::scan::pickle
