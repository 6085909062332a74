// A bundle of the public instance of Sigstore, with its trusted root: it holds, and every part of
// it that is forged or taken away is missed by its own check.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <sstream>
#include <tuple>
#include <vector>

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

TEST_CASE("each part of the public instance's bundle, forged, is missed by its own check") {
  using Forge = std::function<void(Real&)>;
  const auto flip = [](std::string& bytes, std::size_t at) {
    bytes[at] = static_cast<char>(bytes[at] ^ 1);
  };
  const auto entry = [](Real& r) -> signature::LogEntry& { return r.bundle.log_entries[0]; };
  const std::vector<std::tuple<const char*, const char*, Forge>> cases{
      {"no policy", "expected-signer", [](Real& r) { r.expected = {}; }},
      {"identity", "identity", [](Real& r) { r.expected.identity = "stefanb@us.ibm.co"; }},
      {"issuer", "issuer", [](Real& r) { r.expected.issuer += "/"; }},
      {"payload type", "envelope-signature",
       [](Real& r) { r.bundle.envelope->payload_type += " "; }},
      {"payload", "envelope-signature log-entry",
       [&](Real& r) { flip(r.bundle.envelope->payload, 9); }},
      {"signature", "envelope-signature log-entry timestamp",
       [&](Real& r) { flip(r.bundle.envelope->signatures[0].signature, 20); }},
      {"certificate's signature, which the log has too", "log-entry chain",
       [&](Real& r) { flip(r.bundle.certificate, r.bundle.certificate.size() - 1); }},
      {"log", "log-known", [](Real& r) { r.root.logs.erase(r.root.logs.begin()); }},
      {"log's window", "log-window",
       [](Real& r) { r.root.logs[0].window.end = *base::parse_utc("2025-10-10"); }},
      {"promise", "log-promise", [&](Real& r) { flip(entry(r).promise, 20); }},
      {"index", "log-promise", [&](Real& r) { entry(r).log_index = 598151087; }},
      {"time", "log-promise", [&](Real& r) { entry(r).integrated_time = 1760062341; }},
      {"checkpoint", "log-checkpoint", [&](Real& r) { flip(entry(r).proof->checkpoint, 50); }},
      {"path", "log-inclusion", [&](Real& r) { flip(entry(r).proof->hashes[13], 0); }},
      {"length", "log-inclusion", [&](Real& r) { entry(r).proof->hashes.pop_back(); }},
      {"place", "log-inclusion", [&](Real& r) { entry(r).proof->log_index -= 1; }},
      {"body", "log-promise log-inclusion", [&](Real& r) { entry(r).body += "\n"; }},
      {"no entry", "log-entry", [](Real& r) { r.bundle.log_entries.clear(); }},
      {"no time", "signing-time",
       [&](Real& r) {
         r.bundle.timestamps.clear();
         entry(r).promise.clear();
       }},
      {"timestamp", "timestamp", [&](Real& r) { flip(r.bundle.timestamps[0], 100); }},
      {"timestamp authority", "timestamp", [](Real& r) { r.root.timestamp_authorities.clear(); }},
      {"timestamp authority's window", "timestamp-window",
       [](Real& r) {
         r.root.timestamp_authorities[0].window.start = *base::parse_utc("2025-12-01");
       }},
      {"certificate authority", "chain", [](Real& r) { r.root.authorities.pop_back(); }},
      {"certificate authority's window", "chain",
       [](Real& r) { r.root.authorities[1].window.end = *base::parse_utc("2025-10-10"); }},
      {"CT log", "sct", [](Real& r) { r.root.ct_logs.pop_back(); }},
      {"CT log's window", "sct",
       [](Real& r) { r.root.ct_logs[1].window.end = *base::parse_utc("2025-10-10"); }},
      {"CT log's key", "sct", [](Real& r) { r.root.ct_logs[1].key = r.root.ct_logs[0].key; }},
      {"clock", "clock", [](Real& r) { r.now = *base::parse_utc("2025-10-10"); }},
      {"unknown part", "bundle", [](Real& r) { r.bundle.unknown.push_back("x"); }},
  };
  for (const auto& [what, ids, forge] : cases) {
    const std::string name = what;
    CAPTURE(name);
    Real forged = real();
    forge(forged);
    CHECK(failed(forged.verify()) == ids);
  }
}

TEST_CASE("the vectors without envelope, material or log entries are not even read") {
  for (const char* name :
       {"missing-envelope", "missing-verification-material", "missing-tlog-entries", "empty"}) {
    CAPTURE(name);
    CHECK_FALSE(sign::read_bundle(file("oms/v1.0/invalid/" + std::string(name) + ".bundle.json"))
                    .bundle.has_value());
  }
}

}  // namespace
}  // namespace bartizan::assure::sigstore
