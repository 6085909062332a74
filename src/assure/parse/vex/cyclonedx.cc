// The analyses in the vulnerabilities of a CycloneDX document. What its words become in OpenVEX:
// catalogs/lists/vex-cyclonedx.toml.
#include <algorithm>
#include <map>

#include "assure/parse/vex/parse.h"
#include "assure/parse/vex/put.h"
#include "scan/catalog.h"

namespace bartizan::assure::vex {
namespace {

using record::NoteLevel;
using text::Node;

constexpr std::string_view kList = "vex-cyclonedx";

std::string in_openvex(std::string_view kind, std::string_view word, bool& lossy) {
  const std::string key = std::string(kind) + " " + std::string(word);
  const auto entry = scan::Catalog::embedded().list(kList, key);
  if (!entry) return {};
  const std::size_t bar = entry->find('|');
  lossy = bar != entry->npos;
  return std::string(entry->substr(0, bar));
}

std::string without_version(std::string_view purl) {
  const std::size_t slash = purl.rfind('/');
  const std::size_t at = purl.find('@', slash == purl.npos ? 0 : slash + 1);
  return std::string(purl.substr(0, std::min({at, purl.find('?'), purl.find('#')})));
}
bool has_version(std::string_view purl) {
  const std::size_t slash = purl.rfind('/');
  return purl.find('@', slash == purl.npos ? 0 : slash + 1) != purl.npos;
}

// What the document's own components are called elsewhere.
class Names {
 public:
  explicit Names(const Node& document, base::Budget& budget) : budget_(budget) {
    if (const Node* root = document.at({"metadata", "component"})) add(*root, true, 0);
    if (const Node* list = document.find("components")) {
      for (const Node& one : list->items) add(one, false, 0);
    }
  }
  Thing of(std::string_view ref) const {
    const auto at = things_.find(ref);
    return at == things_.end() ? Thing{{cut(ref)}, false} : at->second;
  }

 private:
  // Components in components; the tree's own limit is higher than anything that is meant.
  static constexpr int kMostDepth = 32;

  void add(const Node& node, bool root, int depth) {
    if (!budget_.charge_steps()) return;
    const std::string_view ref = node.string("bom-ref");
    if (!ref.empty()) {
      Thing thing;
      thing.root = root;
      std::string sha256;
      if (const Node* hashes = node.find("hashes")) {
        for (const Node& hash : hashes->items) {
          if (hash.string("alg") == "SHA-256") sha256 = cut(hash.string("content"));
        }
      }
      const std::string purl = cut(node.string("purl"));
      if (!purl.empty() && (sha256.empty() || has_version(purl))) thing.words.push_back(purl);
      if (!sha256.empty()) thing.words.push_back("sha256:" + sha256);
      if (thing.words.empty()) thing.words.push_back(cut(ref));
      things_.emplace(ref, std::move(thing));
    }
    if (const Node* list = node.find("components"); list != nullptr && depth < kMostDepth) {
      for (const Node& one : list->items) add(one, false, depth + 1);
    }
  }

  base::Budget& budget_;
  std::map<std::string, Thing, std::less<>> things_;
};

// A product that names no version, narrowed to the versions that are listed beside it.
void narrow(Thing& thing, const Node& versions, std::uint32_t line, Put& put) {
  std::vector<std::string> words;
  bool ranges = false;
  for (const std::string& word : thing.words) {
    if (!word.starts_with("pkg:") || has_version(word)) {
      words.push_back(word);
      continue;
    }
    for (const Node& node : versions.items) {
      if (!put.budget().charge_steps() || words.size() > kMostWords) break;
      const std::string_view version = node.string("version");
      ranges = ranges || version.empty();
      if (version.empty() || node.string("status") == "unaffected") continue;
      words.push_back(without_version(word) + "@" + cut(version));
    }
  }
  if (ranges) {
    put.note(NoteLevel::warning, "range", line,
             "speaks of a range of versions, which no purl can name: that part is left out");
  }
  thing.words = std::move(words);
}

void read_one(const Node& node, const Node& analysis, const Names& names, Put& put) {
  Spoken spoken;
  spoken.line = node.line;
  spoken.vulnerability = cut(node.string("id"));
  if (const Node* references = node.find("references")) {
    for (const Node& one : references->items) {
      if (spoken.aliases.size() >= kMostWords) break;
      if (!one.string("id").empty()) spoken.aliases.push_back(cut(one.string("id")));
    }
  }
  bool lossy_state = false, lossy_word = false;
  const std::string state = cut(analysis.string("state"));
  const std::string justification = cut(analysis.string("justification"));
  spoken.status = in_openvex("state", state, lossy_state);
  if (spoken.status == "not_affected") {
    spoken.justification = in_openvex("justification", justification, lossy_word);
    if (spoken.justification.empty() && state == "false_positive") {
      spoken.impact = "false positive";
    }
  }
  const std::string detail = cut(analysis.string("detail"));
  if (!detail.empty()) spoken.impact += (spoken.impact.empty() ? "" : ": ") + detail;
  if (lossy_word) {
    spoken.impact += (spoken.impact.empty() ? "" : " ") + ("(CycloneDX: " + justification + ")");
  }
  if (const Node* response = analysis.find("response")) {
    for (const Node& one : response->items) {
      if (!one.is_string() || spoken.action.size() > kMostText) continue;
      spoken.action += (spoken.action.empty() ? "" : ", ") + cut(one.text);
    }
  }
  if (spoken.action.empty()) spoken.action = cut(node.string("recommendation"));
  spoken.timestamp = cut(analysis.string("lastUpdated"));
  if (spoken.timestamp.empty()) spoken.timestamp = cut(analysis.string("firstIssued"));
  if (const Node* affects = node.find("affects")) {
    for (const Node& one : affects->items) {
      if (!put.budget().charge_steps() || spoken.products.size() > kMostWords) break;
      if (one.string("ref").empty()) continue;
      Thing thing = names.of(one.string("ref"));
      const Node* versions = one.find("versions");
      if (versions != nullptr && !versions->items.empty()) narrow(thing, *versions, one.line, put);
      if (!thing.words.empty()) spoken.products.push_back(std::move(thing));
    }
    // Something was named and nothing of it can be: all products would be another statement.
    if (spoken.products.empty() && !affects->items.empty()) {
      return put.note(NoteLevel::warning, "refused", node.line,
                      "a statement about " + spoken.vulnerability + " names nothing that is known");
    }
  }
  put.statement(spoken);
}

}  // namespace

void read_cyclonedx(const Node& document, Put& put) {
  const Node* metadata = document.find("metadata");
  std::string_view author, timestamp;
  if (metadata != nullptr) {
    timestamp = metadata->string("timestamp");
    if (const Node* authors = metadata->find("authors"); authors != nullptr) {
      for (const Node& one : authors->items) {
        if (author.empty()) author = one.string("name");
      }
    }
    for (const char* who : {"manufacturer", "supplier", "manufacture"}) {
      const Node* one = metadata->find(who);
      if (author.empty() && one != nullptr) author = one->string("name");
    }
  }
  put.document("cyclonedx", author, timestamp, document.string("serialNumber"));
  const Names names(document, put.budget());
  const Node* list = document.find("vulnerabilities");
  std::size_t analyses = 0;
  if (list != nullptr) {
    for (const Node& node : list->items) {
      if (!put.budget().charge_steps()) return;
      const Node* analysis = node.find("analysis");
      if (analysis == nullptr || !analysis->is_object()) continue;
      ++analyses;
      read_one(node, *analysis, names, put);
    }
  }
  if (analyses == 0) {
    put.note(NoteLevel::warning, "no-statements", document.line,
             "holds no analysis of a vulnerability");
  }
}

}  // namespace bartizan::assure::vex
