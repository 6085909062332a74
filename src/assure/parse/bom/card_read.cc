#include "assure/parse/bom/card_read.h"

#include <charconv>

namespace bartizan::assure::bom {
namespace {

using text::Node;

std::string at(const std::string& pointer, std::size_t index) {
  return pointer + "/" + std::to_string(index);
}

// Each item of an array of texts.
void texts(const Node* list, const std::string& key, const std::string& pointer, Keeper& keeper) {
  if (list == nullptr) return;
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    keeper.keep(key, &list->items[i], at(pointer, i));
  }
}

// One member of each item of an array of objects.
void members(const Node* list, const char* member, const std::string& key,
             const std::string& pointer, Keeper& keeper) {
  if (list == nullptr) return;
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    keeper.keep(key, list->items[i].find(member), at(pointer, i) + "/" + member);
  }
}

void hashes(const Node& list, const std::string& pointer, Keeper& keeper) {
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    const Node* alg = list.items[i].find("alg");
    const Node* content = list.items[i].find("content");
    if (alg == nullptr || content == nullptr) continue;
    keeper.keep("hash:" + alg->text, content->text, at(pointer, i) + "/content", {alg, content});
  }
}

void licences(const Node& list, const std::string& pointer, Keeper& keeper) {
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    const Node& one = list.items[i];
    for (const char* which : {"id", "name"}) {
      keeper.keep("licence", one.at({"license", which}), at(pointer, i) + "/license/" + which);
    }
    keeper.keep("licence", one.find("expression"), at(pointer, i) + "/expression");
  }
}

void references(const Node& list, const std::string& pointer, Keeper& keeper) {
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    const Node* type = list.items[i].find("type");
    const Node* url = list.items[i].find("url");
    if (type == nullptr || url == nullptr) continue;
    keeper.keep("reference:" + type->text, url->text, at(pointer, i) + "/url", {type, url});
  }
}

void energy(const Node* list, const std::string& pointer, Keeper& keeper) {
  if (list == nullptr) return;
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    const Node* activity = list->items[i].find("activity");
    const Node* value = list->items[i].at({"activityEnergyCost", "value"});
    const Node* unit = list->items[i].at({"activityEnergyCost", "unit"});
    if (activity == nullptr || value == nullptr || unit == nullptr) continue;
    keeper.keep("energy:" + activity->text, value->text + " " + unit->text,
                at(pointer, i) + "/activityEnergyCost", {activity, value, unit});
  }
}

void model_card(const Node& card, const std::string& pointer, Keeper& keeper) {
  const std::string parameters = pointer + "/modelParameters";
  if (const Node* node = card.find("modelParameters")) {
    keeper.keep("approach", node->at({"approach", "type"}), parameters + "/approach/type");
    keeper.keep("task", node->find("task"), parameters + "/task");
    keeper.keep("architecture-family", node->find("architectureFamily"),
                parameters + "/architectureFamily");
    keeper.keep("architecture", node->find("modelArchitecture"), parameters + "/modelArchitecture");
    if (const Node* sets = node->find("datasets")) {
      for (std::size_t i = 0; i < sets->items.size(); ++i) {
        keeper.keep("training-data", sets->items[i].find("name"),
                    at(parameters + "/datasets", i) + "/name");
        keeper.taken(sets->items[i].find("type"));
      }
    }
    members(node->find("inputs"), "format", "input-format", parameters + "/inputs", keeper);
    members(node->find("outputs"), "format", "output-format", parameters + "/outputs", keeper);
  }
  if (const Node* list = card.at({"quantitativeAnalysis", "performanceMetrics"})) {
    const std::string place = pointer + "/quantitativeAnalysis/performanceMetrics";
    for (std::size_t i = 0; i < list->items.size(); ++i) {
      const Node* type = list->items[i].find("type");
      const Node* value = list->items[i].find("value");
      const Node* slice = list->items[i].find("slice");
      if (type == nullptr || value == nullptr) continue;
      std::string key = "metric:" + type->text;
      if (slice != nullptr) key += "@" + slice->text;
      keeper.keep(std::move(key), value->text, at(place, i) + "/value", {type, value, slice});
    }
  }
  const Node* node = card.find("considerations");
  if (node == nullptr) return;
  const std::string place = pointer + "/considerations";
  texts(node->find("users"), "user", place + "/users", keeper);
  texts(node->find("useCases"), "use-case", place + "/useCases", keeper);
  texts(node->find("technicalLimitations"), "limitation", place + "/technicalLimitations", keeper);
  texts(node->find("performanceTradeoffs"), "tradeoff", place + "/performanceTradeoffs", keeper);
  members(node->find("ethicalConsiderations"), "name", "ethical-consideration",
          place + "/ethicalConsiderations", keeper);
  members(node->find("fairnessAssessments"), "groupAtRisk", "fairness",
          place + "/fairnessAssessments", keeper);
  energy(node->at({"environmentalConsiderations", "energyConsumptions"}),
         place + "/environmentalConsiderations/energyConsumptions", keeper);
}

void governance(const Node* roles, const char* member, const std::string& key,
                const std::string& pointer, Keeper& keeper) {
  const Node* list = roles == nullptr ? nullptr : roles->find(member);
  if (list == nullptr) return;
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    for (const char* who : {"organization", "contact"}) {
      keeper.keep(key, list->items[i].at({who, "name"}),
                  at(pointer + "/" + member, i) + "/" + who + "/name");
    }
  }
}

void data(const Node& list, const std::string& pointer, Keeper& keeper) {
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    const Node& one = list.items[i];
    const std::string place = at(pointer, i);
    // That a data set is one is no news.
    if (one.string("type") == "dataset") {
      keeper.taken(one.find("type"));
    } else {
      keeper.keep("data-type", one.find("type"), place + "/type");
    }
    keeper.keep("data-name", one.find("name"), place + "/name");
    keeper.keep("data-description", one.find("description"), place + "/description");
    keeper.keep("data-url", one.at({"contents", "url"}), place + "/contents/url");
    keeper.keep("classification", one.find("classification"), place + "/classification");
    texts(one.find("sensitiveData"), "sensitive-data", place + "/sensitiveData", keeper);
    const Node* roles = one.find("governance");
    governance(roles, "owners", "data-owner", place + "/governance", keeper);
    governance(roles, "stewards", "data-steward", place + "/governance", keeper);
    governance(roles, "custodians", "data-custodian", place + "/governance", keeper);
  }
}

void flows(const Node& list, const std::string& pointer, Keeper& keeper) {
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    const Node* flow = list.items[i].find("flow");
    const Node* kind = list.items[i].find("classification");
    if (flow == nullptr || kind == nullptr) continue;
    keeper.keep("data-flow", flow->text + " " + kind->text, at(pointer, i), {flow, kind});
  }
}

void occurrences(const Node& evidence, Keeper& keeper) {
  const Node* list = evidence.find("occurrences");
  if (list == nullptr) return;
  for (const Node& one : list->items) {
    record::Occurrence place;
    place.path = std::string(one.string("location"));
    if (const Node* line = one.find("line")) {
      const std::string_view digits = line->text;
      std::from_chars(digits.begin(), digits.end(), place.line);
    }
    place.evidence = std::string(one.string("additionalContext"));
    for (const char* held : {"location", "line", "additionalContext"}) {
      keeper.taken(one.find(held));
    }
    if (!place.path.empty()) keeper.component().occurrences.push_back(std::move(place));
  }
}

}  // namespace

void read_member(const Node& member, const std::string& pointer, Keeper& keeper, bool of_service) {
  const std::string& key = member.key;
  if (key == "supplier" || key == "manufacturer" || key == "provider") {
    keeper.keep(key, member.find("name"), pointer + "/name");
  } else if (key == "authors") {
    members(&member, "name", "creator", pointer, keeper);
  } else if (key == "hashes") {
    hashes(member, pointer, keeper);
  } else if (key == "licenses") {
    licences(member, pointer, keeper);
  } else if (key == "externalReferences") {
    references(member, pointer, keeper);
  } else if (key == "modelCard") {
    model_card(member, pointer, keeper);
  } else if (key == "data") {
    if (of_service) {
      flows(member, pointer, keeper);
    } else {
      data(member, pointer, keeper);
    }
  } else if (key == "endpoints") {
    texts(&member, "url", pointer, keeper);
  } else if (key == "evidence") {
    occurrences(member, keeper);
  } else if (key == "tags") {
    texts(&member, "tag", pointer, keeper);
  } else if (key == "versionRange") {
    keeper.keep("version-range", &member, pointer);
  } else if (key == "isExternal") {
    keeper.keep("external", &member, pointer);
  } else if (key == "authenticated" || key == "trustZone" || key == "x-trust-boundary") {
    keeper.keep(key == "trustZone"          ? "trust-zone"
                : key == "x-trust-boundary" ? "trust-boundary"
                                            : key,
                &member, pointer);
  }
}

}  // namespace bartizan::assure::bom
