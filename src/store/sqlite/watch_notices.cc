// Who is told what: targets, notices, deliveries, and what notices are made of.
#include <algorithm>
#include <set>

#include "base/escape.h"
#include "store/sqlite/guarded.h"
#include "store/sqlite/watch.h"

namespace bartizan::store::sqlite {
namespace {

using record::Notice;
using record::NotifyTarget;
using record::Severity;

std::string kept(std::string_view text) { return base::encode_text(text); }
std::string given(const std::string& text) { return base::unescape_name(text); }
std::string_view view(const std::string& text) { return text; }

// Of the columns id, kind, severity, subject, title, detail, page, at from `first` on.
Notice notice_of(const Statement& row, int first) {
  Notice notice;
  notice.id = row.text(first);
  notice.kind = record::notice_kind(row.text(first + 1)).value_or(record::NoticeKind::finding);
  notice.severity = record::parse_severity(row.text(first + 2)).value_or(Severity::medium);
  notice.subject = given(row.text(first + 3));
  notice.title = given(row.text(first + 4));
  notice.detail = given(row.text(first + 5));
  notice.page = given(row.text(first + 6));
  notice.at = row.number(first + 7);
  return notice;
}

std::vector<NotifyTarget> all_targets(Connection& connection) {
  Statement rows(connection,
                 "SELECT id, kind, name, address, least, link_local, active, person, at, "
                 "delivered, problem FROM notify_target ORDER BY at, id");
  std::vector<NotifyTarget> all;
  while (rows.step()) {
    NotifyTarget target;
    target.id = rows.text(0);
    target.kind = record::target_kind(rows.text(1)).value_or(record::TargetKind::webhook);
    target.name = given(rows.text(2));
    target.address = given(rows.text(3));
    target.least = record::parse_severity(rows.text(4)).value_or(Severity::medium);
    target.link_local = rows.number(5) != 0;
    target.on = rows.number(6) != 0;
    target.by = given(rows.text(7));
    target.at = rows.number(8);
    target.delivered = rows.number(9);
    target.problem = given(rows.text(10));
    all.push_back(std::move(target));
  }
  return all;
}

}  // namespace

Result<void> SqliteWatch::put_target(const NotifyTarget& target) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    remember_where_findings_begin();
    const std::string name = kept(target.name), address = kept(target.address),
                      by = kept(target.by), problem = kept(target.problem);
    Statement(connection_,
              "INSERT INTO notify_target(id, kind, name, address, least, link_local, active, "
              "person, at, delivered, problem) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
              "ON CONFLICT(id) DO UPDATE SET name = excluded.name, address = excluded.address, "
              "least = excluded.least, link_local = excluded.link_local, active = excluded.active")
        .bind(view(target.id), record::name(target.kind), view(name), view(address),
              record::name(target.least), std::int64_t{target.link_local}, std::int64_t{target.on},
              view(by), std::int64_t{target.at}, std::int64_t{target.delivered}, view(problem))
        .run();
    transaction.commit();
  });
}

Result<bool> SqliteWatch::remove_target(std::string_view id) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    Statement(connection_, "DELETE FROM notify_target WHERE id = ?").bind(id).run();
    const bool was_there = sqlite3_changes(connection_.handle()) > 0;
    transaction.commit();
    return was_there;
  });
}

Result<std::vector<NotifyTarget>> SqliteWatch::targets() {
  return guarded(mutex_, [&] { return all_targets(connection_); });
}

Result<TargetLoad> SqliteWatch::load(std::string_view target) {
  return guarded(mutex_, [&] {
    Statement row(connection_,
                  "SELECT ifnull(sum(delivered = 0 AND given_up = 0), 0), "
                  "ifnull(sum(given_up <> 0), 0) FROM notice_delivery WHERE target = ?");
    row.bind(target);
    TargetLoad load;
    if (row.step()) {
      load.waiting = static_cast<std::uint64_t>(row.number(0));
      load.given_up = static_cast<std::uint64_t>(row.number(1));
    }
    return load;
  });
}

Result<std::vector<Notice>> SqliteWatch::unseen(std::vector<Notice> notices) {
  return guarded(mutex_, [&] {
    Statement known(connection_, "SELECT 1 FROM notice WHERE id = ?");
    std::set<std::string, std::less<>> ids;
    std::vector<Notice> fresh;
    for (Notice& notice : notices) {
      known.bind(view(notice.id));
      const bool there = known.step();
      known.reset();
      if (!there && ids.insert(notice.id).second) fresh.push_back(std::move(notice));
    }
    return fresh;
  });
}

Result<void> SqliteWatch::tell(const std::vector<Notice>& notices, std::size_t loud) {
  return guarded(mutex_, [&] {
    if (notices.empty()) return;
    Transaction transaction(connection_);
    const std::vector<NotifyTarget> targets = all_targets(connection_);
    Statement insert(connection_,
                     "INSERT INTO notice(id, kind, severity, subject, title, detail, page, at) "
                     "VALUES(?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(id) DO NOTHING");
    Statement deliver(connection_,
                      "INSERT INTO notice_delivery(target, notice, attempts, next, delivered, "
                      "given_up, problem) VALUES(?, ?, 0, ?, 0, 0, '')");
    for (std::size_t i = 0; i < notices.size(); ++i) {
      const Notice& notice = notices[i];
      const std::string subject = kept(notice.subject), title = kept(notice.title),
                        detail = kept(notice.detail), page = kept(notice.page);
      insert
          .bind(view(notice.id), record::name(notice.kind), record::name(notice.severity),
                view(subject), view(title), view(detail), view(page), std::int64_t{notice.at})
          .run();
      if (sqlite3_changes(connection_.handle()) == 0 || i >= loud) continue;
      const std::int64_t number = sqlite3_last_insert_rowid(connection_.handle());
      for (const NotifyTarget& target : targets) {
        // That somebody cannot be told is no news for the same one.
        const bool about_it =
            notice.kind == record::NoticeKind::delivery && notice.subject == target.id;
        if (!target.on || notice.severity < target.least || about_it) continue;
        deliver.bind(view(target.id), number, std::int64_t{notice.at}).run();
      }
    }
    transaction.commit();
  });
}

Result<std::vector<NoticeRow>> SqliteWatch::notices(std::int64_t before, std::size_t limit) {
  return guarded(mutex_, [&] {
    Statement rows(connection_,
                   "SELECT number, id, kind, severity, subject, title, detail, page, at FROM "
                   "notice WHERE ?1 = 0 OR number < ?1 ORDER BY number DESC LIMIT ?2");
    rows.bind(before, static_cast<std::int64_t>(limit));
    std::vector<NoticeRow> all;
    while (rows.step()) all.push_back({rows.number(0), notice_of(rows, 1)});
    return all;
  });
}

Result<std::uint64_t> SqliteWatch::notice_count() {
  return guarded(mutex_, [&] {
    return static_cast<std::uint64_t>(connection_.number("SELECT count(*) FROM notice"));
  });
}

Result<std::vector<Watch::Due>> SqliteWatch::take_due(std::string_view target, Millis now,
                                                      std::size_t limit,
                                                      std::span<const Millis> pauses) {
  return guarded(mutex_, [&] {
    std::vector<Due> due;
    if (pauses.empty()) return due;
    Transaction transaction(connection_);
    {
      Statement rows(connection_,
                     "SELECT d.number, d.attempts, n.id, n.kind, n.severity, n.subject, n.title, "
                     "n.detail, n.page, n.at FROM notice_delivery d JOIN notice n ON n.number = "
                     "d.notice WHERE d.target = ? AND d.next <= ? AND d.delivered = 0 AND "
                     "d.given_up = 0 ORDER BY d.number LIMIT ?");
      rows.bind(target, std::int64_t{now}, static_cast<std::int64_t>(limit));
      while (rows.step()) {
        Due one;
        one.notice = notice_of(rows, 2);
        one.delivery.number = rows.number(0);
        one.delivery.target = target;
        one.delivery.notice = one.notice.id;
        one.delivery.attempts = static_cast<unsigned>(rows.number(1)) + 1;
        one.delivery.next =
            now + pauses[std::min<std::size_t>(one.delivery.attempts, pauses.size()) - 1];
        due.push_back(std::move(one));
      }
    }
    Statement put_off(connection_,
                      "UPDATE notice_delivery SET attempts = ?, next = ? WHERE number = ?");
    for (const Due& one : due) {
      put_off
          .bind(std::int64_t{one.delivery.attempts}, std::int64_t{one.delivery.next},
                one.delivery.number)
          .run();
    }
    if (!due.empty()) transaction.commit();
    return due;
  });
}

Result<void> SqliteWatch::delivered(std::string_view target, std::span<const std::int64_t> numbers,
                                    Millis now) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    Statement done(connection_,
                   "UPDATE notice_delivery SET delivered = ?, problem = '' WHERE number = ?");
    for (const std::int64_t number : numbers) done.bind(std::int64_t{now}, number).run();
    Statement(connection_, "UPDATE notify_target SET delivered = ?, problem = '' WHERE id = ?")
        .bind(std::int64_t{now}, target)
        .run();
    transaction.commit();
  });
}

Result<std::uint64_t> SqliteWatch::failed(std::string_view target,
                                          std::span<const std::int64_t> numbers,
                                          std::string_view problem, unsigned most_attempts,
                                          Millis now) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    const std::string why = kept(problem);
    std::uint64_t given_up = 0;
    Statement said(connection_, "UPDATE notice_delivery SET problem = ? WHERE number = ?");
    Statement over(connection_,
                   "UPDATE notice_delivery SET given_up = ? WHERE number = ? AND attempts >= ?");
    for (const std::int64_t number : numbers) {
      said.bind(view(why), number).run();
      over.bind(std::int64_t{now}, number, std::int64_t{most_attempts}).run();
      given_up += static_cast<std::uint64_t>(sqlite3_changes(connection_.handle()));
    }
    Statement(connection_, "UPDATE notify_target SET problem = ? WHERE id = ?")
        .bind(view(why), target)
        .run();
    transaction.commit();
    return given_up;
  });
}

Result<std::vector<SightedFindings>> SqliteWatch::findings_after(std::int64_t sighting,
                                                                 Severity least,
                                                                 std::size_t limit) {
  return guarded(mutex_, [&] {
    Statement rows(connection_,
                   "SELECT f.sighting, f.rule, f.severity, f.title, s.path, a.sha256, s.seen FROM "
                   "finding f JOIN sighting s ON s.id = f.sighting LEFT JOIN artifact a ON a.id = "
                   "s.artifact WHERE f.sighting > ? AND f.accepted_by IS NULL ORDER BY f.sighting, "
                   "f.id");
    rows.bind(sighting);
    std::vector<SightedFindings> all;
    while (rows.step()) {
      const Severity severity =
          record::parse_severity(rows.text(2)).value_or(record::Severity::info);
      if (severity < least) continue;
      const std::int64_t number = rows.number(0);
      if (all.empty() || all.back().sighting != number) {
        if (all.size() == limit) break;
        SightedFindings file;
        file.sighting = number;
        file.path = base::unescape_name(rows.text(4));
        file.sha256 = rows.text(5);
        file.seen = rows.number(6);
        all.push_back(std::move(file));
      }
      SightedFindings& file = all.back();
      std::string rule = rows.text(1);
      const auto at = std::ranges::lower_bound(file.rules, rule);
      if (at == file.rules.end() || *at != rule) file.rules.insert(at, std::move(rule));
      if (file.title.empty() || severity > file.worst) {
        file.worst = severity;
        file.title = rows.text(3);
      }
    }
    return all;
  });
}

Result<std::int64_t> SqliteWatch::last_sighting() {
  return guarded(mutex_, [&] { return connection_.number("SELECT max(id) FROM sighting"); });
}

Result<std::vector<DueFile>> SqliteWatch::due_files(std::string_view path, Millis before,
                                                    std::size_t limit) {
  return guarded(mutex_, [&] {
    const std::string asked = base::escape_name(path);
    std::string first = asked.ends_with('/') ? asked : asked + '/';
    // '0' is the character after '/'.
    std::string last = first;
    last.back() = '0';
    Statement rows(
        connection_,
        "SELECT s.path, a.sha256, s.seen, s.size FROM sighting s LEFT JOIN artifact a ON a.id = "
        "s.artifact WHERE (s.path = ?1 OR (s.path >= ?2 AND s.path < ?3)) AND s.seen < ?4 AND "
        "s.verdict <> 'not-a-model' AND NOT EXISTS (SELECT 1 FROM sighting n WHERE n.path = s.path "
        "AND n.id > s.id) AND NOT EXISTS (SELECT 1 FROM evidence e WHERE e.kind = 'scan' AND "
        "e.subject = s.path AND e.at > s.seen) ORDER BY s.seen, s.path LIMIT ?5");
    rows.bind(view(asked), view(first), view(last), std::int64_t{before},
              static_cast<std::int64_t>(limit));
    std::vector<DueFile> all;
    while (rows.step()) {
      all.push_back({base::unescape_name(rows.text(0)), rows.text(1), rows.number(2),
                     static_cast<std::uint64_t>(rows.number(3))});
    }
    return all;
  });
}

}  // namespace bartizan::store::sqlite
