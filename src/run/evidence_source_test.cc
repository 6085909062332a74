// However evidence is collected, system by system or from whole tables, it is the same.
#include "run/evidence_source.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "run/assess.h"
#include "run/estate.h"
#include "run/evidence.h"
#include "support/memory_store.h"

namespace bartizan::run {
namespace {

constexpr base::Millis kNow = 1'795'000'000'000;

using tests::memory;

template <typename T>
T one_of(std::initializer_list<T> values) {
  return *rc::gen::elementOf(std::vector<T>(values));
}

std::size_t below(std::size_t most) { return *rc::gen::inRange<std::size_t>(0, most); }

record::Component some_component() {
  using enum record::ComponentKind;
  record::Component c;
  c.kind = one_of({package, model, dataset, mcp_server, credential, endpoint, runtime});
  c.name = one_of<std::string>({"a", "m/x.pt", "key:k", "odd\tname\n\xff", "b\\c", "é"});
  c.version = one_of<std::string>({"", "1.0", "latest"});
  c.provider = one_of<std::string>({"", "local", "pypi", "huggingface", "openai"});
  c.id = "component_" + std::to_string(below(20));
  for (std::size_t i = below(3); i > 0; --i) {
    c.attributes.push_back(
        {one_of<std::string>({"licence", "base-url", "trust-remote-code", "args", "command"}),
         one_of<std::string>({"MIT", "http://models.example.invalid", "true", "npx", "x@1"}),
         one_of({record::Provenance::declared, record::Provenance::observed}),
         one_of<std::string>({"README.md:2", "app.py:1"})});
  }
  c.occurrences.push_back({"app.py", 1, "py-import", record::Certainty::high, ""});
  return c;
}

const char* const kPlaces[] = {"/nowhere/one", "/nowhere/one-more", "/nowhere/one/deep"};
const char* const kFolders[] = {".", "api", "api/inner", "api-2"};

void fill_places(store::Store& store) {
  for (const char* path : kPlaces) {
    store::Place place;
    place.path = path;
    place.read = kNow - static_cast<base::Millis>(below(20)) * kDay;
    std::set<std::string> ids;
    for (std::size_t i = below(8); i > 0; --i) {
      record::Component c = some_component();
      if (ids.insert(c.id).second) place.components.push_back(std::move(c));
    }
    for (const char* folder : kFolders) {
      if (below(3) == 0) continue;
      store::EstateSystem system;
      system.id = found_system_id(place.path, folder);
      system.path = folder;
      system.name = std::string("name of ") + folder;
      system.owner = below(2) == 0 ? "" : "team@x.invalid";
      system.use_case = one_of<std::string>({"", "A-1", "system_u2"});
      for (const auto& c : place.components) {
        if (below(2) == 0) system.components.push_back(c.id);
      }
      std::ranges::sort(system.components);
      place.systems.push_back(std::move(system));
    }
    RC_ASSERT(store.estate().replace(place).has_value());
  }
}

void fill_use_cases(store::Store& store) {
  for (const char* id : {"system_u1", "system_u2", "system_u3"}) {
    record::UseCase use_case;
    use_case.id = id;
    use_case.source = ".bartizan/system.toml";
    use_case.fields = {
        {"id", std::string("A-") + std::string(id).back(), record::Treatment::declared, {}},
        {"use_case_name", id, record::Treatment::declared, {}},
        {"development_stage",
         one_of<std::string>({"Deployed", "Pilot", ""}),
         record::Treatment::declared,
         {}},
        {"is_high_impact",
         one_of<std::string>({"High-impact", ""}),
         record::Treatment::declared,
         {}}};
    RC_ASSERT(store.inventory().put_use_case(use_case).has_value());
    if (below(2) == 0) {
      RC_ASSERT(
          store.inventory().put_review(id, {{"q1", "yes", "because", "ada", kNow}}).has_value());
    }
  }
}

void fill_sightings(store::Store& store) {
  record::Run run;
  run.tool_version = "0.1.0";
  for (std::size_t round = 0; round < 2; ++round) {
    const base::Millis at = kNow - (2 - static_cast<base::Millis>(round)) * kDay;
    const std::string scan = store.begin_scan(run, at).value();
    for (const char* place : kPlaces) {
      for (const char* name :
           {"/m/x.pt", "/api/m/x.pt", "/api-2/y.pt", "/api/inner/\xff odd.pt", "/notes.txt"}) {
        if (below(3) == 0) continue;
        record::Artifact a;
        a.sha256 = std::string(64, one_of({'a', 'b'}));
        a.size = 12;
        a.format = "torch-zip";
        a.verdict = one_of(
            {record::Verdict::clean, record::Verdict::malicious, record::Verdict::not_a_model});
        a.members.push_back({0, "", 12, std::nullopt, {"torch-zip"}, {}});
        if (below(2) == 0) {
          record::Finding f;
          f.rule = "BZ-PKL-001";
          f.range = {3, 4};
          if (below(2) == 0) f.accepted_by = "exception_x";
          a.findings.push_back(f);
        }
        RC_ASSERT(store.record_sighting(scan, {std::string(place) + name, at, at}, a).has_value());
      }
    }
    RC_ASSERT(store.finish_scan(scan, {}, at).has_value());
  }
}

void fill_said(store::Store& store, const std::vector<SystemRef>& systems) {
  std::vector<record::Case> cases;
  std::vector<record::Evidence> left;
  for (const SystemRef& system : systems) {
    for (const std::string& id : {system.id, system.use_case, "place:" + system.place}) {
      if (id.empty() || below(3) != 0) continue;
      RC_ASSERT(
          store.cases().put_exposure({id, below(2) == 0, "ada", "so", kNow - kDay}).has_value());
    }
    if (below(2) == 0) {
      record::Case c;
      c.id = "case_" + system.id;
      c.system = system.id;
      c.component = "pkg:pypi/a@1";
      c.advisory = "CVE-2026-1";
      c.first_seen = c.start = kNow - 20 * kDay;
      c.due = below(2) == 0 ? 0 : kNow - kDay;
      c.table = "bod-26-04";
      c.inputs = "{}";
      cases.push_back(c);
    }
    if (below(2) == 0) {
      record::Readiness r;
      r.id = "readiness_" + system.id;
      r.system = system.id;
      r.what = "restored";
      r.by = "ada";
      r.at = r.recorded = kNow - kDay;
      RC_ASSERT(store.posture().put_readiness(r, nullptr).has_value());
    }
    for (const auto kind : {record::EvidenceKind::gate, record::EvidenceKind::bom,
                            record::EvidenceKind::scan, record::EvidenceKind::vulnerabilities}) {
      if (below(2) == 0) continue;
      record::Evidence piece;
      piece.kind = kind;
      piece.system = one_of({system.id, system.use_case.empty() ? system.id : system.use_case});
      piece.subject = kind == record::EvidenceKind::scan              ? system.path + "/m/x.pt"
                      : kind == record::EvidenceKind::vulnerabilities ? system.id
                                                                      : system.path;
      piece.name = "left";
      piece.producer = "test 1";
      piece.at = kNow - kDay - kDay / 2;
      piece.expires = kNow + kDay;
      if (kind == record::EvidenceKind::scan) piece.facts = {{"gone", "yes"}};
      if (kind == record::EvidenceKind::bom) piece.facts = {{"of", system.path}};
      piece.id = record::evidence_id(piece);
      left.push_back(std::move(piece));
    }
  }
  RC_ASSERT(store.cases().observe({}, cases, kNow - kDay).has_value());
  RC_ASSERT(store.evidence().add(left).has_value());
}

std::string shown(const record::Evidence& piece) {
  std::string text = piece.id + ' ' + std::string(record::name(piece.kind)) + ' ' + piece.system +
                     ' ' + piece.subject + ' ' + std::to_string(piece.at) + ' ' +
                     std::to_string(piece.expires);
  for (const auto& fact : piece.facts) text += "\n  " + fact.key + " = " + fact.value;
  return text;
}

std::vector<std::string> all_shown(const std::vector<record::Evidence>& pieces) {
  std::vector<std::string> lines;
  for (const record::Evidence& piece : pieces) lines.push_back(shown(piece));
  std::ranges::sort(lines);
  return lines;
}

TEST_CASE("evidence of the organisation is that of each of its systems") {
  CHECK(rc::check("collect(nullptr) holds what collect(system) gives", [] {
    const auto store = memory();
    fill_use_cases(*store);
    fill_places(*store);
    fill_sightings(*store);
    const auto systems = all_systems(*store).value();
    fill_said(*store, systems);
    CollectOptions options;
    options.now = kNow;
    options.documents = false;
    // The second time from digests that are kept.
    for (int round = 0; round < 2; ++round) {
      const auto all = collect(*store, nullptr, options).value();
      for (const SystemRef& system : systems) {
        const auto own = collect(*store, &system, options).value();
        std::vector<record::Evidence> among;
        std::ranges::copy_if(all, std::back_inserter(among), [&](const record::Evidence& piece) {
          return piece.system == system.id ||
                 (!system.use_case.empty() && system.use_case != system.id &&
                  piece.system == system.use_case);
        });
        std::vector<record::Evidence> wanted = own;
        // Two found systems may be one use case: what was left about that is evidence of both.
        std::erase_if(among, [&](const auto& p) { return p.system != system.id; });
        std::erase_if(wanted, [&](const auto& p) { return p.system != system.id; });
        RC_ASSERT(all_shown(among) == all_shown(wanted));
      }
    }
  }));
}

TEST_CASE("a digest says what it was made of, whatever the names are") {
  CHECK(rc::check("made_from(body_of(made)) is made", [] {
    std::vector<record::Component> components(below(6));
    std::vector<const record::Component*> all;
    for (record::Component& c : components) {
      c = some_component();
      all.push_back(&c);
    }
    const evidence::Made made = evidence::made_of(all);
    const evidence::Made back =
        evidence::made_from(evidence::body_of(made, use::Holding::from("cmodel x\n")));
    RC_ASSERT(back.facts == made.facts);
    RC_ASSERT(back.local_models == made.local_models);
    RC_ASSERT(back.named_models == made.named_models);
  }));
}

TEST_CASE("a digest goes with the reading that it was made of") {
  const auto store = memory();
  store::Place place;
  place.path = "/nowhere/one";
  place.read = kNow;
  place.components.resize(1);
  place.components[0].id = "component_a";
  place.components[0].name = "a";
  store::EstateSystem system;
  system.id = found_system_id(place.path, ".");
  system.path = ".";
  system.components = {"component_a"};
  place.systems = {system};
  REQUIRE(store->estate().replace(place));
  std::size_t made = 0;
  const store::Digester count = [&](const store::DigestOf& of) {
    ++made;
    return std::to_string(of.components.size()) + (of.declared == nullptr ? "" : " declared");
  };
  CHECK(store->estate().make_digests("1", 10, count) == 1);
  CHECK(store->estate().make_digests("1", 10, count) == 0);
  CHECK(made == 1);
  CHECK(store->estate().digests("1").value().front().body == "1");
  CHECK(store->estate().digests("2").value().empty());
  // What changed since somebody said what it is belongs to it.
  REQUIRE(store->estate().assign(system.id, "A-1"));
  CHECK(store->estate().digests("1").value().empty());
  CHECK(store->estate().make_digests("1", 10, count) == 1);
  CHECK(store->estate().digests("1").value().front().body == "1 declared");
  REQUIRE(store->estate().assign(system.id, ""));
  CHECK(store->estate().make_digests("1", 10, count) == 1);
  made = 1;
  place.components.clear();
  place.systems[0].components.clear();
  REQUIRE(store->estate().replace(place));
  CHECK(store->estate().digests("1").value().empty());
  CHECK(store->estate().make_digests("1", 10, count) == 1);
  CHECK(store->estate().digests("1").value().front().body == "0");
  // Other rules make others.
  CHECK(store->estate().make_digests("2", 10, count) == 1);
  CHECK(store->estate().digests("1").value().empty());
}

}  // namespace
}  // namespace bartizan::run
