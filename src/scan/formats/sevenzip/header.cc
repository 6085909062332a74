#include "scan/formats/sevenzip/header.h"

#include <algorithm>

namespace bartizan::scan::sevenzip {
namespace {

// Property ids, 7zFormat.txt "Property IDs".
enum Id : std::uint64_t {
  kEnd = 0x00,
  kHeader = 0x01,
  kArchiveProperties = 0x02,
  kAdditionalStreams = 0x03,
  kMainStreams = 0x04,
  kFiles = 0x05,
  kPackInfo = 0x06,
  kUnpackInfo = 0x07,
  kSubStreams = 0x08,
  kSize = 0x09,
  kCrc = 0x0A,
  kFolder = 0x0B,
  kUnpackSize = 0x0C,
  kNumUnpackStream = 0x0D,
  kEmptyStream = 0x0E,
  kNames = 0x11,
  kEncodedHeader = 0x17,
};

// Coder ids, Methods.txt of the LZMA SDK.
constexpr std::uint64_t kCopyCoder = 0x00, kLzmaCoder = 0x030101, kAesCoder = 0x06F10701;
constexpr std::uint64_t kMostCoders = 32;  // of one folder, as in 7-Zip

class HeaderReader {
 public:
  HeaderReader(base::Reader& reader, Database& database) : r_(reader), db_(database) {}

  Outcome run() {
    const std::uint64_t id = number();
    if (id == kEncodedHeader) {
      streams(db_.streams);
      return outcome(Outcome::packed);
    }
    if (id != kHeader) r_.fail(base::Code::malformed, "no header");
    for (std::uint64_t part = number(); r_.ok() && part != kEnd; part = number()) {
      switch (part) {
        case kArchiveProperties:
          skip_properties();
          break;
        case kAdditionalStreams: {
          Streams ignored(db_.names.budget());
          streams(ignored);
          break;
        }
        case kMainStreams:
          streams(db_.streams);
          break;
        case kFiles:
          files();
          break;
        default:
          r_.fail(base::Code::malformed, "unknown part");
          break;
      }
    }
    return outcome(Outcome::header);
  }

 private:
  Outcome outcome(Outcome good) const {
    if (r_.ok()) return good;
    return r_.error().code == base::Code::limit ? Outcome::refused : Outcome::malformed;
  }

  // 7zFormat.txt "UINT64": leading ones of the first byte count the bytes that follow.
  std::uint64_t number() {
    const unsigned first = r_.u8();
    std::uint64_t value = 0;
    unsigned mask = 0x80;
    for (unsigned i = 0; i < 8; ++i, mask >>= 1) {
      if ((first & mask) == 0) return value | std::uint64_t{first & (mask - 1)} << (8 * i);
      value |= std::uint64_t{r_.u8()} << (8 * i);
    }
    return value;
  }

  void refuse(bool granted) {
    if (!granted) r_.fail(base::Code::limit, "the budget is used up");
  }

  void skip_properties() {
    while (r_.ok() && number() != kEnd) r_.skip(number());
  }

  // Digests: all defined (true), or a bit vector that says which.
  bool digests(std::uint64_t n) {
    std::uint64_t defined = n;
    if (r_.u8() == 0) {
      defined = 0;
      unsigned mask = 0, byte = 0;
      for (std::uint64_t i = 0; r_.ok() && i < n; ++i, mask >>= 1) {
        if (mask == 0) {
          byte = r_.u8();
          mask = 0x80;
        }
        defined += (byte & mask) != 0 ? 1U : 0U;
      }
    }
    r_.skip(r_.count(defined, 4) * 4);
    return defined == n;
  }

  void streams(Streams& into) {
    for (std::uint64_t part = number(); r_.ok() && part != kEnd; part = number()) {
      switch (part) {
        case kPackInfo:
          pack_info(into);
          break;
        case kUnpackInfo:
          unpack_info(into);
          break;
        case kSubStreams:
          sub_streams(into);
          break;
        default:
          r_.fail(base::Code::malformed, "unknown stream part");
          break;
      }
    }
    if (into.sizes.empty()) {  // one member in each folder
      for (const Folder& folder : into.folders) refuse(into.sizes.try_push(folder.size));
    }
  }

  void pack_info(Streams& into) {
    into.pack_offset = number();
    const std::uint64_t n = r_.count(number(), 1);
    for (std::uint64_t part = number(); r_.ok() && part != kEnd; part = number()) {
      if (part == kSize) {
        for (std::uint64_t i = 0; r_.ok() && i < n; ++i) refuse(into.packed.try_push(number()));
      } else if (part == kCrc) {
        digests(n);
      } else {
        r_.fail(base::Code::malformed, "unknown pack part");
      }
    }
  }

  Folder folder() {
    Folder folder;
    const std::uint64_t coders = number();
    if (coders == 0 || coders > kMostCoders) r_.fail(base::Code::malformed, "number of coders");
    std::uint64_t inputs = 0, outputs = 0;
    bool encrypted = false;
    for (std::uint64_t i = 0; r_.ok() && i < coders; ++i) {
      const unsigned flags = r_.u8();
      std::uint64_t id = 0;
      for (unsigned n = flags & 0x0F; n > 0 && r_.ok(); --n) id = id << 8 | r_.u8();
      std::uint64_t in = 1, out = 1;
      if ((flags & 0x10) != 0) {
        in = number();
        out = number();
        if (in > kMostCoders || out > kMostCoders) r_.fail(base::Code::malformed, "streams");
      }
      inputs += in;
      outputs += out;
      if ((flags & 0x20) != 0) {
        const std::uint64_t length = number();
        const auto bytes = r_.take(length);
        if (id == kLzmaCoder && bytes.size() == sizeof(folder.properties)) {
          for (std::size_t k = 0; k < bytes.size(); ++k) {
            folder.properties[k] = static_cast<std::uint8_t>(bytes[k]);
          }
        }
      }
      encrypted = encrypted || id == kAesCoder;
      if (coders == 1 && id == kLzmaCoder) folder.coding = Coding::lzma;
      if (coders == 1 && id == kCopyCoder) folder.coding = Coding::copy;
    }
    if (!r_.ok() || outputs == 0) return folder;
    for (std::uint64_t i = 0; r_.ok() && i + 1 < outputs; ++i) {
      (void)number();
      (void)number();
    }
    const std::uint64_t unbound = inputs - std::min(inputs, outputs - 1);
    for (std::uint64_t i = 0; unbound > 1 && r_.ok() && i < unbound; ++i) (void)number();
    if (encrypted) folder.coding = Coding::encrypted;
    folder.coders = static_cast<std::uint32_t>(coders);
    folder.outputs = static_cast<std::uint32_t>(outputs);
    return folder;
  }

  void unpack_info(Streams& into) {
    for (std::uint64_t part = number(); r_.ok() && part != kEnd; part = number()) {
      if (part == kFolder) {
        const std::uint64_t n = r_.count(number(), 2);
        if (r_.u8() != 0) r_.fail(base::Code::unsupported, "folders stand elsewhere");
        for (std::uint64_t i = 0; r_.ok() && i < n; ++i) refuse(into.folders.try_push(folder()));
      } else if (part == kUnpackSize) {
        for (Folder& folder : into.folders.span()) {
          for (std::uint32_t i = 0; r_.ok() && i < folder.outputs; ++i) folder.size = number();
        }
      } else if (part == kCrc) {
        folder_digests_ = digests(into.folders.size());
      } else {
        r_.fail(base::Code::malformed, "unknown unpack part");
      }
    }
  }

  void sub_streams(Streams& into) {
    std::uint64_t part = number();
    if (part == kNumUnpackStream) {
      for (Folder& folder : into.folders.span()) folder.members = number();
      part = number();
    }
    // All sizes of a folder but the last, which is what remains.
    for (const Folder& folder : into.folders) {
      std::uint64_t rest = folder.size;
      if (folder.members > 1 && part != kSize) r_.fail(base::Code::malformed, "sizes missing");
      const std::uint64_t written = folder.members > 0 ? r_.count(folder.members - 1, 1) : 0;
      for (std::uint64_t i = 0; r_.ok() && i < written; ++i) {
        const std::uint64_t size = number();
        rest -= std::min(rest, size);
        refuse(into.sizes.try_push(size));
      }
      if (r_.ok() && folder.members > 0) refuse(into.sizes.try_push(rest));
    }
    if (part == kSize) part = number();
    // Digests of members whose folder has none of its own.
    while (r_.ok() && part != kEnd) {
      if (part != kCrc) {
        r_.fail(base::Code::malformed, "unknown substream part");
        return;
      }
      std::uint64_t n = 0;
      for (const Folder& folder : into.folders) {
        if (folder.members != 1 || !folder_digests_) n += folder.members;
      }
      digests(n);
      part = number();
    }
  }

  void files() {
    const std::uint64_t n = r_.count(number(), 1);
    for (std::uint64_t i = 0; r_.ok() && i < n; ++i) refuse(db_.files.try_push(File{}));
    for (std::uint64_t property = number(); r_.ok() && property != kEnd; property = number()) {
      const std::uint64_t length = number();
      if (length > r_.left()) {
        r_.fail(base::Code::truncated, "a property is longer than the header");
        return;
      }
      const std::uint64_t end = r_.pos() + length;
      if (property == kNames) {
        names();
      } else if (property == kEmptyStream) {
        unsigned mask = 0, byte = 0;
        for (File& file : db_.files.span()) {
          if (mask == 0) {
            byte = r_.u8();
            mask = 0x80;
          }
          file.empty = (byte & mask) != 0;
          mask >>= 1;
        }
      }
      if (r_.ok()) r_.seek(end);
    }
  }

  // UTF-16LE, each ended by a zero; kept as UTF-8, unpaired surrogates as U+FFFD.
  void names() {
    if (r_.u8() != 0) {
      r_.fail(base::Code::unsupported, "names stand elsewhere");
      return;
    }
    for (File& file : db_.files.span()) {
      file.name_at = db_.names.size();
      while (r_.ok()) {
        std::uint32_t c = r_.le<std::uint16_t>();
        if (c == 0) break;
        if (c >= 0xD800 && c < 0xDC00) {
          const std::uint32_t low = r_.le<std::uint16_t>();
          c = low >= 0xDC00 && low < 0xE000 ? 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00)
                                            : 0xFFFD;
        } else if (c >= 0xDC00 && c < 0xE000) {
          c = 0xFFFD;
        }
        put_utf8(c);
      }
      file.name_length = static_cast<std::uint32_t>(db_.names.size() - file.name_at);
    }
  }

  void put_utf8(std::uint32_t c) {
    const auto put = [&](std::uint32_t byte) {
      refuse(db_.names.try_push(static_cast<char>(static_cast<std::uint8_t>(byte))));
    };
    if (c < 0x80) {
      put(c);
    } else if (c < 0x800) {
      put(0xC0 | c >> 6);
      put(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
      put(0xE0 | c >> 12);
      put(0x80 | (c >> 6 & 0x3F));
      put(0x80 | (c & 0x3F));
    } else {
      put(0xF0 | c >> 18);
      put(0x80 | (c >> 12 & 0x3F));
      put(0x80 | (c >> 6 & 0x3F));
      put(0x80 | (c & 0x3F));
    }
  }

  base::Reader& r_;
  Database& db_;
  bool folder_digests_ = false;
};

}  // namespace

Outcome read_header(base::Reader& reader, Database& database) {
  return HeaderReader(reader, database).run();
}

}  // namespace bartizan::scan::sevenzip
