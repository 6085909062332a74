// What is kept in memory is what the store says, from one request to the next.
#include "server/estate_view.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <atomic>
#include <set>
#include <thread>

#include "run/estate.h"
#include "server/test_server.h"
#include "text/tree.h"

namespace bartizan::server {
namespace {

constexpr base::Millis kNow = TestServer::kNow;
constexpr base::Millis kDay = 86'400'000;

std::string name_of(int i) {
  return "service-" + std::string(i < 10 ? "0" : "") + std::to_string(i);
}
std::string id_of(int i) { return run::found_system_id("/srv/estate", name_of(i)); }

void see(store::Store& store, const std::string& path, record::Verdict verdict, int findings) {
  const std::string scan = store.begin_scan({}, kNow).value();
  record::Artifact a;
  a.sha256 = std::string(64, 'a');
  a.size = path.size();
  a.format = "torch-zip";
  a.verdict = verdict;
  for (int i = 0; i < findings; ++i) {
    record::Finding f;
    f.rule = i == 0 ? "BZ-PKL-001" : "BZ-PKL-004";
    f.severity = i == 0 ? record::Severity::critical : record::Severity::low;
    f.range = {static_cast<std::uint64_t>(i), 1};
    a.findings.push_back(f);
  }
  REQUIRE(store.record_sighting(scan, {path, kNow, kNow}, a));
  REQUIRE(store.finish_scan(scan, {}, kNow));
}

record::Case weakness(int i, base::Millis due) {
  record::Case c;
  c.id = "case_" + std::to_string(i) + "_" + std::to_string(due);
  c.system = id_of(i);
  c.system_name = name_of(i);
  c.component = "pkg:pypi/a@1";
  c.advisory = "CVE-2026-1";
  c.table = "bod-26-04";
  c.inputs = "{}";
  c.start = kNow - 20 * kDay;
  c.due = due;
  return c;
}

// Twenty systems of one place: every second one has a file, every third one a case.
void fill(store::Store& store) {
  store::Place place;
  place.path = "/srv/estate";
  place.read = kNow;
  std::vector<record::Case> cases;
  for (int i = 0; i < 20; ++i) {
    store::EstateSystem system;
    system.path = system.name = name_of(i);
    system.id = id_of(i);
    system.owner = i % 4 == 0 ? "" : "team-" + std::to_string(i % 4) + "@x.invalid";
    for (int k = 0; k <= i % 3; ++k) {
      record::Component c;
      c.id = "component_" + std::to_string(i) + "_" + std::to_string(k);
      c.name = "package-" + std::to_string(k);
      place.components.push_back(c);
      system.components.push_back(c.id);
    }
    place.systems.push_back(system);
    if (i % 3 == 0) cases.push_back(weakness(i, kNow + (i - 10) * kDay));
  }
  REQUIRE(store.estate().replace(place));
  for (int i = 0; i < 20; i += 2) {
    see(store, "/srv/estate/" + name_of(i) + "/m.pt",
        i % 4 == 0 ? record::Verdict::malicious : record::Verdict::clean, i % 5);
  }
  REQUIRE(store.cases().observe({}, cases, kNow - kDay));
}

text::Node read(const Response& response) {
  REQUIRE(response.status == 200);
  base::Budget budget{base::Limits()};
  auto tree = text::parse_json(response.body, budget);
  REQUIRE(tree);
  return std::move(*tree);
}

std::vector<std::string> ids(const text::Node& answer, const char* key) {
  std::vector<std::string> all;
  for (const text::Node& item : answer.find("items")->items) {
    all.push_back(std::string(item.string(key)));
  }
  return all;
}

TEST_CASE("the pages of a list are the list, in each order and with each filter") {
  TestServer server;
  server.gate.person = TestServer::admin();
  fill(*server.store);
  for (const auto& [address, key] : std::vector<std::pair<std::string, const char*>>{
           {"systems?", "id"},
           {"systems?sort=-worst", "id"},
           {"systems?sort=-name", "id"},
           {"systems?sort=owner", "id"},
           {"systems?sort=-verdict", "id"},
           {"systems?sort=clock", "id"},
           {"systems?sort=-components", "id"},
           {"systems?sort=artifacts&found=yes", "id"},
           {"systems?verdict=malicious", "id"},
           {"systems?q=service-1", "id"},
           {"artifacts?", "id"},
           {"artifacts?sort=-size&verdict=clean", "id"},
           {"findings?", "id"},
           {"findings?severity=low", "id"},
           {"clocks?", "case"},
           {"clocks?band=overdue", "case"}}) {
    CAPTURE(address);
    const text::Node whole = read(server.get("/api/v1/" + address + "&limit=500"));
    const auto all = ids(whole, key);
    REQUIRE_FALSE(all.empty());
    CHECK(std::set<std::string>(all.begin(), all.end()).size() == all.size());
    std::vector<std::string> paged;
    std::string cursor;
    for (int pages = 0; pages < 100; ++pages) {
      const text::Node page = read(server.get("/api/v1/" + address + "&limit=3" +
                                              (cursor.empty() ? "" : "&cursor=" + cursor)));
      CHECK(ids(page, key).size() <= 3);
      for (std::string& id : ids(page, key)) paged.push_back(std::move(id));
      cursor = page.string("next");
      if (cursor.empty()) break;
    }
    CHECK(paged == all);
  }
}

TEST_CASE("a list of systems begins with the worst, unless another order is asked for") {
  using enum record::Status;
  TestServer server;
  server.gate.person = TestServer::admin();
  store::Place place;
  place.path = "/srv/estate";
  place.read = kNow;
  std::vector<record::Standing> standings;
  const auto stands = [&](int i, int number, record::Status status) {
    standings.push_back({"f", std::to_string(number), id_of(i), kNow, status, {}, ""});
  };
  for (int i = 0; i < 8; ++i) {
    store::EstateSystem system;
    system.path = system.name = name_of(i);
    system.id = id_of(i);
    place.systems.push_back(system);
  }
  REQUIRE(server.store->estate().replace(place));
  // 0 and 1: as good as each other. 2: not whole. 3 and 4: unmet. 5: late. 6 and 7: harmful.
  see(*server.store, "/srv/estate/" + name_of(0) + "/m.pt", record::Verdict::clean, 0);
  see(*server.store, "/srv/estate/" + name_of(2) + "/m.pt", record::Verdict::incomplete, 0);
  see(*server.store, "/srv/estate/" + name_of(6) + "/m.pt", record::Verdict::suspicious, 1);
  see(*server.store, "/srv/estate/" + name_of(7) + "/m.pt", record::Verdict::malicious, 1);
  stands(1, 1, met);
  stands(2, 1, unknown);
  stands(3, 1, unmet);
  stands(4, 1, unmet);
  stands(4, 2, unmet);
  REQUIRE(server.store->evidence().put_standings(standings));
  REQUIRE(server.store->cases().observe({}, {weakness(5, kNow - kDay)}, kNow - kDay));
  // Declared, and read by nobody.
  record::UseCase use_case;
  use_case.id = "system_u";
  use_case.fields = {{"use_case_name", "Triage", record::Treatment::declared, std::nullopt}};
  REQUIRE(server.store->inventory().put_use_case(use_case));

  const auto listed = [&](const std::string& query) {
    return ids(read(server.get("/api/v1/systems" + query)), "id");
  };
  const std::vector<std::string> wanted{id_of(7),   id_of(6), id_of(5), id_of(4), id_of(3),
                                        "system_u", id_of(2), id_of(0), id_of(1)};
  CHECK(listed("") == wanted);
  CHECK(listed("?sort=worst") == wanted);
  CHECK(listed("?sort=-worst") == std::vector<std::string>(wanted.rbegin(), wanted.rend()));
  CHECK(listed("?sort=name") == std::vector<std::string>{id_of(0), id_of(1), id_of(2), id_of(3),
                                                         id_of(4), id_of(5), id_of(6), id_of(7),
                                                         "system_u"});
  CHECK(listed("?limit=2&cursor=4") == std::vector<std::string>{id_of(3), "system_u"});
}

TEST_CASE("what is written is seen by the next request") {
  TestServer server;
  server.gate.person = TestServer::admin();
  fill(*server.store);
  const std::string first = "/api/v1/systems/" + id_of(1);
  const auto has = [&](const std::string& address, std::string_view text) {
    const Response response = server.get(address);
    CAPTURE(response.body);
    return response.body.find(text) != std::string::npos;
  };
  CHECK(has(first, R"("verdict":null)"));
  CHECK(has(first, R"("artifacts":0,"components":2,"models":0)"));
  CHECK(has(first, R"("exposure":null)"));
  see(*server.store, "/srv/estate/" + name_of(1) + "/new.pt", record::Verdict::suspicious, 1);
  CHECK(has(first, R"("verdict":"suspicious")"));
  CHECK(has(first, R"("artifacts":1)"));
  // The same file once more.
  see(*server.store, "/srv/estate/" + name_of(1) + "/new.pt", record::Verdict::not_a_model, 0);
  CHECK(has(first, R"("artifacts":0)"));
  REQUIRE(server.store->cases().put_exposure({id_of(1), true, "ada", "so", kNow}));
  CHECK(has(first, R"("exposed":true)"));
  CHECK(has("/api/v1/systems?q=" + id_of(1), R"("exposure":"yes")"));
  record::Case due = weakness(1, kNow - kDay);
  REQUIRE(server.store->cases().observe({}, {due}, kNow));
  CHECK(has(first, R"("state":"overdue")"));
  due.state = record::CaseState::fixed;
  REQUIRE(server.store->cases().change(due, {due.id, kNow, "ada", "state", "open", "fixed", ""}));
  CHECK(has(first, R"("state":"none")"));
  using enum record::Status;
  REQUIRE(server.store->evidence().put_standings({{"f", "1", id_of(1), kNow, met, {}, ""}}));
  CHECK(has(first, R"("met":1,"partly":0)"));
  record::Evidence bom;
  bom.kind = record::EvidenceKind::bom;
  bom.system = id_of(1);
  bom.subject = "/srv/estate/bom.json";
  bom.facts = {{"g7-have", "10"}, {"g7-of", "40"}};
  bom.id = record::evidence_id(bom);
  REQUIRE(server.store->evidence().add({bom}));
  CHECK(has(first, R"("completeness":25)"));
  record::UseCase use_case;
  use_case.id = "system_u";
  use_case.fields = {{"id", "A-1", record::Treatment::declared, std::nullopt},
                     {"use_case_name", "Triage", record::Treatment::declared, std::nullopt}};
  REQUIRE(server.store->inventory().put_use_case(use_case));
  CHECK(has("/api/v1/systems/system_u", R"("name":"Triage")"));
  REQUIRE(server.store->estate().assign(id_of(1), "system_u"));
  CHECK(has(first, R"("name":"Triage")"));
  CHECK(has("/api/v1/systems/system_u", R"("found":true)"));
  CHECK(has("/api/v1/systems?declared=yes", R"("total":1)"));
  REQUIRE(server.store->estate().forget("/srv/estate"));
  CHECK(server.get(first).status == 404);
}

TEST_CASE("systems stand in the order of the alphabet, whatever their letters look like") {
  TestServer server;
  store::Place place;
  place.path = "/srv/letters";
  place.read = kNow;
  for (const char* name : {"zeta", "Beta", "alpha", "Yota", "srv"}) {
    store::EstateSystem system;
    system.path = system.name = name;
    system.id = run::found_system_id(place.path, system.path);
    place.systems.push_back(system);
  }
  REQUIRE(server.store->estate().replace(place));
  const auto estate = server.estate.look();
  REQUIRE(estate);
  std::string names;
  for (const SystemLine& line : (*estate)->systems) names += line.ref.name + " ";
  CHECK(names == "alpha Beta srv Yota zeta ");
}

TEST_CASE("what was accepted for a time is open again when that is over") {
  TestServer server;
  server.gate.person = TestServer::admin();
  fill(*server.store);
  record::Case accepted = weakness(0, kNow - kDay);
  REQUIRE(server.store->cases().observe({}, {accepted}, kNow - kDay));
  accepted.state = record::CaseState::accepted;
  accepted.until = kNow;
  REQUIRE(server.store->cases().change(
      accepted, {accepted.id, kNow - kDay, "ada", "state", "open", "accepted", "for a day"}));
  const Response clocks = server.get("/api/v1/clocks?band=overdue&system=" + id_of(0));
  CHECK(clocks.body.find(accepted.id) != std::string::npos);
}

TEST_CASE("a facet counts what the other filters leave") {
  TestServer server;
  server.gate.person = TestServer::admin();
  fill(*server.store);
  const Response answer = server.get("/api/v1/systems?verdict=malicious");
  CHECK(answer.body.find(R"("verdict":{"clean":5,"malicious":5})") != std::string::npos);
  CHECK(answer.body.find(R"("total":5)") != std::string::npos);
  CHECK(answer.body.find(R"("found":{"yes":5})") != std::string::npos);
}

TEST_CASE("what another process writes is seen a little later") {
  TestServer server;
  fill(*server.store);
  base::Millis now = kNow;
  EstateView view(*server.store, [&] { return now; }, std::chrono::hours(1));
  CHECK(view.look().value()->systems.size() == 20);
  const auto other = TestServer::open_store(server.temp.file("store.db"));
  REQUIRE(other->cases().put_exposure({id_of(1), true, "ada", "so", kNow}));
  now += 10'000;
  const auto estate = view.look().value();
  REQUIRE(estate->system(id_of(1)) != nullptr);
  CHECK(estate->system(id_of(1))->exposure.has_value());
  // Nothing changed: the very same one.
  CHECK(view.look().value() == estate);
}

// Everything that pages show of it.
std::string all_of(const Estate& estate) {
  std::string text;
  const auto add = [&](const auto&... parts) {
    ((text += parts, text += ' '), ...);
    text += '\n';
  };
  for (const SystemLine& line : estate.systems) {
    add(line.ref.id, line.ref.name, line.ref.use_case, line.ref.path,
        line.verdict ? std::string(record::name(*line.verdict)) : "-",
        std::to_string(line.artifacts), std::to_string(line.findings),
        std::to_string(line.components), std::to_string(line.missing.value_or(999)),
        std::to_string(line.completeness.value_or(999)), std::to_string(line.clock.running),
        std::to_string(line.clock.due),
        line.exposure ? line.exposure->reason + std::to_string(line.exposure->exposed) : "-",
        std::to_string(line.assessed));
    for (const std::uint64_t count : line.statuses) text += std::to_string(count) + ' ';
  }
  for (std::size_t i = 0; i < estate.files.size(); ++i) {
    const SystemLine* system = estate.system_of_file(i);
    CHECK(estate.system_around(estate.files[i]->path) == system);
    add(estate.files[i]->path, std::string(record::name(estate.files[i]->verdict)),
        system == nullptr ? "-" : system->ref.id);
  }
  for (const auto& at : estate.findings) {
    add(estate.files[at.file]->path, estate.files[at.file]->findings[at.finding].rule);
  }
  for (const record::Case& known : *estate.cases) {
    add(known.id, std::string(record::name(known.state)), std::to_string(known.due));
  }
  return text;
}

// Something that somebody does to system `i`, by kind; `n` makes it another one each time.
void change(store::Store& store, int kind, int i, int n) {
  using enum record::Status;
  switch (kind) {
    case 0:
      REQUIRE(
          store.cases().put_exposure({id_of(i), n % 2 == 0, "ada", std::to_string(n), kNow + n}));
      break;
    case 1:
      see(store, "/srv/estate/" + name_of(i) + "/m.pt",
          n % 3 == 0 ? record::Verdict::clean : record::Verdict::suspicious, n % 4);
      break;
    case 2:
      REQUIRE(store.cases().observe({}, {weakness(i, kNow + n * kDay)}, kNow));
      break;
    case 3:
      REQUIRE(store.evidence().put_standings(
          {{"f", std::to_string(n % 3), id_of(i), kNow + n, n % 2 == 0 ? met : unmet, {}, ""}}));
      break;
    case 4: {
      record::Evidence bom;
      bom.kind = record::EvidenceKind::bom;
      bom.system = id_of(i);
      bom.subject = "/srv/estate/bom.json";
      bom.at = kNow + n;
      bom.facts = {{"g7-have", std::to_string(n % 40)}, {"g7-of", "40"}};
      bom.id = record::evidence_id(bom);
      REQUIRE(store.evidence().add({bom}));
      break;
    }
    case 5: {
      record::UseCase use_case;
      use_case.id = "system_u" + std::to_string(i);
      use_case.fields = {
          {"id", "A-" + std::to_string(i), record::Treatment::declared, std::nullopt},
          {"use_case_name", "Triage " + std::to_string(n), record::Treatment::declared,
           std::nullopt}};
      REQUIRE(store.inventory().put_use_case(use_case));
      REQUIRE(store.estate().assign(id_of(i), use_case.id));
      break;
    }
    default: {
      store::Place place;
      place.path = "/srv/other-" + std::to_string(i);
      place.read = kNow + n;
      store::EstateSystem system;
      system.path = system.name = "service";
      system.id = run::found_system_id(place.path, system.path);
      place.systems.push_back(system);
      REQUIRE(store.estate().replace(place));
    }
  }
}

TEST_CASE("whatever is written in whatever order, what is kept is what would be read anew") {
  rc::check([] {
    TestServer server;
    fill(*server.store);
    const auto other = TestServer::open_store(server.temp.file("store.db"));
    std::atomic<base::Millis> now = kNow;
    const auto clock = [&] { return now.load(); };
    // What others write is read in the background.
    EstateView view(*server.store, clock, std::chrono::steady_clock::duration::min());
    RC_ASSERT(view.look().has_value());
    const int steps = *rc::gen::inRange(1, 12);
    bool only_own = true;
    for (int n = 0; n < steps; ++n) {
      const bool own = *rc::gen::inRange(0, 3) != 0;
      only_own = only_own && own;
      const int kind = *rc::gen::inRange(0, 7), i = *rc::gen::inRange(0, 20);
      change(own ? *server.store : *other, kind, i, n);
      const auto seen = view.look().value();
      if (only_own) {
        EstateView anew(*server.store, clock);
        RC_ASSERT(all_of(*seen) == all_of(*anew.look().value()));
      } else if (own && kind == 0) {
        RC_ASSERT(seen->system(id_of(i))->exposure->reason == std::to_string(n));
      }
    }
    EstateView anew(*server.store, clock);
    const std::string wanted = all_of(*anew.look().value());
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(120);
    while (all_of(*view.look().value()) != wanted && std::chrono::steady_clock::now() < until) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    RC_ASSERT(all_of(*view.look().value()) == wanted);
  });
}

}  // namespace
}  // namespace bartizan::server
