#include "store/sqlite/cases.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/escape.h"
#include "store/sqlite/guarded.h"

namespace bartizan::store::sqlite {
namespace {

using base::Millis;
using record::Case;
using record::CaseChange;
using record::CaseState;
using record::Exposure;
using record::VexStatement;

constexpr std::string_view kProgram = "bartizan";

// Texts from files in the form in which they are kept.
std::string kept(std::string_view text) { return base::encode_text(text); }
std::string given(const std::string& text) { return base::unescape_name(text); }

std::string written(Millis at) { return at == 0 ? std::string() : base::format_utc(at); }

constexpr const char* kCaseColumns =
    "SELECT id, system, system_name, component, advisory, summary, fixed_in, first_seen, "
    "last_seen, "
    "kev_added, decision_table, outcome, inputs, start, due, forensic, state, until FROM weakness ";

Case case_of(const Statement& row) {
  Case c;
  c.id = row.text(0);
  c.system = given(row.text(1));
  c.system_name = given(row.text(2));
  c.component = given(row.text(3));
  c.advisory = given(row.text(4));
  c.summary = given(row.text(5));
  c.fixed_in = given(row.text(6));
  c.first_seen = row.number(7);
  c.last_seen = row.number(8);
  c.kev_added = row.number(9);
  c.table = row.text(10);
  c.outcome = row.text(11);
  c.inputs = row.text(12);
  c.start = row.number(13);
  c.due = row.number(14);
  c.forensic = row.number(15) != 0;
  c.state = record::case_state(row.text(16)).value_or(CaseState::open);
  c.until = row.number(17);
  return c;
}

Exposure exposure_of(const Statement& row) {
  return {given(row.text(0)), row.number(1) != 0, given(row.text(2)), given(row.text(3)),
          row.number(4)};
}
constexpr const char* kExposureColumns =
    "SELECT system, exposed, person, reason, at FROM exposure ";

// Writes cases and their changes inside somebody's transaction.
class CaseWriter {
 public:
  explicit CaseWriter(Connection& connection)
      : put_(connection,
             "INSERT INTO weakness VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
             "ON CONFLICT(id) DO UPDATE SET system = excluded.system, system_name = "
             "excluded.system_name, component = excluded.component, advisory = excluded.advisory, "
             "summary = excluded.summary, fixed_in = excluded.fixed_in, first_seen = "
             "excluded.first_seen, last_seen = excluded.last_seen, kev_added = excluded.kev_added, "
             "decision_table = excluded.decision_table, outcome = excluded.outcome, inputs = "
             "excluded.inputs, start = excluded.start, due = excluded.due, forensic = "
             "excluded.forensic, state = excluded.state, until = excluded.until"),
        change_(connection,
                "INSERT INTO weakness_change(weakness, at, person, what, before, after, reason) "
                "VALUES(?, ?, ?, ?, ?, ?, ?)") {}

  void put(const Case& c) {
    const std::string system = kept(c.system), system_name = kept(c.system_name),
                      component = kept(c.component), advisory = kept(c.advisory),
                      summary = kept(c.summary), fixed_in = kept(c.fixed_in),
                      inputs = kept(c.inputs);
    const auto view = [](const std::string& text) { return std::string_view(text); };
    put_.bind(view(c.id), view(system), view(system_name), view(component), view(advisory),
              view(summary), view(fixed_in), std::int64_t{c.first_seen}, std::int64_t{c.last_seen},
              std::int64_t{c.kev_added}, view(c.table), view(c.outcome), view(inputs),
              std::int64_t{c.start}, std::int64_t{c.due}, std::int64_t{c.forensic},
              record::name(c.state), std::int64_t{c.until});
    put_.run();
  }

  void change(const CaseChange& change) {
    const std::string by = kept(change.by), before = kept(change.before),
                      after = kept(change.after), reason = kept(change.reason);
    change_.bind(std::string_view(change.id), std::int64_t{change.at}, std::string_view(by),
                 std::string_view(change.what), std::string_view(before), std::string_view(after),
                 std::string_view(reason));
    change_.run();
  }

  // What is different between two states of a case that was decided anew.
  void differences(const Case& before, const Case& after, Millis now, std::string_view by,
                   std::string_view why_state) {
    const auto record = [&](const char* what, std::string old, std::string fresh,
                            std::string_view why) {
      if (old == fresh) return;
      change({after.id, now, std::string(by), what, std::move(old), std::move(fresh),
              std::string(why)});
    };
    record("state", std::string(record::name(before.state)), std::string(record::name(after.state)),
           why_state);
    record("outcome", before.outcome, after.outcome, "decided anew");
    record("due", written(before.due), written(after.due), "decided anew");
  }

 private:
  Statement put_, change_;
};

// What people said about a known case, against what is seen now.
void join(const Case& known, Case& seen, Millis now, std::string_view& why) {
  if (seen.state == CaseState::open) {
    switch (known.state) {
      case CaseState::accepted:
        if (known.until != 0 && known.until <= now) {
          why = "the time of its acceptance is up";
        } else {
          seen.state = known.state;
          seen.until = known.until;
        }
        break;
      case CaseState::investigating:
        seen.state = known.state;
        break;
      case CaseState::fixed:
        why = "seen again";
        break;
      case CaseState::not_affected:
        why = "no VEX statement says so any more";
        break;
      case CaseState::open:
        break;
    }
  } else if (seen.state == CaseState::fixed || seen.state == CaseState::not_affected) {
    why = "a VEX statement says so";
  }
  if (known.first_seen != 0) seen.first_seen = std::min(seen.first_seen, known.first_seen);
  // A case keeps the earliest start that it ever had, and with it its time left.
  if (known.start != 0 && known.start < seen.start) {
    if (seen.due != 0) seen.due -= seen.start - known.start;
    seen.start = known.start;
  }
}

void open_expired(Connection& connection, CaseWriter& writer, Millis now) {
  Statement rows(connection, (std::string(kCaseColumns) +
                              "WHERE state = 'accepted' AND until <> 0 AND until <= ?")
                                 .c_str());
  rows.bind(std::int64_t{now});
  std::vector<Case> expired;
  while (rows.step()) expired.push_back(case_of(rows));
  for (Case& c : expired) {
    const Case before = c;
    c.state = CaseState::open;
    c.until = 0;
    writer.put(c);
    writer.differences(before, c, now, kProgram, "the time of its acceptance is up");
  }
}

void put_words(Statement& insert, std::int64_t vex, std::int64_t& ordinal, std::string_view role,
               const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    const std::string text = kept(word);
    insert.bind(vex, ordinal++, role, std::string_view(text));
    insert.run();
  }
}

}  // namespace

Result<void> SqliteCases::put_exposure(const Exposure& exposure) {
  return guarded(mutex_, [&] {
    const std::string system = kept(exposure.system), by = kept(exposure.by),
                      reason = kept(exposure.reason);
    Transaction transaction(connection_);
    Statement(connection_,
              "INSERT INTO exposure(system, exposed, person, reason, at) VALUES(?, ?, ?, ?, ?)")
        .bind(std::string_view(system), std::int64_t{exposure.exposed}, std::string_view(by),
              std::string_view(reason), std::int64_t{exposure.at})
        .run();
    transaction.commit();
  });
}

Result<std::optional<Exposure>> SqliteCases::exposure(std::string_view system) {
  return guarded(mutex_, [&]() -> std::optional<Exposure> {
    Statement row(
        connection_,
        (std::string(kExposureColumns) +
         "WHERE system = ? AND withdrawn = 0 ORDER BY number DESC LIMIT 1")
            .c_str());
    const std::string wanted = kept(system);
    if (!row.bind(std::string_view(wanted)).step()) return std::nullopt;
    return exposure_of(row);
  });
}

Result<std::vector<Exposure>> SqliteCases::exposures() {
  return guarded(mutex_, [&] {
    Statement rows(connection_, (std::string(kExposureColumns) +
                                 "WHERE number IN (SELECT max(number) FROM exposure WHERE "
                                 "withdrawn = 0 GROUP BY system) ORDER BY system")
                                    .c_str());
    std::vector<Exposure> all;
    while (rows.step()) all.push_back(exposure_of(rows));
    return all;
  });
}

Result<std::vector<Exposure>> SqliteCases::said_of_exposure(std::string_view system) {
  return guarded(mutex_, [&] {
    Statement rows(
        connection_,
        (std::string(kExposureColumns) +
         "WHERE withdrawn = 0 AND (?1 = '' OR system = ?1) ORDER BY number")
            .c_str());
    const std::string wanted = kept(system);
    rows.bind(std::string_view(wanted));
    std::vector<Exposure> all;
    while (rows.step()) all.push_back(exposure_of(rows));
    return all;
  });
}

Result<bool> SqliteCases::withdraw_exposure(std::string_view system, Millis at,
                                            std::string_view by, Millis now) {
  return guarded(mutex_, [&] {
    const std::string wanted = kept(system), who = kept(by);
    Transaction transaction(connection_);
    Statement(connection_,
              "UPDATE exposure SET withdrawn = ?1, withdrawn_by = ?2 WHERE number = (SELECT "
              "max(number) FROM exposure WHERE system = ?3 AND withdrawn = 0) AND at = ?4")
        .bind(std::int64_t{now}, std::string_view(who), std::string_view(wanted), std::int64_t{at})
        .run();
    const bool was_there = connection_.number("SELECT changes()") > 0;
    if (was_there) transaction.commit();
    return was_there;
  });
}

Result<void> SqliteCases::observe(const std::vector<std::string>& systems,
                                  const std::vector<Case>& seen, Millis now) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    CaseWriter writer(connection_);
    Statement known_row(connection_, (std::string(kCaseColumns) + "WHERE id = ?").c_str());
    std::set<std::string_view> here;
    for (const Case& one : seen) {
      // Two places may show the same component of the same system.
      if (!here.insert(one.id).second) continue;
      Case c = one;
      c.last_seen = now;
      const bool is_known = known_row.bind(std::string_view(c.id)).step();
      const Case known = is_known ? case_of(known_row) : Case();
      known_row.reset();
      std::string_view why = "decided anew";
      if (is_known) join(known, c, now, why);
      writer.put(c);
      if (is_known) {
        writer.differences(known, c, now, kProgram, why);
        continue;
      }
      writer.change({c.id, now, std::string(kProgram), "state", "",
                     std::string(record::name(c.state)), "first seen"});
    }
    Statement of_system(
        connection_, (std::string(kCaseColumns) + "WHERE system = ? AND state <> 'fixed'").c_str());
    for (const std::string& system : systems) {
      const std::string wanted = kept(system);
      of_system.bind(std::string_view(wanted));
      std::vector<Case> gone;
      while (of_system.step()) {
        Case c = case_of(of_system);
        if (!here.contains(c.id)) gone.push_back(std::move(c));
      }
      of_system.reset();
      for (Case& c : gone) {
        const Case before = c;
        c.state = CaseState::fixed;
        c.until = 0;
        writer.put(c);
        writer.differences(before, c, now, kProgram, "no longer seen");
      }
    }
    open_expired(connection_, writer, now);
    transaction.commit();
  });
}

Result<std::vector<Case>> SqliteCases::cases(std::string_view system) {
  return guarded(mutex_, [&] {
    // Two statements: with both questions in one, that of one system could not use its index.
    const char* which = system.empty() ? "WHERE ?1 = '' ORDER BY id" : "WHERE system = ?1 ORDER BY id";
    Statement rows(connection_, (std::string(kCaseColumns) + which).c_str());
    const std::string wanted = kept(system);
    rows.bind(std::string_view(wanted));
    std::vector<Case> all;
    while (rows.step()) all.push_back(case_of(rows));
    return all;
  });
}

Result<CaseTotals> SqliteCases::totals(Millis now) {
  return guarded(mutex_, [&] {
    Statement row(connection_,
                  "SELECT count(*), coalesce(sum(due <> 0 AND due <= ?1), 0), "
                  "coalesce(sum(kev_added <> 0), 0) FROM weakness WHERE state IN ('open', "
                  "'investigating') OR (state = 'accepted' AND until <> 0 AND until <= ?1)");
    row.bind(std::int64_t{now}).step();
    return CaseTotals{static_cast<std::uint64_t>(row.number(0)),
                      static_cast<std::uint64_t>(row.number(1)),
                      static_cast<std::uint64_t>(row.number(2))};
  });
}

Result<std::vector<CaseChange>> SqliteCases::history(std::string_view id) {
  return guarded(mutex_, [&] {
    Statement rows(connection_,
                   "SELECT weakness, at, person, what, before, after, reason FROM weakness_change "
                   "WHERE weakness = ? ORDER BY number");
    rows.bind(id);
    std::vector<CaseChange> all;
    while (rows.step()) {
      all.push_back({rows.text(0), rows.number(1), given(rows.text(2)), rows.text(3),
                     given(rows.text(4)), given(rows.text(5)), given(rows.text(6))});
    }
    return all;
  });
}

Result<void> SqliteCases::change(const Case& changed, const CaseChange& change) {
  return change_all({{changed, change}});
}

Result<void> SqliteCases::change_all(const std::vector<ChangedCase>& changed) {
  if (changed.empty()) return {};
  return guarded(mutex_, [&]() -> Result<void> {
    Transaction transaction(connection_);
    Statement row(connection_, (std::string(kCaseColumns) + "WHERE id = ?").c_str());
    CaseWriter writer(connection_);
    // As they were before this call: several changes may be of one case.
    std::map<std::string, Case, std::less<>> before;
    for (const ChangedCase& one : changed) {
      auto known = before.find(one.known.id);
      if (known == before.end()) {
        if (!row.bind(std::string_view(one.known.id)).step()) {
          return base::fail(base::Code::invalid, "there is no such case");
        }
        known = before.emplace(one.known.id, case_of(row)).first;
        row.reset();
      }
      CaseChange kept_change = one.change;
      kept_change.id = one.known.id;
      if (one.change.what == "state") {
        const Case& was = known->second;
        if (was.state == one.known.state && was.until == one.known.until) continue;
        kept_change.before = record::name(was.state);
      }
      writer.put(one.known);
      writer.change(kept_change);
    }
    transaction.commit();
    return {};
  });
}

Result<void> SqliteCases::put_vex(const VexStatement& s) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    Statement(connection_, "DELETE FROM vex WHERE id = ?").bind(std::string_view(s.id)).run();
    const std::string vulnerability = kept(s.vulnerability), system = kept(s.system),
                      justification = kept(s.justification), impact = kept(s.impact),
                      action = kept(s.action), author = kept(s.author), source = kept(s.source);
    Statement insert(connection_,
                     "INSERT INTO vex(id, vulnerability, system, status, justification, impact, "
                     "action, author, at, source) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING "
                     "number");
    insert.bind(std::string_view(s.id), std::string_view(vulnerability), std::string_view(system),
                record::name(s.status), std::string_view(justification), std::string_view(impact),
                std::string_view(action), std::string_view(author), std::int64_t{s.at},
                std::string_view(source));
    insert.step();
    const std::int64_t number = insert.number(0);
    insert.reset();
    Statement word(connection_, "INSERT INTO vex_word VALUES(?, ?, ?, ?)");
    std::int64_t ordinal = 0;
    put_words(word, number, ordinal, "alias", s.aliases);
    put_words(word, number, ordinal, "product", s.products);
    put_words(word, number, ordinal, "subcomponent", s.subcomponents);
    transaction.commit();
  });
}

Result<std::vector<VexStatement>> SqliteCases::vex() {
  return guarded(mutex_, [&] {
    Statement rows(connection_,
                   "SELECT id, vulnerability, system, status, justification, impact, action, "
                   "author, at, source, number FROM vex ORDER BY at, number");
    Statement words(connection_, "SELECT role, word FROM vex_word WHERE vex = ? ORDER BY ordinal");
    std::vector<VexStatement> all;
    while (rows.step()) {
      VexStatement s;
      s.id = rows.text(0);
      s.vulnerability = given(rows.text(1));
      s.system = given(rows.text(2));
      s.status = record::vex_status(rows.text(3)).value_or(record::VexStatus::under_investigation);
      s.justification = given(rows.text(4));
      s.impact = given(rows.text(5));
      s.action = given(rows.text(6));
      s.author = given(rows.text(7));
      s.at = rows.number(8);
      s.source = given(rows.text(9));
      words.bind(rows.number(10));
      while (words.step()) {
        const std::string role = words.text(0);
        auto& list = role == "alias" ? s.aliases : role == "product" ? s.products : s.subcomponents;
        list.push_back(given(words.text(1)));
      }
      words.reset();
      all.push_back(std::move(s));
    }
    return all;
  });
}

Result<bool> SqliteCases::remove_vex(std::string_view id) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    Statement(connection_, "DELETE FROM vex WHERE id = ?").bind(id).run();
    const bool was = connection_.number("SELECT changes()") > 0;
    if (was) transaction.commit();
    return was;
  });
}

}  // namespace bartizan::store::sqlite
