#include "scan/formats/pickle/judge.h"

#include <algorithm>

#include "scan/formats/pickle/render.h"
#include "scan/formats/pickle/shape.h"

namespace bartizan::scan::pickle {
namespace {

// Capabilities (field `detail` of a danger entry) that have a rule of their own.
RuleId rule_of_capability(std::string_view capability) {
  if (capability == "load") return kIndirectLoad;
  if (capability == "tamper") return kTampering;
  if (capability == "bytecode" || capability == "carrier") return kCodeObject;
  return kDangerousCall;
}

std::string_view op_name(Op op) { return kOpTable[static_cast<std::uint8_t>(op)].name; }

// Field `detail` of a class: words that end in a semicolon, then the shape of its arguments.
struct ClassDetail {
  bool never = false;     // named, never made
  bool only_new = false;  // made by cls.__new__ (NEWOBJ, copyreg), never by cls(...)
  bool no_build = false;
  std::string_view shape;
};

ClassDetail class_detail(std::string_view text) {
  ClassDetail detail;
  while (true) {
    const std::size_t end = text.find(';');
    const std::string_view word = text.substr(0, end);
    if (word == "never") {
      detail.never = true;
    } else if (word == "new" && end != std::string_view::npos) {
      detail.only_new = true;
    } else if (word == "nobuild") {
      detail.no_build = true;
    } else {
      break;
    }
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  }
  detail.shape = text;
  return detail;
}

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

std::uint8_t Judge::taint_of(std::uint32_t id) const {
  const Name& name = context_->names[id];
  if (!name.known || name.role == Role::danger) return kUnsafe | kObject;
  if (name.role == Role::klass || name.role == Role::value) return kObject;
  return kObject | kFunction;
}

Value Judge::import(std::string_view module, std::string_view name, bool renames, Via via,
                    Range range, bool from_memo) {
  bool fresh = false;
  const auto id = context_->names.intern(module, name, renames, fresh);
  if (!id) {
    context_->unsafe_seen = true;
    return unsafe();
  }
  if (fresh) {
    Name& entry = context_->names[*id];
    entry.via = via;
    entry.range = range;
    entry.from_memo = from_memo;
    if (context_->options.torchscript_types &&
        (module == "__torch__" || module.starts_with("__torch__."))) {
      entry.known = true;
      entry.role = Role::klass;
      entry.detail = "new;";
      entry.framework = "torchscript";
      entry.reason = "a type that the archive's own code defines";
      entry.lookalike = {};
    }
    first_import(*id, range);
  }
  const std::uint8_t taint = taint_of(*id);
  if ((taint & kUnsafe) != 0) context_->unsafe_seen = true;
  if (*id > Value::kMaxName) return unsafe();
  return Value::named(name.empty() ? Kind::module : Kind::global, taint, *id);
}

void Judge::first_import(std::uint32_t id, Range range) {
  Names& names = context_->names;
  Name& entry = names[id];
  base::Text written(context_->artifact.budget());
  written.append(names.written_module(id));
  if (!names.written_name(id).empty()) {
    written.append('.');
    written.append(names.written_name(id));
  }
  context_->artifact.fact("global", written.view(), entry.known ? entry.framework : "unknown",
                          range);
  if (entry.known && entry.role == Role::danger && entry.detail == "tamper") {
    entry.reported = true;
    report({.rule = kTampering,
            .range = range,
            .subject = written.view(),
            .name = id,
            .note = entry.reason});
  }
  if (entry.reach != Reach::direct) {
    entry.reported = true;
    report({.rule = kDottedName,
            .range = range,
            .subject = written.view(),
            .name = id,
            .note = entry.reach == Reach::dunder ? "the name walks through a special attribute"
                                                 : "the name walks into another module"});
  }
  if (!entry.lookalike.empty()) {
    report({.rule = kLookalike,
            .range = range,
            .subject = names.module(id),
            .name = id,
            .note = entry.lookalike});
  }
}

Value Judge::computed_import(Value module, Value name, Range range) {
  ++calls_;  // the name is the outcome of something, so something ran
  context_->unsafe_seen = true;
  base::Text rendered(context_->artifact.budget());
  render(*context_, module, rendered);
  rendered.append(" . ");
  render(*context_, name, rendered);
  report({.rule = kUnresolved,
          .range = range,
          .subject = "STACK_GLOBAL",
          .rendered = rendered.view(),
          .note = "the name is computed while loading"});
  return unsafe();
}

// One line of the reconstruction that `bartizan inspect` shows between the opcodes.
void Judge::list_call(const Call& call, unsigned depth) {
  base::Text line(context_->artifact.budget());
  line.append(depth == 0 ? "    = " : "    -> ");
  render_call(*context_, call.callee, call.arguments, call.keywords, line);
  context_->artifact.listing(call.range, line.view());
}

Value Judge::call_at(const Call& call, unsigned depth) {
  ++calls_;
  if (context_->artifact.wants_listing()) [[unlikely]]
    list_call(call, depth);
  switch (call.callee.kind()) {
    case Kind::global:
      return call_name(call, depth);
    case Kind::instance:
    case Kind::result:
      return call_object(call, depth);
    case Kind::module:
      return wrong_role(call, "a module is called");
    case Kind::persistent:
    case Kind::extension:
      context_->unsafe_seen = true;
      return unsafe();  // reported where they arose
    case Kind::storage:
    case Kind::buffer:
    case Kind::unknown:
      return unresolved(call, "the callable is not known before loading");
    default:
      return wrong_role(call, "something that is no callable is called");
  }
}

Value Judge::call_name(const Call& call, unsigned depth) {
  const std::uint32_t id = call.callee.name();
  Name& name = context_->names[id];
  name.called = true;
  if (!name.known) {
    if (!name.reported) {
      name.reported = true;
      report({.rule = kUnknownCall, .range = call.range, .name = id, .call = &call});
    }
    context_->unsafe_seen = true;
    return context_->made(Kind::instance, kObject | kUnsafe, id, call.arguments);
  }
  switch (name.role) {
    case Role::danger:
      return call_dangerous(call);
    case Role::resolver:
      return resolve(call, depth);
    case Role::klass:
      return instance_of(call, call.callee, call.arguments, depth);
    case Role::state:
      return wrong_role(call, "the list allows it as the target of a state only");
    case Role::value:
      if (!is_literal(*context_, call.arguments) || call.keywords.kind() != Kind::absent) {
        return wrong_role(call, "the list allows it with literal arguments only");
      }
      return context_->made(Kind::instance, kObject, id, call.arguments);
    case Role::rebuild:
      if (call.op == Op::newobj || call.op == Op::newobj_ex) {
        return wrong_role(call, "a function stands where a class is expected");
      }
      if (!matches(*context_, name.detail, call.arguments)) {
        return wrong_role(call, "the arguments are not of the shape that the list allows");
      }
      if (hands_on_function(call.arguments, id)) {
        return wrong_role(call, "it would call a function among its arguments");
      }
      // torch.load on bytes: whatever they look like, they are read as a model.
      if (context_->names.is(id, "torch.storage", "_load_from_bytes") &&
          !context_->loaded.try_push(context_->range_of(context_->item(call.arguments, 0)))) {
        return unsafe();
      }
      return context_->made(Kind::result, kObject, id, call.arguments);
  }
  return unsafe();
}

Value Judge::instance_of(const Call& call, Value klass, Value arguments, unsigned depth) {
  if (klass.kind() != Kind::global) {
    return unresolved(call, "the class is not known before loading");
  }
  const std::uint32_t id = klass.name();
  Name& name = context_->names[id];
  if (!name.known || name.role == Role::danger || depth >= kMaxDepth) {
    Call inner = call;
    inner.callee = klass;
    inner.arguments = arguments;
    if (depth < kMaxDepth) return call_name(inner, depth + 1);
    return unresolved(call, "resolvers are nested too deeply");
  }
  name.called = true;
  if (name.role != Role::klass && name.role != Role::value) {
    return wrong_role(call, "the list does not allow it as a class");
  }
  const ClassDetail detail = class_detail(name.detail);
  if (detail.never) return wrong_role(call, "the list allows the class to be named, not made");
  if (detail.only_new && call.op != Op::newobj && call.op != Op::newobj_ex) {
    return wrong_role(call, "the list does not allow the class's own constructor");
  }
  const std::string_view shape = detail.shape;
  // cls.__new__(cls) takes nothing for most classes, whatever the constructor takes.
  const bool bare = (call.op == Op::newobj || call.op == Op::newobj_ex) &&
                    (arguments.kind() != Kind::tuple || context_->items(arguments) == 0);
  if (!shape.empty() && !bare && !matches(*context_, shape, arguments)) {
    return wrong_role(call, "the arguments are not of the shape that the list allows");
  }
  if ((arguments.taint() & kFunction) != 0) {
    return wrong_role(call, "a function stands among the arguments");
  }
  return context_->made(Kind::instance, kObject | (arguments.taint() & kUnsafe), id, arguments);
}

Value Judge::call_dangerous(const Call& call) {
  const std::uint32_t id = call.callee.name();
  Name& name = context_->names[id];
  name.reported = true;
  context_->unsafe_seen = true;
  const RuleId rule = rule_of_capability(name.detail);
  // What is loaded, or run: the first text among the arguments.
  base::Text argument(context_->artifact.budget());
  for (std::uint64_t i = 0; i < context_->items(call.arguments) && argument.empty(); ++i) {
    const Value item = context_->item(call.arguments, i);
    if (item.is_text()) context_->text.append(item, argument);
  }
  report({.rule = rule,
          .range = call.range,
          .name = id,
          .call = &call,
          .note = name.reason,
          .argument = argument.view()});
  return context_->made(Kind::instance, kObject | kUnsafe, id, call.arguments);
}

Value Judge::unresolved(const Call& call, std::string_view note) {
  context_->unsafe_seen = true;
  report({.rule = kUnresolved,
          .range = call.range,
          .subject = op_name(call.op),
          .call = &call,
          .note = note});
  return unsafe();
}

Value Judge::wrong_role(const Call& call, std::string_view note) {
  context_->unsafe_seen = true;
  const bool named = call.callee.kind() == Kind::global;
  report({.rule = kWrongRole,
          .range = call.range,
          .subject = named ? "" : op_name(call.op),
          .name = named ? call.callee.name() : kNoName,
          .call = &call,
          .note = note});
  return unsafe();
}

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

// Functions among the arguments of a rebuild function are called by it: only PyTorch's own
// rebuilders and NumPy's makers of generators may stand there.
bool Judge::hands_on_function(Value arguments, std::uint32_t callee) {
  const bool from_type = context_->names.name(callee).starts_with("_rebuild_from_type");
  for (std::uint64_t i = 0; i < context_->items(arguments); ++i) {
    const Value item = context_->item(arguments, i);
    if (item.kind() != Kind::global) continue;
    const Role role = context_->names[item.name()].role;
    const std::string_view module = context_->names.module(item.name());
    const bool rebuilder =
        role == Role::rebuild &&
        (module == "torch._utils" || module == "torch._tensor" || module == "numpy.random._pickle");
    if (role == Role::resolver || (role == Role::rebuild && !rebuilder)) return true;
    if (from_type && i == 0 && !rebuilder) return true;
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

void Judge::extension(std::uint64_t code, Range range) {
  context_->unsafe_seen = true;
  base::Text text(context_->artifact.budget());
  text.append_number(code);
  note(kExtension, range, text.view(), "the name stands in copyreg's registry of the process");
  context_->artifact.partial("extension-registry", range);
}

void Judge::out_of_band(Range range) {
  context_->unsafe_seen = true;
  note(kOutOfBand, range, "NEXT_BUFFER", "the bytes come from outside of the file");
  context_->artifact.partial("out-of-band", range);
}

void Judge::finish() {
  Names& names = context_->names;
  for (std::uint32_t id = 0; id < names.size(); ++id) {
    Name& name = names[id];
    if (name.called || name.reported) continue;
    name.reported = true;
    if (!name.known) {
      report({.rule = kUnknownImport, .range = name.range, .name = id});
    } else if (name.role == Role::danger) {
      const RuleId rule = rule_of_capability(name.detail);
      report({.rule = rule == kCodeObject ? kUnknownImport : kDangerousImport,
              .range = name.range,
              .name = id,
              .note = name.reason});
    } else if (name.role == Role::resolver &&
               (name.detail == "resolve_name" || name.detail == "import_module" ||
                name.detail == "apply")) {
      report(
          {.rule = kUnresolved,
           .range = name.range,
           .name = id,
           .note = "it is named and not called here: whatever holds it decides what it reaches"});
    }
  }
}

void Judge::note(RuleId rule, Range range, std::string_view subject, std::string_view note) {
  report({.rule = rule, .range = range, .subject = subject, .note = note});
}

bool Judge::worth_rendering(RuleId rule) {
  const auto at = std::ranges::find(kRules, rule) - kRules.begin();
  return ++sent_[static_cast<std::size_t>(at)] <= context_->artifact.limits().findings_per_rule;
}

void Judge::report(const Report& report) {
  Context& context = *context_;
  Artifact& artifact = context.artifact;
  if (!worth_rendering(report.rule)) {
    artifact.finding(report.rule, report.range, report.subject);  // counted there
    return;
  }
  base::Budget& budget = artifact.budget();
  base::Text subject(budget), call(budget), opcodes(budget), resolved(budget);
  std::array<Evidence, 8> evidence;
  std::size_t n = 0;
  const auto add = [&](std::string_view key, std::string_view value) {
    if (!value.empty() && n < evidence.size()) evidence[n++] = {key, value};
  };
  if (report.subject.empty() && report.name != kNoName) {
    context.names.append(report.name, subject);
  } else {
    subject.append(report.subject);
  }
  if (report.call != nullptr) {
    render_call(context, report.call->callee, report.call->arguments, report.call->keywords, call);
  } else {
    call.append(report.rendered);
  }
  add("call", call.view());
  add("argument", report.argument.substr(0, artifact.limits().evidence));
  add("note", report.note);
  if (report.name != kNoName) {
    const Name& name = context.names[report.name];
    switch (name.via) {
      case Via::global:
        resolved.append("GLOBAL");
        break;
      case Via::inst:
        resolved.append("INST");
        break;
      case Via::stack:
        resolved.append(name.from_memo ? "STACK_GLOBAL, names from the memo" : "STACK_GLOBAL");
        break;
      case Via::resolver:
        resolved.append("computed by a resolver");
        break;
    }
    if (!name.renamed_module.empty()) {
      resolved.append(", written as ");
      resolved.append(context.names.written_module(report.name));
      resolved.append('.');
      resolved.append(context.names.written_name(report.name));
    }
    add("resolved", resolved.view());
    add("weights_only", name.weights_only ? "does not stop it" : "stops it");
  }
  add("when", context.options.loader);
  render_listing(context, opcodes);
  add("opcodes", opcodes.view());
  artifact.finding(report.rule, report.range, subject.view(),
                   std::span<const Evidence>(evidence.data(), n));
}

}  // namespace bartizan::scan::pickle
