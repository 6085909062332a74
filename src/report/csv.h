// CSV as spreadsheets read it: RFC 4180, and no cell that one would take for a formula. Pure.
#pragma once

#include <string>
#include <vector>

namespace bartizan::report {

// Appends one row with its end; what is no text is escaped (base/escape.h).
void csv_row(std::string& out, const std::vector<std::string>& cells);

}  // namespace bartizan::report
