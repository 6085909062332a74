// Ids, levels and names against the publishers' own files.
#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "assure/assess/texts.h"
#include "assure/parse/requirements/requirements.h"
#include "assure/sign/read_test.h"
#include "text/csv.h"

namespace bartizan::assure::assess {
namespace {

std::string read(const std::string& path) {
  const char* folder = std::getenv("BARTIZAN_TEST_DATA");
  REQUIRE(folder != nullptr);
  std::ifstream in(std::string(folder) + "/catalogs/" + path, std::ios::binary);
  REQUIRE_MESSAGE(in.is_open(), path);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

// Without the header.
std::vector<std::vector<std::string>> records(const std::string& path) {
  std::vector<std::vector<std::string>> all;
  text::read_csv(read(path), ',', [&](const text::CsvRecord& record) {
    if (record.cells.size() > 1) all.push_back(record.cells);
    return true;
  });
  REQUIRE(all.size() > 1);
  all.erase(all.begin());
  return all;
}

// Published with a typographic apostrophe.
std::string plain(std::string text) {
  constexpr std::string_view kApostrophe = "\xe2\x80\x99";
  for (auto at = text.find(kApostrophe); at != text.npos; at = text.find(kApostrophe)) {
    text.replace(at, kApostrophe.size(), "'");
  }
  return text;
}

TEST_CASE("AISVS: every id, level, chapter and section is the standard's") {
  const Framework& aisvs = *framework("aisvs-1.0");
  const auto rows = records("aisvs/aisvs-1.0-requirements.csv");
  REQUIRE(rows.size() == aisvs.requirements.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Requirement& ours = aisvs.requirements[i];
    CAPTURE(rows[i][0]);
    CHECK(ours.id == rows[i][0]);
    CHECK(std::to_string(ours.level) == rows[i][3]);
    const Group& section = *aisvs.group(ours.group);
    CHECK(section.id + " " + section.title == rows[i][2]);
    const Group& chapter = *aisvs.group(section.parent);
    CHECK(chapter.id + " " + chapter.title == rows[i][1]);
  }
}

TEST_CASE("AISVS: all texts of a copy are taken, word for word") {
  const auto taken =
      take_texts(*framework("aisvs-1.0"),
                 sign::rows_of(requirements::parse, read("aisvs/aisvs-1.0-requirements.csv")));
  REQUIRE(taken.has_value());
  CHECK(taken->notes.empty());
  const auto rows = records("aisvs/aisvs-1.0-requirements.csv");
  REQUIRE(taken->by_id.size() == rows.size());
  for (const auto& row : rows) CHECK(taken->by_id.find(row[0])->second == row[4]);
}

TEST_CASE("no text of AISVS is in the catalogue") {
  const auto rows = records("aisvs/aisvs-1.0-requirements.csv");
  std::string ours;
  for (const Framework& one : frameworks()) {
    for (const Requirement& r : one.requirements) {
      ours += r.title + "\n" + r.text + "\n" + r.question + "\n" + r.remedy + "\n";
    }
  }
  for (const auto& row : rows) CHECK(ours.find(row[4]) == std::string::npos);
}

TEST_CASE("guidelines: headings, principles and controls are those of the AI Exchange") {
  const Framework& guidelines = *framework("guidelines");
  std::map<std::string, std::set<std::string>> full, part, principles, names;
  for (const auto& row : records("ai-exchange/guidelines-to-controls.csv")) {
    CAPTURE(row[0]);
    const Requirement* heading = guidelines.find(row[0]);
    REQUIRE(heading != nullptr);
    CHECK(heading->title == plain(row[2]));
    std::string phase = guidelines.group(heading->group)->title, theirs = row[1];
    for (char& c : theirs) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    for (char& c : phase) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    CHECK(phase == theirs);
    (row[6] == "part" ? part : full)[row[0]].insert(row[5]);
    std::istringstream numbers(row[3]);
    for (std::string one; std::getline(numbers, one, ';');) principles[row[0]].insert(one);
    const Requirement* control = framework("ai-exchange")->find(row[5]);
    REQUIRE(control != nullptr);
    names[row[5]].insert(row[4]);
  }
  // The source calls one of them by two names.
  for (const Requirement& control : framework("ai-exchange")->requirements) {
    CHECK(names[control.id].contains(control.title));
  }
  for (const Requirement& heading : guidelines.requirements) {
    CAPTURE(heading.id);
    std::set<std::string> our_full, our_part, our_principles;
    for (const Crosswalk& one : heading.crosswalk) {
      // Principles that the source does not name are our reading, and marked so.
      if (one.verified == Verified::no) continue;
      if (one.framework == "uk-code") our_principles.insert(one.requirement);
      if (one.framework != "ai-exchange") continue;
      (one.relation == Relation::part ? our_part : our_full).insert(one.requirement);
    }
    CHECK(our_full == full[heading.id]);
    CHECK(our_part == part[heading.id]);
    CHECK(our_principles == principles[heading.id]);
  }
}

TEST_CASE("ATLAS: every mitigation has its name") {
  // Mitigations are the only objects of the file whose id begins so, with the name on the next
  // line.
  std::istringstream lines(read("atlas/ATLAS.yaml"));
  std::map<std::string, std::string> names;
  constexpr std::string_view kId = "- id: AML.M", kName = "name: ";
  for (std::string line, before; std::getline(lines, line); before = line) {
    const std::size_t id = before.find(kId), name = line.find(kName);
    if (id == before.npos || name == line.npos) continue;
    names.emplace(before.substr(id + 6), line.substr(name + kName.size()));
  }
  const Framework& atlas = *framework("atlas-mitigations");
  CHECK(names.size() == 35);
  REQUIRE(names.size() == atlas.requirements.size());
  for (const Requirement& one : atlas.requirements) {
    CAPTURE(one.id);
    CHECK(names[one.id] == one.title);
  }
}

}  // namespace
}  // namespace bartizan::assure::assess
