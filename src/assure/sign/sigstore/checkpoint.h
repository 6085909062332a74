// Checkpoint: what a transparency log signs about its tree, as a signed note (c2sp.org/signed-note,
// c2sp.org/tlog-checkpoint).
//
// What it is: the note taken apart. What it is not: believed; whoever verifies checks the lines
// that bear the log's name. Views point into the note. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace bartizan::assure::sigstore {

struct NoteSignature {
  std::string_view name;
  std::string key_hint;   // four bytes
  std::string signature;  // the rest
};
struct Checkpoint {
  std::string_view signed_text;  // up to and with its last line end
  std::string_view origin;
  std::uint64_t size = 0;
  std::string root;  // 32 bytes
  std::vector<NoteSignature> signatures;
};

base::Result<Checkpoint> read_checkpoint(std::string_view note);

// c2sp.org/signed-note wants readers to bound it; witnesses are few.
inline constexpr std::size_t kMostNoteSignatures = 64;
inline constexpr std::size_t kMostNote = 64 * 1024;

}  // namespace bartizan::assure::sigstore
