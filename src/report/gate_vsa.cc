// The gate as an in-toto statement: a Verification Summary (slsa.dev/spec/v1.1/verification_summary).
//
// It is not signed here; `bartizan sign` and --sign-with do that. What was undecided is FAILED: the
// predicate knows no third word.
#include <set>

#include "base/escape.h"
#include "base/json_write.h"
#include "report/gate_words.h"
#include "report/sarif_parts.h"
#include "report/text.h"

namespace bartizan::report {

namespace gate = assure::gate;

namespace {

// Where a policy names no verifier. The top-level domain is reserved (RFC 2606): nobody owns it.
constexpr std::string_view kVerifier = "https://bartizan.invalid/gate";

std::string file_uri(std::string_view path) { return "file://" + percent_encode(path); }

std::string resource(const GateView& view) {
  if (view.roots.size() == 1) return file_uri(view.roots.front());
  std::string out = "bartizan:gate";
  for (const std::string& root : view.roots) {
    out += (out.contains('?') ? "&" : "?") + std::string("root=") + percent_encode(root);
  }
  return out;
}

std::string policy_uri(const GateView& view) {
  if (!view.policy_path.empty()) return file_uri(view.policy_path);
  constexpr std::string_view kPreset = "preset ";
  const std::string& origin = view.policy.origin;
  return "bartizan:preset/" +
         percent_encode(origin.starts_with(kPreset) ? origin.substr(kPreset.size()) : origin);
}

}  // namespace

std::string gate_vsa(const GateView& view, const MachineOptions& options) {
  base::JsonWriter out(options.pretty);
  out.begin_object().field("_type", "https://in-toto.io/Statement/v1");
  out.key("subject").begin_array();
  std::set<std::pair<std::string, std::string>> subjects;
  for (const gate::Subject& subject : view.evidence.subjects) {
    if (!subject.sha256.empty()) {
      subjects.emplace(base::escape_name(subject.paths.empty() ? subject.name
                                                               : subject.paths.front()),
                       subject.sha256);
    }
  }
  if (subjects.empty()) return {};
  for (const auto& [name, sha256] : subjects) {
    out.begin_object().field("name", name);
    out.key("digest").begin_object().field("sha256", sha256).end_object().end_object();
  }
  out.end_array().field("predicateType", "https://slsa.dev/verification_summary/v1");
  out.key("predicate").begin_object();
  out.key("verifier").begin_object();
  out.field("id", view.policy.verifier.empty() ? std::string(kVerifier) : view.policy.verifier);
  if (!options.reproducible) {
    out.key("version").begin_object().field("bartizan", view.run.tool_version).end_object();
  }
  out.end_object();
  // RFC 3339 without a fraction, as the specification's examples have it.
  if (!options.reproducible) {
    out.field("timeVerified", base::format_utc(view.now).substr(0, 19) + "Z");
  }
  out.field("resourceUri", resource(view));
  out.key("policy").begin_object().field("uri", policy_uri(view));
  out.key("digest").begin_object().field("sha256", view.policy.sha256).end_object().end_object();
  const bool passed = view.gate.standing != assure::gate::Standing::failed &&
                      view.gate.standing != assure::gate::Standing::undecided;
  out.field("verificationResult", passed ? "PASSED" : "FAILED");
  out.key("verifiedLevels").begin_array();
  if (passed) {
    // A level of our own, as the specification allows for those that are no levels of SLSA.
    out.value("BARTIZAN_GATE_PASSED");
  }
  out.end_array();
  // Beyond the specification, which lets verifiers add fields by a URI of their own.
  out.key(std::string(kVerifier) + "/result/v1").begin_object();
  out.field("result", gate::name(view.gate.standing)).field("summary", gate_sentence(view));
  out.field("failed", view.gate.failed).field("incomplete", view.gate.undecided_rules);
  out.field("warned", view.gate.warned).field("passed", view.gate.passed);
  out.field("dry_run", view.dry_run).end_object();
  out.end_object().end_object();
  return out.take() + "\n";
}

}  // namespace bartizan::report
