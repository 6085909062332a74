#include "run/judge.h"

#include <algorithm>
#include <string>

#include "base/path.h"
#include "run/rules.h"
#include "scan/format.h"

namespace bartizan::run {
namespace {

using record::Verdict;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::optional<scan::Kind> kind_of(const record::Member& member) {
  if (member.formats.empty()) return std::nullopt;
  const scan::Format* format = scan::find_format(member.formats.front());
  // Refined ids ("torch-zip") belong to models and need no entry of their own.
  return format == nullptr ? scan::Kind::model : format->kind;
}

bool is_other(std::optional<scan::Kind> kind) {
  return kind == scan::Kind::document || kind == scan::Kind::native;
}

// Nothing in this file is a model: it is of another type, or a container of nothing but those.
bool holds_no_model(const record::Artifact& artifact) {
  const auto top = kind_of(artifact.members.front());
  if (is_other(top)) return true;
  if (top != scan::Kind::container || artifact.members.size() == 1) return false;
  return std::all_of(artifact.members.begin() + 1, artifact.members.end(),
                     [](const record::Member& member) {
                       const auto kind = kind_of(member);
                       return is_other(kind) || kind == scan::Kind::container;
                     });
}

void add_name_findings(record::Artifact& artifact, NameClaim claim) {
  if (claim == NameClaim::none || kind_of(artifact.members.front()) != scan::Kind::native) return;
  record::Finding finding;
  finding.rule = kCodeUnderModelName.id;
  const scan::Format* format = scan::find_format(artifact.format);
  finding.subject = format == nullptr ? artifact.format : std::string(format->title);
  finding.range = {0, artifact.size};
  finding.file_range = finding.range;
  artifact.findings.push_back(std::move(finding));
}

void apply_rule(record::Finding& finding, const scan::Catalog& catalog) {
  const auto rule = catalog.rule(finding.rule);
  if (!rule) return;
  finding.severity = record::parse_severity(rule->severity).value_or(record::Severity::high);
  finding.confidence = record::parse_confidence(rule->confidence).value_or(record::Confidence::low);
  finding.verdict = record::parse_verdict(rule->verdict).value_or(Verdict::clean);
  finding.title = record::fill(rule->title, finding);
}

void drop_gap(record::Artifact& artifact, std::string_view reason) {
  auto& gaps = artifact.coverage.gaps;
  std::erase_if(gaps,
                [&](const record::Gap& gap) { return gap.member == 0 && gap.reason == reason; });
  if (gaps.empty()) artifact.coverage.state = record::CoverageState::complete;
}

}  // namespace

NameClaim name_claims_model(std::string_view path, const scan::Catalog& catalog) {
  const std::string name = lower(base::last_part(path));
  // Compound endings first: ".pkl.gz" claims what ".pkl" claims.
  for (std::size_t dot = name.find('.'); dot != std::string::npos; dot = name.find('.', dot + 1)) {
    if (const auto claim = catalog.list("model-extensions", std::string_view(name).substr(dot))) {
      return claim->starts_with("weak") ? NameClaim::weak : NameClaim::strong;
    }
  }
  return NameClaim::none;
}

void judge(record::Artifact& artifact, const scan::Catalog& catalog) {
  // A file that was named as an argument has its name there; standard input is meant to be a model.
  const bool is_root = artifact.path == "." || artifact.path.empty();
  const NameClaim claim = artifact.root == "-"
                              ? NameClaim::weak
                              : name_claims_model(is_root ? artifact.root : artifact.path, catalog);
  add_name_findings(artifact, claim);

  Verdict worst = Verdict::clean;
  for (record::Finding& finding : artifact.findings) {
    apply_rule(finding, catalog);
    worst = std::max(worst, finding.verdict);
  }
  const bool empty = artifact.size == 0;
  const bool may_be_another_type = worst == Verdict::clean && claim != NameClaim::strong &&
                                   (empty ? claim == NameClaim::none : holds_no_model(artifact));
  if (may_be_another_type && empty) drop_gap(artifact, "empty");
  if (claim == NameClaim::strong && !empty && is_other(kind_of(artifact.members.front())) &&
      artifact.coverage.gaps.empty()) {
    artifact.coverage.gaps.push_back({"not-what-the-name-says", 0, {0, artifact.size}});
    artifact.coverage.state = record::CoverageState::refused;
  }
  if (!artifact.coverage.gaps.empty()) worst = std::max(worst, Verdict::incomplete);
  artifact.verdict = may_be_another_type && worst == Verdict::clean ? Verdict::not_a_model : worst;
}

}  // namespace bartizan::run
