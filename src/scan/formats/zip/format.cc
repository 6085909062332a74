#include "scan/formats/zip/format.h"

#include <algorithm>

#include "scan/formats/zip/parse.h"
#include "scan/formats/zip/records.h"

namespace bartizan::scan::zip {
namespace {

using namespace std::string_view_literals;

Claim claim(const Probe& probe) {
  const std::string_view head = base::text_of(probe.head);
  if (head.starts_with("PK\3\4") && probe.size >= kLocalBytes) return Claim::certain;
  if (head.starts_with("PK\5\6") && probe.size >= kEndBytes) return Claim::certain;
  // Marker of split archives, APPNOTE 8.5.3 and 8.5.4.
  if (head.starts_with("PK\7\10PK\3\4"sv) || head.starts_with("PK00PK\3\4"sv)) {
    return Claim::certain;
  }
  // zipfile and unzip find the archive from its end, whatever stands before it.
  const std::uint64_t reach = std::min<std::uint64_t>(probe.size, kEndBytes + kMaxComment);
  if (probe.source == nullptr || !probe.source->cheap(probe.size - reach)) return Claim::no;
  const EndRecords ends = find_end_records(*probe.source);
  Claim strongest = Claim::no;
  for (std::size_t i = 0; i < ends.count; ++i) {
    const EndRecord& end = ends.found[i];
    const bool shifted = end.directory_size <= end.tail() &&
                         directory_at(*probe.source, end, end.tail() - end.directory_size);
    if (!shifted && !directory_at(*probe.source, end, end.directory_offset)) continue;
    if (end.end() == probe.size) return Claim::certain;
    // With bytes behind it: what those belong to may be the real format (a tar ends in zeros).
    strongest = Claim::plausible;
  }
  return strongest;
}

}  // namespace

constexpr Format kZip{"zip", "ZIP archive", Kind::container, claim, parse};

}  // namespace bartizan::scan::zip
