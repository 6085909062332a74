#include "run/newcomers.h"

#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>

#include "support/temp_folder.h"

namespace bartizan::run {
namespace {

using Folder = tests::TempFolder;

TEST_CASE("newcomers: what came after the reading and was not read") {
  const Folder folder;
  folder.write("tree/old.pkl", "1");
  folder.write("tree/.git/objects/ab/" + std::string(38, 'c'), "x\x01K\xca\xc9OR0fHLJ");
  const std::string tree = folder.file("tree");
  const auto store = store::open({folder.file("store.db"), false, 1, false});
  REQUIRE(store);
  const auto names = [&](base::Millis read) {
    std::vector<std::string> out;
    const auto found = newcomers(**store, {{tree, read}, {folder.file("gone"), 0}}, {});
    REQUIRE(found);
    for (const Newcomer& one : *found) out.push_back(one.path.substr(tree.size() + 1));
    return out;
  };
  constexpr base::Millis kFuture = base::Millis{1} << 46;
  CHECK(names(kFuture).empty());
  CHECK(names(1) == std::vector<std::string>{"old.pkl"});

  // An old modification time, as cp -p and tar leave it, hides nothing.
  const std::string late = folder.write("tree/late.pkl", "2");
  std::filesystem::last_write_time(
      late, std::filesystem::file_time_type::clock::now() - std::chrono::hours(24 * 365));
  CHECK(names(1) == std::vector<std::string>{"late.pkl", "old.pkl"});

  record::Run run;
  const auto scan = (*store)->begin_scan(run, 5);
  REQUIRE(scan);
  record::Artifact artifact;
  REQUIRE((*store)->record_sighting(*scan, {tree + "/late.pkl", 1, 5}, artifact));
  REQUIRE((*store)->flush());
  CHECK(names(1) == std::vector<std::string>{"old.pkl"});
  // What somebody puts beside git's objects is new.
  folder.write("tree/.git/objects/e.pkl", "3");
  CHECK(names(1) == std::vector<std::string>{".git/objects/e.pkl", "old.pkl"});
}

}  // namespace
}  // namespace bartizan::run
