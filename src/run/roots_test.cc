#include "run/roots.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace bartizan::run {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

TEST_CASE("each folder is read once, under the name that was given first") {
  const fs::path work = fs::temp_directory_path() / ("roots_" + std::to_string(::getpid()));
  fs::create_directories(work / "d" / "sub");
  fs::create_directories(work / "e");
  fs::create_directory_symlink("d", work / "dl");
  const auto in = [&](const Names& names) {
    Names all;
    for (const std::string& name : names) all.push_back((work / name).string());
    return all;
  };
  CHECK(each_once(in({"d", "e"})).read == in({"d", "e"}));
  const Roots twice = each_once(in({"d", "dl"}));
  CHECK(twice.read == in({"d"}));
  REQUIRE(twice.told.size() == 1);
  CHECK(twice.told[0].find("is the same folder as") != std::string::npos);
  CHECK(each_once(in({"dl", "d"})).read == in({"dl"}));
  // What lies in another has the name that it has there.
  CHECK(each_once(in({"dl/sub", "d"})).read == in({"d/sub", "d"}));
  CHECK(each_once(in({"dl/sub", "d"})).told.size() == 1);
  CHECK(each_once(in({"dl"})).read == in({"dl"}));
  CHECK(each_once(in({"d", "d", "d/sub"})).read == in({"d", "d/sub"}));
  CHECK(each_once(in({"d", "d/", "d/sub/"})).told.empty());
  // ".." leads up from where a link leads.
  fs::create_directory_symlink("../d/sub", work / "e" / "up");
  CHECK(each_once(in({"d/sub/..", "e/up/.."})).read == in({"d"}));
  CHECK(without_dots((work / "e" / "up" / "..").string()) == fs::canonical(work / "d").string());
  CHECK(without_dots("sub/../../d/.") == "../d");
  CHECK(without_dots("/../d/..") == "/");
  CHECK(without_dots("./sub/..") == ".");
  // Files, too; a link to one is a file of its own.
  std::ofstream(work / "d" / "f") << "f";
  fs::create_symlink("f", work / "d" / "g");
  CHECK(each_once(in({"d/f", "dl/f", "d/g"})).read == in({"d/f", "d/g"}));
  CHECK(each_once(in({"d", "dl/f"})).read == in({"d", "d/f"}));
  CHECK(each_once({"d/.", "d/./", "./.", ".", "-", "nowhere/./."}).read ==
        Names{"d", "d/", ".", "-", "nowhere"});
  CHECK(each_once({"/."}).read == Names{"/"});
  CHECK(each_once({".", "/"}).read == Names{fs::current_path().string(), "/"});
  fs::remove_all(work);
}

}  // namespace
}  // namespace bartizan::run
