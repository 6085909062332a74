// A bundle of the public instance of Sigstore, with its trusted root: it holds, and every part of
// it that is forged or taken away is missed by its own check.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <sstream>

#include "assure/sign/sigstore/read_root_test.h"

namespace bartizan::assure::sigstore {
namespace {

using sign::Outcome;

std::string file(const std::string& name) {
  const char* folder = std::getenv("BARTIZAN_TEST_DATA");
  std::ifstream in(std::string(folder != nullptr ? folder : "") + "/signing/" + name,
                   std::ios::binary);
  REQUIRE(in.good());
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

struct Real {
  signature::Bundle bundle;
  std::string bytes;
  TrustedRoot root;
  IdentityPolicy expected{"stefanb@us.ibm.com", "https://sigstore.verify.ibm.com/oauth2"};
  base::Millis now = *base::parse_utc("2026-08-21");

  Keyless verify() const { return verify_keyless(bundle, bytes, root, expected, now); }
};

Real real() {
  Real real;
  real.bundle = *sign::read_bundle(file("oms/v1.0/valid/sigstore.bundle.json")).bundle;
  const signature::Envelope& envelope = *real.bundle.envelope;
  real.bytes = "DSSEv1 28 " + envelope.payload_type + " " +
               std::to_string(envelope.payload.size()) + " " + envelope.payload;
  const RootImport root = read_root(file("sigstore/trusted_root.json"));
  REQUIRE(root.notes.empty());
  REQUIRE(root.usable());
  real.root = root.root;
  return real;
}

std::string failed(const Keyless& result) {
  std::string ids;
  for (const sign::Check& check : result.checks) {
    INFO(check.id << ": " << check.what);
    if (check.outcome == Outcome::failed) ids += (ids.empty() ? "" : " ") + check.id;
    if (std::getenv("BARTIZAN_SHOW") != nullptr) {
      MESSAGE(static_cast<int>(check.outcome) << " " << check.id << ": " << check.what);
    }
  }
  return ids;
}

TEST_CASE("the public instance's trusted root is read whole") {
  const TrustedRoot root = real().root;
  CHECK(root.authorities.size() == 2);
  CHECK(root.logs.size() == 2);
  CHECK(root.ct_logs.size() == 2);
  CHECK(root.timestamp_authorities.size() == 1);
  CHECK(root.authorities[0].window.end == 1672531199999);
}

TEST_CASE("the public instance's bundle is good") {
  const Keyless result = real().verify();
  CHECK(failed(result) == "");
  CHECK(sign::all_good(result.checks));
  CHECK(result.signer.identity == "stefanb@us.ibm.com");
  CHECK(base::format_utc(result.signer.signed_at) == "2025-10-10T02:12:20.000Z");
  for (const std::string_view id : keyless_check_ids()) {
    CAPTURE(id);
    if (id == "message-signature") continue;
    CHECK(std::ranges::any_of(result.checks, [&](const sign::Check& check) {
      return check.id == id && check.outcome == Outcome::passed;
    }));
  }
}

}  // namespace
}  // namespace bartizan::assure::sigstore
