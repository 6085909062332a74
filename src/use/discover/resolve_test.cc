#include "use/discover/resolve.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace bartizan::use {
namespace {

bool may_mean(const char* module, const char* importer, const char* path) {
  const auto all = candidates(module, importer);
  return std::ranges::find(all, path) != all.end();
}

TEST_CASE("a symbol is a module and a name") {
  CHECK(split_symbol("app.config:MODEL").module == "app.config");
  CHECK(split_symbol("app.config:MODEL").name == "MODEL");
  CHECK(split_symbol("MODEL").module.empty());
}

TEST_CASE("Python modules are files or packages, beside the importer or below any root") {
  CHECK(may_mean("app.config", "app/main.py", "app/config.py"));
  CHECK(may_mean("app.config", "src/app/main.py", "*/app/config.py"));
  CHECK(may_mean("app.config", "main.py", "config.py"));
  CHECK(may_mean("config", "app/main.py", "app/config.py"));
  CHECK(may_mean(".config", "app/main.py", "app/config.py"));
  CHECK(may_mean("..config", "app/sub/main.py", "app/config/__init__.py"));
  CHECK(may_mean(".", "app/main.py", "app/__init__.py"));
  CHECK_FALSE(may_mean(".config", "app/main.py", "config.py"));
}

TEST_CASE("JavaScript modules are relative and may leave their ending out") {
  CHECK(may_mean("./config", "src/main.ts", "src/config.ts"));
  CHECK(may_mean("./config.js", "src/main.ts", "src/config.ts"));
  CHECK(may_mean("../config", "src/sub/main.ts", "src/config/index.ts"));
  CHECK(may_mean("./../../config", "a/b/main.js", "config.js"));
}

TEST_CASE("going up past the root stays at the root") {
  CHECK(may_mean("...config", "main.py", "config.py"));
  CHECK(may_mean("../../config", "main.ts", "config.ts"));
}

}  // namespace
}  // namespace bartizan::use
