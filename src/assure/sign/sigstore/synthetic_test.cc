#include "assure/sign/sigstore/synthetic_test.h"

#include <openssl/x509v3.h>

#include <array>

#include "assure/parse/signature/base64.h"
#include "assure/sign/sigstore/log.h"

namespace bartizan::assure::sigstore {
namespace {

using signature::to_base64;
using signature::to_hex;

constexpr base::Millis kYear = 365 * kDay;
constexpr const char* kLog = "rekor.example.invalid";
constexpr const char* kLog2 = "log2026-1.rekor.example.invalid";

std::string sha256(std::string_view bytes) { return digest_of(bytes, EVP_sha256()); }

std::string pem_of(std::string_view der) {
  const std::string body = to_base64(der);
  std::string text = "-----BEGIN CERTIFICATE-----\n";
  for (std::size_t at = 0; at < body.size(); at += 64) text += body.substr(at, 64) + '\n';
  return text + "-----END CERTIFICATE-----\n";
}

std::string body_of(const Plan& plan, const Made& made, std::string_view signature,
                    const std::string& certificate) {
  const std::string pem = to_base64(pem_of(certificate));
  const std::string sig = to_base64(signature);
  const std::string verifier = R"("verifier":{"keyDetails":"PKIX_ECDSA_P256_SHA_256",)"
                               R"("x509Certificate":{"rawBytes":")" +
                               to_base64(certificate) + "\"}}";
  if (plan.kind == "dsse 0.0.1") {
    return R"({"apiVersion":"0.0.1","kind":"dsse","spec":{"envelopeHash":{"algorithm":"sha256",)"
           R"("value":")" +
           to_hex(sha256("envelope")) + R"("},"payloadHash":{"algorithm":"sha256","value":")" +
           to_hex(sha256(plan.payload)) + R"("},"signatures":[{"signature":")" + sig +
           R"(","verifier":")" + pem + "\"}]}}";
  }
  if (plan.kind == "intoto 0.0.2") {
    return R"({"apiVersion":"0.0.2","kind":"intoto","spec":{"content":{"envelope":{"payloadType":")" +
           made.bundle.envelope->payload_type + R"(","signatures":[{"publicKey":")" + pem +
           R"(","sig":")" + to_base64(sig) + R"("}]},"hash":{"algorithm":"sha256","value":")" +
           to_hex(sha256("envelope")) + R"("},"payloadHash":{"algorithm":"sha256","value":")" +
           to_hex(sha256(plan.payload)) + "\"}}}}";
  }
  if (plan.kind == "hashedrekord 0.0.1") {
    return R"({"apiVersion":"0.0.1","kind":"hashedrekord","spec":{"data":{"hash":{"algorithm":)"
           R"("sha256","value":")" +
           to_hex(sha256(made.bytes)) + R"("}},"signature":{"content":")" + sig +
           R"(","publicKey":{"content":")" + pem + "\"}}}}";
  }
  if (plan.kind == "hashedrekord 0.0.2") {
    return R"({"apiVersion":"0.0.2","kind":"hashedrekord","spec":{"hashedRekordV002":{"data":)"
           R"({"algorithm":"SHA2_256","digest":")" +
           to_base64(sha256(made.bytes)) + R"("},"signature":{"content":")" + sig + "\"," +
           verifier + "}}}}";
  }
  return R"({"apiVersion":"0.0.2","kind":"dsse","spec":{"dsseV002":{"payloadHash":{"algorithm":)"
         R"("SHA2_256","digest":")" +
         to_base64(sha256(plan.payload)) + R"("},"signatures":[{"content":")" + sig + "\"," +
         verifier + "}]}}}";
}

Log log_of(const std::string& url, EVP_PKEY* key, const std::string& id,
           const std::string& details) {
  return {"https://" + url, "SHA2_256", pki::spki(key), details, id, {}, {kSignedAt - kYear, {}}};
}

// c2sp.org/signed-note: how a key of Ed25519 is named; others are named by their hash.
std::string id_of(const std::string& name, EVP_PKEY* key, bool ed25519) {
  const std::string bytes = pki::spki(key);
  return ed25519 ? sha256(name + "\n\1" + bytes.substr(bytes.size() - 32)) : sha256(bytes);
}

}  // namespace

std::string tree_hash(const std::vector<std::string>& entries) {
  if (entries.size() == 1) return sha256(std::string(1, '\0') + entries.front());
  std::size_t half = 1;
  while (2 * half < entries.size()) half *= 2;
  const auto middle = entries.begin() + static_cast<std::ptrdiff_t>(half);
  return sha256("\1" + tree_hash({entries.begin(), middle}) + tree_hash({middle, entries.end()}));
}
std::vector<std::string> path_to(std::size_t index, const std::vector<std::string>& entries) {
  if (entries.size() == 1) return {};
  std::size_t half = 1;
  while (2 * half < entries.size()) half *= 2;
  const auto middle = entries.begin() + static_cast<std::ptrdiff_t>(half);
  const std::vector<std::string> left(entries.begin(), middle);
  const std::vector<std::string> right(middle, entries.end());
  std::vector<std::string> path =
      index < half ? path_to(index, left) : path_to(index - half, right);
  path.push_back(tree_hash(index < half ? right : left));
  return path;
}

Sigstore::Sigstore() {
  root_key = pki::make_key("P-384");
  between_key = pki::make_key("P-384");
  ct_key = pki::make_key("P-256");
  log_key = pki::make_key("P-256");
  log2_key = pki::make_key("Ed25519");
  stamp_root_key = pki::make_key("P-384");
  stamp_key = pki::make_key("P-384");
  const base::Millis from = kSignedAt - kYear;
  const base::Millis to = kSignedAt + 9 * kYear;
  const auto authority = [&](std::string name, EVP_PKEY* key, const X509* issuer,
                             EVP_PKEY* issuer_key, bool above) {
    std::vector<std::pair<int, std::string>> extensions{
        {NID_basic_constraints, above ? "critical,CA:TRUE" : "critical,CA:TRUE,pathlen:0"},
        {NID_key_usage, "critical,keyCertSign,cRLSign"},
        {NID_subject_key_identifier, "hash"}};
    if (!above) {
      extensions.emplace_back(NID_ext_key_usage, "codeSigning");
      extensions.emplace_back(NID_authority_key_identifier, "keyid:always");
    }
    return pki::issue({std::move(name), from, to, key, issuer, issuer_key, extensions, {}});
  };
  root_certificate = authority("example-root", root_key.get(), nullptr, nullptr, true);
  between = authority("example-intermediate", between_key.get(), root_certificate.get(),
                      root_key.get(), false);
  stamp_root = authority("example-tsa-root", stamp_root_key.get(), nullptr, nullptr, true);
  stamp_certificate = pki::issue({"example-tsa",
                                  from,
                                  to,
                                  stamp_key.get(),
                                  stamp_root.get(),
                                  stamp_root_key.get(),
                                  {{NID_key_usage, "critical,digitalSignature"},
                                   {NID_ext_key_usage, "critical,timeStamping"},
                                   {NID_subject_key_identifier, "hash"},
                                   {NID_authority_key_identifier, "keyid:always"}},
                                  {}});
}

TrustedRoot Sigstore::root() const {
  TrustedRoot root;
  root.media_type = "application/vnd.dev.sigstore.trustedroot+json;version=0.1";
  const Window window{kSignedAt - kYear, {}};
  root.authorities.push_back({"example",
                              "https://fulcio.example.invalid",
                              {encoded(between.get()), encoded(root_certificate.get())},
                              window});
  root.logs.push_back(
      log_of(kLog, log_key.get(), id_of(kLog, log_key.get(), false), "PKIX_ECDSA_P256_SHA_256"));
  root.logs.push_back(
      log_of(kLog2, log2_key.get(), id_of(kLog2, log2_key.get(), true), "PKIX_ED25519"));
  root.ct_logs.push_back(log_of("ct.example.invalid/2026", ct_key.get(),
                                id_of("", ct_key.get(), false), "PKIX_ECDSA_P256_SHA_256"));
  root.timestamp_authorities.push_back(
      {"example",
       "https://tsa.example.invalid",
       {encoded(stamp_certificate.get()), encoded(stamp_root.get())},
       window});
  return root;
}

Certificate Sigstore::leaf(const Plan& plan, EVP_PKEY* key) const {
  pki::Request request{"", plan.from, plan.to, key, between.get(), between_key.get(),
                       {}, plan.more};
  const auto add = [&](int nid, const std::string& value) {
    if (!value.empty()) request.extensions.emplace_back(nid, value);
  };
  add(NID_key_usage, plan.key_usage);
  add(NID_ext_key_usage, plan.extended_usage);
  add(NID_basic_constraints, plan.constraints);
  add(NID_subject_key_identifier, "hash");
  add(NID_authority_key_identifier, "keyid:always");
  add(NID_subject_alt_name, plan.names.empty() ? "" : "critical," + plan.names);
  if (plan.issuer_raw) request.raw.push_back({"1.3.6.1.4.1.57264.1.1", false, *plan.issuer_raw});
  if (plan.issuer) {
    request.raw.push_back({"1.3.6.1.4.1.57264.1.8", false, pki::utf8_string(*plan.issuer)});
  }
  Certificate made = pki::issue(request);
  if (plan.scts == 0) return made;
  const std::vector<pki::CtLog> logs(plan.scts,
                                     {ct_key.get(), id_of("", ct_key.get(), false), plan.sct});
  return pki::with_scts(made, between.get(), between_key.get(), logs);
}

std::string Sigstore::promise(const signature::LogEntry& entry) const {
  return pki::sign(log_key.get(), promised_text(entry));
}

std::string Sigstore::note(const std::string& text, const std::string& name, EVP_PKEY* key,
                           const std::string& hint) const {
  return text + "\n\xe2\x80\x94 " + name + " " +
         to_base64(hint.substr(0, 4) + pki::sign(key, text)) + "\n";
}

void Sigstore::enter(signature::LogEntry& entry, bool second, const std::string& origin) const {
  // Among others, so that the path turns both ways and a node goes up alone.
  std::vector<std::string> entries{"a", "b", "c", "d", entry.body, "f", "g"};
  const std::string name = second ? kLog2 : kLog;
  EVP_PKEY* key = second ? log2_key.get() : log_key.get();
  signature::InclusionProof proof;
  proof.log_index = 4;
  proof.tree_size = entries.size();
  proof.root_hash = tree_hash(entries);
  proof.hashes = path_to(4, entries);
  std::string text = !origin.empty() ? origin : second ? name : name + " - 1193050959916656506";
  text += "\n" + std::to_string(entries.size()) + "\n" + to_base64(proof.root_hash) + "\n";
  const std::string signer = origin.empty() ? name : origin;
  proof.checkpoint = note(text, signer, key, id_of(name, key, second));
  entry.log_index = second ? 4 : 100004;
  entry.log_id = id_of(name, key, second);
  entry.proof = std::move(proof);
}

std::string Sigstore::stamp(std::string_view signature, base::Millis time) const {
  return pki::timestamp(stamp_certificate.get(), stamp_key.get(), signature, time);
}

Made Sigstore::make(const Plan& plan) const {
  Made made;
  made.root = root();
  const Key key = pki::make_key(plan.key);
  const std::string certificate = encoded(leaf(plan, key.get()).get());
  made.bundle.media_type = "application/vnd.dev.sigstore.bundle.v0.3+json";
  made.bundle.certificate = certificate;
  const std::string type = "application/vnd.in-toto+json";
  made.bytes = plan.message ? plan.payload
                            : "DSSEv1 28 " + type + " " + std::to_string(plan.payload.size()) +
                                  " " + plan.payload;
  const std::string signature = pki::sign(key.get(), made.bytes);
  if (plan.message) {
    made.bundle.message = {"SHA2_256", sha256(made.bytes), signature};
  } else {
    made.bundle.envelope = {type, plan.payload, {{signature, ""}}};
  }
  const bool second = plan.second_generation();
  signature::LogEntry entry;
  entry.kind = plan.kind.substr(0, plan.kind.find(' '));
  entry.version = plan.kind.substr(plan.kind.find(' ') + 1);
  entry.body = body_of(plan, made, signature, certificate);
  enter(entry, second);
  if (!second) {
    entry.integrated_time = static_cast<std::uint64_t>(plan.logged / 1000);
    entry.promise = promise(entry);
  }
  made.bundle.log_entries.push_back(std::move(entry));
  if (plan.stamped || second) made.bundle.timestamps.push_back(stamp(signature, plan.stamp));
  return made;
}

const Sigstore& sigstore() {
  static const Sigstore one;
  return one;
}

std::string failed(const Keyless& result) {
  std::string ids;
  for (const sign::Check& check : result.checks) {
    if (check.outcome == sign::Outcome::failed) ids += (ids.empty() ? "" : " ") + check.id;
  }
  return ids;
}

std::string said(const Keyless& result, std::string_view id) {
  for (const sign::Check& check : result.checks) {
    if (check.id == id) return check.what;
  }
  return {};
}

}  // namespace bartizan::assure::sigstore
