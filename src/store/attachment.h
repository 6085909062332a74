// Attachment: a document that somebody put beside what they said, kept by its hash.
//
// What it is: a plain value that owns its bytes; the same bytes are kept once, whoever attaches
// them. What it is not: read by anybody here: it is handed out again as it came. Thread-safe as a
// value.
#pragma once

#include <cstddef>
#include <string>

namespace bartizan::store {

inline constexpr std::size_t kMostAttachment = std::size_t{16} << 20;

struct Attachment {
  std::string name;  // of the file, without folders
  std::string sha256;
  std::string bytes;  // at most kMostAttachment
};

// With its hash.
Attachment attachment_of(std::string name, std::string bytes);

}  // namespace bartizan::store
