// The audit log grows, joins changes in their own transaction, and shows every kind of tampering.
#include <doctest/doctest.h>
#include <rapidcheck.h>
#include <sqlite3.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <thread>

#include "store/store.h"
#include "support/temp_folder.h"

namespace bartizan::store {
namespace {

using record::AuditEvent;

constexpr base::Millis kNow = 1'790'000'000'000;

// A store on disk that the test may also open behind the store's back.
class Folder {
 public:
  std::string file() const { return folder_.file("store.db"); }
  std::unique_ptr<Store> store() const {
    auto store = open({file(), false, 0, false});
    REQUIRE(store.has_value());
    return std::move(*store);
  }
  void tamper(const std::string& sql) const {
    sqlite3* handle = nullptr;
    REQUIRE(sqlite3_open(file().c_str(), &handle) == SQLITE_OK);
    const int code = sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr);
    CAPTURE(sqlite3_errmsg(handle));
    CHECK(code == SQLITE_OK);
    sqlite3_close(handle);
  }

 private:
  tests::TempFolder folder_;
};

const std::string kUnlock =
    "DROP TRIGGER audit_is_not_changed; DROP TRIGGER audit_is_not_cut; "
    "DROP TRIGGER audit_floor_rises; DROP TRIGGER audit_chain_stays;";

AuditEvent event(int i) {
  return {kNow + i,
          "ada",
          "cli",
          "exposure.set",
          "system_" + std::to_string(i),
          "exposed yes, said {0}",
          {"Bob Babbage"}};
}

void fill(Store& store, int n) {
  for (int i = 1; i <= n; ++i) REQUIRE(store.audit().append(event(i)).value() == i);
}

TEST_CASE("entries come back, latest first, with the names of people") {
  Folder folder;
  const auto store = folder.store();
  fill(*store, 3);
  const auto all = store->audit().entries({}).value();
  REQUIRE(all.size() == 3);
  CHECK(all[0].number == 3);
  CHECK(all[0].shown_who == "ada");
  CHECK(all[0].who.starts_with("person_"));
  CHECK(all[0].shown_detail == "exposed yes, said Bob Babbage");
  CHECK(all[0].detail.find("Bob") == std::string::npos);
  CHECK(all[0].previous == all[1].hash);
  AuditFilter filter;
  filter.subject = "system_2";
  CHECK(store->audit().entries(filter).value().size() == 1);
  filter = {};
  filter.what = "exposure";
  filter.who = "ada";
  filter.text = "Babbage";
  filter.limit = 2;
  CHECK(store->audit().entries(filter).value().size() == 2);
  filter.what = "expo";
  CHECK(store->audit().entries(filter).value().empty());
  filter = {};
  filter.before = 2;
  CHECK(store->audit().entries(filter).value().size() == 1);
  const auto checked = store->audit().check().value();
  CHECK(checked.problem.empty());
  CHECK(checked.entries == 3);
  CHECK(checked.head.hash == all[0].hash);
}

TEST_CASE("dates that run backwards are named, and break nothing") {
  Folder folder;
  const auto store = folder.store();
  constexpr base::Millis kMinute = 60'000, kDay = 1440 * kMinute;
  // In the order in which they are written: 2 is late as commands are, 4 and 5 were set back.
  for (const base::Millis at : {kNow, kNow - 9 * kMinute, kNow + kDay, kNow - 7 * kDay,
                                kNow - 6 * kDay, kNow + 2 * kDay, kNow + kDay}) {
    record::AuditEvent one = event(1);
    one.at = at;
    REQUIRE(store->audit().append(one).has_value());
  }
  const auto checked = store->audit().check().value();
  CHECK(checked.problem.empty());
  REQUIRE(checked.backwards.size() == 2);
  CHECK(checked.backwards[0].starts_with("entries 4 to 5 are dated 2026-"));
  CHECK(checked.backwards[0].find("before entry 3 (2026-") != std::string::npos);
  CHECK(checked.backwards[1].starts_with("entry 7 is dated 2026-"));
}

TEST_CASE("nobody changes or removes an entry through SQL") {
  Folder folder;
  const auto store = folder.store();
  fill(*store, 3);
  sqlite3* handle = nullptr;
  REQUIRE(sqlite3_open(folder.file().c_str(), &handle) == SQLITE_OK);
  for (const char* sql :
       {"UPDATE audit SET detail = '' WHERE number = 2", "DELETE FROM audit WHERE number = 3",
        "DELETE FROM audit", "UPDATE audit_chain SET floor = 0", "DELETE FROM audit_chain",
        "UPDATE audit_chain SET chain = 'x', floor = 9", "REPLACE INTO audit SELECT * FROM audit",
        "REPLACE INTO audit_chain VALUES(1, 'x', 0, '')"}) {
    CAPTURE(sql);
    CHECK(sqlite3_exec(handle, sql, nullptr, nullptr, nullptr) != SQLITE_OK);
  }
  sqlite3_close(handle);
  CHECK(store->audit().check().value().problem.empty());
}

TEST_CASE("a change carries its entry, in one transaction") {
  Folder folder;
  const auto store = folder.store();
  {
    AuditedChange change(store->audit(), event(1));
    REQUIRE(store->cases().put_exposure({"system_1", true, "ada", "", kNow}).has_value());
    REQUIRE(store->cases().put_exposure({"system_2", true, "ada", "", kNow}).has_value());
    CHECK(store->audit().head().value().number == 1);  // with the first, once
    CHECK(change.done().value() == 1);
  }
  {
    AuditedChange change(store->audit(), event(2));  // nothing happens, nothing is said
    CHECK_FALSE(store->cases().remove_vex("vex_none").value());
  }
  REQUIRE(store->cases().put_exposure({"system_3", true, "ada", "", kNow}).has_value());
  CHECK(store->audit().head().value().number == 1);
  {
    // A batch is what anybody recorded before, a scan beside it for one: it is not this change.
    AuditedChange change(store->audit(), event(3));
    record::Exception exception;
    exception.id = "exception_1";
    REQUIRE(store->remember(exception, kNow).has_value());
    REQUIRE(store->flush().has_value());
    REQUIRE(store->change_mark().has_value());
    CHECK(store->audit().head().value().number == 1);
    REQUIRE(store->cases().put_exposure({"system_5", true, "ada", "", kNow}).has_value());
    CHECK(store->audit().head().value().number == 2);
    CHECK(change.done().value() == 2);
  }
  {
    // It was refused after it had a batch written: nothing was decided, nothing is said.
    const AuditedChange change(store->audit(), event(3));
    record::Exception exception;
    exception.id = "exception_2";
    REQUIRE(store->remember(exception, kNow).has_value());
    REQUIRE(store->flush().has_value());
  }
  CHECK(store->audit().head().value().number == 2);
  {
    AuditedChange change(store->audit(), event(4));
    std::thread([&] {
      REQUIRE(store->cases().put_exposure({"system_4", true, "eve", "", kNow}).has_value());
    }).join();
    CHECK(store->audit().head().value().number == 2);  // another thread's change is not this one
    CHECK(change.done().value() == 3);
  }
  CHECK(store->audit().check().value().problem.empty());
}

TEST_CASE("an erased person leaves a pseudonym, and the log still verifies") {
  Folder folder;
  const auto store = folder.store();
  fill(*store, 2);
  const std::string pseudonym = store->audit().pseudonym("Bob Babbage").value();
  CHECK(store->audit().forget_name("Bob Babbage").value() == pseudonym);
  CHECK(store->audit().forget_name("Bob Babbage").value().empty());
  const auto last = store->audit().entry(2).value().value();
  CHECK(last.shown_detail == "exposed yes, said " + pseudonym);
  CHECK(store->audit().check().value().problem.empty());
  CHECK(store->audit().pseudonym("Bob Babbage").value() != pseudonym);
}

TEST_CASE("every kind of tampering is found, with its place") {
  const auto after = [](const std::string& sql) {
    Folder folder;
    {
      const auto store = folder.store();
      fill(*store, 5);
    }
    folder.tamper(kUnlock + sql);
    const auto store = folder.store();
    return store->audit().check().value();
  };
  auto checked = after("UPDATE audit SET detail = 'exposed no' WHERE number = 3");
  CHECK(checked.problem == "entry 3 was changed");
  CHECK(checked.place == 3);
  checked = after("DELETE FROM audit WHERE number = 3");
  CHECK(checked.problem == "entry 3 is missing");
  checked = after("DELETE FROM audit WHERE number IN (2, 3)");
  CHECK(checked.problem == "entries 2 to 3 are missing");
  checked = after("DELETE FROM audit WHERE number = 1");
  CHECK(checked.problem == "entry 1 is missing");
  checked = after("DELETE FROM audit WHERE number > 3");
  CHECK(checked.problem == "the log was cut off behind entry 3: 2 more were written");
  checked = after("UPDATE audit_name SET name = 'Eve' WHERE name = 'ada'");
  CHECK(checked.problem.find("was changed: it says Eve now") != std::string::npos);
  checked = after(
      "UPDATE audit SET at = at + 1, hash = (SELECT hash FROM audit WHERE number = 4) "
      "WHERE number = 3");
  CHECK(checked.place == 3);
  checked = after("UPDATE audit_chain SET chain = 'another'");
  CHECK(checked.place == 1);
  checked = after("UPDATE audit SET number = 9 WHERE number = 5");
  CHECK(checked.problem == "entries 5 to 8 are missing");
}

TEST_CASE("a tail that was cut off stays a gap when the log goes on") {
  Folder folder;
  {
    fill(*folder.store(), 5);
  }
  folder.tamper(kUnlock + "DELETE FROM audit WHERE number > 3");
  const auto store = folder.store();
  CHECK(store->audit().append(event(6)).value() == 6);
  CHECK(store->audit().check().value().problem == "entries 4 to 5 are missing");
}

TEST_CASE("entries are dropped only below a head that was signed") {
  Folder folder;
  const auto store = folder.store();
  fill(*store, 5);
  Audit& audit = store->audit();
  record::AuditHead head = audit.head().value();
  CHECK(audit.drop_until(5, {"other", 5, head.hash}).error().code == base::Code::invalid);
  CHECK(audit.drop_until(5, {head.chain, 4, audit.hash_at(4).value()}).error().code ==
        base::Code::invalid);
  CHECK(audit.drop_until(5, {head.chain, 5, std::string(64, '0')}).error().code ==
        base::Code::invalid);
  CHECK(audit.drop_until(3, head).value() == 3);
  CHECK(audit.drop_until(3, head).value() == 0);
  auto checked = audit.check().value();
  CHECK(checked.problem.empty());
  CHECK(checked.first == 4);
  CHECK(audit.drop_until(5, head).value() == 2);
  CHECK(audit.append(event(6)).value() == 6);
  checked = audit.check().value();
  CHECK(checked.problem.empty());
  CHECK(checked.entries == 1);
}

TEST_CASE("any change of any entry is found") {
  Folder folder;
  constexpr int kEntries = 12;
  {
    fill(*folder.store(), kEntries);
  }
  folder.tamper(kUnlock + "PRAGMA journal_mode = DELETE; PRAGMA wal_checkpoint;");
  const bool ok = rc::check([&] {
    const int number = *rc::gen::inRange(1, kEntries + 1);
    const std::string column = *rc::gen::elementOf(std::vector<std::string>{
        "at", "who", "via", "what", "subject", "detail", "previous", "hash"});
    Folder copy;
    std::filesystem::copy_file(folder.file(), copy.file());
    copy.tamper("UPDATE audit SET " + column +
                (column == "at" ? " = at - 1" : " = " + column + " || 'x'") +
                " WHERE number = " + std::to_string(number));
    const auto checked = copy.store()->audit().check().value();
    RC_ASSERT(checked.place == number);
  });
  CHECK(ok);
}

TEST_CASE("two writers of one log make one chain") {
  Folder folder;
  const auto one = folder.store();
  const auto two = folder.store();
  const auto write = [](Store& store) {
    for (int i = 0; i < 20; ++i) REQUIRE(store.audit().append(event(i)).has_value());
  };
  std::thread other([&] { write(*two); });
  write(*one);
  other.join();
  const auto checked = one->audit().check().value();
  CHECK(checked.problem.empty());
  CHECK(checked.entries == 40);
}

}  // namespace
}  // namespace bartizan::store
