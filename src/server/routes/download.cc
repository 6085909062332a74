#include "server/routes/download.h"

namespace bartizan::server {
namespace {

constexpr std::size_t kMostName = 100;

// RFC 6266 wants no more of a quoted name than this.
std::string file_name(std::string_view wanted) {
  std::string name;
  for (const char c : wanted.substr(0, kMostName)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '.' || c == '_';
    if (plain) {
      name += c;
    } else if (!name.empty() && name.back() != '-') {
      name += '-';
    }
  }
  while (name.starts_with('.')) name.erase(0, 1);
  while (name.ends_with('-')) name.pop_back();
  return name.empty() ? "download" : name;
}

}  // namespace

Response download(std::string bytes, std::string_view type, std::string_view name) {
  Response response;
  response.body = std::move(bytes);
  response.content_type = type;
  response.headers.push_back(
      {"Content-Disposition", "attachment; filename=\"" + file_name(name) + '"'});
  return response;
}

}  // namespace bartizan::server
