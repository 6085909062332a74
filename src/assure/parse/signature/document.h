// Document: the small tools of the two readers: one JSON document, and members of known types.
//
// `Complaints` writes a note for each thing that is wrong, with its line and path. One document,
// one thread; borrows the file.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "record/foreign.h"
#include "text/tree.h"

namespace bartizan::assure::signature {

class Complaints {
 public:
  explicit Complaints(record::Foreign& file) : file_(file) {}

  void error(std::string code, std::uint64_t line, std::string message);
  // More than this says nothing new.
  static constexpr std::size_t kMost = 20;
  bool any() const { return count_ != 0; }
  record::Foreign& file() { return file_; }

 private:
  record::Foreign& file_;
  std::size_t count_ = 0;
};

// The whole file as one JSON object without repeated members; nullopt after having said why.
std::optional<text::Node> read_document(Complaints& complaints);

// A member that is there and of the kind; nullptr after a complaint (`required`), or when it is
// absent or null.
const text::Node* member(const text::Node& node, std::string_view key, text::Node::Kind kind,
                         bool required, const std::string& path, Complaints& complaints);
// Text of a string member; empty where there is none.
std::string_view text_of(const text::Node& node, std::string_view key, bool required,
                         const std::string& path, Complaints& complaints);
// Bytes of a base64 member; empty where there is none or it is none.
std::string bytes_of(const text::Node& node, std::string_view key, bool required,
                     const std::string& path, Complaints& complaints);
// A number that is written as one, or as protobuf writes 64 bits: in quotes; "10.0" is 10. In
// decimal without leading zeros; empty where there is none.
std::string integer_of(const text::Node& node, std::string_view key, bool required,
                       const std::string& path, Complaints& complaints);
// Tells the rows of members that are not among `known`.
// Of one object; longer names are cut.
inline constexpr std::size_t kMostUnknown = 100;
inline constexpr std::size_t kLongestName = 4096;
void put_unknown(const text::Node& node, std::initializer_list<std::string_view> known,
                 const std::string& path, Complaints& complaints);

}  // namespace bartizan::assure::signature
