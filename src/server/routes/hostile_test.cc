// Every route of the table with everything wrong that its own row lets a test think of: wrong
// types, sizes, encodings, members, roles. Bad input is 4xx with a problem document, never 5xx, and
// what succeeds has the form that the row promises. A new route is covered by being there.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/budget.h"
#include "server/test_server.h"

namespace bartizan::server {
namespace {

using text::Node;

std::optional<Node> parse(std::string_view json) {
  base::Budget budget{base::Limits{}};
  auto tree = text::parse_json(json, budget);
  if (!tree) return std::nullopt;
  return std::move(*tree);
}

std::string json_text(std::string_view text) {
  std::string out;
  base::append_json_string(out, text);
  return out;
}

// The smallest text that the field takes.
std::string good_text(const Field& field) {
  switch (field.type) {
    case Type::word:
      return std::string(field.words.substr(0, field.words.find('|')));
    case Type::sha256:
      return std::string(64, 'a');
    case Type::time:
      return "2026-11-28";
    case Type::integer:
      return std::to_string(std::max<std::int64_t>(field.least, 0));
    case Type::boolean:
      return "true";
    default:
      return std::string(static_cast<std::size_t>(std::max<std::int64_t>(field.least, 1)), 'x');
  }
}

std::string good_json(const Field& field);

std::string good_object(std::span<const Field> fields, std::string_view leave_out = {}) {
  std::string out;
  for (const Field& field : fields) {
    if (!field.required || field.name == leave_out) continue;
    out += (out.empty() ? "" : ",") + json_text(field.name) + ":" + good_json(field);
  }
  return "{" + out + "}";
}

std::string good_json(const Field& field) {
  switch (field.type) {
    case Type::integer:
    case Type::boolean:
      return good_text(field);
    case Type::number:
      return "1.5";
    case Type::any:
      return "{}";
    case Type::map:
      return "{}";
    case Type::object:
      return good_object(field.schema != nullptr ? field.schema->fields : field.fields);
    case Type::list: {
      std::string out;
      for (std::int64_t i = 0; i < field.least; ++i) {
        out += out.empty() ? "" : ",";
        out += field.fields.empty() ? "{}" : good_json(field.fields.front());
      }
      return "[" + out + "]";
    }
    default:
      return json_text(good_text(field));
  }
}

// JSON values that the field cannot be.
std::vector<std::string> bad_json(const Field& field) {
  std::vector<std::string> bad;
  if (field.type == Type::any) return bad;
  if (!field.nullable) bad.emplace_back("null");
  if (field.type != Type::boolean) bad.emplace_back("true");
  if (field.type != Type::list) bad.emplace_back("[]");
  if (field.type != Type::object && field.type != Type::map) bad.emplace_back("{}");
  if (field.type == Type::integer) bad.insert(bad.end(), {"1.5", "1e400", "99999999999999999999"});
  if (field.type != Type::integer && field.type != Type::number) bad.emplace_back("7");
  if (field.type == Type::text) {
    const std::int64_t most = field.most != 0 ? field.most : kMostText;
    if (most < (1 << 19))
      bad.push_back(json_text(std::string(static_cast<std::size_t>(most) + 1, 'x')));
  } else {
    bad.emplace_back("\"\\u0000 not this\"");
  }
  return bad;
}

std::string path_of(const Route& route, std::string_view value = {}) {
  std::string out;
  std::string_view rest = route.pattern;
  for (std::size_t open = rest.find('{'); open != rest.npos; open = rest.find('{')) {
    const std::size_t close = rest.find('}', open);
    const std::string_view name = rest.substr(open + 1, close - open - 1);
    const auto known = std::ranges::find(route.path, name, &Field::name);
    const Field field = known != route.path.end() ? *known : Field{.name = name, .type = Type::id};
    out.append(rest.substr(0, open));
    out += value.empty() ? good_text(field) : std::string(value);
    rest.remove_prefix(close + 1);
  }
  return out + std::string(rest);
}

std::string query_of(const Route& route, std::string_view leave_out = {}) {
  std::string out;
  for (const Field& field : route.query) {
    if (!field.required || field.name == leave_out) continue;
    out += (out.empty() ? "?" : "&") + std::string(field.name) + "=" + good_text(field);
  }
  return out;
}

class Prober {
 public:
  explicit Prober(const Route& route) : route_(route) { server_.gate.person = TestServer::admin(); }

  Response send(const std::string& target, std::string body) {
    Request request = server_.request(route_.method, target, std::move(body));
    bool bad_target = false;
    Request probe;
    bad_target = !set_target(probe, target);
    if (route_.body.kind == Body::Kind::raw) {
      for (Pair& pair : request.headers) {
        if (pair.name == "content-type") pair.value = "application/octet-stream";
      }
    }
    Response response = server_.answer(std::move(request), bad_target);
    CAPTURE(target);
    CHECK(response.status < 500);
    if (response.status >= 400) {
      CHECK(response.content_type == "application/problem+json");
      const auto problem = parse(response.body);
      REQUIRE(problem);
      CHECK(problem->find("status") != nullptr);
      CHECK_FALSE(problem->string("detail").empty());
    }
    return response;
  }
  std::string good_body() const {
    if (route_.body.kind == Body::Kind::raw) return "x";
    return route_.body.kind == Body::Kind::json ? good_object(route_.body.fields) : std::string();
  }
  void refused(const std::string& target, std::string body) {
    const Response response = send(target, std::move(body));
    CAPTURE(target);
    CHECK(response.status >= 400);
  }

  void people() {
    const std::string target = path_of(route_) + query_of(route_);
    server_.gate.person.reset();
    const unsigned as_nobody = send(target, good_body()).status;
    if (route_.role != Role::none) CHECK(as_nobody == 401);
    for (const Role role : {Role::viewer, Role::analyst, Role::approver}) {
      if (role >= route_.role) continue;
      server_.gate.person = TestServer::admin();
      server_.gate.person->role = role;
      CHECK(send(target, good_body()).status == 403);
    }
    server_.gate.person = TestServer::admin();
    server_.gate.person->scopes = Scopes();
    if (route_.role != Role::none) CHECK(send(target, good_body()).status == 403);
    server_.gate.person = TestServer::admin();
    server_.gate.means_it = false;
    if (!is_safe(route_.method)) CHECK(send(target, good_body()).status == 403);
    server_.gate.means_it = true;
  }

  void queries() {
    const std::string path = path_of(route_);
    const std::string base = path + (query_of(route_).empty() ? "?" : query_of(route_) + "&");
    refused(base + "not-a-parameter=1", good_body());
    refused(base + "%ff=1", good_body());
    refused(base + "x=%00", good_body());
    for (const Field& field : route_.query) {
      if (field.required) refused(path + query_of(route_, field.name), good_body());
      const std::string name = "&" + std::string(field.name) + "=";
      const std::string mine = path + "?" + query_of(route_, field.name).erase(0, 1);
      refused(mine + name + good_text(field) + name + good_text(field), good_body());
      for (const char* bad :
           {"%20", "..%2f..%2fetc%2fpasswd", "1'%20OR%201=1--", "%e2%80%ae", "-1"}) {
        (void)send(mine + name + bad, good_body());
      }
      if (field.type != Type::text) refused(mine + name + "%20not%20this", good_body());
    }
    if (!route_.is_list) return;
    for (const char* bad : {"limit=0", "limit=501", "limit=x", "limit=", "q=%ff"}) {
      refused(base + bad, good_body());
    }
    for (const char* odd : {"cursor=x", "cursor=-1", "cursor=%00", "q=%27%22%3b--", "q=%25_%5c*",
                            "cursor=99999999999999999999", "cursor=99999999", "limit=500"}) {
      (void)send(base + odd, good_body());
    }
    if (!route_.sortable.empty()) refused(base + "sort=not-a-field", good_body());
  }

  void paths() {
    if (route_.pattern.find('{') == std::string_view::npos) return;
    for (const std::string& odd : std::vector<std::string>{
             "%00", "%ff", "%zz", "..", "..%2f..%2fetc%2fpasswd", "%20", "'--", "x%0d%0aX:%20y",
             std::string(5000, 'a'), "%f0%9f%98%80", "none"}) {
      const Response response = send(path_of(route_, odd) + query_of(route_), good_body());
      CAPTURE(odd);
      if (odd.starts_with('%') && odd != "%20") CHECK(response.status >= 400);
    }
  }

  void bodies() {
    if (route_.body.kind != Body::Kind::json) return;
    const std::string target = path_of(route_) + query_of(route_);
    for (const char* bad : {"[]", "null", "7", "{", "{\"a\":1,}", "\xff", "{\"a\":\"\\ud800\"}",
                            "{\"not-a-member\":1}"}) {
      refused(target, bad);
    }
    refused(target, std::string(10'000, '['));
    for (const Field& field : route_.body.fields) {
      if (field.required) refused(target, good_object(route_.body.fields, field.name));
      std::string rest = good_object(route_.body.fields, field.name);
      rest.pop_back();
      if (rest.size() > 1) rest += ',';
      for (const std::string& bad : bad_json(field)) {
        CAPTURE(field.name);
        CAPTURE(bad.substr(0, 100));
        refused(target, rest + json_text(field.name) + ":" + bad + "}");
      }
      const std::string good = json_text(field.name) + ":" + good_json(field);
      refused(target, rest + good + "," + good + "}");
    }
  }

  void good() {
    const Response response = send(path_of(route_) + query_of(route_), good_body());
    if (response.status != route_.success || response.stream) return;
    if (route_.answer == nullptr || route_.content_type != "application/json") return;
    const auto answer = parse(response.bytes());
    REQUIRE(answer);
    std::vector<FieldError> errors;
    const Field whole{.name = "", .type = Type::object, .schema = route_.answer};
    if (!route_.is_list) {
      check_value(whole, *answer, "", errors);
    } else {
      const Node* items = answer->find("items");
      REQUIRE(items != nullptr);
      for (const char* member : {"total", "next", "as_of"}) CHECK(answer->find(member) != nullptr);
      for (const Node& item : items->items) check_value(whole, item, "", errors);
    }
    for (const FieldError& error : errors) {
      // Answers may say more than the document, and at more length than may be asked.
      if (error.detail == "is not known here" || error.detail.starts_with("must have at most"))
        continue;
      FAIL_CHECK(error.name << " of the answer " << error.detail);
    }
  }

 private:
  const Route& route_;
  TestServer server_;
};

TEST_CASE("every route refuses what does not fit, and keeps its word") {
  for (const Route* route : all_routes()) {
    CAPTURE(name(route->method));
    CAPTURE(route->pattern);
    Prober prober(*route);
    prober.people();
    prober.queries();
    prober.paths();
    prober.bodies();
    prober.good();
  }
}

}  // namespace
}  // namespace bartizan::server
