#include "scan/formats/template/parse.h"

namespace bartizan::scan::templates {

void analyse_template(Artifact& artifact, std::string_view text, Range range,
                      std::string_view source_name) {
  artifact.fact("template", source_name, text, range);
  // Not read yet, so never clean.
  artifact.partial("template-not-understood", range);
}

}  // namespace bartizan::scan::templates
