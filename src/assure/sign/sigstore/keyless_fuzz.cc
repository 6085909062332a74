// Any bytes, as a signer's certificate and as a timestamp: they are read or not, and nobody vouches
// for them whose key is not theirs. A certificate without its SCTs is shorter than it was.
#include <string>
#include <string_view>

#include "assure/parse/signature/base64.h"
#include "assure/sign/sigstore/certificate.h"
#include "assure/sign/sigstore/timestamp.h"
#include "base/result.h"

namespace {

using namespace bartizan::assure::sigstore;

// An anchor whose private key was thrown away.
constexpr const char* kAnchor =
    "MIIBYzCCAQqgAwIBAgIBATAKBggqhkjOPQQDAjARMQ8wDQYDVQQDDAZhbmNob3IwHhcNMjYxMTI4MDUzMjI2WhcNMzYx"
    "MTI1MDUzMjI2WjARMQ8wDQYDVQQDDAZhbmNob3IwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARozMFlQTKgyo4e8+XR"
    "HvKc7SFYcQ5qKQIDUeCC+bE05sLqk1f6BNr7dySbhat/gN8YTQCTpSOmORjiFZc/CSj4o1MwUTAdBgNVHQ4EFgQUQcdj"
    "QTUGuJ7L7F3UdsPKpPhsfRMwHwYDVR0jBBgwFoAUQcdjQTUGuJ7L7F3UdsPKpPhsfRMwDwYDVR0TAQH/BAUwAwEB/zAK"
    "BggqhkjOPQQDAgNHADBEAiAQs3Rxu+dgrkP45ebKwPAl01CH+NQp28D2JA5tdBzQ9AIgQEr8+QZViiSbK6+sbZHJfJQo"
    "Ylrflk6QiADwEH2xlXU=";

struct World {
  World() : certificate(read_certificate(*bartizan::assure::signature::from_base64(kAnchor))) {
    authorities.push_back({"anchor", "", {encoded(certificate.get())}, {0, {}}});
  }
  Certificate certificate;
  std::vector<Authority> authorities;
};

// The log that its SCTs name, so that their signatures are looked at.
Log log_of(const X509* certificate, const World& world) {
  const std::string bytes = encoded(certificate);
  // 1.3.6.1.4.1.11129.2.4.2, OCTET STRING, its OCTET STRING, list, SCT, version: RFC 6962, 3.3.
  const std::size_t at = bytes.find("\x2b\x06\x01\x04\x01\xd6\x79\x02\x04\x02");
  Log log;
  log.key = key_bytes(world.certificate.get());
  if (at != bytes.npos && at + 51 <= bytes.size()) log.id = bytes.substr(at + 19, 32);
  log.window.start = 0;
  return log;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const World world;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const Timestamp stamp = check_timestamp(bytes, "signature", world.authorities);
  BZ_CHECK(!stamp.good && !stamp.in_window && !stamp.what.empty());
  const auto leaf = read_leaf(bytes);
  if (!leaf) return 0;
  BZ_CHECK(encoded(leaf->certificate.get()) == bytes);
  form_problem(*leaf);
  const std::string without = precertificate(leaf->certificate.get());
  BZ_CHECK(without.size() < size);
  BZ_CHECK(encoded(leaf->certificate.get()) == bytes);
  BZ_CHECK(!verify_chain(*leaf, world.authorities, leaf->not_before).good);
  const Log log = log_of(leaf->certificate.get(), world);
  BZ_CHECK(!verify_sct(*leaf, world.certificate.get(), {log}).good);
  return 0;
}
