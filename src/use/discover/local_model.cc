#include "use/discover/local_model.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "scan/catalog.h"
#include "scan/format.h"

namespace bartizan::use {
namespace {

// GGUF metadata keys (ggml docs/gguf.md, "Standardized key-value pairs") and what they tell.
struct Known {
  std::string_view kind, key, attribute;
  record::Provenance provenance;
};
using enum record::Provenance;
constexpr std::array kKnown{
    Known{"model", "parameters", "parameters", observed},
    Known{"model", "tensors", "tensors", observed},
    Known{"model", "dtypes", "dtypes", observed},
    Known{"model", "quantisation", "quantisation", observed},
    Known{"metadata", "general.name", "title", declared},
    Known{"metadata", "general.basename", "basename", declared},
    Known{"metadata", "general.architecture", "architecture", declared},
    Known{"metadata", "general.license", "licence", declared},
    Known{"metadata", "general.organization", "supplier", declared},
    Known{"metadata", "general.author", "supplier", declared},
    Known{"metadata", "general.version", "model-version", declared},
    Known{"metadata", "general.description", "description", declared},
    Known{"metadata", "general.base_model.0.name", "base-model", declared},
    Known{"metadata", "general.base_model.0.repo_url", "base-model-url", declared},
    Known{"metadata", "general.source.url", "url", declared},
    Known{"metadata", "general.repo_url", "url", declared},
    Known{"metadata", "format", "framework", declared},
};
// Longer values are no names of anything.
constexpr std::size_t kMostValue = 4096;

// Arrays may be anything, and any JSON is analysed as configuration: neither makes a model.
bool is_model(std::string_view id) {
  if (id == "npy" || id == "numpy-zip" || id == "npz" || id == "json") return false;
  const scan::Format* format = scan::find_format(id);
  if (format == nullptr) return !id.empty();  // a refinement of a model: "joblib", "torch-zip"
  return
         (format->kind == scan::Kind::model || format->kind == scan::Kind::recognised);
}

bool holds_model(const record::Artifact& artifact) {
  for (const record::Member& member : artifact.members) {
    for (const std::string& format : member.formats) {
      if (is_model(format)) return true;
    }
  }
  return false;
}

// The format of the pickle machine that is read behind another one: a joblib dump in zlib. Empty:
// none, or the file itself is of one.
std::string pickle_inside(const record::Artifact& artifact) {
  const auto is_pickle = [](std::string_view format) {
    return scan::Catalog::embedded().list("vuln-pickle-formats", format).has_value();
  };
  if (is_pickle(artifact.format)) return {};
  for (const record::Member& member : artifact.members) {
    const auto found = std::ranges::find_if(member.formats, is_pickle);
    if (found != member.formats.end()) return *found;
  }
  return {};
}

}  // namespace

std::optional<record::Detection> local_model(const std::string& path,
                                             const record::Artifact& artifact) {
  if (artifact.verdict == record::Verdict::not_a_model || artifact.format.empty()) return {};
  if (!is_model(artifact.format) && !holds_model(artifact)) return {};
  record::Detection detection;
  detection.kind = record::ComponentKind::model;
  detection.name = path;
  detection.provider = "local";
  detection.signal = kModelFileSignal;
  detection.evidence = artifact.format;
  const auto add = [&](std::string_view key, std::string_view value, record::Provenance how) {
    if (value.empty() || value.size() > kMostValue) return;
    detection.attributes.push_back({std::string(key), std::string(value), how, path});
  };
  add("format", artifact.format, observed);
  add("holds-format", pickle_inside(artifact), observed);
  add("size", std::to_string(artifact.size), observed);
  if (artifact.sha256) add("sha256", *artifact.sha256, observed);
  add("verdict", record::name(artifact.verdict), observed);
  for (const record::Fact& fact : artifact.facts) {
    if (fact.member != 0) continue;
    for (const Known& known : kKnown) {
      if (fact.kind == known.kind && fact.key == known.key) {
        add(known.attribute, fact.value, known.provenance);
      }
    }
  }
  return detection;
}

}  // namespace bartizan::use
