// What directory and local header say of one member, held against each other.
//
// What it is: findings about headers and names, never about contents. Pure apart from the
// artifact's findings. One thread.
#pragma once

#include "scan/formats/zip/archive.h"

namespace bartizan::scan::zip {

// Names, attributes and flags of one directory entry.
void check_entry(Archive& archive, const Entry& entry);
// The two headers; `local` must have just been read.
void check_headers(Archive& archive, const Entry& entry, const Local& local);
// The data descriptor after a member's bytes; returns its length, 0 when there is none.
std::uint64_t check_descriptor(Archive& archive, const Entry& entry, const Local& local,
                               std::uint64_t at);
// A symbolic link by its Unix mode (made by Unix, S_IFLNK).
bool is_link(const Entry& entry);

}  // namespace bartizan::scan::zip
