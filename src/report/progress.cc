// The progress line: what, how far, how fast, how long still.
#include <algorithm>

#include "report/api.h"
#include "report/paint.h"
#include "report/text.h"

namespace bartizan::report {
namespace {

constexpr std::uint64_t kBar = 20;

std::string duration(std::uint64_t seconds) {
  if (seconds < 60) return std::to_string(seconds) + " s";
  if (seconds < 3600) {
    return std::to_string(seconds / 60) + " min " + std::to_string(seconds % 60) + " s";
  }
  return std::to_string(seconds / 3600) + " h " + std::to_string(seconds % 3600 / 60) + " min";
}

// Thousandths of a / b without overflow for anything that fits a disk.
std::uint64_t permille(std::uint64_t a, std::uint64_t b) {
  return b == 0 ? 0 : std::min<std::uint64_t>(1000, b > 1000 ? a / (b / 1000) : a * 1000 / b);
}

}  // namespace

std::string progress_line(const Progress& progress, const TerminalStyle& style) {
  const Paint paint(style);
  std::string out(progress.what);
  // Bytes tell more than files: one checkpoint outweighs a thousand configurations.
  const bool by_bytes = progress.bytes_total != 0;
  const std::uint64_t done = by_bytes ? permille(progress.bytes, progress.bytes_total)
                                      : permille(progress.done, progress.total);
  if (progress.total != 0) {
    out += "  ";
    for (std::uint64_t i = 0; i < kBar; ++i) out += i < done * kBar / 1000 ? "█" : "░";
    out += "  " + std::to_string(done / 10) + " %  " + number(progress.done) + "/" +
           number(progress.total) + " files";
  } else {
    out += "  " + count_of(progress.done, "file");
  }
  out += "  " + size(progress.bytes);
  if (progress.elapsed_ms >= 500) {
    const std::uint64_t ms = progress.elapsed_ms;
    const std::uint64_t rate = progress.bytes / ms * 1000 + progress.bytes % ms * 1000 / ms;
    out += "  " + size(rate) + "/s";
    if (done >= 20) out += "  " + duration((ms * (1000 - done) / done + 999) / 1000) + " left";
  }
  return paint.plain(out);
}

}  // namespace bartizan::report
