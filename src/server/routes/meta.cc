// What this server is: version, health, its own description, and explanations of its words.
#include <array>

#include "base/escape.h"
#include "base/json_write.h"
#include "report/api.h"
#include "report/explain_all.h"
#include "run/frameworks.h"
#include "run/version.h"
#include "scan/catalog.h"
#include "server/openapi.h"
#include "server/routes/answer.h"
#include "server/routes/routes.h"

namespace bartizan::server {
namespace {

constexpr std::string_view kDisclaimer = "Not affiliated with or endorsed by CISA or DHS.";

Response about(const Call& call) {
  base::JsonWriter out;
  out.begin_object();
  out.field("name", "Bartizan");
  out.field("version", run::kVersion);
  out.field("catalog", scan::Catalog::embedded().hash());
  out.field("disclaimer", kDisclaimer);
  out.field("as_of", base::format_utc(call.context.now()));
  out.end_object();
  return json(out);
}

// For whoever watches over processes: that it answers, and nothing of what is inside.
Response health(const Call& call) {
  base::JsonWriter out;
  const bool well = call.context.store.flush().has_value();
  out.begin_object().field("status", well ? "ok" : "failing").end_object();
  Response response = json(out);
  if (!well) return problem(503, "The store cannot be written.");
  return response;
}

Response describe(const Call&) {
  static const std::string document = openapi(all_routes());
  Response response;
  response.fixed = document;
  response.headers.push_back({"Cache-Control", "no-cache"});
  return response;
}

// What the user imported of standards stands beside the store.
report::ImportedTexts imported_texts(store::Store& store) {
  report::ImportedTexts all;
  for (const auto& framework : assure::assess::frameworks()) {
    if (framework.imports.empty()) continue;
    std::string problem;
    auto texts = run::imported_texts(store.path(), framework.id, problem);
    if (!texts.by_id.empty()) all.emplace(framework.id, std::move(texts));
  }
  return all;
}

Response explain(const Call& call) {
  const std::string id(call.path("id"));
  const scan::Catalog& catalog = scan::Catalog::embedded();
  const report::ExplainedAs said = report::explain_any(
      id, catalog, imported_texts(call.context.store), base::format_date(call.context.now()), {});
  if (said.page.empty()) {
    const std::string nearest = report::nearest_of_all(id, catalog);
    return problem(404, nearest.empty()
                            ? "Nothing here has that name."
                            : "Nothing here has that name. Did you mean " + nearest + "?");
  }
  // "ID  title", and the text from the next line on; a question is a title alone.
  const std::size_t line = std::min(said.page.find('\n'), said.page.size());
  const std::string first = said.page.substr(0, line);
  const std::size_t gap = first.find("  ");
  std::string text = said.page.substr(std::min(line + 1, said.page.size()));
  while (text.starts_with('\n')) text.erase(0, 1);
  base::JsonWriter out;
  out.begin_object();
  out.field("id",
            gap == first.npos ? std::string_view(id) : std::string_view(first).substr(0, gap));
  out.field("kind", said.kind);
  out.field("title",
            gap == first.npos ? std::string_view(first) : std::string_view(first).substr(gap + 2));
  out.field("text", text);
  out.key("links").begin_array();
  for (const std::string& link : said.links) out.value(link);
  out.end_array().end_object();
  return json(out);
}

Response list_explained(const Call& call) {
  List list(call);
  for (const report::ExplainedLine& line : report::explained(scan::Catalog::embedded())) {
    if (!fits(call, "kind", line.kind) || !list.wanted(line.id + ' ' + line.title)) continue;
    list.item().field("id", line.id).field("kind", line.kind).field("title", line.title);
    list.end_item();
  }
  return list.finish();
}

constexpr std::array kAboutFields{
    Field{.name = "name", .required = true}, Field{.name = "version", .required = true},
    Field{.name = "catalog", .summary = "hash of the catalogues in force", .required = true},
    Field{.name = "disclaimer", .required = true},
    Field{.name = "as_of", .type = Type::time, .required = true}};
constexpr Schema kAbout{.name = "About", .summary = "What this server is", .fields = kAboutFields};
constexpr std::array kHealthFields{
    Field{.name = "status", .type = Type::word, .words = "ok|failing", .required = true}};
constexpr Schema kHealth{.name = "Health", .fields = kHealthFields};
constexpr std::string_view kKinds = "rule|format|topic|policy|question|framework|requirement|check";
constexpr std::array kLineFields{
    Field{.name = "id", .required = true},
    Field{.name = "kind", .type = Type::word, .words = kKinds, .required = true},
    Field{.name = "title", .required = true}};
constexpr Schema kLine{.name = "ExplainedLine", .fields = kLineFields};
constexpr std::array kLineQuery{Field{.name = "kind", .type = Type::word, .words = kKinds}};
constexpr std::array kLink{Field{.name = "link"}};
constexpr std::array kExplainedFields{
    Field{.name = "id", .required = true},
    Field{.name = "kind", .type = Type::word, .words = kKinds, .required = true},
    Field{.name = "title", .required = true},
    Field{.name = "text", .most = 1 << 16, .required = true},
    Field{.name = "links", .type = Type::list, .required = true, .fields = kLink}};
constexpr Schema kExplained{
    .name = "Explained", .summary = "A word of the reports", .fields = kExplainedFields};
constexpr std::array kUnwell{503U};

constexpr std::array kRoutes{
    Route{.pattern = "/healthz",
          .role = Role::none,
          .room = "Meta",
          .id = "health",
          .summary = "Whether this server can work.",
          .answer = &kHealth,
          .refusals = kUnwell,
          .handler = health},
    Route{.pattern = "/api/v1/about",
          .role = Role::none,
          .room = "Meta",
          .id = "about",
          .summary = "What this server is, and what it is not.",
          .answer = &kAbout,
          .handler = about},
    Route{.pattern = "/api/v1/openapi.json",
          .role = Role::none,
          .room = "Meta",
          .id = "openapi",
          .summary = "This document.",
          .handler = describe},
    Route{.pattern = "/api/v1/explain",
          .room = "Meta",
          .id = "list_explained",
          .summary = "What can be explained.",
          .query = kLineQuery,
          .is_list = true,
          .answer = &kLine,
          .handler = list_explained},
    Route{.pattern = "/api/v1/explain/{id}",
          .room = "Meta",
          .id = "explain",
          .summary = "What a rule, format, verdict, policy, requirement, check or other id means.",
          .answer = &kExplained,
          .handler = explain}};

}  // namespace

std::span<const Route> meta_routes() { return kRoutes; }

}  // namespace bartizan::server
