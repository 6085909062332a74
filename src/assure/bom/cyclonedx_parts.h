// The members of CycloneDX objects, each made from the attributes that the vocabulary puts there.
//
// What it is: the inside of the writer (write.h). `Attributes` remembers which attributes have been
// written, so that what no member took becomes a property. Borrows the component. One thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "assure/bom/out.h"
#include "assure/bom/write.h"
#include "assure/parse/bom/model.h"

namespace bartizan::assure::bom {

// A statement: what a citation or a property of 1.6 says about its place.
struct Label {
  std::string pointer;
  record::Provenance provenance;
  std::string source;
  std::string key;  // of the attribute; empty for the component itself
};

class Attributes {
 public:
  Attributes(const Component& component, std::vector<Label>& labels)
      : component_(component), labels_(labels), taken_(component.attributes.size()) {}

  const Component& component() const { return component_; }
  // The next attribute of that key, or with that stem where `key` ends in ':'; marks it as taken.
  const record::Attribute* take(std::string_view key);
  const record::Attribute* peek(std::string_view key) const;
  bool has(std::string_view key) const { return peek(key) != nullptr; }
  // No member could carry them after all.
  void give_back(const std::vector<const record::Attribute*>& attributes);
  // Marks all that the vocabulary puts into the member.
  void take_member(std::string_view member);
  std::vector<const record::Attribute*> rest() const;
  // The attribute was written where `out` is.
  void label(const Out& out, const record::Attribute& attribute) {
    labels_.push_back({out.pointer(), attribute.provenance, attribute.source, attribute.key});
  }

 private:
  bool matches(std::size_t index, std::string_view key) const;

  const Component& component_;
  std::vector<Label>& labels_;
  std::vector<bool> taken_;
};

// The component's relations of one kind: ids that it points to.
using Targets = std::vector<std::string>;

// With what RFC 3987 does not allow in an IRI reference percent-encoded.
std::string iri(std::string_view text);

void write_organisation(Out& out, std::string_view member, Attributes& from);
void write_hashes(Out& out, Attributes& from);
void write_licences(Out& out, Attributes& from, bool mixed);
void write_references(Out& out, Attributes& from, Format format);
void write_model_card(Out& out, Attributes& from, const Targets& trained, const Targets& tested);
void write_data(Out& out, Attributes& from);
void write_evidence(Out& out, const Component& component);

}  // namespace bartizan::assure::bom
