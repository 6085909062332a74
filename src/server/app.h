// Application: everything that happens to a request between the socket and its handler.
//
// What it is: the checks in their one order (Host, target, route, Origin, who, role, scope, intent,
// parameters, content type, length, body) and the headers that every answer carries. What it is
// not: a listener; tests call it with plain requests. Does not own its parts, which must outlive
// it. Called from several threads at once.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "server/assets.h"
#include "server/auth.h"
#include "server/context.h"
#include "server/http.h"
#include "server/router.h"

namespace bartizan::server {

struct Policy {
  // Names and addresses under which this server may be asked for, without ports, lower case;
  // "[::1]" with its brackets. localhost, 127.0.0.1 and [::1] are always among them.
  std::vector<std::string> hosts;
  std::uint64_t most_json = 1 << 20;    // bytes of a JSON body, unless its route says otherwise
  std::uint64_t most_raw = 1ULL << 34;  // bytes of an upload
};

// One request on its way.
struct Exchange {
  Request request;
  bool bad_target = false;  // set_target refused it
  const Route* route = nullptr;
  std::vector<Pair> path_values;
  std::optional<Principal> principal;
  bool is_api = false;
};

class Application {
 public:
  Application(const Router& router, Gatekeeper& gatekeeper, Context& context, Policy policy,
              std::span<const Asset> assets);

  // After the head, before the body. A Response is the answer; otherwise at most `most_body` bytes
  // of body may follow, into request.sink where there is one, else into request.body.
  struct Admission {
    std::optional<Response> answer;
    std::uint64_t most_body = 0;
  };
  Admission admit(Exchange& exchange) const;
  // After the body of an admitted request.
  Response answer(Exchange& exchange) const;
  // Adds what every answer carries. For answers of the listener's own, too.
  void finish(const Exchange& exchange, Response& response) const;

 private:
  std::optional<Response> check_place(const Exchange& exchange) const;
  std::optional<Response> find_route(Exchange& exchange) const;
  std::optional<Response> check_person(Exchange& exchange) const;
  std::optional<Response> check_body_head(const Exchange& exchange, std::uint64_t most) const;
  Response asset(const Exchange& exchange) const;
  bool host_allowed(std::string_view host) const;
  std::uint64_t most_body(const Route& route) const;
  Call call_of(const Exchange& exchange) const;

  const Router& router_;
  Gatekeeper& gatekeeper_;
  Context& context_;
  Policy policy_;
  std::span<const Asset> assets_;
};

// The name in a Host header, lower case, without its port; empty when it is not one.
std::string host_name(std::string_view host);

}  // namespace bartizan::server
