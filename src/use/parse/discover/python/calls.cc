#include "use/parse/discover/python/calls.h"

#include <algorithm>
#include <array>

namespace bartizan::use::python {
namespace {

using std::size_t;
using std::string_view;

constexpr string_view kPackages = "discovery-python-packages";
constexpr string_view kCalls = "discovery-python-calls";
// Parts of a dotted name that are looked at; the longest listed key has five.
constexpr size_t kMostParts = 6;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

// The words of a value, one after the other.
template <class Each>
void each_word(string_view text, char separator, const Each& each) {
  while (!text.empty()) {
    const size_t end = std::min(text.find(separator), text.size());
    if (each(text.substr(0, end))) return;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace

std::optional<Package> package_of(string_view dotted, const scan::Catalog& catalog) {
  if (dotted.empty() || dotted.front() == '.') return std::nullopt;
  std::array<size_t, kMostParts> ends{};
  size_t count = 0;
  for (size_t at = 0; at <= dotted.size() && count < kMostParts; ++at) {
    if (at == dotted.size() || dotted[at] == '.' || dotted[at] == '(') {
      ends[count++] = at;
      if (at < dotted.size() && dotted[at] == '(') break;
    }
  }
  while (count > 0) {
    const string_view prefix = dotted.substr(0, ends[--count]);
    if (const auto value = catalog.list(kPackages, prefix)) {
      const size_t blank = value->find(' ');
      return Package{std::string(value->substr(0, blank)), prefix,
                     blank == value->npos ? string_view() : value->substr(blank + 1)};
    }
  }
  // "langchain_*": integrations that anybody publishes under a framework's prefix.
  const string_view root = dotted.substr(0, ends[0]);
  const size_t line = root.find('_');
  if (line == root.npos || line + 1 >= root.size()) return std::nullopt;
  std::string distribution(root);
  std::ranges::replace(distribution, '_', '-');
  // Modules are mostly called like what is installed; a word alone could be anybody's.
  const auto same = catalog.list("discovery-pypi-packages", distribution);
  if (same && *same != "none") return Package{std::move(distribution), root, {}, false};
  const std::string pattern = std::string(root.substr(0, line + 1)) + "*";
  if (!catalog.list(kPackages, pattern)) return std::nullopt;
  return Package{std::move(distribution), root, {}, true};
}

bool brings(const Package& package, string_view name) {
  if (package.names.empty()) return true;
  bool found = false;
  each_word(package.names, '|', [&](string_view word) { return found = word == name; });
  return found;
}

std::string plain(string_view symbol) {
  std::string out;
  out.reserve(symbol.size());
  int depth = 0;
  for (const char c : symbol) {
    if (c == '(') ++depth;
    if (depth == 0) out.push_back(c);
    if (c == ')' && depth > 0) --depth;
  }
  return out;
}

string_view Role::option(string_view key) const {
  string_view out;
  each_word(options, ' ', [&](string_view word) {
    if (!word.starts_with(key) || word.size() <= key.size() || word[key.size()] != '=')
      return false;
    out = word.substr(key.size() + 1);
    return true;
  });
  return out;
}

bool Role::has(string_view flag) const {
  bool found = false;
  each_word(options, ' ', [&](string_view word) { return found = word == flag; });
  return found;
}

std::optional<Role> role_of(string_view path, bool known, const scan::Catalog& catalog) {
  const string_view root = path.substr(0, path.find('.'));
  const auto look = [&](string_view where, string_view name) -> std::optional<Role> {
    std::string key(where);
    key += ':';
    key += name;
    const auto value = catalog.list(kCalls, key);
    if (!value) return std::nullopt;
    const size_t blank = std::min(value->find(' '), value->size());
    return Role{value->substr(0, blank), value->substr(std::min(blank + 1, value->size()))};
  };
  if (!known) {  // by the last part alone
    const size_t dot = path.rfind('.');
    return look("?", dot == path.npos ? path : path.substr(dot + 1));
  }
  // From the longest tail of at most three parts to the last part alone.
  std::array<string_view, 4> tails{};
  size_t count = 0;
  size_t end = path.size();
  while (count < tails.size() && end != 0) {
    const size_t dot = path.rfind('.', end - 1);
    if (dot == path.npos) break;
    tails[count++] = path.substr(dot + 1);
    end = dot;
  }
  const bool ai = package_of(path, catalog).has_value();
  for (size_t i = count; i > 0; --i) {
    const string_view tail = tails[i - 1];
    if (auto role = look(root, tail)) return role;
    if (!ai) continue;
    if (auto role = look("*", tail)) return role;
  }
  if (count == 0) return std::nullopt;
  // FAISS.from_documents makes what FAISS is.
  if (ai && count >= 2 && (tails[0].starts_with("from_") || tails[0].starts_with("afrom_"))) {
    const string_view klass = tails[1].substr(0, tails[1].find('.'));
    if (auto role = look("*", klass); role && role->name == "vector-store") return role;
  }
  // "module.*"
  const size_t last = path.rfind('.');
  if (last == path.npos) return std::nullopt;
  string_view module = path.substr(0, last);
  const size_t first = module.find('.');
  if (first == module.npos) return std::nullopt;
  std::string below(module.substr(first + 1));
  below += ".*";
  return look(root, below);
}

string_view provider_of(string_view path, const scan::Catalog& catalog) {
  constexpr string_view kWords = "discovery-provider-words";
  // A class says more than the package that holds it.
  for (size_t end = path.size(); end > 0;) {
    const size_t dot = path.rfind('.', end - 1);
    const size_t from = dot == path.npos ? 0 : dot + 1;
    const string_view part = path.substr(from, end - from);
    if (!part.empty() && is_upper(part.front())) {
      std::string low(part);
      std::ranges::transform(low, low.begin(), lower);
      string_view best;
      string_view provider;
      for (std::uint32_t i = 0; i < catalog.list_count(kWords); ++i) {
        const auto entry = catalog.list_at(kWords, i);
        if (entry.key.size() > best.size() && low.find(entry.key) != low.npos) {
          best = entry.key;
          provider = entry.value;
        }
      }
      if (!best.empty()) return provider == "-" ? string_view() : provider;
    }
    if (dot == path.npos) break;
    end = dot;
  }
  for (size_t end = path.size(); end != path.npos && end > 0; end = path.rfind('.', end - 1)) {
    if (const auto value = catalog.list("discovery-python-providers", path.substr(0, end))) {
      return *value == "-" ? string_view() : *value;
    }
  }
  return {};
}

bool is_model_name(string_view identifier) {
  static constexpr std::array<string_view, 20> kWords{
      "model",     "models",     "llm",        "llms",        "engine", "deployment", "checkpoint",
      "ckpt",      "embedding",  "embeddings", "embedder",    "embed",  "encoder",    "reranker",
      "tokenizer", "pretrained", "lm",         "transformer", "repo",   "gpt"};
  std::string word;
  const auto known = [&] { return std::ranges::find(kWords, string_view(word)) != kWords.end(); };
  for (size_t i = 0; i < identifier.size(); ++i) {
    const char c = identifier[i];
    const bool hump = is_upper(c) && i > 0 && !is_upper(identifier[i - 1]);
    if (c == '_' || c == '-' || c == '.' || hump) {
      if (known()) return true;
      word.clear();
      if (!hump) continue;
    }
    word.push_back(lower(c));
  }
  return known();
}

}  // namespace bartizan::use::python
