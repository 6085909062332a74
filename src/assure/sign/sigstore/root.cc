// The parent's half of the parser "trusted-root".
#include <charconv>

#include "assure/sign/sigstore/verify.h"

namespace bartizan::assure::sigstore {
namespace {

// False for what is no time; an empty text is none.
bool read_time(std::string_view text, std::optional<base::Millis>& time) {
  if (text.empty()) return true;
  base::Millis value = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), value);
  if (error != std::errc() || end != text.end() || value < 0) return false;
  time = value;
  return true;
}

bool is_bytes(std::string_view text, bool needed) {
  return text.size() <= kMostCertificate && (!needed || !text.empty());
}

bool read_authority(const record::Row& row, Authority& authority) {
  constexpr std::size_t kFixed = 4;
  if (row.fields.size() <= kFixed || row.fields.size() > kFixed + kMostChain) return false;
  authority.name = row.field(0);
  authority.uri = row.field(1);
  if (!read_time(row.field(2), authority.window.start) ||
      !read_time(row.field(3), authority.window.end)) {
    return false;
  }
  for (std::size_t i = kFixed; i < row.fields.size(); ++i) {
    if (!is_bytes(row.field(i), true)) return false;
    authority.chain.emplace_back(row.field(i));
  }
  return true;
}

bool read_log(const record::Row& row, Log& log) {
  if (row.fields.size() != 8) return false;
  log.base_url = row.field(0);
  log.hash_algorithm = row.field(1);
  log.key = row.field(2);
  log.key_details = row.field(3);
  log.id = row.field(4);
  log.checkpoint_id = row.field(5);
  return is_bytes(log.key, true) && is_bytes(log.id, false) && is_bytes(log.checkpoint_id, false) &&
         !(log.id.empty() && log.checkpoint_id.empty()) &&
         read_time(row.field(6), log.window.start) && read_time(row.field(7), log.window.end);
}

}  // namespace

bool RootImport::usable() const {
  return refused == 0 && !root.authorities.empty() && !root.logs.empty();
}

RootImport root_from_rows(std::span<const record::Row> rows) {
  RootImport read;
  std::size_t anchors = 0;
  for (const record::Row& row : rows) {
    bool good = ++anchors <= 4 * kMostAnchors;
    Authority authority;
    Log log;
    record::Note note;
    if (!good) {
      // counted below
    } else if (row.kind == record::kNoteRow) {
      good = record::read_note(row, note);
      if (good) read.notes.push_back(std::move(note));
    } else if (row.kind == "root") {
      good = row.fields.size() == 1 && read.root.media_type.empty();
      if (good) read.root.media_type = row.field(0);
    } else if (row.kind == "authority" || row.kind == "timestamp-authority") {
      good = read_authority(row, authority);
      auto& list =
          row.kind == "authority" ? read.root.authorities : read.root.timestamp_authorities;
      if (good) list.push_back(std::move(authority));
    } else if (row.kind == "log" || row.kind == "ct-log") {
      good = read_log(row, log);
      auto& list = row.kind == "log" ? read.root.logs : read.root.ct_logs;
      if (good) list.push_back(std::move(log));
    } else {
      good = false;
    }
    if (!good) ++read.refused;
  }
  return read;
}

}  // namespace bartizan::assure::sigstore
