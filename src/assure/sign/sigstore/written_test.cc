// What the synthetic Sigstore makes, as files: they read back, and other verifiers can be asked.
//
//   BARTIZAN_SIGSTORE_OUT=FOLDER bartizan_tests --source-file=*sigstore/written_test.cc
//
// writes trusted_root.json, and for each case NAME.bundle.json with NAME.expected: the ids of the
// checks that fail, nothing where it is good (tests/sigstore/).
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "assure/parse/signature/base64.h"
#include "assure/sign/sigstore/forgery_test.h"
#include "assure/sign/sigstore/read_root_test.h"

namespace bartizan::assure::sigstore {
namespace {

using signature::to_base64;

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
    } else {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
  }
  return out + "\"";
}
std::string bytes(std::string_view value) { return quoted(to_base64(value)); }
std::string number(std::uint64_t value) { return "\"" + std::to_string(value) + "\""; }

std::string list(const std::vector<std::string>& items) {
  std::string out = "[";
  for (const std::string& item : items) out += (out.size() > 1 ? "," : "") + item;
  return out + "]";
}

std::string window_json(const Window& window) {
  std::string out = "{";
  if (window.start) out += "\"start\":" + quoted(base::format_utc(*window.start));
  if (window.end) out += ",\"end\":" + quoted(base::format_utc(*window.end));
  return out + "}";
}

std::string authority_json(const Authority& authority) {
  std::vector<std::string> chain;
  for (const std::string& one : authority.chain)
    chain.push_back("{\"rawBytes\":" + bytes(one) + "}");
  return "{\"subject\":{\"organization\":\"example.invalid\",\"commonName\":" +
         quoted(authority.name) + "},\"uri\":" + quoted(authority.uri) +
         ",\"certChain\":{\"certificates\":" + list(chain) +
         "},\"validFor\":" + window_json(authority.window) + "}";
}

std::string log_json(const Log& log) {
  return "{\"baseUrl\":" + quoted(log.base_url) +
         ",\"hashAlgorithm\":" + quoted(log.hash_algorithm) +
         ",\"publicKey\":{\"rawBytes\":" + bytes(log.key) +
         ",\"keyDetails\":" + quoted(log.key_details) + ",\"validFor\":" + window_json(log.window) +
         "},\"logId\":{\"keyId\":" + bytes(log.id) + "}}";
}

template <typename Item, typename Write>
std::string all(const std::vector<Item>& items, Write write) {
  std::vector<std::string> written;
  for (const Item& item : items) written.push_back(write(item));
  return list(written);
}

std::string entry_json(const signature::LogEntry& entry) {
  std::string out = "{\"logIndex\":" + number(entry.log_index) +
                    ",\"logId\":{\"keyId\":" + bytes(entry.log_id) +
                    "},\"kindVersion\":{\"kind\":" + quoted(entry.kind) +
                    ",\"version\":" + quoted(entry.version) + "}";
  if (entry.integrated_time != 0) out += ",\"integratedTime\":" + number(entry.integrated_time);
  if (!entry.promise.empty()) {
    out += ",\"inclusionPromise\":{\"signedEntryTimestamp\":" + bytes(entry.promise) + "}";
  }
  if (entry.proof) {
    out += ",\"inclusionProof\":{\"logIndex\":" + number(entry.proof->log_index) +
           ",\"rootHash\":" + bytes(entry.proof->root_hash) +
           ",\"treeSize\":" + number(entry.proof->tree_size) + ",\"hashes\":" +
           all(entry.proof->hashes, [](const std::string& hash) { return bytes(hash); }) +
           ",\"checkpoint\":{\"envelope\":" + quoted(entry.proof->checkpoint) + "}}";
  }
  return out + ",\"canonicalizedBody\":" + bytes(entry.body) + "}";
}

}  // namespace

std::string root_json(const TrustedRoot& root) {
  return "{\"mediaType\":" + quoted(root.media_type) + ",\"tlogs\":" + all(root.logs, log_json) +
         ",\"certificateAuthorities\":" + all(root.authorities, authority_json) +
         ",\"ctlogs\":" + all(root.ct_logs, log_json) +
         ",\"timestampAuthorities\":" + all(root.timestamp_authorities, authority_json) + "}";
}

std::string bundle_json(const signature::Bundle& bundle) {
  std::string out =
      "{\"mediaType\":" + quoted(bundle.media_type) +
      ",\"verificationMaterial\":{\"certificate\":{\"rawBytes\":" + bytes(bundle.certificate) +
      "},\"tlogEntries\":" + all(bundle.log_entries, entry_json);
  if (!bundle.timestamps.empty()) {
    out += ",\"timestampVerificationData\":{\"rfc3161Timestamps\":" +
           all(bundle.timestamps,
               [](const std::string& one) { return "{\"signedTimestamp\":" + bytes(one) + "}"; }) +
           "}";
  }
  out += "},";
  if (bundle.envelope) {
    return out + "\"dsseEnvelope\":{\"payload\":" + bytes(bundle.envelope->payload) +
           ",\"payloadType\":" + quoted(bundle.envelope->payload_type) + ",\"signatures\":" +
           all(bundle.envelope->signatures,
               [](const signature::DsseSignature& one) {
                 return "{\"sig\":" + bytes(one.signature) + "}";
               }) +
           "}}";
  }
  return out + "\"messageSignature\":{\"messageDigest\":{\"algorithm\":" +
         quoted(bundle.message->digest_algorithm) + ",\"digest\":" + bytes(bundle.message->digest) +
         "},\"signature\":" + bytes(bundle.message->signature) + "}}";
}

namespace {

void write(const std::string& folder, const std::string& name, const std::string& text) {
  std::ofstream out(folder + "/" + name, std::ios::binary);
  out << text;
  REQUIRE(out.good());
}

bool has_signature(const Made& made) {
  return made.bundle.envelope && !made.bundle.envelope->signatures.front().signature.empty();
}

// Our reader leaves out what has no chain or no window that it can read.
bool whole(const TrustedRoot& root) {
  return std::ranges::none_of(root.authorities,
                              [](const Authority& one) { return !one.window.start; }) &&
         std::ranges::none_of(root.timestamp_authorities,
                              [](const Authority& one) { return !one.window.start; });
}

TEST_CASE("what is written as a trusted root and as bundles reads back and verifies") {
  const char* folder = std::getenv("BARTIZAN_SIGSTORE_OUT");
  std::size_t number = 0;
  const auto both_ways = [&](const std::string& name, const Made& made) {
    CAPTURE(name);
    const RootImport root = read_root(root_json(made.root));
    CHECK(root.notes.empty());
    CHECK(root.refused == 0);
    const sign::BundleRead read = sign::read_bundle(bundle_json(made.bundle));
    CHECK(read.problem == "");
    REQUIRE(read.bundle);
    Made again = made;
    again.root = root.root;
    again.bundle = *read.bundle;
    CHECK(failed(again.verify()) == failed(made.verify()));
    if (folder == nullptr) return;
    const std::string file = std::to_string(1000 + number++);
    write(folder, file + ".name", name);
    write(folder, file + ".root.json", root_json(made.root));
    write(folder, file + ".bundle.json", bundle_json(made.bundle));
    write(folder, file + ".signed", made.bytes);
    write(folder, file + ".policy", made.expected.identity + "\n" + made.expected.issuer + "\n");
    write(folder, file + ".expected", failed(made.verify()) + "\n");
  };
  for (const char* kind : {"dsse 0.0.1", "hashedrekord 0.0.2"}) {
    for (const bool stamped : {false, true}) {
      Plan plan;
      plan.kind = kind;
      plan.stamped = stamped;
      both_ways(kind + std::string(stamped ? ", stamped" : ""), sigstore().make(plan));
    }
    Plan base;
    base.kind = kind;
    for (const Case& one : common(base)) {
      Plan plan = base;
      if (one.plan) one.plan(plan);
      Made made = sigstore().make(plan);
      if (one.forge) one.forge(made);
      // What is no file: a chain instead of a certificate, times and bytes that only we are told.
      const bool file = !made.bundle.certificate.empty() && has_signature(made) &&
                        !made.bundle.log_entries.empty() && made.bundle.unknown.empty() &&
                        made.now == kSignedAt + kDay;
      if (file && whole(made.root)) both_ways(kind + std::string(": ") + one.what, made);
    }
  }
  for (const char* kind : {"hashedrekord 0.0.1", "hashedrekord 0.0.2"}) {
    Plan plan;
    plan.kind = kind;
    plan.message = true;
    both_ways(kind + std::string(" of a file"), sigstore().make(plan));
  }
}

}  // namespace
}  // namespace bartizan::assure::sigstore
