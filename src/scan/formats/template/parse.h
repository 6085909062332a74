// Chat templates: what the Jinja program that a model ships can do when it is rendered.
//
// What it is: the one entry for every place where a template stands (a GGUF key, a tokenizer
// configuration, a .jinja file). It lexes, parses and judges by capability, and reports through the
// artifact. What it is not: a renderer; nothing is evaluated beyond folding constant strings.
// `text` must outlive the call. One thread.
#pragma once

#include <string_view>

#include "scan/artifact.h"

namespace bartizan::scan::templates {

// `range`: where the template stands in the artifact. Where `text` is the decoded form of other
// bytes (a JSON string) its length differs from range.length; findings then carry the whole range.
// `source_name`: what holds it, e.g. "tokenizer.chat_template".
void analyse_template(Artifact& artifact, std::string_view text, Range range,
                      std::string_view source_name);

// A whole file: the same, if it is a chat template; of other templates (web pages, charts, build
// files) only escapes from the sandbox are reported, and a harmless one is plain text.
void parse_file(Artifact& artifact);

}  // namespace bartizan::scan::templates
