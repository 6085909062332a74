// Class detail: what a catalogue says of how a class may be made.
//
// What it is: the words before a class's shape (docs/formats/pickle.md, "Verdict by capability").
// What it is not: the shape itself (shape.h). Views point into the text that was read. Pure.
#pragma once

#include <string_view>

namespace bartizan::scan::pickle {

// Field `detail` of a class: words that end in a semicolon, then the shape of its arguments.
struct ClassDetail {
  bool never = false;     // named, never made
  bool only_new = false;  // made by cls.__new__ (NEWOBJ, copyreg), never by cls(...)
  bool no_build = false;
  std::string_view shape;
};

// Words that are not known end the list: what is left is the shape.
ClassDetail class_detail(std::string_view text);

}  // namespace bartizan::scan::pickle
