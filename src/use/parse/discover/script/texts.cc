#include <algorithm>
#include <array>
#include <utility>

#include "text/secrets.h"
#include "use/parse/discover/endpoint.h"
#include "use/parse/discover/model_id.h"
#include "use/parse/discover/script/detect.h"

namespace bartizan::use::script {
namespace {

// docs/discovery.md: more ids than that in one literal are a list of what is supported.
constexpr std::size_t kMostListed = 8;
// Keys of services have 20 characters or more; longer texts are data.
constexpr std::size_t kLeastKey = 16;
constexpr std::size_t kMostKey = 2048;
// Lists whose other uses are looked for.
constexpr std::size_t kMostNamed = 64;
// A prompt says more than a label does.
constexpr std::uint32_t kLeastPrompt = 40;

void add_plain(record::Detection& endpoint, std::string_view url) {
  std::string address = plain_url(url);
  if (address.empty()) return;
  endpoint.attributes.push_back({"url", std::move(address), record::Provenance::observed, {}});
}

}  // namespace

bool Detector::is_model_text(std::uint32_t i) {
  const Token& token = script_.tokens()[i];
  if (token.kind != Kind::text || token.size < 2 || token.size > kMostModelId) return false;
  const std::string_view raw = script_.raw(i);
  bool plausible = false;
  for (const char c : raw) {
    if (c == ' ' || c == '\\' || c == '<' || c == '(') return false;
    plausible = plausible || (c >= '0' && c <= '9') || c == '-' || c == '/' || c == ':';
  }
  if (!plausible) return false;
  const auto [entry, fresh] = model_texts_.try_emplace(raw, false);
  if (fresh) entry->second = looks_like_model(raw, catalog_);
  return entry->second;
}

void Detector::count_lists() {
  struct Open {
    std::uint32_t token;
    bool literal;  // an array, an object, an enumeration
    bool through;  // brackets of a call among them
    std::vector<std::string_view> ids;
    bool beside_list = false;           // it holds a list that is too long
    std::vector<std::uint32_t> arrays;  // its own arrays of ids
  };
  std::vector<Open> stack;
  for (std::uint32_t i = 0; i < script_.size(); ++i) {
    const Token& token = script_.tokens()[i];
    if (token.kind == Kind::open) {
      const bool brace = token.mark == op('{');
      const bool is_enum = brace && i > 1 && script_.word(i - 2) == "enum";
      const bool literal =
          token.mark == op('[') || is_enum || (brace && brace_role(i) == Role::object);
      stack.push_back({i, literal, token.mark == op('('), {}, false, {}});
    } else if (token.kind == Kind::close) {
      if (stack.empty()) continue;
      Open done = std::move(stack.back());
      stack.pop_back();
      // { openai: [twenty of them], mistral: [three] } is one table.
      if (done.beside_list) skipped_.insert(skipped_.end(), done.arrays.begin(), done.arrays.end());
      if (!stack.empty() && script_.opens(done.token, '[') && done.ids.size() > 1) {
        stack.back().arrays.push_back(done.token);
      }
      if (done.literal && done.ids.size() > kMostListed) {
        skipped_.push_back(done.token);
        if (!stack.empty()) stack.back().beside_list = true;
      } else if (!stack.empty() && (done.literal || done.through) &&
                 (stack.back().literal || stack.back().through)) {
        std::vector<std::string_view>& ids = stack.back().ids;
        for (const std::string_view id : done.ids) {
          if (ids.size() > kMostListed) break;
          if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
        }
      }
    } else if (token.kind == Kind::text && !stack.empty() && is_model_text(i)) {
      std::vector<std::string_view>& ids = stack.back().ids;
      const std::string_view id = script_.raw(i);
      if (ids.size() <= kMostListed && std::find(ids.begin(), ids.end(), id) == ids.end()) {
        ids.push_back(id);
      }
    }
  }
  std::sort(skipped_.begin(), skipped_.end());
}

// Whether token `i` stands in a list of many models.
bool Detector::in_list(std::uint32_t i) const {
  if (skipped_.empty()) return false;
  if (std::binary_search(skipped_.begin(), skipped_.end(), i)) return true;
  std::size_t left = 64;
  for (std::size_t n = frames_.size(); n-- > 0 && left-- > 0;) {
    if (std::binary_search(skipped_.begin(), skipped_.end(), frames_[n].open)) return true;
    if (frames_[n].role == Role::block) return false;
  }
  return false;
}

// A comparison, a key, a type, a text for people: what is named there is not used there.
bool Detector::only_mentioned(std::uint32_t i) {
  const std::uint32_t before = i == 0 ? kNone : i - 1;
  const Token& token = script_.tokens()[i];
  const std::uint32_t after = token.kind == Kind::open ? token.mate + 1 : i + 1;
  if (script_.is(after, op(':')) && !frames_.empty() && frames_.back().choices == 0) return true;
  for (const std::uint32_t beside : {before, after}) {
    if (script_.is(beside, op('=', '=')) || script_.is(beside, op('!', '=')) ||
        script_.is(beside, op('|'))) {
      return true;
    }
  }
  const std::string_view word = before == kNone ? std::string_view() : script_.word(before);
  if (word == "case" || word == "in" || script_.word(after) == "in") return true;
  if (!frames_.empty() && frames_.back().role == Role::arguments &&
      name_role(frames_.back().name) == "test") {
    return true;
  }
  return before != kNone && before > 0 && script_.is(before, op(':')) &&
         name_role(script_.raw(before - 1)) == "prose";
}

bool Detector::in_table() const {
  std::size_t left = 8;
  for (std::size_t n = frames_.size(); n-- > 0 && left-- > 0;) {
    if (frames_[n].table) return true;
    if (frames_[n].role == Role::block) return false;
  }
  return false;
}

// ["a", "b"].some(...): what is looked up in a list, or an assertion around a call.
bool Detector::is_searched() {
  std::size_t left = 4;
  for (std::size_t n = frames_.size(); n-- > 0 && left-- > 0;) {
    const Frame& frame = frames_[n];
    if (frame.role == Role::block) return false;
    if (frame.role == Role::arguments && frame.name == "expect") return true;
    if (frame.role != Role::array) continue;
    if (is_search(script_.tokens()[frame.open].mate + 1)) return true;
    std::uint32_t start = frame.open;  // new Set([
    if (start > 2 && script_.word(start - 2) == "Set") start -= 2;
    if (only_searched(script_.holder(start))) return true;
  }
  return false;
}

// `.includes(` and its like at token `i`.
bool Detector::is_search(std::uint32_t i) const {
  constexpr std::array<std::string_view, 7> kSearches{"some", "includes",  "every", "indexOf",
                                                      "has",  "findIndex", "find"};
  return script_.is(i, op('.')) &&
         std::find(kSearches.begin(), kSearches.end(), script_.word(i + 1)) != kSearches.end();
}

// Whether all that the file does with a list is to look into it: `if (LARGE.includes(model))`.
bool Detector::only_searched(std::string_view name) {
  if (name.empty()) return false;
  const auto known = searched_.find(name);
  if (known != searched_.end()) return known->second;
  if (searched_.size() >= kMostNamed) return false;
  std::size_t searches = 0, others = 0;
  for (std::uint32_t i = 0; i < script_.size(); ++i) {
    if (script_.word(i) != name) continue;
    // Where it is declared or set.
    if (script_.is(i + 1, op('=')) || script_.is(i + 1, op(':'))) continue;
    ++(is_search(i + 1) ? searches : others);
  }
  return searched_[name] = searches > 0 && others == 0;
}

void Detector::look_alike(std::uint32_t i) {
  if (used_.contains(i) || !is_model_text(i) || in_list(i) || in_table() || is_searched() ||
      only_mentioned(i)) {
    return;
  }
  const std::uint32_t before = i == 0 ? kNone : i - 1;
  if (script_.is(before, op('+')) || script_.is(i + 1, op('+'))) return;
  if (before != kNone && script_.opens(before, '[') && script_.closes(i + 1, '[') && before > 0 &&
      (!script_.word(before - 1).empty() || script_.closes(before - 1, '('))) {
    return;  // prices["gpt-4o"]
  }
  const auto id = canonical_model(script_.raw(i), {}, catalog_);
  if (!id) return;
  add(ComponentKind::model, id->name, id->provider, "js-text", Certainty::low, i);
}

void Detector::on_text(std::uint32_t i) {
  if (i > 0) {
    const std::string_view word = script_.word(i - 1);
    if (word == "from" || word == "import") return;
    if (script_.opens(i - 1, '(') && i > 1 &&
        (script_.word(i - 2) == "require" || script_.word(i - 2) == "import")) {
      return;
    }
  }
  endpoint(i);
  if (script_.tokens()[i].kind != Kind::text) return;
  credential(i);
  key(i);
  look_alike(i);
}

// A key itself. Its value is nowhere kept: the name says whose it is, evidence is masked.
void Detector::key(std::uint32_t i) {
  const std::string_view text = script_.raw(i);
  if (text.size() < kLeastKey || text.size() > kMostKey ||
      text.find_first_of("0123456789") == text.npos || text.starts_with("http")) {
    return;
  }
  for (const text::Secret& secret : text::find_secrets(text)) {
    std::string name = "key:";
    name += secret.provider;
    add(ComponentKind::credential, std::move(name), secret.provider, "js-key", Certainty::high, i);
  }
}

void Detector::endpoint(std::uint32_t i) {
  const Token& token = script_.tokens()[i];
  std::string_view text = script_.raw(i);
  if (token.kind == Kind::open) {
    text = script_.text().substr(token.at + 1);
    text = text.substr(0, std::min<std::size_t>(text.find_first_of("`\n "), 256));
  }
  if (text.size() < 4 || text.size() > 2048) return;
  const std::size_t scheme = text.find("://");
  if (scheme != text.npos ? scheme > 5 : text.find_first_of(" /()<>,") != text.npos) return;
  if (scheme == text.npos && text.find('.') == text.npos && !text.starts_with("localhost:")) return;
  constexpr std::string_view kDatasets = "https://huggingface.co/datasets/";
  if (text.starts_with(kDatasets)) {
    const std::string_view rest = text.substr(kDatasets.size());
    const std::size_t slash = rest.find('/');
    const std::size_t end = slash == rest.npos ? rest.npos : rest.find_first_of("/?#", slash + 1);
    const std::string_view name = rest.substr(0, end);
    if (!name.empty() && name.find('$') == name.npos) {
      add(ComponentKind::dataset, std::string(name), "huggingface", "js-url", Certainty::high, i);
    }
    return;
  }
  const auto found = endpoint_in(text, catalog_);
  if (!found || only_mentioned(i)) return;
  add_plain(
      add(ComponentKind::endpoint, found->host, found->provider, "js-url", Certainty::high, i),
      text);
}

void Detector::base_url(const Value& value, std::uint32_t place, bool serves) {
  for (const Choice& choice : value.choices) {
    if (const auto found = endpoint_in(choice.text, catalog_)) {
      add_plain(add(ComponentKind::endpoint, found->host, found->provider, "js-call",
                    choice.certainty, choice.certainty == Certainty::high ? choice.token : place),
                choice.text);
      continue;
    }
    std::string host = host_of(choice.text);
    if (host.empty() || !serves) continue;
    add_plain(add(ComponentKind::endpoint, std::move(host), "", "js-call", choice.certainty,
                  choice.certainty == Certainty::high ? choice.token : place),
              choice.text);
  }
}

void Detector::prompt(std::string_view name, std::uint32_t value, std::uint32_t place) {
  if (value >= script_.size() || script_.tokens()[place].kind == Kind::text) return;
  const Token& token = script_.tokens()[value];
  std::string_view text = token.kind == Kind::text ? script_.raw(value) : std::string_view();
  if (script_.opens(value, '`') && token.mate < script_.size()) {
    text = script_.text().substr(token.at, script_.tokens()[token.mate].at - token.at);
  }
  if (text.size() <= kLeastPrompt) return;
  // Programs also prompt people.
  const std::string all = folded(name);
  const std::string_view front = text.substr(0, 512);
  const bool told = any_ai_ || name.ends_with("_PROMPT") || all.find("system") != all.npos ||
                    all.find("llm") != all.npos || all.find("agent") != all.npos ||
                    front.find("ou are ") != front.npos || front.find("our task ") != front.npos;
  if (!told) return;
  add(ComponentKind::prompt, std::string(name), "", "js-constant", Certainty::high, place);
}

void Detector::on_assignment(std::uint32_t equals) {
  if (equals + 1 >= script_.size()) return;
  const Token& value = script_.tokens()[equals + 1];
  const bool text = value.kind == Kind::text || script_.opens(equals + 1, '`');
  if (!text && script_.word(equals + 1).empty()) return;
  const std::string_view name = script_.holder(equals + 1);
  if (name.empty()) return;
  if (text && folded(name).ends_with("prompt")) prompt(name, equals + 1, equals - 1);
  if (hints_at_model(name) && !in_list(equals)) {
    model(script_.value(equals + 1), equals + 1, {}, false, "js-constant");
  }
}

// What other files may import.
void Detector::constants() {
  const auto report = [&](const std::string& name, const Value& value, std::uint32_t place) {
    if (value.choices.size() != 1 || value.choices[0].text.size() > kMostModelId) return;
    const std::string& text = value.choices[0].text;
    const bool tool = (name.find("TOOL") != name.npos || name.ends_with("Tool")) &&
                      text.find_first_of(" \n") == text.npos;
    if (!tool && !hints_at_model(name) && !looks_like_model(text, catalog_)) return;
    source_.report.constant(name, text, lines_.line_of(script_.tokens()[place].at));
  };
  const auto members = [&](std::string_view name, std::uint32_t brace) {
    if (std::binary_search(skipped_.begin(), skipped_.end(), brace)) return;
    for (const Property& one : script_.properties(brace)) {
      if (one.shorthand) continue;
      report(std::string(name) + "." + std::string(one.key), script_.value(one.value), one.token);
    }
  };
  for (std::uint32_t i = 0; i < script_.size(); ++i) {
    const Token& token = script_.tokens()[i];
    if (script_.opens(i, '{') && i > 1 && script_.word(i - 2) == "enum") {
      members(script_.word(i - 1), i);
    }
    if (token.kind == Kind::open && token.mate > i) {
      i = std::min(token.mate, script_.size() - 1);
      continue;
    }
    if (!script_.is(i, op('=')) || i + 1 >= script_.size()) continue;
    const std::string_view name = script_.holder(i + 1);
    if (name.empty() || (i > 1 && script_.word(i - 2) == "type")) continue;
    const Value value = script_.value(i + 1);
    if (value.object != kNone && script_.opens(i + 1, '{')) {
      members(name, i + 1);
    } else {
      report(std::string(name), value, i);
    }
  }
}

}  // namespace bartizan::use::script
