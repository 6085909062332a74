#include "cli/options.h"

#include <algorithm>
#include <array>
#include <iostream>
#include <span>
#include <string>
#include <vector>

#include "cli/options/grammar.h"
#include "cli/output.h"
#include "run/gate.h"
#include "run/version.h"
#include "text/nearest.h"

namespace bartizan::cli {
namespace {

std::vector<std::string> names_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* sub : app.get_subcommands({})) {
    if (!sub->get_name().empty()) names.push_back(sub->get_name());
  }
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

// The options of every command.
class OptionsOfAll {
 public:
  OptionsOfAll() { add_global(app_, unused_, {"text"}); }
  // nullptr where there is none of that name.
  const CLI::Option* called(const std::string& name) const {
    return name.starts_with('-') ? app_.get_option_no_throw(name) : nullptr;
  }

 private:
  CLI::App app_;
  GlobalOptions unused_;
};

bool takes_value(const CLI::Option& option) { return option.get_items_expected_max() != 0; }

bool takes_path(const CLI::Option& option) {
  constexpr std::array kKinds{"FILE", "FOLDER", "KEY", "PATH"};
  return std::ranges::any_of(
      kKinds, [&](const char* kind) { return option.get_type_name().starts_with(kind); });
}

std::string long_name(const CLI::Option& option) {
  return option.get_lnames().empty() ? option.get_name() : "--" + option.get_lnames().front();
}

std::string needs_value(const std::string& word, const CLI::Option& option) {
  const std::string value = option.get_type_name();
  return word + " needs a value" + (value.empty() ? "" : ": " + word + " " + value) + ".";
}

// The word that cannot stand where it stands, and the commands and options that could.
struct Unknown {
  std::string word;
  std::string guess;
};

Unknown find_unknown(const CLI::App& app, bool is_verb, std::span<char* const> words) {
  const std::vector<std::string> names = names_of(app);
  const OptionsOfAll all;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string word(words[i]);
    const std::string name = word.substr(0, word.find('='));
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    // It may stand before the command.
    if (const CLI::Option* const option = is_verb ? all.called(name) : nullptr) {
      if (takes_value(*option) && name == word) ++i;
      continue;
    }
    if (name.starts_with("--") || is_verb) {
      const std::vector<std::string_view> candidates(names.begin(), names.end());
      return {name, std::string(text::nearest(name, candidates))};
    }
  }
  return {};
}

// What to say of an option that stands at the end without its value; empty where none does.
std::string find_valueless(const CLI::App& app, std::span<char* const> words) {
  const OptionsOfAll all;
  const std::string word = words.empty() ? std::string() : words.back();
  const CLI::Option* option = word.starts_with('-') ? app.get_option_no_throw(word) : nullptr;
  if (option == nullptr) option = all.called(word);
  if (option == nullptr || option->get_items_expected_min() == 0) return {};
  return needs_value(word, *option);
}

// The words behind those that name the command.
std::span<char* const> after(std::span<char* const> words, const std::string& command) {
  for (auto n = std::count(command.begin(), command.end(), ' '); n > 0 && !words.empty(); --n) {
    words = words.subspan(1);
  }
  return words;
}

// Usage errors: what is wrong, the nearest thing that exists, and where help is.
int explain_usage(const CLI::App& app, const CLI::ParseError& error, std::span<char* const> words) {
  // The innermost command that was named: "inventory import".
  const CLI::App* sub = &app;
  std::string command;
  while (!sub->get_subcommands().empty()) {
    sub = sub->get_subcommands().front();
    command += sub->get_name() + " ";
  }
  const bool wants_verb = !sub->get_subcommands({}).empty();
  const Unknown unknown = find_unknown(*sub, wants_verb, after(words, command));
  if (unknown.word.empty()) {
    const std::string valueless = find_valueless(*sub, words);
    complain(valueless.empty() ? error.what() : valueless);
  } else {
    const bool is_command = wants_verb && !unknown.word.starts_with("--");
    complain("there is no " + std::string(is_command ? "command " : "option ") +
             std::string(unknown.word) + "." +
             (unknown.guess.empty() ? std::string()
                                    : " Did you mean " + std::string(unknown.guess) + "?"));
  }
  std::cerr << "bartizan " << command << "--help shows what is possible.\n";
  return run::kUsage;
}

const CLI::App* command_called(const CLI::App& app, std::string_view word) {
  for (const CLI::App* sub : app.get_subcommands({})) {
    if (sub->get_name() == word) return sub;
  }
  return nullptr;
}

// The option that takes the next word as its value, also behind flags (-qo FILE); nullptr where the
// word ends with none.
const CLI::Option* waiting(const CLI::App& app, const std::string& word) {
  const auto takes_next = [](const CLI::Option* option) {
    return option != nullptr && option->get_items_expected_min() != 0;
  };
  if (word.starts_with("--")) {
    const std::string name = word.ends_with('=') ? word.substr(0, word.size() - 1) : word;
    const CLI::Option* const option = app.get_option_no_throw(name);
    return takes_next(option) ? option : nullptr;
  }
  if (!word.starts_with('-')) return nullptr;
  for (std::size_t i = 1; i < word.size(); ++i) {
    const CLI::Option* const option = app.get_option_no_throw(std::string("-") + word[i]);
    if (option == nullptr) return nullptr;
    if (takes_value(*option)) return takes_next(option) && i + 1 == word.size() ? option : nullptr;
  }
  return nullptr;
}

// Whether an option that takes a path is followed by another option instead; says so.
bool forgets_path(const CLI::App& app, std::span<char* const> words) {
  const CLI::App* command = &app;
  std::string called;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string word(words[i]);
    if (word == "--") return false;
    if (const CLI::App* const sub = command_called(*command, word)) {
      command = sub;
      called += word + " ";
      continue;
    }
    const CLI::Option* const option = waiting(*command, word);
    if (option == nullptr || ++i == words.size()) continue;
    const std::string value(words[i]);
    // "-" is standard input or output.
    if (!takes_path(*option) || !value.starts_with('-') || value == "-") continue;
    const std::string name =
        word.starts_with("--") ? long_name(*option) : std::string("-") + word.back();
    complain(needs_value(name, *option) + " If " + value + " is really meant, write " +
             long_name(*option) + "=" + value + " or ./" + value + ".");
    std::cerr << "bartizan " << called << "--help shows what is possible.\n";
    return true;
  }
  return false;
}

// Options of every command may stand before it, as many programs have them: they go behind it.
std::vector<char*> command_first(const CLI::App& app, std::span<char*> words) {
  const OptionsOfAll all;
  std::size_t verb = 1;
  while (verb < words.size()) {
    const std::string word(words[verb]);
    const std::string name = word.substr(0, word.find('='));
    const CLI::Option* option = all.called(name);
    if (option == nullptr) break;
    verb += takes_value(*option) && name == word ? 2U : 1U;
  }
  std::vector<char*> sorted(words.begin(), words.end());
  if (verb >= words.size()) return sorted;
  std::size_t end = verb;
  for (const CLI::App* at = &app; end < words.size(); ++end) {
    at = command_called(*at, words[end]);
    if (at == nullptr) break;
  }
  // A word that is no command goes first as well, so that it is what is complained of.
  end = std::max(end, verb + 1);
  const auto from = [&](std::size_t n) { return sorted.begin() + static_cast<std::ptrdiff_t>(n); };
  std::rotate(from(1), from(verb), from(end));
  return sorted;
}

std::vector<NamedFile> named_files(const CLI::App& app) {
  std::vector<NamedFile> files;
  const CLI::App* command = &app;
  while (true) {
    for (const CLI::Option* const option : command->get_options()) {
      const std::string kind = option->get_type_name();
      if (!kind.starts_with("FILE") && !kind.starts_with("KEY")) continue;
      for (const std::string& path : option->results()) {
        files.push_back({long_name(*option), path});
      }
    }
    if (command->get_subcommands().empty()) return files;
    command = command->get_subcommands().front();
  }
}

}  // namespace

int run_command_line(int argc, char** argv) {
  CLI::App app(
      "Bartizan says which AI you run and what its files can do to you, from their bytes: offline, "
      "without running anything.",
      "bartizan");
  app.set_version_flag("--version", std::string("bartizan ") + run::kVersion);
  app.set_help_flag("-h,--help", "show this help");
  app.require_subcommand(1);
  app.footer(
      "Start with: bartizan scan PATH\nThen:       bartizan explain RULE-ID, bartizan inspect "
      "FILE\n\n"
      "Not affiliated with or endorsed by CISA or DHS.");
  Commands commands(app);
  commands.add_core();
  commands.add_use();
  commands.add_assure();
  commands.add_serve();
  commands.add_policy();
  commands.add_posture();
  commands.add_watch();
  if (argc == 1) {
    std::cout << app.help();
    return run::kUsage;
  }
  std::vector<char*> words = command_first(app, std::span(argv, static_cast<std::size_t>(argc)));
  if (forgets_path(app, std::span(words).subspan(1))) return run::kUsage;
  try {
    app.parse(argc, words.data());
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    return explain_usage(app, error, std::span(words).subspan(1));
  }
  return commands.carry_out(named_files(app));
}

}  // namespace bartizan::cli
