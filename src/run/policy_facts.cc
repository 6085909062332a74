#include "run/policy_facts.h"

#include <algorithm>
#include <set>

#include "base/escape.h"
#include "run/component_facts.h"
#include "run/gate.h"

namespace bartizan::run {
namespace {

namespace gate = assure::gate;
using gate::Evidence;
using gate::Examination;
using gate::Fact;
using gate::FactKind;
using gate::Look;
using record::ComponentKind;

std::string yes_no(bool yes) { return yes ? "yes" : "no"; }

// Blank-separated ids of a rule.
std::vector<std::string> ids(std::string_view text) {
  std::vector<std::string> all;
  while (!text.empty()) {
    const std::size_t blank = text.find(' ');
    if (blank != 0) all.emplace_back(text.substr(0, blank));
    text.remove_prefix(blank == text.npos ? text.size() : blank + 1);
  }
  return all;
}

gate::Place place_of(const record::Artifact& artifact, const record::Finding& finding) {
  gate::Place place;
  place.path = file_of(artifact);
  place.inside = inside(artifact, finding.member);
  place.offset = finding.range.offset;
  place.length = finding.range.length;
  return place;
}

std::vector<std::string> formats_of(const record::Artifact& artifact) {
  std::set<std::string> formats;
  if (!artifact.format.empty()) formats.insert(artifact.format);
  for (const record::Member& member : artifact.members) {
    formats.insert(member.formats.begin(), member.formats.end());
  }
  return {formats.begin(), formats.end()};
}

void add_coverage(Evidence& evidence, const record::Artifact& artifact, const std::string& shown,
                  const std::string& subject) {
  Fact fact;
  fact.kind = FactKind::coverage;
  fact.subject = subject;
  fact.source = "scan";
  fact.place.path = file_of(artifact);
  std::set<std::string> reasons;
  for (const record::Gap& gap : artifact.coverage.gaps) reasons.insert(gap.reason);
  if (!artifact.coverage.gaps.empty()) {
    fact.place.inside = inside(artifact, artifact.coverage.gaps.front().member);
    fact.place.offset = artifact.coverage.gaps.front().range.offset;
  }
  // A gap without a state of its own would be our mistake, and must not read as complete.
  const bool whole = artifact.coverage.state == record::CoverageState::complete && reasons.empty();
  const auto state = whole ? record::CoverageState::complete
                     : artifact.coverage.state == record::CoverageState::refused
                         ? record::CoverageState::refused
                         : record::CoverageState::partial;
  fact.set("state", std::string(record::name(state)));
  fact.set("reason", std::vector<std::string>(reasons.begin(), reasons.end()));
  fact.set("depth", std::string(record::name(artifact.coverage.depth)));
  fact.set("path", shown);
  fact.set("format", formats_of(artifact));
  fact.detail = "coverage " + std::string(record::name(state));
  for (const std::string& reason : reasons) fact.detail += ", " + reason;
  evidence.facts.push_back(std::move(fact));
  Examination examination;
  examination.kind = FactKind::coverage;
  examination.subject = subject;
  examination.facts = 1;
  evidence.examinations.push_back(std::move(examination));
}

// Which are no longer for anybody to decide are left out.
std::vector<const record::Finding*> open_findings(const record::Artifact& artifact) {
  std::vector<const record::Finding*> open;
  for (const record::Finding& finding : artifact.findings) {
    if (!finding.accepted_by) open.push_back(&finding);
  }
  std::ranges::stable_sort(open, [](const record::Finding* a, const record::Finding* b) {
    return std::pair(a->verdict, a->severity) > std::pair(b->verdict, b->severity);
  });
  return open;
}

void add_finding(Evidence& evidence, const record::Artifact& artifact,
                 const record::Finding& finding, const std::string& shown,
                 const std::string& subject) {
  Fact fact;
  fact.kind = FactKind::finding;
  fact.subject = subject;
  fact.source = "scan";
  fact.place = place_of(artifact, finding);
  fact.detail = finding.rule + " " + finding.title;
  fact.set("rule", finding.rule);
  fact.set("verdict", std::string(record::name(std::max(finding.verdict, record::Verdict::clean))));
  fact.set("severity", std::string(record::name(finding.severity)));
  fact.set("confidence", std::string(record::name(finding.confidence)));
  fact.set("about", finding.subject.empty() ? std::vector<std::string>()
                                            : std::vector<std::string>{finding.subject});
  fact.set("path", shown);
  const auto rule = scan::Catalog::embedded().rule(finding.rule);
  if (rule) fact.remedy = record::fill(rule->remedy, finding);
  fact.set("cwe", rule ? ids(rule->cwe) : std::vector<std::string>());
  fact.set("atlas", rule ? ids(rule->atlas) : std::vector<std::string>());
  fact.set("owasp", rule ? ids(rule->owasp) : std::vector<std::string>());
  evidence.facts.push_back(std::move(fact));
}

void set_pinned(Fact& fact, const record::Component& component) {
  const Pinned pinned = is_pinned(component);
  if (pinned != Pinned::unknown) return fact.set("pinned", yes_no(pinned == Pinned::yes));
  // Nothing to pin: what is served elsewhere, lies here as a file, or is nothing that is fetched.
  const bool fetched = component.kind == ComponentKind::model || component.kind == ComponentKind::dataset;
  const bool nothing_to_pin = !fetched || component.provider == "local" ||
                              (component.kind == ComponentKind::model &&
                               is_hosted(component).value_or(false));
  if (nothing_to_pin) fact.set("pinned", std::vector<std::string>());
}

std::vector<std::string> attributes(const record::Component& component, std::string_view key) {
  std::set<std::string> values;
  for (const record::Attribute& attribute : component.attributes) {
    if (attribute.key == key && !attribute.value.empty()) values.insert(attribute.value);
  }
  return {values.begin(), values.end()};
}

gate::Place first_place(const record::Component& component, const std::string& root) {
  gate::Place place;
  if (component.occurrences.empty()) return place;
  const record::Occurrence& where = component.occurrences.front();
  place.path = root.empty() ? where.path : root + (root.ends_with('/') ? "" : "/") + where.path;
  place.line = where.line;
  return place;
}

std::string called(const record::Component& component) {
  std::string out(record::name(component.kind));
  out += " " + component.name;
  if (!component.version.empty()) out += " " + component.version;
  if (!component.provider.empty() && component.provider != "local") {
    out += " (" + component.provider + ")";
  }
  return out;
}

void examined(Evidence& evidence, FactKind kind, const std::string& subject) {
  Examination examination;
  examination.kind = kind;
  examination.subject = subject;
  examination.facts = 1;
  evidence.examinations.push_back(std::move(examination));
}

void add_licence(Evidence& evidence, const record::Component& component,
                 const std::string& subject, const gate::Place& place) {
  Fact fact;
  fact.kind = FactKind::licence;
  fact.subject = subject;
  fact.place = place;
  std::set<std::string> licences;
  for (const record::Attribute& attribute : component.attributes) {
    if (attribute.key != "licence" && attribute.key != "derived-licence") continue;
    if (!assure::bom::says_something(attribute.value) || attribute.value == "other") continue;
    const std::string_view id = assure::bom::licence_id(attribute.value);
    licences.insert(id.empty() ? attribute.value : std::string(id));
    if (fact.source.empty()) fact.source = attribute.source;
  }
  fact.set("licence", std::vector<std::string>(licences.begin(), licences.end()));
  fact.set("name", component.name);
  fact.set("provider", component.provider);
  fact.detail = called(component) + (licences.empty() ? " has no stated licence" : ": licence ");
  bool first = true;
  for (const std::string& licence : licences) {
    fact.detail += (first ? "" : ", ") + licence;
    first = false;
  }
  evidence.facts.push_back(std::move(fact));
  examined(evidence, FactKind::licence, subject);
}

std::string stated(const assure::bom::ScoredElement& element) {
  std::string out = element.label + ": ";
  switch (element.state) {
    case assure::bom::State::met:
      return out + "met";
    case assure::bom::State::partly:
      return out + std::to_string(element.have) + " of " + std::to_string(element.of);
    case assure::bom::State::missing:
      return out + "missing";
    case assure::bom::State::needs_human:
      return out + "only a person can say it";
    case assure::bom::State::not_applicable:
      return out + "not applicable";
  }
  return out;
}

}  // namespace

std::string file_of(const record::Artifact& artifact) {
  if (artifact.path == ".") return artifact.root;
  if (artifact.root == ".") return artifact.path;
  return artifact.root + (artifact.root.ends_with('/') ? "" : "/") + artifact.path;
}

std::string inside(const record::Artifact& artifact, std::uint32_t member) {
  std::string out;
  for (const std::string& name : artifact.location(member)) {
    out += (out.empty() ? "" : " › ") + base::escape_name(name);
  }
  return out;
}

void add_artifact_facts(Evidence& evidence, const record::Artifact& artifact,
                        const std::string& shown, const std::string& subject) {
  const auto open = open_findings(artifact);
  Fact fact;
  fact.kind = FactKind::scan;
  fact.subject = subject;
  fact.source = "scan";
  fact.place.path = file_of(artifact);
  const record::Verdict verdict = std::max(gate_verdict(artifact), record::Verdict::clean);
  fact.set("verdict", std::string(record::name(verdict)));
  std::vector<std::string> rules;
  record::Severity worst = record::Severity::info;
  for (const record::Finding* finding : open) {
    rules.push_back(finding->rule);
    worst = std::max(worst, finding->severity);
  }
  std::ranges::sort(rules);
  rules.erase(std::unique(rules.begin(), rules.end()), rules.end());
  fact.set("rule", std::move(rules));
  fact.set("severity", open.empty() ? "none" : std::string(record::name(worst)));
  fact.set("format", formats_of(artifact));
  fact.set("path", shown);
  fact.set("sha256", artifact.sha256 ? std::vector<std::string>{*artifact.sha256}
                                     : std::vector<std::string>());
  fact.set("size", std::to_string(artifact.size));
  fact.set("depth", std::string(record::name(artifact.coverage.depth)));
  fact.detail = std::string(record::name(verdict));
  if (!artifact.format.empty()) fact.detail += ", " + artifact.format;
  if (!open.empty() && open.front()->verdict >= record::Verdict::suspicious) {
    fact.place = place_of(artifact, *open.front());
    fact.detail = std::string(record::name(verdict)) + ": " + open.front()->rule + " " +
                  open.front()->title;
    if (const auto rule = scan::Catalog::embedded().rule(open.front()->rule)) {
      fact.remedy = record::fill(rule->remedy, *open.front());
    }
  }
  evidence.facts.push_back(std::move(fact));
  for (const record::Finding* finding : open) {
    add_finding(evidence, artifact, *finding, shown, subject);
  }
  add_coverage(evidence, artifact, shown, subject);

  Examination examination;
  examination.subject = subject;
  examination.place.path = file_of(artifact);
  if (artifact.coverage.state != record::CoverageState::complete ||
      !artifact.coverage.gaps.empty() ||
      (artifact.verdict == record::Verdict::incomplete && verdict == artifact.verdict)) {
    const bool none = artifact.coverage.state == record::CoverageState::refused;
    examination.look = none ? Look::none : Look::part;
    examination.why = none ? "not read" : "not wholly read";
    std::set<std::string> reasons;
    for (const record::Gap& gap : artifact.coverage.gaps) reasons.insert(gap.reason);
    examination.reasons.assign(reasons.begin(), reasons.end());
  }
  examination.kind = FactKind::scan;
  examination.facts = 1;
  evidence.examinations.push_back(examination);
  examination.kind = FactKind::finding;
  examination.facts = open.size();
  evidence.examinations.push_back(std::move(examination));
}

gate::Subject subject_of(const record::Component& component) {
  gate::Subject subject;
  subject.id = component.id;
  const bool local = component.kind == ComponentKind::model && component.provider == "local";
  subject.kind = local ? "model-file" : std::string(record::name(component.kind));
  subject.name = component.name + (component.version.empty() ? "" : " " + component.version);
  subject.purl = record::purl_of(component.kind, component.provider, component.name,
                                 component.version);
  subject.sha256 = component.attribute("sha256");
  for (const record::Occurrence& where : component.occurrences) {
    if (subject.paths.empty() || subject.paths.back() != where.path) {
      subject.paths.push_back(where.path);
    }
  }
  return subject;
}

void add_component_facts(Evidence& evidence, const record::Component& component,
                         const std::string& subject, const std::string& root) {
  Fact fact;
  fact.kind = FactKind::component;
  fact.subject = subject;
  fact.place = first_place(component, root);
  fact.source = component.occurrences.empty() ? std::string() : component.occurrences.front().signal;
  fact.detail = called(component);
  fact.set("kind", std::string(record::name(component.kind)));
  fact.set("name", component.name);
  fact.set("version", component.version.empty() ? std::vector<std::string>()
                                                : std::vector<std::string>{component.version});
  fact.set("provider", component.provider.empty() ? std::vector<std::string>()
                                                  : std::vector<std::string>{component.provider});
  const std::string purl = record::purl_of(component.kind, component.provider, component.name,
                                           component.version);
  fact.set("purl", purl.empty() ? std::vector<std::string>() : std::vector<std::string>{purl});
  fact.set("revision", attributes(component, "revision"));
  set_pinned(fact, component);
  const auto remote = attributes(component, "trust-remote-code");
  fact.set("remote-code", yes_no(std::ranges::find(remote, "true") != remote.end()));
  if (component.kind != ComponentKind::model) {
    fact.set("hosted", "no");
  } else if (const auto known = is_hosted(component)) {
    fact.set("hosted", yes_no(*known));
  }
  std::vector<std::string> address = attributes(component, "base-url");
  for (std::string& url : attributes(component, "url")) address.push_back(std::move(url));
  if (component.kind == ComponentKind::endpoint) address.push_back(component.name);
  fact.set("address", std::move(address));
  fact.set("category", attributes(component, "category"));
  record::Certainty sure = record::Certainty::low;
  for (const record::Occurrence& where : component.occurrences) {
    sure = std::max(sure, where.certainty);
  }
  fact.set("certainty", std::string(record::name(sure)));
  const gate::Place place = fact.place;
  evidence.facts.push_back(std::move(fact));
  examined(evidence, FactKind::component, subject);
  using enum ComponentKind;
  if (component.kind == model || component.kind == dataset || component.kind == package) {
    add_licence(evidence, component, subject, place);
  }
}

void add_bom_facts(Evidence& evidence, const assure::bom::Bom& bom, const std::string& subject,
                   const std::string& path) {
  using assure::bom::Standard;
  std::size_t count = 0;
  for (const Standard standard : {Standard::g7_2026, Standard::cisa_2025, Standard::ntia_2021}) {
    for (const assure::bom::ScoredElement& element : assure::bom::score(bom, standard).elements) {
      Fact fact;
      fact.kind = FactKind::bom;
      fact.subject = subject;
      fact.place.path = path;
      fact.source = assure::bom::title(standard);
      fact.detail = element.id + " " + stated(element);
      fact.remedy = element.fill;
      fact.set("standard", std::string(assure::bom::name(standard)));
      fact.set("element", element.id);
      fact.set("group", element.group);
      fact.set("state", std::string(assure::bom::name(element.state)));
      fact.set("source", std::string(record::name(element.provenance)));
      evidence.facts.push_back(std::move(fact));
      ++count;
    }
  }
  Examination examination;
  examination.kind = FactKind::bom;
  examination.subject = subject;
  examination.facts = count;
  evidence.examinations.push_back(std::move(examination));
}

void add_unread_file(Evidence& evidence, const std::string& path, const std::string& shown,
                     const std::string& why) {
  gate::Subject subject;
  subject.id = "unread:" + path;
  subject.name = shown;
  subject.paths = {shown};
  Examination examination;
  examination.subject = subject.id;
  examination.look = Look::none;
  examination.why = "not read: " + why;
  examination.place.path = path;
  evidence.subjects.push_back(std::move(subject));
  for (const FactKind kind : {FactKind::component, FactKind::licence, FactKind::vulnerability}) {
    examination.kind = kind;
    evidence.examinations.push_back(examination);
  }
}

}  // namespace bartizan::run
