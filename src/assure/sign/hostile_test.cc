// Every part of a good signature removed or forged in turn: each time the check that it concerns
// says so, and nothing passes.
#include <doctest/doctest.h>

#include <algorithm>
#include <functional>

#include "assure/parse/signature/hex.h"
#include "assure/sign/chain.h"
#include "assure/sign/dsse.h"
#include "assure/sign/model.h"
#include "assure/sign/read_test.h"
#include "assure/sign/signature.h"
#include "assure/sign/sigstore/pki_test.h"

namespace bartizan::assure::sign {
namespace {

namespace pki = sigstore::pki;
using signature::Bundle;
using signature::ModelPredicate;

constexpr base::Millis kNow = 1'772'366'400'000;  // 2026-03-01T12:00:00Z
constexpr base::Millis kDay = 24LL * 3600 * 1000;

PrivateKey key_of(Curve curve = Curve::p256) { return PrivateKey::generate(curve).value(); }

ModelPredicate model(bool shards = false) {
  ModelPredicate made;
  made.serialization.hash_type = "sha256";
  made.serialization.ignore_paths = {".git", "notes"};
  if (shards) {
    made.serialization.method = signature::Method::shards;
    made.serialization.shard_size = 10;
  }
  const auto add = [&](std::string name, char fill) {
    signature::Resource one;
    one.name = std::move(name);
    one.algorithm = "sha256";
    one.digest.assign(32, fill);
    made.resources.push_back(std::move(one));
  };
  if (shards) {
    add("a:0:10", 1);
    add("a:10:15", 2);
  } else {
    add("a", 1);
    add("b/c", 2);
  }
  return made;
}

Bundle bundle_of(const PrivateKey& key, std::string payload) {
  Bundle bundle;
  bundle.media_type = signature::kBundleV03;
  bundle.key_hint = key.public_key().fingerprint();
  bundle.envelope =
      sign_envelope(std::string(signature::kInTotoPayload), std::move(payload), key).value();
  return bundle;
}

Trust trust_of(const PrivateKey& key) {
  Trust trust;
  trust.keys.push_back({key.public_key(), "test", 0});
  trust.now = kNow;
  return trust;
}

// From the file's text to the last check of the statement, as run/sign does it.
std::vector<Check> verify(std::string_view text, const Trust& trust) {
  std::vector<Check> checks;
  const BundleRead read = read_bundle(text);
  if (!read.bundle) {
    refuse(checks, "bundle-form", read.problem);
    return checks;
  }
  const Vouched vouched = verify_signature(*read.bundle, {}, trust, checks);
  if (!vouched.anchored || !all_good(checks) || !read.bundle->envelope) return checks;
  const StatementRead statement = read_statement(read.bundle->envelope->payload);
  if (!statement.statement) {
    refuse(checks, "statement-form", statement.problem);
    return checks;
  }
  check_model_statement(*statement.statement, checks);
  return checks;
}

// The one check that failed.
std::string failed(const std::vector<Check>& checks) {
  std::string ids;
  for (const Check& one : checks) {
    if (one.outcome == Outcome::failed) ids += (ids.empty() ? "" : " ") + one.id;
  }
  return ids;
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  const std::size_t at = text.find(what);
  REQUIRE_MESSAGE(at != text.npos, what);
  return text.replace(at, what.size(), with);
}

TEST_CASE("a good signature is good") {
  for (const Curve curve : {Curve::p256, Curve::p384, Curve::p521}) {
    const PrivateKey key = key_of(curve);
    for (const bool shards : {false, true}) {
      const std::string text = bundle_json(bundle_of(key, model_statement("m", model(shards))));
      const auto checks = verify(text, trust_of(key));
      CHECK(failed(checks) == "");
      CHECK(all_good(checks));
    }
  }
}

TEST_CASE("every change of the file is refused by the check that it concerns") {
  const PrivateKey key = key_of(), other = key_of();
  const Bundle good = bundle_of(key, model_statement("m", model()));
  const std::string text = bundle_json(good);
  struct Case {
    const char* what;
    const char* check;
    std::string text;
  };
  const auto changed = [&](const std::function<void(Bundle&)>& change) {
    Bundle bundle = good;
    change(bundle);
    return bundle_json(bundle);
  };
  const std::string media = R"("mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json")";
  std::vector<Case> cases{
      {"nothing", "bundle-form", ""},
      {"half of it", "bundle-form", text.substr(0, text.size() / 2)},
      {"another document", "bundle-form", R"({"bomFormat":"CycloneDX"})"},
      {"a list", "bundle-form", "[]"},
      {"trailing text", "bundle-form", text + "{}"},
      {"no media type", "bundle-form", replaced(text, media + ",", "")},
      {"a media type to come", "bundle-form",
       changed([](Bundle& b) { b.media_type = "application/vnd.dev.sigstore.bundle.v9+json"; })},
      {"no material", "bundle-form", replaced(text, "verificationMaterial", "other")},
      {"no envelope", "bundle-form", changed([](Bundle& b) { b.envelope.reset(); })},
      {"no signature", "bundle-form", changed([](Bundle& b) { b.envelope->signatures.clear(); })},
      {"an empty signature", "bundle-form",
       changed([](Bundle& b) { b.envelope->signatures[0].signature.clear(); })},
      {"two signatures", "bundle-form",
       changed([](Bundle& b) { b.envelope->signatures.push_back(b.envelope->signatures[0]); })},
      {"a member twice", "bundle-form", replaced(text, "{", "{" + media + ",")},
      {"a payload twice", "bundle-form",
       replaced(text, R"("payloadType")", R"("payload":"e30=","payloadType")")},
      {"a member nobody knows", "bundle-form", replaced(text, "{", R"({"critical":true,)")},
      {"one in the envelope", "bundle-form",
       replaced(text, R"({"payload")", R"({"unsigned":1,"payload")")},
      {"one in the material", "bundle-form",
       replaced(text, R"("tlogEntries")", R"("more":{},"tlogEntries")")},
      {"no base64", "bundle-form", replaced(text, R"("sig":")", R"("sig":"!")")},
      {"a payload of another type", "bundle-form",
       replaced(text, R"("payload":")", R"("payload":7,"x":")")},
      {"two kinds of key", "bundle-form",
       replaced(text, R"("tlogEntries")", R"("certificate":{"rawBytes":"MAA="},"tlogEntries")")},
      {"a certificate without a log entry", "bundle-form",
       replaced(text, R"("publicKey":{"hint")", R"("certificate":{"rawBytes":"MAA=","x")")},
      {"a message besides", "bundle-form",
       replaced(text, R"("dsseEnvelope")", R"("messageSignature":{},"dsseEnvelope")")},
      {"another payload type", "payload-type",
       changed([](Bundle& b) { b.envelope->payload_type = "text/plain"; })},
      {"another hint", "key-hint",
       changed([&](Bundle& b) { b.key_hint = other.public_key().fingerprint(); })},
      {"another payload", "envelope-signature",
       changed([](Bundle& b) { b.envelope->payload = model_statement("n", model()); })},
      {"another's signature", "envelope-signature", changed([&](Bundle& b) {
         b.envelope->signatures[0].signature =
             other.sign(pae(b.envelope->payload_type, b.envelope->payload)).value();
       })},
      {"a signature over the payload alone", "envelope-signature", changed([&](Bundle& b) {
         b.envelope->signatures[0].signature = key.sign(b.envelope->payload).value();
       })},
      {"a signature with a byte more", "envelope-signature",
       changed([](Bundle& b) { b.envelope->signatures[0].signature += '\0'; })},
      {"half a signature", "envelope-signature",
       changed([](Bundle& b) { b.envelope->signatures[0].signature.resize(20); })},
  };
  for (const Case& one : cases) {
    CAPTURE(one.what);
    const auto checks = verify(one.text, trust_of(key));
    CHECK(failed(checks) == one.check);
    CHECK(!all_good(checks));
  }
}

TEST_CASE("every change of the statement is refused, though it is signed") {
  const PrivateKey key = key_of();
  const std::string good = model_statement("m", model());
  const std::string shards = model_statement("m", model(true));
  const std::string digest = signature::to_hex(std::string(32, 1));
  struct Case {
    const char* what;
    const char* check;
    std::string payload;
  };
  const auto with = [&](const std::function<void(ModelPredicate&)>& change,
                        bool in_shards = false) {
    ModelPredicate changed = model(in_shards);
    change(changed);
    return model_statement("m", changed);
  };
  const std::vector<Case> cases{
      {"no JSON", "statement-form", "weights"},
      {"another statement type", "statement-form",
       replaced(good, "in-toto.io/Statement/v1", "in-toto.io/Statement/v9")},
      {"no subject", "statement-form", replaced(good, R"("subject")", R"("object")")},
      {"no digest", "statement-form", replaced(good, R"("digest")", R"("sum")")},
      {"no resources", "statement-form", replaced(good, R"("resources")", R"("files")")},
      {"no serialization", "statement-form",
       replaced(good, R"("serialization")", R"("serialisation")")},
      {"a method nobody knows", "statement-form",
       replaced(good, R"("method":"files")", R"("method":"tensors")")},
      {"files with a shard size", "statement-form",
       replaced(good, R"("method":"files",)", R"("method":"files","shard_size":10,)")},
      {"shards without one", "statement-form", replaced(shards, R"("shard_size":10,)", "")},
      {"shards of size 0", "statement-form",
       replaced(shards, R"("shard_size":10)", R"("shard_size":0)")},
      {"a path that leads out", "statement-form", replaced(good, R"("b/c")", R"("../c")")},
      {"an absolute path", "statement-form", replaced(good, R"("b/c")", R"("/b/c")")},
      {"a path with detours", "statement-form", replaced(good, R"("b/c")", R"("b/./c")")},
      {"a shard without a range", "statement-form", replaced(shards, "a:0:10", "a:10")},
      {"a range that ends before it begins", "statement-form",
       replaced(shards, "a:0:10", "a:10:0")},
      {"a digest that is no hexadecimal", "statement-form", replaced(good, digest, "0x")},
      {"a member twice", "statement-form", replaced(good, "{", R"({"subject":[],)")},
      {"another predicate", "predicate-type",
       replaced(good, "model_signing/signature/v1.0", "example.com/wrong/v1.0")},
      {"two subjects", "subject",
       replaced(good, R"("subject":[)", R"("subject":[{"name":"x","digest":{"sha256":"00"}},)")},
      {"a subject without a name", "subject", replaced(good, R"("name":"m")", R"("name":"")")},
      {"a subject without SHA-256", "subject",
       replaced(good, R"("digest":{"sha256")", R"("digest":{"sha512")")},
      {"another root", "root-digest",
       replaced(good, signature::to_hex(root_of(model().resources)), std::string(64, 'a'))},
      {"another digest", "root-digest", replaced(good, digest, std::string(64, 'b'))},
      {"a file twice", "resources", with([](ModelPredicate& m) { m.resources[1].name = "a"; })},
      {"no file", "resources", with([](ModelPredicate& m) { m.resources.clear(); })},
      {"shards with a gap", "resources",
       with([](ModelPredicate& m) { m.resources[1].name = "a:20:25"; }, true)},
      {"shards that overlap", "resources",
       with([](ModelPredicate& m) { m.resources[1].name = "a:5:15"; }, true)},
      {"a shard that is too large", "resources",
       with([](ModelPredicate& m) { m.resources[1].name = "a:10:25"; }, true)},
      {"a hash nobody knows", "hash-algorithm", with([](ModelPredicate& m) {
         m.serialization.hash_type = "crc32";
         for (auto& one : m.resources) one.algorithm = "crc32";
       })},
      {"one file with another hash", "hash-algorithm",
       with([](ModelPredicate& m) { m.resources[1].algorithm = "blake2b"; })},
      {"a short digest", "hash-algorithm",
       with([](ModelPredicate& m) { m.resources[1].digest.resize(16); })},
  };
  for (const Case& one : cases) {
    CAPTURE(one.what);
    const auto checks = verify(bundle_json(bundle_of(key, one.payload)), trust_of(key));
    CHECK(failed(checks) == one.check);
    CHECK(checks.back().what.find("makes no sense") == std::string::npos);
    CHECK(!all_good(checks));
  }
}

TEST_CASE("a certificate has to lead to a given root, at the time, for signing") {
  const PrivateKey key = key_of(Curve::p384);
  const auto root_key = pki::make_key("P-256"), mid_key = pki::make_key("P-256");
  const auto leaf_key = pki::make_key("P-384"), stranger_key = pki::make_key("P-256");
  using Extensions = std::vector<std::pair<int, std::string>>;
  const Extensions ca{{NID_basic_constraints, "critical,CA:TRUE"},
                      {NID_key_usage, "critical,keyCertSign"}};
  const auto issue = [&](const char* name, EVP_PKEY* of, const X509* issuer, EVP_PKEY* issuer_key,
                         const Extensions& extensions, base::Millis from, base::Millis to) {
    pki::Request request;
    request.name = name;
    request.from = from;
    request.to = to;
    request.key = of;
    request.issuer = issuer;
    request.issuer_key = issuer_key;
    request.extensions = extensions;
    return pki::issue(request);
  };
  const auto der = [](const sigstore::Certificate& one) {
    std::string out(static_cast<std::size_t>(i2d_X509(one.get(), nullptr)), '\0');
    auto* into = static_cast<unsigned char*>(static_cast<void*>(out.data()));
    i2d_X509(one.get(), &into);
    return out;
  };
  const auto root = issue("root", root_key.get(), nullptr, root_key.get(), ca, kNow - 100 * kDay,
                          kNow + 100 * kDay);
  const auto stranger = issue("root", stranger_key.get(), nullptr, stranger_key.get(), ca,
                              kNow - 100 * kDay, kNow + 100 * kDay);
  const auto mid = issue("mid", mid_key.get(), root.get(), root_key.get(), ca, kNow - 50 * kDay,
                         kNow + 50 * kDay);
  const auto leaf = [&](const Extensions& extensions, base::Millis from = kNow - kDay,
                        base::Millis to = kNow + kDay) {
    return der(issue("leaf", leaf_key.get(), mid.get(), mid_key.get(), extensions, from, to));
  };
  const Extensions code{{NID_basic_constraints, "critical,CA:FALSE"},
                        {NID_key_usage, "critical,digitalSignature"},
                        {NID_ext_key_usage, "codeSigning"}};
  struct Case {
    const char* what;
    const char* check;
    std::vector<std::string> chain;
    std::vector<std::string> roots;
    std::optional<base::Millis> at;
  };
  const std::vector<Case> cases{
      {"good", "", {leaf(code), der(mid)}, {der(root)}, {}},
      {"its issuer is the root", "", {leaf(code)}, {der(mid)}, {}},
      {"key usage alone",
       "",
       {leaf({{NID_key_usage, "digitalSignature"}}), der(mid)},
       {der(root)},
       {}},
      {"the issuer is missing", "certificate-chain", {leaf(code)}, {der(root)}, {}},
      {"another root", "certificate-chain", {leaf(code), der(mid)}, {der(stranger)}, {}},
      {"the root comes along",
       "certificate-chain",
       {leaf(code), der(mid), der(root)},
       {der(stranger)},
       {}},
      {"expired",
       "certificate-time",
       {leaf(code, kNow - 9 * kDay, kNow - kDay), der(mid)},
       {der(root)},
       {}},
      {"expired, at a time that was given",
       "",
       {leaf(code, kNow - 9 * kDay, kNow - kDay), der(mid)},
       {der(root)},
       kNow - 5 * kDay},
      {"not yet valid",
       "certificate-time",
       {leaf(code, kNow + kDay, kNow + 9 * kDay), der(mid)},
       {der(root)},
       {}},
      {"valid now, not then",
       "certificate-time",
       {leaf(code), der(mid)},
       {der(root)},
       kNow - 20 * kDay},
      {"no usage", "certificate-usage", {leaf({}), der(mid)}, {der(root)}, {}},
      {"for servers",
       "certificate-usage",
       {leaf({{NID_key_usage, "digitalSignature"}, {NID_ext_key_usage, "serverAuth"}}), der(mid)},
       {der(root)},
       {}},
      {"for encryption",
       "certificate-usage",
       {leaf({{NID_key_usage, "keyEncipherment"}}), der(mid)},
       {der(root)},
       {}},
      {"no certificate", "certificate-chain", {"weights"}, {der(root)}, {}},
      {"bytes behind it", "certificate-chain", {leaf(code) + "x", der(mid)}, {der(root)}, {}},
  };
  const std::string payload = model_statement("m", model());
  for (const Case& one : cases) {
    CAPTURE(one.what);
    Bundle bundle = bundle_of(key, payload);
    bundle.key_hint.clear();
    bundle.chain = one.chain;
    bundle.envelope->signatures[0].signature =
        pki::sign(leaf_key.get(), pae(bundle.envelope->payload_type, payload));
    Trust trust;
    trust.now = kNow;
    trust.at = one.at;
    trust.roots = one.roots;
    std::vector<Check> checks;
    verify_signature(bundle, {}, trust, checks);
    // What does not depend on the certificate's chain is looked at all the same.
    CHECK(failed(checks).starts_with(one.check));
    CHECK(failed(checks).empty() == (*one.check == '\0'));
  }
}

TEST_CASE("without somebody to trust, nobody vouches") {
  const PrivateKey key = key_of();
  const Bundle bundle = bundle_of(key, model_statement("m", model()));
  for (const bool roots : {false, true}) {
    Trust trust;
    trust.now = kNow;
    if (roots) trust.roots.push_back("some");  // of another kind than the signature
    std::vector<Check> checks;
    const Vouched vouched = verify_signature(bundle, {}, trust, checks);
    CHECK(!vouched.anchored);
    CHECK(failed(checks) == "trust-anchor");
  }
}

TEST_CASE("the faulty encoding of model-signing 0.2.0 is known, and warned of") {
  const PrivateKey key = key_of();
  Bundle bundle = bundle_of(key, "{\"it's\": \"\\\\ \n\t\x01\xc3\xa9\"}");
  const std::string encoded = pae_of_v02("t", "a'b\"\n\t\r\\\x01\xff");
  CHECK(encoded == "DSSEV1 1 t 10 b'a\\'b\"\\n\\t\\r\\\\\\x01\\xff'");
  CHECK(pae_of_v02("t", "it's") == "DSSEV1 1 t 4 b\"it's\"");
  bundle.envelope->signatures[0].signature =
      key.sign(pae_of_v02(bundle.envelope->payload_type, bundle.envelope->payload)).value();
  std::vector<Check> checks;
  verify_signature(bundle, {}, trust_of(key), checks);
  CHECK(failed(checks) == "");
  CHECK(
      std::ranges::any_of(checks, [](const Check& one) { return one.id == "envelope-encoding"; }));
}

TEST_CASE("what a person has to know of a folder is said") {
  ModelPredicate made = model();
  for (signature::Resource& one : made.resources) one.path = one.name;
  const std::vector<ModelFile> files{
      {"a", 5, false, ""},       {"b/d", 5, false, ""},           {"notes/x", 5, false, ""},
      {"notes/y", 5, false, ""}, {"notesomething", 5, false, ""}, {"model.sig", 5, false, ""}};
  CompareOptions options;
  options.not_signed = {"model.sig"};
  const Comparison out = compare(made, files, options);
  CHECK(out.to_hash == std::vector<std::size_t>{0});
  std::string said;
  for (const Difference& one : out.differences) {
    said +=
        std::string(name(one.happened)) + " " + one.path + " " + std::to_string(one.files) + "\n";
  }
  CHECK(said == "missing b/c 1\nadded b/d 1\nadded notesomething 1\nignored notes 2\n");
  for (const bool strict : {false, true}) {
    std::vector<Check> checks;
    judge_differences(out.differences, 2, {.ignore_unsigned = true, .strict = strict}, checks);
    CHECK(failed(checks) ==
          (strict ? "files-present files-unsigned files-ignored" : "files-present"));
  }
}

}  // namespace
}  // namespace bartizan::assure::sign
