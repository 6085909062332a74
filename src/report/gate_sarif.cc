// The gate as SARIF 2.1.0: what a rule found is a result, what nobody knows a notification.
#include <algorithm>

#include "base/escape.h"
#include "base/hash.h"
#include "base/json_write.h"
#include "report/gate_words.h"
#include "report/sarif_parts.h"
#include "report/text.h"

namespace bartizan::report {
namespace {

namespace gate = assure::gate;
using base::JsonWriter;
using gate::Standing;

class GateSarif {
 public:
  GateSarif(const GateView& view, const MachineOptions& options)
      : view_(view), options_(options), out_(options.pretty) {}

  std::string text() {
    out_.begin_object().field("$schema", kSarifSchema).field("version", "2.1.0");
    out_.key("runs").begin_array().begin_object();
    tool();
    out_.key("automationDetails").begin_object().field("id", "bartizan/gate/").end_object();
    invocation();
    out_.key("originalUriBaseIds").begin_object().key(kSarifStart).begin_object();
    sarif_text(out_, "description", "The directory in which the gate was started.");
    out_.end_object().end_object();
    out_.key("results").begin_array();
    for (std::size_t i = 0; i < view_.gate.rules.size(); ++i) {
      for (const gate::Judged& judged : view_.gate.rules[i].judged) {
        if (judged.fact != gate::kNone && judged.standing != Standing::passed) result(i, judged);
      }
    }
    out_.end_array().key("properties").begin_object();
    out_.field("result", gate::name(view_.gate.standing));
    out_.field("policy", base::escape_name(view_.policy.origin));
    out_.field("policySha256", view_.policy.sha256).field("dryRun", view_.dry_run);
    out_.end_object().end_object().end_array().end_object();
    return out_.take() + "\n";
  }

 private:
  static std::string_view level(gate::Action action) {
    return action == gate::Action::fail ? "error" : "warning";
  }

  void tool() {
    out_.key("tool").begin_object().key("driver").begin_object();
    out_.field("name", "Bartizan").field("fullName", "Bartizan gate");
    if (!view_.run.tool_version.empty() && !options_.reproducible) {
      out_.field("semanticVersion", view_.run.tool_version);
    }
    out_.key("rules").begin_array();
    for (const gate::RuleResult& result : view_.gate.rules) {
      const gate::Rule& rule = rule_of(view_, result);
      out_.begin_object().field("id", one_line(rule.id));
      sarif_text(out_, "shortDescription", one_line(rule.title));
      std::string asks = "Looks at each " + std::string(gate::name(rule.facts)) + " fact";
      add_sentence(
          asks, "",
          rule.when.empty() ? "" : "and finds where " + one_line(gate::describe(rule.when)));
      add_sentence(asks, "Unless ", one_line(gate::describe(rule.unless)));
      sarif_text(out_, "fullDescription", asks);
      if (!rule.remedy.empty()) sarif_text(out_, "help", one_line(rule.remedy));
      out_.key("defaultConfiguration").begin_object().field("level", level(rule.action));
      out_.end_object().end_object();
    }
    out_.end_array().end_object().end_object();
  }

  void invocation() {
    out_.key("invocations").begin_array().begin_object();
    out_.field("executionSuccessful", true).field("exitCode", view_.exit_code);
    if (!options_.reproducible) {
      if (!view_.run.started.empty()) out_.field("startTimeUtc", view_.run.started);
      if (!view_.run.ended.empty()) out_.field("endTimeUtc", view_.run.ended);
    }
    out_.key("toolExecutionNotifications").begin_array();
    for (const std::string& why : view_.gate.undecided) notification("warning", why);
    for (const GateGap& gap : gaps(view_)) {
      std::string text = "undecided, for want of " + gap.what + " facts: " + gap.why;
      constexpr std::size_t kNames = 20;
      std::string of;
      for (std::size_t i = 0; i < std::min(gap.subjects.size(), kNames); ++i) {
        of += (of.empty() ? "" : ", ") + gap.subjects[i];
      }
      if (gap.subjects.size() > kNames) of += " and more";
      if (!text.ends_with('.')) text += '.';
      add_sentence(text, "Of: ", of);
      add_sentence(text, "Do: ", gap.remedy);
      notification("warning", text);
    }
    for (const std::string& note : view_.notes) notification("note", one_line(note));
    out_.end_array().end_object().end_array();
  }

  void notification(std::string_view level, const std::string& text) {
    out_.begin_object().field("level", level);
    sarif_text(out_, "message", text);
    out_.end_object();
  }

  void result(std::size_t index, const gate::Judged& judged) {
    const gate::Rule& rule = rule_of(view_, view_.gate.rules[index]);
    const GateRow told = row(view_, rule, judged);
    out_.begin_object().field("ruleId", one_line(rule.id)).field("ruleIndex", index);
    // 3.27.9: "open" is what could not be decided; its level is "none" (3.27.10).
    const bool open = judged.standing == Standing::undecided;
    out_.field("kind", open ? "open" : "fail").field("level", open ? "none" : level(rule.action));
    std::string text;
    add_sentence(text, "", one_line(rule.title));
    add_sentence(text, told.subject.empty() ? "" : told.subject + ": ", told.what);
    add_sentence(text, "Where: ", told.where);
    add_sentence(text, "Do: ", told.remedy);
    sarif_text(out_, "message", text);
    location(*told.fact);
    out_.key("partialFingerprints").begin_object();
    out_.field("bartizanGate/v1", fingerprint(rule, judged)).end_object();
    if (judged.standing == Standing::excepted) {
      out_.key("suppressions").begin_array().begin_object().field("kind", "external");
      out_.field("status", "accepted").field("justification", justification(judged.accepted_by));
      out_.end_object().end_array();
    }
    out_.end_object();
  }

  void location(const gate::Fact& fact) {
    if (fact.place.path.empty()) return;
    out_.key("locations").begin_array().begin_object().key("physicalLocation").begin_object();
    out_.key("artifactLocation").begin_object();
    const std::string& path = fact.place.path;
    if (path.starts_with('/')) {
      out_.field("uri", "file://" + percent_encode(path));
    } else {
      out_.field("uri", percent_encode(path.starts_with("./") ? path.substr(2) : path));
      out_.field("uriBaseId", kSarifStart);
    }
    out_.end_object();
    if (fact.place.line != 0) {
      out_.key("region").begin_object().field("startLine", fact.place.line).end_object();
    } else if (fact.place.offset && fact.place.length && fact.place.inside.empty()) {
      out_.key("region").begin_object().field("byteOffset", *fact.place.offset);
      out_.field("byteLength", *fact.place.length).end_object();
    }
    out_.end_object();
    if (!fact.place.inside.empty()) {
      out_.key("logicalLocations").begin_array().begin_object();
      out_.field("fullyQualifiedName", base::escape_name(path) + " › " + fact.place.inside);
      out_.field("kind", "member").end_object().end_array();
    }
    out_.end_object().end_array();
  }

  std::string fingerprint(const gate::Rule& rule, const gate::Judged& judged) const {
    const gate::Fact& fact = view_.evidence.facts[judged.fact];
    std::string key = rule.id + '\0' + fact.subject + '\0' + fact.place.inside + '\0' +
                      std::to_string(fact.place.offset.value_or(0)) + '\0';
    // Of a weakness and of an element of a BOM: which one.
    for (const std::string_view which : {"id", "element", "rule", "name"}) {
      if (const gate::Field* field = fact.find(which)) {
        for (const std::string& value : field->values) key += value + '\0';
      }
    }
    return base::base32(base::sha256(key));
  }

  std::string justification(const std::string& id) const {
    for (const record::Exception& e : view_.exceptions) {
      if (e.id != id) continue;
      return sarif_message(one_line(e.owner +
                                    (e.approver.empty() ? "" : ", approved by " + e.approver) +
                                    ", until " + base::format_date(e.expires) + ": " + e.reason));
    }
    return id;
  }

  const GateView& view_;
  const MachineOptions& options_;
  JsonWriter out_;
};

}  // namespace

std::string gate_sarif(const GateView& view, const MachineOptions& options) {
  return GateSarif(view, options).text();
}

}  // namespace bartizan::report
