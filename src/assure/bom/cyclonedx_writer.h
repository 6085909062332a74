// The CycloneDX writer's state: a document under way. The inside of cyclonedx_write.h.
//
// Document, lists and references are written in cyclonedx_write.cc, components and services in
// cyclonedx_component.cc. Borrows the Bom. One object a document, one thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "assure/bom/cyclonedx_parts.h"
#include "assure/bom/write.h"

namespace bartizan::assure::bom {

class CycloneDxWriter {
 public:
  CycloneDxWriter(const Bom& bom, Format format, const WriteOptions& options)
      : bom_(bom), format_(format), options_(options), out_(options.pretty) {
    for (const Component& component : bom.components) {
      by_id_.emplace(component.id, &component);
      if (component.id == bom.metadata.subject && !component.id.empty()) {
        subject_ = &component;
        continue;
      }
      children_[component.parent].push_back(&component);
    }
    for (const Relation& relation : bom.relations) relations_[relation.from].push_back(&relation);
  }

  std::string document(std::string_view serial);
  std::vector<Loss> losses() { return std::move(losses_); }

 private:
  bool newer() const { return format_ == Format::cyclonedx_1_7; }
  void raw(const std::vector<Raw>& all, std::string_view key) {
    if (const Raw* found = find_raw(all, key)) out_.json(key, found->json);
  }
  // Whether the document that `from` was read from had that member, which then is written as it was.
  bool had(Attributes& from, std::string_view key) {
    if (find_raw(from.component().raw, key) == nullptr) return false;
    raw(from.component().raw, key);
    from.take_member(key);
    return true;
  }
  void metadata();
  void tools();
  void component(const Component& component);
  void service(const Component& component);
  void texts(const Component& component, Attributes& from,
             std::initializer_list<std::string_view> keys);
  void pedigree(const Component& component, Attributes& from);
  void tags(Attributes& from);
  void properties(const Component& component, Attributes& from, std::size_t first_label);
  void list(std::string_view key, const std::string& parent, bool services,
            const std::vector<Raw>& beside);
  void dependencies();
  void vulnerabilities();
  void vulnerability(const Finding& finding);
  void citations();
  Targets targets(const Component& component, std::string_view kind) const;

  const Bom& bom_;
  Format format_;
  const WriteOptions& options_;
  Out out_;
  const Component* subject_ = nullptr;
  std::map<std::string, std::vector<const Component*>> children_;
  std::map<std::string, std::vector<const Relation*>> relations_;
  std::map<std::string_view, const Component*> by_id_;
  std::vector<Label> labels_;
  std::vector<Loss> losses_;
};

}  // namespace bartizan::assure::bom
