#include "server/openapi.h"

#include <algorithm>
#include <vector>

#include "base/json_write.h"
#include "run/version.h"

namespace bartizan::server {
namespace {

using base::JsonWriter;

constexpr std::string_view kProblem = "application/problem+json";
constexpr std::string_view kIdPattern = "^[A-Za-z0-9._:@~+=-]+$";
constexpr std::string_view kTimePattern =
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{3})?Z)?$";

constexpr Field kLimit{.name = "limit",
                       .type = Type::integer,
                       .summary = "how many at most",
                       .least = 1,
                       .most = kMostLimit};
constexpr Field kCursor{
    .name = "cursor", .type = Type::text, .summary = "`next` of the answer before", .most = 512};
constexpr Field kSearch{
    .name = "q", .type = Type::text, .summary = "text to look for", .most = 256};

std::vector<std::string_view> split(std::string_view words) {
  std::vector<std::string_view> out;
  while (!words.empty()) {
    const std::size_t end = std::min(words.find('|'), words.size());
    out.push_back(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return out;
}

class Document {
 public:
  explicit Document(std::span<const Route* const> routes) : routes_(routes) {}

  std::string write() {
    out_.begin_object();
    out_.field("openapi", "3.1.0");
    out_.key("info").begin_object();
    out_.field("title", "Bartizan");
    out_.field("version", run::kVersion);
    out_.field("description",
               "What an installation of Bartizan knows and can be asked to do. Errors are "
               "application/problem+json (RFC 9457). Not affiliated with or endorsed by CISA or "
               "DHS.");
    out_.key("license").begin_object();
    out_.field("name", "Apache-2.0").field("identifier", "Apache-2.0");
    out_.end_object().end_object();
    out_.key("servers").begin_array().begin_object().field("url", "/").end_object().end_array();
    write_paths();
    write_components();
    out_.end_object();
    return out_.take();
  }

 private:
  void write_paths() {
    std::vector<std::string_view> patterns;
    for (const Route* route : routes_) {
      if (std::ranges::find(patterns, route->pattern) == patterns.end()) {
        patterns.push_back(route->pattern);
      }
    }
    out_.key("paths").begin_object();
    for (const std::string_view pattern : patterns) {
      out_.key(pattern).begin_object();
      for (const Route* route : routes_) {
        if (route->pattern == pattern) write_operation(*route);
      }
      out_.end_object();
    }
    out_.end_object();
  }

  void write_operation(const Route& route) {
    std::string method(name(route.method));
    std::ranges::transform(method, method.begin(),
                           [](char c) { return static_cast<char>(c - 'A' + 'a'); });
    out_.key(method).begin_object();
    out_.field("operationId", route.id);
    out_.field("summary", route.summary);
    out_.key("tags").begin_array().value(route.room).end_array();
    out_.field("x-role", name(route.role));
    if (route.role != Role::none) {
      out_.field("x-scope", name(route.scope));
    } else {
      out_.key("security").begin_array().end_array();
    }
    write_parameters(route);
    write_body(route);
    write_responses(route);
    out_.end_object();
  }

  void write_parameters(const Route& route) {
    out_.key("parameters").begin_array();
    std::string_view rest = route.pattern;
    for (std::size_t open = rest.find('{'); open != rest.npos; open = rest.find('{')) {
      const std::size_t close = rest.find('}', open);
      const std::string_view name = rest.substr(open + 1, close - open - 1);
      rest.remove_prefix(close);
      const auto known = std::ranges::find(route.path, name, &Field::name);
      Field field{.name = name, .type = Type::id};
      if (known != route.path.end()) field = *known;
      field.required = true;
      write_parameter(field, "path");
    }
    for (const Field& field : route.query) write_parameter(field, "query");
    if (route.is_list) {
      for (const Field* field : {&kLimit, &kCursor, &kSearch}) write_parameter(*field, "query");
    }
    if (!route.sortable.empty()) {
      std::string words;
      for (const std::string_view word : split(route.sortable)) {
        words.append(words.empty() ? "" : "|").append(word).append("|-").append(word);
      }
      write_parameter({.name = "sort",
                       .type = Type::word,
                       .summary = "the order; - turns it round",
                       .words = words},
                      "query");
    }
    out_.end_array();
  }

  void write_parameter(const Field& field, std::string_view in) {
    out_.begin_object();
    out_.field("name", field.name).field("in", in).field("required", field.required);
    if (!field.summary.empty()) out_.field("description", field.summary);
    out_.key("schema");
    Field plain = field;
    plain.summary = {};
    write_schema(plain);
    out_.end_object();
  }

  void write_body(const Route& route) {
    if (route.body.kind == Body::Kind::none) return;
    out_.key("requestBody").begin_object();
    out_.field("required", !route.body.optional);
    out_.key("content").begin_object();
    if (route.body.kind == Body::Kind::json) {
      out_.key("application/json").begin_object().key("schema");
      write_object(route.body.fields, true);
    } else {
      out_.key("application/octet-stream").begin_object().key("schema");
      out_.begin_object().end_object();
    }
    out_.end_object().end_object().end_object();
  }

  void write_responses(const Route& route) {
    out_.key("responses").begin_object();
    out_.key(std::to_string(route.success)).begin_object();
    out_.field("description", reason(route.success));
    if (route.success != 204) {
      out_.key("content").begin_object();
      for (std::string_view types = route.content_type; !types.empty();) {
        const std::string_view type = types.substr(0, types.find('|'));
        types.remove_prefix(std::min(type.size() + 1, types.size()));
        out_.key(type).begin_object();
        if (route.answer != nullptr) {
          out_.key("schema");
          route.is_list ? write_list(*route.answer, route.totals) : write_reference(*route.answer);
        }
        out_.end_object();
      }
      out_.end_object();
    }
    out_.end_object();
    std::vector<unsigned> refusals{400, 421, 429, 431};
    if (route.role != Role::none) refusals.insert(refusals.end(), {401, 403});
    if (!is_safe(route.method)) refusals.push_back(403);
    if (route.pattern.find('{') != std::string_view::npos) refusals.push_back(404);
    if (route.body.kind != Body::Kind::none) refusals.insert(refusals.end(), {408, 413, 415});
    refusals.insert(refusals.end(), route.refusals.begin(), route.refusals.end());
    std::ranges::sort(refusals);
    const auto [first, last] = std::ranges::unique(refusals);
    refusals.erase(first, last);
    for (const unsigned status : refusals) {
      out_.key(std::to_string(status)).begin_object();
      out_.field("$ref", "#/components/responses/Problem");
      out_.end_object();
    }
    out_.end_object();
  }

  // What every list answers.
  void write_list(const Schema& item, std::span<const Field> totals) {
    out_.begin_object().field("type", "object");
    out_.key("required").begin_array();
    for (const char* name : {"items", "total", "next", "as_of"}) out_.value(name);
    for (const Field& field : totals) out_.value(field.name);
    out_.end_array();
    out_.key("properties").begin_object();
    out_.key("items").begin_object().field("type", "array").key("items");
    write_reference(item);
    out_.end_object();
    write_union("total", "integer");
    write_union("next", "string");
    out_.key("as_of").begin_object().field("type", "string").end_object();
    out_.key("facets").begin_object().field("type", "object").end_object();
    for (const Field& field : totals) {
      out_.key(field.name);
      write_schema(field);
    }
    out_.end_object().end_object();
  }

  void write_union(std::string_view name, std::string_view type) {
    out_.key(name).begin_object().key("type").begin_array();
    out_.value(type).value("null").end_array().end_object();
  }

  void write_reference(const Schema& schema) {
    if (std::ranges::find(schemas_, &schema) == schemas_.end()) schemas_.push_back(&schema);
    out_.begin_object();
    out_.field("$ref", "#/components/schemas/" + std::string(schema.name));
    out_.end_object();
  }

  void write_object(std::span<const Field> fields, bool closed) {
    out_.begin_object().field("type", "object");
    write_members(fields, closed);
    out_.end_object();
  }

  void write_members(std::span<const Field> fields, bool closed) {
    bool any = false;
    for (const Field& field : fields) any = any || field.required;
    if (any) {
      out_.key("required").begin_array();
      for (const Field& field : fields) {
        if (field.required) out_.value(field.name);
      }
      out_.end_array();
    }
    out_.key("properties").begin_object();
    for (const Field& field : fields) {
      out_.key(field.name);
      write_schema(field);
    }
    out_.end_object();
    if (closed) out_.field("additionalProperties", false);
  }

  void write_schema(const Field& field) {
    if (field.type == Type::object && field.schema != nullptr && !field.nullable &&
        field.summary.empty()) {
      return write_reference(*field.schema);
    }
    out_.begin_object();
    if (!field.summary.empty()) out_.field("description", field.summary);
    switch (field.type) {
      case Type::any:
        break;
      case Type::integer:
        write_integer(field);
        break;
      case Type::number:
        write_type(field, "number");
        break;
      case Type::boolean:
        write_type(field, "boolean");
        break;
      case Type::object:
        write_nested(field);
        break;
      case Type::list:
        write_array(field);
        break;
      case Type::map:
        write_map(field);
        break;
      default:
        write_text(field);
    }
    out_.end_object();
  }

  void write_type(const Field& field, std::string_view type) {
    out_.key("type");
    if (field.nullable) {
      out_.begin_array().value(type).value("null").end_array();
    } else {
      out_.value(type);
    }
  }

  void write_integer(const Field& field) {
    write_type(field, "integer");
    out_.field("minimum", field.least);
    if (field.most != 0) out_.field("maximum", field.most);
  }

  void write_text(const Field& field) {
    write_type(field, "string");
    if (field.type == Type::word) {
      out_.key("enum").begin_array();
      for (const std::string_view word : split(field.words)) out_.value(word);
      if (field.nullable) out_.null();
      out_.end_array();
      return;
    }
    if (field.type == Type::sha256) out_.field("pattern", "^[0-9a-f]{64}$");
    if (field.type == Type::time) out_.field("pattern", kTimePattern);
    if (field.type == Type::id) out_.field("pattern", kIdPattern);
    if (field.type != Type::text && field.type != Type::id) return;
    if (field.least != 0) out_.field("minLength", field.least);
    out_.field("maxLength", field.most != 0 ? field.most : kMostText);
  }

  void write_nested(const Field& field) {
    if (field.schema == nullptr) {
      write_type(field, "object");
      if (!field.fields.empty()) write_members(field.fields, false);
    } else if (field.nullable) {
      out_.key("anyOf").begin_array();
      write_reference(*field.schema);
      out_.begin_object().field("type", "null").end_object();
      out_.end_array();
    } else {
      out_.key("allOf").begin_array();
      write_reference(*field.schema);
      out_.end_array();
    }
  }

  void write_array(const Field& field) {
    write_type(field, "array");
    if (field.least != 0) out_.field("minItems", field.least);
    if (field.most != 0) out_.field("maxItems", field.most);
    if (field.schema != nullptr) {
      out_.key("items");
      write_reference(*field.schema);
    } else if (!field.fields.empty()) {
      out_.key("items");
      write_schema(field.fields.front());
    }
  }

  void write_map(const Field& field) {
    write_type(field, "object");
    if (field.most != 0) out_.field("maxProperties", field.most);
    if (field.fields.empty()) return;
    out_.key("additionalProperties");
    write_schema(field.fields.front());
  }

  void write_components() {
    out_.key("components").begin_object();
    out_.key("schemas").begin_object();
    // Writing one may name more.
    for (std::size_t i = 0; i < schemas_.size(); ++i) {
      const Schema& schema = *schemas_[i];
      out_.key(schema.name).begin_object().field("type", "object");
      if (!schema.summary.empty()) out_.field("description", schema.summary);
      write_members(schema.fields, false);
      out_.end_object();
    }
    out_.key("Problem").raw(
        R"({"type":"object","description":"RFC 9457","required":["type","title","status","detail"],)"
        R"("properties":{"type":{"type":"string"},"title":{"type":"string"},)"
        R"("status":{"type":"integer"},"detail":{"type":"string"},"needs":{"type":"string"},)"
        R"("errors":{"type":"array","items":{"type":"object","required":["in","name","detail"],)"
        R"("properties":{"in":{"enum":["query","path","body","header"]},"name":{"type":"string"},)"
        R"("detail":{"type":"string"}}}}}})");
    out_.end_object();
    out_.key("responses").begin_object().key("Problem").begin_object();
    out_.field("description", "What is wrong, and with which part");
    out_.key("content").begin_object().key(kProblem).begin_object().key("schema");
    out_.begin_object().field("$ref", "#/components/schemas/Problem").end_object();
    out_.end_object().end_object().end_object().end_object();
    out_.key("securitySchemes").begin_object();
    out_.key("session").raw(
        R"({"type":"apiKey","in":"cookie","name":"bartizan_session",)"
        R"("description":"Unsafe methods also carry X-Bartizan-CSRF, from GET /api/v1/session."})");
    out_.key("token").raw(R"({"type":"http","scheme":"bearer"})");
    out_.key("basic").raw(
        R"({"type":"http","scheme":"basic","description":"A token as the password."})");
    out_.end_object().end_object();
    out_.key("security").raw(R"([{"session":[]},{"token":[]},{"basic":[]}])");
  }

  std::span<const Route* const> routes_;
  JsonWriter out_;
  std::vector<const Schema*> schemas_;
};

}  // namespace

std::string openapi(std::span<const Route* const> routes) { return Document(routes).write(); }

}  // namespace bartizan::server
