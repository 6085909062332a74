// Signed heads show what the chain alone cannot; people are erased and exported; backups come back.
#include "run/lifecycle.h"

#include <doctest/doctest.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "run/audit.h"
#include "run/backup.h"
#include "run/tar.h"
#include "support/temp_folder.h"

namespace bartizan::run {
namespace {

constexpr base::Millis kDay = base::Millis{24} * 60 * 60 * 1000;
constexpr base::Millis kNow = 1'790'000'000'000;

struct Fixture {
  tests::TempFolder temp;
  std::string path = temp.file("store.db");
  std::string anchors = default_anchors(path);
  KeyFolder keys = KeyFolder::beside(path);
  std::unique_ptr<store::Store> store = opened(path);

  static std::unique_ptr<store::Store> opened(const std::string& file) {
    store::Options options;
    options.path = file;
    options.fall_back_to_memory = false;
    auto made = store::open(options);
    REQUIRE_MESSAGE(made.has_value(), made.error().what);
    return std::move(*made);
  }
  void say(int n, base::Millis at = kNow) {
    for (int i = 0; i < n; ++i) {
      REQUIRE(audit(*store, command_event("exposure.set", "system_1", "by {0}", at, {"bob"})));
    }
  }
  void tamper(const std::string& sql) {
    store.reset();
    sqlite3* handle = nullptr;
    REQUIRE(sqlite3_open(path.c_str(), &handle) == SQLITE_OK);
    const std::string all =
        "DROP TRIGGER audit_is_not_changed; DROP TRIGGER audit_is_not_cut; DROP TRIGGER "
        "audit_floor_rises; DROP TRIGGER audit_chain_stays; DROP TRIGGER audit_only_grows;" +
        sql;
    CHECK(sqlite3_exec(handle, all.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(handle);
    store = opened(path);
  }
  AuditVerdict verdict() { return verify_audit(*store, anchors, keys); }
  bool anchor(base::Millis at = kNow) {
    const auto put = put_anchor(*store, anchors, keys, at);
    REQUIRE_MESSAGE(put.has_value(), put.error());
    return *put;
  }
};

std::string contents(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}
void put(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

TEST_CASE("a whole log with its heads verifies") {
  Fixture f;
  CHECK_FALSE(f.anchor());  // nothing was said yet
  f.say(3);
  CHECK(f.verdict().ok());
  CHECK(f.verdict().anchors == 0);
  CHECK(f.anchor());
  CHECK_FALSE(f.anchor());
  f.say(2);
  CHECK(f.anchor(kNow + 1));
  f.say(1);
  const AuditVerdict verdict = f.verdict();
  CHECK(verdict.ok());
  CHECK(verdict.anchors == 2);
  CHECK(verdict.last.number == 5);
  struct stat status{};
  REQUIRE(::stat(f.anchors.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  // A new key: what the old one signed stays good.
  REQUIRE(f.keys.rotate("audit", "", kNow + 2).has_value());
  CHECK(f.anchor(kNow + 3));
  CHECK(f.verdict().ok());
}

TEST_CASE("a head behind a place that does not fit says nothing of the tail") {
  Fixture f;
  f.say(5);
  f.anchor();
  f.tamper("UPDATE audit SET detail = 'x' WHERE number = 2");
  const AuditVerdict verdict = f.verdict();
  REQUIRE(verdict.problems.size() == 1);
  CHECK(verdict.problems[0] == "entry 2 was changed");
}

TEST_CASE("a tail that was cut off without a trace is missed by the signed head") {
  Fixture f;
  f.say(5);
  f.anchor();
  f.tamper("DELETE FROM audit WHERE number > 3; UPDATE sqlite_sequence SET seq = 3");
  CHECK(f.store->audit().check().value().problem.empty());
  const AuditVerdict verdict = f.verdict();
  REQUIRE(verdict.problems.size() == 1);
  CHECK(verdict.problems[0].find("head 5, signed 2026-") == 0);
  CHECK(verdict.problems[0].find("ends at entry 3 now: its tail was cut off") != std::string::npos);
}

TEST_CASE("a log that was written again as a whole is not the one that was signed") {
  Fixture f;
  f.say(3);
  f.anchor();
  // The same chain with another story, every hash right.
  f.tamper("DELETE FROM audit; DELETE FROM sqlite_sequence");
  for (int i = 0; i < 4; ++i) {
    REQUIRE(audit(*f.store, command_event("exposure.set", "system_2", "another story", kNow)));
  }
  CHECK(f.store->audit().check().value().problem.empty());
  AuditVerdict verdict = f.verdict();
  REQUIRE(verdict.problems.size() == 1);
  CHECK(verdict.problems[0].find("entry 3 is not the one that was signed") != std::string::npos);
  // Another database in its place.
  f.store.reset();
  std::filesystem::remove(f.path);
  f.store = Fixture::opened(f.path);
  f.say(5);
  verdict = f.verdict();
  REQUIRE(verdict.problems.size() == 1);
  CHECK(verdict.problems[0].find("another log now") != std::string::npos);
}

TEST_CASE("heads that nobody signed, or that were changed, vouch for nothing") {
  Fixture f;
  f.say(3);
  f.anchor();
  const std::string line = contents(f.anchors);
  for (const std::string& part : {std::string("\"number\":3"), f.store->audit().head()->hash}) {
    std::string changed = line;
    const std::size_t at = changed.find(part) + part.size() - 1;
    changed[at] = changed[at] == '1' ? '2' : '1';
    put(f.anchors, changed);
    CHECK(f.verdict().problems.front().find("signature") != std::string::npos);
  }
  put(f.anchors, line);
  // Whole, and by a key that nobody knows any more: no proof of anything.
  std::filesystem::remove_all(f.keys.path());
  CHECK(f.verdict().ok());
  CHECK(f.verdict().anchors == 0);
  CHECK(f.verdict().unknown_heads == 1);
  CHECK(f.verdict().last_unknown.number == 3);
  CHECK(f.anchor());  // by the new key
  CHECK(f.verdict().anchors == 1);
  CHECK(f.verdict().unknown_heads == 1);
  std::filesystem::remove_all(f.keys.path());
  put(f.anchors, "no JSON\n");
  CHECK(f.verdict().problems.front().find("line 1 of") != std::string::npos);
}

TEST_CASE("the log is purged only below a signed head, and still verifies") {
  Fixture f;
  f.say(4, kNow - 2000 * kDay);
  f.say(2);
  auto lines = purge(*f.store, {0, {"audit"}}, false, kNow).value();
  CHECK(lines[0].records == 0);
  CHECK(lines[0].note.starts_with("no signed head"));
  f.anchor();
  CHECK(purge(*f.store, {0, {"audit"}}, true, kNow).value()[0].records == 4);
  CHECK(f.verdict().checked.entries == 6);
  CHECK(purge(*f.store, {0, {"audit"}}, false, kNow).value()[0].records == 4);
  const AuditVerdict verdict = f.verdict();
  CHECK(verdict.ok());
  CHECK(verdict.checked.first == 5);
  CHECK(purge(*f.store, {0, {"audit"}}, false, kNow).value()[0].records == 0);
  CHECK_FALSE(purge(*f.store, {0, {"nonsense"}}, false, kNow).has_value());
}

TEST_CASE("old records go, the last of each stays") {
  Fixture f;
  record::Run run;
  const auto scan = [&](base::Millis at, const std::string& path) {
    const std::string id = f.store->begin_scan(run, at).value();
    record::Artifact artifact;
    artifact.sha256 = std::string(64, 'a');
    REQUIRE(f.store->record_sighting(id, {path, std::nullopt, at}, artifact).has_value());
    REQUIRE(f.store->finish_scan(id, {}, at).has_value());
  };
  scan(kNow - 2000 * kDay, "/a");
  scan(kNow - 1999 * kDay, "/a");
  scan(kNow - 1999 * kDay, "/b");
  const auto count = [&](bool dry) {
    const auto lines = purge(*f.store, {}, dry, kNow).value();
    CHECK(lines.size() == store::record_kinds().size());
    return lines[0].records;
  };
  CHECK(count(true) == 1);
  CHECK(f.store->history("/a").value().size() == 2);
  CHECK(count(false) == 1);
  CHECK(f.store->history("/a").value().size() == 1);
  CHECK(f.store->history("/b").value().size() == 1);
  CHECK(count(false) == 0);
}

TEST_CASE("a person is exported, then erased everywhere, and the log still verifies") {
  Fixture f;
  record::Account ada, bob;
  ada.id = "account_ada";
  ada.name = "ada";
  ada.role = record::Role::admin;
  bob.id = "account_bob";
  bob.name = "bob";
  bob.display = "Bob Babbage";
  REQUIRE(f.store->accounts().add(ada).has_value());
  REQUIRE(f.store->accounts().add(bob).has_value());
  REQUIRE(f.store->cases().put_exposure({"system_1", true, "bob", "it is public", kNow}));
  REQUIRE(f.store->cases().put_exposure({"system_2", true, "ada", "", kNow}));
  record::Standing stood;
  stood.framework = "guidelines";
  stood.requirement = "O1";
  stood.at = kNow;
  stood.why = "bob answered \"met\"; bobby did not";
  REQUIRE(f.store->evidence().put_standings({stood}));
  f.say(2);
  f.anchor();
  const std::string data = export_person(*f.store, "bob", kNow).value();
  CHECK(data.find("Bob Babbage") != std::string::npos);
  CHECK(data.find("it is public") != std::string::npos);
  CHECK(data.find("system_2") == std::string::npos);

  const auto last = erase_person(*f.store, "ada", command_event("account.erase", "", "", kNow));
  REQUIRE(last.has_value());
  CHECK_FALSE(last->done);
  const auto erased = erase_person(*f.store, "bob", command_event("account.erase", "", "", kNow));
  REQUIRE(erased.has_value());
  CHECK(erased->done);
  CHECK(erased->rows == 2);
  CHECK(f.store->evidence().standings("guidelines", "O1", "", 0).value().front().why ==
        erased->pseudonym + " answered \"met\"; bobby did not");
  CHECK(f.store->cases().exposure("system_1").value()->by == erased->pseudonym);
  CHECK(f.verdict().ok());
  const auto entry = f.store->audit().entries({}).value().front();
  CHECK(entry.shown_detail == erased->pseudonym + " was erased");
  // Nothing of it is left in the file, journal included.
  f.store.reset();
  f.store = Fixture::opened(f.path);
  sqlite3* handle = nullptr;
  REQUIRE(sqlite3_open(f.path.c_str(), &handle) == SQLITE_OK);
  REQUIRE(sqlite3_exec(handle, "VACUUM", nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(handle);
  f.store.reset();
  CHECK(contents(f.path).find("Bob Babbage") == std::string::npos);
}

TEST_CASE("a backup comes back, and a damaged one does not") {
  Fixture f;
  f.say(3);
  f.anchor();
  const std::string file = f.temp.file("backup.tar");
  const auto made = back_up(*f.store, file, true, kNow);
  REQUIRE_MESSAGE(made.has_value(), made.error());
  CHECK(made->files.size() == 4);  // store, heads, two files of the key
  CHECK_FALSE(back_up(*f.store, file, true, kNow).has_value());
  // Interrupted at any of its pieces, it leaves neither itself nor a part.
  const auto lying = [&] {
    return std::distance(std::filesystem::directory_iterator(f.temp.file("")),
                         std::filesystem::directory_iterator());
  };
  const auto before = lying();
  for (int pieces = 0; pieces < 5; ++pieces) {
    int left = pieces;
    const auto stopped =
        back_up(*f.store, f.temp.file("other.tar"), true, kNow, [&] { return left-- <= 0; });
    CHECK_FALSE(stopped.has_value());
    CHECK(lying() == before);
  }
  struct stat status{};
  REQUIRE(::stat(file.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  const BackupTrust own{audit_keys(f.keys), false};
  REQUIRE(check_backup(file, own).has_value());
  CHECK(check_backup(file, own)->vouched_by == "audit");
  CHECK(check_backup(file, {})->vouched_by.empty());

  f.say(2);
  const std::string other = f.temp.file("new/place/store.db");
  std::filesystem::create_directories(f.temp.file("new/place"));
  const auto unvouched = restore(file, other, false, {}, kNow);
  REQUIRE_FALSE(unvouched.has_value());
  CHECK(unvouched.error().why == NotRestored::Why::unvouched);
  CHECK(unvouched.error().is_signed);
  CHECK_FALSE(std::filesystem::exists(other));
  const auto restored = restore(file, other, false, own, kNow);
  REQUIRE_MESSAGE(restored.has_value(), restored.error().what);
  CHECK(restored->kept.empty());
  {
    const auto store = Fixture::opened(other);
    CHECK(store->audit().head().value().number == 3);
    CHECK(verify_audit(*store, default_anchors(other), KeyFolder::beside(other)).anchors == 1);
    CHECK(verify_audit(*store, default_anchors(other), KeyFolder::beside(other)).ok());
  }
  CHECK_FALSE(restore(file, other, false, own, kNow).has_value());
  const auto again = restore(file, other, true, own, kNow);
  REQUIRE_MESSAGE(again.has_value(), again.error().what);
  CHECK(again->kept.size() == 4);
  CHECK(std::filesystem::exists(again->kept.front()));

  // Every byte of it counts: headers, manifest, database.
  const std::string good = contents(file);
  for (std::size_t at : {std::size_t{0}, std::size_t{130}, std::size_t{600}, good.size() / 2}) {
    std::string changed = good;
    changed[at] = static_cast<char>(changed[at] ^ 0x55);
    put(file, changed);
    CAPTURE(at);
    CHECK_FALSE(read_backup(file).has_value());
    CHECK_FALSE(restore(file, f.temp.file("x/store.db"), true, {{}, true}, kNow).has_value());
  }
  put(file, good.substr(0, good.size() / 2));
  CHECK_FALSE(check_backup(file, own).has_value());
  CHECK_FALSE(std::filesystem::exists(f.temp.file("x/store.db")));
}

TEST_CASE("an archive writes nowhere but in its places") {
  tests::TempFolder temp;
  const std::string file = temp.file("evil.tar");
  const std::string hash(64, '0');
  auto tar = TarWriter::create(file);
  REQUIRE(tar.has_value());
  REQUIRE(tar->add("manifest.json",
                   R"({"schema":"bartizan-backup-1","at":"2026-11-28","version":"x","files":[)"
                   R"({"name":"keys/../../escaped.key","size":1,"sha256":")" +
                       hash + "\"}]}")
              .has_value());
  REQUIRE(tar->add("keys/../../escaped.key", "x").has_value());
  REQUIRE(tar->finish().has_value());
  std::filesystem::create_directories(temp.file("a/b"));
  CHECK_FALSE(restore(file, temp.file("a/b/store.db"), true, {{}, true}, kNow).has_value());
  CHECK_FALSE(std::filesystem::exists(temp.file("escaped.key")));
  CHECK_FALSE(std::filesystem::exists(temp.file("a/escaped.key")));
}

}  // namespace
}  // namespace bartizan::run
