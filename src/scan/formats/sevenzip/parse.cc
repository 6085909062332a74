#include "scan/formats/sevenzip/parse.h"

#include <array>

#include "base/le.h"
#include "codec/checksum.h"
#include "scan/decoded.h"
#include "scan/detect/member_name.h"
#include "scan/formats/sevenzip/header.h"
#include "scan/formats/sevenzip/rules.h"

namespace bartizan::scan::sevenzip {
namespace {

using base::SpanLabel;

constexpr std::uint64_t kSignatureHeader = 32;  // 7zFormat.txt "SignatureHeader"
constexpr std::uint64_t kMaxHeader = 64 * base::kMiB;

void malformed(Artifact& artifact, Range range, std::string_view what, std::string_view reason) {
  artifact.finding(kDamaged, range, what);
  artifact.partial(reason, range);
}

void list(Artifact& artifact, const Database& database) {
  bool encrypted = false;
  for (const Folder& folder : database.streams.folders) {
    encrypted = encrypted || folder.coding == Coding::encrypted;
  }
  if (encrypted) artifact.finding(kEncrypted, {0, artifact.size()}, "members");
  const std::string_view names(database.names.begin(), database.names.size());
  std::size_t stream = 0;
  for (const File& file : database.files) {
    const auto name = names.substr(static_cast<std::size_t>(file.name_at), file.name_length);
    if (detect::name_escapes(name)) artifact.finding(kUnsafeName, {0, artifact.size()}, name);
    if (file.empty || !artifact.budget().charge_steps()) continue;
    const auto& sizes = database.streams.sizes;
    const std::uint64_t size = stream < sizes.size() ? sizes[stream] : 0;
    ++stream;
    artifact.unread_member(name, size, encrypted ? "encrypted" : "unsupported-method");
  }
  if (stream > 0 || !database.streams.folders.empty()) {
    artifact.partial(encrypted ? "encrypted" : "unsupported-method", {0, artifact.size()});
  }
}

// A header packed with LZMA alone, as 7-Zip writes it: decoded as a .lzma file with a header of
// ours.
class LzmaHeader final : public base::Source {
 public:
  LzmaHeader(base::Source& packed, const Folder& folder) : packed_(packed) {
    for (std::size_t i = 0; i < 5; ++i) own_[i] = static_cast<std::byte>(folder.properties[i]);
    for (std::size_t i = 0; i < 8; ++i) {
      own_[5 + i] = static_cast<std::byte>((folder.size >> (8 * i)) & 0xFF);
    }
  }
  std::uint64_t size() const override { return own_.size() + packed_.size(); }
  bool read(std::uint64_t offset, std::span<std::byte> out) override {
    while (!out.empty() && offset < own_.size()) {
      out[0] = own_[static_cast<std::size_t>(offset++)];
      out = out.subspan(1);
    }
    return out.empty() || packed_.read(offset - own_.size(), out);
  }

 private:
  base::Source& packed_;
  std::array<std::byte, 13> own_{};
};

void read_packed(Artifact& artifact, const Database& outer, std::uint64_t packed_end) {
  const Range whole{0, artifact.size()};
  const Streams& streams = outer.streams;
  if (streams.folders.size() != 1 || streams.packed.size() != 1) {
    artifact.partial("unsupported-method", whole);
    return;
  }
  const Folder& folder = streams.folders[0];
  if (folder.coding == Coding::encrypted) {
    artifact.finding(kEncrypted, whole, "list of members");
    artifact.refused("encrypted");
    return;
  }
  const std::uint64_t begin = kSignatureHeader + streams.pack_offset;
  if (streams.pack_offset > packed_end - kSignatureHeader ||
      streams.packed[0] > packed_end - begin) {
    malformed(artifact, whole, "packed header", "malformed");
    return;
  }
  if (folder.coding != Coding::lzma || folder.size > kMaxHeader) {
    artifact.partial("unsupported-method", whole);
    return;
  }
  base::SliceSource packed(artifact.source(), begin, streams.packed[0]);
  LzmaHeader input(packed, folder);
  DecodedSource decoded(artifact.budget(), input, codec::Method::lzma_alone, Join::single);
  decoded.open();
  Database inner(artifact.budget());
  base::Reader reader(decoded, artifact.budget());
  if (decoded.state() != codec::State::done || read_header(reader, inner) != Outcome::header) {
    malformed(artifact, whole, "packed header", "malformed");
    return;
  }
  list(artifact, inner);
}

}  // namespace

void parse(Artifact& artifact) {
  base::Reader reader = artifact.reader();
  const auto signature = reader.take(kSignatureHeader);
  if (!reader.ok()) {
    malformed(artifact, {0, artifact.size()}, "signature header", "truncated");
    return;
  }
  const auto start_crc = base::le_at<std::uint32_t>(signature, 8);
  const auto offset = base::le_at<std::uint64_t>(signature, 12);
  const auto size = base::le_at<std::uint64_t>(signature, 20);
  const auto crc = base::le_at<std::uint32_t>(signature, 28);
  const bool start_good = codec::crc32(0, signature.subspan(12, 20)) == start_crc;
  artifact.span(0, kSignatureHeader, SpanLabel::header);
  const std::uint64_t room = artifact.size() - kSignatureHeader;
  if (!start_good || offset > room || size > room - offset) {
    malformed(artifact, {0, kSignatureHeader}, "signature header",
              start_good ? "truncated" : "malformed");
    return;
  }
  const Range header{kSignatureHeader + offset, size};
  artifact.span(kSignatureHeader, offset, SpanLabel::member, false);
  artifact.span(header.offset, header.length, SpanLabel::directory);
  artifact.outside(kTrailing, "(after the archive)", header.end(), artifact.size() - header.end());
  if (size == 0) return;

  base::Reader counted = artifact.reader(header.offset, header.length);
  std::uint32_t actual = 0;
  while (counted.ok() && !counted.at_end()) actual = codec::crc32(actual, counted.chunk());
  if (actual != crc) artifact.finding(kDamaged, header, "header checksum");
  Database database(artifact.budget());
  base::Reader body = artifact.reader(header.offset, header.length);
  switch (read_header(body, database)) {
    case Outcome::header:
      list(artifact, database);
      break;
    case Outcome::packed:
      read_packed(artifact, database, header.offset);
      break;
    case Outcome::malformed:
      malformed(artifact, header, "header", "malformed");
      break;
    case Outcome::refused:
      artifact.partial("limit:memory", header);
      break;
  }
}

}  // namespace bartizan::scan::sevenzip
