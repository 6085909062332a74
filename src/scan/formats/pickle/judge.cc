#include "scan/formats/pickle/judge.h"

#include "scan/formats/pickle/class_detail.h"
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

}  // namespace bartizan::scan::pickle
