#include "mkbytes/encode.h"

#include <bzlib.h>
#include <lz4frame.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include <array>
#include <limits>
#include <stdexcept>
#include <utility>

namespace bartizan::mkbytes {
namespace {

void require(bool ok, const char* what) {
  if (!ok) throw std::runtime_error(what);
}

const std::uint8_t* u8(std::string_view bytes) {
  return reinterpret_cast<const std::uint8_t*>(bytes.data());
}
std::uint8_t* u8(std::string& bytes) { return reinterpret_cast<std::uint8_t*>(bytes.data()); }

unsigned narrow(std::size_t size) {
  require(size <= std::numeric_limits<unsigned>::max(), "block too large to encode");
  return static_cast<unsigned>(size);
}

// zlib's window_bits choose the wrapper: negative raw, 15 zlib, 31 gzip.
std::string by_zlib(std::string_view bytes, int window_bits) {
  z_stream stream{};
  require(deflateInit2(&stream, 6, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY) == Z_OK,
          "deflateInit2 refused");
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = const_cast<std::uint8_t*>(u8(bytes));
  stream.avail_in = narrow(bytes.size());
  stream.next_out = u8(out);
  stream.avail_out = narrow(out.size());
  const int status = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  require(status == Z_STREAM_END, "deflate refused");
  return out;
}

std::string deflate_raw(std::string_view bytes) { return by_zlib(bytes, -15); }
std::string zlib_stream(std::string_view bytes) { return by_zlib(bytes, 15); }
std::string gzip(std::string_view bytes) { return by_zlib(bytes, 15 + 16); }

std::string bz2(std::string_view bytes) {
  std::string out(bytes.size() + bytes.size() / 100 + 600, '\0');  // bzip2 manual, 3.5.1
  unsigned size = narrow(out.size());
  require(BZ2_bzBuffToBuffCompress(out.data(), &size, const_cast<char*>(bytes.data()),
                                   narrow(bytes.size()), 9, 0, 0) == BZ_OK,
          "bzip2 refused");
  out.resize(size);
  return out;
}

std::string xz(std::string_view bytes) {
  std::string out(lzma_stream_buffer_bound(bytes.size()), '\0');
  std::size_t size = 0;
  require(lzma_easy_buffer_encode(6, LZMA_CHECK_CRC64, nullptr, u8(bytes), bytes.size(), u8(out),
                                  &size, out.size()) == LZMA_OK,
          "xz refused");
  out.resize(size);
  return out;
}

// The .lzma format that came before .xz; joblib still writes it.
std::string lzma_alone(std::string_view bytes) {
  lzma_options_lzma options;
  require(!lzma_lzma_preset(&options, 6), "no lzma preset");
  lzma_stream stream = LZMA_STREAM_INIT;
  require(lzma_alone_encoder(&stream, &options) == LZMA_OK, "lzma refused");
  std::string out(bytes.size() + bytes.size() / 3 + 128, '\0');
  stream.next_in = u8(bytes);
  stream.avail_in = bytes.size();
  stream.next_out = u8(out);
  stream.avail_out = out.size();
  const lzma_ret status = lzma_code(&stream, LZMA_FINISH);
  out.resize(stream.total_out);
  lzma_end(&stream);
  require(status == LZMA_STREAM_END, "lzma refused");
  return out;
}

std::string zstd(std::string_view bytes) {
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  const std::size_t size = ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 3);
  require(!ZSTD_isError(size), "zstd refused");
  out.resize(size);
  return out;
}

std::string lz4(std::string_view bytes) {
  std::string out(LZ4F_compressFrameBound(bytes.size(), nullptr), '\0');
  const std::size_t size =
      LZ4F_compressFrame(out.data(), out.size(), bytes.data(), bytes.size(), nullptr);
  require(!LZ4F_isError(size), "lz4 refused");
  out.resize(size);
  return out;
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      group = group << 8 | (i + k < bytes.size() ? u8(bytes)[i + k] : 0u);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      out += i + k <= bytes.size() ? kDigits[group >> (18 - 6 * k) & 63] : '=';
    }
  }
  return out;
}

std::string hexdump(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<std::uint8_t>(c);
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

void put(std::string& out, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
}

constexpr std::array<std::pair<std::string_view, Encoder>, 10> kEncoders{{
    {"deflate", deflate_raw},
    {"zlib", zlib_stream},
    {"gzip", gzip},
    {"bz2", bz2},
    {"xz", xz},
    {"lzma", lzma_alone},
    {"zstd", zstd},
    {"lz4", lz4},
    {"base64", base64},
    {"hexdump", hexdump},
}};

}  // namespace

Encoder find_encoder(std::string_view name) {
  for (const auto& [known, encoder] : kEncoders) {
    if (known == name) return encoder;
  }
  return nullptr;
}

std::uint32_t crc32(std::string_view bytes) {
  return static_cast<std::uint32_t>(::crc32_z(0, u8(bytes), bytes.size()));
}

// APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16; all files are dated 1980-01-01, the earliest
// date.
std::string zip(const std::vector<File>& files) {
  std::string out;
  std::string directory;
  for (const File& file : files) {
    require(file.method.empty() || file.method == "deflate", "zip files are stored or deflate");
    const bool deflated = !file.method.empty();
    const std::string data = deflated ? deflate_raw(file.bytes) : file.bytes;
    std::string common;
    put(common, 20, 2);  // version needed: 2.0
    put(common, 0, 2);   // flags
    put(common, deflated ? 8 : 0, 2);
    put(common, 0, 2);       // time
    put(common, 0x0021, 2);  // date
    put(common, crc32(file.bytes), 4);
    put(common, data.size(), 4);
    put(common, file.bytes.size(), 4);
    put(common, file.name.size(), 2);
    put(common, 0, 2);  // extra
    directory += "PK\x01\x02";
    put(directory, 20, 2);  // made by: 2.0, MS-DOS
    directory += common;
    put(directory, 0, 2);  // comment
    put(directory, 0, 2);  // disk
    put(directory, 0, 2);  // internal attributes
    put(directory, 0, 4);  // external attributes
    put(directory, out.size(), 4);
    directory += file.name;
    out += "PK\x03\x04" + common + file.name + data;
  }
  const std::size_t at = out.size();
  out += directory + "PK\x05\x06";
  put(out, 0, 4);  // this disk, disk of the directory
  put(out, files.size(), 2);
  put(out, files.size(), 2);
  put(out, directory.size(), 4);
  put(out, at, 4);
  put(out, 0, 2);  // comment
  return out;
}

// POSIX.1-1988 ustar: 512-byte headers, octal fields, two zero blocks at the end.
std::string tar(const std::vector<File>& files) {
  std::string out;
  for (const File& file : files) {
    require(file.method.empty(), "tar files have no method");
    require(file.name.size() <= 100, "tar names have at most 100 bytes here");
    std::string header(512, '\0');
    const auto octal = [&](std::size_t at, std::size_t width, std::uint64_t value) {
      for (std::size_t i = width - 1; i-- > 0; value >>= 3) {
        header[at + i] = static_cast<char>('0' + (value & 7));
      }
    };
    header.replace(0, file.name.size(), file.name);
    octal(100, 8, 0644);
    octal(108, 8, 0);
    octal(116, 8, 0);
    octal(124, 12, file.bytes.size());
    octal(136, 12, 0);
    header.replace(148, 8, 8, ' ');
    header[156] = '0';
    header.replace(257, 8, std::string_view("ustar\00000", 8));
    std::uint64_t sum = 0;
    for (const char c : header) sum += static_cast<std::uint8_t>(c);
    octal(148, 7, sum);  // six digits, NUL, blank
    header[154] = '\0';
    out += header + file.bytes;
    out.append((512 - out.size() % 512) % 512, '\0');
  }
  out.append(1024, '\0');
  return out;
}

}  // namespace bartizan::mkbytes
