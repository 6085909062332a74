#include "store/sqlite/retention.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "base/escape.h"
#include "store/sqlite/guarded.h"

namespace bartizan::store {

const std::vector<RecordKind>& record_kinds() {
  static const std::vector<RecordKind> kinds{
      {"scans", "scans, with their sightings and findings, none of which is the last of its path",
       730, "two years of history answer what changed when"},
      {"results", "remembered results of unchanged files that nobody asked for", 90,
       "they are made again by reading"},
      {"evidence", "pieces of evidence that a newer one about the same subject follows", 1095,
       "three years: longer than any answer may stand"},
      {"standings", "how requirements stood, the last of each aside", 1095, "as evidence"},
      {"cases", "weaknesses that are fixed, with their history", 1095, "as evidence"},
      {"sessions", "sessions and one-time links that are over", 1, "nobody needs them"},
      {"tokens", "tokens that expired or were revoked", 365, "who had one a year ago"},
      {"lockouts", "failed attempts to sign in", 30, "they count for a day"},
      {"notices", "notices and their deliveries", 365, "what was told a year ago is no news"}};
  return kinds;
}

namespace sqlite {
namespace {

// `?1` is the time before which a record is old.
struct Purge {
  std::string_view kind;
  const char* table;
  const char* condition;
};
constexpr Purge kPurges[] = {
    {"scans", "scan",
     "started < ?1 AND state <> 'running' AND NOT EXISTS (SELECT 1 FROM sighting s WHERE s.scan = "
     "scan.id AND s.id = (SELECT max(id) FROM sighting t WHERE t.path = s.path))"},
    {"results", "cache", "used < ?1"},
    {"evidence", "evidence",
     "at < ?1 AND EXISTS (SELECT 1 FROM evidence n WHERE n.system = evidence.system AND n.kind = "
     "evidence.kind AND n.subject = evidence.subject AND (n.at, n.number) > (evidence.at, "
     "evidence.number))"},
    {"standings", "standing",
     "at < ?1 AND EXISTS (SELECT 1 FROM standing n WHERE n.framework = standing.framework AND "
     "n.requirement = standing.requirement AND n.system = standing.system AND (n.at, n.number) > "
     "(standing.at, standing.number))"},
    {"cases", "weakness_change",
     "weakness IN (SELECT id FROM weakness WHERE state = 'fixed' AND last_seen < ?1)"},
    {"cases", "weakness", "state = 'fixed' AND last_seen < ?1"},
    {"sessions", "account_session", "expires < ?1"},
    {"sessions", "account_link", "expires < ?1"},
    {"tokens", "account_token", "expires < ?1 OR (revoked <> 0 AND revoked < ?1)"},
    {"lockouts", "account_lockout", "last < ?1"},
    {"notices", "notice", "at < ?1"},
};

// (table, column) of every name of a person, as the schema is now.
std::vector<std::pair<std::string, std::string>> places(Connection& connection) {
  Statement rows(connection,
                 "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c "
                 "WHERE t.type = 'table' AND c.name IN ('person', 'owner', 'approver', 'author', "
                 "'withdrawn_by', 'changed_by') ORDER BY t.name, c.cid");
  std::vector<std::pair<std::string, std::string>> all;
  while (rows.step()) all.emplace_back(rows.text(0), rows.text(1));
  return all;
}

// Sentences of ours that quote a name: why a requirement stood so, what a decision went by.
struct Sentence {
  const char *table, *key, *column;
};
constexpr Sentence kSentences[] = {{"standing", "number", "why"},
                                   {"weakness", "id", "inputs"},
                                   {"weakness_change", "number", "before"},
                                   {"weakness_change", "number", "after"}};

bool is_word(std::string_view text, std::size_t at) {
  if (at >= text.size()) return false;
  const auto c = static_cast<unsigned char>(text[at]);
  return c >= 0x80 || std::isalnum(c) != 0;
}

// As a word of its own: "Al" is not in "Also".
std::string with_word(std::string text, std::string_view word, std::string_view instead) {
  for (std::size_t at = text.find(word); at != text.npos; at = text.find(word, at)) {
    const bool alone = (at == 0 || !is_word(text, at - 1)) && !is_word(text, at + word.size());
    if (alone) text.replace(at, word.size(), instead);
    at += alone ? instead.size() : 1;
  }
  return text;
}

std::int64_t rename_in_sentences(Connection& connection, std::string_view name,
                                 std::string_view pseudonym) {
  Statement(connection, "UPDATE evidence_fact SET value = ?1 WHERE value = ?2")
      .bind(pseudonym, name)
      .run();
  std::int64_t changed = connection.number("SELECT changes()");
  for (const auto& [table, key, column] : kSentences) {
    std::vector<std::pair<std::string, std::string>> rows;
    {
      Statement named(connection, (std::string("SELECT ") + key + ", " + column + " FROM " + table +
                                   " WHERE instr(" + column + ", ?) > 0")
                                      .c_str());
      named.bind(name);
      while (named.step()) rows.emplace_back(named.text(0), named.text(1));
    }
    Statement update(connection, (std::string("UPDATE ") + table + " SET " + column + " = ? WHERE " +
                                  key + " = ?")
                                     .c_str());
    for (const auto& [row, text] : rows) {
      const std::string renamed = with_word(text, name, pseudonym);
      if (renamed == text) continue;
      update.bind(std::string_view(renamed), std::string_view(row)).run();
      ++changed;
    }
  }
  return changed;
}

}  // namespace

Result<std::int64_t> SqliteRetention::older(std::string_view kind, Millis before, bool drop) {
  return guarded(mutex_, [&]() -> Result<std::int64_t> {
    Transaction transaction(connection_);
    std::int64_t records = 0;
    bool known = false;
    for (const Purge& purge : kPurges) {
      if (purge.kind != kind) continue;
      known = true;
      const std::string rest = std::string(" FROM ") + purge.table + " WHERE " + purge.condition;
      std::int64_t number = 0;
      {
        Statement count(connection_, ("SELECT count(*)" + rest).c_str());
        if (count.bind(before).step()) number = count.number(0);
      }
      // The history of a case goes with it and is none of its own.
      if (std::string_view(purge.table) != "weakness_change") records += number;
      if (drop && number > 0) Statement(connection_, ("DELETE" + rest).c_str()).bind(before).run();
    }
    if (!known) return base::fail(base::Code::invalid, "there is no such kind of record");
    if (drop && records > 0) transaction.commit();
    return records;
  });
}

Result<std::vector<PersonalRow>> SqliteRetention::rows_naming(std::string_view person) {
  return guarded(mutex_, [&] {
    const std::string name = base::encode_text(person);
    std::vector<PersonalRow> all;
    for (const auto& [table, column] : places(connection_)) {
      std::vector<std::string> columns;
      {
        Statement info(connection_, "SELECT name FROM pragma_table_info(?)");
        info.bind(std::string_view(table));
        while (info.step()) columns.push_back(info.text(0));
      }
      Statement rows(connection_,
                     ("SELECT * FROM \"" + table + "\" WHERE \"" + column + "\" = ?").c_str());
      rows.bind(std::string_view(name));
      while (rows.step()) {
        PersonalRow row{table, column, columns, {}};
        for (std::size_t i = 0; i < columns.size(); ++i) {
          row.values.push_back(rows.text(static_cast<int>(i)));
        }
        all.push_back(std::move(row));
      }
    }
    return all;
  });
}

Result<std::int64_t> SqliteRetention::rename_person(std::string_view person,
                                                    std::string_view pseudonym) {
  return guarded(mutex_, [&] {
    const std::string name = base::encode_text(person);
    Transaction transaction(connection_);
    std::int64_t rows = 0;
    for (const auto& [table, column] : places(connection_)) {
      Statement(connection_, ("UPDATE \"" + table + "\" SET \"" + column + "\" = ?1 WHERE \"" +
                              column + "\" = ?2")
                                 .c_str())
          .bind(pseudonym, std::string_view(name))
          .run();
      rows += connection_.number("SELECT changes()");
    }
    if (!name.empty()) rows += rename_in_sentences(connection_, name, pseudonym);
    transaction.commit();
    return rows;
  });
}

}  // namespace sqlite
}  // namespace bartizan::store
