#include "assure/bom/write.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <tuple>

#include "assure/bom/convert.h"
#include "assure/bom/cyclonedx_write.h"
#include "assure/bom/spdx_write.h"

namespace bartizan::assure::bom {
namespace {

constexpr std::array<std::string_view, 3> kNames{"cyclonedx-1.6", "cyclonedx-1.7", "spdx-3.0.1"};

}  // namespace

std::string_view name(Format format) { return kNames[static_cast<std::size_t>(format)]; }

std::optional<Format> format(std::string_view name) {
  if (name == "cyclonedx") return Format::cyclonedx_1_7;
  if (name == "spdx" || name == "spdx-3" || name == "spdx-3.0") return Format::spdx_3_0_1;
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<Format>(i);
  }
  return std::nullopt;
}

Written write(const Bom& bom, Format format, const WriteOptions& options) {
  std::vector<Loss> losses;
  const Bom fitted = fit(bom, format, losses);
  Written written = format == Format::spdx_3_0_1 ? write_spdx(fitted, options)
                                                 : write_cyclonedx(fitted, format, options);
  std::move(losses.begin(), losses.end(), std::back_inserter(written.losses));
  const auto order = [](const Loss& a, const Loss& b) {
    return std::tie(a.subject, a.what, a.why) < std::tie(b.subject, b.what, b.why);
  };
  std::sort(written.losses.begin(), written.losses.end(), order);
  return written;
}

}  // namespace bartizan::assure::bom
