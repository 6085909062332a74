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

bool is_signed(const Anchor& anchor, const std::vector<assure::sign::TrustedKey>& keys) {
  const auto signature = text::decode_base64(anchor.signature);
  if (!signature) return false;
  for (const assure::sign::TrustedKey& key : keys) {
    if (key.key.fingerprint() != anchor.key) continue;
    if (key.retired != 0 && anchor.at > key.retired) continue;
    if (key.key.verify(signed_text(anchor), *signature)) return true;
  }
  return false;
}

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

record::AuditEvent command_event(std::string_view what, std::string_view subject,
                                 std::string_view detail, base::Millis now,
                                 std::vector<std::string> people) {
  record::AuditEvent event;
  event.at = now;
  event.who = os_person();
  event.via = "command";
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
  if (!before->empty() && before->back().chain == head->chain &&
      before->back().number == head->number) {
    return false;
  }
  if (!keys.has(kKeyName)) {
    const auto made =
        keys.create(kKeyName, "heads of the audit log", assure::sign::Curve::p256, "", now);
    if (!made) return std::unexpected(made.error().what);
  }
  const auto key = keys.open(kKeyName, nullptr);
  if (!key) return std::unexpected(key.error());
  Anchor anchor{head->chain, head->number, head->hash, now, key->public_key().fingerprint(), {}};
  const auto signature = key->sign(signed_text(anchor));
  if (!signature) return std::unexpected(signature.error());
  anchor.signature = text::encode_base64(*signature);
  if (const std::string why = append(file, line_of(anchor)); !why.empty()) {
    return std::unexpected("cannot write " + file + ": " + why);
  }
  return true;
}

AuditVerdict verify_audit(store::Store& store, const std::string& file, const KeyFolder& keys) {
  std::vector<assure::sign::TrustedKey> trusted;
  if (keys.has(kKeyName)) {
    if (const auto key = keys.find(kKeyName)) trusted = trusted_keys(*key);
  }
  return verify_audit(store, file, trusted);
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
    ++verdict.anchors;
    verdict.last = anchor;
    if (!is_signed(anchor, keys)) {
      wrong(anchor, "its signature is not by a key that is trusted here");
      break;
    }
    if (anchor.chain != checked->head.chain) {
      wrong(anchor, "the database has another log now");
      break;
    }
    if (anchor.number > checked->head.number) {
      wrong(anchor, "the log ends at entry " + std::to_string(checked->head.number) +
                        " now: its tail was cut off");
      break;
    }
    const auto hash = store.audit().hash_at(anchor.number);
    // Entries below the floor were dropped on purpose; the floor's own hash vouches for them.
    if (hash && hash->empty() && anchor.number < checked->first) continue;
    if (!hash || *hash != anchor.hash) {
      wrong(anchor, "entry " + std::to_string(anchor.number) +
                        " is not the one that was signed: it or an earlier one was replaced");
      break;
    }
  }
  return verdict;
}

}  // namespace bartizan::run
