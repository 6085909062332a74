// What must hold for every list under catalogs/, whoever edits it.
#include "scan/catalog.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <span>
#include <string>
#include <string_view>

#include "run/analyse.h"
#include "scan/formats/pickle/shape.h"

namespace bartizan {
namespace {

using scan::Callable;
using scan::Catalog;
using scan::Role;

constexpr std::array<std::string_view, 9> kResolvers{
    "getattr", "attrgetter",   "methodcaller",  "itemgetter",    "partial",
    "apply",   "resolve_name", "import_module", "reconstructor",
};
constexpr std::array<std::string_view, 14> kCapabilities{
    "execute", "code",       "import", "load",    "network",  "file-read", "file-write",
    "native",  "introspect", "tamper", "package", "bytecode", "debug",     "other",
};

template <typename Words>
bool contains(const Words& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

// A name that may be called; a resolver is accepted or not by what it resolves to.
bool is_safe(Role role) {
  return role == Role::klass || role == Role::rebuild || role == Role::value;
}

template <typename Visit>
void each_callable(Visit visit) {
  const Catalog& catalog = Catalog::embedded();
  for (std::uint32_t i = 0; i < catalog.callable_count(); ++i) {
    const auto entry = catalog.callable_at(i);
    REQUIRE(entry);
    visit(*entry);
  }
}

std::string text(const Callable& entry) {
  return std::string(entry.module) + " " + std::string(entry.name);
}

// The shape without the words in front of it ("new;", "nobuild;").
std::string_view shape_of(std::string_view detail) {
  const std::size_t word = detail.rfind(';');
  return word == std::string_view::npos ? detail : detail.substr(word + 1);
}

TEST_CASE("wildcards are for danger, and nothing safe stands below one") {
  each_callable([](const Callable& entry) {
    INFO(text(entry));
    if (entry.name == "*") CHECK(entry.role == Role::danger);
    if (!is_safe(entry.role)) return;
    for (std::string_view module = entry.module; !module.empty();) {
      const auto whole = Catalog::embedded().callable(module, "*");
      CHECK_MESSAGE(!whole, "below ", text(*whole));
      const std::size_t dot = module.rfind('.');
      module = dot == std::string_view::npos ? std::string_view() : module.substr(0, dot);
    }
  });
}

TEST_CASE("safe names are plain: no dot, no blank, not private to the interpreter") {
  each_callable([](const Callable& entry) {
    INFO(text(entry));
    CHECK(!entry.module.empty());
    CHECK(!entry.name.empty());
    CHECK(!entry.reason.empty());
    CHECK(!entry.framework.empty());
    if (is_safe(entry.role)) CHECK(entry.name.find('.') == std::string_view::npos);
  });
}

TEST_CASE("every detail is one that the pickle machine understands") {
  each_callable([](const Callable& entry) {
    INFO(text(entry), ": ", entry.detail);
    switch (entry.role) {
      case Role::resolver:
        CHECK(contains(kResolvers, entry.detail));
        break;
      case Role::danger:
        CHECK(contains(kCapabilities, entry.detail));
        break;
      case Role::rebuild:
        CHECK(scan::pickle::is_shape(entry.detail));
        break;
      case Role::klass:
        if (entry.detail != "never") CHECK(scan::pickle::is_shape(shape_of(entry.detail)));
        for (std::string_view rest = entry.detail; rest.find(';') != std::string_view::npos;) {
          const std::string_view word = rest.substr(0, rest.find(';'));
          CHECK((word == "new" || word == "nobuild"));
          rest.remove_prefix(word.size() + 1);
        }
        break;
      case Role::value:
      case Role::state:
        CHECK(entry.detail.empty());
        break;
    }
  });
}

TEST_CASE("a shape that takes anything is an exception that somebody argued for") {
  each_callable([](const Callable& entry) {
    INFO(text(entry), ": ", entry.detail);
    if (entry.role == Role::rebuild) CHECK(entry.detail.find("any") == std::string_view::npos);
  });
}

// Calls visit(module, name) for each line of tests/gadgets.txt.
template <typename Visit>
void each_gadget(Visit visit) {
  std::ifstream list(BARTIZAN_SOURCE_DIR "/tests/gadgets.txt");
  REQUIRE(list);
  for (std::string line; std::getline(list, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    const std::size_t blank = line.find(' ');
    REQUIRE(blank != std::string::npos);
    visit(line.substr(0, blank), line.substr(blank + 1));
  }
}

TEST_CASE("names that published gadgets use are dangerous, resolved or unknown, never safe") {
  std::size_t count = 0, dangerous = 0;
  each_gadget([&](const std::string& module, const std::string& name) {
    INFO(module, " ", name);
    ++count;
    const auto found = Catalog::embedded().callable(module, name);
    if (!found) return;
    CHECK(!is_safe(found->role));
    dangerous += found->role == Role::danger;
  });
  MESSAGE(count, " gadgets: ", dangerous, " known as dangerous, none as safe");
  CHECK(count >= 200);
  // The rest is unknown or a resolver: suspicious by default, dangerous by what it resolves to.
  CHECK(dangerous * 10 >= count * 8);
}

TEST_CASE("a pickle that calls a published gadget is never clean, however it names it") {
  std::size_t malicious = 0, total = 0;
  each_gadget([&](const std::string& module, const std::string& name) {
    const auto text = [](const std::string& word) {
      return std::string("\x8c") + static_cast<char>(word.size()) + word;  // SHORT_BINUNICODE
    };
    const std::string argument = text("echo inert") + "\x85";  // TUPLE1
    const std::string streams[] = {
        "c" + module + "\n" + name + "\n(S'echo inert'\ntR.",               // protocol 0
        "(S'echo inert'\ni" + module + "\n" + name + "\n.",                 // INST
        "\x80\x04" + text(module) + text(name) + "\x93" + argument + "R.",  // STACK_GLOBAL
        "\x80\x04" + text(module) + text(name) + "\x93)\x81.",              // NEWOBJ
        "\x80\x02" + ("c" + module + "\n" + name + "\n.")};                 // import only
    for (const std::string& stream : streams) {
      const auto bytes = std::as_bytes(std::span(stream.data(), stream.size()));
      const record::Artifact artifact = run::analyse_bytes(bytes, "gadget.pkl");
      INFO(module, " ", name, " as ", stream.substr(0, 2));
      // A resolver that nobody calls, or that is called with nothing to resolve, does nothing.
      const auto found = Catalog::embedded().callable(module, name);
      if (found && (found->role == Role::resolver || found->role == Role::state)) continue;
      CHECK(artifact.verdict >= record::Verdict::suspicious);
      ++total;
      malicious += artifact.verdict == record::Verdict::malicious;
    }
  });
  MESSAGE(total, " streams: ", malicious, " malicious, the rest suspicious");
}

TEST_CASE("Python 2 names end where Python 3 has them") {
  const Catalog& catalog = Catalog::embedded();
  CHECK(catalog.list_count("python2-modules") == 54);
  CHECK(catalog.list_count("python2-names") == 88);
  const auto system = catalog.python2("commands", "getoutput");
  REQUIRE(system);
  CHECK(system->module == "subprocess");
  const auto error = catalog.python2("exceptions", "StandardError");
  REQUIRE(error);
  CHECK(error->module == "builtins");
  CHECK(error->name == "Exception");
  CHECK(!catalog.python2("numpy", "ndarray"));
}

TEST_CASE("attributes that may be reached belong to classes, and no dunder is among them") {
  const Catalog& catalog = Catalog::embedded();
  for (std::uint32_t i = 0; i < catalog.list_count("getattr"); ++i) {
    const auto entry = catalog.list_at("getattr", i);
    INFO(entry.key);
    CHECK((entry.value == "value" || entry.value == "class"));
    CHECK(entry.key.find("__") == std::string_view::npos);
    CHECK(std::ranges::count(entry.key, ' ') == 2);
  }
}

TEST_CASE("whatever weights_only accepts is known and safe here, too") {
  const Catalog& catalog = Catalog::embedded();
  CHECK(catalog.list_count("weights-only") >= 128);
  for (std::uint32_t i = 0; i < catalog.list_count("weights-only"); ++i) {
    const std::string_view key = catalog.list_at("weights-only", i).key;
    const std::size_t blank = key.find(' ');
    REQUIRE(blank != std::string_view::npos);
    const auto found = catalog.callable(key.substr(0, blank), key.substr(blank + 1));
    INFO(key);
    REQUIRE(found);
    CHECK(is_safe(found->role));
  }
}

}  // namespace
}  // namespace bartizan
