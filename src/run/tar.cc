#include "run/tar.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <span>
#include <vector>

#include "sandbox/fd.h"

namespace bartizan::run {
namespace {

constexpr std::size_t kBlock = 512;
constexpr std::size_t kPiece = std::size_t{1} << 20;
constexpr std::size_t kLongestName = 100;
// Twelve bytes: eleven octal digits, or the highest bit and a number (GNU tar's base 256).
constexpr std::uint64_t kMostOctal = (std::uint64_t{1} << 33) - 1;

void put(std::string& block, std::size_t at, std::string_view text) {
  block.replace(at, text.size(), text);
}

std::string octal(std::uint64_t value, std::size_t digits) {
  std::string out(digits, '0');
  for (auto digit = out.rbegin(); digit != out.rend(); ++digit, value >>= 3) {
    *digit = static_cast<char>('0' + (value & 7));
  }
  return out;
}

std::uint64_t sum_of(std::string_view block) {
  std::uint64_t sum = 0;
  for (const char c : block) sum += static_cast<unsigned char>(c);
  return sum;
}

std::string header(std::string_view name, std::uint64_t size) {
  std::string block(kBlock, '\0');
  put(block, 0, name);
  put(block, 100, "0000600");
  put(block, 108, "0000000");
  put(block, 116, "0000000");
  if (size <= kMostOctal) {
    put(block, 124, octal(size, 11));
  } else {
    block[124] = static_cast<char>(0x80);
    for (std::size_t i = 0; i < 8; ++i) {
      block[135 - i] = static_cast<char>(size >> (8 * i) & 0xff);
    }
  }
  put(block, 136, "00000000000");
  put(block, 148, "        ");
  block[156] = '0';
  put(block, 257, std::string_view("ustar\00000", 8));
  put(block, 148, octal(sum_of(block), 6));
  block[154] = '\0';
  block[155] = ' ';
  return block;
}

std::string padding(std::uint64_t size) {
  return std::string(static_cast<std::size_t>((kBlock - size % kBlock) % kBlock), '\0');
}

std::optional<std::uint64_t> number(std::string_view field) {
  std::uint64_t value = 0;
  if (static_cast<unsigned char>(field[0]) == 0x80) {
    for (const char c : field.substr(field.size() - 8)) {
      value = value << 8 | static_cast<unsigned char>(c);
    }
    return value;
  }
  for (const char c : field) {
    if (c == '\0' || c == ' ') break;
    if (c < '0' || c > '7') return std::nullopt;
    value = value << 3 | static_cast<std::uint64_t>(c - '0');
  }
  return value;
}

}  // namespace

std::expected<TarWriter, std::string> TarWriter::create(const std::string& path) {
  const sandbox::Fd file(
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file) return std::unexpected("cannot make " + path + ": " + std::strerror(errno));
  TarWriter writer(path);
  writer.out_.open(path, std::ios::binary | std::ios::out);
  if (!writer.out_) return std::unexpected("cannot write " + path);
  return writer;
}

std::expected<void, std::string> TarWriter::failed() const {
  return std::unexpected("cannot write " + path_ + ": " + std::strerror(errno));
}

std::expected<void, std::string> TarWriter::add(std::string_view name, std::string_view bytes) {
  if (name.size() >= kLongestName)
    return std::unexpected("a name is too long: " + std::string(name));
  out_ << header(name, bytes.size()) << bytes << padding(bytes.size());
  if (!out_) return failed();
  return {};
}

std::expected<TarWriter::Added, std::string> TarWriter::add_file(
    std::string_view name, const std::string& path, const std::function<bool()>& cancelled) {
  std::error_code error;
  const std::uint64_t size = std::filesystem::file_size(path, error);
  std::ifstream in(path, std::ios::binary);
  if (error || !in) return std::unexpected("cannot read " + path);
  if (name.size() >= kLongestName)
    return std::unexpected("a name is too long: " + std::string(name));
  out_ << header(name, size);
  base::Sha256 hash;
  std::string piece(kPiece, '\0');
  std::uint64_t left = size;
  while (left > 0) {
    const auto wanted = static_cast<std::streamsize>(std::min<std::uint64_t>(left, kPiece));
    in.read(piece.data(), wanted);
    if (in.gcount() != wanted) return std::unexpected(path + " changed while it was read");
    const auto view = std::string_view(piece).substr(0, static_cast<std::size_t>(wanted));
    hash.update(std::as_bytes(std::span(view)));
    out_ << view;
    left -= static_cast<std::uint64_t>(wanted);
    if (cancelled && cancelled()) return std::unexpected(std::string("interrupted"));
  }
  out_ << padding(size);
  if (!out_) return std::unexpected(failed().error());
  return Added{size, base::hex(hash.finish())};
}

std::expected<void, std::string> TarWriter::finish() {
  out_ << std::string(2 * kBlock, '\0');
  out_.close();
  if (!out_) return failed();
  const sandbox::Fd file(::open(path_.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file || ::fsync(file.get()) != 0) return failed();
  return {};
}

std::expected<void, std::string> read_tar(const std::string& path, const TarVisitor& visit) {
  std::error_code error;
  if (std::filesystem::exists(path, error) && !std::filesystem::is_regular_file(path, error)) {
    return std::unexpected(path + " is not a regular file");
  }
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::unexpected("cannot read " + path + ": " + std::strerror(errno));
  const auto damaged = [&] { return std::unexpected(path + " is damaged, or no backup"); };
  std::string block(kBlock, '\0');
  const auto next = [&](std::string& into, std::size_t size) {
    into.resize(size);
    in.read(into.data(), static_cast<std::streamsize>(size));
    return in.gcount() == static_cast<std::streamsize>(size);
  };
  for (;;) {
    if (!next(block, kBlock)) return damaged();
    if (std::ranges::all_of(block, [](char c) { return c == '\0'; })) return {};
    const std::string_view head = block;
    const auto sum = number(head.substr(148, 8));
    std::string without = block;
    put(without, 148, "        ");
    const auto size = number(head.substr(124, 12));
    if (!sum || *sum != sum_of(without) || !size || block[156] != '0') return damaged();
    const std::string_view field = head.substr(0, kLongestName);
    const std::string name(field.substr(0, field.find('\0')));
    if (!visit(name, *size, {})) return damaged();
    std::string piece;
    for (std::uint64_t left = *size; left > 0;) {
      const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(left, kPiece));
      if (!next(piece, wanted) || !visit(name, *size, piece)) return damaged();
      left -= wanted;
    }
    if (const std::size_t rest = padding(*size).size(); rest > 0 && !next(piece, rest)) {
      return damaged();
    }
  }
}

}  // namespace bartizan::run
