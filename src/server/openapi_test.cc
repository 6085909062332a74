// The document and the table that it comes from.
#include "server/openapi.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "base/budget.h"
#include "text/tree.h"

namespace bartizan::server {
namespace {

TEST_CASE("the document is JSON and has every route") {
  const auto routes = all_routes();
  const std::string document = openapi(routes);
  base::Budget budget{base::Limits{}};
  const auto tree = text::parse_json(document, budget);
  REQUIRE(tree);
  CHECK(tree->string("openapi") == "3.1.0");
  std::size_t operations = 0;
  for (const text::Node& path : tree->find("paths")->items) operations += path.items.size();
  CHECK(operations == routes.size());
}

void check_fields(std::span<const Field> fields, std::string_view where) {
  std::set<std::string_view> names;
  for (const Field& field : fields) {
    CAPTURE(where);
    CAPTURE(field.name);
    CHECK(names.insert(field.name).second);
    if (field.type == Type::word) CHECK_FALSE(field.words.empty());
    if (field.most != 0) CHECK(field.least <= field.most);
    check_fields(field.fields, field.name);
  }
}

TEST_CASE("routes say all that is needed, each once") {
  std::set<std::string> seen, ids;
  std::set<std::string_view> schemas;
  for (const Route* route : all_routes()) {
    CAPTURE(route->pattern);
    CHECK(seen.insert(std::string(name(route->method)) + std::string(route->pattern)).second);
    CHECK(ids.insert(std::string(route->id)).second);
    CHECK_FALSE(route->id.empty());
    CHECK_FALSE(route->room.empty());
    CHECK(route->summary.ends_with("."));
    CHECK((route->pattern.starts_with("/api/v1/") || route->pattern == "/healthz"));
    CHECK((route->handler != nullptr));
    // What changes something is for people who were let in, but for letting them in.
    if (!is_safe(route->method)) {
      const bool signs_in = route->pattern.starts_with("/api/v1/session");
      CHECK((signs_in || route->role != Role::none));
      CHECK((signs_in || route->scope != Scope::read));
    }
    CHECK((route->body.kind == Body::Kind::raw) == (route->sink != nullptr));
    if (route->body.kind == Body::Kind::none) CHECK(route->body.fields.empty());
    check_fields(route->query, "query");
    check_fields(route->body.fields, "body");
    if (route->answer != nullptr) check_fields(route->answer->fields, route->answer->name);
    check_fields(route->totals, "totals");
    CHECK((route->is_list || route->totals.empty()));
    for (const Field& field : route->path) {
      CHECK(route->pattern.find("{" + std::string(field.name) + "}") != std::string_view::npos);
    }
  }
}

}  // namespace
}  // namespace bartizan::server
