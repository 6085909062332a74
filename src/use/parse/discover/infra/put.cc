#include "use/parse/discover/infra/put.h"

#include <algorithm>
#include <array>

#include "text/lines.h"
#include "text/secrets.h"
#include "use/parse/discover/endpoint.h"
#include "use/parse/discover/model_id.h"
#include "use/parse/discover/settings/settings.h"

namespace bartizan::use::infra {
namespace {

using std::string_view;

constexpr string_view kNames = "discovery-env-models";
// Longer is prose or data, not a name.
constexpr std::size_t kMostName = 120;
constexpr std::size_t kMostValue = 2048;

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return is_lower(c) || is_upper(c) || is_digit(c) || c == '_'; }
char lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lower(string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return lower(c); });
  return out;
}

struct Rule {
  string_view what;  // "model", "dataset", "endpoint"; empty: the name says nothing
  string_view provider;
  bool maybe = true;
};

Rule rule_of(string_view name, const scan::Catalog& catalog) {
  const auto value = catalog.list(kNames, name);
  if (!value || name.starts_with('@')) return {};
  Rule rule{.what = *value, .provider = {}, .maybe = false};
  if (const std::size_t blank = rule.what.find(' '); blank != rule.what.npos) {
    rule.provider = rule.what.substr(blank + 1);
    rule.what = rule.what.substr(0, blank);
  }
  if (rule.what.ends_with('?')) {
    rule.maybe = true;
    rule.what.remove_suffix(1);
  }
  return rule;
}

// The name by itself, then by how it ends ("SUMMARISER_LLM_MODEL").
Rule rule_of_variable(const std::string& name, const scan::Catalog& catalog) {
  if (const Rule rule = rule_of(name, catalog); !rule.what.empty()) return rule;
  static constexpr std::array<string_view, 6> kEnds{"_model", "_model_id",   "_model_name",
                                                    "_llm",   "_model_path", "_model_name_or_path"};
  for (const string_view end : kEnds) {
    if (name.ends_with(end)) return {.what = "model", .provider = {}, .maybe = true};
  }
  static constexpr std::array<string_view, 5> kUrls{"_url", "_base", "_host", "_endpoint", "_uri"};
  for (const string_view end : kUrls) {
    // "LLM_ENDPOINT", "APP_EMBEDDING_BASE_URL": any host there serves a model.
    const bool sure = name.find("llm_") != name.npos || name.find("embedding_") != name.npos;
    if (name.ends_with(end)) return {.what = "endpoint", .provider = {}, .maybe = !sure};
  }
  return {};
}

bool is_placeholder(string_view value) {
  return value.empty() || value.find_first_of("<>{}$ \t") != value.npos;
}

std::vector<Attribute> plain(string_view url) {
  std::string address = plain_url(url.substr(0, kMostValue));
  if (address.empty()) return {};
  return {attribute("url", address)};
}

void put_endpoint_value(SourceText& source, string_view value, const Rule& rule, const Spot& spot) {
  const scan::Catalog& catalog = source.report.catalog();
  if (const auto found = endpoint_in(value, catalog)) {
    put(source, ComponentKind::endpoint, found->host, found->provider, spot, plain(value));
    return;
  }
  if (rule.maybe) return;
  std::string host = host_of(value);
  // "ollama:11434" and "0.0.0.0:11434" come without scheme.
  if (host.empty() || host.find('.') == host.npos) {
    if (host.empty() && value.find("://") == value.npos && value.find(':') != value.npos) {
      host = host_of("http://" + std::string(value));
    }
    if (host.find_first_of(".:") == host.npos && host != "localhost") return;
  }
  if (host == "0.0.0.0" || host.find("example.") != host.npos || host.find("your") != host.npos)
    return;
  put(source, ComponentKind::endpoint, host, rule.provider, spot, plain(value));
}

std::string pypi_name(string_view name) {
  std::string out;
  for (const char c : name) {
    const char next = c == '_' || c == '.' ? '-' : lower(c);
    if (next == '-' && out.ends_with('-')) continue;
    out += next;
  }
  return out;
}

bool is_hub_part(string_view part) {
  return !part.empty() && part.size() <= 96 && part.front() != '.' && part.front() != '-' &&
         std::ranges::all_of(part, [](char c) { return is_word(c) || c == '-' || c == '.'; });
}

}  // namespace

Attribute attribute(string_view key, string_view value) {
  return {std::string(key), std::string(value), record::Provenance::observed, {}};
}

void put(SourceText& source, ComponentKind kind, string_view name, string_view provider,
         const Spot& spot, std::vector<Attribute> attributes) {
  Detection detection;
  detection.kind = kind;
  detection.name = name;
  detection.provider = provider;
  detection.signal = spot.signal;
  detection.certainty = spot.certainty;
  detection.line = spot.line;
  detection.evidence = text::trim(spot.evidence.substr(0, kMostValue));
  detection.attributes = std::move(attributes);
  for (auto at = detection.attributes.begin(); at != detection.attributes.end();) {
    if (at->key != "version") {
      ++at;
      continue;
    }
    detection.version = at->value;
    at = detection.attributes.erase(at);
  }
  source.report.detection(detection);
}

bool put_model(SourceText& source, string_view raw, string_view hint, Place place, const Spot& spot,
               std::vector<Attribute> attributes) {
  const scan::Catalog& catalog = source.report.catalog();
  raw = text::trim(raw);
  if (raw.size() > kMostModelId || raw.find_first_of(" \t\n") != raw.npos) return false;
  if (place == Place::maybe && !looks_like_model(raw, catalog)) return false;
  const auto model = canonical_model(raw, hint, catalog);
  if (!model) return false;
  put(source, ComponentKind::model, model->name, model->provider, spot, std::move(attributes));
  return true;
}

bool put_dataset(SourceText& source, string_view raw, Place place, const Spot& spot) {
  raw = text::trim(raw);
  const std::size_t slash = raw.find('/');
  if (slash == raw.npos) {
    if (place == Place::maybe || !is_hub_part(raw)) return false;
  } else if (!is_hub_part(raw.substr(0, slash)) || !is_hub_part(raw.substr(slash + 1))) {
    return false;
  }
  if (place == Place::maybe) {
    // A path of two parts is more common than a data set.
    const string_view name = raw.substr(slash + 1);
    if (name.find('.') != name.npos) return false;
    static constexpr std::array<string_view, 8> kFolders{"data",    "datasets", "dataset", "path",
                                                         "samples", "test",     "tests",   "input"};
    const std::string folder = lower(raw.substr(0, slash));
    if (std::ranges::find(kFolders, folder) != kFolders.end()) return false;
  }
  put(source, ComponentKind::dataset, raw, "huggingface", spot);
  return true;
}

void put_endpoints(SourceText& source, string_view text, const Spot& spot) {
  find_endpoints(text, source.report.catalog(), [&](const Endpoint& found, std::size_t at) {
    put(source, ComponentKind::endpoint, found.host, found.provider, spot, plain(text.substr(at)));
  });
}

void put_hub_urls(SourceText& source, string_view text, const Spot& spot) {
  constexpr std::array<string_view, 3> kHubs{"huggingface.co/", "hf.co/", "hf-mirror.com/"};
  for (const string_view hub : kHubs) {
    for (std::size_t at = text.find(hub); at != text.npos; at = text.find(hub, at + 1)) {
      if (at > 0 && text[at - 1] != '/' && text[at - 1] != '@') continue;
      string_view rest = text.substr(at + hub.size(), kMostValue);
      rest = rest.substr(0, rest.find_first_of(" \t\"'`?#)<>|;\\"));
      bool dataset = false;
      if (rest.starts_with("datasets/")) {
        dataset = true;
        rest.remove_prefix(9);
      } else if (rest.starts_with("api/models/")) {
        rest.remove_prefix(11);
      } else if (rest.starts_with("spaces/") || rest.starts_with("docs/") ||
                 rest.starts_with("api/") || rest.starts_with("blog/") ||
                 rest.starts_with("papers/") || rest.starts_with("collections/")) {
        continue;
      }
      const std::size_t slash = rest.find('/');
      if (slash == rest.npos) continue;
      const string_view org = rest.substr(0, slash);
      string_view name = rest.substr(slash + 1);
      name = name.substr(0, name.find('/'));
      if (name.ends_with(".git")) name.remove_suffix(4);
      if (!is_hub_part(org) || !is_hub_part(name)) continue;
      put(source, dataset ? ComponentKind::dataset : ComponentKind::model,
          std::string(org) + "/" + std::string(name), "huggingface", spot);
    }
  }
}

void put_image(SourceText& source, string_view image, const Spot& spot) {
  image = text::trim(image);
  if (image.starts_with("docker://")) image.remove_prefix(9);
  if (image.empty() || image.size() > 255) return;
  std::vector<Attribute> attributes;
  if (const std::size_t at = image.find('@'); at != image.npos) {
    if (image.substr(at + 1).starts_with("sha256:")) {
      attributes.push_back(attribute("digest", image.substr(at + 1)));
    }
    image = image.substr(0, at);
  }
  const std::size_t slash = image.rfind('/');
  std::size_t colon = image.find(':', slash == image.npos ? 0 : slash);
  if (colon != image.npos) {
    const string_view tag = image.substr(colon + 1);
    if (!tag.empty() && !has_expansion(tag)) attributes.push_back(attribute("version", tag));
    image = image.substr(0, colon);
  }
  for (const string_view own : {"docker.io/", "index.docker.io/", "registry-1.docker.io/"}) {
    if (image.starts_with(own)) image.remove_prefix(own.size());
  }
  if (image.starts_with("library/")) image.remove_prefix(8);
  const scan::Catalog& catalog = source.report.catalog();
  constexpr string_view kList = "discovery-images";
  auto found = catalog.list(kList, image);
  for (std::size_t end = image.rfind('/'); !found && end != image.npos && end > 0;
       end = image.rfind('/', end - 1)) {
    found = catalog.list(kList, std::string(image.substr(0, end)) + "/*");
  }
  // A mirror of Docker Hub: "registry.example.gov/ollama/ollama".
  const std::size_t first = image.find('/');
  const string_view host = first == image.npos ? string_view() : image.substr(0, first);
  const bool registry = host.find_first_of(".:") != host.npos || host == "localhost";
  if (!found && registry) found = catalog.list(kList, image.substr(first + 1));
  if (!found) return;
  put(source, *found == "vector-store" ? ComponentKind::vector_store : ComponentKind::runtime,
      image, registry ? host : string_view(), spot, std::move(attributes));
}

void put_action(SourceText& source, string_view uses, const Spot& spot) {
  if (uses.starts_with("docker://")) return put_image(source, uses, spot);
  const string_view action = uses.substr(0, uses.find('@'));
  if (!source.report.catalog().list("discovery-actions", lower(action))) return;
  std::vector<Attribute> attributes;
  if (action.size() + 1 < uses.size()) {
    attributes.push_back(attribute("version", uses.substr(action.size() + 1)));
  }
  put(source, ComponentKind::resource, action, "github-actions", spot, std::move(attributes));
}

void put_pypi(SourceText& source, string_view requirement, const Spot& spot) {
  requirement = text::trim(requirement);
  std::size_t end = 0;
  while (end < requirement.size() &&
         (is_word(requirement[end]) || requirement[end] == '-' || requirement[end] == '.')) {
    ++end;
  }
  if (end == 0 || end > kMostName) return;
  const std::string name = pypi_name(requirement.substr(0, end));
  if (!source.report.catalog().list("discovery-pypi-packages", name)) return;
  string_view rest = requirement.substr(end);
  if (rest.starts_with('[')) {
    const std::size_t close = rest.find(']');
    rest = close == rest.npos ? string_view() : rest.substr(close + 1);
  }
  rest = text::trim(rest.substr(0, rest.find(';')));
  std::vector<Attribute> attributes;
  if (rest.starts_with("@")) rest = {};  // a URL says nothing about the range
  if (rest.starts_with("==") && rest.find_first_of("*,$") == rest.npos) {
    attributes.push_back(attribute("version", text::trim(rest.substr(rest.find_last_of('=') + 1))));
  } else if (!rest.empty() && !has_expansion(rest)) {
    attributes.push_back(attribute("constraint", rest));
  }
  put(source, ComponentKind::package, name, "pypi", spot, std::move(attributes));
}

void put_npm(SourceText& source, string_view requirement, const Spot& spot) {
  requirement = text::trim(requirement);
  if (requirement.empty() || requirement.size() > kMostName * 2) return;
  const std::size_t at = requirement.find('@', 1);
  const string_view name = requirement.substr(0, at);
  if (!source.report.catalog().list("discovery-npm-packages", name)) return;
  std::vector<Attribute> attributes;
  if (at != requirement.npos && at + 1 < requirement.size()) {
    const string_view range = requirement.substr(at + 1);
    const bool exact = is_digit(range.front()) && std::ranges::count(range, '.') >= 2 &&
                       range.find_first_of("*x |") == range.npos;
    attributes.push_back(attribute(exact ? "version" : "constraint", range));
  }
  put(source, ComponentKind::package, name, "npm", spot, std::move(attributes));
}

string_view credential_of(string_view variable, const scan::Catalog& catalog) {
  if (variable.empty() || variable.size() > kMostName) return {};
  if (const string_view known = text::credential_provider(variable); !known.empty()) return known;
  const std::string name = lower(variable);
  static constexpr std::array<string_view, 16> kEnds{
      "_api_key",    "_apikey",     "_api_token",     "_access_token",
      "_auth_token", "_secret_key", "_client_secret", "_api_keys",
      "_token",      "_key",        "_master_key",    "_subscription_key",
      "_admin_key",  "_hub_token",  "_license_key",   "_credentials"};
  for (const string_view end : kEnds) {
    if (!name.ends_with(end)) continue;
    // "VITE_OPENAI_API_KEY", "MY_APP_OPENAI_API_KEY": the service is the last words before the end.
    for (std::size_t at = 0; at < name.size() - end.size();) {
      const string_view word = string_view(name).substr(at, name.size() - end.size() - at);
      if (const auto found = catalog.list(kNames, "@" + std::string(word))) return *found;
      const std::size_t next = name.find('_', at);
      if (next == name.npos) break;
      at = next + 1;
    }
  }
  return {};
}

// Whose keys open AI services among others, or what is kept of models.
constexpr std::array<string_view, 3> kClouds{"aws", "google", "wandb"};

bool serves_ai(string_view provider, const scan::Catalog& catalog) {
  return std::ranges::find(kClouds, provider) == kClouds.end() &&
         (provider.find("openai") != string_view::npos ||
          catalog.list(kNames, "@" + std::string(provider)));
}

void put_secrets(SourceText& source, string_view signal) {
  const string_view text = source.text;
  if (!source.budget.charge_steps(text.size())) return;
  const std::vector<text::Secret> secrets = text::find_secrets(text);
  if (secrets.empty()) return;
  const text::Lines lines(text);
  const scan::Catalog& catalog = source.report.catalog();
  for (const text::Secret& secret : secrets) {
    if (!serves_ai(secret.provider, catalog) &&
        std::ranges::find(kClouds, secret.provider) == kClouds.end()) {
      continue;  // GitHub's, Slack's: not of an AI service
    }
    const std::uint32_t line = lines.line_of(secret.offset);
    put(source, ComponentKind::credential, "key:" + std::string(secret.provider), secret.provider,
        {signal, line, lines.line(line), Certainty::high});
  }
}

void put_bare_keys(SourceText& source, string_view signal) {
  if (!source.budget.charge_steps(source.text.size())) return;
  const std::vector<text::Secret> keys = text::find_bare_keys(source.text);
  if (keys.empty()) return;
  const text::Lines lines(source.text);
  for (const text::Secret& key : keys) {
    const std::uint32_t line = lines.line_of(key.offset);
    put(source, ComponentKind::credential, "key:generic", "generic",
        {signal, line, lines.line(line), Certainty::medium});
  }
}

void put_variable(SourceText& source, string_view name, string_view value, Spot spot) {
  name = text::trim(name);
  value = text::trim(value);
  if (name.empty() || name.size() > kMostName || value.size() > kMostValue) return;
  settings::put_variable(source, name, value, spot.line);
  const scan::Catalog& catalog = source.report.catalog();
  // Values may be keys; the name is evidence enough.
  const std::string shown = std::string(name) + "=";
  if (const string_view service = credential_of(name, catalog); !service.empty()) {
    spot.evidence = shown;
    put(source, ComponentKind::credential, name, service, spot);
    return;
  }
  const Rule rule = rule_of_variable(lower(name), catalog);
  std::vector<Attribute> attributes;
  if (has_expansion(value)) {
    value = fallback(value);
    spot.certainty = std::min(spot.certainty, Certainty::medium);
  }
  if (spot.certainty != Certainty::high) attributes.push_back(attribute("env", name));
  if (value.empty() || is_placeholder(value)) {
    if (rule.what != "endpoint") return;
  }
  const std::string evidence = shown + std::string(value);
  if (rule.what == "model") {
    spot.evidence = evidence;
    put_model(source, value, rule.provider, rule.maybe ? Place::maybe : Place::model, spot,
              std::move(attributes));
  } else if (rule.what == "dataset") {
    spot.evidence = evidence;
    put_dataset(source, value, rule.maybe ? Place::maybe : Place::model, spot);
  } else {
    spot.evidence = shown;
    if (rule.what == "endpoint") {
      put_endpoint_value(source, value, rule, spot);
    } else if (value.find("://") != value.npos) {
      put_endpoints(source, value, spot);
    }
  }
}

void put_variable_use(SourceText& source, string_view text, const Spot& spot) {
  for (std::size_t at = text.find('$'); at != text.npos; at = text.find('$', at + 1)) {
    std::size_t start = at + 1;
    if (start < text.size() && text[start] == '{') ++start;
    std::size_t end = start;
    while (end < text.size() && is_word(text[end])) ++end;
    const string_view name = text.substr(start, end - start);
    const string_view service = credential_of(name, source.report.catalog());
    if (!service.empty()) put(source, ComponentKind::credential, name, service, spot);
  }
}

void put_setting(SourceText& source, string_view key, string_view value, bool strict,
                 const Spot& spot) {
  if (key.size() > kMostName || value.empty() || value.size() > kMostValue) return;
  const scan::Catalog& catalog = source.report.catalog();
  const std::string name = snake(key);
  Rule rule = rule_of_variable(name, catalog);
  Spot at = spot;
  if (has_expansion(value)) {
    put_variable_use(source, value, at);
    value = fallback(value);
    at.certainty = std::min(at.certainty, Certainty::medium);
    if (value.empty()) return;
  }
  if (rule.what == "model") {
    // A file that is about anything uses these names for its own things, too.
    const bool sure =
        !rule.maybe && !(strict && value.find_first_of("/-.:0123456789") == value.npos);
    const bool known = !strict && (name == "model" || name.ends_with("_model") ||
                                   name.ends_with("model_name") || name.ends_with("model_id"));
    put_model(source, value, rule.provider, sure || known ? Place::model : Place::maybe, at);
  } else if (rule.what == "dataset") {
    if (!strict || !rule.maybe) {
      put_dataset(source, value, rule.maybe ? Place::maybe : Place::model, at);
    }
  } else if (rule.what == "endpoint") {
    put_endpoint_value(source, value, rule, at);
  } else if (const string_view service = credential_of(name, catalog);
             !service.empty() && key.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") != key.npos &&
             std::ranges::none_of(key, is_lower)) {
    put(source, ComponentKind::credential, key, service, {at.signal, at.line, key, at.certainty});
  } else if (value.find("://") != value.npos) {
    put_endpoints(source, value, at);
  }
}

std::string snake(string_view name) {
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (c == '-' || c == '.' || c == ' ') {
      out += '_';
      continue;
    }
    // "modelName", "apiBaseURL": a word begins where the case rises, or before its last capital.
    if (is_upper(c) && i > 0 && !out.ends_with('_') &&
        (is_lower(name[i - 1]) || is_digit(name[i - 1]) ||
         (is_upper(name[i - 1]) && i + 1 < name.size() && is_lower(name[i + 1])))) {
      out += '_';
    }
    out += lower(c);
  }
  return out;
}

bool has_expansion(string_view value) {
  return value.find('$') != value.npos || value.find("{{") != value.npos;
}

string_view fallback(string_view value) {
  value = text::trim(value);
  // A default may have a default of its own ("${A:-${B:-gpt-4o}}").
  for (int depth = 0; depth < 4 && value.starts_with("${") && value.ends_with('}'); ++depth) {
    value = value.substr(2, value.size() - 3);
    std::size_t at = 0;
    while (at < value.size() && is_word(value[at])) ++at;
    if (at < value.size() && value[at] == ':') ++at;
    if (at >= value.size() || (value[at] != '-' && value[at] != '=')) return {};
    value = value.substr(at + 1);
    if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'') &&
        value.back() == value.front()) {
      value = value.substr(1, value.size() - 2);
    }
  }
  return has_expansion(value) ? string_view() : value;
}

}  // namespace bartizan::use::infra
