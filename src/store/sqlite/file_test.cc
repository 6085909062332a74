#include "store/file.h"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

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
  // Locks of one process do not show within it: another one asks.
  const pid_t other = ::fork();
  if (other == 0) ::_exit(in_use(path).value_or(false) ? 0 : 1);
  int status = -1;
  REQUIRE(::waitpid(other, &status, 0) == other);
  CHECK(WEXITSTATUS(status) == 0);
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
