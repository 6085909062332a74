#include <algorithm>
#include <array>
#include <set>

#include "assure/parse/bom/reading.h"
#include "assure/parse/bom/schema.h"
#include "assure/parse/bom/spdx_names.h"
#include "assure/parse/bom/spdx_read.h"

namespace bartizan::assure::bom {
namespace {

using record::Provenance;
using text::Node;

// "SHA256", "SHA3-256", "BLAKE2b-256": SPDX 2.3, 7.10.
std::string hash_name(std::string_view algorithm) {
  if (algorithm.starts_with("SHA") && !algorithm.starts_with("SHA3") && algorithm.size() > 3) {
    return "SHA-" + std::string(algorithm.substr(3));
  }
  return std::string(algorithm);
}

// "Organization: ACME (contact@acme.invalid)" -> "ACME"
std::string actor(std::string_view text) {
  for (const std::string_view kind : {"Organization: ", "Person: ", "Tool: "}) {
    if (text.starts_with(kind)) text.remove_prefix(kind.size());
  }
  const std::size_t mail = text.rfind(" (");
  if (mail != text.npos && text.ends_with(')')) text = text.substr(0, mail);
  return std::string(text);
}

void package(const Node& node, Bom& bom, std::set<std::string>& ids) {
  constexpr std::array<std::array<std::string_view, 2>, 6> kTexts{
      {{"description", "description"},
       {"copyrightText", "copyright"},
       {"downloadLocation", "download-location"},
       {"homepage", "homepage"},
       {"sourceInfo", "source-information"},
       {"releaseDate", "release-time"}}};
  Component made;
  made.id = std::string(node.string("SPDXID"));
  made.name = std::string(node.string("name"));
  made.version = std::string(node.string("versionInfo"));
  std::string purpose(node.string("primaryPackagePurpose"));
  std::transform(purpose.begin(), purpose.end(), purpose.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c == '_' ? '-' : c;
  });
  made.type = purpose.empty() || type_of_purpose(purpose).empty()
                  ? std::string("library")
                  : std::string(type_of_purpose(purpose));
  made.kind = kind_of(made.type);
  made.provenance = Provenance::declared;
  Keeper keeper(made, nullptr);
  for (const char* known : {"SPDXID", "name", "versionInfo", "primaryPackagePurpose"}) {
    keeper.taken(node.find(known));
  }
  for (const auto& [name, key] : kTexts) keeper.keep(std::string(key), node.find(name), {});
  for (const auto& [name, key] : std::array<std::array<std::string_view, 2>, 2>{
           {{"supplier", "supplier"}, {"originator", "manufacturer"}}}) {
    if (const Node* who = node.find(name); !scalar(who).empty()) {
      keeper.keep(std::string(key), actor(who->text), {}, {who});
    }
  }
  const Node* declared = node.find("licenseDeclared");
  const Node* concluded = node.find("licenseConcluded");
  keeper.keep("licence", declared, {});
  if (scalar(concluded) != scalar(declared)) {
    keeper.keep("licence", concluded, {});
  } else {
    keeper.taken(concluded);
  }
  if (const Node* list = node.find("checksums")) {
    for (const Node& one : list->items) {
      const Node* algorithm = one.find("algorithm");
      const Node* value = one.find("checksumValue");
      if (scalar(algorithm).empty() || scalar(value).empty()) continue;
      keeper.keep("hash:" + hash_name(algorithm->text), value->text, {}, {algorithm, value});
    }
  }
  if (const Node* list = node.find("externalRefs")) {
    for (const Node& one : list->items) {
      const Node* type = one.find("referenceType");
      const Node* locator = one.find("referenceLocator");
      if (scalar(type).empty() || scalar(locator).empty()) continue;
      const bool purl = type->text == "purl";
      const bool cpe = type->text == "cpe22Type" || type->text == "cpe23Type";
      keeper.keep(purl  ? std::string("purl")
                  : cpe ? std::string("cpe")
                        : "reference:" + type->text,
                  locator->text, {}, {type, locator, one.find("referenceCategory")});
    }
  }
  if (made.attribute("purl").starts_with("pkg:huggingface/")) {
    made.kind = record::ComponentKind::model;
    made.type = "machine-learning-model";
  }
  made.raw.push_back(keeper.element(node));
  if (made.id.empty() || !ids.insert(made.id).second) {
    made.id = "#/packages/" + std::to_string(bom.components.size());
    while (!ids.insert(made.id).second) made.id += '_';
  }
  bom.components.push_back(std::move(made));
}

// SPDX 2.3, 11.1; others keep their own name.
Relation relation(const Node& node) {
  std::string from(node.string("spdxElementId"));
  std::string to(node.string("relatedSpdxElement"));
  std::string type(node.string("relationshipType"));
  struct Known {
    std::string_view theirs;
    std::string_view ours;
    bool turned;
  };
  constexpr std::array kKnown{
      Known{"DEPENDS_ON", "depends-on", false},      Known{"DEPENDENCY_OF", "depends-on", true},
      Known{"CONTAINS", "contains", false},          Known{"CONTAINED_BY", "contains", true},
      Known{"DESCENDANT_OF", "derived-from", false}, Known{"ANCESTOR_OF", "derived-from", true},
      Known{"GENERATED_FROM", "derived-from", false}};
  for (const Known& known : kKnown) {
    if (known.theirs != type) continue;
    type = known.ours;
    if (known.turned) std::swap(from, to);
  }
  if (to == "NONE") to.clear();
  return {std::move(from), std::move(type), std::move(to), Provenance::declared, true};
}

}  // namespace

Bom read_spdx2(const Node& document, base::Budget& budget) {
  Bom bom;
  bom.format = "spdx";
  std::string_view version = document.string("spdxVersion");
  if (version.starts_with("SPDX-")) version.remove_prefix(5);
  bom.version = std::string(version);
  Metadata& about = bom.metadata;
  about.name = std::string(document.string("name"));
  about.serial = std::string(document.string("documentNamespace"));
  if (!document.string("dataLicense").empty()) {
    about.licences.emplace_back(document.string("dataLicense"));
  }
  if (const Node* info = document.find("creationInfo")) {
    about.timestamp = std::string(info->string("created"));
    if (const Node* list = info->find("creators")) {
      for (const Node& one : list->items) {
        if (one.text.starts_with("Tool: ")) {
          about.tools.push_back({{}, actor(one.text), {}});
        } else {
          about.authors.push_back(actor(one.text));
        }
      }
    }
  }
  std::set<std::string> ids;
  if (const Node* list = document.find("packages")) {
    for (const Node& one : list->items) {
      if (one.is_object() && budget.charge_steps()) package(one, bom, ids);
    }
  }
  const auto describe = [&](std::string_view id) {
    if (about.subject.empty()) about.subject = std::string(id);
  };
  if (const Node* list = document.find("documentDescribes")) {
    for (const Node& one : list->items) describe(one.text);
  }
  if (const Node* list = document.find("relationships")) {
    for (const Node& one : list->items) {
      if (!budget.charge_steps()) break;
      if (one.string("relationshipType") == "DESCRIBES") {
        describe(one.string("relatedSpdxElement"));
      } else {
        bom.relations.push_back(relation(one));
      }
    }
  }
  for (const Node& one : document.items) {
    constexpr std::array<std::string_view, 9> kHeld{
        "spdxVersion", "name",     "documentNamespace", "dataLicense",  "creationInfo",
        "SPDXID",      "packages", "documentDescribes", "relationships"};
    if (std::find(kHeld.begin(), kHeld.end(), one.key) != kHeld.end()) continue;
    bom.raw.push_back(Keeper::raw_of(one));
  }
  if (bom.find(about.subject) == nullptr) about.subject.clear();
  return bom;
}

}  // namespace bartizan::assure::bom
