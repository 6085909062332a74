#include "base/reader.h"

#include <cstring>

namespace bartizan::base {
Reader::Reader(std::span<const std::byte> bytes)
    : begin_(bytes.data()),
      cursor_(bytes.data()),
      end_(bytes.data() + bytes.size()),
      size_(bytes.size()) {}

Reader::Reader(Source& source, Budget& budget, std::uint64_t begin, std::uint64_t size)
    : source_(&source), window_(budget), origin_(begin), size_(size) {
  BZ_CHECK(begin <= source.size() && size <= source.size() - begin);
  if (const auto all = source.memory(); !all.empty()) {
    source_ = nullptr;
    begin_ = cursor_ = all.data() + begin;
    end_ = begin_ + size;
  }
}

bool Reader::fill(std::size_t n) {
  if (static_cast<std::size_t>(end_ - cursor_) >= n) return true;
  if (source_ == nullptr) {  // the window of a memory reader is everything; a seek may have left it
    fail(Code::internal, "memory reader lost its window");
    return false;
  }
  const std::uint64_t position = pos();
  const auto kept = static_cast<std::size_t>(end_ - cursor_);
  const std::size_t wanted =
      static_cast<std::size_t>(std::min<std::uint64_t>(size_ - position, std::max(n, kWindow)));
  const auto cursor_in_window = static_cast<std::size_t>(cursor_ - begin_);
  if (window_.size() < wanted && !window_.try_resize(wanted)) {
    fail(Code::limit, "no memory left for the reading window");
    return false;
  }
  std::byte* data = window_.begin();
  if (kept > 0) std::memmove(data, data + cursor_in_window, kept);
  if (!source_->read(origin_ + position + kept, {data + kept, wanted - kept})) {
    fail(Code::io, "the bytes could not be read");
    return false;
  }
  window_offset_ = position;
  begin_ = cursor_ = data;
  end_ = data + wanted;
  return true;
}

std::span<const std::byte> Reader::take_slow(std::uint64_t n) {
  if (!need(n)) return {};
  if (n > kMaxTake) {
    fail(Code::limit, "a single field is larger than the reader hands out");
    return {};
  }
  if (!fill(static_cast<std::size_t>(n))) return {};
  const std::span<const std::byte> bytes(cursor_, static_cast<std::size_t>(n));
  cursor_ += n;
  return bytes;
}

std::span<const std::byte> Reader::peek(std::uint64_t n) {
  const std::uint64_t here = std::min<std::uint64_t>({n, left(), kMaxTake});
  if (here == 0 || !fill(static_cast<std::size_t>(here))) return {};
  return {cursor_, static_cast<std::size_t>(here)};
}

std::span<const std::byte> Reader::chunk(std::size_t most) {
  if (at_end() || most == 0 || !fill(1)) return {};
  const std::size_t n = std::min(most, static_cast<std::size_t>(end_ - cursor_));
  const std::span<const std::byte> bytes(cursor_, n);
  cursor_ += n;
  return bytes;
}

void Reader::seek(std::uint64_t position) {
  if (!ok()) return;
  if (position > size_) {
    fail(Code::truncated, "a position lies past the end");
    return;
  }
  const std::uint64_t window_size = static_cast<std::uint64_t>(end_ - begin_);
  if (position >= window_offset_ && position - window_offset_ <= window_size) {
    cursor_ = begin_ + (position - window_offset_);
    return;
  }
  BZ_CHECK(source_ != nullptr);
  window_offset_ = position;
  begin_ = cursor_ = end_ = window_.begin();
}

std::span<const std::byte> Reader::until(std::byte delimiter, std::size_t most) {
  if (!ok()) return {};
  std::size_t seen = 0;
  while (true) {
    const auto visible = static_cast<std::size_t>(end_ - cursor_);
    if (visible > seen) {
      const void* hit = std::memchr(cursor_ + seen, static_cast<int>(delimiter), visible - seen);
      if (hit != nullptr) {
        const auto length = static_cast<std::size_t>(static_cast<const std::byte*>(hit) - cursor_);
        if (length > most) break;
        const std::span<const std::byte> bytes(cursor_, length);
        cursor_ += length + 1;
        return bytes;
      }
      seen = visible;
    }
    if (seen > most) break;
    if (seen >= left()) {
      fail(Code::truncated, "a line does not end");
      return {};
    }
    if (!fill(static_cast<std::size_t>(std::min<std::uint64_t>(left(), seen + kWindow)))) return {};
  }
  fail(Code::limit, "a line is longer than the limit");
  return {};
}

std::uint64_t Reader::count(std::uint64_t n, std::uint64_t min_bytes) {
  BZ_CHECK(min_bytes > 0);
  if (!ok()) return 0;
  if (n > left() / min_bytes) {
    fail(Code::truncated, "a count promises more than the bytes present can hold");
    return 0;
  }
  return n;
}

}  // namespace bartizan::base
