#include "scan/catalog_check.h"

#include "base/escape.h"
#include "base/le.h"
#include "base/reader.h"
#include "scan/catalog.h"

namespace bartizan::scan {
namespace {

// Texts end up on terminals and in reports. Separators of the table's own (docs/catalogs.md), line
// breaks and tabs are the only controls it may hold.
bool printable(std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte == 0x7f || (byte < 0x20 && c != '\n' && c != '\t' && c != '\x1e' && c != '\x1f')) {
      return false;
    }
  }
  return base::is_utf8(text);
}

class Check {
 public:
  explicit Check(std::span<const std::byte> table) : table_(table) {}

  std::string_view problem() {
    if (table_.size() > kMostTable) return "it is larger than a catalogue may be";
    if (table_.size() < kSectionsAt) return "it is cut off";
    const std::string_view whole = base::text_of(table_);
    if (!whole.starts_with(kCatalogMagic)) {
      return whole.starts_with(kCatalogMagic.substr(0, 5))
                 ? "its form is another than this version of Bartizan reads"
                 : "it is no compiled catalogue";
    }
    sections_ = u32(kCatalogMagic.size());
    if (sections_ == 0 || sections_ > kMostSections) return "its number of sections makes no sense";
    if (!measure()) return "its rows do not lie where they should, or it is cut off";
    if (!printable(whole.substr(pool_))) return "it holds a control character or no UTF-8";
    if (!sections_ascend()) return "its sections are not in order";
    for (std::uint32_t i = 0; i < sections_; ++i) {
      if (const std::string_view why = rows_problem(i); !why.empty()) return why;
    }
    const Catalog catalog(table_);
    if (catalog.version() == 0 || catalog.date().size() != 10) {
      return "it does not say which catalogue it is";
    }
    return {};
  }

 private:
  std::uint32_t u32(std::uint64_t at) const {
    if (at > table_.size() || table_.size() - at < 4) return 0;
    return base::load_le<std::uint32_t>(table_.subspan(at, 4).data());
  }

  static std::uint64_t place(std::uint32_t section) { return kSectionsAt + section * kSectionBytes; }

  // Rows stand one behind the other in the order of their sections: none is counted twice, so
  // that the work is bounded by the size. Texts follow.
  bool measure() {
    std::uint64_t at = place(sections_);
    for (std::uint32_t i = 0; i < sections_; ++i) {
      const std::uint32_t columns = u32(place(i) + 8), rows = u32(place(i) + 12);
      if (columns == 0 || columns > kMostColumns || u32(place(i) + 16) != at) return false;
      at += std::uint64_t{columns} * rows * 8;
      if (at > table_.size()) return false;
    }
    pool_ = at;
    return true;
  }

  // A text of the pool, or nothing and false. It must not begin or end inside of a character.
  bool text(std::uint64_t at, std::string_view& out) const {
    const std::uint64_t begin = u32(at), length = u32(at + 4);
    if (begin < pool_ || begin > table_.size() || length > table_.size() - begin) return false;
    const auto inside = [&](std::uint64_t offset) {
      return offset < table_.size() && (table_[offset] & std::byte{0xC0}) == std::byte{0x80};
    };
    if (inside(begin) || inside(begin + length)) return false;
    out = base::text_of(table_.subspan(begin, length));
    return true;
  }

  bool sections_ascend() const {
    std::string_view before;
    for (std::uint32_t i = 0; i < sections_; ++i) {
      std::string_view name;
      if (!text(place(i), name) || name.size() > kMostKey || name <= before) return false;
      before = name;
    }
    return true;
  }

  std::string_view rows_problem(std::uint32_t section) const {
    const std::uint32_t columns = u32(place(section) + 8), rows = u32(place(section) + 12);
    std::uint64_t at = u32(place(section) + 16);
    std::string_view before;
    for (std::uint32_t row = 0; row < rows; ++row) {
      for (std::uint32_t column = 0; column < columns; ++column, at += 8) {
        std::string_view cell;
        if (!text(at, cell)) return "a text of it lies outside";
        if (column > 0) continue;
        if (cell.size() > kMostKey || (row > 0 && cell <= before)) return "its rows are not in order";
        before = cell;
      }
    }
    return {};
  }

  std::span<const std::byte> table_;
  std::uint32_t sections_ = 0;
  std::uint64_t pool_ = 0;
};

}  // namespace

std::string_view table_problem(std::span<const std::byte> table) { return Check(table).problem(); }

}  // namespace bartizan::scan
