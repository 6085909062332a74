#include "cli/paths.h"

#include <filesystem>

#include "cli/output.h"

namespace bartizan::cli {

bool all_exist(const std::vector<std::string>& paths) {
  for (const std::string& path : paths) {
    std::error_code error;
    if (std::filesystem::exists(std::filesystem::symlink_status(path, error))) continue;
    complain("there is no " + path + ". Check the path.");
    return false;
  }
  return true;
}

}  // namespace bartizan::cli
