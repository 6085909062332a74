// Evidence of what people said: kinds `inventory` and `exposure`.
#include "run/evidence_parts.h"
#include "run/version.h"
#include "use/api.h"

namespace bartizan::run::evidence {
namespace {

// Longer answers are read where they stand.
constexpr std::size_t kMostValue = 500;
constexpr std::string_view kPlace = "place:";

std::string cut(std::string_view text) {
  if (text.size() <= kMostValue) return std::string(text);
  std::size_t end = kMostValue;
  // Not in the middle of a character.
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return std::string(text.substr(0, end)) + "...";
}

void add_lint(record::Evidence& piece, const use::Schema& schema, const record::UseCase& use_case,
              base::Millis now) {
  const std::string today = base::format_utc(now).substr(0, 10);
  use::LintOptions options;
  options.today = today;
  const use::LintResult result = use::lint(schema, std::span(&use_case, 1), options);
  std::set<std::string> rules;
  for (const use::LintFinding& finding : result.findings) rules.emplace(finding.rule);
  put(piece, "missing", std::uint64_t{result.missing});
  put(piece, "problems", std::uint64_t{result.findings.size()});
  put(piece, "problem-rules", joined(rules));
}

}  // namespace

base::Result<void> add_inventory(const Collector& collector, const SystemRef& system) {
  if (system.use_case.empty()) return {};
  const auto use_case = collector.source.use_case(system.use_case);
  if (!use_case) return std::unexpected(use_case.error());
  if (!*use_case) return {};
  const record::UseCase& declared = **use_case;
  record::Evidence piece;
  piece.kind = record::EvidenceKind::inventory;
  piece.subject = declared.id;
  piece.name = system.name;
  piece.at = collector.options.now;
  const use::Schema* schema = nullptr;
  if (declared.import.empty()) {
    piece.producer = producer("inventory edit", kVersion);
    schema = &use::schemas().front();
  } else {
    piece.producer = producer("inventory import", kVersion);
    const auto import = collector.source.import(declared.import);
    if (!import) return std::unexpected(import.error());
    if (*import) {
      piece.at = (*import)->imported;
      piece.sha256 = (*import)->sha256;
      schema = use::find_schema((*import)->schema);
    }
  }
  piece.expires = piece.at + collector.options.said_age;
  for (const record::Field& field : declared.fields) {
    put(piece, "field:" + field.id, cut(field.value));
  }
  put(piece, "source", declared.source);
  put(piece, "owner", system.owner);
  if (schema != nullptr) {
    put(piece, "form", std::string(schema->id));
    add_lint(piece, *schema, declared, collector.options.now);
  }
  const auto answers = collector.source.review(declared.id);
  if (!answers) return std::unexpected(answers.error());
  for (const store::ReviewAnswer& answer : *answers) {
    put(piece, "review:" + answer.question, cut(answer.answer));
  }
  collector.out.push_back(std::move(piece));
  return {};
}

base::Result<void> add_exposure(const Collector& collector, const SystemRef& system) {
  // As run::exposure_of: of the system itself, else of its place.
  for (const std::string& id : {system.id, system.use_case,
                                system.place.empty() ? "" : std::string(kPlace) + system.place}) {
    if (id.empty()) continue;
    const auto said = collector.source.exposure(id);
    if (!said) return std::unexpected(said.error());
    if (!*said) continue;
    record::Evidence piece;
    piece.kind = record::EvidenceKind::exposure;
    piece.subject = id;
    piece.name = system.name;
    piece.producer = producer("exposure", kVersion);
    piece.at = (*said)->at;
    piece.expires = piece.at + collector.options.said_age;
    put_yes(piece, "exposed", (*said)->exposed);
    put(piece, "by", (*said)->by);
    put(piece, "reason", cut((*said)->reason));
    collector.out.push_back(std::move(piece));
    return {};
  }
  return {};
}

}  // namespace bartizan::run::evidence
