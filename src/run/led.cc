#include "run/led.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "io/stamp.h"

namespace bartizan::run {
namespace {

namespace fs = std::filesystem;

// As the system does (path_resolution(7)): more links than these are a loop.
constexpr int kMostLinks = 40;

}  // namespace

bool is_led_elsewhere(const std::string& path, base::Millis at) {
  std::vector<std::string> rest;  // the next part last
  const auto push = [&](const fs::path& more) {
    const std::size_t before = rest.size();
    for (const fs::path& part : more.relative_path()) rest.push_back(part.string());
    std::reverse(rest.begin() + static_cast<std::ptrdiff_t>(before), rest.end());
  };
  push(path);
  fs::path here = "/";
  int links = 0;
  while (!rest.empty()) {
    const std::string part = std::move(rest.back());
    rest.pop_back();
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      here = here.parent_path();
      continue;
    }
    const fs::path next = here / part;
    struct stat file{};
    if (::lstat(next.c_str(), &file) != 0) return false;
    if (!S_ISLNK(file.st_mode)) {
      const bool is_moved =
          S_ISDIR(file.st_mode) && io::changed_at(file) > at && io::modified_at(file) <= at;
      if (is_moved) return true;
      here = next;
      continue;
    }
    if (io::changed_at(file) > at) return true;
    std::error_code error;
    const fs::path target = fs::read_symlink(next, error);
    if (error || ++links > kMostLinks) return false;
    if (target.is_absolute()) here = "/";
    push(target);
  }
  return false;
}

}  // namespace bartizan::run
