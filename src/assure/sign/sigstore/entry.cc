// https://github.com/sigstore/rekor/tree/main/pkg/types (canonicalised entries) and
// https://github.com/sigstore/rekor-tiles/blob/main/api/proto/rekor/v2 (version 0.0.2 of log v2).
#include "assure/sign/sigstore/entry.h"

#include <algorithm>
#include <array>
#include <optional>

#include "assure/parse/signature/base64.h"
#include "assure/sign/sigstore/ossl.h"
#include "text/tree.h"

namespace bartizan::assure::sigstore {
namespace {

using signature::from_base64;
using signature::to_base64;
using signature::to_hex;
using text::Node;

struct Hash {
  std::string_view name;
  const EVP_MD* (*algorithm)();
};
constexpr std::array<Hash, 6> kHashes{{{"sha256", EVP_sha256},
                                       {"sha384", EVP_sha384},
                                       {"sha512", EVP_sha512},
                                       {"SHA2_256", EVP_sha256},
                                       {"SHA2_384", EVP_sha384},
                                       {"SHA2_512", EVP_sha512}}};

// Readers differ in which of two members of the same name they take.
bool repeats(const Node& node) {
  if (node.is_object()) {
    std::vector<std::string_view> names;
    for (const Node& item : node.items) names.push_back(item.key);
    std::ranges::sort(names);
    if (std::ranges::adjacent_find(names) != names.end()) return true;
  }
  return std::ranges::any_of(node.items, repeats);
}

// As Rekor canonicalises it: RFC 7468, with a line end at its end.
std::string pem_of(std::string_view der) {
  const std::string body = to_base64(der);
  std::string text = "-----BEGIN CERTIFICATE-----\n";
  for (std::size_t at = 0; at < body.size(); at += 64) text += body.substr(at, 64) + '\n';
  return text + "-----END CERTIFICATE-----\n";
}

std::string_view text_at(const Node& node, std::initializer_list<std::string_view> path) {
  const Node* found = node.at(path);
  return found != nullptr && found->is_string() ? std::string_view(found->text)
                                                : std::string_view();
}

constexpr const char* kOtherBytes = "is about other bytes: it has the digest ";
constexpr const char* kOtherSignature = "is about another signature";
constexpr const char* kOtherCertificate = "is about another certificate";

class Body {
 public:
  Body(const Node& spec, const Signed& what) : spec_(spec), what_(what) {}

  std::string dsse_1() const {
    if (what_.envelope == nullptr) return "is about an envelope, the bundle has none";
    if (auto problem = digest(spec_, "payloadHash", "value", what_.envelope->payload, false);
        !problem.empty()) {
      return problem;
    }
    const Node* signature = only_signature(spec_);
    if (signature == nullptr) return "has not exactly one signature";
    if (signature->string("signature") != to_base64(what_.signature)) return kOtherSignature;
    return is_pem(signature->string("verifier")) ? std::string() : kOtherCertificate;
  }

  std::string dsse_2() const {
    const Node* spec = spec_.find("dsseV002");
    if (spec == nullptr) return kNotRead;
    if (what_.envelope == nullptr) return "is about an envelope, the bundle has none";
    if (auto problem = digest(*spec, "payloadHash", "digest", what_.envelope->payload, true);
        !problem.empty()) {
      return problem;
    }
    const Node* signature = only_signature(*spec);
    return signature == nullptr ? "has not exactly one signature" : signature_2(*signature);
  }

  std::string intoto_2() const {
    const Node* content = spec_.find("content");
    const Node* envelope = content != nullptr ? content->find("envelope") : nullptr;
    if (envelope == nullptr) return kNotRead;
    if (what_.envelope == nullptr) return "is about an envelope, the bundle has none";
    if (auto problem = digest(*content, "payloadHash", "value", what_.envelope->payload, false);
        !problem.empty()) {
      return problem;
    }
    if (envelope->string("payloadType") != what_.envelope->payload_type) {
      return "is about another type of payload";
    }
    const Node* signature = only_signature(*envelope);
    if (signature == nullptr) return "has not exactly one signature";
    // This kind writes the envelope's text of the signature in base64 once more.
    if (signature->string("sig") != to_base64(to_base64(what_.signature))) return kOtherSignature;
    return is_pem(signature->string("publicKey")) ? std::string() : kOtherCertificate;
  }

  std::string hashed_1() const {
    const Node* data = spec_.find("data");
    if (data == nullptr) return kNotRead;
    if (auto problem = digest(*data, "hash", "value", what_.bytes, false); !problem.empty()) {
      return problem;
    }
    if (text_at(spec_, {"signature", "content"}) != to_base64(what_.signature)) {
      return kOtherSignature;
    }
    return is_pem(text_at(spec_, {"signature", "publicKey", "content"})) ? std::string()
                                                                         : kOtherCertificate;
  }

  std::string hashed_2() const {
    const Node* spec = spec_.find("hashedRekordV002");
    const Node* signature = spec != nullptr ? spec->find("signature") : nullptr;
    if (signature == nullptr) return kNotRead;
    if (auto problem = digest(*spec, "data", "digest", what_.bytes, true); !problem.empty()) {
      return problem;
    }
    return signature_2(*signature);
  }

 private:
  static constexpr const char* kNotRead = "has a body that is not of its kind";

  // The digest below `name`, of `bytes`; in base64 or hexadecimal.
  static std::string digest(const Node& node, std::string_view name, std::string_view member,
                            std::string_view bytes, bool base64) {
    const std::string_view algorithm = text_at(node, {name, "algorithm"});
    const std::string_view written = text_at(node, {name, member});
    for (const Hash& hash : kHashes) {
      if (hash.name != algorithm) continue;
      const std::string expected = digest_of(bytes, hash.algorithm());
      const auto read = base64 ? from_base64(written) : signature::from_hex(written);
      if (read == expected) return {};
      return kOtherBytes + (read ? to_hex(*read) : std::string("?")) + ", not " + to_hex(expected);
    }
    return "has a digest of a kind that is not accepted";
  }

  static const Node* only_signature(const Node& node) {
    const Node* list = node.find("signatures");
    const bool one = list != nullptr && list->is_array() && list->items.size() == 1;
    return one ? &list->items.front() : nullptr;
  }

  bool is_pem(std::string_view base64) const {
    return base64 == to_base64(pem_of(what_.certificate));
  }

  std::string signature_2(const Node& signature) const {
    if (from_base64(signature.string("content")) != what_.signature) return kOtherSignature;
    const auto certificate =
        from_base64(text_at(signature, {"verifier", "x509Certificate", "rawBytes"}));
    return certificate == what_.certificate ? std::string() : kOtherCertificate;
  }

  const Node& spec_;
  const Signed& what_;
};

struct Kind {
  std::string_view kind, version;
  std::string (Body::*check)() const;
};
constexpr std::array<Kind, 5> kKinds{{{"dsse", "0.0.1", &Body::dsse_1},
                                      {"dsse", "0.0.2", &Body::dsse_2},
                                      {"intoto", "0.0.2", &Body::intoto_2},
                                      {"hashedrekord", "0.0.1", &Body::hashed_1},
                                      {"hashedrekord", "0.0.2", &Body::hashed_2}}};

}  // namespace

std::string entry_problem(const signature::LogEntry& entry, const Signed& what) {
  base::Limits limits;
  limits.json_depth = 32;  // the deepest kind has seven levels
  base::Budget budget(limits);
  const auto body = text::parse_json(entry.body, budget);
  if (!body || repeats(*body)) return "has a body that cannot be read";
  const std::string_view kind = body->string("kind");
  const std::string_view version = body->string("apiVersion");
  if (kind != entry.kind || version != entry.version) {
    return "is said to be " + entry.kind + " " + entry.version + ", its body is " +
           std::string(kind) + " " + std::string(version);
  }
  const Node* spec = body->find("spec");
  for (const Kind& one : kKinds) {
    if (one.kind != kind || one.version != version || spec == nullptr) continue;
    return (Body(*spec, what).*one.check)();
  }
  return "is of the kind " + std::string(kind) + " " + std::string(version) +
         ", which cannot be bound to a signature here";
}

}  // namespace bartizan::assure::sigstore
