// Judge: what an import, a call or a mutation of the abstract machine means.
//
// What it is: role-typed verdicts per event (docs/formats/pickle.md, "Verdict by capability"):
// resolves callables that resolve others, matches argument shapes, reports findings with evidence.
// What it is not: the machine; it sees values, never bytes. One stream, one thread.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "scan/formats/pickle/context.h"
#include "scan/formats/pickle/rules.h"

namespace bartizan::scan::pickle {

// A call event as the machine saw it.
struct Call {
  Op op = Op::reduce;
  Value callee;
  Value arguments;  // tuple; anything else is a disagreement between unpicklers
  Value keywords;   // dict or absent
  Range range;
};

class Judge {
 public:
  explicit Judge(Context& context) : context_(&context) {}

  // GLOBAL, INST, STACK_GLOBAL or a resolver found this name. The value stands for it.
  Value import(std::string_view module, std::string_view name, bool renames, Via via, Range range,
               bool from_memo = false);
  // STACK_GLOBAL with names that are no literals of the stream.
  Value computed_import(Value module, Value name, Range range);
  // REDUCE, NEWOBJ, NEWOBJ_EX, INST, OBJ.
  Value call(const Call& call) { return call_at(call, 0); }
  // BUILD: inst.__setstate__(state), or attributes set from it.
  void build(Value target, Value state, Range range);
  // SETITEM(S), APPEND(S), ADDITEMS on something that is no fresh container.
  void set_item(Value target, Op op, Value items, Range range);
  Value persistent_id(Value id, Range range);
  void extension(std::uint64_t code, Range range);
  void out_of_band(Range range);
  // The stream is over: names that were imported and never used.
  void finish();

  // A finding without a call: subject and a note.
  void note(RuleId rule, Range range, std::string_view subject, std::string_view note);

  std::uint64_t calls() const { return calls_; }

 private:
  bool installs_hook(Value state);
  bool returns_guarded(Value target);
  bool hands_on_function(Value arguments, std::uint32_t callee);
  static constexpr std::uint32_t kNoName = UINT32_MAX;
  static constexpr unsigned kMaxDepth = 8;

  struct Report {
    RuleId rule;
    Range range;
    std::string_view subject = {};
    std::uint32_t name = kNoName;
    const Call* call = nullptr;
    std::string_view rendered = {};  // in place of `call`
    std::string_view note = {};
    std::string_view argument = {};
  };

  void list_call(const Call& call, unsigned depth);
  static Value unsafe() { return Value::plain(Kind::unknown, kUnsafe); }
  Value call_at(const Call& call, unsigned depth);
  Value call_name(const Call& call, unsigned depth);
  Value call_object(const Call& call, unsigned depth);
  Value call_dangerous(const Call& call);
  Value call_carried(const Call& call);
  Value resolve(const Call& call, unsigned depth);
  Value attribute(Value object, Value name, const Call& call, unsigned depth);
  Value imported_by_text(const Call& call, bool whole_module);
  Value instance_of(const Call& call, Value klass, Value arguments, unsigned depth);
  Value unresolved(const Call& call, std::string_view note);
  Value wrong_role(const Call& call, std::string_view note);
  void first_import(std::uint32_t id, Range range);
  void report(const Report& report);
  bool worth_rendering(RuleId rule);
  std::uint8_t taint_of(std::uint32_t id) const;
  Value torch_persistent_id(Value id, Range range, bool& accepted);

  Context* context_;
  std::uint64_t calls_ = 0;
  std::array<std::uint32_t, kRules.size()> sent_{};
};

}  // namespace bartizan::scan::pickle
