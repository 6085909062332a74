// Resolvers: callables whose result is what they resolve to (getattr, partial, import_module ...),
// and persistent ids.
#include <algorithm>

#include "scan/formats/pickle/judge.h"
#include "scan/formats/pickle/render.h"
#include "scan/formats/pickle/shape.h"

namespace bartizan::scan::pickle {
namespace {

// Text of a literal str; empty when it is anything else.
bool text_of(Context& context, Value value, base::Text& out) {
  return value.is_str() && context.text.append(value, out) && !out.empty();
}

// A tuple of the items of `tuple` from `first` on, followed by those of `more`.
Value joined(Context& context, Value tuple, std::uint64_t first, Value more) {
  base::Vec<Value> values(context.artifact.budget());
  for (std::uint64_t i = first; i < context.items(tuple); ++i) {
    if (!values.try_push(context.item(tuple, i))) break;
  }
  for (std::uint64_t i = 0; i < context.items(more); ++i) {
    if (!values.try_push(context.item(more, i))) break;
  }
  return context.tuple_of(values.span());
}

// Bytes per element of a torch storage class; 1 for untyped ones, 0 when not known.
std::int64_t element_bytes(std::string_view type) {
  struct Row {
    std::string_view name;
    std::int64_t bytes;
  };
  constexpr std::array<Row, 19> kRows{{
      {"DoubleStorage", 8},   {"FloatStorage", 4},        {"HalfStorage", 2},
      {"BFloat16Storage", 2}, {"LongStorage", 8},         {"IntStorage", 4},
      {"ShortStorage", 2},    {"CharStorage", 1},         {"ByteStorage", 1},
      {"BoolStorage", 1},     {"ComplexFloatStorage", 8}, {"ComplexDoubleStorage", 16},
      {"QUInt8Storage", 1},   {"QInt8Storage", 1},        {"QInt32Storage", 4},
      {"QUInt4x2Storage", 1}, {"QUInt2x4Storage", 1},     {"UntypedStorage", 1},
      {"_UntypedStorage", 1},
  }};
  for (const Row& row : kRows) {
    if (type == row.name) return row.bytes;
  }
  return 0;
}

}  // namespace

Value Judge::call_object(const Call& call, unsigned depth) {
  const Name& name = context_->names[call.callee.name()];
  if (!name.known || name.role != Role::resolver || depth >= kMaxDepth) {
    if (name.known && name.role == Role::danger && name.detail == "bytecode") {
      return call_carried(call);
    }
    if (!name.known || name.role == Role::danger) {
      // What an unknown function returned is as unknown as the function, and no worse.
      report({.rule = kUnknownCall,
              .range = call.range,
              .name = call.callee.name(),
              .call = &call,
              .note = "the result of a call is called"});
      return unsafe();
    }
    return unresolved(call, "an object that was made while loading is called");
  }
  const Value bound = context_->arguments_of(call.callee);
  const std::string_view kind = name.detail;
  if (context_->items(bound) == 0) return unresolved(call, "what was bound is not known");
  const Value first = context_->item(bound, 0);
  Call inner = call;
  if (kind == "partial") {
    // partial.__setstate__((function, arguments, keywords, dict)) replaces what was bound.
    const Value state = context_->state_of(call.callee);
    const bool replaced = state.kind() == Kind::tuple && context_->items(state) >= 2;
    inner.callee = replaced ? context_->item(state, 0) : first;
    inner.arguments = replaced ? joined(*context_, context_->item(state, 1), 0, call.arguments)
                               : joined(*context_, bound, 1, call.arguments);
    return call_at(inner, depth + 1);
  }
  if (context_->items(call.arguments) == 0) return unresolved(call, "there is no object");
  const Value object = context_->item(call.arguments, 0);
  if (kind == "attrgetter") {
    Value last = unsafe();
    for (std::uint64_t i = 0; i < context_->items(bound); ++i) {
      last = attribute(object, context_->item(bound, i), call, depth);
    }
    return last;
  }
  if (kind == "methodcaller") {
    inner.callee = attribute(object, first, call, depth);
    inner.arguments = joined(*context_, bound, 1, Value());
    return call_at(inner, depth + 1);
  }
  if (kind == "itemgetter" && object.is_container()) {
    const Value key = first;
    if (key.kind() == Kind::integer && object.kind() != Kind::dict && key.integer() >= 0 &&
        static_cast<std::uint64_t>(key.integer()) < context_->items(object)) {
      return context_->item(object, static_cast<std::uint64_t>(key.integer()));
    }
    base::Text text(context_->artifact.budget());
    if (object.kind() == Kind::dict && text_of(*context_, key, text)) {
      const Value found = context_->lookup(object, text.view());
      if (found.kind() != Kind::absent) return found;
    }
  }
  return unresolved(call, "the target cannot be named");
}

// What came out of cloudpickle's or dill's makers is called. Their look-ups of built-in types by
// name are called to make a code object, and classes that the file carries to make an instance:
// that is how honest files carry code. Calling anything else of theirs runs the code while loading.
Value Judge::call_carried(const Call& call) {
  const std::uint32_t id = call.callee.name();
  const std::string_view maker = context_->names.name(id);
  const bool looks_up = maker == "_builtin_type" || maker == "_load_type";
  const bool instantiates = call.op == Op::newobj || call.op == Op::newobj_ex;
  if (!looks_up && !instantiates) return unresolved(call, "code that the file carries is run");
  context_->unsafe_seen = true;
  report({.rule = kCodeObject,
          .range = call.range,
          .name = id,
          .call = &call,
          .note = "made of what the file carries"});
  if (looks_up) return Value::plain(Kind::unknown, kUnsafe);
  return context_->made(Kind::instance, kObject | kUnsafe, id, call.arguments);
}

Value Judge::resolve(const Call& call, unsigned depth) {
  Name& name = context_->names[call.callee.name()];
  const std::string_view kind = name.detail;
  const std::uint64_t count = context_->items(call.arguments);
  const auto item = [&](std::uint64_t i) { return context_->item(call.arguments, i); };
  if (depth >= kMaxDepth) return unresolved(call, "resolvers are nested too deeply");
  if (kind == "attrgetter" || kind == "methodcaller" || kind == "itemgetter" || kind == "partial") {
    if (count == 0) return unresolved(call, "there is nothing to bind");
    for (std::uint64_t i = 0; i < count; ++i) {
      const Value bound = item(i);
      const bool resolver =
          bound.kind() == Kind::global && context_->names[bound.name()].role == Role::resolver;
      if (resolver || (bound.is_container() && (bound.taint() & kFunction) != 0)) {
        return unresolved(call, "what is bound decides only when it is called");
      }
    }
    // Bound now, resolved when it is called. Later code may call it at any time.
    return context_->made(Kind::instance, kObject | kFunction | (call.arguments.taint() & kUnsafe),
                          call.callee.name(), call.arguments);
  }
  if (kind == "getattr") {
    if (count < 2) return unresolved(call, "the target cannot be named");
    return attribute(item(0), item(1), call, depth);
  }
  if (kind == "import_module") return imported_by_text(call, true);
  if (kind == "resolve_name") return imported_by_text(call, false);
  if (kind == "reconstructor") {
    if (count == 0) return unresolved(call, "there is no class");
    Call inner = call;
    inner.op = Op::newobj;
    if (context_->names.name(call.callee.name()) == "_reconstructor") {
      // copyreg._reconstructor(cls, base, state): base.__new__(cls, state)
      const Value base = count > 1 ? item(1) : Value();
      if (base.kind() != Kind::global || (base.taint() & (kUnsafe | kFunction)) != 0) {
        if ((base.taint() & kUnsafe) == 0) return wrong_role(call, "the base is no known class");
      }
      return instance_of(inner, item(0), count > 2 ? item(2) : Value(), depth);
    }
    return instance_of(inner, item(0), joined(*context_, call.arguments, 1, Value()), depth);
  }
  if (kind == "apply") {
    if (count == 0) return unresolved(call, "there is nothing to call");
    if (item(0).kind() == Kind::none) {
      return context_->made(Kind::instance, kObject, call.callee.name(), call.arguments);
    }
    Call inner = call;
    inner.callee = item(0);
    inner.arguments = joined(*context_, call.arguments, 1, Value());
    const Value result = call_at(inner, depth + 1);
    return context_->made(Kind::instance, kObject | result.taint(), call.callee.name(),
                          call.arguments);
  }
  return unresolved(call, "the target cannot be named");
}

Value Judge::attribute(Value object, Value name, const Call& call, unsigned depth) {
  base::Text attribute_name(context_->artifact.budget());
  if (depth >= kMaxDepth || !text_of(*context_, name, attribute_name)) {
    return unresolved(call, "the attribute cannot be named");
  }
  base::Text module(context_->artifact.budget()), qualified(context_->artifact.budget());
  const bool named = object.kind() == Kind::global || object.kind() == Kind::module ||
                     object.kind() == Kind::instance;
  if (!named && (object.is_text() || object.is_container()) &&
      !attribute_name.view().starts_with("__")) {
    return wrong_role(call, "a method of a plain value is handed on");
  }
  if (!named) return unresolved(call, "an attribute of an object that cannot be named");
  module.append(context_->names.module(object.name()));
  if (object.kind() != Kind::module) {
    qualified.append(context_->names.name(object.name()));
    qualified.append('.');
    context_->names[object.name()].called = true;  // its own verdict is that of the attribute
  }
  qualified.append(attribute_name.view());
  return import(module.view(), qualified.view(), false, Via::resolver, call.range);
}

Value Judge::imported_by_text(const Call& call, bool whole_module) {
  base::Text text(context_->artifact.budget());
  if (context_->items(call.arguments) == 0 ||
      !text_of(*context_, context_->item(call.arguments, 0), text)) {
    return unresolved(call, "the module cannot be named");
  }
  const std::string_view name = text.view();
  if (whole_module) {
    // __import__("a.b") returns a; import_module("a.b") returns a.b.
    const bool top = context_->names.name(call.callee.name()) == "__import__" &&
                     context_->items(call.arguments) < 4;
    return import(top ? name.substr(0, name.find('.')) : name, {}, false, Via::resolver,
                  call.range);
  }
  // pkgutil.resolve_name: "module:attribute.chain", or dotted with the module found by trying.
  if (const std::size_t colon = name.find(':'); colon != std::string_view::npos) {
    return import(name.substr(0, colon), name.substr(colon + 1), false, Via::resolver, call.range);
  }
  for (std::size_t dot = name.rfind('.'); dot != std::string_view::npos && dot > 0;
       dot = name.rfind('.', dot - 1)) {
    if (context_->artifact.catalog().callable(name.substr(0, dot), name.substr(dot + 1))) {
      return import(name.substr(0, dot), name.substr(dot + 1), false, Via::resolver, call.range);
    }
  }
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return import(name, {}, false, Via::resolver, call.range);
  return import(name.substr(0, dot), name.substr(dot + 1), false, Via::resolver, call.range);
}

Value Judge::persistent_id(Value id, Range range) {
  if (context_->options.torch_persistent_ids) {
    bool accepted = false;
    const Value value = torch_persistent_id(id, range, accepted);
    if (accepted) return value;
  }
  base::Text text(context_->artifact.budget());
  render(*context_, id, text);
  report({.rule = kPersistentId,
          .range = range,
          .subject = text.view(),
          .note = "the loader's own hook decides what this becomes"});
  context_->artifact.partial("persistent-id", range);
  return Value::plain(Kind::persistent, kUnsafe);
}

// torch/serialization.py: ('storage', type, key, location, elements[, view metadata]) and, before
// 0.4, ('module', class, source file, source).
Value Judge::torch_persistent_id(Value id, Range range, bool& accepted) {
  Context& context = *context_;
  const std::uint64_t count = context.items(id);
  if (id.kind() != Kind::tuple || count < 4) return Value();
  if (context.text_is(context.item(id, 0), "module") &&
      context.item(id, 1).kind() == Kind::global) {
    accepted = true;
    return context.item(id, 1);
  }
  const Value type = context.item(id, 1), key = context.item(id, 2), location = context.item(id, 3);
  if (!context.text_is(context.item(id, 0), "storage") || count < 5 || count > 6 ||
      type.kind() != Kind::global || !(key.is_str() || key.kind() == Kind::integer) ||
      !location.is_str() || context.item(id, 4).kind() != Kind::integer) {
    return Value();
  }
  const std::string_view module = context.names.module(type.name());
  const std::string_view name = context.names.name(type.name());
  if (!(module == "torch" || module.starts_with("torch.")) || !name.ends_with("Storage")) {
    return Value();
  }
  accepted = true;
  if (context.options.on_storage != nullptr) {
    base::Budget& budget = context.artifact.budget();
    base::Text type_text(budget), key_text(budget), location_text(budget);
    context.names.append(type.name(), type_text);
    if (key.is_str()) {
      context.text.append(key, key_text);
    } else {
      key_text.append_signed(key.integer());  // torch.package counts its storages
    }
    context.text.append(location, location_text);
    context.options.on_storage(context.options.context,
                               {type_text.view(), key_text.view(), location_text.view(),
                                context.item(id, 4).integer(), element_bytes(name), range});
  }
  return Value::plain(Kind::storage, kObject);
}

}  // namespace bartizan::scan::pickle
