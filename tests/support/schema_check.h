// SchemaCheck: whether a JSON text fits a JSON Schema file, for tests of machine formats.
//
// The only translation unit that sees valijson is schema_check.cc.
#pragma once

#include <memory>
#include <string>

namespace bartizan::tests {

class SchemaCheck {
 public:
  // Drafts that valijson reads; `draft` is 4 or 7.
  explicit SchemaCheck(const std::string& schema_file, int draft = 7);
  ~SchemaCheck();

  // Empty when `json` fits, else where and why it does not.
  std::string problem(const std::string& json);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace bartizan::tests
