#include "scan/formats/zip/layout.h"

#include <algorithm>

namespace bartizan::scan::zip {

Layout recognise(const Archive& archive) {
  const auto has = [&](std::string_view name) { return archive.find(name) != nullptr; };
  const auto entries = archive.entries();
  const bool arrays =
      !entries.empty() && std::all_of(entries.begin(), entries.end(), [&](const Entry& entry) {
        return archive.name(entry).ends_with(".npy");
      });
  if (arrays) return {"npz", true};
  if (has("config.json") && (has("model.weights.h5") || has("metadata.json"))) {
    return {"keras-zip", false};
  }
  if (has("MAR-INF/MANIFEST.json")) return {kTorchServe, true};
  if (has("META-INF/MANIFEST.MF")) return {"jar", true};
  if (has("schema.json")) return {"skops", false};
  return {};
}

}  // namespace bartizan::scan::zip
