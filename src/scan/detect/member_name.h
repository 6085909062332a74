// Names of archive members as programs that unpack them see them.
//
// Pure functions over names and link targets; nothing is looked up on a disk.
#pragma once

#include <string_view>

namespace bartizan::scan::detect {

// Whether a member of this name is written outside the folder it is unpacked to: absolute, with a
// drive letter, or with a ".." component.
bool name_escapes(std::string_view name);
// Whether a symbolic link called `name` leads outside; ".." is counted from the link's own folder.
bool link_escapes(std::string_view name, std::string_view target);

}  // namespace bartizan::scan::detect
