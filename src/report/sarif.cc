// SARIF 2.1.0 (OASIS, errata 01): one run, one result per finding, one notification per gap.
//
// The uri is always the top-level file; what lies inside it is a logical location, since no
// consumer can open a member of an archive. Section numbers below are those of the standard.
#include <algorithm>
#include <map>
#include <set>

#include "base/escape.h"
#include "base/hash.h"
#include "base/json_write.h"
#include "report/api.h"
#include "report/sarif_parts.h"
#include "report/text.h"
#include "report/words.h"

namespace bartizan::report {
namespace {

using base::JsonWriter;
using record::Artifact;
using record::Finding;
using record::ScanReport;
using record::Verdict;

std::string_view level(Verdict verdict) {
  switch (verdict) {
    case Verdict::malicious:
      return "error";
    case Verdict::suspicious:
    case Verdict::incomplete:
      return "warning";
    default:
      return "note";
  }
}

// What code scanning services sort by: a CVSS-like score per severity.
std::string_view security_severity(std::string_view severity) {
  if (severity == "critical") return "9.5";
  if (severity == "high") return "8.0";
  if (severity == "medium") return "5.5";
  if (severity == "low") return "3.0";
  return "0.0";
}

class Sarif {
 public:
  Sarif(const ScanReport& report, const scan::Catalog& catalog, const MachineOptions& options)
      : report_(report),
        options_(options),
        words_(catalog, has_several_roots(report), true),
        out_(options.pretty) {
    for (const Artifact& artifact : report.artifacts) {
      if (artifact.findings.empty() && artifact.coverage.gaps.empty()) continue;
      index_.emplace(&artifact, index_.size());
      listed_.push_back(&artifact);
      base_of(artifact.root);
      for (const Finding& finding : artifact.findings) rules_.insert(finding.rule);
      for (const record::Gap& gap : artifact.coverage.gaps) reasons_.insert(stem(gap.reason));
    }
    std::size_t n = 0;
    for (const std::string& rule : rules_) rule_index_.emplace(rule, n++);
  }

  std::string text() {
    out_.begin_object().field("$schema", kSarifSchema).field("version", "2.1.0");
    out_.key("runs").begin_array().begin_object();
    tool();
    out_.key("automationDetails").begin_object().field("id", "bartizan/scan/").end_object();
    invocation();
    bases();
    artifacts();
    out_.key("results").begin_array();
    for (const Artifact* artifact : listed_) {
      for (const Finding& finding : artifact->findings) result(*artifact, finding);
    }
    out_.end_array();
    properties();
    out_.end_object().end_array().end_object();
    return out_.take() + "\n";
  }

 private:
  static std::string stem(const std::string& reason) {
    return one_line(std::string_view(reason).substr(0, reason.find(':')));
  }

  static bool below_start(std::string_view root) {
    return !root.starts_with('/') && root != ".." && !root.starts_with("../") &&
           root.find("/../") == std::string_view::npos && !root.ends_with("/..");
  }

  // Roots below the start share one base; each other one has its own.
  std::string base_of(const std::string& root) {
    if (below_start(root)) {
      bases_.try_emplace(std::string(kSarifStart));
      return std::string(kSarifStart);
    }
    const auto known = std::find_if(bases_.begin(), bases_.end(),
                                    [&](const auto& base) { return base.second == root; });
    if (known != bases_.end()) return known->first;
    const std::string id = "ROOT" + std::to_string(++roots_);
    bases_.emplace(id, root);
    return id;
  }

  static std::string relative(const Artifact& artifact) {
    std::string path = artifact.path == "." ? "" : artifact.path;
    if (below_start(artifact.root) && artifact.root != "." && !artifact.root.empty()) {
      std::string root = artifact.root.starts_with("./") ? artifact.root.substr(2) : artifact.root;
      while (root.ends_with('/')) root.pop_back();
      path = path.empty() ? root : root + '/' + path;
    }
    return percent_encode(path);
  }

  void location_of(const Artifact& artifact) {
    out_.begin_object().field("uri", relative(artifact));
    out_.field("uriBaseId", base_of(artifact.root)).field("index", index_.at(&artifact));
    out_.end_object();
  }

  void tool() {
    out_.key("tool").begin_object().key("driver").begin_object();
    out_.field("name", "Bartizan").field("fullName", "Bartizan model scanner");
    if (!report_.run.tool_version.empty() && !options_.reproducible) {
      out_.field("semanticVersion", report_.run.tool_version);
    }
    out_.key("rules").begin_array();
    for (const std::string& rule : rules_) descriptor(rule);
    out_.end_array();
    out_.key("notifications").begin_array();
    for (const std::string& reason : reasons_) {
      out_.begin_object().field("id", "incomplete/" + reason);
      sarif_text(out_, "shortDescription", explain_reason(reason).meaning);
      sarif_text(out_, "help", explain_reason(reason).remedy);
      out_.end_object();
    }
    out_.end_array().end_object().end_object();
  }

  void descriptor(const std::string& id) {
    out_.begin_object().field("id", one_line(id));
    const auto rule = words_.catalog().rule(id);
    if (rule) {
      sarif_text(out_, "shortDescription", general(rule->title));
      sarif_text(out_, "fullDescription", general(rule->why));
      out_.key("defaultConfiguration").begin_object();
      out_.field("level", level(record::parse_verdict(rule->verdict).value_or(Verdict::clean)));
      out_.end_object();
      help(*rule);
      out_.key("properties").begin_object();
      out_.field("precision", rule->confidence);
      out_.field("security-severity", security_severity(rule->severity));
      out_.key("tags").begin_array().value("security");
      for (const std::string& cwe : split(rule->cwe)) {
        std::string tag = "external/cwe/" + cwe;
        std::transform(tag.begin(), tag.end(), tag.begin(), [](char c) {
          return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        });
        out_.value(tag);
      }
      for (const std::string& atlas : split(rule->atlas)) out_.value("atlas/" + atlas);
      for (const std::string& owasp : split(rule->owasp)) out_.value("owasp/" + owasp);
      out_.end_array().end_object();
    }
    out_.end_object();
  }

  void help(const scan::Rule& rule) {
    std::string text;
    std::string marked;
    const auto part = [&](std::string_view heading, std::string_view body) {
      if (body.empty()) return;
      text += std::string(heading) + ": " + general(body) + "\n";
      marked += "**" + std::string(heading) + "**: " + markdown(general(body)) + "\n\n";
    };
    part("When", rule.trigger);
    part("Why", rule.why);
    part("Do", rule.remedy);
    part("Found in", rule.example_true);
    part("Also fires on", rule.example_false);
    out_.key("help").begin_object();
    out_.field("text", sarif_message(text)).field("markdown", marked).end_object();
  }

  void invocation() {
    const record::Summary& sum = report_.summary;
    out_.key("invocations").begin_array().begin_object();
    out_.field("executionSuccessful", sum.exit_code != 4 && !sum.interrupted);
    out_.field("exitCode", sum.exit_code);
    if (!options_.reproducible) {
      if (!report_.run.started.empty()) out_.field("startTimeUtc", report_.run.started);
      if (!report_.run.ended.empty()) out_.field("endTimeUtc", report_.run.ended);
      if (!report_.run.host.empty()) out_.field("machine", one_line(report_.run.host));
    }
    out_.key("toolExecutionNotifications").begin_array();
    for (const Artifact* artifact : listed_) {
      for (const record::Gap& gap : artifact->coverage.gaps) gap_notification(*artifact, gap);
    }
    for (const std::string& note : sum.notes) plain_notification(one_line(note));
    for (const record::Excluded& path : report_.excluded) {
      plain_notification("not scanned: " + one_line(path.path) + " (" + one_line(path.reason) +
                         ")");
    }
    out_.end_array().end_object().end_array();
  }

  void gap_notification(const Artifact& artifact, const record::Gap& gap) {
    const Reason& known = explain_reason(gap.reason);
    const std::string place = words_.gap(artifact, gap);
    std::string text = one_line(gap.reason) + (place.empty() ? "" : " at " + place) + ": ";
    text += known.meaning;
    text += '.';
    add_sentence(text, "Do: ", known.remedy);
    out_.begin_object();
    out_.key("descriptor").begin_object().field("id", "incomplete/" + stem(gap.reason));
    out_.end_object().field("level", "warning");
    sarif_text(out_, "message", text);
    out_.key("locations").begin_array().begin_object().key("physicalLocation").begin_object();
    out_.key("artifactLocation");
    location_of(artifact);
    out_.end_object();
    logical(artifact, gap.member);
    out_.end_object().end_array().end_object();
  }

  void plain_notification(const std::string& text) {
    out_.begin_object().field("level", "note");
    sarif_text(out_, "message", text);
    out_.end_object();
  }

  void bases() {
    out_.key("originalUriBaseIds").begin_object();
    for (const auto& [id, root] : bases_) {
      out_.key(id).begin_object();
      if (root.empty()) {
        sarif_text(out_, "description", "The directory in which the scan was started.");
      } else {
        if (root.starts_with('/')) {
          out_.field("uri", "file://" + percent_encode(root) + (root.ends_with('/') ? "" : "/"));
        }
        sarif_text(out_, "description", one_line(root));
      }
      out_.end_object();
    }
    out_.end_object();
  }

  void artifacts() {
    out_.key("artifacts").begin_array();
    for (const Artifact* artifact : listed_) {
      out_.begin_object().key("location").begin_object();
      out_.field("uri", relative(*artifact)).field("uriBaseId", base_of(artifact->root));
      out_.end_object().field("length", artifact->size);
      if (artifact->sha256) {
        out_.key("hashes").begin_object().field("sha-256", *artifact->sha256).end_object();
      }
      out_.key("properties").begin_object();
      out_.field("format", one_line(artifact->format));
      out_.field("verdict", record::name(artifact->verdict));
      out_.field("coverage", record::name(artifact->coverage.state));
      out_.field("depth", record::name(artifact->coverage.depth)).end_object().end_object();
    }
    out_.end_array();
  }

  static std::string qualified(const Artifact& artifact, std::uint32_t member) {
    std::string out = base::escape_name(artifact.path == "." ? artifact.root : artifact.path);
    for (const std::string& part : artifact.location(member)) out += '!' + base::escape_name(part);
    return out;
  }

  void logical(const Artifact& artifact, std::uint32_t member) {
    if (member == 0 || member >= artifact.members.size()) return;
    out_.key("logicalLocations").begin_array().begin_object();
    out_.field("name", base::escape_name(artifact.members[member].name));
    out_.field("fullyQualifiedName", qualified(artifact, member)).field("kind", "member");
    out_.end_object().end_array();
  }

  // The same finding keeps its fingerprint when the file moves, on every machine.
  static std::string fingerprint(const Artifact& artifact, const Finding& finding) {
    std::string key = finding.rule;
    for (const std::string& part : artifact.location(finding.member)) key += '\0' + part;
    key += '\0' + std::to_string(finding.range.offset) + '\0' +
           std::to_string(finding.range.length) + '\0' + finding.subject;
    return base::base32(base::sha256(key));
  }

  void result(const Artifact& artifact, const Finding& finding) {
    const Phrases now = words_.phrases(artifact, finding);
    out_.begin_object().field("ruleId", one_line(finding.rule));
    out_.field("ruleIndex", rule_index_.at(finding.rule)).field("level", level(finding.verdict));
    std::string text;
    add_sentence(text, "", now.title);
    add_sentence(text, "When: ", now.when);
    add_sentence(text, "Where: ", now.where);
    add_sentence(text, "Do: ", now.remedy);
    sarif_text(out_, "message", text);
    out_.key("locations").begin_array().begin_object();
    out_.key("physicalLocation").begin_object().key("artifactLocation");
    location_of(artifact);
    if (finding.file_range) {
      out_.key("region").begin_object().field("byteOffset", finding.file_range->offset);
      out_.field("byteLength", finding.file_range->length).end_object();
    }
    out_.end_object();
    logical(artifact, finding.member);
    out_.end_object().end_array();
    if (finding.count > 1) out_.field("occurrenceCount", finding.count);
    out_.key("partialFingerprints").begin_object();
    out_.field("bartizanFinding/v1", fingerprint(artifact, finding)).end_object();
    if (finding.accepted_by) {
      out_.key("suppressions").begin_array().begin_object();
      out_.field("kind", "external").field("status", "accepted");
      out_.field("justification", "accepted by " + one_line(*finding.accepted_by));
      out_.end_object().end_array();
    }
    out_.key("properties").begin_object();
    out_.field("verdict", record::name(finding.verdict));
    out_.field("severity", record::name(finding.severity));
    out_.field("confidence", record::name(finding.confidence));
    out_.field("subject", base::encode_text(finding.subject));
    out_.key("range").begin_object().field("offset", finding.range.offset);
    out_.field("length", finding.range.length).end_object();
    out_.key("evidence").begin_array();
    for (const record::FindingDetail& item : finding.evidence) {
      out_.begin_object().field("key", base::encode_text(item.key));
      out_.field("value", base::encode_text(item.value)).end_object();
    }
    out_.end_array().end_object().end_object();
  }

  void properties() {
    const record::Summary& sum = report_.summary;
    out_.key("properties").begin_object();
    out_.field("artifacts", sum.artifacts).field("clean", sum.clean);
    out_.field("incomplete", sum.incomplete).field("suspicious", sum.suspicious);
    out_.field("malicious", sum.malicious).field("notAModel", sum.not_a_model);
    out_.field("gateFailed", sum.gate_failed);
    if (!options_.reproducible) {
      out_.field("isolation", one_line(report_.run.isolation));
      out_.field("catalog", report_.run.catalog_hash);
      out_.field("catalogVersion", report_.run.catalog_version);
      out_.field("catalogDate", one_line(report_.run.catalog_date));
    }
    out_.end_object();
  }

  const ScanReport& report_;
  const MachineOptions& options_;
  Words words_;
  JsonWriter out_;
  std::vector<const Artifact*> listed_;  // those that have something to say
  std::map<const Artifact*, std::size_t> index_;
  std::set<std::string> rules_;
  std::map<std::string, std::size_t> rule_index_;
  std::set<std::string> reasons_;
  std::map<std::string, std::string> bases_;  // id -> root, empty for kSarifStart
  int roots_ = 0;
};

}  // namespace

std::string sarif(const ScanReport& report, const scan::Catalog& catalog,
                  const MachineOptions& options) {
  return Sarif(report, catalog, options).text();
}

}  // namespace bartizan::report
