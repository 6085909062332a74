// Allow: what people accepted, as text and JSON. Pure functions.
#pragma once

#include <span>
#include <string>

#include "base/time.h"
#include "record/exception.h"
#include "report/api.h"

namespace bartizan::report {

struct AcceptedLine {
  record::Exception exception;
  bool from_file = false;  // a configuration, not the store
  base::Millis withdrawn = 0;
  std::string withdrawn_by;
};

std::string accepted(std::span<const AcceptedLine> lines, base::Millis now);
// docs/schemas/accepted-1.schema.json
std::string accepted_json(std::span<const AcceptedLine> lines, base::Millis now,
                          const MachineOptions& options);

}  // namespace bartizan::report
