// Any bytes as the target, the headers and the body of a request: what the router and the checks of
// its table accept has the types that the table names, and everything else is told where it is
// wrong.
#include <algorithm>

#include "base/budget.h"
#include "server/app.h"
#include "server/router.h"
#include "text/check_fuzz.h"

namespace bartizan::server {
namespace {

const Router& router() {
  static const Router all(all_routes());
  return all;
}

void check_errors(const std::vector<FieldError>& errors) {
  for (const FieldError& error : errors) {
    BZ_CHECK(!error.detail.empty());
    BZ_CHECK(error.in == "query" || error.in == "path" || error.in == "body" ||
             error.in == "header");
  }
  const Response response = problem(400, "It does not fit.", errors);
  BZ_CHECK(base::is_utf8(response.body));
}

// What check_body() let through, held against the table once more, by other means.
void check_members(std::span<const Field> fields, const text::Node& body) {
  BZ_CHECK(body.is_object());
  for (const text::Node& member : body.items) {
    const auto field = std::ranges::find(fields, std::string_view(member.key), &Field::name);
    BZ_CHECK(field != fields.end());
    if (member.is(text::Node::Kind::null)) {
      BZ_CHECK(field->nullable);
      continue;
    }
    if (field->type == Type::integer) BZ_CHECK(parse_integer(member.text).has_value());
    if (field->type == Type::time) BZ_CHECK(base::parse_utc(member.text).has_value());
    if (field->type == Type::boolean) BZ_CHECK(member.text == "true" || member.text == "false");
    if (field->type == Type::word) {
      BZ_CHECK(('|' + std::string(field->words) + '|').find('|' + member.text + '|') !=
               std::string::npos);
    }
    if (field->type == Type::text && field->most != 0) {
      BZ_CHECK(member.text.size() <= static_cast<std::size_t>(field->most));
    }
  }
  for (const Field& field : fields) {
    BZ_CHECK(!field.required || body.find(field.name) != nullptr);
  }
}

void check_request(const Request& request) {
  const Match match = router().match(request.method, request.path);
  BZ_CHECK(match.route == nullptr || match.path_known);
  if (match.route == nullptr) return;
  for (const Pair& value : match.path_values) {
    BZ_CHECK(!value.value.empty() && base::is_utf8(value.value));
    BZ_CHECK(value.value.find('\0') == std::string::npos);
  }
  const auto head = check_head(*match.route, request, match.path_values);
  check_errors(head);
  if (head.empty()) {
    for (const Pair& pair : request.query) {
      BZ_CHECK(std::ranges::count(request.query, pair.name, &Pair::name) == 1);
    }
  }
  if (match.route->body.kind != Body::Kind::json) return;
  const auto body = check_body(*match.route, request.body);
  if (!body) {
    BZ_CHECK(!body.error().empty());
    check_errors(body.error());
  } else if (!request.body.empty()) {
    check_members(match.route->body.fields, *body);
  }
}

}  // namespace
}  // namespace bartizan::server

// The first byte names a route or none, the second a method; then lines: target, host, cookie,
// body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bartizan;
  using namespace bartizan::server;
  const std::string input = text::fuzz_text(data, size);
  if (input.size() < 2) return 0;
  const auto number = static_cast<unsigned char>(input[0]);
  std::vector<std::string> lines(4);
  std::string_view rest = std::string_view(input).substr(2);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::size_t end =
        i + 1 == lines.size() ? rest.size() : std::min(rest.find('\n'), rest.size());
    lines[i] = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  Request request;
  const auto routes = router().routes();
  if (number < routes.size()) {
    request.method = routes[number]->method;
    lines[0].insert(
        0, std::string(routes[number]->pattern.substr(0, routes[number]->pattern.find('{'))));
  } else {
    request.method = static_cast<Method>(static_cast<unsigned char>(input[1]) % 8);
  }
  const std::string host = host_name(lines[1]);
  BZ_CHECK(host.size() <= lines[1].size());
  BZ_CHECK(host.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string::npos);
  request.headers = {{"host", lines[1]}, {"cookie", lines[2]}};
  BZ_CHECK(request.cookie("a").size() <= lines[2].size());
  request.body = lines[3];
  if (!set_target(request, lines[0])) return 0;
  BZ_CHECK(request.path.starts_with('/') && request.query.size() <= kMostQuery);
  for (const Pair& pair : request.query) {
    BZ_CHECK(base::is_utf8(pair.name) && base::is_utf8(pair.value));
  }
  check_request(request);
  return 0;
}
