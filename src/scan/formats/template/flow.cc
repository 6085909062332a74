#include "scan/formats/template/flow.h"

#include <algorithm>

#include "scan/formats/template/rules.h"

namespace bartizan::scan::templates {
namespace {

// Turns of nested loops over written-out ranges; and loops over data inside each other.
constexpr std::int64_t kMaxTurns = 1'000'000;
constexpr unsigned kMaxNestedLoops = 8;
constexpr unsigned kMaxDepth = 64;
// Words that make a text prose.
constexpr unsigned kProse = 4;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool contains_name(std::string_view text, std::string_view part) {
  return std::search(text.begin(), text.end(), part.begin(), part.end(), [](char a, char b) {
           return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b;
         }) != text.end();
}

// Words as a person types them. Markers of chat formats have brackets, slashes or underscores.
bool is_human(std::string_view text) {
  std::size_t letters = 0;
  for (const char c : text) {
    if (is_letter(c) || static_cast<unsigned char>(c) >= 0x80) {
      ++letters;
    } else if (!std::string_view(" .,'!?-@:0123456789").contains(c)) {
      return false;
    }
  }
  return letters >= 3;
}

// Words between blanks that are letters and punctuation; <|markers|> and {keys} are none.
unsigned count_words(std::string_view text) {
  unsigned words = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(" \t\r\n"), text.size());
    std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    while (!word.empty() && std::string_view(".,:;!?\"'()").contains(word.back())) {
      word.remove_suffix(1);
    }
    if (word.size() >= 2 && std::all_of(word.begin(), word.end(), is_letter)) ++words;
  }
  return words;
}

class Flow {
 public:
  Flow(base::Budget& budget, const Tree& tree, Folder& folder, Report& report)
      : budget_(budget),
        tree_(tree),
        folder_(folder),
        report_(report),
        dated_(budget),
        conversation_(budget) {}

  bool run() {
    if (!dated_.try_resize(tree_.size()) || !conversation_.try_resize(tree_.size())) return false;
    walk(tree_.root(), 1, 0);
    for (std::uint32_t i = 0; i < tree_.size(); ++i) {
      const Node& node = tree_[i];
      if (node.kind == NodeKind::conditional) {
        condition(tree_.child(i, 1), node.first);
      } else if (node.kind == NodeKind::if_else) {
        conditions(node);
      } else if (node.kind == NodeKind::filter && tree_.text(node) == "replace") {
        replacement(node, node.first);
      } else if (node.kind == NodeKind::call && node.first != kNoNode &&
                 tree_[node.first].kind == NodeKind::attribute &&
                 tree_.text(tree_[node.first]) == "replace") {
        replacement(node, tree_[node.first].first);
      }
    }
    return true;
  }

 private:
  // --- loops ---

  void walk(std::uint32_t index, std::int64_t turns, unsigned loops) {
    const Node& node = tree_[index];
    if (node.kind >= NodeKind::absent) return;
    if (node.kind == NodeKind::for_loop) {
      std::int64_t product = 0;
      if (__builtin_mul_overflow(turns, range_length(tree_.child(index, 1)), &product)) {
        product = kMaxTurns + 1;
      }
      if (product > kMaxTurns && turns <= kMaxTurns) {
        report_.add(kUnboundedWork, node.begin, node.end, "nested loops over ranges");
      } else if (loops == kMaxNestedLoops) {
        report_.add(kUnboundedWork, node.begin, node.end, "loops nested more than eight deep");
      }
      turns = product;
      ++loops;
    }
    for (std::uint32_t at = node.first; at != kNoNode; at = tree_[at].next) walk(at, turns, loops);
  }

  // Turns of `for ... in range(constants)`; 1 for everything else.
  std::int64_t range_length(std::uint32_t index) {
    if (index == kNoNode || tree_[index].kind != NodeKind::call) return 1;
    const Node& call = tree_[index];
    if (call.first == kNoNode || tree_.text(tree_[call.first]) != "range") return 1;
    std::int64_t bounds[2] = {0, 0};
    int count = 0;
    for (std::uint32_t at = tree_[call.first].next; at != kNoNode && count < 2;
         at = tree_[at].next) {
      const Value value = folder_.value(at);
      if (value.kind != Value::Kind::integer) return 1;
      bounds[count++] = value.number;
    }
    std::int64_t length = 0;
    if (count == 1) return std::max<std::int64_t>(bounds[0], 1);
    if (__builtin_sub_overflow(bounds[1], bounds[0], &length)) return kMaxTurns + 1;
    return std::max<std::int64_t>(length, 1);
  }

  // --- conditions ---

  void conditions(const Node& node) {
    for (std::uint32_t at = node.first; at != kNoNode && tree_[at].next != kNoNode;) {
      const std::uint32_t body = tree_[at].next;
      condition(at, body);
      at = tree_[body].next;
    }
  }

  void condition(std::uint32_t index, std::uint32_t consequence) {
    if (index == kNoNode) return;
    search(index, consequence, 0);
  }

  void search(std::uint32_t index, std::uint32_t consequence, unsigned depth) {
    if (depth > kMaxDepth || !budget_.charge_steps()) return;
    const Node& node = tree_[index];
    if (node.kind == NodeKind::chain) {
      comparison(node, consequence);
    } else if (node.kind == NodeKind::call && node.first != kNoNode &&
               tree_[node.first].kind == NodeKind::attribute) {
      method(node, consequence);
    } else if (node.kind == NodeKind::test) {
      test(node, consequence);
    }
    for (std::uint32_t at = node.first; at != kNoNode; at = tree_[at].next) {
      search(at, consequence, depth + 1);
    }
  }

  static bool compares(Op op) {
    return op == Op::compare || op == Op::equal || op == Op::not_equal || op == Op::in ||
           op == Op::not_in;
  }

  // 'password' in message.content; today == '2026-12-24'
  void comparison(const Node& node, std::uint32_t consequence) {
    for (std::uint32_t at = node.first; at != kNoNode && tree_[at].next != kNoNode;
         at = tree_[at].next) {
      const std::uint32_t right = tree_[at].next;
      if (!compares(tree_[right].op)) continue;
      pair(node, at, right, consequence);
      pair(node, right, at, consequence);
    }
  }
  // message.content.startswith('please')
  void method(const Node& node, std::uint32_t consequence) {
    const std::uint32_t argument = tree_[node.first].next;
    const std::string_view name = tree_.text(tree_[node.first]);
    for (const std::string_view one : {"startswith", "endswith", "find", "count", "index"}) {
      if (name == one && argument != kNoNode) {
        pair(node, argument, tree_[node.first].first, consequence);
      }
    }
  }
  // message.content is in ['a', 'b']
  void test(const Node& node, std::uint32_t consequence) {
    const std::uint32_t argument = node.first == kNoNode ? kNoNode : tree_[node.first].next;
    if (argument != kNoNode) pair(node, argument, node.first, consequence);
  }

  // A constant that `other`, something of the conversation or the date, is measured by.
  void pair(const Node& where, std::uint32_t constant, std::uint32_t other,
            std::uint32_t consequence) {
    if (other == kNoNode) return;
    bool words = false, anything = false;
    const auto look = [&](const Value& value) {
      const bool text = value.kind == Value::Kind::string && value.length > 0;
      words = words || (text && is_human(folder_.text(value)));
      anything = anything || text || value.kind == Value::Kind::integer;
    };
    folder_.each(constant, [&](const Value& value) {
      if (value.kind == Value::Kind::list) {
        folder_.elements(value, look);
      } else {
        look(value);
      }
    });
    if (anything && dated(other)) {
      report_.add(kDateTrigger, where.begin, where.end, source(where));
    }
    if (words && of_conversation(other) && speaks(consequence, 0)) {
      report_.add(kKeywordTrigger, where.begin, where.end, source(where));
    }
  }

  // Answers are remembered by node: names lead to names, and each is asked once.
  enum Answer : std::uint8_t { unasked, no, yes };
  template <typename Ask>
  bool remembered(base::Vec<std::uint8_t>& answers, std::uint32_t index, Ask ask) {
    if (index == kNoNode || index >= answers.size()) return false;
    if (answers[index] == unasked && depth_ < kMaxDepth * 4) {
      ++depth_;
      answers[index] =
          no;  // also while it is being asked: a name that leads to itself adds nothing
      answers[index] = ask(tree_[index]) ? yes : no;
      --depth_;
    }
    return answers[index] == yes;
  }

  bool dated(std::uint32_t index) {
    return remembered(dated_, index, [this](const Node& node) {
      if (node.kind == NodeKind::name) {
        if (tree_.text(node) == "strftime_now") return true;
        const auto bound = folder_.scope().find(tree_.text(node));
        if (bound.size() > kMaxBindings) return true;
        return std::any_of(bound.begin(), bound.end(), [this](const Binding& binding) {
          // A body that writes the date among other text is no date.
          return !binding.macro && binding.node != kNoNode &&
                 tree_[binding.node].kind != NodeKind::body && dated(binding.node);
        });
      }
      if (node.kind < NodeKind::absent || node.kind == NodeKind::test) return false;
      for (std::uint32_t at = node.first; at != kNoNode; at = tree_[at].next) {
        if (dated(at)) return true;
      }
      return false;
    });
  }

  // Whether an expression is what somebody wrote, and not its type, role or the tools: decided by
  // the last name on the way to it, below filters and methods.
  bool of_conversation(std::uint32_t index) {
    return remembered(conversation_, index, [this, index](const Node& node) {
      switch (node.kind) {
        case NodeKind::name: {
          if (is_conversation(tree_.text(node))) return true;
          const auto bound = folder_.scope().find(tree_.text(node));
          if (bound.size() > kMaxBindings) return true;
          return std::any_of(bound.begin(), bound.end(), [this](const Binding& binding) {
            return !binding.macro && !binding.element && of_conversation(binding.node);
          });
        }
        case NodeKind::attribute:
          return is_conversation(tree_.text(node));
        case NodeKind::item: {
          const std::uint32_t key = tree_.child(index, 1);
          if (key == kNoNode) return false;
          // An index or a slice is a part of the same text.
          const Value name = folder_.value(key);
          return name.kind == Value::Kind::string ? is_conversation(folder_.text(name))
                                                  : of_conversation(node.first);
        }
        case NodeKind::filter:
          return of_conversation(node.first);
        case NodeKind::call:
          return node.first != kNoNode && tree_[node.first].kind == NodeKind::attribute &&
                 of_conversation(tree_[node.first].first);
        case NodeKind::chain:
        case NodeKind::conditional:
          for (std::uint32_t at = node.first; at != kNoNode; at = tree_[at].next) {
            if (of_conversation(at)) return true;
          }
          return false;
        default:
          return false;
      }
    });
  }
  static bool is_conversation(std::string_view name) {
    for (const std::string_view part : {"content", "text", "query", "prompt", "question"}) {
      if (contains_name(name, part)) return true;
    }
    return false;
  }

  // Whether prose of the template's own is written out or put into a variable.
  bool speaks(std::uint32_t index, unsigned depth) {
    if (index == kNoNode || depth > kMaxDepth || !budget_.charge_steps()) return false;
    const Node& node = tree_[index];
    if (node.kind == NodeKind::data) return count_words(tree_.text(node)) >= kProse;
    if (node.kind == NodeKind::call && node.first != kNoNode &&
        tree_.text(tree_[node.first]) == "raise_exception") {
      return false;
    }
    if (node.kind == NodeKind::string || node.kind == NodeKind::chain ||
        node.kind == NodeKind::name) {
      bool prose = false;
      folder_.each(index, [&](const Value& value) {
        prose = prose ||
                (value.kind == Value::Kind::string && count_words(folder_.text(value)) >= kProse);
      });
      if (prose) return true;
    }
    for (std::uint32_t at = node.first; at != kNoNode; at = tree_[at].next) {
      if (speaks(at, depth + 1)) return true;
    }
    return false;
  }

  // --- replaced words ---

  void replacement(const Node& node, std::uint32_t subject) {
    const std::uint32_t from = tree_[node.first].next;
    const std::uint32_t to = from == kNoNode ? kNoNode : tree_[from].next;
    if (to == kNoNode || !of_conversation(subject)) return;
    const Value old = folder_.value(from), fresh = folder_.value(to);
    if (old.kind != Value::Kind::string || fresh.kind != Value::Kind::string) return;
    if (!is_human(folder_.text(old)) && !folder_.text(old).contains("://")) return;
    report_.add(kRewrittenContent, node.begin, node.end, source(node));
  }

  std::string_view source(const Node& node) const {
    return tree_.text(node.begin, node.end - node.begin);
  }

  base::Budget& budget_;
  const Tree& tree_;
  Folder& folder_;
  Report& report_;
  base::Vec<std::uint8_t> dated_;         // Answer, by node
  base::Vec<std::uint8_t> conversation_;  // the same
  unsigned depth_ = 0;
};

}  // namespace

bool judge_flow(base::Budget& budget, const Tree& tree, Folder& folder, Report& report) {
  return Flow(budget, tree, folder, report).run();
}

}  // namespace bartizan::scan::templates
