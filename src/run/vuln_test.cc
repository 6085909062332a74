#include "run/vuln.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "run/cases.h"

namespace bartizan::run {
namespace {

namespace vuln = assure::vuln;
using record::Advisory;
using record::Component;

base::Millis at(const char* time) { return base::parse_utc(std::string(time).replace(19, 1, ".000Z")).value(); }

// A store and an index in a folder that goes with it.
struct Fixture {
  Fixture() {
    folder = std::filesystem::temp_directory_path() / ("bartizan-vuln-" + std::to_string(::getpid()));
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    store::Options options;
    options.path = folder / "store.db";
    options.now = at("2026-11-28T00:00:00Z");
    store = std::move(*store::open(options));
  }
  ~Fixture() { std::filesystem::remove_all(folder); }

  std::string feeds() const { return store::feeds_folder(folder / "store.db"); }

  // The two records of 2026 about LiteLLM, as the reader of CVE records makes them.
  void import_litellm() const {
    auto writer = std::move(*store::write_feed(feeds(), "vulnrichment"));
    const auto record = [&](const char* id, const char* from, const char* automatable,
                            const char* listed) {
      Advisory a;
      a.id = id;
      a.feed = "vulnrichment";
      record::Affected affected;
      affected.type = "cve";
      affected.name = "berriai:litellm";
      affected.ranges.push_back({record::RangeType::text,
                                 {{record::EventKind::introduced, from},
                                  {record::EventKind::fixed, "1.83.7"}}});
      a.affected.push_back(affected);
      REQUIRE(writer->add(a));
      REQUIRE(writer->add(record::SsvcPoints{id, "active", automatable, "total", "2.0.3", 0,
                                             "vulnrichment"}));
      REQUIRE(writer->add(record::KevEntry{id, at(listed), "", "", "", "", false, "vulnrichment"}));
    };
    record("CVE-2026-42208", "1.81.16", "yes", "2026-05-08T00:00:00Z");
    record("CVE-2026-42271", "1.74.2", "no", "2026-06-08T00:00:00Z");
    record::Feed feed;
    feed.id = "vulnrichment";
    feed.kind = record::FeedKind::cve;
    feed.imported = feed.data_date = at("2026-11-27T00:00:00Z");
    REQUIRE(writer->finish(feed));
  }

  vuln::Assessment assess(const store::Place& place, std::optional<bool> exposed = {},
                          std::vector<record::VexStatement> vex = {},
                          const char* now = "2026-11-28T00:00:00Z") const {
    auto advisories = std::move(*store::open_advisories(feeds()));
    VulnOptions options;
    options.now = at(now);
    options.vex = std::move(vex);
    options.exposure = [exposed](const vuln::System& system)
        -> base::Result<std::optional<record::Exposure>> {
      if (!exposed) return std::nullopt;
      return record::Exposure{system.id, *exposed, "A. Person", "", 0};
    };
    return *run::assess({place}, *advisories, &store->cases(), options);
  }

  std::filesystem::path folder;
  std::unique_ptr<store::Store> store;
};

Component package(std::string name, std::string version, std::string path = "requirements.txt",
                  std::string signal = "requirements") {
  Component c;
  c.kind = record::ComponentKind::package;
  c.provider = "pypi";
  c.name = std::move(name);
  c.version = std::move(version);
  c.id = "component_" + c.name + c.version;
  c.occurrences.push_back({std::move(path), 1, std::move(signal), {}, ""});
  return c;
}

store::Place place_with(std::vector<Component> components) {
  store::Place place;
  place.path = "/srv/app";
  place.components = std::move(components);
  store::EstateSystem system;
  system.id = "found_app";
  system.path = ".";
  system.name = "app";
  place.systems.push_back(system);
  return place;
}

std::string shown(const vuln::Assessment& assessment) {
  std::string out;
  for (const vuln::System& system : assessment.systems) {
    for (const vuln::Block& block : system.blocks) {
      for (const vuln::Weakness& w : block.weaknesses) {
        out += w.match.id + " " + std::string(vuln::name(w.standing)) + " " + w.decided.outcome + "\n";
      }
    }
  }
  return out;
}

TEST_CASE_FIXTURE(Fixture, "LiteLLM 1.82.0 has three days, and someone has to look for an intruder") {
  import_litellm();
  const auto system = place_with({package("litellm", "1.82.0")});
  const std::string both =
      "CVE-2026-42208 counts 3 days & forensic investigation\n"
      "CVE-2026-42271 counts 3 days & forensic investigation\n";
  CHECK(shown(assess(system)) == both);
  CHECK(shown(assess(system, true)) == both);
  CHECK(shown(assess(system, false)) ==
        "CVE-2026-42208 counts 3 days & forensic investigation\n"
        "CVE-2026-42271 counts 14 days\n");
  const auto found = assess(system, true);
  const vuln::Block& block = found.systems.at(0).blocks.at(0);
  CHECK(block.upgrade_to == "1.83.7");
  CHECK(vuln::is_overdue(block.weaknesses[0], found.now));
  CHECK(block.weaknesses[0].decided.start == at("2026-05-08T00:00:00Z"));
  CHECK(vuln::stops(found).overdue == 2);
  CHECK(shown(assess(place_with({package("litellm", "1.83.7")}))).empty());
  CHECK(shown(assess(place_with({package("litellm", "1.81.15")}), true)) ==
        "CVE-2026-42271 counts 3 days & forensic investigation\n");
}

TEST_CASE_FIXTURE(Fixture, "an import without a version is of the version that a manifest says") {
  import_litellm();
  const auto import = package("litellm", "", "app/main.py", "py-import");
  const auto found = assess(place_with({import, package("litellm", "1.82.0")}));
  REQUIRE(found.systems.at(0).blocks.size() == 1);
  const vuln::Block& block = found.systems[0].blocks[0];
  CHECK(block.component.version == "1.82.0");
  CHECK(block.reach.nearness == vuln::Nearness::imported);
  CHECK(block.reach.path == "app/main.py");
  CHECK(vuln::declaration_of(block.component)->path == "requirements.txt");
  // Alone it may be any version.
  CHECK(shown(assess(place_with({import}))) == "CVE-2026-42208 possible \nCVE-2026-42271 possible \n");
}

TEST_CASE_FIXTURE(Fixture, "a VEX statement excuses what it names, and is said") {
  import_litellm();
  record::VexStatement word;
  word.vulnerability = "CVE-2026-42208";
  word.products = {"pkg:pypi/litellm"};
  word.status = record::VexStatus::not_affected;
  word.justification = "vulnerable_code_not_in_execute_path";
  const auto found = assess(place_with({package("litellm", "1.82.0")}), true, {word});
  CHECK(shown(found) ==
        "CVE-2026-42271 counts 3 days & forensic investigation\n"
        "CVE-2026-42208 excused 3 days & forensic investigation\n");
  CHECK(vuln::stops(found).overdue == 1);
  REQUIRE(remember(store->cases(), found));
  const auto kept = store->cases().cases("found_app");
  for (const record::Case& c : *kept) {
    CHECK((c.state == record::CaseState::not_affected) == (c.advisory == "CVE-2026-42208"));
  }
}

TEST_CASE_FIXTURE(Fixture, "what was fixed is closed; without advisories nothing is") {
  import_litellm();
  REQUIRE(remember(store->cases(), assess(place_with({package("litellm", "1.82.0")}))));
  CHECK(store->cases().cases("found_app")->size() == 2);
  const auto states = [&] {
    std::string out;
    const auto kept = store->cases().cases("found_app");
    for (const record::Case& c : *kept) out += record::name(c.state);
    return out;
  };
  CHECK(states() == "openopen");
  // The feed is gone: nobody looked, so nothing is fixed.
  REQUIRE(store::remove_feed(feeds(), "vulnrichment"));
  REQUIRE(remember(store->cases(), assess(place_with({package("litellm", "1.82.0")}))));
  CHECK(states() == "openopen");
  import_litellm();
  REQUIRE(remember(store->cases(), assess(place_with({package("litellm", "1.83.7")}))));
  CHECK(states() == "fixedfixed");
}

TEST_CASE_FIXTURE(Fixture, "what will be withdrawn stands until then, and refused records leave a doubt") {
  auto writer = std::move(*store::write_feed(feeds(), "osv"));
  Advisory a;
  a.id = "GHSA-1";
  a.withdrawn = at("2026-12-01T00:00:00Z");
  record::Affected affected;
  affected.type = "pypi";
  affected.name = "x";
  affected.every_version = true;
  a.affected.push_back(affected);
  REQUIRE(writer->add(a));
  record::Feed feed;
  feed.id = "osv";
  feed.imported = feed.data_date = at("2026-11-27T00:00:00Z");
  feed.records = 1;
  feed.refused = 2;
  REQUIRE(writer->finish(feed));
  CHECK_FALSE(shown(assess(place_with({package("x", "1")}))).empty());
  CHECK(shown(assess(place_with({package("x", "1")}), {}, {}, "2026-12-02T00:00:00Z")).empty());
  const auto advisories = std::move(*store::open_advisories(feeds()));
  CHECK(doubts_about(*advisories, at("2026-11-28T00:00:00Z")).front() ==
        "feed osv is not whole: 2 of 3 records were refused. Import it again: bartizan feeds update "
        "--name osv");
}

TEST_CASE_FIXTURE(Fixture, "nothing is fixed because a feed was damaged") {
  import_litellm();
  REQUIRE(remember(store->cases(), assess(place_with({package("litellm", "1.82.0")}))));
  const std::string feed = feeds() + "/vulnrichment.feed";
  constexpr std::uintmax_t kPage = 4096, kWithDigest = 4096 + 32;
  // Opening it reads the first two pages.
  for (std::uintmax_t page = 2; page < std::filesystem::file_size(feed) / kWithDigest; ++page) {
    std::fstream file(feed, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(page * kPage + kPage / 2));
    file.put('!');
  }
  const vuln::Assessment found = assess(place_with({package("litellm", "1.82.0")}));
  CHECK(found.feeds.size() == 1);
  CHECK(shown(found).empty());
  CHECK(found.doubts == std::vector{feed + " is damaged; import its source again"});
  REQUIRE(remember(store->cases(), found));
  const auto kept = store->cases().cases("found_app");
  REQUIRE(kept->size() == 2);
  for (const record::Case& c : *kept) CHECK(c.state == record::CaseState::open);
}

TEST_CASE_FIXTURE(Fixture, "a project is no malicious package because it bears its name") {
  auto writer = std::move(*store::write_feed(feeds(), "malicious"));
  Advisory a;
  a.id = "MAL-2026-1";
  a.feed = "malicious";
  a.malicious = true;
  record::Affected affected;
  affected.type = "pypi";
  affected.name = "utils-app";
  affected.every_version = true;
  a.affected.push_back(affected);
  REQUIRE(writer->add(a));
  record::Feed feed;
  feed.id = "malicious";
  REQUIRE(writer->finish(feed));
  Component own = package("utils-app", "1.0", "pyproject.toml", "pyproject");
  CHECK(vuln::stops(assess(place_with({own}))).malicious == 1);
  own.attributes.push_back({"scope", "project", {}, {}});
  CHECK(shown(assess(place_with({own}))).empty());
}

TEST_CASE_FIXTURE(Fixture, "as of a day, what was listed later is not known") {
  import_litellm();
  auto advisories = std::move(*store::open_advisories(feeds()));
  VulnOptions options;
  options.in_the_past = true;
  const auto system = place_with({package("litellm", "1.82.0")});
  const auto listed = [&](const char* now) {
    options.now = at(now);
    const auto found = run::assess({system}, *advisories, &store->cases(), options);
    std::string out;
    for (const vuln::Weakness& w : found->systems.at(0).blocks.at(0).weaknesses) {
      if (w.kev) out += w.match.id + " ";
    }
    return out;
  };
  CHECK(listed("2026-05-01T00:00:00Z").empty());
  CHECK(listed("2026-06-01T00:00:00Z") == "CVE-2026-42208 ");
  CHECK(listed("2026-07-01T00:00:00Z").size() == 2 * std::string("CVE-2026-42208 ").size());
}

TEST_CASE_FIXTURE(Fixture, "a malicious model stops, a suspicious one is counted") {
  Component model;
  model.kind = record::ComponentKind::model;
  model.provider = "local";
  model.name = "a.pkl";
  model.id = "component_a";
  model.occurrences.push_back({"a.pkl", 0, "model-file", {}, ""});
  const auto judged = [&](const char* verdict) {
    model.attributes = {{"verdict", verdict, record::Provenance::observed, "a.pkl"}};
    return assess(place_with({model}));
  };
  CHECK(vuln::stops(judged("malicious")).malicious == 1);
  CHECK_FALSE(vuln::stops(judged("suspicious")).any());
  CHECK(vuln::suspicious(judged("suspicious")) == 1);
  CHECK(judged("clean").nameless == 1);  // nobody publishes advisories about a file's name
}

TEST_CASE_FIXTURE(Fixture, "systems of one place have their own packages") {
  import_litellm();
  store::Place place = place_with({package("litellm", "1.82.0", "api/requirements.txt"),
                                   package("litellm", "1.83.7", "web/requirements.txt")});
  place.systems[0].path = "api";
  place.systems.push_back(place.systems[0]);
  place.systems[1].id = "found_web";
  place.systems[1].path = "web";
  const auto found = assess(place);
  REQUIRE(found.systems.size() == 2);
  CHECK(found.systems[0].id == "found_app");
  CHECK(found.systems[0].blocks.size() == 1);
  CHECK(found.systems[1].blocks.empty());
}

}  // namespace
}  // namespace bartizan::run
