// What the SARIF reports share (SARIF 2.1.0, OASIS, errata 01). Pure functions.
#pragma once

#include <string>
#include <string_view>

#include "base/json_write.h"

namespace bartizan::report {

inline constexpr std::string_view kSarifSchema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
inline constexpr std::string_view kSarifStart = "SRCROOT";  // where the program was started

// Of a path, for a URI.
std::string percent_encode(std::string_view bytes);
// 3.11.5: braces are doubled; 3.11.6: brackets and backslashes stand behind a backslash, so that no
// name can become a placeholder or a link.
std::string sarif_message(std::string_view text);
// "key": {"text": message}
void sarif_text(base::JsonWriter& out, std::string_view key, std::string_view text);
// Appends "LABEL TEXT." where there is a text.
void add_sentence(std::string& out, std::string_view label, std::string_view text);

}  // namespace bartizan::report
