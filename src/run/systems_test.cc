// Which system people mean by a name.
#include "run/systems.h"

#include <doctest/doctest.h>

#include "run/estate.h"
#include "support/memory_store.h"

namespace bartizan::run {
namespace {

void keep(store::Store& store, const std::string& place, const std::string& name) {
  store::Place kept;
  kept.path = place;
  kept.read = 1'795'000'000'000;
  store::EstateSystem system;
  system.id = found_system_id(place, ".");
  system.path = ".";
  system.name = name;
  kept.systems = {system};
  REQUIRE(store.estate().replace(kept));
}

TEST_CASE("a system of one's own goes before what a bill of materials calls so") {
  const auto store = tests::memory();
  keep(*store, "bom:urn:1", "triage");
  CHECK(system(*store, "triage").value().place == "bom:urn:1");
  keep(*store, "/srv/triage", "triage");
  CHECK(system(*store, "triage").value().place == "/srv/triage");
  keep(*store, "bom:urn:2", "triage");
  CHECK(system(*store, "triage").value().place == "/srv/triage");
  // Two of one's own are two.
  keep(*store, "/srv/other", "triage");
  CHECK(system(*store, "triage").error().starts_with("2 systems are called triage"));
  // The name of its folder is as good.
  keep(*store, "bom:urn:5", "clinic");
  keep(*store, "/srv/clinic", "Clinic triage");
  CHECK(system(*store, "clinic").value().place == "/srv/clinic");
  CHECK(system(*store, "Clinic triage").value().place == "/srv/clinic");
  // Two documents are two, where there is nothing else.
  keep(*store, "bom:urn:3", "gateway");
  keep(*store, "bom:urn:4", "gateway");
  CHECK(system(*store, "gateway").error().starts_with("2 systems are called gateway"));
}

}  // namespace
}  // namespace bartizan::run
