#include "server/router.h"

#include <algorithm>
#include <charconv>

namespace bartizan::server {
namespace {

std::vector<std::string_view> parts_of(std::string_view path) {
  std::vector<std::string_view> parts;
  path.remove_prefix(std::min<std::size_t>(1, path.size()));
  for (;;) {
    const std::size_t slash = path.find('/');
    parts.push_back(path.substr(0, slash));
    if (slash == path.npos) return parts;
    path.remove_prefix(slash + 1);
  }
}

bool is_variable(std::string_view part) { return part.starts_with('{') && part.ends_with('}'); }

// Whether the path fits; fills the decoded values of the pattern's variables.
bool fits(std::string_view pattern, const std::vector<std::string_view>& path,
          std::vector<Pair>& values) {
  const std::vector<std::string_view> wanted = parts_of(pattern);
  if (wanted.size() != path.size()) return false;
  values.clear();
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (is_variable(wanted[i])) {
      auto value = percent_decode(path[i], false);
      if (!value || value->empty()) return false;
      values.push_back({std::string(wanted[i].substr(1, wanted[i].size() - 2)), std::move(*value)});
    } else if (wanted[i] != path[i]) {
      return false;
    }
  }
  return true;
}

const std::string* find(const std::vector<Pair>& pairs, std::string_view name) {
  const auto found = std::ranges::find(pairs, name, &Pair::name);
  return found == pairs.end() ? nullptr : &found->value;
}

}  // namespace

std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), value);
  if (error != std::errc() || end != text.end()) return std::nullopt;
  return value;
}

std::string_view Call::path(std::string_view name) const {
  const std::string* value = find(path_values, name);
  return value == nullptr ? std::string_view() : std::string_view(*value);
}

std::optional<std::string_view> Call::text(std::string_view name) const {
  const std::string* value = find(request.query, name);
  if (value == nullptr) return std::nullopt;
  return std::string_view(*value);
}

std::string_view Call::text_or(std::string_view name, std::string_view otherwise) const {
  return text(name).value_or(otherwise);
}

std::int64_t Call::integer_or(std::string_view name, std::int64_t otherwise) const {
  const auto value = text(name);
  return value ? parse_integer(*value).value_or(otherwise) : otherwise;
}

std::optional<bool> Call::boolean(std::string_view name) const {
  const auto value = text(name);
  if (!value) return std::nullopt;
  return *value == "true";
}

std::optional<base::Millis> Call::time(std::string_view name) const {
  const auto value = text(name);
  return value ? base::parse_utc(*value) : std::nullopt;
}

std::size_t Call::limit() const {
  return static_cast<std::size_t>(integer_or("limit", kDefaultLimit));
}

std::string_view Call::sort() const {
  std::string_view word = text_or("sort", "");
  if (word.starts_with('-')) word.remove_prefix(1);
  return word;
}

bool Call::descending() const { return text_or("sort", "").starts_with('-'); }

std::string_view Call::body_text(std::string_view name) const { return body.string(name); }

std::optional<bool> Call::body_boolean(std::string_view name) const {
  const text::Node* member = body.find(name);
  if (member == nullptr || !member->is(text::Node::Kind::boolean)) return std::nullopt;
  return member->text == "true";
}

std::optional<std::int64_t> Call::body_integer(std::string_view name) const {
  const text::Node* member = body.find(name);
  if (member == nullptr || !member->is(text::Node::Kind::number)) return std::nullopt;
  return parse_integer(member->text);
}

std::optional<base::Millis> Call::body_time(std::string_view name) const {
  const text::Node* member = body.find(name);
  if (member == nullptr || !member->is_string()) return std::nullopt;
  return base::parse_utc(member->text);
}

Router::Router(std::vector<const Route*> routes) : routes_(std::move(routes)) {}

Match Router::match(Method method, std::string_view path) const {
  const Method wanted = method == Method::head ? Method::get : method;
  const std::vector<std::string_view> parts = parts_of(path);
  Match match;
  std::vector<Pair> values;
  std::size_t fewest = 0;
  for (const Route* route : routes_) {
    if (!fits(route->pattern, parts, values)) continue;
    match.path_known = true;
    match.allowed.push_back(route->method);
    if (route->method == Method::get) match.allowed.push_back(Method::head);
    if (route->method != wanted) continue;
    // "/tokens/new" before "/tokens/{id}", whatever their order.
    if (match.route != nullptr && values.size() >= fewest) continue;
    match.route = route;
    fewest = values.size();
    match.path_values = values;
  }
  return match;
}

}  // namespace bartizan::server
