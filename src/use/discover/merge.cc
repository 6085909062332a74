#include <algorithm>
#include <map>
#include <tuple>

#include "base/hash.h"
#include "use/discover/discovery.h"

namespace bartizan::use {
namespace {

using Key = std::tuple<record::ComponentKind, std::string, std::string, std::string>;

// A detection that leaves open what another one of the same name says (the version in a lock file,
// the publisher that a client tells) is about the same thing where there is only one answer.
class Answers {
 public:
  explicit Answers(std::span<const Found> all) {
    for (const Found& found : all) {
      const record::Detection& d = found.detection;
      Known& known = names_[{d.kind, d.name}];
      add(known.providers, d.provider);
      add(known.versions, d.version);
    }
  }
  std::string version(const record::Detection& d) const {
    return answer(d.version, names_.at({d.kind, d.name}).versions);
  }
  std::string provider(const record::Detection& d) const {
    return answer(d.provider, names_.at({d.kind, d.name}).providers);
  }

 private:
  struct Known {
    std::vector<std::string> providers, versions;
  };
  static void add(std::vector<std::string>& values, const std::string& value) {
    // Two are as good as many: then there is no one answer.
    if (value.empty() || values.size() > 1) return;
    if (values.empty() || values[0] != value) values.push_back(value);
  }
  static std::string answer(const std::string& own, const std::vector<std::string>& known) {
    return own.empty() && known.size() == 1 ? known[0] : own;
  }

  std::map<std::pair<record::ComponentKind, std::string>, Known> names_;
};

void sort_and_fold(record::Component& component) {
  std::ranges::sort(component.attributes, {}, [](const record::Attribute& a) {
    return std::tie(a.key, a.value, a.provenance, a.source);
  });
  const auto repeated = std::ranges::unique(
      component.attributes, [](const record::Attribute& a, const record::Attribute& b) {
        return a.key == b.key && a.value == b.value;
      });
  component.attributes.erase(repeated.begin(), repeated.end());
  std::ranges::sort(component.occurrences, {}, [](const record::Occurrence& o) {
    return std::tie(o.path, o.line, o.signal, o.evidence);
  });
}

}  // namespace

std::string component_id(record::ComponentKind kind, std::string_view provider,
                         std::string_view name, std::string_view version) {
  std::string key(record::name(kind));
  for (const std::string_view part : {provider, name, version}) {
    key += '\0';
    key += part;
  }
  return "component_" + base::base32(base::sha256(key));
}

std::vector<record::Component> merge(std::span<const Found> detections) {
  const Answers answers(detections);
  std::map<Key, record::Component> merged;
  for (const Found& found : detections) {
    const record::Detection& d = found.detection;
    const std::string version = answers.version(d);
    const std::string provider = answers.provider(d);
    record::Component& component = merged[{d.kind, d.name, version, provider}];
    if (component.id.empty()) {
      component.id = component_id(d.kind, provider, d.name, version);
      component.kind = d.kind;
      component.name = d.name;
      component.version = version;
      component.provider = provider;
      component.provenance = record::Provenance::observed;
    }
    const std::string source = found.path + (d.line != 0 ? ":" + std::to_string(d.line) : "");
    for (record::Attribute attribute : d.attributes) {
      if (attribute.source.empty()) attribute.source = source;
      component.attributes.push_back(std::move(attribute));
    }
    component.occurrences.push_back({found.path, d.line, d.signal, d.certainty, d.evidence});
  }
  std::vector<record::Component> components;
  for (auto& [key, component] : merged) {
    sort_and_fold(component);
    components.push_back(std::move(component));
  }
  return components;
}

}  // namespace bartizan::use
