#include "scan/formats/pickle/context.h"

#include <algorithm>

namespace bartizan::scan::pickle {
namespace {

bool is_contents(Value value) {
  return value.kind() == Kind::contents || value.kind() == Kind::contents_more;
}

// Batches that do not follow each other in the heap are joined by copying up to this size.
constexpr std::uint64_t kMaxCopied = 32;

}  // namespace

Summary summarise(std::span<const Value> values) {
  std::uint64_t bits = 0, size = 1 + values.size();
  for (const Value value : values) {
    bits |= value.bits();
    if (value.is_container()) size += unpack_size(value.size()) - 1;  // which is at least 1
  }
  return {Value::taint_of(bits), size};
}

Value Context::current(Value container) const {
  if (!container.is_mutable()) return container;
  const Value contents = heap.at(container.position());
  if (!is_contents(contents)) {
    return Value::container(container.kind(), unsafe_seen ? kObject | kUnsafe : kObject,
                            container.position(), container.count(), container.size());
  }
  return Value::container(container.kind(), contents.taint(), container.position(),
                          contents.count(), contents.size());
}

std::uint64_t Context::items(Value container) const {
  Value run = container;
  if (container.is_mutable()) {
    run = heap.at(container.position());
    if (!is_contents(run)) return 0;
  } else if (!container.is_container()) {
    return 0;
  }
  if (run.count() == 0) return 0;
  return heap.holds(run.position()) ? std::min(run.count(), Heap::kMaxRun) : 0;
}

bool Context::whole(Value container) const {
  const Value run = container.is_mutable() ? heap.at(container.position()) : container;
  if (container.is_mutable() && run.kind() != Kind::contents) return false;  // lost, or more
  return run.count() == 0 || (heap.holds(run.position()) && run.count() < Value::kMaxCount);
}

Value Context::item(Value container, std::uint64_t index) const {
  const Value run = container.is_mutable() ? heap.at(container.position()) : container;
  return current(heap.at(run.position() + index));
}

Value Context::tuple_of(std::span<const Value> values, Kind kind) {
  const Summary summary = summarise(values);
  std::uint64_t position = 0;
  if (!values.empty() && !heap.push(values, position)) {
    refused = true;
    return Value::plain(Kind::unknown, kUnsafe);  // the refusal is in the budget, and reported
  }
  return Value::container(kind, summary.taint, position, values.size(), pack_size(summary.size));
}

Value Context::fresh(Kind kind, std::span<const Value> values) {
  const std::array empty{Value::container(Kind::contents, kLiteral, 0, 0, pack_size(1))};
  std::uint64_t position = 0;
  if (!heap.push(empty, position)) {
    refused = true;
    return Value::plain(Kind::unknown, kUnsafe);
  }
  Value container = Value::container(kind, kLiteral, position, 0, pack_size(1));
  if (!values.empty()) extend(container, values);
  return container;
}

void Context::extend(Value& container, std::span<const Value> values) {
  const Summary added = summarise(values);
  const Value old = heap.at(container.position());
  const std::uint64_t size =
      (is_contents(old) ? unpack_size(old.size()) : container.size()) + added.size - 1;
  const auto taint = static_cast<std::uint8_t>(old.taint() | added.taint);
  container = Value::container(container.kind(), taint, container.position(), 0, pack_size(size));
  if (!is_contents(old)) return;
  Kind kind = old.kind();
  std::uint64_t position = old.position(), count = old.count();
  const std::uint64_t total = count + values.size();
  const bool known =
      kind == Kind::contents && total < Heap::kMaxRun && (count == 0 || heap.holds(position));
  bool kept = false;
  if (known && (count == 0 || position + count == heap.head())) {
    std::uint64_t at = 0;
    kept = heap.push(values, at);
    if (kept && count == 0) position = at;
  } else if (known && total <= kMaxCopied) {
    std::array<Value, kMaxCopied> joined;
    for (std::uint64_t i = 0; i < count; ++i) joined[i] = heap.at(position + i);
    std::copy(values.begin(), values.end(), joined.begin() + static_cast<std::ptrdiff_t>(count));
    kept = heap.push(std::span<const Value>(joined).first(total), position);
  }
  if (kept) {
    count = total;
  } else {
    kind = Kind::contents_more;
  }
  heap.set(container.position(), Value::container(kind, taint, position, count, pack_size(size)));
}

Value Context::made(Kind kind, std::uint8_t taint, std::uint32_t name, Value arguments) {
  const std::array pair{arguments, Value()};
  std::uint64_t position = 0;
  if (name > Value::kMaxName || !heap.push(pair, position)) {
    refused |= name <= Value::kMaxName;
    return Value::plain(Kind::unknown, static_cast<Taint>(kObject | (taint & kUnsafe)));
  }
  return Value::named(kind, taint, name, position);
}

Value Context::lookup(Value dict, std::string_view key) {
  const std::uint64_t n = items(dict);
  Value found;
  for (std::uint64_t i = 0; i + 1 < n; i += 2) {
    if (text_is(item(dict, i), key)) found = item(dict, i + 1);  // the last one wins
  }
  return found;
}

Range Context::range_of(Value value) const {
  if (!value.is_text()) return {};
  if (value.length() == Value::kMaxLength) {
    const auto found = std::ranges::find(long_operands.span(), value.offset(), &Range::offset);
    if (found != long_operands.span().end()) return *found;
  }
  return {value.offset(), value.length()};
}

bool Context::text_is(Value value, std::string_view wanted) {
  if (!value.is_text() || value.length() > wanted.size() * 10 + 2) return false;
  base::Text text_now(artifact.budget());
  return text.append(value, text_now) && text_now.view() == wanted;
}

}  // namespace bartizan::scan::pickle
