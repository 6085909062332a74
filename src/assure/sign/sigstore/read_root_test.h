// Helper of tests: a trusted root's text through the worker's half and the parent's.
#pragma once

#include "assure/sign/read_test.h"
#include "assure/sign/sigstore/verify.h"

namespace bartizan::assure::sigstore {

inline RootImport read_root(std::string_view text) {
  return root_from_rows(sign::rows_of(parse, text));
}

}  // namespace bartizan::assure::sigstore
