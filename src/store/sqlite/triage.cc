#include "store/sqlite/triage.h"

#include "base/escape.h"
#include "store/sqlite/guarded.h"

namespace bartizan::store::sqlite {
namespace {

// Texts of people and names from files in the form in which they are kept.
std::string kept(std::string_view text) { return base::encode_text(text); }
std::string given(const std::string& text) { return base::unescape_name(text); }
std::string_view view(const std::string& text) { return text; }

record::ExceptionKind kind_of(std::string_view word) {
  if (word == "waiver") return record::ExceptionKind::waiver;
  if (word == "allow") return record::ExceptionKind::allow;
  if (word == "baseline") return record::ExceptionKind::baseline;
  return record::ExceptionKind::suppression;
}

}  // namespace

Result<std::int64_t> SqliteTriage::accept(const record::Exception& e) {
  return guarded(mutex_, [&] {
    const std::string module = kept(e.module), name = kept(e.name), owner = kept(e.owner),
                      approver = kept(e.approver), reason = kept(e.reason);
    const bool waiver = e.kind == record::ExceptionKind::waiver;
    Transaction transaction(connection_);
    std::int64_t number = 0;
    {
      Statement row(connection_,
                    "INSERT INTO acceptance(id, kind, rule, sha256, module, name, owner, approver, "
                    "reason, granted, expires) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING "
                    "number");
      row.bind(view(e.id), std::string_view(waiver ? "waiver" : "suppression"), view(e.rule),
               view(e.sha256), view(module), view(name), view(owner), view(approver), view(reason),
               std::int64_t{e.granted}, std::int64_t{e.expires});
      row.step();
      number = row.number(0);
    }
    transaction.commit();
    return number;
  });
}

Result<bool> SqliteTriage::withdraw(std::int64_t number, std::string_view by, Millis now) {
  return guarded(mutex_, [&] {
    const std::string who = kept(by);
    Transaction transaction(connection_);
    Statement(connection_,
              "UPDATE acceptance SET withdrawn = ?, withdrawn_by = ? WHERE number = ? AND "
              "withdrawn = 0")
        .bind(std::int64_t{now}, view(who), number)
        .run();
    const bool was_there = connection_.number("SELECT changes()") > 0;
    if (was_there) transaction.commit();
    return was_there;
  });
}

Result<std::vector<Acceptance>> SqliteTriage::acceptances(bool all) {
  return guarded(mutex_, [&] {
    Statement rows(connection_,
                   "SELECT number, id, kind, rule, sha256, module, name, owner, approver, reason, "
                   "granted, expires, withdrawn, withdrawn_by FROM acceptance WHERE ?1 OR number "
                   "IN (SELECT max(number) FROM acceptance WHERE withdrawn = 0 GROUP BY id) "
                   "ORDER BY number");
    rows.bind(std::int64_t{all});
    std::vector<Acceptance> found;
    while (rows.step()) {
      Acceptance one;
      one.number = rows.number(0);
      record::Exception& e = one.exception;
      e.id = rows.text(1);
      e.kind = kind_of(rows.text(2));
      e.rule = rows.text(3);
      e.sha256 = rows.text(4);
      e.module = given(rows.text(5));
      e.name = given(rows.text(6));
      e.owner = given(rows.text(7));
      e.approver = given(rows.text(8));
      e.reason = given(rows.text(9));
      e.granted = rows.number(10);
      e.expires = rows.number(11);
      one.withdrawn = rows.number(12);
      one.withdrawn_by = given(rows.text(13));
      found.push_back(std::move(one));
    }
    return found;
  });
}

Result<std::vector<StoredFinding>> SqliteTriage::findings(std::string_view rule) {
  return guarded(mutex_, [&] {
    Statement rows(connection_,
                   "SELECT f.id, s.path, f.rule, f.subject, f.verdict, a.sha256, f.accepted_by "
                   "FROM finding f JOIN sighting s ON s.id = f.sighting LEFT JOIN artifact a ON "
                   "a.id = s.artifact WHERE (?1 = '' OR f.rule = ?1) AND NOT EXISTS (SELECT 1 FROM "
                   "sighting n WHERE n.path = s.path AND n.id > s.id) ORDER BY f.id");
    rows.bind(rule);
    std::vector<StoredFinding> found;
    while (rows.step()) {
      StoredFinding one;
      one.number = rows.number(0);
      one.path = base::unescape_name(rows.text(1));
      one.rule = rows.text(2);
      one.subject = base::unescape_name(rows.text(3));
      one.verdict = record::parse_verdict(rows.text(4)).value_or(record::Verdict::malicious);
      if (!rows.null(5)) one.sha256 = rows.text(5);
      one.accepted_by = rows.text(6);
      found.push_back(std::move(one));
    }
    return found;
  });
}

Result<std::int64_t> SqliteTriage::each_sighting(std::int64_t after,
                                                 const std::function<void(const SeenOnce&)>& row) {
  return guarded(mutex_, [&] {
    // What is no model has nothing against it, as in every list.
    Statement rows(connection_,
                   "SELECT s.id, s.path, s.seen, a.sha256, f.rule, f.subject, f.member, f.offset, "
                   "f.severity, f.verdict, f.accepted_by FROM sighting s LEFT JOIN artifact a ON "
                   "a.id = s.artifact LEFT JOIN finding f ON f.sighting = s.id AND s.verdict <> "
                   "'not-a-model' WHERE s.id > ? ORDER BY s.id, f.id");
    rows.bind(after);
    SeenOnce one;
    one.sighting = after;
    while (rows.step()) {
      if (rows.number(0) != one.sighting) {
        one.sighting = rows.number(0);
        one.path = base::unescape_name(rows.text(1));
        one.seen = rows.number(2);
        one.sha256 = rows.null(3) ? std::nullopt : std::optional(rows.text(3));
      }
      one.rule = rows.text(4);
      one.subject = base::unescape_name(rows.text(5));
      one.member = rows.text(6);
      one.offset = rows.number(7);
      one.severity = record::parse_severity(rows.text(8)).value_or(record::Severity::info);
      one.verdict = record::parse_verdict(rows.text(9)).value_or(record::Verdict::incomplete);
      one.accepted_by = rows.text(10);
      row(one);
    }
    return one.sighting;
  });
}

Result<void> SqliteTriage::mark(const std::vector<std::int64_t>& findings,
                                std::string_view exception) {
  return guarded(mutex_, [&] {
    const MaybeText by = exception.empty() ? MaybeText() : MaybeText(exception);
    Transaction transaction(connection_);
    {
      Statement row(connection_, "UPDATE finding SET accepted_by = ? WHERE id = ?");
      for (const std::int64_t finding : findings) {
        row.bind(by, finding);
        row.run();
      }
    }
    transaction.commit();
  });
}

Result<std::vector<record::Exception>> SqliteTriage::used_exceptions() {
  return guarded(mutex_, [&] {
    Statement rows(connection_,
                   "SELECT id, kind, rule, sha256, callable, role, location, owner, approver, "
                   "reason, expires FROM exception ORDER BY id");
    std::vector<record::Exception> found;
    while (rows.step()) {
      record::Exception e;
      e.id = rows.text(0);
      e.kind = kind_of(rows.text(1));
      e.rule = rows.text(2);
      e.sha256 = rows.text(3);
      e.name = rows.text(4);
      e.role = rows.text(5);
      e.location = rows.text(6);
      e.owner = rows.text(7);
      e.approver = rows.text(8);
      e.reason = rows.text(9);
      e.expires = rows.number(10);
      found.push_back(std::move(e));
    }
    return found;
  });
}

Result<std::vector<std::int64_t>> SqliteTriage::assign(const std::vector<Assignment>& all) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    std::vector<std::int64_t> numbers;
    {
      Statement row(
          connection_,
          "INSERT INTO assignment(of_cause, key, owner, person, at) VALUES(?, ?, ?, ?, ?) "
          "RETURNING number");
      for (const Assignment& one : all) {
        const std::string key = kept(one.key), to = kept(one.to), by = kept(one.by);
        row.bind(std::int64_t{one.of_cause}, view(key), view(to), view(by), std::int64_t{one.at});
        row.step();
        numbers.push_back(row.number(0));
        row.reset();
      }
    }
    transaction.commit();
    return numbers;
  });
}

Result<std::vector<Assignment>> SqliteTriage::assignments() {
  return guarded(mutex_, [&] {
    Statement rows(
        connection_,
        "SELECT number, of_cause, key, owner, person, at FROM assignment WHERE number IN "
        "(SELECT max(number) FROM assignment WHERE withdrawn = 0 GROUP BY of_cause, "
        "key) AND owner <> '' ORDER BY number");
    std::vector<Assignment> found;
    while (rows.step()) {
      found.push_back({rows.number(0), rows.number(1) != 0, given(rows.text(2)),
                       given(rows.text(3)), given(rows.text(4)), rows.number(5)});
    }
    return found;
  });
}

Result<bool> SqliteTriage::withdraw_assignments(const std::vector<std::int64_t>& numbers,
                                                std::string_view by, Millis now) {
  return guarded(mutex_, [&] {
    const std::string who = kept(by);
    Transaction transaction(connection_);
    {
      Statement row(connection_,
                    "UPDATE assignment SET withdrawn = ?1, withdrawn_by = ?2 WHERE number = ?3 AND "
                    "withdrawn = 0 AND NOT EXISTS (SELECT 1 FROM assignment n WHERE n.of_cause = "
                    "assignment.of_cause AND n.key = assignment.key AND n.withdrawn = 0 AND "
                    "n.number > ?3)");
      for (const std::int64_t number : numbers) {
        row.bind(std::int64_t{now}, view(who), number);
        row.run();
        if (connection_.number("SELECT changes()") == 0) return false;
      }
    }
    transaction.commit();
    return true;
  });
}

Result<void> SqliteTriage::put_reversible(const Reversible& change) {
  return guarded(mutex_, [&] {
    const std::string subject = kept(change.subject);
    Transaction transaction(connection_);
    Statement(connection_,
              "INSERT INTO reversible(audit, what, subject, how, at) VALUES(?, ?, ?, ?, ?)")
        .bind(change.audit, view(change.what), view(subject), view(change.how),
              std::int64_t{change.at})
        .run();
    transaction.commit();
  });
}

Result<std::optional<Reversible>> SqliteTriage::reversible(std::int64_t audit) {
  return guarded(mutex_, [&]() -> std::optional<Reversible> {
    Statement row(connection_,
                  "SELECT audit, what, subject, how, at, undone FROM reversible WHERE audit = ?");
    if (!row.bind(audit).step()) return std::nullopt;
    return Reversible{row.number(0), row.text(1),   given(row.text(2)),
                      row.text(3),   row.number(4), row.number(5)};
  });
}

Result<bool> SqliteTriage::mark_undone(std::int64_t audit, std::int64_t by) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    Statement(connection_, "UPDATE reversible SET undone = ? WHERE audit = ? AND undone = 0")
        .bind(by, audit)
        .run();
    const bool was_there = connection_.number("SELECT changes()") > 0;
    if (was_there) transaction.commit();
    return was_there;
  });
}

}  // namespace bartizan::store::sqlite
