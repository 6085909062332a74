// What tests of routes that change something say alike.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "server/test_server.h"
#include "text/tree.h"

namespace bartizan::server {

inline bool has(const Response& response, std::string_view text) {
  return response.body.find(text) != std::string::npos;
}

inline Principal person(Role role, const char* name = "ada") {
  Principal someone = TestServer::admin();
  someone.role = role;
  someone.name = name;
  return someone;
}

inline std::string member(const Response& response, const std::string& key) {
  base::Budget budget{base::Limits{}};
  const auto tree = text::parse_json(response.body, budget);
  REQUIRE(tree);
  return std::string(tree->string(key));
}

}  // namespace bartizan::server
