// A registry of one format, in place of src/scan/registry.cc.
#include <array>

#include "scan/rules.h"
#include "toy_format/format.h"
#include "toy_format/rules.h"

namespace bartizan::scan {
namespace {

constexpr std::array kFormats{&crate::kCrate};
constexpr std::array<std::span<const RuleId>, 2> kAllRules{
    std::span<const RuleId>(kCoreRules),
    std::span<const RuleId>(crate::kRules),
};

}  // namespace

std::span<const Format* const> formats() { return kFormats; }
std::span<const std::span<const RuleId>> rules() { return kAllRules; }

const Format* find_format(std::string_view id) {
  return id == crate::kCrate.id ? &crate::kCrate : nullptr;
}

}  // namespace bartizan::scan
