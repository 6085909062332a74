// Reads a policy. It refuses what it does not understand: a rule that is silently left out, or a
// misspelt condition that is never true, protects nobody.
#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <optional>
#include <set>

#include "assure/gate/fields.h"
#include "assure/gate/policy.h"
#include "assure/gate/tables.h"
#include "base/hash.h"
#include "text/lines.h"
#include "text/tree.h"

namespace bartizan::assure::gate {
namespace {

using text::Node;

constexpr base::Millis kHour = base::Millis{60} * 60 * 1000;
// Nobody writes more into one rule; a file of a mebibyte could ask for quadratic work otherwise.
constexpr std::size_t kMostValues = 10'000;
// Each is tried against each signature.
constexpr std::size_t kMostIdentities = 100;

// "pkg:TYPE/NAME" and more; a purl that names nothing would fit nothing, or too much.
bool names_package(std::string_view purl) {
  constexpr std::string_view kScheme = "pkg:";
  if (!purl.starts_with(kScheme)) return false;
  purl.remove_prefix(kScheme.size());
  const std::size_t slash = purl.find('/');
  if (slash == 0 || slash == purl.npos) return false;
  std::string_view name = purl.substr(slash + 1);
  name = name.substr(0, name.find_first_of("?#"));
  // An "@" in front of anything is a version without a name.
  name = name.substr(0, name.rfind('@'));
  return !name.empty() && !name.ends_with('/');
}

class Reader : TableReader {
 public:
  explicit Reader(std::string origin) { policy_.origin = std::move(origin); }

  std::expected<Policy, PolicyError> read(std::string_view bytes) {
    if (bytes.size() > kMostPolicy) {
      return std::unexpected(PolicyError{0, "is larger than 1 MiB. Split the list it holds, or "
                                            "use patterns."});
    }
    const base::Limits limits;
    base::Budget budget(limits);
    const auto root = text::parse_toml(bytes, budget);
    if (!root) {
      return std::unexpected(PolicyError{text::Lines(bytes).line_of(root.error().offset),
                                         std::string("no valid TOML: ") + root.error().what});
    }
    policy_.sha256 = base::hex(base::sha256(bytes));
    if (!document(*root)) return std::unexpected(problem());
    return std::move(policy_);
  }

 private:
  bool document(const Node& root) {
    if (!only(root, {"version", "title", "extends", "verifier", "trust", "rule",
                     "exception", "waiver"})) return false;
    const Node* const version = root.find("version");
    if (version == nullptr) {
      return refuse(1, "\"version\" is missing. Write as the first line: version = 1");
    }
    if (!version->is(Node::Kind::number) || version->text != "1") {
      return refuse(*version, "version " + version->text +
                                  " is not known to this program; it reads version = 1");
    }
    if (!text_of(root, "title", false, policy_.title) ||
        !text_of(root, "verifier", false, policy_.verifier)) {
      return false;
    }
    if (!policy_.verifier.empty() && !policy_.verifier.contains(':')) {
      return refuse(*root.find("verifier"), "\"verifier\" is a URI: https://ci.example.org/gate");
    }
    if (!text_of(root, "extends", false, policy_.extends) || !extend(root)) return false;
    if (!trust(root)) return false;
    const std::size_t inherited = policy_.rules.size();
    if (!tables(root, "rule", [this](const Node& table) { return rule(table); })) return false;
    if (!tables(root, "exception", [this](const Node& t) { return exception(t, false); }) ||
        !tables(root, "waiver", [this](const Node& t) { return exception(t, true); })) {
      return false;
    }
    if (inherited + own_.size() == 0) {
      return refuse(1, "has no rules. Add [[rule]] entries, or extends = \"default\"");
    }
    for (const auto& [id, line] : excepted_) {
      if (std::ranges::find(policy_.rules, id, &Rule::id) == policy_.rules.end()) {
        Words known;
        for (const Rule& rule : policy_.rules) known.push_back(rule.id);
        return refuse(line, unknown("rule", id, known));
      }
    }
    return true;
  }

  bool trust(const Node& root) {
    const Node* const table = root.find("trust");
    if (table == nullptr) return true;
    if (!table->is_object()) return refuse(*table, "write [trust] as a table");
    Trust& trust = policy_.trust;
    if (!only(*table, {"keys", "certificates", "trusted-root", "identities"}) ||
        !texts_of(*table, "keys", trust.keys) ||
        !texts_of(*table, "certificates", trust.certificates) ||
        !text_of(*table, "trusted-root", false, trust.trusted_root)) {
      return false;
    }
    const Node* const identities = table->find("identities");
    if (identities == nullptr) return true;
    if (!identities->is_array() || identities->items.empty()) {
      return refuse(*identities, "\"identities\" is a list: [{ identity = \"...\", issuer = "
                                 "\"https://...\" }]");
    }
    if (identities->items.size() > kMostIdentities) {
      return refuse(*identities, "more than 100 identities: use a pattern");
    }
    for (const Node& item : identities->items) {
      TrustedIdentity one;
      if (!item.is_object()) return refuse(item, "an identity is a table with identity and issuer");
      if (!only(item, {"identity", "issuer"}) || !text_of(item, "identity", true, one.identity) ||
          !text_of(item, "issuer", true, one.issuer)) {
        return false;
      }
      if (one.identity.find_first_not_of('*') == std::string::npos) {
        return refuse(item, "an identity of nothing but stars would be anybody");
      }
      trust.identities.push_back(std::move(one));
    }
    if (trust.trusted_root.empty()) {
      return refuse(*identities, "identities need trusted-root = \"trusted_root.json\", the "
                                 "authorities that name them");
    }
    return true;
  }

  bool extend(const Node& root) {
    if (policy_.extends.empty()) return true;
    const std::string_view text = preset_text(policy_.extends);
    if (text.empty()) {
      return refuse(*root.find("extends"), unknown("preset", policy_.extends, preset_names()));
    }
    auto base = Reader("preset " + policy_.extends).read(text);
    if (!base) {
      return refuse(*root.find("extends"), "the preset " + policy_.extends + " cannot be read");
    }
    policy_.rules = std::move(base->rules);
    policy_.sha256 = base::hex(base::sha256(policy_.sha256 + base->sha256));
    return true;
  }

  template <typename Each>
  bool tables(const Node& root, std::string_view key, Each each) {
    const Node* const array = root.find(key);
    if (array == nullptr) return true;
    if (!array->is_array()) {
      return refuse(*array, "write [[" + std::string(key) + "]] with two brackets");
    }
    if (array->items.size() > kMostRules) {
      return refuse(*array, "more than 1000 entries [[" + std::string(key) + "]]");
    }
    for (const Node& item : array->items) {
      if (!item.is_object()) return refuse(item, "an entry must be a table");
      if (!each(item)) return false;
    }
    return true;
  }

  bool rule(const Node& table) {
    if (!only(table, {"id", "title", "remedy", "facts", "when", "unless", "action", "paths",
                      "systems", "kinds"})) {
      return false;
    }
    Rule rule;
    rule.line = table.line;
    rule.origin = policy_.origin;
    std::string facts, action;
    if (!text_of(table, "id", true, rule.id) || !text_of(table, "title", true, rule.title) ||
        !text_of(table, "remedy", false, rule.remedy) || !text_of(table, "facts", true, facts) ||
        !text_of(table, "action", true, action)) {
      return false;
    }
    constexpr std::string_view kId = "abcdefghijklmnopqrstuvwxyz0123456789-.";
    if (rule.id.size() > 64 || rule.id.find_first_not_of(kId) != std::string::npos) {
      return refuse(*table.find("id"), "an id has small letters, digits, \"-\" and \".\", at most "
                                       "64 of them");
    }
    if (!own_.insert(rule.id).second) {
      return refuse(*table.find("id"), "there is a rule " + quoted(rule.id) + " already");
    }
    const auto kind = fact_kind(facts);
    if (!kind) {
      Words known;
      for (std::size_t i = 0; i < kFactKinds; ++i) known.push_back(name(static_cast<FactKind>(i)));
      return refuse(*table.find("facts"), unknown("kind of facts", facts, known));
    }
    rule.facts = *kind;
    if (!read_action(*table.find("action"), action, rule.action)) return false;
    if (!alternatives(table, "when", rule.facts, rule.when) ||
        !alternatives(table, "unless", rule.facts, rule.unless)) {
      return false;
    }
    if (!texts_of(table, "paths", rule.paths) || !texts_of(table, "systems", rule.systems) ||
        !texts_of(table, "kinds", rule.kinds)) {
      return false;
    }
    const Words kinds(subject_kinds().begin(), subject_kinds().end());
    for (const std::string& one : rule.kinds) {
      if (std::ranges::find(kinds, one) == kinds.end()) {
        return refuse(*table.find("kinds"), unknown("kind of subject", one, kinds));
      }
    }
    const auto old = std::ranges::find(policy_.rules, rule.id, &Rule::id);
    if (old != policy_.rules.end()) {
      *old = std::move(rule);
    } else {
      policy_.rules.push_back(std::move(rule));
    }
    return true;
  }

  bool read_action(const Node& node, const std::string& word, Action& action) {
    Words known;
    for (const Action one : {Action::fail, Action::warn, Action::incomplete, Action::ignore}) {
      known.push_back(name(one));
      if (name(one) != word) continue;
      action = one;
      return true;
    }
    return refuse(node, unknown("action", word, known));
  }

  bool alternatives(const Node& table, std::string_view key, FactKind kind,
                    std::vector<Alternative>& out) {
    const Node* const node = table.find(key);
    if (node == nullptr) return true;
    if (node->is_object()) return alternative(*node, kind, out);
    if (!node->is_array() || node->items.empty()) {
      return refuse(*node, quoted(key) + " must be a table of conditions, or a list of such tables");
    }
    for (const Node& item : node->items) {
      if (!item.is_object()) return refuse(item, quoted(key) + " must be a list of tables");
      if (!alternative(item, kind, out)) return false;
    }
    return true;
  }

  bool alternative(const Node& table, FactKind kind, std::vector<Alternative>& out) {
    if (table.items.empty()) {
      return refuse(table, "a table without conditions holds for everything: leave it out");
    }
    Alternative tests;
    for (const Node& item : table.items) {
      const FieldSpec* const field = spec(kind).field(item.key);
      if (field == nullptr) {
        Words known;
        for (const FieldSpec& one : spec(kind).fields) known.push_back(one.key);
        return refuse(item, unknown("field of " + std::string(name(kind)) + " facts", item.key,
                                    known));
      }
      if (!item.is_object()) {
        if (!test(*field, Op::is, item, tests)) return false;
        continue;
      }
      if (item.items.empty()) return refuse(item, quoted(item.key) + " asks for nothing");
      for (const Node& asked : item.items) {
        Words known;
        std::optional<Op> op;
        for (std::size_t i = 0; i < kOps; ++i) {
          known.push_back(name(static_cast<Op>(i)));
          if (known.back() == asked.key) op = static_cast<Op>(i);
        }
        if (!op) return refuse(asked, unknown("comparison", asked.key, known));
        if (!test(*field, *op, asked, tests)) return false;
      }
    }
    out.push_back(std::move(tests));
    return true;
  }

  bool test(const FieldSpec& field, Op op, const Node& node, Alternative& out) {
    Test test;
    test.field = field.key;
    test.op = op;
    const auto cannot = [&](std::string_view why) {
      return refuse(node, quoted(name(op)) + " cannot be asked of " + quoted(field.key) +
                              std::string(why));
    };
    const bool textual = field.type == FieldType::text || field.type == FieldType::caseless;
    const bool in_order = op == Op::at_least || op == Op::at_most;
    if ((op == Op::matches || op == Op::matches_not) && !textual) return cannot(", which is no text");
    if (in_order && !field.is_ordered()) return cannot(", whose values have no order");
    if ((op == Op::older_than) != (field.type == FieldType::time) && op != Op::missing) {
      return cannot(op == Op::older_than ? ", which is no time"
                                         : ", which is a time: write { older-than = \"7 days\" }");
    }
    if (op == Op::missing) {
      if (!node.is(Node::Kind::boolean)) return refuse(node, "\"missing\" is true or false");
      test.values = {node.text == "true" ? "yes" : "no"};
    } else if (op == Op::older_than) {
      if (!duration(node, test)) return false;
    } else if (!node.is_array()) {
      if (!value(field, op, node, test)) return false;
    } else {
      if (in_order) return refuse(node, quoted(name(op)) + " takes one value, not a list");
      if (node.items.empty()) return refuse(node, "an empty list is never met: leave it out");
      if (node.items.size() > kMostValues) return refuse(node, "more than 10,000 values");
      for (const Node& item : node.items) {
        if (!value(field, op, item, test)) return false;
      }
    }
    out.push_back(std::move(test));
    return true;
  }

  bool value(const FieldSpec& field, Op op, const Node& node, Test& test) {
    std::string value = node.text;
    switch (field.type) {
      case FieldType::text:
      case FieldType::caseless:
        if (!node.is_string() || value.empty()) {
          return refuse(node, quoted(field.key) + " is compared with a text in quotes");
        }
        if ((op == Op::matches || op == Op::matches_not) && value.size() > kMostPattern) {
          return refuse(node, "a pattern of more than 1000 characters");
        }
        break;
      case FieldType::word:
        if (!node.is_string() || rank(field, value) < 0) {
          return refuse(node, unknown("value of " + quoted(field.key), value, words_of(field)));
        }
        break;
      case FieldType::yes_no:
        if (node.is(Node::Kind::boolean)) value = value == "true" ? "yes" : "no";
        if (value != "yes" && value != "no") {
          return refuse(node, quoted(field.key) + " is true or false");
        }
        break;
      case FieldType::number:
        if (!number(node, value)) return false;
        break;
      case FieldType::time:
        return refuse(node, quoted(field.key) + " is a time: write { older-than = \"7 days\" }");
    }
    test.values.push_back(std::move(value));
    return true;
  }

  bool number(const Node& node, std::string& value) {
    std::erase(value, '_');
    if (value.starts_with('+')) value.erase(0, 1);
    double parsed = 0;
    const char* const end = std::to_address(value.cend());
    const auto [at, error] = std::from_chars(std::to_address(value.cbegin()), end, parsed);
    const bool whole = error == std::errc() && at == end && value != "inf" && value != "-inf" &&
                       value != "nan" && value != "-nan";
    return (node.is(Node::Kind::number) && whole) || refuse(node, "this is compared with a number");
  }

  // "30 days", "12 hours".
  bool duration(const Node& node, Test& test) {
    const std::string_view text = node.text;
    std::uint32_t count = 0;
    const char* const end = std::to_address(text.end());
    const auto [at, error] = std::from_chars(std::to_address(text.begin()), end, count);
    const auto digits = static_cast<std::size_t>(at - std::to_address(text.begin()));
    const std::string_view unit = text.substr(digits);
    const base::Millis each = unit == " days" || unit == " day"     ? 24 * kHour
                              : unit == " hours" || unit == " hour" ? kHour
                              : unit == " weeks" || unit == " week" ? 7 * 24 * kHour
                                                                    : 0;
    // A century is longer than any policy looks back, and far from the end of the number.
    if (!node.is_string() || error != std::errc() || each == 0 || count > 100 * 366 * 24) {
      return refuse(node, "a time span is written \"7 days\", \"12 hours\" or \"2 weeks\"");
    }
    test.duration = each * count;
    test.values = {node.text};
    return true;
  }

  bool exception(const Node& table, bool waiver) {
    const Words known = waiver ? Words{"rule", "sha256", "component", "advisory", "approver",
                                       "granted", "owner", "reason", "expires"}
                               : Words{"rule", "sha256", "component", "advisory", "owner", "reason",
                                       "expires"};
    record::Exception e;
    e.kind = waiver ? record::ExceptionKind::waiver : record::ExceptionKind::suppression;
    if (!only(table, known) || !text_of(table, "rule", !waiver, e.rule) ||
        !text_of(table, "sha256", false, e.sha256) ||
        !text_of(table, "component", false, e.component) ||
        !text_of(table, "advisory", false, e.advisory) ||
        !text_of(table, "owner", true, e.owner) || !text_of(table, "reason", true, e.reason) ||
        !time_of(table, "expires", e.expires)) {
      return false;
    }
    if (waiver && (!text_of(table, "approver", true, e.approver) ||
                   !time_of(table, "granted", e.granted))) {
      return false;
    }
    std::ranges::transform(e.sha256, e.sha256.begin(), [](char c) {
      return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    if (!e.sha256.empty() && (e.sha256.size() != 64 ||
                              e.sha256.find_first_not_of("0123456789abcdef") != std::string::npos)) {
      return refuse(*table.find("sha256"), "\"sha256\" must be 64 hexadecimal digits");
    }
    if (!e.component.empty() && !names_package(e.component)) {
      return refuse(*table.find("component"),
                    "\"component\" is a purl: pkg:pypi/litellm@1.82.0, or without a version");
    }
    if (e.sha256.empty() && e.component.empty() && e.advisory.empty()) {
      return refuse(table, "says of nothing what it accepts: add sha256 = \"...\" of a file, "
                           "component = \"pkg:...\" or advisory = \"CVE-...\"");
    }
    if (!e.rule.empty()) excepted_.emplace_back(e.rule, table.find("rule")->line);
    policy_.exceptions.push_back(std::move(e));
    return true;
  }

  Policy policy_;
  std::set<std::string> own_;  // ids of this file's rules
  std::vector<std::pair<std::string, unsigned>> excepted_;
};

}  // namespace

std::expected<Policy, PolicyError> read_policy(std::string_view text, std::string origin) {
  return Reader(std::move(origin)).read(text);
}

}  // namespace bartizan::assure::gate
