#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>

#include "text/lines.h"
#include "use/parse/discover/infra/infra.h"
#include "use/parse/discover/infra/shell.h"
#include "use/parse/discover/infra/shell_words.h"
#include "use/parse/discover/settings/settings.h"

namespace bartizan::use::infra {
namespace {

using std::string_view;

constexpr string_view kSignal = "dockerfile";

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lower(string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return lower(c); });
  return out;
}

// An instruction with its continuation lines and here-documents, as it stands.
struct Instruction {
  string_view text;
  std::uint32_t line = 0;
};

class Dockerfile {
 public:
  explicit Dockerfile(SourceText& source) : source_(source), shell_(source, kSignal) {}

  void read() {
    Instruction instruction;
    while (next(instruction)) {
      if (!source_.budget.charge_steps(instruction.text.size() + 1)) return;
      one(instruction);
    }
    if (from_line_ != 0) settings::put_user(source_, user_, image_, user_line_);
  }

 private:
  string_view line_at(std::size_t& at) {
    const std::size_t end = std::min(source_.text.find('\n', at), source_.text.size());
    const string_view line = source_.text.substr(at, end - at);
    at = std::min(end + 1, source_.text.size());
    ++line_;
    return line;
  }

  bool next(Instruction& out) {
    while (at_ < source_.text.size()) {
      const std::size_t start = at_;
      const std::uint32_t number = line_;
      string_view line = text::trim(line_at(at_));
      if (line.empty() || line.front() == '#') continue;
      std::size_t end = start + 0;
      std::string mark = here_mark(line);
      bool goes_on = line.ends_with('\\');
      end = at_;
      while (goes_on && at_ < source_.text.size()) {
        const string_view more = text::trim(line_at(at_));
        end = at_;
        // Comments and blank lines do not end an instruction.
        if (more.empty() || more.front() == '#') continue;
        if (mark.empty()) mark = here_mark(more);
        goes_on = more.ends_with('\\');
      }
      while (!mark.empty() && at_ < source_.text.size()) {
        const string_view more = text::trim(line_at(at_));
        end = at_;
        if (more == mark) break;
      }
      out = {source_.text.substr(start, end - start), number};
      return true;
    }
    return false;
  }

  static std::string here_mark(string_view line) {
    if (line.front() == '#') return {};
    const std::size_t at = line.find("<<");
    if (at == line.npos || line.substr(at).starts_with("<<<")) return {};
    std::string mark;
    for (const char c : line.substr(at + 2)) {
      if (c == '-' && mark.empty()) continue;
      if (c == '"' || c == '\'') continue;
      if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
            (c >= '0' && c <= '9'))) {
        break;
      }
      mark += c;
    }
    return mark;
  }

  void one(const Instruction& instruction) {
    string_view text = instruction.text;
    const std::size_t start = text.find_first_not_of(" \t");
    if (start == text.npos) return;
    text.remove_prefix(start);
    const std::size_t blank = std::min(text.find_first_of(" \t"), text.size());
    const std::string verb = lower(text.substr(0, blank));
    string_view rest = text.substr(blank);
    if (verb == "from") return from(rest, instruction);
    if (verb == "copy" || verb == "add") return copy(rest, instruction);
    if (verb == "user") return user(rest, instruction);
    if (verb == "env" || verb == "arg") return variables(rest, instruction, verb == "arg");
    if (verb == "run") return commands(rest, instruction, {});
    // Options alone are those of the program that the image starts.
    if (verb == "cmd" || verb == "entrypoint") return commands(rest, instruction, base_);
    if (verb == "onbuild") one({text::trim(rest), instruction.line});
  }

  Spot spot(const Instruction& instruction) const {
    const string_view text = text::trim(instruction.text);
    return {kSignal, instruction.line, text.substr(0, text.find('\n')), Certainty::high};
  }

  void image(string_view name, const Instruction& instruction) {
    if (stages_.contains(lower(name)) || name == "scratch") return;
    bool changed = false;
    const std::string full = shell_.expand(name, changed);
    Spot at = spot(instruction);
    if (changed) at.certainty = Certainty::medium;
    put_image(source_, full, at);
  }

  void from(string_view rest, const Instruction& instruction) {
    std::vector<Word> words = split(rest, instruction.line);
    std::size_t i = 0;
    while (i < words.size() && words[i].text.starts_with("--")) ++i;
    if (i >= words.size()) return;
    image(words[i].text, instruction);
    // What runs is the last stage; one that goes on from another has its user.
    const auto before = users_.find(lower(words[i].text));
    user_ = before == users_.end() ? std::string() : before->second;
    image_ = words[i].text;
    const auto base = bases_.find(lower(words[i].text));
    base_ = base == bases_.end() ? image_ : base->second;
    user_line_ = from_line_ = instruction.line;
    stage_.clear();
    if (i + 2 < words.size() && lower(words[i + 1].text) == "as") {
      stage_ = lower(words[i + 2].text);
      users_[stage_] = user_;
      bases_[stage_] = base_;
    }
    if (i + 2 < words.size() && lower(words[i + 1].text) == "as") {
      stages_.insert(lower(words[i + 2].text));
    }
  }

  void user(string_view rest, const Instruction& instruction) {
    const std::vector<Word> words = split(rest, instruction.line);
    if (words.empty() || from_line_ == 0) return;
    bool changed = false;
    user_ = shell_.expand(words[0].text, changed);
    user_line_ = instruction.line;
    if (!stage_.empty()) users_[stage_] = user_;
  }

  void copy(string_view rest, const Instruction& instruction) {
    for (const Word& word : split(rest, instruction.line)) {
      if (word.text.starts_with("--from=")) image(string_view(word.text).substr(7), instruction);
      if (word.text.find("://") != std::string::npos) {
        put_hub_urls(source_, word.text, spot(instruction));
      }
    }
  }

  void variables(string_view rest, const Instruction& instruction, bool arg) {
    const std::vector<Word> words = split(rest, instruction.line);
    if (words.empty()) return;
    // "ENV NAME the value": the old form.
    if (!arg && words[0].text.find('=') == std::string::npos) {
      const string_view name = words[0].text;
      const string_view value = words.size() > 1 ? string_view(words[1].text) : string_view();
      return variable(name, value, words[0].line);
    }
    for (const Word& word : words) {
      const std::size_t equal = word.text.find('=');
      const string_view text = word.text;
      variable(text.substr(0, equal), equal == text.npos ? string_view() : text.substr(equal + 1),
               word.line);
    }
  }

  void variable(string_view name, string_view value, std::uint32_t line) {
    bool changed = false;
    const std::string full = shell_.expand(value, changed);
    // A container may be started with another value.
    put_variable(source_, name, full, {kSignal, line, {}, Certainty::medium});
    if (!has_expansion(full)) shell_.set(name, full);
  }

  void commands(string_view rest, const Instruction& instruction, const std::string& image) {
    std::uint32_t line = instruction.line;
    // RUN --mount=type=cache,target=/root
    string_view text = text::trim(rest);
    while (text.starts_with("--")) {
      const std::size_t end = text.find_first_of(" \t\n");
      if (end == text.npos) return;
      const string_view left = text.substr(end);
      text = left.substr(std::min(left.find_first_not_of(" \t\r\n\\"), left.size()));
    }
    if (const std::size_t skipped = static_cast<std::size_t>(instruction.text.size()) - text.size();
        skipped > 0) {
      const string_view front = instruction.text.substr(0, instruction.text.find(text));
      line += static_cast<std::uint32_t>(std::ranges::count(front, '\n'));
    }
    if (text.starts_with('[')) {
      const std::vector<Word> words = json_words(text, line);
      if (!words.empty()) return shell_.run(words, image);
    }
    if (text.starts_with("<<")) {
      const std::size_t start = text.find('\n');
      if (start != text.npos) shell_.run(text.substr(start + 1), line + 1, image);
      return;
    }
    shell_.run(text, line, image);
  }

  static std::vector<Word> split(string_view text, std::uint32_t line) {
    std::vector<Word> out;
    shell_words(
        text, line,
        [&](std::vector<Word>&& words) {
          out.insert(out.end(), std::make_move_iterator(words.begin()),
                     std::make_move_iterator(words.end()));
        },
        [](string_view, std::uint32_t) {});
    return out;
  }

  // ["a", "b"]; empty when it is no such list (then Docker takes it as a shell's text, too).
  static std::vector<Word> json_words(string_view text, std::uint32_t line) {
    std::vector<Word> words;
    bool inside = false;
    Word word;
    for (std::size_t i = 1; i < text.size(); ++i) {
      const char c = text[i];
      if (c == '\n') ++line;
      if (inside) {
        if (c == '\\' && i + 1 < text.size()) {
          word.text += text[++i];
        } else if (c == '"') {
          words.push_back(std::move(word));
          inside = false;
        } else {
          word.text += c;
        }
      } else if (c == '"') {
        inside = true;
        word = {{}, line, true};
      } else if (c == ']') {
        return words;
      } else if (string_view(" ,\t\r\n\\").find(c) == string_view::npos) {
        return {};
      }
    }
    return {};
  }

  SourceText& source_;
  Shell shell_;
  std::set<std::string, std::less<>> stages_;
  std::map<std::string, std::string, std::less<>> users_;  // of stages with a name
  std::map<std::string, std::string, std::less<>> bases_;  // the image a stage stands on
  std::string stage_, user_, image_, base_;                // of the stage that is being read
  std::uint32_t from_line_ = 0, user_line_ = 0;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1;
};

}  // namespace

bool claims_dockerfile(string_view path, string_view) {
  const std::string name = lower(base::last_part(path));
  return name.starts_with("dockerfile") || name.starts_with("containerfile") ||
         name.ends_with(".dockerfile") || name.ends_with(".containerfile");
}

void read_dockerfile(SourceText& source) {
  put_secrets(source, kSignal);
  Dockerfile(source).read();
}

}  // namespace bartizan::use::infra
