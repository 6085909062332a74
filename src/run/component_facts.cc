#include "run/component_facts.h"

#include "run/fetched.h"
#include "scan/catalog.h"

namespace bartizan::run {

std::optional<bool> is_hosted(const record::Component& component) {
  if (component.provider.empty()) return {};
  return !scan::Catalog::embedded().list("gate-weight-providers", component.provider).has_value();
}

Pinned is_pinned(const record::Component& component) {
  using enum record::ComponentKind;
  if (component.kind == package) return component.version.empty() ? Pinned::no : Pinned::yes;
  if (component.kind != model && component.kind != dataset) return Pinned::unknown;
  if (component.attribute("unpinned") == "true") return Pinned::no;
  // A branch or tag is whatever was put there last.
  for (const record::Attribute& a : component.attributes) {
    if (a.key == "revision" && !is_exact_revision(a.value)) return Pinned::no;
  }
  const bool said = !component.version.empty() || !component.attribute("revision").empty() ||
                    !component.attribute("digest").empty();
  if (said) return Pinned::yes;
  // Weights that are fetched by name alone are whatever bears the name on that day. Of what
  // somebody else serves, or of a file that is here, there is no revision to name.
  const auto hosted = is_hosted(component);
  return hosted && !*hosted && component.provider != "local" ? Pinned::no : Pinned::unknown;
}

}  // namespace bartizan::run
