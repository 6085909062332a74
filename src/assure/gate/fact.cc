#include "assure/gate/fact.h"

#include <algorithm>
#include <array>

namespace bartizan::assure::gate {
namespace {

constexpr std::array<std::string_view, kFactKinds> kKinds{
    "scan",    "finding",   "coverage", "vulnerability", "signature",
    "licence", "component", "bom",      "feed"};

}  // namespace

std::string_view name(FactKind kind) { return kKinds.at(static_cast<std::size_t>(kind)); }

std::optional<FactKind> fact_kind(std::string_view name) {
  const auto* const at = std::ranges::find(kKinds, name);
  if (at == kKinds.end()) return {};
  return static_cast<FactKind>(at - kKinds.begin());
}

std::string_view name(Look look) {
  constexpr std::array<std::string_view, 3> kLooks{"whole", "part", "none"};
  return kLooks.at(static_cast<std::size_t>(look));
}

const Field* Fact::find(std::string_view key) const {
  const auto at = std::ranges::lower_bound(fields, key, {}, &Field::key);
  return at != fields.end() && at->key == key ? &*at : nullptr;
}

void Fact::set(std::string_view key, std::string value) {
  std::vector<std::string> values;
  values.push_back(std::move(value));
  set(key, std::move(values));
}

void Fact::set(std::string_view key, std::vector<std::string> values) {
  const auto at = std::ranges::lower_bound(fields, key, {}, &Field::key);
  if (at != fields.end() && at->key == key) {
    at->values = std::move(values);
  } else {
    fields.insert(at, {std::string(key), std::move(values)});
  }
}

}  // namespace bartizan::assure::gate
