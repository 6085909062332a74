// Problems: errors as RFC 9457 application/problem+json.
//
// Pure functions. Details are sentences for people; they name fields, never secrets, stack traces
// or places on this machine that the caller did not name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/http.h"

namespace bartizan::server {

struct Denial;  // server/auth.h

// What is wrong with one part of a request.
struct FieldError {
  std::string in;      // "query", "path", "body" or "header"
  std::string name;    // "limit", "fields.name"
  std::string detail;  // "must be between 1 and 500"
};

Response problem(unsigned status, std::string_view detail,
                 const std::vector<FieldError>& errors = {});
// The same with one extension member more.
Response problem_with(unsigned status, std::string_view detail, std::string_view member,
                      std::string_view value);
// Why somebody gets no answer, and with 429 from when on (Retry-After).
Response refuse(const Denial& denial);
// 404 for a thing that a path names.
Response not_found(std::string_view what);
// 500, for trouble of our own; the cause goes to the log, not to the caller.
Response internal_problem();

}  // namespace bartizan::server
