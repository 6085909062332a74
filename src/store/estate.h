// Estate: the components that were found, by place, and the questions asked across all of them.
//
// What it is: the part of store.h that discovery and BOM imports fill and that reconcile, bom and
// find read. A place (a root that was read, a BOM that was imported) is replaced whole by its next
// reading. What it is not: version arithmetic; `find` returns candidates by name. Every call may be
// made from any thread. Names from files go in and come out as raw bytes.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "record/component.h"

namespace bartizan::store {

using base::Result;

// What a component was when somebody said which use case a system is.
struct Snapshot {
  record::ComponentKind kind = record::ComponentKind::package;
  std::string name, provider, version;

  friend auto operator<=>(const Snapshot&, const Snapshot&) = default;
};

struct EstateSystem {
  std::string id;    // "found_" + base32 over place and path
  std::string path;  // of the project's folder, "." for the place itself
  std::string name;
  std::string owner;     // whom a file of the tree names
  std::string use_case;  // the declared use case that it is, empty while nobody said so
  std::vector<std::string> components;  // ids
  std::vector<Snapshot> declared;       // sorted; empty while nobody said so

  friend bool operator==(const EstateSystem&, const EstateSystem&) = default;
};

// A system without its components and what was declared of them.
struct SystemRow {
  EstateSystem system;
  std::string place;
  base::Millis read = 0;  // when the place was

  friend bool operator==(const SystemRow&, const SystemRow&) = default;
};

// One place and everything that was found there.
struct Place {
  std::string path;  // absolute, or "bom:" and its id
  base::Millis read = 0;
  std::vector<record::Component> components;
  std::vector<record::Relation> relations;
  std::vector<EstateSystem> systems;
};

// What somebody made of the components of a system. It goes when the system's place is read again,
// and when somebody says which use case the system is.
struct Digest {
  std::string system;
  std::string body;
};
struct DigestOf {
  // Of one system, in the order of their place, without occurrences.
  std::span<const record::Component* const> components;
  // What they were when somebody said which use case the system is; nullptr: nobody did.
  const std::vector<Snapshot>* declared = nullptr;
};
using Digester = std::function<std::string(const DigestOf&)>;

enum class FindBy : std::uint8_t { name, licence, hash, endpoint };

struct FindQuery {
  FindBy by = FindBy::name;
  std::string text;  // looked up without case; names of packages also without their separators
  std::optional<record::ComponentKind> kind;
};

struct FindHit {
  std::string place;
  record::Component component;       // with its occurrences there
  std::vector<std::string> systems;  // names, and use cases where they are known
};

// A page of the components of all places, in the order of their names where nothing is looked for.
// A component that several places have stands there once for each.
struct ComponentQuery {
  // A part of the name, without case; of packages also without their separators. Names that begin
  // like that come first, then those whose last part does ("llama" of "meta-llama/Llama-3"), then
  // others. Empty: all.
  std::string text;
  std::optional<record::ComponentKind> kind;
  std::string licence;  // as a file says it, without case; empty: any
  std::size_t limit = 50;
  std::string cursor;  // `next` of the page before; empty: the first
};

struct ComponentRow {
  struct In {
    std::string system, name;
  };
  record::Component component;  // without occurrences, and of the attributes only its licence
  std::string place;
  std::vector<In> in;    // at most kMostIn systems of that place
  bool more_in = false;  // it is in more of them
};
inline constexpr std::size_t kMostIn = 20;

struct ComponentPage {
  std::vector<ComponentRow> rows;
  // Empty: there are no more. A page may have fewer rows than its limit and still have a next one:
  // where few of many fit, each page looks at no more than so many.
  std::string next;
};

class Estate {
 public:
  virtual ~Estate() = default;

  virtual Result<void> replace(const Place& place) = 0;
  virtual Result<bool> forget(std::string_view place) = 0;
  // Paths and times only, oldest reading first.
  virtual Result<std::vector<Place>> places() = 0;
  // Code::invalid when nothing was read there.
  virtual Result<Place> place(std::string_view path) = 0;
  // The same without attributes, occurrences and relations, which are most of it.
  virtual Result<Place> outline(std::string_view path) = 0;
  // Every system, by place and path.
  virtual Result<std::vector<SystemRow>> systems() = 0;
  virtual Result<std::optional<SystemRow>> system(std::string_view id) = 0;
  // Those of one place, and those that somebody said are that use case.
  virtual Result<std::vector<SystemRow>> systems_in(std::string_view place) = 0;
  virtual Result<std::vector<SystemRow>> systems_of(std::string_view use_case) = 0;
  // What a system holds, in the order of its place; nothing where there is no such system.
  virtual Result<std::vector<record::Component>> components_of(std::string_view system) = 0;
  // Relations between what a system holds, in the order of its place.
  virtual Result<std::vector<record::Relation>> relations_of(std::string_view system) = 0;
  // In milliseconds, however many there are. Code::invalid for a cursor that no page gave.
  virtual Result<ComponentPage> components(const ComponentQuery& query) = 0;
  // Makes the digests that are missing in at most so many places, in one transaction; how many
  // places that were. `version` says by which rules: those by others are made anew.
  virtual Result<std::size_t> make_digests(std::string_view version, std::size_t most_places,
                                           const Digester& digester) = 0;
  virtual Result<std::vector<Digest>> digests(std::string_view version) = 0;  // by system
  virtual Result<std::vector<FindHit>> find(const FindQuery& query) = 0;
  // Says which use case a found system is, and that its components are what was declared ("" takes
  // both back). False when there is no such system.
  virtual Result<bool> assign(std::string_view system, std::string_view use_case) = 0;
};

// What `find` compares names by: lower case; runs of '-', '_' and '.' of a package as one '-'.
std::string name_key(record::ComponentKind kind, std::string_view name);

}  // namespace bartizan::store
