#include "text/yaml_scan.h"

#include <algorithm>
#include <charconv>

namespace bartizan::text {
namespace {

constexpr std::string_view kFlowIndicators = ",[]{}";

bool blank(char c) { return c == ' ' || c == '\t'; }

}  // namespace

bool YamlScanner::fail(base::Code code, const char* what) {
  if (!failed()) error_ = {code, at_, what};
  return false;
}

bool YamlScanner::is_line_end(std::size_t at) const {
  return at >= text_.size() || text_[at] == '\n' || text_[at] == '\r';
}

bool YamlScanner::is_blank(std::size_t at) const { return is_line_end(at) || blank(text_[at]); }

bool YamlScanner::at_comment() const {
  return peek() == '#' && (at_ == line_start_ || blank(text_[at_ - 1]));
}

bool YamlScanner::at_marker(std::string_view marker) const {
  return at_ == line_start_ && text_.substr(at_).starts_with(marker) &&
         is_blank(at_ + marker.size());
}

bool YamlScanner::at_indicator(char c) const {
  return !at_end() && text_[at_] == c && is_blank(at_ + 1);
}

bool YamlScanner::at_template() const {
  const std::string_view rest = text_.substr(at_, 2);
  return rest == "{{" || rest == "{%";
}

std::size_t YamlScanner::line_end(std::size_t from) const {
  return std::min(text_.find_first_of("\r\n", from), text_.size());
}

void YamlScanner::next_line() {
  if (at_end()) return;
  at_ += text_.substr(at_).starts_with("\r\n") ? 2U : 1U;
  line_start_ = at_;
  ++line_;
}

void YamlScanner::skip_blanks() {
  while (!at_end() && blank(text_[at_])) ++at_;
}

void YamlScanner::skip_line() {
  at_ = line_end(at_);
  next_line();
}

void YamlScanner::skip_properties(bool flow) {
  while (peek() == '&' || peek() == '!') {
    while (!is_blank(at_) && !(flow && kFlowIndicators.contains(text_[at_]))) ++at_;
    skip_blanks();
  }
}

bool YamlScanner::content() {
  // Every collection that ends here asks.
  if (at_ == content_at_) return !failed();
  while (!failed()) {
    const bool fresh = at_ == line_start_;
    const std::size_t begin = at_;
    skip_blanks();
    if (at_end()) return false;
    if (at_line_end()) {
      next_line();
    } else if (at_comment()) {
      skip_line();
    } else if (!fresh) {
      content_at_ = at_;
      return true;
    } else if (at_document_marker()) {
      return false;
    } else if (!at_template() || !skip_lone_template()) {
      if (text_.substr(begin, at_ - begin).contains('\t')) {
        return malformed("a tab stands in an indentation");
      }
      content_at_ = at_;
      return true;
    }
  }
  return false;
}

// A template that begins a line and that nothing but templates, blanks or a comment follows; Helm's
// comments may span lines.
bool YamlScanner::skip_lone_template() {
  const std::size_t from = at_;
  while (at_template() && templates_end_) {
    const std::string_view close = text_[at_ + 1] == '{' ? "}}" : "%}";
    const std::size_t end = text_.find(close, at_);
    if (end == text_.npos) {
      templates_end_ = false;
      break;
    }
    const std::string_view inside = text_.substr(0, end);
    for (std::size_t stop = inside.find_first_of("\r\n", at_); stop != inside.npos;
         stop = inside.find_first_of("\r\n", at_)) {
      at_ = stop;
      next_line();
    }
    at_ = end + close.size();
    skip_blanks();
  }
  if (at_rest_blank() && at_ > from) return true;
  // Something follows on the line where it ends: a key, or text. That is read from its start.
  if (line_start_ <= from) at_ = from;
  return line_start_ > from;
}

bool YamlScanner::flow_content() {
  while (!failed()) {
    skip_blanks();
    if (at_end() || at_document_marker()) return malformed("a collection does not end");
    if (at_comment()) {
      skip_line();
    } else if (at_line_end()) {
      next_line();
    } else {
      return true;
    }
  }
  return false;
}

bool YamlScanner::end_line() {
  skip_blanks();
  if (at_rest_blank()) return true;
  if (!at_template()) return malformed("text follows a value");
  at_ = line_end(at_);
  return true;
}

bool YamlScanner::ends_key(std::size_t colon, bool flow) const {
  return is_blank(colon + 1) || (flow && kFlowIndicators.contains(text_[colon + 1]));
}

// The offset behind the template that opens at `open`, where it ends on the same line; else 0. What
// was looked for in vain on a line is not looked for there again.
std::size_t YamlScanner::template_end_on_line(std::size_t open) {
  const bool braces = text_[open + 1] == '{';
  std::uint32_t& none_on = braces ? no_braces_on_ : no_percents_on_;
  if (none_on == line_) return 0;
  for (std::size_t i = open + 2; !is_line_end(i) && !is_line_end(i + 1); ++i) {
    if (text_[i + 1] == '}' && text_[i] == (braces ? '}' : '%')) return i + 2;
  }
  none_on = line_;
  return 0;
}

// The rest of the line may be long and hold many scalars, so it is looked at only as far as one
// goes.
YamlScanner::PlainEnd YamlScanner::plain_line(bool flow) {
  std::size_t text = at_;
  std::size_t i = at_;
  while (!is_line_end(i)) {
    const char c = text_[i];
    if (blank(c)) {
      ++i;
      continue;
    }
    if (c == '#' && i > at_ && blank(text_[i - 1])) break;
    if (c == ':' && ends_key(i, flow)) break;
    if (c == '{' && !is_line_end(i + 1) && (text_[i + 1] == '{' || text_[i + 1] == '%')) {
      if (const std::size_t end = template_end_on_line(i)) {
        i = text = end;
        continue;
      }
    }
    if (flow && kFlowIndicators.contains(c)) break;
    text = ++i;
  }
  return {text, i};
}

// The offset behind a closing quote on the same line, else 0.
std::size_t YamlScanner::quoted_end_on_line() const {
  const char quote = text_[at_];
  for (std::size_t i = at_ + 1; !is_line_end(i); ++i) {
    if (text_[i] == '\\' && quote == '"') {
      ++i;
    } else if (text_[i] == quote) {
      if (quote == '"' || is_line_end(i + 1) || text_[i + 1] != quote) return i + 1;
      ++i;
    }
  }
  return 0;
}

bool YamlScanner::key(std::string& out) {
  const char c = peek();
  std::size_t colon = 0;
  if (c == '"' || c == '\'') {
    colon = quoted_end_on_line();
    if (colon == 0) return false;
    while (!is_line_end(colon) && blank(text_[colon])) ++colon;
    if (is_line_end(colon) || text_[colon] != ':' || !ends_key(colon, false)) return false;
    if (!quoted(out)) return false;
  } else if ((c == '[' || c == '{') && !at_template()) {
    return false;
  } else {
    const PlainEnd end = plain_line(false);
    if (is_line_end(end.stop) || text_[end.stop] != ':') return false;
    out = text_.substr(at_, end.text - at_);
    colon = end.stop;
  }
  at_ = colon + 1;
  return true;
}

bool YamlScanner::plain(std::string& out, std::int64_t parent, bool flow) {
  while (true) {
    const PlainEnd end = plain_line(flow);
    out += text_.substr(at_, end.text - at_);
    at_ = end.stop;
    if (!at_line_end()) return true;
    const YamlScanner before = *this;
    std::size_t breaks = 0;
    while (at_line_end() && !at_end()) {
      next_line();
      ++breaks;
      if (at_document_marker()) break;
      skip_blanks();
    }
    const bool deeper = flow || column() > parent;
    const bool ends = at_end() || at_document_marker() || at_comment() || !deeper ||
                      (flow ? kFlowIndicators.contains(peek()) : at_template());
    if (ends) {
      *this = before;
      return true;
    }
    breaks == 1 ? out.append(1, ' ') : out.append(breaks - 1, '\n');
  }
}

void YamlScanner::alias(std::string& out, bool flow) {
  const std::size_t begin = at_;
  while (!is_blank(at_) && !(flow && kFlowIndicators.contains(text_[at_]))) ++at_;
  out = text_.substr(begin, at_ - begin);
}

// Line ends inside quotes: one is a blank (nothing where it is escaped), each further one stays.
bool YamlScanner::fold_lines(std::string& out, bool joined) {
  std::size_t breaks = 0;
  while (at_line_end() && !at_end()) {
    next_line();
    ++breaks;
    if (at_document_marker()) return malformed("a string does not end");
    skip_blanks();
  }
  if (breaks > 1) {
    out.append(breaks - 1, '\n');
  } else if (!joined) {
    out += ' ';
  }
  return true;
}

std::optional<std::uint32_t> YamlScanner::hex(std::size_t at, std::size_t digits) const {
  if (at > text_.size() || text_.size() - at < digits) return std::nullopt;
  const std::string_view part = text_.substr(at, digits);
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(part.begin(), part.end(), value, 16);
  return error == std::errc() && end == part.end() ? std::optional(value) : std::nullopt;
}

}  // namespace bartizan::text
