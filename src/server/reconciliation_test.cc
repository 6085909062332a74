// The comparison that is kept is what the store says, and its pages are the whole of it.
#include "server/reconciliation.h"

#include <doctest/doctest.h>

#include <atomic>
#include <set>

#include "run/estate.h"
#include "server/test_server.h"
#include "text/tree.h"

namespace bartizan::server {
namespace {

constexpr base::Millis kNow = TestServer::kNow;

std::string id_of(const std::string& name) { return run::found_system_id("/srv/estate", name); }
std::string name_of(int i) { return "service-" + std::to_string(i); }

void declare(store::Store& store, int i, const char* agency) {
  record::UseCase use_case;
  use_case.id = "system_" + std::to_string(i);
  use_case.source = "inventory.csv";
  const auto add = [&](const char* field, const std::string& value) {
    use_case.fields.push_back({field, value, record::Treatment::declared, std::nullopt});
  };
  add("id", "A-" + std::to_string(i));
  add("use_case_name", "Service " + std::to_string(i));
  add("agency", agency);
  add("development_stage", "Deployed");
  REQUIRE(store.inventory().put_use_case(use_case));
}

store::Place estate(const char* version, int first, int last) {
  store::Place place;
  place.path = "/srv/estate";
  place.read = kNow;
  for (int i = first; i < last; ++i) {
    store::EstateSystem system;
    system.path = system.name = name_of(i);
    system.id = id_of(system.name);
    record::Component c;
    c.id = "component_" + std::to_string(i);
    c.name = "openai";
    c.version = version;
    place.components.push_back(c);
    system.components = {c.id};
    place.systems.push_back(system);
  }
  return place;
}

// Systems 0 to 11 are found, use cases 6 to 14 declared; 8 and 9 are assigned, and 9 has changed.
void fill(store::Store& store) {
  for (int i = 6; i < 15; ++i) declare(store, i, i < 12 ? "DHS" : "NASA");
  REQUIRE(store.estate().replace(estate("1.0", 0, 12)));
  for (int i : {8, 9})
    REQUIRE(store.estate().assign(id_of(name_of(i)), "system_" + std::to_string(i)));
  store::Place changed = estate("1.0", 0, 12);
  changed.components[9].version = "2.0";
  REQUIRE(store.estate().replace(changed));
}

text::Node read(const Response& response) {
  CAPTURE(response.body);
  REQUIRE(response.status == 200);
  base::Budget budget{base::Limits()};
  auto tree = text::parse_json(response.body, budget);
  REQUIRE(tree);
  return std::move(*tree);
}

std::vector<std::string> keys(const text::Node& answer) {
  std::vector<std::string> all;
  for (const text::Node& item : answer.find("items")->items) {
    all.push_back(std::string(item.string("gap")) + " " + std::string(item.string("name")));
  }
  return all;
}

std::string gaps(const text::Node& answer) {
  const text::Node& counts = *answer.find("facets")->find("gap");
  return counts.find("shadow")->text + " " + counts.find("ghost")->text + " " +
         counts.find("drift")->text;
}

TEST_CASE("pages of the comparison are the whole of it, with the counts of all three gaps") {
  TestServer server;
  server.gate.person = TestServer::admin();
  fill(*server.store);
  const std::string address = "/api/v1/reconcile";
  const text::Node whole = read(server.get(address + "?limit=500"));
  CHECK(keys(whole).size() == 18);
  CHECK(gaps(whole) == "10 7 1");
  for (const char* query : {"", "&gap=shadow", "&gap=ghost", "&gap=drift", "&q=SERVICE-1",
                            "&agency=NASA", "&gap=ghost&q=service"}) {
    CAPTURE(query);
    const text::Node all = read(server.get(address + "?limit=500" + query));
    std::vector<std::string> paged;
    std::string cursor;
    for (int pages = 0; pages < 20; ++pages) {
      const text::Node page = read(
          server.get(address + "?limit=3" + query + (cursor.empty() ? "" : "&cursor=" + cursor)));
      CHECK(page.find("items")->items.size() <= 3);
      CHECK(gaps(page) == gaps(all));
      CHECK(page.find("total")->text == std::to_string(keys(all).size()));
      CHECK(page.find("declared")->text == "9");
      CHECK(page.find("found")->text == "12");
      CHECK(page.find("matched")->text == "2");
      CHECK(page.find("use_cases")->text == "9");
      CHECK(page.find("places")->text == "1");
      for (std::string& key : keys(page)) paged.push_back(std::move(key));
      cursor = page.string("next");
      if (cursor.empty()) break;
    }
    CHECK(paged == keys(all));
  }
  CHECK(gaps(read(server.get(address + "?q=service-1&gap=drift"))) == "3 0 0");
  CHECK(gaps(read(server.get(address + "?agency=DHS"))) == "0 4 1");
  CHECK(server.get(address + "?agency=none").status == 404);
  CHECK(server.get(address + "?gap=none").status == 400);
  const text::Node drift = read(server.get(address + "?gap=drift"));
  const text::Node& item = drift.find("items")->items.front();
  CHECK(item.string("use_case") == "system_9");
  CHECK(item.find("details")->items.front().text == "changed: package openai from 1.0 to 2.0");
}

TEST_CASE("an assignment answers what it changed, and the next page shows it") {
  TestServer server;
  server.gate.person = TestServer::admin();
  fill(*server.store);
  const std::string shadows = "/api/v1/reconcile?gap=shadow&q=service-7";
  const text::Node before = read(server.get(shadows));
  REQUIRE(keys(before).size() == 1);
  const text::Node& item = before.find("items")->items.front();
  // One digit is no word, so all are alike, and the first of the inventory stand first.
  REQUIRE(item.find("suggestions")->items.size() == 3);
  CHECK(item.find("suggestions")->items[1].string("use_case") == "system_7");
  const Response assigned =
      server.post("/api/v1/reconcile/assign",
                  R"({"found":")" + id_of("service-7") + R"(","use_case":"system_7"})");
  const text::Node answer = read(assigned);
  CHECK(answer.string("found") == id_of("service-7"));
  CHECK(answer.string("use_case") == "system_7");
  CHECK(answer.string("use_case_name") == "Service 7");
  CHECK_FALSE(answer.string("audit").empty());
  CHECK(answer.find("items") == nullptr);
  CHECK(assigned.body.size() < 300);
  CHECK(keys(read(server.get(shadows))).empty());
  CHECK(gaps(read(server.get("/api/v1/reconcile"))) == "9 6 1");
  const Response undone = server.post(
      "/api/v1/findings/undo", R"({"audit":")" + std::string(answer.string("audit")) + "\"}");
  CHECK(undone.status == 200);
  CHECK(gaps(read(server.get("/api/v1/reconcile"))) == "10 7 1");
  // By the id that the organisation gave it, as people know it.
  CHECK(read(server.post("/api/v1/reconcile/assign",
                         R"({"found":")" + id_of("service-7") + R"(","use_case":"A-7"})"))
            .string("use_case") == "system_7");
  CHECK(gaps(read(server.get("/api/v1/reconcile"))) == "9 6 1");
}

TEST_CASE("what is declared, edited or read again is seen by the next look") {
  TestServer server;
  fill(*server.store);
  const auto look = [&] {
    const auto seen = server.reconciliation.look();
    REQUIRE(seen);
    return seen->compared->all.differences.size();
  };
  CHECK(look() == 18);
  declare(*server.store, 15, "DHS");
  CHECK(look() == 19);
  REQUIRE(server.store->inventory().remove_use_case("system_15"));
  CHECK(look() == 18);
  REQUIRE(server.store->estate().replace(estate("1.0", 0, 12)));
  CHECK(look() == 17);
  REQUIRE(server.store->estate().forget("/srv/estate"));
  CHECK(look() == 9);
}

TEST_CASE("what another process wrote is seen after a pause, and nobody waits long for it") {
  TestServer server;
  fill(*server.store);
  std::atomic<base::Millis> now = kNow;
  Reconciliation patient(*server.store, [&] { return now.load(); }, std::chrono::minutes(1));
  Reconciliation hasty(*server.store, [&] { return now.load(); }, std::chrono::milliseconds(0));
  CHECK(patient.look()->compared->all.differences.size() == 18);
  CHECK(hasty.look()->compared->all.differences.size() == 18);
  const auto other = TestServer::open_store(server.temp.file("store.db"));
  declare(*other, 15, "DHS");
  CHECK(patient.look()->compared->all.differences.size() == 18);
  now = kNow + 5000;
  const auto seen = patient.look();
  CHECK(seen->compared->all.differences.size() == 19);
  CHECK(seen->as_of == now);
  // The older one comes with its time, until the newer one is made.
  for (int i = 0; i < 10'000; ++i) {
    const auto quick = hasty.look();
    REQUIRE(quick);
    const bool is_new = quick->compared->all.differences.size() == 19;
    CHECK(quick->as_of == (is_new ? now.load() : kNow));
    if (is_new) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  FAIL("it never was made");
}

}  // namespace
}  // namespace bartizan::server
