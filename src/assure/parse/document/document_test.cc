// Every file below samples/ is read as its name asks; X.expected beside it has what must be said.
// BARTIZAN_UPDATE_SAMPLES=1 rewrites those; read the diff.
#include "assure/parse/document/document.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace {

using namespace bartizan;
using namespace bartizan::assure::document;
namespace fs = std::filesystem;

std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string said(const std::string& name, const std::string& text) {
  std::string out = says_nothing(text) ? "says nothing\n" : "";
  if (name == "security.txt") {
    const SecurityTxt read = read_security_txt(text);
    out += "contacts " + std::to_string(read.contacts) + (read.contact.empty() ? "" : " ") +
           read.contact + "\n";
    out += "expires " + std::to_string(read.expires_fields) + " " +
           (read.expires ? base::format_utc(*read.expires) : "-") + "\n";
  } else if (name == "security.md") {
    out += says_how_to_report(text) ? "says how to report\n" : "";
  } else if (const auto packages = locked_packages(name, text)) {
    out += "packages " + std::to_string(*packages) + "\n";
  }
  return out;
}

TEST_CASE("documents say what their samples expect") {
  const fs::path root = fs::path(BARTIZAN_SOURCE_DIR) / "src/assure/parse/document/samples";
  std::size_t read = 0;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (!entry.is_regular_file() || entry.path().extension() == ".expected") continue;
    ++read;
    const std::string text = said(entry.path().filename(), slurp(entry.path()));
    const fs::path expected = entry.path().string() + ".expected";
    if (std::getenv("BARTIZAN_UPDATE_SAMPLES") != nullptr) {
      std::ofstream(expected, std::ios::binary) << text;
    }
    INFO(entry.path().string());
    CHECK(text == slurp(expected));
  }
  CHECK(read > 30);
}

TEST_CASE("dates of RFC 3339 and nothing else") {
  for (const char* good :
       {"2027-12-31T18:37:07Z", "2027-12-31t18:37:07z", "2027-12-31T18:37:07.123456789Z",
        "2027-12-31T19:37:07+01:00", "2027-12-31T12:37:07-06:00", "2027-12-31T19:07:07+00:30"}) {
    CAPTURE(good);
    CHECK(parse_rfc3339(good) == base::parse_utc("2027-12-31T18:37:07Z"));
  }
  CHECK(parse_rfc3339("2016-12-31T23:59:60Z") == base::parse_utc("2016-12-31T23:59:59Z"));
  for (const char* bad :
       {"", "2027-12-31", "2027-12-31T18:37:07", "2027-12-31 18:37:07Z", "2027-12-31T18:37Z",
        "2027-02-29T00:00:00Z", "2027-12-31T24:00:00Z", "2027-12-31T18:37:07.Z",
        "2027-12-31T18:37:07+1:00", "2027-12-31T18:37:07+24:00", "2027-12-31T18:37:07Z ",
        "9999-99-99T00:00:00Z", "9999-12-31T23:59:59-01:00", "0000-01-01T00:00:00+01:00",
        "20270-12-31T18:37:07Z", "31 Dec 2027 18:37:07 Z", "2027-12-31T18:37:07ZZ"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_rfc3339(bad).has_value());
  }
}

TEST_CASE("long and hostile texts are read in one pass") {
  const std::string at(1 << 20, '@'), open = [] {
    std::string text;
    while (text.size() < (1 << 20)) text += "<!--a@b";
    return text;
  }();
  CHECK_FALSE(says_how_to_report(at));
  CHECK_FALSE(says_how_to_report(open));
  CHECK(says_nothing(open));
  CHECK(read_security_txt("Contact: https://" + std::string(1 << 20, 'a')).contact.size() ==
        kMostContact);
  CHECK(locked_packages("package-lock.json", std::string(1 << 20, '[')).value_or(0) == 0);
  CHECK_FALSE(locked_packages("unknown.lock", "[[package]]\n").has_value());
}

}  // namespace
