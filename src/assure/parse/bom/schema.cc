#include "assure/parse/bom/schema.h"

#include <algorithm>
#include <set>
#include <utility>

#include "assure/parse/bom/plain.h"
#include "scan/catalog.h"

namespace bartizan::assure::bom {
namespace {

using text::Node;

// Deeper than any table row leads; hostile documents end here.
constexpr int kMostDepth = 160;

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(at);
    parts.push_back(text.substr(0, end));
    if (end == text.npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string_view kind_name(Node::Kind kind) {
  switch (kind) {
    case Node::Kind::null:
      return "null";
    case Node::Kind::boolean:
      return "a boolean";
    case Node::Kind::number:
      return "a number";
    case Node::Kind::string:
      return "a text";
    case Node::Kind::array:
      return "an array";
    case Node::Kind::object:
      return "an object";
  }
  return "";
}

// Equal trees have equal prints, whatever the order of their members.
struct Print {
  std::uint64_t a = 0;
  std::uint64_t b = 0;
  auto operator<=>(const Print&) const = default;
};

void mix(Print& print, std::string_view text) {
  constexpr std::uint64_t kFnvPrime = 0x100000001b3;  // Fowler, Noll and Vo, 64 bits
  for (const char c : text) {
    print.a = (print.a ^ static_cast<std::uint8_t>(c)) * kFnvPrime;
    print.b = (print.b + static_cast<std::uint8_t>(c)) * 0x9e3779b97f4a7c15;  // 2^64 / golden ratio
    print.b ^= print.b >> 29;
  }
}

Print print_of(const Node& node, base::Budget& budget, int depth) {
  Print print{0xcbf29ce484222325 + static_cast<std::uint64_t>(node.kind), 1};
  if (depth > kMostDepth || !budget.charge_steps()) return print;
  mix(print, node.text);
  for (const Node& item : node.items) {
    Print inner = print_of(item, budget, depth + 1);
    mix(inner, item.key);
    if (node.is_object()) {
      print.a += inner.a;
      print.b += inner.b;
    } else {
      print.a = print.a * 31 + inner.a;
      print.b = (print.b ^ inner.b) * 0x9e3779b97f4a7c15;
    }
  }
  return print;
}

bool holds(const Node& node, std::string_view sets_and) {
  for (const std::string_view name : split(sets_and, '+')) {
    if (node.find(name) == nullptr) return false;
  }
  return true;
}

std::string readable(std::string_view sets) {
  std::string out;
  for (const char c : sets) {
    if (c == '|') {
      out += " or ";
    } else if (c == '+') {
      out += " and ";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

void append_pointer(std::string& pointer, std::string_view segment) {
  pointer += '/';
  for (const char c : segment) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
}

// Cuts "@1.7" and "@-1.6" off; false when the word is not of this version.
bool Schema::in_version(std::string_view& word) const {
  const std::size_t at = word.rfind('@');
  if (at == word.npos) return true;
  const std::string_view when = word.substr(at + 1);
  if (when != "-1.6" && when != "1.7") return true;  // "@id" is a member of SPDX
  word = word.substr(0, at);
  return when == "-1.6" ? version_ == "1.6" : version_ == "1.7";
}

const Schema::Row& Schema::row(std::string_view type) {
  if (const auto found = rows_.find(type); found != rows_.end()) return found->second;
  Row row;
  const scan::Catalog& catalog = scan::Catalog::embedded();
  auto text = catalog.list(table_, std::string(type) + "@" + version_);
  if (!text) text = catalog.list(table_, type);
  if (text && text->starts_with("enum|")) {
    row.kind = Row::Kind::enumeration;
    for (std::string_view value : split(text->substr(5), '|')) {
      if (in_version(value)) row.values.push_back(value);
    }
  } else if (text) {
    std::vector<std::string_view> words = split(*text, ' ');
    const std::string_view first = words.front();
    row.kind = first == "object"   ? Row::Kind::object
               : first == "choice" ? Row::Kind::choice
               : first == "any"    ? Row::Kind::any
                                   : Row::Kind::alias;
    words.erase(words.begin());
    for (std::string_view word : words) {
      if (!in_version(word)) continue;
      if (row.kind != Row::Kind::object || word.starts_with('%')) {
        row.values.push_back(word);
      } else if (word == "...") {
        row.open = true;
      } else {
        const std::size_t colon = word.find(':');
        Member member{word.substr(0, colon), word.substr(colon + 1), false};
        if (member.name.ends_with('!')) {
          member.required = true;
          member.name.remove_suffix(1);
        }
        row.members.push_back(member);
      }
    }
  }
  return rows_.emplace(std::string(type), std::move(row)).first->second;
}

std::string Schema::pointer() const {
  std::string out;
  for (const std::string& segment : path_) append_pointer(out, segment);
  return out;
}

bool Schema::problem(const Node& node, std::string_view rule, std::string text) {
  if (out_.problems.size() < kMostProblems) {
    out_.problems.push_back(
        {record::NoteLevel::error, std::string(rule), node.line, pointer(), std::move(text)});
  }
  return false;
}

Schema::Result Schema::check(const Node& node, std::string_view type,
                             std::vector<std::string> path) {
  out_ = {};
  path_ = std::move(path);
  value(node, type, 0);
  return std::move(out_);
}

bool Schema::value(const Node& node, std::string_view type, int depth) {
  if (depth > kMostDepth || !budget_.charge_steps()) {
    return problem(node, "limit", "is nested too deeply, or the document is too large to check");
  }
  if (type.starts_with('[')) return array(node, type, depth);
  if (type.starts_with('*')) return element(node, type.substr(1), depth);
  const Row& shape = row(type);
  switch (shape.kind) {
    case Row::Kind::unknown:
      return plain(node, type);
    case Row::Kind::alias:
      return value(node, shape.values.front(), depth + 1);
    case Row::Kind::enumeration:
      return enumeration(node, shape, type);
    case Row::Kind::choice:
    case Row::Kind::any:
      return choice(node, shape, depth);
    case Row::Kind::object:
      return object(node, shape, depth);
  }
  return true;
}

bool Schema::array(const Node& node, std::string_view type, int depth) {
  const std::size_t close = type.rfind(']');
  const std::string_view inner = type.substr(1, close - 1);
  const std::string_view flags = type.substr(close + 1);
  if (!node.is_array()) {
    return problem(node, "type", "must be an array, is " + std::string(kind_name(node.kind)));
  }
  bool good = true;
  if (flags.find('+') != flags.npos && node.items.empty()) {
    good = problem(node, "empty", "must have at least one item");
  }
  if (flags.find('1') != flags.npos && node.items.size() != 1) {
    good = problem(node, "count", "must have exactly one item");
  }
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    path_.push_back(std::to_string(i));
    good = value(node.items[i], inner, depth + 1) && good;
    path_.pop_back();
  }
  if (flags.find('u') == flags.npos || node.items.size() < 2) return good;
  std::map<Print, std::size_t> seen;
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const auto [first, fresh] = seen.emplace(print_of(node.items[i], budget_, 0), i);
    if (fresh) continue;
    path_.push_back(std::to_string(i));
    good = problem(
        node.items[i], "unique",
        "is the same as item " + std::to_string(first->second) + "; each may stand here once");
    path_.pop_back();
  }
  return good;
}

bool Schema::object(const Node& node, const Row& shape, int depth) {
  if (!node.is_object()) {
    return problem(node, "type", "must be an object, is " + std::string(kind_name(node.kind)));
  }
  bool good = true;
  for (const Member& member : shape.members) {
    if (member.required && node.find(member.name) == nullptr) {
      good = problem(node, "required", "lacks \"" + std::string(member.name) + "\"");
    }
  }
  std::set<std::string_view> seen;
  for (const Node& item : node.items) {
    path_.push_back(item.key);
    if (!seen.insert(item.key).second) {
      good =
          problem(item, "duplicate", "stands twice in its object; readers differ in which counts");
    }
    const auto member = std::find_if(shape.members.begin(), shape.members.end(),
                                     [&](const Member& one) { return one.name == item.key; });
    if (member != shape.members.end()) {
      good = value(item, member->type, depth + 1) && good;
    } else if (!shape.open) {
      good = problem(item, "member", format_name() + " knows no such member here");
    }
    path_.pop_back();
  }
  return rules(node, shape) && good;
}

std::string Schema::format_name() const {
  return table_ == "bom-spdx" ? "this class of SPDX 3.0.1" : "CycloneDX " + version_;
}

std::string Schema::member_type(std::string_view object, std::string_view member) {
  for (const Member& one : row(object).members) {
    if (one.name == member) return std::string(one.type);
  }
  return {};
}

bool Schema::is_a(std::string_view type, std::string_view base) {
  for (const std::string_view rule : row(type).values) {
    if (!rule.starts_with("%is(")) continue;
    for (const std::string_view one : split(rule.substr(4, rule.size() - 5), '|')) {
      if (one == base) return true;
    }
  }
  return false;
}

bool Schema::element(const Node& node, std::string_view base, int depth) {
  if (node.is_string()) {
    out_.used.push_back({node.text, pointer(), node.line});
    if (is_node_id(node.text)) return true;
    return problem(node, "reference", "is no id of an element: neither an IRI nor _:name");
  }
  if (!node.is_object()) {
    return problem(node, "type",
                   "must be an element or its id, is " + std::string(kind_name(node.kind)));
  }
  const std::string type(node.string("type"));
  if (type.empty()) return problem(node, "required", "lacks \"type\"");
  const Row& shape = row(type);
  if (shape.kind != Row::Kind::object) {
    return problem(node, "class", "\"" + type + "\" is no class of SPDX 3.0.1");
  }
  if (!is_a(type, base)) {
    return problem(node, "class", "must be of class " + std::string(base) + ", is " + type);
  }
  return object(node, shape, depth + 1);
}

bool Schema::rules(const Node& node, const Row& shape) {
  bool good = true;
  for (const std::string_view rule : shape.values) {
    const std::size_t open = rule.find('(');
    const std::string_view name = rule.substr(0, open);
    const std::string_view sets =
        open == rule.npos ? std::string_view() : rule.substr(open + 1, rule.size() - open - 2);
    if (name == "%range-external") {
      const Node* external = node.find("isExternal");
      if (node.find("versionRange") != nullptr &&
          (external == nullptr || external->text != "true")) {
        good = problem(node, "range-external",
                       "has a versionRange and is not marked with isExternal true");
      }
      continue;
    }
    if (name == "%is") continue;
    if (name == "%abstract") {
      good = problem(node, "abstract", "is of an abstract class; one below it must be named");
      continue;
    }
    if (name == "%never") {
      if (holds(node, sets)) {
        good = problem(node, "exclusive", "may not have both " + readable(sets));
      }
      continue;
    }
    std::size_t fits = 0;
    for (const std::string_view set : split(sets, '|')) fits += holds(node, set) ? 1U : 0U;
    if (fits == 0) {
      good = problem(node, "required", "lacks " + readable(sets));
    } else if (fits > 1 && name == "%one") {
      good = problem(node, "exclusive", "may have only one of " + readable(sets));
    }
  }
  return good;
}

// The problems of the alternative that comes closest are the ones worth telling.
bool Schema::choice(const Node& node, const Row& shape, int depth) {
  Result before = std::move(out_);
  std::size_t fits = 0;
  Result chosen;
  bool any = false;
  for (const std::string_view type : shape.values) {
    out_ = {};
    const bool good = value(node, type, depth + 1);
    fits += good ? 1U : 0U;
    if (!any || (good && fits == 1) ||
        (fits == 0 && out_.problems.size() < chosen.problems.size())) {
      chosen = std::move(out_);
    }
    any = true;
    if (good && shape.kind == Row::Kind::any) break;
  }
  out_ = std::move(before);
  for (Problem& one : chosen.problems) {
    if (out_.problems.size() < kMostProblems) out_.problems.push_back(std::move(one));
  }
  std::move(chosen.declared.begin(), chosen.declared.end(), std::back_inserter(out_.declared));
  std::move(chosen.used.begin(), chosen.used.end(), std::back_inserter(out_.used));
  if (fits > 1) {
    return problem(node, "choice", "fits more than one of the forms that may stand here");
  }
  return fits == 1;
}

bool Schema::enumeration(const Node& node, const Row& shape, std::string_view type) {
  for (const std::string_view value : shape.values) {
    if (node.text != value) continue;
    if (node.is_string() || (node.is(Node::Kind::number) && type == "bom.specVersion")) return true;
  }
  std::string text = "is none of the values that may stand here";
  // Short lists help; that of elliptic curves does not.
  constexpr std::size_t kMostShown = 16;
  if (shape.values.size() <= kMostShown) {
    text = "must be ";
    for (std::size_t i = 0; i < shape.values.size(); ++i) {
      if (i != 0) text += i + 1 == shape.values.size() ? " or " : ", ";
      text += "\"" + std::string(shape.values[i]) + "\"";
    }
  }
  return problem(node, "enum", std::move(text));
}

bool Schema::plain(const Node& node, std::string_view type) {
  if (type.starts_with("ref")) {
    if (node.is_string()) out_.declared.push_back({node.text, pointer(), node.line});
  } else if (type == "link") {
    if (node.is_string()) out_.used.push_back({node.text, pointer(), node.line});
  }
  const std::string wrong = wrong_with(node, type);
  if (wrong.empty()) return true;
  const Node::Kind wanted = wanted_kind(type);
  if (node.kind != wanted) {
    return problem(node, "type",
                   std::string("must be ") + std::string(kind_name(wanted)) + ", is " +
                       std::string(kind_name(node.kind)));
  }
  return problem(node, type, wrong);
}

std::string_view Schema::best(const Node& node, const Row& shape, int depth) {
  std::string_view best_type = shape.values.front();
  std::size_t fewest = kMostProblems + 1;
  for (const std::string_view type : shape.values) {
    out_ = {};
    value(node, type, depth + 1);
    if (out_.problems.size() < fewest) {
      fewest = out_.problems.size();
      best_type = type;
    }
  }
  out_ = {};
  return best_type;
}

std::vector<std::string> Schema::prune(Node& node, std::string_view type) {
  std::vector<std::string> gone;
  out_ = {};
  path_.clear();
  prune(node, type, 0, "", gone);
  out_ = {};
  return gone;
}

void Schema::prune(Node& node, std::string_view type, int depth, const std::string& path,
                   std::vector<std::string>& gone) {
  if (depth > kMostDepth || !budget_.charge_steps()) return;
  if (type.starts_with('[')) {
    const std::string_view inner = type.substr(1, type.rfind(']') - 1);
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      prune(node.items[i], inner, depth + 1, path + "/" + std::to_string(i), gone);
    }
    return;
  }
  const Row& shape = row(type);
  if (shape.kind == Row::Kind::alias) {
    prune(node, shape.values.front(), depth + 1, path, gone);
  } else if (shape.kind == Row::Kind::choice || shape.kind == Row::Kind::any) {
    prune(node, best(node, shape, depth), depth + 1, path, gone);
  } else if (shape.kind == Row::Kind::object && node.is_object()) {
    std::vector<Node> kept;
    for (Node& item : node.items) {
      const auto member = std::find_if(shape.members.begin(), shape.members.end(),
                                       [&](const Member& one) { return one.name == item.key; });
      const std::string inner = path + "/" + item.key;
      if (member == shape.members.end() && !shape.open) {
        gone.push_back(inner);
        continue;
      }
      if (member != shape.members.end()) {
        const Row& of = row(member->type);
        if (of.kind == Row::Kind::enumeration && !member->required) {
          out_ = {};
          const bool known = enumeration(item, of, member->type);
          out_ = {};
          if (!known) {
            gone.push_back(inner);
            continue;
          }
        }
        prune(item, member->type, depth + 1, inner, gone);
      }
      kept.push_back(std::move(item));
    }
    node.items = std::move(kept);
  }
}

}  // namespace bartizan::assure::bom
