#include "use/parse/discover/discover.h"

#include <array>
#include <string>

#include "scan/format.h"
#include "scan/identify.h"
#include "text/decode.h"

namespace bartizan::use {
namespace {

// A reader is one line here.
constexpr std::array<SourceReader, 0> kReaders{};

}  // namespace

std::span<const SourceReader> source_readers() { return kReaders; }

void parse_discover(record::Foreign& file) {
  std::string bytes(static_cast<std::size_t>(file.bytes.size()), '\0');
  if (!file.budget.charge_memory(bytes.size()) ||
      !file.bytes.read(0, std::as_writable_bytes(std::span(bytes)))) {
    record::put_note(file.rows, {record::NoteLevel::warning, "unreadable", 0, 0,
                                 "the file could not be read"});
    return;
  }
  (void)bytes;
}

}  // namespace bartizan::use
