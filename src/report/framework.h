// Frameworks, requirements and checks as pages for people and as JSON for programs.
//
// What it is: pure functions over assure/assess/framework.h and imported texts, which stand apart
// with their attribution. What it is not: how a requirement stands (report/assess.h). No state.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "assure/api.h"
#include "report/api.h"

namespace bartizan::report {

struct FrameworkOptions {
  TerminalStyle style;
  bool verbose = false;  // texts and questions of every requirement
  int level = 0;         // up to this level only; 0: all
};

// Texts of frameworks that do not come with the program, by the framework's id.
using ImportedTexts = std::map<std::string, assure::assess::Texts, std::less<>>;

std::string framework_list(const std::vector<assure::assess::Framework>& all,
                           const FrameworkOptions& options);
std::string framework_page(const assure::assess::Framework& framework, const ImportedTexts& texts,
                           const FrameworkOptions& options);
std::string requirement_page(const assure::assess::Found& found, const ImportedTexts& texts,
                             const TerminalStyle& style);
std::string check_page(const assure::assess::CheckText& check, const TerminalStyle& style);

// Whatever `topic` names: a framework, requirements of that id, a check. Empty: nobody knows it.
std::string explain_framework(std::string_view topic, const ImportedTexts& texts,
                              const TerminalStyle& style);
// What could have been meant: the nearest framework, requirement or check, or empty.
std::string nearest_framework(std::string_view topic);

// docs/schemas/framework-1.schema.json
std::string framework_list_json(const std::vector<assure::assess::Framework>& all,
                                const MachineOptions& options = {});
std::string framework_json(const assure::assess::Framework& framework, const ImportedTexts& texts,
                           const MachineOptions& options = {});

}  // namespace bartizan::report
