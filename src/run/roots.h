// Roots: what somebody named to be read, each folder once.
//
// What it is: one name for each place, the first that was given, and for what lies in another of
// them the name it has there: two names of one folder would share its files between two systems, so
// that neither has them all. What it is not: a check whether they are there, or a listing. It looks
// at the file system. One thread.
#pragma once

#include <string>
#include <vector>

namespace bartizan::run {

struct Roots {
  std::vector<std::string> read;  // in their order
  std::vector<std::string> told;  // sentences about those that are left out
};

// Of "link/..", too, it leaves what the system would read: a link on the way up is followed, all
// others stay as they are. What cannot be followed is left as it is.
std::string without_dots(const std::string& path);

// By where they lie, whatever their names. "d" of "d/." and of "d/sub/..".
Roots each_once(const std::vector<std::string>& named);

}  // namespace bartizan::run
