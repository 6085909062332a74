#include "scan/formats/template/judge.h"

#include <algorithm>

#include "scan/formats/template/rules.h"

namespace bartizan::scan::templates {
namespace {

// jinja2's sandbox refuses longer ranges (MAX_RANGE in jinja2/sandbox.py).
constexpr std::int64_t kMaxRange = 100'000;
// Widths, repetitions and exponents beyond this have no use in a prompt.
constexpr std::int64_t kMaxWidth = 1'000'000;
constexpr std::int64_t kMaxExponent = 10'000;
// Bytes of one text, by doubling a variable again and again.
constexpr std::int64_t kMaxText = 100'000'000;

enum class NameClass : std::uint8_t { plain, hidden, escape, computed };

class Judge {
 public:
  Judge(const Catalog& catalog, base::Budget& budget, const Tree& tree, Folder& folder,
        Report& report)
      : catalog_(catalog), budget_(budget), tree_(tree), folder_(folder), report_(report) {}

  void run() {
    for (std::uint32_t i = 0; i < tree_.size(); ++i) node(i);
  }

 private:
  bool listed(std::string_view list, std::string_view key) const {
    return catalog_.list(list, key).has_value();
  }

  NameClass classify(std::string_view name) const {
    if (!name.contains(kHole)) {
      if (name.starts_with("__") || listed("template-attributes", name)) return NameClass::escape;
      return name.starts_with('_') && name.size() > 1 ? NameClass::hidden : NameClass::plain;
    }
    // The letters that are known may give it away: ?_class_?.
    std::size_t begin = 0, end = name.size();
    const auto is_filler = [&](std::size_t i) { return name[i] == '_' || name[i] == kHole; };
    while (begin < end && is_filler(begin)) ++begin;
    while (end > begin && is_filler(end - 1)) --end;
    if (begin > 0 && listed("template-stems", name.substr(begin, end - begin))) {
      return NameClass::escape;
    }
    if (name.starts_with("__")) return NameClass::escape;
    if (name.starts_with('_')) return NameClass::hidden;
    return name.starts_with(kHole) ? NameClass::computed : NameClass::plain;
  }

  void report(NameClass found, const Node& node, std::string_view name) {
    if (found == NameClass::escape) report_.add(kSandboxEscape, node.begin, node.end, name);
    if (found == NameClass::hidden) report_.add(kPrivateAttribute, node.begin, node.end, name);
    if (found == NameClass::computed) report_.add(kComputedName, node.begin, node.end, name);
  }

  // A name that an expression supplies. `strict`: unknown is as bad as computed.
  void supplied(std::uint32_t index, const Node& where, bool strict, bool dotted = false) {
    folder_.each(index, [&](const Value& value) {
      if (value.kind == Value::Kind::string) {
        std::string_view name = folder_.text(value);
        while (dotted && name.contains('.')) {
          report(classify(name.substr(0, name.find('.'))), where, name);
          name.remove_prefix(name.find('.') + 1);
        }
        report(classify(name), where, name);
      } else if (value.kind == Value::Kind::unknown && (value.built || strict)) {
        report_.add(kComputedName, where.begin, where.end, source(where));
      }
    });
  }

  std::string_view source(const Node& node) const {
    return tree_.text(node.begin, node.end - node.begin);
  }

  void node(std::uint32_t index) {
    const Node& node = tree_[index];
    switch (node.kind) {
      case NodeKind::attribute:
        report(classify(tree_.text(node)), node, tree_.text(node));
        break;
      case NodeKind::item: {
        const std::uint32_t key = tree_.child(index, 1);
        if (key != kNoNode && tree_[key].kind != NodeKind::slice) supplied(key, node, false);
        break;
      }
      case NodeKind::name:
        if (listed("template-engine-objects", tree_.text(node)) &&
            !folder_.scope().defines(tree_.text(node))) {
          report_.add(kEngineObject, node.begin, node.end, tree_.text(node));
        }
        report(
            classify(tree_.text(node)) == NameClass::escape ? NameClass::escape : NameClass::plain,
            node, tree_.text(node));
        break;
      case NodeKind::filter:
        filter(node);
        break;
      case NodeKind::test:
        if (!listed("template-tests", tree_.text(node))) {
          report_.add(kUnknownFilter, node.begin, node.end, tree_.text(node));
        }
        break;
      case NodeKind::call:
        call(node);
        break;
      case NodeKind::import:
        report_.add(kImport, node.begin, node.end, tree_.text(node));
        break;
      case NodeKind::chain:
        chain(node, folder_.value(index));
        break;
      case NodeKind::set:
        doubling(node);
        break;
      default:
        break;
    }
  }

  std::uint32_t keyword(const Node& node, std::string_view name) const {
    for (std::uint32_t at = node.first; at != kNoNode; at = tree_[at].next) {
      if (tree_[at].kind == NodeKind::keyword && tree_.text(tree_[at]) == name) {
        return tree_[at].first;
      }
    }
    return kNoNode;
  }
  // The first positional argument behind the subject or the callee.
  std::uint32_t positional(const Node& node, unsigned index) const {
    std::uint32_t at = node.first == kNoNode ? kNoNode : tree_[node.first].next;
    while (index-- > 0 && at != kNoNode) at = tree_[at].next;
    return at != kNoNode && tree_[at].kind != NodeKind::keyword ? at : kNoNode;
  }

  void filter(const Node& node) {
    const std::string_view name = tree_.text(node);
    const auto kind = catalog_.list("template-filters", name);
    if (!kind) {
      report_.add(kUnknownFilter, node.begin, node.end, name);
      return;
    }
    if (name == "attr") {
      supplied(positional(node, 0), node, true);
    } else if (name == "map") {
      mapped(node);
    } else if (*kind == "attribute-first") {
      if (const std::uint32_t given = positional(node, 0); given != kNoNode) {
        supplied(given, node, false, true);
      }
    }
    if (const std::uint32_t given = keyword(node, "attribute"); given != kNoNode) {
      supplied(given, node, false, true);
    }
    widths(node);
  }

  // map('filter', arguments ...) applies a filter by name.
  void mapped(const Node& node) {
    const std::uint32_t name = positional(node, 0);
    if (name == kNoNode) return;
    folder_.each(name, [&](const Value& value) {
      if (value.kind != Value::Kind::string || folder_.text(value).contains(kHole)) {
        report_.add(kComputedName, node.begin, node.end, source(node));
      } else if (folder_.text(value) == "attr") {
        supplied(positional(node, 1), node, true);
      } else if (!listed("template-filters", folder_.text(value))) {
        report_.add(kUnknownFilter, node.begin, node.end, folder_.text(value));
      }
    });
  }

  void call(const Node& node) {
    if (node.first == kNoNode) return;
    const Node& callee = tree_[node.first];
    const std::string_view name = tree_.text(callee);
    if (callee.kind == NodeKind::name) {
      if (folder_.scope().macro(name) != kNoNode) return;
      const bool known = listed("template-callables", name);
      if (name == "range") range(node);
      if (known && !folder_.scope().defines(name)) return;
      if (known && name == "caller") return;
      if (made_by_engine(name)) return;
      report_.add(kUnknownCall, node.begin, node.end, name);
      return;
    }
    if (callee.kind != NodeKind::attribute) {
      if (callee.kind == NodeKind::item && holds_macros(callee.first, 0)) return;
      report_.add(kUnknownCall, node.begin, node.end, source(node));
      return;
    }
    if (name == "format" || name == "format_map") format(node, callee);
    if (const auto why = catalog_.list("template-methods", name); !why) {
      report_.add(kUnknownCall, node.begin, node.end, name);
    } else if (*why == "process") {
      report_.add(kSandboxEscape, node.begin, node.end, name);
    }
    widths(node);
  }

  // {% set steps = [one_macro] %}{% set steps = steps + [other_macro] %}{{ steps[0]() }}
  bool holds_macros(std::uint32_t index, unsigned depth) const {
    if (index == kNoNode || depth > 4) return false;
    const Node& node = tree_[index];
    if (node.kind == NodeKind::list || node.kind == NodeKind::tuple) {
      for (std::uint32_t at = node.first; at != kNoNode; at = tree_[at].next) {
        const bool is_name = tree_[at].kind == NodeKind::name;
        if (!is_name || folder_.scope().macro(tree_.text(tree_[at])) == kNoNode) return false;
      }
      return true;
    }
    if (node.kind == NodeKind::chain) {
      // The list itself, and what is added to it.
      for (std::uint32_t at = node.first; at != kNoNode; at = tree_[at].next) {
        if (tree_[at].kind != NodeKind::name && !holds_macros(at, depth + 1)) return false;
      }
      return true;
    }
    if (node.kind != NodeKind::name) return false;
    const auto bound = folder_.scope().find(tree_.text(node));
    return !bound.empty() && bound.size() <= kMaxBindings &&
           std::all_of(bound.begin(), bound.end(), [&](const Binding& binding) {
             return !binding.macro && !binding.element && holds_macros(binding.node, depth + 1);
           });
  }

  // {% set sep = joiner(', ') %}{{ sep() }}
  bool made_by_engine(std::string_view name) const {
    const auto bound = folder_.scope().find(name);
    return !bound.empty() && std::all_of(bound.begin(), bound.end(), [&](const Binding& binding) {
      if (binding.node == kNoNode || binding.element) return false;
      const Node& value = tree_[binding.node];
      if (value.kind != NodeKind::call || value.first == kNoNode) return false;
      const std::string_view maker = tree_.text(tree_[value.first]);
      return tree_[value.first].kind == NodeKind::name && (maker == "joiner" || maker == "cycler");
    });
  }

  // '{0.__class__}'.format(x) reads attributes that no sandbox of jinja2 before 2.8.1 saw
  // (CVE-2016-10745), and that other engines may not see today.
  void format(const Node& node, const Node& callee) {
    folder_.each(callee.first, [&](const Value& value) {
      if (value.kind != Value::Kind::string) {
        report_.add(kFormatAccess, node.begin, node.end, source(node), "the format is not known");
        return;
      }
      std::string_view format = folder_.text(value);
      while (format.contains('{')) {
        format.remove_prefix(format.find('{') + 1);
        if (format.starts_with('{')) {
          format.remove_prefix(1);
          continue;
        }
        const std::string_view field = format.substr(0, format.find('}'));
        if (field.contains("._") || field.contains("[_") || field.contains(kHole)) {
          report_.add(kFormatAccess, node.begin, node.end, source(node),
                      "a field of the format reads attributes");
          return;
        }
      }
    });
  }

  // --- work ---

  void range(const Node& node) {
    for (std::uint32_t at = tree_[node.first].next; at != kNoNode; at = tree_[at].next) {
      const Value value = folder_.value(at);
      if (value.kind == Value::Kind::integer &&
          (value.number > kMaxRange || value.number < -kMaxRange)) {
        report_.add(kUnboundedWork, node.begin, node.end, source(node), "a huge range");
      }
    }
  }

  void widths(const Node& node) {
    if (node.first == kNoNode) return;
    for (std::uint32_t at = tree_[node.first].next; at != kNoNode; at = tree_[at].next) {
      const Value value = folder_.value(tree_[at].kind == NodeKind::keyword ? tree_[at].first : at);
      if (value.kind == Value::Kind::integer && value.number > kMaxWidth) {
        report_.add(kUnboundedWork, node.begin, node.end, source(node), "a huge width");
      }
    }
  }

  // The exponent of a power: engines disagree on whether 9 ** 9 ** 9 is read from the left or from
  // the right, and the right is the larger.
  std::int64_t exponent(const Node& node) {
    std::int64_t total = 0;
    base::Vec<std::int64_t> numbers(budget_);
    for (std::uint32_t at = node.first; at != kNoNode; at = tree_[at].next) {
      const Value value = folder_.value(at);
      if (at == node.first) continue;
      if (tree_[at].op != Op::power || value.kind != Value::Kind::integer) return 0;
      if (!numbers.try_push(value.number)) return 0;
    }
    for (std::size_t i = numbers.size(); i-- > 0;) {
      std::int64_t power = 1;
      const std::int64_t times = i + 1 == numbers.size() ? 1 : std::min<std::int64_t>(total, 64);
      for (std::int64_t n = 0; n < times; ++n) {
        if (__builtin_mul_overflow(power, numbers[i], &power)) return kMaxExponent + 1;
      }
      total = power;
    }
    return total;
  }

  // 'a' * 1000000000, 9 ** 9 ** 9, '%1000000000d' % 1
  void chain(const Node& node, const Value& whole) {
    if (whole.kind != Value::Kind::integer && whole.number > kMaxText) {
      report_.add(kUnboundedWork, node.begin, node.end, source(node), "a huge text");
    }
    if (exponent(node) > kMaxExponent) {
      report_.add(kUnboundedWork, node.begin, node.end, source(node), "a huge power");
    }
    const Value first = folder_.value(node.first);
    for (std::uint32_t at = node.first; at != kNoNode; at = tree_[at].next) {
      const Value value = folder_.value(at);
      const Op op = tree_[at].op;
      if (op == Op::multiply &&
          (value.kind == Value::Kind::string || is_text(first) || value.kind == Value::Kind::list ||
           first.kind == Value::Kind::list)) {
        const std::int64_t times = std::max(value.number, first.number);
        if (times > kMaxWidth) {
          report_.add(kUnboundedWork, node.begin, node.end, source(node), "a huge repetition");
        }
      }
      if (op == Op::modulo && is_text(first) && wide_format(folder_.text(first))) {
        report_.add(kUnboundedWork, node.begin, node.end, source(node), "a huge width");
      }
    }
  }
  static bool is_text(const Value& value) { return value.kind == Value::Kind::string; }
  static bool wide_format(std::string_view format) {
    std::size_t digits = 0;
    bool field = false;
    for (const char c : format) {
      if (c == '%') {
        field = true;
        digits = 0;
      } else if (field && c >= '0' && c <= '9') {
        if (++digits > 6) return true;
      } else if (c != '-' && c != '+' && c != ' ') {
        field = false;
      }
    }
    return false;
  }

  // s = s ~ s doubles with every turn of a loop.
  void doubling(const Node& node) {
    if (node.first == kNoNode || tree_[node.first].next == kNoNode) return;
    const Node& target = tree_[node.first];
    const Node& value = tree_[target.next];
    if (value.kind != NodeKind::chain) return;
    int copies = 0;
    for (std::uint32_t at = value.first; at != kNoNode; at = tree_[at].next) {
      const Op op = tree_[at].op;
      if (at != value.first && op != Op::add && op != Op::concat && op != Op::multiply) return;
      if (tree_[at].kind == target.kind && source(tree_[at]) == source(target)) ++copies;
    }
    if (copies >= 2) {
      report_.add(kUnboundedWork, node.begin, node.end, source(node), "doubles with every turn");
    }
  }

  const Catalog& catalog_;
  base::Budget& budget_;
  const Tree& tree_;
  Folder& folder_;
  Report& report_;
};

}  // namespace

void judge_expressions(const Catalog& catalog, base::Budget& budget, const Tree& tree,
                       Folder& folder, Report& report) {
  Judge(catalog, budget, tree, folder, report).run();
}

}  // namespace bartizan::scan::templates
