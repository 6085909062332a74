// A small estate that the tests of this folder write, compare and score. Made by hand.
#pragma once

#include "assure/bom/from_estate.h"

namespace bartizan::assure::bom::sample {

inline record::Component component(record::ComponentKind kind, std::string name,
                                   std::string version, std::string provider) {
  record::Component made;
  made.kind = kind;
  made.id = "component_" + std::string(record::name(kind)) + "-" + name;
  for (char& c : made.id) c = c == '/' || c == ':' || c == ' ' ? '-' : c;
  made.name = std::move(name);
  made.version = std::move(version);
  made.provider = std::move(provider);
  made.provenance = record::Provenance::observed;
  return made;
}

struct Estate {
  std::vector<record::Component> components;
  std::vector<record::Relation> relations;
  std::vector<Finding> findings;
  EstateOptions options;
};

inline Estate estate() {
  using record::ComponentKind;
  using record::Provenance;
  Estate made;
  auto torch = component(ComponentKind::package, "torch", "2.4.1", "pypi");
  torch.occurrences.push_back(
      {"requirements.txt", 3, "requirements", record::Certainty::high, "torch==2.4.1"});
  auto base = component(ComponentKind::model, "distilbert/distilbert-base-uncased",
                        "12040accade4e8a0f71eabdb258fecc2e7e948be", "huggingface");
  base.attributes = {{"licence", "apache-2.0", Provenance::declared, "README.md:2"},
                     {"task", "fill-mask", Provenance::declared, "README.md:5"}};
  auto tuned = component(ComponentKind::model, "models/triage.safetensors", "", "local");
  tuned.attributes = {{"sha256", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                       Provenance::observed, ""},
                      {"architecture", "DistilBertForSequenceClassification", Provenance::declared,
                       "models/config.json:3"},
                      {"limitation", "English only", Provenance::declared, "models/README.md:20"},
                      {"metric:accuracy@imdb", "0.93", Provenance::declared, "models/README.md:30"},
                      {"supplier", "NOASSERTION", Provenance::declared, "models/README.md:1"}};
  tuned.occurrences.push_back(
      {"models/triage.safetensors", 0, "safetensors", record::Certainty::high, ""});
  auto data = component(ComponentKind::dataset, "stanfordnlp/imdb", "", "huggingface");
  data.attributes = {{"licence", "other", Provenance::declared, "datasets/README.md:3"},
                     {"dataset-type", "text", Provenance::declared, "datasets/README.md:4"}};
  auto server = component(ComponentKind::mcp_server, "files", "", "");
  server.attributes = {{"transport", "stdio", Provenance::observed, ".mcp.json:4"},
                       {"command", "npx", Provenance::observed, ".mcp.json:5"}};
  auto endpoint = component(ComponentKind::endpoint, "api.openai.com", "", "openai");
  auto agent = component(ComponentKind::agent, "triage-agent", "", "crewai");
  auto key = component(ComponentKind::credential, "OPENAI_API_KEY", "", "openai");
  auto image = component(ComponentKind::runtime, "vllm/vllm-openai", "v0.6.3", "docker.io");
  made.components = {torch, base, tuned, data, server, endpoint, agent, key, image};
  made.relations = {{tuned.id, record::RelationKind::derived_from, base.id, Provenance::declared},
                    {tuned.id, record::RelationKind::trained_on, data.id, Provenance::declared},
                    {tuned.id, record::RelationKind::depends_on, torch.id, Provenance::derived},
                    {agent.id, record::RelationKind::uses, server.id, Provenance::observed},
                    {agent.id, record::RelationKind::uses, endpoint.id, Provenance::observed}};
  made.findings = {{"BZ-PKL-001",
                    "Bartizan",
                    "critical",
                    "runs posix.system when loaded",
                    "Do not load the file.",
                    "",
                    {tuned.id},
                    {}}};
  made.options.timestamp = "2026-11-28T00:00:00Z";
  made.options.tool = {"Bartizan", "bartizan", "0.1.0"};
  made.options.authors = {"Clinic of Example City"};
  made.options.subject_name = "clinic-triage";
  made.options.subject_version = "1.4";
  return made;
}

inline Bom bom() {
  const Estate made = estate();
  return bom_of(made.components, made.relations, made.findings, made.options);
}

}  // namespace bartizan::assure::bom::sample
