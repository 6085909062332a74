#include "run/find.h"

#include <algorithm>

namespace bartizan::run {
namespace {

bool is_sha256(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdefABCDEF") == text.npos;
}

// Whether the range that a manifest asks for can be met by a version that fits `clauses` is not
// decided here: a component without an exact version may fit.
std::optional<bool> fits(const record::Component& component,
                         const std::vector<text::VersionClause>& clauses) {
  if (clauses.empty()) return true;
  if (component.version.empty()) return std::nullopt;
  return text::satisfies(text::scheme_of(component.provider), component.version, clauses);
}

}  // namespace

std::optional<FindQuestion> parse_question(std::string_view text, std::string_view by,
                                           std::optional<record::ComponentKind> kind) {
  FindQuestion question;
  question.query.kind = kind;
  question.query.text = text;
  if (text.empty()) return std::nullopt;
  if (by == "hash" || (by.empty() && is_sha256(text))) {
    question.query.by = store::FindBy::hash;
    return question;
  }
  if (by == "licence") {
    question.query.by = store::FindBy::licence;
    return question;
  }
  if (by == "endpoint") {
    question.query.by = store::FindBy::endpoint;
    return question;
  }
  // A model's tag ("llama3.2:3b") and a Maven coordinate are names as they stand.
  if (text.find_first_of("<>=!~^@") == text.npos) return question;
  auto requirement = text::parse_requirement(text);
  if (!requirement || requirement->name.empty()) return std::nullopt;
  question.query.text = std::move(requirement->name);
  question.clauses = std::move(requirement->clauses);
  return question;
}

base::Result<std::vector<FindAnswer>> find(store::Store& store, const FindQuestion& question) {
  auto hits = store.estate().find(question.query);
  if (!hits) return std::unexpected(hits.error());
  std::vector<FindAnswer> answers;
  for (store::FindHit& hit : *hits) {
    const std::optional<bool> verdict = fits(hit.component, question.clauses);
    if (verdict == std::optional(false)) continue;
    answers.push_back({std::move(hit), verdict.has_value()});
  }
  return answers;
}

}  // namespace bartizan::run
