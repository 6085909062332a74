#include "text/xml.h"

#include <doctest/doctest.h>

#include "text/show_test.h"

namespace {

using namespace bartizan;
using Kind = text::XmlEvent::Kind;

std::string events(std::string_view input) {
  const base::Limits limits;
  base::Budget budget(limits);
  text::XmlReader reader(input, budget);
  std::string out;
  while (true) {
    const text::XmlEvent& event = reader.next();
    switch (event.kind) {
      case Kind::open:
        out += '<' + std::string(event.name);
        for (const auto& attribute : event.attributes) {
          out += ' ' + std::string(attribute.name) + '=' + attribute.value;
        }
        out += '>';
        break;
      case Kind::close:
        out += "</" + std::string(event.name) + '>';
        break;
      case Kind::text:
        out += '[' + event.text + ']';
        break;
      case Kind::error:
        return out + '!' + event.error.what;
      case Kind::end:
        return out;
    }
  }
}

text::XmlTree tree(std::string_view input) {
  const base::Limits limits;
  base::Budget budget(limits);
  text::XmlTree out = text::parse_xml(input, budget);
  CHECK(budget.memory() == 0);
  return out;
}

}  // namespace

TEST_CASE("elements, attributes and text become events") {
  CHECK(events("<?xml version='1.0'?><a x = \"1\" y='&lt;'>t<b/>&amp;</a>") ==
        "<a x=1 y=<>[t]<b></b>[&]</a>");
  CHECK(events("<m:a xmlns:m='u'><m:b>1</m:b></m:a>") == "<a m=u><b>[1]</b></a>");
  CHECK(events("<a><!-- <b> --><![CDATA[<c>&amp;]]></a>") == "<a>[<c>&amp;]</a>");
  CHECK(events("<a>&#65;&#x20AC;&unknown;&#xD800;&</a>") == "<a>[A\u20AC&unknown;\uFFFD&]</a>");
}

TEST_CASE("a document type is passed and declares nothing") {
  CHECK(events("<!DOCTYPE a [<!ENTITY x \"<evil>\">]><a>&x;</a>") == "<a>[&x;]</a>");
  CHECK(events("<!DOCTYPE html><a/>") == "<a></a>");
}

TEST_CASE("broken text ends in an error after what could be read") {
  CHECK(events("<a><b></a>") == "<a><b>!a tag closes what is not open");
  CHECK(events("<a>") == "<a>!the text ends inside an element");
  CHECK(events("<a b></a>") == "!an attribute without a quoted value");
  CHECK(events("<a b='1'") == "!a tag that does not end");
  CHECK(events("< a>") == "!a \"<\" that begins no element");
  CHECK(events("<!-- never") == "");
  CHECK(events("<![CDATA[ never") == "[ never]");
  std::string deep;
  for (int i = 0; i < 200; ++i) deep += "<a>";
  CHECK(events(deep).ends_with("!elements are nested too deeply"));
}

TEST_CASE("a tree keeps what stands before an error") {
  const auto whole = tree("<a k='v'>\n x <b>1</b>\n<b/></a>");
  CHECK(whole.error.code == base::Code::ok);
  CHECK(whole.root.key == "a");
  CHECK(whole.root.text == "x");
  CHECK(whole.root.string("@k") == "v");
  REQUIRE(whole.root.items.size() == 3);
  CHECK(whole.root.items[1].text == "1");
  CHECK(whole.root.items[1].line == 2);
  CHECK(whole.root.items[2].line == 3);
  const auto part = tree("<a><b>1</b><c></a>");
  CHECK(part.error.code == base::Code::malformed);
  REQUIRE(part.root.items.size() == 2);
  CHECK(part.root.items[0].text == "1");
  CHECK(tree("").root.key.empty());
}
