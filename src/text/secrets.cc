#include "text/secrets.h"

#include <algorithm>
#include <optional>

#include "text/secret_shapes.h"

namespace bartizan::text {
namespace {

constexpr std::string_view kHidden = "***";
// Of a key without a shape of its own. Cohere: 40; Azure: 32 or 84.
constexpr std::size_t kMostKey = 256;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return in_alphabet(Alphabet::alphanumeric, c) || c == '_'; }
bool is_name(char c) { return is_word(c) || c == '-'; }

struct Found {
  std::size_t begin = 0, end = 0;
  std::size_t shown = 0;  // how much of its front may be shown
  std::string_view provider;
};

std::optional<Found> shape_at(std::string_view text, std::size_t at) {
  const auto key = shaped_key_at(text, at);
  if (!key) return std::nullopt;
  return Found{at, key->end, key->prefix, key->provider};
}

struct Assignment {
  std::size_t begin = 0, end = 0;  // of the value, without quotes
  char quote = 0;
  bool literal = false;  // quoted, or NAME=value as shells and .env files write it
};

// Moves the end of a value to where it really is, or `most` characters on.
void extend(std::string_view text, Assignment& value, std::size_t most) {
  const auto ends = [&](char c) {
    if (value.quote != 0) return c == value.quote || c == '\n';
    return std::string_view(" \t\r\n,;&\"'").contains(c);
  };
  const std::size_t stop = value.end + std::min(most, text.size() - value.end);
  while (value.end < stop && !ends(text[value.end])) ++value.end;
}

// A value behind the name that ends at `at`, on the same line: as much of it as a key may be long,
// and one more, since it may be looked at again behind each of many names.
std::optional<Assignment> assignment_behind(std::string_view text, std::size_t at) {
  const auto peek = [&] { return at < text.size() ? text[at] : '\n'; };
  const auto skip_blanks = [&] {
    while (peek() == ' ' || peek() == '\t') ++at;
  };
  Assignment out;
  const std::size_t name_end = at;
  if (peek() == '"' || peek() == '\'') ++at;
  if (peek() == ']') ++at;
  skip_blanks();
  if (text.substr(at).starts_with(":=")) {
    at += 2;
  } else if (text.substr(at).starts_with("=>")) {
    at += 2;
  } else if (peek() == '=' || peek() == ':') {
    ++at;
  } else {
    return std::nullopt;
  }
  if (peek() == '=' || peek() == ':') return std::nullopt;
  out.literal = at == name_end + 1 && text[name_end] == '=' && peek() != ' ';
  skip_blanks();
  if (peek() == '"' || peek() == '\'') {
    out.quote = peek();
    out.literal = true;
    ++at;
  }
  out.begin = out.end = at;
  extend(text, out, kMostKey + 1);
  return out;
}

// The same of `name: str = "..."`, whose type is no value.
std::optional<Assignment> value_behind(std::string_view text, std::size_t at);

bool ends_with_word(std::string_view name, std::string_view word) {
  if (name.size() < word.size()) return false;
  return std::ranges::equal(name.substr(name.size() - word.size()), word,
                            [](char a, char b) { return lower(a) == b; });
}

// Whether a variable of that name holds something to hide.
bool names_secret(std::string_view name) {
  for (const std::string_view word :
       {"key", "token", "secret", "password", "passwd", "pwd", "credential", "credentials"}) {
    if (ends_with_word(name, word)) return true;
  }
  return false;
}

// Whether a variable of that name holds a key to a service, and nothing else that is hexadecimal.
bool names_service_key(std::string_view name) {
  constexpr std::size_t kLongest = 64;
  if (name.size() < 6 || name.size() > kLongest) return false;
  std::string plain;
  for (const char c : name) {
    if (c != '_' && c != '-') plain += lower(c);
  }
  for (const std::string_view other : {"hash", "checksum", "digest", "fingerprint", "md5", "sha1",
                                       "sha256", "etag", "version", "public", "cache"}) {
    if (plain.contains(other)) return false;
  }
  for (const std::string_view end :
       {"apikey", "accesskey", "secretkey", "authkey", "subscriptionkey", "apitoken", "accesstoken",
        "authtoken", "bearertoken", "apisecret", "clientsecret"}) {
    if (plain.ends_with(end)) return true;
  }
  return false;
}

bool is_word_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(
      words, [&](auto word) { return text.size() == word.size() && ends_with_word(text, word); });
}

std::optional<Assignment> value_behind(std::string_view text, std::size_t at) {
  auto value = assignment_behind(text, at);
  if (!value || value->literal) return value;
  const std::string_view word = text.substr(value->begin, value->end - value->begin);
  return is_word_of(word, {"str", "string", "secretstr"}) ? assignment_behind(text, value->end)
                                                          : value;
}

// A reference to where the value is, which is evidence and no secret.
// A `literal` is quoted, or stands as shells write it.
bool is_reference(std::string_view value, bool literal) {
  if (value.starts_with('$') || value.starts_with('<') || value.starts_with('{') ||
      value.starts_with('*') || value.starts_with('%')) {
    return true;
  }
  if (literal) return false;
  if (is_word_of(value, {"none", "null", "true", "false"})) return true;
  for (const std::string_view root :
       {"os.", "process.", "env.", "env(", "getenv(", "ENV[", "System.", "Environment.",
        "settings.", "config.", "self.", "args.", "secrets.", "st.", "Deno.", "import.",
        "Optional["}) {
    if (value.starts_with(root)) return true;
  }
  return false;
}

bool looks_like_key(std::string_view value) {
  constexpr std::size_t kLeast = 16;
  return value.size() >= kLeast && value.size() <= kMostKey &&
         std::ranges::all_of(
             value,
             [](char c) { return is_name(c) || c == '.' || c == '+' || c == '/' || c == '='; }) &&
         !is_placeholder(value);
}

// Keys of Azure have no prefix: 32 hexadecimal digits, or 84 characters since 2024.
bool is_azure_key(std::string_view value) {
  const auto all = [&](Alphabet alphabet) {
    return std::ranges::all_of(value, [&](char c) { return in_alphabet(alphabet, c); });
  };
  return (value.size() == 32 && all(Alphabet::hex)) ||
         (value.size() == 84 && all(Alphabet::alphanumeric));
}

// 16 to 32 bytes as services write them, 32 to 64 digits.
bool is_hex_key(std::string_view value) {
  if (value.size() < 32 || value.size() > 64 || value.size() % 2 != 0) return false;
  const auto in_hex = [](char c) { return in_alphabet(Alphabet::hex, c); };
  return std::ranges::all_of(value, in_hex) && !std::ranges::all_of(value, is_digit) &&
         !is_placeholder(value);
}

// The other half of an AWS key has no prefix: 40 characters of base64 (IAM User Guide, "Access key
// example").
bool names_aws_secret(std::string_view name) {
  return is_word_of(name, {"aws_secret_access_key", "awssecretaccesskey", "secretaccesskey"});
}
bool is_aws_secret(std::string_view value) {
  constexpr std::size_t kDigits = 40;
  return value.size() == kDigits && std::ranges::all_of(value, [](char c) {
           return in_alphabet(Alphabet::alphanumeric, c) || c == '+' || c == '/';
         });
}

bool speaks_of_azure(std::string_view text) {
  return text.contains("openai.azure.com") || text.contains("cognitiveservices.azure.com") ||
         text.contains("services.ai.azure.com");
}

// Calls each(name, end) for every run of name characters.
template <typename Each>
void for_each_name(std::string_view text, Each each) {
  for (std::size_t at = 0; at < text.size();) {
    if (!is_name(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_name(text[end])) ++end;
    const std::size_t next = each(text.substr(at, end - at), at, end);
    at = std::max(next, end);
  }
}

std::vector<Found> find_all(std::string_view text) {
  std::vector<Found> found;
  const bool azure = speaks_of_azure(text);
  for_each_name(text, [&](std::string_view name, std::size_t begin, std::size_t end) {
    if (const auto key = shape_at(text, begin)) {
      found.push_back(*key);
      return key->end;
    }
    std::string_view provider = credential_provider(name);
    const bool of_aws = provider.empty() && names_aws_secret(name);
    if (of_aws) provider = "aws";
    const bool by_context = azure && provider.empty() &&
                            (ends_with_word(name, "key") || ends_with_word(name, "apikey"));
    if (provider.empty() && !by_context) return end;
    const auto value = value_behind(text, end);
    if (!value) return end;
    const std::string_view key = text.substr(value->begin, value->end - value->begin);
    if (is_reference(key, value->literal) || !looks_like_key(key)) return end;
    if (by_context && !is_azure_key(key)) return end;
    if (of_aws && !is_aws_secret(key)) return end;
    // A prefix says better whose key it is.
    if (const auto shaped = shape_at(text, value->begin); shaped && shaped->end == value->end) {
      found.push_back(*shaped);
    } else {
      found.push_back({value->begin, value->end, 0, by_context ? "azure-openai" : provider});
    }
    return value->end;
  });
  return found;
}

// The credentials behind `Bearer` or `Basic`; `begin` is where the word ends.
std::optional<Found> authorization_behind(std::string_view text, std::size_t begin, bool basic) {
  std::size_t at = begin;
  while (at < text.size() && text[at] == ' ') ++at;
  std::size_t end = at;
  while (end < text.size() && !std::string_view(" \t\r\n\"',;").contains(text[end])) ++end;
  const std::string_view value = text.substr(at, end - at);
  constexpr std::size_t kLeast = 8;  // "Bearer token" is prose
  if (at == begin || value.size() < kLeast || is_reference(value, true)) return std::nullopt;
  if (basic && !looks_like_key(value)) return std::nullopt;
  return Found{at, end, 0, {}};
}

// --token VALUE, "--api-key", "VALUE" and .apiKey("VALUE"); `at` is where the name ends.
std::optional<Assignment> argument_behind(std::string_view text, std::string_view name,
                                          std::size_t at) {
  constexpr std::size_t kLeast = 8;  // "--pad-token 0"
  const auto peek = [&] { return at < text.size() ? text[at] : '\n'; };
  const auto is_quote = [&] { return peek() == '"' || peek() == '\''; };
  const bool flag = name.starts_with('-');
  Assignment out;
  if (flag) {
    if (is_quote()) ++at;
    const std::size_t from = at;
    while (peek() == ' ' || peek() == '\t' || peek() == ',') ++at;
    if (at == from) return std::nullopt;
  } else {
    if (peek() != '(') return std::nullopt;
    ++at;
  }
  if (is_quote()) {
    out.quote = text[at++];
  } else if (!flag) {
    return std::nullopt;
  }
  out.literal = true;
  out.begin = out.end = at;
  extend(text, out, kMostKey + 1);
  const std::string_view value = text.substr(out.begin, out.end - out.begin);
  if (value.starts_with('-') || is_reference(value, true)) return std::nullopt;
  if (flag ? value.size() < kLeast : !looks_like_key(value)) return std::nullopt;
  return out;
}

// curl -u user:password
std::optional<Found> user_behind(std::string_view text, std::size_t end) {
  const auto value = argument_behind(text, "-u", end);
  if (!value) return std::nullopt;
  const std::size_t colon = text.substr(0, value->end).find(':', value->begin);
  if (colon == text.npos || is_reference(text.substr(colon + 1), true)) return std::nullopt;
  return Found{colon + 1, value->end, 0, {}};
}

// Values that are hidden because of the name before them.
void hide_assigned(std::string_view text, std::vector<Found>& out) {
  const bool curl = text.contains("curl");
  for_each_name(text, [&](std::string_view name, std::size_t, std::size_t end) {
    if (curl && is_word_of(name, {"-u", "--user", "--proxy-user"})) {
      const auto value = user_behind(text, end);
      if (value) out.push_back(*value);
      return value ? value->end : end;
    }
    if (is_word_of(name, {"bearer", "basic"})) {
      const auto value = authorization_behind(text, end, is_word_of(name, {"basic"}));
      if (value) out.push_back(*value);
      return value ? value->end : end;
    }
    if (!names_secret(name)) return end;
    if (auto argument = argument_behind(text, name, end)) {
      extend(text, *argument, text.size());
      out.push_back({argument->begin, argument->end, 0, {}});
      return argument->end;
    }
    auto value = value_behind(text, end);
    const auto word = [&] { return text.substr(value->begin, value->end - value->begin); };
    if (!value || value->begin == value->end || is_reference(word(), value->literal)) return end;
    // "key" and "token" name many other things.
    if (is_word_of(name, {"key", "token"}) && !looks_like_key(word())) return end;
    extend(text, *value, text.size());
    out.push_back({value->begin, value->end, 0, {}});
    return value->end;
  });
}

// Keys among the parameters of a URL, such as the signatures of Azure and AWS.
void hide_in_query(std::string_view text, std::size_t begin, std::size_t end,
                   std::vector<Found>& out) {
  for (std::size_t at = begin; at < end;) {
    const std::size_t next = std::min(text.find_first_of("?&#", at), end);
    const std::string_view part = text.substr(at, next - at);
    const std::size_t equals = part.find('=');
    if (equals != part.npos) {
      const std::string_view name = part.substr(0, equals), value = part.substr(equals + 1);
      const bool secret = names_secret(name) || ends_with_word(name, "signature") ||
                          is_word_of(name, {"sig", "code", "auth", "pass", "k"});
      constexpr std::size_t kLeast = 8;  // "?code=200"
      if (secret && value.size() >= kLeast && !is_reference(value, true)) {
        out.push_back({at + equals + 1, next, 0, {}});
      }
    }
    at = next + 1;
  }
}

// scheme://user:password@host and https://token@host?key=value
void hide_in_urls(std::string_view text, std::vector<Found>& out) {
  constexpr std::string_view kBehindUrl = " \t\r\n\"'<>`\\";
  std::size_t queries = 0;  // how far they were looked at
  for (std::size_t at = text.find("://"); at != text.npos; at = text.find("://", at)) {
    const bool web = at > 0 && (lower(text[at - 1]) == 'p' || lower(text[at - 1]) == 's') &&
                     contains_any(text.substr(at - std::min<std::size_t>(at, 5), 5), {"http"});
    at += 3;
    std::size_t colon = text.npos, sign = text.npos;
    std::size_t end = at;
    while (end < text.size() && !std::string_view(" \t\r\n\"'<>/?#").contains(text[end])) {
      if (text[end] == ':' && colon == text.npos) colon = end;
      if (text[end] == '@') sign = end;
      ++end;
    }
    const bool alone = sign != text.npos && colon > sign && web &&
                       !is_word_of(text.substr(at, sign - at), {"git"});
    const std::size_t from = alone ? at : colon < sign ? colon + 1 : text.npos;
    if (sign != text.npos && from < sign && text[from] != '$' && text[from] != '{') {
      out.push_back({from, sign, 0, {}});
    }
    if (end >= queries && end < text.size() && text[end] != '\n') {
      queries = std::min(text.find_first_of(kBehindUrl, end), text.size());
      hide_in_query(text, end, queries, out);
    }
    // "a://b://user:password@host": the colon that ends here may begin the next.
    const bool again = end > at && end < text.size() && text[end] == '/' && text[end - 1] == ':';
    at = again ? end - 1 : end;
  }
}

}  // namespace

std::vector<Secret> find_secrets(std::string_view text) {
  std::vector<Secret> secrets;
  for (const Found& found : find_all(text)) {
    secrets.push_back({found.begin, found.end - found.begin, found.provider});
  }
  return secrets;
}

std::vector<Secret> find_bare_keys(std::string_view text) {
  std::vector<Secret> secrets;
  const bool azure = speaks_of_azure(text);
  for_each_name(text, [&](std::string_view name, std::size_t, std::size_t end) {
    const char last = lower(name.back());
    if (last != 'y' && last != 'n' && last != 't') return end;
    if (!names_service_key(name) || !credential_provider(name).empty()) return end;
    const auto value = value_behind(text, end);
    if (!value) return end;
    const std::string_view key = text.substr(value->begin, value->end - value->begin);
    // find_secrets() says whose it is.
    if (!is_hex_key(key) || (azure && ends_with_word(name, "key") && is_azure_key(key))) return end;
    secrets.push_back({value->begin, key.size(), {}});
    return value->end;
  });
  return secrets;
}

bool is_bare_key(std::string_view value) { return is_hex_key(value); }

std::string mask_secrets(std::string_view text) {
  std::vector<Found> hidden = find_all(text);
  hide_assigned(text, hidden);
  hide_in_urls(text, hidden);
  for (const Stretch& one : connection_passwords(text)) {
    hidden.push_back({one.begin, one.end, 0, {}});
  }
  // Where two begin at one place the one that shows a prefix goes first.
  std::ranges::sort(hidden, [](const Found& a, const Found& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.shown > b.shown;
  });
  std::string out;
  std::size_t at = 0;
  for (const Found& found : hidden) {
    if (found.end <= at) continue;
    if (found.begin >= at) {
      out += text.substr(at, found.begin + found.shown - at);
      out += kHidden;
    }
    at = found.end;
  }
  return out.append(text.substr(at));
}

}  // namespace bartizan::text
