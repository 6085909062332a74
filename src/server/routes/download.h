// Downloads: answers that a browser saves and never shows inside the dashboard's own origin.
//
// Pure functions. Every answer of the server carries nosniff and a policy that runs nothing
// (app.cc); a download says a name besides.
#pragma once

#include <string>
#include <string_view>

#include "server/http.h"

namespace bartizan::server {

// `name` may be anything; letters, digits, '.', '_' and '-' of it are kept.
Response download(std::string bytes, std::string_view type, std::string_view name);

}  // namespace bartizan::server
