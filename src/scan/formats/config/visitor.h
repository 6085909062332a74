// The walk over a configuration: knows the open objects, collects what their keys say, judges each
// object where it ends.
//
// What it is: one visitor for all kinds of configuration, since loaders do not look at file names
// either. What it is not: a document tree; of each open object it keeps a handful of strings. The
// names are charged to the artifact's budget; when it refuses, what follows is not judged and the
// walk reports the limit.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "base/json_read.h"
#include "base/vec.h"
#include "scan/artifact.h"
#include "scan/formats/config/keys.h"

namespace bartizan::scan::config {

class Visitor final : public base::JsonVisitor {
 public:
  explicit Visitor(Artifact& artifact)
      : artifact_(artifact), frames_(artifact.budget()), kept_(artifact.budget()) {}

  void begin_object(std::uint64_t offset) override { open(offset, true); }
  void end_object(std::uint64_t offset) override;
  void begin_array(std::uint64_t offset) override { open(offset, false); }
  void end_array(std::uint64_t) override { close(); }
  void key(std::string_view name, Range range) override;
  void string(std::string_view text, Range range) override;
  void boolean(bool value, Range range) override;
  void duplicate_key(std::string_view name, Range first, Range again) override;

 private:
  // A string of an open object, in kept_.
  struct Kept {
    std::uint32_t begin = 0, length = 0;
    bool present = false;
    Range range;
  };
  // What an object needs to keep to be judged.
  enum Slot : std::uint8_t {
    kClass,
    kModule,
    kConfig,
    kRegistered,
    kName,
    kType,
    kPath,
    kText,
    kSkopsClass,
    kSlots
  };
  struct Frame {
    bool object = false;
    Key key = Key::other;    // of the value that comes next
    Key under = Key::other;  // the nearest enclosing key that says what strings below mean
    bool has_config = false, has_idx = false;
    std::uint64_t begin = 0;
    std::uint32_t kept_before = 0;
    std::array<Kept, kSlots> slots;
  };

  void open(std::uint64_t offset, bool object);
  void close();
  Key meaning() const;
  void keep(Slot slot, std::string_view text, Range range);
  std::string_view text_of(const Kept& kept) const;
  Range whole(const Frame& frame, std::uint64_t end) const {
    return {frame.begin, end + 1 - frame.begin};
  }

  void code_reference(std::string_view text, Range range);
  void keras(const Frame& frame, Range range);
  void sentence_transformers_module(const Frame& frame, Range range);
  // Splits at the last point; true when the name is known to be dangerous, which has then been
  // said.
  bool dangerous(std::string_view dotted, std::string_view loader, Range range);
  bool dangerous(std::string_view module, std::string_view name, std::string_view loader,
                 Range range);

  Artifact& artifact_;
  base::Vec<Frame> frames_;
  base::Text kept_;
  bool lost_ = false;  // memory ran out
  std::uint32_t lost_depth_ = 0;
  bool said_local_ = false, said_foreign_ = false, said_pickle_ = false;
};

}  // namespace bartizan::scan::config
