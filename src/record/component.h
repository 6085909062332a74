// Components: what an AI system is made of, and where each was seen.
//
// What it is: the records that discovery, the AI-BOM, reconciliation and `find` speak in, as plain
// structs that own their strings. Names and texts from files are raw bytes here and are escaped at
// the sink (base/escape.h). No behaviour beyond names of enumerators; thread-safe as values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bartizan::record {

enum class ComponentKind : std::uint8_t {
  package,       // a library from a registry; provider is its purl type: pypi, npm, maven, golang ...
  model,         // weights or a hosted model; provider: huggingface, openai, ollama, local ...
  dataset,       // data a model was trained or tested on
  agent,         // something that plans and calls tools
  tool,          // a function that an agent may call
  mcp_server,    // defined in code, or configured in a client
  skill,         // a folder of instructions that an agent may load
  prompt,        // instructions to a model: a template or a file
  endpoint,      // a host that serves models
  vector_store,  // an index of embeddings
  credential,    // a key or the name of the variable that holds one; never its value
  runtime,       // a container image or a program that serves models
  resource,      // what infrastructure code asks for: a hosted model, an InferenceService, a GPU
};
inline constexpr std::size_t kComponentKinds = 13;
// "package", "mcp-server", "vector-store" ...
std::string_view name(ComponentKind kind);
std::optional<ComponentKind> component_kind(std::string_view name);

// Where a statement comes from. Only `observed` and `derived` follow from bytes that act;
// `declared` is what somebody wrote about them.
enum class Provenance : std::uint8_t { observed, derived, declared, unknown };
std::string_view name(Provenance provenance);
std::optional<Provenance> provenance(std::string_view name);

enum class Certainty : std::uint8_t {
  low,     // a name in a comment-like place, a default that may never be used
  medium,  // resolved through an assignment or a default of the environment
  high,    // literal at the place that uses it
};
std::string_view name(Certainty certainty);
std::optional<Certainty> certainty(std::string_view name);

struct Attribute {
  std::string key;  // "revision", "licence", "supplier", "sha256", "trust-remote-code" ...
  std::string value;
  Provenance provenance = Provenance::unknown;
  std::string source;  // path[:line] of the statement, or who said it

  friend bool operator==(const Attribute&, const Attribute&) = default;
};

// One place where one file shows one component. What discovery's parsers report.
struct Detection {
  ComponentKind kind = ComponentKind::package;
  std::string name;      // canonical (docs/discovery.md): "gpt-4o", "meta-llama/Llama-3.1-8B", "torch"
  std::string version;   // exact where pinned, else empty; a range is the attribute "constraint"
  std::string provider;  // purl type of a package, publisher of a model; empty when unknown
  std::string signal;    // what was matched: "py-import", "requirements", "mcp-config" ...
  Certainty certainty = Certainty::high;
  std::uint32_t line = 0;  // 1-based; 0: the whole file
  std::string evidence;    // the line or call, secrets masked, at most kMostEvidence bytes
  std::vector<Attribute> attributes;

  friend bool operator==(const Detection&, const Detection&) = default;
};
inline constexpr std::size_t kMostEvidence = 240;

// A detection with its place.
struct Occurrence {
  std::string path;  // relative to the root that was read, or absolute in the store
  std::uint32_t line = 0;
  std::string signal;
  Certainty certainty = Certainty::high;
  std::string evidence;

  friend bool operator==(const Occurrence&, const Occurrence&) = default;
};

struct Component {
  std::string id;  // "component_" + base32 of SHA-256 over kind, provider, name and version
  ComponentKind kind = ComponentKind::package;
  std::string name;
  std::string version;
  std::string provider;
  Provenance provenance = Provenance::unknown;  // of its being there
  std::vector<Attribute> attributes;            // sorted by key, then value
  std::vector<Occurrence> occurrences;          // sorted by path, then line

  // The value of the first attribute of that key, empty without one.
  std::string_view attribute(std::string_view key) const;

  friend bool operator==(const Component&, const Component&) = default;
};

enum class RelationKind : std::uint8_t {
  contains,
  depends_on,
  trained_on,
  tested_on,
  derived_from,  // fine-tune, quantisation, adapter -> base
  part_of,
  uses,  // an agent its tools, a client its endpoint
};
std::string_view name(RelationKind kind);
std::optional<RelationKind> relation_kind(std::string_view name);

struct Relation {
  std::string from;  // ids
  RelationKind kind = RelationKind::depends_on;
  std::string to;
  Provenance provenance = Provenance::unknown;

  friend bool operator==(const Relation&, const Relation&) = default;
};

// `purl` of a package or of a model of the Hugging Face Hub (package-url.github.io); empty where
// the type has none.
std::string purl_of(ComponentKind kind, std::string_view provider, std::string_view name,
                    std::string_view version);

}  // namespace bartizan::record
