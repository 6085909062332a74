// Output: the result to standard output or to a file, whole or line by line.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

namespace bartizan::cli {

// "" and "-" are standard output. A file is written beside its final name and renamed at the end,
// so that a reader never sees half a report.
class Output {
 public:
  explicit Output(const std::string& path);
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  bool to_terminal() const;
  int fd() const;
  void write(std::string_view text);
  // False, with the reason on standard error, when something could not be written. A reader that
  // closed the pipe has seen what it wanted: that is no failure.
  bool finish();
  // Whether it could be opened.
  bool ok() const { return file_ != nullptr; }

 private:
  std::string path_;
  std::string partial_;
  std::FILE* file_ = nullptr;
  bool failed_ = false;
  bool closed_ = false;
};

// "bartizan: WHAT" on standard error. What it names may come from anywhere: controls are escaped here.
void complain(std::string_view what);
// A note on standard error, unless quiet; escaped as well.
void note(bool quiet, std::string_view what);

}  // namespace bartizan::cli
