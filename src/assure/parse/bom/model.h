// Bom: a bill of materials, neither CycloneDX nor SPDX.
//
// What it is: what the readers make, the writers take, and score, diff, merge and convert speak in:
// components with their attributes (vocabulary: docs/bom.md), relations and findings, each
// statement with its provenance. What a document says beyond the model stays with it as JSON
// (`Raw`), so that reading and writing the same format loses nothing. What it is not: a document,
// or believed; the reader checks forms, nobody checks truth. Plain structs that own their strings;
// thread-safe as values.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "record/component.h"

namespace bartizan::assure::bom {

// A member of an object as its document had it. A writer of the same family writes it instead of
// what it would make of the attributes; `beyond` names what the attributes do not hold, for those
// who write another family.
struct Raw {
  std::string key;   // the member: "licenses", "modelCard"; of SPDX the spdxId of the element
  std::string json;  // its value, compact
  std::vector<std::string> beyond;  // paths inside it: "0/licensing/licensor"

  friend bool operator==(const Raw&, const Raw&) = default;
};

const Raw* find_raw(const std::vector<Raw>& all, std::string_view key);

// `id` is the bom-ref or spdxId. One that begins with "#/" is the reader's, for a component whose
// document gave it none, and is not written. An attribute may stand several times (licences).
struct Component : record::Component {
  // As CycloneDX calls it: "library", "machine-learning-model", "data", "file" ... or "service".
  std::string type;
  std::string parent;  // id of the component that the document nests it in
  std::vector<Raw> raw;

  void add(std::string key, std::string value,
           record::Provenance how = record::Provenance::declared, std::string source = {});

  friend bool operator==(const Component&, const Component&) = default;
};

struct Relation {
  std::string from;
  std::string kind;  // record::name(RelationKind), or SPDX's name of another relationship
  std::string to;    // empty: known to have none
  record::Provenance provenance = record::Provenance::unknown;
  bool raw = false;  // stands in a Raw of the Bom as well

  friend bool operator==(const Relation&, const Relation&) = default;
};

// A finding of ours, or a vulnerability that a document lists.
struct Finding {
  std::string id;        // rule or CVE
  std::string source;    // who named it: "bartizan", "NVD" ...
  std::string severity;  // critical high medium low info none, or empty
  std::string text;
  std::string remedy;
  std::string state;                 // VEX: "exploitable", "not_affected" ... or empty
  std::vector<std::string> affects;  // ids
  std::vector<Raw> raw;              // one, the whole entry, when it was read

  friend bool operator==(const Finding&, const Finding&) = default;
};

struct Tool {
  std::string vendor;
  std::string name;
  std::string version;

  friend bool operator==(const Tool&, const Tool&) = default;
};

struct Metadata {
  std::string serial;     // "urn:uuid:...", or the SPDX document's id; empty: made from the content
  std::string version;    // of this document
  std::string timestamp;  // RFC 3339, by whoever made it; empty when unknown
  std::string name;       // of an SPDX document
  std::vector<std::string> authors;
  std::string supplier;
  std::vector<Tool> tools;
  std::vector<std::string> lifecycles;  // generation context: "pre-build", "operations" ...
  std::vector<std::string> licences;    // of the document's data
  std::string tlp;                      // CLEAR GREEN AMBER AMBER_AND_STRICT RED, or empty
  std::string subject;                  // id of the component that the document describes
  bool is_signed = false;               // carries a signature; nobody verified it
  std::vector<Raw> raw;                 // of CycloneDX's metadata

  friend bool operator==(const Metadata&, const Metadata&) = default;
};

struct Bom {
  std::string format;   // "cyclonedx", "spdx" when it was read; empty: made here
  std::string version;  // of the format
  Metadata metadata;
  std::vector<Component> components;
  std::vector<Relation> relations;
  std::vector<Finding> findings;
  std::vector<Raw> raw;  // members of the top level, or elements of the graph

  const Component* find(std::string_view id) const;

  friend bool operator==(const Bom&, const Bom&) = default;
};

// By kind, name, version and id; attributes by key and value; relations and findings likewise. What
// is made here is sorted before it is written, what was read keeps its order.
void sort(Bom& bom);

// The type that stands for a kind of component, and the other way round ("library" -> package).
std::string_view type_of(record::ComponentKind kind);
record::ComponentKind kind_of(std::string_view type);

// False for what people write to say nothing: empty, NOASSERTION, NONE, "unknown", "n/a", "TODO",
// "[More Information Needed]".
bool says_something(std::string_view value);

}  // namespace bartizan::assure::bom
