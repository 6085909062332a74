#include "io/tree.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace bartizan::io {
namespace {

namespace fs = std::filesystem;

class Folder {
 public:
  Folder() {
    std::string name = "/tmp/bartizan-tree-XXXXXX";
    path_ = ::mkdtemp(name.data());
  }
  ~Folder() { fs::remove_all(path_); }
  std::string file(const std::string& name, std::string_view bytes = "x") const {
    fs::create_directories(fs::path(path_ + "/" + name).parent_path());
    std::ofstream(path_ + "/" + name) << bytes;
    return path_ + "/" + name;
  }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::vector<std::string> paths(const Listing& listing) {
  std::vector<std::string> all;
  for (const Entry& entry : listing.entries) all.push_back(entry.path);
  return all;
}

using Paths = std::vector<std::string>;

TEST_CASE("entries come in the order of their bytes, folder by folder") {
  const Folder folder;
  for (const char* name : {"b.pt", "a/2.pt", "a/1.pt", "a.pt", "B.pt"}) folder.file(name);
  CHECK(paths(list_tree({folder.path()}, {})) == Paths{"B.pt", "a/1.pt", "a/2.pt", "a.pt", "b.pt"});
}

TEST_CASE("a root that is a file is its own entry") {
  const Folder folder;
  const std::string file = folder.file("m.pt");
  const Listing listing = list_tree({file}, {});
  REQUIRE(listing.entries.size() == 1);
  CHECK(listing.entries[0].path == ".");
  CHECK(listing.entries[0].root == file);
}

TEST_CASE("links to files are followed, and say where they lead") {
  const Folder folder;
  folder.file("blobs/abc");
  fs::create_directory(folder / "snapshot");
  fs::create_symlink("../blobs/abc", folder / "snapshot/model.pt");
  const Listing listing = list_tree({folder / "snapshot"}, {});
  REQUIRE(listing.entries.size() == 1);
  CHECK(listing.entries[0].link_target == "../blobs/abc");
}

TEST_CASE("loops, broken links and special files are counted rows, never opened") {
  const Folder folder;
  folder.file("m.pt");
  fs::create_directory(folder / "sub");
  fs::create_symlink("..", folder / "sub/up");
  fs::create_symlink("nowhere", folder / "broken");
  fs::create_symlink("self", folder / "self");
  fs::create_symlink("/etc", folder / "outside");
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  const Listing listing = list_tree({folder.path()}, {});
  CHECK(paths(listing) == Paths{"m.pt"});
  Paths reasons;
  for (const Skipped& skipped : listing.skipped) {
    reasons.push_back(skipped.path.substr(folder.path().size() + 1) + ": " + skipped.reason);
  }
  CHECK(reasons == Paths{"broken: broken link", "outside: link to a folder outside the roots",
                         "pipe: not a regular file (FIFO)", "self: symbolic link loop",
                         "sub/up: link to a folder already visited"});
}

TEST_CASE("a folder reached by two ways is read once") {
  const Folder folder;
  folder.file("real/m.pt");
  fs::create_directory_symlink("real", folder / "also");
  const Listing listing = list_tree({folder.path()}, {});
  CHECK(paths(listing) == Paths{"also/m.pt"});
  CHECK(listing.skipped.size() == 1);
}

TEST_CASE("a file of two roots is listed once") {
  const Folder folder;
  const std::string inner = folder.file("sub/n.pt"), sub = folder / "sub";
  folder.file("m.pt");
  CHECK(paths(list_tree({folder.path(), sub, inner}, {})) == Paths{"m.pt", "sub/n.pt"});
  CHECK(paths(list_tree({inner, folder.path()}, {})) == Paths{".", "m.pt"});
  CHECK(list_tree({folder.path(), sub}, {}).bytes == 2);
  // What a reading of the whole leaves out is read where it is named.
  const TreeOptions without{{"sub"}, {}, nullptr};
  CHECK(paths(list_tree({folder.path(), sub}, without)) == Paths{"m.pt", "n.pt"});
}

TEST_CASE("exclusion looks at paths, folders and names, and is counted") {
  const Folder folder;
  for (const char* name : {"a/x.log", "b/y.pt", ".git/objects/z"}) folder.file(name);
  TreeOptions options;
  options.exclude = {"*.log", ".git"};
  const Listing listing = list_tree({folder.path()}, options);
  CHECK(paths(listing) == Paths{"b/y.pt"});
  CHECK(listing.skipped.size() == 2);
}

TEST_CASE("git's own objects are counted, and what else lies beside them is a file") {
  const std::string digest(38, 'c');
  const Folder folder;
  for (const char* name : {".git/objects/e.pkl", ".git/index", "m.pt"}) folder.file(name);
  folder.file(".git/objects/ab/" + digest, "x\x01K\xca\xc9OR0fHLJ");
  folder.file(".git/objects/pack/pack-ab" + digest + ".idx", "\377tOc");
  folder.file("sub/.git/modules/x/objects/00/" + digest, "x\x9cK\xca\xc9OR0fHLJ");
  const Listing listing = list_tree({folder.path()}, {});
  CHECK(paths(listing) == Paths{".git/index", ".git/objects/e.pkl", "m.pt"});
  REQUIRE(listing.skipped.size() == 2);
  CHECK(listing.skipped[0].path == folder / ".git/objects");
  CHECK(listing.skipped[0].reason == "folder of git's own objects, 2 files; name it to read it");
  CHECK(listing.skipped[1].path == folder / "sub/.git/modules/x/objects");
  // By their own path they are read.
  CHECK(paths(list_tree({folder / ".git"}, {})).size() == 4);
  CHECK(paths(list_tree({folder / ".git/objects/ab"}, {})) == Paths{digest});
}

TEST_CASE("a name of git's hides nothing that git did not write") {
  const std::string digest(38, 'c');
  const Folder folder;
  folder.file(".git/objects/ab/" + digest, "\x80\x04K\x01.");
  // A pickle that joblib has deflated.
  folder.file(".git/objects/cd/" + digest, "x\x9ck`\xf1\xd6\x03");
  folder.file(".git/objects/pack/pack-ab" + digest + ".pack", "\x80\x04K\x01.");
  folder.file(".git/objects/info/commit-graph", "\x80\x04K\x01.");
  folder.file("x.git/objects/info/commit-graph", "CGPH");
  folder.file("x.git/objects/pack/multi-pack-index", "MIDX");
  CHECK(list_tree({folder.path()}, {}).entries.size() == 4);
}

TEST_CASE("names of git's objects") {
  const std::string rest(38, '0');
  CHECK(is_git_object("a/.git/objects/ab/" + rest));
  CHECK(is_git_object("mirror.git/objects/ab/" + rest + std::string(24, '1')));
  CHECK(is_git_object(".git/lfs/objects/ab/cd/" + std::string(64, 'e')));
  CHECK(is_git_object(".git/objects/pack/pack-ab" + rest + ".pack"));
  CHECK(is_git_object(".git/objects/pack/multi-pack-index-ab" + rest + ".bitmap"));
  CHECK(is_git_object(".git/objects/info/commit-graph"));
  CHECK(is_git_object(".git/objects/info/commit-graphs/graph-ab" + rest + ".graph"));
  CHECK_FALSE(is_git_object(".git/objects/pack/pack-ab" + rest + ".pkl"));
  CHECK_FALSE(is_git_object(".git/objects/info/model.pkl"));
  CHECK_FALSE(is_git_object("objects/ab/" + rest));
  CHECK_FALSE(is_git_object("a/objects/ab/" + rest));
  CHECK_FALSE(is_git_object(".git/objects/ab/" + rest + ".pkl"));
  CHECK_FALSE(is_git_object(".git/objects/ab/model.pkl"));
  CHECK_FALSE(is_git_object(".git/objects/xy/" + rest));
  CHECK_FALSE(is_git_object(".git/objects/pack/model.pkl"));
  CHECK_FALSE(is_git_object(".git/lfs/objects/ab/" + rest));
  CHECK_FALSE(is_git_object(".git/objects/"));
}

TEST_CASE("what cannot be read keeps a row") {
  const Listing listing = list_tree({"/nonexistent/folder"}, {});
  REQUIRE(listing.entries.size() == 1);
  CHECK(listing.entries[0].problem == "No such file or directory");
}

TEST_CASE("one file under two names has one identity") {
  const Folder folder;
  const std::string file = folder.file("a.pt");
  fs::create_hard_link(file, folder / "b.pt");
  const Listing listing = list_tree({folder.path()}, {});
  REQUIRE(listing.entries.size() == 2);
  CHECK(listing.entries[0].inode == listing.entries[1].inode);
}

}  // namespace
}  // namespace bartizan::io
