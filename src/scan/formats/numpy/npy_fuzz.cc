// Any bytes after the magic: the walk's invariants hold.
#include <string>

#include "run/analyse.h"
#include "scan/formats/numpy/parse.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bartizan;
  std::string file(reinterpret_cast<const char*>(data), size);
  // Recipes bring their own magic; for mutated inputs it is a waste of mutations.
  if (!file.starts_with(scan::numpy::kMagic)) file.insert(0, scan::numpy::kMagic);
  (void)run::analyse_bytes(base::bytes_of(file), "array.npy");
  return 0;
}
