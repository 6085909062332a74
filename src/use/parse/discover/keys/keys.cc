#include "use/parse/discover/keys/keys.h"

#include <algorithm>
#include <array>
#include <string>

#include "text/lines.h"
#include "text/secrets.h"
#include "use/parse/discover/infra/put.h"
#include "use/parse/discover/rows.h"

namespace bartizan::use::keys {
namespace {

using std::string_view;

constexpr string_view kShapeSignal = "key-shape";

string_view extension(string_view path) {
  const string_view name = base::last_part(path);
  const std::size_t dot = name.rfind('.');
  return dot == name.npos ? string_view() : name.substr(dot + 1);
}

// Says what no reader has said of its line.
class Places {
 public:
  explicit Places(SourceText& source) : source_(source), lines_(source.text) {}

  void put(const std::string& name, string_view provider, string_view signal, std::size_t offset) {
    const std::uint32_t line = lines_.line_of(offset);
    if (source_.report.has_key(name, line)) return;
    infra::put(source_, ComponentKind::credential, name, provider,
               {signal, line, lines_.line(line), Certainty::high});
  }

 private:
  SourceText& source_;
  text::Lines lines_;
};

// Whether a variable that holds a key may be named: most files name none, and a look at each name
// of them is dear.
bool may_name_keys(string_view text) {
  static constexpr string_view kParts[]{"_KEY",    "_TOKEN",   "_PAT",    "_CREDENTIAL",
                                        "_SECRET", "_APIKEY",  "api_key", "api_token",
                                        "_token",  "azure.com"};
  return std::ranges::any_of(kParts, [&](string_view part) { return text.contains(part); });
}

}  // namespace

bool claims_other_code(string_view path, string_view) {
  static constexpr auto kEnds = std::to_array<string_view>(
      {"C",    "R",   "c",   "cc",    "clj",  "cljs",  "cpp", "cr",     "cu", "cxx", "dart",
       "erb",  "erl", "ex",  "exs",   "fish", "fs",    "fsx", "groovy", "h",  "hpp", "hs",
       "jl",   "jsp", "lua", "m",     "ml",   "mm",    "nim", "php",    "pl", "pm",  "r",
       "rake", "rb",  "sc",  "scala", "sql",  "swift", "vb",  "zig"});
  return std::ranges::find(kEnds, extension(path)) != kEnds.end();
}

void read_other_code(SourceText& source) {
  infra::put_bare_keys(source, kForeignKeySignal);
  if (!may_name_keys(source.text) || !source.budget.charge_steps(source.text.size())) return;
  Places places(source);
  for (const text::Secret& secret : text::find_secrets(source.text)) {
    // What its shape tells is found in any file.
    const string_view key = source.text.substr(secret.offset, secret.length);
    if (!text::find_secrets(key).empty()) continue;
    const bool ai = infra::serves_ai(secret.provider, source.report.catalog());
    places.put("key:" + std::string(secret.provider), secret.provider,
               ai ? string_view("key-name") : kForeignKeySignal, secret.offset);
  }
}

Look look_into(string_view path) {
  static constexpr auto kEnds =
      std::to_array<string_view>({"asp", "aspx", "cfm", "config", "ejs", "graphql", "hbs", "htm",
                                  "html", "http", "plist", "rest", "tpl", "twig", "xml"});
  const string_view end = extension(path);
  if (end == "txt") return Look::shapes;
  return std::ranges::find(kEnds, end) != kEnds.end() ? Look::all : Look::none;
}

bool is_document(string_view reader) {
  return reader == "card" || reader == "owners" || reader == "metadata";
}

void put_keys(SourceText& source, Look look) {
  // text/secrets.h: one byte in twenty, and a search for '@' and for "jdbc:".
  if (!source.budget.charge_steps(source.text.size() / 8 + 1)) return;
  const std::vector<text::Secret> keys = text::find_shaped_keys(source.text);
  std::vector<text::UrlPassword> passwords;
  if (look == Look::all) passwords = text::find_url_passwords(source.text);
  if (keys.empty() && passwords.empty()) return;
  Places places(source);
  for (const text::Secret& key : keys) {
    const bool ai = infra::serves_ai(key.provider, source.report.catalog());
    places.put("key:" + std::string(key.provider), key.provider,
               ai ? kShapeSignal : kForeignKeySignal, key.offset);
  }
  for (const text::UrlPassword& password : passwords) {
    places.put("key:" + std::string(password.scheme), password.scheme, kUrlPasswordSignal,
               password.offset);
  }
}

}  // namespace bartizan::use::keys
