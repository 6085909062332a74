#include "assure/bom/spdx_element.h"

#include <algorithm>
#include <array>
#include <span>

#include "assure/bom/spdx_write.h"
#include "assure/parse/bom/schema.h"
#include "assure/parse/bom/spdx_names.h"
#include "assure/parse/bom/vocabulary.h"

namespace bartizan::assure::bom {
namespace {

using record::Attribute;
using record::ComponentKind;

enum class Form {
  text,        // one text; several values are joined by line breaks
  list,        // an array of texts
  dictionary,  // DictionaryEntry objects, keyed by the attribute's qualifier
  time,        // YYYY-MM-DDTHH:MM:SSZ
  iri,
  number,
  value,   // one of a few values
  values,  // several of a few values
};
struct Member {
  std::string_view name;
  Form form;
  std::string_view key;     // of the attributes
  std::string_view values;  // "yes no"
};

constexpr std::array kEvery{Member{"description", Form::text, "description", {}},
                            Member{"releaseTime", Form::time, "release-time", {}},
                            Member{"builtTime", Form::time, "built-time", {}},
                            Member{"software_copyrightText", Form::text, "copyright", {}}};
constexpr std::array kPackage{
    Member{"software_packageUrl", Form::iri, "purl", {}},
    Member{"software_downloadLocation", Form::iri, "download-location", {}},
    Member{"software_homePage", Form::iri, "homepage", {}},
    Member{"software_sourceInfo", Form::text, "source-information", {}}};
constexpr std::array kModel{
    Member{"ai_autonomyType", Form::value, "autonomy", "yes no noAssertion"},
    Member{"ai_domain", Form::list, "task", {}},
    Member{"ai_hyperparameter", Form::dictionary, "hyperparameter:", {}},
    Member{"ai_informationAboutApplication", Form::text, "application-information", {}},
    Member{"ai_informationAboutTraining", Form::text, "training-information", {}},
    Member{"ai_limitation", Form::text, "limitation", {}},
    Member{"ai_metric", Form::dictionary, "metric:", {}},
    Member{"ai_metricDecisionThreshold", Form::dictionary, "metric-threshold:", {}},
    Member{"ai_modelDataPreprocessing", Form::list, "model-preprocessing", {}},
    Member{"ai_modelExplainability", Form::list, "explainability", {}},
    Member{"ai_safetyRiskAssessment", Form::value, "safety-risk", "serious high medium low"},
    Member{"ai_standardCompliance", Form::list, "standard", {}},
    Member{"ai_typeOfModel", Form::list, "architecture", {}},
    Member{"ai_useSensitivePersonalInformation", Form::value, "sensitive-personal-information",
           "yes no noAssertion"}};
constexpr std::array kDataset{
    Member{"dataset_anonymizationMethodUsed", Form::list, "anonymization", {}},
    Member{"dataset_confidentialityLevel", Form::value, "classification", "red amber green clear"},
    Member{"dataset_dataCollectionProcess", Form::text, "collection-process", {}},
    Member{"dataset_dataPreprocessing", Form::list, "dataset-preprocessing", {}},
    Member{"dataset_datasetAvailability", Form::value, "dataset-availability",
           "clickthrough directDownload query registration scrapingScript"},
    Member{"dataset_datasetNoise", Form::text, "dataset-noise", {}},
    Member{"dataset_datasetSize", Form::number, "dataset-size", {}},
    Member{
        "dataset_datasetType", Form::values, "dataset-type",
        "audio categorical graph image noAssertion numeric other sensor structured syntactic text "
        "timeseries timestamp video"},
    Member{"dataset_datasetUpdateMechanism", Form::text, "dataset-update", {}},
    Member{"dataset_hasSensitivePersonalInformation", Form::value, "sensitive-personal-information",
           "yes no noAssertion"},
    Member{"dataset_intendedUse", Form::text, "intended-use", {}},
    Member{"dataset_knownBias", Form::list, "known-bias", {}},
    Member{"dataset_sensor", Form::dictionary, "sensor:", {}}};

bool one_of(std::string_view values, std::string_view wanted) {
  std::size_t from = 0;
  while (from <= values.size()) {
    const std::size_t end = std::min(values.find(' ', from), values.size());
    if (values.substr(from, end - from) == wanted) return true;
    from = end + 1;
  }
  return false;
}

bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= 18 && text.find_first_not_of("0123456789") == text.npos;
}

bool fits(const Member& member, const Attribute& attribute) {
  if (attribute.value.empty()) return false;
  switch (member.form) {
    case Form::time:
      return !spdx_time(attribute.value).empty();
    case Form::number:
      return is_number(attribute.value);
    case Form::value:
    case Form::values:
      return one_of(member.values, attribute.value);
    case Form::iri:
      return is_node_id(attribute.value);
    case Form::text:
    case Form::list:
    case Form::dictionary:
      return true;
  }
  return false;
}

std::vector<const Attribute*> of(const Component& component, const Member& member) {
  std::vector<const Attribute*> out;
  for (const Attribute& attribute : component.attributes) {
    const bool named = member.key.ends_with(':') ? attribute.key.starts_with(member.key)
                                                 : attribute.key == member.key;
    if (named && fits(member, attribute)) out.push_back(&attribute);
  }
  const bool many = member.form == Form::list || member.form == Form::values ||
                    member.form == Form::dictionary || member.form == Form::text;
  if (!many && out.size() > 1) out.resize(1);
  return out;
}

class Members {
 public:
  Members(Out& out, Element& element) : out_(out), element_(element) {}

  void write(std::span<const Member> members) {
    for (const Member& member : members) one(member);
  }
  void agents(std::string_view name, std::initializer_list<std::string_view> keys, bool single,
              const std::function<std::string(std::string_view)>& agent);
  void hashes();
  void references();
  void identifiers();
  void energy();

 private:
  void one(const Member& member);

  Out& out_;
  Element& element_;
};

void Members::one(const Member& member) {
  const std::vector<const Attribute*> all = of(*element_.component, member);
  if (all.empty()) return;
  if (member.form == Form::list || member.form == Form::values) {
    out_.array(member.name);
    for (const Attribute* attribute : all) out_.item(attribute->value);
    out_.close();
    return;
  }
  if (member.form == Form::dictionary) {
    out_.array(member.name);
    for (const Attribute* attribute : all) {
      out_.object();
      out_.field("type", "DictionaryEntry");
      out_.field("key", qualifier(attribute->key));
      out_.field("value", attribute->value);
      out_.close();
    }
    out_.close();
    return;
  }
  if (member.form == Form::number) {
    out_.json(member.name, all.front()->value);
    return;
  }
  if (member.form == Form::time) {
    out_.field(member.name, spdx_time(all.front()->value));
    return;
  }
  std::string text;
  for (const Attribute* attribute : all) {
    if (!text.empty()) text += '\n';
    text += attribute->value;
  }
  out_.field(member.name, member.form == Form::iri ? iri(text) : text);
}

void Members::agents(std::string_view name, std::initializer_list<std::string_view> keys,
                     bool single, const std::function<std::string(std::string_view)>& agent) {
  std::vector<std::string> ids;
  for (const Attribute& attribute : element_.component->attributes) {
    if (std::find(keys.begin(), keys.end(), attribute.key) == keys.end()) continue;
    if (!says_something(attribute.value)) continue;
    const std::string id = agent(attribute.value);
    if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
    if (single) break;
  }
  if (ids.empty()) return;
  // The Dataset profile allows one originator.
  if (element_.type == "dataset_DatasetPackage") ids.resize(1);
  if (single) {
    out_.field(name, ids.front());
    return;
  }
  out_.array(name);
  for (const std::string& id : ids) out_.item(id);
  out_.close();
}

void Members::hashes() {
  bool any = false;
  for (const Attribute& attribute : element_.component->attributes) {
    const std::string_view algorithm = spdx_hash(qualifier(attribute.key));
    if (stem(attribute.key) != "hash" || algorithm.empty()) continue;
    if (!any) out_.array("verifiedUsing");
    any = true;
    out_.object();
    out_.field("type", "Hash");
    out_.field("algorithm", algorithm);
    out_.field("hashValue", attribute.value);
    out_.close();
  }
  if (any) out_.close();
}

void Members::references() {
  bool any = false;
  for (const Attribute& attribute : element_.component->attributes) {
    const bool url = attribute.key == "url";
    if (stem(attribute.key) != "reference" && !url) continue;
    if (!any) out_.array("externalRef");
    any = true;
    const std::string_view ours = url ? std::string_view("url") : qualifier(attribute.key);
    const std::string_view type = spdx_reference(ours);
    // Several of ours share one of theirs; the comment tells which it was.
    const bool exact = cyclonedx_reference(type) == ours;
    out_.object();
    out_.field("type", "ExternalRef");
    out_.field("externalRefType", type.empty() ? std::string_view("other") : type);
    out_.array("locator");
    out_.item(attribute.value);
    out_.close();
    if (!exact) out_.field("comment", ours);
    out_.close();
  }
  if (any) out_.close();
}

void Members::identifiers() {
  bool any = false;
  for (const Attribute& attribute : element_.component->attributes) {
    if (attribute.key != "cpe") continue;
    if (!any) out_.array("externalIdentifier");
    any = true;
    out_.object();
    out_.field("type", "ExternalIdentifier");
    out_.field("externalIdentifierType",
               attribute.value.starts_with("cpe:2.3:") ? "cpe23" : "cpe22");
    out_.field("identifier", attribute.value);
    out_.close();
  }
  if (any) out_.close();
}

// "12 kWh" of training, fine-tuning and inference; other activities have no place.
constexpr std::array<std::array<std::string_view, 2>, 3> kEnergy{
    {{"energy:training", "ai_trainingEnergyConsumption"},
     {"energy:fine-tuning", "ai_finetuningEnergyConsumption"},
     {"energy:inference", "ai_inferenceEnergyConsumption"}}};

std::string_view kilowatt_hours(const Attribute& attribute) {
  const std::string_view text = attribute.value;
  const std::size_t space = text.find(' ');
  if (space == text.npos || text.substr(space + 1) != "kWh") return {};
  const std::string_view number = text.substr(0, space);
  return number.find_first_not_of("0123456789.") == number.npos && !number.starts_with('.')
             ? number
             : std::string_view();
}

void Members::energy() {
  bool any = false;
  for (const auto& [key, name] : kEnergy) {
    for (const Attribute& attribute : element_.component->attributes) {
      if (attribute.key != key || kilowatt_hours(attribute).empty()) continue;
      if (!any) {
        out_.object("ai_energyConsumption");
        out_.field("type", "ai_EnergyConsumption");
      }
      any = true;
      out_.array(name);
      out_.object();
      out_.field("type", "ai_EnergyConsumptionDescription");
      out_.field("ai_energyQuantity", kilowatt_hours(attribute));
      out_.field("ai_energyUnit", "kilowattHour");
      out_.close();
      out_.close();
      break;
    }
  }
  if (any) out_.close();
}

}  // namespace

Element element_of(const Component& component) {
  Element element;
  element.component = &component;
  const bool file = component.type == "file";
  element.type = component.type == "machine-learning-model" ? "ai_AIPackage"
                 : component.type == "data"                 ? "dataset_DatasetPackage"
                 : file                                     ? "software_File"
                                                            : "software_Package";
  const auto hold = [&](std::span<const Member> members) {
    for (const Member& member : members) {
      // Joined texts and times lose how they were written.
      const std::vector<const Attribute*> all = of(component, member);
      if (all.size() > 1 && member.form == Form::text) continue;
      for (const Attribute* one : all) {
        if (member.form == Form::time && spdx_time(one->value) != one->value) continue;
        element.held.insert(one);
      }
    }
  };
  hold(kEvery);
  if (!file) hold(kPackage);
  if (element.type == "ai_AIPackage") hold(kModel);
  if (element.type == "dataset_DatasetPackage") hold(kDataset);
  bool supplied = false;
  bool originated = false;
  for (const Attribute& attribute : component.attributes) {
    const std::string_view word = stem(attribute.key);
    if (attribute.key == "supplier" && !supplied && says_something(attribute.value)) {
      supplied = true;
      element.held.insert(&attribute);
    } else if (attribute.key == "manufacturer" && says_something(attribute.value)) {
      element.held.insert(&attribute);
      originated = true;
    } else if (attribute.key == "creator" || attribute.key == "author" ||
               attribute.key == "publisher" || attribute.key == "data-owner") {
      originated = originated || says_something(attribute.value);
    } else if (word == "hash") {
      if (!spdx_hash(qualifier(attribute.key)).empty()) element.held.insert(&attribute);
    } else if (word == "reference" || attribute.key == "cpe" || attribute.key == "url") {
      element.held.insert(&attribute);
    } else if (attribute.key == "licence") {
      if (says_something(attribute.value)) element.held.insert(&attribute);
    } else if (word == "energy" && element.type == "ai_AIPackage") {
      const bool known = std::any_of(kEnergy.begin(), kEnergy.end(),
                                     [&](const auto& pair) { return pair[0] == attribute.key; });
      if (known && !kilowatt_hours(attribute).empty()) element.held.insert(&attribute);
    }
    if (!element.held.contains(&attribute)) {
      element.losses.push_back({component.id, attribute.key,
                                "SPDX 3.0.1 has no member for it; kept in Bartizan's annotation",
                                true});
    }
  }
  if (file && !component.version.empty()) {
    element.losses.push_back({component.id, "version", "a file of SPDX 3.0.1 has none"});
  }
  const auto want = [&](bool known, const char* what) {
    if (!known) element.unmet.emplace_back(what);
  };
  const auto has = [&](const Member& member) { return !of(component, member).empty(); };
  if (element.type == "ai_AIPackage" || element.type == "dataset_DatasetPackage") {
    want(has(kEvery[1]), "releaseTime");
    want(has(kPackage[1]), "software_downloadLocation");
  }
  if (element.type == "ai_AIPackage") {
    want(supplied, "suppliedBy");
    want(!component.version.empty(), "software_packageVersion");
  } else if (element.type == "dataset_DatasetPackage") {
    want(originated, "originatedBy");
    want(has(kEvery[2]), "builtTime");
    want(has(kDataset[7]), "dataset_datasetType");
  }
  return element;
}

void Element::write(Out& out, const std::function<std::string(std::string_view)>& agent) {
  const bool file = type == "software_File";
  out.field("name", component->name);
  Members members(out, *this);
  members.write(kEvery);
  members.agents("suppliedBy", {"supplier"}, true, agent);
  members.agents("originatedBy", {"manufacturer", "creator", "author", "publisher", "data-owner"},
                 false, agent);
  members.hashes();
  members.references();
  members.identifiers();
  std::string_view purpose = spdx_purpose(component->type);
  if (component->type == "service") purpose = "application";
  out.field("software_primaryPurpose", purpose.empty() ? std::string_view("other") : purpose);
  if (file) return;
  if (!component->version.empty()) out.field("software_packageVersion", component->version);
  members.write(kPackage);
  if (type == "ai_AIPackage") {
    members.write(kModel);
    members.energy();
  }
  if (type == "dataset_DatasetPackage") {
    members.write(kDataset);
    // The JSON Schema wants a type; this value says that nobody knows it.
    if (of(*component, kDataset[7]).empty()) {
      out.array("dataset_datasetType");
      out.item("noAssertion");
      out.close();
    }
  }
}

}  // namespace bartizan::assure::bom
