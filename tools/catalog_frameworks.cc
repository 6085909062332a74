#include "catalog_frameworks.h"

#include <algorithm>
#include <initializer_list>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "catalog_sources.h"

namespace bartizan::catalog_sources {
namespace {

constexpr const char* kFrameworks = "assure/frameworks";
constexpr const char* kGroups = "assure/framework-groups";
constexpr const char* kRequirements = "assure/framework-requirements";
constexpr const char* kCrosswalks = "assure/framework-crosswalks";
constexpr const char* kChecks = "assure/checks";

// What is named somewhere and has to exist once all files were read.
struct Named {
  fs::path file;
  std::string section, key;
};
std::vector<Named> named;

std::string word(const fs::path& file, const toml::table& table, const char* key,
                 std::initializer_list<const char*> allowed, const std::string& otherwise) {
  const std::string value = table.contains(key) ? text(table, key) : otherwise;
  if (std::find(allowed.begin(), allowed.end(), value) == allowed.end()) {
    refuse(file, text(table, "id") + ": " + key + " is none of its words: " + value);
  }
  return value;
}

std::string verified_of(const fs::path& file, const toml::table& table,
                        const std::string& otherwise) {
  return word(file, table, "verified", {"primary", "secondary", "no"}, otherwise);
}

std::string units(const toml::table& table, const char* key) {
  std::string all;
  for (const std::string& item : texts(table, key)) {
    all += (all.empty() ? std::string() : std::string(1, kUnit)) + item;
  }
  return all;
}

std::string efforts_of(const fs::path& file, const toml::table& table) {
  std::set<std::int64_t> efforts;
  if (const auto* array = table["efforts"].as_array()) {
    for (const auto& item : *array) {
      const std::int64_t effort = item.value_or(std::int64_t{0});
      if (effort < 1 || effort > 5) refuse(file, text(table, "id") + ": efforts are 1 to 5");
      efforts.insert(effort);
    }
  }
  std::string all;
  for (const std::int64_t effort : efforts) {
    all += (all.empty() ? "" : " ") + std::to_string(effort);
  }
  return all;
}

std::string date_of(const toml::table& table, const char* key) {
  if (const auto* date = table[key].as_date()) {
    std::ostringstream day;
    day << date->get();
    return day.str();
  }
  return text(table, key);  // "2023-03", where no day is known
}

void compile_checks(const fs::path& file, const toml::table& root) {
  only_keys(file, root, {"check"});
  each_table(file, root, "check", [&](const toml::table& check, const std::string& place) {
    only_keys(file, check, {"id", "title", "proves", "remedy", "kinds", "per", "parameter", "grave"});
    need(file, check, {"id", "title", "proves", "remedy"});
    add(file, kChecks, text(check, "id"),
        {text(check, "id"), place, text(check, "title"), text(check, "proves"),
         text(check, "remedy"), joined(check, "kinds"),
         word(file, check, "per", {"system", "organisation"}, "system"), text(check, "parameter"),
         check["grave"].value_or(false) ? "yes" : ""});
  });
}

void compile_requirement(const fs::path& file, const toml::table& root,
                         const toml::table& requirement, const std::string& place) {
  only_keys(file, requirement,
            {"id", "title", "text", "group", "verified", "source", "proof", "question", "checks",
             "remedy", "efforts", "level", "measure"});
  need(file, requirement, {"id", "title"});
  const std::string framework = text(root, "id"), id = text(requirement, "id");

  if (const std::string group = text(requirement, "group"); !group.empty()) {
    named.push_back({file, kGroups, framework + " " + group});
  }
  for (const std::string& check : texts(requirement, "checks")) {
    named.push_back({file, kChecks, check.substr(0, check.find(':'))});
  }
  const std::string proof =
      word(file, requirement, "proof", {"full", "weak"},
           text(root, "proof").empty() ? std::string("weak") : text(root, "proof"));
  add(file, kRequirements, framework + " " + id,
      {framework, place, id, text(requirement, "title"), text(requirement, "text"),
       text(requirement, "group"), verified_of(file, requirement, text(root, "verified")),
       text(requirement, "source"), proof, text(requirement, "question"),
       units(requirement, "checks"), text(requirement, "remedy"), efforts_of(file, requirement),
       std::to_string(requirement["level"].value_or(0)), text(requirement, "measure")});
}

// from = "V1", framework = "uk-code", to = ["7"]: one row for each target.
void compile_crosswalk(const fs::path& file, const toml::table& root, const toml::table& crosswalk,
                       const std::string& place) {
  only_keys(file, crosswalk, {"from", "framework", "to", "relation", "source", "verified"});
  need(file, crosswalk, {"from", "framework", "source", "verified"});
  const std::string framework = text(root, "id"), from = text(crosswalk, "from");
  const std::string other = text(crosswalk, "framework");
  const std::string relation =
      word(file, crosswalk, "relation", {"equal", "part", "related", "removed"}, "");
  std::vector<std::string> to = texts(crosswalk, "to");
  if ((relation == "removed") != to.empty())
    refuse(file, from + ": removed, and only that, has no to");
  named.push_back({file, kRequirements, framework + " " + from});
  named.push_back({file, kFrameworks, other});
  if (to.empty()) to.emplace_back();
  for (const std::string& target : to) {
    if (!target.empty()) named.push_back({file, kRequirements, other + " " + target});
    std::string key = framework + " " + from;
    key += " " + other + " " + target;
    add(file, kCrosswalks, key,
        {framework, place, from, other, target, relation, text(crosswalk, "source"),
         verified_of(file, crosswalk, "")});
  }
}

}  // namespace

void compile_framework(const fs::path& file, const toml::table& root) {
  if (file.stem() == "checks") return compile_checks(file, root);
  only_keys(file, root,
            {"id", "order", "aliases", "title", "version", "issued", "publisher", "source",
             "checked", "verified", "per", "applies", "note", "imports", "superseded", "proof",
             "group", "requirement", "crosswalk"});
  need(file, root, {"id", "title", "publisher", "source", "verified"});
  const std::string id = text(root, "id");
  if (id != file.stem()) refuse(file, "the file of " + id + " has another name");
  const std::string issued = date_of(root, "issued"), checked = date_of(root, "checked");
  if (issued.empty() || checked.empty()) refuse(file, "no issued or no checked");
  if (const std::string next = text(root, "superseded"); !next.empty()) {
    named.push_back({file, kFrameworks, next});
  }
  add(file, kFrameworks, id,
      {id, number_key(root["order"].value_or(std::size_t{0})), text(root, "title"),
       text(root, "version"), issued, text(root, "publisher"), text(root, "source"), checked,
       verified_of(file, root, ""), word(file, root, "per", {"system", "organisation"}, "system"),
       word(file, root, "applies", {"", "high-impact", "agents", "reference"}, ""),
       joined(root, "aliases"), text(root, "note"), text(root, "imports"),
       text(root, "superseded")});
  each_table(file, root, "group", [&](const toml::table& group, const std::string& place) {
    only_keys(file, group, {"id", "title", "parent", "text"});
    need(file, group, {"id", "title"});
    if (const std::string parent = text(group, "parent"); !parent.empty()) {
      named.push_back({file, kGroups, id + " " + parent});
    }
    add(file, kGroups, id + " " + text(group, "id"),
        {id, place, text(group, "id"), text(group, "title"), text(group, "parent"),
         text(group, "text")});
  });
  each_table(file, root, "requirement", [&](const toml::table& one, const std::string& place) {
    compile_requirement(file, root, one, place);
  });
  each_table(file, root, "crosswalk", [&](const toml::table& one, const std::string& place) {
    compile_crosswalk(file, root, one, place);
  });
}

void check_frameworks() {
  for (const Named& one : named) {
    const auto section = sections.find(one.section);
    if (section == sections.end() || !section->second.rows.contains(one.key)) {
      refuse(one.file, "it names what does not exist in " + one.section + ": " + one.key);
    }
  }
}

}  // namespace bartizan::catalog_sources
