#include "record/component.h"

#include <array>

#include "record/names.h"

namespace bartizan::record {
namespace {

constexpr std::array<std::string_view, kComponentKinds> kKinds{
    "package", "model",    "dataset",      "agent",      "tool",    "mcp-server", "skill",
    "prompt",  "endpoint", "vector-store", "credential", "runtime", "resource"};
constexpr std::array<std::string_view, 4> kProvenances{"observed", "derived", "declared",
                                                       "unknown"};
constexpr std::array<std::string_view, 3> kCertainties{"low", "medium", "high"};
constexpr std::array<std::string_view, 7> kRelations{
    "contains", "depends-on", "trained-on", "tested-on", "derived-from", "part-of", "uses"};

// purl specification, "How to build purl string components": what stays as it is.
void append_encoded(std::string& out, std::string_view text, bool keep_slash) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_~:";
  for (const char c : text) {
    if (kPlain.find(c) != kPlain.npos || (keep_slash && c == '/')) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
}

}  // namespace

std::string_view name(ComponentKind kind) { return kKinds[static_cast<std::size_t>(kind)]; }
std::optional<ComponentKind> component_kind(std::string_view name) {
  return lookup<ComponentKind>(kKinds, name);
}
std::string_view name(Provenance provenance) {
  return kProvenances[static_cast<std::size_t>(provenance)];
}
std::optional<Provenance> provenance(std::string_view name) {
  return lookup<Provenance>(kProvenances, name);
}
std::string_view name(Certainty certainty) {
  return kCertainties[static_cast<std::size_t>(certainty)];
}
std::optional<Certainty> certainty(std::string_view name) {
  return lookup<Certainty>(kCertainties, name);
}
std::string_view name(RelationKind kind) { return kRelations[static_cast<std::size_t>(kind)]; }
std::optional<RelationKind> relation_kind(std::string_view name) {
  return lookup<RelationKind>(kRelations, name);
}

std::string_view Component::attribute(std::string_view key) const {
  for (const Attribute& entry : attributes) {
    if (entry.key == key) return entry.value;
  }
  return {};
}

std::string purl_of(ComponentKind kind, std::string_view provider, std::string_view name,
                    std::string_view version) {
  const bool package = kind == ComponentKind::package;
  const bool hub = kind == ComponentKind::model && provider == "huggingface";
  if ((!package && !hub) || provider.empty() || name.empty()) return {};
  std::string out = "pkg:" + std::string(provider) + "/";
  if (provider == "maven") {  // group:artifact here, group/artifact there
    const std::size_t colon = name.find(':');
    if (colon != name.npos) {
      append_encoded(out, name.substr(0, colon), false);
      out += '/';
      name = name.substr(colon + 1);
    }
  }
  append_encoded(out, name, true);
  if (!version.empty()) {
    out += '@';
    append_encoded(out, version, false);
  }
  return out;
}

}  // namespace bartizan::record
