#include "store/sqlite/posture.h"

#include <algorithm>

#include "base/escape.h"
#include "store/sqlite/attachments.h"
#include "store/sqlite/guarded.h"

namespace bartizan::store::sqlite {
namespace {

using record::PostureChange;
using record::Readiness;
using record::Risk;

// Texts of people in the form in which they are kept.
std::string kept(std::string_view text) { return base::encode_text(text); }
std::string given(const std::string& text) { return base::unescape_name(text); }
std::string_view view(const std::string& text) { return text; }

constexpr const char* kReadinessColumns =
    "SELECT id, kind, system, system_name, what, person, at, next, attachment, attachment_sha256, "
    "recorded, withdrawn, withdrawn_by FROM readiness ";

Readiness readiness_of(const Statement& row) {
  Readiness r;
  r.id = row.text(0);
  r.kind = record::readiness_kind(row.text(1)).value_or(record::ReadinessKind::exercise);
  r.system = given(row.text(2));
  r.system_name = given(row.text(3));
  r.what = given(row.text(4));
  r.by = given(row.text(5));
  r.at = row.number(6);
  r.next = row.number(7);
  r.attachment = given(row.text(8));
  r.attachment_sha256 = row.text(9);
  r.recorded = row.number(10);
  r.withdrawn = row.number(11);
  r.withdrawn_by = given(row.text(12));
  return r;
}

constexpr const char* kRiskColumns =
    "SELECT id, sector, category, system, system_name, scenario, likelihood, impact, atlas, owner, "
    "treatment, due, state, govern, map, measure, manage, person, at, changed, changed_by FROM "
    "risk ";

// Ids hold no blank.
std::string joined(const std::vector<std::string>& ids) {
  std::string all;
  for (const std::string& id : ids) all += (all.empty() ? "" : " ") + id;
  return all;
}

std::vector<std::string> split(std::string_view ids) {
  std::vector<std::string> all;
  while (!ids.empty()) {
    const std::size_t end = std::min(ids.find(' '), ids.size());
    if (end > 0) all.emplace_back(ids.substr(0, end));
    ids.remove_prefix(std::min(end + 1, ids.size()));
  }
  return all;
}

Risk risk_of(const Statement& row) {
  Risk r;
  r.id = row.text(0);
  r.sector = row.text(1);
  r.category = row.text(2);
  r.system = given(row.text(3));
  r.system_name = given(row.text(4));
  r.scenario = given(row.text(5));
  r.likelihood = row.text(6);
  r.impact = row.text(7);
  r.atlas = split(row.text(8));
  r.owner = given(row.text(9));
  r.treatment = row.text(10);
  r.due = row.number(11);
  r.state = record::risk_state(row.text(12)).value_or(record::RiskState::open);
  for (int i = 0; i < 4; ++i) r.notes[static_cast<std::size_t>(i)] = given(row.text(13 + i));
  r.by = given(row.text(17));
  r.at = row.number(18);
  r.changed = row.number(19);
  r.changed_by = given(row.text(20));
  return r;
}

}  // namespace

Result<void> SqlitePosture::put_posture(const PostureChange& change) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    const std::string preset = kept(change.preset), reason = kept(change.reason),
                      by = kept(change.by);
    Statement(connection_,
              "INSERT INTO posture(id, raised, at, until, preset, reason, person) "
              "VALUES(?, ?, ?, ?, ?, ?, ?) ON CONFLICT(id) DO NOTHING")
        .bind(view(change.id), std::int64_t{change.raised}, std::int64_t{change.at},
              std::int64_t{change.until}, view(preset), view(reason), view(by))
        .run();
    transaction.commit();
  });
}

Result<std::vector<PostureChange>> SqlitePosture::posture_history() {
  return guarded(mutex_, [&] {
    Statement rows(
        connection_,
        "SELECT id, raised, at, until, preset, reason, person FROM posture ORDER BY number");
    std::vector<PostureChange> all;
    while (rows.step()) {
      all.push_back({rows.text(0), rows.number(1) != 0, rows.number(2), rows.number(3),
                     given(rows.text(4)), given(rows.text(5)), given(rows.text(6))});
    }
    return all;
  });
}

Result<void> SqlitePosture::put_readiness(const Readiness& r, const Attachment* attached) {
  if (attached != nullptr) {
    if (const auto fits = check_attachment(*attached, r.attachment_sha256); !fits) return fits;
  }
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    if (attached != nullptr) keep_attachment(connection_, *attached);
    const std::string system = kept(r.system), system_name = kept(r.system_name),
                      what = kept(r.what), by = kept(r.by), attachment = kept(r.attachment),
                      withdrawn_by = kept(r.withdrawn_by);
    Statement(connection_,
              "INSERT INTO readiness(id, kind, system, system_name, what, person, at, next, "
              "attachment, attachment_sha256, recorded, withdrawn, withdrawn_by) "
              "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(view(r.id), record::name(r.kind), view(system), view(system_name), view(what),
              view(by), std::int64_t{r.at}, std::int64_t{r.next}, view(attachment),
              view(r.attachment_sha256), std::int64_t{r.recorded}, std::int64_t{r.withdrawn},
              view(withdrawn_by))
        .run();
    transaction.commit();
  });
}

Result<std::vector<Readiness>> SqlitePosture::readiness(std::string_view system) {
  return guarded(mutex_, [&] {
    Statement rows(connection_, (std::string(kReadinessColumns) +
                                 "WHERE number IN (SELECT max(number) FROM readiness GROUP BY id) "
                                 "AND (?1 = '' OR system = ?1) ORDER BY recorded, number")
                                    .c_str());
    const std::string wanted = kept(system);
    rows.bind(view(wanted));
    std::vector<Readiness> all;
    while (rows.step()) all.push_back(readiness_of(rows));
    return all;
  });
}

Result<void> SqlitePosture::put_risk(const Risk& r) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    const std::string system = kept(r.system), system_name = kept(r.system_name),
                      scenario = kept(r.scenario), atlas = joined(r.atlas), owner = kept(r.owner),
                      by = kept(r.by), changed_by = kept(r.changed_by);
    std::array<std::string, 4> notes;
    for (std::size_t i = 0; i < notes.size(); ++i) notes[i] = kept(r.notes[i]);
    Statement(connection_,
              "INSERT INTO risk(id, sector, category, system, system_name, scenario, likelihood, "
              "impact, atlas, owner, treatment, due, state, govern, map, measure, manage, person, "
              "at, changed, changed_by) "
              "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(view(r.id), view(r.sector), view(r.category), view(system), view(system_name),
              view(scenario), view(r.likelihood), view(r.impact), view(atlas), view(owner),
              view(r.treatment), std::int64_t{r.due}, record::name(r.state), view(notes[0]),
              view(notes[1]), view(notes[2]), view(notes[3]), view(by), std::int64_t{r.at},
              std::int64_t{r.changed}, view(changed_by))
        .run();
    transaction.commit();
  });
}

Result<std::vector<Risk>> SqlitePosture::risks() {
  return guarded(mutex_, [&] {
    Statement rows(connection_, (std::string(kRiskColumns) +
                                 "WHERE number IN (SELECT max(number) FROM risk GROUP BY id) "
                                 "ORDER BY at, id")
                                    .c_str());
    std::vector<Risk> all;
    while (rows.step()) all.push_back(risk_of(rows));
    return all;
  });
}

Result<std::vector<Risk>> SqlitePosture::risk_history(std::string_view id) {
  return guarded(mutex_, [&] {
    Statement rows(connection_,
                   (std::string(kRiskColumns) + "WHERE id = ? ORDER BY number").c_str());
    rows.bind(id);
    std::vector<Risk> all;
    while (rows.step()) all.push_back(risk_of(rows));
    return all;
  });
}

}  // namespace bartizan::store::sqlite
