#include "assure/parse/bom/spdx_read.h"

#include <array>
#include <charconv>
#include <map>
#include <set>

#include "assure/parse/bom/reading.h"
#include "assure/parse/bom/schema.h"
#include "assure/parse/bom/spdx_names.h"

namespace bartizan::assure::bom {
namespace {

using record::Provenance;
using text::Node;

struct Member {
  std::string_view name;
  std::string_view key;
};
// Members that are one text, number or value, or an array of those.
constexpr std::array kMembers{
    Member{"description", "description"},
    Member{"releaseTime", "release-time"},
    Member{"builtTime", "built-time"},
    Member{"software_copyrightText", "copyright"},
    Member{"software_packageUrl", "purl"},
    Member{"software_downloadLocation", "download-location"},
    Member{"software_homePage", "homepage"},
    Member{"software_sourceInfo", "source-information"},
    Member{"ai_autonomyType", "autonomy"},
    Member{"ai_domain", "task"},
    Member{"ai_informationAboutApplication", "application-information"},
    Member{"ai_informationAboutTraining", "training-information"},
    Member{"ai_limitation", "limitation"},
    Member{"ai_modelDataPreprocessing", "model-preprocessing"},
    Member{"ai_modelExplainability", "explainability"},
    Member{"ai_safetyRiskAssessment", "safety-risk"},
    Member{"ai_standardCompliance", "standard"},
    Member{"ai_typeOfModel", "architecture"},
    Member{"ai_useSensitivePersonalInformation", "sensitive-personal-information"},
    Member{"dataset_anonymizationMethodUsed", "anonymization"},
    Member{"dataset_confidentialityLevel", "classification"},
    Member{"dataset_dataCollectionProcess", "collection-process"},
    Member{"dataset_dataPreprocessing", "dataset-preprocessing"},
    Member{"dataset_datasetAvailability", "dataset-availability"},
    Member{"dataset_datasetNoise", "dataset-noise"},
    Member{"dataset_datasetSize", "dataset-size"},
    Member{"dataset_datasetType", "dataset-type"},
    Member{"dataset_datasetUpdateMechanism", "dataset-update"},
    Member{"dataset_hasSensitivePersonalInformation", "sensitive-personal-information"},
    Member{"dataset_intendedUse", "intended-use"},
    Member{"dataset_knownBias", "known-bias"}};
constexpr std::array kDictionaries{
    Member{"ai_hyperparameter", "hyperparameter:"}, Member{"ai_metric", "metric:"},
    Member{"ai_metricDecisionThreshold", "metric-threshold:"}, Member{"dataset_sensor", "sensor:"}};
constexpr std::array kEnergy{Member{"ai_trainingEnergyConsumption", "energy:training"},
                             Member{"ai_finetuningEnergyConsumption", "energy:fine-tuning"},
                             Member{"ai_inferenceEnergyConsumption", "energy:inference"}};

std::string_view id_of(const Node& node) {
  const std::string_view id = node.string("spdxId");
  return id.empty() ? node.string("@id") : id;
}

// A member that names an element, or holds it.
std::string_view target(const Node* node) {
  if (node == nullptr) return {};
  return node->is_object() ? id_of(*node) : scalar(node);
}

bool is_component(std::string_view type) {
  return type == "software_Package" || type == "ai_AIPackage" || type == "dataset_DatasetPackage" ||
         type == "software_File" || type == "software_Snippet";
}

class Reader {
 public:
  Reader(const Node& document, base::Budget& budget) : document_(document), budget_(budget) {}
  Bom read();

 private:
  void component(const Node& node);
  void members(const Node& node, Keeper& keeper);
  void parts(const Node& node, Keeper& keeper);
  void relationship(const Node& node);
  void annotation(const Node& node);
  void creation(const Node& node);
  void finding(const Node& node);
  std::string name_of(std::string_view id) const;
  Component* find(std::string_view id);

  const Node& document_;
  base::Budget& budget_;
  Bom bom_;
  std::map<std::string_view, const Node*> elements_;
  std::map<std::string, std::size_t, std::less<>> components_;
  std::map<std::string, std::size_t, std::less<>> findings_;
};

Component* Reader::find(std::string_view id) {
  const auto found = components_.find(id);
  return found == components_.end() ? nullptr : &bom_.components[found->second];
}

std::string Reader::name_of(std::string_view id) const {
  const auto found = elements_.find(id);
  if (found == elements_.end()) return std::string(id);
  const std::string_view name = found->second->string("name");
  return std::string(name.empty() ? id : name);
}

void Reader::members(const Node& node, Keeper& keeper) {
  for (const Member& member : kMembers) {
    const Node* value = node.find(member.name);
    if (value == nullptr) continue;
    const std::string key(member.key);
    if (!value->is_array()) {
      keeper.keep(key, value, {});
      continue;
    }
    for (const Node& one : value->items) keeper.keep(key, &one, {});
  }
  for (const Member& member : kDictionaries) {
    const Node* list = node.find(member.name);
    if (list == nullptr) continue;
    for (const Node& one : list->items) {
      const Node* key = one.find("key");
      const Node* value = one.find("value");
      if (key == nullptr || scalar(value).empty()) continue;
      keeper.keep(std::string(member.key) + key->text, value->text, {},
                  {key, value, one.find("type")});
    }
  }
  const Node* energy = node.find("ai_energyConsumption");
  if (energy == nullptr) return;
  keeper.taken(energy->find("type"));
  for (const Member& member : kEnergy) {
    const Node* list = energy->find(member.name);
    if (list == nullptr) continue;
    for (const Node& one : list->items) {
      const Node* amount = one.find("ai_energyQuantity");
      const Node* unit = one.find("ai_energyUnit");
      if (scalar(amount).empty() || scalar(unit).empty()) continue;
      keeper.keep(std::string(member.key),
                  amount->text + " " + (unit->text == "kilowattHour" ? "kWh" : unit->text), {},
                  {amount, unit, one.find("type")});
    }
  }
}

void Reader::parts(const Node& node, Keeper& keeper) {
  if (const Node* list = node.find("verifiedUsing")) {
    for (const Node& one : list->items) {
      const Node* algorithm = one.find("algorithm");
      const Node* value = one.find("hashValue");
      if (scalar(algorithm).empty() || scalar(value).empty()) continue;
      const std::string_view ours = cyclonedx_hash(algorithm->text);
      keeper.keep("hash:" + std::string(ours.empty() ? std::string_view(algorithm->text) : ours),
                  value->text, {}, {algorithm, value, one.find("type")});
    }
  }
  if (const Node* list = node.find("externalRef")) {
    for (const Node& one : list->items) {
      const Node* type = one.find("externalRefType");
      const Node* comment = one.find("comment");
      const Node* locators = one.find("locator");
      if (locators == nullptr) continue;
      std::string ours(cyclonedx_reference(scalar(type)));
      // Our writer names its own word where theirs is shared by several.
      if (const std::string_view said = scalar(comment);
          !said.empty() && (said == "url" || spdx_reference(said) == scalar(type) ||
                            (ours.empty() && said.find(' ') == said.npos))) {
        ours = said;
        keeper.taken(comment);
      }
      if (ours.empty()) ours = type == nullptr ? "other" : type->text;
      const std::string key = ours == "url" ? ours : "reference:" + ours;
      for (const Node& locator : locators->items) {
        if (scalar(&locator).empty()) continue;
        keeper.keep(key, locator.text, {}, {&locator, type, one.find("type")});
      }
    }
  }
  if (const Node* list = node.find("externalIdentifier")) {
    for (const Node& one : list->items) {
      const Node* type = one.find("externalIdentifierType");
      const Node* value = one.find("identifier");
      const std::string_view kind = scalar(type);
      if (kind != "cpe22" && kind != "cpe23" && kind != "packageUrl") continue;
      if (scalar(value).empty()) continue;
      keeper.keep(kind == "packageUrl" ? "purl" : "cpe", value->text, {},
                  {type, value, one.find("type")});
    }
  }
  if (const Node* by = node.find("suppliedBy")) {
    keeper.keep("supplier", name_of(target(by)), {}, {by});
  }
  if (const Node* list = node.find("originatedBy")) {
    for (const Node& one : list->items) {
      keeper.keep("manufacturer", name_of(target(&one)), {}, {&one});
    }
  }
}

void Reader::component(const Node& node) {
  Component made;
  const std::string_view type = node.string("type");
  made.type = std::string(type_of_purpose(node.string("software_primaryPurpose")));
  if (type == "ai_AIPackage") made.type = "machine-learning-model";
  if (type == "dataset_DatasetPackage") made.type = "data";
  if (type == "software_File" || type == "software_Snippet") made.type = "file";
  if (made.type.empty()) made.type = "library";
  made.kind = kind_of(made.type);
  made.id = std::string(id_of(node));
  made.name = std::string(node.string("name"));
  made.version = std::string(node.string("software_packageVersion"));
  made.provenance = Provenance::declared;
  if (made.id.empty() || components_.contains(made.id)) {
    made.id = "#/@graph/" + std::to_string(bom_.components.size());
    while (components_.contains(made.id)) made.id += '_';
  }
  Keeper keeper(made, nullptr);
  for (const char* known : {"type", "spdxId", "creationInfo", "name", "software_packageVersion",
                            "software_primaryPurpose"}) {
    keeper.taken(node.find(known));
  }
  members(node, keeper);
  parts(node, keeper);
  made.raw.push_back(keeper.element(node));
  components_.emplace(made.id, bom_.components.size());
  bom_.components.push_back(std::move(made));
}

void Reader::creation(const Node& node) {
  Metadata& about = bom_.metadata;
  if (about.timestamp.empty()) about.timestamp = std::string(node.string("created"));
  if (const Node* list = node.find("createdBy")) {
    for (const Node& one : list->items) {
      const std::string_view id = target(&one);
      const auto found = elements_.find(id);
      // A program is a tool, not an author.
      if (found != elements_.end() && found->second->string("type") == "SoftwareAgent") continue;
      about.authors.push_back(name_of(id));
    }
  }
  if (const Node* list = node.find("createdUsing")) {
    for (const Node& one : list->items) {
      const std::string name = name_of(target(&one));
      const std::size_t space = name.rfind(' ');
      const bool version = space != name.npos && space + 1 < name.size() &&
                           name[space + 1] >= '0' && name[space + 1] <= '9';
      about.tools.push_back({{},
                             name.substr(0, version ? space : name.npos),
                             version ? name.substr(space + 1) : std::string()});
    }
  }
}

void Reader::finding(const Node& node) {
  Finding made;
  made.id = std::string(node.string("name"));
  made.text = std::string(node.string("description"));
  made.remedy = std::string(node.string("comment"));
  // "severity: high; state: ...; source: ..." as our writer puts it
  std::string_view summary = node.string("summary");
  while (!summary.empty()) {
    const std::size_t end = std::min(summary.find("; "), summary.size());
    const std::string_view part = summary.substr(0, end);
    const std::size_t colon = part.find(": ");
    if (colon != part.npos) {
      const std::string_view word = part.substr(0, colon);
      std::string value(part.substr(colon + 2));
      if (word == "severity")
        made.severity = std::move(value);
      else if (word == "state")
        made.state = std::move(value);
      else if (word == "source")
        made.source = std::move(value);
    }
    summary.remove_prefix(std::min(end + 2, summary.size()));
  }
  findings_.emplace(std::string(id_of(node)), bom_.findings.size());
  bom_.findings.push_back(std::move(made));
}

void Reader::relationship(const Node& node) {
  const std::string from(target(node.find("from")));
  const std::string_view type = node.string("relationshipType");
  const Node* list = node.find("to");
  if (list == nullptr || from.empty()) return;
  std::string kind(relation_of(type));
  Provenance how = Provenance::declared;
  // "bartizan: uses observed"
  constexpr std::string_view kOurs = "bartizan: ";
  std::string_view comment = node.string("comment");
  const bool ours = comment.starts_with(kOurs);
  if (ours) {
    comment.remove_prefix(kOurs.size());
    const std::size_t space = comment.find(' ');
    kind = std::string(comment.substr(0, space));
    if (space != comment.npos) {
      how = record::provenance(comment.substr(space + 1)).value_or(Provenance::declared);
    }
  }
  for (const Node& one : list->items) {
    if (!budget_.charge_steps()) return;
    std::string to(target(&one));
    if (type == "hasDeclaredLicense" || type == "hasConcludedLicense") {
      Component* component = find(from);
      const auto licence = elements_.find(to);
      if (component == nullptr || licence == elements_.end()) continue;
      std::string_view text = licence->second->string("simplelicensing_licenseExpression");
      if (text.empty()) text = licence->second->string("simplelicensing_licenseText");
      if (const std::string_view name = licence->second->string("name"); !name.empty()) text = name;
      if (text.empty()) continue;
      component->add("licence", std::string(text));
      continue;
    }
    if (type == "hasAssociatedVulnerability" || type == "affects") {
      const bool forward = type == "affects";
      const auto found = findings_.find(forward ? from : to);
      if (found != findings_.end()) {
        bom_.findings[found->second].affects.push_back(forward ? to : from);
        continue;
      }
    }
    if (to.ends_with("/NoneElement")) to.clear();
    if (type == "ancestorOf") {
      bom_.relations.push_back({to, "derived-from", from, how, true});
    } else if (kind == "part-of") {
      bom_.relations.push_back({to, kind, from, how, true});
    } else {
      bom_.relations.push_back({from, kind.empty() ? std::string(type) : kind, to, how, true});
    }
  }
}

// What our writer had to put beside the element.
void Reader::annotation(const Node& node) {
  Component* component = find(target(node.find("subject")));
  if (component == nullptr || !id_of(node).ends_with("-bartizan")) return;
  const auto said = text::parse_json(node.string("statement"), budget_);
  if (!said) return;
  if (const std::string_view type = said->string("type"); !type.empty()) {
    component->type = type;
    component->kind = kind_of(type);
  }
  if (const auto kind = record::component_kind(said->string("kind"))) component->kind = *kind;
  component->provider = std::string(said->string("provider"));
  if (const auto how = record::provenance(said->string("provenance"))) {
    component->provenance = *how;
  }
  std::map<std::string, std::size_t> next;
  if (const Node* list = said->find("attributes")) {
    for (const Node& one : list->items) {
      if (one.items.size() != 4 || !budget_.charge_steps()) continue;
      const std::string& key = one.items[0].text;
      const auto how = record::provenance(one.items[2].text);
      if (!how) continue;
      if (!one.items[1].text.empty()) {
        component->add(key, one.items[1].text, *how, one.items[3].text);
        continue;
      }
      // The element said it; this is where it is from.
      for (std::size_t i = next[key]; i < component->attributes.size(); ++i) {
        if (component->attributes[i].key != key) continue;
        component->attributes[i].provenance = *how;
        component->attributes[i].source = one.items[3].text;
        next[key] = i + 1;
        break;
      }
    }
  }
  if (const Node* list = said->find("seen")) {
    for (const Node& one : list->items) {
      if (one.items.size() != 4) continue;
      record::Occurrence place{one.items[0].text, 0, one.items[2].text, record::Certainty::high,
                               one.items[3].text};
      const std::string_view line = one.items[1].text;
      std::from_chars(line.begin(), line.end(), place.line);
      component->occurrences.push_back(std::move(place));
    }
  }
}

Bom Reader::read() {
  bom_.format = "spdx";
  bom_.version = "3.0.1";
  std::vector<const Node*> all;
  if (const Node* graph = document_.find("@graph"); graph != nullptr && graph->is_array()) {
    for (const Node& one : graph->items) all.push_back(&one);
  } else {
    all.push_back(&document_);
  }
  for (const Node* one : all) elements_.emplace(id_of(*one), one);
  const auto keep = [this](const Node& node, bool known) {
    bom_.raw.push_back({std::string(id_of(node)), to_json(node), {}});
    if (!known) bom_.raw.back().beyond.push_back(std::string(node.string("type")));
  };
  for (const Node* one : all) {
    if (one->is_object() && is_component(one->string("type")) && budget_.charge_steps()) {
      component(*one);
    } else if (one->string("type") == "security_Vulnerability") {
      finding(*one);
    }
  }
  bool created = false;
  for (const Node* one : all) {
    const std::string_view type = one->string("type");
    if (is_component(type)) continue;
    bool known = true;
    if (type == "CreationInfo") {
      if (!created) creation(*one);
      created = true;
    } else if (type == "SpdxDocument" || type == "software_Sbom" || type == "Bom") {
      if (const std::string_view name = one->string("name"); !name.empty()) {
        if (bom_.metadata.name.empty()) bom_.metadata.name = name;
      }
      if (type == "SpdxDocument") bom_.metadata.serial = std::string(id_of(*one));
      if (const Node* types = one->find("software_sbomType")) {
        for (const Node& kind : types->items) bom_.metadata.lifecycles.push_back(kind.text);
      }
      if (const Node* roots = one->find("rootElement")) {
        for (const Node& root : roots->items) {
          if (find(target(&root)) != nullptr && bom_.metadata.subject.empty()) {
            bom_.metadata.subject = target(&root);
          }
        }
      }
    } else if (type == "Relationship" || type == "LifecycleScopedRelationship") {
      relationship(*one);
    } else if (type != "Annotation" && type != "Organization" && type != "Person" &&
               type != "Tool" && type != "SoftwareAgent" && type != "Agent" &&
               type != "security_Vulnerability" && !type.starts_with("simplelicensing_")) {
      known = false;
    }
    keep(*one, known);
  }
  for (const Node* one : all) {
    if (one->string("type") == "Annotation") annotation(*one);
  }
  return std::move(bom_);
}

}  // namespace

Bom read_spdx3(const Node& document, base::Budget& budget) {
  return Reader(document, budget).read();
}

}  // namespace bartizan::assure::bom
