#include "scan/formats/numpy/parse.h"

#include <algorithm>

#include "scan/formats/numpy/header.h"
#include "scan/formats/numpy/rules.h"
#include "scan/formats/pickle/parse.h"

namespace bartizan::scan::numpy {
namespace {

using base::SpanLabel;

// Arrays of which nothing is said any more; each still is read and labelled.
constexpr std::uint64_t kListed = 1000;
// Characters of a refused header that are shown.
constexpr std::size_t kExcerpt = 64;

class Arrays {
 public:
  explicit Arrays(Artifact& artifact) : artifact_(artifact) {}

  // numpy.save may be called many times with one open file, and numpy.load as often.
  void run() {
    while (at_ < artifact_.size() && artifact_.budget().charge_steps() && one()) ++count_;
  }

 private:
  std::uint64_t left() const { return artifact_.size() - at_; }

  // The array at at_; false when nothing can follow.
  bool one() {
    base::Reader reader = artifact_.reader(at_, left());
    if (count_ > 0 && base::text_of(reader.peek(kMagic.size())) != kMagic) return trailing();
    const std::uint64_t begin = at_;
    reader.skip(kMagic.size());
    const unsigned major = reader.u8(), minor = reader.u8();
    const bool known =
        major >= 1 && major <= 3 && minor == 0;  // numpy/lib/format.py, _check_version
    const std::uint64_t length =
        major == 1 ? reader.le<std::uint16_t>() : reader.le<std::uint32_t>();
    if (!reader.ok() || (known && length > reader.left()))
      return cut_off(begin, "the header", length);
    if (!known) return unknown_version(begin, major, minor);
    artifact_.span(begin, reader.pos(), SpanLabel::header);
    at_ += reader.pos();
    artifact_.span(at_, length, SpanLabel::metadata);
    if (length > std::min<std::uint64_t>(artifact_.limits().text, base::kMaxTake)) {
      artifact_.partial("limit:text", {at_, length});
      return rest_is_payload(length);
    }
    const std::string_view text = reader.take_text(length);
    Refusal refusal;
    const auto header = read_header(text, refusal);
    if (!header) return refuse(refusal, text);
    const std::uint64_t header_at = at_;
    at_ += length;
    report(*header, {header_at, length});
    return data(*header, {header_at, length});
  }

  void report(const Header& header, Range range) {
    if (!header.duplicate.empty()) {
      artifact_.finding(kDuplicateKey,
                        {range.offset + header.duplicate_at, header.duplicate.size()},
                        header.duplicate);
    }
    if (header.bad_shape) artifact_.finding(kBadShape, range, header.shape);
    if (header.overflow) {
      artifact_.finding(kSizeOverflow, range, header.shape, {{"descr", header.descr}});
    }
    if (count_ >= kListed) return;
    base::Text index(artifact_.budget()), type(artifact_.budget());
    (void)index.append_number(count_);
    (void)(type.append(header.descr.substr(0, artifact_.limits().evidence)) && type.append(' ') &&
           type.append(header.shape.substr(0, artifact_.limits().evidence)) &&
           (!header.fortran_order || type.append(" fortran")));
    artifact_.fact("tensor", index.view(), type.view(), range);
    artifact_.listing(range, type.view());
  }

  bool data(const Header& header, Range range) {
    if (!header.known_type) {
      artifact_.finding(kUnknownType, range, header.descr.substr(0, artifact_.limits().evidence));
      artifact_.partial("unsupported-dtype", range);
    }
    if (header.objects) return objects(header, range);
    if (!header.known_type) return rest_is_payload(0);
    if (header.overflow || header.bad_shape) return rest_is_payload(0);
    const std::uint64_t size = header.data_size();
    artifact_.payload(at_, std::min(size, left()));
    if (size > left()) return cut_off(artifact_.size(), "the data", size - left());
    at_ += size;
    return true;
  }

  // numpy.load(allow_pickle=True) hands the file to pickle.load at this point, whatever the shape.
  bool objects(const Header& header, Range range) {
    artifact_.finding(kObjectArray, range, header.descr.substr(0, artifact_.limits().evidence));
    if (left() == 0) return cut_off(at_, "the pickle", 1);
    const pickle::Options options{.loader = "numpy.load with allow_pickle=True",
                                  .only_first = true};
    const pickle::Outcome outcome = pickle::parse_at(artifact_, at_, left(), options);
    at_ = outcome.end;
    return outcome.complete;
  }

  bool trailing() {
    artifact_.outside(kTrailingBytes, "bytes after the array", at_, left());
    return false;
  }

  bool rest_is_payload(std::uint64_t skip) {
    at_ += skip;
    artifact_.payload(at_, left());
    return false;
  }

  bool cut_off(std::uint64_t labelled, std::string_view what, std::uint64_t missing) {
    base::Text text(artifact_.budget());
    (void)text.append_number(missing);
    artifact_.span(labelled, artifact_.size() - labelled, SpanLabel::header);
    artifact_.finding(kTruncated, {artifact_.size(), 0}, what, {{"missing", text.view()}});
    artifact_.partial("truncated", {artifact_.size(), 0});
    return false;
  }

  bool unknown_version(std::uint64_t begin, unsigned major, unsigned minor) {
    base::Text version(artifact_.budget());
    (void)(version.append_number(major) && version.append('.') && version.append_number(minor));
    artifact_.span(begin, kMagic.size() + 2, SpanLabel::header);
    artifact_.finding(kUnknownVersion, {begin + kMagic.size(), 2}, version.view());
    artifact_.partial("unsupported-version", {begin, left()});
    return rest_is_payload(kMagic.size() + 2);
  }

  bool refuse(const Refusal& refusal, std::string_view text) {
    std::string_view around = text.substr(std::min<std::uint64_t>(refusal.at, text.size()));
    around = around.substr(0, std::min<std::size_t>(around.find_last_not_of(" \n") + 1, kExcerpt));
    const Range range{at_ + refusal.at, 1};
    artifact_.finding(refusal.expression ? kExpressionInHeader : kMalformedHeader, range, around,
                      {{"reason", refusal.reason}});
    artifact_.partial("malformed", {at_, text.size()});
    return rest_is_payload(text.size());
  }

  Artifact& artifact_;
  std::uint64_t at_ = 0;
  std::uint64_t count_ = 0;
};

}  // namespace

void parse(Artifact& artifact) { Arrays(artifact).run(); }

}  // namespace bartizan::scan::numpy
