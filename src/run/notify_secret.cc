#include "run/notify_secret.h"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "base/hash.h"
#include "base/result.h"
#include "run/keys.h"
#include "sandbox/fd.h"

namespace bartizan::run {
namespace {

constexpr std::size_t kLeastSecret = 16, kMostSecret = 256;

std::string file_of(const std::string& store, const std::string& target) {
  return KeyFolder::beside(store).path() + "/" + target + ".webhook";
}

std::string_view bytes_of(const base::Digest& digest, std::string& room) {
  room.assign(digest.begin(), digest.end());
  return room;
}

}  // namespace

std::string why_no_secret(std::string_view secret) {
  if (secret.size() < kLeastSecret || secret.size() > kMostSecret) {
    return "a secret has between 16 and 256 characters";
  }
  if (!std::ranges::all_of(secret, [](char c) { return c > ' ' && c < 0x7f; })) {
    return "a secret has no blanks and no characters outside of ASCII";
  }
  return {};
}

std::string new_webhook_secret() {
  base::Digest random{};
  BZ_CHECK(getrandom(random.data(), random.size(), 0) == static_cast<ssize_t>(random.size()));
  return base::hex(random);
}

std::expected<void, std::string> keep_webhook_secret(const std::string& store,
                                                     const std::string& target,
                                                     std::string_view secret) {
  const std::string folder = KeyFolder::beside(store).path();
  if (::mkdir(folder.c_str(), S_IRWXU) != 0 && errno != EEXIST) {
    return std::unexpected("the folder " + folder + " cannot be made: " + std::strerror(errno));
  }
  const std::string file = file_of(store, target), fresh = file + ".new";
  ::unlink(fresh.c_str());
  sandbox::Fd out(
      ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  const bool written =
      out &&
      ::write(out.get(), secret.data(), secret.size()) == static_cast<ssize_t>(secret.size()) &&
      ::fsync(out.get()) == 0 && ::rename(fresh.c_str(), file.c_str()) == 0;
  if (written) return {};
  const std::string why = std::strerror(errno);
  ::unlink(fresh.c_str());
  return std::unexpected("the secret cannot be kept in " + file + ": " + why);
}

std::expected<std::string, std::string> webhook_secret(const std::string& store,
                                                       const std::string& target) {
  const std::string file = file_of(store, target);
  const sandbox::Fd in(::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  struct stat status{};
  if (!in || ::fstat(in.get(), &status) != 0) {
    return std::unexpected("the secret of the webhook cannot be read from " + file + ": " +
                           std::strerror(errno));
  }
  if ((status.st_mode & 077) != 0) {
    return std::unexpected("others can read " + file +
                           ": take their rights away and give the webhook a new secret");
  }
  std::array<char, kMostSecret + 1> room{};
  const ssize_t n = ::read(in.get(), room.data(), room.size());
  const std::string secret(room.data(), n > 0 ? static_cast<std::size_t>(n) : 0);
  if (!why_no_secret(secret).empty()) return std::unexpected("there is no secret in " + file);
  return secret;
}

void forget_webhook_secret(const std::string& store, const std::string& target) {
  ::unlink(file_of(store, target).c_str());
}

std::string hmac_sha256(std::string_view key, std::string_view text) {
  constexpr std::size_t kBlock = 64;  // of SHA-256, FIPS 180-4
  std::string room;
  std::string padded(key.size() > kBlock ? bytes_of(base::sha256(key), room) : key);
  padded.resize(kBlock, '\0');
  const auto with = [&](char pad) {
    std::string out = padded;
    for (char& c : out) c = static_cast<char>(c ^ pad);
    return out;
  };
  std::string inner = with(0x36);
  inner += text;
  std::string outer = with(0x5c);
  outer += bytes_of(base::sha256(inner), room);
  return base::hex(base::sha256(outer));
}

}  // namespace bartizan::run
