#include "scan/catalog.h"

#include <algorithm>

#include "base/le.h"
#include "base/reader.h"
#include "scan/catalog_check.h"

extern "C" {
extern const std::byte bartizan_catalog_begin[];
extern const std::byte bartizan_catalog_end[];
}

namespace bartizan::scan {
namespace {

// Columns of the callables section after the key "module name".
enum CallableColumn : std::uint32_t { kModule = 1, kName, kRole, kDetail, kFramework, kReason };

std::optional<Role> parse_role(std::string_view text) {
  if (text == "class") return Role::klass;
  if (text == "rebuild") return Role::rebuild;
  if (text == "value") return Role::value;
  if (text == "state") return Role::state;
  if (text == "resolver") return Role::resolver;
  if (text == "danger") return Role::danger;
  return std::nullopt;
}

// Keys are built in a small buffer; names longer than this are in no list.
class Key {
 public:
  Key(std::string_view left, std::string_view right) {
    if (left.size() + right.size() + 1 > sizeof(bytes_)) return;
    for (const char c : left) bytes_[size_++] = c;
    bytes_[size_++] = ' ';
    for (const char c : right) bytes_[size_++] = c;
  }
  std::string_view view() const { return {bytes_, size_}; }

 private:
  char bytes_[512];
  std::size_t size_ = 0;
};

// Built in until put_in_force().
Catalog& in_force() {
  static Catalog catalog = Catalog::built_in();
  return catalog;
}

}  // namespace

const Catalog& Catalog::built_in() {
  static const Catalog catalog(
      std::span<const std::byte>(bartizan_catalog_begin, bartizan_catalog_end));
  return catalog;
}

const Catalog& Catalog::embedded() { return in_force(); }

void Catalog::put_in_force(std::span<const std::byte> table) { in_force() = Catalog(table); }

Catalog::Catalog(std::span<const std::byte> table) : table_(table) {
  if (text(0, kCatalogMagic.size()) != kCatalogMagic || table_.size() < kSectionsAt) return;
  // Never more than there is room for: a search that finds nothing looks at each.
  const std::uint64_t room = (table_.size() - kSectionsAt) / kSectionBytes;
  count_ = static_cast<std::uint32_t>(std::min<std::uint64_t>(u32(kCatalogMagic.size()), room));
}

std::uint32_t Catalog::u32(std::uint64_t offset) const {
  if (offset > table_.size() || table_.size() - offset < 4) return 0;
  return base::load_le<std::uint32_t>(table_.subspan(offset, 4).data());
}

std::string_view Catalog::text(std::uint64_t offset, std::uint64_t length) const {
  if (offset > table_.size() || length > table_.size() - offset) return {};
  return base::text_of(table_.subspan(offset, length));
}

Catalog::Section Catalog::section(std::string_view prefix, std::string_view name) const {
  const auto name_at = [&](std::uint32_t i) {
    const std::uint64_t at = kSectionsAt + i * kSectionBytes;
    return text(u32(at), u32(at + 4));
  };
  const auto at = [&](std::uint32_t i) -> Section {
    const std::uint64_t place = kSectionsAt + i * kSectionBytes;
    return {u32(place + 8), u32(place + 12), u32(place + 16)};
  };
  // The compiler writes sections by name; a table that does not is searched from end to end.
  std::uint32_t low = 0, high = count_;
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    const std::string_view found = name_at(middle);
    int order = found.substr(0, prefix.size()).compare(prefix);
    if (order == 0) order = found.substr(prefix.size()).compare(name);
    if (order == 0) return at(middle);
    if (order < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  for (std::uint32_t i = 0; i < count_; ++i) {
    const std::string_view found = name_at(i);
    if (found.size() == prefix.size() + name.size() && found.starts_with(prefix) &&
        found.ends_with(name)) {
      return at(i);
    }
  }
  return {};
}

std::string_view Catalog::cell(const Section& section, std::uint32_t row,
                               std::uint32_t column) const {
  const std::uint64_t at = section.offset + (std::uint64_t{row} * section.columns + column) * 8;
  return text(u32(at), u32(at + 4));
}

std::optional<std::uint32_t> Catalog::find(const Section& section, std::string_view key) const {
  std::uint32_t low = 0, high = section.rows;
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    const int order = cell(section, middle, 0).compare(key);
    if (order == 0) return middle;
    if (order < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return std::nullopt;
}

std::optional<Callable> Catalog::callable(std::string_view module, std::string_view name) const {
  const Section rows = section("callables");
  const auto at = [&](std::uint32_t row) -> std::optional<Callable> {
    const auto role = parse_role(cell(rows, row, kRole));
    if (!role) return std::nullopt;
    return Callable{
        cell(rows, row, kModule), cell(rows, row, kName),      *role,
        cell(rows, row, kDetail), cell(rows, row, kFramework), cell(rows, row, kReason)};
  };
  if (const auto row = find(rows, Key(module, name).view())) return at(*row);
  for (std::string_view package = module; !package.empty();) {
    if (const auto row = find(rows, Key(package, "*").view())) return at(*row);
    const std::size_t dot = package.rfind('.');
    package = dot == std::string_view::npos ? std::string_view{} : package.substr(0, dot);
  }
  if (!overlay_.empty()) return Catalog(overlay_).callable(module, name);
  return std::nullopt;
}

std::uint32_t Catalog::callable_count() const { return section("callables").rows; }

std::optional<Callable> Catalog::callable_at(std::uint32_t index) const {
  const Section rows = section("callables");
  const auto role = parse_role(cell(rows, index, kRole));
  if (!role) return std::nullopt;
  return Callable{
      cell(rows, index, kModule), cell(rows, index, kName),      *role,
      cell(rows, index, kDetail), cell(rows, index, kFramework), cell(rows, index, kReason)};
}

std::optional<Catalog::Renamed> Catalog::python2(std::string_view module,
                                                 std::string_view name) const {
  if (const auto renamed = list("python2-names", Key(module, name).view())) {
    const std::size_t blank = renamed->find(' ');
    if (blank != std::string_view::npos) {
      return Renamed{renamed->substr(0, blank), renamed->substr(blank + 1)};
    }
  }
  if (const auto renamed = list("python2-modules", module)) return Renamed{*renamed, name};
  return std::nullopt;
}

std::optional<Rule> Catalog::rule(std::string_view id) const {
  const auto row = find(section("rules"), id);
  if (!row) return std::nullopt;
  return rule_at(*row);
}

std::uint32_t Catalog::rule_count() const { return section("rules").rows; }

Rule Catalog::rule_at(std::uint32_t index) const {
  const Section rows = section("rules");
  const auto column = [&](std::uint32_t i) { return cell(rows, index, i); };
  return {column(0), column(1), column(2), column(3),  column(4),  column(5),  column(6),
          column(7), column(8), column(9), column(10), column(11), column(12), column(13)};
}

std::uint32_t Catalog::version() const {
  const Section about = section("about");
  const auto row = find(about, "version");
  std::uint32_t number = 0;
  for (const char digit : row ? cell(about, *row, 1) : std::string_view()) {
    if (digit < '0' || digit > '9' || number > kMostVersion) return 0;
    number = number * 10 + static_cast<std::uint32_t>(digit - '0');
  }
  return number <= kMostVersion ? number : 0;
}

std::string_view Catalog::date() const {
  const Section about = section("about");
  const auto row = find(about, "date");
  return row ? cell(about, *row, 1) : std::string_view();
}

std::string_view Catalog::section_name(std::uint32_t index) const {
  if (index >= count_) return {};
  const std::uint64_t at = kSectionsAt + index * kSectionBytes;
  return text(u32(at), u32(at + 4));
}

std::uint32_t Catalog::column_count(std::string_view name) const { return section(name).columns; }

std::uint32_t Catalog::row_count(std::string_view name) const { return section(name).rows; }

std::string_view Catalog::cell_at(std::string_view name, std::uint32_t row,
                                  std::uint32_t column) const {
  const Section rows = section(name);
  return row < rows.rows && column < rows.columns ? cell(rows, row, column) : std::string_view();
}

std::optional<std::string_view> Catalog::list(std::string_view list, std::string_view key) const {
  const Section rows = section("list/", list);
  const auto row = find(rows, key);
  if (!row) return std::nullopt;
  return cell(rows, *row, 1);
}

std::uint32_t Catalog::list_count(std::string_view list) const {
  return section("list/", list).rows;
}

Catalog::Entry Catalog::list_at(std::string_view list, std::uint32_t index) const {
  const Section rows = section("list/", list);
  return {cell(rows, index, 0), cell(rows, index, 1)};
}

std::string_view Catalog::hash() const { return text(kHashAt, kHashLength); }

}  // namespace bartizan::scan
