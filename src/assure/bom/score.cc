#include "assure/bom/score.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <span>

#include "assure/parse/bom/vocabulary.h"
#include "scan/catalog.h"

namespace bartizan::assure::bom {
namespace {

using record::Attribute;
using record::ComponentKind;
using record::Provenance;

// A statement that counts.
struct Statement {
  std::string value;
  Provenance provenance = Provenance::declared;
};
using Answer = std::optional<Statement>;

enum class Scope { document, subject, models, datasets, components };
enum class Who { anyone, human };

struct Question {
  std::string_view id;
  Scope scope;
  Who who;
  // Keys of attributes, any of which answers; one that ends in ':' stands for all below it. Words
  // in capitals are asked of other places (see answer()).
  std::string_view keys;
};

constexpr std::array kG7{
    Question{"G7AI-MD-01", Scope::document, Who::anyone, "AUTHOR"},
    Question{"G7AI-MD-02", Scope::document, Who::anyone, "EDITION"},
    Question{"G7AI-MD-03", Scope::document, Who::anyone, "FORMAT"},
    Question{"G7AI-MD-04", Scope::document, Who::anyone, "FORMAT"},
    Question{"G7AI-MD-05", Scope::document, Who::human, "SIGNATURE"},
    Question{"G7AI-MD-06", Scope::document, Who::anyone, "TOOL"},
    Question{"G7AI-MD-07", Scope::document, Who::anyone, "TOOL-VERSION"},
    Question{"G7AI-MD-08", Scope::document, Who::anyone, "STAGE"},
    Question{"G7AI-MD-09", Scope::document, Who::anyone, "TIME"},
    Question{"G7AI-MD-10", Scope::document, Who::anyone, "RELATIONS"},
    Question{"G7AI-SLP-01", Scope::subject, Who::anyone, "NAME"},
    Question{"G7AI-SLP-02", Scope::document, Who::anyone, "COMPONENTS"},
    Question{"G7AI-SLP-03", Scope::subject, Who::human,
             "supplier manufacturer publisher creator author SUPPLIER"},
    Question{"G7AI-SLP-04", Scope::subject, Who::human, "VERSION"},
    Question{"G7AI-SLP-05", Scope::subject, Who::human, "release-time built-time"},
    Question{"G7AI-SLP-06", Scope::subject, Who::human, "data-flow FLOWS"},
    Question{"G7AI-SLP-07", Scope::subject, Who::human,
             "data-usage sensitive-personal-information sensitive-data classification"},
    Question{"G7AI-SLP-08", Scope::subject, Who::human, "input-format output-format input output"},
    Question{"G7AI-SLP-09", Scope::subject, Who::human,
             "use-case intended-use application-information domain"},
    Question{"G7AI-MDL-01", Scope::models, Who::anyone, "NAME"},
    Question{"G7AI-MDL-02", Scope::models, Who::anyone, "purl cpe swhid doi"},
    Question{"G7AI-MDL-03", Scope::models, Who::anyone, "VERSION revision"},
    Question{"G7AI-MDL-04", Scope::models, Who::anyone, "release-time built-time"},
    Question{"G7AI-MDL-05", Scope::models, Who::anyone,
             "supplier manufacturer publisher creator author"},
    Question{"G7AI-MDL-06", Scope::models, Who::anyone, "description"},
    Question{"G7AI-MDL-07", Scope::models, Who::anyone, "hash:"},
    Question{"G7AI-MDL-08", Scope::models, Who::anyone, "hash:"},
    Question{"G7AI-MDL-09", Scope::models, Who::anyone,
             "architecture architecture-family autonomy explainability parameters quantisation "
             "quantization energy:"},
    Question{"G7AI-MDL-10", Scope::models, Who::anyone, "input-format output-format task"},
    Question{"G7AI-MDL-11", Scope::models, Who::anyone,
             "training-information hyperparameter: approach training-data model-preprocessing "
             "base-model TRAINED"},
    Question{"G7AI-MDL-12", Scope::models, Who::anyone, "licence"},
    Question{"G7AI-MDL-13", Scope::models, Who::anyone, "reference:"},
    Question{"G7AI-DP-01", Scope::datasets, Who::anyone, "NAME"},
    Question{"G7AI-DP-02", Scope::datasets, Who::anyone, "description data-description"},
    Question{"G7AI-DP-03", Scope::datasets, Who::anyone, "dataset-type data-type dataset-size"},
    Question{"G7AI-DP-04", Scope::datasets, Who::anyone, "purl data-url reference: doi"},
    Question{"G7AI-DP-05", Scope::datasets, Who::anyone, "hash:"},
    Question{"G7AI-DP-06", Scope::datasets, Who::anyone,
             "collection-process dataset-update dataset-preprocessing source-data manufacturer "
             "creator built-time"},
    Question{"G7AI-DP-07", Scope::datasets, Who::anyone, "dataset-size dataset-noise known-bias"},
    Question{"G7AI-DP-08", Scope::datasets, Who::human,
             "classification sensitive-data sensitive-personal-information"},
    Question{"G7AI-DP-09", Scope::datasets, Who::anyone, "USED"},
    Question{"G7AI-DP-10", Scope::datasets, Who::anyone, "licence"},
    Question{"G7AI-INF-01", Scope::document, Who::anyone, "SOFTWARE"},
    Question{"G7AI-INF-02", Scope::document, Who::human, "HARDWARE"},
    Question{"G7AI-SP-01", Scope::subject, Who::human, "security-control DECLARATIONS"},
    Question{"G7AI-SP-02", Scope::subject, Who::human,
             "standard reference:certification-report reference:attestation STANDARDS"},
    Question{
        "G7AI-SP-03", Scope::subject, Who::human,
        "reference:security-contact reference:rfc-9116 reference:vulnerability-assertion POLICY"},
    Question{"G7AI-SP-04", Scope::document, Who::anyone, "FINDINGS"},
    Question{"G7AI-KPI-01", Scope::document, Who::human, "SECURITY-METRICS"},
    Question{"G7AI-KPI-02", Scope::models, Who::anyone, "metric: energy:"}};

constexpr std::array kCisa{
    Question{"CISA-01", Scope::document, Who::anyone, "AUTHOR"},
    Question{"CISA-02", Scope::components, Who::anyone,
             "supplier manufacturer publisher creator author provider"},
    Question{"CISA-03", Scope::components, Who::anyone, "NAME"},
    Question{"CISA-04", Scope::components, Who::anyone, "VERSION revision"},
    Question{"CISA-05", Scope::components, Who::anyone, "purl cpe swhid doi data-url"},
    Question{"CISA-06", Scope::components, Who::anyone, "hash:"},
    Question{"CISA-07", Scope::components, Who::anyone, "licence"},
    Question{"CISA-08", Scope::document, Who::anyone, "RELATIONS"},
    Question{"CISA-09", Scope::document, Who::anyone, "TOOL"},
    Question{"CISA-10", Scope::document, Who::anyone, "TIME"},
    Question{"CISA-11", Scope::document, Who::anyone, "STAGE"}};

constexpr std::array kNtia{
    Question{"NTIA-01", Scope::components, Who::anyone,
             "supplier manufacturer publisher creator author"},
    Question{"NTIA-02", Scope::components, Who::anyone, "NAME"},
    Question{"NTIA-03", Scope::components, Who::anyone, "VERSION revision"},
    Question{"NTIA-04", Scope::components, Who::anyone, "purl cpe swhid doi data-url"},
    Question{"NTIA-05", Scope::document, Who::anyone, "RELATIONS"},
    Question{"NTIA-06", Scope::document, Who::anyone, "AUTHOR"},
    Question{"NTIA-07", Scope::document, Who::anyone, "TIME"}};

std::span<const Question> questions(Standard standard) {
  switch (standard) {
    case Standard::g7_2026:
      return kG7;
    case Standard::cisa_2025:
      return kCisa;
    case Standard::ntia_2021:
      return kNtia;
  }
  return {};
}

std::vector<std::string_view> words(std::string_view text, char at) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(at), text.size());
    if (end > 0) out.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

bool counts(const Attribute& attribute) {
  if (!says_something(attribute.value)) return false;
  // The Hub's word for a licence that the card does not name.
  return attribute.key != "licence" || attribute.value != "other";
}

class Scorer {
 public:
  explicit Scorer(const Bom& bom);
  ScoredElement element(const Question& question) const;

 private:
  Answer document(std::string_view what) const;
  Answer component(const Component& component, std::string_view keys) const;
  Answer special(const Component& component, std::string_view word) const;

  const Bom& bom_;
  const Component* subject_ = nullptr;
  std::vector<const Component*> models_;
  std::vector<const Component*> datasets_;
  std::vector<const Component*> components_;
  std::map<std::string_view, Provenance> trained_;  // models and data sets in such a relation
  std::map<std::string_view, Provenance> used_;
};

Scorer::Scorer(const Bom& bom) : bom_(bom) {
  for (const Component& one : bom.components) {
    if (!bom.metadata.subject.empty() && one.id == bom.metadata.subject) {
      subject_ = &one;
      // A document may describe one model.
      if (one.kind != ComponentKind::model && one.kind != ComponentKind::dataset) continue;
    }
    if (one.kind == ComponentKind::model) models_.push_back(&one);
    if (one.kind == ComponentKind::dataset) datasets_.push_back(&one);
    if (one.kind == ComponentKind::package || one.kind == ComponentKind::model ||
        one.kind == ComponentKind::dataset || one.kind == ComponentKind::runtime) {
      components_.push_back(&one);
    }
  }
  for (const Relation& one : bom.relations) {
    if (one.kind != "trained-on" && one.kind != "tested-on" && one.kind != "derived-from") continue;
    trained_.emplace(one.from, one.provenance);
    if (one.kind != "derived-from") used_.emplace(one.to, one.provenance);
  }
}

Answer Scorer::document(std::string_view what) const {
  const Metadata& about = bom_.metadata;
  const bool ours = bom_.format.empty();  // what the writer adds by itself
  const auto said = [](std::string_view value, Provenance how) -> Answer {
    if (!says_something(value)) return std::nullopt;
    return Statement{std::string(value), how};
  };
  const auto here = ours ? Provenance::observed : Provenance::declared;
  if (what == "AUTHOR") {
    for (const std::string& author : about.authors) {
      if (Answer answer = said(author, Provenance::declared)) return answer;
    }
    return said(about.supplier, Provenance::declared);
  }
  if (what == "EDITION") {
    return said(about.version.empty() ? about.serial : about.version,
                ours ? Provenance::derived : Provenance::declared);
  }
  if (what == "FORMAT")
    return Statement{ours ? "CycloneDX or SPDX" : bom_.format, Provenance::observed};
  if (what == "SIGNATURE") {
    if (!about.is_signed) return std::nullopt;
    return Statement{"present, not verified", Provenance::declared};
  }
  if (what == "TOOL" || what == "TOOL-VERSION") {
    for (const Tool& tool : about.tools) {
      if (Answer answer = said(what == "TOOL" ? tool.name : tool.version, here)) return answer;
    }
    return std::nullopt;
  }
  if (what == "STAGE") {
    return about.lifecycles.empty() ? std::nullopt : said(about.lifecycles.front(), here);
  }
  if (what == "TIME") return said(about.timestamp, here);
  if (what == "RELATIONS") {
    for (const Relation& one : bom_.relations) {
      if (one.to.empty()) continue;
      return Statement{std::to_string(bom_.relations.size()) + " relations", one.provenance};
    }
    return std::nullopt;
  }
  if (what == "COMPONENTS") {
    if (bom_.components.size() <= (subject_ != nullptr ? 1U : 0U)) return std::nullopt;
    return Statement{std::to_string(bom_.components.size()) + " components",
                     bom_.components.front().provenance};
  }
  if (what == "FINDINGS") {
    if (!bom_.findings.empty()) {
      return Statement{std::to_string(bom_.findings.size()) + " findings",
                       ours ? Provenance::observed : Provenance::declared};
    }
    for (const Component& one : bom_.components) {
      for (const Attribute& attribute : one.attributes) {
        if (attribute.key == "reference:advisories" ||
            attribute.key == "reference:exploitability-statement") {
          if (counts(attribute)) return Statement{attribute.value, attribute.provenance};
        }
      }
    }
    return std::nullopt;
  }
  for (const Component& one : bom_.components) {
    if (&one == subject_) continue;
    if (what == "SOFTWARE" &&
        (one.kind == ComponentKind::package || one.kind == ComponentKind::runtime)) {
      return Statement{one.name, one.provenance};
    }
    if (what == "HARDWARE" && (one.type == "device" || one.name.find("gpu") != std::string::npos ||
                               one.name.find("accelerator") != std::string::npos)) {
      return Statement{one.name, one.provenance};
    }
    for (const Attribute& attribute : one.attributes) {
      if (what == "HARDWARE" && attribute.key == "hardware" && counts(attribute)) {
        return Statement{attribute.value, attribute.provenance};
      }
      if (what != "SECURITY-METRICS" || stem(attribute.key) != "metric") continue;
      for (const std::string_view word : {"attack", "robust", "adversarial", "cvss", "jailbreak",
                                          "injection", "toxicity", "security"}) {
        if (attribute.key.find(word) != std::string::npos && counts(attribute)) {
          return Statement{attribute.key + " " + attribute.value, attribute.provenance};
        }
      }
    }
  }
  return std::nullopt;
}

Answer Scorer::special(const Component& component, std::string_view word) const {
  if (word == "NAME" || word == "VERSION") {
    const std::string& value = word == "NAME" ? component.name : component.version;
    if (!says_something(value)) return std::nullopt;
    return Statement{value, component.provenance};
  }
  if (word == "TRAINED" || word == "USED") {
    const auto& from = word == "TRAINED" ? trained_ : used_;
    const auto found = from.find(component.id);
    if (found == from.end()) return std::nullopt;
    return Statement{"a relation", found->second};
  }
  if (word == "SUPPLIER") {
    if (!says_something(bom_.metadata.supplier)) return std::nullopt;
    return Statement{bom_.metadata.supplier, Provenance::declared};
  }
  if (word == "FLOWS") {
    for (const Component& one : bom_.components) {
      for (const Attribute& attribute : one.attributes) {
        if (attribute.key == "data-flow" && counts(attribute)) {
          return Statement{attribute.value, attribute.provenance};
        }
      }
    }
    return std::nullopt;
  }
  if (word == "DECLARATIONS" || word == "STANDARDS") {
    const char* member = word == "DECLARATIONS" ? "declarations" : "definitions";
    if (find_raw(bom_.raw, member) == nullptr) return std::nullopt;
    return Statement{member, Provenance::declared};
  }
  if (word == "POLICY") {
    for (const Component& one : bom_.components) {
      for (const Attribute& attribute : one.attributes) {
        if ((attribute.key == "reference:security-contact" ||
             attribute.key == "reference:rfc-9116") &&
            counts(attribute)) {
          return Statement{attribute.value, attribute.provenance};
        }
      }
    }
  }
  return std::nullopt;
}

// The strongest statement: what was observed counts before what somebody wrote.
Answer Scorer::component(const Component& component, std::string_view keys) const {
  Answer best;
  for (const std::string_view key : words(keys, ' ')) {
    Answer answer;
    if (key.front() >= 'A' && key.front() <= 'Z') {
      answer = special(component, key);
    } else {
      for (const Attribute& attribute : component.attributes) {
        const bool named =
            key.ends_with(':') ? attribute.key.starts_with(key) : attribute.key == key;
        if (!named || !counts(attribute)) continue;
        if (!answer || attribute.provenance < answer->provenance) {
          answer = Statement{attribute.value, attribute.provenance};
        }
      }
    }
    if (answer && (!best || answer->provenance < best->provenance)) best = std::move(answer);
  }
  return best;
}

ScoredElement Scorer::element(const Question& question) const {
  ScoredElement out;
  out.id = question.id;
  const scan::Catalog& catalog = scan::Catalog::embedded();
  const bool g7 = question.id.starts_with("G7");
  const auto text = words(
      catalog.list(g7 ? "bom-g7-elements" : "bom-cisa-elements", question.id).value_or(""), '|');
  if (text.size() == 3) {
    out.group = text[0];
    out.label = text[1];
    out.fill = text[2];
  }
  std::vector<const Component*> asked;
  switch (question.scope) {
    case Scope::document:
      break;
    case Scope::subject:
      if (subject_ != nullptr) asked = {subject_};
      break;
    case Scope::models:
      asked = models_;
      break;
    case Scope::datasets:
      asked = datasets_;
      break;
    case Scope::components:
      asked = components_;
      break;
  }
  const auto take = [&out](const Answer& answer) {
    if (!answer) return;
    if (out.have == 0 || answer->provenance > out.provenance) out.provenance = answer->provenance;
    if (out.have == 0) out.value = answer->value;
    ++out.have;
  };
  if (question.scope == Scope::document) {
    out.of = 1;
    take(document(question.keys));
  } else if (question.scope == Scope::subject && subject_ == nullptr) {
    out.of = 1;  // a document that describes nothing in particular
  } else {
    out.of = asked.size();
    for (const Component* one : asked) take(component(*one, question.keys));
  }
  // A system without models of its own has no model to describe; one with models was trained on
  // something.
  const bool data_expected = question.scope == Scope::datasets && !models_.empty();
  if (out.of == 0 && !data_expected) {
    out.state = State::not_applicable;
  } else if (out.have == 0) {
    out.state = question.who == Who::human ? State::needs_human : State::missing;
  } else {
    out.state = out.have == out.of ? State::met : State::partly;
  }
  if (out.have == 0) out.provenance = Provenance::unknown;
  constexpr std::size_t kMostValue = 80;
  if (out.value.size() > kMostValue) {
    std::size_t cut = kMostValue;
    while (cut > 0 && (static_cast<unsigned char>(out.value[cut]) & 0xc0) == 0x80) --cut;
    out.value = out.value.substr(0, cut) + "...";
  }
  if (out.state == State::met || out.state == State::not_applicable) out.fill.clear();
  return out;
}

constexpr std::array<std::string_view, kStates> kNames{"met", "partly", "missing", "needs-human",
                                                       "not-applicable"};

}  // namespace

std::string_view name(State state) { return kNames[static_cast<std::size_t>(state)]; }

std::string_view name(Standard standard) {
  constexpr std::array<std::string_view, 3> kStandards{"g7", "cisa", "ntia"};
  return kStandards[static_cast<std::size_t>(standard)];
}

std::string_view title(Standard standard) {
  constexpr std::array<std::string_view, 3> kTitles{
      "G7 SBOM for AI, minimum elements (2026-05-12)",
      "CISA minimum elements for an SBOM (draft, 2025-08-22)",
      "NTIA minimum elements for an SBOM (2021-07-12)"};
  return kTitles[static_cast<std::size_t>(standard)];
}

std::size_t Score::count(State state) const {
  return static_cast<std::size_t>(
      std::count_if(elements.begin(), elements.end(),
                    [&](const ScoredElement& one) { return one.state == state; }));
}

Score score(const Bom& bom, Standard standard) {
  const Scorer scorer(bom);
  Score out;
  out.standard = standard;
  for (const Question& question : questions(standard)) {
    out.elements.push_back(scorer.element(question));
  }
  return out;
}

}  // namespace bartizan::assure::bom
