#include "scan/formats/zip/archive.h"

#include <algorithm>

#include "scan/formats/zip/profile.h"
#include "scan/formats/zip/rules.h"

namespace bartizan::scan::zip {
namespace {

// FNV-1a, 64 bits: finds equal names; equality is then checked.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3;
  }
  return hash;
}

}  // namespace

bool Archive::open() {
  base::Source& source = artifact.source();
  const EndRecords ends = find_end_records(source);
  for (const Profile& profile : kProfiles) {
    for (std::size_t i = 0; i < ends.count; ++i) {
      const EndRecord& end = ends.found[i];
      if (profile.exact_comment && end.end() != source.size()) continue;
      std::uint64_t start = end.directory_offset;
      if (profile.shifts_offsets) {
        if (end.directory_size > end.tail()) break;
        start = end.tail() - end.directory_size;
      }
      const bool empty = end.entries == 0 && end.directory_size == 0;
      if (start > end.tail() || (!empty && !directory_at(source, end, start))) break;
      add_view(end, start, profile.shifts_offsets ? end.directory_size : end.tail() - start,
               start - end.directory_offset, profile.name);
      break;  // a reader tries one end record only
    }
  }
  if (view_count_ == 0) return false;
  for (std::size_t i = 0; i < view_count_; ++i) {
    if (!read_directory(views_[i], static_cast<std::uint8_t>(i))) break;
  }
  std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
    return a.local != b.local ? a.local < b.local : a.record < b.record;
  });
  if (!index_names()) artifact.partial("limit:memory", {0, artifact.size()});
  return true;
}

void Archive::add_view(const EndRecord& end, std::uint64_t start, std::uint64_t length,
                       std::uint64_t shift, std::string_view reader) {
  for (const View& view : views()) {
    if (view.start == start && view.end.offset == end.offset) return;
    if (end.entries == 0 && end.directory_size == 0) return;  // shows nothing else
  }
  if (view_count_ < kMostViews) views_[view_count_++] = {end, start, length, shift, 0, reader};
}

// Reads the records of one directory. False when the budget refuses.
bool Archive::read_directory(View& view, std::uint8_t index) {
  base::Reader r = artifact.reader(view.start, view.length);
  while (r.ok() && r.left() >= kEntryBytes) {
    const std::uint64_t begin = r.pos();
    const auto magic = r.peek(4);
    if (magic.size() < 4 || base::le_at<std::uint32_t>(magic, 0) != kEntryMagic) break;
    r.skip(4);
    Entry entry;
    entry.view = index;
    entry.record = view.start + begin;
    entry.made_by = r.le<std::uint16_t>();
    r.skip(2);  // version needed
    entry.flags = r.le<std::uint16_t>();
    entry.method = r.le<std::uint16_t>();
    r.skip(4);  // time, date
    entry.crc = r.le<std::uint32_t>();
    const auto compressed = r.le<std::uint32_t>();
    const auto size = r.le<std::uint32_t>();
    entry.name_length = r.le<std::uint16_t>();
    const auto extra_length = r.le<std::uint16_t>();
    const auto comment_length = r.le<std::uint16_t>();
    r.skip(4);  // disk, internal attributes
    entry.external = r.le<std::uint32_t>();
    const auto local = r.le<std::uint32_t>();
    const auto variable = r.take(std::uint64_t{entry.name_length} + extra_length + comment_length);
    if (!r.ok()) {
      artifact.finding(kDamaged, {entry.record, kEntryBytes}, "directory record");
      artifact.partial("truncated", {entry.record, view.length - begin});
      return true;
    }
    const std::string_view text = base::text_of(variable.first(entry.name_length));
    const Extra extra = read_extra(variable.subspan(entry.name_length, extra_length), text, size,
                                   compressed, local, /*in_directory=*/true);
    entry.size = extra.size.value_or(size);
    entry.compressed = extra.compressed.value_or(compressed);
    entry.local = extra.local.value_or(local) + view.shift;
    entry.contradicts = extra.contradicts;
    entry.renamed = extra.renamed;
    entry.aes = extra.aes;
    entry.name_at = names_.size();
    if (!artifact.budget().charge_steps() || !names_.try_append({text.data(), text.size()}) ||
        !entries_.try_push(entry)) {
      artifact.partial("limit:memory", {entry.record, view.length - begin});
      return false;
    }
    ++view.parsed;
  }
  view.length = r.ok() ? r.pos() : view.length;
  return true;
}

bool Archive::index_names() {
  if (!by_name_.try_reserve(entries_.size())) return false;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const Entry& entry = entries_[i];
    if (!by_name_.try_push(
            {hash_of(cut(name(entry))) + entry.view, static_cast<std::uint32_t>(i)})) {
      return false;
    }
  }
  std::sort(by_name_.begin(), by_name_.end(), [this](const Named& a, const Named& b) {
    if (a.hash != b.hash) return a.hash < b.hash;
    return entries_[a.index].record < entries_[b.index].record;
  });
  return true;
}

const Entry* Archive::first() const {
  const Entry* first = nullptr;
  for (const Entry& entry : entries_.span()) {
    if (entry.view == 0 && (first == nullptr || entry.record < first->record)) first = &entry;
  }
  return first;
}

const Entry* Archive::find(std::string_view wanted) const {
  const std::uint64_t hash = hash_of(wanted);
  const Named* at =
      std::upper_bound(by_name_.begin(), by_name_.end(), hash,
                       [](std::uint64_t value, const Named& named) { return value < named.hash; });
  while (at != by_name_.begin()) {
    const Entry& entry = entries_[(--at)->index];
    if (at->hash != hash) return nullptr;
    if (entry.view == 0 && cut(name(entry)) == wanted) return &entry;
  }
  return nullptr;
}

}  // namespace bartizan::scan::zip
