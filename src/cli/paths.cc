#include "cli/paths.h"

#include <filesystem>

#include "cli/output.h"
#include "run/roots.h"

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

std::vector<std::string> each_once(const std::vector<std::string>& paths, bool quiet) {
  run::Roots roots = run::each_once(paths);
  for (const std::string& one : roots.told) note(quiet, one);
  return std::move(roots.read);
}

}  // namespace bartizan::cli
