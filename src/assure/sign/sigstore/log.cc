#include "assure/sign/sigstore/log.h"

#include "assure/parse/signature/base64.h"
#include "assure/sign/sigstore/checkpoint.h"
#include "assure/sign/sigstore/merkle.h"
#include "assure/sign/sigstore/ossl.h"

namespace bartizan::assure::sigstore {
namespace {

using sign::Check;
using sign::Outcome;
using signature::to_hex;

std::string name_of(const signature::LogEntry& entry) {
  return "entry " + std::to_string(entry.log_index);
}

bool signed_by_log(const Log& log, std::string_view bytes, std::string_view signature) {
  const Key key = read_key(log.key);
  return key && signed_by(key.get(), bytes, signature);
}

// The name of a log in an origin: Rekor v1 appends " - " and the number of its tree.
std::string_view name_in(std::string_view origin) {
  const std::size_t dash = origin.find(" - ");
  if (dash == origin.npos) return origin;
  const std::string_view tree = origin.substr(dash + 3);
  const bool number = !tree.empty() && tree.find_first_not_of("0123456789") == tree.npos;
  return number ? origin.substr(0, dash) : std::string_view();
}

class Entry {
 public:
  Entry(const signature::LogEntry& entry, const Signed& what, const std::vector<Log>& logs,
        std::vector<Check>& checks)
      : entry_(entry), what_(what), checks_(checks) {
    // A log that the root gives several windows stands in it several times.
    for (const Log& log : logs) {
      const std::string& id = log.id.empty() ? log.checkpoint_id : log.id;
      if (!id.empty() && id == entry.log_id) result_.logs.push_back(&log);
    }
  }

  LogResult check(bool proof_optional) {
    if (result_.logs.empty()) {
      refuse(checks_, "log-known",
             name_of(entry_) + " is of the log " + to_hex(entry_.log_id) +
                 ", which the trusted root does not name");
    } else {
      pass(checks_, "log-known", name_of(entry_) + " is of " + log().base_url);
    }
    promise();
    const bool rooted = checkpoint();
    inclusion(rooted, proof_optional);
    binding();
    return std::move(result_);
  }

 private:
  const Log& log() const { return *result_.logs.front(); }
  void skip(const char* id, std::string why) {
    checks_.push_back({id, Outcome::skipped, std::move(why)});
  }

  void promise() {
    constexpr const char* kId = "log-promise";
    if (entry_.promise.empty()) {
      return skip(kId, name_of(entry_) + " has no promise of the log" +
                           (entry_.integrated_time != 0
                                ? "; the time that it names is signed by nobody and not used"
                                : ""));
    }
    if (result_.logs.empty()) return skip(kId, "the log's key is not known");
    // 9999-12-31, so that it fits milliseconds.
    if (entry_.integrated_time == 0 || entry_.integrated_time > 253402300799ULL) {
      return refuse(checks_, kId, "the promise of " + name_of(entry_) + " names no time");
    }
    const base::Millis time = static_cast<base::Millis>(entry_.integrated_time) * 1000;
    if (!signed_by_log(log(), promised_text(entry_), entry_.promise)) {
      return refuse(checks_, kId,
                    log().base_url + " did not sign the promise of " + name_of(entry_) +
                        " with the time " + base::format_utc(time));
    }
    result_.promised_at = time;
    pass(checks_, kId,
         log().base_url + " promised " + name_of(entry_) + " at " + base::format_utc(time));
  }

  // True when the note is the log's.
  bool checkpoint() {
    constexpr const char* kId = "log-checkpoint";
    if (!entry_.proof) {
      skip(kId, name_of(entry_) + " has no inclusion proof");
      return false;
    }
    if (result_.logs.empty()) {
      skip(kId, "the log's key is not known");
      return false;
    }
    const auto no = [&](const std::string& problem) {
      refuse(checks_, kId, "the checkpoint of " + name_of(entry_) + " " + problem);
      return false;
    };
    if (entry_.proof->checkpoint.empty()) return no("is missing");
    const auto note = read_checkpoint(entry_.proof->checkpoint);
    if (!note) return no(note.error().what);
    const std::string_view name = name_in(note->origin);
    if (!is_name_of(name, log())) {
      return no("is of " + std::string(note->origin) + ", the log is " + log().base_url);
    }
    const std::string& id = log().checkpoint_id.empty() ? log().id : log().checkpoint_id;
    bool found = false;
    for (const NoteSignature& one : note->signatures) {
      if (one.name != name) continue;  // a witness: whom nobody here knows vouches for nothing
      if (one.key_hint != id.substr(0, 4)) {
        return no("is signed in the log's name by the key " + to_hex(one.key_hint) +
                  ", the log's is " + to_hex(id.substr(0, 4)));
      }
      if (!signed_by_log(log(), note->signed_text, one.signature)) {
        return no("has a signature in the log's name that is not the log's");
      }
      found = true;
    }
    if (!found) return no("is not signed by " + std::string(name));
    size_ = note->size;
    root_ = note->root;
    pass(checks_, kId,
         std::string(note->origin) + " signed a tree of " + std::to_string(size_) + " entries");
    return true;
  }

  void inclusion(bool rooted, bool proof_optional) {
    constexpr const char* kId = "log-inclusion";
    if (!entry_.proof) {
      if (!proof_optional || entry_.promise.empty()) {
        return refuse(checks_, kId, name_of(entry_) + " has no inclusion proof");
      }
      result_.included = result_.promised_at.has_value();
      return skip(kId, "bundles of version 0.1 need no proof; the log's promise stands for it");
    }
    if (!rooted) return skip(kId, "there is no signed root to lead to");
    const signature::InclusionProof& proof = *entry_.proof;
    const auto no = [&](const std::string& problem) {
      refuse(checks_, kId, "the inclusion proof of " + name_of(entry_) + " " + problem);
    };
    if (proof.tree_size != size_) {
      return no("is for a tree of " + std::to_string(proof.tree_size) +
                " entries, the checkpoint for one of " + std::to_string(size_));
    }
    if (proof.root_hash != root_) {
      return no("names the root " + to_hex(proof.root_hash) + ", the checkpoint " + to_hex(root_));
    }
    if (proof.log_index >= proof.tree_size) {
      return no("has the index " + std::to_string(proof.log_index) + " in a tree of " +
                std::to_string(proof.tree_size) + " entries");
    }
    const std::string reached =
        root_of_path(leaf_hash(entry_.body), proof.log_index, proof.tree_size, proof.hashes);
    if (reached.empty()) {
      return no("has a path of a wrong length, " + std::to_string(proof.hashes.size()));
    }
    if (reached != root_) {
      return no("leads to " + to_hex(reached) + ", the log's root is " + to_hex(root_));
    }
    // Logs of several trees count entries across them; those without times have one.
    const bool one_tree = entry_.promise.empty() && entry_.integrated_time == 0;
    if (one_tree && entry_.log_index != proof.log_index) {
      return no("is for the index " + std::to_string(proof.log_index));
    }
    result_.included = true;
    pass(checks_, kId,
         name_of(entry_) + " is in the tree with the root " + to_hex(root_) + " (index " +
             std::to_string(proof.log_index) + " of " + std::to_string(size_) + ")");
  }

  // The body is read here, in the parent, so only one that a log has read before us.
  void binding() {
    constexpr const char* kId = "log-entry";
    if (!result_.included && !result_.promised_at) {
      return skip(kId, "what no log vouches for is not read");
    }
    if (const std::string problem = entry_problem(entry_, what_); !problem.empty()) {
      return refuse(checks_, kId, "the log's " + name_of(entry_) + " " + problem);
    }
    pass(checks_, kId,
         "the log's " + name_of(entry_) + " is about this signature (" + entry_.kind + " " +
             entry_.version + ")");
  }

  const signature::LogEntry& entry_;
  const Signed& what_;
  std::vector<Check>& checks_;
  LogResult result_;
  std::uint64_t size_ = 0;
  std::string root_;
};

}  // namespace

std::string promised_text(const signature::LogEntry& entry) {
  return "{\"body\":\"" + signature::to_base64(entry.body) +
         "\",\"integratedTime\":" + std::to_string(entry.integrated_time) + ",\"logID\":\"" +
         to_hex(entry.log_id) + "\",\"logIndex\":" + std::to_string(entry.log_index) + "}";
}

bool is_name_of(std::string_view name, const Log& log) {
  std::string_view url = log.base_url;
  if (const std::size_t scheme = url.find("://"); scheme != url.npos) {
    url.remove_prefix(scheme + 3);
  }
  while (url.ends_with('/')) url.remove_suffix(1);
  return !name.empty() && (name == url || name == url.substr(0, url.find('/')));
}

LogResult check_log_entry(const signature::LogEntry& entry, const Signed& what,
                          const std::vector<Log>& logs, bool proof_optional,
                          std::vector<Check>& checks) {
  return Entry(entry, what, logs, checks).check(proof_optional);
}

}  // namespace bartizan::assure::sigstore
