#include "server/auth/password.h"

#include <argon2.h>

#include <algorithm>
#include <set>

#include "base/escape.h"
#include "base/result.h"
#include "scan/catalog.h"
#include "server/auth/secret.h"

namespace bartizan::server {
namespace {

constexpr std::size_t kSaltBytes = 16;  // RFC 9106, section 4
constexpr std::size_t kHashBytes = 32;
// Fewer different characters than this are a pattern, not a password.
constexpr std::size_t kFewestDifferent = 5;

// Letters and digits in lower case: how the list of bad passwords is written.
std::string bare(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c >= 'A' && c <= 'Z') {
      out += static_cast<char>(c - 'A' + 'a');
    } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      out += c;
    }
  }
  return out;
}

std::string without_digits_behind(std::string text) {
  while (!text.empty() && text.back() >= '0' && text.back() <= '9') text.pop_back();
  return text;
}

// "abcdefghijkl", "210987654321"
bool is_a_run(std::string_view text) {
  for (const int step : {1, -1}) {
    bool all = true;
    for (std::size_t i = 1; i < text.size() && all; ++i) {
      const int difference = text[i] - text[i - 1];
      all = difference == step || (text[i] == '0' && text[i - 1] == '9' && step == 1) ||
            (text[i] == '9' && text[i - 1] == '0' && step == -1);
    }
    if (all) return true;
  }
  return false;
}

bool is_repeated(std::string_view text) {
  for (std::size_t part = 1; part <= 4 && part * 3 <= text.size(); ++part) {
    bool all = true;
    for (std::size_t i = part; i < text.size() && all; ++i) all = text[i] == text[i - part];
    if (all) return true;
  }
  return false;
}

}  // namespace

std::string password_problem(std::string_view password, std::string_view account_name) {
  if (!base::is_utf8(password) || password.find('\0') != password.npos) {
    return "The password must be text.";
  }
  const auto characters = static_cast<std::size_t>(
      std::ranges::count_if(password, [](char c) { return (c & 0xc0) != 0x80; }));
  if (characters < kShortestPassword) {
    return "The password needs at least " + std::to_string(kShortestPassword) +
           " characters; four words that you can remember are fine.";
  }
  if (characters > kLongestPassword) {
    return "The password has more than " + std::to_string(kLongestPassword) + " characters.";
  }
  if (std::set<char>(password.begin(), password.end()).size() < kFewestDifferent ||
      is_a_run(password) || is_repeated(password)) {
    return "This password is a pattern that is tried first. Take another.";
  }
  const std::string plain = bare(password);
  const std::string core = without_digits_behind(plain);
  const auto& catalog = scan::Catalog::embedded();
  if (catalog.list("weak-passwords", plain) || catalog.list("weak-passwords", core)) {
    return "This password is one that is tried first. Take another.";
  }
  const std::string own = bare(account_name);
  if (own.size() >= 3 && (core == own || core == own + own || plain == own)) {
    return "The password must not be the name. Take another.";
  }
  return {};
}

// Waits for one of the runs.
class Passwords::Turn {
 public:
  explicit Turn(Passwords& of) : of_(of) {
    std::unique_lock lock(of_.mutex_);
    if (of_.running_ >= kMostRuns && of_.waiting_ >= kMostWaiting) return;
    ++of_.waiting_;
    of_.free_.wait(lock, [&] { return of_.running_ < kMostRuns; });
    --of_.waiting_;
    ++of_.running_;
    taken_ = true;
  }
  ~Turn() {
    if (!taken_) return;
    {
      const std::lock_guard lock(of_.mutex_);
      --of_.running_;
    }
    of_.free_.notify_one();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  bool taken() const { return taken_; }

 private:
  Passwords& of_;
  bool taken_ = false;
};

std::string Passwords::prefix() const {
  return "$argon2id$v=19$m=" + std::to_string(cost_.memory_kib) +
         ",t=" + std::to_string(cost_.passes) + ",p=" + std::to_string(cost_.lanes) + "$";
}

bool Passwords::is_outdated(std::string_view encoded) const {
  return !encoded.starts_with(prefix());
}

std::string Passwords::hash_now(std::string_view password) const {
  const std::string salt = random_bytes(kSaltBytes);
  std::string out(argon2_encodedlen(cost_.passes, cost_.memory_kib, cost_.lanes, kSaltBytes,
                                    kHashBytes, Argon2_id),
                  '\0');
  // Only out of memory can make it fail; the caller would have nothing better to do.
  BZ_CHECK(argon2id_hash_encoded(cost_.passes, cost_.memory_kib, cost_.lanes, password.data(),
                                 password.size(), salt.data(), salt.size(), kHashBytes, out.data(),
                                 out.size()) == ARGON2_OK);
  out.resize(out.find('\0'));
  return out;
}

std::optional<std::string> Passwords::hash(std::string_view password) {
  const Turn turn(*this);
  if (!turn.taken()) return std::nullopt;
  return hash_now(password);
}

std::optional<bool> Passwords::check(std::string_view password, const std::string& encoded) {
  const Turn turn(*this);
  if (!turn.taken()) return std::nullopt;
  if (encoded.empty()) {
    (void)hash_now(password);
    return false;
  }
  return argon2id_verify(encoded.c_str(), password.data(), password.size()) == ARGON2_OK;
}

}  // namespace bartizan::server
