#include "use/parse/discover/endpoint.h"

#include <algorithm>
#include <array>

#include "text/host.h"

namespace bartizan::use {
namespace {

constexpr std::string_view kList = "discovery-endpoints";
// RFC 1035, 2.3.4: a name has at most 255 octets; placeholders may be a little longer.
constexpr std::size_t kLongestHost = 320;
constexpr std::size_t kLongestPlaceholder = 80;
constexpr char kAny = '*';

struct Scheme {
  std::string_view prefix, port;
};
constexpr std::array kSchemes{
    Scheme{"https://", "443"}, Scheme{"http://", "80"},   Scheme{"wss://", "443"},
    Scheme{"ws://", "80"},     Scheme{"grpcs://", "443"}, Scheme{"grpc://", "80"},
};

bool is_alnum(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
bool is_digit(char c) { return c >= '0' && c <= '9'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_host(char c) { return is_alnum(c) || c == '.' || c == '-'; }

struct Place {
  std::string host;  // lower case, kAny for each placeholder
  std::string port;  // digits, empty when it is the scheme's own or unknown
  std::string part;  // first part of the path
  std::size_t used = 0;
  bool url = false;
};

// The length of a placeholder at the front of the text: {x}, ${x}, {{ x }}, $(x), <x>, %s, $X.
std::size_t placeholder(std::string_view text) {
  if (text.size() < 2) return 0;
  if (text[0] == '%' && (text[1] == 's' || text[1] == 'd')) return 2;
  const std::size_t dollar = text[0] == '$' ? 1 : 0;
  const char open = text[dollar];
  const char close = open == '{' ? '}' : open == '<' ? '>' : open == '(' && dollar ? ')' : '\0';
  if (close != '\0') {
    std::size_t depth = 0;
    for (std::size_t i = dollar; i < std::min(text.size(), kLongestPlaceholder); ++i) {
      if (text[i] == open) ++depth;
      if (text[i] == close && --depth == 0) return i + 1;
    }
    return 0;
  }
  if (dollar == 0 || !(is_alnum(open) || open == '_')) return 0;
  std::size_t i = 1;
  while (i < text.size() && (is_alnum(text[i]) || text[i] == '_')) ++i;
  return i;
}

// Host, port and first part of the path at the front of the text.
Place read_place(std::string_view text, std::string_view own_port, bool url) {
  Place place;
  place.url = url;
  std::size_t i = 0;
  std::size_t user = 0;  // credentials before '@' are no host
  while (i < text.size() && i < kLongestHost) {
    if (const std::size_t n = url ? placeholder(text.substr(i)) : 0; n != 0) {
      place.host += kAny;
      i += n;
    } else if (is_host(text[i]) || (url && text[i] == '[')) {
      if (text[i] == '[') {
        const std::size_t end = text.substr(0, kLongestHost).find(']', i);
        if (end == text.npos) break;
        place.host += text.substr(i, end + 1 - i);
        i = end + 1;
      } else {
        place.host += lower(text[i++]);
      }
    } else if (url && text[i] == '@' && user == 0) {
      user = ++i;
      place.host.clear();
      place.port.clear();
    } else if (text[i] == ':') {
      std::size_t end = i + 1;
      while (end < text.size() && end < i + 64 && (is_alnum(text[end]) || text[end] == '_')) ++end;
      const std::string_view port = text.substr(i + 1, end - i - 1);
      if (url && end < text.size() && text[end] == '@' && user == 0) {
        i = end;
        continue;
      }
      if (!port.empty() && port.size() <= 5 && std::ranges::all_of(port, is_digit)) {
        if (port != own_port) place.port = port;
        i = end;
      } else if (url) {
        const std::size_t open = placeholder(text.substr(i + 1));
        i += open == 0 ? 0 : open + 1;
      }
      break;
    } else {
      break;
    }
  }
  if (i < text.size() && text[i] == '/') {
    std::size_t end = i + 1;
    while (end < text.size() && end < i + 64 &&
           (is_alnum(text[end]) || text[end] == '_' || text[end] == '-' || text[end] == '.')) {
      ++end;
    }
    place.part = text.substr(i + 1, end - i - 1);
    i = end;
  }
  place.used = i;
  return place;
}

// Without what a placeholder or a concatenation leaves open at the front.
std::string_view fixed_part(std::string_view host) {
  const std::size_t any = host.rfind(kAny);
  if (any != host.npos) host.remove_prefix(any + 1);
  while (!host.empty() && (host.front() == '.' || host.front() == '-')) host.remove_prefix(1);
  while (!host.empty() && (host.back() == '.' || host.back() == '-')) host.remove_suffix(1);
  return host;
}

// On this machine, in this cluster or network: a server of models may answer to any such name.
bool is_private(std::string_view host) {
  if (host.find('.') == host.npos)
    return std::ranges::any_of(host, [](char c) { return !is_digit(c); });
  return host.starts_with("127.") || host == "0.0.0.0" || host.starts_with("192.168.") ||
         host.starts_with("10.") || host.starts_with("172.") || host.ends_with(".local") ||
         host.ends_with(".internal") || host.ends_with(".svc");
}

// "word@.suffix": the words of the first two labels.
std::optional<std::string_view> by_word(std::string_view host, std::string_view suffix,
                                        const scan::Catalog& catalog) {
  std::size_t labels = 0;
  std::size_t start = 0;
  for (std::size_t i = 0; i < host.size() && labels < 2; ++i) {
    const bool dot = host[i] == '.';
    if (!dot && host[i] != '-') continue;
    std::string key(host.substr(start, i - start));
    key += '@';
    key += suffix;
    if (const auto found = catalog.list(kList, key)) return found;
    start = i + 1;
    if (dot) ++labels;
  }
  return std::nullopt;
}

std::optional<Endpoint> judge(const Place& place, const scan::Catalog& catalog) {
  std::string_view host = place.host;
  const bool open = host.find(kAny) != host.npos || host.starts_with('.') || host.starts_with('-');
  host = fixed_part(host);
  if (host.empty() || host.size() > 255) return std::nullopt;
  std::string full(host);
  if (!place.port.empty()) full += ":" + place.port;
  const auto named = [&](std::string_view provider) {
    return Endpoint{full, std::string(provider)};
  };

  if (const auto found = catalog.list(kList, host)) return named(*found);
  const std::string with_part = std::string(host) + "/" + place.part;
  if (!place.part.empty()) {
    if (const auto found = catalog.list(kList, with_part)) return named(*found);
  }
  if (!place.port.empty() && is_private(host)) {
    const std::string port = "localhost:" + place.port;
    if (const auto found = catalog.list(kList, port)) return named(*found);
    if (place.url && !place.part.empty()) {
      if (const auto found = catalog.list(kList, port + "/" + place.part)) return named(*found);
    }
  }
  // What is left of an open host may be the listed suffix itself.
  if (open) {
    if (const auto found = catalog.list(kList, "." + std::string(host))) return named(*found);
  }
  for (std::size_t dot = host.find('.'); dot != host.npos; dot = host.find('.', dot + 1)) {
    const std::string_view suffix = host.substr(dot);
    if (const auto found = catalog.list(kList, suffix)) return named(*found);
    if (const auto found = by_word(host, suffix, catalog)) return named(*found);
  }
  return std::nullopt;
}

bool starts_with_folded(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), text.begin(),
                                                    [](char a, char b) { return a == lower(b); });
}

const Scheme* scheme_at(std::string_view text) {
  for (const Scheme& scheme : kSchemes) {
    if (starts_with_folded(text, scheme.prefix)) return &scheme;
  }
  return nullptr;
}

// A bare name is a host only with a port or three labels, or as the whole of a suffix.
bool looks_like_host(const Place& place) {
  const std::string_view host = place.host;
  if (!place.port.empty()) return true;
  return std::ranges::count(host, '.') >= 2;
}

}  // namespace

std::optional<Endpoint> endpoint_in(std::string_view url_or_host, const scan::Catalog& catalog) {
  while (!url_or_host.empty() && (url_or_host.front() == ' ' || url_or_host.front() == '"')) {
    url_or_host.remove_prefix(1);
  }
  const Scheme* scheme = scheme_at(url_or_host);
  if (scheme != nullptr) {
    return judge(read_place(url_or_host.substr(scheme->prefix.size()), scheme->port, true),
                 catalog);
  }
  return judge(read_place(url_or_host, "443", true), catalog);
}

std::string host_of(std::string_view url) {
  const Scheme* scheme = scheme_at(url);
  if (scheme == nullptr) return {};
  Place place = read_place(url.substr(scheme->prefix.size()), scheme->port, true);
  if (place.host.find(kAny) != place.host.npos) return {};
  if (!place.port.empty()) place.host += ":" + place.port;
  return std::move(place.host);
}

std::string plain_url(std::string_view url) {
  while (!url.empty() && (url.front() == ' ' || url.front() == '"')) url.remove_prefix(1);
  const Scheme* scheme = scheme_at(url);
  if (scheme == nullptr || scheme->port != "80") return {};
  const std::string host = host_of(url);
  const std::string_view name = std::string_view(host).substr(0, host.find(':'));
  const bool is_one_word = !host.starts_with('[') && name.find('.') == name.npos;
  if (is_one_word || text::stays_on_machine(host)) return {};
  return std::string(scheme->prefix) + host;
}

void find_endpoints(std::string_view line, const scan::Catalog& catalog,
                    const std::function<void(const Endpoint&, std::size_t)>& each) {
  std::size_t i = 0;
  while (i < line.size()) {
    if (!is_host(line[i])) {
      ++i;
      continue;
    }
    const Scheme* scheme = scheme_at(line.substr(i));
    const std::size_t start = i;
    Place place;
    if (scheme != nullptr) {
      i += scheme->prefix.size();
      place = read_place(line.substr(i), scheme->port, true);
    } else {
      place = read_place(line.substr(i), "443", false);
    }
    i += std::max<std::size_t>(place.used, 1);
    // "my_api.openai.com" and "x@api.openai.com" are other names.
    const bool glued =
        scheme == nullptr && start > 0 && (line[start - 1] == '_' || line[start - 1] == '@');
    if (glued || (scheme == nullptr && !looks_like_host(place))) continue;
    if (auto found = judge(place, catalog)) each(*found, start);
  }
}

}  // namespace bartizan::use
