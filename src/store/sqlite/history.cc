#include <algorithm>
#include <iterator>
#include <map>

#include "base/escape.h"
#include "store/sqlite/sqlite_store.h"

namespace bartizan::store::sqlite {
namespace {

// The newest ones; nobody reads more.
constexpr const char* kSelect =
    "SELECT s.id, s.scan, scan.state, s.path, s.seen, a.sha256, s.size, s.format, s.verdict, "
    "c.state, c.depth, scan.engine, scan.catalog FROM sighting s JOIN scan ON scan.id = s.scan "
    "JOIN coverage c ON c.sighting = s.id LEFT JOIN artifact a ON a.id = s.artifact WHERE ";
constexpr const char* kOrder = " ORDER BY s.seen DESC, s.id DESC LIMIT 10000";

bool is_sha256(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

struct Row {
  HistoryRow shown;
  std::int64_t sighting = 0;
  std::string engine, catalog;
};

std::vector<Row> rows_of(Statement& query) {
  std::vector<Row> rows;
  while (query.step()) {
    Row row;
    row.sighting = query.number(0);
    HistoryRow& shown = row.shown;
    shown.scan = query.text(1);
    const std::string state = query.text(2);
    shown.scan_state = state == "running"    ? ScanState::running
                       : state == "complete" ? ScanState::complete
                                             : ScanState::interrupted;
    shown.path = base::unescape_name(query.text(3));
    shown.seen = query.number(4);
    if (!query.null(5)) shown.sha256 = query.text(5);
    shown.size = static_cast<std::uint64_t>(query.number(6));
    shown.format = query.text(7);
    shown.verdict = record::parse_verdict(query.text(8)).value_or(record::Verdict::incomplete);
    shown.coverage =
        record::parse_coverage_state(query.text(9)).value_or(record::CoverageState::refused);
    shown.depth = record::parse_depth(query.text(10)).value_or(record::Depth::structure);
    row.engine = query.text(11);
    row.catalog = query.text(12);
    rows.push_back(std::move(row));
  }
  query.reset();
  std::reverse(rows.begin(), rows.end());
  return rows;
}

void add_difference(std::vector<std::string>& changes, std::string_view word,
                    const std::vector<std::string>& present,
                    const std::vector<std::string>& absent) {
  std::vector<std::string> only;
  std::set_difference(present.begin(), present.end(), absent.begin(), absent.end(),
                      std::back_inserter(only));
  for (const std::string& rule : only) changes.push_back(std::string(word) + ' ' + rule);
}

std::string from_to(std::string_view what, std::string_view from, std::string_view to) {
  return std::string(what) + ' ' + std::string(from) + " -> " + std::string(to);
}

std::vector<std::string> changes_between(const Row& before, const Row& after) {
  const HistoryRow& old = before.shown;
  const HistoryRow& now = after.shown;
  std::vector<std::string> changes;
  if (old.size != now.size || (old.sha256 && now.sha256 && old.sha256 != now.sha256)) {
    changes.emplace_back("content");
  }
  if (old.verdict != now.verdict) {
    changes.push_back(from_to("verdict", record::name(old.verdict), record::name(now.verdict)));
  }
  add_difference(changes, "new", now.rules, old.rules);
  add_difference(changes, "gone", old.rules, now.rules);
  if (old.depth != now.depth) {
    changes.push_back(from_to("depth", record::name(old.depth), record::name(now.depth)));
  }
  if (before.engine != after.engine) {
    changes.push_back(from_to("engine", before.engine, after.engine));
  }
  if (before.catalog != after.catalog) changes.emplace_back("catalogues");
  return changes;
}

}  // namespace

Result<std::vector<HistoryRow>> SqliteStore::history(std::string_view asked) {
  const std::lock_guard lock(mutex_);
  try {
    write_pending();
    std::vector<Row> rows;
    if (is_sha256(asked)) {
      Statement query(*connection_, (std::string(kSelect) + "a.sha256 = ?" + kOrder).c_str());
      rows = rows_of(query.bind(asked));
    } else {
      const std::string path = base::escape_name(asked);
      Statement exact(*connection_, (std::string(kSelect) + "s.path = ?" + kOrder).c_str());
      rows = rows_of(exact.bind(std::string_view(path)));
      if (rows.empty()) {
        // Everything that starts with "path/": '0' is the character after '/'.
        const std::string first = path.ends_with('/') ? path : path + '/';
        std::string last = first;
        last.back() = '0';
        Statement below(*connection_,
                        (std::string(kSelect) + "s.path >= ? AND s.path < ?" + kOrder).c_str());
        rows = rows_of(below.bind(std::string_view(first), std::string_view(last)));
      }
    }
    Statement rules(*connection_,
                    "SELECT DISTINCT rule FROM finding WHERE sighting = ? ORDER BY rule");
    std::map<std::string, const Row*> before;
    for (Row& row : rows) {
      rules.bind(row.sighting);
      while (rules.step()) row.shown.rules.push_back(rules.text(0));
      rules.reset();
      const Row*& previous = before[row.shown.path];
      if (previous == nullptr) {
        row.shown.changes = {"first seen"};
      } else {
        row.shown.changes = changes_between(*previous, row);
      }
      previous = &row;
    }
    std::vector<HistoryRow> shown;
    for (Row& row : rows) shown.push_back(std::move(row.shown));
    return shown;
  } catch (const SqliteError& error) {
    return std::unexpected(error.error());
  }
}

}  // namespace bartizan::store::sqlite
