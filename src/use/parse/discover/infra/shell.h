// Shell: the commands of scripts, Dockerfiles, workflows and manifests, as far as they name AI.
//
// What it is: POSIX shell's words (quotes, comments, continuation lines, here-documents), and the
// rules for commands: installs, downloads and runs of models, servers of models, options that take
// a model, variables. What it is not: a shell; nothing is expanded but variables that the same text
// set to a literal. Linear in the text. One Shell per file; it keeps variables between calls.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "text/lines.h"
#include "use/parse/discover/infra/put.h"

namespace bartizan::use::infra {

struct Word {
  std::string text;
  std::uint32_t line = 0;
  bool quoted = false;
};

class Shell {
 public:
  // `signal` must outlive it.
  Shell(SourceText& source, std::string_view signal)
      : source_(source), signal_(signal), lines_(source.text) {}

  void signal(std::string_view signal) { signal_ = signal; }
  // A text of commands whose first line has that number.
  // Options without a program are those of `image`.
  void run(std::string_view script, std::uint32_t first_line, std::string_view image = {});
  // One command, already in words (JSON form of CMD, args: of a container).
  void run(const std::vector<Word>& words, std::string_view image = {});
  // A variable that is set before or beside the text.
  void set(std::string_view name, std::string_view value);
  // A value after `$NAME`, `${NAME}` and `${NAME:-default}` are replaced; `changed` when they were.
  std::string expand(std::string_view value, bool& changed) const;

 private:
  void command(std::vector<Word> words, int depth);
  void script(std::string_view text, std::uint32_t first_line, int depth);
  std::size_t assignments(const std::vector<Word>& words);
  void install(const std::vector<Word>& words, std::size_t from, bool npm);
  void program(const std::vector<Word>& words, std::size_t at);
  void options(const std::vector<Word>& words, std::size_t from, std::string_view program);
  void pairs(const std::vector<Word>& words, std::size_t at);
  void containers(const std::vector<Word>& words, std::size_t at, int depth);
  void server(const std::vector<Word>& words, std::size_t from, std::string_view client);
  void hub(const std::vector<Word>& words, std::size_t from);
  Spot spot(const Word& word) const { return {signal_, word.line, lines_.line(word.line)}; }

  SourceText& source_;
  std::string_view signal_;
  text::Lines lines_;
  std::map<std::string, std::string, std::less<>> variables_;
  std::string image_;
};

}  // namespace bartizan::use::infra
