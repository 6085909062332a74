#include "text/csv.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

namespace bartizan::text {
namespace {

// Records as "line:cell|cell", one a line of text.
std::string read(std::string_view text, char delimiter = ',') {
  std::string out;
  std::uint64_t number = 0;
  const CsvEnd end = read_csv(text, delimiter, [&](const CsvRecord& record) {
    CHECK(record.number == ++number);
    out += std::to_string(record.line) + ":";
    for (std::size_t i = 0; i < record.cells.size(); ++i) out += (i ? "|" : "") + record.cells[i];
    out += ";";
    return true;
  });
  CHECK(end.records == number);
  if (end.unclosed != 0) out += " unclosed " + std::to_string(end.unclosed);
  return out;
}

TEST_CASE("csv: records, cells and lines") {
  CHECK(read("") == "");
  CHECK(read("a,b\nc,d\n") == "1:a|b;2:c|d;");
  CHECK(read("a,b\r\nc,d") == "1:a|b;2:c|d;");
  CHECK(read("a\rb\r") == "1:a;2:b;");
  CHECK(read("a,,\n,") == "1:a||;2:|;");
  CHECK(read("a\n\nb\n") == "1:a;2:;3:b;");
  CHECK(read("\n") == "1:;");
  CHECK(read("a;b,c\n", ';') == "1:a|b,c;");
  CHECK(read("a\tb", '\t') == "1:a|b;");
}

TEST_CASE("csv: quotes") {
  CHECK(read("\"a,b\",\"c\"\"d\"\n") == "1:a,b|c\"d;");
  CHECK(read("\"a\nb\r\nc\rd\",e\nf") == "1:a\nb\r\nc\rd|e;5:f;");
  CHECK(read("\"a\r\",b\nc") == "1:a\r|b;3:c;");
  CHECK(read("\"\"\n\"\",\"\"") == "1:;2:|;");
  CHECK(read("a\"b\"c,\"d\"e\"f\"") == "1:a\"b\"c|de\"f\";");
  CHECK(read(" \"a,b\"") == "1: \"a|b\";");
}

TEST_CASE("csv: a quote that does not end keeps what follows and says so") {
  CHECK(read("a\nb,\"c\nd\n") == "1:a;2:b|c\nd\n; unclosed 2");
  CHECK(read("\"") == "1:; unclosed 1");
}

TEST_CASE("csv: reading stops when asked to") {
  int seen = 0;
  const CsvEnd end = read_csv("a\nb\nc\n", ',', [&](const CsvRecord&) { return ++seen < 2; });
  CHECK(seen == 2);
  CHECK(end.records == 2);
}

TEST_CASE("csv: cells past the limit are counted, not kept") {
  const std::string text = std::string(kMostCells + 9, ',') + "x\nnext";
  std::vector<std::size_t> sizes;
  const CsvEnd end = read_csv(text, ',', [&](const CsvRecord& record) {
    sizes.push_back(record.cells.size());
    return true;
  });
  CHECK(sizes == std::vector<std::size_t>{kMostCells, 1});
  CHECK(end.dropped == 10);
}

TEST_CASE("csv: the delimiter is guessed by what splits evenly") {
  CHECK(guess_delimiter("") == ',');
  CHECK(guess_delimiter("one\ntwo, with a comma\nthree\n") == ',');
  CHECK(guess_delimiter("a,b,c\n1,2,3\n") == ',');
  CHECK(guess_delimiter("id;name;text\n1;x;a, b\n2;y;c\n") == ';');
  CHECK(guess_delimiter("id\tname\n1\tx, y\n2\tz; w\n") == '\t');
  CHECK(guess_delimiter("\"a;b\",c\n\"d;e\",f\n") == ',');
}

TEST_CASE("csv: only what has to be quoted is") {
  std::string out;
  for (const char* cell : {"a", "b c", "d,e", "f\"g", "h\ni", "j\rk", "l;m", ""}) {
    append_csv(out, cell);
    out += '/';
  }
  CHECK(out == "a/b c/\"d,e\"/\"f\"\"g\"/\"h\ni\"/\"j\rk\"/l;m//");
  out.clear();
  append_csv(out, "l;m", ';');
  CHECK(out == "\"l;m\"");
}

TEST_CASE("csv: any cells come back as they were written") {
  const bool ok = rc::check([] {
    const auto cell = rc::gen::container<std::string>(rc::gen::oneOf(
        rc::gen::element('"', ',', '\n', '\r', ';', '\t', ' ', 'a'), rc::gen::arbitrary<char>()));
    const auto rows = *rc::gen::container<std::vector<std::vector<std::string>>>(
        rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(cell)));
    const char delimiter = *rc::gen::element(',', ';', '\t');
    const std::string ending = *rc::gen::element<std::string>("\n", "\r\n", "\r");
    std::string text;
    for (const auto& row : rows) {
      for (std::size_t i = 0; i < row.size(); ++i) {
        if (i > 0) text += delimiter;
        append_csv(text, row[i], delimiter);
      }
      text += ending;
    }
    std::vector<std::vector<std::string>> again;
    const CsvEnd end = read_csv(text, delimiter, [&](const CsvRecord& record) {
      again.push_back(record.cells);
      return true;
    });
    RC_ASSERT(again == rows);
    RC_ASSERT(end.unclosed == 0U);
  });
  CHECK(ok);
}

}  // namespace
}  // namespace bartizan::text
