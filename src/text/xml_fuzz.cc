// Any bytes: events balance, places lie inside and grow, memory is given back.
#include <iterator>
#include <string>

#include "text/xml.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bartizan;
  using Kind = text::XmlEvent::Kind;
  const std::string input(data, std::next(data, static_cast<std::ptrdiff_t>(size)));
  const base::Limits limits;
  base::Budget budget(limits);
  text::XmlReader reader(input, budget);
  std::size_t depth = 0;
  std::size_t last = 0;
  Kind kind = Kind::open;
  while (kind != Kind::end && kind != Kind::error) {
    const text::XmlEvent& event = reader.next();
    kind = event.kind;
    BZ_CHECK(event.offset >= last && event.offset <= size);
    last = event.offset;
    if (kind == Kind::open) ++depth;
    if (kind == Kind::close) BZ_CHECK(depth-- > 0);
    if (kind == Kind::end) BZ_CHECK(depth == 0);
    BZ_CHECK(depth <= limits.json_depth);
  }
  base::Budget second(limits);
  const text::XmlTree tree = text::parse_xml(input, second);
  BZ_CHECK(second.memory() == 0);
  BZ_CHECK((tree.error.code == base::Code::ok) == (kind == Kind::end));
  return 0;
}
