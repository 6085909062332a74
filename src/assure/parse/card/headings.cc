// The prose of cards: what stands below headings that are known, as excerpts, and the bullets of
// the Hub's templates ("**Developed by:** ..."). Markdown is taken as lines, not understood.
#include <array>
#include <string>
#include <vector>

#include "assure/parse/card/card.h"
#include "assure/parse/card/put.h"
#include "scan/catalog.h"
#include "text/lines.h"

namespace bartizan::assure::card {
namespace {

struct Bullet {
  std::string_view label;
  std::string_view model;    // attribute of a model's card
  std::string_view dataset;  // of a data set's
};
// modelcard_template.md and datasetcard_template.md of huggingface_hub.
constexpr std::array kBullets{
    Bullet{"developed by", "manufacturer", "manufacturer"},
    Bullet{"curated by", "manufacturer", "manufacturer"},
    Bullet{"shared by", "supplier", "supplier"},
    Bullet{"shared by [optional]", "supplier", "supplier"},
    Bullet{"funded by", "funded-by", "funded-by"},
    Bullet{"funded by [optional]", "funded-by", "funded-by"},
    Bullet{"model type", "architecture-family", ""},
    Bullet{"language(s) (nlp)", "language", "language"},
    Bullet{"license", "licence-text", "licence-text"},
    Bullet{"finetuned from model", "base-model-text", ""},
    Bullet{"finetuned from model [optional]", "base-model-text", ""},
    Bullet{"repository", "reference:vcs", "reference:vcs"},
    Bullet{"paper", "reference:documentation", "reference:documentation"},
    Bullet{"paper [optional]", "reference:documentation", "reference:documentation"},
    Bullet{"homepage", "reference:website", "reference:website"},
    Bullet{"point of contact", "contact", "contact"},
    Bullet{"release date", "release-time-text", "release-time-text"},
    Bullet{"model release date", "release-time-text", ""},
    Bullet{"input", "input-format", ""},
    Bullet{"output", "output-format", ""},
    Bullet{"training regime", "training-information", ""},
    Bullet{"hardware type", "hardware", ""},
    Bullet{"hours used", "training-hours", ""},
    Bullet{"carbon emitted", "co2:training", ""}};

std::string lower(std::string_view text) {
  std::string out;
  for (const char c : text) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

// Without emphasis, links (their text stays), images, comments and tags; blanks become one.
std::string plain(std::string_view text) {
  std::string out;
  std::size_t at = 0;
  const auto put = [&out](char c) {
    const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!blank) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  };
  while (at < text.size()) {
    const char c = text[at];
    if (c == '!' && at + 1 < text.size() && text[at + 1] == '[') {
      const std::size_t end = text.find(')', at);
      if (end != text.npos && end - at < 400) {
        at = end + 1;
        continue;
      }
    }
    if (c == '<') {
      const std::size_t end = text.find('>', at);
      if (end != text.npos && end - at < 400) {
        at = end + 1;
        continue;
      }
    }
    if (c == ']' && at + 1 < text.size() && text[at + 1] == '(') {
      const std::size_t end = text.find(')', at);
      if (end != text.npos && end - at < 400) {
        at = end + 1;
        continue;
      }
    }
    if (c == '[' || c == '*' || c == '`' || (c == '_' && at > 0 && text[at - 1] == '_')) {
      ++at;
      continue;
    }
    put(c);
    ++at;
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

// The address of "[text](address)", "<address>" or the text itself.
std::string_view address(std::string_view text) {
  for (const std::string_view start : {"http://", "https://"}) {
    const std::size_t at = text.find(start);
    if (at == text.npos) continue;
    return text.substr(at, text.find_first_of(" )>]\"'\t", at) - at);
  }
  return {};
}

struct Heading {
  std::size_t level = 0;
  std::string name;
};
Heading heading(std::string_view line) {
  std::size_t level = 0;
  while (level < line.size() && line[level] == '#') ++level;
  if (level == 0 || level > 6 || level == line.size() || line[level] != ' ') return {};
  std::string name = lower(plain(line.substr(level)));
  while (!name.empty() && (name.front() == ' ' || (name.front() & 0x80) != 0)) name.erase(0, 1);
  while (!name.empty() && (name.back() == ':' || name.back() == '#' || name.back() == ' ')) {
    name.pop_back();
  }
  return {level, std::move(name)};
}

class Reader {
 public:
  Reader(bool dataset, Put& put) : dataset_(dataset), put_(put) {}

  void line(std::string_view line, std::uint32_t number) {
    const std::string_view text = text::trim(line);
    if (text.starts_with("```") || text.starts_with("~~~")) {
      fenced_ = !fenced_;
      return;
    }
    if (fenced_) return;
    if (comment_ || text.starts_with("<!--")) {
      comment_ = text.find("-->") == text.npos;
      return;
    }
    if (Heading found = heading(text); found.level != 0) {
      next(std::move(found), number);
      return;
    }
    if (text.starts_with("- ") || text.starts_with("* ")) {
      if (bullet(text.substr(2), number)) return;
    }
    if (text.find("[More Information Needed]") != text.npos || text.starts_with("|")) return;
    if (!key_.empty() && excerpt_.size() < 2 * kMostExcerpt && !text.empty()) {
      if (excerpt_.empty()) from_ = number;
      excerpt_ += text;
      excerpt_ += ' ';
    }
  }
  void end() { flush(); }

 private:
  void next(Heading found, std::uint32_t) {
    flush();
    const auto key = scan::Catalog::embedded().list(
        "bom-card-headings", (dataset_ ? "dataset " : "model ") + found.name);
    if (key) {
      key_ = *key;
      level_ = found.level;
    } else if (found.level <= level_) {
      key_ = {};
      level_ = 0;
    }
    // The text right below a card's title describes it, where it describes anything.
    if (!key && found.level == 1 && !titled_) {
      titled_ = true;
      key_ = "description";
      level_ = 7;
    } else if (!key && level_ == 7) {
      key_ = {};
    }
  }

  bool bullet(std::string_view text, std::uint32_t number) {
    if (!text.starts_with("**")) return false;
    const std::size_t end = text.find("**", 2);
    if (end == text.npos) return false;
    std::string label = lower(text.substr(2, end - 2));
    std::string_view value = text.substr(end + 2);
    if (value.starts_with(':')) value.remove_prefix(1);
    while (!label.empty() && (label.back() == ':' || label.back() == ' ')) label.pop_back();
    for (const Bullet& known : kBullets) {
      if (known.label != label) continue;
      const std::string_view key = dataset_ ? known.dataset : known.model;
      if (key.empty() || value.find("[More Information Needed]") != value.npos) return true;
      if (key.starts_with("reference:")) {
        put_.attribute(key, address(value), number);
      } else {
        put_.attribute(key, plain(value), number);
      }
      return true;
    }
    return false;
  }

  void flush() {
    if (!key_.empty() && !excerpt_.empty()) put_.attribute(key_, plain(excerpt_), from_);
    excerpt_.clear();
  }

  bool dataset_;
  Put& put_;
  bool fenced_ = false;
  bool comment_ = false;
  bool titled_ = false;
  std::string_view key_;  // of the catalogue, or a literal
  std::size_t level_ = 0;
  std::string excerpt_;
  std::uint32_t from_ = 0;
};

}  // namespace

void read_headings(std::string_view text, bool dataset, Put& put) {
  // Cards are read by people; whoever writes more than this hides something behind it.
  constexpr std::uint32_t kMostLines = 20'000;
  const text::Lines lines(text);
  Reader reader(dataset, put);
  bool front = text.starts_with("---") || text.starts_with("\xef\xbb\xbf---");
  for (std::uint32_t i = 1; i <= std::min(lines.count(), kMostLines); ++i) {
    const std::string_view line = lines.line(i);
    if (front) {
      front = i == 1 || !line.starts_with("---");
      continue;
    }
    reader.line(line, i);
  }
  reader.end();
}

}  // namespace bartizan::assure::card
