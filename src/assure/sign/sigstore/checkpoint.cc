#include "assure/sign/sigstore/checkpoint.h"

#include <charconv>
#include <optional>

#include "assure/parse/signature/base64.h"

namespace bartizan::assure::sigstore {
namespace {

using base::Code;

std::optional<std::string_view> take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == text.npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

// Decimal without leading zeros or sign, so that one size has one form.
std::optional<std::uint64_t> number(std::string_view text) {
  if (text.empty() || (text.size() > 1 && text.front() == '0')) return std::nullopt;
  if (text.find_first_not_of("0123456789") != text.npos) return std::nullopt;
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), value);
  return error == std::errc() && end == text.end() ? std::optional(value) : std::nullopt;
}

std::optional<NoteSignature> signature_of(std::string_view line) {
  constexpr std::string_view kStart = "\xe2\x80\x94 ";  // em dash, blank
  if (!line.starts_with(kStart)) return std::nullopt;
  line.remove_prefix(kStart.size());
  const std::size_t blank = line.find(' ');
  if (blank == 0 || blank == line.npos) return std::nullopt;
  const auto bytes = signature::from_base64(line.substr(blank + 1));
  if (!bytes || bytes->size() < 5) return std::nullopt;
  return NoteSignature{line.substr(0, blank), bytes->substr(0, 4), bytes->substr(4)};
}

}  // namespace

base::Result<Checkpoint> read_checkpoint(std::string_view note) {
  if (note.size() > kMostNote) return base::fail(Code::limit, "is too large");
  for (const char c : note) {
    if ((static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7f) {
      return base::fail(Code::malformed, "has control characters");
    }
  }
  // The signatures stand behind the last blank line: what is signed may have blank lines.
  const std::size_t blank = note.rfind("\n\n");
  if (blank == note.npos) return base::fail(Code::malformed, "has no signatures");
  Checkpoint read;
  read.signed_text = note.substr(0, blank + 1);
  std::string_view rest = read.signed_text;
  const auto origin = take_line(rest);
  const auto size = take_line(rest);
  const auto root = take_line(rest);
  if (!origin || !size || !root || origin->empty()) {
    return base::fail(Code::malformed, "has no origin, size and root");
  }
  const auto count = number(*size);
  const auto hash = signature::from_base64(*root);
  if (!count) return base::fail(Code::malformed, "has no number as its size");
  if (!hash || hash->size() != 32) return base::fail(Code::malformed, "has no SHA-256 as its root");
  read.origin = *origin;
  read.size = *count;
  read.root = *hash;
  std::string_view lines = note.substr(blank + 2);
  while (!lines.empty()) {
    if (read.signatures.size() == kMostNoteSignatures) {
      return base::fail(Code::limit, "has too many signatures");
    }
    const auto line = take_line(lines);
    auto signature = line ? signature_of(*line) : std::nullopt;
    if (!signature) return base::fail(Code::malformed, "has a line that is no signature");
    read.signatures.push_back(*std::move(signature));
  }
  if (read.signatures.empty()) return base::fail(Code::malformed, "has no signatures");
  return read;
}

}  // namespace bartizan::assure::sigstore
