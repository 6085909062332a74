// What this server is: version, health, its own description, and explanations of its words.
#include <array>

#include "base/escape.h"
#include "base/json_write.h"
#include "report/api.h"
#include "report/words.h"
#include "run/version.h"
#include "scan/catalog.h"
#include "scan/format.h"
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

std::string_view kind_of(const std::string& id, const scan::Catalog& catalog) {
  if (catalog.rule(id)) return "rule";
  return scan::find_format(id) != nullptr ? "format" : "topic";
}

void write_links(base::JsonWriter& out, std::string_view references) {
  out.key("links").begin_array();
  for (const std::string& link : report::split(references)) {
    if (link.starts_with("https://")) out.value(link);
  }
  out.end_array();
}

Response explain(const Call& call) {
  const std::string id(call.path("id"));
  const scan::Catalog& catalog = scan::Catalog::embedded();
  const std::string page = report::explain(id, catalog, {});
  if (page.empty()) {
    const std::string nearest = report::nearest_topic(id, catalog);
    return problem(404, nearest.empty()
                            ? "Nothing here has that name."
                            : "Nothing here has that name. Did you mean " + nearest + "?");
  }
  // "ID  title", and the text from the next line on.
  const std::size_t line = std::min(page.find('\n'), page.size());
  const std::string first = page.substr(0, line);
  const std::size_t gap = first.find("  ");
  std::string text = page.substr(std::min(line + 1, page.size()));
  while (text.starts_with('\n')) text.erase(0, 1);
  base::JsonWriter out;
  out.begin_object();
  out.field("id",
            gap == first.npos ? std::string_view(id) : std::string_view(first).substr(0, gap));
  out.field("kind", kind_of(id, catalog));
  out.field("title",
            gap == first.npos ? std::string_view(first) : std::string_view(first).substr(gap + 2));
  out.field("text", text);
  const auto rule = catalog.rule(id);
  write_links(out, rule ? rule->references : std::string_view());
  out.end_object();
  return json(out);
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
constexpr std::array kLink{Field{.name = "link"}};
constexpr std::array kExplainedFields{
    Field{.name = "id", .required = true},
    Field{.name = "kind", .type = Type::word, .words = "rule|format|topic", .required = true},
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
    Route{.pattern = "/api/v1/explain/{id}",
          .room = "Meta",
          .id = "explain",
          .summary = "What a rule, format, verdict or other word of the reports means.",
          .answer = &kExplained,
          .handler = explain}};

}  // namespace

std::span<const Route> meta_routes() { return kRoutes; }

}  // namespace bartizan::server
