// Framework: what somebody asks of an AI system or of an organisation, requirement by requirement.
//
// What it is: catalogs/frameworks/*.toml as plain structs that own their strings
// (docs/frameworks.md says what each field means), look-up by id, and the words of the checks that
// requirements name (catalogs/frameworks/checks.toml). What it is not: the conditions of checks
// (check.h), their judgement (evaluate.h), or texts that are not ours: those are imported at run
// time (run/frameworks.h) and shown beside. Immutable once read; thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "record/evidence.h"
#include "scan/catalog.h"

namespace bartizan::assure::assess {

// How well known a wording, a list or a mapping is. An entry that is `no` never makes an answer
// `met`: nobody should be called compliant with something that was not looked up.
enum class Verified : std::uint8_t { primary, secondary, no };
std::string_view name(Verified verified);

// What checks alone can prove: `weak` ones make an answer `partly` at best.
enum class Proof : std::uint8_t { full, weak };
std::string_view name(Proof proof);

// Whom a framework or a check is asked about.
enum class Per : std::uint8_t { system, organisation };
std::string_view name(Per per);

// How a requirement stands to one of another framework, read from left to right.
enum class Relation : std::uint8_t {
  equal,    // they ask the same
  part,     // this one is a part of what the other asks
  related,  // they concern the same; neither answers the other
  removed,  // the other edition has nothing in its place; `requirement` is empty
};
std::string_view name(Relation relation);

struct Crosswalk {
  std::string framework, requirement;  // of the other side
  Relation relation = Relation::related;
  std::string source;  // who says so
  Verified verified = Verified::no;
};

// A phase, function, line of effort, chapter. A group below another names it.
struct Group {
  std::string id, title, parent;
  std::string text;  // own words; may be empty
};

struct Requirement {
  std::string framework, id;
  std::string title;
  std::string text;   // own words; empty where only id and title may be shipped
  std::string group;  // id; empty: none
  Verified verified = Verified::no;
  std::string source;  // where it differs from the framework's, empty otherwise
  Proof proof = Proof::weak;
  std::string question;  // what is asked of people; empty: nothing
  // Check ids; one with a parameter is "inventory-field:have_ato=Yes" (see CheckName).
  std::vector<std::string> checks;
  std::string remedy;
  std::vector<int> efforts;  // lines of effort of the roadmap that it serves, 1 to 5, sorted
  int level = 0;             // 1 to 3 where the framework has levels
  std::string measure;       // roadmap: what is measured
  std::vector<Crosswalk> crosswalk;
};

struct Framework {
  std::string id;
  std::vector<std::string> aliases;
  std::string title;
  std::string version;  // or edition
  std::string issued;   // YYYY-MM-DD, YYYY-MM or YYYY
  std::string publisher;
  std::string source;   // address or document
  std::string checked;  // YYYY-MM-DD: when somebody last looked
  Verified verified = Verified::no;
  Per per = Per::system;
  // Whom it is about, empty: everything. "high-impact": use cases that the inventory declares so.
  // "agents": systems with agents or tools. "reference": a list that other frameworks and findings
  // point to; it is shown and not assessed.
  std::string applies;
  std::string note;           // attribution, trademarks, what was left out
  std::string imports;        // how the file is called that `framework import` takes; empty: none
  std::string superseded;     // id of the framework that took its place, empty: none
  std::vector<Group> groups;  // in the framework's order
  std::vector<Requirement> requirements;  // in the framework's order

  bool assessed() const { return applies != "reference"; }
  const Requirement* find(std::string_view id) const;  // exact
  const Group* group(std::string_view id) const;
};

// The words of a check.
struct CheckText {
  std::string id;
  std::string title;
  std::string proves;  // one sentence
  std::string remedy;
  std::vector<record::EvidenceKind> kinds;  // of evidence that it looks at; empty: none exists yet
  Per per = Per::system;
  std::string parameter;  // "FIELD=VALUES" where it takes one, empty otherwise
  bool is_grave =
      false;  // where it fails there is harm already: that is said before what is missing
};

// "inventory-field:has_pii=No|Yes": id, and what stands behind the colon. `field` and `values` are
// the parameter split at "=" and "|"; the value "*" stands for any answer.
struct CheckName {
  std::string id;
  std::string field;
  std::vector<std::string> values;
};
CheckName check_name(std::string_view name);

// Read from a catalogue, in the order in which they are listed; what it cannot read is left out.
std::vector<Framework> frameworks(const scan::Catalog& catalog);
std::vector<CheckText> check_texts(const scan::Catalog& catalog);

// Those of the catalogue in force, read once.
const std::vector<Framework>& frameworks();
const std::vector<CheckText>& check_texts();
// By id or alias, whatever the case; nullptr where there is none.
const Framework* framework(std::string_view id);
// By id, with or without a parameter.
const CheckText* check_text(std::string_view name);

struct Found {
  const Framework* framework = nullptr;
  const Requirement* requirement = nullptr;
};
// "V1", "guidelines:V1", "v1.0-C6.1.1", "govern 1.1": every requirement of that id, frameworks that
// were superseded last. Case does not count, and neither does "-", "_" or a blank between parts;
// the edition that is part of an id may be left out ("LLM01", "C6.1.1").
std::vector<Found> find_requirements(std::string_view id);
// The first of them.
std::optional<Found> find_requirement(std::string_view id);

}  // namespace bartizan::assure::assess
