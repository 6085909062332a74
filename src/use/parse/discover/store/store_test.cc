#include <doctest/doctest.h>

#include "use/parse/discover/manifest/samples_test.h"
#include "use/parse/discover/store/paths.h"
#include "use/parse/discover/store/readers.h"

using namespace bartizan;

TEST_CASE("samples of stores are read as expected") {
  use::check_samples("src/use/parse/discover/store/samples", use::store::kReaders);
}

TEST_CASE("a place in a store names a model") {
  const std::string commit(40, 'a');
  const std::string path =
      "hub/models--meta-llama--Llama-3.1-8B/snapshots/" + commit + "/a/b.json";
  const auto snapshot = use::store_place(path);
  REQUIRE(snapshot);
  CHECK(snapshot->name == "meta-llama/Llama-3.1-8B");
  CHECK(snapshot->revision == commit);
  CHECK(snapshot->inside == "a/b.json");
  CHECK(use::store_place("datasets--squad/refs/main")->kind == record::ComponentKind::dataset);
  CHECK(use::store_place("models--gpt2/refs/pr/1")->ref == "pr/1");
  CHECK(use::store_place("x/.lmstudio/models/TheBloke/Mistral-GGUF/m.gguf")->name ==
        "TheBloke/Mistral-GGUF");
  CHECK(!use::store_place("models--a--b/snapshots/main/config.json"));
  CHECK(!use::store_place("models--../refs/main"));
  CHECK(!use::store_place("src/models/a/b/c.gguf"));
  CHECK(use::is_hub_id("org/name"));
  CHECK(!use::is_hub_id("./name"));
  CHECK(!use::is_hub_id("a/b/c"));
}
