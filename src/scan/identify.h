// Identification: which formats accept these bytes, by content alone.
//
// Names play no part here; they can raise a verdict later and never lower one. All certain claims
// of models and containers count (a polyglot has several); documents and native code count only
// when no model or container claims the bytes; plausible claims only when nothing is certain.
#pragma once

#include "base/vec.h"
#include "scan/artifact.h"
#include "scan/format.h"

namespace bartizan::scan {

struct Identity {
  base::Vec<const Format*> claims;
  bool readable = true;
  bool certain = false;  // the claims are certain ones
};

Identity identify(Artifact& artifact);

}  // namespace bartizan::scan
