#include "assure/parse/bom/vocabulary.h"

#include <array>
#include <string>

#include "scan/catalog.h"

namespace bartizan::assure::bom {
namespace {

constexpr std::array kTerms{
    Term{"mime-type", "mime-type", ""},
    Term{"supplier", "supplier", "suppliedBy"},
    Term{"manufacturer", "manufacturer", "originatedBy"},
    Term{"author", "author", "originatedBy"},
    Term{"creator", "authors", "originatedBy"},
    Term{"publisher", "publisher", "originatedBy"},
    Term{"group", "group", ""},
    Term{"version-range", "versionRange", ""},
    Term{"external", "isExternal", ""},
    Term{"description", "description", "description"},
    Term{"scope", "scope", ""},
    Term{"hash", "hashes", "verifiedUsing"},
    Term{"licence", "licenses", "hasDeclaredLicense"},
    Term{"copyright", "copyright", "software_copyrightText"},
    Term{"cpe", "cpe", "externalIdentifier"},
    Term{"purl", "purl", "software_packageUrl"},
    Term{"reference", "externalReferences", "externalRef"},
    Term{"base-model", "pedigree", "descendantOf"},
    Term{"tag", "tags", ""},
    // The model card.
    Term{"approach", "modelCard", "ai_informationAboutTraining"},
    Term{"task", "modelCard", "ai_domain"},
    Term{"architecture-family", "modelCard", "ai_typeOfModel"},
    Term{"architecture", "modelCard", "ai_typeOfModel"},
    Term{"training-data", "modelCard", "ai_informationAboutTraining"},
    Term{"input-format", "modelCard", "ai_informationAboutApplication"},
    Term{"output-format", "modelCard", "ai_informationAboutApplication"},
    Term{"metric", "modelCard", "ai_metric"},
    Term{"user", "modelCard", "ai_informationAboutApplication"},
    Term{"use-case", "modelCard", "ai_informationAboutApplication"},
    Term{"limitation", "modelCard", "ai_limitation"},
    Term{"tradeoff", "modelCard", "ai_limitation"},
    Term{"ethical-consideration", "modelCard", "ai_limitation"},
    Term{"fairness", "modelCard", "ai_limitation"},
    // What only SPDX has a place for.
    Term{"hyperparameter", "", "ai_hyperparameter"},
    Term{"training-information", "", "ai_informationAboutTraining"},
    Term{"application-information", "", "ai_informationAboutApplication"},
    Term{"model-preprocessing", "", "ai_modelDataPreprocessing"},
    Term{"explainability", "", "ai_modelExplainability"},
    Term{"autonomy", "", "ai_autonomyType"},
    Term{"safety-risk", "", "ai_safetyRiskAssessment"},
    Term{"standard", "", "ai_standardCompliance"},
    Term{"metric-threshold", "", "ai_metricDecisionThreshold"},
    Term{"energy", "modelCard", "ai_energyConsumption"},
    Term{"sensitive-personal-information", "", "sensitivePersonalInformation"},
    Term{"release-time", "", "releaseTime"},
    Term{"built-time", "", "builtTime"},
    Term{"download-location", "", "software_downloadLocation"},
    Term{"homepage", "", "software_homePage"},
    Term{"source-information", "", "software_sourceInfo"},
    Term{"purpose", "", "software_primaryPurpose"},
    // Data sets.
    Term{"data-type", "data", "dataset_datasetType"},
    Term{"data-name", "data", ""},
    Term{"data-description", "data", "description"},
    Term{"data-url", "data", "software_downloadLocation"},
    Term{"classification", "data", "dataset_confidentialityLevel"},
    Term{"sensitive-data", "data", "dataset_hasSensitivePersonalInformation"},
    Term{"data-owner", "data", "originatedBy"},
    Term{"data-steward", "data", ""},
    Term{"data-custodian", "data", ""},
    Term{"dataset-type", "", "dataset_datasetType"},
    Term{"dataset-size", "", "dataset_datasetSize"},
    Term{"dataset-noise", "", "dataset_datasetNoise"},
    Term{"dataset-preprocessing", "", "dataset_dataPreprocessing"},
    Term{"dataset-update", "", "dataset_datasetUpdateMechanism"},
    Term{"dataset-availability", "", "dataset_datasetAvailability"},
    Term{"known-bias", "", "dataset_knownBias"},
    Term{"collection-process", "", "dataset_dataCollectionProcess"},
    Term{"anonymization", "", "dataset_anonymizationMethodUsed"},
    Term{"intended-use", "", "dataset_intendedUse"},
    Term{"sensor", "", "dataset_sensor"},
    // Services.
    Term{"provider", "provider", "suppliedBy"},
    Term{"url", "endpoints", "externalRef"},
    Term{"authenticated", "authenticated", ""},
    Term{"trust-boundary", "x-trust-boundary", ""},
    Term{"trust-zone", "trustZone", ""},
    Term{"data-flow", "data", ""},
};

class Expression {
 public:
  explicit Expression(std::string_view text) : text_(text) {}
  bool whole() { return terms(0) && next().empty(); }

 private:
  // Parentheses deeper than this are nobody's licence.
  static constexpr int kMostDepth = 32;

  std::string_view next() {
    if (!ahead_.empty()) return ahead_;
    const std::size_t from = text_.find_first_not_of(" \t\r\n", at_);
    if (from == text_.npos) return {};
    std::size_t end = from + 1;
    if (text_[from] != '(' && text_[from] != ')') {
      end = text_.find_first_of(" \t\r\n()", from);
      if (end == text_.npos) end = text_.size();
    }
    at_ = end;
    ahead_ = text_.substr(from, end - from);
    return ahead_;
  }
  std::string_view take() {
    const std::string_view token = next();
    ahead_ = {};
    return token;
  }
  bool terms(int depth) {
    if (depth > kMostDepth || !operand(depth)) return false;
    while (next() == "AND" || next() == "OR" || next() == "and" || next() == "or") {
      take();
      if (!operand(depth)) return false;
    }
    return true;
  }
  bool operand(int depth) {
    std::string_view token = take();
    if (token == "(") return terms(depth + 1) && take() == ")";
    if (!licence(token)) return false;
    if (next() != "WITH" && next() != "with") return true;
    take();
    return licence(take());
  }
  static bool licence(std::string_view token) {
    if (token.starts_with("LicenseRef-") || token.starts_with("DocumentRef-") ||
        token.starts_with("AdditionRef-")) {
      return true;
    }
    if (token.ends_with('+')) token.remove_suffix(1);
    return !licence_id(token).empty();
  }

  std::string_view text_;
  std::string_view ahead_;
  std::size_t at_ = 0;
};

}  // namespace

std::span<const Term> vocabulary() { return kTerms; }

std::string_view stem(std::string_view key) { return key.substr(0, key.find(':')); }

std::string_view qualifier(std::string_view key) {
  const std::size_t colon = key.find(':');
  return colon == key.npos ? std::string_view() : key.substr(colon + 1);
}

const Term* term(std::string_view key) {
  const std::string_view wanted = stem(key);
  for (const Term& entry : kTerms) {
    if (entry.key == wanted) return &entry;
  }
  return nullptr;
}

std::string_view licence_id(std::string_view text) {
  constexpr std::size_t kLongest = 64;  // the list's longest has 44 characters
  if (text.empty() || text.size() > kLongest) return {};
  std::string key;
  for (const char c : text) key += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return scan::Catalog::embedded().list("bom-spdx-licences", key).value_or(std::string_view());
}

bool is_licence_expression(std::string_view text) { return Expression(text).whole(); }

}  // namespace bartizan::assure::bom
