// One of several roots that were read together gives what it gives when it is read alone.
#include "use/discover/discovery.h"

#include <doctest/doctest.h>

#include "scan/catalog.h"

namespace bartizan::use {
namespace {

record::Row row_of(std::string_view kind, const std::vector<std::string_view>& fields) {
  record::Row row;
  row.kind = kind;
  row.fields.assign(fields.begin(), fields.end());
  return row;
}

record::Row detection(record::ComponentKind kind, std::string name, std::string provider,
                      std::string signal, std::string version = {}) {
  record::Detection found;
  found.kind = kind;
  found.name = std::move(name);
  found.version = std::move(version);
  found.provider = std::move(provider);
  found.signal = std::move(signal);
  found.line = 1;
  std::vector<std::string> storage;
  return row_of(kDetectionRow, fields_of(found, storage));
}

// A folder with a project, weights in a folder with a configuration, and a model in code.
void add_clinic(Gather& gather, const std::string& front) {
  using enum record::ComponentKind;
  const auto rows = [&](const std::string& path, const std::vector<record::Row>& all) {
    gather.seen(front + path);
    gather.rows(front + path, all);
  };
  rows("CODEOWNERS", {row_of(kOwnerRow, {"*", "clinic@example.org", "1"})});
  rows("app/main.py", {detection(model, "models/big/weights.bin", "local", "py-load"),
                       detection(package, "openai", "pypi", "py-import")});
  rows("app/requirements.txt", {detection(package, "torch", "pypi", "requirements", "2.6.0")});
  rows("models/big/config.json", {detection(model, front + "models/big", "local", "model-folder")});
  record::Artifact weights;
  weights.format = "safetensors";
  weights.verdict = record::Verdict::clean;
  gather.model(front + "models/big/weights.bin", weights);
  gather.model(front + "top.pkl", weights);
}

void add_gateway(Gather& gather, const std::string& front) {
  using enum record::ComponentKind;
  gather.seen(front + "requirements.txt");
  const std::vector<record::Row> rows{detection(package, "openai", "pypi", "requirements", "1.2")};
  gather.rows(front + "requirements.txt", rows);
}

std::string shown(const Discovery& discovery) {
  std::string out;
  for (const record::Component& c : discovery.components) {
    out += c.id + " " + c.name + " " + c.version + "\n";
    for (const record::Occurrence& o : c.occurrences) out += "  " + o.path + "\n";
    for (const record::Attribute& a : c.attributes) out += "  " + a.key + " " + a.source + "\n";
  }
  for (const Project& p : discovery.projects) {
    out += p.path + " " + p.owner;
    for (const std::string& id : p.components) out += " " + id;
    out += "\n";
  }
  return out;
}

TEST_CASE("a root that was read beside others is what it is alone") {
  const scan::Catalog& catalog = scan::Catalog::embedded();
  Gather clinic(catalog), gateway(catalog);
  add_clinic(clinic, "");
  add_gateway(gateway, "");
  const std::string clinic_alone = shown(clinic.finish());
  const std::string gateway_alone = shown(gateway.finish());
  CHECK(clinic_alone.find(" models/big/weights.bin ") != std::string::npos);
  for (const std::string front : {"clinic", "/srv/clinic", "./clinic", "../a/clinic"}) {
    Gather both(catalog);
    add_clinic(both, front + "/");
    add_gateway(both, "gateway/");
    const Discovery all = both.finish();
    CHECK(shown(part_of(all, front)) == clinic_alone);
    CHECK(shown(part_of(all, front + "/")) == clinic_alone);
    CHECK(shown(part_of(all, "gateway")) == gateway_alone);
    CHECK(part_of(all, "gate").components.empty());
  }
}

TEST_CASE("the path below a root") {
  CHECK(path_below("a/b/c", "a") == "b/c");
  CHECK(path_below("a/b/c", "a/") == "b/c");
  CHECK(path_below("/b/c", "/") == "b/c");
  CHECK(path_below("./b/c", ".") == "b/c");
  CHECK(path_below("a/m.pkl", "a/m.pkl") == "m.pkl");
  CHECK_FALSE(path_below("ab/c", "a").has_value());
  CHECK_FALSE(path_below("", "a").has_value());
}

}  // namespace
}  // namespace bartizan::use
