// Mutations: what BUILD, SETITEM(S), APPEND(S) and ADDITEMS do to what was made or named.
#include <array>

#include "scan/formats/pickle/class_detail.h"
#include "scan/formats/pickle/judge.h"
#include "scan/formats/pickle/render.h"

namespace bartizan::scan::pickle {
namespace {

// Attributes that the interpreter or the unpickler itself looks up on an object and calls.
constexpr std::array<std::string_view, 26> kHooks{
    "__setstate__",    "__class__",   "__reduce__",
    "__reduce_ex__",   "__getattr__", "__getattribute__",
    "__setattr__",     "__call__",    "__iter__",
    "__getitem__",     "__setitem__", "__missing__",
    "__new__",         "__init__",    "__del__",
    "__eq__",          "__hash__",    "__getstate__",
    "append",          "extend",      "add",
    "update",          "items",       "default_factory",
    "persistent_load", "find_class"};

bool is_named(Value value) { return value.kind() == Kind::global || value.kind() == Kind::module; }

}  // namespace

void Judge::build(Value target, Value state, Range range) {
  const bool plain = target.is_literal_scalar() || target.is_container();
  if (!plain) ++calls_;
  const auto fail = [&](RuleId rule, std::string_view note) {
    base::Text text(context_->artifact.budget());
    render(*context_, target, text);
    text.append(".__setstate__(");
    render(*context_, state, text);
    text.append(')');
    context_->unsafe_seen = true;
    report({.rule = rule,
            .range = range,
            .subject = is_named(target) ? "" : "BUILD",
            .name = is_named(target) ? target.name() : kNoName,
            .rendered = text.view(),
            .note = note});
  };
  switch (target.kind()) {
    case Kind::instance:
    case Kind::result: {
      if (installs_hook(state)) fail(kMutation, "a method that is called by itself is replaced");
      if (returns_guarded(target)) {
        fail(kWrongRole, "a class that may be given no state stands behind the function's result");
      }
      const Name& name = context_->names[target.name()];
      if (name.known && name.role == Role::klass && class_detail(name.detail).no_build) {
        fail(kWrongRole, "the list does not allow this class to be given a state");
      }
      context_->heap.set(target.position() + 1, state);
      if (context_->artifact.wants_listing()) [[unlikely]] {
        base::Text line(context_->artifact.budget());
        line.append("    = ");
        render(*context_, target, line);
        line.append(".__setstate__(");
        render(*context_, state, line);
        line.append(')');
        context_->artifact.listing(range, line.view());
      }
      return;
    }
    case Kind::global:
    case Kind::module:
      return fail(kMutation, "attributes of a module, class or function are overwritten");
    case Kind::extension:
    case Kind::persistent:
      return;
    case Kind::unknown:
    case Kind::buffer:
    case Kind::storage:
      return fail(kWrongRole, "a state is set on something that is not known before loading");
    default:
      return fail(kWrongRole, "a state is set on a plain value");
  }
}

// Whether a state, or either half of (state, slot state), puts a callable where the interpreter or
// the unpickler calls it without being asked.
bool Judge::installs_hook(Value state) {
  if (state.kind() == Kind::tuple) {
    for (std::uint64_t i = 0; i < context_->items(state) && i < 2; ++i) {
      const Value half = context_->item(state, i);
      if (half.kind() == Kind::dict && installs_hook(half)) return true;
    }
    return false;
  }
  // A dict of another class: what it holds was not followed.
  if (state.kind() == Kind::instance)
    return context_->names.is(state.name(), "collections", "OrderedDict");
  if (state.kind() != Kind::dict) return false;
  for (std::uint64_t i = 0; i + 1 < context_->items(state); i += 2) {
    if (context_->item(state, i + 1).taint() == kLiteral) continue;
    for (const std::string_view hook : kHooks) {
      if (context_->text_is(context_->item(state, i), hook)) return true;
    }
  }
  return false;
}

// Whether `target` is, or was made from, an object that may not be given a state.
bool Judge::returns_guarded(Value target) {
  if (target.kind() != Kind::result) return false;
  if (context_->names.is(target.name(), "builtins", "type")) return true;
  const Value arguments = context_->arguments_of(target);
  for (std::uint64_t i = 0; i < context_->items(arguments); ++i) {
    const Value item = context_->item(arguments, i);
    if (item.kind() != Kind::instance) continue;
    const Name& name = context_->names[item.name()];
    if (name.known && name.role == Role::klass && class_detail(name.detail).no_build) return true;
  }
  return false;
}

void Judge::set_item(Value target, Op op, Value items, Range range) {
  ++calls_;
  const auto fail = [&](RuleId rule, std::string_view note) {
    base::Text text(context_->artifact.budget());
    render(*context_, target, text);
    text.append(op == Op::setitem || op == Op::setitems ? ".update(" : ".extend(");
    render(*context_, items, text);
    text.append(')');
    context_->unsafe_seen = true;
    report({.rule = rule,
            .range = range,
            .subject = is_named(target) ? "" : op_name(op),
            .name = is_named(target) ? target.name() : kNoName,
            .rendered = text.view(),
            .note = note});
  };
  switch (target.kind()) {
    case Kind::instance: {
      const Name& name = context_->names[target.name()];
      if (name.known && name.role == Role::resolver) {
        fail(kUnresolved, "items are set on what a resolver returned");
      }
      return;
    }
    case Kind::result:
      return fail(kItemOnResult, "items are set on the result of a function");
    case Kind::global:
    case Kind::module:
      return fail(kMutation, "items of a module, class or function are overwritten");
    case Kind::extension:
    case Kind::persistent:
      return;
    case Kind::unknown:
    case Kind::buffer:
    case Kind::storage:
      return fail(kWrongRole, "items are set on something that is not known before loading");
    default:
      return fail(kWrongRole, "items are set on a value that has none");
  }
}

}  // namespace bartizan::scan::pickle
