// The vectors of the OpenSSF Model Signing specification.
#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "assure/sign/chain.h"
#include "assure/sign/read_test.h"
#include "assure/sign/signature.h"

namespace bartizan::assure::sign {
namespace {

std::string vector(const std::string& name) {
  const char* folder = std::getenv("BARTIZAN_TEST_DATA");
  std::ifstream file(std::string(folder != nullptr ? folder : "") + "/signing/oms/v1.0/" + name,
                     std::ios::binary);
  REQUIRE(file.good());
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST_CASE("the valid vectors are read") {
  for (const char* name : {"valid/key", "valid/certificate", "valid/sigstore"}) {
    CAPTURE(name);
    const BundleRead read = read_bundle(vector(name + std::string(".bundle.json")));
    CHECK(read.problem == "");
    REQUIRE(read.bundle);
    CHECK(read.bundle->media_type == signature::kBundleV03);
    CHECK(read.bundle->unknown.empty());
    REQUIRE(read.bundle->envelope);
    const StatementRead statement = read_statement(read.bundle->envelope->payload);
    CHECK(statement.problem == "");
    REQUIRE(statement.statement);
    REQUIRE(statement.statement->model);
    CHECK(statement.statement->subjects.size() == 1);
    CHECK(statement.statement->model->resources.size() == 2);
    CHECK(statement.statement->model->resources[0].path == "signme-1");
    CHECK(statement.statement->model->serialization.ignore_paths.size() >= 5);
  }
  const auto bundle = read_bundle(vector("valid/sigstore.bundle.json")).bundle;
  REQUIRE(bundle);
  REQUIRE(bundle->log_entries.size() == 1);
  CHECK(bundle->log_entries[0].log_index == 598151086);
  CHECK(bundle->log_entries[0].integrated_time == 1760062340);
  REQUIRE(bundle->log_entries[0].proof);
  CHECK(bundle->log_entries[0].proof->hashes.size() == 14);
  CHECK(bundle->log_entries[0].proof->tree_size == 476246825);
  CHECK(bundle->timestamps.size() == 1);
  CHECK(!bundle->certificate.empty());
}

TEST_CASE("the invalid vectors are refused, each for its reason") {
  CHECK(read_bundle(vector("invalid/empty.bundle.json")).problem == "is empty");
  CHECK(read_bundle(vector("invalid/missing-envelope.bundle.json")).problem ==
        "has neither dsseEnvelope nor messageSignature");
  CHECK(read_bundle(vector("invalid/missing-tlog-entries.bundle.json"))
            .problem.starts_with("has no verificationMaterial.tlogEntries"));
  CHECK(read_bundle(vector("invalid/missing-verification-material.bundle.json")).problem ==
        "has no verificationMaterial");
}

TEST_CASE("a wrong predicate is read as what it is, and is no model") {
  const BundleRead read = read_bundle(vector("invalid-payload/wrong-predicate.bundle.json"));
  REQUIRE(read.bundle);
  const StatementRead statement = read_statement(read.bundle->envelope->payload);
  REQUIRE(statement.statement);
  CHECK(!statement.statement->model);
  CHECK(statement.statement->predicate_type == "https://example.com/wrong-predicate/v1.0");
}

TEST_CASE("the certificate vector is good while its leaf is valid, and not after") {
  const auto bundle = read_bundle(vector("valid/certificate.bundle.json")).bundle;
  REQUIRE(bundle);
  REQUIRE(bundle->chain.size() == 2);
  const auto leaf = describe_certificate(bundle->chain.front());
  REQUIRE(leaf);
  Trust trust;
  trust.roots = {bundle->chain.back()};
  trust.now = leaf->not_before + 1000;
  std::vector<Check> checks;
  CHECK(verify_signature(*bundle, {}, trust, checks).anchored);
  for (const Check& one : checks) CHECK_MESSAGE(one.outcome != Outcome::failed, one.what);

  checks.clear();
  trust.now = leaf->not_after + 1000;
  CHECK(verify_signature(*bundle, {}, trust, checks).anchored);
  CHECK(!all_good(checks));
  trust.at = leaf->not_before;
  checks.clear();
  CHECK(verify_signature(*bundle, {}, trust, checks).anchored);
  CHECK(all_good(checks));
  checks.clear();
  trust.roots.clear();
  CHECK(!verify_signature(*bundle, {}, trust, checks).anchored);
  CHECK(!all_good(checks));
}

TEST_CASE("the key vector names its key, and no other key will do") {
  const auto bundle = read_bundle(vector("valid/key.bundle.json")).bundle;
  const auto other = PrivateKey::generate(Curve::p384);
  REQUIRE(bundle);
  REQUIRE(other);
  Trust trust;
  trust.keys.push_back({other->public_key(), "other", 0});
  std::vector<Check> checks;
  const Vouched vouched = verify_signature(*bundle, {}, trust, checks);
  CHECK(vouched.signer.key ==
        "e8450dec4eb99dae995da9af1bc2cc9f76ed669ee2e744f57abba763df3e3f8e");
  CHECK(checks.back().id == "key-hint");
  CHECK(checks.back().outcome == Outcome::failed);
}

}  // namespace
}  // namespace bartizan::assure::sign
