#include "record/local_name.h"

#include <doctest/doctest.h>

namespace bartizan::record {
namespace {

TEST_CASE("a local model is called by its path below its system's folder") {
  const auto named = [](std::string_view name, std::string_view folder) {
    return name_below(ComponentKind::model, "local", name, folder);
  };
  CHECK(named("srv/alpha/models/a.pt", "srv/alpha") == "models/a.pt");
  CHECK(named("srv/alpha", "srv/alpha") == ".");
  CHECK(named("models/a.pt", ".") == "models/a.pt");
  CHECK(named("models/a.pt", "") == "models/a.pt");
  // What lies elsewhere.
  CHECK(named("srv/alphabet/a.pt", "srv/alpha") == "srv/alphabet/a.pt");
  CHECK(named("../shared/a.pt", "srv/alpha") == "../shared/a.pt");
  CHECK(named("/srv/alpha/a.pt", "srv/alpha") == "/srv/alpha/a.pt");
  // What is no path of a model.
  CHECK(name_below(ComponentKind::model, "openai", "alpha/x", "alpha") == "alpha/x");
  CHECK(name_below(ComponentKind::package, "local", "alpha/x", "alpha") == "alpha/x");
}

}  // namespace
}  // namespace bartizan::record
