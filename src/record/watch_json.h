// Notices as JSON: what webhooks send, the API answers and `notify` prints.
#pragma once

#include "base/json_write.h"
#include "record/watch.h"

namespace bartizan::record {

// {"id", "kind", "severity", "subject", "title", "detail", "page", "at"}; names are escaped.
void write(base::JsonWriter& out, const Notice& notice);

}  // namespace bartizan::record
