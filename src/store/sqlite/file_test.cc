#include "store/file.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "io/beneath.h"
#include "io/file.h"
#include "io/tree.h"
#include "store/sqlite/connection.h"
#include "store/store.h"
#include "support/temp_folder.h"

namespace bartizan::store {
namespace {

std::string made(const tests::TempFolder& folder) {
  const std::string path = folder.file("store.db");
  REQUIRE(open({path, false, 1, false}));
  return path;
}

// Locks of one process do not show within it, and opening the file to ask would give them up:
// another one asks, and the system rather than SQLite, whose state it has inherited.
bool is_locked(const std::string& file) {
  const pid_t other = ::fork();
  if (other == 0) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CLOEXEC);
    struct flock lock{};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    ::_exit(::fcntl(descriptor, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK ? 0 : 1);
  }
  int status = -1;
  REQUIRE(::waitpid(other, &status, 0) == other);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST_CASE("a store that somebody has open is in use") {
  const tests::TempFolder folder;
  CHECK_FALSE(in_use(folder.file("none.db")).value());
  const std::string path = made(folder);
  CHECK_FALSE(in_use(path).value());
  {
    const auto store = open({path, false, 1, false});
    REQUIRE(store);
    CHECK(in_use(path).value());
    REQUIRE((*store)->flush());
  }
  CHECK_FALSE(in_use(path).value());
}

TEST_CASE("opening a store twice leaves the first one its locks") {
  const tests::TempFolder folder;
  const std::string path = made(folder);
  const auto first = open({path, false, 1, false});
  REQUIRE(first);
  { REQUIRE(open({path, false, 1, false})); }
  CHECK(is_locked(path));
  CHECK(is_locked(path + "-shm"));
}

TEST_CASE("whoever reads what lies around a store leaves it its locks") {
  namespace fs = std::filesystem;
  const tests::TempFolder folder;
  const std::string path = made(folder);
  folder.write("model.pkl", "x");
  folder.write("other/store.db", "of nobody here");
  fs::create_hard_link(path, folder.file("weights.bin"));
  fs::create_symlink("store.db-shm", folder.file("link"));
  io::Beneath beneath;
  std::string error;
  REQUIRE(beneath.add(folder.path(), error));
  auto store = open({path, false, 1, false});
  REQUIRE(store);
  {
    // What was opened later and closed before lets nothing go.
    REQUIRE(open({path, false, 1, false}));
  }
  for (const io::Beneath* within : std::vector<const io::Beneath*>{nullptr, &beneath}) {
    const io::Listing listing = io::list_tree({folder.path()}, {{}, {}, within});
    std::string read, left_out;
    for (const io::Entry& entry : listing.entries) {
      read += entry.path + " ";
      CHECK(io::InputFile::open(entry.open_path, error, within));
    }
    CHECK(read == "model.pkl other/store.db ");
    for (const io::Skipped& one : listing.skipped) {
      left_out += fs::path(one.path).filename().string() + " ";
      CHECK(one.reason == io::kOwnStore);
      CHECK(one.pattern.empty());
      error.clear();
      CHECK_FALSE(io::InputFile::open(one.path, error, within));
      CHECK(error == io::kOwnStore);
    }
    CHECK(left_out == "link store.db store.db-shm store.db-wal weights.bin ");
  }
  CHECK(is_locked(path));
  CHECK(is_locked(path + "-shm"));
  // What nobody has open any more is a file like others.
  store->reset();
  CHECK(io::InputFile::open(path, error));
}

TEST_CASE("a store file is whole, and nothing stands in it that is not ours") {
  const tests::TempFolder folder;
  const std::string path = made(folder);
  CHECK(check_file(path));
  {
    sqlite::Connection connection(path, SQLITE_OPEN_READWRITE);
    connection.exec(
        "CREATE TRIGGER forget AFTER INSERT ON answer BEGIN DELETE FROM standing; END");
  }
  CHECK_FALSE(check_file(path));
  {
    sqlite::Connection connection(path, SQLITE_OPEN_READWRITE);
    connection.exec("DROP TRIGGER forget");
    connection.exec("CREATE VIEW also AS SELECT * FROM answer");
  }
  CHECK_FALSE(check_file(path));
}

TEST_CASE("an empty file is no store, though one could be made of it") {
  const tests::TempFolder folder;
  const std::string path = folder.file("store.db");
  std::ofstream(path).flush();
  CHECK_FALSE(check_file(path));
}

TEST_CASE("damaged pages are found") {
  const tests::TempFolder folder;
  const std::string path = made(folder);
  {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(3 * 4096);
    file << std::string(4096, 'x');
  }
  CHECK_FALSE(check_file(path));
}

}  // namespace
}  // namespace bartizan::store
