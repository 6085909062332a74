// Exports: an assessment as OSCAL, CSV or a page that prints well, and attachments: downloads only.
//
// The documents are those of `bartizan assess --format`. Nothing that people or files wrote is ever
// shown inside the dashboard's own origin: each answer is an attachment, is of the type that it
// says, and runs nothing.
#include <array>

#include "report/assess_export.h"
#include "run/assess_export.h"
#include "server/routes/answer.h"
#include "server/routes/assessed.h"
#include "server/routes/download.h"
#include "server/routes/routes.h"

namespace bartizan::server {
namespace {

struct Document {
  std::string_view suffix, type;
};

Document document_of(std::string_view format) {
  if (format == "csv") return {"csv", "text/csv; charset=utf-8"};
  if (format == "report") return {"html", "text/html; charset=utf-8"};
  return {"json", "application/json"};
}

// nullopt where there is nothing to write.
std::optional<std::string> render(std::string_view format, const report::AssessView& view) {
  const report::MachineOptions machine{.reproducible = false, .pretty = true};
  if (format == "csv") return report::assess_csv(view);
  if (format == "report") return report::assess_html(view);
  if (format == "oscal-ar") return report::assess_oscal_results(view, machine);
  return report::assess_oscal_plan(view, machine);
}

Response export_assessment(const Call& call) {
  const std::string_view id = call.text_or("system", "");
  const auto framework = framework_called(call.text_or("framework", ""), !id.empty());
  if (!framework) return framework.error();
  auto asked = gather(call, id);
  if (!asked) return asked.error();
  run::Gathered& gathered = (*asked)->gathered;
  const assure::assess::Assessed assessed = run::assess(**framework, gathered);
  const run::FrameworkRecords records = run::records_of(gathered, **framework);
  report::AssessView view = view_of(**asked, assessed);
  view.answers = records.answers;
  view.actions = records.actions;
  const std::string_view format = call.path("format");
  std::optional<std::string> text;
  const bool is_public = call.boolean("public").value_or(false);
  if (is_public) {
    const report::PublicAssessment released(view, run::public_name(gathered));
    text = render(format, released.view());
  } else {
    text = render(format, view);
  }
  if (!text) {
    return problem(409, "Nothing falls short and nothing is planned: there is no plan to write.");
  }
  const Document document = document_of(format);
  // In public not even the system's id.
  const std::string about = is_public ? "public" : id.empty() ? "organisation" : std::string(id);
  const std::string name = (*framework)->id + '-' + about + '-' + std::string(format) + '-' +
                           base::format_date(call.context.now()) + '.' +
                           std::string(document.suffix);
  Response response = download(std::move(*text), document.type, name);
  if (format == "report") {
    response.headers.push_back({"Content-Security-Policy", report::assess_html_policy()});
  }
  return response;
}

Response download_attachment(const Call& call) {
  auto found = call.context.store.evidence().attachment(call.path("sha256"));
  if (!found) return internal_problem();
  if (!*found) return not_found("such attachment");
  return download(std::move((*found)->bytes), "application/octet-stream", (*found)->name);
}

constexpr std::array kPath{Field{.name = "format",
                                 .type = Type::word,
                                 .words = "oscal-ar|oscal-poam|csv|report",
                                 .required = true}};
constexpr std::array kQuery{
    Field{.name = "framework", .least = 1, .most = 200, .required = true},
    Field{.name = "system",
          .summary = "its id; the organisation without it",
          .least = 1,
          .most = 200},
    Field{.name = "public",
          .type = Type::boolean,
          .summary = "without names of files, people and hosts, and without reasons"}};
constexpr std::array kHash{Field{.name = "sha256", .type = Type::sha256, .required = true}};
constexpr std::array kMissing{404U};
constexpr std::array kNothing{404U, 409U};

constexpr std::array kRoutes{
    Route{.pattern = "/api/v1/export/{format}",
          .room = "Exports",
          .id = "export_assessment",
          .summary = "An assessment as OSCAL results or plan, CSV, or an HTML page that prints "
                     "well, to download.",
          .path = kPath,
          .query = kQuery,
          .content_type = "application/json|text/csv|text/html",
          .refusals = kNothing,
          .handler = export_assessment},
    Route{.pattern = "/api/v1/attachments/{sha256}",
          .room = "Exports",
          .id = "download_attachment",
          .summary = "A document that came with an answer or a record of readiness, to download.",
          .path = kHash,
          .content_type = "application/octet-stream",
          .refusals = kMissing,
          .handler = download_attachment}};

}  // namespace

std::span<const Route> export_routes() { return kRoutes; }

}  // namespace bartizan::server
