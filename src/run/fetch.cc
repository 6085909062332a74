#include "run/fetch.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <vector>

#include "base/escape.h"
#include "base/limits.h"

namespace bartizan::run {
namespace {

// curl's exit codes (curl.se/docs/manpage.html, "EXIT CODES").
std::string describe(int code, const std::string& words) {
  switch (code) {
    case 6:
      return "the host is not known";
    case 7:
      return "the host does not answer";
    case 22:
      return "the server refused: " + words;
    case 28:
      return "it took too long";
    case 35:
      return "no TLS connection came about: " + words;
    case 51:
    case 58:
    case 60:
    case 77:
      return "the server's certificate is not trusted: " + words;
    case 63:
      return "it is larger than may be fetched";
    case 127:
      return "curl is not installed; install it (apt-get install curl), or fetch the file in "
             "another "
             "way and name it instead";
    default:
      return words.empty() ? "curl ended with code " + std::to_string(code) : words;
  }
}

// What curl said, without its own name in front.
std::string last_words(int fd) {
  std::string text;
  std::array<char, 4096> piece;
  for (ssize_t n = ::read(fd, piece.data(), piece.size()); n > 0 && text.size() < 4096;
       n = ::read(fd, piece.data(), piece.size())) {
    text.append(piece.data(), static_cast<std::size_t>(n));
  }
  while (text.ends_with('\n')) text.pop_back();
  text = text.substr(text.rfind('\n') + 1);
  constexpr std::string_view kName = "curl: (";
  if (text.starts_with(kName)) {
    const std::size_t end = text.find(") ");
    if (end != text.npos) text.erase(0, end + 2);
  }
  return base::escape_name(text);
}

[[noreturn]] void become_curl(const std::vector<std::string>& arguments, int out, int err,
                              std::uint64_t most) {
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  ::signal(SIGPIPE, SIG_DFL);
  const rlimit size{most, most};
  ::setrlimit(RLIMIT_FSIZE, &size);
  const int nothing = ::open("/dev/null", O_RDONLY);
  if (nothing < 0 || ::dup2(nothing, 0) < 0 || ::dup2(out, 1) < 0 || ::dup2(err, 2) < 0) {
    ::_exit(126);
  }
  std::vector<char*> words;
  for (const std::string& argument : arguments)
    words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  ::execvp(words[0], words.data());
  ::_exit(127);
}

}  // namespace

bool is_url(std::string_view source) { return source.contains("://"); }

std::string why_no_url(std::string_view url, bool hash_is_known) {
  constexpr std::size_t kMostUrl = 2000;
  const bool secure = url.starts_with("https://"), plain = url.starts_with("http://");
  if (!secure && !plain) return "only https is fetched; name a file, or an address with https://";
  if (plain && !hash_is_known) {
    return "http lets others change what comes; use https, or say with --sha256 what must come";
  }
  if (url.size() > kMostUrl ||
      !std::ranges::all_of(url, [](char c) { return c > ' ' && c < 0x7f; })) {
    return "the address has blanks or other characters that belong into no address";
  }
  const std::string_view host = url.substr(url.find("://") + 3);
  if (host.substr(0, host.find('/')).contains('@')) {
    return "the address has a user's name in it, which would be kept; leave it out";
  }
  return {};
}

std::expected<sandbox::Fd, std::string> fetch(const std::string& url, const FetchOptions& options) {
  if (std::string why = why_no_url(url, options.hash_is_known); !why.empty()) {
    return std::unexpected(why);
  }
  std::string pattern = options.folder + "/.fetched-XXXXXX";
  sandbox::Fd file(::mkostemp(pattern.data(), O_CLOEXEC));
  if (!file) return std::unexpected("no file can be made in " + options.folder);
  ::unlink(pattern.c_str());
  std::array<int, 2> pipe;
  if (::pipe2(pipe.data(), O_CLOEXEC | O_NONBLOCK) != 0) return std::unexpected("no pipe for curl");
  const sandbox::Fd words(pipe[0]);
  sandbox::Fd their_words(pipe[1]);

  const std::string schemes = options.hash_is_known ? "=http,https" : "=https";
  const std::vector<std::string> arguments{"curl",
                                           "--disable",
                                           "--silent",
                                           "--show-error",
                                           "--fail",
                                           "--location",
                                           "--max-redirs",
                                           "5",
                                           "--proto",
                                           schemes,
                                           "--proto-redir",
                                           schemes,
                                           "--connect-timeout",
                                           "30",
                                           "--max-time",
                                           "3600",
                                           "--speed-time",
                                           "60",
                                           "--speed-limit",
                                           "1024",
                                           "--max-filesize",
                                           std::to_string(options.most_bytes),
                                           "--user-agent",
                                           "bartizan",
                                           "--output",
                                           "-",
                                           "--url",
                                           url};
  const pid_t child = ::fork();
  if (child < 0) return std::unexpected("no process for curl");
  if (child == 0) become_curl(arguments, file.get(), their_words.get(), options.most_bytes);
  their_words = sandbox::Fd();

  int status = 0;
  bool cancelled = false;
  constexpr int kTick = 100;
  while (::waitpid(child, &status, WNOHANG) == 0) {
    if (!cancelled && options.cancelled && options.cancelled()) {
      cancelled = true;
      ::kill(child, SIGTERM);
    }
    struct stat now{};
    if (options.on_bytes && ::fstat(file.get(), &now) == 0) {
      options.on_bytes(static_cast<std::uint64_t>(now.st_size));
    }
    ::poll(nullptr, 0, kTick);
  }
  if (cancelled) return std::unexpected("cancelled");
  if (WIFSIGNALED(status)) {
    return std::unexpected(WTERMSIG(status) == SIGXFSZ ? "it is larger than may be fetched"
                                                       : "curl was ended by a signal");
  }
  if (WEXITSTATUS(status) != 0) {
    return std::unexpected(describe(WEXITSTATUS(status), last_words(words.get())));
  }
  return file;
}

}  // namespace bartizan::run
