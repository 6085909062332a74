#include "assure/bom/out.h"

#include "base/escape.h"

namespace bartizan::assure::bom {
namespace {

void append_segment(std::string& out, std::string_view segment) {
  out += '/';
  for (const char c : segment) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
}

}  // namespace

std::string as_utf8(std::string_view text) {
  return base::is_utf8(text) ? std::string(text) : base::escape_name(text);
}

void Out::member(std::string_view key) {
  frames_.back().last = std::string(key);
  writer_.key(as_utf8(key));
}

void Out::element() {
  if (frames_.empty()) return;
  Frame& frame = frames_.back();
  frame.last = std::to_string(frame.count++);
}

void Out::object() {
  element();
  frames_.push_back({});
  writer_.begin_object();
}

void Out::object(std::string_view key) {
  member(key);
  frames_.push_back({});
  writer_.begin_object();
}

void Out::array(std::string_view key) {
  member(key);
  frames_.push_back({true, 0, {}});
  writer_.begin_array();
}

void Out::close() {
  if (frames_.back().is_array) {
    writer_.end_array();
  } else {
    writer_.end_object();
  }
  frames_.pop_back();
}

void Out::field(std::string_view key, std::string_view text) {
  member(key);
  writer_.value(as_utf8(text));
}

void Out::flag(std::string_view key, bool truth) {
  member(key);
  writer_.value(truth);
}

void Out::number(std::string_view key, std::uint64_t value) {
  member(key);
  writer_.value(value);
}

void Out::item(std::string_view text) {
  element();
  writer_.value(as_utf8(text));
}

void Out::json(std::string_view key, std::string_view json) {
  member(key);
  append(json);
}

void Out::json_item(std::string_view json) {
  element();
  append(json);
}

// Walks compact JSON by its punctuation; that it is well formed was proven when it was read.
void Out::append(std::string_view json) {
  struct Level {
    bool object = false;
    bool key = false;
  };
  std::vector<Level> levels;
  std::size_t at = 0;
  while (at < json.size()) {
    const char c = json[at];
    if (c == '{' || c == '[') {
      if (c == '{') {
        writer_.begin_object();
      } else {
        writer_.begin_array();
      }
      levels.push_back({c == '{', c == '{'});
      ++at;
      continue;
    }
    if (c == '}' || c == ']') {
      if (levels.empty()) return;
      if (levels.back().object) {
        writer_.end_object();
      } else {
        writer_.end_array();
      }
      levels.pop_back();
      ++at;
      continue;
    }
    if (c == ',' || c == ':') {
      if (c == ',' && !levels.empty()) levels.back().key = levels.back().object;
      ++at;
      continue;
    }
    std::size_t end = at + 1;
    if (c == '"') {
      while (end < json.size() && json[end] != '"') end += json[end] == '\\' ? 2U : 1U;
      end = std::min(end + 1, json.size());
    } else {
      end = std::min(json.find_first_of(",:]}", at), json.size());
    }
    const std::string_view token = json.substr(at, end - at);
    if (!levels.empty() && levels.back().key) {
      levels.back().key = false;
      writer_.raw_key(token);
    } else {
      writer_.raw(token);
    }
    at = end;
  }
}

std::string Out::here() const {
  std::string out;
  for (std::size_t i = 0; i + 1 < frames_.size(); ++i) append_segment(out, frames_[i].last);
  return out;
}

std::string Out::pointer() const {
  std::string out;
  for (const Frame& frame : frames_) append_segment(out, frame.last);
  return out;
}

}  // namespace bartizan::assure::bom
