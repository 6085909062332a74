// Shell scripts, and files of NAME=value.
#include <algorithm>
#include <array>
#include <string>

#include "text/lines.h"
#include "use/parse/discover/infra/infra.h"
#include "use/parse/discover/infra/shell.h"
#include "use/parse/discover/infra/texts.h"

namespace bartizan::use::infra {
namespace {

using std::string_view;

// Calls `each` with every line, as it stands, and its number.
template <typename Each>
void lines(SourceText& source, const Each& each) {
  std::uint32_t number = 1;
  for (std::size_t at = 0; at < source.text.size(); ++number) {
    const std::size_t end = std::min(source.text.find('\n', at), source.text.size());
    if (!source.budget.charge_steps(end - at + 1)) return;
    each(source.text.substr(at, end - at), number);
    at = end + 1;
  }
}

string_view unquoted(string_view value) {
  value = text::trim(value);
  if (value.empty()) return value;
  if (value.front() == '"' || value.front() == '\'') {
    const std::size_t end = value.find(value.front(), 1);
    return end == value.npos ? value.substr(1) : value.substr(1, end - 1);
  }
  // NAME=value # remark
  const std::size_t remark = value.find(" #");
  return text::trim(value.substr(0, remark));
}

bool is_windows(string_view name) {
  return name.ends_with(".bat") || name.ends_with(".cmd") || name.ends_with(".ps1");
}

// cmd.exe and PowerShell, as far as a line of theirs is a command.
void windows(SourceText& source, Shell& shell) {
  lines(source, [&](string_view line, std::uint32_t number) {
    line = text::trim(line);
    if (line.starts_with('@')) line.remove_prefix(1);
    std::string low(line.substr(0, 4));
    std::ranges::transform(low, low.begin(), [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    if (line.empty() || line.front() == '#' || low.starts_with("rem ") || line.starts_with("::")) {
      return;
    }
    const bool set = low == "set " || line.starts_with("$env:");
    const std::size_t equal = line.find('=');
    if (set && equal != line.npos && equal > 5) {
      string_view name = text::trim(line.substr(low == "set " ? 4 : 5));
      name = text::trim(name.substr(0, name.find('=')));
      if (name.starts_with('"')) name.remove_prefix(1);  // set "NAME=value"
      put_variable(source, name, unquoted(line.substr(equal + 1)),
                   {"shell", number, {}, Certainty::high});
      return;
    }
    shell.run(line, number);
  });
}

}  // namespace

bool claims_shell(string_view path, string_view front) {
  const string_view name = base::last_part(path);
  if (is_windows(name)) return true;
  for (const string_view end : {".sh", ".bash", ".zsh", ".ksh", ".slurm", ".sbatch", ".pbs"}) {
    if (name.ends_with(end)) return true;
  }
  if (name == "Makefile" || name == "makefile" || name == "GNUmakefile" || name == "justfile" ||
      name == "Justfile" || name == "Procfile" || name == "entrypoint" || name.ends_with(".mk")) {
    return true;
  }
  return name.find('.') == name.npos && front.starts_with("#!") &&
         front.substr(0, front.find('\n')).find("sh") != front.npos;
}

void read_shell(SourceText& source) {
  const string_view name = source.file_name();
  const bool make = name.ends_with(".mk") || name.ends_with("akefile") ||
                    name.ends_with("ustfile") || name == "Procfile";
  const string_view signal = make ? "makefile" : "shell";
  put_secrets(source, signal);
  Shell shell(source, signal);
  if (is_windows(name)) return windows(source, shell);
  if (!make) return shell.run(source.text, 1);
  // One line is one command; "\" joins lines, "@" and "-" are no part of it.
  std::string joined;
  std::uint32_t first = 0;
  lines(source, [&](string_view line, std::uint32_t number) {
    if (joined.empty()) first = number;
    const bool recipe = line.starts_with('\t');
    line = text::trim(line);
    const bool goes_on = line.ends_with('\\');
    if (joined.empty()) {
      line.remove_prefix(std::min(line.find_first_not_of("@-+ "), line.size()));
      // "web: command", "NAME ?= value", "NAME := value".
      const std::size_t colon = line.find(": ");
      if (name == "Procfile" && colon != line.npos) line.remove_prefix(colon + 2);
      const std::size_t equal = line.find('=');
      if (!recipe && !goes_on && equal != line.npos && equal > 0) {
        string_view key = line.substr(0, equal);
        while (!key.empty() && string_view("?:+ ").find(key.back()) != string_view::npos) {
          key.remove_suffix(1);
        }
        if (key.find_first_of(" \t") == key.npos) {
          put_variable(source, key, line.substr(equal + 1),
                       {"makefile", number, {}, Certainty::medium});
          return;
        }
      }
    }
    if (joined.size() + line.size() > 64 * 1024) joined.clear();
    joined += line;
    joined += '\n';
    if (goes_on) return;
    shell.run(joined, first);
    joined.clear();
  });
}

bool claims_env(string_view path, string_view) {
  const string_view name = base::last_part(path);
  return name == ".env" || name.starts_with(".env.") || name.starts_with(".env-") ||
         name == ".envrc" || name.ends_with(".env") || name.starts_with("env.") ||
         name.ends_with(".env.example") || name.ends_with(".env.sample") || name == "env.example" ||
         name == "dotenv" || name.ends_with(".service") || name.starts_with("example.env") ||
         name.starts_with(".dev.vars");
}

void read_env(SourceText& source) {
  const string_view name = source.file_name();
  if (name.ends_with(".ts") || name.ends_with(".js") || name.ends_with(".mjs") ||
      name.ends_with(".py") || name.ends_with(".md")) {
    return;  // env.ts, env.d.ts: code
  }
  const bool unit = name.ends_with(".service");
  const string_view signal = unit ? "systemd" : "env-file";
  put_secrets(source, signal);
  Shell shell(source, signal);
  lines(source, [&](string_view line, std::uint32_t number) {
    line = text::trim(line);
    if (line.empty() || line.front() == '#' || line.front() == ';') return;
    if (line.starts_with("export ")) line = text::trim(line.substr(7));
    const std::size_t equal = line.find('=');
    if (equal == line.npos || equal == 0) return;
    const string_view key = text::trim(line.substr(0, equal));
    const string_view value = line.substr(equal + 1);
    if (unit && key == "Environment") {
      const string_view pair = unquoted(value);
      const std::size_t cut = pair.find('=');
      if (cut == pair.npos) return;
      put_variable(source, pair.substr(0, cut), pair.substr(cut + 1),
                   {signal, number, line, Certainty::high});
    } else if (unit && key.starts_with("ExecStart")) {
      shell.run(value, number);
    } else if (!unit && key.find_first_of(" \t") == key.npos) {
      put_variable(source, key, unquoted(value), {signal, number, line, Certainty::high});
    }
  });
}

}  // namespace bartizan::use::infra
