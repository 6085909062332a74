#include "assure/sign/sigstore/forgery_test.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace bartizan::assure::sigstore {

void flip(std::string& bytes, std::size_t at) { bytes[at] = static_cast<char>(bytes[at] ^ 1); }
void replace(std::string& text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != text.npos);
  text.replace(at, from.size(), to);
}

void hold(const Plan& base, const std::vector<Case>& cases) {
  for (const Case& one : cases) {
    const std::string what = one.what;
    CAPTURE(what);
    Plan plan = base;
    if (one.plan) one.plan(plan);
    Made made = sigstore().make(plan);
    if (one.forge) one.forge(made);
    const Keyless result = made.verify();
    std::string story;
    for (const sign::Check& check : result.checks) {
      if (check.outcome == sign::Outcome::failed) story += check.id + ": " + check.what + "\n";
    }
    CAPTURE(story);
    CHECK(failed(result) == one.ids);
    CHECK(sign::all_good(result.checks) == (one.ids == std::string_view()));
    for (const sign::Check& check : result.checks) {
      const auto ids = keyless_check_ids();
      CHECK_MESSAGE(std::ranges::find(ids, check.id) != ids.end(), check.id);
      CHECK(!check.what.empty());
    }
  }
}

std::vector<Case> common(const Plan& base) {
  return {
      {"nothing", "", {}, {}},
      {"nobody is expected", "expected-signer", {}, [](Made& made) { made.expected = {}; }},
      {"anybody is expected",
       "expected-signer",
       {},
       [](Made& made) { made.expected.identity = "**"; }},
      {"an identity of any issuer is expected",
       "expected-signer",
       {},
       [](Made& made) { made.expected.issuer.clear(); }},
      {"another identity",
       "identity",
       {},
       [](Made& made) { made.expected.identity = "bob@example.invalid"; }},
      {"a longer identity",
       "identity",
       {},
       [](Made& made) { made.expected.identity = "alice@example.inval"; }},
      {"an identity in capitals",
       "identity",
       {},
       [](Made& made) { made.expected.identity = "Alice@example.invalid"; }},
      {"any mailbox of a host",
       "",
       {},
       [](Made& made) { made.expected.identity = "*@example.invalid"; }},
      {"another issuer",
       "issuer",
       {},
       [](Made& made) { made.expected.issuer = "https://accounts.example.invalid"; }},
      {"no name", "identity", [](Plan& plan) { plan.names.clear(); }, {}},
      {"no issuer",
       "issuer",
       [](Plan& plan) {
         plan.issuer.reset();
         plan.issuer_raw.reset();
       },
       {}},
      {"only the older form of the issuer", "", [](Plan& plan) { plan.issuer.reset(); }, {}},
      {"only the newer form of the issuer", "", [](Plan& plan) { plan.issuer_raw.reset(); }, {}},
      {"two issuers", "issuer", [](Plan& plan) { plan.issuer_raw = "https://evil.invalid"; }, {}},
      {"an issuer with something behind it",
       "issuer",
       [](Plan& plan) {
         plan.issuer.reset();
         plan.issuer_raw.reset();
         plan.more.push_back({"1.3.6.1.4.1.57264.1.8", false,
                              pki::utf8_string(kOidc) + std::string("\x05\x00", 2)});
       },
       {}},
      {"a certificate without a use",
       "certificate",
       [](Plan& plan) { plan.extended_usage.clear(); },
       {}},
      {"a certificate of a server",
       "certificate",
       [](Plan& plan) { plan.extended_usage = "serverAuth"; },
       {}},
      {"a certificate that may not sign",
       "certificate",
       [](Plan& plan) { plan.key_usage = "critical,keyAgreement"; },
       {}},
      {"a certificate without key usage",
       "certificate",
       [](Plan& plan) { plan.key_usage.clear(); },
       {}},
      {"an SCT before the log's window",
       "sct",
       [](Plan& plan) { plan.sct = kSignedAt - 400 * kDay; },
       {}},
      {"no SCT", "sct", [](Plan& plan) { plan.scts = 0; }, {}},
      {"two SCTs", "", [](Plan& plan) { plan.scts = 2; }, {}},
      {"an SCT of an unknown log", "sct", {}, [](Made& made) { made.root.ct_logs.clear(); }},
      {"an SCT by another key of the log",
       "sct",
       {},
       [](Made& made) { made.root.ct_logs[0].key = pki::spki(pki::make_key("P-256").get()); }},
      {"a certificate log that had ended",
       "sct",
       {},
       [](Made& made) { made.root.ct_logs[0].window.end = kSignedAt - kDay; }},
      {"a certificate log without a window",
       "sct",
       {},
       [](Made& made) { made.root.ct_logs[0].window = {}; }},
      {"no authority", "chain", {}, [](Made& made) { made.root.authorities.clear(); }},
      {"another authority",
       "chain",
       {},
       [](Made& made) {
         made.root.authorities[0].chain = {encoded(Sigstore().root_certificate.get())};
       }},
      {"an authority that had ended",
       "chain",
       {},
       [](Made& made) { made.root.authorities[0].window.end = kSignedAt - kSecond; }},
      {"an authority that had not begun",
       "chain",
       {},
       [](Made& made) { made.root.authorities[0].window.start = kSignedAt + kDay; }},
      {"an authority without a window",
       "chain",
       {},
       [](Made& made) { made.root.authorities[0].window = {}; }},
      {"an intermediate authority missing",
       "chain",
       {},
       [](Made& made) {
         made.root.authorities[0].chain.erase(made.root.authorities[0].chain.begin());
       }},
      {"an intermediate authority as the anchor",
       "",
       {},
       [](Made& made) { made.root.authorities[0].chain.pop_back(); }},
      {"an old and a new authority",
       "",
       {},
       [](Made& made) {
         made.root.authorities.insert(made.root.authorities.begin(), made.root.authorities[0]);
         made.root.authorities[0].window.end = kSignedAt - kDay;
       }},
      {"other bytes",
       base.kind == "hashedrekord 0.0.2" ? "envelope-signature log-entry" : "envelope-signature",
       {},
       [](Made& made) { flip(made.bytes, made.bytes.size() - 2); }},
      {"the certificate as a chain, as older bundles have it",
       "",
       {},
       [](Made& made) {
         made.bundle.chain = {made.bundle.certificate, encoded(sigstore().between.get())};
         made.bundle.certificate.clear();
       }},
      {"a certificate that is none",
       "certificate",
       {},
       [](Made& made) { made.bundle.certificate = "none"; }},
      {"something behind the certificate",
       "certificate",
       {},
       [](Made& made) { made.bundle.certificate += '\0'; }},
      {"no certificate", "bundle", {}, [](Made& made) { made.bundle.certificate.clear(); }},
      {"a part that nobody knows",
       "bundle",
       {},
       [](Made& made) { made.bundle.unknown = {"verificationMaterial.more"}; }},
      {"no signature", "bundle", {}, [](Made& made) { made.signature().clear(); }},
      {"neither envelope nor message",
       "bundle",
       {},
       [](Made& made) {
         made.bundle.envelope.reset();
         made.bundle.message.reset();
       }},
      {"too many timestamps",
       "bundle",
       {},
       [](Made& made) { made.bundle.timestamps.assign(33, "x"); }},
      {"no log entry", "log-entry", [](Plan& plan) { plan.stamped = true; },
       [](Made& made) { made.bundle.log_entries.clear(); }},
      {"a log that had ended",
       "log-window",
       {},
       [](Made& made) {
         for (Log& log : made.root.logs) log.window.end = kSignedAt - kSecond;
       }},
      {"a log that had not begun",
       "log-window",
       {},
       [](Made& made) {
         for (Log& log : made.root.logs) log.window.start = kSignedAt + kDay;
       }},
      {"a log without a window",
       "log-window",
       {},
       [](Made& made) {
         for (Log& log : made.root.logs) log.window = {};
       }},
      {"a checkpoint of another log",
       "log-checkpoint",
       {},
       [](Made& made) {
         sigstore().enter(made.entry(), made.entry().promise.empty(), "other.example.invalid");
       }},
      {"a log that moved to another address",
       "log-checkpoint",
       {},
       [](Made& made) {
         for (Log& log : made.root.logs) log.base_url = "https://elsewhere.invalid";
       }},
      {"no checkpoint",
       "log-checkpoint",
       {},
       [](Made& made) { made.entry().proof->checkpoint.clear(); }},
      {"a checkpoint whose text was changed",
       "log-checkpoint",
       {},
       [](Made& made) { replace(made.entry().proof->checkpoint, "\n7\n", "\n8\n"); }},
      {"a checkpoint without signatures",
       "log-checkpoint",
       {},
       [](Made& made) {
         std::string& note = made.entry().proof->checkpoint;
         note.resize(note.find("\n\n") + 2);
       }},
      {"a checkpoint signed by a stranger alone",
       "log-checkpoint",
       {},
       [](Made& made) {
         std::string& note = made.entry().proof->checkpoint;
         const Key key = pki::make_key("Ed25519");
         note = sigstore().note(note.substr(0, note.find("\n\n") + 1), "witness.invalid", key.get(),
                                "abcd");
       }},
      {"a checkpoint with a witness",
       "",
       {},
       [](Made& made) {
         std::string& note = made.entry().proof->checkpoint;
         const std::string text = note.substr(0, note.find("\n\n") + 1);
         const Key key = pki::make_key("Ed25519");
         const std::string other = sigstore().note(text, "witness.invalid", key.get(), "abcd");
         note += other.substr(text.size() + 1);
       }},
      {"a checkpoint forged in the log's name beside the true signature",
       "log-checkpoint",
       {},
       [](Made& made) {
         std::string& note = made.entry().proof->checkpoint;
         const std::string text = note.substr(0, note.find("\n\n") + 1);
         const Key key = pki::make_key("Ed25519");
         const std::string name = text.substr(0, text.find_first_of(" \n"));
         const std::string other = sigstore().note(text, name, key.get(), made.entry().log_id);
         note += other.substr(text.size() + 1);
       }},
      {"a checkpoint forged with another hint",
       "log-checkpoint",
       {},
       [](Made& made) {
         std::string& note = made.entry().proof->checkpoint;
         const std::string text = note.substr(0, note.find("\n\n") + 1);
         const std::string name = text.substr(0, text.find_first_of(" \n"));
         note +=
             sigstore().note(text, name, sigstore().log2_key.get(), "abcd").substr(text.size() + 1);
       }},
      {"no inclusion proof", "log-inclusion", {}, [](Made& made) { made.entry().proof.reset(); }},
      {"a shorter path",
       "log-inclusion",
       {},
       [](Made& made) { made.entry().proof->hashes.pop_back(); }},
      {"a longer path",
       "log-inclusion",
       {},
       [](Made& made) { made.entry().proof->hashes.push_back(std::string(32, 'x')); }},
      {"a forged path",
       "log-inclusion",
       {},
       [](Made& made) { flip(made.entry().proof->hashes[0], 3); }},
      {"a hash of another size in the path",
       "log-inclusion",
       {},
       [](Made& made) { made.entry().proof->hashes[0] += 'x'; }},
      {"another index", "log-inclusion", {}, [](Made& made) { made.entry().proof->log_index = 5; }},
      {"an index outside of the tree",
       "log-inclusion",
       {},
       [](Made& made) { made.entry().proof->log_index = 7; }},
      {"another size of the tree",
       "log-inclusion",
       {},
       [](Made& made) { made.entry().proof->tree_size = 8; }},
      {"another root",
       "log-inclusion",
       {},
       [](Made& made) { flip(made.entry().proof->root_hash, 0); }},
      {"a clock that is a little behind",
       "",
       {},
       [](Made& made) { made.now = kSignedAt - 4 * kMinute; }},
      {"a signature from the future", "clock", {}, [](Made& made) { made.now = kSignedAt - kDay; }},
      {"a clock that is years ahead",
       "",
       {},
       [](Made& made) { made.now = kSignedAt + 9000 * kDay; }},
  };
}

}  // namespace bartizan::assure::sigstore
