#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "report/api.h"
#include "report/html/parts.h"
#include "report/sample_test.h"

namespace bartizan::report {
namespace {

// What the page holds besides style and script, which have files of their own.
std::string content(const std::string& page) {
  const std::size_t from = page.find("<body>");
  const std::size_t to = page.rfind("<script>");
  REQUIRE(from != std::string::npos);
  REQUIRE(to != std::string::npos);
  return page.substr(from, to - from);
}

// The name of the first element that is not closed in order, empty when all are.
std::string unbalanced(const std::string& markup) {
  std::vector<std::string> open;
  for (std::size_t at = markup.find('<'); at != std::string::npos; at = markup.find('<', at + 1)) {
    const bool closing = markup[at + 1] == '/';
    const std::size_t begin = at + (closing ? 2 : 1);
    const std::size_t end = markup.find_first_of(" >/", begin);
    const std::string name = markup.substr(begin, end - begin);
    if (name == "meta" || name == "input" || name.starts_with("!")) continue;
    const std::size_t close = markup.find('>', at);
    if (!closing && markup[close - 1] == '/') continue;
    if (!closing) {
      open.push_back(name);
    } else if (open.empty() || open.back() != name) {
      return "/" + name;
    } else {
      open.pop_back();
    }
  }
  open.erase(std::remove(open.begin(), open.end(), "body"), open.end());
  return open.empty() ? "" : open.back();
}

TEST_CASE("the HTML report looks as its golden shows") {
  CHECK(
      sample::matches_golden("scan.body.html", content(html(sample::report(), sample::catalog()))));
}

TEST_CASE("the page allows itself and nothing else") {
  const std::string page = html(sample::report(), sample::catalog());
  CHECK(page.find("default-src 'none'") != std::string::npos);
  CHECK(page.find(html_parts::sha256_source(html_parts::style())) != std::string::npos);
  CHECK(page.find("<style>" + std::string(html_parts::style()) + "</style>") != std::string::npos);
  CHECK(page.find("<script>" + std::string(html_parts::script()) + "</script>") !=
        std::string::npos);
  CHECK(html_parts::style().find("</") == std::string::npos);
  CHECK(html_parts::script().find("</") == std::string::npos);
  CHECK(html_parts::style().find("url(") == std::string::npos);
  for (const char* outside : {" src=", "href=\"http", "<link", "@import", " style=", " onclick"}) {
    CHECK(page.find(outside) == std::string::npos);
  }
  // The empty string's digest, FIPS 180-4 and RFC 4648.
  CHECK(html_parts::sha256_source("") == "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='");
  CHECK(page.find("not affiliated with or endorsed by CISA or DHS") != std::string::npos);
}

TEST_CASE("names from files stay text") {
  const std::string page = content(html(sample::hostile_report(), sample::catalog()));
  CHECK(page.find("<script") == std::string::npos);
  CHECK(page.find("<!--") == std::string::npos);
  CHECK(unbalanced(page) == "");
  for (const char c : page) {
    const auto byte = static_cast<unsigned char>(c);
    CHECK_FALSE((byte < 0x20 && byte != '\n' && byte != '\t'));
    CHECK_FALSE(byte == 0x7F);
  }
  CHECK(page.find("\xe2\x80\xae") == std::string::npos);
  // No name ends the attribute it stands in.
  CHECK(page.find("&quot;") != std::string::npos);
}

TEST_CASE("every page is well formed and every link leads somewhere") {
  record::ScanReport many = sample::report();
  for (int i = 0; i < 3'000; ++i) {
    many.artifacts.push_back(many.artifacts[i % 2 == 0 ? 1 : 3]);
    many.artifacts.back().path += std::to_string(i);
  }
  // Folded behind a thousand worse ones of its verdict, and still the only one with its rule.
  many.artifacts[3].findings[0].severity = record::Severity::info;
  many.artifacts[3].findings[0].rule = "BZ-SPN-001";
  record::Member& file = many.artifacts[2].members[0];
  file.spans.clear();
  for (std::uint64_t i = 0; i < 5'000; ++i) {
    file.spans.push_back({{i * 10, 10}, static_cast<base::SpanLabel>(i % 8), i % 3 != 0});
  }
  file.size = many.artifacts[2].size = 50'000;
  for (const record::ScanReport& report : {sample::report(), many, record::ScanReport{}}) {
    const std::string page = content(html(report, sample::catalog()));
    CHECK(unbalanced(page) == "");
    for (std::size_t at = page.find("href=\"#"); at != std::string::npos;
         at = page.find("href=\"#", at + 1)) {
      const std::string id = page.substr(at + 7, page.find('"', at + 7) - at - 7);
      CHECK(page.find("id=\"" + id + "\"") != std::string::npos);
    }
  }
}

TEST_CASE("a reproducible page says nothing about the run") {
  record::ScanReport other = sample::report();
  other.run = {};
  other.run.roots = {"elsewhere"};
  other.summary.cached = 0;
  const MachineOptions options{.reproducible = true};
  CHECK(html(other, sample::catalog(), options) ==
        html(sample::report(), sample::catalog(), options));
}

}  // namespace
}  // namespace bartizan::report
