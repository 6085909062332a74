// What single programs are told on their command lines: installers, downloaders, servers.
#include <string>

#include "text/secrets.h"
#include "use/parse/discover/infra/shell.h"
#include "use/parse/discover/infra/texts.h"
#include "use/parse/discover/manifest/readers.h"
#include "use/parse/discover/settings/settings.h"

namespace bartizan::use::infra {
namespace {

using std::string_view;
using Words = std::vector<Word>;

// Of a path in a sentence.
constexpr std::size_t kMostShown = 80;

bool takes_value(string_view flag) {
  return one_of(flag, {"-r",
                       "--requirement",
                       "-c",
                       "--constraint",
                       "-i",
                       "--index-url",
                       "--extra-index-url",
                       "-f",
                       "--find-links",
                       "-t",
                       "--target",
                       "--prefix",
                       "--root",
                       "--python",
                       "-p",
                       "--platform",
                       "--trusted-host",
                       "--cache-dir",
                       "--timeout",
                       "--retries",
                       "-e",
                       "--editable",
                       "--group",
                       "-G",
                       "--registry",
                       "--workspace",
                       "-w",
                       "-n",
                       "--name",
                       "--channel",
                       "--torch-backend",
                       "--index",
                       "--default-index",
                       "--only-binary",
                       "--no-binary",
                       "--index-strategy",
                       "--proxy",
                       "--cert",
                       "--progress-bar",
                       "--log",
                       "--src",
                       "--report",
                       "-C",
                       "--from",
                       "--cwd",
                       "--dir",
                       "--extra",
                       "--optional",
                       "--upgrade-strategy"});
}

}  // namespace

void Shell::install(const Words& words, std::size_t from, bool npm) {
  for (std::size_t i = from; i < words.size(); ++i) {
    const string_view word = words[i].text;
    if (word.starts_with('-')) {
      if (!takes_value(word)) continue;
      ++i;
      const bool file = !npm && (word == "-r" || word == "--requirement") && i < words.size();
      if (file && !manifest::claims_requirements(words[i].text, {})) {
        source_.report.setting(settings::kPackages, "unknown", words[i].line,
                               "what it installs from " + words[i].text.substr(0, kMostShown) +
                                   " was not read: a name with \"requirements\" in it says that it "
                                   "is such a file");
      }
      continue;
    }
    if (word.empty() || word.find_first_of("/\\") == 0 || word.starts_with('.')) continue;
    if (npm) {
      put_npm(source_, word, spot(words[i]));
    } else if (word.find("://") == word.npos) {
      put_pypi(source_, word, spot(words[i]));
    }
  }
}

// huggingface-cli download ID [files], hf download ID.
void Shell::hub(const Words& words, std::size_t from) {
  const Word* id = nullptr;
  bool dataset = false;
  string_view revision;
  for (std::size_t i = from; i < words.size(); ++i) {
    const string_view word = words[i].text;
    const bool more = i + 1 < words.size();
    if (word == "--repo-type" && more) {
      dataset = words[++i].text == "dataset";
    } else if (word == "--repo-type=dataset") {
      dataset = true;
    } else if (word == "--revision" && more) {
      revision = words[++i].text;
    } else if (word.starts_with("--")) {
      if (one_of(word, {"--local-dir", "--cache-dir", "--include", "--exclude", "--token",
                        "--max-workers", "--local-dir-use-symlinks"}) &&
          more) {
        ++i;
      }
    } else if (id == nullptr && !word.starts_with('-')) {
      id = &words[i];
    }
  }
  if (id == nullptr || has_expansion(id->text)) return;
  if (dataset) {
    put_dataset(source_, id->text, Place::model, spot(*id));
    return;
  }
  std::vector<Attribute> attributes;
  attributes.push_back(revision.empty() ? attribute("unpinned", "true")
                                        : attribute("revision", revision));
  put_model(source_, id->text, "huggingface", Place::model, spot(*id), std::move(attributes));
}

// claude mcp add [options] NAME (URL | [--] COMMAND ...)
void Shell::server(const Words& words, std::size_t from, string_view client) {
  std::string name;
  std::string url;
  std::vector<Attribute> attributes;
  string_view transport;
  std::size_t i = from;
  std::size_t place = from;
  for (; i < words.size(); ++i) {
    const string_view word = words[i].text;
    if (word == "--") {
      ++i;
      break;
    }
    const bool more = i + 1 < words.size();
    if (one_of(word, {"-e", "--env"}) && more) {
      const string_view pair = words[++i].text;
      const std::size_t equal = pair.find('=');
      put_variable(source_, pair.substr(0, equal), {}, spot(words[i]));
    } else if (one_of(word, {"-t", "--transport"}) && more) {
      transport = words[++i].text;
    } else if (one_of(word, {"-s", "--scope", "-H", "--header"}) && more) {
      ++i;
    } else if (word.starts_with('-')) {
      continue;
    } else if (name.empty()) {
      name = word;
      place = i;
    } else if (word.find("://") != word.npos) {
      url = word;
    } else {
      break;
    }
  }
  if (name.empty() || has_expansion(name)) return;
  const bool starts = url.empty() && i < words.size();
  attributes.push_back(attribute("transport", !transport.empty() ? transport
                                              : starts           ? "stdio"
                                                                 : "http"));
  attributes.push_back(attribute("client", client == "claude" ? "claude-code" : client));
  if (starts) attributes.push_back(attribute("command", words[i].text));
  if (!url.empty()) attributes.push_back(attribute("url", text::mask_secrets(url)));
  put(source_, ComponentKind::mcp_server, name, {}, spot(words[place]), std::move(attributes));
  if (starts) program(words, i);
}

void Shell::program(const Words& words, std::size_t at) {
  const scan::Catalog& catalog = source_.report.catalog();
  string_view name = base::last_part(words[at].text);
  std::size_t next = at + 1;
  const auto word = [&](std::size_t i) {
    return i < words.size() ? string_view(words[i].text) : string_view();
  };
  // python -m MODULE, uv run PROGRAM, poetry run PROGRAM.
  for (int i = 0; i < 4; ++i) {
    if (name.starts_with("python") || name == "pypy3" || name == "py") {
      std::size_t flag = next;
      while (word(flag).starts_with('-') && word(flag) != "-m" && word(flag) != "-c") ++flag;
      if (word(flag) == "-c") return;  // code; its reader is another
      if (word(flag) != "-m") return options(words, flag, {});
      name = word(flag + 1);
      next = flag + 2;
    } else if (one_of(name, {"uv", "poetry", "pdm", "hatch", "rye", "pipenv"}) &&
               word(next) == "run") {
      ++next;
      while (word(next).starts_with('-')) {
        if (word(next) == "--with" && next + 1 < words.size()) {
          put_pypi(source_, words[next + 1].text, spot(words[next + 1]));
          ++next;
        }
        ++next;
      }
      name = base::last_part(word(next));
      ++next;
    } else if (one_of(name, {"torchrun", "accelerate", "deepspeed", "ray"})) {
      return options(words, next, {});
    } else {
      break;
    }
  }
  const string_view verb = word(next);
  const bool pip = name == "pip" || name == "pip3" || name.starts_with("pip3.");
  if ((pip && one_of(verb, {"install", "download", "wheel"})) ||
      (one_of(name, {"pipx", "conda", "mamba", "micromamba", "pipenv", "easy_install"}) &&
       one_of(verb, {"install", "inject", "run"})) ||
      (one_of(name, {"uv", "poetry", "pdm", "rye"}) && verb == "add")) {
    return install(words, next + 1, false);
  }
  if (name == "uv" && one_of(verb, {"pip", "tool"}) && one_of(word(next + 1), {"install", "run"})) {
    return install(words, next + 2, false);
  }
  if (name == "uvx") {
    for (std::size_t i = next; i < words.size(); ++i) {
      if (one_of(word(i), {"--from", "--with"})) {
        if (i + 1 < words.size()) put_pypi(source_, word(i + 1), spot(words[i + 1]));
        ++i;
      } else if (!word(i).starts_with('-')) {
        put_pypi(source_, word(i), spot(words[i]));
        break;
      }
    }
    return;
  }
  if ((name == "npm" && one_of(verb, {"install", "i", "add", "exec"})) ||
      (one_of(name, {"yarn", "pnpm", "bun"}) &&
       one_of(verb, {"add", "install", "i", "dlx", "global"}))) {
    return install(words, next + 1, true);
  }
  if (name == "npx" || name == "bunx") {
    for (std::size_t i = next; i < words.size(); ++i) {
      if (word(i).starts_with('-')) continue;
      put_npm(source_, word(i), spot(words[i]));
      return options(words, i + 1, {});
    }
    return;
  }
  if ((name == "huggingface-cli" || name == "hf") && verb == "download")
    return hub(words, next + 1);
  if (one_of(name, {"claude", "codex", "gemini", "qwen"}) && verb == "mcp" &&
      word(next + 1) == "add") {
    return server(words, next + 2, name);
  }
  if (name == "git" && verb == "clone") {
    for (std::size_t i = next + 1; i < words.size(); ++i) {
      put_hub_urls(source_, word(i), spot(words[i]));
    }
    return;
  }
  if (name == "spacy" && verb == "download" && next + 1 < words.size()) {
    put_model(source_, word(next + 1), "spacy", Place::model, spot(words[next + 1]));
    return;
  }
  const auto serves = catalog.list("discovery-programs", name);
  if (serves) {
    if (name == "ollama") {
      const bool serve = one_of(verb, {"serve", "start", "run"});
      if (serve) put(source_, ComponentKind::runtime, name, {}, spot(words[at]));
      if (one_of(verb, {"pull", "run", "show", "create", "push"})) {
        for (std::size_t i = next + 1; i < words.size(); ++i) {
          if (word(i).starts_with('-')) continue;
          if (!has_expansion(word(i)) && verb != "create") {
            put_model(source_, word(i), "ollama", Place::model, spot(words[i]));
          }
          break;
        }
      }
      return;
    }
    const bool module = name.find('.') != name.npos;
    const bool needs_verb =
        one_of(name, {"vllm", "lmdeploy", "openllm", "bentoml", "ramalama", "mlc_llm", "tabby",
                      "lms", "xinference", "sglang", "aphrodite", "mlserver"});
    const bool serve = !needs_verb || one_of(verb, {"serve", "start", "run", "load", "launch"});
    if (!serve) return options(words, next, name);
    const string_view shown = module ? name.substr(0, name.find('.')) : name;
    put(source_, ComponentKind::runtime, shown, {}, spot(words[at]));
    if (needs_verb && next + 1 < words.size() && !word(next + 1).starts_with('-') &&
        word(next + 1) != "api_server") {
      put_model(source_, word(next + 1), name == "ramalama" ? "ollama" : "huggingface",
                Place::model, spot(words[next + 1]));
    } else if (name == "lmdeploy" && next + 2 < words.size() && !word(next + 2).starts_with('-')) {
      put_model(source_, word(next + 2), "huggingface", Place::model, spot(words[next + 2]));
    }
    return options(words, next, name);
  }
  if (name == "mlflow" && verb == "models" && word(next + 1) == "serve") {
    put(source_, ComponentKind::runtime, "mlflow", {}, spot(words[at]));
    return;
  }
  options(words, next, name);
}

}  // namespace bartizan::use::infra
