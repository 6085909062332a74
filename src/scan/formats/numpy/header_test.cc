#include "scan/formats/numpy/header.h"

#include <doctest/doctest.h>

#include <string>

namespace bartizan::scan::numpy {
namespace {

Header read(const std::string& descr, const std::string& shape = "(3,)") {
  Refusal refusal;
  const std::string text =
      "{'descr': " + descr + ", 'fortran_order': False, 'shape': " + shape + ", }   \n";
  const auto header = read_header(text, refusal);
  INFO(descr << " " << shape << ": " << refusal.reason << " at " << refusal.at);
  REQUIRE(header.has_value());
  Header copy = *header;
  copy.descr = copy.shape = copy.duplicate = {};  // they point into `text`
  return copy;
}

TEST_CASE("npy header: sizes of types") {
  CHECK(read("'<f8'").item_size == 8);
  CHECK(read("\"|b1\"").item_size == 1);
  CHECK(read("'?'").item_size == 1);
  CHECK(read("'<U5'").item_size == 20);
  CHECK(read("'|S3'").item_size == 3);
  CHECK(read("'>c16'").item_size == 16);
  CHECK(read("'<M8[ns]'").item_size == 8);
  CHECK(read("u'<i4'").item_size == 4);
  CHECK(read("[('a', '<i4'), ('b', '<f8', (2, 3))]").item_size == 52);
  CHECK(read("[('a', '<i4', 3)]").item_size == 12);
  CHECK(read("[(('t', 'a'), [('x', '|u1'), ('y', '|u1')]),]").item_size == 2);
  CHECK(read("('<f4', (2, 2))").item_size == 16);
  CHECK(read("[]").item_size == 0);
  CHECK(!read("'float64'").known_type);
  CHECK(!read("'<q9'").known_type);
  CHECK(!read("'<f8[s]'").known_type);
  CHECK(!read("'<M8[s#]'").known_type);
  CHECK(!read("'<M8[]'").known_type);
}

TEST_CASE("npy header: objects wherever they stand") {
  for (const char* descr : {"'|O'", "'O'", "'|O8'", "'object'", "'i4,O'", "[('a', '|O')]",
                            "[('a', '<i4'), ('b', [('c', 'O')])]", "('O', (2,))"}) {
    CHECK_MESSAGE(read(descr).objects, descr);
  }
  CHECK(!read("[('O', '<f8')]").objects);
}

TEST_CASE("npy header: shapes") {
  CHECK(read("'<f8'", "()").elements == 1);
  CHECK(read("'<f8'", "(2, 3)").data_size() == 48);
  CHECK(read("'<f8'", "(3L,)").elements == 3);
  CHECK(read("'<f8'", "(-1,)").bad_shape);
  CHECK(read("'<f8'", "(True,)").bad_shape);
  CHECK(read("'<f8'", "(4611686018427387904,)").overflow);
  CHECK(!read("'|u1'", "(4611686018427387904,)").overflow);
  CHECK(read("'|u1'", "(9223372036854775808,)").overflow);
  CHECK(!read("'<f8'", "(0, 4611686018427387904)").overflow);
}

TEST_CASE("npy header: code is told from carelessness") {
  const auto refusal_of = [](const std::string& text) {
    Refusal refusal;
    CHECK(!read_header(text, refusal));
    CHECK(refusal.at <= text.size());
    return refusal.expression;
  };
  const std::string rest = ", 'fortran_order': False, 'shape': (3,)}";
  CHECK(refusal_of("{'descr': open('x')" + rest));
  CHECK(refusal_of("{'descr': '<f8'.join([])" + rest));
  CHECK(refusal_of("{'descr': '<f8' % 1" + rest));
  CHECK(refusal_of("{'descr': (lambda: 1)()" + rest));
  CHECK(refusal_of("dict(descr='<f8')"));
  CHECK(!refusal_of("{'descr': 5" + rest));
  CHECK(!refusal_of("{'descr': '<f8' '<f8'" + rest));
  CHECK(!refusal_of("{'descr': '<f8'"));
  CHECK(!refusal_of(""));
  CHECK(!refusal_of("{'descr': '<f8', 'fortran_order': False, 'shape': (02,)}"));
  CHECK(!refusal_of("{'descr': '<f8', 'fortran_order': False, 'shape': (3.5,)}"));
  CHECK(!refusal_of("{'descr': '<f8', 'fortran_order': False, 'shape': (3)}"));
}

}  // namespace
}  // namespace bartizan::scan::numpy
