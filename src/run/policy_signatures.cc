#include "run/policy_signatures.h"

#include <algorithm>
#include <filesystem>

#include "run/judged.h"
#include "run/keys.h"
#include "run/sign.h"

namespace bartizan::run {
namespace {

namespace fs = std::filesystem;
namespace gate = assure::gate;
namespace sign = assure::sign;

std::string folder_of(const std::string& path) {
  const std::string folder = fs::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

// Whether `signature` is a folder's rather than that of the file it lies beside.
bool of_folder(const std::string& signature) {
  return fs::path(signature).filename() == "model.sig";
}

std::vector<std::string> none_or(const std::string& value) {
  return value.empty() ? std::vector<std::string>() : std::vector<std::string>{value};
}

std::string who(const sign::Signer& signer) {
  if (!signer.identity.empty()) {
    return signer.identity + (signer.issuer.empty() ? "" : " (" + signer.issuer + ")");
  }
  return signer.key.empty() ? "somebody" : "key " + signer.key.substr(0, 16);
}

gate::Fact fact_of(const sign::Verification& v, const std::string& left_out) {
  gate::Fact fact;
  fact.kind = gate::FactKind::signature;
  fact.source = v.signature;
  // A statement of another kind about a model's file (a BOM, provenance) is no signature of a
  // model.
  const bool other = !v.predicate_type.empty() &&
                     v.predicate_type != assure::signature::kModelPredicate &&
                     v.predicate_type != assure::signature::kModelPredicateV02;
  const bool good = v.standing == sign::Standing::verified && left_out.empty() && !other;
  const auto claimed = [&](std::string_view key, const std::string& value) {
    fact.set(key, good ? none_or(value) : std::vector<std::string>());
  };
  claimed("method", v.signer.kind);
  claimed("identity", v.signer.identity);
  claimed("issuer", v.signer.issuer);
  claimed("key", v.signer.key);
  claimed("signed", v.signer.signed_at == 0 ? "" : base::format_utc(v.signer.signed_at));
  std::vector<std::string> warnings;
  for (const sign::Check& check : v.checks) {
    if (check.outcome == sign::Outcome::warned) warnings.push_back(check.id);
  }
  fact.set("warning", std::move(warnings));
  std::string_view state = "unsigned";
  if (!left_out.empty()) {
    fact.detail = "not signed: the signer left out " + left_out;
  } else if (good) {
    state = "verified";
    fact.detail = "signed by " + who(v.signer);
    if (v.signer.signed_at != 0) fact.detail += " at " + base::format_utc(v.signer.signed_at);
  } else if (other && v.standing == sign::Standing::verified) {
    state = "unvouched";
    fact.detail = "only a statement of the kind " + v.predicate_type + " is signed";
    fact.remedy = "have whoever stands up for the model sign it: bartizan sign MODEL --key NAME";
  } else if (v.standing == sign::Standing::unvouched) {
    state = "unvouched";
    fact.detail =
        "signed by " + who(v.signer) + " by its own account; nobody whom the policy trusts";
    fact.remedy =
        "if that is whom you expect, name the key or the identity in [trust] of the policy";
  } else if (v.standing == sign::Standing::refused) {
    state = "invalid";
    const sign::Check* const failed = sign::first_failed(v);
    fact.detail = "the signature does not hold";
    if (failed != nullptr) fact.detail += ": " + failed->what;
    fact.remedy = "do not use it: fetch it again from whoever signed it";
  } else {
    fact.detail = "not signed";
  }
  fact.set("state", std::string(state));
  return fact;
}

class TrustReader {
 public:
  TrustReader(const gate::Policy& policy, const std::vector<std::string>& roots)
      : policy_(policy), roots_(roots) {}

  // Where a path of the policy leads; nullopt, with the reason in `error`, where it may not.
  std::optional<std::string> place(const std::string& path) {
    const fs::path beside = fs::path(policy_.origin).parent_path();
    const std::string file = (beside / path).string();
    if (const std::string where = among_judged(file, roots_); !where.empty()) {
      error = {policy_.origin, 0,
               path + " " + where +
                   ", which is to be judged: what is judged must not say whom to trust"};
      return {};
    }
    return file;
  }

  bool refuse(std::string what) {
    error = {policy_.origin, 0, "[trust]: " + std::move(what)};
    return false;
  }

  bool read(PolicyTrust& out, const base::Limits& limits, const std::function<bool()>& cancelled) {
    for (const std::string& path : policy_.trust.keys) {
      const auto file = place(path);
      if (!file) return false;
      auto key = read_public_key(*file);
      if (!key) return refuse(key.error());
      out.trust.keys.push_back(std::move(*key));
    }
    for (const std::string& path : policy_.trust.certificates) {
      const auto file = place(path);
      if (!file) return false;
      auto roots = read_certificates(*file);
      if (!roots) return refuse(roots.error());
      std::ranges::move(*roots, std::back_inserter(out.trust.roots));
    }
    if (!policy_.trust.trusted_root.empty()) {
      const auto file = place(policy_.trust.trusted_root);
      if (!file) return false;
      auto root = read_trusted_root(*file, limits, cancelled);
      if (!root) return refuse(root.error());
      out.trust.root = std::move(*root);
    }
    for (const gate::TrustedIdentity& one : policy_.trust.identities) {
      out.identities.push_back({one.identity, one.issuer});
    }
    return true;
  }

  PolicyError error;

 private:
  const gate::Policy& policy_;
  const std::vector<std::string>& roots_;
};

}  // namespace

std::expected<PolicyTrust, PolicyError> read_trust(const gate::Policy& policy,
                                                   const std::vector<std::string>& roots,
                                                   const std::string& keys,
                                                   const base::Limits& limits, base::Millis now,
                                                   const std::function<bool()>& cancelled) {
  PolicyTrust out;
  out.trust.now = now;
  TrustReader reader(policy, roots);
  if (!reader.read(out, limits, cancelled)) return std::unexpected(reader.error);
  if (keys.empty()) return out;
  const auto own = KeyFolder(keys).list();
  if (!own) {
    out.notes.push_back("keys of this place do not count: " + own.error());
    return out;
  }
  for (const KeyInfo& key : *own) {
    std::ranges::move(trusted_keys(key), std::back_inserter(out.trust.keys));
  }
  return out;
}

const sign::Verification& PolicySignatures::verified(const std::string& path,
                                                     const std::string& signature) {
  const auto key = std::pair(path, signature);
  if (const auto at = known_.find(key); at != known_.end()) return at->second;
  VerifyOptions options;
  options.signature = signature;
  options.trust = trust_.trust;
  options.limits = limits_;
  options.jobs = jobs_;
  options.cancelled = cancelled_;
  sign::Verification best;
  const std::size_t tries = std::max<std::size_t>(trust_.identities.size(), 1);
  for (std::size_t i = 0; i < tries; ++i) {
    if (i < trust_.identities.size()) options.trust.expected = trust_.identities[i];
    sign::Verification one = verify_model(path, options);
    const bool done = one.standing == sign::Standing::verified || one.signer.kind != "keyless";
    if (i == 0 || done) best = std::move(one);
    if (done) break;
  }
  return known_.emplace(key, std::move(best)).first->second;
}

sign::Verification PolicySignatures::of_file(const std::string& file, const std::string& root,
                                             std::string& left_out) {
  const std::string beside = find_signature(file);
  if (!beside.empty() && !of_folder(beside)) return verified(file, beside);
  // A folder's signature is over everything below it, also over this file.
  std::error_code error;
  const std::string last = fs::is_directory(root, error) ? root : folder_of(root);
  for (std::string folder = folder_of(file);; folder = folder_of(folder)) {
    const std::string signature = find_signature(folder);
    if (!signature.empty()) {
      const sign::Verification& whole = verified(folder, signature);
      if (whole.standing != sign::Standing::verified) {
        // It may be this one file's.
        const sign::Verification& alone = verified(file, signature);
        return alone.standing == sign::Standing::verified ? alone : whole;
      }
      const std::string below = fs::path(file).lexically_relative(folder).generic_string();
      for (const sign::Difference& d : whole.differences) {
        if (sign::lies_below(below, d.path)) left_out = below;
      }
      return whole;
    }
    if (fs::equivalent(folder, last, error) || folder == "." || folder == "/" || error) return {};
  }
}

void PolicySignatures::add(gate::Evidence& evidence, const std::string& file,
                           const std::string& root, const std::string& shown,
                           const std::string& subject) {
  gate::Examination examination;
  examination.kind = gate::FactKind::signature;
  examination.subject = subject;
  examination.place.path = file;
  std::string left_out;
  const sign::Verification verification = of_file(file, root, left_out);
  if (verification.standing == sign::Standing::unread) {
    examination.look = gate::Look::none;
    examination.why = verification.problem;
    examination.remedy = "bartizan verify " + shown;
  } else {
    gate::Fact fact = fact_of(verification, left_out);
    fact.subject = subject;
    fact.place.path = file;
    fact.set("path", shown);
    examination.facts = 1;
    evidence.facts.push_back(std::move(fact));
  }
  evidence.examinations.push_back(std::move(examination));
}

}  // namespace bartizan::run
