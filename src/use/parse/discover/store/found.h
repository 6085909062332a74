// Found: the small steps that all readers of stores share. Pure but for the report.
#pragma once

#include <string>
#include <string_view>

#include "use/parse/discover/reader.h"

namespace bartizan::use::store {

// A model (or data set) with the signal of its reader.
Detection model(std::string_view name, std::string_view provider, std::string_view signal,
                std::uint32_t line);
// Adds an attribute, declared by the file; nothing for an empty value.
void attribute(Detection& detection, std::string_view key, std::string_view value);
// The folder of a path; "." for a file that lies in the root.
std::string_view folder_of(std::string_view path);
void malformed(SourceText& source, std::uint32_t line, std::string_view message);

}  // namespace bartizan::use::store
