#include "run/fetched.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace bartizan::run {
namespace {

using Words = std::span<const std::string>;

// More words of one command are not looked at, and more commands in the text of a shell.
constexpr std::size_t kMostWords = 4096;
constexpr int kMostCommands = 16, kMostWrappers = 8;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == text.npos;
}

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& all) {
  return std::ranges::find(all, word) != all.end();
}

// "C:\x\npx.cmd" is npx.
std::string program(std::string_view word) {
  word.remove_prefix(std::min(word.find_last_of("/\\") + 1, word.size()));
  std::string name(word);
  std::ranges::transform(name, name.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  for (const std::string_view end : {".exe", ".cmd", ".bat", ".ps1"}) {
    if (name.ends_with(end)) name.resize(name.size() - end.size());
  }
  return name;
}

void split(std::string_view text, std::vector<std::string>& words) {
  std::string word;
  const auto end = [&] {
    if (!word.empty() && words.size() < kMostWords) words.push_back(std::move(word));
    word.clear();
  };
  for (const char c : text) {
    if (c == ' ' || c == '\t' || c == '\n') {
      end();
    } else if (c == ';' || c == '&' || c == '|' || c == '(' || c == ')') {
      end();
      word = c;
      end();
    } else if (c != '"' && c != '\'') {
      word += c;
    }
  }
  end();
}

// In a git URL behind "@" or "#", of SHA-1 or SHA-256.
bool is_commit(std::string_view text) {
  return (text.size() == 40 || text.size() == 64) && is_hex(text);
}

// "1.2.3", "v1.2.3-rc.1+x": three numbers, as https://semver.org has them.
bool is_semantic(std::string_view version) {
  if (version.starts_with('v') || version.starts_with('=')) version.remove_prefix(1);
  version = version.substr(0, version.find_first_of("-+"));
  int numbers = 0;
  while (!version.empty()) {
    const std::size_t digits = std::min(version.find_first_not_of("0123456789"), version.size());
    if (digits == 0 || ++numbers > 3) return false;
    version.remove_prefix(digits);
    if (version.empty()) break;
    if (!version.starts_with('.') || version.size() == 1) return false;
    version.remove_prefix(1);
  }
  return numbers == 3;
}

// "1.2", "2024.1rc1": one release as PEP 440 has them, and no "*".
bool is_release(std::string_view version) {
  return !version.empty() && (is_digit(version[0]) || version[0] == 'v') &&
         version.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.+-_!") == version.npos;
}

bool is_path(std::string_view word) {
  return word.starts_with("./") || word.starts_with("../") || word.starts_with('/') ||
         word.starts_with("~/") || word.starts_with("file:") || word == ".";
}

bool is_url(std::string_view word) {
  return word.find("://") != word.npos || word.starts_with("git+") || word.starts_with("github:") ||
         word.starts_with("gitlab:");
}

bool names_commit(std::string_view url) {
  const std::size_t at = url.find_last_of("@#");
  if (at == url.npos) return false;
  // "...@COMMIT#egg=x"
  const std::size_t before = url.substr(0, at).find_last_of("@#");
  const std::string_view second =
      before == url.npos ? std::string_view() : url.substr(before + 1, at - before - 1);
  return is_commit(url.substr(at + 1)) || is_commit(second);
}

enum class Registry { npm, pypi, image, go };

bool is_exact(std::string_view spec, Registry registry) {
  if (registry == Registry::image) {
    return spec.find("@sha256:") != spec.npos;
  }
  if (is_path(spec)) return true;
  if (is_url(spec)) return names_commit(spec);
  const std::size_t at = spec.find('@', 1);
  const std::string_view version = at == spec.npos ? std::string_view() : spec.substr(at + 1);
  if (registry == Registry::pypi) {
    const std::size_t equal = spec.find("==");
    if (equal == spec.npos) return is_release(version);
    std::string_view only = spec.substr(equal + 2);
    if (only.starts_with('=')) only.remove_prefix(1);
    return is_release(only);
  }
  // Of a package of its own module, go.mod says the versions.
  if (registry == Registry::go && at == spec.npos) return true;
  return is_semantic(version);
}

struct Fetcher {
  std::string_view program, first, second;  // words behind it that make it one; empty: none
  Registry registry;
};
constexpr auto kFetchers = std::to_array<Fetcher>({
    {"npx", "", "", Registry::npm},
    {"pnpx", "", "", Registry::npm},
    {"bunx", "", "", Registry::npm},
    {"npm", "exec", "", Registry::npm},
    {"npm", "x", "", Registry::npm},
    {"pnpm", "dlx", "", Registry::npm},
    {"yarn", "dlx", "", Registry::npm},
    {"bun", "x", "", Registry::npm},
    {"uvx", "", "", Registry::pypi},
    {"uv", "tool", "run", Registry::pypi},
    {"pipx", "run", "", Registry::pypi},
    {"docker", "run", "", Registry::image},
    {"podman", "run", "", Registry::image},
    {"docker", "container", "run", Registry::image},
    {"nerdctl", "run", "", Registry::image},
    {"podman", "container", "run", Registry::image},
    {"go", "run", "", Registry::go},
});

// Options whose value is what is fetched.
constexpr auto kSources =
    std::to_array<std::string_view>({"-p", "--package", "--from", "--spec", "--with"});
// Options with a value of another kind; of docker nearly all have one, and those without are named.
constexpr auto kWithValue = std::to_array<std::string_view>(
    {"--registry",        "--prefix",      "--cache",     "--userconfig", "-w",
     "--workspace",       "--index-url",   "-i",          "--index",      "--default-index",
     "--extra-index-url", "--find-links",  "--cache-dir", "--python",     "--directory",
     "--project",         "--config-file", "--env-file",  "--pip-args",   "-C"});
constexpr auto kDockerFlags = std::to_array<std::string_view>(
    {"--rm", "--init", "--interactive", "--tty", "--detach", "--privileged", "--read-only",
     "--publish-all", "--no-healthcheck", "--oom-kill-disable", "--quiet"});
constexpr auto kShells = std::to_array<std::string_view>(
    {"sh", "bash", "zsh", "dash", "ash", "fish", "cmd", "powershell", "pwsh"});
constexpr auto kWrappers = std::to_array<std::string_view>(
    {"env", "sudo", "nohup", "nice", "exec", "time", "command", "dotenv", "wsl"});

bool is_flag(std::string_view option, Registry registry) {
  if (option.find('=') != option.npos) return true;
  if (registry != Registry::image) return !is_one_of(option, kWithValue);
  const bool is_short = !option.starts_with("--");
  return is_short ? option.find_first_not_of("-itdPq") == option.npos
                  : is_one_of(option, kDockerFlags);
}

// The words behind the fetcher: options, what it fetches, and that one's own.
bool fetches_any(Words words, Registry registry) {
  bool is_named = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    if (word == "--") continue;
    if (!word.starts_with('-')) {
      // A program of the package that an option named before.
      return !is_named && !is_exact(word, registry);
    }
    const std::size_t equal = word.find('=');
    const std::string_view option = word.substr(0, equal);
    // "-p" is Python's version for uvx, and a port for docker.
    const bool is_source = registry != Registry::image && is_one_of(option, kSources) &&
                           (option != "-p" || registry == Registry::npm);
    if (is_source) {
      if (equal == word.npos && ++i == words.size()) return true;
      const std::string_view spec = equal == word.npos ? words[i] : word.substr(equal + 1);
      if (!is_exact(spec, registry)) return true;
      // What is there besides is not what is started.
      is_named = is_named || option != "--with";
    } else if (!is_flag(word, registry) || (option == "-p" && equal == word.npos)) {
      ++i;
    }
  }
  return false;
}

// "-y npm:x", "run -A https://host/x.ts": what Deno runs is fetched unless it is a file.
bool deno_fetches_any(Words words) {
  for (const std::string& word : words) {
    if (word.starts_with('-') || word == "run") continue;
    if (word.starts_with("npm:") || word.starts_with("jsr:")) {
      return !is_exact(std::string_view(word).substr(4), Registry::npm);
    }
    if (!is_url(word)) return false;
    const std::size_t at = word.find('@');
    if (at == word.npos) return true;
    const std::string_view version = std::string_view(word).substr(at + 1);
    return !is_semantic(version.substr(0, version.find('/')));
  }
  return false;
}

// "uv --directory x run --with y z": z is local, y is fetched.
bool uv_fetches_any(Words words) {
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const std::string_view word = words[i];
    if (word == "--with" && !is_exact(words[i + 1], Registry::pypi)) return true;
    constexpr std::string_view kWith = "--with=";
    if (word.starts_with(kWith) && !is_exact(word.substr(kWith.size()), Registry::pypi)) {
      return true;
    }
  }
  return false;
}

// Behind options that stand before the word which says what to do.
Words from_command(Words words, Registry registry) {
  while (!words.empty() && words[0].starts_with('-')) {
    const bool has_value = registry == Registry::image ? words[0].find('=') == std::string::npos
                                                       : !is_flag(words[0], registry);
    words = words.subspan(std::min<std::size_t>(has_value ? 2 : 1, words.size()));
  }
  return words;
}

bool starts_and_fetches(Words words, int depth);

// Of the text of a shell, every command that is known.
bool shell_fetches_any(Words words, int depth) {
  int commands = 0;
  bool is_first = true;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    const bool is_between = word == ";" || word == "&" || word == "|" || word == "(" || word == ")";
    // "/c" of cmd, "-c" and "-Command" of others, "X=y" before the command.
    const bool is_skipped = word.starts_with('-') || (word.starts_with('/') && word.size() == 2) ||
                            word.find('=') != std::string::npos;
    if (is_first && !is_between && !is_skipped) {
      if (++commands > kMostCommands) return true;
      const auto end = std::ranges::find_if(words.subspan(i), [](const std::string& one) {
        return one == ";" || one == "&" || one == "|" || one == ")";
      });
      const auto count = static_cast<std::size_t>(end - words.subspan(i).begin());
      if (starts_and_fetches(words.subspan(i, count), depth)) return true;
      i += count - 1;
      is_first = false;
    }
    if (is_between) is_first = true;
  }
  return false;
}

bool starts_and_fetches(Words words, int depth) {
  if (words.empty() || depth > kMostWrappers) return false;
  const std::string tool = program(words[0]);
  Words rest = words.subspan(1);
  if (is_one_of(tool, kShells)) return shell_fetches_any(rest, depth + 1);
  if (is_one_of(tool, kWrappers)) {
    while (!rest.empty() && (rest[0].starts_with('-') || rest[0].find('=') != std::string::npos)) {
      rest = rest.subspan(1);
    }
    return starts_and_fetches(rest, depth + 1);
  }
  if (tool == "deno") return deno_fetches_any(rest);
  for (const Fetcher& fetcher : kFetchers) {
    if (tool != fetcher.program) continue;
    if (fetcher.first.empty()) return fetches_any(rest, fetcher.registry);
    const Words named = from_command(rest, fetcher.registry);
    if (named.empty() || named[0] != fetcher.first) continue;
    if (fetcher.second.empty()) return fetches_any(named.subspan(1), fetcher.registry);
    if (named.size() > 1 && named[1] == fetcher.second) {
      return fetches_any(named.subspan(2), fetcher.registry);
    }
  }
  return tool == "uv" && uv_fetches_any(rest);
}

}  // namespace

bool fetches_any_version(std::string_view command, std::string_view arguments) {
  std::vector<std::string> words;
  split(command, words);
  split(arguments, words);
  return starts_and_fetches(words, 0);
}

bool is_exact_tag(std::string_view tag) {
  for (std::size_t i = 0; i < tag.size();) {
    if (!is_digit(tag[i])) {
      ++i;
      continue;
    }
    const std::size_t end = std::min(tag.find_first_not_of("0123456789", i), tag.size());
    // A date or the number of a build.
    if (end - i >= 4) return true;
    if (end + 1 < tag.size() && tag[end] == '.' && is_digit(tag[end + 1])) return true;
    i = end;
  }
  // "sha-0f3c1b2"
  const std::string_view last = tag.substr(tag.rfind('-') + 1);
  return last.size() >= 7 && is_hex(last);
}

bool is_exact_revision(std::string_view revision) {
  if (revision.starts_with("refs/") && !revision.starts_with("refs/tags/")) return false;
  // Git shortens commits to seven digits or more.
  if (revision.size() >= 7 && is_hex(revision)) return true;
  return is_exact_tag(revision.substr(revision.rfind('/') + 1));
}

}  // namespace bartizan::run
