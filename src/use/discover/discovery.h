// Discovery: the detections of a whole tree, resolved across files and merged into components.
//
// What it is: Gather takes the rows of one file after the other, in walk order, and makes a
// Discovery of them. What it is not: I/O, or a belief in rows; those that make no sense are counted
// as notes. Pure: the same rows give the same discovery. Owns its strings. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "record/artifact.h"
#include "record/component.h"
#include "record/foreign.h"
#include "scan/catalog.h"
#include "use/parse/discover/rows.h"

namespace bartizan::use {

struct Found {
  std::string path;  // with the root in front where several roots were read
  record::Detection detection;

  friend bool operator==(const Found&, const Found&) = default;
};

struct FileNote {
  std::string path;
  record::Note note;
};

// What a file states about how something is set up.
struct FileSetting {
  std::string path;  // as in Found
  Setting setting;
};

// A folder that a manifest makes a project of: what discovery takes for one system.
struct Project {
  std::string path;      // "." is the root
  std::string name;      // of the folder
  std::string declared;  // path of its .bartizan/system.toml, empty without one
  std::string owner;     // whom a file of the tree names, empty where none does
  std::string use_case;  // what its declaration says that it is, as the inventory calls it
  std::vector<std::string> components;  // ids, sorted
};

// What a file of the tree says of who owns folders.
struct FolderOwner {
  std::string folder;   // of the file that says so
  std::string pattern;  // of CODEOWNERS
  std::string who;
  bool code_owners = false;
};

struct Discovery {
  std::vector<Found> detections;              // by path, line, kind and name; no two alike
  std::vector<Found> software;                // packages that are no AI
  std::vector<record::Component> components;  // by kind, name, version, provider
  std::vector<record::Component> software_components;
  std::vector<Project> projects;      // by path; those without anything are left out
  std::vector<FileSetting> settings;  // in walk order
  std::vector<FolderOwner> owners;    // in walk order
  std::vector<FileNote> notes;
};

class Gather {
 public:
  // `catalog` must outlive it.
  explicit Gather(const scan::Catalog& catalog) : catalog_(catalog) {}

  // The rows of one file. True when the bytes should go to the scan core.
  bool rows(const std::string& path, std::span<const record::Row> rows);
  // A file whose name may make its folder a project.
  void seen(std::string_view path);
  // A model file as the scan core read it.
  void model(const std::string& path, const record::Artifact& artifact);
  void note(const std::string& path, record::Note note);

  Discovery finish();

 private:
  struct Unresolved {
    Found found;
    std::string symbol;
  };
  friend Discovery part_of(const Discovery& all, std::string_view root);
  void resolve();
  std::string owner_of(std::string_view folder) const;
  const std::string* constant(const std::string& file, const std::string& name) const;
  const std::string* constant_below(const std::string& candidate, const std::string& importer,
                                    const std::string& name) const;

  const scan::Catalog& catalog_;
  Discovery discovery_;
  std::vector<Unresolved> unresolved_;
  // File, then name of the constant.
  std::map<std::string, std::map<std::string, std::string>> constants_;
  std::multimap<std::string_view, const std::string*> files_by_name_;  // of constants_
  std::map<std::string, Project, std::less<>> projects_;
};

// Of several roots that were read together, what was found below one of them, as if it had been
// read alone: paths, and the names of what is called by its path, are relative to it.
Discovery part_of(const Discovery& all, std::string_view root);

// A path as such a discovery shows it without its root in front; of a root that is a file its name.
// nullopt: it lies elsewhere.
std::optional<std::string> path_below(std::string_view path, std::string_view root);

// "component_" + base32 over what makes a component the same.
std::string component_id(record::ComponentKind kind, std::string_view provider,
                         std::string_view name, std::string_view version);

// Detections that are one component, as one; the order of the result does not depend on theirs.
std::vector<record::Component> merge(std::span<const Found> detections);

}  // namespace bartizan::use
