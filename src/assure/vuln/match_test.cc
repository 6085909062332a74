#include "assure/vuln/match.h"

#include <doctest/doctest.h>

#include <map>
#include <sstream>

namespace bartizan::assure::vuln {
namespace {

using record::Advisory;
using record::Affected;
using record::AffectedRange;
using record::EventKind;
using record::RangeEvent;
using record::RangeType;

// "0 <1.2 | 2.0 <=2.3": words of one range.
AffectedRange range(std::string_view words, RangeType type = RangeType::ecosystem) {
  AffectedRange made;
  made.type = type;
  std::istringstream in{std::string(words)};
  for (std::string word; in >> word;) {
    if (word == "|") continue;
    if (word.starts_with("<=")) {
      made.events.push_back({EventKind::last_affected, word.substr(2)});
    } else if (word.starts_with("<")) {
      made.events.push_back({EventKind::fixed, word.substr(1)});
    } else if (word.starts_with("!")) {
      made.events.push_back({EventKind::limit, word.substr(1)});
    } else {
      made.events.push_back({EventKind::introduced, word});
    }
  }
  return made;
}

Affected of(std::string type, std::string name, std::string_view words) {
  Affected made;
  made.type = std::move(type);
  made.name = std::move(name);
  if (!words.empty()) made.ranges.push_back(range(words));
  return made;
}

Advisory advisory(std::string id, Affected affected, std::vector<std::string> aliases = {}) {
  Advisory made;
  made.id = std::move(id);
  made.feed = "test";
  made.aliases = std::move(aliases);
  made.affected.push_back(std::move(affected));
  return made;
}

record::Component package(std::string type, std::string name, std::string version) {
  record::Component made;
  made.kind = record::ComponentKind::package;
  made.provider = std::move(type);
  made.name = std::move(name);
  made.version = std::move(version);
  return made;
}

Fit fit(std::string_view words, std::string_view version, std::string_view type = "pypi") {
  std::string why;
  return fits(of(std::string(type), "x", words), version, why);
}

TEST_CASE("a window begins where it says and ends before what is fixed") {
  CHECK(fit("1.81.16 <1.83.7", "1.81.15") == Fit::no);
  CHECK(fit("1.81.16 <1.83.7", "1.81.16") == Fit::yes);
  CHECK(fit("1.81.16 <1.83.7", "1.83.6.post1") == Fit::yes);
  CHECK(fit("1.81.16 <1.83.7", "1.83.7rc1") == Fit::yes);
  CHECK(fit("1.81.16 <1.83.7", "1.83.7") == Fit::no);
  CHECK(fit("0 <=2.3", "2.3") == Fit::yes);
  CHECK(fit("0 <=2.3", "2.3.1") == Fit::no);
  CHECK(fit("0", "99") == Fit::yes);
  CHECK(fit("0 <1.16.5", "1.16.5-java", "gem") == Fit::no);
  CHECK(fit("0 <1.3", "1.2", "npm") == Fit::yes);
  CHECK(fit("0 !2", "1") == Fit::yes);
  CHECK(fit("0 !2", "2") == Fit::no);
}

TEST_CASE("the order of events says nothing, and no window closes another") {
  CHECK(fit("2.0 <2.5 | 1.0 <1.5", "1.2") == Fit::yes);
  CHECK(fit("2.0 <2.5 | 1.0 <1.5", "1.7") == Fit::no);
  CHECK(fit("<1.5 <2.5 1.0 2.0", "2.1") == Fit::yes);
  CHECK(fit("<1.5 <2.5 1.0 2.0", "1.6") == Fit::no);
  CHECK(fit("0 <1.2 | 0 <2.0", "1.5") == Fit::yes);
  CHECK(fit("0 <2.0 | 0 <1.2", "1.5") == Fit::yes);
  CHECK(fit("0 <1.2 | 0 <2.0", "2.0") == Fit::no);
  CHECK(fit("0 <1.0 | 1.0 <2.0", "1.0") == Fit::yes);
  CHECK(fit("0 <1.2.5 <1.3.2", "1.3.0") == Fit::no);
  CHECK(fit("0 <1.5 | 1.0 <2.0 | 3.0", "1.7") == Fit::yes);
  CHECK(fit("0 <1.5 | 1.0 <2.0 | 3.0", "2.5") == Fit::no);
  CHECK(fit("0 1.0 <1.5 <2.0", "1.7") == Fit::possible);
  CHECK(fit("0 1.0 <1.5 <2.0", "2.0") == Fit::no);
  CHECK(fit("1.0 2.0 <1.5 <2.5", "1.7") == Fit::no);
}

TEST_CASE("versions compare by their ecosystem's rules") {
  Affected listed = of("pypi", "certifi", "");
  listed.versions = {"2022.12.7"};
  std::string why;
  CHECK(fits(listed, "2022.12.07", why) == Fit::yes);
  CHECK(why == "2022.12.07 is listed");
  CHECK(fits(listed, "2022.12.8", why) == Fit::no);
  listed.unaffected = {"2022.12.7"};
  CHECK(fits(listed, "2022.12.7", why) == Fit::no);
  CHECK(fit("0 <2.0.1", "2.0.1+cu118") == Fit::no);
  CHECK(fit("0 <=2.0.1", "2.0.1+cu118") == Fit::yes);
  CHECK(fit("0 <6.4+cgr.1", "6.4") == Fit::yes);
  CHECK(fit("0 <6.4+cgr.1", "6.4+cgr.1") == Fit::no);
  CHECK(fit("0 <1.0", "1!0.5") == Fit::no);
  CHECK(fit("1.0.0-alpha <1.0.0", "1.0.0-beta", "npm") == Fit::yes);
  CHECK(fit("0 <1.8.0", "v1.7.9+incompatible", "golang") == Fit::yes);
}

TEST_CASE("what cannot be compared is possible, never certain and never fine") {
  CHECK(fit("0 <1.0", "") == Fit::possible);
  CHECK(fit("0 <1.0", "main", "pypi") == Fit::possible);
  CHECK(fit("0 <r1-beta", "1.0", "npm") == Fit::possible);
  // No rules are known for this type: numbers compare, anything else does not.
  CHECK(fit("0 <2.0", "1.5", "hackage") == Fit::yes);
  CHECK(fit("0 <2.0", "1.5-x", "hackage") == Fit::possible);
  Affected commits = of("pypi", "x", "");
  commits.ranges.push_back(range("0 <61984e6843d2e59235d82a580c529920cd8f3711", RangeType::git));
  std::string why;
  CHECK(fits(commits, "1.0", why) == Fit::possible);
  commits.versions = {"0.9"};
  CHECK(fits(commits, "1.0", why) == Fit::no);
  CHECK(fits(commits, "0.9", why) == Fit::yes);
  Affected all = of("pypi", "evil", "");
  CHECK(fits(all, "1.0", why) == Fit::no);
  all.every_version = true;
  CHECK(fits(all, "", why) == Fit::yes);
}

TEST_CASE("one weakness is shown once, under its CVE") {
  const auto found =
      match(package("pypi", "litellm", "1.82.0"),
            {advisory("GHSA-aaaa", of("pypi", "litellm", "1.81.16 <1.83.7"), {"CVE-2026-42208"}),
             advisory("PYSEC-2026-1", of("pypi", "litellm", "0 <1.83.7"), {"GHSA-aaaa"}),
             advisory("CVE-2026-42208", of("cve", "berriai:litellm", "1.81.16 <1.83.7")),
             advisory("GHSA-bbbb", of("pypi", "litellm", "1.74.2 <1.83.10"), {"CVE-2026-42271"})});
  REQUIRE(found.matches.size() == 2);
  CHECK(found.matches[0].id == "CVE-2026-42208");
  CHECK(found.matches[0].aliases == std::vector<std::string>{"GHSA-aaaa", "PYSEC-2026-1"});
  CHECK(found.matches[0].fit == Fit::yes);
  CHECK(found.matches[0].fixed_in == "1.83.7");
  CHECK(found.matches[0].advisories.size() == 3);
  CHECK(found.matches[1].fixed_in == "1.83.10");
  CHECK(found.upgrade_to == "1.83.10");
  CHECK(found.matches[0].why == "1.82.0 is in >=1.81.16, <1.83.7");
}

TEST_CASE("a product of a CVE record compares as the package that it is") {
  const std::vector<Advisory> records{
      advisory("CVE-2026-42208", of("cve", "berriai:litellm", "1.81.16 <1.83.7"))};
  CHECK(match(package("pypi", "litellm", "1.82.0rc1"), records).matches.size() == 1);
  CHECK(match(package("pypi", "litellm", "1.83.7"), records).matches.empty());
  CHECK(match(package("pypi", "litellm-proxy", "1.82.0"), records).matches.empty());
  record::Component image = package("", "ghcr.io/berriai/litellm", "v1.82.0-stable");
  image.kind = record::ComponentKind::runtime;
  const auto found = match(image, records);
  REQUIRE(found.matches.size() == 1);
  CHECK(found.matches[0].fit == Fit::yes);
  image.version = "latest";
  REQUIRE(match(image, records).matches.size() == 1);
  CHECK(match(image, records).matches[0].fit == Fit::possible);
}

TEST_CASE("what is open-ended in a CVE record is only possible, and the package's word counts") {
  const Advisory record = advisory("CVE-2023-6014", of("cve", "mlflow:mlflow/mlflow", "0"));
  const auto alone = match(package("pypi", "mlflow", "2.9.0"), {record});
  REQUIRE(alone.matches.size() == 1);
  CHECK(alone.matches[0].fit == Fit::possible);
  const Advisory denies =
      advisory("PYSEC-1", of("pypi", "mlflow", "0 <2.8.0"), {"CVE-2023-6014"});
  CHECK(match(package("pypi", "mlflow", "2.9.0"), {record, denies}).matches.empty());
  const Advisory closed = advisory("CVE-2023-6014", of("cve", "mlflow:mlflow/mlflow", "0 <3.0"));
  const auto both = match(package("pypi", "mlflow", "2.9.0"), {closed, denies});
  REQUIRE(both.matches.size() == 1);
  CHECK(both.matches[0].fit == Fit::possible);
}

TEST_CASE("withdrawn advisories count for nothing and join nothing") {
  Advisory taken_back = advisory("GHSA-1", of("pypi", "x", "0 <9"), {"CVE-1", "CVE-2"});
  taken_back.withdrawn = 1;
  const auto found = match(package("pypi", "x", "1"),
                           {taken_back, advisory("CVE-1", of("pypi", "x", "0 <2")),
                            advisory("CVE-2", of("pypi", "x", "0 <3"))});
  CHECK(found.matches.size() == 2);
  CHECK(found.withdrawn == std::vector<std::string>{"GHSA-1"});
  CHECK(found.upgrade_to == "3");
}

TEST_CASE("a range that is asked for is possible where it meets a window") {
  const auto asked = [](std::string constraint, std::string_view words, std::string type = "pypi") {
    record::Component one = package(std::move(type), "x", "");
    one.attributes.push_back({"constraint", std::move(constraint), {}, {}});
    const auto found = match(one, {advisory("A-1", of(one.provider, "x", words))});
    return found.matches.empty() ? Fit::no : found.matches[0].fit;
  };
  CHECK(asked(">=1.83.7", "0 <1.83.7") == Fit::no);
  CHECK(asked(">=1.83.7", "0 <=1.83.7") == Fit::possible);
  CHECK(asked(">=1.80", "0 <1.83.7") == Fit::possible);
  CHECK(asked("<2", "2.0 <2.5") == Fit::no);
  CHECK(asked("<2.1", "2.0 <2.5") == Fit::possible);
  CHECK(asked(">=1,<2,!=1.5", "1.5 <1.6") == Fit::possible);
  CHECK(asked("^1.2.0", "2.0.0 <2.1.0", "npm") == Fit::no);
  CHECK(asked("^1.2.0", "1.0.0 <1.2.0", "npm") == Fit::no);
  CHECK(asked("^1.2.0", "1.0.0 <1.2.1", "npm") == Fit::possible);
  CHECK(asked("", "0 <1") == Fit::possible);
  // Poetry's carets and tildes are ranges of PyPI's versions.
  CHECK(asked("^13.1", "0 <9.1") == Fit::no);
  CHECK(asked("^0.4.0", "0.5 <0.6") == Fit::no);
  CHECK(asked("^0.4.0", "0.4.1 <0.6") == Fit::possible);
  CHECK(asked("~1.2.3", "1.3 <1.4") == Fit::no);
}

TEST_CASE("models match by repository, revision and content") {
  record::Component model = package("huggingface", "acme/triage", "");
  model.kind = record::ComponentKind::model;
  Affected named = of("huggingface", "acme/triage", "");
  named.versions = {"0123abc"};
  CHECK(match(model, {advisory("M-1", named)}).matches[0].fit == Fit::possible);
  model.attributes.push_back({"revision", "0123abc", {}, {}});
  CHECK(match(model, {advisory("M-1", named)}).matches[0].fit == Fit::yes);
  const std::string hash(64, 'a');
  Affected content = of("huggingface", "other/name", "");
  content.sha256 = {hash};
  CHECK(match(model, {advisory("M-2", content)}).matches.empty());
  model.attributes.push_back({"sha256", std::string(64, 'A'), {}, {}});
  CHECK(match(model, {advisory("M-2", content)}).matches[0].fit == Fit::yes);
}

TEST_CASE("look-ups follow package URLs and lists, never likeness") {
  const auto names = [](const record::Component& component) {
    std::string all;
    for (const Lookup& one : lookups(component)) {
      if (one.type != "cve") all += one.type + "/" + one.name + " ";
    }
    return all;
  };
  record::Component one = package("", "whatever", "1");
  CHECK(names(one).empty());
  one.attributes = {{"purl", "pkg:npm/%40scope/name@1.2?x=y", {}, {}}};
  CHECK(names(one) == "npm/@scope/name ");
  one.attributes = {{"purl", "pkg:maven/org.x/y.z@1", {}, {}}};
  CHECK(names(one) == "maven/org.x:y.z ");
  one.attributes = {{"purl", "pkg:pypi/Flask_Login@1", {}, {}}};
  CHECK(names(one) == "pypi/flask-login ");
  one.attributes = {{"purl", "pkg:golang/github.com/a/b/v2@v2.0.1#sub", {}, {}}};
  CHECK(names(one) == "golang/github.com/a/b/v2 ");
  one.attributes = {{"purl", "pkg:deb/debian/openssl@3.0", {}, {}}};
  CHECK(names(one) == "deb/openssl ");
  CHECK(names(package("conda", "pytorch", "2")) == "pypi/torch ");
  CHECK(names(package("conda", "unheard-of", "2")).empty());
}

TEST_CASE("a package URL is looked up whatever the component is, with its version") {
  record::Component one = package("local", "proxy", "9");
  one.attributes = {{"purl", "pkg:pypi/x@1.0", {}, {}}};
  const std::vector<Advisory> records = {advisory("A-1", of("pypi", "x", "0 <2"))};
  for (const auto kind : {record::ComponentKind::package, record::ComponentKind::model,
                          record::ComponentKind::runtime, record::ComponentKind::dataset}) {
    one.kind = kind;
    REQUIRE(match(one, records).matches.size() == 1);
    CHECK(match(one, records).matches[0].fit == Fit::yes);
  }
  one.kind = record::ComponentKind::package;
  one.version = "1.0";
  one.attributes = {{"purl", "pkg:pypi/x@9", {}, {}}};
  CHECK(match(one, records).matches.size() == 1);
  one.attributes = {{"purl", "pkg:deb/debian/x@1.0-1?arch=all&epoch=2", {}, {}}};
  CHECK(version_of_purl(one) == "2:1.0-1");
}

}  // namespace
}  // namespace bartizan::assure::vuln
