// What evidence holds against what a system consists of now.
#include "run/evidence_components.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "run/estate.h"
#include "run/evidence.h"
#include "run/evidence_parts.h"
#include "support/memory_store.h"

namespace bartizan::run::evidence {
namespace {

using record::Component;
using record::ComponentKind;
using record::EvidenceKind;

constexpr base::Millis kNow = 1'795'000'000'000;

Component component(ComponentKind kind, const char* name, const char* version, const char* provider,
                    const char* seen) {
  Component c;
  c.kind = kind;
  c.name = name;
  c.version = version;
  c.provider = provider;
  c.id = std::string("component_") + name + version;
  c.occurrences.push_back({seen, 1, "requirements", record::Certainty::high, ""});
  return c;
}

// Two systems, one inside the other. Each lists what is AI; flask and attrs are not.
store::Place place() {
  using enum ComponentKind;
  store::Place place;
  place.path = "/srv/app";
  place.read = kNow;
  place.components = {component(package, "torch", "2.6.0", "pypi", "requirements.txt"),
                      component(package, "openai", "1.0", "pypi", "api/requirements.txt"),
                      component(model, "api/m.pt", "", "local", "api/m.pt"),
                      component(package, "flask", "3.0", "pypi", "api/sub/requirements.txt"),
                      component(package, "attrs", "1.0", "pypi", "requirements.txt")};
  store::EstateSystem whole, inner;
  whole.id = found_system_id(place.path, ".");
  whole.path = ".";
  whole.name = "app";
  whole.components = {place.components[0].id};
  inner.id = found_system_id(place.path, "api");
  inner.path = "api";
  inner.name = "api";
  inner.components = {place.components[1].id, place.components[2].id};
  std::ranges::sort(inner.components);
  place.systems = {whole, inner};
  return place;
}

TEST_CASE("what a system lists is its own, and of the rest what was seen in its folder") {
  const auto by_system = parts_by_system(place());
  REQUIRE(by_system.size() == 2);
  const SystemParts& whole = by_system.at(found_system_id("/srv/app", "."));
  CHECK(whole.listed == Parts{"package torch 2.6.0 (pypi)"});
  CHECK(whole.others == Parts{"package attrs 1.0 (pypi)"});
  const SystemParts& inner = by_system.at(found_system_id("/srv/app", "api"));
  CHECK(inner.listed == Parts{"model /srv/app/api/m.pt", "package openai 1.0 (pypi)"});
  CHECK(inner.others == Parts{"package flask 3.0 (pypi)"});
  CHECK(looked_up(inner) == Parts{"package flask 3.0 (pypi)", "package openai 1.0 (pypi)"});
}

TEST_CASE("a name cannot be read as two") {
  const Component odd = component(ComponentKind::package, "a; package b", "1", "pypi", "x");
  CHECK(part_name(odd, "/srv") == "package a; package b 1 (pypi)");
  record::Evidence piece;
  put_parts(piece, {part_name(odd, "/srv")});
  CHECK(piece.fact("holds:names") == "package a\\; package b 1 (pypi)");
}

struct Fixture {
  std::unique_ptr<store::Store> store = tests::memory();
  PresentParts present{*store};
  std::vector<record::Evidence> pieces;

  SystemRef keep(const store::Place& read, const char* folder) {
    REQUIRE(store->estate().replace(read));
    return system(*store, found_system_id(read.path, folder)).value();
  }
  record::Evidence& add(EvidenceKind kind, const SystemRef& of, const Parts& parts,
                        std::vector<record::EvidenceFact> facts = {}) {
    record::Evidence& piece = pieces.emplace_back();
    piece.kind = kind;
    piece.system = of.id;
    piece.at = kNow;
    piece.facts = std::move(facts);
    put_parts(piece, parts);
    finish(piece);
    return piece;
  }
  std::string differs(const SystemRef& of) {
    PresentParts fresh(*store);
    std::erase_if(pieces.front().facts,
                  [](const record::EvidenceFact& fact) { return fact.key == "differs"; });
    REQUIRE(compare_parts(fresh, of, pieces));
    return std::string(pieces.front().fact("differs"));
  }
};

TEST_CASE_FIXTURE(Fixture, "a look-up falls with a new package, and not with one that went") {
  store::Place read = place();
  const SystemRef api = keep(read, "api");
  add(EvidenceKind::vulnerabilities, api, looked_up(parts_by_system(read).at(api.id)));
  CHECK(differs(api).empty());
  read.components[3].version = "3.1";
  read.components[3].id = "component_flask3.1";
  read.read = kNow + 1;
  CHECK(differs(keep(read, "api")) == "package flask 3.1 (pypi)");
  // It is the other system's.
  read = place();
  read.components[4].version = "9";
  read.read = kNow + 1;
  CHECK(differs(keep(read, "api")).empty());
  read = place();
  read.components.erase(read.components.begin() + 3);
  read.read = kNow + 1;
  CHECK(differs(keep(read, "api")).empty());
}

TEST_CASE_FIXTURE(Fixture, "a look-up falls with what advisories name, and not with a file") {
  using enum ComponentKind;
  const SystemRef api = keep(place(), "api");
  add(EvidenceKind::vulnerabilities, api, looked_up(parts_by_system(place()).at(api.id)));
  const auto with = [&](Component more) {
    store::Place read = place();
    read.systems[1].components.push_back(more.id);
    std::ranges::sort(read.systems[1].components);
    read.components.push_back(std::move(more));
    read.read = kNow + 1;
    return differs(keep(read, "api"));
  };
  CHECK(with(component(model, "api/n.pt", "", "local", "api/n.pt")).empty());
  CHECK(with(component(model, "gpt-4o", "", "openai", "api/a.py")).empty());
  CHECK(with(component(vector_store, "Client", "", "chromadb", "api/a.py")).empty());
  CHECK(with(component(tool, "search", "", "", "api/a.py")).empty());
  CHECK(with(component(model, "org/name", "", "huggingface", "api/a.py")) == "model org/name");
  CHECK(with(component(runtime, "vllm/vllm-openai", "v0.6.0", "docker", "api/Dockerfile")) ==
        "runtime vllm/vllm-openai v0.6.0");
  CHECK(with(component(vector_store, "qdrant/qdrant", "v1.9.0", "docker", "api/compose.yaml")) ==
        "vector-store qdrant/qdrant v1.9.0");
  // Renamed.
  store::Place read = place();
  read.components[2].name = read.components[2].occurrences[0].path = "api/o.pt";
  read.read = kNow + 1;
  CHECK(differs(keep(read, "api")).empty());
}

TEST_CASE_FIXTURE(Fixture, "a bill of materials falls with what is new, gone or of other bytes") {
  store::Place read = place();
  const SystemRef api = keep(read, "api");
  const std::string sha256(64, 'a');
  const SystemParts parts = parts_by_system(read).at(api.id);
  Parts all = parts.listed;
  all.insert(parts.others.begin(), parts.others.end());
  add(EvidenceKind::bom, api, all,
      {{"action", "create"},
       {"of", "/srv/app/api"},
       {"whole", "yes"},
       {"files:names", sha256 + " model /srv/app/api/m.pt"}});
  CHECK(differs(api).empty());
  read.components.erase(read.components.begin() + 3);
  CHECK(differs(keep(read, "api")) ==
        "package flask 3.0 (pypi), which it names, is not there any more");
  read = place();
  read.components.push_back(component(ComponentKind::model, "api/n.pt", "", "local", "api/n.pt"));
  read.systems[1].components.push_back(read.components.back().id);
  std::ranges::sort(read.systems[1].components);
  CHECK(differs(keep(read, "api")) == "model n.pt is not in it");

  const SystemRef again = keep(place(), "api");
  const auto scanned = [&](const char* path, char byte, const char* format) {
    record::Evidence scan;
    scan.kind = EvidenceKind::scan;
    scan.subject = path;
    scan.sha256 = std::string(64, byte);
    scan.facts = {{"format", format}, {"verdict", "clean"}};
    pieces.resize(1);
    pieces.push_back(std::move(scan));
  };
  scanned("/srv/app/api/m.pt", 'a', "torch-zip");
  CHECK(differs(again).empty());
  scanned("/srv/app/api/m.pt", 'b', "torch-zip");
  CHECK(differs(again) == "the bytes of model m.pt are not those that it names");
  scanned("/srv/app/api/new.pkl", 'b', "pickle");
  CHECK(differs(again) == "model new.pkl is not in it");
  // Arrays alone are no model, and stand in no bill of materials.
  scanned("/srv/app/api/x.npy", 'b', "npy");
  CHECK(differs(again).empty());
}

TEST_CASE_FIXTURE(Fixture, "one of a part of a system is none of the system") {
  const SystemRef api = keep(place(), "api");
  add(EvidenceKind::bom, api, {"package flask 3.0 (pypi)"},
      {{"action", "create"}, {"of", "/srv/app/api/sub"}, {"whole", "yes"}});
  CHECK(differs(api) == "model m.pt is not in it");
}

TEST_CASE_FIXTURE(Fixture, "one that was only read is compared by what all documents name") {
  const SystemRef api = keep(place(), "api");
  add(EvidenceKind::bom, api,
      {"model /srv/app/api/m.pt", "package flask 3.0 (pypi)", "package openai 1.0 (pypi)",
       "tool search"},
      {{"action", "score"}});
  CHECK(differs(api).empty());
}

}  // namespace
}  // namespace bartizan::run::evidence
