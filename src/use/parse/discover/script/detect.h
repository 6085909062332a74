// Detect: what one script's tokens say about AI, reported by docs/discovery.md.
//
// What it is: the rules of the JavaScript and TypeScript reader over Script's names and values.
// What it is not: knowledge of libraries, which is data: discovery-script-packages (npm name or
// "@scope/*" to category and provider), discovery-script-calls ("package:path of the callee" to its
// role) and discovery-script-names (property names). One Detector reads one file; not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "text/lines.h"
#include "use/parse/discover/manifest/package.h"
#include "use/parse/discover/reader.h"
#include "use/parse/discover/script/source.h"

namespace bartizan::use::script {

// The npm package that an import names ("@scope/name", "name"), empty for relative paths, aliases
// and the runtime's own modules.
std::string_view package_of(std::string_view module);

bool is_ai_package(std::string_view name, const scan::Catalog& catalog, const PackageList& npm);

class Detector {
 public:
  Detector(SourceText& source, Script& script);

  void imports();  // kind package
  void read();     // everything else
  void report();   // what was found, best certainty of each name and line

 private:
  enum class Role : std::uint8_t { block, object, array, arguments, other };
  struct Frame {
    Role role = Role::block;
    std::uint32_t open = 0;
    std::uint32_t call = kNone;  // index in calls_ of the AI call that the brackets belong to
    std::uint32_t choices = 0;   // "?" without their ":"
    bool label = false;          // after `case` or `default`
    bool table = false;          // an object that tells prices or limits of what it names
    std::string_view name;       // function or method of a block, callee of arguments
  };
  // A call of something that comes from an AI package, or is told by its shape.
  struct Call {
    std::string_view package;   // npm name; empty: told by shape
    std::string_view provider;  // hint for canonical_model
    std::string_view role;
  };
  struct Package {
    std::string_view category, provider;
  };

  // What a property's or function's name says ("model", "base-url", "prose", "test"; empty).
  std::string_view name_role(std::string_view name);
  // A variable or property that may hold a model's id.
  bool hints_at_model(std::string_view name);

  // What a package or callee is known for.
  const Package* package(std::string_view name);
  bool makes_store(std::string_view path, bool is_new) const;
  std::string_view role(std::string_view package, std::string_view path) const;

  // The walk.
  void open_bracket(std::uint32_t& i);
  void on_word(std::uint32_t& i);
  Role brace_role(std::uint32_t i) const;
  bool is_type_brace(std::uint32_t i) const;
  std::string_view function_before(std::uint32_t brace) const;
  const Call* enclosing_call() const;
  std::string_view enclosing_function() const;

  // Events.
  void on_call(const Origin& origin, std::uint32_t open, bool is_new, std::uint32_t start);
  bool on_object(std::uint32_t brace);  // whether it is an entry of a table
  void on_class(std::uint32_t i);
  void on_text(std::uint32_t i);
  void on_assignment(std::uint32_t equals);

  // Rules.
  void call_role(const Call& call, const Origin& origin, std::uint32_t open, std::uint32_t start);
  void arguments(const Call& call, std::uint32_t open);
  void settings(const Call& call, const std::vector<Property>& all);
  void model(const Value& value, std::uint32_t place, std::string_view hint, bool certain,
             std::string_view signal, std::vector<record::Attribute> attributes = {});
  void unresolved(record::ComponentKind kind, const Value& value, std::string_view provider,
                  std::string_view signal, std::uint32_t place,
                  std::vector<record::Attribute> attributes = {});
  void look_alike(std::uint32_t i);
  bool only_mentioned(std::uint32_t i);
  void endpoint(std::uint32_t i);
  void credential(std::uint32_t i);
  void key(std::uint32_t i);
  // `serves`: whoever is asked there serves models.
  void base_url(const Value& value, std::uint32_t place, bool serves);
  void prompt(std::string_view name, std::uint32_t value, std::uint32_t place);
  void tool_shape(const std::vector<Property>& all);
  void servers(std::uint32_t brace);
  bool server_entry(std::string_view name, std::uint32_t brace, std::uint32_t place);
  std::string program_of(const std::vector<Property>& all);
  void constants();
  void count_lists();
  bool in_list(std::uint32_t i) const;
  bool in_table() const;
  bool is_searched();
  bool is_search(std::uint32_t i) const;
  bool only_searched(std::string_view name);
  bool is_model_text(std::uint32_t i);

  std::string named_by(std::uint32_t open, std::uint32_t start, bool first_text);
  std::string text_of(const std::vector<Property>& all, std::string_view key);
  record::Detection& add(record::ComponentKind kind, std::string name, std::string_view provider,
                         std::string_view signal, record::Certainty certainty, std::uint32_t place);

  SourceText& source_;
  Script& script_;
  const scan::Catalog& catalog_;
  text::Lines lines_;
  std::unordered_map<std::string_view, Package> packages_;
  std::optional<PackageList> npm_;  // made when a name is not in our own list
  std::unordered_map<std::string_view, std::string_view> name_roles_;
  std::unordered_map<std::uint32_t, std::uint32_t> call_at_;  // open parenthesis -> calls_
  std::vector<Call> calls_;
  std::vector<Frame> frames_;
  std::vector<std::uint32_t> skipped_;  // opening brackets of lists of many models
  std::unordered_map<std::string_view, bool> model_texts_;
  std::unordered_set<std::string_view> credentials_;  // names that were looked up
  std::unordered_map<std::string_view, bool> searched_;
  std::unordered_set<std::uint32_t> used_;  // strings that a better rule has read
  std::vector<record::Detection> found_;
  record::Detection overflow_;  // what found_ has no room for
  bool dropped_ = false;
  bool any_ai_ = false;  // an AI package is imported
  bool any_mcp_ = false;
};

// "OPENAI_MODEL_NAME" and "openaiModelName" are both "openaimodelname".
std::string folded(std::string_view name);

}  // namespace bartizan::use::script
