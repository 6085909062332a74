#include "server/routes/attached.h"

#include "base/path.h"
#include "server/problem.h"
#include "text/base64.h"

namespace bartizan::server {

std::expected<std::optional<store::Attachment>, Response> attachment_of(const Call& call) {
  const text::Node* given = call.body.find("attachment");
  if (given == nullptr || given->find("name") == nullptr) return std::nullopt;
  const std::string_view name = base::last_part(given->string("name"));
  auto bytes = text::decode_base64(given->string("base64"));
  if (!bytes || name.empty()) {
    const std::string why = "must have a name, and its bytes in base64";
    return std::unexpected(
        problem(400, "The attachment cannot be read.", {{"body", "attachment", why}}));
  }
  return store::attachment_of(std::string(name), std::move(*bytes));
}

}  // namespace bartizan::server
