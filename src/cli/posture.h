// Posture: what the commands posture, readiness and risk share. Each explains on standard error
// what it cannot give.
#pragma once

#include <optional>
#include <string>

#include "base/time.h"
#include "store/store.h"

namespace bartizan::cli {

// The time of an option, `otherwise` where it was not given; nullopt where it is none.
std::optional<base::Millis> time_option(const std::string& text, const char* option,
                                        base::Millis otherwise);

struct NamedSystem {
  std::string id, name;
};
// A found system or a declared use case; both empty where `handle` is. nullopt, with the code in
// `code`, where there is none or there are several.
std::optional<NamedSystem> system_or_use_case(store::Store& store, const std::string& handle,
                                              int& code);

}  // namespace bartizan::cli
