#include "use/parse/discover/store/found.h"

namespace bartizan::use::store {

Detection model(std::string_view name, std::string_view provider, std::string_view signal,
                std::uint32_t line) {
  Detection out;
  out.kind = ComponentKind::model;
  out.name = name;
  out.provider = provider;
  out.signal = signal;
  out.line = line;
  return out;
}

void attribute(Detection& detection, std::string_view key, std::string_view value) {
  if (value.empty()) return;
  detection.attributes.push_back(
      {std::string(key), std::string(value), record::Provenance::declared, {}});
}

std::string_view folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == path.npos ? "." : path.substr(0, slash);
}

void malformed(SourceText& source, std::uint32_t line, std::string_view message) {
  source.report.note({record::NoteLevel::warning, "malformed", line, 0, std::string(message)});
}

}  // namespace bartizan::use::store
