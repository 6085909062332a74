#include "assure/parse/feed/split.h"

#include <algorithm>

#include "base/reader.h"

namespace bartizan::assure::feed {
namespace {

constexpr std::size_t kChunk = 256 * 1024;
// A YAML advisory is a page of text.
constexpr std::size_t kMostYaml = 1024 * 1024;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::string too_large() {
  return "is larger than " + std::to_string(kMostRecord / base::kMiB) + " MiB";
}

}  // namespace

bool Splitter::more() {
  if (ended_) return false;
  if (at_ > 0 && at_ >= buffer_.size() / 2) {
    buffer_.erase(0, at_);
    at_ = 0;
  }
  const std::size_t size = buffer_.size();
  buffer_.resize(size + kChunk);
  const std::size_t n = in_.read(std::as_writable_bytes(std::span(buffer_)).subspan(size, kChunk));
  buffer_.resize(size + n);
  // What is passed over costs as much as what is read.
  if (n == 0 || !budget_.charge_steps(n)) ended_ = true;
  return n > 0;
}

int Splitter::front() {
  while (at_ >= buffer_.size()) {
    if (!more()) return -1;
  }
  return static_cast<unsigned char>(buffer_[at_]);
}

Splitter::Got Splitter::refused(std::string why) {
  record_ = {};
  why_ = std::move(why);
  return Got::refused;
}

Splitter::Mode Splitter::told() {
  constexpr std::string_view kMark = "\xef\xbb\xbf";
  while (buffer_.size() < kMark.size() && more()) {
  }
  if (buffer_.starts_with(kMark)) at_ = kMark.size();
  int c = front();
  while (c >= 0 && is_blank(static_cast<char>(c))) {
    ++at_;
    c = front();
  }
  if (c < 0) return Mode::done;
  if (c == '[') return Mode::objects;
  if (c == '{') {
    // JSON lines when another object begins at the front of the second line: a document that is
    // laid out over lines begins them with a blank or a quote.
    std::size_t end = buffer_.find('\n', at_);
    while (end == buffer_.npos && buffer_.size() - at_ < kMostRecord && more()) {
      end = buffer_.find('\n', at_);
    }
    if (end == buffer_.npos) return Mode::objects;
    while (end + 1 >= buffer_.size()) {
      const std::size_t line = end - at_;
      if (!more()) return Mode::objects;
      end = at_ + line;
    }
    const bool alone = end - at_ <= 2;
    return !alone && buffer_[end + 1] == '{' ? Mode::json_lines : Mode::objects;
  }
  while (buffer_.size() - at_ < kChunk && more()) {
  }
  const std::string_view text = std::string_view(buffer_).substr(at_);
  if (text.starts_with('#') || text.starts_with("cve,") || text.starts_with("\"cve\"")) {
    return Mode::csv;
  }
  if (text.starts_with("id:") || text.starts_with("---") || text.contains("\nid:")) {
    return Mode::yaml;
  }
  return Mode::unknown;
}

Splitter::Got Splitter::next() {
  if (mode_ == Mode::unknown) {
    mode_ = told();
    if (mode_ == Mode::unknown) {
      mode_ = Mode::done;
      return Got::other;
    }
  }
  switch (mode_) {
    case Mode::objects:
      return next_object();
    case Mode::json_lines:
    case Mode::csv:
      return next_line();
    case Mode::yaml:
      return whole();
    case Mode::unknown:
    case Mode::done:
      break;
  }
  return Got::end;
}

Splitter::Got Splitter::next_line() {
  while (true) {
    int c = front();
    while (c == '\n' || c == '\r') {
      ++at_;
      c = front();
    }
    if (c < 0) {
      mode_ = Mode::done;
      return Got::end;
    }
    ++number_;
    std::size_t scanned = 0;
    bool large = false;
    while (true) {
      const std::size_t end = buffer_.find('\n', at_ + scanned);
      if (end != buffer_.npos) {
        record_ = std::string_view(buffer_).substr(at_, end - at_);
        at_ = end + 1;
        break;
      }
      scanned = buffer_.size() - at_;
      if (scanned > kMostRecord) {
        large = true;
        at_ = buffer_.size();
        scanned = 0;
      }
      if (!more()) {
        record_ = std::string_view(buffer_).substr(at_);
        at_ = buffer_.size();
        break;
      }
    }
    if (large) return refused(too_large());
    while (record_.ends_with('\r') || record_.ends_with(' ')) record_.remove_suffix(1);
    if (!record_.empty()) return mode_ == Mode::csv ? Got::csv : Got::json;
  }
}

Splitter::Got Splitter::next_object() {
  std::size_t odd = 0;  // characters between records that do not belong there
  while (true) {
    const int c = front();
    if (c < 0) {
      mode_ = Mode::done;
      if (odd > 0) return refused("is text that is no object");
      if (array_) return refused("the list does not end: the file is cut off");
      return Got::end;
    }
    if (c == '{') break;
    if (c == '[' && !array_) {
      array_ = true;
    } else if (c == ']' && array_) {
      array_ = false;
    } else if (!is_blank(static_cast<char>(c)) && c != ',') {
      ++odd;
    }
    ++at_;
  }
  ++number_;
  if (odd > 0) return refused("is text that is no object");
  std::size_t scanned = 0, depth = 0;
  bool in_string = false, escaped = false, large = false;
  while (true) {
    if (at_ + scanned >= buffer_.size()) {
      if (scanned > kMostRecord) {
        large = true;
        at_ += scanned;
        scanned = 0;
      }
      if (!more()) {
        mode_ = Mode::done;
        return refused(large ? too_large() + " and does not end"
                             : "does not end: the file is cut off");
      }
    }
    const std::string_view rest = std::string_view(buffer_).substr(at_ + scanned);
    std::size_t i = 0;
    bool closed = false;
    for (; i < rest.size() && !closed; ++i) {
      const char c = rest[i];
      if (in_string) {
        if (escaped) {
          escaped = false;
        } else if (c == '\\') {
          escaped = true;
        } else if (c == '"') {
          in_string = false;
        }
      } else if (c == '"') {
        in_string = true;
      } else if (c == '{' || c == '[') {
        ++depth;
      } else if (c == '}' || c == ']') {
        --depth;
        closed = depth == 0;
      }
    }
    scanned += i;
    if (!closed) continue;
    record_ = std::string_view(buffer_).substr(at_, scanned);
    at_ += scanned;
    return large ? refused(too_large()) : Got::json;
  }
}

Splitter::Got Splitter::whole() {
  ++number_;
  mode_ = Mode::done;
  while (buffer_.size() - at_ <= kMostYaml && more()) {
  }
  if (buffer_.size() - at_ > kMostYaml) return refused("is larger than 1 MiB");
  record_ = std::string_view(buffer_).substr(at_);
  return Got::yaml;
}

}  // namespace bartizan::assure::feed
