#include "assure/sign/sigstore/verify.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "assure/parse/signature/base64.h"
#include "assure/sign/sigstore/certificate.h"
#include "assure/sign/sigstore/log.h"
#include "assure/sign/sigstore/policy.h"
#include "assure/sign/sigstore/timestamp.h"

namespace bartizan::assure::sigstore {
namespace {

using sign::Check;
using sign::Outcome;

constexpr std::array<std::string_view, 20> kIds{"expected-signer",
                                                "bundle",
                                                "certificate",
                                                "envelope-signature",
                                                "message-signature",
                                                "log-known",
                                                "log-promise",
                                                "log-checkpoint",
                                                "log-inclusion",
                                                "log-entry",
                                                "timestamp",
                                                "timestamp-window",
                                                "signing-time",
                                                "clock",
                                                "log-window",
                                                "certificate-validity",
                                                "chain",
                                                "sct",
                                                "identity",
                                                "issuer"};

// More than any signer adds; each costs a signature or several to check.
constexpr std::size_t kMostEvidence = 32;
// Between this machine and a log: what a clock without synchronisation drifts in a few weeks.
constexpr base::Millis kSkew = 5 * 60 * 1000;

// dsse/protocol.md: what a signature of an envelope is over.
std::string pae(const signature::Envelope& envelope) {
  return "DSSEv1 " + std::to_string(envelope.payload_type.size()) + " " + envelope.payload_type +
         " " + std::to_string(envelope.payload.size()) + " " + envelope.payload;
}

struct SigningTime {
  base::Millis time = 0;
  std::string source;
};

class Verification {
 public:
  Verification(const signature::Bundle& bundle, std::string_view bytes, const TrustedRoot& root,
               const IdentityPolicy& expected, base::Millis now)
      : bundle_(bundle), bytes_(bytes), root_(root), expected_(expected), now_(now) {}

  Keyless run() {
    expectation();
    if (form() && certificate()) {
      signature();
      log();
      timestamps();
      signing_time();
      log_windows();
      validity();
      chain();
      sct();
      who();
      nothing_left_out();
    }
    return std::move(result_);
  }

 private:
  void yes(const char* id, std::string what) { sign::pass(result_.checks, id, std::move(what)); }
  void no(const char* id, std::string what) { sign::refuse(result_.checks, id, std::move(what)); }
  void skip(const char* id, std::string what) {
    result_.checks.push_back({id, Outcome::skipped, std::move(what)});
  }

  void expectation();
  bool form();
  bool certificate();
  void signature();
  void log();
  void timestamps();
  void signing_time();
  void log_windows();
  void validity();
  void chain();
  void sct();
  void who();
  void nothing_left_out();

  const signature::Bundle& bundle_;
  const std::string_view bytes_;
  const TrustedRoot& root_;
  const IdentityPolicy& expected_;
  const base::Millis now_;

  Keyless result_;
  bool somebody_expected_ = false;
  std::string_view signature_;
  std::string_view der_;
  std::optional<Leaf> leaf_;
  std::vector<LogResult> entries_;
  std::vector<SigningTime> times_;  // each vouched for by a log or an authority
  bool inside_ = false;             // the certificate was valid at all of them
  bool chained_ = false;            // at all of them
  Certificate issuer_;
};

void Verification::expectation() {
  somebody_expected_ = !expects_nobody(expected_.identity) && !expected_.issuer.empty();
  if (somebody_expected_) {
    yes("expected-signer",
        "the signer is expected to be " + expected_.identity + ", by " + expected_.issuer);
  } else {
    no("expected-signer",
       "nobody was expected: a certificate of anybody at all would do without the identity and "
       "the issuer of the signer");
  }
}

bool Verification::form() {
  const auto refuse = [&](std::string what) {
    no("bundle", std::move(what));
    return false;
  };
  if (bundle_.certificate.empty() == bundle_.chain.empty()) {
    return refuse("the bundle has no certificate of a signer");
  }
  der_ = bundle_.certificate.empty() ? bundle_.chain.front() : bundle_.certificate;
  if (bundle_.envelope.has_value() == bundle_.message.has_value()) {
    return refuse("the bundle has not exactly one of an envelope and a signature of a file");
  }
  // What a member means that nobody here knows could be that less is vouched for.
  if (!bundle_.unknown.empty()) {
    return refuse("the bundle has a part that is not known here: " + bundle_.unknown.front());
  }
  if (bundle_.log_entries.size() > kMostEvidence || bundle_.timestamps.size() > kMostEvidence) {
    return refuse("the bundle has more than 32 log entries or timestamps");
  }
  if (bundle_.envelope) {
    // One certificate, one signature: whose would the others be?
    if (bundle_.envelope->signatures.size() != 1) {
      return refuse("the envelope has " + std::to_string(bundle_.envelope->signatures.size()) +
                    " signatures, not one");
    }
    signature_ = bundle_.envelope->signatures.front().signature;
  } else {
    signature_ = bundle_.message->signature;
  }
  if (signature_.empty()) return refuse("the signature is empty");
  yes("bundle", "the bundle has a certificate, a signature and what vouches for them");
  return true;
}

bool Verification::certificate() {
  leaf_ = read_leaf(der_);
  if (!leaf_) {
    no("certificate", "the certificate cannot be read");
    return false;
  }
  sign::Signer& signer = result_.signer;
  signer.kind = "keyless";
  signer.key = key_fingerprint(leaf_->key.get());
  signer.issuer = leaf_->issuer;
  if (!leaf_->identities.empty()) signer.identity = leaf_->identities.front();
  if (const std::string problem = form_problem(*leaf_); !problem.empty()) {
    no("certificate", "the certificate " + problem);
  } else {
    yes("certificate", "the certificate is one of a signer of code");
  }
  return true;
}

void Verification::signature() {
  const char* id = bundle_.envelope ? "envelope-signature" : "message-signature";
  const auto algorithm = algorithm_of(leaf_->key.get());
  const std::string with = algorithm ? algorithm->name : "an algorithm that is not accepted";
  if (bundle_.envelope && bytes_ != pae(*bundle_.envelope)) {
    return no(id, "what is said to be signed is not the envelope's payload and its type");
  }
  if (bundle_.message && !bundle_.message->digest.empty()) {
    const std::string& name = bundle_.message->digest_algorithm;
    const EVP_MD* hash = name == "SHA2_256"   ? EVP_sha256()
                         : name == "SHA2_384" ? EVP_sha384()
                         : name == "SHA2_512" ? EVP_sha512()
                                              : nullptr;
    if (hash == nullptr || digest_of(bytes_, hash) != bundle_.message->digest) {
      return no(id, "the bundle is of a file with the digest " +
                        signature::to_hex(bundle_.message->digest) + " (" + name +
                        "), not of this one");
    }
  }
  if (signed_by(leaf_->key.get(), bytes_, signature_)) {
    yes(id, "the certificate's key signed these bytes (" + with + ")");
  } else {
    no(id, "the certificate's key did not sign these bytes (" + with + ")");
  }
}

void Verification::log() {
  if (bundle_.log_entries.empty()) {
    return no("log-entry", "the bundle has no entry of a transparency log");
  }
  const bool proof_optional = bundle_.media_type.ends_with("version=0.1");
  const Signed what{bytes_, signature_, der_, bundle_.envelope ? &*bundle_.envelope : nullptr};
  for (const signature::LogEntry& entry : bundle_.log_entries) {
    entries_.push_back(check_log_entry(entry, what, root_.logs, proof_optional, result_.checks));
    if (const auto& time = entries_.back().promised_at) {
      times_.push_back({*time, "transparency log"});
    }
  }
}

void Verification::timestamps() {
  if (bundle_.timestamps.empty()) {
    return skip("timestamp", "the bundle has no timestamp of an authority");
  }
  for (const std::string& one : bundle_.timestamps) {
    const Timestamp stamp = check_timestamp(one, signature_, root_.timestamp_authorities);
    if (!stamp.good) {
      no("timestamp", "the timestamp " + stamp.what);
      continue;
    }
    yes("timestamp", "the timestamp " + stamp.what);
    if (!stamp.in_window) {
      no("timestamp-window", "the timestamp " + stamp.what);
      continue;
    }
    yes("timestamp-window", "the authority counts at " + base::format_utc(stamp.time));
    times_.push_back({stamp.time, "timestamp authority"});
  }
}

void Verification::signing_time() {
  constexpr const char* kId = "signing-time";
  if (times_.empty()) {
    const bool refused = std::ranges::any_of(result_.checks, [](const Check& check) {
      return check.outcome == Outcome::failed &&
             (check.id == "log-promise" || check.id == "log-known" || check.id == "timestamp" ||
              check.id == "timestamp-window");
    });
    const std::string what =
        "nobody who is trusted says when the signature was made: there is neither a promise of a "
        "log nor a timestamp that holds";
    if (refused) return skip(kId, what);
    return no(kId, what);
  }
  // An authority for time is asked for nothing else, so it is named first.
  const auto best = std::ranges::find(times_, "timestamp authority", &SigningTime::source);
  const SigningTime& chosen = best != times_.end() ? *best : times_.front();
  result_.signer.signed_at = chosen.time;
  result_.signer.time_source = chosen.source;
  yes(kId,
      "the signature was made at " + base::format_utc(chosen.time) + ", says a " + chosen.source);
  const auto latest = std::ranges::max_element(times_, {}, &SigningTime::time);
  if (latest->time > now_ + kSkew) {
    no("clock", "the signature is from the future: a " + latest->source + " says " +
                    base::format_utc(latest->time) + ", this machine's clock " +
                    base::format_utc(now_));
  } else {
    yes("clock", "the signature is not from the future");
  }
}

void Verification::log_windows() {
  constexpr const char* kId = "log-window";
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const LogResult& entry = entries_[i];
    if (entry.logs.empty() || times_.empty()) {
      skip(kId, "there is no time to hold the log's key against");
      continue;
    }
    std::vector<base::Millis> at;
    if (entry.promised_at) {
      at.push_back(*entry.promised_at);
    } else {
      for (const SigningTime& one : times_) at.push_back(one.time);
    }
    const auto outside = std::ranges::find_if(at, [&](base::Millis time) {
      return std::ranges::none_of(entry.logs,
                                  [&](const Log* log) { return log->window.covers(time); });
    });
    const Log& log = *entry.logs.front();
    if (outside == at.end()) {
      yes(kId, "the key of " + log.base_url + " counts at " + base::format_utc(at.front()));
    } else {
      no(kId, "the key of " + log.base_url + " counts " + words_of(log.window) + ", not at " +
                  base::format_utc(*outside));
    }
  }
}

void Verification::validity() {
  constexpr const char* kId = "certificate-validity";
  if (times_.empty()) {
    return skip(kId, "there is no trusted time to hold the certificate's validity against");
  }
  const std::string window =
      base::format_utc(leaf_->not_before) + " to " + base::format_utc(leaf_->not_after);
  const auto outside = std::ranges::find_if(times_, [&](const SigningTime& one) {
    return one.time < leaf_->not_before || one.time > leaf_->not_after;
  });
  inside_ = outside == times_.end();
  if (inside_) {
    yes(kId, "the certificate was valid, from " + window + ", at all trusted times");
  } else {
    no(kId, "the certificate was valid from " + window + ", the " + outside->source + " says " +
                base::format_utc(outside->time));
  }
}

void Verification::chain() {
  constexpr const char* kId = "chain";
  if (!inside_) return skip(kId, "there is no trusted time at which the certificate was valid");
  for (const SigningTime& one : times_) {
    Chain chain = verify_chain(*leaf_, root_.authorities, one.time);
    if (!chain.good) return no(kId, "the certificate " + chain.what);
    if (&one == &times_.back()) yes(kId, "the certificate " + chain.what);
    issuer_ = std::move(chain.issuer);
  }
  chained_ = true;
}

void Verification::sct() {
  if (!chained_) return skip("sct", "the issuer of the certificate is not known");
  Sct sct = verify_sct(*leaf_, issuer_.get(), root_.ct_logs);
  if (sct.good) {
    yes("sct", std::move(sct.what));
  } else {
    no("sct", std::move(sct.what));
  }
}

void Verification::who() {
  if (!somebody_expected_) {
    skip("identity", "nobody was expected");
    return skip("issuer", "nobody was expected");
  }
  const auto found = std::ranges::find_if(leaf_->identities, [&](const std::string& name) {
    return matches(expected_.identity, name);
  });
  if (found != leaf_->identities.end()) {
    result_.signer.identity = *found;
    yes("identity", "the certificate is of " + *found + ", as expected");
  } else {
    no("identity",
       "the certificate is of " +
           (leaf_->identities.empty() ? std::string("nobody") : leaf_->identities.front()) +
           ", expected was " + expected_.identity);
  }
  if (!leaf_->issuer_problem.empty()) {
    no("issuer", "the certificate " + leaf_->issuer_problem + ", expected was " + expected_.issuer);
  } else if (leaf_->issuer != expected_.issuer) {
    no("issuer",
       "the identity was vouched for by " + leaf_->issuer + ", expected was " + expected_.issuer);
  } else {
    yes("issuer", "the identity was vouched for by " + leaf_->issuer + ", as expected");
  }
}

// A check that was skipped because of another needs that other to have failed. Should one of ours
// ever be skipped by mistake, that must not look like a good signature.
void Verification::nothing_left_out() {
  const auto came_out = [&](std::string_view id, Outcome outcome) {
    return std::ranges::any_of(result_.checks, [&](const Check& check) {
      return check.id == id && check.outcome == outcome;
    });
  };
  const bool failed = std::ranges::any_of(
      result_.checks, [](const Check& check) { return check.outcome == Outcome::failed; });
  if (failed) return;
  for (const char* id : {"expected-signer", "bundle", "certificate",
                         bundle_.envelope ? "envelope-signature" : "message-signature", "log-known",
                         "log-entry", "signing-time", "clock", "log-window", "certificate-validity",
                         "chain", "sct", "identity", "issuer"}) {
    if (!came_out(id, Outcome::passed)) no(id, "this was not checked");
  }
  for (const LogResult& entry : entries_) {
    if (!entry.included) no("log-inclusion", "this was not checked");
  }
}

}  // namespace

std::span<const std::string_view> keyless_check_ids() { return kIds; }

Keyless verify_keyless(const signature::Bundle& bundle, std::string_view signed_bytes,
                       const TrustedRoot& root, const IdentityPolicy& expected, base::Millis now) {
  return Verification(bundle, signed_bytes, root, expected, now).run();
}

}  // namespace bartizan::assure::sigstore
