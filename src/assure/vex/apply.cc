#include "assure/vex/apply.h"

#include <algorithm>
#include <array>
#include <optional>

#include "assure/vex/purl.h"

namespace bartizan::assure::vex {
namespace {

using record::VexStatement;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return out;
}

constexpr std::string_view kSystem = "urn:bartizan:";
constexpr std::string_view kLink = "urn:cdx:";

// What is asked about, by all its names.
struct Asked {
  std::vector<Purl> purls;
  std::vector<std::string> hashes;  // hexadecimal
  std::vector<std::string> names;   // of the weakness, lower case
  const record::Component* component = nullptr;
  std::string_view system;
};

Asked asked_of(const Question& question) {
  Asked asked;
  asked.system = question.system;
  asked.component = question.component;
  for (const std::string& name : question.names) asked.names.push_back(lower(name));
  if (question.component == nullptr) return asked;
  const record::Component& c = *question.component;
  const std::string own = record::purl_of(c.kind, c.provider, c.name, c.version);
  for (const std::string_view text : {c.attribute("purl"), std::string_view(own)}) {
    if (auto purl = parse_purl(text)) asked.purls.push_back(std::move(*purl));
  }
  constexpr std::array<std::string_view, 3> kHashes{"sha256", "hash:SHA-256", "digest"};
  for (const record::Attribute& a : c.attributes) {
    if (std::ranges::find(kHashes, a.key) == kHashes.end()) continue;
    std::string value = lower(a.value);
    if (value.starts_with("sha256:")) value.erase(0, 7);
    asked.hashes.push_back(std::move(value));
  }
  return asked;
}

// How closely a word of a statement names what is asked about; 0: not at all.
enum Closeness : int { kNot = 0, kSystemOnly = 1, kAnyVersion = 2, kThisVersion = 3 };

int closeness(std::string_view word, const Asked& asked) {
  if (word.starts_with("sha256:")) {
    const std::string hash = lower(word.substr(7));
    return std::ranges::find(asked.hashes, hash) == asked.hashes.end() ? kNot : kThisVersion;
  }
  if (word.starts_with(kSystem)) {
    return !asked.system.empty() && word.substr(kSystem.size()) == asked.system ? kSystemOnly
                                                                                : kNot;
  }
  if (word.starts_with(kLink)) {
    // urn:cdx:<serial>/<version>#<bom-ref>; a bom-ref is often the purl itself.
    const std::size_t hash = word.find('#');
    if (hash == word.npos || asked.component == nullptr) return kNot;
    const std::string_view reference = word.substr(hash + 1);
    const std::string_view serial = word.substr(kLink.size(), word.find('/') - kLink.size());
    if (parse_purl(reference)) return closeness(reference, asked);
    const bool here = !serial.empty() && asked.system.ends_with(":" + std::string(serial));
    return here && reference == asked.component->id ? kThisVersion : kNot;
  }
  const auto said = parse_purl(word);
  if (!said) return kNot;
  for (const Purl& purl : asked.purls) {
    if (covers(*said, purl)) return said->version.empty() ? kAnyVersion : kThisVersion;
  }
  return kNot;
}

int closest(const std::vector<std::string>& words, const Asked& asked) {
  int best = kNot;
  for (const std::string& word : words) best = std::max(best, closeness(word, asked));
  return best;
}

bool names(const VexStatement& s, const Asked& asked) {
  const auto is_asked = [&](const std::string& name) {
    return std::ranges::find(asked.names, lower(name)) != asked.names.end();
  };
  // Two CVEs are two weaknesses: a document cannot make them one by calling one the other's alias.
  const auto is_cve = [](const std::string& name) { return lower(name).starts_with("cve-"); };
  return is_asked(s.vulnerability) ||
         std::ranges::any_of(s.aliases, [&](const std::string& alias) {
           return is_asked(alias) && !(is_cve(alias) && is_cve(s.vulnerability));
         });
}

int speaks(const VexStatement& s, const Asked& asked) {
  if (!names(s, asked)) return kNot;
  if (!s.system.empty() && s.system != asked.system) return kNot;
  if (s.subcomponents.empty()) {
    if (!s.products.empty()) return closest(s.products, asked);
    return s.system.empty() ? kNot : kSystemOnly;
  }
  // Parts of a product: said about the part inside of that product only. Whether a system is that
  // product follows from its id, or from who said that the statement is about this system.
  const bool here = !s.system.empty() || std::ranges::any_of(s.products, [&](const std::string& p) {
    return closeness(p, asked) == kSystemOnly;
  });
  return here ? closest(s.subcomponents, asked) : int{kNot};
}

}  // namespace

const VexStatement* speaks_of(std::span<const VexStatement> statements, const Question& question) {
  const Asked asked = asked_of(question);
  const VexStatement* best = nullptr;
  int best_closeness = kNot;
  for (const VexStatement& s : statements) {
    const int now = speaks(s, asked);
    if (now == kNot) continue;
    // The newest; of one time the one that names it most closely, then the later one.
    if (best == nullptr || s.at > best->at || (s.at == best->at && now >= best_closeness)) {
      best = &s;
      best_closeness = now;
    }
  }
  return best;
}

}  // namespace bartizan::assure::vex
