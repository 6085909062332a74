#include "run/foreign_wire.h"

#include "base/reader.h"

namespace bartizan::run {
namespace {

// Apart from the frames of a scan (run/wire.cc), so that neither is taken for the other.
enum Type : std::uint8_t { kBegin = 64, kRow, kEnd, kDone };

void put(std::string& out, std::uint64_t value) {
  for (int i = 0; i < 8; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
}

class RowWriter final : public record::RowSink {
 public:
  explicit RowWriter(sandbox::FrameWriter& out) : out_(out) {}

  bool row(std::string_view kind, std::span<const std::string_view> fields) override {
    std::size_t size = kind.size();
    for (const std::string_view field : fields) size += field.size() + sizeof(std::uint32_t);
    if (size > record::kMostRow || fields.size() > record::kMostFields) return false;
    out_.begin(kRow);
    out_.bytes(base::bytes_of(kind));
    out_.u32(static_cast<std::uint32_t>(fields.size()));
    for (const std::string_view field : fields) out_.bytes(base::bytes_of(field));
    return out_.end();
  }

 private:
  sandbox::FrameWriter& out_;
};

}  // namespace

std::string pack_batch(std::span<const ForeignFile> files, std::string_view options) {
  std::string out;
  std::size_t size = options.size() + 16;
  for (const ForeignFile& file : files) size += 24 + file.name.size() + file.bytes.size();
  out.reserve(size);
  put(out, files.size());
  put(out, options.size());
  out += options;
  for (const ForeignFile& file : files) {
    put(out, file.name.size());
    put(out, file.bytes.size());
    put(out, file.whole_size);
    out += file.name;
    out += file.bytes;
  }
  return out;
}

void parse_batch(const record::ForeignParser& parser, const base::Limits& limits,
                 base::Source& source, sandbox::FrameWriter& out) {
  base::Budget batch(limits);
  base::Reader reader(source, batch);
  const auto count = reader.le<std::uint64_t>();
  const std::string options(reader.take_text(reader.le<std::uint64_t>()));
  RowWriter rows(out);
  for (std::uint64_t i = 0; i < count && reader.ok(); ++i) {
    const auto name_size = reader.le<std::uint64_t>();
    const auto size = reader.le<std::uint64_t>();
    const auto whole_size = reader.le<std::uint64_t>();
    const std::string name(reader.take_text(name_size));
    const std::uint64_t at = reader.pos();
    reader.skip(size);
    if (!reader.ok()) return;
    out.begin(kBegin);
    out.u32(static_cast<std::uint32_t>(i));
    out.end();
    base::SliceSource bytes(source, at, size);
    base::Budget budget(limits);
    record::Foreign file{name, bytes, whole_size, options, budget, rows};
    parser.parse(file);
    out.begin(kEnd);
    out.u32(static_cast<std::uint32_t>(i));
    out.end();
    out.flush();  // what was read survives a crash in the next file
  }
  if (!reader.ok()) return;
  out.begin(kDone);
  out.end();
  out.flush();
}

void parse_single(const record::ForeignParser& parser, const base::Limits& limits,
                  base::Source& source, std::string_view name, std::string_view options,
                  sandbox::FrameWriter& out) {
  RowWriter rows(out);
  base::Budget budget(limits);
  record::Foreign file{name, source, source.size(), options, budget, rows};
  const auto put = [&](std::uint8_t type) {
    out.begin(type);
    if (type != kDone) out.u32(0);
    out.end();
  };
  put(kBegin);
  parser.parse(file);
  put(kEnd);
  put(kDone);
  out.flush();
}

bool BatchReport::take(const sandbox::Frame& frame) {
  if (done_) return false;
  base::Reader reader(frame.payload);
  switch (frame.type) {
    case kBegin:
      if (open_ || reader.le<std::uint32_t>() != current_ + 1 || current_ + 1 >= rows_.size()) {
        return false;
      }
      ++current_;
      open_ = true;
      break;
    case kRow: {
      if (!open_) return false;
      record::Row row;
      row.kind = reader.take_text(reader.le<std::uint32_t>());
      const std::uint64_t count = reader.count(reader.le<std::uint32_t>(), sizeof(std::uint32_t));
      if (count > record::kMostFields) return false;
      row.fields.reserve(count);
      for (std::uint64_t i = 0; i < count; ++i) {
        row.fields.emplace_back(reader.take_text(reader.le<std::uint32_t>()));
      }
      if (!reader.ok()) return false;
      rows_[current_].push_back(std::move(row));
      break;
    }
    case kEnd:
      if (!open_ || reader.le<std::uint32_t>() != current_) return false;
      open_ = false;
      ended_[current_] = true;
      break;
    case kDone:
      if (open_ || current_ + 1 != rows_.size()) return false;
      done_ = true;
      break;
    default:
      return false;
  }
  return reader.ok() && reader.at_end();
}

}  // namespace bartizan::run
