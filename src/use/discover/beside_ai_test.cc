// What counts beside AI only: it is of the nearest system, and makes none.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "scan/catalog.h"
#include "use/discover/discovery.h"

namespace bartizan::use {
namespace {

void put(Gather& gather, const std::string& path, record::ComponentKind kind, std::string name,
         std::string_view signal) {
  record::Detection found;
  found.kind = kind;
  found.name = std::move(name);
  found.signal = signal;
  found.line = 1;
  std::vector<std::string> storage;
  record::Row row;
  row.kind = kDetectionRow;
  for (const std::string_view field : fields_of(found, storage)) row.fields.emplace_back(field);
  gather.rows(path, std::span(&row, 1));
}
void put_ai(Gather& gather, const std::string& path) {
  put(gather, path, record::ComponentKind::package, "openai", "py-import");
}
void put_password(Gather& gather, const std::string& path) {
  put(gather, path, record::ComponentKind::credential, "key:redis", kUrlPasswordSignal);
}

std::string shown(const Discovery& discovery) {
  std::string out;
  for (const Project& project : discovery.projects) {
    out += project.path + ':';
    for (const record::Component& c : discovery.components) {
      const bool has = std::ranges::find(project.components, c.id) != project.components.end();
      if (has) out += ' ' + c.name;
    }
    out += '\n';
  }
  return out;
}

TEST_CASE("a password without AI anywhere is dropped") {
  Gather gather(scan::Catalog::embedded());
  gather.seen("web/package.json");
  put_password(gather, "web/x.ts");
  put_password(gather, "x.py");
  const Discovery discovery = gather.finish();
  CHECK(discovery.detections.empty());
  CHECK(shown(discovery).empty());
}

TEST_CASE("a password is of the nearest project that uses AI") {
  Gather gather(scan::Catalog::embedded());
  for (const char* manifest : {"requirements.txt", "web/package.json", "api/go.mod"}) {
    gather.seen(manifest);
  }
  put_ai(gather, "main.py");
  put_password(gather, "web/x.ts");
  const Discovery one = gather.finish();
  CHECK(shown(one) == ".: openai key:redis\n");

  Gather other(scan::Catalog::embedded());
  for (const char* manifest : {"requirements.txt", "web/package.json", "api/go.mod"}) {
    other.seen(manifest);
  }
  put_ai(other, "api/main.go");
  put_password(other, "web/x.ts");
  put_password(other, "api/sub/y.go");
  const Discovery two = other.finish();
  CHECK(two.detections.size() == 2);
  CHECK(shown(two) == "api: openai key:redis\n");
}

TEST_CASE("a folder that says that it is a system keeps its passwords") {
  Gather gather(scan::Catalog::embedded());
  gather.seen("api/.bartizan/system.toml");
  put_password(gather, "api/x.py");
  put_password(gather, "x.py");
  const Discovery discovery = gather.finish();
  CHECK(discovery.detections.size() == 1);
  CHECK(shown(discovery) == "api: key:redis\n");
}

TEST_CASE("of several roots each is what it is alone") {
  Gather gather(scan::Catalog::embedded());
  put_ai(gather, "a/main.py");
  put_password(gather, "b/x.py");
  const Discovery all = gather.finish();
  CHECK(shown(part_of(all, "a")) == ".: openai\n");
  CHECK(shown(part_of(all, "b")).empty());
}

}  // namespace
}  // namespace bartizan::use
