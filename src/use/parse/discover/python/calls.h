// Calls: what the lists say about a callable of Python.
//
// What it is: look-ups of a dotted symbol (resolve.h) in discovery-python-packages, -calls,
// -providers and discovery-provider-words. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "scan/catalog.h"

namespace bartizan::use::python {

struct Package {
  std::string distribution;  // as PyPI writes it
  std::string_view module;   // the dotted prefix that is listed
  std::string_view names;    // of which an import has to bring one; "": any; ".": or none
  bool by_prefix = false;    // only its first word is listed
};
// Of a dotted module or symbol; nullopt when it belongs to no AI library.
std::optional<Package> package_of(std::string_view dotted, const scan::Catalog& catalog);
// Whether `name` is among Package::names; true where those are empty.
bool brings(const Package& package, std::string_view name);

// A symbol without the arguments of its calls: "openai.OpenAI.chat.completions.create".
std::string plain(std::string_view symbol);

struct Role {
  std::string_view name;  // "model", "file", "agent" ...
  std::string_view options;
  // The value of an option, empty without it.
  std::string_view option(std::string_view key) const;
  bool has(std::string_view flag) const;
};
// `path` is plain(); with `known` false its first parts are only spelling.
std::optional<Role> role_of(std::string_view path, bool known, const scan::Catalog& catalog);

// Whose models a callable asks for, empty when its name does not tell.
std::string_view provider_of(std::string_view path, const scan::Catalog& catalog);

// "gpt-4o" may be the value of it: "model", "DEFAULT_MODEL", "embeddingModel", "llm".
bool is_model_name(std::string_view identifier);

}  // namespace bartizan::use::python
