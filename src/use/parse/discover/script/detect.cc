#include "use/parse/discover/script/detect.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "use/parse/discover/infra/put.h"

namespace bartizan::use::script {
namespace {

// How far back a function's name may stand from its body: its return type lies between.
constexpr std::uint32_t kMostSignature = 24;
constexpr std::size_t kMostFrames = 64;
// The densest file of some thirty npm packages says 140 things.
constexpr std::size_t kMostDetections = 10'000;

bool is_one_of(std::string_view word, std::span<const std::string_view> all) {
  return std::find(all.begin(), all.end(), word) != all.end();
}

}  // namespace

std::string folded(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c == '_' || c == '-' || c == '$' || c == '#') continue;
    out.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  }
  return out;
}

std::string_view package_of(std::string_view module) {
  // Deno and browsers name the registry.
  constexpr std::array<std::string_view, 6> kRegistries{"npm:",
                                                        "https://esm.sh/",
                                                        "https://cdn.skypack.dev/",
                                                        "https://unpkg.com/",
                                                        "https://cdn.jsdelivr.net/npm/",
                                                        "https://esm.run/"};
  for (const std::string_view registry : kRegistries) {
    if (module.starts_with(registry)) {
      module.remove_prefix(registry.size());
      break;
    }
  }
  if (module.empty() || module.size() > 214 + 200) return {};  // npm: a name has at most 214 bytes
  const char first = module.front();
  if (first == '.' || first == '/' || first == '#' || first == '~') return {};
  std::size_t end = module.find('/');
  if (first == '@') {
    if (end == module.npos || end < 2) return {};
    end = module.find('/', end + 1);
  }
  std::string_view name = module.substr(0, end);
  const std::size_t version = name.find('@', 1);
  name = name.substr(0, version);
  return name.find(':') == name.npos ? name : std::string_view();
}

namespace {

// The entry of our own list: of the name, else of its scope.
std::optional<std::string_view> entry_of(std::string_view name, const scan::Catalog& catalog) {
  constexpr std::string_view kList = "discovery-script-packages";
  auto entry = catalog.list(kList, name);
  const std::size_t slash = name.find('/');
  if (!entry && name.starts_with('@') && slash != name.npos) {
    entry = catalog.list(kList, std::string(name.substr(0, slash + 1)) + "*");
  }
  return entry;
}

}  // namespace

bool is_ai_package(std::string_view name, const scan::Catalog& catalog, const PackageList& npm) {
  return entry_of(name, catalog) || !npm.category(name).empty();
}

Detector::Detector(SourceText& source, Script& script)
    : source_(source), script_(script), catalog_(source.report.catalog()), lines_(source.text) {}

std::string_view Detector::name_role(std::string_view name) {
  if (name.empty() || name.size() > 64) return {};
  const auto [entry, fresh] = name_roles_.try_emplace(name);
  if (fresh) {
    entry->second =
        catalog_.list("discovery-script-names", folded(name)).value_or(std::string_view());
  }
  return entry->second;
}

bool Detector::hints_at_model(std::string_view name) {
  if (name_role(name) == "model") return true;
  const std::string all = folded(name);
  return all.ends_with("model") || all.ends_with("modelname") || all.ends_with("modelid");
}

const Detector::Package* Detector::package(std::string_view name) {
  if (name.empty()) return nullptr;
  const auto known = packages_.find(name);
  if (known != packages_.end()) {
    return known->second.category.empty() ? nullptr : &known->second;
  }
  const auto entry = entry_of(name, catalog_);
  Package& made = packages_[name];
  if (!entry) {
    if (!npm_) npm_.emplace(catalog_, "npm");
    made.category = npm_->category(name);
    return made.category.empty() ? nullptr : &made;
  }
  const std::size_t blank = entry->find(' ');
  made.category = entry->substr(0, blank);
  if (blank != entry->npos) made.provider = entry->substr(blank + 1);
  return &made;
}

std::string_view Detector::role(std::string_view package, std::string_view path) const {
  constexpr std::string_view kList = "discovery-script-calls";
  const std::size_t dot = path.rfind('.');
  const std::string_view last = dot == path.npos ? std::string_view() : path.substr(dot);
  std::string key;
  const auto ask = [&](std::string_view owner, std::string_view callee) {
    if (callee.empty()) return std::string_view();
    key.assign(owner).append(":").append(callee);
    return catalog_.list(kList, key).value_or(std::string_view());
  };
  if (package.empty()) return ask("?", last.empty() ? path : last);
  std::string scope;
  const std::size_t slash = package.find('/');
  if (package.front() == '@' && slash != package.npos) {
    scope = std::string(package.substr(0, slash + 1)) + "*";
  }
  for (const std::string_view owner : {package, std::string_view(scope), std::string_view("*")}) {
    if (owner.empty()) continue;
    for (const std::string_view callee : {path, last}) {
      const std::string_view found = ask(owner, callee);
      if (!found.empty()) return found;
    }
  }
  // Chroma.fromDocuments makes what Chroma is.
  if (last.starts_with(".from")) {
    const std::string_view found = ask("*", path.substr(0, path.find('.')));
    if (found == "vector-store" || found == "prompt") return found;
  }
  return {};
}

void Detector::imports() {
  std::unordered_set<std::string_view> seen;
  for (const Import& one : script_.imports()) {
    const std::string_view name = package_of(one.module);
    const Package* known = package(name);
    if (known == nullptr || !seen.insert(name).second) continue;
    any_ai_ = true;
    any_mcp_ = any_mcp_ || known->category == "protocol" || known->category == "mcp";
    add(ComponentKind::package, std::string(name), "npm", "js-import", Certainty::high, one.token);
  }
}

record::Detection& Detector::add(ComponentKind kind, std::string name, std::string_view provider,
                                 std::string_view signal, Certainty certainty,
                                 std::uint32_t place) {
  Detection made;
  made.kind = kind;
  made.name = std::move(name);
  made.provider = std::string(provider);
  made.signal = std::string(signal);
  made.certainty = certainty;
  made.line = place < script_.size() ? lines_.line_of(script_.tokens()[place].at) : 0;
  made.evidence = evidence_of(lines_.line(made.line));
  if (found_.size() >= kMostDetections) {
    overflow_ = std::move(made);
    dropped_ = true;
    return overflow_;
  }
  found_.push_back(std::move(made));
  return found_.back();
}

void Detector::report() {
  std::stable_sort(found_.begin(), found_.end(), [](const Detection& a, const Detection& b) {
    if (a.line != b.line) return a.line < b.line;
    if (a.kind != b.kind) return a.kind < b.kind;
    if (a.name != b.name) return a.name < b.name;
    return a.certainty > b.certainty;
  });
  const Detection* last = nullptr;
  for (const Detection& one : found_) {
    const bool again = last != nullptr && last->line == one.line && last->kind == one.kind &&
                       last->name == one.name;
    if (!again) source_.report.detection(one);
    last = &one;
  }
  if (dropped_) {
    source_.report.note({record::NoteLevel::warning, "limit:detections", 0, 0,
                         "the file names more than is kept; the rest was left out"});
  }
}

bool Detector::is_type_brace(std::uint32_t i) const {
  if (i == 0) return false;
  const std::uint32_t p = i - 1;
  if (script_.is(p, op('|')) || script_.is(p, op('&')) || script_.is(p, op('<'))) return true;
  if (!script_.is(p, op(':')) || frames_.empty()) return false;
  const Frame& frame = frames_.back();
  if (frame.role == Role::object || frame.label) return false;
  // What stands after the ":" of a choice was told by its "?".
  return frame.choices == 0 && script_.typescript();
}

Detector::Role Detector::brace_role(std::uint32_t i) const {
  if (i == 0) return Role::block;
  const std::uint32_t p = i - 1;
  const Token& before = script_.tokens()[p];
  switch (before.kind) {
    case Kind::word: {
      constexpr std::array<std::string_view, 8> kValues{"return", "default", "case",  "in",
                                                        "of",     "yield",   "await", "throw"};
      const std::string_view word = script_.word(p);
      return is_one_of(word, kValues) ? Role::object : Role::block;
    }
    case Kind::open:
      if (before.mark == op('{')) return Role::block;
      // An attribute of an element, or the hole of a template.
      return before.mark == op('<') || before.mark == op('`') ? Role::other : Role::object;
    case Kind::punct:
      if (before.mark == op('=', '>') || before.mark == op(';') || before.mark == op('>')) {
        return Role::block;
      }
      if (before.mark == op(':') && !frames_.empty() && frames_.back().label) return Role::block;
      return Role::object;
    default:
      return Role::block;
  }
}

std::string_view Detector::function_before(std::uint32_t brace) const {
  if (brace == 0) return {};
  std::uint32_t p = brace - 1;
  bool arrow = false;
  if (script_.is(p, op('=', '>')) && p > 0) {
    arrow = true;
    --p;
  }
  for (std::uint32_t left = kMostSignature; left != 0 && p > 0 && !script_.closes(p, '('); --left) {
    const Token& token = script_.tokens()[p];
    if (token.kind == Kind::open || script_.is(p, op(';')) || script_.is(p, op('='))) return {};
    if (token.kind == Kind::close) {
      if (token.mate == kNone || token.mate >= p || token.mark == op('{')) return {};
      p = token.mate;
    }
    if (p > 0) --p;
  }
  if (!script_.closes(p, '(')) return {};
  std::uint32_t open = script_.tokens()[p].mate;
  if (open == kNone || open == 0) return {};
  if (arrow) {
    if (script_.word(open - 1) == "async") --open;
    return script_.holder(open);
  }
  constexpr std::array<std::string_view, 7> kStatements{"if",    "for",  "while", "switch",
                                                        "catch", "with", "super"};
  const std::string_view name = script_.word(open - 1);
  if (is_one_of(name, kStatements)) return {};
  if (name == "function") return script_.holder(open - 1);
  return name;
}

const Detector::Call* Detector::enclosing_call() const {
  for (std::size_t n = frames_.size(); n-- > 0;) {
    const Frame& frame = frames_[n];
    if (frame.role == Role::block) return nullptr;
    if (frame.call != kNone) return &calls_[frame.call];
    if (frame.role == Role::arguments && !frame.name.empty()) return nullptr;
    if (frames_.size() - n > kMostFrames) return nullptr;
  }
  return nullptr;
}

std::string_view Detector::enclosing_function() const {
  for (std::size_t n = frames_.size(); n-- > 0 && frames_.size() - n <= kMostFrames;) {
    if (frames_[n].role == Role::block && !frames_[n].name.empty()) return frames_[n].name;
  }
  return {};
}

void Detector::open_bracket(std::uint32_t& i) {
  const Token& token = script_.tokens()[i];
  Frame frame;
  frame.open = i;
  if (token.mark == op('(')) {
    frame.role = Role::arguments;
    const auto call = call_at_.find(i);
    if (call != call_at_.end()) frame.call = call->second;
    if (i > 0) frame.name = script_.word(i - 1);
    // (0, module.f)(...)
    if (i + 1 < script_.size() && script_.raw(i + 1) == "0" && script_.is(i + 2, op(','))) {
      const std::uint32_t start = i;
      script_.calls(i, [&](const Origin& origin, std::uint32_t open, bool is_new) {
        on_call(origin, open, is_new, start);
      });
    }
  } else if (token.mark == op('[')) {
    frame.role = Role::array;
  } else if (token.mark == op('{')) {
    if (is_type_brace(i)) {
      i = std::min(token.mate, script_.size() - 1);
      return;
    }
    frame.role = brace_role(i);
    if (frame.role == Role::block) frame.name = function_before(i);
    if (frame.role == Role::object) frame.table = on_object(i);
  } else {
    frame.role = Role::other;
    if (token.mark == op('`')) on_text(i);
  }
  frames_.push_back(frame);
}

// The name of a variable that holds a key, as a word or as a text of its own.
void Detector::credential(std::uint32_t i) {
  const std::string_view name = script_.raw(i);
  if (name.size() < 6 || name.size() > 80 || name.find('_') == name.npos) return;
  for (const char c : name) {
    if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_')) return;
  }
  if (!credentials_.insert(name).second) return;
  std::string_view service = infra::credential_of(name, catalog_);
  // Maps and other services have keys of that name as well.
  if (service.empty() && any_ai_ && name == "GOOGLE_API_KEY") service = "google";
  if (service.empty()) return;
  add(ComponentKind::credential, std::string(name), service, "js-env", Certainty::high, i);
}

void Detector::on_word(std::uint32_t& i) {
  const std::string_view word = script_.word(i);
  credential(i);
  const bool is_member = i > 0 && (script_.is(i - 1, op('.')) || script_.is(i - 1, op('?', '.')));
  if (is_member) return;
  const bool is_key =
      script_.is(i + 1, op(':')) && !frames_.empty() && frames_.back().role == Role::object;
  if (is_key) return;
  if ((word == "case" || word == "default") && !frames_.empty()) frames_.back().label = true;
  if (word == "interface" && !script_.word(i + 1).empty()) {
    const std::uint32_t last = std::min(script_.size(), i + kMostSignature * 2);
    std::uint32_t brace = i + 2;
    while (brace < last && !script_.opens(brace, '{')) ++brace;
    if (script_.opens(brace, '{')) i = std::min(script_.tokens()[brace].mate, script_.size() - 1);
    return;
  }
  if (word == "type" && !script_.word(i + 1).empty()) {
    std::uint32_t equals = i + 2;
    if (script_.is(equals, op('<'))) equals = script_.skip_type_arguments(equals);
    if (script_.is(equals, op('='))) {
      i = std::max(i + 1, script_.skip_type(equals + 1)) - 1;
      return;
    }
  }
  if (word == "import" && !script_.opens(i + 1, '(') && !script_.is(i + 1, op('.'))) {
    // What it imports is known; names in braces are no calls.
    return;
  }
  if (word == "class") on_class(i);
  if (word == "new" || word == "class" || word == "function" || word == "await") {
    if (word != "new") return;
  } else if (i > 0 && script_.word(i - 1) == "new") {
    return;  // the chain began before
  }
  const std::uint32_t start = i;
  const std::uint32_t next = word == "new" ? i + 2 : i + 1;
  const bool chain =
      next < script_.size() &&
      (script_.opens(next, '(') || script_.is(next, op('.')) || script_.is(next, op('?', '.')) ||
       script_.is(next, op('!')) || script_.is(next, op('<')) || script_.opens(next, '['));
  if (!chain) return;
  if (i > 0 && script_.word(i - 1) == "function") return;
  script_.calls(start, [&](const Origin& origin, std::uint32_t open, bool is_new) {
    on_call(origin, open, is_new, start);
  });
}

void Detector::read() {
  count_lists();
  for (std::uint32_t i = 0; i < script_.size(); ++i) {
    if (!source_.budget.charge_steps()) return;
    const Token& token = script_.tokens()[i];
    switch (token.kind) {
      case Kind::open:
        open_bracket(i);
        break;
      case Kind::close:
        if (!frames_.empty()) frames_.pop_back();
        break;
      case Kind::word:
        on_word(i);
        break;
      case Kind::text:
        on_text(i);
        break;
      case Kind::punct:
        if (token.mark == op('=')) on_assignment(i);
        if (frames_.empty()) break;
        if (token.mark == op('?') && !script_.is(i + 1, op(':')) && !script_.is(i + 1, op(',')) &&
            !script_.closes(i + 1, '(')) {
          ++frames_.back().choices;
        } else if (token.mark == op(':')) {
          if (frames_.back().choices > 0) {
            --frames_.back().choices;
          } else {
            // The label's brace is asked about first.
            if (!script_.opens(i + 1, '{')) frames_.back().label = false;
          }
        } else if (token.mark == op(';')) {
          frames_.back().choices = 0;
          frames_.back().label = false;
        }
        break;
      default:
        break;
    }
  }
  constants();
}

}  // namespace bartizan::use::script
