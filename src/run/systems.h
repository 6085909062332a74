// Systems: what assessments, pages and reports are about: the declared and the found, joined.
//
// What it is: one list of a store's use cases and found systems, one entry where somebody said that
// they are the same. Of a folder that was read several times the last reading counts, of imports by
// forms of several years the newest year's. What it is not: reconciliation (run/reconcile.h), which
// says what is wrong between the two. Values own their strings.
#pragma once

#include <expected>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/store.h"

namespace bartizan::run {

struct SystemRef {
  // Of the found system; of the use case where nothing was found. What was said about the use case
  // before it was found is about `use_case`.
  std::string id;
  std::string name;      // as declared, else as found
  std::string use_case;  // record id of the declared one; empty: nobody declared it
  std::string place;     // where it was found: absolute path, or "bom:" and its id
  std::string path;      // absolute folder; empty where there is none
  bool declared = false;
  bool found = false;
  std::string owner;        // as found, else whom the use case names
  std::string stage;        // "development_stage" as declared
  std::string high_impact;  // "is_high_impact" as declared
  base::Millis read = 0;    // when its place was read; 0: it was not found

  friend bool operator==(const SystemRef&, const SystemRef&) = default;
};

// By name, then id. Without components: a store of many thousands takes milliseconds.
base::Result<std::vector<SystemRef>> all_systems(store::Store& store);
// Of these what was found, with where and as what: without asking the inventory.
base::Result<std::vector<SystemRef>> found_systems(store::Store& store);
// By its id or a unique beginning of it, its use case's id, its name or its folder or what that is
// called. One that is only in a bill of materials is meant where no other is. The error is a
// sentence for people.
std::expected<SystemRef, std::string> system(store::Store& store, std::string_view handle);
// The system in whose folder an absolute path lies, the innermost one; "" where there is none.
base::Result<std::string> system_at(store::Store& store, std::string_view path);

// The last reading of each folder, newest first. A BOM has no folder and is a place of its own.
std::vector<store::SystemRow> last_readings(std::vector<store::SystemRow> rows);
// Imports of an earlier year's form: what they say has been said again since.
std::set<std::string> outdated(const std::vector<store::ImportRow>& imports);

}  // namespace bartizan::run
