#include "run/attachment.h"

#include <filesystem>

#include "run/import_inventory.h"

namespace bartizan::run {

std::expected<store::Attachment, std::string> read_attachment(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    return std::unexpected("there is no file " + path + " to attach");
  }
  // What a document may be is the business of who reads it; its size is ours.
  if (std::filesystem::file_size(path, error) > store::kMostAttachment || error) {
    return std::unexpected(path + " is larger than 16 MiB: attach less, or say where it is kept");
  }
  auto whole = read_whole(path, store::kMostAttachment);
  if (!whole) return std::unexpected(path + " cannot be read: " + whole.error());
  return store::attachment_of(std::filesystem::path(path).filename().string(),
                              std::move(whole->bytes));
}

}  // namespace bartizan::run
