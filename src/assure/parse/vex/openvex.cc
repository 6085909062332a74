// OpenVEX 0.2.0 and its first form, whose products and vulnerabilities are plain texts
// (github.com/openvex/spec).
#include "assure/parse/vex/parse.h"
#include "assure/parse/vex/put.h"

namespace bartizan::assure::vex {
namespace {

using record::NoteLevel;
using text::Node;

// A purl without a version beside a hash: the hash says which one is meant.
bool speaks_of_all(std::string_view word) {
  return word.starts_with("pkg:") && word.find('@') == word.npos;
}

Thing thing_of(const Node& node) {
  Thing thing;
  const auto add = [&](std::string_view word) {
    std::string text = cut(word);
    if (text.empty()) return;
    for (const std::string& known : thing.words) {
      if (known == text) return;
    }
    thing.words.push_back(std::move(text));
  };
  if (node.is_string()) {
    add(node.text);
    return thing;
  }
  const Node* hashes = node.find("hashes");
  const std::string_view sha256 = hashes == nullptr ? "" : hashes->string("sha-256");
  const auto identifier = [&](std::string_view word) {
    if (sha256.empty() || !speaks_of_all(word)) add(word);
  };
  identifier(node.string("@id"));
  if (const Node* identifiers = node.find("identifiers")) {
    identifier(identifiers->string("purl"));
    identifier(identifiers->string("cpe23"));
    identifier(identifiers->string("cpe22"));
  }
  if (!sha256.empty()) add("sha256:" + std::string(sha256));
  return thing;
}

void read_vulnerability(const Node* node, Spoken& spoken) {
  if (node == nullptr) return;
  if (node->is_string()) {
    spoken.vulnerability = cut(node->text);
    return;
  }
  spoken.vulnerability = cut(node->string("name"));
  if (spoken.vulnerability.empty()) spoken.vulnerability = cut(node->string("@id"));
  if (const Node* aliases = node->find("aliases")) {
    for (const Node& alias : aliases->items) {
      if (alias.is_string() && !alias.text.empty()) spoken.aliases.push_back(cut(alias.text));
      if (spoken.aliases.size() >= kMostWords) break;
    }
  }
}

// Products of one statement that have parts of their own are a statement each.
void put_products(const Node* products, Spoken& spoken, Put& put) {
  Spoken whole = spoken;
  std::size_t named = 0;
  if (products != nullptr && products->is_array()) {
    for (const Node& node : products->items) {
      if (!put.budget().charge_steps()) return;
      Thing product = thing_of(node);
      if (product.words.empty()) continue;
      ++named;
      const Node* parts = node.find("subcomponents");
      if (parts == nullptr || parts->items.empty()) {
        whole.products.push_back(std::move(product));
        continue;
      }
      Spoken one = spoken;
      one.products.push_back(std::move(product));
      for (const Node& part : parts->items) {
        if (one.subcomponents.size() > kMostWords) break;
        Thing thing = thing_of(part);
        if (!thing.words.empty()) one.subcomponents.push_back(std::move(thing));
      }
      // The copy of the aliases, too.
      if (!put.budget().charge_steps(one.subcomponents.size() + one.aliases.size() + 1)) return;
      // Parts without a name: it speaks of some of the product, nobody knows which.
      if (one.subcomponents.empty()) {
        put.note(NoteLevel::warning, "refused", one.line,
                 "a statement about " + one.vulnerability + " names parts that have no id");
        continue;
      }
      put.statement(one);
    }
  }
  if (!whole.products.empty() || named == 0) put.statement(whole);
}

}  // namespace

void read_openvex(const Node& document, Put& put) {
  put.document("openvex", document.string("author"), document.string("timestamp"),
               document.string("@id"));
  const Node* statements = document.find("statements");
  if (statements == nullptr || !statements->is_array() || statements->items.empty()) {
    return put.note(NoteLevel::warning, "no-statements", document.line, "makes no statement");
  }
  for (const Node& node : statements->items) {
    if (!put.budget().charge_steps()) return;
    Spoken spoken;
    spoken.line = node.line;
    read_vulnerability(node.find("vulnerability"), spoken);
    spoken.status = cut(node.string("status"));
    const std::string word = cut(node.string("justification"));
    if (is_justification(word)) {
      spoken.justification = word;
    } else if (!word.empty()) {
      put.note(NoteLevel::warning, "justification", node.line,
               "\"" + word + "\" is no justification of OpenVEX");
    }
    spoken.impact = cut(node.string("impact_statement"));
    spoken.action = cut(node.string("action_statement"));
    spoken.timestamp = cut(node.string("last_updated"));
    if (spoken.timestamp.empty()) spoken.timestamp = cut(node.string("timestamp"));
    put_products(node.find("products"), spoken, put);
  }
}

}  // namespace bartizan::assure::vex
