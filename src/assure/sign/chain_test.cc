#include "assure/sign/chain.h"

#include <doctest/doctest.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include "assure/sign/sigstore/pki_test.h"

namespace bartizan::assure::sign {
namespace {

namespace pki = sigstore::pki;

constexpr base::Millis kFrom = 1'700'000'000'000;
constexpr base::Millis kTo = 1'900'000'000'000;

// Root, issuer with `issuer_purpose`, leaf for digital signatures.
std::vector<Check> checks_of(const std::string& issuer_purpose, const std::string& leaf_purpose) {
  const sigstore::Key root_key = pki::make_key("P-256");
  const sigstore::Key issuer_key = pki::make_key("P-256");
  const sigstore::Key leaf_key = pki::make_key("P-256");
  const std::pair<int, std::string> authority{NID_basic_constraints, "critical,CA:TRUE"};
  const auto root =
      pki::issue({"root", kFrom, kTo, root_key.get(), nullptr, nullptr, {authority}, {}});
  std::vector<std::pair<int, std::string>> extensions{authority};
  if (!issuer_purpose.empty()) extensions.emplace_back(NID_ext_key_usage, issuer_purpose);
  const auto issuer = pki::issue(
      {"issuer", kFrom, kTo, issuer_key.get(), root.get(), root_key.get(), extensions, {}});
  extensions = {{NID_key_usage, "critical,digitalSignature"}};
  if (!leaf_purpose.empty()) extensions.emplace_back(NID_ext_key_usage, leaf_purpose);
  const auto leaf = pki::issue(
      {"leaf", kFrom, kTo, leaf_key.get(), issuer.get(), issuer_key.get(), extensions, {}});
  std::vector<Check> checks;
  verify_chain({sigstore::encoded(leaf.get()), sigstore::encoded(issuer.get())},
               {sigstore::encoded(root.get())}, kFrom + 1000, false, checks);
  return checks;
}

TEST_CASE("a signer's issuer must be allowed to issue for signing") {
  CHECK(all_good(checks_of("", "")));
  CHECK(all_good(checks_of("", "codeSigning")));
  CHECK(all_good(checks_of("codeSigning", "codeSigning")));
  CHECK(all_good(checks_of("codeSigning,serverAuth", "")));
  for (const auto& [issuer, leaf] : std::initializer_list<std::pair<const char*, const char*>>{
           {"serverAuth", ""}, {"serverAuth,clientAuth", "codeSigning"}, {"", "serverAuth"}}) {
    CAPTURE(issuer);
    CAPTURE(leaf);
    const std::vector<Check> checks = checks_of(issuer, leaf);
    CHECK_FALSE(all_good(checks));
    CHECK(std::ranges::any_of(checks, [](const Check& check) {
      return check.id == "certificate-usage" && check.outcome == Outcome::failed;
    }));
  }
}

}  // namespace
}  // namespace bartizan::assure::sign
