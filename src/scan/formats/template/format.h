// Jinja files: chat_template.jinja and its like, claimed by content.
#pragma once

#include "scan/format.h"

namespace bartizan::scan::templates {

extern const Format kJinja;

}  // namespace bartizan::scan::templates
