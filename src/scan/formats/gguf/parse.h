// GGUF: header, metadata, tensor table and where the tensors lie. Grammar: docs/formats/gguf.md.
#pragma once

#include "scan/artifact.h"

namespace bartizan::scan::gguf {

void parse(Artifact& artifact);

}  // namespace bartizan::scan::gguf
