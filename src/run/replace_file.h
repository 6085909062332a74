// replace_file: a small private file, written whole or not at all.
//
// What it is: bytes beside the file, flushed, put in its place, so that a crash leaves the old or
// the new one. What it is not: for reports (cli/output.h) or for the store. One caller at a time.
#pragma once

#include <string>
#include <string_view>

namespace bartizan::run {

// Mode 0600, whatever was there; folders that are missing are made with 0700. Why it failed, empty
// when it did not.
std::string replace_file(const std::string& path, std::string_view bytes);

}  // namespace bartizan::run
