#include "run/judged.h"

#include <algorithm>
#include <filesystem>
#include <iterator>

namespace bartizan::run {
namespace {

namespace fs = std::filesystem;

bool lies_in(const std::string& file, const std::string& root) {
  std::error_code error;
  const fs::path inner = fs::weakly_canonical(file, error);
  const fs::path outer = fs::weakly_canonical(root, error);
  const auto [end, rest] = std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end());
  // "root/" has an empty last part.
  return end == outer.end() || (std::next(end) == outer.end() && end->empty());
}

// Where a hard link to `file` lies below `root`; "" where there is none.
std::string linked_below(const std::string& file, const std::string& root) {
  std::error_code error;
  fs::recursive_directory_iterator at(root, fs::directory_options::skip_permission_denied, error);
  for (const fs::recursive_directory_iterator end; !error && at != end; at.increment(error)) {
    std::error_code gone;
    if (at->is_regular_file(gone) && at->hard_link_count(gone) > 1 &&
        fs::equivalent(at->path(), file, gone)) {
      return at->path().string();
    }
  }
  return {};
}

}  // namespace

std::optional<std::string> root_around(const std::string& file,
                                       const std::vector<std::string>& roots) {
  for (const std::string& root : roots) {
    if (root != "-" && lies_in(file, root)) return root;
  }
  return {};
}

std::string among_judged(const std::string& file, const std::vector<std::string>& roots) {
  if (const auto root = root_around(file, roots)) return "lies inside " + *root;
  std::error_code error;
  const bool linked = fs::hard_link_count(file, error) > 1 && !error;
  for (const std::string& root : roots) {
    if (root == "-") continue;
    if (!fs::is_directory(root, error)) {
      if (fs::weakly_canonical(file, error).parent_path() ==
          fs::weakly_canonical(root, error).parent_path()) {
        return "lies beside " + root;
      }
      continue;
    }
    if (!linked) continue;
    if (const std::string twin = linked_below(file, root); !twin.empty()) {
      return "is the same file as " + twin + " in " + root;
    }
  }
  return {};
}

}  // namespace bartizan::run
