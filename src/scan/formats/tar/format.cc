#include "scan/formats/tar/format.h"

#include "scan/formats/tar/header.h"
#include "scan/formats/tar/parse.h"

namespace bartizan::scan::tar {
namespace {

// The checksum is what every reader goes by; the ustar magic is absent from v7 archives.
Claim claim(const Probe& probe) {
  if (probe.head.size() < kBlock) return Claim::no;
  const auto header = read_header(probe.head.first(kBlock));
  return header && !header->name.empty() ? Claim::certain : Claim::no;
}

}  // namespace

constexpr Format kTar{"tar", "tar archive", Kind::container, claim, parse};

}  // namespace bartizan::scan::tar
