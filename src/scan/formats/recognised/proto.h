// Models in protocol buffers: no magic, so the shape of the message must fit in every field.
//
// What it is: claims that walk the tags of a message, skipping what the tags enclose, with a
// bounded number of small reads. What it is not: a parser; strings and tensors are never looked at.
// Rules of a shape: every field is known, has its wire type, lies inside its parent, and the
// message ends exactly where it should. Pure apart from the reads.
#pragma once

#include "scan/format.h"

namespace bartizan::scan::recognised {

Claim claim_onnx(const Probe& probe);
Claim claim_onnx_tensor(const Probe& probe);
Claim claim_saved_model(const Probe& probe);
Claim claim_meta_graph(const Probe& probe);
Claim claim_graph_def(const Probe& probe);
Claim claim_core_ml(const Probe& probe);
Claim claim_caffe(const Probe& probe);
Claim claim_paddle(const Probe& probe);

}  // namespace bartizan::scan::recognised
