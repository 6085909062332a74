#include "run/import_inventory.h"

#include "base/hash.h"
#include "io/file.h"
#include "run/estate.h"
#include "run/foreign.h"
#include "sandbox/fd_source.h"

namespace bartizan::run {

std::expected<WholeFile, std::string> read_whole(const std::string& path, std::uint64_t most) {
  std::string error;
  const auto file = io::InputFile::open(path, error);
  if (!file) return std::unexpected(error);
  if (file->size() > most) {
    return std::unexpected("it has " + std::to_string(file->size()) + " bytes, more than the " +
                           std::to_string(most) + " that are read");
  }
  WholeFile whole;
  whole.bytes.resize(static_cast<std::size_t>(file->size()));
  sandbox::FdSource source(file->fd(), file->size());
  if (!source.read(0, std::as_writable_bytes(std::span(whole.bytes))) || file->changed()) {
    return std::unexpected("it changed while it was read");
  }
  whole.sha256 = base::hex(base::sha256(whole.bytes));
  return whole;
}

std::expected<use::ImportResult, std::string> import_inventory(
    const ImportFile& file, const base::Limits& limits, base::Millis now,
    const std::function<bool()>& cancelled) {
  auto whole = read_whole(file.path, kMostInventory);
  if (!whole) return std::unexpected(whole.error());
  auto reader = ForeignReader::start(limits, cancelled);
  if (!reader) return std::unexpected(std::string(reader.error().what));
  const std::string name = file.path.substr(file.path.rfind('/') + 1);
  const ForeignFile input{name, whole->bytes, whole->bytes.size()};
  auto results = reader->read("table", std::span(&input, 1));
  if (!results) return std::unexpected(std::string(results.error().what));
  ForeignResult& result = results->front();
  if (!result.problem.empty()) {
    record::Note note{record::NoteLevel::error, "unread", 0, 0,
                      "the file was not read to its end: " + result.problem};
    if (result.rows.empty()) return std::unexpected(note.message);
    auto partial = use::assemble(std::move(result.rows), name, whole->sha256,
                                 std::move(whole->bytes), now, file.options);
    partial.import.notes.push_back(std::move(note));
    return partial;
  }
  return use::assemble(std::move(result.rows), name, whole->sha256, std::move(whole->bytes), now,
                       file.options);
}

std::expected<use::Declared, std::string> read_declared(const std::string& path,
                                                        const base::Limits& limits,
                                                        const std::function<bool()>& cancelled) {
  auto whole = read_whole(path, limits.text);
  if (!whole) return std::unexpected(whole.error());
  auto reader = ForeignReader::start(limits, cancelled);
  if (!reader) return std::unexpected(std::string(reader.error().what));
  const ForeignFile input{path, whole->bytes, whole->bytes.size()};
  auto results = reader->read("system", std::span(&input, 1));
  if (!results) return std::unexpected(std::string(results.error().what));
  if (!results->front().problem.empty()) {
    return std::unexpected("it was not read to its end: " + results->front().problem);
  }
  // As a reading of its folder calls it, which is what tells two of one name apart.
  return use::declared_systems(results->front().rows, path == "-" ? path : absolute_path(path));
}

}  // namespace bartizan::run
