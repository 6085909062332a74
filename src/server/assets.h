// Assets: the dashboard's files as they are embedded in the program.
//
// What it is: names, types, digests and bytes, each also packed with gzip. What it is not: a reader
// of the file system. Constant data; cmake/assets.cmake makes it from web/dist, or from one page
// that says how to build it.
#pragma once

#include <span>
#include <string_view>

namespace bartizan::server {

struct Asset {
  std::string_view path;  // "/index.html", "/assets/app-3f2a.js"
  std::string_view type;  // "text/javascript; charset=utf-8"
  std::string_view etag;  // with quotes
  std::string_view bytes;
  std::string_view gzip;   // empty where packing does not help
  bool immutable = false;  // its name changes with its content
};

std::span<const Asset> embedded_assets();

}  // namespace bartizan::server
