#include "scan/formats/zip/members.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/le.h"
#include "codec/checksum.h"
#include "scan/decoded.h"
#include "scan/detect/payload.h"
#include "scan/format.h"
#include "scan/formats/raw/format.h"
#include "scan/formats/zip/rules.h"

namespace bartizan::scan::zip {
namespace {

using base::SpanLabel;
using record::Depth;
using torch::Role;

constexpr std::uint16_t kAesMethod = 99;  // APPNOTE 4.4.5, WinZip AES
constexpr std::uint64_t kSmall = base::kMiB;

// APPNOTE 5.8.8: version, size of properties, 5 bytes of properties, then raw LZMA. With 13 bytes
// of .lzma header in front instead, the same decoder reads both.
class LzmaSource final : public base::Source {
 public:
  static constexpr std::uint64_t kOwn = 13, kReplaced = 9;
  static constexpr std::uint16_t kFlagEndMark = 0x0002;

  LzmaSource(base::Source& data, std::uint16_t flags, std::uint64_t size) : data_(data) {
    std::array<std::byte, kReplaced> head{};
    valid_ =
        data.size() > kReplaced && data.read(0, head) && base::le_at<std::uint16_t>(head, 2) == 5;
    if (!valid_) return;
    std::copy(head.begin() + 4, head.end(), header_.begin());
    if ((flags & kFlagEndMark) != 0) size = UINT64_MAX;
    for (std::size_t i = 0; i < 8; ++i) {
      header_[5 + i] = static_cast<std::byte>((size >> (8 * i)) & 0xFF);
    }
  }
  bool valid() const { return valid_; }
  std::uint64_t size() const override { return data_.size() - kReplaced + kOwn; }
  bool read(std::uint64_t offset, std::span<std::byte> out) override {
    while (!out.empty() && offset < kOwn) {
      out[0] = header_[static_cast<std::size_t>(offset++)];
      out = out.subspan(1);
    }
    return out.empty() || data_.read(offset - kOwn + kReplaced, out);
  }

 private:
  base::Source& data_;
  std::array<std::byte, kOwn> header_{};
  bool valid_ = false;
};

std::optional<codec::Method> codec_of(std::uint16_t method) {
  switch (method) {
    case kDeflated:
      return codec::Method::deflate;
    case kBzip2:
      return codec::Method::bz2;
    case kLzma:
      return codec::Method::lzma_alone;
    case kZstd:
      return codec::Method::zstd;
    case kXz:
      return codec::Method::xz;
    default:
      return std::nullopt;
  }
}

class MemberReader {
 public:
  MemberReader(Archive& archive, torch::Container& container, const Member& member)
      : artifact_(archive.artifact),
        container_(container),
        member_(member),
        role_(container.role(member.name)) {}

  std::uint64_t run();

 private:
  std::uint64_t stored();
  std::uint64_t compressed(codec::Method method);
  void check_crc(std::uint32_t actual);
  void check_stored_crc();
  bool is_npy(base::Source& input, codec::Method method);
  bool seems_plain();
  void analyse(base::Source& source);
  void slack(std::uint64_t used);
  void label(std::uint64_t offset, std::uint64_t length, SpanLabel as, bool read = true) {
    if (!member_.labelled) artifact_.span(offset, length, as, read);
  }

  Artifact& artifact_;
  torch::Container& container_;
  const Member& member_;
  Role role_;
};

std::uint64_t MemberReader::run() {
  const Range& data = member_.data;
  const std::uint64_t size = member_.size.value_or(data.length);
  const bool flagged = (member_.flags & (kFlagEncrypted | kFlagStrong)) != 0;
  if (flagged || member_.aes || member_.method == kAesMethod) {
    if (!seems_plain()) {
      artifact_.finding(kEncrypted, data, member_.name);
      label(data.offset, data.length, SpanLabel::member, false);
      artifact_.unread_member(member_.name, size, "encrypted");
      return data.length;
    }
    // Readers that heed the flag give up; those that do not load what stands there in the clear.
    if ((member_.flags & kFlagStrong) == 0) {
      artifact_.finding(kFlagTrick, data, member_.name, {{"flags", "encrypted, but it is not"}});
    }
  }
  if (member_.method == kStored) return stored();
  const auto method = codec_of(member_.method);
  if (!method) {
    base::Text number(artifact_.budget());
    number.append_number(member_.method);
    artifact_.finding(kUnknownMethod, data, member_.name, {{"method", number.view()}});
    label(data.offset, data.length, SpanLabel::member, false);
    artifact_.unread_member(member_.name, size, "unsupported-method");
    return data.length;
  }
  return compressed(*method);
}

// Whether bytes under an encryption flag are not encrypted. Traditional encryption makes stored
// data 12 bytes longer (APPNOTE 6.1.3); a deflate stream that decodes to the promised size and CRC
// is one.
bool MemberReader::seems_plain() {
  if (member_.aes || member_.method == kAesMethod) return false;
  if (member_.method == kStored) return member_.size && *member_.size == member_.data.length;
  if (member_.method != kDeflated) return false;
  base::SliceSource slice(artifact_.source(), member_.data.offset, member_.data.length);
  DecodedSource decoded(artifact_.budget(), slice, codec::Method::deflate, Join::single);
  decoded.open();
  return decoded.state() == codec::State::done && decoded.size() == member_.size &&
         decoded.crc() == member_.crc;
}

std::uint64_t MemberReader::stored() {
  const Range& data = member_.data;
  if (member_.size && *member_.size != data.length) {
    base::Text actual(artifact_.budget());
    actual.append_number(data.length);
    artifact_.finding(kWrongSize, data, member_.name, {{"actual", actual.view()}});
  }
  if (data.length == 0) return 0;
  if (role_ == Role::payload && !member_.labelled) {
    container_.storage(member_.name, data);
    if (artifact_.depth() == Depth::full) check_stored_crc();
    return data.length;
  }
  label(data.offset, data.length, SpanLabel::member);
  switch (role_) {
    case Role::pickle:
      artifact_.member_as(torch::kPickle, member_.name, data.offset, data.length, &container_);
      break;
    case Role::script:
      artifact_.member_as(torch::kScript, member_.name, data.offset, data.length, &container_);
      break;
    default:
      artifact_.member(member_.name, data.offset, data.length);
      break;
  }
  const bool cheap = role_ != Role::probe || data.length <= kSmall;
  if (artifact_.depth() == Depth::full || (artifact_.depth() == Depth::content && cheap) ||
      role_ == Role::pickle) {
    check_stored_crc();
  }
  return data.length;
}

void MemberReader::check_stored_crc() {
  if (!member_.crc) return;
  base::Reader reader = artifact_.reader(member_.data.offset, member_.data.length);
  std::uint32_t crc = 0;
  while (reader.ok() && !reader.at_end()) crc = codec::crc32(crc, reader.chunk());
  if (!reader.ok()) {
    artifact_.partial("unreadable", member_.data);
  } else {
    check_crc(crc);
  }
}

void MemberReader::check_crc(std::uint32_t actual) {
  if (!member_.crc || *member_.crc == actual) return;
  // torch.serialization.set_crc32_options(False) writes zeros for tensors.
  if (*member_.crc == 0 && role_ == Role::payload) return;
  base::Text declared(artifact_.budget()), found(artifact_.budget());
  declared.append_hex(*member_.crc, 8);
  found.append_hex(actual, 8);
  artifact_.finding(kWrongCrc, member_.data, member_.name,
                    {{"declared", declared.view()}, {"actual", found.view()}});
}

// Looks at the first bytes only; what is decoded here is decoded again.
bool MemberReader::is_npy(base::Source& input, codec::Method method) {
  DecodeStream stream(artifact_.budget(), input, method, Join::single, codec::Charge::nothing);
  std::array<std::byte, 8> head{};
  return stream.read(head) == head.size() && base::text_of(head).starts_with("\x93NUMPY");
}

void MemberReader::analyse(base::Source& source) {
  switch (role_) {
    case Role::payload:
      artifact_.member_as(raw::kTensorData, member_.name, source, &container_);
      break;
    case Role::pickle:
      artifact_.member_as(torch::kPickle, member_.name, source, &container_);
      break;
    case Role::script:
      artifact_.member_as(torch::kScript, member_.name, source, &container_);
      break;
    case Role::probe:
      artifact_.member(member_.name, source);
      break;
  }
}

void MemberReader::slack(std::uint64_t used) {
  if (used >= member_.data.length) return;
  base::Text name(artifact_.budget());
  name.append(member_.name);
  name.append(" (after its compressed stream)");
  artifact_.outside(kSlack, name.view(), member_.data.offset + used, member_.data.length - used);
}

std::uint64_t MemberReader::compressed(codec::Method method) {
  const Range& data = member_.data;
  base::SliceSource slice(artifact_.source(), data.offset, data.length);
  LzmaSource lzma(slice, member_.flags, member_.size.value_or(UINT64_MAX));
  base::Source& input = method == codec::Method::lzma_alone && lzma.valid()
                            ? static_cast<base::Source&>(lzma)
                            : slice;

  // Tensors are decoded as far as they are looked at (limits.payload_probe), everything else whole.
  const bool large = member_.size && *member_.size > artifact_.limits().payload_probe;
  if (artifact_.depth() != Depth::full && large &&
      (role_ == Role::payload || is_npy(input, method))) {
    label(data.offset, data.length, SpanLabel::payload, artifact_.depth() != Depth::structure);
    if (role_ == Role::payload && artifact_.depth() == Depth::structure) return data.length;
    DecodedSource decoded(artifact_.budget(), input, method, Join::single);
    decoded.trust(*member_.size);
    analyse(decoded);
    return data.length;
  }

  DecodedSource decoded(artifact_.budget(), input, method, Join::single);
  decoded.open();
  std::uint64_t used = decoded.consumed();
  if (&input == &lzma) used -= std::min(used, LzmaSource::kOwn - LzmaSource::kReplaced);
  label(data.offset, decoded.state() == codec::State::done ? used : data.length, SpanLabel::member);
  if (decoded.size() > 0) analyse(decoded);
  switch (decoded.state()) {
    case codec::State::done:
      break;
    case codec::State::unsupported:
      artifact_.unread_member(member_.name, member_.size.value_or(0), "unsupported-method");
      return data.length;
    case codec::State::limit:
      artifact_.partial("limit:decoded", data);
      return data.length;
    case codec::State::more:
    case codec::State::error:
      artifact_.finding(kDamaged, data, member_.name);
      artifact_.partial(decoded.state() == codec::State::more ? "truncated" : "malformed", data);
      return data.length;
  }
  if (member_.size && *member_.size != decoded.size()) {
    base::Text actual(artifact_.budget());
    actual.append_number(decoded.size());
    artifact_.finding(kWrongSize, data, member_.name, {{"actual", actual.view()}});
  }
  check_crc(decoded.crc());
  if (member_.size) slack(used);
  return used;
}

}  // namespace

std::uint64_t analyse_data(Archive& archive, torch::Container& container, const Member& member) {
  return MemberReader(archive, container, member).run();
}

}  // namespace bartizan::scan::zip
