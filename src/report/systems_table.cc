#include "report/systems_table.h"

#include <algorithm>

#include "base/escape.h"
#include "report/assess_parts.h"
#include "report/clock.h"
#include "report/csv.h"
#include "report/paint.h"
#include "report/text.h"

namespace bartizan::report {
namespace {

using assure::assess::Requirement;
using assure::assess::RollUp;
using assure::assess::Totals;
using record::Status;
using namespace assess_parts;

constexpr std::size_t kMostName = 32;         // columns of a system's name
constexpr std::size_t kMostSystems = 50;      // that are shown unless all are asked for
constexpr std::size_t kPipeColumns = 120;     // where nobody says how wide a line may be
constexpr std::size_t kMostHoldersShown = 5;  // of one requirement in machine forms
constexpr std::string_view kAll = "all systems";

std::string date_or_never(base::Millis at) { return at == 0 ? "never" : base::format_date(at); }

// Columns of the requirements from `first` on that fit beside the names.
std::size_t fitting(const std::vector<std::size_t>& widths, std::size_t first, std::size_t room) {
  std::size_t last = first, used = 0;
  while (last < widths.size() && (last == first || used + widths[last] + 1 <= room)) {
    used += widths[last++] + 1;
  }
  return last;
}

std::string sign(const Paint& paint, Status status, std::size_t columns) {
  return " " + paint.in(ink(status), symbol(status)) + std::string(columns - 1, ' ');
}

std::string short_name(std::string_view name) {
  const std::string text = one_line(name);
  if (width(text) <= kMostName) return text;
  std::string_view rest = text;
  std::string kept;
  while (!rest.empty()) {
    const std::size_t length = std::max<std::size_t>(base::utf8_length(rest), 1);
    if (width(kept + std::string(rest.substr(0, length))) >= kMostName) break;
    kept += rest.substr(0, length);
    rest.remove_prefix(length);
  }
  return kept + "…";
}

void write_grid(std::string& out, const Paint& paint, const SystemsView& view, std::size_t shown) {
  const auto& requirements = view.framework->requirements;
  std::vector<std::size_t> widths;
  for (const Requirement& one : requirements) widths.push_back(width(one_line(one.id)));
  std::size_t names = width(kAll);
  for (std::size_t i = 0; i < shown; ++i) {
    names = std::max(names, width(short_name(view.systems[i].name)));
  }
  constexpr std::size_t kDate = 12;
  const std::size_t wide = paint.columns() == 0 ? kPipeColumns : paint.columns();
  const std::size_t room = wide > names + kDate + 8 ? wide - names - kDate : 8;
  for (std::size_t first = 0; first < widths.size();) {
    const std::size_t last = fitting(widths, first, room);
    out += std::string(names, ' ');
    for (std::size_t k = first; k < last; ++k) {
      out += " " + paint.in(Ink::bold, one_line(requirements[k].id));
    }
    out += "  " + paint.in(Ink::dim, "read") + "\n";
    for (std::size_t i = 0; i < shown; ++i) {
      const SystemStanding& system = view.systems[i];
      out += pad(short_name(system.name), names);
      for (std::size_t k = first; k < last; ++k) out += sign(paint, system.statuses[k], widths[k]);
      out += "  " + paint.in(Ink::dim, date_or_never(system.read)) + "\n";
    }
    out += paint.in(Ink::bold, pad(kAll, names));
    for (std::size_t k = first; k < last; ++k) {
      // Nothing stands behind the last one.
      const std::size_t columns = k + 1 == last ? 1 : widths[k];
      out += sign(paint, view.requirements[k].status(), columns);
    }
    out += "\n\n";
    first = last;
  }
}

std::string legend(const Paint& paint) {
  std::string text;
  for (const Status status :
       {Status::met, Status::partly, Status::unmet, Status::unknown, Status::not_applicable}) {
    text += (text.empty() ? "" : "  ") + std::string(symbol(status)) + " " +
            (status == Status::not_applicable ? "not applicable" : std::string(word(status)));
  }
  return paint.in(Ink::dim, text);
}

std::string counts(const RollUp& all) {
  std::string text;
  for (const Status status :
       {Status::unmet, Status::unknown, Status::partly, Status::met, Status::not_applicable}) {
    if (all.of(status) == 0) continue;
    text += (text.empty() ? "" : " · ") + std::to_string(all.of(status)) + " " +
            (status == Status::not_applicable ? "not applicable" : std::string(word(status)));
  }
  return text;
}

void write_requirements(std::string& out, const Paint& paint, const SystemsView& view, bool quiet) {
  std::size_t ids = 2;
  for (const Requirement& one : view.framework->requirements) {
    ids = std::max(ids, width(one_line(one.id)));
  }
  const std::size_t at = ids + 6;
  for (std::size_t k = 0; k < view.requirements.size(); ++k) {
    const RollUp& all = view.requirements[k];
    const Status status = all.status();
    if (quiet && (status == Status::met || status == Status::not_applicable)) continue;
    const Requirement& requirement = view.framework->requirements[k];
    out += "  " + paint.in(ink(status), symbol(status)) + " " +
           paint.in(Ink::bold, pad(one_line(requirement.id), ids)) + "  ";
    out += paint.fact(0, "", at, one_line(requirement.title)).substr(at);
    out += paint.fact(at, "", at, one_line(all.sentence()));
    if (all.systems() > 1) out += paint.fact(at, "", at, paint.in(Ink::dim, counts(all)));
  }
}

}  // namespace

Totals SystemStanding::totals() const {
  Totals totals;
  for (const Status status : statuses) ++totals.by_status[static_cast<std::size_t>(status)];
  return totals;
}

Status SystemStanding::worst() const {
  const auto at = std::ranges::min_element(statuses, {}, assure::assess::severity_order);
  return at == statuses.end() ? Status::not_applicable : *at;
}

std::string systems_table(const SystemsView& view, const SystemsOptions& options) {
  const Paint paint(options.style);
  const std::size_t all = view.systems.size();
  std::string out = paint.in(Ink::bold, one_line(view.framework->title +
                                                 (view.framework->version.empty() ? "" : " ") +
                                                 view.framework->version)) +
                    paint.plain(" · ") + count_of(all, "system", paint.people()) + "\n";
  out +=
      paint.in(view.fresh.stale() ? Ink::warn : Ink::dim, view.fresh.sentence(view.now)) + "\n\n";
  if (all == 0) {
    return out + "no system is known: bartizan discover PATH, or bartizan inventory import FILE\n" +
           paint.in(Ink::dim, kNotEndorsed) + "\n";
  }
  const std::size_t shown = options.all ? all : std::min(all, kMostSystems);
  std::string grid;
  write_grid(grid, paint, view, shown);
  out += paint.plain(grid) + paint.plain(legend(paint)) + "\n";
  if (shown < all) {
    out += "the worst " + std::to_string(shown) + " of " + std::to_string(all) +
           " systems (--all shows every one)\n";
  }
  out += "\n" + paint.in(Ink::bold, "All systems") + "\n";
  std::string requirements;
  write_requirements(requirements, paint, view, options.quiet);
  return out + paint.plain(requirements) + "\n" + paint.in(Ink::dim, kNotEndorsed) + "\n";
}

void write_system(base::JsonWriter& out, const SystemStanding& system,
                  const assure::assess::Framework& framework) {
  out.field("id", base::escape_name(system.id))
      .field("name", base::escape_name(system.name))
      .field("owner", base::escape_name(system.owner))
      .field("worst", record::name(system.worst()));
  out.key("counts");
  write_totals(out, system.totals());
  out.key("statuses").begin_object();
  for (std::size_t k = 0; k < system.statuses.size(); ++k) {
    out.field(framework.requirements[k].id, record::name(system.statuses[k]));
  }
  out.end_object();
  write_time(out, "read", system.read);
  write_time(out, "assessed", system.assessed);
}

void write_rollup_members(base::JsonWriter& out, const RollUp& all) {
  out.field("status", record::name(all.status())).field("why", base::encode_text(all.sentence()));
  Totals totals;
  for (std::size_t i = 0; i < record::kStatuses; ++i) {
    totals.by_status[i] = all.of(static_cast<Status>(i));
  }
  out.key("counts");
  write_totals(out, totals);
  out.key("holds_back").begin_array();
  const std::size_t shown = std::min(all.holds_back().size(), kMostHoldersShown);
  for (std::size_t i = 0; i < shown; ++i) {
    const assure::assess::Holder& holder = all.holds_back()[i];
    out.begin_object()
        .field("id", base::escape_name(holder.id))
        .field("name", base::escape_name(holder.name))
        .field("status", record::name(holder.status))
        .end_object();
  }
  out.end_array().field("more", all.more_hold_back() + all.holds_back().size() - shown);
}

void write_rollup(base::JsonWriter& out, const Requirement& requirement, const RollUp& all) {
  out.field("id", requirement.id)
      .field("title", requirement.title)
      .field("group", requirement.group);
  write_rollup_members(out, all);
}

std::string systems_table_json(const SystemsView& view, const MachineOptions& options) {
  base::JsonWriter out(options.pretty);
  out.begin_object().field("schema", "bartizan.assess-systems/1");
  if (!options.reproducible) out.field("as_of", base::format_utc(view.now));
  out.key("framework")
      .begin_object()
      .field("id", view.framework->id)
      .field("title", view.framework->title)
      .field("edition", view.framework->version)
      .end_object();
  out.key("stale");
  write_fresh(out, view.fresh, options.reproducible);
  out.key("requirements").begin_array();
  for (std::size_t k = 0; k < view.requirements.size(); ++k) {
    out.begin_object();
    write_rollup(out, view.framework->requirements[k], view.requirements[k]);
    out.end_object();
  }
  out.end_array().key("systems").begin_array();
  for (const SystemStanding& system : view.systems) {
    out.begin_object();
    SystemStanding said = system;
    if (options.reproducible) said.read = said.assessed = 0;
    write_system(out, said, *view.framework);
    out.end_object();
  }
  out.end_array().field("notice", kNotEndorsed).end_object();
  return out.take() + "\n";
}

std::string systems_table_csv(const SystemsView& view) {
  const auto time = [](base::Millis at) { return at == 0 ? "" : base::format_utc(at); };
  const auto numbers = [](const auto& of) {
    std::vector<std::string> cells;
    for (const Status status :
         {Status::unmet, Status::unknown, Status::partly, Status::met, Status::not_applicable}) {
      cells.push_back(std::to_string(of(status)));
    }
    return cells;
  };
  std::string out;
  std::vector<std::string> head{"system", "name", "owner",          "worst", "unmet",   "unknown",
                                "partly", "met",  "not_applicable", "read",  "assessed"};
  for (const Requirement& one : view.framework->requirements) head.push_back(one.id);
  csv_row(out, head);
  const auto row = [&](std::vector<std::string> cells, std::vector<std::string> counted,
                       std::string read, std::string assessed) {
    std::ranges::move(counted, std::back_inserter(cells));
    cells.push_back(std::move(read));
    cells.push_back(std::move(assessed));
    return cells;
  };
  for (const SystemStanding& system : view.systems) {
    const Totals totals = system.totals();
    auto cells = row({std::string(system.id), std::string(system.name), std::string(system.owner),
                      std::string(record::name(system.worst()))},
                     numbers([&](Status status) { return totals.of(status); }), time(system.read),
                     time(system.assessed));
    for (const Status status : system.statuses) cells.emplace_back(record::name(status));
    csv_row(out, cells);
  }
  Totals totals;
  Status worst = Status::not_applicable;
  for (const RollUp& all : view.requirements) {
    ++totals.by_status[static_cast<std::size_t>(all.status())];
    worst = std::min(worst, all.status(), [](Status a, Status b) {
      return assure::assess::severity_order(a) < assure::assess::severity_order(b);
    });
  }
  auto cells = row({"", std::string(kAll), "", std::string(record::name(worst))},
                   numbers([&](Status status) { return totals.of(status); }), "", "");
  for (const RollUp& all : view.requirements) cells.emplace_back(record::name(all.status()));
  csv_row(out, cells);
  return out;
}

}  // namespace bartizan::report
