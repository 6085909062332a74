// The index of feeds: what went in comes out, whole or not at all.
#include "store/advisories.h"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "store/sqlite/advisories_schema.h"

namespace bartizan::store {
namespace {

namespace fs = std::filesystem;

class Folder {
 public:
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "bartizan-feeds-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path = pattern + "/a b?c#%/store.feeds";
    root_ = pattern;
  }
  ~Folder() { fs::remove_all(root_); }
  std::string path;

  std::size_t files() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(path), fs::directory_iterator()));
  }

 private:
  std::string root_;
};

record::Advisory advisory_of(const std::string& id, const std::string& name) {
  using enum record::EventKind;
  record::Advisory a;
  a.id = id;
  a.feed = "osv-pypi";
  a.published = 1'700'000'000'000;
  a.modified = 1'710'000'000'000;
  a.withdrawn = 0;
  a.summary = "Prompt templates run code \xe2\x80\x94 always";
  a.aliases = {"CVE-2024-0001", "PYSEC-2024-" + id};
  a.upstream = {"CVE-2024-0002"};
  a.severities = {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"};
  a.severity_word = "critical";
  a.cvss = 9.8;
  a.cwes = {"CWE-89", "CWE-94"};
  a.urls = {"https://example.invalid/a"};
  a.malicious = true;
  record::Affected pypi;
  pypi.type = "pypi";
  pypi.name = name;
  pypi.ranges = {{record::RangeType::ecosystem, {{introduced, "0"}, {fixed, "1.0"}}},
                 {record::RangeType::git, {{introduced, "0"}, {last_affected, "abc"}}}};
  pypi.versions = {"2.0.0", "2.0.1", "2.1.0rc1", "2", "v"};
  pypi.unaffected = {"2.0.0.post1"};
  record::Affected model;
  model.type = "huggingface";
  model.name = "acme/triage";
  model.sha256 = {std::string(64, 'a'), std::string(64, 'b')};
  model.every_version = true;
  record::Affected deb;
  deb.type = "deb";
  deb.distribution = "debian-12";
  deb.name = name;
  a.affected = {pypi, model, deb};
  return a;
}

record::Feed feed_of(const std::string& id, std::uint64_t records) {
  return {id, record::FeedKind::osv, "/srv/all.zip", 5, 4, std::string(64, 'c'), true, records,
          2,  "2025.08.25"};
}

std::unique_ptr<FeedWriter> writer_of(const Folder& folder, const std::string& feed) {
  auto writer = write_feed(folder.path, feed);
  REQUIRE(writer.has_value());
  return std::move(*writer);
}

std::unique_ptr<Advisories> open_index(const Folder& folder) {
  auto index = open_advisories(folder.path);
  REQUIRE(index.has_value());
  return std::move(*index);
}

TEST_CASE("the folder stands beside the store") {
  CHECK(feeds_folder("/x/store.db") == "/x/store.feeds");
  CHECK(feeds_folder("/x/store") == "/x/store.feeds");
  CHECK(feeds_folder("").empty());
}

TEST_CASE("a folder that is not there has no feeds") {
  const auto index = open_advisories("/nonexistent/bartizan.feeds");
  REQUIRE(index.has_value());
  CHECK((*index)->feeds().empty());
  CHECK((*index)->broken().empty());
  CHECK((*index)->about("pypi", "litellm").value().empty());
}

TEST_CASE("an advisory comes back as it went in, by package, by hash and by any name") {
  const Folder folder;
  const record::Advisory first = advisory_of("GHSA-a", "litellm");
  const record::Advisory second = advisory_of("GHSA-b", "litellm");
  const record::Advisory other = advisory_of("GHSA-c", "torch");
  const auto writer = writer_of(folder, "osv-pypi");
  CHECK(writer->add(second).value());
  CHECK(writer->add(first).value());
  CHECK(writer->add(other).value());
  REQUIRE(writer->finish(feed_of("osv-pypi", 3)));
  CHECK(folder.files() == 1);

  const auto index = open_index(folder);
  CHECK(index->feeds() == std::vector{feed_of("osv-pypi", 3)});
  CHECK(index->known_as("GHSA-a").value() == std::vector{first});
  CHECK(index->known_as("PYSEC-2024-GHSA-a").value() == std::vector{first});
  CHECK(index->known_as("CVE-2024-0001").value().size() == 3);
  const auto about = index->about("pypi", "litellm").value();
  REQUIRE(about.size() == 2);
  record::Advisory expected = first;
  expected.affected = {first.affected[0]};
  CHECK(about[0] == expected);
  CHECK(about[1].id == "GHSA-b");
  CHECK(index->about("pypi", "lite").value().empty());
  CHECK(index->about("deb", "litellm").value().size() == 2);
  for (const char* type : {"pypi", "deb", "huggingface"}) CHECK(index->covers(type).value());
  for (const char* type : {"", "py", "pypi/", "pypi0", "conan"}) CHECK(!index->covers(type).value());
  const auto by_hash = index->about_hash(std::string(64, 'b')).value();
  REQUIRE(by_hash.size() == 3);
  CHECK(by_hash[0].affected == std::vector{first.affected[1]});
  CHECK(index->about_hash("").value().empty());
}

TEST_CASE("of two advisories of one id the one modified last is kept") {
  for (const bool newer_first : {false, true}) {
    const Folder folder;
    record::Advisory old = advisory_of("GHSA-a", "litellm");
    record::Advisory now = advisory_of("GHSA-a", "torch");
    now.modified += 1;
    const auto writer = writer_of(folder, "osv-pypi");
    CHECK(writer->add(newer_first ? now : old).value());
    CHECK_FALSE(writer->add(newer_first ? old : now).value());
    REQUIRE(writer->finish(feed_of("osv-pypi", 1)));
    const auto index = open_index(folder);
    CHECK(index->known_as("GHSA-a").value() == std::vector{now});
    CHECK(index->about("pypi", "litellm").value().empty());
    CHECK(index->about("pypi", "torch").value().size() == 1);
  }
}

TEST_CASE("KEV gives the earliest date, SSVC and EPSS the newest") {
  const Folder folder;
  const auto put = [&](const std::string& feed, base::Millis added, base::Millis at,
                       const std::string& date, double probability) {
    const auto writer = writer_of(folder, feed);
    REQUIRE(writer->add(
        record::KevEntry{"CVE-2024-1", added, "2024-02-01", "acme", "x", "name", true, feed}));
    REQUIRE(
        writer->add(record::SsvcPoints{"CVE-2024-1", "active", "yes", "total", "2.0.3", at, feed}));
    REQUIRE(writer->add(record::EpssScore{"CVE-2024-1000", probability, 0.98765, date, feed}));
    CHECK_FALSE(writer->add(record::EpssScore{"GHSA-1", 0, 0, date, feed}));
    REQUIRE(writer->finish(feed_of(feed, 1)));
  };
  put("a", 0, 7, "2024-01-02", 0.5);
  put("b", 20, 9, "2024-01-03", 0.00043);
  put("c", 10, 8, "2024-01-01", 0.7);
  const auto index = open_index(folder);
  const auto kev = index->kev("CVE-2024-1").value();
  REQUIRE(kev.has_value());
  CHECK(*kev == record::KevEntry{"CVE-2024-1", 10, "2024-02-01", "acme", "x", "name", true, "c"});
  CHECK(index->ssvc("CVE-2024-1").value() ==
        record::SsvcPoints{"CVE-2024-1", "active", "yes", "total", "2.0.3", 9, "b"});
  CHECK(index->epss("CVE-2024-1000").value() ==
        record::EpssScore{"CVE-2024-1000", 0.00043, 0.98765, "2024-01-03", "b"});
  CHECK_FALSE(index->kev("CVE-2024-2").value().has_value());
  CHECK_FALSE(index->epss("CVE-2024-1001").value().has_value());
  CHECK_FALSE(index->epss("nonsense").value().has_value());
}

TEST_CASE("a reading that does not finish leaves the old one") {
  const Folder folder;
  {
    const auto writer = writer_of(folder, "osv");
    REQUIRE(writer->add(advisory_of("GHSA-a", "litellm")));
    REQUIRE(writer->finish(feed_of("osv", 1)));
  }
  {
    const auto writer = writer_of(folder, "osv");
    REQUIRE(writer->add(advisory_of("GHSA-b", "litellm")));
  }
  CHECK(folder.files() == 1);
  CHECK(open_index(folder)->known_as("GHSA-a").value().size() == 1);
  CHECK(open_index(folder)->known_as("GHSA-b").value().empty());
}

TEST_CASE("a process that is killed leaves the old one, and the next one clears up") {
  const Folder folder;
  {
    const auto writer = writer_of(folder, "osv");
    REQUIRE(writer->add(advisory_of("GHSA-a", "litellm")));
    REQUIRE(writer->finish(feed_of("osv", 1)));
  }
  int ready[2];
  REQUIRE(::pipe(ready) == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    auto writer = write_feed(folder.path, "osv");
    for (int i = 0; i < 2000 && writer; ++i) {
      (void)(*writer)->add(advisory_of("GHSA-" + std::to_string(i), "litellm"));
    }
    (void)!::write(ready[1], "x", 1);
    ::pause();
    ::_exit(0);
  }
  char byte = 0;
  CHECK(::read(ready[0], &byte, 1) == 1);
  CHECK(folder.files() == 2);
  {
    // One that is still being written is left alone.
    const auto other = writer_of(folder, "kev");
    CHECK(folder.files() == 3);
  }
  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  ::close(ready[0]);
  ::close(ready[1]);
  CHECK(open_index(folder)->known_as("GHSA-a").value().size() == 1);
  CHECK(open_index(folder)->feeds() == std::vector{feed_of("osv", 1)});
  CHECK(folder.files() == 2);
  {
    const auto writer = writer_of(folder, "kev");
    CHECK(folder.files() == 2);
  }
  CHECK(folder.files() == 1);
}

TEST_CASE("a reader keeps what it opened while a new reading takes its place") {
  const Folder folder;
  {
    const auto writer = writer_of(folder, "osv");
    REQUIRE(writer->add(advisory_of("GHSA-a", "litellm")));
    REQUIRE(writer->finish(feed_of("osv", 1)));
  }
  const auto before = open_index(folder);
  const auto writer = writer_of(folder, "osv");
  REQUIRE(writer->add(advisory_of("GHSA-b", "litellm")));
  REQUIRE(writer->finish(feed_of("osv", 1)));
  CHECK(before->known_as("GHSA-a").value().size() == 1);
  CHECK(open_index(folder)->known_as("GHSA-a").value().empty());
  CHECK(open_index(folder)->known_as("GHSA-b").value().size() == 1);
}

TEST_CASE("damaged, foreign and unfinished files are named and the rest is read") {
  const Folder folder;
  {
    const auto writer = writer_of(folder, "osv");
    REQUIRE(writer->add(advisory_of("GHSA-a", "litellm")));
    REQUIRE(writer->finish(feed_of("osv", 1)));
  }
  std::ofstream(folder.path + "/text.feed") << "hello";
  std::ofstream(folder.path + "/empty.feed") << "";
  std::ofstream(folder.path + "/note.txt") << "hello";
  fs::copy(folder.path + "/osv.feed", folder.path + "/renamed.feed");
  fs::copy(folder.path + "/osv.feed", folder.path + "/short.feed");
  fs::resize_file(folder.path + "/short.feed", 5000);
  const auto index = open_index(folder);
  CHECK(index->feeds().size() == 1);
  CHECK(index->broken().size() == 4);
  CHECK(index->known_as("GHSA-a").value().size() == 1);
}

TEST_CASE("no byte of an index changes unnoticed") {
  const Folder folder;
  {
    const auto writer = writer_of(folder, "osv");
    for (int i = 0; i < 200; ++i) {
      REQUIRE(writer->add(advisory_of("GHSA-" + std::to_string(i), "p" + std::to_string(i))));
    }
    REQUIRE(writer->finish(feed_of("osv", 200)));
  }
  const std::string path = folder.path + "/osv.feed";
  const auto size = fs::file_size(path);
  REQUIRE(size > 20 * 4096);
  const auto flip = [&](std::uintmax_t at) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(static_cast<std::streamoff>(at));
    const int byte = file.get();
    file.seekp(static_cast<std::streamoff>(at));
    file.put(static_cast<char>(byte ^ 4));
  };
  // One bit in each quarter of a page, and in what stands behind the pages.
  for (std::uintmax_t at = 17; at < size; at += 1021) {
    flip(at);
    const auto index = open_index(folder);
    index->check();
    CHECK(index->broken().size() == 1);
    flip(at);
  }
  CHECK(open_index(folder)->broken().empty());

  // What is asked is as it was, or the damage is said: nothing in between.
  bool late = false;
  for (std::uintmax_t at = 4096 + 17; at < size; at += 1021) {
    flip(at);
    const auto index = open_index(folder);
    const bool opened = index->broken().empty();
    const auto found = index->about("pypi", "p77").value();
    if (index->broken().empty()) {
      CHECK(found.size() == 1);
    } else {
      CHECK(found.empty());
      CHECK(index->broken()[0] == path + " is damaged; import its source again");
      late |= opened;
    }
    flip(at);
  }
  CHECK(late);
}

TEST_CASE("one damaged feed does not silence another") {
  const Folder folder;
  for (const char* feed : {"a", "b"}) {
    const auto writer = writer_of(folder, feed);
    REQUIRE(writer->add(advisory_of("GHSA-a", "litellm")));
    REQUIRE(writer->finish(feed_of(feed, 1)));
  }
  const auto index = open_index(folder);
  REQUIRE(index->feeds().size() == 2);
  {
    // All but the pages that opening has read.
    std::fstream file(folder.path + "/a.feed", std::ios::in | std::ios::out | std::ios::binary);
    for (int page = 2; page < 13; ++page) {
      file.seekp(page * 4096 + 4000);
      file.put('!');
    }
  }
  CHECK(index->about("pypi", "litellm").value().size() == 1);
  CHECK(index->broken().size() == 1);
  CHECK(index->known_as("GHSA-a").value().size() == 1);
}

TEST_CASE("a feed is removed by its name, and a name is no path") {
  const Folder folder;
  const auto writer = writer_of(folder, "osv");
  REQUIRE(writer->finish(feed_of("osv", 0)));
  for (const char* name : {"", ".osv", "../osv", "a/b", "a b", "a\n"}) {
    CHECK(write_feed(folder.path, name).error().code == base::Code::invalid);
    CHECK_FALSE(remove_feed(folder.path, name).value());
  }
  CHECK(remove_feed(folder.path, "osv").value());
  CHECK_FALSE(remove_feed(folder.path, "osv").value());
  CHECK(open_index(folder)->feeds().empty());
}

TEST_CASE("CVE ids are numbers") {
  CHECK(sqlite::cve_number("CVE-2021-44228") == 20210000044228);
  CHECK(sqlite::cve_number("CVE-1999-0095") == 19990000000095);
  for (const char* text : {"", "CVE-", "CVE-2021-", "CVE-2021-1", "CVE-21-44228", "CVE-2021-4422a",
                           "GHSA-2021-44228", "CVE--021-44228", "CVE-2021-99999999999"}) {
    CHECK_FALSE(sqlite::cve_number(text).has_value());
  }
}

}  // namespace
}  // namespace bartizan::store
