#include "run/model_hash.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <numeric>
#include <thread>

#include "io/file.h"

namespace bartizan::run {
namespace {

namespace fs = std::filesystem;
using assure::sign::ModelFile;

// Small enough to stay in the second-level cache between the copy and the hash.
constexpr std::size_t kWindow = 256 * base::kKiB;

class Hash {
 public:
  explicit Hash(const std::string& algorithm) : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
    const EVP_MD* kind = algorithm == "blake2b"    ? EVP_blake2b512()
                         : algorithm == "git-blob" ? EVP_sha1()
                                                   : EVP_sha256();
    BZ_CHECK(context_ && EVP_DigestInit_ex(context_.get(), kind, nullptr) == 1);
  }
  void update(const void* bytes, std::size_t size) {
    BZ_CHECK(EVP_DigestUpdate(context_.get(), bytes, size) == 1);
  }
  std::string finish() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    BZ_CHECK(EVP_DigestFinal_ex(context_.get(), digest.data(), &size) == 1);
    return {digest.begin(), digest.begin() + size};
  }

 private:
  std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context_;
};

// One file, opened by its first part and looked at again by its last.
struct Opened {
  std::mutex mutex;
  std::unique_ptr<io::InputFile> file;
  std::string problem;
  std::size_t parts_left = 0;
  std::vector<std::size_t> parts;

  const io::InputFile* open(const std::string& path) {
    const std::lock_guard lock(mutex);
    if (!file && problem.empty()) {
      std::string error;
      auto opened = io::InputFile::open(path, error);
      if (opened) {
        file = std::make_unique<io::InputFile>(std::move(*opened));
        ::posix_fadvise(file->fd(), 0, 0, POSIX_FADV_SEQUENTIAL);
      } else {
        problem = error;
      }
    }
    return file.get();
  }
};

class Work {
 public:
  Work(std::span<const HashPart> parts, const HashOptions& options)
      : parts_(parts), options_(options), results_(parts.size()) {
    for (std::size_t i = 0; i < parts.size(); ++i) {
      Opened& file = files_[parts[i].file];
      file.parts.push_back(i);
      ++file.parts_left;
      std::error_code error;
      const std::uint64_t size =
          parts[i].whole ? fs::file_size(parts[i].file, error) : parts[i].end - parts[i].start;
      sizes_.push_back(error ? 0 : size);
    }
    total_ = std::accumulate(sizes_.begin(), sizes_.end(), std::uint64_t{0});
    // The largest first, so that at the end no core waits for one that began a large file late.
    order_.resize(parts.size());
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    std::ranges::stable_sort(order_,
                             [&](std::size_t a, std::size_t b) { return sizes_[a] > sizes_[b]; });
  }
  std::vector<HashedPart> run();

 private:
  void work();
  void hash(std::size_t index, std::span<std::byte> window);
  void finish_part(Opened& file);

  std::span<const HashPart> parts_;
  const HashOptions& options_;
  std::vector<HashedPart> results_;
  std::map<std::string, Opened> files_;
  std::vector<std::uint64_t> sizes_;
  std::vector<std::size_t> order_;
  std::uint64_t total_ = 0;
  std::atomic<std::size_t> next_ = 0, done_ = 0;
  std::atomic<std::uint64_t> bytes_ = 0;
  std::atomic<bool> stop_ = false;
  std::mutex mutex_;
  std::condition_variable wake_;
  unsigned working_ = 0;
};

void Work::hash(std::size_t index, std::span<std::byte> window) {
  const HashPart& part = parts_[index];
  HashedPart& result = results_[index];
  Opened& shared = files_.find(part.file)->second;
  const io::InputFile* file = shared.open(part.file);
  if (file == nullptr) {
    result.problem = shared.problem;
    return;
  }
  const std::uint64_t end = part.whole ? file->size() : part.end;
  if (end > file->size()) {
    result.problem = "ends at byte " + std::to_string(file->size());
    return;
  }
  Hash hash(options_.algorithm);
  if (options_.algorithm == "git-blob") {
    // https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
    const std::string header = "blob " + std::to_string(end);
    hash.update(header.c_str(), header.size() + 1);
  }
  std::uint64_t at = part.start;
  while (at < end) {
    if (stop_.load(std::memory_order_relaxed)) {
      result.problem = "cancelled";
      return;
    }
    const std::size_t wanted = std::min<std::uint64_t>(window.size(), end - at);
    const ssize_t n = ::pread(file->fd(), window.data(), wanted, static_cast<off_t>(at));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) {
      result.problem = n == 0 ? "changed while it was read" : "could not be read to its end";
      return;
    }
    hash.update(window.data(), static_cast<std::size_t>(n));
    at += static_cast<std::uint64_t>(n);
    bytes_.fetch_add(static_cast<std::uint64_t>(n), std::memory_order_relaxed);
  }
  result.digest = hash.finish();
}

void Work::finish_part(Opened& file) {
  const std::lock_guard lock(file.mutex);
  if (--file.parts_left != 0 || !file.file) return;
  if (file.file->changed()) {
    for (const std::size_t index : file.parts) {
      results_[index] = {{}, "changed while it was read"};
    }
  }
  file.file.reset();
}

void Work::work() {
  std::vector<std::byte> window(kWindow);
  for (;;) {
    const std::size_t at = next_.fetch_add(1);
    if (at >= order_.size()) break;
    const std::size_t index = order_[at];
    if (stop_) {
      results_[index].problem = "cancelled";
    } else {
      hash(index, window);
    }
    finish_part(files_.find(parts_[index].file)->second);
    ++done_;
  }
  const std::lock_guard lock(mutex_);
  --working_;
  wake_.notify_all();
}

std::vector<HashedPart> Work::run() {
  unsigned jobs = options_.jobs != 0 ? options_.jobs : std::thread::hardware_concurrency();
  jobs = static_cast<unsigned>(
      std::clamp<std::size_t>(jobs, 1, std::max<std::size_t>(parts_.size(), 1)));
  working_ = jobs;
  std::vector<std::jthread> threads;
  for (unsigned i = 0; i < jobs; ++i) threads.emplace_back([this] { work(); });
  std::unique_lock lock(mutex_);
  constexpr std::chrono::milliseconds kTick{100};
  while (!wake_.wait_for(lock, kTick, [this] { return working_ == 0; })) {
    if (options_.cancelled && options_.cancelled()) stop_ = true;
    if (options_.on_progress) options_.on_progress({done_, parts_.size(), bytes_, total_});
  }
  lock.unlock();
  threads.clear();
  return std::move(results_);
}

ModelFile describe(const fs::directory_entry& entry, std::string path) {
  ModelFile file;
  file.path = std::move(path);
  std::error_code error;
  file.link = entry.is_symlink(error);
  const fs::file_status status = entry.status(error);
  if (error || status.type() == fs::file_type::not_found) {
    file.problem = file.link ? "is a link that leads nowhere" : "cannot be looked at";
  } else if (status.type() == fs::file_type::directory) {
    file.problem = "is a link to a folder, which is not followed";
  } else if (status.type() != fs::file_type::regular) {
    file.problem = "is no regular file";
  } else {
    file.size = entry.file_size(error);
    if (error) file.problem = "cannot be looked at";
  }
  return file;
}

}  // namespace

std::vector<HashedPart> hash_parts(std::span<const HashPart> parts, const HashOptions& options) {
  return Work(parts, options).run();
}

std::string model_path(const std::string& model, const std::string& file) {
  return file == "." ? model : model + (model.ends_with('/') ? "" : "/") + file;
}

std::expected<std::vector<ModelFile>, std::string> list_model(const std::string& path) {
  std::error_code error;
  const fs::directory_entry top(path, error);
  if (error || !top.exists(error)) return std::unexpected("is not there");
  std::vector<ModelFile> files;
  if (!top.is_directory(error)) {
    files.push_back(describe(top, "."));
    if (!files.back().problem.empty()) return std::unexpected(files.back().problem);
    files.back().link = false;  // whoever names it means what it leads to
    return files;
  }
  std::vector<std::string> folders{""};
  while (!folders.empty()) {
    const std::string folder = std::move(folders.back());
    folders.pop_back();
    const fs::directory_iterator list(folder.empty() ? path : path + "/" + folder, error);
    if (error) {
      if (folder.empty()) return std::unexpected("cannot be listed: " + error.message());
      files.push_back({folder, 0, false, "cannot be listed: " + error.message()});
      continue;
    }
    for (auto at = list; at != fs::directory_iterator(); at.increment(error)) {
      std::string name = at->path().filename().string();
      if (!folder.empty()) name = folder + "/" + name;
      std::error_code ignored;
      if (at->symlink_status(ignored).type() == fs::file_type::directory) {
        folders.push_back(std::move(name));
      } else {
        files.push_back(describe(*at, std::move(name)));
      }
    }
    if (error) files.push_back({folder, 0, false, "cannot be listed: " + error.message()});
  }
  std::ranges::sort(files, {}, &ModelFile::path);
  return files;
}

}  // namespace bartizan::run
