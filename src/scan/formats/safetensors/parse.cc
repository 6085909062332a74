#include "scan/formats/safetensors/parse.h"

#include <algorithm>

#include "base/json_read.h"
#include "scan/formats/safetensors/header.h"
#include "scan/formats/safetensors/rules.h"

namespace bartizan::scan::safetensors {
namespace {

using base::SpanLabel;

// The raw text of a tensor's key, for a finding; cut where it is long.
void append_name(Artifact& artifact, base::Text& text, Range name) {
  if (name.length < 2) return;
  const std::uint64_t length = std::min<std::uint64_t>(name.length - 2, artifact.limits().evidence);
  base::Reader reader = artifact.reader(name.offset + 1, length);
  (void)text.append(reader.take_text(length));
}

// Walks the table in order of offsets: every byte of the data belongs to exactly one tensor.
class Sweep {
 public:
  Sweep(Artifact& artifact, std::uint64_t data) : artifact_(artifact), data_(data) {}

  void run(std::span<Tensor> tensors) {
    std::sort(tensors.begin(), tensors.end(), [](const Tensor& a, const Tensor& b) {
      return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
    });
    const std::uint64_t present = artifact_.size() - data_;
    for (const Tensor& tensor : tensors) {
      if (tensor.end > present) {
        missing_ = std::max(missing_, tensor.end - present);
        if (short_++ == 0) first_short_ = tensor;
      }
      const std::uint64_t begin = std::min(tensor.begin, present);
      const std::uint64_t end = std::min(tensor.end, present);
      if (begin > at_) hole(begin);
      if (tensor.begin < at_) overlap(tensor, std::min(at_, end));
      at_ = std::max(at_, end);
    }
    flush();
    if (short_ > 0) truncated();
    artifact_.outside(kTrailingBytes, "bytes after the last tensor", data_ + at_, present - at_);
  }

 private:
  // Neighbouring tensors are one run of payload.
  void flush() {
    artifact_.payload(data_ + run_, at_ - run_);
    run_ = at_;
  }

  void hole(std::uint64_t end) {
    flush();
    artifact_.outside(kHole, "bytes between tensors", data_ + at_, end - at_);
    run_ = at_ = end;
  }

  void overlap(const Tensor& tensor, std::uint64_t end) {
    base::Text name(artifact_.budget());
    append_name(artifact_, name, tensor.name());
    artifact_.finding(kOverlap, {data_ + tensor.begin, end - tensor.begin}, name.view());
  }

  void truncated() {
    base::Text name(artifact_.budget()), missing(artifact_.budget()), count(artifact_.budget());
    append_name(artifact_, name, first_short_.name());
    (void)missing.append_number(missing_);
    (void)count.append_number(short_);
    artifact_.finding(kTruncated, first_short_.name(), name.view(),
                      {{"missing", missing.view()}, {"tensors", count.view()}});
    artifact_.partial("truncated", {artifact_.size(), 0});
  }

  Artifact& artifact_;
  std::uint64_t data_;     // where the data begins in the artifact
  std::uint64_t at_ = 0;   // first byte of the data that no tensor has claimed yet
  std::uint64_t run_ = 0;  // where the current run of payload began
  std::uint64_t missing_ = 0;
  std::uint64_t short_ = 0;
  Tensor first_short_{};
};

}  // namespace

void parse(Artifact& artifact) {
  const auto length = artifact.reader(0, kPrefixBytes).le<std::uint64_t>();
  const std::uint64_t rest = artifact.size() - kPrefixBytes;
  const Range header{kPrefixBytes, std::min(length, rest)};
  artifact.span(0, kPrefixBytes, SpanLabel::header);

  base::Text declared(artifact.budget());
  (void)declared.append_number(length);
  if (length > std::min(kMaxHeader, artifact.limits().json_header)) {
    artifact.span(header.offset, header.length, SpanLabel::metadata, false);
    artifact.finding(kHeaderTooLarge, {0, kPrefixBytes}, declared.view());
    artifact.partial("limit:json-header", header);
    return artifact.payload(header.end(), artifact.size() - header.end());
  }
  artifact.span(header.offset, header.length, SpanLabel::metadata);
  if (length > rest) {
    base::Text missing(artifact.budget());
    (void)missing.append_number(length - rest);
    artifact.finding(kTruncated, {0, kPrefixBytes}, "the header", {{"missing", missing.view()}});
    return artifact.partial("truncated", header);
  }
  base::Reader reader = artifact.reader(header.offset, header.length);
  if (const auto first = reader.peek(1); !first.empty() && base::text_of(first) != "{") {
    artifact.finding(kLateHeader, {kPrefixBytes, 1}, {});
  }

  Header table(artifact, kPrefixBytes);
  if (const auto done = base::read_json(reader, length, artifact.budget(), table); !done) {
    const base::Error error = done.error();
    const std::uint64_t at = kPrefixBytes + std::min(error.offset, length);
    if (error.code == base::Code::malformed) {
      artifact.finding(kMalformedHeader, {at, 1}, "the header", {{"reason", error.what}});
    }
    // A limit is reported by the walk, for the whole file.
    if (error.code != base::Code::limit) artifact.partial(base::name(error.code), header);
    return artifact.payload(header.end(), artifact.size() - header.end());
  }
  table.report_totals();
  if (!table.complete()) return artifact.payload(header.end(), artifact.size() - header.end());
  Sweep(artifact, header.end()).run(table.tensors().span());
}

}  // namespace bartizan::scan::safetensors
