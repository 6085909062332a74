// Frameworks: texts of standards that the user imported, kept in a folder beside the store.
//
// What it is: STORE.frameworks/<framework>.json, written whole or not at all, and reading the
// user's copy of a standard in a sandboxed worker. What it is not: the catalogue's own frameworks
// (assure/assess/framework.h). One caller at a time.
#pragma once

#include <expected>
#include <functional>
#include <string>
#include <vector>

#include "assure/api.h"
#include "base/limits.h"
#include "base/time.h"

namespace bartizan::run {

// Empty for a program without a store.
std::string texts_folder_of(const std::string& store);

struct ImportTexts {
  std::vector<std::string> files;
  std::string framework;  // id; empty: the only one that takes texts
  std::string store;
  base::Limits limits;
  base::Millis now = 0;
  std::function<bool()> cancelled;
};
struct ImportedTexts {
  std::string framework;
  std::string file;                // where they are kept
  std::size_t fresh = 0;           // texts that were not there or said something else
  std::size_t have = 0, of = 0;    // after the import
  std::vector<std::string> notes;  // "FILE, line 3: ..."
};
// All of the files, or none of them: the reason says which file, and why. `unreadable` where it is
// none that is understood.
struct ImportFailure {
  std::string reason;
  bool usage = false;       // nothing was named that could be imported
  bool unreadable = false;  // a file is no copy of the framework
};
std::expected<ImportedTexts, ImportFailure> import_texts(const ImportTexts& options);

// What was imported for a framework; nothing, or why what is there cannot be read in `problem`.
assure::assess::Texts imported_texts(const std::string& store, std::string_view framework,
                                     std::string& problem);

}  // namespace bartizan::run
