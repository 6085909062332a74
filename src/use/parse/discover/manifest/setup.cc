// setup.cfg (https://setuptools.pypa.io/en/latest/userguide/declarative_config.html) and the
// literal lists of setup.py, which is never run.
#include "use/parse/discover/manifest/readers.h"
#include "use/parse/discover/manifest/requirement.h"

namespace bartizan::use::manifest {
namespace {

using text::trim;

void add_requirement(Manifest& manifest, std::string_view text, std::string_view scope,
                     std::uint32_t line) {
  auto package = python_package(text);
  if (!package) return manifest.note("malformed", line, "an entry that is no requirement");
  package->line = line;
  if (package->scope.empty()) package->scope = scope;
  manifest.add(*package);
}

// --- setup.cfg

struct Section {
  std::string_view name, key;
};

// The scope of requirements below this key; false where it holds none.
bool holds_requirements(const Section& section, std::string_view& scope) {
  scope = {};
  if (section.name == "options" && section.key == "install_requires") return true;
  if (section.name == "options" && section.key == "tests_require") {
    scope = "test";
    return true;
  }
  if (section.name != "options.extras_require") return false;
  scope = group_scope(section.key, "optional");
  return true;
}

void read_cfg(Manifest& manifest) {
  Section section;
  Package project;
  const auto take = [&](std::string_view value, std::uint32_t line) {
    std::string_view scope;
    // "file: requirements.txt" and "attr: module.version" point elsewhere.
    const bool elsewhere = value.starts_with("file:") || value.starts_with("attr:");
    if (value.empty() || elsewhere) return;
    if (holds_requirements(section, scope)) add_requirement(manifest, value, scope, line);
    if (section.name != "metadata") return;
    const auto attribute = [&](std::string_view key) {
      project.more.push_back(
          {std::string(key), std::string(value), record::Provenance::declared, {}});
    };
    if (section.key == "name") {
      project.name = value;
      project.line = line;
    }
    if (section.key == "version") project.version = value;
    if (section.key == "license") attribute("licence");
    if (section.key == "url") attribute("home-page");
  };
  for (std::uint32_t number = 1; number <= manifest.lines().count(); ++number) {
    if (!manifest.charge()) return;
    const std::string_view line = manifest.lines().line(number);
    std::string_view content = trim(line);
    if (content.empty() || content.starts_with('#') || content.starts_with(';')) continue;
    if (const std::size_t comment = content.find(" #"); comment != content.npos) {
      content = trim(content.substr(0, comment));
    }
    const bool goes_on = line.front() == ' ' || line.front() == '\t';
    if (goes_on) {
      take(content, number);
    } else if (content.starts_with('[') && content.ends_with(']')) {
      section = {trim(content.substr(1, content.size() - 2)), {}};
    } else {
      const std::size_t equals = content.find_first_of("=:");
      if (equals == content.npos) {
        manifest.note("malformed", number, "a line that is neither section nor option");
        continue;
      }
      section.key = trim(content.substr(0, equals));
      take(trim(content.substr(equals + 1)), number);
    }
  }
  if (!project.name.empty()) manifest.project(project);
}

// --- setup.py

bool is_word_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

class Setup {
 public:
  explicit Setup(Manifest& manifest) : manifest_(manifest), text_(manifest.text()) {}

  void read() {
    for (const auto& [keyword, scope] :
         {std::pair<std::string_view, std::string_view>{"install_requires", ""},
          {"extras_require", "optional"},
          {"tests_require", "test"}}) {
      for (const std::size_t at : places_of(keyword)) read_value(at, scope, 0);
    }
  }

 private:
  // Places behind "word =" and "'word':"; at most a few, whatever the file repeats.
  std::vector<std::size_t> places_of(std::string_view word) const {
    constexpr std::size_t kMostPlaces = 8;
    std::vector<std::size_t> out;
    for (std::size_t at = text_.find(word); at != text_.npos && out.size() < kMostPlaces;
         at = text_.find(word, at + word.size())) {
      std::size_t end = at + word.size();
      if (at > 0 && (is_word_char(text_[at - 1]) || text_[at - 1] == '.')) continue;
      if (end < text_.size() && (text_[end] == '"' || text_[end] == '\'')) ++end;
      if (end < text_.size() && text_[end] == ']') ++end;
      end = skip_blanks(end);
      if (end >= text_.size() || (text_[end] != '=' && text_[end] != ':')) continue;
      if (end + 1 < text_.size() && text_[end + 1] == '=') continue;
      // A comment's mark far before on the same line is none that people write.
      constexpr std::size_t kFarthest = 120;
      std::string_view before = text_.substr(0, at);
      before = before.substr(before.size() - std::min(before.size(), kFarthest));
      before = before.substr(before.rfind('\n') + 1);
      if (before.find('#') != before.npos) continue;
      out.push_back(skip_blanks(end + 1));
    }
    return out;
  }

  std::size_t skip_blanks(std::size_t at) const {
    return std::min(text_.find_first_not_of(" \t\r\n\\", at), text_.size());
  }

  // A list, a table of lists, a name of one of both in this file, or several joined with "+".
  void read_value(std::size_t at, std::string_view scope, int depth) {
    constexpr int kMostDepth = 3;
    if (depth == kMostDepth) return;
    while (at < text_.size()) {
      if (text_[at] == '[' || text_[at] == '(' || text_[at] == '{') {
        at = read_brackets(at, scope, depth);
      } else if (is_word_char(text_[at])) {
        std::size_t end = at;
        while (end < text_.size() && is_word_char(text_[end])) ++end;
        const std::string_view word = text_.substr(at, end - at);
        // A call or a member is computed; only running the file would tell.
        if (end < text_.size() && (text_[end] == '(' || text_[end] == '.')) return;
        if (word == "install_requires" || word == "extras_require") {
          if (depth > 0) return;
        }
        // Honest files go through one or two names; each costs a look at the whole text.
        constexpr int kMostNames = 16;
        if (++names_ > kMostNames) return;
        for (const std::size_t place : places_of(word)) {
          if (place != at) read_value(place, scope, depth + 1);
        }
        at = end;
      } else {
        return;
      }
      at = skip_blanks(at);
      if (at >= text_.size() || text_[at] != '+') return;
      at = skip_blanks(at + 1);
    }
  }

  // The place behind the literal that begins at `at`; its content in `content`.
  std::size_t read_literal(std::size_t at, std::string_view& content) const {
    const char quote = text_[at];
    const std::string triple(3, quote);
    if (text_.substr(at).starts_with(triple)) {
      const std::size_t end = std::min(text_.find(triple, at + 3), text_.size());
      content = text_.substr(at + 3, end - at - 3);
      return std::min(end + 3, text_.size());
    }
    std::size_t end = at + 1;
    while (end < text_.size() && text_[end] != quote && text_[end] != '\n') {
      end += text_[end] == '\\' ? 2U : 1U;
    }
    end = std::min(end, text_.size());
    content = text_.substr(at + 1, end - at - 1);
    return std::min(end + 1, text_.size());
  }

  // {"extra": LIST + OTHER}: names that stand for lists of this file.
  std::size_t read_name(std::size_t at, bool value, std::string_view group, int depth) {
    std::size_t end = at;
    while (end < text_.size() && is_word_char(text_[end])) ++end;
    const std::size_t next = skip_blanks(end);
    const bool alone =
        next < text_.size() && (text_[next] == ',' || text_[next] == '}' || text_[next] == '+');
    const bool member = at > 0 && text_[at - 1] == '.';
    if (value && alone && !member && !(text_[at] >= '0' && text_[at] <= '9')) {
      constexpr int kMostNames = 32;
      constexpr int kMostDepth = 3;
      if (depth + 1 < kMostDepth && ++table_names_ <= kMostNames) {
        const std::string_view word = text_.substr(at, end - at);
        for (const std::size_t place : places_of(word)) {
          if (place != at) read_value(place, group, depth + 1);
        }
      }
    }
    return end;
  }

  std::size_t read_brackets(std::size_t at, std::string_view scope, int depth) {
    const bool table = text_[at] == '{';
    std::string_view group = scope;
    int open = 0;
    while (at < text_.size() && manifest_.charge()) {
      const char c = text_[at];
      if (c == '#') {
        at = std::min(text_.find('\n', at), text_.size());
      } else if (c == '"' || c == '\'') {
        const bool formatted = at > 0 && (text_[at - 1] == 'f' || text_[at - 1] == 'F');
        const std::uint32_t line = manifest_.lines().line_of(at);
        std::string_view content;
        at = read_literal(at, content);
        const std::size_t next = skip_blanks(at);
        if (table && open == 1 && next < text_.size() && text_[next] == ':') {
          // ':python_version < "3"' is a condition and no group.
          group = content.starts_with(':') ? "" : group_scope(content, "optional");
        } else if (!formatted && !trim(content).empty()) {
          add_requirement(manifest_, content, group, line);
        }
      } else if (is_word_char(c)) {
        at = read_name(at, table && open == 1, group, depth);
      } else {
        if (c == '[' || c == '(' || c == '{') ++open;
        if (c == ']' || c == ')' || c == '}') --open;
        ++at;
        if (open == 0) return at;
      }
    }
    return at;
  }

  Manifest& manifest_;
  std::string_view text_;
  int names_ = 0;
  int table_names_ = 0;
};

}  // namespace

bool claims_setup(std::string_view path, std::string_view) {
  const std::string_view name = base::last_part(path);
  return name == "setup.cfg" || name == "setup.py";
}

void read_setup(SourceText& source) {
  Manifest manifest(source, "pypi", source.file_name());
  if (source.file_name() == "setup.cfg") return read_cfg(manifest);
  // Hand-written; the longest of large projects have some 100 KiB.
  constexpr std::size_t kMostText = base::kMiB;
  if (source.text.size() > kMostText) {
    return manifest.note("limit:text", 0, "a setup.py of this size is not read for requirements");
  }
  Setup(manifest).read();
}

}  // namespace bartizan::use::manifest
