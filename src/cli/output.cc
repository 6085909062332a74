#include "cli/output.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <string>

#include "base/escape.h"

namespace bartizan::cli {
namespace {

// Makes an unfinished file beside `path` under a name that nothing has, and says it in `name`; null
// where that cannot be.
std::FILE* open_beside(const std::string& path, std::string& name) {
  constexpr int kTries = 100;  // as many runs may have been killed under this number
  for (int i = 0; i < kTries; ++i) {
    name = path + "." + std::to_string(::getpid()) + "-" + std::to_string(i) + ".partial";
    std::FILE* const file = std::fopen(name.c_str(), "wbx");
    if (file != nullptr || errno != EEXIST) return file;
  }
  return nullptr;
}

void complain_of_result() {
  complain("cannot write the result: " + std::string(std::strerror(errno)));
}

}  // namespace

Output::Output(const std::string& path) : path_(path == "-" ? "" : path) {
  if (path_.empty()) {
    file_ = stdout;
    return;
  }
  // Devices and pipes (/dev/null, /dev/stdout) are written in place.
  std::error_code error;
  const bool in_place =
      std::filesystem::exists(path_, error) && !std::filesystem::is_regular_file(path_, error);
  file_ = in_place ? std::fopen(path_.c_str(), "wb") : open_beside(path_, partial_);
  if (file_ == nullptr) {
    complain("cannot write " + path_ + ": " + std::strerror(errno));
    failed_ = true;
  }
}

Output::~Output() {
  if (file_ == nullptr || file_ == stdout) return;
  std::fclose(file_);
  if (!partial_.empty()) std::remove(partial_.c_str());  // never finished
}

bool Output::to_terminal() const { return file_ != nullptr && ::isatty(::fileno(file_)) == 1; }

int Output::fd() const { return file_ == nullptr ? -1 : ::fileno(file_); }

void Output::write(std::string_view text) {
  if (failed_ || closed_) return;
  if (std::fwrite(text.data(), 1, text.size(), file_) == text.size()) return;
  closed_ = errno == EPIPE;
  failed_ = !closed_;
  if (failed_) complain_of_result();
}

bool Output::finish() {
  if (file_ == nullptr) return false;
  bool good = !failed_ && (closed_ || std::fflush(file_) == 0 || errno == EPIPE);
  if (!good && !failed_) complain_of_result();
  if (!partial_.empty() && file_ != stdout) {
    if (std::fclose(file_) != 0 && good) {
      complain_of_result();
      good = false;
    }
    file_ = nullptr;
    if (good && std::rename(partial_.c_str(), path_.c_str()) != 0) {
      complain("cannot write " + path_ + ": " + std::strerror(errno));
      good = false;
    }
    if (!good) std::remove(partial_.c_str());
  }
  return good;
}

void complain(std::string_view what) {
  std::cerr << "bartizan: " << base::escape_text(what) << "\n";
}

void note(bool quiet, std::string_view what) {
  if (!quiet) std::cerr << base::escape_text(what) << "\n";
}

}  // namespace bartizan::cli
