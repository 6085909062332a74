#include "scan/formats/template/prose.h"

#include <algorithm>

#include "base/escape.h"
#include "scan/formats/template/rules.h"

namespace bartizan::scan::templates {
namespace {

// Strings that are not written out directly are prose from this length on.
constexpr std::uint32_t kMinString = 8;
// Base64 or hexadecimal runs that are too long for a token, a date or a hash.
constexpr std::size_t kMinBlob = 96;
// Words that `*` of a phrase may stand for.
constexpr std::size_t kMaxGap = 3;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         (static_cast<unsigned char>(c) >= 0x80 && c != kHole);
}
bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

bool equal_words(std::string_view text, std::string_view word) {
  return text.size() == word.size() && std::equal(text.begin(), text.end(), word.begin(),
                                                  [](char a, char b) { return lower(a) == b; });
}

class Prose {
 public:
  Prose(const Catalog& catalog, base::Budget& budget, const Tree& tree, Folder& folder,
        Report& report)
      : catalog_(catalog),
        budget_(budget),
        tree_(tree),
        folder_(folder),
        report_(report),
        flat_(budget),
        segments_(budget),
        words_(budget) {}

  bool run() {
    write(tree_.root());
    write_strings();
    if (full_ || !split_words()) return false;
    invisible();
    phrases();
    addresses();
    commands();
    blobs();
    return true;
  }

 private:
  struct Segment {
    std::size_t flat;     // where it begins
    std::uint32_t begin;  // in the template
    std::uint32_t end;
    bool verbatim;  // byte for byte
  };
  struct Word {
    std::size_t begin;
    std::size_t length;
  };

  std::string_view flat() const { return {flat_.begin(), flat_.size()}; }

  void put(std::string_view text, const Node& node, bool verbatim) {
    full_ = full_ || !segments_.try_push({flat_.size(), node.begin, node.end, verbatim}) ||
            !flat_.try_append({text.data(), text.size()});
  }

  // --- the text in one line ---

  void write(std::uint32_t index) {
    const Node& node = tree_[index];
    if (node.kind == NodeKind::data) return put(tree_.text(node), node, true);
    if (node.kind == NodeKind::output) return write_output(node);
    if (!is_statement(node.kind)) return;
    for (std::uint32_t at = node.first; at != kNoNode; at = tree_[at].next) write(at);
  }
  static bool is_statement(NodeKind kind) { return kind < NodeKind::absent; }

  void write_output(const Node& node) {
    bool any = false;
    folder_.each(node.first, [&](const Value& value) {
      if (value.kind == Value::Kind::string) {
        put(folder_.text(value), node, false);
        any = true;
      }
    });
    if (!any) put(std::string_view(&kHole, 1), node, false);
  }

  // Strings that reach the model by other ways: variables, defaults, arguments. Of strings made of
  // strings only the whole counts.
  void write_strings() {
    base::Vec<std::uint8_t> part(budget_);
    if (!part.try_resize(tree_.size())) {
      full_ = true;
      return;
    }
    for (std::uint32_t i = 0; i < tree_.size(); ++i) {
      const Node& node = tree_[i];
      const bool whole = folds(node.kind) && folder_.value(i).kind == Value::Kind::string;
      if (!whole && node.kind != NodeKind::output) continue;
      for (std::uint32_t at = node.first; at != kNoNode; at = tree_[at].next) part[at] = 1;
    }
    for (std::uint32_t i = 0; i < tree_.size() && !full_; ++i) {
      if (part[i] != 0 || !folds(tree_[i].kind)) continue;
      const Value value = folder_.value(i);
      if (value.kind != Value::Kind::string || value.length < kMinString) continue;
      put(std::string_view("\n\xFF\n"), tree_[i], false);
      put(folder_.text(value), tree_[i], false);
    }
  }
  static bool folds(NodeKind kind) {
    return kind == NodeKind::string || kind == NodeKind::chain || kind == NodeKind::filter ||
           kind == NodeKind::call || kind == NodeKind::item;
  }

  bool split_words() {
    const std::string_view text = flat();
    for (std::size_t i = 0; i < text.size();) {
      if (!is_word(text[i])) {
        ++i;
        continue;
      }
      const std::size_t begin = i;
      while (i < text.size() && is_word(text[i])) ++i;
      if (!words_.try_push({begin, i - begin})) return false;
    }
    return budget_.charge_steps(text.size());
  }

  // --- findings ---

  void add(RuleId rule, std::size_t begin, std::size_t end, std::string_view subject,
           std::string_view detail = {}) {
    const auto after =
        std::upper_bound(segments_.begin(), segments_.end(), begin,
                         [](std::size_t at, const Segment& segment) { return at < segment.flat; });
    if (after == segments_.begin()) return;
    const Segment& first = *(after - 1);
    auto last = first;
    for (auto at = after; at != segments_.end() && at->flat < end; ++at) last = *at;
    const auto offset = [](const Segment& segment, std::size_t at) {
      return segment.verbatim ? segment.begin + static_cast<std::uint32_t>(at - segment.flat)
                              : segment.begin;
    };
    const std::uint32_t from = offset(first, begin);
    const std::uint32_t to = last.verbatim ? std::min(last.end, offset(last, end)) : last.end;
    report_.add(rule, std::min(from, to), std::max(from, to), subject, detail);
  }

  // Unicode: tags (E0000), bidirectional controls (UAX #9), zero-width characters. Joiners are
  // letters of their scripts and of emoji, so they only count between ASCII letters.
  static std::string_view invisible_name(std::uint32_t code) {
    if (code >= 0xE0000 && code <= 0xE007F) return "a tag character";
    if (code >= 0xE0100 && code <= 0xE01EF) return "a supplementary variation selector";
    if ((code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069)) {
      return "a bidirectional control";
    }
    if (code == 0x200B || (code >= 0x2060 && code <= 0x2064) || code == 0xFEFF || code == 0x180E) {
      return "a zero-width character";
    }
    if (code == 0x200C || code == 0x200D || code == 0xAD) return "a joiner inside a word";
    return {};
  }
  void invisible() {
    std::string_view text = flat();
    std::size_t at = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
    std::string_view reported[8];
    while (at < text.size()) {
      const std::size_t size = base::utf8_length(text.substr(at));
      if (size < 2) {
        ++at;
        continue;
      }
      std::uint32_t code = static_cast<unsigned char>(text[at]) & (0xFFU >> (size + 1));
      for (std::size_t i = 1; i < size; ++i) {
        code = (code << 6) | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
      }
      const std::string_view name = invisible_name(code);
      const bool joiner = name == "a joiner inside a word";
      const bool in_word = at > 0 && at + size < text.size() && is_letter(text[at - 1]) &&
                           is_letter(text[at + size]);
      if (!name.empty() && (!joiner || in_word) &&
          std::find(std::begin(reported), std::end(reported), name) == std::end(reported)) {
        *std::find(std::begin(reported), std::end(reported), std::string_view{}) = name;
        add(kInvisibleText, at, at + size, name);
      }
      at += size;
    }
  }
  static bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }

  void phrases() {
    constexpr std::string_view kList = "template-phrases";
    for (std::uint32_t i = 0; i < catalog_.list_count(kList); ++i) {
      const Catalog::Entry phrase = catalog_.list_at(kList, i);
      for (std::size_t at = 0; at < words_.size(); ++at) {
        const std::size_t end = match(phrase.key, at);
        if (end == 0) continue;
        add(kInjectedInstruction, words_[at].begin, end, phrase.key, phrase.value);
        break;
      }
    }
  }
  std::string_view word(std::size_t index) const {
    return flat().substr(words_[index].begin, words_[index].length);
  }
  // Where a phrase that begins at word `at` ends in the flat text; 0 when it does not stand there.
  std::size_t match(std::string_view phrase, std::size_t at) const {
    std::size_t gap = 0;
    while (!phrase.empty()) {
      const std::size_t blank = std::min(phrase.find(' '), phrase.size());
      const std::string_view wanted = phrase.substr(0, blank);
      phrase.remove_prefix(std::min(blank + 1, phrase.size()));
      if (wanted == "*") {
        gap = kMaxGap;
        continue;
      }
      while (at < words_.size() && !equal_words(word(at), wanted)) {
        if (gap == 0) return 0;
        --gap;
        ++at;
      }
      if (at >= words_.size()) return 0;
      gap = 0;
      ++at;
    }
    return words_[at - 1].begin + words_[at - 1].length;
  }

  // An address that a value is written into, or an image that a client fetches by itself.
  void addresses() {
    const std::string_view text = flat();
    for (std::size_t at = text.find("://"); at != std::string_view::npos;
         at = text.find("://", at + 3)) {
      std::size_t begin = at;
      while (begin > 0 && is_letter(text[begin - 1])) --begin;
      if (begin == at) continue;
      std::size_t end = at + 3;
      while (end < text.size() && !is_blank(text[end]) && text[end] != kHole &&
             !std::string_view("\"'<>)]}`").contains(text[end])) {
        ++end;
      }
      const bool takes_value = end < text.size() && text[end] == kHole;
      const bool is_image =
          begin >= 2 && text.substr(begin - 2, 2) == "](" &&
          text.substr(0, begin).substr(begin < 80 ? 0 : begin - 80).contains("![");
      const bool is_source = begin >= 5 && text.substr(begin - 5, 4) == "src=";
      if (takes_value || is_image || is_source) {
        add(kExfiltration, begin, std::min(end + 1, text.size()), text.substr(begin, end - begin),
            takes_value ? "a value is written into it" : "clients fetch images by themselves");
      }
    }
  }

  void commands() {
    constexpr std::string_view kList = "template-commands";
    const std::string_view text = flat();
    for (std::uint32_t i = 0; i < catalog_.list_count(kList); ++i) {
      const Catalog::Entry command = catalog_.list_at(kList, i);
      const auto hit = std::search(text.begin(), text.end(), command.key.begin(), command.key.end(),
                                   [](char a, char b) { return lower(a) == b; });
      if (hit == text.end()) continue;
      const auto at = static_cast<std::size_t>(hit - text.begin());
      add(kForgedCommand, at, at + command.key.size(), command.key, command.value);
    }
  }

  void blobs() {
    const std::string_view text = flat();
    const auto in_blob = [](char c) {
      return (is_word(c) && static_cast<unsigned char>(c) < 0x80) || c == '+' || c == '/' ||
             c == '=' || c == '-' || c == '_';
    };
    for (std::size_t i = 0; i < text.size();) {
      std::size_t end = i;
      unsigned digits = 0, hexadecimal = 0, distinct = 0;
      std::uint32_t seen[4] = {};
      while (end < text.size() && in_blob(text[end])) {
        const auto c = static_cast<unsigned char>(text[end]);
        const std::uint32_t bit = 1U << (c % 32);
        distinct += (seen[c / 32] & bit) == 0 ? 1U : 0U;
        seen[c / 32] |= bit;
        digits += c >= '0' && c <= '9' ? 1U : 0U;
        hexadecimal += (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ? 1U : 0U;
        ++end;
      }
      // A ruler of one character is no blob, a long word has no digits.
      const bool varied = distinct >= 14 || (hexadecimal == end - i && distinct >= 8);
      if (end - i >= kMinBlob && varied && digits > (end - i) / 32) {
        add(kEncodedBlob, i, end, text.substr(i, 32));
      }
      i = end + 1;
    }
  }

  const Catalog& catalog_;
  base::Budget& budget_;
  const Tree& tree_;
  Folder& folder_;
  Report& report_;
  base::Vec<char> flat_;
  base::Vec<Segment> segments_;
  base::Vec<Word> words_;
  bool full_ = false;
};

}  // namespace

bool judge_prose(const Catalog& catalog, base::Budget& budget, const Tree& tree, Folder& folder,
                 Report& report) {
  return Prose(catalog, budget, tree, folder, report).run();
}

}  // namespace bartizan::scan::templates
