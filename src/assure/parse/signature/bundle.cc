// The parser "signature". https://github.com/sigstore/protobuf-specs (sigstore_bundle.proto, as
// JSON), https://github.com/secure-systems-lab/dsse/blob/master/envelope.md
#include "assure/parse/signature/bundle.h"

#include <array>

#include "assure/parse/signature/document.h"
#include "assure/parse/signature/parse.h"

namespace bartizan::assure::signature {
namespace {

using text::Node;
using enum text::Node::Kind;

class Reader {
 public:
  explicit Reader(record::Foreign& file) : complaints_(file), rows_(file.rows) {}
  void read();

 private:
  void bundle(const Node& root);
  void material(const Node& material);
  void certificate(const Node& node, std::string_view kind, const std::string& path);
  void log_entry(const Node& entry, const std::string& path);
  void proof(const Node& proof, const std::string& path);
  void envelope(const Node& envelope, const std::string& path);
  void message(const Node& message);
  void unknown(const Node& node, std::initializer_list<std::string_view> known,
               const std::string& path) {
    put_unknown(node, known, path, complaints_);
  }
  std::string bytes(const Node& node, std::string_view key, bool required,
                    const std::string& path) {
    return bytes_of(node, key, required, path, complaints_);
  }
  std::string_view text(const Node& node, std::string_view key, bool required,
                        const std::string& path) {
    return text_of(node, key, required, path, complaints_);
  }
  const Node* object(const Node& node, std::string_view key, bool required,
                     const std::string& path) {
    return member(node, key, Node::Kind::object, required, path, complaints_);
  }
  // The items of a list, all objects; empty where there is none.
  std::vector<const Node*> objects(const Node& node, std::string_view key, bool required,
                                   const std::string& path);

  Complaints complaints_;
  record::RowSink& rows_;
};

std::vector<const Node*> Reader::objects(const Node& node, std::string_view key, bool required,
                                         const std::string& path) {
  std::vector<const Node*> all;
  const Node* list = member(node, key, array, required, path, complaints_);
  if (list == nullptr) return all;
  if (list->items.size() > kMostParts) {
    complaints_.error(
        "limit:parts", list->line,
        path + "." + std::string(key) + " has more than " + std::to_string(kMostParts) + " items");
    return all;
  }
  if (required && list->items.empty()) {
    complaints_.error("missing", list->line, path + "." + std::string(key) + " is empty");
  }
  for (const Node& item : list->items) {
    if (item.is_object()) {
      all.push_back(&item);
    } else {
      complaints_.error("type", item.line, path + "." + std::string(key) + " holds no object");
    }
  }
  return all;
}

void Reader::certificate(const Node& node, std::string_view kind, const std::string& path) {
  const std::string der = bytes(node, "rawBytes", true, path);
  unknown(node, {"rawBytes"}, path);
  rows_.row(kind, {der});
}

void Reader::proof(const Node& proof, const std::string& path) {
  const std::string index = integer_of(proof, "logIndex", true, path, complaints_);
  const std::string size = integer_of(proof, "treeSize", true, path, complaints_);
  const std::string root = bytes(proof, "rootHash", true, path);
  std::string_view note;
  if (const Node* checkpoint = object(proof, "checkpoint", false, path)) {
    note = text(*checkpoint, "envelope", false, path + ".checkpoint");
    unknown(*checkpoint, {"envelope"}, path + ".checkpoint");
  }
  std::vector<std::string> hashes;
  if (const Node* list = member(proof, "hashes", array, false, path, complaints_)) {
    // A tree of 2^63 leaves is 63 high.
    if (list->items.size() > kMostParts) {
      complaints_.error("limit:parts", list->line, path + ".hashes has more items than a tree can");
    } else {
      for (const Node& item : list->items) {
        Node holder;
        holder.kind = Node::Kind::object;
        holder.line = item.line;
        holder.items = {item};
        holder.items.front().key = "hash";
        hashes.push_back(bytes(holder, "hash", true, path + ".hashes"));
      }
    }
  }
  unknown(proof, {"logIndex", "treeSize", "rootHash", "checkpoint", "hashes"}, path);
  std::vector<std::string_view> fields{index, size, root, note};
  fields.insert(fields.end(), hashes.begin(), hashes.end());
  rows_.row("proof", fields);
}

void Reader::log_entry(const Node& entry, const std::string& path) {
  const std::string index = integer_of(entry, "logIndex", true, path, complaints_);
  // Rekor v2 has no time of its own and writes 0, or nothing.
  const std::string time = integer_of(entry, "integratedTime", false, path, complaints_);
  std::string id, promise;
  std::string_view kind, version;
  if (const Node* log = object(entry, "logId", true, path)) {
    id = bytes(*log, "keyId", true, path + ".logId");
    unknown(*log, {"keyId"}, path + ".logId");
  }
  if (const Node* named = object(entry, "kindVersion", true, path)) {
    kind = text(*named, "kind", true, path + ".kindVersion");
    version = text(*named, "version", true, path + ".kindVersion");
    unknown(*named, {"kind", "version"}, path + ".kindVersion");
  }
  if (const Node* given = object(entry, "inclusionPromise", false, path)) {
    promise = bytes(*given, "signedEntryTimestamp", false, path + ".inclusionPromise");
    unknown(*given, {"signedEntryTimestamp"}, path + ".inclusionPromise");
  }
  const std::string body = bytes(entry, "canonicalizedBody", true, path);
  unknown(entry,
          {"logIndex", "logId", "kindVersion", "integratedTime", "inclusionPromise",
           "inclusionProof", "canonicalizedBody"},
          path);
  if (!rows_.row("log", {index, id, kind, version, time, promise, body})) {
    complaints_.error("limit:row", entry.line, path + " is larger than any log's entry");
  }
  if (const Node* given = object(entry, "inclusionProof", false, path)) {
    proof(*given, path + ".inclusionProof");
  }
}

void Reader::material(const Node& material) {
  const std::string path = "verificationMaterial";
  std::size_t kinds = 0;
  if (const Node* key = object(material, "publicKey", false, path)) {
    ++kinds;
    // rawBytes: signers before hint was agreed upon (model-signing 0.3.1 to 1.0).
    const std::string_view hint = text(*key, "hint", false, path + ".publicKey");
    const std::string raw = bytes(*key, "rawBytes", false, path + ".publicKey");
    unknown(*key, {"hint", "rawBytes", "keyDetails"}, path + ".publicKey");
    if (!hint.empty() && !raw.empty()) {
      complaints_.error("ambiguous", key->line, path + ".publicKey has a hint and a key");
    }
    rows_.row("key", {hint, raw});
  }
  if (const Node* chain = object(material, "x509CertificateChain", false, path)) {
    ++kinds;
    const std::string here = path + ".x509CertificateChain";
    std::size_t index = 0;
    for (const Node* one : objects(*chain, "certificates", true, here)) {
      certificate(*one, "chain", here + "." + std::to_string(index++));
    }
    unknown(*chain, {"certificates"}, here);
  }
  const Node* single = object(material, "certificate", false, path);
  if (single != nullptr) {
    ++kinds;
    certificate(*single, "certificate", path + ".certificate");
  }
  if (kinds == 0) {
    complaints_.error("missing", material.line,
                      path + " has neither publicKey, x509CertificateChain nor certificate");
  } else if (kinds > 1) {
    complaints_.error("ambiguous", material.line, path + " has more than one kind of key");
  }
  // A certificate that lives for minutes is worth nothing without a log entry.
  const auto entries = objects(material, "tlogEntries", single != nullptr, path);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    log_entry(*entries[i], path + ".tlogEntries." + std::to_string(i));
  }
  if (const Node* stamps = object(material, "timestampVerificationData", false, path)) {
    const std::string here = path + ".timestampVerificationData";
    for (const Node* one : objects(*stamps, "rfc3161Timestamps", false, here)) {
      const std::string stamp = bytes(*one, "signedTimestamp", true, here + ".rfc3161Timestamps");
      unknown(*one, {"signedTimestamp"}, here + ".rfc3161Timestamps");
      rows_.row("timestamp", {stamp});
    }
    unknown(*stamps, {"rfc3161Timestamps"}, here);
  }
  unknown(material,
          {"publicKey", "x509CertificateChain", "certificate", "tlogEntries",
           "timestampVerificationData"},
          path);
}

void Reader::envelope(const Node& envelope, const std::string& path) {
  rows_.row("envelope", {text(envelope, "payloadType", true, path)});
  const std::string payload = bytes(envelope, "payload", true, path);
  for (std::size_t at = 0; at < payload.size(); at += kPiece) {
    rows_.row("payload", {std::string_view(payload).substr(at, kPiece)});
  }
  for (const Node* one : objects(envelope, "signatures", true, path)) {
    const std::string here = path + ".signatures";
    const std::string sig = bytes(*one, "sig", true, here);
    rows_.row("sig", {sig, text(*one, "keyid", false, here)});
    unknown(*one, {"sig", "keyid"}, here);
  }
  unknown(envelope, {"payload", "payloadType", "signatures"}, path);
}

void Reader::message(const Node& message) {
  const std::string path = "messageSignature";
  std::string digest;
  std::string_view algorithm;
  if (const Node* given = object(message, "messageDigest", false, path)) {
    algorithm = text(*given, "algorithm", true, path + ".messageDigest");
    digest = bytes(*given, "digest", true, path + ".messageDigest");
    unknown(*given, {"algorithm", "digest"}, path + ".messageDigest");
  }
  const std::string sig = bytes(message, "signature", true, path);
  unknown(message, {"messageDigest", "signature"}, path);
  rows_.row("message", {algorithm, digest, sig});
}

void Reader::bundle(const Node& root) {
  const std::string_view media = text(root, "mediaType", true, "");
  rows_.row("bundle", {media});
  if (const Node* given = object(root, "verificationMaterial", true, "")) material(*given);
  const Node* dsse = object(root, "dsseEnvelope", false, "");
  const Node* plain = object(root, "messageSignature", false, "");
  if (dsse != nullptr && plain != nullptr) {
    complaints_.error("ambiguous", root.line, "has an envelope and a signature of a message");
  } else if (dsse == nullptr && plain == nullptr) {
    complaints_.error("missing", root.line, "has neither dsseEnvelope nor messageSignature");
  }
  if (dsse != nullptr) envelope(*dsse, "dsseEnvelope");
  if (plain != nullptr) message(*plain);
  unknown(root, {"mediaType", "verificationMaterial", "dsseEnvelope", "messageSignature"}, "");
}

void Reader::read() {
  const auto root = read_document(complaints_);
  if (!root) return;
  if (root->find("mediaType") != nullptr || root->find("verificationMaterial") != nullptr ||
      root->find("dsseEnvelope") != nullptr) {
    bundle(*root);
  } else if (root->find("payloadType") != nullptr || root->find("payload") != nullptr) {
    rows_.row("bundle", {""});
    envelope(*root, "");
  } else {
    complaints_.error("unknown-format", 1,
                      "is no signature: neither a Sigstore bundle nor a DSSE envelope");
  }
  if (complaints_.file().budget.exhausted()) {
    complaints_.error("limit", 0, "was not read to its end: a limit was hit");
  }
}

}  // namespace

void parse_bundle(record::Foreign& file) { Reader(file).read(); }

}  // namespace bartizan::assure::signature
