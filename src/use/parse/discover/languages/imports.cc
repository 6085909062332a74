#include "use/parse/discover/languages/imports.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "use/parse/discover/manifest/package.h"

namespace bartizan::use::languages {
namespace {

constexpr std::size_t kMostName = 300;
constexpr std::size_t kMostPackages = 1000;

class Reader {
 public:
  Reader(const Code& code, Language language, const scan::Catalog& catalog)
      : code_(code), catalog_(catalog), known_(catalog, registry_of(language)) {}

  std::vector<Imported> java() {
    for (std::size_t i = 0; i < code_.tokens.size(); ++i) {
      if (code_.word(i) != "import") continue;
      std::size_t at = i + 1;
      if (code_.word(at) == "static") ++at;
      std::string name = dotted(at);
      for (std::string_view left = name; !left.empty();
           left = left.substr(0, std::min(left.size(), left.rfind('.')))) {
        if (const auto found = catalog_.list("discovery-java-imports", left)) {
          add(std::string(*found), i);
          break;
        }
        if (left.find('.') == left.npos) break;
      }
    }
    return std::move(found_);
  }

  std::vector<Imported> csharp() {
    for (std::size_t i = 0; i < code_.tokens.size(); ++i) {
      if (code_.word(i) != "using") continue;
      std::size_t at = i + 1;
      if (code_.word(at) == "static") ++at;
      if (code_.is(at + 1, '=')) at += 2;
      const std::string name = dotted(at);
      std::size_t end = at;
      while (end < code_.tokens.size() && (!code_.word(end).empty() || code_.is(end, '.'))) ++end;
      if (!code_.is(end, ';')) continue;
      add(nuget(name), i);
    }
    return std::move(found_);
  }

  std::vector<Imported> go() {
    for (std::size_t i = 0; i < code_.tokens.size(); ++i) {
      const std::string_view word = code_.word(i);
      // Imports stand before everything else.
      if (word == "func" || word == "type" || word == "var" || word == "const") break;
      if (word != "import") continue;
      std::size_t last = i + 2;
      if (code_.is(i + 1, '(')) last = std::max<std::size_t>(code_.tokens[i + 1].mate, i + 1);
      for (std::size_t at = i + 1; at <= last && at < code_.tokens.size(); ++at) {
        if (code_.tokens[at].kind == Kind::text) add(module(code_.raw(at)), at);
      }
    }
    return std::move(found_);
  }

  std::vector<Imported> rust() {
    std::unordered_set<std::string_view> own{"std",  "core",  "alloc",     "crate",
                                             "self", "super", "proc_macro"};
    for (std::size_t i = 0; i < code_.tokens.size(); ++i) {
      if (code_.word(i) == "mod") own.insert(code_.word(i + 1));
    }
    for (std::size_t i = 0; i < code_.tokens.size(); ++i) {
      const std::string_view word = code_.word(i);
      if (word == "crate" && i > 0 && code_.word(i - 1) == "extern") {
        root(i + 1, own);
      } else if (word == "use") {
        const std::size_t first = code_.is(i + 1, ':') ? i + 3 : i + 1;
        if (!code_.is(first, '{')) {
          root(first, own);
          continue;
        }
        // use {a::b, c::{d, e}};
        const std::size_t end = code_.tokens[first].mate;
        for (std::size_t at = first + 1; at < end; ++at) {
          if (at == first + 1 || code_.is(at - 1, ',')) root(at, own);
          if (code_.is(at, '{') && code_.tokens[at].mate > at) at = code_.tokens[at].mate;
        }
      } else if (word.find('_') != word.npos && code_.is(i + 1, ':', ':') &&
                 (i == 0 || !code_.is(i - 1, ':'))) {
        root(i, own);  // ollama_rs::Ollama::default()
      }
    }
    return std::move(found_);
  }

 private:
  std::string dotted(std::size_t at) const {
    std::string name;
    while (!code_.word(at).empty() && name.size() < kMostName) {
      name += code_.word(at);
      if (!code_.is(at + 1, '.') || code_.word(at + 2).empty()) break;
      name += '.';
      at += 2;
    }
    return name;
  }

  void root(std::size_t at, const std::unordered_set<std::string_view>& own) {
    const std::string_view word = code_.word(at);
    if (word.empty() || word.size() > kMostName || own.contains(word)) return;
    const auto [entry, fresh] = crates_.try_emplace(word);
    if (!fresh) return;
    std::string hyphens(word);
    std::ranges::replace(hyphens, '_', '-');
    // Crates are written with either; a name that the list has itself is the right one.
    const bool listed = catalog_.list("discovery-cargo-packages", word).has_value();
    if (!listed && !known_.category(hyphens).empty()) {
      add(std::move(hyphens), at);
    } else if (!known_.category(word).empty()) {
      add(std::string(word), at);
    }
  }

  std::string nuget(std::string_view name) const {
    for (std::string_view left = name; !left.empty();) {
      if (const auto found = catalog_.list("discovery-csharp-imports", left)) {
        return std::string(*found);
      }
      if (const auto found = catalog_.list("discovery-nuget-packages", lower(left))) {
        return *found == "none" ? std::string() : std::string(left);
      }
      const std::size_t dot = left.rfind('.');
      if (dot == left.npos) break;
      left = left.substr(0, dot);
    }
    for (std::size_t dot = name.find('.'); dot != name.npos; dot = name.find('.', dot + 1)) {
      if (!known_.category(name.substr(0, dot)).empty()) return std::string(name.substr(0, dot));
    }
    return known_.category(name).empty() ? std::string() : std::string(name);
  }

  // The module that a package's path belongs to, with its major version.
  std::string module(std::string_view path) const {
    if (path.size() > kMostName || path.find('.') == path.npos) return {};
    for (std::size_t end = path.find('/'); end != path.npos;) {
      const std::size_t next = path.find('/', end + 1);
      const std::string_view name = path.substr(0, next);
      if (!known_.category(name).empty()) {
        const std::string_view rest =
            next == path.npos ? std::string_view() : path.substr(next + 1);
        const std::string_view version = rest.substr(0, rest.find('/'));
        const bool major =
            version.size() > 1 && version.front() == 'v' &&
            std::ranges::all_of(version.substr(1), [](char c) { return c >= '0' && c <= '9'; });
        return std::string(name) + (major ? "/" + std::string(version) : std::string());
      }
      end = next;
    }
    return {};
  }

  void add(std::string package, std::size_t token) {
    if (package.empty() || found_.size() >= kMostPackages) return;
    const bool again = !names_.insert(package).second;
    if (!again) found_.push_back({std::move(package), static_cast<std::uint32_t>(token)});
  }

  const Code& code_;
  const scan::Catalog& catalog_;
  PackageList known_;
  std::vector<Imported> found_;
  std::unordered_set<std::string> names_;
  std::unordered_map<std::string_view, bool> crates_;
};

}  // namespace

std::string_view registry_of(Language language) {
  switch (language) {
    case Language::java:
    case Language::kotlin:
      return "maven";
    case Language::go:
      return "golang";
    case Language::rust:
      return "cargo";
    case Language::csharp:
      return "nuget";
  }
  return {};
}

std::vector<Imported> imported_packages(const Code& code, Language language,
                                        const scan::Catalog& catalog) {
  Reader reader(code, language, catalog);
  switch (language) {
    case Language::java:
    case Language::kotlin:
      return reader.java();
    case Language::go:
      return reader.go();
    case Language::rust:
      return reader.rust();
    case Language::csharp:
      return reader.csharp();
  }
  return {};
}

}  // namespace bartizan::use::languages
