// XML: hostile XML as a sequence of events, or as a tree of what could be read.
//
// What it is: elements, attributes, text, CDATA, the five named entities and character references
// of XML 1.0, for configuration and manifests. What it is not: a validator. A document type is
// skipped and never read: no entity is declared, nothing is included. Prefixes of names are left
// out. Unknown entities stand as they are written. Steps are charged for every byte that is
// passed; depth is limited by Limits::json_depth. Views into the text; one thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/budget.h"
#include "base/result.h"
#include "text/tree.h"

namespace bartizan::text {

struct XmlAttribute {
  std::string_view name;
  std::string value;
};

struct XmlEvent {
  enum class Kind : std::uint8_t { open, close, text, end, error };

  Kind kind = Kind::end;
  std::size_t offset = 0;
  std::string_view name;                 // open, close: without prefix
  std::string text;                      // text: decoded, as it stands
  std::vector<XmlAttribute> attributes;  // open
  base::Error error;
};

class XmlReader {
 public:
  // The text must outlive the reader.
  XmlReader(std::string_view text, base::Budget& budget) : text_(text), budget_(budget) {}
  // The next event; after end or error always the same. An element without content opens and
  // closes.
  const XmlEvent& next();

 private:
  const XmlEvent& fail(const char* what, base::Code code = base::Code::malformed);
  bool skip_markup();
  const XmlEvent& read_text();
  const XmlEvent& read_open();
  const XmlEvent& read_close();
  bool read_attributes();

  std::string_view text_;
  base::Budget& budget_;
  std::size_t at_ = 0;
  std::vector<std::string_view> open_;  // names as written, with prefix
  bool close_next_ = false;             // of an element without content
  XmlEvent event_;
  bool done_ = false;
};

// A tree of the whole: the root element; `key` its name, `text` its own text without blanks around,
// attributes as members whose key begins with "@", then the elements in it. What stands before an
// error is kept.
struct XmlTree {
  Node root;
  base::Error error;  // Code::ok where there was none
};
XmlTree parse_xml(std::string_view text, base::Budget& budget);

}  // namespace bartizan::text
