#include "record/inventory.h"

#include <array>

namespace bartizan::record {
namespace {

constexpr std::array<std::string_view, 5> kTreatments{"kept", "recoded", "guessed", "left",
                                                      "declared"};

}  // namespace

std::string_view name(Treatment treatment) {
  return kTreatments[static_cast<std::size_t>(treatment)];
}

std::optional<Treatment> treatment(std::string_view name) {
  for (std::size_t i = 0; i < kTreatments.size(); ++i) {
    if (kTreatments[i] == name) return static_cast<Treatment>(i);
  }
  return std::nullopt;
}

const Field* UseCase::field(std::string_view wanted) const {
  for (const Field& field : fields) {
    if (field.id == wanted) return &field;
  }
  return nullptr;
}

std::string_view UseCase::value(std::string_view wanted) const {
  const Field* found = field(wanted);
  return found == nullptr ? std::string_view() : std::string_view(found->value);
}

}  // namespace bartizan::record
