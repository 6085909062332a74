#include "use/parse/inventory/package.h"

#include <algorithm>

#include "scan/decoded.h"

namespace bartizan::use {
namespace {

using scan::zip::Entry;

constexpr std::size_t kPiece = 256 * 1024;
constexpr std::size_t kHeaderAhead = 512;

bool same_letters(std::string_view a, std::string_view b) {
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c == '\\' ? '/' : c;
  };
  return std::ranges::equal(a, b, [&](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

Package::Package(record::Foreign& file)
    : file_(file),
      job_{file.budget, scan::Catalog::embedded(), sink_, record::Depth::structure},
      artifact_(job_, file.bytes),
      archive_(artifact_) {}

const Entry* Package::find(std::string_view name) const {
  if (const Entry* exact = archive_.find(name)) return exact;
  // Part names are compared without case (ECMA-376 part 2, 6.2.2.3).
  for (const Entry& entry : archive_.entries()) {
    if (entry.view == 0 && same_letters(archive_.name(entry), name)) return &entry;
  }
  return nullptr;
}

bool Package::read(const Entry& entry, std::string& text) {
  const auto local = archive_.locals.header(entry.local, kHeaderAhead);
  if (!local || local->data > file_.bytes.size() ||
      entry.compressed > file_.bytes.size() - local->data) {
    problem_ = "its place in the archive is damaged";
    return false;
  }
  if ((entry.flags & scan::zip::kFlagEncrypted) != 0) {
    problem_ = "it is encrypted";
    return false;
  }
  base::SliceSource data(file_.bytes, local->data, entry.compressed);
  if (entry.method == scan::zip::kStored) {
    if (data.size() > kMostPart || !file_.budget.charge_decoded(data.size())) {
      problem_ = "limit:part: it is larger than " + std::to_string(kMostPart / base::kMiB) + " MiB";
      return false;
    }
    text.resize(static_cast<std::size_t>(data.size()));
    return data.read(0, std::as_writable_bytes(std::span(text)));
  }
  if (entry.method != scan::zip::kDeflated) {
    problem_ = "it is compressed by method " + std::to_string(entry.method);
    return false;
  }
  scan::DecodeStream stream(file_.budget, data, codec::Method::deflate, scan::Join::single,
                            codec::Charge::output);
  while (!stream.ended()) {
    const std::size_t before = text.size();
    if (before > kMostPart) break;
    text.resize(before + kPiece);
    const std::size_t n =
        stream.read(std::as_writable_bytes(std::span(text)).subspan(before, kPiece));
    text.resize(before + n);
  }
  if (text.size() > kMostPart || stream.state() == codec::State::limit) {
    problem_ = "limit:part: it unpacks to more than may be read (" +
               std::to_string(entry.compressed) + " bytes in the archive)";
    return false;
  }
  if (stream.state() != codec::State::done) {
    problem_ = "its compressed bytes are damaged after " + std::to_string(text.size()) + " bytes";
    return !text.empty();  // what could be read is worth reading
  }
  return true;
}

std::optional<std::string> Package::part(std::string_view name) {
  problem_.clear();
  const Entry* entry = find(name);
  if (entry == nullptr) {
    problem_ = "it is missing";
    return std::nullopt;
  }
  std::string text;
  if (!read(*entry, text)) return std::nullopt;
  return text;
}

}  // namespace bartizan::use
