// The rows of discovery: a detection as fields, and back.
//
// Both ends of the sandbox's pipe use it: Report writes in the worker, the driver reads. Reading
// believes nothing: unknown words make it fail. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "record/component.h"
#include "record/foreign.h"

namespace bartizan::use {

inline constexpr std::string_view kDetectionRow = "detection";
inline constexpr std::string_view kSoftwareRow = "software";      // a package that is no AI
inline constexpr std::string_view kUnresolvedRow = "unresolved";  // the symbol, then a detection
inline constexpr std::string_view kConstantRow = "constant";      // name, value, line
inline constexpr std::string_view kOwnerRow = "owner";            // pattern of paths, who, line
inline constexpr std::string_view kModelRow = "model";            // bytes for the scan core: format
inline constexpr std::string_view kSettingRow = "setting";        // topic, stated, line, why

// Signals of keys and passwords that are not an AI service's: they count in a system that uses AI,
// and make no system of a folder that does not.
inline constexpr std::string_view kForeignKeySignal = "foreign-key";
inline constexpr std::string_view kUrlPasswordSignal = "url-password";
inline constexpr bool counts_beside_ai(std::string_view signal) {
  return signal == kForeignKeySignal || signal == kUrlPasswordSignal;
}

// What a file states about how something is set up. Nothing is concluded from what it leaves out:
// that is `unknown`, with what to do as its sentence.
enum class Stated : std::uint8_t { no, unknown, yes };
std::string_view name(Stated stated);
struct Setting {
  std::string topic;  // the check that asks for it (docs/assessments.md): "container-not-root"
  Stated stated = Stated::unknown;
  std::uint32_t line = 0;  // 1-based
  std::string why;         // one sentence without its stop
};
// False where it makes no sense, or is about no topic that is known.
bool read_setting(const record::Row& row, Setting& setting);

// The fields of a detection, in their order; the views live as long as `detection` and `storage`.
std::vector<std::string_view> fields_of(const record::Detection& detection,
                                        std::vector<std::string>& storage);
// `first`: how many fields stand before the detection's own.
bool read_detection(const record::Row& row, std::size_t first, record::Detection& detection);

}  // namespace bartizan::use
