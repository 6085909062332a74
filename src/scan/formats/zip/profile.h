// Profiles: how named readers find the directory of a ZIP archive.
//
// What it is: the quirks in which real loaders differ, as data; where two profiles arrive at
// different directories the archive shows different members to different programs. What it is not:
// code for one loader. Constants, thread-safe.
#pragma once

#include <array>
#include <string_view>

namespace bartizan::scan::zip {

struct Profile {
  std::string_view name;
  // Offsets count from where the archive begins, which is found from the end record ("concat" of
  // zipfile._RealGetContents); otherwise they count from the first byte of the file.
  bool shifts_offsets;
  // The end record's comment must reach the end of the file; otherwise the last signature wins.
  bool exact_comment;
};

// CPython Lib/zipfile; miniz as bundled with PyTorch (mz_zip_reader_read_central_dir); Java's
// ZipFile.Source.findEND and Go's readDirectoryEnd check the comment's length.
inline constexpr std::array kProfiles{
    Profile{"Python zipfile", true, false},
    Profile{"PyTorch", false, false},
    Profile{"Java and Go", true, true},
};

}  // namespace bartizan::scan::zip
