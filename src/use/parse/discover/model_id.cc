#include "use/parse/discover/model_id.h"

#include <algorithm>
#include <array>
#include <span>

#include "text/lines.h"

namespace bartizan::use {
namespace {

using std::string_view;

// The longest key of discovery-model-families.
constexpr std::size_t kMostFamilyKey = 32;

bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alnum(char c) { return is_alpha(c) || is_digit(c); }

std::string lower(string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

bool is_id(string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return is_alnum(c) || string_view("._-:/@+~#=").find(c) != string_view::npos;
  });
}

// A part of an id between slashes.
bool is_part(string_view text) {
  return !text.empty() && text.front() != '.' && is_alnum(text.front()) &&
         std::ranges::all_of(
             text, [](char c) { return is_alnum(c) || c == '.' || c == '_' || c == '-'; });
}

struct Family {
  string_view provider;  // empty: no known family
  bool open = false;     // on the Hugging Face Hub
};

Family split_mark(string_view value) {
  const std::size_t blank = value.find(' ');
  return {value.substr(0, blank), blank != value.npos};
}

// `name` in lower case, without prefixes.
Family family_of(string_view name, const scan::Catalog& catalog) {
  for (std::size_t n = std::min(name.size(), kMostFamilyKey); n >= 2; --n) {
    const string_view key = name.substr(0, n);
    if (n < name.size()) {
      // A key that ends in a letter or digit ends a word: "o1-mini" and "gpt-4o", not "o12".
      const char last = key.back();
      const char next = name[n];
      if (is_digit(last) && is_digit(next)) continue;
      if (is_alpha(last) && is_alpha(next)) continue;
      if (n == 2 && is_alnum(next)) continue;
    }
    if (const auto value = catalog.list("discovery-model-families", key)) {
      return split_mark(*value);
    }
  }
  return {};
}

// [region.]vendor.model as Amazon Bedrock writes it.
bool is_bedrock(string_view name) {
  static constexpr std::array<string_view, 8> kRegions{"us.", "eu.", "apac.",   "ap.",
                                                       "jp.", "au.", "us-gov.", "global."};
  static constexpr std::array<string_view, 14> kVendors{
      "anthropic.", "amazon.", "meta.", "mistral.",    "cohere.", "ai21.",   "stability.",
      "deepseek.",  "writer.", "luma.", "twelvelabs.", "qwen.",   "openai.", "moonshot."};
  for (const string_view region : kRegions) {
    if (name.starts_with(region)) {
      name.remove_prefix(region.size());
      break;
    }
  }
  return std::ranges::any_of(kVendors, [&](string_view vendor) {
    return name.starts_with(vendor) && name.size() > vendor.size() + 3 &&
           name.find('/') == name.npos &&
           (name.find('-') != name.npos || name.find(':') != name.npos);
  });
}

bool is_placeholder(const std::string& name, const scan::Catalog& catalog) {
  constexpr string_view kList = "discovery-model-placeholders";
  if (catalog.list(kList, name) == "whole") return true;
  bool found = false;
  catalog.list_each(kList, [&](const scan::Catalog::Entry& entry) {
    found = entry.value == "part" && name.find(entry.key) != name.npos;
    return !found;
  });
  return found;
}

// Files that are no models, whatever stands before.
bool is_other_file(string_view name) {
  static constexpr std::array<string_view, 41> kOthers{
      ".py",    ".js",   ".ts",  ".tsx",   ".json",   ".jsonl",   ".yaml", ".yml", ".txt",
      ".md",    ".toml", ".csv", ".tsv",   ".html",   ".htm",     ".xml",  ".png", ".jpg",
      ".jpeg",  ".gif",  ".svg", ".pdf",   ".zip",    ".gz",      ".tar",  ".sh",  ".log",
      ".ini",   ".cfg",  ".env", ".db",    ".sqlite", ".parquet", ".wav",  ".mp3", ".mp4",
      ".ipynb", ".lock", ".rst", ".jinja", ".j2"};
  return std::ranges::any_of(kOthers, [&](string_view end) { return name.ends_with(end); });
}

// Folders, not organisations.
bool is_folder(string_view part) {
  static constexpr std::array<string_view, 24> kFolders{
      "models",  "model",   "data", "path", "checkpoints",  "checkpoint", "output",    "outputs",
      "results", "weights", "tmp",  "src",  "configs",      "config",     "local",     "home",
      "usr",     "cache",   "runs", "logs", "saved_models", "assets",     "resources", "test"};
  return std::ranges::find(kFolders, part) != kFolders.end();
}

std::size_t count(string_view text, char c) {
  return static_cast<std::size_t>(std::ranges::count(text, c));
}

struct Routed {
  string_view rest;
  string_view provider;  // of the last prefix that was stripped; "-" when it said nothing
};

// Strips "openrouter/openai/", "groq:" and the like.
Routed strip_routers(string_view name, string_view hint, const scan::Catalog& catalog) {
  Routed out{name, {}};
  for (int i = 0; i < 4; ++i) {  // openrouter/openai/..., bedrock/converse/...
    const std::size_t at = out.rest.find_first_of("/:");
    if (at == out.rest.npos || at == 0 || at + 1 == out.rest.size()) return out;
    const bool colon = out.rest[at] == ':';
    const string_view rest = out.rest.substr(at + 1);
    const std::string prefix = lower(out.rest.substr(0, at));
    if (out.provider == "amazon-bedrock" && (prefix == "converse" || prefix == "invoke")) {
      out.rest = rest;
      continue;
    }
    const auto value = catalog.list("discovery-model-routers", prefix);
    if (!value) return out;
    const auto [provider, ambiguous] = split_mark(*value);
    const Family family = family_of(lower(rest), catalog);
    if (colon) {
      // "mistral:7b" is a tag of Ollama's, "mistral:mistral-large-latest" a provider's model.
      const bool tag = is_digit(rest.front()) || rest == "latest" || rest == "instruct";
      if (tag && family.provider.empty()) return out;
    } else if (hint == "huggingface" && !out.provider.empty()) {
      return out;
    } else if (ambiguous || hint == "huggingface") {
      if (hint == "huggingface" || family.provider != provider || family.open) return out;
    }
    out.rest = rest;
    out.provider = provider;
    if (provider == "huggingface") return out;
  }
  return out;
}

string_view strip_hub(string_view name, string_view& hint) {
  static constexpr std::array<string_view, 3> kHubs{"https://huggingface.co/", "https://hf.co/",
                                                    "hf.co/"};
  for (const string_view hub : kHubs) {
    if (!name.starts_with(hub)) continue;
    hint = hub == "hf.co/" ? "ollama" : "huggingface";
    // Ollama pulls "hf.co/org/name:tag" under that very name.
    return hint == "ollama" ? name : name.substr(hub.size());
  }
  return name;
}

}  // namespace

string_view model_extension(string_view path, bool weak, const scan::Catalog& catalog) {
  const std::size_t slash = path.rfind('/');
  const string_view file = slash == path.npos ? path : path.substr(slash + 1);
  const std::size_t dot = file.rfind('.');
  if (dot == file.npos || dot == 0) return {};
  const auto value = catalog.list("model-extensions", lower(file.substr(dot)));
  if (!value || (*value != "strong" && !weak)) return {};
  return file.substr(dot);
}

std::optional<ModelId> canonical_model(string_view raw, string_view hint,
                                       const scan::Catalog& catalog) {
  string_view name = text::trim(raw);
  if (name.empty() || name.size() > kMostModelId) return std::nullopt;
  name = strip_hub(name, hint);
  // "bedrock/arn:aws:bedrock:..."
  if (const std::size_t arn = name.find("/arn:"); arn != name.npos) name = name.substr(arn + 1);
  constexpr string_view kFoundation = "foundation-model/";
  constexpr string_view kProfile = "inference-profile/";
  for (const string_view part : {kFoundation, kProfile}) {
    const std::size_t at = name.starts_with("arn:") ? name.find(part) : name.npos;
    if (at != name.npos) name = name.substr(at + part.size());
  }
  if (name.empty() || name.starts_with("arn:") || name.find("//") != name.npos) {
    return std::nullopt;
  }

  const std::string low = lower(name);
  if (is_other_file(low)) return std::nullopt;
  // A file. Names of hubs that end like one ("org/yolo.pt") have no second slash and a hint.
  const bool file = !model_extension(name, hint == "local", catalog).empty();
  const bool path = name.front() == '/' || name.front() == '~' || name.starts_with("./") ||
                    name.starts_with("../") || name.find('\\') != name.npos;
  if (file || hint == "local") {
    const bool plain = std::ranges::none_of(
        name, [](char c) { return string_view("<>{}$*\"|\n\t").find(c) != string_view::npos; });
    if (!plain) return std::nullopt;
    while (name.starts_with("./")) name.remove_prefix(2);
    if (name.empty()) return std::nullopt;
    if (hint == "huggingface" && !path && count(name, '/') == 1) {
      return ModelId{std::string(name), "huggingface"};
    }
    return ModelId{std::string(name), hint == "ultralytics" && !path ? "ultralytics" : "local"};
  }
  if (path || !is_id(name) || !is_alnum(name.front() == '@' ? 'a' : name.front()) ||
      is_placeholder(low, catalog)) {
    return std::nullopt;
  }
  if (!std::ranges::any_of(name, is_alpha) || string_view("/:-.=").find(name.back()) != name.npos) {
    return std::nullopt;
  }

  const Routed routed = strip_routers(name, hint, catalog);
  name = routed.rest;
  string_view provider = routed.provider == "-" ? string_view() : routed.provider;
  const std::string rest = lower(name);
  if (is_placeholder(rest, catalog)) return std::nullopt;
  if (provider.empty() && is_bedrock(rest)) provider = "amazon-bedrock";
  const Family family = family_of(rest, catalog);
  const std::size_t slash = name.find('/');
  const bool tagged = slash == name.npos && name.find(':') != name.npos;

  if (!provider.empty()) {
    // The prefix says who is asked, whoever published the model.
    return ModelId{std::string(name), std::string(provider)};
  }
  const bool weak_hint = hint.empty() || hint == "openai";
  if (tagged && weak_hint && (family.open || routed.provider.empty()) && !rest.starts_with("ft:")) {
    if (count(name, ':') != 1 || hint == "openai") {
      if (family.provider.empty()) return std::nullopt;
      return ModelId{std::string(name), family.open ? "ollama" : std::string(family.provider)};
    }
    return ModelId{std::string(name), "ollama"};
  }
  if (slash != name.npos) {
    const string_view org = name.substr(0, slash);
    const string_view item = name.substr(slash + 1);
    if (is_folder(lower(org)) && hint != "huggingface") return std::nullopt;
    const bool hub = is_part(org) && is_part(item);
    if (!weak_hint) return ModelId{std::string(name), std::string(hint)};
    if (hub) return ModelId{std::string(name), "huggingface"};
    // "accounts/fireworks/models/...", "@cf/meta/...": ids of hosts with folders in them.
    if (name.starts_with("accounts/fireworks/")) return ModelId{std::string(name), "fireworks"};
    if (name.starts_with("@cf/")) return ModelId{std::string(name), "cloudflare"};
    const string_view last = name.substr(name.rfind('/') + 1);
    const Family tail = family_of(lower(last), catalog);
    if (name.starts_with("publishers/") || name.starts_with("projects/")) {
      return ModelId{std::string(last), "google"};
    }
    if (org.find(':') != org.npos || tail.provider.empty()) return std::nullopt;
    if (item.find(':') != item.npos) {  // OpenRouter's "org/name:free"
      return ModelId{std::string(name), std::string(hint.empty() ? "openrouter" : hint)};
    }
    return std::nullopt;
  }
  if (!weak_hint) return ModelId{std::string(name), std::string(hint)};
  if (!family.provider.empty()) return ModelId{std::string(name), std::string(family.provider)};
  if (name.size() < 2) return std::nullopt;
  return ModelId{std::string(name), std::string(hint)};
}

bool looks_like_model(string_view raw, const scan::Catalog& catalog) {
  // Most strings are none: words, sentences.
  if (raw.size() < 2 || raw.size() > kMostModelId) return false;
  bool marked = false;
  for (const char c : raw) {
    if (is_digit(c) || c == '-' || c == '/')
      marked = true;
    else if (!is_alpha(c) && string_view("._:@+~ ").find(c) == string_view::npos)
      return false;
  }
  // spaCy's pipelines: "en_core_web_sm".
  marked = marked || raw.find("_core_web_") != raw.npos || raw.find("_core_news_") != raw.npos;
  if (!marked) return false;
  if (!model_extension(raw, true, catalog).empty()) return false;
  string_view name = text::trim(raw);
  const auto id = canonical_model(name, {}, catalog);
  if (!id) return false;
  const std::string low = lower(id->name);
  if (id->provider == "amazon-bedrock" && is_bedrock(low)) return true;
  if (!family_of(low, catalog).provider.empty()) return true;
  const std::size_t slash = low.find('/');
  if (slash == low.npos) return false;
  const string_view all = low;
  if (catalog.list("discovery-model-orgs", all.substr(0, slash))) return true;
  if (id->provider == "cloudflare" || id->provider == "fireworks") {
    // "@cf/meta/llama-...", "accounts/fireworks/models/llama-..."
    return !family_of(all.substr(all.rfind('/') + 1), catalog).provider.empty();
  }
  return !family_of(all.substr(slash + 1), catalog).provider.empty();
}

}  // namespace bartizan::use
