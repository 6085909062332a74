// InputFile: one regular file, opened once, watched for change.
//
// Opened with O_PATH first, so that neither a FIFO or device is ever opened for reading, nor what
// this process has open under locks (base/own_files.h); then reopened read-only through the
// descriptor. Owns its descriptor. Movable, one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/hash.h"
#include "base/result.h"
#include "io/beneath.h"

namespace bartizan::io {

// Why a file of base::OwnFiles is not opened, and the reason with which a tree leaves it out.
inline constexpr const char* kOwnStore = "file of this program's own store";

class InputFile {
 public:
  // On failure `error` says what the operating system said. With `beneath` only what lies there.
  static base::Result<InputFile> open(const std::string& path, std::string& error,
                                      const Beneath* beneath = nullptr);
  // Takes all of standard input into an unlinked temporary file.
  static base::Result<InputFile> from_stdin(std::string& error);
  InputFile(InputFile&& other) noexcept;
  InputFile& operator=(InputFile&&) = delete;
  ~InputFile();

  int fd() const { return fd_; }
  std::uint64_t size() const { return size_; }
  // Whether size or times differ from when it was opened.
  bool changed() const;
  // Reads everything by pread. `on_bytes` is told what was read since the last call and may stop
  // the work by returning false.
  base::Result<base::Digest> sha256(const std::function<bool(std::uint64_t)>& on_bytes) const;

 private:
  InputFile() = default;
  bool stat();

  int fd_ = -1;
  std::uint64_t size_ = 0;
  std::int64_t modified_ns_ = 0;
  std::int64_t status_ns_ = 0;
};

}  // namespace bartizan::io
