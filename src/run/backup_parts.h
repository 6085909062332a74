// BackupParts: a folder beside a backup that is being made, for its parts.
//
// What it is: a folder for its owner alone, held with a lock as long as the object lives, and gone
// with it. What a process left that was killed goes with the next one that is made there: a folder
// of that name, of the same owner, that nobody holds. What it is not: thread-safe, or a place for
// anything but the two parts.
#pragma once

#include <expected>
#include <string>

#include "sandbox/fd.h"

namespace bartizan::run {

class BackupParts {
 public:
  // In the folder of `file`, which must be there. The error is a sentence for people.
  static std::expected<BackupParts, std::string> beside(const std::string& file);
  BackupParts(BackupParts&&) = default;
  BackupParts& operator=(BackupParts&&) = delete;
  ~BackupParts();

  std::string store() const;
  std::string archive() const;

 private:
  BackupParts(std::string path, sandbox::Fd held)
      : path_(std::move(path)), held_(std::move(held)) {}

  std::string path_;
  sandbox::Fd held_;
};

}  // namespace bartizan::run
