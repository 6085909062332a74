// One member's bytes: decoded where needed, checked against what the headers say, and analysed.
//
// What it is: the only place of this folder that decompresses. What it is not: a reader of headers.
// Reports through the archive's artifact. One thread.
#pragma once

#include <optional>

#include "scan/formats/torch/container.h"
#include "scan/formats/zip/archive.h"

namespace bartizan::scan::zip {

struct Member {
  std::string_view name;
  Range data;  // in the archive, clipped to it
  std::uint16_t method = kStored;
  std::uint16_t flags = 0;
  bool aes = false;
  bool labelled = false;  // the archive's bytes were labelled by an earlier reading
  // What the headers promise; nothing where they leave it open.
  std::optional<std::uint64_t> size;
  std::optional<std::uint32_t> crc;
};

// Labels the data and analyses it. Returns how many bytes of `data` the member uses: a stream of
// unknown length ends where its decoder says so.
std::uint64_t analyse_data(Archive& archive, torch::Container& container, const Member& member);

}  // namespace bartizan::scan::zip
