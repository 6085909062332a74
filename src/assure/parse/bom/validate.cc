#include "assure/parse/bom/validate.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "assure/parse/bom/read.h"
#include "assure/parse/bom/vocabulary.h"

namespace bartizan::assure::bom {
namespace {

using record::NoteLevel;
using text::Node;

struct Length {
  std::string_view algorithm;
  std::size_t digits;
};
// FIPS 180-4, FIPS 202, RFC 1321, RFC 7693, RFC 6986; BLAKE3's default output.
constexpr std::array kLengths{
    Length{"MD5", 32},          Length{"SHA-1", 40},        Length{"SHA-256", 64},
    Length{"SHA-384", 96},      Length{"SHA-512", 128},     Length{"SHA3-256", 64},
    Length{"SHA3-384", 96},     Length{"SHA3-512", 128},    Length{"BLAKE2b-256", 64},
    Length{"BLAKE2b-384", 96},  Length{"BLAKE2b-512", 128}, Length{"BLAKE3", 64},
    Length{"Streebog-256", 64}, Length{"Streebog-512", 128}};

// What the schema leaves open and the specification's text does not.
class Meaning {
 public:
  Meaning(std::vector<Problem>& problems, base::Budget& budget)
      : problems_(problems), budget_(budget) {}

  void walk(const Node& node, const std::string& pointer, int depth) {
    constexpr int kMostDepth = 160;
    if (depth > kMostDepth || !budget_.charge_steps()) return;
    if (node.is_object()) look(node, pointer);
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      std::string inner = pointer;
      append_pointer(inner, node.is_object() ? std::string_view(node.items[i].key)
                                             : std::string_view(std::to_string(i)));
      if (node.items[i].is_array() || node.items[i].is_object()) {
        walk(node.items[i], inner, depth + 1);
      }
    }
  }

 private:
  void warn(const Node& node, std::string pointer, std::string rule, std::string text) {
    if (problems_.size() >= kMostProblems) return;
    problems_.push_back(
        {NoteLevel::warning, std::move(rule), node.line, std::move(pointer), std::move(text)});
  }

  void look(const Node& node, const std::string& pointer) {
    const std::string_view content = node.string("content");
    for (const Length& known : kLengths) {
      if (node.string("alg") == known.algorithm && content.size() != known.digits) {
        warn(node, pointer, "hash-length",
             std::string(known.algorithm) + " has " + std::to_string(known.digits) +
                 " hexadecimal digits, this one " + std::to_string(content.size()));
      }
    }
    if (const Node* purl = node.find("purl");
        purl != nullptr && purl->is_string() && !purl->text.starts_with("pkg:")) {
      warn(*purl, pointer + "/purl", "purl", "is no package URL: those begin with \"pkg:\"");
    }
    if (const Node* expression = node.find("expression");
        expression != nullptr && pointer.find("/licenses/") != std::string::npos &&
        expression->is_string() && !is_licence_expression(expression->text)) {
      warn(*expression, pointer + "/expression", "licence-expression",
           "is no SPDX license expression over listed ids");
    }
    if (node.find("modelCard") != nullptr && node.find("name") != nullptr &&
        node.string("type") != "machine-learning-model") {
      warn(node, pointer, "model-card", "has a modelCard and is no machine-learning-model");
    }
    if (node.find("cryptoProperties") != nullptr && node.string("type") != "cryptographic-asset") {
      warn(node, pointer, "crypto-properties",
           "has cryptoProperties and is no cryptographic-asset");
    }
  }

  std::vector<Problem>& problems_;
  base::Budget& budget_;
};

bool is_version(std::string_view text) {
  return text == "1.2" || text == "1.3" || text == "1.4" || text == "1.5" || text == "1.6" ||
         text == "1.7";
}

}  // namespace

std::vector<Problem> validate_cyclonedx(const Node& node, base::Budget& budget) {
  const std::string version(node.string("specVersion"));
  Schema schema("bom-cyclonedx", version == "1.7" ? "1.7" : "1.6", budget);
  Schema::Result result = schema.check(node, "bom");
  std::vector<Problem>& problems = result.problems;
  const auto add = [&](NoteLevel level, const char* rule, std::uint32_t line, std::string pointer,
                       std::string text) {
    if (problems.size() >= kMostProblems) return;
    problems.push_back({level, rule, line, std::move(pointer), std::move(text)});
  };
  if (!version.empty() && !is_version(version)) {
    add(NoteLevel::error, "version", node.find("specVersion")->line, "/specVersion",
        "is no version of CycloneDX that is known here (1.2 to 1.7)");
  } else if (!version.empty() && version < "1.6") {
    add(NoteLevel::info, "version", node.find("specVersion")->line, "/specVersion",
        "CycloneDX " + version + " is checked by the rules of 1.6");
  }
  std::map<std::string_view, const Reference*> declared;
  for (const Reference& one : result.declared) {
    const auto [first, fresh] = declared.emplace(one.ref, &one);
    if (fresh) continue;
    add(NoteLevel::error, "duplicate-ref", one.line, one.pointer,
        "\"" + one.ref + "\" is the bom-ref of " + first->second->pointer +
            " already; each must be unique in the document");
  }
  for (const Reference& one : result.used) {
    // A BOM-Link points into another document.
    if (declared.contains(one.ref) || one.ref.starts_with("urn:cdx:")) continue;
    add(NoteLevel::warning, "unresolved-ref", one.line, one.pointer,
        "\"" + one.ref + "\" is no bom-ref of this document");
  }
  Meaning(problems, budget).walk(node, "", 0);
  std::stable_sort(problems.begin(), problems.end(),
                   [](const Problem& a, const Problem& b) { return a.line < b.line; });
  return std::move(problems);
}

std::vector<Problem> validate(const Node& node, base::Budget& budget) {
  switch (family_of(node)) {
    case Family::spdx3:
      return validate_spdx3(node, budget);
    case Family::spdx2: {
      std::vector<Problem> problems;
      problems.push_back({NoteLevel::info, "version", node.line, "/spdxVersion",
                          "SPDX 2 is read, and not checked: its rules are not held here"});
      return problems;
    }
    case Family::cyclonedx:
    case Family::none:
      break;
  }
  return validate_cyclonedx(node, budget);
}

}  // namespace bartizan::assure::bom
