// The parser "checksums": lists as sha256sum(1) writes them, and in the form of BSD.
#include <array>
#include <string>

#include "assure/parse/signature/hex.h"
#include "assure/parse/signature/parse.h"
#include "assure/parse/signature/resource.h"

namespace bartizan::assure::signature {
namespace {

struct Line {
  std::string_view digest, name;
};

// "DIGEST  NAME", "DIGEST *NAME", "SHA256 (NAME) = DIGEST", or a digest alone.
Line split(std::string_view line) {
  constexpr std::string_view kBsd = "SHA256 (";
  if (line.starts_with(kBsd)) {
    const std::size_t end = line.rfind(") = ");
    if (end == line.npos || end < kBsd.size()) return {};
    return {line.substr(end + 4), line.substr(kBsd.size(), end - kBsd.size())};
  }
  const std::size_t blank = line.find(' ');
  if (blank == line.npos) return {line, {}};
  std::string_view name = line.substr(blank + 1);
  if (name.starts_with(' ') || name.starts_with('*')) name.remove_prefix(1);
  return {line.substr(0, blank), name};
}

}  // namespace

void parse_checksums(record::Foreign& file) {
  const auto note = [&](std::uint64_t line, const char* what) {
    record::put_note(file.rows, record::Note{record::NoteLevel::warning, "line", line, 0, what});
  };
  const std::uint64_t size = file.bytes.size();
  std::string text(size, '\0');
  if (size < file.whole_size || !file.budget.charge_memory(size) ||
      !file.bytes.read(0, std::as_writable_bytes(std::span(text)))) {
    return note(0, "could not be read to its end");
  }
  std::string_view rest = text;
  for (std::uint64_t number = 1; !rest.empty() && file.budget.charge_steps(); ++number) {
    std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.starts_with('#')) continue;
    Line parts = split(line);
    while (parts.name.starts_with("./")) parts.name.remove_prefix(2);
    const auto digest = from_hex(parts.digest);
    if (!digest || digest->size() != 32) {
      note(number, "is no line with a SHA-256");
    } else if (!parts.name.empty() && wrong_with_path(parts.name) != nullptr) {
      note(number, "names a file that is not below the list's folder");
    } else {
      file.rows.row("sum", {to_hex(*digest), parts.name});
    }
  }
}

}  // namespace bartizan::assure::signature
