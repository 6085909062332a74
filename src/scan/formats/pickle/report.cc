// Reports: what the judge says, with its evidence.
#include <algorithm>
#include <array>
#include <span>

#include "scan/formats/pickle/judge.h"
#include "scan/formats/pickle/render.h"

namespace bartizan::scan::pickle {

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
