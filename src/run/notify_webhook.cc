#include "run/notify_webhook.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>
#include <vector>

#include "base/escape.h"
#include "run/notify_address.h"
#include "run/notify_secret.h"
#include "sandbox/fd.h"

namespace bartizan::run {
namespace {

// A receiver that takes longer has a queue of its own to put things into.
constexpr const char* kMostSeconds = "15";
constexpr std::size_t kMostSaid = 4096;
constexpr int kBody = 3;  // curl's descriptor of it

// A value of curl's configuration, in quotes (curl.se/docs/manpage.html, "--config").
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string configuration(const WebhookPost& post, const WebhookAddress& address,
                          const std::vector<std::string>& hosts) {
  const std::string timestamp = std::to_string(post.now / 1000);
  std::string text = "url = " + quoted(post.url) + "\n";
  text += "header = \"Content-Type: application/json\"\n";
  text += "header = \"X-Bartizan-Timestamp: " + timestamp + "\"\n";
  text += "header = \"X-Bartizan-Delivery: " + post.id + "\"\n";
  text +=
      "header = \"X-Bartizan-Signature: " + webhook_signature(post.secret, timestamp, post.body) +
      "\"\n";
  std::string all;
  for (const std::string& host : hosts) {
    const bool six = host.find(':') != host.npos;
    all += (all.empty() ? "" : ",") + (six ? "[" + host + "]" : host);
  }
  // A host that is an address is asked of nobody.
  if (hosts.size() != 1 || hosts.front() != address.host) {
    text +=
        "resolve = " + quoted(address.host + ":" + std::to_string(address.port) + ":" + all) + "\n";
  }
  text += "data-binary = \"@/proc/self/fd/" + std::to_string(kBody) + "\"\n";
  return text;
}

// A file in memory, read from its beginning; none where there is no room.
sandbox::Fd filled(const char* name, const std::string& bytes) {
  sandbox::Fd file(::memfd_create(name, MFD_CLOEXEC));
  const bool done =
      file &&
      ::write(file.get(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) &&
      ::lseek(file.get(), 0, SEEK_SET) == 0;
  return done ? std::move(file) : sandbox::Fd();
}

[[noreturn]] void become_curl(const std::vector<std::string>& arguments, int in, int out, int err,
                              int body) {
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  ::signal(SIGPIPE, SIG_DFL);
  // The last one may overwrite one that has its place already; one that stays must not be closed.
  if (::dup2(in, 0) < 0 || ::dup2(out, 1) < 0 || ::dup2(err, 2) < 0 || ::dup2(body, kBody) < 0 ||
      ::fcntl(kBody, F_SETFD, 0) != 0) {
    ::_exit(126);
  }
  std::vector<char*> words;
  for (const std::string& argument : arguments) {
    words.push_back(const_cast<char*>(argument.c_str()));
  }
  words.push_back(nullptr);
  ::execvp(words[0], words.data());
  ::_exit(127);
}

void read_more(int fd, std::string& text) {
  std::array<char, 1024> piece;
  for (ssize_t n = ::read(fd, piece.data(), piece.size()); n > 0;
       n = ::read(fd, piece.data(), piece.size())) {
    if (text.size() < kMostSaid) text.append(piece.data(), static_cast<std::size_t>(n));
  }
}

// curl's exit codes (curl.se/docs/manpage.html, "EXIT CODES").
std::string describe(int code, std::string words) {
  while (words.ends_with('\n')) words.pop_back();
  words = base::escape_name(words.substr(words.rfind('\n') + 1));
  switch (code) {
    case 7:
      return "the host does not answer";
    case 28:
      return "it took too long";
    case 35:
      return "no TLS connection came about: " + words;
    case 51:
    case 60:
    case 77:
      return "the host's certificate is not trusted: " + words;
    case 127:
      return "curl is not installed; install it (apt-get install curl)";
    default:
      return words.empty() ? "curl ended with code " + std::to_string(code) : words;
  }
}

std::expected<void, std::string> judge(const std::string& status) {
  if (status.size() == 3 && status.front() == '2') return {};
  if (status.size() == 3 && status.front() == '3') {
    return std::unexpected("it answered " + status +
                           ", a redirect, which is not followed: name the address where it leads");
  }
  return std::unexpected("it answered " + base::escape_name(status));
}

}  // namespace

std::string webhook_signature(std::string_view secret, std::string_view timestamp,
                              std::string_view body) {
  std::string text(timestamp);
  text += '.';
  text += body;
  return "sha256=" + hmac_sha256(secret, text);
}

std::expected<void, std::string> post_webhook(const WebhookPost& post) {
  const auto address = webhook_address(post.url);
  if (!address) return std::unexpected(address.error());
  const auto hosts = resolved(address->host, address->port, post.link_local, !address->secure);
  if (!hosts) return std::unexpected(hosts.error());

  const sandbox::Fd in = filled("webhook", configuration(post, *address, *hosts));
  const sandbox::Fd body = filled("body", post.body);
  std::array<int, 2> out{}, err{};
  if (!in || !body || ::pipe2(out.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
    return std::unexpected("there is no room for what is sent");
  }
  const sandbox::Fd said(out[0]);
  sandbox::Fd their_out(out[1]);
  if (::pipe2(err.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
    return std::unexpected("there is no pipe for curl");
  }
  const sandbox::Fd complained(err[0]);
  sandbox::Fd their_err(err[1]);
  const std::vector<std::string> arguments{"curl",
                                           "--disable",
                                           "--config",
                                           "-",
                                           "--silent",
                                           "--show-error",
                                           "--globoff",
                                           "--noproxy",
                                           "*",
                                           "--proto",
                                           address->secure ? "=https" : "=http",
                                           "--tlsv1.2",
                                           "--connect-timeout",
                                           "10",
                                           "--max-time",
                                           kMostSeconds,
                                           "--max-filesize",
                                           "1048576",
                                           "--user-agent",
                                           "bartizan",
                                           "--output",
                                           "/dev/null",
                                           "--write-out",
                                           "%{http_code}"};
  const pid_t child = ::fork();
  if (child < 0) return std::unexpected("there is no process for curl");
  if (child == 0) {
    become_curl(arguments, in.get(), their_out.get(), their_err.get(), body.get());
  }
  their_out.reset();
  their_err.reset();

  std::string status, words;
  int code = 0;
  bool cancelled = false;
  constexpr int kTick = 50;
  while (::waitpid(child, &code, WNOHANG) == 0) {
    if (!cancelled && post.cancelled && post.cancelled()) {
      cancelled = true;
      ::kill(child, SIGTERM);
    }
    read_more(said.get(), status);
    read_more(complained.get(), words);
    ::poll(nullptr, 0, kTick);
  }
  read_more(said.get(), status);
  read_more(complained.get(), words);
  if (cancelled) return std::unexpected("interrupted");
  if (!WIFEXITED(code)) return std::unexpected("curl was ended by a signal");
  if (WEXITSTATUS(code) != 0) return std::unexpected(describe(WEXITSTATUS(code), words));
  return judge(status);
}

}  // namespace bartizan::run
