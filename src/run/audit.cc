#include "run/audit.h"

#include <fcntl.h>
#include <pwd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "base/json_write.h"
#include "sandbox/fd.h"
#include "text/base64.h"
#include "text/tree.h"

namespace bartizan::run {
namespace {

constexpr const char* kKeyName = "audit";
constexpr std::size_t kMostLine = 4096;

// What is signed. The first line keeps it apart from everything else that the key could sign.
std::string signed_text(const Anchor& anchor) {
  return "bartizan audit head 1\n" + anchor.chain + '\n' + std::to_string(anchor.number) + '\n' +
         anchor.hash + '\n' + base::format_utc(anchor.at) + '\n';
}

std::string line_of(const Anchor& anchor) {
  base::JsonWriter json;
  json.begin_object()
      .field("chain", anchor.chain)
      .field("number", anchor.number)
      .field("hash", anchor.hash)
      .field("at", base::format_utc(anchor.at))
      .field("key", anchor.key)
      .field("signature", anchor.signature)
      .end_object();
  return json.take() + '\n';
}

std::optional<Anchor> anchor_of(const std::string& line) {
  const base::Limits limits;
  base::Budget budget(limits);
  const auto tree = text::parse_json(line, budget);
  if (!tree || !tree->is_object()) return std::nullopt;
  Anchor anchor;
  anchor.chain = tree->string("chain");
  anchor.hash = tree->string("hash");
  anchor.key = tree->string("key");
  anchor.signature = tree->string("signature");
  const text::Node* number = tree->find("number");
  const auto at = base::parse_utc(tree->string("at"));
  if (number == nullptr || !number->is(text::Node::Kind::number) || !at) return std::nullopt;
  anchor.number = std::strtoll(number->text.c_str(), nullptr, 10);
  anchor.at = *at;
  return anchor;
}

thread_local const ActingFor* acting_for = nullptr;

// One line at the end of a file, on the disk when it returns.
std::string append(const std::string& path, std::string_view line) {
  const sandbox::Fd file(
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file) return std::strerror(errno);
  if (::write(file.get(), line.data(), line.size()) != static_cast<ssize_t>(line.size()) ||
      ::fsync(file.get()) != 0) {
    return std::strerror(errno);
  }
  return {};
}

}  // namespace

std::string os_person() {
  std::array<char, 4096> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(::geteuid(), &entry, buffer.data(), buffer.size(), &found) == 0 &&
      found != nullptr) {
    return "os:" + std::string(found->pw_name);
  }
  return "os:" + std::to_string(::geteuid());
}

ActingFor::ActingFor(std::string who, std::string via)
    : who_(std::move(who)), via_(std::move(via)), before_(acting_for) {
  acting_for = this;
}

ActingFor::~ActingFor() { acting_for = before_; }

record::AuditEvent command_event(std::string_view what, std::string_view subject,
                                 std::string_view detail, base::Millis now,
                                 std::vector<std::string> people) {
  record::AuditEvent event;
  event.at = now;
  event.who = acting_for != nullptr ? acting_for->who_ : os_person();
  event.via = acting_for != nullptr ? acting_for->via_ : "command";
  event.what = what;
  event.subject = subject;
  event.detail = detail;
  event.people = std::move(people);
  return event;
}

bool audit(store::Store& store, const record::AuditEvent& event) {
  return store.audit().append(event).has_value();
}

std::string default_anchors(const std::string& store) {
  if (store.empty()) return {};
  return (std::filesystem::path(store).parent_path() / "audit-anchors.jsonl").string();
}

std::expected<std::vector<Anchor>, std::string> read_anchors(const std::string& file) {
  std::vector<Anchor> all;
  std::error_code error;
  if (!std::filesystem::exists(file, error)) return all;
  std::ifstream in(file);
  if (!in) return std::unexpected("cannot read " + file);
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    auto anchor = line.size() > kMostLine ? std::nullopt : anchor_of(line);
    if (!anchor) {
      return std::unexpected("line " + std::to_string(number) + " of " + file +
                             " is no head of an audit log");
    }
    all.push_back(std::move(*anchor));
  }
  return all;
}

std::expected<bool, std::string> put_anchor(store::Store& store, const std::string& file,
                                            KeyFolder keys, base::Millis now) {
  const auto head = store.audit().head();
  if (!head) return std::unexpected(std::string(head.error().what));
  if (head->number == 0) return false;
  const auto before = read_anchors(file);
  if (!before) return std::unexpected(before.error());
  const auto key = audit_key(keys, now);
  if (!key) return std::unexpected(key.error());
  // One by another key vouches for nothing here: the log may have come with a backup.
  if (!before->empty() && before->back().chain == head->chain &&
      before->back().number == head->number &&
      before->back().key == key->public_key().fingerprint()) {
    return false;
  }
  Anchor anchor{head->chain, head->number, head->hash, now, key->public_key().fingerprint(), {}};
  const auto signature = key->sign(signed_text(anchor));
  if (!signature) return std::unexpected(signature.error());
  anchor.signature = text::encode_base64(*signature);
  if (const std::string why = append(file, line_of(anchor)); !why.empty()) {
    return std::unexpected("cannot write " + file + ": " + why);
  }
  return true;
}

std::expected<assure::sign::PrivateKey, std::string> audit_key(KeyFolder keys, base::Millis now) {
  if (!keys.has(kKeyName)) {
    const auto made = keys.create(kKeyName, "heads of the audit log, and backups",
                                  assure::sign::Curve::p256, "", now);
    if (!made) return std::unexpected(made.error().what);
  }
  return keys.open(kKeyName, nullptr);
}

std::vector<assure::sign::TrustedKey> audit_keys(const KeyFolder& keys) {
  if (!keys.has(kKeyName)) return {};
  const auto key = keys.find(kKeyName);
  if (!key) return {};
  return trusted_keys(*key);
}

AuditVerdict verify_audit(store::Store& store, const std::string& file, const KeyFolder& keys) {
  return verify_audit(store, file, audit_keys(keys));
}

AuditVerdict verify_audit(store::Store& store, const std::string& file,
                          const std::vector<assure::sign::TrustedKey>& keys) {
  AuditVerdict verdict;
  const auto checked = store.audit().check();
  if (!checked) {
    verdict.problems.emplace_back(checked.error().what);
    return verdict;
  }
  verdict.checked = *checked;
  if (!checked->problem.empty()) verdict.problems.push_back(checked->problem);
  verdict.warnings = checked->backwards;
  if (file.empty()) return verdict;
  const auto anchors = read_anchors(file);
  if (!anchors) {
    verdict.problems.push_back(anchors.error());
    return verdict;
  }
  verdict.anchors_ok = true;
  const auto wrong = [&](const Anchor& anchor, const std::string& what) {
    verdict.anchors_ok = false;
    verdict.problems.push_back("head " + std::to_string(anchor.number) + ", signed " +
                               base::format_utc(anchor.at) + ": " + what);
  };
  for (const Anchor& anchor : *anchors) {
    const SignedBy by =
        signed_by(keys, anchor.key, signed_text(anchor), anchor.signature, anchor.at);
    if (!by.named) {
      // Whoever can write to the file can add one: it says nothing of the log.
      ++verdict.unknown_heads;
      verdict.last_unknown = anchor;
      continue;
    }
    if (by.key == nullptr) {
      wrong(anchor, "its signature is not by the key that it names");
      break;
    }
    ++verdict.anchors;
    verdict.last = anchor;
    if (anchor.chain != checked->head.chain) {
      wrong(anchor, "the database has another log now");
      break;
    }
    if (anchor.number > checked->end) {
      wrong(anchor,
            "the log ends at entry " + std::to_string(checked->end) + " now: its tail was cut off");
      break;
    }
    const auto hash = store.audit().hash_at(anchor.number);
    // Entries below the floor were dropped on purpose; the floor's own hash vouches for them.
    if (hash && hash->empty() && anchor.number <= checked->floor) continue;
    if (!hash || *hash != anchor.hash) {
      wrong(anchor, "entry " + std::to_string(anchor.number) +
                        " is not the one that was signed: it or an earlier one was replaced");
      break;
    }
  }
  return verdict;
}

}  // namespace bartizan::run
