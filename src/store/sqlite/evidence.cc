#include "store/sqlite/evidence.h"

#include <algorithm>
#include <unordered_map>

#include "base/escape.h"
#include "store/sqlite/attachments.h"
#include "store/sqlite/guarded.h"

namespace bartizan::store::sqlite {
namespace {

using base::Millis;

// Texts from files and people in the form in which they are kept.
std::string kept(std::string_view text) { return base::encode_text(text); }
std::string given(const std::string& text) { return base::unescape_name(text); }
std::string_view view(const std::string& text) { return text; }

constexpr const char* kEvidenceColumns =
    "SELECT number, id, kind, system, subject, name, sha256, producer, at, expires FROM evidence "
    "e ";
// No other piece about the same is newer.
constexpr const char* kIsLast =
    "NOT EXISTS (SELECT 1 FROM evidence n WHERE n.system = e.system AND n.kind = e.kind AND "
    "n.subject = e.subject AND (n.at, n.number) > (e.at, e.number)) ORDER BY e.kind, e.subject, "
    "e.system";

class EvidenceReader {
 public:
  explicit EvidenceReader(Connection& connection)
      : fact_(connection,
              "SELECT key, value FROM evidence_fact WHERE evidence = ? ORDER BY ordinal"),
        span_(connection,
              "SELECT inside, offset, length, label FROM evidence_span WHERE evidence = ? ORDER BY "
              "ordinal") {}

  std::vector<record::Evidence> all(Statement& rows) {
    std::vector<record::Evidence> out;
    while (rows.step()) {
      const auto kind = record::evidence_kind(rows.text(2));
      if (!kind) continue;
      record::Evidence e;
      e.id = rows.text(1);
      e.kind = *kind;
      e.system = given(rows.text(3));
      e.subject = given(rows.text(4));
      e.name = given(rows.text(5));
      e.sha256 = rows.text(6);
      e.producer = given(rows.text(7));
      e.at = rows.number(8);
      e.expires = rows.number(9);
      fact_.bind(rows.number(0));
      while (fact_.step()) e.facts.push_back({fact_.text(0), given(fact_.text(1))});
      fact_.reset();
      span_.bind(rows.number(0));
      while (span_.step()) {
        e.spans.push_back({given(span_.text(0)), static_cast<std::uint64_t>(span_.number(1)),
                           static_cast<std::uint64_t>(span_.number(2)), given(span_.text(3))});
      }
      span_.reset();
      out.push_back(std::move(e));
    }
    return out;
  }

 private:
  Statement fact_, span_;
};

// The texts of an action or answer in the form in which they are bound; they outlive the statement.
record::Action kept_action(record::Action action) {
  for (std::string* text : {&action.framework, &action.requirement, &action.system, &action.what,
                            &action.owner, &action.by, &action.note}) {
    *text = kept(*text);
  }
  return action;
}

constexpr const char* kAnswerColumns =
    "SELECT number, id, framework, requirement, system, status, person, reason, attachment_name, "
    "coalesce(attachment, ''), at, expires, withdrawn, withdrawn_by, "
    "(SELECT length(bytes) FROM attachment WHERE sha256 = answer.attachment) FROM answer ";

std::vector<record::Answer> answers_of(Connection& connection, Statement& rows,
                                       std::vector<record::Answer> known = {}) {
  std::unordered_map<std::string_view, record::Answer*> by_id;
  for (record::Answer& answer : known) by_id.emplace(answer.id, &answer);
  Statement beside(connection,
                   "SELECT evidence FROM answer_evidence WHERE answer = ? ORDER BY evidence");
  std::vector<record::Answer> all;
  while (rows.step()) {
    record::Answer a;
    a.id = rows.text(1);
    a.framework = given(rows.text(2));
    a.requirement = given(rows.text(3));
    a.system = given(rows.text(4));
    a.status = record::status(rows.text(5)).value_or(record::Status::unknown);
    a.by = given(rows.text(6));
    a.reason = given(rows.text(7));
    a.attachment = given(rows.text(8));
    a.attachment_sha256 = rows.text(9);
    a.at = rows.number(10);
    a.expires = rows.number(11);
    a.withdrawn = rows.number(12);
    a.withdrawn_by = given(rows.text(13));
    a.attachment_size = static_cast<std::uint64_t>(rows.number(14));
    if (const auto before = by_id.find(a.id); before != by_id.end()) {
      a.evidence = std::move(before->second->evidence);
      all.push_back(std::move(a));
      continue;
    }
    beside.bind(rows.number(0));
    while (beside.step()) a.evidence.push_back(beside.text(0));
    beside.reset();
    all.push_back(std::move(a));
  }
  return all;
}

constexpr const char* kActionColumns =
    "SELECT id, framework, requirement, system, what, owner, due, state, person, at, changed, note "
    "FROM action a ";

record::Action action_of(const Statement& row) {
  record::Action a;
  a.id = row.text(0);
  a.framework = given(row.text(1));
  a.requirement = given(row.text(2));
  a.system = given(row.text(3));
  a.what = given(row.text(4));
  a.owner = given(row.text(5));
  a.due = row.number(6);
  a.state = record::action_state(row.text(7)).value_or(record::ActionState::open);
  a.by = given(row.text(8));
  a.at = row.number(9);
  a.changed = row.number(10);
  a.note = given(row.text(11));
  return a;
}

std::vector<record::Action> actions_of(Statement& rows) {
  std::vector<record::Action> all;
  while (rows.step()) all.push_back(action_of(rows));
  return all;
}

constexpr const char* kStandingColumns =
    "SELECT framework, requirement, system, at, status, evidence, why FROM standing ";

record::Standing standing_of(const Statement& row) {
  record::Standing s;
  s.framework = given(row.text(0));
  s.requirement = given(row.text(1));
  s.system = given(row.text(2));
  s.at = row.number(3);
  s.status = record::status(row.text(4)).value_or(record::Status::unknown);
  const std::string ids = row.text(5);
  for (std::size_t at = 0; at < ids.size();) {
    const std::size_t end = std::min(ids.find(' ', at), ids.size());
    s.evidence.push_back(ids.substr(at, end - at));
    at = end + 1;
  }
  s.why = given(row.text(6));
  return s;
}

constexpr Millis kDay = Millis{24} * 60 * 60 * 1000;

bool worth_keeping(const record::Standing& fresh, const record::Standing& last) {
  return fresh.status != last.status || fresh.evidence != last.evidence || fresh.why != last.why ||
         fresh.at / kDay != last.at / kDay;
}

}  // namespace

Result<void> SqliteEvidence::add(const std::vector<record::Evidence>& evidence) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    Statement insert(connection_,
                     "INSERT INTO evidence(id, kind, system, subject, name, sha256, producer, at, "
                     "expires) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(id, at) DO NOTHING "
                     "RETURNING number");
    Statement fact(connection_, "INSERT INTO evidence_fact VALUES(?, ?, ?, ?)");
    Statement span(connection_, "INSERT INTO evidence_span VALUES(?, ?, ?, ?, ?, ?)");
    for (const record::Evidence& e : evidence) {
      const std::string system = kept(e.system), subject = kept(e.subject), name = kept(e.name),
                        producer = kept(e.producer);
      insert.bind(view(e.id), record::name(e.kind), view(system), view(subject), view(name),
                  view(e.sha256), view(producer), std::int64_t{e.at}, std::int64_t{e.expires});
      const bool is_new = insert.step();
      const std::int64_t number = is_new ? insert.number(0) : 0;
      insert.reset();
      if (!is_new) continue;
      std::int64_t ordinal = 0;
      for (const record::EvidenceFact& f : e.facts) {
        const std::string value = kept(f.value);
        fact.bind(number, ordinal++, view(f.key), view(value));
        fact.run();
      }
      ordinal = 0;
      for (const record::EvidenceSpan& s : e.spans) {
        const std::string inside = kept(s.inside), label = kept(s.label);
        span.bind(number, ordinal++, view(inside), as_number(s.offset), as_number(s.length),
                  view(label));
        span.run();
      }
    }
    transaction.commit();
  });
}

Result<std::vector<record::Evidence>> SqliteEvidence::latest(std::string_view system) {
  return guarded(mutex_, [&] {
    EvidenceReader reader(connection_);
    // Two statements, so that the one of a system uses its index.
    const std::string one = std::string(kEvidenceColumns) + "WHERE e.system = ? AND " + kIsLast;
    const std::string all = std::string(kEvidenceColumns) + "WHERE " + kIsLast;
    Statement rows(connection_, system.empty() ? all.c_str() : one.c_str());
    const std::string wanted = kept(system);
    if (!system.empty()) rows.bind(view(wanted));
    return reader.all(rows);
  });
}

Result<std::vector<record::Evidence>> SqliteEvidence::latest_of_organisation() {
  return guarded(mutex_, [&] {
    EvidenceReader reader(connection_);
    Statement rows(connection_,
                   (std::string(kEvidenceColumns) + "WHERE e.system = '' AND " + kIsLast).c_str());
    return reader.all(rows);
  });
}

Result<std::vector<record::Evidence>> SqliteEvidence::latest_of(record::EvidenceKind kind) {
  return guarded(mutex_, [&] {
    EvidenceReader reader(connection_);
    Statement rows(connection_,
                   (std::string(kEvidenceColumns) + "WHERE e.kind = ? AND " + kIsLast).c_str());
    rows.bind(record::name(kind));
    return reader.all(rows);
  });
}

Result<std::optional<record::Evidence>> SqliteEvidence::piece(std::string_view id) {
  return guarded(mutex_, [&]() -> std::optional<record::Evidence> {
    EvidenceReader reader(connection_);
    Statement rows(
        connection_,
        (std::string(kEvidenceColumns) + "WHERE id = ? ORDER BY at DESC LIMIT 1").c_str());
    rows.bind(id);
    auto found = reader.all(rows);
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
  });
}

Result<std::vector<record::Evidence>> SqliteEvidence::about(record::EvidenceKind kind,
                                                            std::string_view subject) {
  return guarded(mutex_, [&] {
    EvidenceReader reader(connection_);
    Statement rows(connection_, (std::string(kEvidenceColumns) +
                                 "WHERE kind = ? AND subject = ? ORDER BY at, number")
                                    .c_str());
    const std::string wanted = kept(subject);
    rows.bind(record::name(kind), view(wanted));
    return reader.all(rows);
  });
}

Result<void> SqliteEvidence::put_answer(const record::Answer& a, const Attachment* attachment) {
  if (a.expires == 0) return base::fail(base::Code::invalid, "an answer needs a date of expiry");
  if (attachment != nullptr) {
    if (const auto fits = check_attachment(*attachment, a.attachment_sha256); !fits) return fits;
  }
  return guarded(mutex_, [&]() -> Result<void> {
    Transaction transaction(connection_);
    if (attachment != nullptr) {
      keep_attachment(connection_, *attachment);
    } else if (!a.attachment_sha256.empty() && !has_attachment(connection_, a.attachment_sha256)) {
      return base::fail(base::Code::invalid, "the attachment is not there");
    }
    const std::string framework = kept(a.framework), requirement = kept(a.requirement),
                      system = kept(a.system), by = kept(a.by), reason = kept(a.reason),
                      name = kept(a.attachment), withdrawn_by = kept(a.withdrawn_by);
    Statement insert(connection_,
                     "INSERT INTO answer(id, framework, requirement, system, status, person, "
                     "reason, attachment_name, attachment, at, expires, withdrawn, withdrawn_by) "
                     "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(id) DO NOTHING "
                     "RETURNING number");
    insert.bind(view(a.id), view(framework), view(requirement), view(system),
                record::name(a.status), view(by), view(reason), view(name),
                a.attachment_sha256.empty() ? MaybeText() : MaybeText(a.attachment_sha256),
                std::int64_t{a.at}, std::int64_t{a.expires}, std::int64_t{a.withdrawn},
                view(withdrawn_by));
    const bool is_new = insert.step();
    const std::int64_t number = is_new ? insert.number(0) : 0;
    insert.reset();
    Statement beside(connection_, "INSERT OR IGNORE INTO answer_evidence VALUES(?, ?)");
    for (const std::string& id : a.evidence) {
      if (!is_new) break;
      beside.bind(number, view(id));
      beside.run();
    }
    transaction.commit();
    return {};
  });
}

Result<std::vector<record::Answer>> SqliteEvidence::answers(std::string_view framework,
                                                            std::string_view system) {
  return guarded(mutex_, [&] {
    std::string sql = kAnswerColumns;
    // Each shape of question has its index.
    sql += framework.empty() ? "WHERE (?1 = ?1) " : "WHERE framework = ?1 ";
    sql += system.empty() ? "AND (?2 = ?2) " : "AND system = ?2 ";
    Statement rows(connection_, (sql + "ORDER BY at, number").c_str());
    const std::string of = kept(framework), about = kept(system);
    rows.bind(view(of), view(about));
    return answers_of(connection_, rows);
  });
}

Result<std::vector<record::Answer>> SqliteEvidence::answers_of_organisation(
    std::vector<record::Answer> known) {
  return guarded(mutex_, [&] {
    Statement rows(connection_,
                   (std::string(kAnswerColumns) + "WHERE system = '' ORDER BY at, number").c_str());
    return answers_of(connection_, rows, std::move(known));
  });
}

Result<std::vector<record::Answer>> SqliteEvidence::answers_of_systems() {
  return guarded(mutex_, [&] {
    Statement rows(connection_,
                   (std::string(kAnswerColumns) + "WHERE system <> '' ORDER BY at, number").c_str());
    return answers_of(connection_, rows);
  });
}

Result<bool> SqliteEvidence::withdraw_answer(std::string_view id, std::string_view by, Millis now) {
  return guarded(mutex_, [&] {
    const std::string person = kept(by);
    Transaction transaction(connection_);
    Statement(connection_,
              "UPDATE answer SET withdrawn = ?, withdrawn_by = ? WHERE id = ? AND withdrawn = 0")
        .bind(std::int64_t{now}, view(person), id)
        .run();
    const bool is_new = connection_.number("SELECT changes()") > 0;
    if (is_new) transaction.commit();
    return is_new;
  });
}

Result<std::optional<Attachment>> SqliteEvidence::attachment(std::string_view sha256) {
  return guarded(mutex_, [&] { return kept_attachment(connection_, sha256); });
}

Result<void> SqliteEvidence::put_action(const record::Action& action) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    Statement last(
        connection_,
        (std::string(kActionColumns) + "WHERE id = ? ORDER BY number DESC LIMIT 1").c_str());
    if (last.bind(view(action.id)).step() && action_of(last) == action) return;
    last.reset();
    const record::Action a = kept_action(action);
    Statement insert(connection_,
                     "INSERT INTO action(id, framework, requirement, system, what, owner, due, "
                     "state, person, at, changed, note) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                     "?)");
    insert.bind(view(a.id), view(a.framework), view(a.requirement), view(a.system), view(a.what),
                view(a.owner), std::int64_t{a.due}, record::name(a.state), view(a.by),
                std::int64_t{a.at}, std::int64_t{a.changed}, view(a.note));
    insert.run();
    transaction.commit();
  });
}

Result<std::vector<record::Action>> SqliteEvidence::actions(std::string_view system) {
  return guarded(mutex_, [&] {
    std::string sql = kActionColumns;
    sql += "WHERE NOT EXISTS (SELECT 1 FROM action n WHERE n.id = a.id AND n.number > a.number) ";
    if (!system.empty()) sql += "AND a.system = ? ";
    Statement rows(connection_, (sql + "ORDER BY a.due = 0, a.due, a.number").c_str());
    const std::string wanted = kept(system);
    if (!system.empty()) rows.bind(view(wanted));
    return actions_of(rows);
  });
}

Result<std::vector<record::Action>> SqliteEvidence::action_history(std::string_view id) {
  return guarded(mutex_, [&] {
    Statement rows(connection_,
                   (std::string(kActionColumns) + "WHERE id = ? ORDER BY number").c_str());
    rows.bind(id);
    return actions_of(rows);
  });
}

Result<void> SqliteEvidence::put_standings(const std::vector<record::Standing>& standings) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    Statement last(connection_, (std::string(kStandingColumns) +
                                 "WHERE framework = ? AND requirement = ? AND system = ? ORDER BY "
                                 "at DESC, number DESC LIMIT 1")
                                    .c_str());
    Statement insert(connection_,
                     "INSERT INTO standing(framework, requirement, system, at, status, evidence, "
                     "why) VALUES(?, ?, ?, ?, ?, ?, ?)");
    for (const record::Standing& s : standings) {
      const std::string framework = kept(s.framework), requirement = kept(s.requirement),
                        system = kept(s.system), why = kept(s.why);
      last.bind(view(framework), view(requirement), view(system));
      const bool keep = !last.step() || worth_keeping(s, standing_of(last));
      last.reset();
      if (!keep) continue;
      std::string ids;
      for (const std::string& id : s.evidence) ids += (ids.empty() ? "" : " ") + id;
      insert.bind(view(framework), view(requirement), view(system), std::int64_t{s.at},
                  record::name(s.status), view(ids), view(why));
      insert.run();
    }
    transaction.commit();
  });
}

Result<std::vector<record::Standing>> SqliteEvidence::standings(std::string_view framework,
                                                                std::string_view requirement,
                                                                std::string_view system,
                                                                Millis since) {
  return guarded(mutex_, [&] {
    std::string sql = kStandingColumns;
    sql += "WHERE framework = ?1 AND at >= ?2 ";
    sql += requirement.empty() ? "AND (?3 = ?3) " : "AND requirement = ?3 ";
    sql += system.empty() ? "AND (?4 = ?4) " : "AND system = ?4 ";
    Statement rows(connection_, (sql + "ORDER BY at, number").c_str());
    const std::string of = kept(framework), which = kept(requirement), about = kept(system);
    rows.bind(view(of), std::int64_t{since}, view(which), view(about));
    std::vector<record::Standing> all;
    while (rows.step()) all.push_back(standing_of(rows));
    return all;
  });
}

Result<std::vector<record::Standing>> SqliteEvidence::standings_of_organisation(
    std::string_view framework, std::string_view requirement) {
  return guarded(mutex_, [&] {
    std::string sql = kStandingColumns;
    sql += "WHERE framework = ?1 AND system = '' ";
    sql += requirement.empty() ? "AND (?2 = ?2) " : "AND requirement = ?2 ";
    Statement rows(connection_, (sql + "ORDER BY at, number").c_str());
    const std::string of = kept(framework), which = kept(requirement);
    rows.bind(view(of), view(which));
    std::vector<record::Standing> all;
    while (rows.step()) all.push_back(standing_of(rows));
    return all;
  });
}

}  // namespace bartizan::store::sqlite
