#include "scan/formats/tar/parse.h"

#include <algorithm>
#include <array>

#include "scan/detect/member_name.h"
#include "scan/formats/tar/header.h"
#include "scan/formats/tar/nemo.h"
#include "scan/formats/tar/rules.h"
#include "scan/formats/torch/legacy_tar.h"
#include "scan/formats/torch/rules.h"

namespace bartizan::scan::tar {
namespace {

using base::SpanLabel;

constexpr std::uint64_t kMaxExtended = base::kMiB;  // a pax header or GNU long name
// Bytes of old-style sparse headers: entries of GNU "S" members go on in further blocks, each of
// which says at 504 whether another one follows (GNU tar manual, "Storing Sparse Files").
constexpr std::size_t kSparseMore = 504;

std::uint64_t round_up(std::uint64_t n) { return (n + kBlock - 1) / kBlock * kBlock; }

// FNV-1a, 64 bits.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3;
  return hash;
}

constexpr std::string_view kNemoMember = "model_config.yaml";

std::string_view base_name(std::string_view name) {
  return name.starts_with("./") ? name.substr(2) : name;
}

// What extended headers say about the next member.
struct Override {
  explicit Override(base::Budget& budget) : name(budget), link(budget) {}
  base::Text name, link;
  std::optional<std::uint64_t> size;
  bool sparse = false;
  void clear() {
    name.clear();
    link.clear();
    size.reset();
    sparse = false;
  }
};

class Walk {
 public:
  explicit Walk(Artifact& artifact)
      : artifact_(artifact),
        reader_(artifact.reader()),
        next_(artifact.budget()),
        global_(artifact.budget()),
        seen_(artifact.budget()),
        name_(artifact.budget()) {}
  void run();

 private:
  bool member(std::uint64_t at, const Header& header);
  void extended(const Header& header, std::uint64_t at);
  void file(const Header& header, Range data);
  void link(const Header& header, Range record);
  void duplicate(Range record);
  void padding(std::uint64_t begin, std::uint64_t end);
  void after_end(std::uint64_t at);
  void layout();
  bool zeros(std::uint64_t begin, std::uint64_t end);
  std::uint64_t next_header(std::uint64_t at);

  Artifact& artifact_;
  base::Reader reader_;
  Override next_, global_;
  base::Vec<std::uint64_t> seen_;  // hashes of names, sorted when the walk is over
  base::Text name_;
  torch::LegacyTar legacy_;
  bool nemo_ = false;
  bool limit_said_ = false;
};

void Walk::run() {
  layout();
  std::uint64_t at = 0;
  while (true) {
    if (!artifact_.budget().charge_steps()) {
      artifact_.partial("limit:steps", {at, artifact_.size() - at});
      return;
    }
    if (at == artifact_.size()) break;  // without an end marker, which readers accept
    reader_.seek(at);
    const auto block = reader_.take(std::min(kBlock, artifact_.size() - at));
    if (!reader_.ok()) {
      artifact_.partial("unreadable", {at, artifact_.size() - at});
      return;
    }
    if (block.size() < kBlock) {
      artifact_.finding(kDamaged, {at, block.size()}, "header");
      artifact_.partial("truncated", {at, block.size()});
      return;
    }
    if (is_zero(block)) {
      after_end(at);
      break;
    }
    const auto header = read_header(block);
    if (!header) {
      // tarfile stops silently at a broken header that is not the first one.
      artifact_.finding(kDamaged, {at, kBlock}, "header");
      artifact_.partial("malformed", {at, artifact_.size() - at});
      const std::uint64_t next = next_header(at + kBlock);
      artifact_.span(at, next - at, SpanLabel::gap);
      if (next < artifact_.size()) {
        artifact_.span(next, artifact_.size() - next, SpanLabel::trailing);
        artifact_.member("(after a broken header)", next, artifact_.size() - next);
      }
      return;
    }
    artifact_.span(at, kBlock, SpanLabel::header);
    const bool extends = header->type == 'x' || header->type == 'X' || header->type == 'g' ||
                         header->type == 'L' || header->type == 'K';
    const std::uint64_t data = at + kBlock;
    std::uint64_t size = header->size;
    if (!extends && next_.size) size = *next_.size;
    if (!extends && !next_.size && global_.size) size = *global_.size;
    if (size > artifact_.size() - data) {
      artifact_.finding(kDamaged, {at, kBlock}, header->name);
      artifact_.partial("truncated", {data, artifact_.size() - data});
      size = artifact_.size() - data;
    }
    Header shaped = *header;
    shaped.size = size;
    if (extends) {
      extended(shaped, data);
      at = data + size;
      const std::uint64_t end = std::min(data + round_up(size), artifact_.size());
      padding(at, end);
      at = end;
      continue;
    }
    if (next_.size && *next_.size <= kMaxOctalSize && *next_.size != header->size) {
      base::Text in_pax(artifact_.budget()), in_header(artifact_.budget());
      in_pax.append_number(*next_.size);
      in_header.append_number(header->size);
      artifact_.finding(kSizesDiffer, {at, kBlock}, header->name,
                        {{"pax", in_pax.view()}, {"header", in_header.view()}});
    }
    // A view into the reader's window does not survive the members.
    name_.clear();
    if (!next_.name.empty()) {
      name_.append(next_.name.view());
    } else if (!header->prefix.empty()) {
      name_.append(header->prefix);
      name_.append('/');
      name_.append(header->name);
    } else {
      name_.append(header->name);
    }
    if (next_.link.empty()) next_.link.append(header->link);
    const bool has_data = member(at, shaped);
    at = data;
    if (has_data) {
      const std::uint64_t end = std::min(data + round_up(size), artifact_.size());
      padding(data + size, end);
      at = end;
    }
    next_.clear();
  }
}

// Names the special layouts before their members are parsed: PyTorch before 0.1.10, NeMo.
void Walk::layout() {
  bool pickle = false, storages = false, tensors = false, system = false, nemo = false;
  base::Reader reader = artifact_.reader();
  for (int members = 0; members < 64 && reader.ok() && reader.left() >= kBlock; ++members) {
    const auto header = read_header(reader.take(kBlock));
    if (!header) break;
    const std::string_view name = base_name(header->name);
    pickle = pickle || name == "pickle";
    storages = storages || name == "storages";
    tensors = tensors || name == "tensors";
    system = system || name == "sys_info";
    nemo = nemo || name == kNemoMember;
    if (header->size > reader.left()) break;
    reader.skip(std::min(round_up(header->size), reader.left()));
  }
  if (pickle && storages && tensors) {
    artifact_.refine("torch-legacy-tar");
    legacy_.active = true;
    artifact_.finding(torch::kLegacyLayout, {0, artifact_.size()}, "torch-legacy-tar");
  } else if (nemo) {
    artifact_.refine("nemo");
    nemo_ = true;
  }
}

// Returns whether data blocks follow the header, as tarfile sees it.
bool Walk::member(std::uint64_t at, const Header& header) {
  const Range record{at, kBlock};
  const Range data{at + kBlock, header.size};
  if (detect::name_escapes(name_.view())) artifact_.finding(kUnsafeName, record, name_.view());
  duplicate(record);
  switch (header.type) {
    case '0':
    case '\0':
    case '7':
      file(header, data);
      return true;
    case '1':
    case '2':
      link(header, record);
      break;
    case '3':
    case '4':
    case '6':
      artifact_.finding(kDevice, record, name_.view());
      break;
    case '5':
      break;
    case 'D':  // GNU incremental: a list of names
      artifact_.span(data.offset, data.length, SpanLabel::metadata);
      return true;
    case 'V':
      break;
    case 'S': {
      std::uint64_t begin = data.offset;
      bool more = header.extended;
      while (more && begin + kBlock <= artifact_.size() && artifact_.budget().charge_steps()) {
        base::Reader block = artifact_.reader(begin, kBlock);
        const auto bytes = block.take(kBlock);
        more = bytes.size() == kBlock && bytes[kSparseMore] != std::byte{0};
        begin += kBlock;
      }
      const std::uint64_t end = std::min(begin + header.size, artifact_.size());
      artifact_.finding(kUnreadType, record, name_.view(), {{"type", "sparse"}});
      artifact_.partial("unsupported-method", {at, end - at});
      artifact_.span(data.offset, end - data.offset, SpanLabel::member, false);
      artifact_.unread_member(name_.view(), header.size, "unsupported-method");
      return true;
    }
    default: {
      const char type[] = {header.type};
      artifact_.finding(kUnreadType, record, name_.view(), {{"type", std::string_view(type, 1)}});
      file(header, data);  // tarfile treats unknown types as regular files
      return true;
    }
  }
  if (header.size == 0) return false;
  // tarfile and others pass over the size of a link; readers that believe it skip real members.
  artifact_.finding(kDataWithoutFile, record, name_.view());
  return false;
}

void Walk::file(const Header& header, Range data) {
  if (data.length == 0) return;
  if (next_.sparse) {
    artifact_.finding(kUnreadType, {data.offset - kBlock, kBlock}, name_.view(),
                      {{"type", "sparse"}});
    artifact_.span(data.offset, data.length, SpanLabel::member, false);
    artifact_.unread_member(name_.view(), header.size, "unsupported-method");
    return;
  }
  artifact_.span(data.offset, data.length, SpanLabel::member);
  if (artifact_.budget().exhausted()) {
    if (!limit_said_) artifact_.partial("limit", {data.offset, artifact_.size() - data.offset});
    limit_said_ = true;
  } else if (nemo_ && base_name(name_.view()) == kNemoMember) {
    artifact_.member_as(kNemoConfig, name_.view(), data.offset, data.length);
  } else if (!legacy_.member(artifact_, name_.view(), data)) {
    artifact_.member(name_.view(), data.offset, data.length);
  }
}

void Walk::link(const Header& header, Range record) {
  const std::string_view target = next_.link.view();
  artifact_.fact("link", name_.view(), target, record);
  // Hard links count from the archive's root, symbolic ones from their own folder.
  const bool leaves = header.type == '1' ? detect::name_escapes(target)
                                         : detect::link_escapes(name_.view(), target);
  if (leaves) artifact_.finding(kEscapingLink, record, name_.view(), {{"target", target}});
}

// Later members of a name replace earlier ones when the archive is unpacked. A small open table of
// hashes: two names in one slot of 64 bits do not happen by accident.
void Walk::duplicate(Range record) {
  const std::uint64_t hash = hash_of(name_.view()) | 1;
  if (seen_.empty() && !seen_.try_resize(1024)) return;
  std::size_t used = static_cast<std::size_t>(seen_[0]);
  if (used * 2 > seen_.size()) {
    base::Vec<std::uint64_t> larger(artifact_.budget());
    if (!larger.try_resize(seen_.size() * 2)) return;
    for (std::size_t i = 1; i < seen_.size(); ++i) {
      if (seen_[i] == 0) continue;
      std::size_t to = 1 + seen_[i] % (larger.size() - 1);
      while (larger[to] != 0) to = to + 1 < larger.size() ? to + 1 : 1;
      larger[to] = seen_[i];
    }
    seen_ = std::move(larger);
  }
  std::size_t at = 1 + hash % (seen_.size() - 1);
  while (seen_[at] != 0 && seen_[at] != hash) at = at + 1 < seen_.size() ? at + 1 : 1;
  if (seen_[at] == hash) {
    if (!name_.view().ends_with('/')) artifact_.finding(kDuplicateName, record, name_.view());
    return;
  }
  seen_[at] = hash;
  seen_[0] = used + 1;
}

void Walk::extended(const Header& header, std::uint64_t at) {
  artifact_.span(at, header.size, SpanLabel::metadata);
  if (header.size > kMaxExtended) {
    artifact_.partial("limit:text", {at, header.size});
    return;
  }
  base::Reader reader = artifact_.reader(at, header.size);
  std::string_view text = reader.take_text(header.size);
  if (header.type == 'L' || header.type == 'K') {
    base::Text& into = header.type == 'L' ? next_.name : next_.link;
    into.clear();
    into.append(text.substr(0, text.find('\0')));
    return;
  }
  Override& into = header.type == 'g' ? global_ : next_;
  std::string_view key, value;
  while (next_pax(text, key, value) && artifact_.budget().charge_steps()) {
    if (key == "path" || key == "GNU.sparse.name") {
      into.name.clear();
      into.name.append(value);
    } else if (key == "linkpath") {
      into.link.clear();
      into.link.append(value);
    } else if (key == "size") {
      into.size = read_decimal(value);
    } else if (key.starts_with("GNU.sparse.")) {
      into.sparse = true;
    }
  }
  if (!text.empty()) {
    artifact_.finding(kDamaged, {at, header.size}, "pax header");
    artifact_.partial("malformed", {at, header.size});
  }
}

bool Walk::zeros(std::uint64_t begin, std::uint64_t end) {
  base::Reader reader = artifact_.reader(begin, end - begin);
  while (reader.ok() && !reader.at_end()) {
    if (!is_zero(reader.chunk())) return false;
  }
  return reader.ok();
}

// The next block that is a header, or the end; readers that repair archives go on there.
std::uint64_t Walk::next_header(std::uint64_t at) {
  while (at < artifact_.size() && artifact_.size() - at >= kBlock &&
         artifact_.budget().charge_steps(kBlock / 16)) {
    base::Reader reader = artifact_.reader(at, kBlock);
    const auto header = read_header(reader.take(kBlock));
    if (header && !header->name.empty()) return at;
    at += kBlock;
  }
  return artifact_.size();
}

void Walk::padding(std::uint64_t begin, std::uint64_t end) {
  if (begin >= end) return;
  if (zeros(begin, end)) {
    artifact_.span(begin, end - begin, SpanLabel::padding);
  } else {
    artifact_.outside(kPaddingBytes, "(padding of a member)", begin, end - begin);
  }
}

// Two blocks of zeros end an archive, and writers fill the last record with more of them.
void Walk::after_end(std::uint64_t at) {
  base::Reader reader = artifact_.reader(at, artifact_.size() - at);
  std::uint64_t zero_end = artifact_.size();
  while (reader.ok() && !reader.at_end()) {
    const std::uint64_t begin = at + reader.pos();
    const auto bytes = reader.chunk();
    const auto hit =
        std::find_if(bytes.begin(), bytes.end(), [](std::byte b) { return b != std::byte{0}; });
    if (hit == bytes.end()) continue;
    zero_end = begin + static_cast<std::uint64_t>(hit - bytes.begin()) / kBlock * kBlock;
    break;
  }
  if (!reader.ok()) artifact_.partial("unreadable", {at, artifact_.size() - at});
  artifact_.span(at, zero_end - at, SpanLabel::padding);
  artifact_.outside(kAfterEnd, "(after the end of the archive)", zero_end,
                    artifact_.size() - zero_end);
}

}  // namespace

void parse(Artifact& artifact) { Walk(artifact).run(); }

}  // namespace bartizan::scan::tar
