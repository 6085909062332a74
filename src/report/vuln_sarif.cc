// SARIF 2.1.0 (OASIS, errata 01) of vulnerabilities: one rule for each weakness, one result for
// each component that has it, where the dependency is declared.
#include <algorithm>
#include <map>

#include "base/escape.h"
#include "base/hash.h"
#include "base/json_write.h"
#include "report/sarif_parts.h"
#include "report/text.h"
#include "report/vuln.h"
#include "report/words.h"

namespace bartizan::report {
namespace {

namespace room = assure::vuln;
using base::JsonWriter;

// Names are shown on one line, and cannot become placeholders or links.
std::string message(std::string_view text) { return sarif_message(one_line(text)); }

void write_text(JsonWriter& out, std::string_view key, std::string_view text) {
  sarif_text(out, key, one_line(text));
}

std::string_view level_of(const room::Weakness& w, base::Millis now) {
  if (w.standing != room::Standing::counts) return "note";
  if (w.match.malicious || room::is_overdue(w, now) || w.decided.forensic) return "error";
  return w.decided.due != 0 ? "error" : "warning";
}

std::string_view level_of(std::string_view severity) {
  if (severity == "critical" || severity == "high") return "error";
  return severity == "medium" ? "warning" : "note";
}

// A code scanning service sorts by it: what must be gone by a date, or is exploited, is not medium.
std::string score(const room::Weakness& w, base::Millis now) {
  double value = w.cvss;
  if (value <= 0) {
    value = w.severity == "critical" ? 9.5 : w.severity == "high" ? 8.0 : w.severity == "low" ? 3.0 : 5.5;
  }
  if (w.standing == room::Standing::counts) {
    // CVSS's own words: 9.0 is where critical begins, 7.0 where high does.
    const bool urgent = w.match.malicious || room::is_overdue(w, now) || w.decided.forensic;
    if (urgent) value = std::max(value, 9.0);
    if (w.decided.due != 0) value = std::max(value, 7.0);
  }
  const auto tenths = static_cast<unsigned>(value * 10 + 0.5);
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

class Sarif {
 public:
  Sarif(const room::Assessment& assessment, const VulnOptions& options)
      : assessment_(assessment), options_(options) {
    for (const room::System& system : assessment.systems) {
      bases_.emplace(system.place, "ROOT" + std::to_string(bases_.size() + 1));
      for (const room::Block& block : system.blocks) {
        for (const room::Weakness& w : block.weaknesses) {
          const auto [at, fresh] = weaknesses_.emplace(w.match.id, &w);
          if (!fresh && room::worse(w, *at->second, assessment.now)) at->second = &w;
        }
      }
      for (const room::Fact& fact : system.facts) facts_.emplace(fact.rule, &fact);
    }
    for (const auto& [id, weakness] : weaknesses_) index_.emplace(id, index_.size());
    for (const auto& [id, fact] : facts_) index_.emplace(id, index_.size());
  }

  std::string text() {
    out_.begin_object().field("$schema", kSarifSchema).field("version", "2.1.0");
    out_.key("runs").begin_array().begin_object();
    tool();
    out_.key("automationDetails").begin_object().field("id", "bartizan/vuln/").end_object();
    invocation();
    out_.key("originalUriBaseIds").begin_object();
    for (const auto& [place, id] : bases_) {
      if (!place.starts_with('/')) continue;
      out_.key(id).begin_object();
      out_.field("uri", "file://" + percent_encode(place) + (place.ends_with('/') ? "" : "/"));
      out_.end_object();
    }
    out_.end_object().key("results").begin_array();
    for (const room::System& system : assessment_.systems) {
      for (const room::Block& block : system.blocks) {
        for (const room::Weakness& w : block.weaknesses) result(system, block, w);
      }
      for (const room::Fact& fact : system.facts) result(system, fact);
    }
    out_.end_array().end_object().end_array().end_object();
    return out_.take() + "\n";
  }

 private:
  void tool() {
    out_.key("tool").begin_object().key("driver").begin_object();
    out_.field("name", "Bartizan").field("fullName", "Bartizan vulnerability matching");
    if (!options_.tool_version.empty() && !options_.reproducible) {
      out_.field("semanticVersion", options_.tool_version);
    }
    out_.key("rules").begin_array();
    for (const auto& [id, w] : weaknesses_) {
      out_.begin_object().field("id", one_line(id));
      write_text(out_, "shortDescription", w->summary.empty() ? id : w->summary);
      if (!w->url.empty()) out_.field("helpUri", base::encode_text(w->url));
      out_.key("properties").begin_object().field("security-severity", score(*w, assessment_.now));
      out_.key("tags").begin_array().value("security").value("vulnerability");
      for (const std::string& cwe : w->cwes) out_.value("external/cwe/" + one_line(cwe));
      out_.end_array().end_object().end_object();
    }
    for (const auto& [id, fact] : facts_) {
      out_.begin_object().field("id", id);
      if (const auto rule = scan::Catalog::embedded().rule(id)) {
        write_text(out_, "shortDescription", general(rule->title));
        write_text(out_, "fullDescription", general(rule->why));
        write_text(out_, "help", general(rule->remedy));
        out_.key("properties").begin_object().key("tags").begin_array().value("security");
        for (const std::string& cwe : split(rule->cwe)) out_.value("external/cwe/" + cwe);
        out_.end_array().end_object();
      }
      out_.end_object();
    }
    out_.end_array().end_object().end_object();
  }

  void invocation() {
    out_.key("invocations").begin_array().begin_object();
    out_.field("executionSuccessful", assessment_.complete()).field("exitCode", options_.exit_code);
    out_.key("toolExecutionNotifications").begin_array();
    for (const auto* sentences : {&assessment_.doubts, &assessment_.unread}) {
      for (const std::string& sentence : *sentences) {
        out_.begin_object().field("level", "warning");
        write_text(out_, "message", sentence);
        out_.end_object();
      }
    }
    out_.end_array().end_object().end_array();
  }

  void location(const room::System& system, const std::string& path, std::uint32_t line) {
    out_.key("locations").begin_array();
    if (!path.empty()) {
      out_.begin_object().key("physicalLocation").begin_object();
      out_.key("artifactLocation").begin_object().field("uri", percent_encode(path));
      if (system.place.starts_with('/')) out_.field("uriBaseId", bases_.at(system.place));
      out_.end_object();
      if (line != 0) out_.key("region").begin_object().field("startLine", line).end_object();
      out_.end_object().end_object();
    }
    out_.end_array();
  }

  void result(const room::System& system, const room::Block& block, const room::Weakness& w) {
    out_.begin_object().field("ruleId", one_line(w.match.id)).field("ruleIndex", index_.at(w.match.id));
    out_.field("level", level_of(w, assessment_.now));
    std::string says = title_of(block.component) + ": " + w.match.why + ".";
    if (!w.decided.outcome.empty()) says += " BOD 26-04: " + w.decided.outcome + ".";
    if (w.standing == room::Standing::possible) says += " Possible, not certain.";
    write_text(out_, "message", says + " " + remedy_of(block) + ".");
    const record::Occurrence* at = room::declaration_of(block.component);
    location(system, at == nullptr ? std::string() : at->path, at == nullptr ? 0 : at->line);
    out_.key("partialFingerprints").begin_object();
    out_.field("bartizan/v1", base::hex(base::sha256(block.key + "\n" + w.match.id)));
    out_.end_object();
    // 3.35: what was decided elsewhere not to count.
    if (w.standing == room::Standing::excused || w.standing == room::Standing::accepted) {
      out_.key("suppressions").begin_array().begin_object().field("kind", "external");
      out_.field("status", "accepted");
      if (w.vex && !w.vex->impact.empty()) out_.field("justification", message(w.vex->impact));
      out_.end_object().end_array();
    }
    out_.key("properties").begin_object();
    out_.field("standing", room::name(w.standing)).field("component", base::encode_text(block.key));
    out_.field("nearness", room::name(block.reach.nearness)).end_object().end_object();
  }

  void result(const room::System& system, const room::Fact& fact) {
    const auto rule = scan::Catalog::embedded().rule(fact.rule);
    record::Finding filled;
    filled.subject = base::escape_name(fact.subject);
    out_.begin_object().field("ruleId", fact.rule).field("ruleIndex", index_.at(fact.rule));
    out_.field("level", rule ? level_of(rule->severity) : "note");
    write_text(out_, "message",
               base::escape_name(fact.component) + ": " + (rule ? record::fill(rule->title, filled) : ""));
    location(system, fact.path, fact.line);
    out_.key("partialFingerprints").begin_object();
    out_.field("bartizan/v1", base::hex(base::sha256(fact.rule + "\n" + fact.component)));
    out_.end_object().end_object();
  }

  const room::Assessment& assessment_;
  const VulnOptions& options_;
  JsonWriter out_;
  std::map<std::string, std::string> bases_;  // place -> id
  std::map<std::string, const room::Weakness*> weaknesses_;
  std::map<std::string, const room::Fact*> facts_;
  std::map<std::string, std::size_t> index_;
};

}  // namespace

std::string vuln_sarif(const room::Assessment& assessment, const VulnOptions& options) {
  return Sarif(assessment, options).text();
}

}  // namespace bartizan::report
