// The gate for systems that run it: JUnit, GitHub's workflow commands, GitLab's code quality.
#include <algorithm>

#include "base/escape.h"
#include "base/hash.h"
#include "base/json_write.h"
#include "report/gate_words.h"
#include "report/junit_parts.h"
#include "report/text.h"

namespace bartizan::report {
namespace {

namespace gate = assure::gate;
using gate::Standing;

// "Do" behind "what", as one sentence each.
std::string sentence(const gate::Rule& rule, const GateRow& told) {
  std::string text = one_line(rule.title) + ": ";
  if (!told.subject.empty() && told.what.find(told.subject) == std::string::npos) {
    text += told.subject + ", ";
  }
  text += told.what;
  if (!told.remedy.empty()) text += ". Do: " + told.remedy;
  return text;
}

std::string details(const GateView& view, const gate::RuleResult& result) {
  const gate::Rule& rule = rule_of(view, result);
  std::string out;
  for (const gate::Judged& judged : result.judged) {
    if (judged.standing == Standing::passed) continue;
    const GateRow told = row(view, rule, judged);
    out += std::string(gate::name(told.standing)) + ": " +
           (told.subject.empty() ? std::string() : told.subject + ": ") + told.what + '\n';
    if (!told.where.empty()) out += "  where   " + told.where + '\n';
    if (!told.source.empty()) out += "  source  " + told.source + '\n';
    if (!told.remedy.empty()) out += "  do      " + told.remedy + '\n';
    if (!told.accepted_by.empty()) out += "  by      " + told.accepted_by + '\n';
  }
  return out;
}

// What GitHub's runner takes for the end of a property or of a command
// (actions/toolkit, packages/core/src/command.ts, escapeData and escapeProperty).
std::string github_escaped(std::string_view text, bool property) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '%':
        out += "%25";
        break;
      case '\r':
        out += "%0D";
        break;
      case '\n':
        out += "%0A";
        break;
      case ':':
        out += property ? "%3A" : ":";
        break;
      case ',':
        out += property ? "%2C" : ",";
        break;
      default:
        out += c;
    }
  }
  return out;
}

void github_command(std::string& out, std::string_view command, std::string_view path,
                    std::uint64_t line, std::string_view title, std::string_view text) {
  out += "::" + std::string(command) + " ";
  if (!path.empty()) {
    out += "file=" + github_escaped(base::escape_name(path), true) + ",";
    if (line != 0) out += "line=" + std::to_string(line) + ",";
  }
  out += "title=" + github_escaped(title, true) + "::" + github_escaped(text, false) + "\n";
}

}  // namespace

std::string gate_junit(const GateView& view, const MachineOptions& options) {
  JunitCounts counts;
  std::string cases;
  const auto open = [&](std::string_view name) {
    cases += "    <testcase classname=\"bartizan.gate\" name=\"" + xml(one_line(name)) +
             "\" time=\"0\"";
    ++counts.tests;
  };
  const auto child = [&](std::string_view element, std::string_view type, std::string_view message,
                         std::string_view text) {
    cases += ">\n      <" + std::string(element) + " type=\"" + std::string(type) +
             "\" message=\"" + xml(message) + "\">" + xml(text) + "</" + std::string(element) +
             ">\n    </testcase>\n";
  };
  for (const gate::RuleResult& result : view.gate.rules) {
    const gate::Rule& rule = rule_of(view, result);
    open(rule.id);
    if (result.standing == Standing::failed) {
      ++counts.failures;
      child("failure", "failed", one_line(rule.title), details(view, result));
    } else if (result.standing == Standing::undecided) {
      // The test could not be carried out.
      ++counts.errors;
      child("error", "incomplete", one_line(rule.title), details(view, result));
    } else if (result.judged.empty()) {
      cases += "/>\n";
    } else {
      cases += ">\n      <system-out>" + xml(details(view, result)) +
               "</system-out>\n    </testcase>\n";
    }
  }
  for (const std::string& why : view.gate.undecided) {
    open("evidence");
    ++counts.errors;
    child("error", "incomplete", why, why);
  }
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"bartizan gate\"" +
                    counts.attributes() + " time=\"0\">\n  <testsuite name=\"" +
                    xml(policy_name(view)) + "\"" + counts.attributes() + " time=\"0\"";
  if (!options.reproducible) {
    // The schema's dateTime has no zone and no fraction.
    out += " timestamp=\"" + xml(view.run.started.substr(0, 19)) + "\" hostname=\"" +
           xml(one_line(view.run.host)) + "\"";
  }
  return out + ">\n" + cases + "  </testsuite>\n</testsuites>\n";
}

std::string gate_github(const GateView& view) {
  std::string out;
  for (const gate::RuleResult& result : view.gate.rules) {
    const gate::Rule& rule = rule_of(view, result);
    for (const gate::Judged& judged : result.judged) {
      if (judged.fact == gate::kNone || judged.standing < Standing::warned) continue;
      const GateRow told = row(view, rule, judged);
      const bool warning = judged.standing == Standing::warned;
      github_command(out, warning ? "warning" : "error", told.path, told.line,
                     one_line(rule.id) +
                         (judged.standing == Standing::undecided ? " (undecided)" : ""),
                     sentence(rule, told));
    }
  }
  for (const std::string& why : view.gate.undecided) {
    github_command(out, "error", "", 0, "gate undecided", why);
  }
  for (const GateGap& gap : gaps(view)) {
    std::string text = gap.what + " facts are missing: " + gap.why;
    if (!gap.subjects.empty()) text += " (" + count_of(gap.subjects.size(), "subject") + ")";
    if (!gap.remedy.empty()) text += ". Do: " + gap.remedy;
    github_command(out, "error", "", 0, "gate undecided", text);
  }
  for (const std::string& note : view.notes) {
    github_command(out, "notice", "", 0, "gate", one_line(note));
  }
  const std::string said = view.gate.standing == Standing::failed      ? "gate failed: "
                           : view.gate.standing == Standing::undecided ? "gate undecided: "
                                                                       : "gate passed: ";
  out += github_escaped(said + gate_sentence(view) + ", policy " + policy_name(view) +
                            (view.dry_run ? ", dry run" : ""),
                        false) +
         "\n";
  return out;
}

std::string gate_gitlab(const GateView& view) {
  base::JsonWriter out(true);
  out.begin_array();
  const auto issue = [&](std::string_view check, std::string_view severity, std::string_view path,
                         std::uint64_t line, std::string_view text, std::string_view subject) {
    out.begin_object().field("description", text).field("check_name", check);
    out.field("fingerprint", base::hex(base::sha256(std::string(check) + '\0' +
                                                    std::string(subject) + '\0' +
                                                    std::string(text))));
    out.field("severity", severity);
    // GitLab shows no issue without a place; the policy's own stands for what lies nowhere.
    out.key("location").begin_object().field("path", base::escape_name(path));
    out.key("lines").begin_object().field("begin", std::max<std::uint64_t>(line, 1)).end_object();
    out.end_object().end_object();
  };
  for (const gate::RuleResult& result : view.gate.rules) {
    const gate::Rule& rule = rule_of(view, result);
    for (const gate::Judged& judged : result.judged) {
      if (judged.standing < Standing::warned) continue;
      const GateRow told = row(view, rule, judged);
      if (judged.fact == gate::kNone) continue;
      const std::string_view severity = judged.standing == Standing::failed      ? "critical"
                                        : judged.standing == Standing::undecided ? "major"
                                                                                 : "minor";
      issue(rule.id, severity, told.path.empty() ? view.policy.origin : told.path,
            told.path.empty() ? rule.line : told.line, sentence(rule, told), told.subject);
    }
  }
  for (const GateGap& gap : gaps(view)) {
    issue("gate-undecided", "major", view.policy.origin, 1,
          gap.what + " facts are missing: " + gap.why +
              (gap.remedy.empty() ? "" : ". Do: " + gap.remedy),
          gap.subjects.empty() ? "" : gap.subjects.front());
  }
  for (const std::string& why : view.gate.undecided) {
    issue("gate-undecided", "major", view.policy.origin, 1, why, "");
  }
  out.end_array();
  return out.take() + "\n";
}

}  // namespace bartizan::report
