// Uploads: files that were sent here, kept privately until they are read.
//
// What it is: one folder (0700) with one file (0600) an upload, a limit for each and for all of
// them together. What it is not: storage; an upload goes with its last owner. What was accepted and
// not read when the server ended is taken up again at the next start, everything else is removed
// then. Any thread; one Upload belongs to one thread at a time.
#pragma once

#include <atomic>
#include <cstdint>
#include <expected>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "server/http.h"

namespace bartizan::server {

class Uploads;

class Upload final : public BodySink {
 public:
  Upload(Uploads& owner, std::string folder, std::string name, int fd, std::uint64_t size = 0);
  ~Upload() override;  // removes the file
  Upload(const Upload&) = delete;
  Upload& operator=(const Upload&) = delete;

  bool write(std::string_view piece) override;
  // On the disk, whatever happens to the power; false where that cannot be.
  bool keep();
  const std::string& name() const { return name_; }  // as it was sent
  std::string path() const { return folder_ + "/" + name_; }
  std::uint64_t size() const { return size_; }

 private:
  Uploads& owner_;
  std::string folder_, name_;
  int fd_ = -1;
  std::uint64_t size_ = 0;
};

class Uploads {
 public:
  static constexpr std::uint64_t kMostEach = std::uint64_t{16} << 30;
  static constexpr std::uint64_t kMostTogether = std::uint64_t{32} << 30;
  static constexpr std::size_t kMostFiles = 32;

  // `folder` is made when it is first needed.
  explicit Uploads(std::string folder, std::uint64_t most_together = kMostTogether);

  // Empties the folder but for these files; once, before anything is served.
  void clear(const std::vector<std::string>& keep = {});
  // One of them; a sentence when it is not there.
  std::expected<std::shared_ptr<Upload>, std::string> adopt(const std::string& path);
  // From now on files stay when their owners go: the server ends.
  void leave() { leave_ = true; }
  // A sentence when it cannot be taken.
  std::expected<std::shared_ptr<Upload>, std::string> begin(std::string_view name);
  // A file name without folders, controls and surprises; false for others.
  static bool is_name(std::string_view name);

 private:
  friend class Upload;
  bool take(std::uint64_t bytes);
  void give_back(std::uint64_t bytes);

  std::string folder_;
  std::atomic<bool> leave_ = false;
  std::uint64_t most_together_;
  std::mutex mutex_;
  std::uint64_t bytes_ = 0;
  std::size_t files_ = 0;
  std::uint64_t next_ = 0;
};

}  // namespace bartizan::server
