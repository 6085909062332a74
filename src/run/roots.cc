#include "run/roots.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include "run/estate.h"

namespace bartizan::run {
namespace {

namespace fs = std::filesystem;

std::string without_dot(std::string root) {
  for (;;) {
    if (root.size() > 2 && root.ends_with("/./")) {
      root.resize(root.size() - 2);
    } else if (root.size() > 1 && root.ends_with("/.")) {
      root.resize(root.size() - (root.size() == 2 ? 1 : 2));
    } else {
      return root;
    }
  }
}

bool has_dots(const fs::path& path) {
  return std::ranges::any_of(path, [](const fs::path& part) { return part == ".."; });
}

// Where it lies, by no link but its own where it is one to a file; empty: it is not there.
std::string real_place(const std::string& root) {
  std::error_code error;
  if (root == "-" || !fs::exists(root, error)) return {};
  if (fs::is_directory(root, error)) {
    const fs::path real = fs::canonical(root, error);
    return error ? std::string() : real.string();
  }
  const fs::path whole = fs::absolute(root, error);
  const fs::path folder = fs::canonical(whole.parent_path(), error);
  return error ? std::string() : (folder / whole.filename()).string();
}

std::string without_slash(std::string_view name) {
  while (name.size() > 1 && name.ends_with('/')) name.remove_suffix(1);
  return std::string(name);
}

// How a listing of `root` calls what lies at `below` in it.
std::string named_in(const std::string& root, const fs::path& below) {
  if (root == ".") return below.string();
  return root + (root.ends_with('/') ? "" : "/") + below.string();
}

using ByPlace = std::map<std::string, std::size_t>;

// The one that is around all others around a place.
ByPlace::const_iterator outermost(const ByPlace& all, const std::string& real) {
  auto found = all.end();
  for (fs::path folder(real); folder.has_relative_path();) {
    folder = folder.parent_path();
    if (const auto at = all.find(folder.string()); at != all.end()) found = at;
  }
  return found;
}

}  // namespace

std::string without_dots(const std::string& path) {
  const fs::path whole(path);
  if (!has_dots(whole)) return path;
  fs::path out;
  for (const fs::path& part : whole) {
    if (part.empty() || part == ".") continue;
    const bool is_up = part == ".." && out.has_filename() && out.filename() != "..";
    std::error_code error;
    if (is_up && fs::is_symlink(out, error)) {
      fs::path real = fs::canonical(out, error);
      if (error) return path;
      out = real.parent_path();
    } else if (is_up) {
      out = out.parent_path();
    } else if (part != ".." || out != out.root_path() || out.empty()) {
      out /= part;
    }
  }
  return out.empty() ? "." : out.string();
}

Roots each_once(const std::vector<std::string>& named) {
  Roots out;
  std::vector<std::string> names, real;
  ByPlace first;
  for (const std::string& root : named) {
    names.push_back(without_dot(root == "-" ? root : without_dots(root)));
  }
  if (names.size() < 2) return {std::move(names), {}};
  for (std::size_t i = 0; i < names.size(); ++i) {
    real.push_back(real_place(names[i]));
    if (!real.back().empty()) first.emplace(real.back(), i);
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string& name = names[i];
    std::error_code error;
    if (!real[i].empty() && first.at(real[i]) != i) {
      const std::string& other = names[first.at(real[i])];
      if (without_slash(name) != without_slash(other)) {
        out.told.push_back(name + " is the same " +
                           (fs::is_directory(real[i], error) ? "folder" : "file") + " as " + other +
                           " and is read under that name");
      }
      continue;
    }
    // What lies in another is called as that calls it, and not left out: a reading from there may
    // leave it out.
    std::string shown = name;
    const auto around = outermost(first, real[i]);
    if (around != first.end()) {
      const std::string& other = names[around->second];
      std::string own = named_in(other, fs::path(real[i]).lexically_relative(around->first));
      if (absolute_path(name) != absolute_path(own)) {
        out.told.push_back(name + " lies in " + other + " and is read as a part of it");
      }
      if (without_slash(name) != own) shown = std::move(own);
    }
    out.read.push_back(std::move(shown));
  }
  return out;
}

}  // namespace bartizan::run
