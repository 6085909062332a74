#include "run/sign_parts.h"

#include <filesystem>
#include <span>
#include <system_error>

namespace bartizan::run::signing {

namespace fs = std::filesystem;

std::string last_part(const std::string& path) { return path.substr(path.rfind('/') + 1); }

std::string base_name(const std::string& path) {
  std::error_code error;
  const fs::path real = fs::canonical(path, error);
  return error || real.filename().empty() ? "model" : real.filename().string();
}

std::optional<std::string> below(const std::string& folder, const std::string& file) {
  std::error_code error;
  const fs::path top = fs::canonical(folder, error);
  if (error) return std::nullopt;
  const fs::path there = fs::weakly_canonical(fs::absolute(file, error).parent_path(), error) /
                         fs::path(file).filename();
  if (error) return std::nullopt;
  const std::string relative = there.lexically_relative(top).string();
  if (relative.empty() || relative == "." || relative.starts_with("..")) return std::nullopt;
  return relative;
}

std::expected<std::vector<record::Row>, std::string> read_rows(ForeignReader& reader,
                                                               std::string_view parser,
                                                               std::string_view name,
                                                               std::string_view bytes) {
  const ForeignFile input{name, bytes, bytes.size()};
  auto results = reader.read(parser, std::span(&input, 1));
  if (!results) return std::unexpected(std::string(results.error().what));
  if (!results->front().problem.empty()) {
    return std::unexpected("was not read to its end: " + results->front().problem);
  }
  return std::move(results->front().rows);
}

}  // namespace bartizan::run::signing
