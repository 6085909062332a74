#include "assure/bom/merge.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include "assure/bom/match.h"
#include "assure/parse/bom/vocabulary.h"

namespace bartizan::assure::bom {
namespace {

using record::Attribute;

// Of these a component has one; of others (licences, references, limitations) several.
bool is_single(std::string_view key) {
  constexpr std::array<std::string_view, 24> kSingle{"hash",
                                                     "description",
                                                     "supplier",
                                                     "manufacturer",
                                                     "group",
                                                     "copyright",
                                                     "cpe",
                                                     "purl",
                                                     "release-time",
                                                     "built-time",
                                                     "approach",
                                                     "task",
                                                     "architecture",
                                                     "architecture-family",
                                                     "metric",
                                                     "dataset-size",
                                                     "dataset-noise",
                                                     "classification",
                                                     "scope",
                                                     "mime-type",
                                                     "download-location",
                                                     "homepage",
                                                     "revision",
                                                     "provider"};
  return std::find(kSingle.begin(), kSingle.end(), stem(key)) != kSingle.end();
}

bool is_strong(std::string_view algorithm) {
  return algorithm != "MD5" && algorithm != "SHA-1" && algorithm != "MD2" && algorithm != "MD4";
}

class Merger {
 public:
  void add(const Bom& bom);
  Merged take();

 private:
  const std::size_t* find(const Component& component) const;
  void index(const Component& component, std::size_t at);
  void join(Component& into, const Component& from);
  void metadata(const Bom& bom);
  void forget_names(Component& component);
  void finding(Finding finding);

  Merged out_;
  bool first_ = true;
  std::map<std::string, std::size_t> by_hash_;
  std::map<std::string, std::size_t> by_purl_;
  std::map<std::string, std::size_t> by_name_;
  std::map<std::string, std::size_t> findings_;
  std::set<std::string> ids_;
};

std::string name_key(const Component& component) {
  return std::string(record::name(component.kind)) + '\n' +
         std::string(component.attribute("group")) + '\n' + component.name + '\n' +
         component.version;
}

const std::size_t* Merger::find(const Component& component) const {
  const auto in = [](const auto& map, const std::string& key) {
    const auto found = map.find(key);
    return found == map.end() ? nullptr : &found->second;
  };
  const auto agrees = [&](const std::size_t* at) {
    return at != nullptr && out_.bom.components[*at].kind == component.kind ? at : nullptr;
  };
  for (const Attribute& attribute : component.attributes) {
    if (stem(attribute.key) != "hash" || !is_strong(qualifier(attribute.key))) continue;
    if (!says_something(attribute.value)) continue;
    if (const auto* at = agrees(in(by_hash_, attribute.key + ":" + attribute.value))) return at;
  }
  if (const std::string purl = versioned_purl(component); !purl.empty()) {
    if (const auto* at = in(by_purl_, purl)) return at;
  }
  if (component.name.empty()) return nullptr;
  const std::size_t* at = in(by_name_, name_key(component));
  if (at == nullptr) return nullptr;
  // Two package URLs that differ name two things.
  const std::string mine = versioned_purl(component);
  const std::string theirs = versioned_purl(out_.bom.components[*at]);
  if (!mine.empty() && !theirs.empty()) return nullptr;
  const std::string& provider = out_.bom.components[*at].provider;
  return provider.empty() || component.provider.empty() || provider == component.provider ? at
                                                                                          : nullptr;
}

void Merger::index(const Component& component, std::size_t at) {
  for (const Attribute& attribute : component.attributes) {
    if (stem(attribute.key) == "hash" && is_strong(qualifier(attribute.key)) &&
        says_something(attribute.value)) {
      by_hash_.emplace(attribute.key + ":" + attribute.value, at);
    }
  }
  if (std::string purl = versioned_purl(component); !purl.empty()) by_purl_.emplace(purl, at);
  if (!component.name.empty()) by_name_.emplace(name_key(component), at);
}

void Merger::join(Component& into, const Component& from) {
  ++out_.joined;
  const auto conflict = [&](const std::string& what, const std::string& kept,
                            const std::string& left) {
    out_.conflicts.push_back({display(into), what, kept, left});
  };
  if (into.name != from.name) conflict("name", into.name, from.name);
  if (into.version.empty()) {
    into.version = from.version;
  } else if (!from.version.empty() && into.version != from.version) {
    conflict("version", into.version, from.version);
  }
  if (into.provider.empty()) into.provider = from.provider;
  if (from.provenance < into.provenance) into.provenance = from.provenance;
  bool grown = false;
  for (const Attribute& attribute : from.attributes) {
    if (!says_something(attribute.value)) continue;
    const auto same =
        std::find_if(into.attributes.begin(), into.attributes.end(), [&](const Attribute& one) {
          return one.key == attribute.key &&
                 (one.value == attribute.value || is_single(attribute.key));
        });
    if (same == into.attributes.end()) {
      into.attributes.push_back(attribute);
      grown = true;
    } else if (!says_something(same->value)) {
      *same = attribute;
      grown = true;
    } else if (same->value != attribute.value) {
      conflict(attribute.key, same->value, attribute.value);
    } else if (attribute.provenance < same->provenance) {
      same->provenance = attribute.provenance;
      same->source = attribute.source;
    }
  }
  for (const record::Occurrence& place : from.occurrences) {
    if (std::find(into.occurrences.begin(), into.occurrences.end(), place) ==
        into.occurrences.end()) {
      into.occurrences.push_back(place);
      grown = true;
    }
  }
  for (const Raw& raw : from.raw) {
    if (const Raw* mine = find_raw(into.raw, raw.key); mine != nullptr && *mine == raw) continue;
    for (const std::string& path : raw.beyond) {
      out_.losses.push_back({into.id, path.empty() ? raw.key : raw.key + "/" + path,
                             "two documents describe the component; details of one are kept"});
    }
  }
  // What is written from kept JSON would not show what was joined.
  if (!grown) return;
  std::erase_if(into.raw, [&](const Raw& raw) {
    if (!raw.beyond.empty()) {
      for (const std::string& path : raw.beyond) {
        out_.losses.push_back({into.id, path.empty() ? raw.key : raw.key + "/" + path,
                               "written anew from the statements of both documents"});
      }
    }
    return true;
  });
}

// A model card that names data sets by what they were called before is written anew.
void Merger::forget_names(Component& component) {
  std::erase_if(component.raw, [&](const Raw& raw) {
    if (raw.key != "modelCard" && raw.key != "properties" && raw.key != "evidence") return false;
    for (const std::string& path : raw.beyond) {
      out_.losses.push_back({component.id, raw.key + "/" + path,
                             "written anew, because another document uses the same ids"});
    }
    return true;
  });
}

void Merger::metadata(const Bom& bom) {
  Metadata& about = out_.bom.metadata;
  const Metadata& more = bom.metadata;
  const auto unite = [](auto& into, const auto& from) {
    for (const auto& one : from) {
      if (std::find(into.begin(), into.end(), one) == into.end()) into.push_back(one);
    }
  };
  unite(about.authors, more.authors);
  unite(about.tools, more.tools);
  unite(about.lifecycles, more.lifecycles);
  unite(about.licences, more.licences);
  if (about.supplier.empty()) {
    about.supplier = more.supplier;
  } else if (!more.supplier.empty() && more.supplier != about.supplier) {
    out_.conflicts.push_back({"metadata", "supplier", about.supplier, more.supplier});
  }
  // The stricter one holds for both.
  constexpr std::array<std::string_view, 6> kTlp{
      "", "CLEAR", "GREEN", "AMBER", "AMBER_AND_STRICT", "RED"};
  const auto rank = [&](std::string_view tlp) {
    return std::find(kTlp.begin(), kTlp.end(), tlp) - kTlp.begin();
  };
  if (rank(more.tlp) > rank(about.tlp)) about.tlp = more.tlp;
  for (const Raw& raw : more.raw) {
    if (raw.key == "properties" || raw.key == "manufacturer") {
      out_.losses.push_back({"metadata", raw.key, "metadata of several documents are joined"});
    }
  }
}

void Merger::finding(Finding finding) {
  Bom& bom = out_.bom;
  const auto [known, fresh] = findings_.emplace(
      finding.id + '\n' + finding.source + '\n' + finding.text, bom.findings.size());
  if (fresh) {
    bom.findings.push_back(std::move(finding));
    return;
  }
  Finding& same = bom.findings[known->second];
  for (std::string& id : finding.affects) {
    if (std::find(same.affects.begin(), same.affects.end(), id) == same.affects.end()) {
      same.affects.push_back(std::move(id));
    }
  }
  if (!finding.state.empty() && !same.state.empty() && finding.state != same.state) {
    out_.conflicts.push_back({finding.id, "state", same.state, finding.state});
  }
}

void Merger::add(const Bom& bom) {
  metadata(bom);
  std::map<std::string, std::string> renamed;
  const std::size_t before = out_.bom.components.size();
  for (const Component& component : bom.components) {
    if (const std::size_t* at = find(component)) {
      Component& into = out_.bom.components[*at];
      join(into, component);
      renamed.emplace(component.id, into.id);
      index(into, *at);
      continue;
    }
    Component made = component;
    if (bom.format == "spdx") made.raw.clear();
    // Documents number their components for themselves.
    const std::string base = made.id.starts_with("#/") ? "at" + made.id.substr(1) : made.id;
    std::string id = base;
    for (std::size_t n = 2; !ids_.insert(id).second; ++n) id = base + "-" + std::to_string(n);
    renamed.emplace(component.id, id);
    made.id = id;
    std::erase_if(made.raw, [](const Raw& raw) { return raw.key == "bom-ref"; });
    index(made, out_.bom.components.size());
    out_.bom.components.push_back(std::move(made));
  }
  const auto name_now = [&](const std::string& id) {
    const auto found = renamed.find(id);
    return found == renamed.end() ? id : found->second;
  };
  const bool same_names = std::all_of(renamed.begin(), renamed.end(),
                                      [](const auto& pair) { return pair.first == pair.second; });
  for (std::size_t i = before; i < out_.bom.components.size(); ++i) {
    Component& component = out_.bom.components[i];
    component.parent = name_now(component.parent);
    if (component.parent == component.id) component.parent.clear();
    if (!same_names) forget_names(component);
  }
  for (const Relation& one : bom.relations) {
    const std::string to = one.to.empty() ? one.to : name_now(one.to);
    const std::string from = name_now(one.from);
    if (from == to) continue;
    out_.bom.relations.push_back({from, one.kind, to, one.provenance, false});
  }
  for (Finding one : bom.findings) {
    for (std::string& id : one.affects) id = name_now(id);
    one.raw.clear();
    finding(std::move(one));
  }
  for (const Raw& raw : bom.raw) {
    if (raw.key == "$schema" || raw.key == "dependencies" || raw.beyond.empty()) continue;
    out_.losses.push_back({"document", raw.key, "is of one document, and not of their sum"});
  }
  // Kept JSON is CycloneDX; that of two versions is fitted when it is written.
  if (bom.format == "cyclonedx") {
    if (out_.bom.format.empty()) {
      out_.bom.version = bom.version;
    } else if (out_.bom.version != bom.version) {
      out_.bom.version.clear();
    }
    out_.bom.format = bom.format;
  }
  if (first_) {
    out_.bom.metadata.name = bom.metadata.name;
    if (!bom.metadata.subject.empty()) {
      out_.bom.metadata.subject = name_now(bom.metadata.subject);
    }
  }
  first_ = false;
}

Merged Merger::take() {
  Bom& bom = out_.bom;
  bom.metadata.version = "1";
  // A part that contains what contains it would be written nowhere.
  const Component* subject = bom.find(bom.metadata.subject);
  if (subject != nullptr && !subject->parent.empty()) bom.metadata.subject.clear();
  sort(bom);
  const auto order = [](const auto& a, const auto& b) {
    return std::tie(a.component, a.what, a.left) < std::tie(b.component, b.what, b.left);
  };
  std::sort(out_.conflicts.begin(), out_.conflicts.end(), order);
  return std::move(out_);
}

}  // namespace

Merged merge(std::span<const Bom> boms) {
  Merger merger;
  for (const Bom& bom : boms) merger.add(bom);
  return merger.take();
}

}  // namespace bartizan::assure::bom
