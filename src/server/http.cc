#include "server/http.h"

#include <algorithm>
#include <array>

#include "base/escape.h"

namespace bartizan::server {
namespace {

struct Name {
  Method method;
  std::string_view word;
};
constexpr std::array kMethods{Name{Method::get, "GET"},        Name{Method::head, "HEAD"},
                              Name{Method::post, "POST"},      Name{Method::put, "PUT"},
                              Name{Method::patch, "PATCH"},    Name{Method::remove, "DELETE"},
                              Name{Method::options, "OPTIONS"}};

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

std::string_view name(Method method) {
  for (const Name& known : kMethods) {
    if (known.method == method) return known.word;
  }
  return "OTHER";
}

Method method_of(std::string_view word) {
  for (const Name& known : kMethods) {
    if (known.word == word) return known.method;
  }
  return Method::other;
}

std::string_view Request::header(std::string_view wanted) const {
  for (const Pair& pair : headers) {
    if (pair.name == wanted) return pair.value;
  }
  return {};
}

std::size_t Request::count(std::string_view wanted) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(headers, [&](const Pair& pair) { return pair.name == wanted; }));
}

bool Request::has(std::string_view wanted) const { return count(wanted) != 0; }

std::string_view Request::cookie(std::string_view wanted) const {
  for (const Pair& pair : headers) {
    if (pair.name != "cookie") continue;
    std::string_view rest = pair.value;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(';'), rest.size());
      const std::string_view part = trim(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      const std::size_t equals = part.find('=');
      if (equals != part.npos && part.substr(0, equals) == wanted) return part.substr(equals + 1);
    }
  }
  return {};
}

std::optional<std::string> percent_decode(std::string_view text, bool plus) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (text.size() - i < 3) return std::nullopt;
      const int high = hex_digit(text[i + 1]);
      const int low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    } else if (c == '+' && plus) {
      c = ' ';
    }
    if (c == '\0') return std::nullopt;
    out += c;
  }
  if (!base::is_utf8(out)) return std::nullopt;
  return out;
}

bool set_target(Request& request, std::string_view target) {
  if (!target.starts_with('/')) return false;
  // Controls, spaces and bytes above ASCII have no place in a target (RFC 9112, section 3.2).
  if (std::ranges::any_of(target, [](char c) { return c <= ' ' || c > '~' || c == '#'; })) {
    return false;
  }
  const std::size_t question = target.find('?');
  const std::string_view path = target.substr(0, question);
  if (!percent_decode(path, false)) return false;
  request.path = path;
  request.query.clear();
  std::string_view rest =
      question == target.npos ? std::string_view() : target.substr(question + 1);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('&'), rest.size());
    const std::string_view pair = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (pair.empty()) continue;
    if (request.query.size() == kMostQuery) return false;
    const std::size_t equals = pair.find('=');
    auto key = percent_decode(pair.substr(0, equals), true);
    auto value = equals == pair.npos ? std::optional<std::string>(std::string())
                                     : percent_decode(pair.substr(equals + 1), true);
    if (!key || !value) return false;
    request.query.push_back({std::move(*key), std::move(*value)});
  }
  return true;
}

std::string_view Response::header(std::string_view wanted) const {
  for (const Pair& pair : headers) {
    if (std::ranges::equal(pair.name, wanted, {}, lower, lower)) return pair.value;
  }
  return {};
}

std::string_view reason(unsigned status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 411:
      return "Length Required";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 421:
      return "Misdirected Request";
    case 422:
      return "Unprocessable Content";
    case 428:
      return "Precondition Required";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    case 507:
      return "Insufficient Storage";
    default:
      return "Unknown";
  }
}

}  // namespace bartizan::server
