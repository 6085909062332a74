#include "scan/formats/torch/legacy.h"

#include <algorithm>

#include "scan/formats/pickle/detect.h"
#include "scan/formats/pickle/parse.h"
#include "scan/formats/pickle/rules.h"
#include "scan/formats/torch/rules.h"

namespace bartizan::scan::torch {
namespace {

using base::SpanLabel;

Claim claim(const Probe& probe) {
  return pickle::begins_with_torch_magic(probe.head) ? Claim::certain : Claim::no;
}

class Legacy {
 public:
  explicit Legacy(Artifact& artifact)
      : artifact_(artifact),
        keys_(artifact.budget()),
        storages_(artifact.budget()),
        text_(artifact.budget()) {}

  void parse() {
    // Magic number, protocol version, system information.
    for (int i = 0; i < 3; ++i) {
      if (!one({.loader = "torch.load", .only_first = true})) return;
    }
    if (!one({.loader = "torch.load",
              .torch_persistent_ids = true,
              .only_first = true,
              .on_storage = named,
              .context = this}) ||
        !one({.loader = "torch.load", .only_first = true, .on_text = key, .context = this})) {
      return;
    }
    for (const Text& name : keys_) {
      if (!storage(name)) return;
    }
    artifact_.outside(pickle::kTrailing, "bytes after the storages", at_, artifact_.size() - at_);
  }

 private:
  struct Text {
    std::uint64_t begin = 0, length = 0;
  };
  struct Storage {
    Text key;
    std::int64_t elements = 0, bytes_each = 0;
    base::Range range;
  };

  bool one(const pickle::Options& options) {
    if (at_ == artifact_.size()) {
      artifact_.partial("truncated", {at_, 0});
      return false;
    }
    const pickle::Outcome outcome =
        pickle::parse_at(artifact_, at_, artifact_.size() - at_, options);
    at_ = outcome.end;
    return outcome.complete;  // what broke off has said so
  }

  std::string_view view(const Text& text) const {
    return text_.view().substr(text.begin, text.length);
  }
  std::optional<Text> keep(std::string_view text) {
    const Text kept{text_.size(), text.size()};
    if (!text_.append(text)) return std::nullopt;
    return kept;
  }

  static void named(void* context, const pickle::Storage& found) {
    auto& self = *static_cast<Legacy*>(context);
    // Views and shared storages name the same key again and again.
    if (self.find(found.key) != nullptr) return;
    const auto kept = self.keep(found.key);
    if (!kept || !self.storages_.try_push({*kept, found.elements, found.bytes_each, found.range})) {
      self.artifact_.partial("limit:memory", found.range);
    }
  }

  static void key(void* context, std::string_view text) {
    auto& self = *static_cast<Legacy*>(context);
    const auto kept = self.keep(text);
    if (!kept || !self.keys_.try_push(*kept)) {
      self.artifact_.partial("limit:memory", {self.at_, 0});
    }
  }

  const Storage* find(std::string_view key) const {
    // Keys come in the order of their storages or sorted: most are found at the first guess.
    const std::size_t count = storages_.size();
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t at = (guess_ + i) % count;
      if (view(storages_[at].key) != key) continue;
      guess_ = at + 1;
      return &storages_[at];
    }
    return nullptr;
  }

  // The number of elements and their bytes.
  bool storage(const Text& name) {
    base::Reader reader = artifact_.reader(at_, artifact_.size() - at_);
    const auto elements = reader.le<std::int64_t>();
    const Storage* declared = find(view(name));
    if (!reader.ok()) {
      artifact_.partial("truncated", {at_, artifact_.size() - at_});
      return false;
    }
    std::int64_t bytes = 0;
    if (declared == nullptr || declared->bytes_each == 0 || elements < 0 ||
        __builtin_mul_overflow(elements, declared->bytes_each, &bytes)) {
      // Nobody can say how long it is: the rest of the file is data, and not accounted for.
      artifact_.payload(at_, artifact_.size() - at_);
      artifact_.partial("malformed", {at_, artifact_.size() - at_});
      return false;
    }
    const base::Range range{at_ + 8, static_cast<std::uint64_t>(bytes)};
    if (elements < declared->elements) {
      base::Text wanted(artifact_.budget()), present(artifact_.budget());
      wanted.append_signed(declared->elements * declared->bytes_each);
      present.append_signed(bytes);
      artifact_.finding(kShortStorage, {at_, 8}, view(name),
                        {{"wanted", wanted.view()}, {"present", present.view()}});
    }
    artifact_.span(at_, 8, SpanLabel::header);
    const std::uint64_t here = std::min(range.length, reader.left());
    artifact_.payload(range.offset, here);
    at_ = range.offset + here;
    if (here < range.length) {
      artifact_.partial("truncated", {at_, 0});
      return false;
    }
    return true;
  }

  Artifact& artifact_;
  base::Vec<Text> keys_;
  base::Vec<Storage> storages_;
  base::Text text_;
  std::uint64_t at_ = 0;
  mutable std::size_t guess_ = 0;
};

void parse(Artifact& artifact) { Legacy(artifact).parse(); }

}  // namespace

constexpr Format kLegacy{"torch-legacy", "PyTorch stream (before 1.6)", Kind::model, claim, parse};

}  // namespace bartizan::scan::torch
