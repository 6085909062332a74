// Script reader: JavaScript, TypeScript, JSX, and the script elements of Vue and Svelte files.
//
// What it is: `bartizan discover`'s reader of those files; its parts are token, source (names and
// values) and detect (the rules). Bundled and minified files are only asked for their imports.
#pragma once

#include "use/parse/discover/reader.h"

namespace bartizan::use {

bool claims_script(std::string_view path, std::string_view front);
void read_script(SourceText& source);

inline constexpr SourceReader kScriptReader{"script", claims_script, read_script};

}  // namespace bartizan::use
