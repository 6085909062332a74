// Router: the table of routes, what it says about their input, and the call that a handler gets.
//
// What it is: one table from which requests are matched and validated and the OpenAPI document
// (server/openapi.h) is made, so that they cannot disagree. What it is not: HTTP on the wire, or
// the order of checks around a call (server/app.h). Tables are constant data that live as long as
// the program. To add routes: a file routes/<room>.cc with a constant array, and its line in
// routes/routes.cc.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "server/auth.h"
#include "server/context.h"
#include "server/http.h"
#include "server/problem.h"
#include "text/tree.h"

namespace bartizan::server {

enum class Type : std::uint8_t {
  text,     // UTF-8; least and most are characters' bytes
  word,     // one of `words`
  id,       // letters, digits and ._:@~+=-, not empty: no slash, no space
  sha256,   // 64 lower-case hexadecimal digits
  integer,  // least and most are its values
  number,   // JSON number
  boolean,
  time,    // "2026-11-28T09:00:00.000Z", or a date
  object,  // of `fields`, nothing else
  list,    // of `fields[0]`; least and most count elements
  map,     // an object whose values are of `fields[0]`
  any,     // JSON of any form
};

struct Schema;

// One parameter, one member of a body or of an answer.
struct Field {
  std::string_view name;
  Type type = Type::text;
  std::string_view summary = {};  // one phrase
  std::string_view words = {};    // "yes|no"
  std::int64_t least = 0;
  std::int64_t most = 0;  // 0: kMostText, kMostItems, or no limit of an integer
  bool required = false;
  bool nullable = false;
  std::span<const Field> fields = {};
  const Schema* schema = nullptr;  // in place of fields, for an object or a list's elements
};
inline constexpr std::int64_t kMostText = 4096;
inline constexpr std::int64_t kMostItems = 1000;

// A named form of answer.
struct Schema {
  std::string_view name;  // "Job"
  std::string_view summary = {};
  std::span<const Field> fields = {};
};

struct Body {
  enum class Kind : std::uint8_t { none, json, raw } kind = Kind::none;
  std::span<const Field> fields = {};  // of the JSON object
  std::uint64_t most = 0;              // bytes; 0: Limits::json_body, or the quota of uploads
  bool optional = false;
};

struct Call;
using Handler = Response (*)(const Call& call);
// Where a raw body goes. A Response refuses it. Called before the body is read.
using SinkMaker = std::expected<std::shared_ptr<BodySink>, Response> (*)(const Call& call);

struct Route {
  Method method = Method::get;
  std::string_view pattern = {};  // "/api/v1/systems/{id}"
  Role role = Role::viewer;       // none: for everybody
  Scope scope = Scope::read;
  std::string_view room = {};        // tag in the document: "Work"
  std::string_view id = {};          // operationId: "list_jobs"
  std::string_view summary = {};     // one sentence
  std::span<const Field> path = {};  // each {name} of the pattern; type id where it is not there
  std::span<const Field> query = {};
  bool is_list = false;            // takes limit, cursor and q, answers {items, total, next, as_of}
  std::span<const Field> totals = {};  // numbers of the whole that a list answers besides
  std::string_view sortable = {};  // "name|seen": takes sort=FIELD or sort=-FIELD
  Body body = {};
  const Schema* answer = nullptr;  // of an item, where is_list; nullptr: no or a foreign form
  unsigned success = 200;
  std::string_view content_type = "application/json";  // of the answer; "a|b": one of them
  std::span<const unsigned> refusals = {};  // besides those that follow from the above: 404, 409
  Handler handler = nullptr;
  SinkMaker sink = nullptr;  // of a raw body
};

// Every route of the product, in the order of the document.
std::vector<const Route*> all_routes();

// A request that its route has accepted: everything in it has the type that the table names.
struct Call {
  const Route& route;
  const Request& request;
  Context& context;
  const Principal* principal = nullptr;  // nullptr only where route.role is none
  std::vector<Pair> path_values;         // decoded
  text::Node body;                       // null where there is none

  std::string_view path(std::string_view name) const;
  // Query parameters; nullopt or the default where it was not given.
  std::optional<std::string_view> text(std::string_view name) const;
  std::string_view text_or(std::string_view name, std::string_view otherwise) const;
  std::int64_t integer_or(std::string_view name, std::int64_t otherwise) const;
  std::optional<bool> boolean(std::string_view name) const;
  std::optional<base::Millis> time(std::string_view name) const;
  // Of lists: limit (default 50), and sort without its sign.
  std::size_t limit() const;
  std::string_view sort() const;
  bool descending() const;
  // Members of the JSON body at its top; empty or nullopt where absent or null.
  std::string_view body_text(std::string_view name) const;
  std::optional<bool> body_boolean(std::string_view name) const;
  std::optional<std::int64_t> body_integer(std::string_view name) const;
  std::optional<base::Millis> body_time(std::string_view name) const;
};
inline constexpr std::int64_t kDefaultLimit = 50;
inline constexpr std::int64_t kMostLimit = 500;

// A route that fits a path, or why none does.
struct Match {
  const Route* route = nullptr;
  std::vector<Pair> path_values;
  std::vector<Method> allowed;  // of routes whose path fits, where the method does not
  bool path_known = false;
};

class Router {
 public:
  explicit Router(std::vector<const Route*> routes);
  std::span<const Route* const> routes() const { return routes_; }
  // HEAD is answered by the route of GET.
  Match match(Method method, std::string_view path) const;

 private:
  std::vector<const Route*> routes_;
};

// What is wrong with the query, the path's values and the content type of a request; empty when
// nothing is. Looks at no body.
std::vector<FieldError> check_head(const Route& route, const Request& request,
                                   const std::vector<Pair>& path_values);
// Reads and checks a JSON body.
std::expected<text::Node, std::vector<FieldError>> check_body(const Route& route,
                                                              std::string_view body);
// A decimal integer and nothing else.
std::optional<std::int64_t> parse_integer(std::string_view text);
// One value against its field, for bodies and for answers in tests. `where` names it in errors.
void check_value(const Field& field, const text::Node& value, const std::string& where,
                 std::vector<FieldError>& errors);

}  // namespace bartizan::server
