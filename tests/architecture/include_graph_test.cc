// Who may see whom, read from the #include lines of src/. docs/architecture.md draws the arrows.
#include <doctest/doctest.h>

#include <map>
#include <set>
#include <string>

#include "support/source_tree.h"

namespace bartizan::test {
namespace {

using Rooms = std::set<std::string>;

const Rooms kCore{"base", "record", "codec", "text", "scan"};
const Rooms kLinesOfEffort{"use", "assure", "protect", "share", "train"};
// Their headers are interfaces, open to the rooms and to run.
const Rooms kServices{"io", "sandbox", "store", "queue"};

Rooms operator+(Rooms a, const Rooms& b) {
  a.insert(b.begin(), b.end());
  return a;
}

// room -> rooms it may include, itself aside.
const std::map<std::string, Rooms>& arrows() {
  static const std::map<std::string, Rooms> table = [] {
    std::map<std::string, Rooms> t{
        {"base", {}},
        {"record", {"base"}},
        {"codec", {"base"}},
        {"text", {"base", "record"}},
        {"scan", {"base", "record", "codec", "text"}},
        {"run", kCore + kServices + kLinesOfEffort},
        {"report", kCore + kLinesOfEffort},
        {"server", kCore + kServices + kLinesOfEffort + Rooms{"run", "report"}},
        {"cli", kCore + kServices + kLinesOfEffort + Rooms{"run", "report", "server"}},
    };
    for (const std::string& room : kServices) t[room] = {"base", "record"};
    for (const std::string& room : kLinesOfEffort) t[room] = kCore + kServices;
    t["train"] = t["train"] + kLinesOfEffort;
    return t;
  }();
  return table;
}

// The path in `#include "path"`, empty for other lines.
std::string quoted_include(const std::string& line) {
  constexpr std::string_view kStart = "#include \"";
  if (!line.starts_with(kStart)) return {};
  return line.substr(kStart.size(), line.find('"', kStart.size()) - kStart.size());
}

TEST_CASE("every room includes only rooms that its arrows allow") {
  for (const SourceFile& file : sources()) {
    if (file.is_test()) continue;  // tests may analyse whole files: they include run and support
    const std::string room = file.room();
    CAPTURE(file.path);
    REQUIRE_MESSAGE(arrows().contains(room), "a room without arrows: " << room);
    for (const std::string& line : file.lines) {
      const std::string path = quoted_include(line);
      if (path.empty()) continue;
      CAPTURE(line);
      const std::string other = path.substr(0, path.find('/'));
      CHECK_MESSAGE(arrows().contains(other), "quotes are for our own headers, by their room");
      if (other == room) continue;
      CHECK_MESSAGE(arrows().at(room).contains(other), room << " may not see " << other);
      if (kLinesOfEffort.contains(other)) {
        CHECK_MESSAGE(path == other + "/api.h", "a room is entered through its api.h only");
      }
    }
  }
}

TEST_CASE("headers guard themselves and say what they are") {
  for (const SourceFile& file : sources()) {
    if (!file.path.ends_with(".h")) continue;
    CAPTURE(file.path);
    CHECK(file.text.find("#pragma once") != file.text.npos);
    CHECK_MESSAGE(file.text.starts_with("//"), "a header opens with what it is");
  }
}

TEST_CASE("no file holds more than one purpose can need") {
  constexpr std::size_t kMostLines = 500;
  for (const SourceFile& file : sources()) {
    CAPTURE(file.path);
    CHECK(file.lines.size() <= kMostLines);
  }
}

}  // namespace
}  // namespace bartizan::test
