// Reports of discovery, find and reconcile: their schemas hold, and names from files do no harm.
#include "report/discover.h"

#include <doctest/doctest.h>

#include "report/estate.h"
#include "support/schema_check.h"

namespace bartizan::report {
namespace {

// What a hostile tree could put into a name.
const std::string kHostile = "\x1b[2Jrm\n\xe2\x80\xae\xff<b>";

use::Discovery discovery_of(const std::string& name) {
  use::Discovery discovery;
  record::Detection detection;
  detection.kind = record::ComponentKind::model;
  detection.name = name;
  detection.provider = "huggingface";
  detection.signal = "py-call";
  detection.certainty = record::Certainty::medium;
  detection.line = 3;
  detection.evidence = "load(" + name + ")";
  detection.attributes = {{"unpinned", "true", record::Provenance::observed, {}},
                          {"base-url", name, record::Provenance::observed, {}}};
  discovery.detections = {{"app/" + name, detection}};
  detection.kind = record::ComponentKind::package;
  detection.version = "1.0";
  detection.provider = "pypi";
  discovery.detections.push_back({"app/b.py", detection});
  discovery.components = use::merge(discovery.detections);
  discovery.projects = {{"app", "app", "", name, "", {discovery.components[0].id}}};
  discovery.notes = {{name, {record::NoteLevel::error, "unread", 2, 0, "no: " + name}}};
  return discovery;
}

DiscoveryView view_of(const use::Discovery& discovery, const record::Run& run,
                      const std::vector<record::Excluded>& excluded) {
  return {discovery, run, excluded, 2, 2048, 1, false, 3};
}

bool is_plain(const std::string& text) {
  return text.find('\x1b') == text.npos && text.find("\xe2\x80\xae") == text.npos &&
         text.find('\xff') == text.npos;
}

TEST_CASE("discovery in JSON fits its schema, whatever names there are") {
  tests::SchemaCheck schema(BARTIZAN_SOURCE_DIR "/docs/schemas/discover-1.schema.json");
  for (const std::string& name : {std::string("gpt-4o"), kHostile}) {
    const use::Discovery discovery = discovery_of(name);
    record::Run run;
    run.roots = {name};
    const std::vector<record::Excluded> excluded{{name, "broken link"}};
    const DiscoveryView view = view_of(discovery, run, excluded);
    CHECK(schema.problem(discovery_json(view)) == "");
    const std::string bare = discovery_json(view, {.reproducible = true});
    CHECK(schema.problem(bare) == "");
    CHECK(bare.find("\"run\"") == bare.npos);
    CHECK(is_plain(bare));
  }
  CHECK(schema.problem("{}") != "");
}

TEST_CASE("discovery for people names models with their places, and counts") {
  const use::Discovery discovery = discovery_of("meta-llama/Llama-3.1-8B");
  const record::Run run;
  const std::string text = report::discovery(view_of(discovery, run, {}), {});
  CHECK(text.find("Models (1)") != text.npos);
  CHECK(text.find("app/meta-llama/Llama-3.1-8B:3 (medium)") != text.npos);
  CHECK(text.find("unpinned") != text.npos);
  CHECK(text.find("1 model · 1 package") != text.npos);
  CHECK(text.find("exit 3") != text.npos);
  const use::Discovery hostile = discovery_of(kHostile);
  CHECK(is_plain(report::discovery(view_of(hostile, run, {}), {{}, false, true, true})));
}

TEST_CASE("an empty discovery says so") {
  const use::Discovery nothing;
  const record::Run run;
  CHECK(report::discovery(view_of(nothing, run, {}), {}).find("no AI found") == 0);
}

TEST_CASE("find's answers fit their schema and say when a version is not known") {
  const use::Discovery discovery = discovery_of(kHostile);
  const std::vector<std::string> systems{kHostile};
  const std::vector<FindLine> lines{{&discovery.components[0], kHostile, systems, false}};
  const FindView view{kHostile, lines, 1};
  tests::SchemaCheck schema(BARTIZAN_SOURCE_DIR "/docs/schemas/find-1.schema.json");
  CHECK(schema.problem(found_json(view, {})) == "");
  const std::string text = found(view, {}, true);
  CHECK(text.find("its version is not known") != text.npos);
  CHECK(is_plain(text));
  CHECK(found({"x", {}, 1}, {}, false) == "nothing fits x; 1 place known\n");
}

TEST_CASE("differences fit their schema, and each says what to do") {
  use::Reconciled result;
  for (const use::Gap gap : {use::Gap::shadow, use::Gap::ghost, use::Gap::drift}) {
    use::Difference d;
    d.gap = gap;
    d.system = "found_x";
    d.use_case = "system_y";
    d.name = d.where = d.owner = d.reason = kHostile;
    d.details = {kHostile};
    d.suggestions = {{"system_z", kHostile, 0.75}};
    result.differences.push_back(d);
  }
  tests::SchemaCheck schema(BARTIZAN_SOURCE_DIR "/docs/schemas/reconcile-1.schema.json");
  CHECK(schema.problem(reconciled_json(result, {}, 1)) == "");
  const std::string text = reconciled(result, {}, true, 1);
  CHECK(text.find("reconcile assign found_x --use-case system_z") != text.npos);
  CHECK(text.find("inventory edit system_y") != text.npos);
  CHECK(text.find("--accept") != text.npos);
  CHECK(text.find("1 shadow · 1 ghost · 1 drift") != text.npos);
  use::Reconciled drift;
  drift.differences.push_back(result.differences.back());
  use::Difference& d = drift.differences.front();
  d.place = d.where = "/srv/my app";
  d.declaration = "/srv/my app/.bartizan/system.toml";
  CHECK(reconciled(drift, {}, true, 1)
            .find("--accept; and if it is right, mend the models in "
                  "/srv/my app/.bartizan/system.toml, then bartizan "
                  "discover '/srv/my app'") != text.npos);
  d.only_listed = true;
  CHECK(reconciled(drift, {}, true, 1).find("--accept") == text.npos);
  d.gone = true;
  CHECK(reconciled(drift, {}, true, 1).find("bartizan discover --forget '/srv/my app'") !=
        text.npos);
}

}  // namespace
}  // namespace bartizan::report
