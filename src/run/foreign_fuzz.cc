// Any bytes for any parser of foreign bytes that a room has registered, so that none is forgotten:
// it ends, keeps the bounds of rows, its notes are believed, and the same bytes say the same. What
// .bartizan/system.toml declares is taken by the room, too, and comes back equal.
#include <algorithm>

#include "record/foreign.h"
#include "run/parsers.h"
#include "text/check_fuzz.h"
#include "use/inventory/declared.h"
#include "use/inventory/import_test.h"
#include "use/inventory/schema.h"

namespace {

using namespace bartizan;

std::vector<record::Row> rows_of(const record::ForeignParser& parser, std::string_view name,
                                 std::string_view options, std::string_view bytes) {
  base::Limits limits;
  limits.memory = 64 * base::kMiB;
  limits.decoded = 4 * base::kMiB;
  limits.steps = 1 << 24;
  base::MemorySource source(std::as_bytes(std::span(bytes)));
  base::Budget budget(limits);
  test::RowsOf sink;
  record::Foreign file{name, source, bytes.size(), options, budget, sink};
  parser.parse(file);
  return std::move(sink.rows);
}

bool same(const std::vector<record::Row>& a, const std::vector<record::Row>& b) {
  return std::ranges::equal(a, b, [](const record::Row& one, const record::Row& two) {
    return one.kind == two.kind && one.fields == two.fields;
  });
}

}  // namespace

// The first byte is the parser; then its options and the file's name, a line each, and the file.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string input = text::fuzz_text(data, size);
  if (input.empty()) return 0;
  const auto number = static_cast<unsigned char>(input[0]);
  const record::ForeignParser* const parser = run::parser_at(number);
  if (parser == nullptr) return 0;
  std::string_view rest = std::string_view(input).substr(1);
  const auto line = [&] {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view text = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return text;
  };
  const std::string_view options = line(), name = line();
  const auto rows = rows_of(*parser, name, options, rest);
  for (const record::Row& row : rows) {
    BZ_CHECK(!row.kind.empty());
    record::Note note;
    if (row.kind != record::kNoteRow) continue;
    BZ_CHECK(record::read_note(row, note));
    BZ_CHECK(!note.message.empty() && base::is_utf8(note.message));
  }
  BZ_CHECK(same(rows, rows_of(*parser, name, options, rest)));
  if (parser->id != "system") return 0;
  const use::Schema& schema = use::schemas().front();
  for (const record::UseCase& one : use::declared_systems(rows, name).use_cases) {
    BZ_CHECK(one.id.starts_with("system_"));
    for (const record::Field& field : one.fields) BZ_CHECK(base::is_utf8(field.value));
    // Written, it reads back to the same.
    const auto again =
        use::declared_systems(rows_of(*parser, name, {}, use::system_toml(one, schema)), name);
    BZ_CHECK(again.use_cases.size() <= 1);
    for (const record::Field& field : one.fields) {
      BZ_CHECK(field.value.empty() || again.use_cases.front().value(field.id) == field.value);
    }
  }
  return 0;
}
