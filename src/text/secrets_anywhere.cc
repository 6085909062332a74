// Keys and passwords that tell themselves, found at the cost of little more than a look past them.
#include <algorithm>
#include <array>

#include "text/percent.h"
#include "text/secret_shapes.h"
#include "text/secrets.h"

namespace bartizan::text {
namespace {

// Of user and password together. RFC 3986 sets no limit.
constexpr std::size_t kMostUserInfo = 256;
constexpr std::size_t kMostScheme = 32;
// Where mask_secrets() ends a user and a password, and where a text in a program ends.
constexpr std::string_view kNoUserInfo = " \t\r\n\"'`<>/?#\\";

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return is_lower(c) || is_upper(c); }
bool is_name(char c) { return in_alphabet(Alphabet::dashed, c); }
char lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

// A generator puts capitals and digits anywhere. People who put words together write a capital
// before small letters, and a digit at the end.
bool is_drawn(std::string_view tail) {
  enum class Kind : std::uint8_t { other, small, large, digit };
  const auto kind = [](char c) {
    return is_lower(c)   ? Kind::small
           : is_upper(c) ? Kind::large
           : is_digit(c) ? Kind::digit
                         : Kind::other;
  };
  std::size_t changes = 0, odd = 0;
  for (std::size_t i = 1; i < tail.size(); ++i) {
    const Kind before = kind(tail[i - 1]), now = kind(tail[i]);
    if (before == Kind::other || now == Kind::other) continue;
    const bool digits = before == Kind::digit || now == Kind::digit;
    if (before != now) ++changes;
    if (before == now ? now == Kind::large : digits) ++odd;
  }
  // Of random letters a quarter of all pairs are two capitals, of words hardly any; at more than
  // half of all places only a generator changes.
  return odd * 12 >= tail.size() || changes * 20 >= tail.size() * 11;
}

// Where the word that holds `at` begins, "ya29." being a part of it.
std::size_t begin_of_word(std::string_view text, std::size_t at, std::size_t least) {
  while (at > least && is_name(text[at - 1])) --at;
  constexpr std::string_view kDotted = "ya29.";
  const bool dotted = at >= kDotted.size() &&
                      text.substr(at - kDotted.size(), kDotted.size()) == kDotted &&
                      (at == kDotted.size() || !is_name(text[at - kDotted.size() - 1]));
  return dotted ? at - kDotted.size() : at;
}

std::string folded(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), lower);
  return out;
}

// What a program puts there when it runs.
bool is_filled_in(std::string_view part) {
  if (part.find_first_of("[]{}<>^|") != part.npos) return true;
  if (part.contains("..") || part.contains(".*") || part.contains(".+")) return true;
  for (std::size_t at = 0; at < part.size(); ++at) {
    const char next = at + 1 < part.size() ? part[at + 1] : '\0';
    if (part[at] == '$' && (is_letter(next) || next == '_' || next == '(')) return true;
    // "%s", "%(password)s", "%DB_PASSWORD%"; "%40" is a character of its own.
    const char after = at + 2 < part.size() ? part[at + 2] : '\0';
    const bool escape = in_alphabet(Alphabet::hex, next) && in_alphabet(Alphabet::hex, after);
    if (part[at] == '%' && !escape) return true;
  }
  return part.front() == '$' || part.front() == '*' || part.front() == '(' || part.front() == ':';
}

// Who writes a URL of this machine, or of nowhere, makes up a password for it.
bool is_made_up(std::string_view host) {
  const std::string name = folded(host);
  if (name.size() < 2 || name.starts_with("127.") || name == "0.0.0.0" || name.starts_with("[")) {
    return true;
  }
  for (const std::string_view word : {"localhost", "example", "host", "hostname", "server", "ip",
                                      "domain", "proxy", "address", "foo", "bar", "test"}) {
    if (name == word) return true;
  }
  // RFC 2606, RFC 6761.
  for (const std::string_view end : {".localhost", ".example", ".test", ".invalid", ".local"}) {
    if (name.ends_with(end)) return true;
  }
  return name.starts_with("example.") || name.contains(".example.") || name.contains("your") ||
         name.contains("docker.internal") || is_filled_in(host);
}

// The letters of a word, and those that "p4ssw0rd" and "s3cr3t" write as digits.
std::string spelled(std::string_view word) {
  constexpr std::string_view kWritten = "@4301$5!7", kMeant = "aaeolssit";
  std::string out;
  for (const char c : word) {
    const std::size_t at = kWritten.find(c);
    if (at != kWritten.npos) out += kMeant[at];
    if (is_letter(c)) out += lower(c);
  }
  return out;
}

bool is_word_for_password(std::string_view user, std::string_view password) {
  std::string word = folded(password);
  while (!word.empty() && !is_letter(word.back())) word.pop_back();
  if (word.empty()) return password.size() < 6;  // "1234"
  static constexpr auto kWords = std::to_array<std::string_view>(
      {"abc",  "admin",  "api",    "auth",    "bar", "baz",   "foo",  "foobar", "guest",
       "key",  "hunter", "p",      "pass",    "psw", "pw",    "pwd",  "qwerty", "root",
       "spam", "test",   "tester", "testing", "the", "token", "user", "value",  "x"});
  if (std::ranges::find(kWords, word) != kWords.end()) return true;
  if (word == folded(user) || contains_any(word, {"pass", "user", "token", "pwd"})) return true;
  const std::string plain = spelled(password);
  return plain == "password" || plain == "passwd" || plain == "secret" || plain == "secretpw";
}

struct Kinds {
  bool small = false, large = false, digit = false, letters = true;

  explicit Kinds(std::string_view password) {
    for (const char c : password) {
      small = small || is_lower(c);
      large = large || is_upper(c);
      digit = digit || is_digit(c);
      letters = letters && is_letter(c);
    }
  }
};

// As somebody draws one who means it.
bool is_strong(std::string_view password) {
  constexpr std::size_t kLeast = 10, kLong = 16;
  const Kinds has(password);
  return has.digit && (has.small || has.large) &&
         (password.size() >= kLong || (password.size() >= kLeast && has.small && has.large));
}

// Names of things, whose ":" and "@" stand before versions and commits.
bool names_no_host(std::string_view scheme) {
  static constexpr auto kOthers =
      std::to_array<std::string_view>({"bitbucket", "data", "docker", "file", "github", "gitlab",
                                       "javascript", "npm", "oci", "pkg", "urn"});
  return std::ranges::find(kOthers, scheme) != kOthers.end();
}

// What fetches pages, whose users and passwords documentation makes up of words.
bool is_of_web(std::string_view scheme) {
  return scheme.starts_with("http") || scheme.starts_with("socks") || scheme.starts_with("ws") ||
         scheme.starts_with("ftp");
}

bool is_password(std::string_view scheme, std::string_view user, std::string_view written,
                 std::string_view host) {
  constexpr std::size_t kLeast = 4;
  if (written.size() < kLeast || is_filled_in(written) || written.contains(',')) return false;
  const std::string password = percent_decoded(written);
  const bool strong = is_strong(password);
  if (!user.empty() && is_filled_in(user) && !strong) return false;
  if (names_no_host(scheme) || host.starts_with("sha256") || host.starts_with("sha512")) {
    return false;
  }
  if (std::ranges::all_of(password, [&](char c) { return c == password.front(); })) return false;
  // DB_PASSWORD
  if (std::ranges::all_of(password, [](char c) { return is_upper(c) || c == '_'; })) return false;
  if (contains_any(password, {"xxx", "your", "example", "placeholder", "change", "replace",
                              "insert", "redacted", "dummy", "fake", "sample", "secret", "password",
                              "passwd", "passwort", "passphrase", "***", "12345"})) {
    return false;
  }
  if (is_word_for_password(user, password)) return false;
  if (strong) return true;
  return !is_made_up(host) && !(is_of_web(scheme) && Kinds(password).letters);
}

std::string_view scheme_before(std::string_view text, std::size_t end) {
  std::size_t at = end;
  while (at > 0 && end - at <= kMostScheme &&
         (is_lower(text[at - 1]) || is_digit(text[at - 1]) || text[at - 1] == '+' ||
          text[at - 1] == '-')) {
    --at;
  }
  std::string_view scheme = text.substr(at, end - at);
  scheme = scheme.substr(0, scheme.find_first_of("+-"));  // "postgresql+asyncpg", "mongodb+srv"
  if (scheme.size() < 2 || scheme.size() > kMostScheme || !is_lower(scheme.front())) return {};
  return scheme;
}

bool is_behind_scheme(std::string_view text, std::size_t begin) {
  return begin >= 3 && text.substr(begin - 3, 3) == "://";
}

// Where a user begins, the first colon behind that, and the '@'.
struct UserInfo {
  std::size_t begin = 0, colon = 0, at = 0;
};
// Calls each(info) for every '@' with a colon before it. No byte is walked over twice, however many
// '@' there are.
template <typename Each>
void for_each_user_info(std::string_view text, Each each) {
  std::size_t begin = 0, colon = text.npos, looked = 0;
  for (std::size_t at = text.find('@'); at != text.npos; at = text.find('@', at + 1)) {
    std::size_t front = at;
    while (front > looked && kNoUserInfo.find(text[front - 1]) == kNoUserInfo.npos) {
      --front;
    }
    if (front > looked || looked == 0) {
      begin = front;
      colon = text.npos;
    }
    if (colon == text.npos) colon = text.substr(0, at).find(':', front);
    looked = at + 1;
    if (colon != text.npos) each(UserInfo{begin, colon, at});
  }
}

// user:password@protocol(address)/database, as drivers of Go take it (go-sql-driver/mysql, "DSN").
constexpr std::string_view kOfDsn = "mysql";
std::optional<std::string_view> address_behind(std::string_view text, std::size_t at) {
  for (const std::string_view protocol : {"tcp(", "tcp4(", "tcp6(", "unix(", "cloudsql("}) {
    if (!text.substr(at + 1).starts_with(protocol)) continue;
    if (protocol == "unix(") return "localhost";
    const std::string_view address = text.substr(at + 1 + protocol.size(), kMostUserInfo);
    return address.substr(0, address.find_first_of(":)/\"'`, \t\r\n"));
  }
  return std::nullopt;
}

// "jdbc:" and a URL of a database, whose parameters stand behind '?', ';' or in parentheses.
struct JdbcUrl {
  std::string_view scheme, host, user;
  std::vector<Stretch> passwords;
};
template <typename Each>
void for_each_jdbc_url(std::string_view text, Each each) {
  constexpr std::string_view kJdbc = "jdbc:";
  for (std::size_t at = text.find(kJdbc); at != text.npos; at = text.find(kJdbc, at)) {
    const std::size_t begin = at + kJdbc.size();
    at = std::min(text.find_first_of(" \t\r\n\"'", begin), text.size());
    const std::string_view url = text.substr(begin, at - begin);
    JdbcUrl out;
    const std::size_t slashes = url.find("://");
    if (slashes == url.npos) {
      out.scheme = url.substr(0, url.find(':'));
    } else {
      out.scheme = scheme_before(text, begin + slashes);
      out.host = url.substr(slashes + 3);
      out.host = out.host.substr(0, out.host.find_first_of(":/;?,&)"));
    }
    // jdbc:h2:tcp://host/path
    if (out.scheme == "tcp" || out.scheme == "ssl") out.scheme = url.substr(0, url.find(':'));
    if (!std::ranges::all_of(out.scheme, [](char c) { return is_lower(c) || is_digit(c); })) {
      out.scheme = {};
    }
    for (std::size_t is = url.find('='); is != url.npos; is = url.find('=', is + 1)) {
      std::size_t from = is;
      while (from > 0 && is_letter(url[from - 1])) --from;
      const char before = from > 0 ? url[from - 1] : '\0';
      if (!std::string_view("?&;:,(").contains(before)) continue;
      const std::string name = folded(url.substr(from, is - from));
      const std::string_view ends = before == '(' ? ")(" : "&;<>`\\";
      const std::size_t end = std::min(url.find_first_of(ends, is + 1), url.size());
      if (name == "user" || name == "username" || name == "uid" || name == "userid") {
        out.user = url.substr(is + 1, end - is - 1);
      } else if (name == "password" || name == "passwd" || name == "pwd") {
        out.passwords.push_back({begin + is + 1, begin + end});
      }
    }
    if (!out.passwords.empty()) each(out);
  }
}

}  // namespace

std::vector<Secret> find_shaped_keys(std::string_view text) {
  std::vector<Secret> keys;
  std::size_t done = 0;
  for (std::size_t at = kShortestKey - 1; at < text.size(); at += kShortestKey) {
    if (!is_name(text[at])) continue;
    const std::size_t begin = begin_of_word(text, at, done);
    while (at < text.size() && is_name(text[at])) ++at;
    done = at;
    if (at - begin < kShortestKey) {
      // No key holds what stands behind it: what comes next begins one character on.
      continue;
    }
    const auto key = shaped_key_at(text, begin);
    if (!key) continue;
    const std::string_view tail = text.substr(begin, key->end - begin).substr(key->prefix);
    if (is_drawn(tail)) keys.push_back({begin, key->end - begin, key->provider});
  }
  return keys;
}

std::vector<UrlPassword> find_url_passwords(std::string_view text) {
  std::vector<UrlPassword> found;
  for_each_user_info(text, [&](const UserInfo& info) {
    if (info.at - info.begin > kMostUserInfo) return;
    std::string_view user = text.substr(info.begin, info.colon - info.begin);
    const std::string_view password = text.substr(info.colon + 1, info.at - info.colon - 1);
    const auto address = address_behind(text, info.at);
    std::string_view scheme = kOfDsn;
    std::string_view host = address.value_or("");
    if (is_behind_scheme(text, info.begin)) {
      scheme = scheme_before(text, info.begin - 3);
      if (scheme.empty()) return;
      if (!address) {
        host = text.substr(info.at + 1, kMostUserInfo);
        const std::size_t end = host.find_first_of(":/?#@ \t\r\n\"'`\\,;)&");
        // A password may hold a '@' of its own.
        if (end != host.npos && host[end] == '@') return;
        host = host.substr(0, end);
      }
    } else if (address) {
      user = user.substr(user.find_last_of("=,;(") + 1);  // DSN=user:password@tcp(host)
    } else {
      return;
    }
    if (!is_password(scheme, user, password, host)) return;
    found.push_back({info.colon + 1, password.size(), scheme});
  });
  for_each_jdbc_url(text, [&](const JdbcUrl& url) {
    for (const Stretch& one : url.passwords) {
      const std::string_view password = text.substr(one.begin, one.end - one.begin);
      if (url.scheme.empty() || password.size() > kMostUserInfo) continue;
      if (!is_password(url.scheme, url.user, password, url.host)) continue;
      found.push_back({one.begin, password.size(), url.scheme});
    }
  });
  std::ranges::sort(found, {}, &UrlPassword::offset);
  return found;
}

std::vector<Stretch> connection_passwords(std::string_view text) {
  std::vector<Stretch> found;
  const auto put = [&](Stretch one) {
    const std::string_view value = text.substr(one.begin, one.end - one.begin);
    const bool reference = !value.empty() && value.size() <= kMostUserInfo &&
                           std::string_view("$<{*%").contains(value.front()) &&
                           is_filled_in(value) && value.find_first_of(":;,&") == value.npos;
    if (!value.empty() && !reference) found.push_back(one);
  };
  for_each_user_info(text, [&](const UserInfo& info) {
    if (address_behind(text, info.at)) put({info.colon + 1, info.at});
  });
  for_each_jdbc_url(text, [&](const JdbcUrl& url) { std::ranges::for_each(url.passwords, put); });
  return found;
}

}  // namespace bartizan::text
