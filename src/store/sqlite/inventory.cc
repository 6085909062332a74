#include "store/sqlite/inventory.h"

#include <algorithm>

#include "base/escape.h"
#include "store/sqlite/guarded.h"

namespace bartizan::store::sqlite {
namespace {

// Writes use cases, with statements that are prepared once.
class UseCaseWriter {
 public:
  explicit UseCaseWriter(Connection& connection)
      : connection_(connection),
        use_case_(connection, "INSERT INTO use_case(id, import, row, source) VALUES(?, ?, ?, ?)"),
        field_(connection, "INSERT INTO use_case_field VALUES(?, ?, ?, ?, ?, ?)"),
        cell_(connection, "INSERT INTO use_case_cell VALUES(?, ?, ?, ?)"),
        text_(connection, "INSERT INTO use_case_text(rowid, text) VALUES(?, ?)") {}

  void write(const record::UseCase& use_case) {
    const MaybeText import = use_case.import.empty() ? MaybeText() : MaybeText(use_case.import);
    use_case_.bind(std::string_view(use_case.id), import, as_number(use_case.row),
                   std::string_view(use_case.source));
    use_case_.run();
    const std::int64_t number = connection_.last_number();
    std::string text;
    std::int64_t ordinal = 0;
    for (const record::Field& field : use_case.fields) {
      std::optional<std::int64_t> position;
      if (field.column) position = *field.column;
      field_.bind(number, ordinal++, std::string_view(field.id), std::string_view(field.value),
                  record::name(field.treatment), position);
      field_.run();
      text += field.value + '\n';
    }
    ordinal = 0;
    for (const record::Cell& cell : use_case.cells) {
      cell_.bind(number, ordinal++, std::int64_t{cell.column}, std::string_view(cell.raw));
      cell_.run();
    }
    text_.bind(number, std::string_view(text));
    text_.run();
  }

 private:
  Connection& connection_;
  Statement use_case_, field_, cell_, text_;
};

class UseCaseReader {
 public:
  explicit UseCaseReader(Connection& connection)
      : field_(connection,
               "SELECT field, value, treatment, position FROM use_case_field WHERE use_case = ? "
               "ORDER BY ordinal"),
        cell_(connection,
              "SELECT position, raw FROM use_case_cell WHERE use_case = ? ORDER BY ordinal") {}

  // `row`: number, id, import, row, source.
  record::UseCase read(const Statement& row) {
    record::UseCase use_case;
    const std::int64_t number = row.number(0);
    use_case.id = row.text(1);
    use_case.import = row.text(2);
    use_case.row = static_cast<std::uint64_t>(row.number(3));
    use_case.source = row.text(4);
    field_.bind(number);
    while (field_.step()) {
      record::Field field;
      field.id = field_.text(0);
      field.value = field_.text(1);
      field.treatment = record::treatment(field_.text(2)).value_or(record::Treatment::left);
      if (!field_.null(3)) field.column = static_cast<std::uint32_t>(field_.number(3));
      use_case.fields.push_back(std::move(field));
    }
    field_.reset();
    cell_.bind(number);
    while (cell_.step()) {
      use_case.cells.push_back({static_cast<std::uint32_t>(cell_.number(0)), cell_.text(1)});
    }
    cell_.reset();
    return use_case;
  }

 private:
  Statement field_, cell_;
};

constexpr const char* kUseCases =
    "SELECT number, id, import, row, source FROM use_case WHERE ?1 = '' OR import = ?1 "
    "ORDER BY number";
constexpr const char* kByName =
    "SELECT number, id, import, row, source FROM use_case WHERE id = ?1 UNION "
    "SELECT number, id, import, row, source FROM use_case WHERE number IN "
    "(SELECT use_case FROM use_case_field WHERE value = ?1 AND field IN ('id', 'use_case_name')) "
    "ORDER BY number";
constexpr const char* kByText =
    "SELECT number, id, import, row, source FROM use_case_text JOIN use_case ON number = "
    "use_case_text.rowid WHERE use_case_text MATCH ? ORDER BY use_case_text.rank, number LIMIT "
    "1000";

std::vector<record::UseCase> read_all(Connection& connection, const char* sql,
                                      std::string_view parameter) {
  Statement rows(connection, sql);
  UseCaseReader reader(connection);
  std::vector<record::UseCase> use_cases;
  rows.bind(parameter);
  while (rows.step()) use_cases.push_back(reader.read(rows));
  return use_cases;
}

// Full text is kept beside the rows, which cascade; it does not.
void remove_text(Connection& connection, const char* where, std::string_view parameter) {
  const std::string sql =
      "DELETE FROM use_case_text WHERE rowid IN (SELECT number FROM use_case WHERE " +
      std::string(where) + " = ?)";
  Statement(connection, sql.c_str()).bind(parameter).run();
}

// What is taken out of the inventory must not stay legible in unused pages of the file; the index
// of the full text keeps the words of deleted rows until its parts are merged.
void forget_from_now_on(Connection& connection) { connection.exec("PRAGMA secure_delete = ON"); }
void forget_words(Connection& connection) {
  connection.exec("INSERT INTO use_case_text(use_case_text) VALUES('optimize')");
}

// Edits go with the use cases that they are about.
void forget_edits(Connection& connection) {
  connection.exec("DELETE FROM use_case_edit WHERE use_case NOT IN (SELECT id FROM use_case)");
}

bool remove_use_case(Connection& connection, std::string_view id) {
  remove_text(connection, "id", id);
  Statement(connection, "DELETE FROM use_case WHERE id = ?").bind(id).run();
  return connection.number("SELECT changes()") > 0;
}

// Words as FTS5 takes them literally: each quoted, all of them wanted, the last one as a beginning.
std::string match_expression(std::string_view words) {
  std::string out;
  std::size_t at = 0;
  while (at < words.size()) {
    const std::size_t begin = words.find_first_not_of(" \t\n", at);
    if (begin == words.npos) break;
    at = std::min(words.find_first_of(" \t\n", begin), words.size());
    out += out.empty() ? "\"" : " \"";
    for (const char c : words.substr(begin, at - begin)) {
      out += c;
      if (c == '"') out += c;
    }
    out += '"';
  }
  return out.empty() ? out : out + "*";
}

// Every use case without its cells, with the fields that `fields_sql` gives, ordered by use case.
template <typename FieldOf>
std::vector<record::UseCase> walk_all(Connection& connection, const char* fields_sql,
                                      const FieldOf& field_of) {
  Statement rows(connection, "SELECT number, id, import, row, source FROM use_case ORDER BY number");
  Statement fields(connection, fields_sql);
  std::vector<record::UseCase> all;
  bool more = fields.step();
  while (rows.step()) {
    const std::int64_t number = rows.number(0);
    record::UseCase use_case;
    use_case.id = rows.text(1);
    use_case.import = rows.text(2);
    use_case.row = static_cast<std::uint64_t>(rows.number(3));
    use_case.source = rows.text(4);
    // Most have as many as the one before.
    if (!all.empty()) use_case.fields.reserve(all.back().fields.size());
    for (; more && fields.number(0) <= number; more = fields.step()) {
      use_case.fields.push_back(field_of(fields));
    }
    all.push_back(std::move(use_case));
  }
  return all;
}

// Of: use case, field, value.
record::Field brief_field(const Statement& row) {
  return {row.text(1), row.text(2), record::Treatment::kept, std::nullopt};
}

}  // namespace

Result<bool> SqliteInventory::add_import(const record::Import& import,
                                         const std::vector<record::UseCase>& use_cases) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    Statement known(connection_, "SELECT 1 FROM import WHERE id = ?");
    if (known.bind(std::string_view(import.id)).step()) return false;
    Statement(connection_, "INSERT INTO import VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(std::string_view(import.id), std::string_view(import.file),
              std::string_view(import.sha256), std::string_view(import.schema),
              std::string_view(import.sheet), std::int64_t{import.imported}, as_number(import.rows),
              as_number(import.header_row), Blob{import.bytes})
        .run();
    Statement column(connection_, "INSERT INTO import_column VALUES(?, ?, ?, ?)");
    for (std::size_t i = 0; i < import.headers.size(); ++i) {
      const std::string_view field =
          i < import.field_of.size() ? std::string_view(import.field_of[i]) : std::string_view();
      column.bind(std::string_view(import.id), as_number(i), std::string_view(import.headers[i]),
                  field);
      column.run();
    }
    Statement banner(connection_, "INSERT INTO import_preamble VALUES(?, ?, ?, ?)");
    for (std::size_t i = 0; i < import.preamble.size(); ++i) {
      for (std::size_t k = 0; k < import.preamble[i].size(); ++k) {
        banner.bind(std::string_view(import.id), as_number(i), as_number(k),
                    std::string_view(import.preamble[i][k]));
        banner.run();
      }
    }
    Statement note(connection_,
                   "INSERT INTO import_note(import, level, code, line, position, message) "
                   "VALUES(?, ?, ?, ?, ?, ?)");
    for (const record::Note& n : import.notes) {
      note.bind(std::string_view(import.id), static_cast<std::int64_t>(n.level),
                std::string_view(n.code), as_number(n.line), std::int64_t{n.column},
                std::string_view(n.message));
      note.run();
    }
    UseCaseWriter writer(connection_);
    for (const record::UseCase& use_case : use_cases) writer.write(use_case);
    transaction.commit();
    return true;
  });
}

Result<std::vector<ImportRow>> SqliteInventory::imports() {
  return guarded(mutex_, [&] {
    Statement rows(connection_,
                   "SELECT id, file, sha256, schema, imported, rows FROM import "
                   "ORDER BY imported DESC, rowid DESC");
    std::vector<ImportRow> imports;
    while (rows.step()) {
      imports.push_back({rows.text(0), rows.text(1), rows.text(2), rows.text(3), rows.number(4),
                         static_cast<std::uint64_t>(rows.number(5))});
    }
    return imports;
  });
}

Result<record::Import> SqliteInventory::import(std::string_view id) {
  return guarded(mutex_, [&]() -> Result<record::Import> {
    Statement row(connection_,
                  "SELECT id, file, sha256, schema, sheet, imported, rows, header_row, bytes "
                  "FROM import WHERE id = ?");
    if (!row.bind(id).step()) return base::fail(base::Code::invalid, "there is no such import");
    record::Import import;
    import.id = row.text(0);
    import.file = row.text(1);
    import.sha256 = row.text(2);
    import.schema = row.text(3);
    import.sheet = row.text(4);
    import.imported = row.number(5);
    import.rows = static_cast<std::uint64_t>(row.number(6));
    import.header_row = static_cast<std::uint64_t>(row.number(7));
    import.bytes = row.text(8);
    Statement column(connection_,
                     "SELECT header, field FROM import_column WHERE import = ? ORDER BY position");
    column.bind(id);
    while (column.step()) {
      import.headers.push_back(column.text(0));
      import.field_of.push_back(column.text(1));
    }
    Statement banner(connection_,
                     "SELECT record, raw FROM import_preamble WHERE import = ? "
                     "ORDER BY record, position");
    banner.bind(id);
    while (banner.step()) {
      import.preamble.resize(static_cast<std::size_t>(banner.number(0)) + 1);
      import.preamble.back().push_back(banner.text(1));
    }
    Statement note(connection_,
                   "SELECT level, code, line, position, message FROM import_note "
                   "WHERE import = ? ORDER BY id");
    note.bind(id);
    while (note.step()) {
      import.notes.push_back({static_cast<record::NoteLevel>(note.number(0)), note.text(1),
                              static_cast<std::uint64_t>(note.number(2)),
                              static_cast<std::uint32_t>(note.number(3)), note.text(4)});
    }
    return import;
  });
}

Result<bool> SqliteInventory::undo_import(std::string_view id) {
  return guarded(mutex_, [&] {
    forget_from_now_on(connection_);
    Transaction transaction(connection_);
    remove_text(connection_, "import", id);
    Statement(connection_, "DELETE FROM import WHERE id = ?").bind(id).run();
    const bool was_there = connection_.number("SELECT changes()") > 0;
    forget_edits(connection_);
    forget_words(connection_);
    transaction.commit();
    return was_there;
  });
}

Result<std::vector<record::UseCase>> SqliteInventory::use_cases(std::string_view import) {
  return guarded(mutex_, [&] { return read_all(connection_, kUseCases, import); });
}

Result<std::vector<record::UseCase>> SqliteInventory::brief() {
  return guarded(mutex_, [&] {
    // The fields are those of the index use_case_brief.
    return walk_all(connection_,
                    "SELECT use_case, field, value FROM use_case_field WHERE field IN ('id', "
                    "'use_case_name', 'name', 'agency', 'agency_name', 'development_stage', "
                    "'is_high_impact', 'contact_email', 'owner') ORDER BY use_case",
                    brief_field);
  });
}

Result<std::vector<record::UseCase>> SqliteInventory::compared() {
  return guarded(mutex_, [&] {
    return walk_all(connection_,
                    "SELECT use_case, field, value FROM use_case_field WHERE field IN ('id', "
                    "'use_case_name', 'name', 'agency', 'agency_name', 'development_stage', "
                    "'is_high_impact', 'contact_email', 'owner', 'system_name_ato', 'models') "
                    "ORDER BY use_case",
                    brief_field);
  });
}

Result<std::vector<record::UseCase>> SqliteInventory::records() {
  return guarded(mutex_, [&] {
    return walk_all(connection_,
                    "SELECT use_case, field, value, treatment, position FROM use_case_field "
                    "ORDER BY use_case, ordinal",
                    [](const Statement& row) {
                      record::Field field;
                      field.id = row.text(1);
                      field.value = row.text(2);
                      field.treatment =
                          record::treatment(row.text(3)).value_or(record::Treatment::left);
                      if (!row.null(4)) field.column = static_cast<std::uint32_t>(row.number(4));
                      return field;
                    });
  });
}

Result<std::vector<record::UseCase>> SqliteInventory::find_use_cases(std::string_view id_or_name) {
  return guarded(mutex_, [&] { return read_all(connection_, kByName, id_or_name); });
}

Result<void> SqliteInventory::put_use_case(const record::UseCase& use_case) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    sqlite::remove_use_case(connection_, use_case.id);
    UseCaseWriter(connection_).write(use_case);
    transaction.commit();
  });
}

Result<bool> SqliteInventory::remove_use_case(std::string_view id) {
  return guarded(mutex_, [&] {
    forget_from_now_on(connection_);
    Transaction transaction(connection_);
    const bool was_there = sqlite::remove_use_case(connection_, id);
    forget_edits(connection_);
    forget_words(connection_);
    transaction.commit();
    return was_there;
  });
}

Result<std::optional<std::vector<std::int64_t>>> SqliteInventory::edit_use_case(
    const record::UseCase& before, const record::UseCase& after,
    const std::vector<UseCaseEdit>& edits) {
  return guarded(mutex_, [&]() -> std::optional<std::vector<std::int64_t>> {
    Transaction transaction(connection_);
    const auto now = read_all(connection_, kByName, before.id);
    if (std::ranges::find(now, before) == now.end()) return std::nullopt;
    sqlite::remove_use_case(connection_, before.id);
    UseCaseWriter(connection_).write(after);
    std::vector<std::int64_t> numbers;
    {
      Statement row(connection_,
                    "INSERT INTO use_case_edit(use_case, field, before, after, treatment, position, "
                    "person, reason, at) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING number");
      for (const UseCaseEdit& edit : edits) {
        const std::string by = base::encode_text(edit.by),
                          reason = base::encode_text(edit.reason);
        std::optional<std::int64_t> position;
        if (edit.column) position = *edit.column;
        row.bind(std::string_view(after.id), std::string_view(edit.field),
                 std::string_view(edit.before), std::string_view(edit.after),
                 record::name(edit.treatment), position, std::string_view(by),
                 std::string_view(reason), std::int64_t{edit.at});
        row.step();
        numbers.push_back(row.number(0));
        row.reset();
      }
    }
    transaction.commit();
    return numbers;
  });
}

Result<std::vector<UseCaseEdit>> SqliteInventory::edits(std::string_view use_case) {
  return guarded(mutex_, [&] {
    Statement rows(connection_,
                   "SELECT number, use_case, field, before, after, treatment, position, person, "
                   "reason, at FROM use_case_edit WHERE ?1 = '' OR use_case = ?1 ORDER BY number");
    rows.bind(use_case);
    std::vector<UseCaseEdit> found;
    while (rows.step()) {
      UseCaseEdit edit;
      edit.number = rows.number(0);
      edit.use_case = rows.text(1);
      edit.field = rows.text(2);
      edit.before = rows.text(3);
      edit.after = rows.text(4);
      edit.treatment = record::treatment(rows.text(5)).value_or(record::Treatment::left);
      if (!rows.null(6)) edit.column = static_cast<std::uint32_t>(rows.number(6));
      edit.by = base::unescape_name(rows.text(7));
      edit.reason = base::unescape_name(rows.text(8));
      edit.at = rows.number(9);
      found.push_back(std::move(edit));
    }
    return found;
  });
}

Result<std::vector<record::UseCase>> SqliteInventory::search(std::string_view words) {
  return guarded(mutex_, [&]() -> std::vector<record::UseCase> {
    const std::string expression = match_expression(words);
    if (expression.empty()) return {};
    return read_all(connection_, kByText, expression);
  });
}

Result<void> SqliteInventory::put_review(std::string_view use_case,
                                         const std::vector<ReviewAnswer>& answers) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    Statement(connection_, "DELETE FROM review_answer WHERE use_case = ?").bind(use_case).run();
    Statement answer(connection_, "INSERT INTO review_answer VALUES(?, ?, ?, ?, ?, ?, ?)");
    std::int64_t ordinal = 0;
    for (const ReviewAnswer& a : answers) {
      answer.bind(use_case, ordinal++, std::string_view(a.question), std::string_view(a.answer),
                  std::string_view(a.reason), std::string_view(a.by), std::int64_t{a.at});
      answer.run();
    }
    transaction.commit();
  });
}

Result<std::vector<ReviewAnswer>> SqliteInventory::review(std::string_view use_case) {
  return guarded(mutex_, [&] {
    Statement rows(connection_,
                   "SELECT question, answer, reason, person, answered FROM review_answer "
                   "WHERE use_case = ? ORDER BY ordinal");
    rows.bind(use_case);
    std::vector<ReviewAnswer> answers;
    while (rows.step()) {
      answers.push_back({rows.text(0), rows.text(1), rows.text(2), rows.text(3), rows.number(4)});
    }
    return answers;
  });
}

Result<std::map<std::string, std::vector<ReviewAnswer>>> SqliteInventory::reviews() {
  return guarded(mutex_, [&] {
    Statement rows(connection_,
                   "SELECT use_case, question, answer, reason, person, answered FROM review_answer "
                   "ORDER BY use_case, ordinal");
    std::map<std::string, std::vector<ReviewAnswer>> all;
    while (rows.step()) {
      all[rows.text(0)].push_back(
          {rows.text(1), rows.text(2), rows.text(3), rows.text(4), rows.number(5)});
    }
    return all;
  });
}

}  // namespace bartizan::store::sqlite
