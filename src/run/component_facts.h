// What the attributes of a component mean, for all who judge it: the gate and evidence.
//
// Pure functions.
#pragma once

#include <cstdint>
#include <optional>

#include "record/component.h"

namespace bartizan::run {

// Whether its weights stay with whoever serves it; nothing where nobody knows whose model it is.
std::optional<bool> is_hosted(const record::Component& component);

enum class Pinned : std::uint8_t { no, yes, unknown };
// Whether what is fetched is always the same: an exact version, revision or digest.
Pinned is_pinned(const record::Component& component);

}  // namespace bartizan::run
