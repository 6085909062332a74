#include "run/tensors.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

#include "run/reader.h"
#include "run/worker.h"

namespace bartizan::run {
namespace {

// "tensor NAME DTYPE [SHAPE] at BEGIN..END", offsets from the first byte of the data
// (scan/formats/safetensors/header.cc).
std::optional<TensorRange> read_line(std::string_view line, std::uint64_t data) {
  constexpr std::string_view kBegin = "tensor ", kAt = " at ";
  const std::size_t at = line.rfind(kAt);
  if (!line.starts_with(kBegin) || at == line.npos || at < kBegin.size()) return std::nullopt;
  TensorRange made;
  const std::string_view range = line.substr(at + kAt.size());
  const std::size_t dots = range.find("..");
  if (dots == range.npos) return std::nullopt;
  const auto number = [](std::string_view text, std::uint64_t& value) {
    const auto [end, error] = std::from_chars(text.begin(), text.end(), value);
    return error == std::errc() && end == text.end();
  };
  if (!number(range.substr(0, dots), made.start) || !number(range.substr(dots + 2), made.end)) {
    return std::nullopt;
  }
  made.start += data;
  made.end += data;
  // Behind the name stand a type and a shape, neither of which has a bracket of its own.
  const std::string_view front = line.substr(kBegin.size(), at - kBegin.size());
  const std::size_t shape = front.rfind(" [");
  const std::size_t type =
      shape == front.npos || shape == 0 ? std::string_view::npos : front.rfind(' ', shape - 1);
  if (type == front.npos) return std::nullopt;
  made.name = front.substr(0, type);
  return made;
}

}  // namespace

std::vector<TensorRange> tensors_of(const std::string& path, const base::Limits& limits,
                                    const std::function<bool()>& cancelled) {
  std::vector<TensorRange> all;
  std::string error;
  const auto file = io::InputFile::open(path, error);
  auto zygote = sandbox::Zygote::start(worker_data({}));
  if (!file || !zygote || !zygote->ready()) return all;
  std::vector<Collector::Line> listing;
  ReadOptions options;
  options.depth = record::Depth::structure;
  options.limits = limits;
  options.cancelled = cancelled;
  options.listing = &listing;
  FileReader reader(std::move(*zygote), options);
  const auto artifact = reader.read(*file);
  if (!artifact || artifact->members.empty()) return all;
  // The data begins behind the length and the header that it is of.
  std::uint64_t data = 0;
  for (const base::Span& span : artifact->members.front().spans) {
    if (span.label == base::SpanLabel::metadata) data = span.range.end();
  }
  for (const Collector::Line& line : listing) {
    if (line.member != 0 || data == 0) continue;
    if (auto tensor = read_line(line.text, data)) all.push_back(std::move(*tensor));
  }
  return all;
}

std::vector<std::string> tensors_in(const std::vector<TensorRange>& all, std::uint64_t start,
                                    std::uint64_t end) {
  std::vector<std::string> names;
  for (const TensorRange& one : all) {
    if (one.start < end && start < one.end) names.push_back(one.name);
  }
  return names;
}

}  // namespace bartizan::run
