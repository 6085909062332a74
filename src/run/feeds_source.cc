#include "run/feeds_source.h"

#include <algorithm>
#include <filesystem>

#include "run/fetch.h"
#include "run/import_inventory.h"

namespace bartizan::run {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostChecksums = base::kMiB;

bool is_hash(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdefABCDEF") == text.npos;
}

std::string lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

// What lies beside a file and says which hash it must have.
void offer(FeedSource& source, const fs::path& path) {
  for (const fs::path& beside :
       {fs::path(path.string() + ".sha256"), path.parent_path() / "SHA256SUMS"}) {
    const auto text = read_whole(beside.string(), kMostChecksums);
    if (!text) continue;
    source.offered = checksum_in(text->bytes, source.name);
    source.offered_by = beside.string();
    if (!source.offered.empty()) return;
  }
  source.offered_by.clear();
}

bool is_of_feed(const std::string& path) {
  constexpr std::string_view kEndings[] = {".json", ".jsonl", ".ndjson", ".yaml",
                                           ".yml",  ".csv",   ".gz",     ".zip"};
  return std::ranges::any_of(kEndings, [&](std::string_view one) { return path.ends_with(one); });
}

std::expected<FeedSource, std::string> open_folder(FeedSource source, const FeedOptions& options) {
  io::Listing listing = io::list_tree({source.shown}, {{".*", "*.sha256"}, options.cancelled});
  for (io::Entry& entry : listing.entries) {
    if (is_of_feed(entry.path)) source.entries.push_back(std::move(entry));
  }
  if (options.cancelled && options.cancelled()) return std::unexpected("cancelled");
  if (source.entries.empty()) {
    return std::unexpected(
        "no file of it can be a feed (.json, .jsonl, .yaml, .csv, and .gz or .zip of them)");
  }
  return source;
}

std::expected<FeedSource, std::string> open_url(FeedSource source, const FeedRequest& request,
                                                const FeedOptions& options) {
  FetchOptions how;
  how.folder = options.folder;
  how.most_bytes = kMostFeed;
  how.hash_is_known = !request.sha256.empty();
  how.cancelled = options.cancelled;
  how.on_bytes = [&](std::uint64_t bytes) {
    if (options.on_progress) options.on_progress({0, 0, bytes, 0});
  };
  std::error_code ignored;
  fs::create_directories(options.folder, ignored);
  auto fetched = fetch(request.source, how);
  if (!fetched) return std::unexpected(fetched.error());
  source.fetched = std::move(*fetched);
  std::string error;
  auto file = io::InputFile::open("/proc/self/fd/" + std::to_string(source.fetched.get()), error);
  if (!file) return std::unexpected("what was fetched cannot be read: " + error);
  source.file = std::make_unique<io::InputFile>(std::move(*file));
  return source;
}

}  // namespace

std::string checksum_in(std::string_view text, std::string_view name) {
  std::string only;
  std::size_t lines = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
    if (line.empty()) continue;
    ++lines;
    const std::string_view hash = line.substr(0, std::min<std::size_t>(64, line.size()));
    if (!is_hash(hash)) continue;
    std::string_view of = line.substr(hash.size());
    while (!of.empty() && (of[0] == ' ' || of[0] == '\t' || of[0] == '*')) of.remove_prefix(1);
    of = of.substr(of.rfind('/') + 1);
    if (of == name) return lower(std::string(hash));
    if (of.empty() && line.size() == 64) only = hash;
  }
  return lines == 1 ? lower(only) : std::string();
}

std::expected<FeedSource, std::string> open_feed_source(const FeedRequest& request,
                                                        const FeedOptions& options) {
  FeedSource source;
  source.offered = lower(request.sha256);
  if (!source.offered.empty()) {
    source.offered_by = "--sha256";
    if (!is_hash(source.offered)) {
      return std::unexpected("a SHA-256 has 64 hexadecimal digits");
    }
  }
  if (is_url(request.source)) {
    source.shown = request.source;
    const std::string path = request.source.substr(0, request.source.find_first_of("?#"));
    source.name = path.substr(path.rfind('/') + 1);
    return open_url(std::move(source), request, options);
  }
  std::error_code error;
  const fs::path path = fs::canonical(request.source, error);
  if (error) return std::unexpected("it cannot be read: " + error.message());
  source.shown = path.string();
  source.name = path.filename().string();
  if (fs::is_directory(path, error)) return open_folder(std::move(source), options);
  if (source.offered.empty()) offer(source, path);
  std::string why;
  auto file = io::InputFile::open(source.shown, why);
  if (!file) return std::unexpected("it cannot be read: " + why);
  if (file->size() > kMostFeed) {
    return std::unexpected("it has " + std::to_string(file->size()) + " bytes, more than the " +
                           std::to_string(kMostFeed) + " that are read");
  }
  source.file = std::make_unique<io::InputFile>(std::move(*file));
  return source;
}

}  // namespace bartizan::run
