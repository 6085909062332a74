#include "report/signature.h"

#include <doctest/doctest.h>

#include "support/schema_check.h"

namespace bartizan::report {
namespace {

namespace sign = assure::sign;

sign::Verification sample() {
  sign::Verification made;
  made.path = "models";
  made.signature = "models/model.sig";
  made.standing = sign::Standing::refused;
  sign::pass(made.checks, "bundle-form", "a Sigstore bundle, read to its end");
  sign::warn(made.checks, "files-ignored", "left out");
  sign::refuse(made.checks, "files-unchanged", "1 file changed: a\x1b[31m");
  made.signer = {
      "keyless",         std::string(64, 'a'), "dev@example.invalid", "https://oidc.invalid",
      1'772'366'400'000, "transparency log"};
  made.predicate_type = "https://model_signing/signature/v1.0";
  made.name = "models";
  made.digest = std::string(64, 'b');
  made.serialization.emplace().method = assure::signature::Method::shards;
  made.serialization->hash_type = "sha256";
  made.serialization->shard_size = 10;
  made.resources = 2;
  made.differences.push_back(
      {sign::Happened::changed, "w.safetensors", 10, 20, 1, {"layer.0"}, "aa instead of bb"});
  made.differences.push_back({sign::Happened::ignored, "notes", 0, 0, 3, {}, {}});
  made.provenance = assure::signature::Provenance{
      "type", "builder", "", "2026-01-01", "", {{"git+x", {{"gitCommit", "aa"}}}}};
  made.checksums.push_back({"w", "SHA256SUMS", true, {}});
  return made;
}

TEST_CASE("a verification says how it ended, which checks did not pass and what differs") {
  const std::string text = verification(sample(), {});
  CHECK(text.find("claims     signed by dev@example.invalid, issued by https://oidc.invalid") !=
        text.npos);
  CHECK(text.find("✗ 1 file changed: a\\x1b[31m  files-unchanged\n") != text.npos);
  CHECK(text.find("w.safetensors, bytes 10 to 19: aa instead of bb (tensors layer.0)") !=
        text.npos);
  CHECK(text.find("notes, 3 files") != text.npos);
  CHECK(text.find("checksum, nobody vouches") != text.npos);
  CHECK(text.starts_with("✗ refused  models  files-unchanged\n"));
  CHECK(verification(sample(), {.style = {}, .verbose = true}).find("checks passed") == text.npos);
  CHECK(text.find('\x1b') == text.npos);
}

TEST_CASE("who was verified is said without doubt, and who was not is not") {
  sign::Verification made = sample();
  made.checks.pop_back();
  made.standing = sign::Standing::verified;
  CHECK(verification(made, {}).find("by         dev@example.invalid") != std::string::npos);
  made.standing = sign::Standing::unvouched;
  CHECK(verification(made, {}).find("? nobody vouches  models") != std::string::npos);
  CHECK(verification(made, {}).find("verified") == std::string::npos);
}

TEST_CASE("machine forms keep to their schemas") {
  const std::string folder = BARTIZAN_SOURCE_DIR "/docs/schemas/";
  tests::SchemaCheck one(folder + "signature-1.schema.json");
  CHECK(one.problem(verification_json(sample())) == "");
  sign::Verification none;
  none.path = "x\xff";
  CHECK(one.problem(verification_json(none)) == "");
  tests::SchemaCheck made(folder + "signature-made-1.schema.json");
  const std::string digest(64, 'a');
  CHECK(made.problem(signed_file_json({"m", "m.sig", "t", digest, digest, 2, 10, "files"})) == "");
  tests::SchemaCheck list(folder + "signature-keys-1.schema.json");
  const std::vector<ShownKey> all{{"release", "p", "P-256", digest, 1, 0, false},
                                  {"release", "p", "P-256", digest, 1, 2, true}};
  CHECK(list.problem(keys_json(all)) == "");
  CHECK(keys(all, {}).find("verifies, signs nothing") != std::string::npos);
}

}  // namespace
}  // namespace bartizan::report
