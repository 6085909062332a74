// Any bytes behind the magic and a version: the invariants of every analysis hold, twice the same.
#include <cstdlib>
#include <string>

#include "base/reader.h"
#include "run/analyse.h"
#include "support/mutate.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bartizan;
  std::string file(reinterpret_cast<const char*>(data), size);
  // Recipes bring their own head; for mutated inputs finding it is a waste of mutations.
  if (!file.starts_with("GGUF") && !file.starts_with("FUGG")) file.insert(0, "GGUF\x03\0\0\0", 8);
  for (const auto depth : {record::Depth::structure, record::Depth::content}) {
    const record::Artifact first = run::analyse_bytes(base::bytes_of(file), "model.gguf", depth);
    const record::Artifact second = run::analyse_bytes(base::bytes_of(file), "model.gguf", depth);
    if (!test::broken_invariant(first, file.size()).empty()) std::abort();
    if (first.findings.size() != second.findings.size() || first.verdict != second.verdict) {
      std::abort();
    }
  }
  return 0;
}
