// A scanned file as a detection: what its format is, and what it holds.
#include "use/discover/local_model.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace bartizan::use {
namespace {

std::string holds(std::string outer, std::vector<std::vector<std::string>> members) {
  record::Artifact artifact;
  artifact.format = std::move(outer);
  artifact.verdict = record::Verdict::clean;
  for (std::vector<std::string>& formats : members) {
    record::Member member;
    member.formats = std::move(formats);
    artifact.members.push_back(std::move(member));
  }
  const auto found = local_model("m/a", artifact);
  REQUIRE(found.has_value());
  const auto said = std::ranges::find(found->attributes, "holds-format", &record::Attribute::key);
  return said == found->attributes.end() ? "" : said->value;
}

TEST_CASE("a pickle behind another format is named") {
  CHECK(holds("zlib", {{"zlib"}, {"joblib"}}) == "joblib");
  CHECK(holds("tar", {{"tar"}, {"text"}, {"safetensors", "pickle"}}) == "pickle");
  CHECK(holds("safetensors", {{"safetensors"}}).empty());
  // The format of the file itself says it already.
  CHECK(holds("torch-zip", {{"torch-zip"}, {"pickle"}}).empty());
  CHECK(holds("pickle", {{"pickle"}}).empty());
}

}  // namespace
}  // namespace bartizan::use
