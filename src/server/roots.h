// Roots: the folders that this server may read, and the way into them.
//
// What it is: io::Beneath with the words of the API. What it is not: a way to write. Const use from
// any thread.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "io/beneath.h"

namespace bartizan::server {

struct Child {
  std::string name;  // raw bytes
  bool directory = false;
  std::uint64_t size = 0;
};

class Roots {
 public:
  // False, with why, when it is no folder.
  bool add(const std::string& path, std::string& why) {
    return beneath_.add(path, why).has_value();
  }
  const io::Beneath& beneath() const { return beneath_; }
  std::vector<std::string> paths() const;

  // The absolute path, links resolved, of something beneath the roots; else a sentence that does
  // not tell what there is outside.
  std::expected<std::string, std::string> resolve(std::string_view path) const;
  // What is in a folder, folders first, by name; at most kMostChildren. `more` says whether there
  // is more. Neither links nor special files are listed.
  static constexpr std::size_t kMostChildren = 2000;
  std::expected<std::vector<Child>, std::string> list(std::string_view path, bool& more) const;

 private:
  io::Beneath beneath_;
};

}  // namespace bartizan::server
