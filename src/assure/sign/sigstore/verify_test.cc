// Every way to take something away from a keyless signature, or to forge it, and the one check that
// must miss it.
#include <doctest/doctest.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include "assure/sign/sigstore/forgery_test.h"

namespace bartizan::assure::sigstore {
namespace {

Plan first() { return {}; }
Plan second() {
  Plan plan;
  plan.kind = "hashedrekord 0.0.2";
  return plan;
}
Plan both() {
  Plan plan;
  plan.stamped = true;
  return plan;
}

Made other_artefact(const Plan& like) {
  Plan plan = like;
  plan.payload = R"({"_type":"https://in-toto.io/Statement/v1","other":true})";
  return sigstore().make(plan);
}

TEST_CASE("signatures in the log's first generation: each forgery is missed by its own check") {
  hold(first(), common(first()));
  hold(first(),
       {
           {"an unknown log",
            "log-known",
            {},
            [](Made& made) { made.root.logs.erase(made.root.logs.begin()); }},
           {"a promise for another time",
            "log-promise",
            {},
            [](Made& made) { made.entry().integrated_time += 60; }},
           {"a promise for no time",
            "log-promise",
            {},
            [](Made& made) { made.entry().integrated_time = 0; }},
           {"a promise for a time without end",
            "log-promise",
            {},
            [](Made& made) { made.entry().integrated_time = ~std::uint64_t{0}; }},
           {"a promise for another index",
            "log-promise",
            {},
            [](Made& made) { made.entry().log_index += 1; }},
           {"a forged promise",
            "log-promise",
            {},
            [](Made& made) { flip(made.entry().promise, made.entry().promise.size() - 1); }},
           {"another key of the same log",
            "log-promise log-checkpoint",
            {},
            [](Made& made) { made.root.logs[0].key = pki::spki(pki::make_key("P-256").get()); }},
           {"no promise: then the time is nobody's",
            "signing-time",
            {},
            [](Made& made) { made.entry().promise.clear(); }},
           {"logged before the certificate was",
            "certificate-validity",
            [](Plan& plan) { plan.logged = plan.from - 1 * kSecond; },
            {}},
           {"logged in the certificate's last second",
            "",
            [](Plan& plan) { plan.logged = plan.to; },
            {}},
           {"logged after the certificate had ended",
            "certificate-validity",
            [](Plan& plan) { plan.logged = plan.to + kSecond; },
            {}},
           {"an honest entry of another artefact",
            "log-entry",
            {},
            [](Made& made) { made.entry() = other_artefact(first()).entry(); }},
           {"an entry that claims another kind",
            "log-entry",
            {},
            [](Made& made) { made.entry().kind = "intoto"; }},
           {"a body with a member twice",
            "log-entry",
            {},
            [](Made& made) {
              replace(made.entry().body, "\"kind\":\"dsse\"", "\"kind\":\"x\",\"kind\":\"dsse\"");
              sigstore().enter(made.entry(), false);
              made.entry().promise = sigstore().promise(made.entry());
            }},
           {"other bytes in the body",
            "log-promise log-inclusion",
            {},
            [](Made& made) { made.entry().body += ' '; }},
           {"a promise alone, in a bundle of version 0.1",
            "",
            {},
            [](Made& made) {
              made.entry().proof.reset();
              made.bundle.media_type = "application/vnd.dev.sigstore.bundle+json;version=0.1";
            }},
           {"neither promise nor proof, in a bundle of version 0.1", "log-inclusion",
            [](Plan& plan) { plan.stamped = true; },
            [](Made& made) {
              made.entry().proof.reset();
              made.entry().promise.clear();
              made.bundle.media_type = "application/vnd.dev.sigstore.bundle+json;version=0.1";
            }},
           {"a second signature in the envelope",
            "bundle",
            {},
            [](Made& made) {
              made.bundle.envelope->signatures.push_back(made.bundle.envelope->signatures[0]);
            }},
           {"another type of the payload",
            "envelope-signature",
            {},
            [](Made& made) { made.bundle.envelope->payload_type = "text/plain"; }},
           {"another signature",
            "envelope-signature log-entry",
            {},
            [](Made& made) { made.signature() = other_artefact(first()).signature(); }},
           {"a second entry, of another artefact",
            "log-entry",
            {},
            [](Made& made) { made.bundle.log_entries.push_back(other_artefact(first()).entry()); }},
           {"an authority's certificate as the signer's",
            "certificate",
            [](Plan& plan) {
              plan.constraints = "critical,CA:TRUE";
              plan.key_usage = "critical,digitalSignature,keyCertSign";
            },
            {}},
           {"a critical extension that nobody knows",
            "certificate chain",
            [](Plan& plan) { plan.more.push_back({"1.2.3.4", true, std::string("\x05\x00", 2)}); },
            {}},
           {"the window of a log in two pieces",
            "",
            {},
            [](Made& made) {
              made.root.logs.push_back(made.root.logs[0]);
              made.root.logs[0].window.end = kSignedAt - kDay;
            }},
       });
}

TEST_CASE("signatures in the log's second generation: each forgery is missed by its own check") {
  hold(second(), common(second()));
  hold(second(),
       {
           {"an unknown log", "log-known", {}, [](Made& made) { made.root.logs.pop_back(); }},
           {"no timestamp", "signing-time", {}, [](Made& made) { made.bundle.timestamps.clear(); }},
           {"no timestamp, and a time that nobody signed",
            "signing-time",
            {},
            [](Made& made) {
              made.bundle.timestamps.clear();
              made.entry().integrated_time = static_cast<std::uint64_t>(kSignedAt / 1000);
            }},
           {"an honest entry of another artefact",
            "log-entry",
            {},
            [](Made& made) { made.entry() = other_artefact(second()).entry(); }},
           {"another index of the entry",
            "log-inclusion",
            {},
            [](Made& made) { made.entry().log_index = 3; }},
           {"other bytes in the body",
            "log-inclusion",
            {},
            [](Made& made) { made.entry().body += ' '; }},
           {"another key of the log",
            "log-checkpoint",
            {},
            [](Made& made) { made.root.logs[1].key = pki::spki(pki::make_key("Ed25519").get()); }},
           {"a root of version 0.2 that names the key of checkpoints",
            "",
            {},
            [](Made& made) { made.root.logs[1].checkpoint_id.swap(made.root.logs[1].id); }},
       });
}

TEST_CASE("timestamps: each forgery is missed by its own check") {
  for (const Plan& base : {both(), second()}) {
    hold(base,
         {
             {"before the certificate",
              "certificate-validity",
              [](Plan& plan) { plan.stamp = plan.from - kSecond; },
              {}},
             {"after the certificate had ended",
              "certificate-validity",
              [](Plan& plan) { plan.stamp = plan.to + kSecond; },
              {}},
             {"over another signature",
              "timestamp",
              {},
              [](Made& made) {
                made.bundle.timestamps[0] = sigstore().stamp("another", kSignedAt);
              }},
             {"by an unknown authority",
              "timestamp",
              {},
              [](Made& made) { made.root.timestamp_authorities.clear(); }},
             {"by another authority of that name",
              "timestamp",
              {},
              [](Made& made) {
                made.bundle.timestamps[0] = Sigstore().stamp(made.signature(), kSignedAt);
              }},
             {"by an authority that had ended",
              "timestamp-window",
              {},
              [](Made& made) { made.root.timestamp_authorities[0].window.end = kSignedAt - kDay; }},
             {"by an authority that had not begun",
              "timestamp-window",
              {},
              [](Made& made) {
                made.root.timestamp_authorities[0].window.start = kSignedAt + kDay;
              }},
             {"by an authority without a window",
              "timestamp-window",
              {},
              [](Made& made) { made.root.timestamp_authorities[0].window = {}; }},
             {"signed with SHA-1",
              "timestamp",
              {},
              [](Made& made) {
                made.bundle.timestamps[0] =
                    pki::timestamp(sigstore().stamp_certificate.get(), sigstore().stamp_key.get(),
                                   made.signature(), kSignedAt, EVP_sha1());
              }},
             {"cut short",
              "timestamp",
              {},
              [](Made& made) { made.bundle.timestamps[0].pop_back(); }},
             {"with something behind it",
              "timestamp",
              {},
              [](Made& made) { made.bundle.timestamps[0] += '\0'; }},
             {"one bit of its signature",
              "timestamp",
              {},
              [](Made& made) {
                flip(made.bundle.timestamps[0], made.bundle.timestamps[0].size() - 1);
              }},
             {"a good one and one over another signature",
              "timestamp",
              {},
              [](Made& made) {
                made.bundle.timestamps.push_back(sigstore().stamp("another", kSignedAt));
              }},
             {"the root of the authority missing",
              "timestamp",
              {},
              [](Made& made) {
                made.root.timestamp_authorities[0].chain = {encoded(Sigstore().stamp_root.get())};
              }},
             {"only the root of the authority named",
              "",
              {},
              [](Made& made) {
                auto& chain = made.root.timestamp_authorities[0].chain;
                chain.erase(chain.begin());
              }},
             {"another certificate of the same authority named",
              "timestamp",
              {},
              [](Made& made) {
                const Sigstore& all = sigstore();
                auto& chain = made.root.timestamp_authorities[0].chain;
                chain[0] = encoded(pki::issue({"another-tsa",
                                               kSignedAt - kDay,
                                               kSignedAt + kDay,
                                               all.log_key.get(),
                                               all.stamp_root.get(),
                                               all.stamp_root_key.get(),
                                               {{NID_key_usage, "critical,digitalSignature"},
                                                {NID_ext_key_usage, "critical,timeStamping"}},
                                               {}})
                                       .get());
              }},
         });
  }
}

TEST_CASE("a stamp vouches for the time where the promise is taken away") {
  Made made = sigstore().make(both());
  made.entry().promise.clear();
  made.entry().integrated_time = 1;
  made.entry().log_index = made.entry().proof->log_index;
  const Keyless result = made.verify();
  CHECK(failed(result) == "");
  CHECK(result.signer.signed_at == kSignedAt + kSecond);
  CHECK(result.signer.time_source == "timestamp authority");
}

TEST_CASE("every kind of entry is bound to the signature; every kind of key signs") {
  for (const char* kind :
       {"dsse 0.0.1", "dsse 0.0.2", "intoto 0.0.2", "hashedrekord 0.0.1", "hashedrekord 0.0.2"}) {
    for (const bool message : {false, true}) {
      if (message && std::string_view(kind).starts_with("hashedrekord") == false) continue;
      for (const char* key : {"P-256", "P-384", "P-521", "Ed25519"}) {
        CAPTURE(kind);
        CAPTURE(key);
        Plan plan;
        plan.kind = kind;
        plan.message = message;
        plan.key = key;
        Made made = sigstore().make(plan);
        CHECK(failed(made.verify()) == "");
        CHECK(sign::all_good(made.verify().checks));
        const signature::LogEntry own = made.entry();
        made.entry() = other_artefact(plan).entry();
        CHECK(failed(made.verify()) == "log-entry");
        CHECK(said(made.verify(), "log-entry").find("other bytes") != std::string::npos);
        // The same bytes by another certificate.
        made.entry() = sigstore().make(plan).entry();
        CHECK(failed(made.verify()) == "log-entry");
        CHECK(said(made.verify(), "log-entry").find("another") != std::string::npos);
        made.entry() = own;
        CHECK(failed(made.verify()) == "");
      }
    }
  }
}

TEST_CASE("an entry of an envelope does not vouch for a file") {
  Plan plan;
  plan.kind = "hashedrekord 0.0.1";
  plan.message = true;
  Made made = sigstore().make(plan);
  made.entry() = sigstore().make(first()).entry();
  CHECK(failed(made.verify()) == "log-entry");
}

TEST_CASE("a file that is not the one that was signed") {
  Plan plan;
  plan.kind = "hashedrekord 0.0.1";
  plan.message = true;
  Made made = sigstore().make(plan);
  made.bytes += "more";
  CHECK(failed(made.verify()) == "message-signature log-entry");
  made = sigstore().make(plan);
  made.bundle.message->digest_algorithm = "SHA1";
  CHECK(failed(made.verify()) == "message-signature");
}

TEST_CASE("identities of other kinds: workflows, user names") {
  Plan plan;
  plan.names =
      "URI:https://forge.example.invalid/org/repo/.forge/workflows/release.yml@refs/tags/v1.0";
  Made made = sigstore().make(plan);
  for (const auto& [pattern, fits] : std::initializer_list<std::pair<const char*, bool>>{
           {"https://forge.example.invalid/org/repo/.forge/workflows/release.yml@refs/tags/v1.0",
            true},
           {"https://forge.example.invalid/org/repo/.forge/workflows/*@refs/tags/*", true},
           {"https://forge.example.invalid/org/**@refs/tags/*", true},
           {"https://forge.example.invalid/*@refs/tags/*", false},
           {"https://forge.example.invalid/org/**@refs/heads/*", false},
           {"https://forge.example.invalid/org/repo", false}}) {
    CAPTURE(pattern);
    made.expected.identity = pattern;
    CHECK(failed(made.verify()) == (fits ? "" : "identity"));
  }
  plan.names = "otherName:1.3.6.1.4.1.57264.1.7;UTF8:alice!example.invalid";
  made = sigstore().make(plan);
  made.expected.identity = "alice!example.invalid";
  CHECK(failed(made.verify()) == "");
  // A name of another kind is no identity, whatever it says.
  plan.names = std::string("otherName:1.2.3.4;UTF8:") + kAlice;
  CHECK(failed(sigstore().make(plan).verify()) == "identity");
  plan.names = std::string("DNS:") + "alice.example.invalid";
  made = sigstore().make(plan);
  made.expected.identity = "alice.example.invalid";
  CHECK(failed(made.verify()) == "identity");
}

}  // namespace
}  // namespace bartizan::assure::sigstore
