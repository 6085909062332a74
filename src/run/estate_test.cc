// Places inside places: a folder is known once, and what was said of it stays with it.
#include "run/estate.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "run/estate_parts.h"
#include "use/api.h"

namespace bartizan::run {
namespace {

using record::Component;

Component package(std::string name, std::string path) {
  Component c;
  c.kind = record::ComponentKind::package;
  c.provider = "pypi";
  c.name = std::move(name);
  c.version = "1";
  c.id = use::component_id(c.kind, c.provider, c.name, c.version);
  c.occurrences.push_back({std::move(path), 1, "requirements", {}, ""});
  return c;
}

store::EstateSystem system_at(const std::string& place, const std::string& path,
                              const std::vector<Component>& components) {
  store::EstateSystem system;
  system.id = found_system_id(place, path);
  system.path = path;
  system.name = path;
  for (const Component& c : components) system.components.push_back(c.id);
  std::ranges::sort(system.components);
  return system;
}

std::string shown(const store::Place& place) {
  std::string out;
  for (const Component& c : place.components) {
    out += c.name;
    for (const record::Occurrence& o : c.occurrences) out += " " + o.path;
    out += "\n";
  }
  for (const store::EstateSystem& s : place.systems) {
    out += s.path + " " + std::to_string(s.components.size()) + "\n";
  }
  return out;
}

TEST_CASE("a folder is the same system whichever folder above it was read") {
  CHECK(found_system_id("/srv/all", "app/api") == found_system_id("/srv/all/app", "api"));
  CHECK(found_system_id("/srv/all", "app") == found_system_id("/srv/all/app", "."));
  CHECK(found_system_id("/srv/all", "app") != found_system_id("/srv/all", "."));
  CHECK(found_system_id("bom:1", ".") != found_system_id("bom:2", "."));
}

TEST_CASE("what lies in a folder") {
  CHECK(lies_in("/srv/app", "/srv"));
  CHECK(lies_in("/srv", "/"));
  CHECK_FALSE(lies_in("/srv", "/srv"));
  CHECK_FALSE(lies_in("/srvapp", "/srv"));
  CHECK_FALSE(lies_in("bom:/srv/app", "/srv"));
}

TEST_CASE("a newer reading of a part takes the place of what the whole said of it") {
  const std::vector<Component> api{package("old", "api/requirements.txt")};
  const std::vector<Component> web{package("other", "web/requirements.txt")};
  store::Place whole;
  whole.path = "/nowhere/all";
  whole.components = {api[0], web[0]};
  whole.components[1].occurrences.push_back({"api/more.txt", 2, "requirements", {}, ""});
  whole.systems = {system_at(whole.path, "api", {api[0], web[0]}),
                   system_at(whole.path, "web", web)};
  store::Place part;
  part.path = "/nowhere/all/api";
  part.components = {package("new", "requirements.txt")};
  part.systems = {system_at(part.path, ".", part.components)};
  const store::Place joined = with_part(whole, part);
  CHECK(shown(joined) ==
        "other web/requirements.txt\nnew api/requirements.txt\napi 1\nweb 1\n");
  CHECK(joined.systems[0].id == part.systems[0].id);
  CHECK(joined.systems[0].id == whole.systems[0].id);

  // No system of its own before: a part of the one around it.
  whole.systems = {system_at(whole.path, ".", {api[0], web[0]})};
  const store::Place within = with_part(whole, part);
  CHECK(shown(within) == "other web/requirements.txt\nnew api/requirements.txt\n. 2\n");
}

}  // namespace
}  // namespace bartizan::run
