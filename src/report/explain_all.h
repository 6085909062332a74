// Everything that has an id, explained: rules, formats, words of the reports, policies, questions,
// frameworks, requirements and checks.
//
// What it is: the one order in which an id is looked up, for the command `explain` and its route.
// Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/api.h"
#include "report/framework.h"

namespace bartizan::report {

struct ExplainedAs {
  std::string_view kind;           // "rule", "format", "topic", "policy", "question", "framework",
                                   // "requirement", "check"; empty: nothing has that id
  std::string page;                // "ID  title", and more lines
  std::vector<std::string> links;  // https: only
};
// `day`: of a policy that is asked about, "2026-11-28".
ExplainedAs explain_any(const std::string& id, const scan::Catalog& catalog,
                        const ImportedTexts& texts, std::string_view day,
                        const TerminalStyle& style);
struct ExplainedLine {
  std::string_view kind;
  std::string id, title;
};
// Everything that explain_any knows, in a stable order.
std::vector<ExplainedLine> explained(const scan::Catalog& catalog);
// What was probably meant; empty where nothing is near.
std::string nearest_of_all(const std::string& id, const scan::Catalog& catalog);

}  // namespace bartizan::report
