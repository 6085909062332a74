#include "io/beneath.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>

#include "io/file.h"
#include "io/tree.h"
#include "support/temp_folder.h"

namespace bartizan::io {
namespace {

namespace fs = std::filesystem;

int outcome(const Beneath& beneath, const std::string& path) {
  const int fd = beneath.open(path, O_PATH);
  if (fd < 0) return errno;
  ::close(fd);
  return 0;
}

TEST_CASE("nothing outside is opened, whatever a path or a link says") {
  const tests::TempFolder temp;
  const fs::path root = fs::path(temp.path()) / "root";
  fs::create_directories(root / "in");
  std::ofstream(root / "in/model") << "x";
  std::ofstream(fs::path(temp.path()) / "secret") << "s";
  fs::create_directories(fs::path(temp.path()) / "root2");
  std::ofstream(fs::path(temp.path()) / "root2/other") << "o";
  fs::create_symlink("in/model", root / "good");
  fs::create_symlink("../secret", root / "bad");
  fs::create_symlink(fs::path(temp.path()) / "secret", root / "absolute");
  fs::create_symlink("/proc/self/root/etc/passwd", root / "magic");
  fs::create_symlink("..", root / "up");
  fs::create_symlink("../root/in", root / "in/out-and-in");

  Beneath beneath;
  std::string error;
  REQUIRE(beneath.add(root.string(), error));
  const std::string at = beneath.folders().front().path;
  CHECK(outcome(beneath, at) == 0);
  CHECK(outcome(beneath, at + "/in/model") == 0);
  CHECK(outcome(beneath, at + "/in/../good") == 0);
  CHECK(outcome(beneath, at + "/bad") == EXDEV);
  CHECK(outcome(beneath, at + "/absolute") == EXDEV);
  CHECK(outcome(beneath, at + "/magic") == EXDEV);
  CHECK(outcome(beneath, at + "/up/secret") == EXDEV);
  CHECK(outcome(beneath, at + "/in/../../secret") == EXDEV);
  CHECK(outcome(beneath, at + "/in/out-and-in/model") == ENOENT);
  CHECK(outcome(beneath, at + "2/other") == EACCES);
  CHECK(outcome(beneath, "/etc/passwd") == EACCES);
  CHECK(outcome(beneath, "in/model") == EACCES);
  CHECK(outcome(beneath, at + std::string("/in\0/../..", 10)) == EACCES);
  CHECK_FALSE(beneath.add((root / "none").string(), error));

  SUBCASE("a listing leaves out what leads outside, and says so") {
    TreeOptions options;
    options.beneath = &beneath;
    const Listing listing = list_tree({at}, options);
    CHECK(listing.entries.size() == 2);  // good and in/model
    bool said = false;
    for (const Skipped& skipped : listing.skipped) {
      said = said || (skipped.path.ends_with("/bad") &&
                      skipped.reason.find("outside") != std::string::npos);
    }
    CHECK(said);
  }
  SUBCASE("a file is opened the same way") {
    CHECK(InputFile::open(at + "/good", error, &beneath));
    CHECK_FALSE(InputFile::open(at + "/bad", error, &beneath));
    CHECK_FALSE(InputFile::open("/etc/passwd", error, &beneath));
  }
}

}  // namespace
}  // namespace bartizan::io
