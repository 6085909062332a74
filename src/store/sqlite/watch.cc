// Watched places, settings, and work that was accepted.
#include "store/sqlite/watch.h"

#include <charconv>

#include "base/escape.h"
#include "store/sqlite/guarded.h"
#include "store/sqlite/sqlite_store.h"

namespace bartizan::store::sqlite {
namespace {

using record::Watched;
using record::WatchSettings;

std::string kept(std::string_view text) { return base::encode_text(text); }
std::string given(const std::string& text) { return base::unescape_name(text); }
std::string_view view(const std::string& text) { return text; }

template <typename Number>
void read_number(const std::string& text, Number& value) {
  Number read{};
  const std::string_view all = text;
  // Text of our own; one that is not a number leaves the default.
  if (std::from_chars(all.begin(), all.end(), read).ec == std::errc()) value = read;
}

}  // namespace

Result<void> SqliteWatch::put_place(const Watched& place) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    remember_where_findings_begin();
    const std::string path = base::escape_name(place.path), by = kept(place.by);
    Statement(connection_,
              "INSERT INTO watch_place(path, interval, rate, person, at, looked, files, read, "
              "changed, gone, unread, result, problem, failing, looking) "
              "VALUES(?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0, '', '', 0, '') ON CONFLICT(path) DO UPDATE "
              "SET interval = excluded.interval, rate = excluded.rate, person = excluded.person")
        .bind(view(path), std::int64_t{place.interval}, as_number(place.rate), view(by),
              std::int64_t{place.at})
        .run();
    transaction.commit();
  });
}

Result<bool> SqliteWatch::remove_place(std::string_view path) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    const std::string asked = base::escape_name(path);
    Statement(connection_, "DELETE FROM watch_place WHERE path = ?").bind(view(asked)).run();
    const bool was_there = sqlite3_changes(connection_.handle()) > 0;
    transaction.commit();
    return was_there;
  });
}

Result<std::vector<Watched>> SqliteWatch::places() {
  return guarded(mutex_, [&] {
    Statement rows(connection_,
                   "SELECT path, interval, rate, person, at, looked, files, read, changed, gone, "
                   "unread, result, problem, failing FROM watch_place ORDER BY path");
    std::vector<Watched> all;
    const auto count = [&](int column) { return static_cast<std::uint64_t>(rows.number(column)); };
    while (rows.step()) {
      Watched place;
      place.path = base::unescape_name(rows.text(0));
      place.interval = rows.number(1);
      place.rate = count(2);
      place.by = given(rows.text(3));
      place.at = rows.number(4);
      place.looked = rows.number(5);
      place.files = count(6);
      place.read = count(7);
      place.changed = count(8);
      place.gone = count(9);
      place.unread = count(10);
      place.result = given(rows.text(11));
      place.problem = given(rows.text(12));
      place.failing = rows.number(13);
      all.push_back(std::move(place));
    }
    return all;
  });
}

Result<bool> SqliteWatch::begin_look(std::string_view path) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    const std::string asked = base::escape_name(path);
    Statement row(connection_, "SELECT looking FROM watch_place WHERE path = ?");
    row.bind(view(asked));
    if (!row.step()) return false;
    const std::string by = row.text(0);
    row.reset();
    // A process that was killed looks no more.
    if (!by.empty() && is_alive(by)) return false;
    const std::string self = this_process();
    Statement(connection_, "UPDATE watch_place SET looking = ? WHERE path = ?")
        .bind(view(self), view(asked))
        .run();
    transaction.commit();
    return true;
  });
}

Result<void> SqliteWatch::end_look(const Watched& place) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    const std::string path = base::escape_name(place.path), result = kept(place.result),
                      problem = kept(place.problem);
    Statement(connection_,
              "UPDATE watch_place SET looked = ?, files = ?, read = ?, changed = ?, gone = ?, "
              "unread = ?, result = ?, problem = ?, failing = ?, looking = '' WHERE path = ?")
        .bind(std::int64_t{place.looked}, as_number(place.files), as_number(place.read),
              as_number(place.changed), as_number(place.gone), as_number(place.unread),
              view(result), view(problem), std::int64_t{place.failing}, view(path))
        .run();
    transaction.commit();
  });
}

std::string SqliteWatch::get(std::string_view key) {
  Statement row(connection_, "SELECT value FROM watch_setting WHERE key = ?");
  row.bind(key);
  return row.step() ? given(row.text(0)) : std::string();
}

void SqliteWatch::set(std::string_view key, std::string_view value) {
  const std::string text = kept(value);
  Statement(connection_,
            "INSERT INTO watch_setting(key, value) VALUES(?, ?) ON CONFLICT(key) DO UPDATE SET "
            "value = excluded.value")
      .bind(key, view(text))
      .run();
}

// What was found before anybody asked to be told is no news.
void SqliteWatch::remember_where_findings_begin() {
  Statement(connection_,
            "INSERT OR IGNORE INTO watch_setting(key, value) SELECT 'findings-told', "
            "ifnull(max(id), 0) FROM sighting")
      .run();
}

Result<WatchSettings> SqliteWatch::settings() {
  return guarded(mutex_, [&] {
    WatchSettings settings;
    read_number(get("interval"), settings.interval);
    read_number(get("rate"), settings.rate);
    read_number(get("evidence-age"), settings.evidence_age);
    if (const auto least = record::parse_severity(get("findings-from"))) {
      settings.findings_from = *least;
    }
    read_number(get("clock-days"), settings.clock_days);
    read_number(get("answer-days"), settings.answer_days);
    return settings;
  });
}

Result<void> SqliteWatch::put_settings(const WatchSettings& settings) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    set("interval", std::to_string(settings.interval));
    set("rate", std::to_string(settings.rate));
    set("evidence-age", std::to_string(settings.evidence_age));
    set("findings-from", record::name(settings.findings_from));
    set("clock-days", std::to_string(settings.clock_days));
    set("answer-days", std::to_string(settings.answer_days));
    transaction.commit();
  });
}

Result<std::string> SqliteWatch::value(std::string_view key) {
  return guarded(mutex_, [&] { return get(key); });
}

Result<void> SqliteWatch::put_value(std::string_view key, std::string_view value) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    set(key, value);
    transaction.commit();
  });
}

Result<void> SqliteWatch::keep_job(const record::KeptJob& job) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    const std::string path = base::escape_name(job.path), shown = base::escape_name(job.shown_as),
                      by = kept(job.by), self = this_process();
    Statement(connection_,
              "INSERT INTO kept_job(id, kind, path, shown_as, again, account, person, queued, "
              "starts, process) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(id) DO UPDATE SET "
              "process = excluded.process")
        .bind(view(job.id), view(job.kind), view(path), view(shown), std::int64_t{job.again},
              view(job.account), view(by), std::int64_t{job.queued}, std::int64_t{job.starts},
              view(self))
        .run();
    transaction.commit();
  });
}

Result<void> SqliteWatch::start_job(std::string_view id, bool begun) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    Statement(connection_, "UPDATE kept_job SET starts = max(0, starts + ?) WHERE id = ?")
        .bind(std::int64_t{begun ? 1 : -1}, id)
        .run();
    transaction.commit();
  });
}

Result<void> SqliteWatch::drop_job(std::string_view id) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    Statement(connection_, "DELETE FROM kept_job WHERE id = ?").bind(id).run();
    transaction.commit();
  });
}

Result<std::vector<record::KeptJob>> SqliteWatch::kept_jobs() {
  return guarded(mutex_, [&] {
    Statement rows(
        connection_,
        "SELECT id, kind, path, shown_as, again, account, person, queued, starts, process "
        "FROM kept_job ORDER BY number");
    std::vector<record::KeptJob> all;
    const std::string self = this_process();
    while (rows.step()) {
      const std::string process = rows.text(9);
      if (process != self && is_alive(process)) continue;
      all.push_back({rows.text(0), rows.text(1), base::unescape_name(rows.text(2)),
                     base::unescape_name(rows.text(3)), rows.number(4) != 0, rows.text(5),
                     given(rows.text(6)), rows.number(7), static_cast<unsigned>(rows.number(8))});
    }
    return all;
  });
}

}  // namespace bartizan::store::sqlite
