#include "server/problem.h"

#include "base/escape.h"
#include "base/json_write.h"
#include "server/auth.h"

namespace bartizan::server {
namespace {

Response write(unsigned status, std::string_view detail, const std::vector<FieldError>& errors,
               std::string_view member, std::string_view value) {
  base::JsonWriter out;
  out.begin_object();
  out.field("type", "about:blank");
  out.field("title", reason(status));
  out.field("status", status);
  out.field("detail", base::escape_text(detail));
  if (!errors.empty()) {
    out.key("errors").begin_array();
    for (const FieldError& error : errors) {
      out.begin_object();
      out.field("in", error.in);
      out.field("name", base::escape_name(error.name));
      out.field("detail", base::escape_text(error.detail));
      out.end_object();
    }
    out.end_array();
  }
  if (!member.empty()) out.field(member, base::escape_text(value));
  out.end_object();
  Response response;
  response.status = status;
  response.content_type = "application/problem+json";
  response.body = out.take();
  return response;
}

}  // namespace

Response problem(unsigned status, std::string_view detail, const std::vector<FieldError>& errors) {
  return write(status, detail, errors, {}, {});
}

Response problem_with(unsigned status, std::string_view detail, std::string_view member,
                      std::string_view value) {
  return write(status, detail, {}, member, value);
}

Response refuse(const Denial& denial) {
  Response response = denial.needs.empty()
                          ? problem(denial.status, denial.detail)
                          : problem_with(denial.status, denial.detail, "needs", denial.needs);
  if (denial.retry_after != 0) {
    response.headers.push_back({"Retry-After", std::to_string(denial.retry_after)});
  }
  return response;
}

Response not_found(std::string_view what) {
  return problem(404, "There is no " + std::string(what) + ".");
}

Response internal_problem() {
  return problem(500, "Something went wrong here; the server's log says what, by the request id.");
}

}  // namespace bartizan::server
