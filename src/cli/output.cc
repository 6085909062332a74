#include "cli/output.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iostream>

#include "base/escape.h"

namespace bartizan::cli {

Output::Output(const std::string& path) : path_(path == "-" ? "" : path) {
  if (path_.empty()) {
    file_ = stdout;
    return;
  }
  // Devices and pipes (/dev/null, /dev/stdout) are written in place.
  std::error_code error;
  const bool in_place =
      std::filesystem::exists(path_, error) && !std::filesystem::is_regular_file(path_, error);
  partial_ = in_place ? "" : path_ + ".partial";
  // A link that lies there under the name of the unfinished file must not lead elsewhere.
  if (!in_place) std::remove(partial_.c_str());
  file_ = std::fopen((in_place ? path_ : partial_).c_str(), in_place ? "wb" : "wbx");
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
  if (failed_) complain("cannot write the result: " + std::string(std::strerror(errno)));
}

bool Output::finish() {
  if (file_ == nullptr) return false;
  bool good = !failed_ && (closed_ || std::fflush(file_) == 0 || errno == EPIPE);
  if (!partial_.empty() && file_ != stdout) {
    good &= std::fclose(file_) == 0;
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
