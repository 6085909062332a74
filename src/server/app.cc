#include "server/app.h"

#include <algorithm>
#include <array>
#include <exception>

#include "base/hash.h"
#include "server/log.h"

namespace bartizan::server {
namespace {

// What the dashboard needs and nothing else; no inline code, no other place.
constexpr std::string_view kPagePolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'";
constexpr std::string_view kDataPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox";
constexpr std::string_view kImmutable = "public, max-age=31536000, immutable";

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return lower(c); });
  return out;
}

void add(Response& response, std::string_view name, std::string_view value) {
  if (response.header(name).empty())
    response.headers.push_back({std::string(name), std::string(value)});
}

// Whether `list`, as of If-None-Match, names the tag; weak comparison (RFC 9110, section 8.8.3.2).
bool names_tag(std::string_view list, std::string_view etag) {
  if (etag.starts_with("W/")) etag.remove_prefix(2);
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    std::string_view tag = list.substr(0, end);
    list.remove_prefix(std::min(end + 1, list.size()));
    while (tag.starts_with(' ')) tag.remove_prefix(1);
    while (tag.ends_with(' ')) tag.remove_suffix(1);
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    if (tag == "*" || tag == etag) return true;
  }
  return false;
}

std::string allow(const std::vector<Method>& methods) {
  std::string out;
  for (const Method method : methods) {
    if (out.find(name(method)) != out.npos) continue;
    out += (out.empty() ? "" : ", ") + std::string(name(method));
  }
  return out;
}

Response not_allowed(const std::vector<Method>& methods) {
  Response response = problem(405, "This can be asked for with " + allow(methods) + " only.");
  response.headers.push_back({"Allow", allow(methods)});
  return response;
}

// "application/json; charset=utf-8" -> "application/json"
std::string media_type(std::string_view header) {
  std::string type = lower(header.substr(0, header.find(';')));
  while (type.ends_with(' ')) type.pop_back();
  return type;
}

// Whether what no embedded file is called by is a page of the dashboard: pages have names with dots
// ("/assessments/roadmap/5.3"), too. A file that is missing has no page.
bool is_page(const Request& request) {
  const std::string_view path = request.path;
  if (path.starts_with("/assets/")) return false;
  const bool in_a_room = path.find('/', 1) != path.npos;
  if (in_a_room || path.find('.') == path.npos) return true;
  return lower(request.header("accept")).find("text/html") != std::string::npos;
}

bool is_api_path(std::string_view path) {
  return path == "/api" || path.starts_with("/api/") || path == "/healthz";
}

}  // namespace

std::string host_name(std::string_view host) {
  const std::size_t bracket = host.starts_with('[') ? host.find(']') : host.npos;
  std::size_t colon = host.find(':', bracket == host.npos ? 0 : bracket);
  if (host.starts_with('[') && bracket == host.npos) return {};
  const std::string_view port = colon == host.npos ? std::string_view() : host.substr(colon + 1);
  if (colon != host.npos && (port.empty() || port.size() > 5)) return {};
  if (!std::ranges::all_of(port, [](char c) { return c >= '0' && c <= '9'; })) return {};
  const std::string_view bare = host.substr(0, colon);
  if (bracket != host.npos && bare.size() != bracket + 1) return {};
  return lower(bare);
}

Application::Application(const Router& router, Gatekeeper& gatekeeper, Context& context,
                         Policy policy, std::span<const Asset> assets)
    : router_(router),
      gatekeeper_(gatekeeper),
      context_(context),
      policy_(std::move(policy)),
      assets_(assets) {
  for (const char* own : {"localhost", "127.0.0.1", "[::1]"}) policy_.hosts.emplace_back(own);
}

bool Application::host_allowed(std::string_view host) const {
  const std::string name = host_name(host);
  return !name.empty() && std::ranges::find(policy_.hosts, name) != policy_.hosts.end();
}

// A page of another site that got its own name to point here (DNS rebinding), or that sends a form
// here, is refused before anything else is looked at.
std::optional<Response> Application::check_place(const Exchange& exchange) const {
  const Request& request = exchange.request;
  if (request.count("host") != 1) return problem(400, "A request has one Host.");
  const std::string_view host = request.header("host");
  if (!host_allowed(host)) {
    return problem(
        421, "This server does not answer to that name. Start it with --host NAME to let it.");
  }
  if (exchange.bad_target) return problem(400, "The address of the request is not well-formed.");
  if (is_safe(request.method)) return std::nullopt;
  if (request.count("origin") > 1) return problem(400, "A request has at most one Origin.");
  if (request.has("origin")) {
    const std::string origin = lower(request.header("origin"));
    const std::string own = lower(host);
    // A proxy in front may speak TLS where this server does not.
    if (origin != "https://" + own && (request.peer.tls || origin != "http://" + own)) {
      return problem(403, "Pages of another origin may not change anything here.");
    }
  }
  if (const auto site = request.header("sec-fetch-site");
      site == "cross-site" || site == "same-site") {
    return problem(403, "Pages of another origin may not change anything here.");
  }
  return std::nullopt;
}

std::optional<Response> Application::find_route(Exchange& exchange) const {
  const Request& request = exchange.request;
  exchange.is_api = is_api_path(request.path);
  if (!exchange.is_api) return asset(exchange);
  Match match = router_.match(request.method, request.path);
  if (!match.path_known) return problem(404, "There is no such address.");
  if (request.method == Method::options) {
    Response response;
    response.status = 204;
    match.allowed.push_back(Method::options);
    response.headers.push_back({"Allow", allow(match.allowed)});
    return response;
  }
  if (match.route == nullptr) return not_allowed(match.allowed);
  exchange.route = match.route;
  exchange.path_values = std::move(match.path_values);
  return std::nullopt;
}

std::optional<Response> Application::check_person(Exchange& exchange) const {
  const Route& route = *exchange.route;
  auto principal = gatekeeper_.principal(exchange.request);
  if (!principal) {
    // An old cookie is no reason not to see what everybody sees.
    if (route.role == Role::none && principal.error().status == 401) return std::nullopt;
    return refuse(principal.error());
  }
  exchange.principal = std::move(*principal);
  if (!exchange.principal) {
    if (route.role == Role::none) return std::nullopt;
    return problem(401, "Sign in first.");
  }
  const Principal& person = *exchange.principal;
  if (person.role < route.role) {
    return problem(403, "This takes the role " + std::string(name(route.role)) + "; you are " +
                            std::string(name(person.role)) + ".");
  }
  if (route.role != Role::none && !person.scopes.has(route.scope)) {
    return problem(403,
                   "This takes a token with the scope " + std::string(name(route.scope)) + ".");
  }
  if (!is_safe(exchange.request.method) && !gatekeeper_.meant(exchange.request, person)) {
    return problem(403, "The header X-Bartizan-CSRF with the value of /api/v1/session is missing.");
  }
  return std::nullopt;
}

std::uint64_t Application::most_body(const Route& route) const {
  if (route.body.kind == Body::Kind::none) return 0;
  if (route.body.most != 0) return route.body.most;
  return route.body.kind == Body::Kind::raw ? policy_.most_raw : policy_.most_json;
}

std::optional<Response> Application::check_body_head(const Exchange& exchange,
                                                     std::uint64_t most) const {
  const Request& request = exchange.request;
  const Body& body = exchange.route->body;
  const std::string_view length = request.header("content-length");
  const bool chunked = request.has("transfer-encoding");
  const bool has_body = chunked || (!length.empty() && length != "0");
  if (body.kind == Body::Kind::none) {
    if (has_body) return problem(400, "This takes no body.");
    return std::nullopt;
  }
  if (!has_body && body.optional) return std::nullopt;
  const std::string_view wanted =
      body.kind == Body::Kind::json ? "application/json" : "application/octet-stream";
  if (media_type(request.header("content-type")) != wanted) {
    return problem(415, "The body must be " + std::string(wanted) + ".",
                   {{"header", "content-type", "must be " + std::string(wanted)}});
  }
  if (request.has("content-encoding")) {
    return problem(415, "The body must not be packed.",
                   {{"header", "content-encoding", "must not be there"}});
  }
  const auto size = parse_integer(length);
  if (size && static_cast<std::uint64_t>(*size) > most) {
    return problem(413, "The body must have at most " + std::to_string(most) + " bytes.");
  }
  return std::nullopt;
}

Application::Admission Application::admit(Exchange& exchange) const try {
  if (auto refusal = check_place(exchange)) return {std::move(refusal), 0};
  if (auto answer = find_route(exchange)) return {std::move(answer), 0};
  if (auto refusal = check_person(exchange)) return {std::move(refusal), 0};
  const Route& route = *exchange.route;
  if (auto errors = check_head(route, exchange.request, exchange.path_values); !errors.empty()) {
    return {problem(400, "The request is not what this address takes.", errors), 0};
  }
  const std::uint64_t most = most_body(route);
  if (auto refusal = check_body_head(exchange, most)) return {std::move(refusal), 0};
  if (route.sink != nullptr) {
    auto sink = route.sink(call_of(exchange));
    if (!sink) return {std::move(sink.error()), 0};
    exchange.request.sink = std::move(*sink);
  }
  return {std::nullopt, most};
} catch (const std::exception& error) {
  log_trouble(exchange.request.id, error.what());
  return {internal_problem(), 0};
}

Call Application::call_of(const Exchange& exchange) const {
  return {*exchange.route,
          exchange.request,
          context_,
          exchange.principal ? &*exchange.principal : nullptr,
          exchange.path_values,
          {}};
}

Response Application::answer(Exchange& exchange) const try {
  const Route& route = *exchange.route;
  Call call = call_of(exchange);
  if (route.body.kind == Body::Kind::json) {
    auto body = check_body(route, exchange.request.body);
    if (!body) return problem(400, "The body is not what this address takes.", body.error());
    call.body = std::move(*body);
  }
  return route.handler(call);
} catch (const std::exception& error) {
  log_trouble(exchange.request.id, error.what());
  return internal_problem();
}

Response Application::asset(const Exchange& exchange) const {
  const Request& request = exchange.request;
  if (request.method != Method::get && request.method != Method::head) {
    return not_allowed({Method::get, Method::head});
  }
  const auto find = [&](std::string_view path) {
    return std::ranges::find(assets_, path, &Asset::path);
  };
  auto found = find(request.path == "/" ? std::string_view("/index.html") : request.path);
  if (found == assets_.end() && is_page(request)) found = find("/index.html");
  if (found == assets_.end()) return problem(404, "There is no such page.");
  Response response;
  response.content_type = found->type;
  response.fixed = found->bytes;
  response.etag = found->etag;
  if (!found->gzip.empty()) {
    response.headers.push_back({"Vary", "Accept-Encoding"});
    if (lower(request.header("accept-encoding")).find("gzip") != std::string::npos) {
      response.headers.push_back({"Content-Encoding", "gzip"});
      response.fixed = found->gzip;
      response.etag.insert(response.etag.size() - 1, "-gz");
    }
  }
  response.headers.push_back(
      {"Cache-Control", std::string(found->immutable ? kImmutable : "no-cache")});
  response.headers.push_back({"Content-Security-Policy", std::string(kPagePolicy)});
  return response;
}

void Application::finish(const Exchange& exchange, Response& response) const {
  const Request& request = exchange.request;
  if (response.status == 401) add(response, "WWW-Authenticate", "Bearer realm=\"bartizan\"");
  add(response, "Content-Security-Policy", kDataPolicy);
  add(response, "Cache-Control", "no-store");
  add(response, "X-Content-Type-Options", "nosniff");
  add(response, "X-Frame-Options", "DENY");
  add(response, "Referrer-Policy", "no-referrer");
  add(response, "Cross-Origin-Opener-Policy", "same-origin");
  add(response, "Cross-Origin-Resource-Policy", "same-origin");
  add(response, "Permissions-Policy",
      "camera=(), geolocation=(), microphone=(), payment=(), usb=(), "
      "publickey-credentials-create=(self), publickey-credentials-get=(self)");
  // A year, as browsers' lists of such sites ask for (RFC 6797, section 6.1).
  if (request.peer.tls) add(response, "Strict-Transport-Security", "max-age=31536000");
  add(response, "X-Request-Id", request.id);
  const bool reads = request.method == Method::get || request.method == Method::head;
  if (!reads || response.status != 200 || response.stream) return;
  if (response.etag.empty()) {
    response.etag = '"' + base::base32(base::sha256(response.bytes())) + '"';
  }
  add(response, "ETag", response.etag);
  const std::string_view known = request.header("if-none-match");
  if (known.empty() || !names_tag(known, response.etag)) return;
  response.status = 304;
  response.body.clear();
  response.fixed = {};
}

}  // namespace bartizan::server
