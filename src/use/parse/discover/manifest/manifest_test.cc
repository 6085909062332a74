#include <doctest/doctest.h>

#include "use/parse/discover/manifest/package.h"
#include "use/parse/discover/manifest/readers.h"
#include "use/parse/discover/manifest/requirement.h"
#include "use/parse/discover/manifest/samples_test.h"

using namespace bartizan;

TEST_CASE("samples of manifests are read as expected") {
  use::check_samples("src/use/parse/discover/manifest/samples", use::manifest::kReaders);
}

TEST_CASE("names are compared as their registry compares them") {
  CHECK(use::package_name("pypi", "Lang__Chain.Core") == "lang-chain-core");
  CHECK(use::package_name("npm", "@Scope/Name") == "@Scope/Name");
  const auto category = [](std::string_view type, std::string_view name) {
    return use::PackageList(scan::Catalog::embedded(), type).category(name);
  };
  CHECK(category("pypi", "LangChain_OpenAI") == "framework");
  CHECK(category("pypi", "numpy").empty());
  CHECK(category("pypi", "langchain-").empty());
  CHECK(category("npm", "@langchain/core") == "framework");
  CHECK(category("npm", "@acme/mcp") == "mcp");
  CHECK(category("npm", "@acme/mcp-server-x") == "mcp");
  CHECK(category("npm", "@acme/mcp-").empty());
  CHECK(category("npm", "-mcp").empty());
  CHECK(category("golang", "github.com/sashabaranov/go-openai/v3") == "llm-client");
  CHECK(category("nuget", "microsoft.semantickernel.core") == "framework");
  CHECK(category("maven", "dev.langchain4j:langchain4j") == "framework");
  CHECK(category("maven", "com.google.guava:guava").empty());
}

TEST_CASE("requirements") {
  const auto full = use::parse_pep508("name[a, b] (>=1,<2) ; python_version > '3'");
  REQUIRE(full);
  CHECK(full->name == "name");
  CHECK(full->extras == "a, b");
  CHECK(full->spec == ">=1,<2");
  CHECK(full->marker == "python_version > '3'");
  CHECK(use::parse_pep508("x @ https://h/a;b ; m")->url == "https://h/a;b");
  CHECK(!use::parse_pep508("two words"));
  CHECK(!use::parse_pep508("[extra]"));
  CHECK(!use::parse_pep508(""));
}
