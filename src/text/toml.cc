// The tables of TOML 1.0; also the inline tables of 1.1, with line ends and a last comma.
//
// toml++ reads our own configuration, which no stranger writes. For hostile files it allocates
// without account, recurses as deep as a dotted key is long, and brings streams and locales along.
#include <compare>
#include <deque>
#include <map>
#include <optional>

#include "base/escape.h"
#include "text/account.h"
#include "text/toml_scan.h"

namespace bartizan::text {
namespace {

using base::Code;
using Kind = Node::Kind;
using Id = std::uint32_t;

struct Entry {
  Node node;  // without items until the end
  std::vector<Id> items;
  std::uint32_t depth = 0;
  std::uint32_t section = 0;  // whose header or dotted keys made it a table
  bool settled = false;       // no header may name it again, no other section's dotted key enter
  bool frozen = false;        // a value: nothing is ever added to it
  bool array_of_tables = false;
};

class TomlParser {
 public:
  TomlParser(std::string_view text, Account& account)
      : in_(text), account_(account), depth_(account.budget().limits().json_depth) {}

  base::Result<Node> document() {
    entries_.emplace_back().node.kind = Kind::object;
    entries_[0].node.line = 1;
    while (in_.skip_lines() && !in_.at_end()) {
      const bool ok = in_.peek() == '[' ? header() : assignment(table_);
      if (!ok || !in_.end_line()) break;
    }
    if (in_.failed()) return std::unexpected(in_.error());
    return take(0);
  }

 private:
  // A child of `parent` under `key`, or an element where that is an array; nothing where the budget
  // refuses.
  Entry* add(Id parent, std::string key, Kind kind, Id& id) {
    // Beside its Node each has its place in the map: three pointers, a colour, the key of the map.
    constexpr std::size_t kPlace = 72;
    if (!account_.node() || !account_.memory(sizeof(Entry) + kPlace + key.size())) {
      in_.fail(Code::limit, "more values than the budget allows");
      return nullptr;
    }
    const std::uint32_t depth = entries_[parent].depth + 1;
    if (!account_.depth(depth - 1)) {
      in_.fail(Code::limit, "nested deeper than the limit");
      return nullptr;
    }
    id = static_cast<Id>(entries_.size());
    Entry& entry = entries_.emplace_back();
    entry.node.kind = kind;
    entry.node.line = in_.line();
    entry.node.key = std::move(key);
    entry.depth = depth;
    entries_[parent].items.push_back(id);
    if (entries_[parent].node.is_object()) index_.emplace(Place{parent, entry.node.key}, id);
    return &entry;
  }

  std::optional<Id> find(Id parent, std::string_view key) const {
    const auto found = index_.find(Place{parent, key});
    return found == index_.end() ? std::nullopt : std::optional(found->second);
  }

  bool header() {
    in_.accept("[");
    const bool array = in_.accept("[");
    if (!in_.dotted_key(path_, depth_)) return false;
    if (!in_.accept(array ? "]]" : "]")) return in_.malformed("a header does not end");
    ++section_;
    Id at = 0;
    for (std::size_t i = 0; i + 1 < path_.size(); ++i) {
      const auto next = find(at, path_[i]);
      if (!next) {
        if (add(at, std::move(path_[i]), Kind::object, at) == nullptr) return false;
        continue;
      }
      at = *next;
      if (entries_[at].array_of_tables) at = entries_[at].items.back();
      if (entries_[at].frozen) return in_.malformed("a header names a value");
    }
    return array ? open_element(at) : open_table(at);
  }

  bool open_table(Id parent) {
    const auto known = find(parent, path_.back());
    if (known && (entries_[*known].settled || entries_[*known].frozen)) {
      return in_.malformed("a table is defined twice");
    }
    if (known) {
      table_ = *known;
    } else if (add(parent, std::move(path_.back()), Kind::object, table_) == nullptr) {
      return false;
    }
    settle(table_);
    return true;
  }

  bool open_element(Id parent) {
    Id array = 0;
    if (const auto known = find(parent, path_.back())) {
      array = *known;
      if (!entries_[array].array_of_tables) return in_.malformed("a table is defined twice");
    } else {
      Entry* entry = add(parent, std::move(path_.back()), Kind::array, array);
      if (entry == nullptr) return false;
      entry->array_of_tables = true;
      settle(array);
    }
    return add(array, {}, Kind::object, table_) != nullptr;
  }

  void settle(Id id) {
    entries_[id].settled = true;
    entries_[id].section = section_;
  }

  // key = value, into `table`.
  bool assignment(Id table) {
    if (!in_.dotted_key(path_, depth_)) return false;
    if (!in_.accept("=")) return in_.malformed("a key has no value");
    for (std::size_t i = 0; i + 1 < path_.size(); ++i) {
      if (const auto next = find(table, path_[i])) {
        table = *next;
        const Entry& entry = entries_[table];
        const bool closed = entry.settled && entry.section != section_;
        if (entry.frozen || entry.array_of_tables || closed) {
          return in_.malformed("a dotted key names a value or a finished table");
        }
      } else if (add(table, std::move(path_[i]), Kind::object, table) == nullptr) {
        return false;
      }
      settle(table);
    }
    if (find(table, path_.back())) return in_.malformed("a key stands twice");
    in_.skip_blanks();
    return value(table, std::move(path_.back()));
  }

  bool value(Id parent, std::string key) {
    Id id = 0;
    Entry* entry = add(parent, std::move(key), Kind::null, id);
    if (entry == nullptr) return false;
    bool done = false;
    if (in_.accept("[")) {
      entry->node.kind = Kind::array;
      done = array(id);
    } else if (in_.accept("{")) {
      entry->node.kind = Kind::object;
      done = inline_table(id);
    } else {
      done = in_.scalar(entry->node) && charge_text(entry->node);
    }
    freeze(id);
    return done;
  }
  bool charge_text(const Node& node) {
    return account_.memory(node.text.size()) || in_.fail(Code::limit, "no memory left");
  }

  // Tables inside have been frozen by their own values; those of dotted keys have not.
  void freeze(Id id) {
    Entry& entry = entries_[id];
    entry.frozen = true;
    for (const Id item : entry.items) {
      if (!entries_[item].frozen) freeze(item);
    }
  }

  bool array(Id id) {
    while (true) {
      if (!in_.skip_lines()) return false;
      if (in_.accept("]")) return true;
      if (!value(id, {}) || !in_.skip_lines()) return false;
      if (in_.accept("]")) return true;
      if (!in_.accept(",")) return in_.malformed("an array does not end");
    }
  }

  bool inline_table(Id id) {
    while (true) {
      if (!in_.skip_lines()) return false;
      if (in_.accept("}")) return true;
      if (!assignment(id) || !in_.skip_lines()) return false;
      if (in_.accept("}")) return true;
      if (!in_.accept(",")) return in_.malformed("a table does not end");
    }
  }

  // Depth is bounded, as every entry's was when it was added.
  Node take(Id id) {
    Entry& entry = entries_[id];
    Node node = std::move(entry.node);
    node.items.reserve(entry.items.size());
    for (const Id item : entry.items) node.items.push_back(take(item));
    return node;
  }

  struct Place {
    Id parent;
    std::string_view key;  // of the entry itself, which stays where it is
    auto operator<=>(const Place&) const = default;
  };

  TomlScanner in_;
  Account& account_;
  const std::size_t depth_;
  std::deque<Entry> entries_;
  std::map<Place, Id> index_;
  std::vector<std::string> path_;
  Id table_ = 0;
  std::uint32_t section_ = 0;
};

}  // namespace

base::Result<Node> parse_toml(std::string_view text, base::Budget& budget) {
  Account account(budget);
  if (!account.input(text.size())) return base::fail(Code::limit, "no budget left for the text");
  std::size_t bad = 0;
  while (const std::size_t n = base::utf8_length(text.substr(bad))) bad += n;
  if (bad < text.size()) return base::fail(Code::malformed, "not UTF-8", bad);
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  const std::size_t shift = text.starts_with(kMark) ? kMark.size() : 0;
  auto document = TomlParser(text.substr(shift), account).document();
  if (document) return document;
  return base::fail(document.error().code, document.error().what, document.error().offset + shift);
}

}  // namespace bartizan::text
