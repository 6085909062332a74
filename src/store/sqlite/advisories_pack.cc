#include "store/sqlite/advisories_pack.h"

#include <algorithm>
#include <bit>

namespace bartizan::store::sqlite {

void Packer::number(std::uint64_t value) {
  while (value >= 0x80) {
    out_ += static_cast<char>(0x80 | (value & 0x7f));
    value >>= 7;
  }
  out_ += static_cast<char>(value);
}

// Most are 0, which takes one byte.
void Packer::real(double value) { number(std::bit_cast<std::uint64_t>(value)); }

void Packer::text(std::string_view value) {
  number(value.size());
  out_ += value;
}

void Packer::texts(const std::vector<std::string>& values) {
  number(values.size());
  for (const std::string& value : values) text(value);
}

void Packer::versions(const std::vector<std::string>& values) {
  number(values.size());
  std::string_view before;
  for (const std::string_view value : values) {
    const auto [end, unused] = std::ranges::mismatch(before, value);
    const auto shared = static_cast<std::size_t>(end - before.begin());
    number(shared);
    text(value.substr(shared));
    before = value;
  }
}

std::string_view Unpacker::take(std::uint64_t size) {
  if (size > rest_.size()) {
    ok_ = false;
    rest_ = {};
    return {};
  }
  const std::string_view taken = rest_.substr(0, static_cast<std::size_t>(size));
  rest_.remove_prefix(taken.size());
  return taken;
}

std::uint64_t Unpacker::number() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    const std::string_view byte = take(1);
    if (byte.empty()) return 0;
    const auto bits = static_cast<std::uint64_t>(static_cast<unsigned char>(byte[0]));
    value |= (bits & 0x7f) << shift;
    if (bits < 0x80) return value;
  }
  ok_ = false;
  return 0;
}

std::uint64_t Unpacker::count() {
  const std::uint64_t value = number();
  if (value <= rest_.size()) return value;
  ok_ = false;
  return 0;
}

double Unpacker::real() { return std::bit_cast<double>(number()); }

std::string Unpacker::text() { return std::string(take(number())); }

std::vector<std::string> Unpacker::texts() {
  std::vector<std::string> values;
  const std::uint64_t size = count();
  for (std::uint64_t i = 0; i < size && ok_; ++i) values.push_back(text());
  return values;
}

std::vector<std::string> Unpacker::versions() {
  std::vector<std::string> values;
  const std::uint64_t size = count();
  values.reserve(static_cast<std::size_t>(size));
  for (std::uint64_t i = 0; i < size && ok_; ++i) {
    const std::uint64_t shared = number();
    const std::string_view before = values.empty() ? std::string_view() : values.back();
    if (shared > before.size()) {
      ok_ = false;
      break;
    }
    const std::string_view rest = take(number());
    std::string value;
    value.reserve(static_cast<std::size_t>(shared) + rest.size());
    value.append(before.substr(0, static_cast<std::size_t>(shared))).append(rest);
    values.push_back(std::move(value));
  }
  return values;
}

std::string pack_head(const record::Advisory& advisory) {
  Packer out;
  out.text(advisory.id);
  out.time(advisory.published);
  out.time(advisory.modified);
  out.time(advisory.withdrawn);
  out.text(advisory.summary);
  out.texts(advisory.aliases);
  out.texts(advisory.upstream);
  out.texts(advisory.severities);
  out.text(advisory.severity_word);
  out.real(advisory.cvss);
  out.texts(advisory.cwes);
  out.texts(advisory.urls);
  out.number(advisory.malicious ? 1 : 0);
  return out.take();
}

bool unpack_head(std::string_view bytes, record::Advisory& advisory) {
  Unpacker in(bytes);
  advisory.id = in.text();
  advisory.published = in.time();
  advisory.modified = in.time();
  advisory.withdrawn = in.time();
  advisory.summary = in.text();
  advisory.aliases = in.texts();
  advisory.upstream = in.texts();
  advisory.severities = in.texts();
  advisory.severity_word = in.text();
  advisory.cvss = in.real();
  advisory.cwes = in.texts();
  advisory.urls = in.texts();
  advisory.malicious = in.number() != 0;
  return in.ok();
}

std::string pack_affected(const record::Affected& affected) {
  Packer out;
  out.text(affected.type);
  out.text(affected.name);
  out.text(affected.distribution);
  out.number(affected.every_version ? 1 : 0);
  out.number(affected.ranges.size());
  for (const record::AffectedRange& range : affected.ranges) {
    out.number(static_cast<std::uint64_t>(range.type));
    out.number(range.events.size());
    for (const record::RangeEvent& event : range.events) {
      out.number(static_cast<std::uint64_t>(event.kind));
      out.text(event.version);
    }
  }
  out.versions(affected.unaffected);
  out.texts(affected.sha256);
  return out.take();
}

bool unpack_affected(std::string_view bytes, record::Affected& affected) {
  Unpacker in(bytes);
  affected.type = in.text();
  affected.name = in.text();
  affected.distribution = in.text();
  affected.every_version = in.number() != 0;
  const std::uint64_t ranges = in.number();
  for (std::uint64_t i = 0; i < ranges && in.ok(); ++i) {
    record::AffectedRange range;
    const std::uint64_t type = in.number();
    if (type > static_cast<std::uint64_t>(record::RangeType::text)) return false;
    range.type = static_cast<record::RangeType>(type);
    const std::uint64_t events = in.number();
    for (std::uint64_t k = 0; k < events && in.ok(); ++k) {
      const std::uint64_t kind = in.number();
      if (kind > static_cast<std::uint64_t>(record::EventKind::limit)) return false;
      range.events.push_back({static_cast<record::EventKind>(kind), in.text()});
    }
    affected.ranges.push_back(std::move(range));
  }
  affected.unaffected = in.versions();
  affected.sha256 = in.texts();
  return in.ok();
}

std::string pack_feed(const record::Feed& feed) {
  Packer out;
  out.text(feed.id);
  out.number(static_cast<std::uint64_t>(feed.kind));
  out.text(feed.source);
  out.time(feed.imported);
  out.time(feed.data_date);
  out.text(feed.sha256);
  out.number(feed.checksum_offered ? 1 : 0);
  out.number(feed.records);
  out.number(feed.refused);
  out.text(feed.version);
  return out.take();
}

bool unpack_feed(std::string_view bytes, record::Feed& feed) {
  Unpacker in(bytes);
  feed.id = in.text();
  const std::uint64_t kind = in.number();
  if (kind > static_cast<std::uint64_t>(record::FeedKind::avid)) return false;
  feed.kind = static_cast<record::FeedKind>(kind);
  feed.source = in.text();
  feed.imported = in.time();
  feed.data_date = in.time();
  feed.sha256 = in.text();
  feed.checksum_offered = in.number() != 0;
  feed.records = in.number();
  feed.refused = in.number();
  feed.version = in.text();
  return in.ok();
}

}  // namespace bartizan::store::sqlite
