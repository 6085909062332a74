// VEX: what people and suppliers said about weaknesses, and the document that tells others.
//
// The document is that of `bartizan vex export`. A statement stands in the list of a system when it
// was said about the system, or speaks of one of its cases; which of two counts is the room's rule
// (assure/vex/apply.h).
#include <algorithm>
#include <array>
#include <map>

#include "assure/api.h"
#include "base/escape.h"
#include "base/json_write.h"
#include "run/cases.h"
#include "run/version.h"
#include "server/estate_view.h"
#include "server/routes/answer.h"
#include "server/routes/download.h"
#include "server/routes/routes.h"

namespace bartizan::server {
namespace {

// A supplier may name every build of a product.
constexpr std::size_t kMostProducts = 20;
constexpr std::size_t kMostCases = 50;

struct Spoken {
  const record::Case* known = nullptr;
  bool counts = false;  // no other statement about the case does
};

// The cases of one system by what they are called, which is what statements are found by.
class CasesOfSystem {
 public:
  CasesOfSystem(const Estate& estate, std::string_view id,
                const std::vector<record::VexStatement>& statements)
      : statements_(statements) {
    for (const record::Case& one : *estate.cases) {
      if (one.system == id) by_advisory_[one.advisory].push_back(&one);
    }
  }

  std::vector<Spoken> spoken_of(const record::VexStatement& statement) const {
    std::vector<Spoken> found;
    const auto look = [&](const std::string& name) {
      const auto at = by_advisory_.find(name);
      if (at == by_advisory_.end()) return;
      for (const record::Case* known : at->second) {
        if (std::ranges::find(found, known, &Spoken::known) != found.end()) continue;
        if (run::vex_word_on(*known, {&statement, 1}) == nullptr) continue;
        const record::VexStatement* word = run::vex_word_on(*known, statements_);
        found.push_back({known, word != nullptr && word->id == statement.id});
      }
    };
    look(statement.vulnerability);
    for (const std::string& alias : statement.aliases) look(alias);
    return found;
  }

 private:
  const std::vector<record::VexStatement>& statements_;
  std::map<std::string_view, std::vector<const record::Case*>> by_advisory_;
};

void write_texts(base::JsonWriter& out, std::string_view key,
                 const std::vector<std::string>& texts) {
  out.key(key).begin_array();
  for (std::size_t i = 0; i < std::min(texts.size(), kMostProducts); ++i) {
    out.value(base::encode_text(texts[i]));
  }
  out.end_array();
}

void write_statement(base::JsonWriter& out, const record::VexStatement& one, const Estate& estate,
                     const std::vector<Spoken>& spoken) {
  out.field("id", one.id).field("vulnerability", base::encode_text(one.vulnerability));
  write_texts(out, "aliases", one.aliases);
  out.field("status", record::name(one.status));
  text_field(out, "justification", one.justification);
  text_field(out, "impact", one.impact);
  text_field(out, "action", one.action);
  text_field(out, "by", one.author);
  time_field(out, "at", one.at);
  text_field(out, "source", one.source);
  out.key("system");
  if (one.system.empty()) {
    out.null();
  } else {
    const SystemLine* line = estate.system(one.system);
    out.begin_object().field("id", base::escape_name(one.system));
    out.field("name", base::escape_name(line == nullptr ? one.system : line->ref.name));
    out.end_object();
  }
  write_texts(out, "products", one.products);
  out.field("products_count", one.products.size());
  out.key("cases").begin_array();
  for (std::size_t i = 0; i < std::min(spoken.size(), kMostCases); ++i) {
    out.begin_object().field("case", spoken[i].known->id);
    out.field("component",
              base::escape_name(assure::decide::component_title(spoken[i].known->component)));
    out.field("counts", spoken[i].counts).end_object();
  }
  out.end_array();
  out.field("cases_count", spoken.size());
}

// The id of the system that the call asks for; a use case stands for the system that it is the
// record of. "" of none; nullopt: there is no such system.
std::optional<std::string_view> system_of(const Call& call, const Estate& estate) {
  const std::string_view asked = call.text_or("system", "");
  if (asked.empty()) return asked;
  const SystemLine* line = estate.system(asked);
  if (line == nullptr) return std::nullopt;
  return line->ref.id;
}

Response list_statements(const Call& call) {
  const auto estate = call.context.estate.look();
  const auto statements = call.context.store.cases().vex();
  if (!estate || !statements) return internal_problem();
  const auto system = system_of(call, **estate);
  if (!system) return not_found("such system");
  const CasesOfSystem cases(**estate, *system, *statements);
  List list(call);
  std::map<std::string, std::uint64_t> statuses;
  for (auto one = statements->rbegin(); one != statements->rend(); ++one) {
    std::vector<Spoken> spoken;
    if (!system->empty()) {
      spoken = cases.spoken_of(*one);
      if (spoken.empty() && one->system != *system) continue;
    }
    ++statuses[std::string(record::name(one->status))];
    if (!fits(call, "status", record::name(one->status))) continue;
    if (!list.wanted(one->vulnerability + ' ' + one->author + ' ' + one->impact)) continue;
    if (!list.shown()) {
      list.pass();
      continue;
    }
    write_statement(list.item(), *one, **estate, spoken);
    list.end_item();
  }
  list.set_facet("status", statuses);
  return list.finish();
}

Response export_statements(const Call& call) {
  const auto estate = call.context.estate.look();
  const auto statements = call.context.store.cases().vex();
  if (!estate || !statements) return internal_problem();
  const auto system = system_of(call, **estate);
  if (!system) return not_found("such system");
  const auto decided = run::decided_cases(call.context.store, *system, *statements);
  if (!decided) return internal_problem();
  if (decided->empty()) {
    return problem(409, "There is nothing to say: no weakness was looked for here.");
  }
  const base::Millis now = call.context.now();
  assure::vex::WriteOptions options;
  // The document needs somebody who answers for it: whoever gives it out.
  options.author = call.text_or("author", call.principal->name);
  options.tool = std::string("Bartizan ") + run::kVersion;
  options.at = now;
  const bool cyclonedx = call.text_or("format", "") == "cyclonedx";
  auto written = cyclonedx ? assure::vex::write_cyclonedx(*decided, options)
                           : assure::vex::write_openvex(*decided, options);
  const std::string about(system->empty() ? "organisation" : call.text_or("system", ""));
  return download(
      std::move(written.text), "application/json",
      "vex-" + about + '-' + base::format_date(now) + (cyclonedx ? ".cdx.json" : ".openvex.json"));
}

constexpr std::string_view kStatuses = "not_affected|affected|fixed|under_investigation";
constexpr std::array kNamed{Field{.name = "id", .required = true},
                            Field{.name = "name", .required = true}};
constexpr Schema kSystem{.name = "VexSystem", .fields = kNamed};
constexpr std::array kCaseFields{Field{.name = "case", .type = Type::id, .required = true},
                                 Field{.name = "component", .required = true},
                                 Field{.name = "counts",
                                       .type = Type::boolean,
                                       .summary = "no other statement about it does",
                                       .required = true}};
constexpr Schema kCase{.name = "VexCase", .fields = kCaseFields};
constexpr std::array kText{Field{.name = "text"}};
constexpr std::array kStatementFields{
    Field{.name = "id", .type = Type::id, .required = true},
    Field{.name = "vulnerability", .required = true},
    Field{.name = "aliases", .type = Type::list, .required = true, .fields = kText},
    Field{.name = "status", .type = Type::word, .words = kStatuses, .required = true},
    Field{.name = "justification",
          .summary = "one of OpenVEX's five",
          .required = true,
          .nullable = true},
    Field{.name = "impact", .required = true, .nullable = true},
    Field{.name = "action", .required = true, .nullable = true},
    Field{.name = "by", .required = true, .nullable = true},
    Field{.name = "at", .type = Type::time, .required = true, .nullable = true},
    Field{.name = "source",
          .summary = "here, or a file and its SHA-256",
          .required = true,
          .nullable = true},
    Field{.name = "system",
          .type = Type::object,
          .summary = "about which one it was said",
          .required = true,
          .nullable = true,
          .schema = &kSystem},
    Field{.name = "products",
          .type = Type::list,
          .summary = "the first 20",
          .required = true,
          .fields = kText},
    Field{.name = "products_count", .type = Type::integer, .required = true},
    Field{.name = "cases",
          .type = Type::list,
          .summary = "of the system that is asked about",
          .required = true,
          .schema = &kCase},
    Field{.name = "cases_count", .type = Type::integer, .required = true}};
constexpr Schema kStatement{
    .name = "VexStatement", .summary = "A word about a weakness", .fields = kStatementFields};
constexpr Field kSystemField{.name = "system", .summary = "its id", .least = 1, .most = 200};
constexpr std::array kQuery{kSystemField,
                            Field{.name = "status", .type = Type::word, .words = kStatuses}};
constexpr std::array kExportQuery{
    kSystemField,
    Field{.name = "format",
          .type = Type::word,
          .summary = "OpenVEX where none is named",
          .words = "openvex|cyclonedx"},
    Field{.name = "author",
          .summary = "who answers for the document; whoever asks without it",
          .least = 1,
          .most = 200}};
constexpr std::array kMissing{404U};
constexpr std::array kNothing{404U, 409U};

constexpr std::array kRoutes{
    Route{.pattern = "/api/v1/vex",
          .room = "Vulnerabilities",
          .id = "list_vex",
          .summary =
              "What was said about weaknesses, latest first; of one system: what is about it "
              "or one of its cases.",
          .query = kQuery,
          .is_list = true,
          .answer = &kStatement,
          .refusals = kMissing,
          .handler = list_statements},
    Route{.pattern = "/api/v1/vex/export",
          .room = "Vulnerabilities",
          .id = "export_vex",
          .summary = "What was decided here as OpenVEX or CycloneDX, to download.",
          .query = kExportQuery,
          .content_type = "application/json",
          .refusals = kNothing,
          .handler = export_statements}};

}  // namespace

std::span<const Route> vex_routes() { return kRoutes; }

}  // namespace bartizan::server
