#include "use/parse/discover/languages/languages.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "text/lines.h"
#include "use/parse/discover/endpoint.h"
#include "use/parse/discover/infra/put.h"
#include "use/parse/discover/languages/code.h"
#include "use/parse/discover/languages/imports.h"
#include "use/parse/discover/model_id.h"
#include "use/parse/discover/script/token.h"

namespace bartizan::use::languages {
namespace {

// docs/discovery.md: more ids than that in one literal are a list of what is supported.
constexpr std::size_t kMostListed = 8;
// Between a name and its value: `const MODEL: &'static str = "x"`.
constexpr std::size_t kMostType = 12;
constexpr std::size_t kMostText = 2048;
// The densest file of some thirty npm packages says 140 things.
constexpr std::size_t kMostDetections = 10'000;

std::string folded(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c != '_') out.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  }
  return out;
}

std::string_view prefix_of(Language language) {
  switch (language) {
    case Language::java:
      return "java";
    case Language::kotlin:
      return "kotlin";
    case Language::go:
      return "go";
    case Language::rust:
      return "rust";
    case Language::csharp:
      return "csharp";
  }
  return {};
}

class Detector {
 public:
  Detector(SourceText& source, Language language, Code code)
      : source_(source),
        language_(language),
        catalog_(source.report.catalog()),
        code_(std::move(code)),
        lines_(source.text) {}

  void read() {
    for (Imported& one : imported_packages(code_, language_, catalog_)) {
      uses_ai_ = true;
      add(ComponentKind::package, std::move(one.package), registry_of(language_), "import",
          Certainty::high, one.token);
    }
    find_lists();
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < code_.tokens.size(); ++i) {
      const Token& token = code_.tokens[i];
      if (token.kind == Kind::text) {
        credential(i);
        endpoint(i);
        model(i, open);
      } else if (token.kind == Kind::punct && token.mate > i) {
        open.push_back(i);
      } else if (token.kind == Kind::punct && token.mate < i) {
        while (!open.empty() && open.back() >= token.mate) open.pop_back();
      }
    }
  }

 private:
  void add(ComponentKind kind, std::string name, std::string_view provider, std::string_view signal,
           Certainty certainty, std::size_t token, std::string url = {}) {
    if (++reported_ > kMostDetections) {
      if (reported_ == kMostDetections + 1) {
        source_.report.note({record::NoteLevel::warning, "limit:detections", 0, 0,
                             "the file names more than is kept; the rest was left out"});
      }
      return;
    }
    Detection made;
    made.kind = kind;
    made.name = std::move(name);
    made.provider = std::string(provider);
    made.signal = std::string(prefix_of(language_)) + "-" + std::string(signal);
    made.certainty = certainty;
    made.line = lines_.line_of(code_.tokens[token].at);
    made.evidence = script::evidence_of(lines_.line(made.line));
    if (!url.empty()) {
      made.attributes.push_back({"url", std::move(url), record::Provenance::observed, {}});
    }
    source_.report.detection(made);
  }

  bool is_model(std::size_t i) {
    const std::string_view raw = code_.raw(i);
    if (raw.size() < 2 || raw.size() > kMostModelId) return false;
    bool plausible = false;
    for (const char c : raw) {
      if (c == ' ' || c == '\\' || c == '<' || c == '(' || c == '%') return false;
      plausible = plausible || (c >= '0' && c <= '9') || c == '-' || c == '/' || c == ':';
    }
    if (!plausible) return false;
    const auto [entry, fresh] = models_.try_emplace(raw, false);
    if (fresh) entry->second = looks_like_model(raw, catalog_);
    return entry->second;
  }

  // Brackets without statements directly within them, that hold more ids than a choice needs.
  void find_lists() {
    struct Group {
      std::size_t token;
      bool literal;
      std::vector<std::string_view> ids;
    };
    constexpr std::array<std::string_view, 12> kStatements{"return", "if",     "for",  "let",
                                                           "while",  "switch", "case", "var",
                                                           "throw",  "match",  "val",  "defer"};
    std::vector<Group> stack;
    for (std::size_t i = 0; i < code_.tokens.size(); ++i) {
      const Token& token = code_.tokens[i];
      if (token.kind == Kind::word) {
        if (stack.empty() || !stack.back().literal) continue;
        const std::string_view word = code_.raw(i);
        if (std::find(kStatements.begin(), kStatements.end(), word) != kStatements.end()) {
          stack.back().literal = false;
        }
      } else if (token.kind == Kind::text) {
        if (!stack.empty() && is_model(i)) take(stack.back().ids, code_.raw(i));
      } else if (token.kind == Kind::punct && token.mate > i) {
        stack.push_back({i, true, {}});
      } else if (token.kind == Kind::punct && token.mate < i) {
        while (!stack.empty() && stack.back().token >= token.mate) {
          Group done = std::move(stack.back());
          stack.pop_back();
          if (!done.literal) continue;
          if (done.ids.size() > kMostListed) {
            lists_.insert(done.token);
          } else if (!stack.empty()) {
            for (const std::string_view id : done.ids) take(stack.back().ids, id);
          }
        }
      } else if (!stack.empty() &&
                 (token.mark == ';' || (token.mark == ':' && token.next == '='))) {
        // An enumeration has its methods behind a semicolon.
        const std::size_t brace = stack.back().token;
        const bool is_enum = brace > 1 && (code_.word(brace - 2) == "enum" ||
                                           (brace > 2 && code_.word(brace - 3) == "enum"));
        if (is_enum && stack.back().ids.size() > kMostListed) lists_.insert(brace);
        stack.back().literal = false;
      }
    }
  }
  static void take(std::vector<std::string_view>& ids, std::string_view id) {
    if (ids.size() > kMostListed || std::find(ids.begin(), ids.end(), id) != ids.end()) return;
    ids.push_back(id);
  }

  // The name that the string at `i` is given to: model = "x", Model: "x", .model("x").
  std::string_view given_to(std::size_t i) const {
    if (i < 2) return {};
    std::size_t before = i - 1;
    // new("x"), &"x", String::from("x"), Some("x"), "x".to_string() are the string itself.
    while (before > 1 && code_.is(before, '(')) {
      const std::string_view callee = code_.word(before - 1);
      if (callee == "from" && code_.is(before - 2, ':') && before > 5) {
        before -= 5;
      } else if (callee == "Some" || callee == "Ok" || callee == "String" || callee == "F") {
        before -= 2;
      } else {
        return callee;
      }
    }
    if (code_.is(before, ':') && before > 0 && !code_.is(before - 1, ':')) {
      return code_.word(before - 1);
    }
    if (!code_.is(before, '=') || code_.is(before - 1, '=') || code_.is(before - 1, '!')) return {};
    std::size_t name = before - 1;
    if (code_.is(name, ':') || code_.is(name, '?')) --name;  // := and ??=
    if (language_ == Language::go) {
      const std::string_view declares = name > 1 ? code_.word(name - 2) : std::string_view();
      return code_.word(declares == "var" || declares == "const" ? name - 1 : name);
    }
    if (language_ == Language::rust || language_ == Language::kotlin) {
      // let model: &str = "x"
      for (std::size_t left = kMostType, at = name; left-- > 0 && at > 1; --at) {
        if (code_.is(at, ';') || code_.is(at, '{') || code_.is(at, ',')) break;
        if (code_.is(at, ':') && !code_.is(at - 1, ':') && !code_.is(at + 1, ':')) {
          return code_.word(at - 1);
        }
      }
    }
    return code_.word(name);
  }

  bool is_compared(std::size_t i) const {
    const auto compares = [&](std::size_t at) {
      return (code_.is(at, '=', '=') || code_.is(at, '!', '='));
    };
    if (compares(i + 1) || code_.is(i + 1, '=', '>') || code_.is(i + 1, '-', '>')) return true;
    if (i > 1 && code_.is(i - 1, '=') && compares(i - 2)) return true;
    // Labels of a switch: case "a", "b":
    std::size_t at = i;
    while (at > 1 && (code_.is(at - 1, ',') || code_.is(at - 1, '|')) &&
           code_.tokens[at - 2].kind == Kind::text && i - at < 2 * kMostText) {
      at -= 2;
    }
    if (at > 0 && code_.word(at - 1) == "case") return true;
    // A key: {"a": 1}, ["a"] = 1, "a" to 1
    if (code_.is(i + 1, ':') && !code_.is(i + 2, ':')) return true;
    if (i > 0 && code_.is(i - 1, '[') && code_.is(i + 1, ']')) {
      const bool literal = language_ == Language::rust || language_ == Language::go;
      if (!literal || code_.is(i + 2, '=')) return true;
    }
    if (code_.word(i + 1) == "to" || code_.is(i + 1, '|') || (i > 0 && code_.is(i - 1, '|'))) {
      return true;
    }
    // "a".equals(x)
    if (code_.is(i + 1, '.') && is_test(code_.word(i + 2))) return true;
    std::size_t open = i;
    for (std::size_t left = 8; left-- > 0 && open > 0;) {
      --open;
      if (code_.tokens[open].kind == Kind::punct && code_.tokens[open].mate < open) {
        open = code_.tokens[open].mate;
        continue;
      }
      if (code_.is(open, '(')) {
        // assert_eq!("a", b)
        const bool macro = open > 1 && code_.is(open - 1, '!');
        return open > 0 && is_test(code_.word(macro ? open - 2 : open - 1));
      }
      if (code_.is(open, ';') || code_.is(open, '{')) break;
    }
    return false;
  }

  bool is_test(std::string_view name) const {
    const auto found = catalog_.list("discovery-language-names", folded(name));
    return found && *found == "test";
  }

  bool hints(std::string_view name) const {
    const std::string all = folded(name);
    return all.ends_with("model") || all.ends_with("modelname") || all.ends_with("modelid") ||
           is_setter(all);
  }
  bool is_setter(std::string_view name) const {
    const auto found = catalog_.list("discovery-language-names", name);
    return found && *found == "model";
  }

  void model(std::size_t i, const std::vector<std::size_t>& open) {
    const bool looks = is_model(i);
    const std::string_view name = given_to(i);
    const bool named = !name.empty() && hints(name);
    if (!looks && !(named && uses_ai_ && is_setter(folded(name)))) return;
    if (is_compared(i)) return;
    for (std::size_t n = open.size(), left = 64; n-- > 0 && left-- > 0;) {
      if (lists_.contains(open[n])) return;
    }
    const std::string_view raw = code_.raw(i);
    if (!looks && raw.find_first_of("-/:0123456789") == raw.npos) return;
    const auto id = canonical_model(raw, {}, catalog_);
    if (!id) return;
    add(ComponentKind::model, id->name, id->provider, named ? "model" : "text",
        named ? Certainty::high : Certainty::low, i);
  }

  void endpoint(std::size_t i) {
    const std::string_view raw = code_.raw(i);
    if (raw.size() < 8 || raw.size() > kMostText) return;
    const std::size_t scheme = raw.find("://");
    if (scheme != raw.npos ? scheme > 5 : raw.find_first_of(" /()<>,") != raw.npos) return;
    if (scheme == raw.npos && raw.find('.') == raw.npos) return;
    const auto found = endpoint_in(raw, catalog_);
    if (!found || is_compared(i)) return;
    add(ComponentKind::endpoint, found->host, found->provider, "url", Certainty::high, i,
        plain_url(raw));
  }

  void credential(std::size_t i) {
    const std::string_view name = code_.raw(i);
    if (name.size() < 6 || name.size() > 80 || name.find('_') == name.npos) return;
    for (const char c : name) {
      if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_')) return;
    }
    if (!credentials_.insert(name).second) return;
    const std::string_view service = infra::credential_of(name, catalog_);
    if (service.empty()) return;
    add(ComponentKind::credential, std::string(name), service, "env", Certainty::high, i);
  }

  SourceText& source_;
  Language language_;
  const scan::Catalog& catalog_;
  Code code_;
  text::Lines lines_;
  bool uses_ai_ = false;
  std::size_t reported_ = 0;
  std::unordered_map<std::string_view, bool> models_;
  std::unordered_set<std::size_t> lists_;
  std::unordered_set<std::string_view> credentials_;
};

void read(SourceText& source, Language language) {
  Code code = tokenize(source.text, language, source.budget);
  if (!code.complete) {
    source.report.note({record::NoteLevel::warning, "limit:tokens", 0, 0,
                        "the file has more code than is read; its end was left out"});
  }
  Detector(source, language, std::move(code)).read();
}

}  // namespace

bool claims_java(std::string_view path, std::string_view) { return path.ends_with(".java"); }
bool claims_kotlin(std::string_view path, std::string_view) {
  return path.ends_with(".kt") || (path.ends_with(".kts") && !path.ends_with(".gradle.kts"));
}
bool claims_go(std::string_view path, std::string_view) { return path.ends_with(".go"); }
bool claims_rust(std::string_view path, std::string_view) { return path.ends_with(".rs"); }
bool claims_csharp(std::string_view path, std::string_view) { return path.ends_with(".cs"); }

void read_java(SourceText& source) { read(source, Language::java); }
void read_kotlin(SourceText& source) { read(source, Language::kotlin); }
void read_go(SourceText& source) { read(source, Language::go); }
void read_rust(SourceText& source) { read(source, Language::rust); }
void read_csharp(SourceText& source) { read(source, Language::csharp); }

}  // namespace bartizan::use::languages
