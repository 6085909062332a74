// FeedFile: the SHA-256 of every page of a feed's index, behind its pages.
//
// What it is: the seal that is put on a finished index, and the way SQLite reads such a file: a page
// counts only when it hashes to what was sealed, so that a bit that flipped on the disk is damage and
// not an answer. Hashing what is read costs less than hashing the file (docs/store.md). What it is
// not: a signature: whoever may write the file can seal it again. Any thread.
#pragma once

#include <string>

namespace bartizan::store::sqlite {

// Pages of the database, then a digest for each, kSealMark, and the digest of those digests. Nothing
// says how many: the size of the file does.
inline constexpr int kFeedPage = 4096;

// Seals a file that is a database of such pages and no more; false when it cannot be read or written.
bool seal_feed(int descriptor);
// The name of SQLite's way (sqlite.org/vfs.html) to read sealed files.
const char* sealed_vfs();
// Reads a sealed file to its end; whether all of it is as it was sealed.
bool is_whole_feed(const std::string& path);

}  // namespace bartizan::store::sqlite
