// Parser: tokens to a tree, after the grammar of jinja2/parser.py and the tags of transformers.
//
// What it is: recursive descent with counted depth; long chains of operators, filters and elif are
// lists, not depth. Slightly more lenient than jinja2, never stricter on purpose
// (tests/templates/differential.py). What it is not: a judge; it knows no names.
#pragma once

#include <string_view>

#include "scan/formats/template/lexer.h"
#include "scan/formats/template/tree.h"

namespace bartizan::scan::templates {

// Fills `tree` from `text`; its root is a body. After a failure the tree holds what was parsed
// before it. `max_depth`: nesting of expressions and blocks.
Failure parse_template(std::string_view text, const base::Vec<Token>& tokens,
                       std::uint32_t max_depth, Tree& tree);

}  // namespace bartizan::scan::templates
