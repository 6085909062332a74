// Names: every (module, qualified name) a stream asks for, once, with what the catalogue says of
// it.
//
// What it is: interning, Python 2 renaming and classification of globals. What it is not: judgement
// of a call (judge.h). Owns the text of names; views it hands out are valid until the next
// intern(). One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/vec.h"
#include "scan/catalog.h"
#include "scan/sink.h"

namespace bartizan::scan::pickle {

// How a name got its value.
enum class Via : std::uint8_t { global, inst, stack, resolver };

// What a dotted name walks through on its way.
enum class Reach : std::uint8_t {
  direct,
  dunder,  // an attribute like __class__ or __globals__
  module,  // another module that the first one happens to import
};

struct Name {
  std::uint32_t text = 0;  // of module, then name, in the arena
  std::uint32_t module_size = 0, name_size = 0;
  Via via = Via::global;
  Reach reach = Reach::direct;
  bool renames = false;  // asked for below protocol 3
  bool known = false;    // in a list; role says which
  bool called = false;
  bool reported = false;
  bool from_memo = false;     // STACK_GLOBAL with strings from elsewhere
  bool weights_only = false;  // torch's weights_only unpickler accepts it
  Role role = Role::danger;
  std::string_view renamed_module, renamed_name;  // where Python 2 renaming applies
  std::string_view detail, framework, reason;
  std::string_view lookalike;  // the known module that this one nearly is
  Range range;                 // first use
};

class Names {
 public:
  Names(base::Budget& budget, const Catalog& catalog)
      : catalog_(&catalog), names_(budget), text_(budget), slots_(budget), last_top_(budget) {}

  // Id of the pair; nullopt when memory or names run out. `fresh` is set when it is new.
  std::optional<std::uint32_t> intern(std::string_view module, std::string_view name, bool renames,
                                      bool& fresh);

  Name& operator[](std::uint32_t id) { return names_[id]; }
  const Name& operator[](std::uint32_t id) const { return names_[id]; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(names_.size()); }

  // As written in the stream.
  std::string_view written_module(std::uint32_t id) const;
  std::string_view written_name(std::uint32_t id) const;
  // As a current Python resolves it.
  std::string_view module(std::uint32_t id) const;
  std::string_view name(std::uint32_t id) const;
  // Appends "module.name".
  bool append(std::uint32_t id, base::Text& out) const;

  bool is(std::uint32_t id, std::string_view module, std::string_view name) const {
    return this->module(id) == module && this->name(id) == name;
  }

 private:
  static constexpr std::uint64_t kStepsPerName = 1000;
  static constexpr std::uint32_t kMostLookalikes = 64;

  void classify(Name& name, std::string_view written_module, std::string_view written_name);
  std::optional<Callable> look_up(std::string_view module, std::string_view name) const;
  Reach reach_of(std::string_view module, std::string_view name) const;
  std::string_view lookalike_of(std::string_view module);
  bool rehash();

  const Catalog* catalog_;
  base::Vec<Name> names_;
  base::Text text_;
  base::Vec<std::uint32_t> slots_;  // open addressing, id + 1; at most half full
  base::Text last_top_;             // the last package that was compared with known ones
  std::string_view last_lookalike_;
  std::uint32_t lookalikes_asked_ = 0;
};

// Edits (insert, delete, replace, swap of neighbours) between two words, or more than 2.
unsigned edit_distance(std::string_view a, std::string_view b);

}  // namespace bartizan::scan::pickle
