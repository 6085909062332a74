// Archive: a ZIP archive as its directories describe it.
//
// What it is: the end records, the directories that the loaders of profile.h find, their entries
// and names, sorted by place and findable by name. What it is not: a reader of members (members.h)
// or a judge (compare.h). Owns entries and names, charged to the artifact's budget. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/vec.h"
#include "scan/artifact.h"
#include "scan/formats/zip/records.h"

namespace bartizan::scan::zip {

// One directory, and who reads it.
struct View {
  EndRecord end;
  std::uint64_t start = 0;  // of the directory
  std::uint64_t length = 0;
  std::uint64_t shift = 0;   // added to the offsets of its entries
  std::uint64_t parsed = 0;  // records in it
  std::string_view reader;
};

class Archive {
 public:
  static constexpr std::size_t kMostViews = 3;

  explicit Archive(Artifact& bytes)
      : artifact(bytes),
        locals(bytes.source(), bytes.budget()),
        names_(bytes.budget()),
        entries_(bytes.budget()),
        by_name_(bytes.budget()) {}

  // Finds and reads the directories; false when there is none.
  bool open();

  std::span<const View> views() const { return std::span(views_).first(view_count_); }
  // By place in the file; those of the first view only, or of all.
  std::span<const Entry> entries() const { return entries_.span(); }
  std::string_view name(const Entry& entry) const {
    return std::string_view(names_.begin(), names_.size())
        .substr(static_cast<std::size_t>(entry.name_at), entry.name_length);
  }
  // The entry that the first directory lists first, which gives a PyTorch archive its root.
  const Entry* first() const;
  // The last entry of the first view that is called so.
  const Entry* find(std::string_view name) const;
  // Calls `report(first, again)` for each further entry of a name that its view has already.
  template <typename Report>
  void each_duplicate(Report report) const {
    for (std::size_t i = 1; i < by_name_.size(); ++i) {
      const Entry &a = entries_[by_name_[i - 1].index], &b = entries_[by_name_[i].index];
      if (by_name_[i - 1].hash == by_name_[i].hash && a.view == b.view &&
          cut(name(a)) == cut(name(b))) {
        report(a, b);
      }
    }
  }
  // Names as readers see them that stop at NUL.
  static std::string_view cut(std::string_view name) { return name.substr(0, name.find('\0')); }

  Artifact& artifact;
  LocalReader locals;

 private:
  struct Named {
    std::uint64_t hash = 0;
    std::uint32_t index = 0;
  };
  void add_view(const EndRecord& end, std::uint64_t start, std::uint64_t length,
                std::uint64_t shift, std::string_view reader);
  bool read_directory(View& view, std::uint8_t index);
  bool index_names();

  View views_[kMostViews];
  std::size_t view_count_ = 0;
  base::Vec<char> names_;
  base::Vec<Entry> entries_;
  base::Vec<Named> by_name_;
};

}  // namespace bartizan::scan::zip
