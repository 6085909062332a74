// The checks of router.h: one value against its field.
#include <algorithm>
#include <set>

#include "base/budget.h"
#include "server/router.h"

namespace bartizan::server {
namespace {

using text::Node;

bool is_id(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("._:@~+=-").find(c) != std::string_view::npos;
  });
}

bool is_sha256(std::string_view text) {
  return text.size() == 64 && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

bool is_word(std::string_view words, std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = std::min(words.find('|'), words.size());
    if (words.substr(0, end) == text) return true;
    if (end == words.size()) return false;
    words.remove_prefix(end + 1);
  }
  return false;
}

std::string shown(std::string_view words) {
  std::string out;
  for (const char c : words) out += c == '|' ? std::string(", ") : std::string(1, c);
  return out;
}

// What is wrong with a text of that type; empty when nothing is.
std::string wrong_text(const Field& field, std::string_view text) {
  const auto size = static_cast<std::int64_t>(text.size());
  const std::int64_t most = field.most != 0 ? field.most : kMostText;
  switch (field.type) {
    case Type::word:
      return is_word(field.words, text) ? std::string() : "must be one of " + shown(field.words);
    case Type::id:
      if (!is_id(text)) return "must consist of letters, digits and ._:@~+=-";
      break;
    case Type::sha256:
      return is_sha256(text) ? std::string() : "must be 64 lower-case hexadecimal digits";
    case Type::time:
      return base::parse_utc(text) ? std::string()
                                   : "must be a time like 2026-11-28T09:00:00Z or a date";
    case Type::boolean:
      return text == "true" || text == "false" ? std::string() : "must be true or false";
    case Type::integer: {
      const auto value = parse_integer(text);
      if (!value) return "must be a whole number";
      if (*value < field.least || (field.most != 0 && *value > field.most)) {
        return field.most != 0 ? "must be between " + std::to_string(field.least) + " and " +
                                     std::to_string(field.most)
                               : "must be at least " + std::to_string(field.least);
      }
      return {};
    }
    default:
      break;
  }
  if (size > most) return "must have at most " + std::to_string(most) + " bytes";
  if (size < field.least) return "must have at least " + std::to_string(field.least) + " bytes";
  return {};
}

std::span<const Field> fields_of(const Field& field) {
  return field.schema != nullptr ? field.schema->fields : field.fields;
}

void wrong(std::vector<FieldError>& errors, const std::string& where, std::string detail) {
  // One answer has room for so many; the rest comes with the next try.
  constexpr std::size_t kMostErrors = 20;
  if (errors.size() < kMostErrors) errors.push_back({"body", where, std::move(detail)});
}

std::string_view kind_name(Type type) {
  switch (type) {
    case Type::integer:
      return "a whole number";
    case Type::number:
      return "a number";
    case Type::boolean:
      return "true or false";
    case Type::object:
    case Type::map:
      return "an object";
    case Type::list:
      return "a list";
    default:
      return "a text";
  }
}

bool has_kind(Type type, const Node& value) {
  switch (type) {
    case Type::integer:
    case Type::number:
      return value.is(Node::Kind::number);
    case Type::boolean:
      return value.is(Node::Kind::boolean);
    case Type::object:
    case Type::map:
      return value.is_object();
    case Type::list:
      return value.is_array();
    case Type::any:
      return true;
    default:
      return value.is_string();
  }
}

void check_object(std::span<const Field> fields, const Node& value, const std::string& where,
                  std::vector<FieldError>& errors) {
  const std::string prefix = where.empty() ? std::string() : where + ".";
  std::set<std::string_view> seen;
  for (const Node& member : value.items) {
    if (!seen.insert(member.key).second) wrong(errors, prefix + member.key, "must stand once");
    const auto field = std::ranges::find(fields, std::string_view(member.key), &Field::name);
    if (field == fields.end()) {
      wrong(errors, prefix + member.key, "is not known here");
    } else {
      check_value(*field, member, prefix + member.key, errors);
    }
  }
  for (const Field& field : fields) {
    if (field.required && !seen.contains(field.name)) {
      wrong(errors, prefix + std::string(field.name), "must be there");
    }
  }
}

void check_list(const Field& field, const Node& value, const std::string& where,
                std::vector<FieldError>& errors) {
  const auto size = static_cast<std::int64_t>(value.items.size());
  const std::int64_t most = field.most != 0 ? field.most : kMostItems;
  if (size > most) {
    wrong(errors, where, "must have at most " + std::to_string(most) + " elements");
    return;
  }
  if (size < field.least) {
    wrong(errors, where, "must have at least " + std::to_string(field.least) + " elements");
  }
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    const std::string place = where + "[" + std::to_string(i) + "]";
    if (field.schema != nullptr) {
      check_value({.name = "", .type = Type::object, .schema = field.schema}, value.items[i], place,
                  errors);
    } else if (!field.fields.empty()) {
      check_value(field.fields.front(), value.items[i], place, errors);
    }
  }
}

void check_map(const Field& field, const Node& value, const std::string& where,
               std::vector<FieldError>& errors) {
  std::set<std::string_view> seen;
  const std::int64_t most = field.most != 0 ? field.most : kMostItems;
  if (static_cast<std::int64_t>(value.items.size()) > most) {
    wrong(errors, where, "must have at most " + std::to_string(most) + " members");
    return;
  }
  for (const Node& member : value.items) {
    const std::string place = where + "." + member.key;
    if (!seen.insert(member.key).second) wrong(errors, place, "must stand once");
    if (!field.fields.empty()) check_value(field.fields.front(), member, place, errors);
  }
}

// The parameters of every list, besides those of the route.
constexpr Field kLimit{.name = "limit", .type = Type::integer, .least = 1, .most = kMostLimit};
constexpr Field kCursor{.name = "cursor", .type = Type::text, .most = 512};
constexpr Field kSearch{.name = "q", .type = Type::text, .most = 256};

std::string wrong_query(const Route& route, const Pair& pair) {
  const auto field = std::ranges::find(route.query, std::string_view(pair.name), &Field::name);
  if (field != route.query.end()) return wrong_text(*field, pair.value);
  if (route.is_list) {
    for (const Field* known : {&kLimit, &kCursor, &kSearch}) {
      if (known->name == pair.name) return wrong_text(*known, pair.value);
    }
  }
  if (!route.sortable.empty() && pair.name == "sort") {
    std::string_view word = pair.value;
    if (word.starts_with('-')) word.remove_prefix(1);
    return is_word(route.sortable, word)
               ? std::string()
               : "must be one of " + shown(route.sortable) + ", with - in front to turn it round";
  }
  return "is not known here";
}

}  // namespace

void check_value(const Field& field, const Node& value, const std::string& where,
                 std::vector<FieldError>& errors) {
  if (value.is(Node::Kind::null)) {
    if (!field.nullable && field.type != Type::any) wrong(errors, where, "must not be null");
    return;
  }
  if (!has_kind(field.type, value)) {
    wrong(errors, where, "must be " + std::string(kind_name(field.type)));
    return;
  }
  switch (field.type) {
    case Type::object:
      if (!fields_of(field).empty()) check_object(fields_of(field), value, where, errors);
      break;
    case Type::list:
      check_list(field, value, where, errors);
      break;
    case Type::map:
      check_map(field, value, where, errors);
      break;
    case Type::number:
    case Type::any:
      break;
    default:
      if (std::string detail = wrong_text(field, value.text); !detail.empty()) {
        wrong(errors, where, std::move(detail));
      }
  }
}

std::vector<FieldError> check_head(const Route& route, const Request& request,
                                   const std::vector<Pair>& path_values) {
  std::vector<FieldError> errors;
  constexpr Field kId{.name = "", .type = Type::id};
  for (const Pair& value : path_values) {
    const auto field = std::ranges::find(route.path, std::string_view(value.name), &Field::name);
    std::string detail = wrong_text(field == route.path.end() ? kId : *field, value.value);
    if (!detail.empty()) errors.push_back({"path", value.name, std::move(detail)});
  }
  std::set<std::string_view> seen;
  for (const Pair& pair : request.query) {
    std::string detail = wrong_query(route, pair);
    if (detail.empty() && !seen.insert(pair.name).second) detail = "must stand once";
    if (!detail.empty()) errors.push_back({"query", pair.name, std::move(detail)});
  }
  for (const Field& field : route.query) {
    if (field.required && !seen.contains(field.name)) {
      errors.push_back({"query", std::string(field.name), "must be there"});
    }
  }
  return errors;
}

std::expected<Node, std::vector<FieldError>> check_body(const Route& route, std::string_view body) {
  if (body.empty() && route.body.optional) return Node{};
  base::Limits limits;
  limits.json_depth = 32;  // no body of the interface is deeper than a handful
  base::Budget budget(limits);
  auto parsed = text::parse_json(body, budget);
  std::vector<FieldError> errors;
  if (!parsed) {
    errors.push_back({"body", "",
                      "is not JSON: " + std::string(parsed.error().what) + " at byte " +
                          std::to_string(parsed.error().offset)});
    return std::unexpected(std::move(errors));
  }
  check_value({.name = "", .type = Type::object, .fields = route.body.fields}, *parsed, "", errors);
  if (!errors.empty()) return std::unexpected(std::move(errors));
  return std::move(*parsed);
}

}  // namespace bartizan::server
