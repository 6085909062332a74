// Out: JSON output that knows where it is, so that statements can be labelled by their place.
//
// What it is: base::JsonWriter with the JSON pointer (RFC 6901) of what was written last. Owns its
// text. One thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json_write.h"

namespace bartizan::assure::bom {

class Out {
 public:
  explicit Out(bool pretty) : writer_(pretty) {}

  // Of the top level and inside arrays; then as a member.
  void object();
  void object(std::string_view key);
  void array(std::string_view key);
  void close();

  void field(std::string_view key, std::string_view text);
  void flag(std::string_view key, bool truth);
  void number(std::string_view key, std::uint64_t value);
  void item(std::string_view text);
  // Compact JSON from elsewhere, laid out like the rest.
  void json(std::string_view key, std::string_view json);
  void json_item(std::string_view json);

  // Of what was written last: "/components/3/licenses/0/license/id".
  std::string pointer() const;
  // Of the object or array that is open.
  std::string here() const;
  std::string take() { return writer_.take(); }

 private:
  struct Frame {
    bool is_array = false;
    std::size_t count = 0;
    std::string last;
  };
  void member(std::string_view key);
  void element();
  void append(std::string_view json);

  base::JsonWriter writer_;
  std::vector<Frame> frames_;
};

// Text as JSON may carry it: as it is where it is UTF-8, else with its bytes escaped.
std::string as_utf8(std::string_view text);

}  // namespace bartizan::assure::bom
