// What this server is: version and its own description.
#include <array>

#include "base/json_write.h"
#include "run/version.h"
#include "scan/catalog.h"
#include "server/routes/routes.h"

namespace bartizan::server {
namespace {

constexpr std::string_view kDisclaimer = "Not affiliated with or endorsed by CISA or DHS.";

Response about(const Call&) {
  base::JsonWriter out;
  out.begin_object();
  out.field("name", "Bartizan");
  out.field("version", run::kVersion);
  out.field("catalog", scan::Catalog::embedded().hash());
  out.field("disclaimer", kDisclaimer);
  out.end_object();
  Response response;
  response.body = out.take();
  return response;
}

constexpr std::array kAboutFields{
    Field{.name = "name", .required = true}, Field{.name = "version", .required = true},
    Field{.name = "catalog", .summary = "hash of the catalogues in force", .required = true},
    Field{.name = "disclaimer", .required = true}};
constexpr Schema kAbout{.name = "About", .summary = "What this server is", .fields = kAboutFields};

constexpr std::array kRoutes{Route{.method = Method::get,
                                   .pattern = "/api/v1/about",
                                   .role = Role::none,
                                   .room = "Meta",
                                   .id = "about",
                                   .summary = "What this server is, and what it is not.",
                                   .answer = &kAbout,
                                   .handler = about}};

}  // namespace

std::span<const Route> meta_routes() { return kRoutes; }

}  // namespace bartizan::server
