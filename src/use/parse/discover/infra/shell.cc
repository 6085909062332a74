#include "use/parse/discover/infra/shell.h"

#include <algorithm>
#include <array>
#include <optional>

#include "text/lines.h"
#include "use/parse/discover/infra/shell_words.h"
#include "use/parse/discover/infra/texts.h"
#include "use/parse/discover/model_id.h"
#include "use/parse/discover/settings/settings.h"

namespace bartizan::use::infra {
namespace {

using std::string_view;
using Words = std::vector<Word>;

// bash -c "ssh host 'sh -c ...'" goes no deeper in honest scripts.
constexpr int kMostDepth = 4;
constexpr std::size_t kMostVariables = 1000;
constexpr std::size_t kMostDefault = 512;

// Where "NAME=" ends, 0 when the word is no assignment.
std::size_t assigned(string_view word) {
  std::size_t i = 0;
  while (i < word.size() && is_word_char(word[i])) ++i;
  if (i == 0 || (word[0] >= '0' && word[0] <= '9')) return 0;
  if (i < word.size() && word[i] == '+') ++i;
  return i < word.size() && word[i] == '=' ? i : 0;
}

// What stands before a command without being it.
bool is_prefix(string_view word) {
  return one_of(word,
                {"sudo",     "exec",      "nohup",  "time",    "then",    "do",       "else",
                 "if",       "elif",      "while",  "until",   "!",       "{",        "}",
                 "env",      "command",   "export", "declare", "local",   "readonly", "typeset",
                 "set",      "stdbuf",    "nice",   "ionice",  "timeout", "tini",     "dumb-init",
                 "xvfb-run", "catchsegv", "gosu",   "su-exec", "-"});
}

// An option whose value is a model, with the name it goes by in discovery-env-models.
bool is_model_option(string_view name) {
  return one_of(name, {"model",
                       "model_id",
                       "model_name",
                       "model_name_or_path",
                       "model_path",
                       "pretrained_model_name_or_path",
                       "base_model",
                       "embedding_model",
                       "embed_model",
                       "llm_model",
                       "llm",
                       "hf_repo",
                       "hf",
                       "hfr",
                       "repo_id",
                       "hf_model",
                       "hf_repo_id",
                       "draft_model",
                       "speculative_model",
                       "tokenizer",
                       "tokenizer_name_or_path",
                       "reranker_model",
                       "judge_model",
                       "chat_model",
                       "pretrained_model",
                       "model_repo",
                       "hf_model_id",
                       "weak_model",
                       "editor_model",
                       "checkpoint",
                       "model_name_or_dir",
                       "teacher_model",
                       "teacher_model_name_or_path",
                       "base_model_name_or_path",
                       "vlm_model",
                       "hf_path",
                       "small_model",
                       "fallback_model",
                       "default_model",
                       "engine"});
}

}  // namespace

void Shell::set(string_view name, string_view value) {
  if (variables_.size() < kMostVariables && !name.empty() && value.size() <= 512) {
    variables_.insert_or_assign(std::string(name), std::string(value));
  }
}

std::string Shell::expand(string_view value, bool& changed) const {
  changed = false;
  std::string out;
  std::size_t at = 0;
  while (at < value.size() && out.size() < 4096) {
    if (value[at] != '$' || at + 1 >= value.size()) {
      out += value[at++];
      continue;
    }
    const bool braces = value[at + 1] == '{';
    std::size_t end = at + 1 + (braces ? 1 : 0);
    const std::size_t start = end;
    while (end < value.size() && is_word_char(value[end])) ++end;
    const auto known = variables_.find(value.substr(start, end - start));
    // A default is short; a brace that is not closed soon is none.
    std::size_t close = end;
    if (braces) {
      close = value.substr(end, kMostDefault).find('}');
      if (close != value.npos) close += end;
    }
    if (end == start || close == value.npos) {
      out += value[at++];
      continue;
    }
    const std::size_t next = braces ? close + 1 : end;
    const string_view whole = value.substr(at, next - at);
    if (known != variables_.end()) {
      out += known->second;
      changed = true;
    } else if (const string_view other = fallback(whole); !other.empty()) {
      out += other;
      changed = true;
    } else {
      out += whole;
    }
    at = next;
  }
  out.append(value.substr(at));
  return out;
}

void Shell::run(string_view text, std::uint32_t first_line, string_view image) {
  image_ = image;
  script(text, first_line, 0);
  image_.clear();
}

void Shell::run(const Words& words, string_view image) {
  image_ = image;
  command(words, 0);
  image_.clear();
}

void Shell::script(string_view text, std::uint32_t first_line, int depth) {
  if (depth > kMostDepth || !source_.budget.charge_steps(text.size())) return;
  shell_words(
      text, first_line, [&](Words&& words) { command(std::move(words), depth); },
      [&](string_view line, std::uint32_t number) {
        // What a here-document writes is another file: its settings count, its prose does not.
        line = text::trim(line);
        if (const std::size_t equal = assigned(line); equal != 0) {
          put_variable(source_, line.substr(0, equal), line.substr(equal + 1),
                       {signal_, number, line, Certainty::medium});
          return;
        }
        while (line.starts_with("- ")) line = text::trim(line.substr(2));
        const std::size_t colon = line.find(": ");
        if (colon == line.npos || colon == 0 || line.substr(0, colon).find(' ') != line.npos)
          return;
        const Spot at{signal_, number, line, Certainty::medium};
        const string_view value = text::trim(line.substr(colon + 2));
        if (line.starts_with("image: ")) return put_image(source_, value, at);
        put_setting(source_, line.substr(0, colon), value, true, at);
      });
}

// Reads assignments and prefixes; the index of the command's own word.
std::size_t Shell::assignments(const Words& words) {
  std::size_t at = 0;
  for (; at < words.size(); ++at) {
    const string_view word = words[at].text;
    if (const std::size_t equal = assigned(word); equal != 0) {
      bool changed = false;
      const std::string value = expand(word.substr(equal + 1), changed);
      const string_view name = word.substr(0, word[equal - 1] == '+' ? equal - 1 : equal);
      put_variable(source_, name, value,
                   {signal_, words[at].line, {}, changed ? Certainty::medium : Certainty::high});
      if (!has_expansion(value)) set(name, value);
      continue;
    }
    if (!is_prefix(word) && !(at > 0 && is_prefix(words[at - 1].text) && word.starts_with('-'))) {
      break;
    }
  }
  return at;
}

void Shell::command(Words words, int depth) {
  if (!source_.budget.charge_steps(words.size() + 1)) return;
  std::size_t at = assignments(words);
  // timeout 30 COMMAND
  while (at < words.size() && at > 0 && !words[at].text.empty() &&
         words[at].text.find_first_not_of("0123456789.smh") == std::string::npos) {
    ++at;
  }
  if (at >= words.size()) return;
  for (std::size_t i = at; i < words.size(); ++i) {
    bool changed = false;
    if (words[i].text.find('$') == std::string::npos) continue;
    put_variable_use(source_, words[i].text, spot(words[i]));
    words[i].text = expand(words[i].text, changed);
  }
  // Options alone are those of an entry point that stands elsewhere.
  if (words[at].text.starts_with('-')) return options(words, at, image_);
  const string_view name = base::last_part(words[at].text);
  if (one_of(name, {"echo", "printf", "export-doc", "#"})) {
    // Prose, but "echo KEY=value >> .env" is a setting.
    for (std::size_t i = at + 1; i < words.size(); ++i) {
      const string_view word = words[i].text;
      const std::size_t equal = assigned(word);
      if (equal != 0 && word.find_first_of(" \n") == word.npos) {
        put_variable(source_, word.substr(0, equal), word.substr(equal + 1),
                     {signal_, words[i].line, {}, Certainty::medium});
      }
    }
    return;
  }
  if (one_of(name, {"bash", "sh", "zsh", "dash", "ash"})) {
    for (std::size_t i = at + 1; i + 1 < words.size(); ++i) {
      const string_view flag = words[i].text;
      if (flag.size() < 2 || flag[0] != '-') break;
      if (flag.ends_with('c') && flag[1] != '-') {
        return script(words[i + 1].text, words[i + 1].line, depth + 1);
      }
    }
    if (at + 1 < words.size() && !words[at + 1].text.starts_with('-')) {
      return options(words, at + 1, {});
    }
    return;
  }
  if (one_of(name, {"docker", "podman", "nerdctl", "kubectl", "oc", "docker-compose"})) {
    return containers(words, at, depth);
  }
  program(words, at);
}

// Past options of docker and kubectl to the image or command.
void Shell::containers(const Words& words, std::size_t at, int depth) {
  std::size_t i = at + 1;
  if (i < words.size() && one_of(words[i].text, {"compose", "container", "image"})) ++i;
  if (i >= words.size()) return;
  const string_view verb = words[i].text;
  const bool image = one_of(verb, {"run", "create", "pull"});
  if (!image && verb != "exec" && verb != "set") return;
  static constexpr std::array<string_view, 33> kValues{"--cap-add",  "--security-opt",
                                                       "-v",         "--volume",
                                                       "-p",         "--publish",
                                                       "--name",     "--network",
                                                       "--net",      "-u",
                                                       "--user",     "-w",
                                                       "--workdir",  "--gpus",
                                                       "--shm-size", "--mount",
                                                       "--restart",  "--runtime",
                                                       "--ipc",      "-h",
                                                       "--hostname", "--entrypoint",
                                                       "-l",         "--label",
                                                       "--ulimit",   "--env-file",
                                                       "--platform", "-m",
                                                       "--memory",   "--cpus",
                                                       "--device",   "-n",
                                                       "-c"};
  bool past_target = verb == "set";
  for (++i; i < words.size(); ++i) {
    const string_view word = words[i].text;
    if (word == "-e" || word == "--env") {
      if (++i >= words.size()) return;
      const string_view pair = words[i].text;
      const std::size_t equal = pair.find('=');
      put_variable(source_, pair.substr(0, equal),
                   equal == pair.npos ? string_view() : pair.substr(equal + 1),
                   {signal_, words[i].line, {}, Certainty::high});
    } else if (word == "--") {
      return command(Words(words.begin() + static_cast<std::ptrdiff_t>(i) + 1, words.end()),
                     depth + 1);
    } else if (word.starts_with('-')) {
      const std::size_t equal = word.find("=");
      if (word.starts_with("--env=") ||
          (word.starts_with("-e") && word.size() > 2 && word[2] != '=')) {
        const string_view pair = word.substr(word.starts_with("--") ? 6 : 2);
        const std::size_t cut = pair.find('=');
        put_variable(source_, pair.substr(0, cut),
                     cut == pair.npos ? string_view() : pair.substr(cut + 1),
                     {signal_, words[i].line, {}, Certainty::high});
      } else {
        const bool apart = equal == word.npos && std::ranges::find(kValues, word) != kValues.end();
        if (verb != "exec" && verb != "set") {
          const string_view value = equal != word.npos              ? word.substr(equal + 1)
                                    : apart && i + 1 < words.size() ? string_view(words[i + 1].text)
                                                                    : string_view();
          settings::put_engine_option(source_, word.substr(0, equal), value, words[i].line);
        }
        if (apart) ++i;
      }
    } else if (!past_target) {
      if (image) put_image(source_, word, spot(words[i]));
      past_target = true;
      if (one_of(verb, {"pull", "create"}) || i + 1 >= words.size()) return;
      if (depth > kMostDepth) return;
      const Words rest(words.begin() + static_cast<std::ptrdiff_t>(i) + 1, words.end());
      // The arguments of an image that serves models are options of its entry point.
      if (image && rest.front().text.starts_with('-')) return options(rest, 0, word);
      return command(rest, depth + 1);
    } else {
      return;
    }
  }
}

// Hydra's and lm-eval's way: model=X; pretrained=org/name,dtype=float16.
void Shell::pairs(const Words& words, std::size_t at) {
  string_view rest = words[at].text;
  while (!rest.empty()) {
    const string_view pair = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    const std::size_t cut = pair.find('=');
    if (cut == pair.npos || cut == 0 || cut > 64) continue;
    const string_view key = pair.substr(0, cut);
    const string_view value = pair.substr(cut + 1);
    // lm-eval, optimum and their like take a model of the hub under this name and no other.
    if (key == "pretrained") {
      put_model(source_, value, "huggingface", Place::model, spot(words[at]));
    } else {
      put_setting(source_, key, value, true, spot(words[at]));
    }
  }
}

void Shell::options(const Words& words, std::size_t from, string_view program) {
  string_view hint;
  const scan::Catalog& catalog = source_.report.catalog();
  if (!program.empty()) {
    if (program.find("ollama") != program.npos) {
      hint = "ollama";
    } else if (program.find("llm") != program.npos || program.find("text-") != program.npos ||
               program.find("sglang") != program.npos || program.find("infinity") != program.npos ||
               program.find("huggingface") != program.npos) {
      hint = "huggingface";
    }
    if (program == "litellm") hint = {};
  }
  // Beside an id, the name is only what the model is served as.
  const bool has_id = std::ranges::any_of(words, [](const Word& word) {
    return word.text.starts_with("--model_id") || word.text.starts_with("--model-id");
  });
  const bool served = !hint.empty() || catalog.list("discovery-programs", program).has_value();
  const bool encrypted = std::ranges::any_of(words, [](const Word& word) {
    return word.text.starts_with("--ssl") || word.text.starts_with("--cert");
  });
  for (std::size_t i = from; i < words.size(); ++i) {
    string_view word = words[i].text;
    if (!word.starts_with('-')) {
      if (word.find("://") != word.npos) {
        put_endpoints(source_, word, spot(words[i]));
        put_hub_urls(source_, word, spot(words[i]));
      } else {
        pairs(words, i);
      }
      continue;
    }
    const std::size_t equal = word.find('=');
    string_view value;
    std::size_t value_at = i;
    if (equal != word.npos) {
      value = word.substr(equal + 1);
      word = word.substr(0, equal);
    } else if (i + 1 < words.size() && !words[i + 1].text.starts_with('-')) {
      value_at = i + 1;
      value = words[value_at].text;
    }
    // What follows a flag is its value only where it says so.
    const bool said = equal != word.npos || one_of(value, {"false", "False", "0", "no", "off"});
    settings::put_trust(source_, word, said ? value : string_view(), words[i].line);
    if (word != "--host" || !encrypted) {
      settings::put_option(source_, program, word, value, words[i].line);
    }
    if (value.empty() || has_expansion(value)) continue;
    const bool is_short = !word.starts_with("--");
    word.remove_prefix(word.find_first_not_of('-') == word.npos ? word.size()
                                                                : word.find_first_not_of('-'));
    const std::string name = snake(word);
    const Spot at = spot(words[value_at]);
    if (is_short && name == "m" && served && program.find("python") == program.npos) {
      if (!model_extension(value, false, catalog).empty()) {
        put_model(source_, value, "local", Place::model, at);
      } else {
        put_model(source_, value, hint, Place::maybe, at);
      }
    } else if (is_model_option(name) && !(has_id && name == "model_name")) {
      const bool hub = name.find("hf") == 0 || name == "repo_id" ||
                       name.ends_with("_name_or_path") || name == "hf_repo";
      const bool path = value.starts_with('/') || value.starts_with('.') || value.starts_with('~');
      if (path) {
        if (!model_extension(value, false, catalog).empty()) {
          put_model(source_, value, "local", Place::model, at);
        }
      } else {
        put_model(source_, value, hub ? "huggingface" : hint,
                  served || hub ? Place::model : Place::maybe, at);
      }
    } else if (one_of(name, {"dataset", "dataset_name", "dataset_id", "dataset_path",
                             "dataset_repo_id"})) {
      put_dataset(source_, value, name == "dataset_name" ? Place::model : Place::maybe, at);
    } else if (value.find("://") != value.npos) {
      put_endpoints(source_, value, at);
      if (one_of(name, {"base_url", "api_base", "openai_base_url", "api_base_url"})) {
        put_setting(source_, name, value, true, at);
      }
    }
    if (value_at != i) {
      pairs(words, value_at);
      i = value_at;
    }
  }
}

}  // namespace bartizan::use::infra
