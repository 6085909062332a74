// How systems stand by all that was assessed of them, for lists of many.
#include "base/escape.h"
#include "store/sqlite/evidence.h"
#include "store/sqlite/guarded.h"

namespace bartizan::store::sqlite {

Result<StandingsSince> SqliteEvidence::standing_totals(std::uint64_t after) {
  return guarded(mutex_, [&] {
    StandingsSince since;
    since.newest =
        static_cast<std::uint64_t>(connection_.number("SELECT max(number) FROM standing"));
    // In the order of the index standing_of, so that the last of each requirement is the one that
    // counts, and nothing is sorted.
    std::string sql = "SELECT system, framework, requirement, status, at FROM standing ";
    sql += after == 0 ? "WHERE system <> '' AND ?1 = ?1 "
                      : "WHERE system IN (SELECT system FROM standing WHERE number > ?1 AND system "
                        "<> '') ";
    Statement rows(connection_,
                   (sql + "ORDER BY system, framework, requirement, at, number").c_str());
    rows.bind(static_cast<std::int64_t>(after));
    std::string system, framework, requirement, status;
    StandingTotals* totals = nullptr;
    const auto count = [&] {
      if (totals == nullptr) return;
      const auto known = record::status(status).value_or(record::Status::unknown);
      ++totals->by_status[static_cast<std::size_t>(known)];
    };
    while (rows.step()) {
      std::string of = rows.text(0), by = rows.text(1), which = rows.text(2);
      if (totals == nullptr || of != system || by != framework || which != requirement) count();
      if (totals == nullptr || of != system) {
        totals = &since.systems.emplace_back();
        totals->system = base::unescape_name(of);
      }
      system = std::move(of);
      framework = std::move(by);
      requirement = std::move(which);
      status = rows.text(3);
      totals->at = std::max<base::Millis>(totals->at, rows.number(4));
    }
    count();
    return since;
  });
}

Result<std::vector<LastAssessed>> SqliteEvidence::last_assessed(std::string_view framework) {
  return guarded(mutex_, [&] {
    // The index standing_system alone answers it.
    Statement rows(connection_,
                   "SELECT system, max(at) FROM standing WHERE framework = ? AND system <> '' "
                   "GROUP BY system");
    const std::string of = base::encode_text(framework);
    rows.bind(std::string_view(of));
    std::vector<LastAssessed> all;
    while (rows.step()) all.push_back({base::unescape_name(rows.text(0)), rows.number(1)});
    return all;
  });
}

Result<std::vector<LastStanding>> SqliteEvidence::last_standings(std::string_view framework) {
  return guarded(mutex_, [&] {
    Statement rows(connection_,
                   "SELECT requirement, system, status FROM standing WHERE framework = ? AND "
                   "system <> '' ORDER BY requirement, system, at, number");
    const std::string of = base::encode_text(framework);
    rows.bind(std::string_view(of));
    std::vector<LastStanding> all;
    std::string requirement, system;
    while (rows.step()) {
      std::string which = rows.text(0), about = rows.text(1);
      if (all.empty() || which != requirement || about != system) {
        all.push_back({base::unescape_name(which), base::unescape_name(about), {}});
      }
      all.back().status = record::status(rows.text(2)).value_or(record::Status::unknown);
      requirement = std::move(which);
      system = std::move(about);
    }
    return all;
  });
}

}  // namespace bartizan::store::sqlite
