#include "store/store.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "store/id.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/sqlite_store.h"

namespace bartizan::store {
namespace {

namespace fs = std::filesystem;

constexpr Millis kNow = 1'700'000'000'000;

class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "store-test-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    fs::permissions(path_, fs::perms::owner_all, ignored);
    fs::remove_all(path_, ignored);
  }
  std::string file(const char* name = "home/bartizan/store.db") const { return path_ / name; }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

std::unique_ptr<Store> open_or_die(const std::string& path, bool fall_back = false) {
  auto store = open({path, fall_back, kNow});
  if (!store) FAIL(store.error().what);
  return std::move(*store);
}

record::Run run_of(const char* catalog = "c1") {
  record::Run run;
  run.tool_version = "0.1.0";
  run.catalog_hash = catalog;
  run.host = "here";
  run.isolation = "seccomp";
  run.roots = {"models\xff"};
  return run;
}

record::Artifact artifact_of(char content, record::Verdict verdict, const char* rule = nullptr) {
  record::Artifact a;
  a.root = "models";
  a.path = "a.pkl";
  a.sha256 = std::string(64, content);
  a.size = 10;
  a.format = "pickle";
  a.verdict = verdict;
  a.members.push_back({0, "", 10, base::Range{0, 10}, {"pickle"}, {}});
  if (rule != nullptr) {
    record::Finding f;
    f.rule = rule;
    f.subject = "posix.system\n";
    f.verdict = verdict;
    f.range = {3, 2};
    a.findings.push_back(f);
  }
  return a;
}

CacheKey key_of(char content) { return {std::string(64, content), "0.1.0", "c1", {}, {}, "any"}; }

std::int64_t ask(const std::string& path, const char* sql) {
  sqlite::Connection connection(path, SQLITE_OPEN_READONLY);
  return connection.number(sql);
}

unsigned mode_of(const fs::path& path) {
  struct stat status{};
  REQUIRE(stat(path.c_str(), &status) == 0);
  return status.st_mode & 0777;
}

TEST_CASE("ids") {
  CHECK(natural_id("artifact", "x") == natural_id("artifact", "x"));
  CHECK(natural_id("artifact", "x").size() == 9 + 26);
  CHECK(ulid("scan", kNow) < ulid("scan", kNow + 1));
  CHECK(ulid("scan", kNow) != ulid("scan", kNow));
  CHECK(ulid("scan", kNow).substr(0, 15) == "scan_01hf7yat00");
}

TEST_CASE("cache keys differ when any part differs") {
  const std::string base = digest(key_of('a'));
  auto changed = [&](auto change) {
    CacheKey key = key_of('a');
    change(key);
    return digest(key) != base;
  };
  CHECK(digest(key_of('a')) == base);
  CHECK(changed([](CacheKey& k) { k.sha256[0] = 'b'; }));
  CHECK(changed([](CacheKey& k) { k.engine += "1"; }));
  CHECK(changed([](CacheKey& k) { k.catalog += "1"; }));
  CHECK(changed([](CacheKey& k) { k.limits.nesting++; }));
  CHECK(changed([](CacheKey& k) { k.limits.operand_decode_bytes++; }));
  CHECK(changed([](CacheKey& k) { k.depth = record::Depth::full; }));
  CHECK(changed([](CacheKey& k) { k.loader_profile = "torch"; }));
}

TEST_CASE("a new store is its owner's alone") {
  const Folder folder;
  const auto store = open_or_die(folder.file());
  CHECK(store->note().empty());
  CHECK(store->path() == folder.file());
  CHECK(mode_of(folder.path() / "home/bartizan") == 0700);
  CHECK(mode_of(folder.file()) == 0600);
  CHECK(ask(folder.file(), "PRAGMA application_id") == sqlite::kApplicationId);
  CHECK(ask(folder.file(), "PRAGMA user_version") ==
        static_cast<std::int64_t>(sqlite::migrations().size()));
}

TEST_CASE("results come back under their key and no other") {
  const Folder folder;
  record::Artifact a = artifact_of('a', record::Verdict::malicious, "BZ-PKL-001");
  a.findings[0].accepted_by = "exception_x";
  {
    const auto store = open_or_die(folder.file());
    CHECK_FALSE(store->cached(key_of('a'), kNow));
    REQUIRE(store->keep(key_of('a'), a, kNow));
    a.coverage.state = record::CoverageState::partial;
    a.sha256 = std::string(64, 'b');
    REQUIRE(store->keep(key_of('b'), a, kNow));  // not complete: not kept
  }
  const auto store = open_or_die(folder.file());
  const auto found = store->cached(key_of('a'), kNow);
  REQUIRE(found);
  CHECK(found->from_cache);
  CHECK(found->path.empty());
  CHECK(found->verdict == record::Verdict::incomplete);
  REQUIRE(found->findings.size() == 1);
  CHECK(found->findings[0].subject == "posix.system\n");
  CHECK_FALSE(found->findings[0].accepted_by);
  CHECK_FALSE(store->cached(key_of('b'), kNow));
}

TEST_CASE("history tells what changed") {
  const Folder folder;
  const auto store = open_or_die(folder.file());
  const auto scan_once = [&](const record::Artifact& a, const char* catalog, Millis at) {
    const auto scan = store->begin_scan(run_of(catalog), at);
    REQUIRE(scan);
    REQUIRE(store->record_sighting(*scan, {"/m/a\xff.pkl", at, at}, a));
    REQUIRE(store->record_sighting(*scan, {"/m/other", {}, at},
                                   artifact_of('c', record::Verdict::clean)));
    REQUIRE(store->record_decision(*scan, "allow-incomplete", "", "known", at));
    REQUIRE(store->finish_scan(*scan, {}, at + 5));
  };
  scan_once(artifact_of('a', record::Verdict::clean), "c1", kNow);
  scan_once(artifact_of('a', record::Verdict::clean), "c1", kNow + 10);
  scan_once(artifact_of('b', record::Verdict::malicious, "BZ-PKL-001"), "c1", kNow + 20);
  scan_once(artifact_of('b', record::Verdict::suspicious, "BZ-PKL-002"), "c2", kNow + 30);

  const auto rows = store->history("/m/a\xff.pkl");
  REQUIRE(rows);
  REQUIRE(rows->size() == 4);
  CHECK((*rows)[0].changes == std::vector<std::string>{"first seen"});
  CHECK((*rows)[0].scan_state == ScanState::complete);
  CHECK((*rows)[0].path == "/m/a\xff.pkl");
  CHECK((*rows)[1].changes.empty());
  CHECK((*rows)[2].changes ==
        std::vector<std::string>{"content", "verdict clean -> malicious", "new BZ-PKL-001"});
  CHECK((*rows)[2].rules == std::vector<std::string>{"BZ-PKL-001"});
  CHECK((*rows)[3].changes == std::vector<std::string>{"verdict malicious -> suspicious",
                                                       "new BZ-PKL-002", "gone BZ-PKL-001",
                                                       "catalogues"});
  CHECK(store->history(std::string(64, 'b'))->size() == 2);
  CHECK(store->history("/m")->size() == 8);
  CHECK(store->history("/m/")->size() == 8);
  CHECK(store->history("/nowhere")->empty());
}

TEST_CASE("exceptions are remembered once, with their last words") {
  const Folder folder;
  {
    const auto store = open_or_die(folder.file());
    record::Exception e;
    e.id = "exception_1";
    e.kind = record::ExceptionKind::waiver;
    e.reason = "old";
    e.expires = kNow + 1;
    REQUIRE(store->remember(e, kNow));
    e.reason = "new";
    REQUIRE(store->remember(e, kNow + 1));
  }
  CHECK(ask(folder.file(), "SELECT count(*) FROM exception WHERE reason = 'new'") == 1);
}

// The child opens the store, scans, and is killed in the middle of it.
TEST_CASE("kill -9 in the middle of a scan costs neither the store nor what was written") {
  const Folder folder;
  int ready[2];
  REQUIRE(pipe(ready) == 0);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    auto store = open({folder.file(), false, kNow});
    if (!store) _exit(1);
    const auto scan = (*store)->begin_scan(run_of(), kNow);
    for (int i = 0;; ++i) {
      const std::string path = "/m/" + std::to_string(i);
      (void)(*store)->record_sighting(*scan, {path, {}, kNow},
                                      artifact_of('a', record::Verdict::clean, "BZ-PKL-001"));
      (void)(*store)->keep(key_of('a'), artifact_of('a', record::Verdict::clean), kNow);
      if (i == 5000 && write(ready[1], "r", 1) != 1) _exit(1);
    }
  }
  char byte = 0;
  REQUIRE(read(ready[0], &byte, 1) == 1);
  {
    // While it lives, its scan is running for everybody.
    const auto store = open_or_die(folder.file());
    CHECK(ask(folder.file(), "SELECT count(*) FROM scan WHERE state = 'running'") == 1);
  }
  REQUIRE(kill(child, SIGKILL) == 0);
  REQUIRE(waitpid(child, nullptr, 0) == child);
  close(ready[0]);
  close(ready[1]);

  const auto store = open_or_die(folder.file());
  CHECK(ask(folder.file(), "SELECT count(*) FROM scan WHERE state = 'interrupted'") == 1);
  CHECK(ask(folder.file(), "SELECT count(*) FROM sighting") > 1000);
  CHECK(ask(folder.file(),
            "SELECT count(*) FROM pragma_integrity_check "
            "WHERE integrity_check <> 'ok'") == 0);
  CHECK(ask(folder.file(), "SELECT count(*) FROM pragma_foreign_key_check") == 0);
  const auto rows = store->history("/m/1");
  REQUIRE(rows);
  REQUIRE(rows->size() == 1);
  CHECK((*rows)[0].scan_state == ScanState::interrupted);
}

TEST_CASE("scans of several threads and processes share a store") {
  const Folder folder;
  constexpr int kFiles = 400;
  const auto scan_all = [&](Store& store, const char* prefix) {
    const auto scan = store.begin_scan(run_of(), kNow);
    bool all = scan.has_value();
    for (int i = 0; all && i < kFiles; ++i) {
      const std::string path = prefix + std::to_string(i);
      all = store.record_sighting(*scan, {path, {}, kNow}, artifact_of('a', record::Verdict::clean))
                .has_value();
      (void)store.cached(key_of('a'), kNow);
    }
    return all && store.finish_scan(*scan, {}, kNow).has_value();
  };
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    auto store = open({folder.file(), false, kNow});
    _exit(store && scan_all(**store, "/child/") ? 0 : 1);
  }
  const auto store = open_or_die(folder.file());
  bool first = false, second = false;
  std::thread one([&] { first = scan_all(*store, "/one/"); });
  std::thread two([&] { second = scan_all(*store, "/two/"); });
  one.join();
  two.join();
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(first);
  CHECK(second);
  CHECK(status == 0);
  CHECK(store->history("/one")->size() == kFiles);
  CHECK(store->history("/two")->size() == kFiles);
  CHECK(store->history("/child")->size() == kFiles);
}

TEST_CASE("a full disk is told to all commands alike") {
  const std::string what = sqlite::SqliteError{SQLITE_FULL}.error().what;
  CHECK(what == "no space is left for the store; make room and try again");
}

TEST_CASE("a place that cannot be written gives a store in memory and a note") {
  // Nobody, root included, can make folders there.
  auto store = open({"/proc/self/nothing/store.db", true, kNow});
  REQUIRE(store);
  CHECK((*store)->path().empty());
  CHECK((*store)->place() == "/proc/self/nothing/store.db");
  CHECK((*store)->note().find("kept in memory only") != std::string::npos);
  const auto scan = (*store)->begin_scan(run_of(), kNow);
  REQUIRE(scan);
  REQUIRE((*store)->record_sighting(*scan, {"/m/a", {}, kNow},
                                    artifact_of('a', record::Verdict::clean)));
  CHECK((*store)->history("/m/a")->size() == 1);

  CHECK_FALSE(open({"/proc/self/nothing/store.db", false, kNow}));
  CHECK_FALSE(open_or_die("", true)->note().empty());
}

TEST_CASE("a read-only home still shows its history") {
  const Folder folder;
  {
    const auto store = open_or_die(folder.file("store.db"));
    const auto scan = store->begin_scan(run_of(), kNow);
    REQUIRE(scan);
    REQUIRE(store->record_sighting(*scan, {"/m/a", {}, kNow},
                                   artifact_of('a', record::Verdict::clean)));
    REQUIRE(store->finish_scan(*scan, {}, kNow));
  }
  REQUIRE(chmod(folder.file("store.db").c_str(), 0444) == 0);
  REQUIRE(chmod(folder.path().c_str(), 0555) == 0);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    // Permissions do not bind root.
    if (getuid() == 0 && setuid(65534) != 0) _exit(9);
    auto store = open({folder.file("store.db"), true, kNow});
    if (!store) _exit(1);
    if ((*store)->note().empty() || !(*store)->path().empty()) _exit(2);
    const auto rows = (*store)->history("/m/a");
    _exit(rows && rows->size() == 1 ? 0 : 3);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("a damaged or foreign file is an error and stays as it is") {
  const Folder folder;
  const std::string path = folder.file("store.db");
  const auto bytes_of = [&] {
    std::ifstream in(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  };
  const auto refused = [&](base::Code code) {
    const std::string before = bytes_of();
    const auto store = open({path, true, kNow});
    REQUIRE_FALSE(store);
    CHECK(store.error().code == code);
    CHECK(bytes_of() == before);
  };
  SUBCASE("not SQLite at all") {
    std::ofstream(path) << std::string(4096, 'x');
    refused(base::Code::malformed);
  }
  SUBCASE("another program's database") {
    sqlite::Connection other(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    other.exec("CREATE TABLE t(x)");
    refused(base::Code::invalid);
  }
  SUBCASE("a newer version's") {
    open_or_die(path).reset();
    sqlite::Connection(path, SQLITE_OPEN_READWRITE).exec("PRAGMA user_version = 99");
    refused(base::Code::unsupported);
  }
  SUBCASE("broken pages") {
    open_or_die(path).reset();
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(100);
    file << std::string(200, '\xff');
    file.close();
    refused(base::Code::malformed);
  }
  SUBCASE("a folder") {
    fs::create_directory(path);
    CHECK_FALSE(open({path, true, kNow}));
  }
}

TEST_CASE("migrations keep the records and a copy of the older store") {
  const Folder folder;
  const std::string path = folder.file("store.db");
  constexpr const char* kOne = "CREATE TABLE t(x INTEGER NOT NULL) STRICT; INSERT INTO t VALUES(7)";
  constexpr const char* kTwo = "ALTER TABLE t ADD COLUMN y INTEGER NOT NULL DEFAULT 8";
  constexpr const char* kBroken = "UPDATE t SET x = 9; CREATE TABLE t(x)";
  const auto migrate_with = [&](std::initializer_list<const char*> steps) {
    sqlite::Connection connection(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    const std::vector<const char*> list(steps);
    REQUIRE(sqlite::fitness(connection, list) == sqlite::Fitness::fits);
    sqlite::migrate(connection, path, list);
  };
  migrate_with({kOne});
  CHECK_FALSE(fs::exists(path + ".before-v2"));
  migrate_with({kOne, kTwo});
  CHECK(ask(path, "SELECT x + y FROM t") == 15);
  CHECK(ask(path, "PRAGMA user_version") == 2);
  REQUIRE(fs::exists(path + ".before-v2"));
  CHECK(mode_of(path + ".before-v2") == 0600);
  CHECK(ask(path + ".before-v2", "SELECT x FROM t") == 7);
  CHECK(ask(path + ".before-v2", "PRAGMA user_version") == 1);

  CHECK_THROWS_AS(migrate_with({kOne, kTwo, kBroken}), sqlite::SqliteError);
  CHECK(ask(path, "SELECT x FROM t") == 7);
  CHECK(ask(path, "PRAGMA user_version") == 2);
  migrate_with({kOne, kTwo, "SELECT 1"});
  CHECK(fs::exists(path + ".before-v3.2"));  // the failed attempt's copy is kept too
}

}  // namespace
}  // namespace bartizan::store
