#include "run/model_hash.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/hash.h"
#include "run/keys.h"
#include "support/temp_folder.h"

namespace bartizan::run {
namespace {

namespace fs = std::filesystem;
using assure::signature::to_hex;

using Folder = tests::TempFolder;

std::string bytes_of(std::size_t size) {
  std::string bytes;
  for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(i * 31 >> 3);
  return bytes;
}

TEST_CASE("parts of files are hashed as the whole would be, on any number of threads") {
  const Folder folder;
  const std::string bytes = bytes_of(1'000'003);
  const std::string file = folder.write("a", bytes), empty = folder.write("empty", "");
  std::vector<HashPart> parts{{file, 0, 0, true}, {empty, 0, 0, true}};
  for (std::uint64_t at = 0; at < bytes.size(); at += 300'000) {
    parts.push_back({file, at, std::min<std::uint64_t>(bytes.size(), at + 300'000), false});
  }
  for (const unsigned jobs : {1U, 2U, 7U}) {
    HashOptions options;
    options.jobs = jobs;
    const auto hashed = hash_parts(parts, options);
    REQUIRE(hashed.size() == parts.size());
    CHECK(to_hex(hashed[0].digest) == base::hex(base::sha256(bytes)));
    CHECK(to_hex(hashed[1].digest) == base::hex(base::sha256("")));
    for (std::size_t i = 2; i < parts.size(); ++i) {
      const std::string_view part =
          std::string_view(bytes).substr(parts[i].start, parts[i].end - parts[i].start);
      CHECK(to_hex(hashed[i].digest) == base::hex(base::sha256(part)));
    }
  }
}

TEST_CASE("the other hashes are those of their standards") {
  const Folder folder;
  const std::string file = folder.write("a", "abc");
  const HashPart part{file, 0, 0, true};
  HashOptions options;
  options.algorithm = "blake2b";  // RFC 7693, appendix A
  CHECK(to_hex(hash_parts(std::span(&part, 1), options).front().digest)
            .starts_with("ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"));
  options.algorithm = "git-blob";  // git hash-object
  CHECK(to_hex(hash_parts(std::span(&part, 1), options).front().digest) ==
        "f2ba8f84ab5c1bce84a7b441cb1959cfc7093b7f");
}

TEST_CASE("what cannot be read has a problem and no digest") {
  const Folder folder;
  const std::string file = folder.write("a", "abc");
  const std::vector<HashPart> parts{{file + "x", 0, 0, true}, {file, 0, 9, false}};
  const auto hashed = hash_parts(parts, {});
  CHECK(hashed[0].digest.empty());
  CHECK(!hashed[0].problem.empty());
  CHECK(hashed[1].problem == "ends at byte 3");
}

TEST_CASE("a file that changes while it is read has no digest") {
  const Folder folder;
  const std::string file = folder.write("a", bytes_of(64'000'000));
  const HashPart part{file, 0, 0, true};
  std::ofstream later(file, std::ios::binary | std::ios::app);
  const HashOptions options;
  std::atomic<bool> done = false;
  std::jthread writer([&] {
    while (!done) {
      later << 'x' << std::flush;
      ::usleep(1000);
    }
  });
  // Until the file has grown between its being opened and its end: the writer may get no turn.
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(120);
  std::vector<HashedPart> hashed;
  do {
    hashed = hash_parts(std::span(&part, 1), options);
  } while (!hashed.front().digest.empty() && std::chrono::steady_clock::now() < until);
  done = true;
  CHECK(hashed.front().digest.empty());
  CHECK(hashed.front().problem == "changed while it was read");
}

TEST_CASE("cancelling ends the work") {
  const Folder folder;
  const std::string file = folder.write("a", bytes_of(1'000'000));
  const std::vector<HashPart> parts(2000, HashPart{file, 0, 1'000'000, false});
  HashOptions options;
  options.jobs = 1;
  options.cancelled = [] { return true; };
  const auto hashed = hash_parts(parts, options);
  CHECK(hashed.back().problem == "cancelled");
}

TEST_CASE("a listing drops nothing silently") {
  const Folder folder;
  folder.write("b/x", "1");
  folder.write("a", "12");
  ::mkfifo((folder.path() + "/pipe").c_str(), 0600);
  fs::create_symlink("a", folder.path() + "/link");
  fs::create_symlink("nowhere", folder.path() + "/broken");
  fs::create_directory_symlink("b", folder.path() + "/folder");
  const auto files = list_model(folder.path());
  REQUIRE(files);
  std::string said;
  for (const auto& one : *files) {
    said += one.path + " " + std::to_string(one.size) + (one.link ? " link " : " ") + one.problem +
            "\n";
  }
  CHECK(said ==
        "a 2 \n"
        "b/x 1 \n"
        "broken 0 link is a link that leads nowhere\n"
        "folder 0 link is a link to a folder, which is not followed\n"
        "link 2 link \n"
        "pipe 0 is no regular file\n");
  CHECK(!list_model(folder.path() + "/nothing"));
  REQUIRE(list_model(folder.path() + "/a"));
  CHECK(list_model(folder.path() + "/a")->front().path == ".");
}

TEST_CASE("a key's name is a name, and a rotated key is another one") {
  const Folder folder;
  KeyFolder keys = KeyFolder::beside(folder.path() + "/store.db");
  using assure::sign::Curve;
  for (const char* name : {"", "../x", "a/b", ".hidden", "a b"}) {
    CHECK(!keys.create(name, "", Curve::p256, "", 1));
  }
  CHECK(!keys.create("a", "two\nlines", Curve::p256, "", 1));
  const auto made = keys.create("a", "quotes \" and \\", Curve::p521, "secret", 1000);
  REQUIRE(made);
  CHECK(!keys.create("a", "", Curve::p256, "", 1));
  const auto found = keys.find("a");
  REQUIRE(found);
  CHECK(found->purpose == "quotes \" and \\");
  CHECK(found->encrypted);
  CHECK(found->created == 1000);
  CHECK(!keys.open("a", [] { return std::optional<std::string>("wrong"); }));
  CHECK(!keys.open("a", {}));
  CHECK(keys.open("a", [] { return std::optional<std::string>("secret"); }));
  const auto turned = keys.rotate("a", "", 2000);
  REQUIRE(turned);
  CHECK(turned->algorithm == "P-521");
  CHECK(turned->fingerprint != made->fingerprint);
  const auto trusted = trusted_keys(*keys.find("a"));
  REQUIRE(trusted.size() == 2);
  CHECK(trusted[0].retired == 0);
  CHECK(trusted[1].retired == 2000);
  CHECK(trusted[1].key.fingerprint() == made->fingerprint);
  // A private key that is put in the place of another is noticed.
  fs::copy_file(keys.path() + "/a.key", folder.path() + "/old.key");
  REQUIRE(keys.rotate("a", "", 3000));
  fs::copy_file(folder.path() + "/old.key", keys.path() + "/a.key",
                fs::copy_options::overwrite_existing);
  CHECK(!keys.open("a", {}));
}

}  // namespace
}  // namespace bartizan::run
