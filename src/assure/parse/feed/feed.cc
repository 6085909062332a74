#include "assure/parse/feed/feed.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "assure/parse/feed/archive.h"
#include "assure/parse/feed/epss.h"
#include "assure/parse/feed/names.h"
#include "assure/parse/feed/records.h"
#include "assure/parse/feed/split.h"
#include "base/escape.h"
#include "scan/decoded.h"
#include "text/lines.h"

namespace bartizan::assure::feed {
namespace {

// Refusals that are told one by one; further ones are counted.
constexpr std::uint64_t kMostRefusals = 100;
// Lines of EPSS that one worker takes before the next one's turn.
constexpr std::uint64_t kLinesATurn = 1024;

struct Options {
  std::uint64_t part = 0, parts = 1;
  std::string_view kind;
  bool probe = false;
};

Options options_of(std::string_view text) {
  Options options;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (word == "probe") options.probe = true;
    if (word.starts_with("kind=")) options.kind = word.substr(5);
    if (word.starts_with("part=") && word.size() == 8 && word[6] == '/') {
      const auto part = static_cast<std::uint64_t>(word[5] - '0');
      const auto parts = static_cast<std::uint64_t>(word[7] - '0');
      if (part >= 1 && part <= parts && parts <= 9) {
        options.part = part - 1;
        options.parts = parts;
      }
    }
  }
  return options;
}

class FileChunks final : public Chunks {
 public:
  explicit FileChunks(base::Source& source) : source_(source) {}
  std::size_t read(std::span<std::byte> out) override {
    const auto n =
        static_cast<std::size_t>(std::min<std::uint64_t>(out.size(), source_.size() - at_));
    if (n == 0) return 0;
    if (!source_.read(at_, out.first(n))) {
      failed_ = true;
      return 0;
    }
    at_ += n;
    return n;
  }
  std::string flaw() const override { return failed_ ? "could not be read to its end" : ""; }

 private:
  base::Source& source_;
  std::uint64_t at_ = 0;
  bool failed_ = false;
};

class StreamChunks final : public Chunks {
 public:
  StreamChunks(base::Budget& budget, base::Source& source, codec::Method method, scan::Join join)
      : stream_(budget, source, method, join, codec::Charge::output) {}
  std::size_t read(std::span<std::byte> out) override { return stream_.read(out); }
  std::string flaw() const override {
    switch (stream_.state()) {
      case codec::State::error:
        return "its compressed bytes are damaged after " + std::to_string(stream_.produced()) +
               " bytes";
      case codec::State::limit:
        return "unpacks to more than may be read (" + std::to_string(stream_.produced()) +
               " bytes so far)";
      case codec::State::more:
        return "ends in the middle of its compressed bytes";
      case codec::State::unsupported:
        return "is compressed in a way that is not read here";
      case codec::State::done:
        break;
    }
    return {};
  }

 private:
  scan::DecodeStream stream_;
};

class Reading {
 public:
  explicit Reading(record::Foreign& file)
      : file_(file), options_(options_of(file.options)), epss_(file.rows) {}

  void run();

 private:
  bool mine(std::uint64_t index) const { return index % options_.parts == options_.part; }
  bool first() const { return options_.part == 0; }
  void archive();
  // `shared`: its records are split among workers, rather than whole texts.
  void text(Chunks& chunks, std::string_view name, bool shared);
  void json(std::string_view record, std::string_view place);
  void object(const text::Node& object, std::string_view place);
  void refuse(std::string_view place, std::string_view why);
  void note(std::string code, std::string message);
  std::string place_of(std::string_view name, std::uint64_t number) const;
  bool enough() const { return options_.probe && kind_; }

  record::Foreign& file_;
  const Options options_;
  EpssLines epss_;
  std::optional<record::FeedKind> kind_;
  std::uint64_t records_ = 0, refused_ = 0, others_ = 0;
};

void Reading::note(std::string code, std::string message) {
  record::put_note(file_.rows,
                   {record::NoteLevel::error, std::move(code), 0, 0, std::move(message)});
}

std::string Reading::place_of(std::string_view name, std::uint64_t number) const {
  if (name.empty()) return "record " + std::to_string(number);
  std::string place = base::escape_name(name.substr(0, kMostShownName));
  if (number > 1) place += ", record " + std::to_string(number);
  return place;
}

void Reading::refuse(std::string_view place, std::string_view why) {
  if (++refused_ <= kMostRefusals) file_.rows.row("refused", {place, why});
}

void Reading::object(const text::Node& object, std::string_view place) {
  // What the API of osv.dev answers.
  if (const text::Node* list = object.find("vulns"); list != nullptr && list->is_array()) {
    for (const text::Node& one : list->items) {
      if (one.find("vulns") == nullptr) this->object(one, place);
    }
    return;
  }
  const Form form = form_of(object);
  if (form == Form::none) {
    ++others_;
    return;
  }
  const record::FeedKind kind = kind_of(form);
  if (!kind_) kind_ = kind;
  if (enough()) return;
  if (!options_.kind.empty() && options_.kind != record::name(kind)) {
    refuse(place, "is " + std::string(record::name(kind)) + ", not " + std::string(options_.kind));
    return;
  }
  const Taken taken = form == Form::cve    ? take_cve(object, file_.rows)
                      : form == Form::kev  ? take_kev(object, file_.rows)
                      : form == Form::avid ? take_avid(object, file_.rows)
                                           : take_osv(object, file_.rows);
  records_ += taken.records;
  if (!taken.why.empty()) refuse(place, taken.why);
}

void Reading::json(std::string_view record, std::string_view place) {
  const auto tree = text::parse_json(record, file_.budget);
  if (!tree) {
    refuse(place, std::string("is no JSON: ") + tree.error().what);
    return;
  }
  object(*tree, place);
}

void Reading::text(Chunks& chunks, std::string_view name, bool shared) {
  using Got = Splitter::Got;
  Splitter splitter(chunks, file_.budget);
  for (Got got = splitter.next(); got != Got::end; got = splitter.next()) {
    const std::string place = place_of(name, splitter.number());
    const std::uint64_t index =
        got == Got::csv ? splitter.number() / kLinesATurn : splitter.number() - 1;
    const bool wanted = !shared || mine(index);
    if (got == Got::json && wanted) {
      json(splitter.record(), place);
    } else if (got == Got::csv) {
      if (!epss_.line(splitter.record(), wanted)) {
        if (wanted) refuse(place, "is no score: a CVE, a probability and a percentile");
      } else if (!kind_) {
        kind_ = record::FeedKind::epss;
      }
    } else if (got == Got::yaml && (!shared || first())) {
      const auto documents = text::parse_yaml(splitter.record(), file_.budget);
      if (!documents || documents->empty()) {
        refuse(place, "is no YAML that is read here");
      } else {
        object(documents->front(), place);
      }
    } else if (got == Got::refused && (!shared || first())) {
      refuse(place, splitter.why());
    } else if (got == Got::other) {
      ++others_;
    }
    if (enough()) return;
  }
  epss_.finish();
  if (const std::string flaw = chunks.flaw(); !flaw.empty() && (!shared || first())) {
    refuse(name.empty() ? std::string_view("the file") : name, flaw);
  }
}

void Reading::archive() {
  Archive archive(file_);
  if (!archive.open()) {
    if (first()) note("malformed", "is no archive that can be read: its directory is damaged");
    return;
  }
  if (archive.members().size() >= file_.budget.limits().members && first()) {
    note("limit:members", "has more members than are read");
  }
  std::uint64_t index = 0;
  for (const Archive::Member& member : archive.members()) {
    if (!archive.may_be_text(member)) continue;
    if (!options_.probe && !mine(index++)) continue;
    const std::string_view name = archive.name(member);
    std::string problem;
    const auto bytes = archive.bytes(member, problem);
    if (!bytes) {
      refuse(base::escape_name(name.substr(0, kMostShownName)), problem);
      continue;
    }
    base::SliceSource slice(file_.bytes, bytes->offset, bytes->length);
    if (archive.is_stored(member)) {
      FileChunks chunks(slice);
      text(chunks, name, false);
    } else {
      StreamChunks chunks(file_.budget, slice, codec::Method::deflate, scan::Join::single);
      text(chunks, name, false);
    }
    if (enough()) return;
    if (file_.budget.first_hit() == base::LimitKind::decoded) {
      note("limit:decoded", "unpacks to more than may be read; the rest was left");
      return;
    }
  }
}

void Reading::run() {
  std::array<std::byte, 4> magic{};
  const std::uint64_t size = file_.bytes.size();
  if (size < file_.whole_size) {
    note("limit:size", "is too large");
    return;
  }
  if (size >= magic.size()) (void)file_.bytes.read(0, magic);
  const std::string_view front = base::text_of(magic);
  if (front.starts_with("PK")) {
    archive();
  } else if (front.starts_with("\x1f\x8b")) {
    StreamChunks chunks(file_.budget, file_.bytes, codec::Method::gzip, scan::Join::loader);
    text(chunks, {}, true);
  } else {
    FileChunks chunks(file_.bytes);
    text(chunks, {}, true);
  }
  records_ += epss_.records();
  file_.rows.row("counts",
                 {std::to_string(records_), std::to_string(refused_), std::to_string(others_),
                  kind_ ? record::name(*kind_) : std::string_view()});
}

}  // namespace

void parse(record::Foreign& file) { Reading(file).run(); }

}  // namespace bartizan::assure::feed
