// YamlScanner: places, blanks, comments and scalars of the YAML subset.
//
// What it is: the lower half of parse_yaml (text/tree.h): a cursor that moves over content and
// reads plain, quoted and block scalars. What it is not: aware of collections (yaml.cc is). The
// text must outlive it. Every character is looked at a fixed number of times. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace bartizan::text {

class YamlScanner {
 public:
  explicit YamlScanner(std::string_view text) : text_(text) {}

  bool failed() const { return error_.code != base::Code::ok; }
  const base::Error& error() const { return error_; }
  // Remembers the first trouble; always false.
  bool fail(base::Code code, const char* what);
  bool malformed(const char* what) { return fail(base::Code::malformed, what); }

  // Moves over blanks, comments, blank lines and template lines that stand alone to what has a
  // meaning. False at a document marker, at the end and after trouble.
  bool content();
  // Past blanks, comments and line ends inside of a flow collection.
  bool flow_content();
  // What is left of the line behind a value has to be blank.
  bool end_line();
  void skip_blanks();
  void skip_line();  // to the start of the next one
  // Anchors and tags, which mean nothing here.
  void skip_properties(bool flow);

  bool at_end() const { return at_ == text_.size(); }
  bool at_line_end() const { return at_end() || text_[at_] == '\n' || text_[at_] == '\r'; }
  bool at_rest_blank() const { return at_line_end() || at_comment(); }
  bool at_marker(std::string_view marker) const;
  // An indicator such as '-' that a blank or the end of its line follows.
  bool at_indicator(char c) const;
  // The opening of a template, which is no flow mapping.
  bool at_template() const;
  char peek() const { return at_end() ? '\0' : text_[at_]; }
  void advance(std::size_t n) { at_ += n; }
  std::int64_t column() const { return static_cast<std::int64_t>(at_ - line_start_); }
  std::uint32_t line() const { return line_; }
  std::size_t offset() const { return at_; }

  // Reads `"key":` or `key:` past its colon where the line goes on like that; else nothing moves.
  bool key(std::string& out);
  // A plain scalar with the lines that continue it: those indented deeper than `parent`.
  bool plain(std::string& out, std::int64_t parent, bool flow);
  bool quoted(std::string& out);
  bool block_scalar(std::string& out, std::int64_t parent);
  // `*name`, with its asterisk.
  void alias(std::string& out, bool flow);

 private:
  struct PlainEnd {
    std::size_t text;  // without the blanks behind it
    std::size_t stop;  // the character that ended it
  };
  PlainEnd plain_line(bool flow);
  std::size_t template_end_on_line(std::size_t open);
  bool is_blank(std::size_t at) const;
  bool is_line_end(std::size_t at) const;
  bool ends_key(std::size_t colon, bool flow) const;
  bool at_comment() const;
  bool at_document_marker() const { return at_marker("---") || at_marker("..."); }
  std::size_t line_end(std::size_t from) const;
  void next_line();
  bool skip_lone_template();
  std::size_t quoted_end_on_line() const;
  bool fold_lines(std::string& out, bool joined);
  bool escape(std::string& out);
  std::optional<std::uint32_t> hex(std::size_t at, std::size_t digits) const;

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_start_ = 0;
  std::uint32_t line_ = 1;
  std::size_t content_at_ = std::string_view::npos;  // where content() found some
  std::uint32_t no_braces_on_ = 0;                   // the line on which no further "}}" stands
  std::uint32_t no_percents_on_ = 0;                 // the same for "%}"
  bool templates_end_ = true;                        // false once no end of a template is left
  base::Error error_;
};

}  // namespace bartizan::text
