#include "scan/formats/zip/parse.h"

#include <algorithm>
#include <array>

#include "scan/detect/member_name.h"
#include "scan/formats/torch/container.h"
#include "scan/formats/torch/rules.h"
#include "scan/formats/zip/archive.h"
#include "scan/formats/zip/compare.h"
#include "scan/formats/zip/layout.h"
#include "scan/formats/zip/members.h"
#include "scan/formats/zip/rules.h"

namespace bartizan::scan::zip {
namespace {

using base::SpanLabel;

// How much is read along with a local header: where headers stand close together one read serves
// many of them, where tensors stand between them it must not read the tensors.
constexpr std::size_t kAhead = base::kKiB;
constexpr std::size_t kAheadDense = 64 * base::kKiB;
constexpr std::size_t kDenseRun = 16;
// Zero bytes that align members are looked at up to this length; longer runs are bytes like others.
constexpr std::uint64_t kMostPadding = base::kMiB;
constexpr std::uint64_t kLinkTarget = 4096;

class Walk {
 public:
  explicit Walk(Artifact& artifact) : artifact_(artifact), archive_(artifact) {}
  void run();

 private:
  std::uint64_t block_end(const View& view) const;
  void directories();
  void names();
  void served_code();
  void entry(std::size_t index);
  void analyse(const Entry& entry, const Local& local, std::string_view local_name);
  void link(const Entry& entry, Range data);
  std::uint64_t hidden(const Local& local, std::uint64_t end, bool report);
  void unclaimed(std::uint64_t begin, std::uint64_t end);
  void unclaimed_piece(std::uint64_t begin, std::uint64_t end);
  void stream();
  bool zeros(std::uint64_t begin, std::uint64_t end);
  std::uint64_t next_local(std::uint64_t begin, std::uint64_t end);
  std::size_t ahead(std::size_t index) const;

  Artifact& artifact_;
  Archive archive_;
  torch::Container* container_ = nullptr;
  std::uint64_t cursor_ = 0;       // everything before it is accounted for
  std::uint64_t archive_end_ = 0;  // end of the last end record and its comment
  bool limit_said_ = false;
  bool prefixed_ = false;  // offsets were shifted over bytes in front
};

void Walk::run() {
  const bool found = archive_.open();
  torch::Container container(archive_);
  container_ = &container;
  if (!found) {
    stream();
    return;
  }
  if (const std::string_view id = container.format_id(); !id.empty()) {
    artifact_.refine(id);
  } else if (const Layout layout = recognise(archive_); !layout.format_id.empty()) {
    artifact_.refine(layout.format_id);
    if (layout.format_id == kTorchServe) served_code();
    if (!layout.analysed) artifact_.partial("format-not-analysed", {0, artifact_.size()});
  }
  directories();
  names();
  container.report();
  for (std::size_t i = 0; i < archive_.entries().size(); ++i) entry(i);
  unclaimed(cursor_, artifact_.size());
}

// The comment belongs to its end record, unless it may hold what another reader sees.
std::uint64_t Walk::block_end(const View& view) const {
  if (archive_.views().size() > 1) return view.end.offset + kEndBytes;
  return std::min(view.end.end(), artifact_.size());
}

// Labels directories and end records, and says where readers disagree about them.
void Walk::directories() {
  for (const View& view : archive_.views()) {
    const EndRecord& end = view.end;
    const std::uint64_t comment_end = block_end(view);
    artifact_.span(view.start, view.length, SpanLabel::directory);
    artifact_.span(end.zip64.offset, end.zip64.length, SpanLabel::directory);
    artifact_.span(end.locator.offset, end.locator.length, SpanLabel::directory);
    artifact_.span(end.offset, kEndBytes, SpanLabel::directory);
    artifact_.span(end.offset + kEndBytes, comment_end - end.offset - kEndBytes,
                   SpanLabel::metadata);
    archive_end_ = std::max(archive_end_, comment_end);
    if (&view == archive_.views().data()) prefixed_ = view.shift != 0;
    const Range record{end.offset, kEndBytes};
    if (end.contradicts) artifact_.finding(kZip64Contradiction, record, "end record");
    if (end.many_disks) artifact_.partial("many-disks", record);
    if (end.end() > artifact_.size()) {
      artifact_.finding(kDamaged, record, "comment");
      artifact_.partial("truncated", record);
    }
    // Writers without ZIP64 let the 16-bit count wrap.
    if (end.entries != view.parsed &&
        !(end.zip64.length == 0 && end.entries == (view.parsed & 0xFFFF))) {
      base::Text declared(artifact_.budget()), found(artifact_.budget());
      declared.append_number(end.entries);
      found.append_number(view.parsed);
      artifact_.finding(kCountDiffers, record, view.reader,
                        {{"declared", declared.view()}, {"found", found.view()}});
    }
  }
  const auto views = archive_.views();
  for (std::size_t i = 1; i < views.size(); ++i) {
    artifact_.finding(kSecondDirectory, {views[i].start, views[i].length}, views[i].reader,
                      {{"first", views[0].reader}, {"second", views[i].reader}});
  }
}

// TorchServe imports the handler that the manifest names; what else it imports is up to that.
void Walk::served_code() {
  for (const Entry& entry : archive_.entries()) {
    if (!archive_.name(entry).ends_with(".py")) continue;
    artifact_.finding(torch::kServedCode, {entry.record, kEntryBytes + entry.name_length},
                      archive_.name(entry));
    return;
  }
}

void Walk::names() {
  for (const Entry& entry : archive_.entries()) check_entry(archive_, entry);
  archive_.each_duplicate([&](const Entry&, const Entry& again) {
    if (archive_.name(again).ends_with('/') && again.size == 0) return;  // jar names folders twice
    artifact_.finding(kDuplicateName, {again.record, kEntryBytes + again.name_length},
                      archive_.name(again));
  });
}

std::size_t Walk::ahead(std::size_t index) const {
  const auto entries = archive_.entries();
  const std::size_t last = std::min(index + kDenseRun, entries.size() - 1);
  return entries[last].local - entries[index].local < kAheadDense && last > index ? kAheadDense
                                                                                  : kAhead;
}

void Walk::entry(std::size_t index) {
  const Entry& entry = archive_.entries()[index];
  const Range record{entry.record, kEntryBytes + entry.name_length};
  if (index > 0) {
    // A second directory mostly names what the first one named.
    const Entry& before = archive_.entries()[index - 1];
    if (before.local == entry.local && before.view != entry.view &&
        before.compressed == entry.compressed && before.method == entry.method &&
        archive_.name(before) == archive_.name(entry)) {
      return;
    }
  }
  const auto local = archive_.locals.header(entry.local, ahead(index));
  if (!local) {
    artifact_.finding(kDamaged, record, archive_.name(entry));
    artifact_.partial("malformed", record);
    artifact_.unread_member(archive_.name(entry), entry.size, "malformed");
    return;
  }
  check_headers(archive_, entry, *local);
  // The name is a view into a window that the next reads replace.
  base::Text local_name(artifact_.budget());
  if (local->name != archive_.name(entry)) local_name.append(local->name);
  if (entry.local > cursor_) unclaimed(cursor_, entry.local);
  const bool overlaps = entry.local < cursor_;
  if (overlaps) artifact_.finding(kEntriesOverlap, record, archive_.name(entry));
  const std::uint64_t header_begin = std::clamp(cursor_, entry.local, local->data);
  artifact_.span(header_begin, local->data - header_begin, SpanLabel::header);

  const std::uint64_t room = artifact_.size() - local->data;
  const std::uint64_t length = std::min(entry.compressed, room);
  if (length < entry.compressed) {
    artifact_.finding(kDamaged, record, archive_.name(entry));
    artifact_.partial("truncated", {local->data, length});
  }
  std::uint64_t end = local->data + length;
  const std::uint64_t descriptor = check_descriptor(archive_, entry, *local, end);
  if (end >= cursor_) artifact_.span(end, descriptor, SpanLabel::directory);
  end += descriptor;
  cursor_ = std::max(cursor_, end);
  if (overlaps) {
    // Shared bytes are not read for each of a hundred thousand entries.
    const Entry& before = archive_.entries()[index - 1];
    const bool same =
        before.local == entry.local && before.method == entry.method &&
        before.compressed == entry.compressed && before.flags == entry.flags &&
        container_->role(archive_.name(before)) == container_->role(archive_.name(entry));
    if (same) return;
    if (!artifact_.budget().charge_steps(length / 4)) {
      artifact_.partial("limit:steps", {local->data, length});
      return;
    }
  }
  analyse(entry, *local, local_name.view());
}

void Walk::analyse(const Entry& entry, const Local& local, std::string_view local_name) {
  const std::uint64_t room = artifact_.size() - local.data;
  const Range data{local.data, std::min(entry.compressed, room)};
  if (artifact_.budget().exhausted()) {
    artifact_.span(data.offset, data.length, SpanLabel::member, false);
    if (!limit_said_) artifact_.partial("limit", {data.offset, artifact_.size() - data.offset});
    limit_said_ = true;
    return;
  }
  const std::string_view name = archive_.name(entry);
  if (is_link(entry)) link(entry, data);
  (void)analyse_data(archive_, *container_,
                     {.name = name,
                      .data = data,
                      .method = entry.method,
                      .flags = entry.flags,
                      .aes = entry.aes,
                      .size = entry.size,
                      .crc = entry.crc});
  // What a reader sees that follows local headers, where that is something else.
  const bool other_method = local.method != entry.method;
  const bool other_name =
      !local_name.empty() && container_->role(local_name) != container_->role(name);
  const bool other_size = local.compressed != entry.compressed && local.compressed != 0 &&
                          local.compressed <= room && local.compressed != UINT32_MAX;
  if (!other_method && !other_size && !other_name) return;
  base::Text other(artifact_.budget());
  other.append(local_name.empty() ? name : local_name);
  if (!other_name) other.append(" (as its local header says)");
  Member member{.name = other.view(),
                .data = data,
                .method = local.method,
                .flags = local.flags,
                .labelled = true,
                .size = std::nullopt,
                .crc = std::nullopt};
  if (other_size) member.data.length = local.compressed;
  (void)analyse_data(archive_, *container_, member);
}

void Walk::link(const Entry& entry, Range data) {
  if (entry.method != kStored || data.length == 0 || data.length > kLinkTarget) return;
  const auto bytes = archive_.locals.at(data.offset, static_cast<std::size_t>(data.length), kAhead);
  const std::string_view target = base::text_of(bytes);
  artifact_.fact("link", archive_.name(entry), target, data);
  if (detect::link_escapes(archive_.name(entry), target)) {
    artifact_.finding(kEscapingLink, data, archive_.name(entry), {{"target", target}});
  }
}

// A local header that no directory names. Returns where it ends.
std::uint64_t Walk::hidden(const Local& local, std::uint64_t end, bool report) {
  const bool open = (local.flags & kFlagDescriptor) != 0 && local.compressed == 0;
  base::Text name(artifact_.budget());
  name.append(local.name);
  const std::uint64_t room = end - local.data;
  Member member{.name = name.view(),
                .data = {local.data, open ? room : std::min(local.compressed, room)},
                .method = local.method,
                .flags = local.flags,
                .size = std::nullopt,
                .crc = std::nullopt};
  if (!open) {
    member.size = local.size;
    member.crc = local.crc;
  } else if (local.method == kStored) {
    // Its length is known only from the next header.
    member.data.length = next_local(local.data, end) - local.data;
  }
  if (report) {
    artifact_.finding(kHiddenMember, {local.offset, local.header_size() + member.data.length},
                      name.view());
  }
  if (!open && local.compressed > room) {
    artifact_.finding(kDamaged, {local.offset, local.header_size()}, name.view());
    artifact_.partial("truncated", member.data);
  }
  artifact_.span(local.offset, local.header_size(), SpanLabel::header);
  std::uint64_t at = local.data + analyse_data(archive_, *container_, member);
  if ((local.flags & kFlagDescriptor) != 0) {
    const auto bytes = archive_.locals.at(at, 24, 24);
    if (bytes.size() >= 16 && base::le_at<std::uint32_t>(bytes, 0) == kDescriptorMagic) {
      const std::uint64_t length = std::min<std::uint64_t>(local.wide ? 24 : 16, end - at);
      artifact_.span(at, length, SpanLabel::directory);
      at += length;
    }
  }
  return at;
}

bool Walk::zeros(std::uint64_t begin, std::uint64_t end) {
  if (end - begin > kMostPadding) return false;
  base::Reader reader = artifact_.reader(begin, end - begin);
  while (reader.ok() && !reader.at_end()) {
    const auto bytes = reader.chunk();
    if (!std::all_of(bytes.begin(), bytes.end(), [](std::byte b) { return b == std::byte{0}; })) {
      return false;
    }
  }
  return reader.ok();
}

// Where the next whole local header begins, or `end`.
std::uint64_t Walk::next_local(std::uint64_t begin, std::uint64_t end) {
  base::Reader reader = artifact_.reader(begin, end - begin);
  while (reader.ok() && reader.left() >= kLocalBytes) {
    const std::uint64_t here = begin + reader.pos();
    const auto bytes = reader.peek(base::kWindow);
    if (bytes.size() < 4 || !artifact_.budget().charge_steps(bytes.size() / 16)) break;
    const std::size_t found = base::text_of(bytes).find("PK\3\4");
    if (found == std::string_view::npos) {
      reader.skip(bytes.size() - 3);
      continue;
    }
    const auto local = archive_.locals.header(here + found, kAhead);
    if (local && local->data <= end && !local->name.empty()) return here + found;
    reader.skip(found + 1);
  }
  return end;
}

// Bytes between `begin` and `end` that no entry claims; directories among them are known.
void Walk::unclaimed(std::uint64_t begin, std::uint64_t end) {
  struct Block {
    std::uint64_t begin, end;
  };
  std::array<Block, Archive::kMostViews * 2> blocks{};
  std::size_t count = 0;
  for (const View& view : archive_.views()) {
    blocks[count++] = {view.start, view.start + view.length};
    blocks[count++] = {view.end.tail(), block_end(view)};
  }
  const auto known = std::span(blocks).first(count);
  std::sort(known.begin(), known.end(),
            [](const Block& a, const Block& b) { return a.begin < b.begin; });
  for (const Block& block : known) {
    if (block.end <= begin || block.begin >= end) continue;
    if (block.begin > begin) unclaimed_piece(begin, block.begin);
    begin = std::max(begin, block.end);
  }
  if (begin < end) unclaimed_piece(begin, end);
}

void Walk::unclaimed_piece(std::uint64_t begin, std::uint64_t end) {
  using namespace std::string_view_literals;
  if (zeros(begin, end)) {
    artifact_.span(begin, end - begin, SpanLabel::padding);
    return;
  }
  if (begin >= archive_end_) {
    artifact_.outside(kSuffix, "(after the archive)", begin, end - begin);
    return;
  }
  // Split archives in one piece keep their marker (APPNOTE 8.5.4); Java modules begin with a magic
  // and a version of their own (jdk.internal.jmod.JmodFile).
  const auto head = base::text_of(archive_.locals.at(begin, 4, kAhead));
  if (begin == 0 && end == 4 && (head == "PK\7\10"sv || head == "PK00"sv || head == "JM\1\0"sv)) {
    artifact_.span(begin, end, SpanLabel::header);
    return;
  }
  // A TensorFlow Lite model carries its metadata and labels as an archive behind it
  // (tensorflow.org, "Adding metadata to TensorFlow Lite models"): the bytes before are a member
  // like the others.
  const auto model = base::text_of(archive_.locals.at(begin, 8, kAhead));
  if (begin == 0 && model.substr(std::min<std::size_t>(4, model.size())) == "TFL3") {
    artifact_.span(begin, end, SpanLabel::member);
    artifact_.member("(before the archive)", begin, end);
    return;
  }
  if (begin == 0 && prefixed_) {
    artifact_.outside(kPrefix, "(before the archive)", 0, end);
    return;
  }
  while (begin < end) {
    const std::uint64_t at = next_local(begin, end);
    if (at > begin && !zeros(begin, at)) {
      base::Text name(artifact_.budget());
      name.append(begin == 0 ? "(before the archive)" : "(between members, at ");
      if (begin != 0) {
        name.append_number(begin);
        name.append(")");
      }
      artifact_.outside(begin == 0 ? kPrefix : kBytesBetween, name.view(), begin, at - begin);
    } else {
      artifact_.span(begin, at - begin, SpanLabel::padding);
    }
    begin = at;
    if (begin == end) return;
    const auto local = archive_.locals.header(begin, kAhead);
    if (!local) return;
    begin = std::max(hidden(*local, end, true), begin + 1);
  }
}

// Without a directory: what a reader sees that follows the local headers from the front.
void Walk::stream() {
  artifact_.finding(kDamaged, {0, artifact_.size()}, "directory");
  artifact_.partial("truncated", {0, artifact_.size()});
  std::uint64_t at = 0;
  while (at < artifact_.size() && artifact_.budget().charge_steps()) {
    at = next_local(at, artifact_.size());
    if (at == artifact_.size()) return;
    const auto local = archive_.locals.header(at, kAhead);
    if (!local) return;
    at = std::max(hidden(*local, artifact_.size(), false), at + 1);
  }
}

}  // namespace

void parse(Artifact& artifact) { Walk(artifact).run(); }

}  // namespace bartizan::scan::zip
