#include "use/parse/discover/owners/owners.h"

#include <string>

#include "base/path.h"
#include "text/lines.h"
#include "text/tree.h"

namespace bartizan::use {
namespace {

constexpr std::size_t kMostOwner = 200;

void put(SourceText& source, std::string_view pattern, std::string_view owner, std::uint32_t line) {
  owner = text::trim(owner);
  if (owner.empty() || owner.size() > kMostOwner) return;
  source.report.owner(pattern, owner, line);
}

// docs.github.com/repositories, "CODEOWNERS syntax": a pattern, then owners; the last match wins.
void read_codeowners(SourceText& source) {
  const text::Lines lines(source.text);
  for (std::uint32_t number = 1; number <= lines.count(); ++number) {
    std::string_view line = lines.line(number);
    line = text::trim(line.substr(0, line.find('#')));
    const std::size_t blank = line.find_first_of(" \t");
    if (blank == line.npos) continue;
    put(source, line.substr(0, blank), line.substr(blank), number);
  }
}

// A person: "Name <mail>", or an object with name and email.
void put_person(SourceText& source, const text::Node& person) {
  if (person.is_string()) return put(source, "*", person.text, person.line);
  if (!person.is_object()) return;
  std::string owner(person.string("name"));
  if (const auto mail = person.string("email"); !mail.empty()) {
    owner += (owner.empty() ? "" : " ") + ("<" + std::string(mail) + ">");
  }
  put(source, "*", owner, person.line);
}

void put_people(SourceText& source, const text::Node* people) {
  if (people == nullptr) return;
  if (!people->is_array()) return put_person(source, *people);
  if (!people->items.empty()) put_person(source, people->items.front());
}

}  // namespace

bool claims_owners(std::string_view path, std::string_view) {
  const std::string_view name = base::last_part(path);
  return name == "CODEOWNERS" || name == "package.json" || name == "pyproject.toml";
}

void read_owners(SourceText& source) {
  const std::string_view name = source.file_name();
  if (name == "CODEOWNERS") return read_codeowners(source);
  // What is wrong with the file itself is for the reader of its packages to say.
  const auto tree = name == "package.json" ? text::parse_json(source.text, source.budget)
                                           : text::parse_toml(source.text, source.budget);
  if (!tree) return;
  if (name == "package.json") {
    put_people(source, tree->find("author"));
  } else {
    put_people(source, tree->at({"project", "maintainers"}));
    put_people(source, tree->at({"project", "authors"}));
    put_people(source, tree->at({"tool", "poetry", "authors"}));
  }
}

}  // namespace bartizan::use
