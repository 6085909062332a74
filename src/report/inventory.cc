#include "report/inventory.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "report/paint.h"
#include "report/text.h"

namespace bartizan::report {
namespace {

using record::Treatment;
using record::UseCase;

constexpr std::size_t kExamples = 3;   // rows of a rule that are shown unasked
constexpr std::size_t kListRows = 40;  // on a terminal
constexpr std::size_t kNotes = 10;
constexpr std::size_t kIdColumns = 14, kStageColumns = 18, kImpactColumns = 15, kAgencyColumns = 10;
constexpr std::size_t kLongest = 160;  // of a value on one line

// At most `most` bytes with a mark where something is missing; whole texts: inventory_show.
std::string clip(std::string text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
  text.resize(most);
  return text + "...";
}

std::string one(std::string_view text, std::size_t most = kLongest) {
  return clip(one_line(text), most);
}

std::string percent(double part) {
  return std::to_string(static_cast<int>(std::lround(part * 100))) + " %";
}

std::string or_dash(std::string_view text) { return text.empty() ? "-" : one(text); }

std::string_view first_value(const UseCase& use_case, std::initializer_list<std::string_view> ids) {
  for (const std::string_view id : ids) {
    if (const auto value = use_case.value(id); !value.empty()) return value;
  }
  return {};
}

// "High-impact", "presumed", "not", "-": fits a column.
std::string impact_word(const UseCase& use_case) {
  const std::string_view value = first_value(use_case, {"is_high_impact", "impact"});
  if (value.starts_with("Presumed")) return "presumed";
  if (value == "Not High-impact" || value == "Neither") return "not";
  return or_dash(value);
}

std::string label_of(const UseCase& use_case) {
  const std::string_view id = use_case.value("id");
  return id.empty() ? use_case.id : one(id, 40);
}

std::string plural(std::uint64_t n, std::string_view noun, const Paint& paint) {
  return count_of(n, noun, paint.people());
}

std::string join(const std::vector<std::string>& parts, std::string_view between) {
  std::string out;
  for (const std::string& part : parts) {
    if (!out.empty()) out += between;
    out += part;
  }
  return out;
}

void write_notes(std::string& out, const std::vector<record::Note>& notes, const Paint& paint,
                 const InventoryOptions& options) {
  std::size_t shown = 0, hidden = 0;
  for (const record::Note& note : notes) {
    if (note.level == record::NoteLevel::info && !options.verbose && !options.all) continue;
    if (shown == kNotes && !options.all) {
      ++hidden;
      continue;
    }
    ++shown;
    std::string where;
    if (note.line != 0) where = "row " + number(note.line, paint.people());
    if (note.column != 0) where += ", column " + std::to_string(note.column);
    if (!where.empty()) where += ": ";
    const bool bad = note.level == record::NoteLevel::error;
    out += "  " + paint.in(bad ? Ink::bad : Ink::warn, bad ? "! " : "? ") + where +
           one_line(note.message) + "\n";
  }
  if (hidden > 0) {
    out += paint.in(Ink::dim, "  and " + plural(hidden, "note", paint) + " more (--all)\n");
  }
}

std::string stage_line(const std::map<std::string, std::uint64_t>& stages, const Paint& paint) {
  std::vector<std::string> parts;
  for (const auto& [stage, rows] : stages) {
    if (!stage.empty()) parts.push_back(one(stage, 40) + " " + number(rows, paint.people()));
  }
  if (const auto blank = stages.find(""); blank != stages.end()) {
    parts.push_back("blank " + number(blank->second, paint.people()));
  }
  return join(parts, paint.plain(" · "));
}

// Published totals have counted rows without a stage among those in use.
std::string blank_stage(const std::map<std::string, std::uint64_t>& stages, const Paint& paint) {
  const auto blank = stages.find("");
  if (blank == stages.end()) return {};
  std::uint64_t live = 0;
  for (const char* stage : {"Pilot", "Deployed"}) {
    if (const auto at = stages.find(stage); at != stages.end()) live += at->second;
  }
  if (live == 0) return {};
  return number(live, paint.people()) + " are deployed or in pilot; with the " +
         number(blank->second, paint.people()) + " that name no stage it would be " +
         number(live + blank->second, paint.people());
}

std::map<std::string, std::uint64_t> stages_of(std::span<const UseCase> use_cases) {
  std::map<std::string, std::uint64_t> stages;
  for (const UseCase& use_case : use_cases) {
    ++stages[std::string(use_case.value("development_stage"))];
  }
  return stages;
}

Ink ink_of(std::string_view severity) {
  return severity == "high" ? Ink::bad : severity == "medium" ? Ink::warn : Ink::dim;
}

int weight(std::string_view severity) {
  return severity == "high" ? 3 : severity == "medium" ? 2 : 1;
}

// The findings of one rule.
struct Group {
  std::vector<const use::LintFinding*> findings;
  std::uint64_t answers = 0;
  std::map<std::string_view, std::uint64_t> fields;
};

void write_group(std::string& out, std::string_view rule, const Group& group,
                 const use::LintResult& result, const Paint& paint,
                 const InventoryOptions& options) {
  constexpr std::size_t kLabel = 2, kText = 11;
  const use::InventoryRule* words = use::find_inventory_rule(rule);
  const std::string_view severity = group.findings.front()->severity;
  out += paint.in(ink_of(severity), pad(severity, 7)) + paint.in(Ink::bold, rule) + "  " +
         (words == nullptr ? "" : one_line(words->title)) + paint.plain(" · ") +
         plural(group.answers, "time", paint) + "\n";
  std::vector<std::string> fields;
  for (const auto& [field, count] : group.fields) {
    if (field.empty()) continue;
    std::string text = std::string(field) + " " + number(count, paint.people());
    if (const auto at = result.required.find({rule, field}); at != result.required.end()) {
      text += " of " + number(at->second.applicable, paint.people());
    }
    fields.push_back(std::move(text));
  }
  if (!fields.empty()) out += paint.items(kLabel, "fields", kText, fields);
  const std::size_t most = options.all ? group.findings.size() : kExamples;
  for (std::size_t i = 0; i < std::min(most, group.findings.size()); ++i) {
    const use::LintFinding& finding = *group.findings[i];
    std::string text =
        finding.row == 0 ? std::string("file") : "row " + std::to_string(finding.row);
    // What a repository declares about itself stands in no import.
    if (finding.source.ends_with(".toml")) text = one_line(finding.source) + ", " + text;
    if (finding.column > 0) text += ", column " + std::to_string(finding.column);
    if (!finding.name.empty()) text += " (" + one(finding.name, 60) + ")";
    out += paint.fact(kLabel, i == 0 ? "where" : "", kText, text + ": " + one_line(finding.reason));
  }
  if (group.findings.size() > most) {
    out += paint.fact(
        kLabel, "", kText,
        "and " + number(group.findings.size() - most, paint.people()) + " more (--all lists them)");
  }
  if (words != nullptr) {
    if (options.verbose) out += paint.fact(kLabel, "why", kText, one_line(words->why));
    out += paint.fact(kLabel, "do", kText, one_line(words->remedy));
  }
  out += "\n";
}

}  // namespace

std::string inventory_imported(const use::ImportResult& result, bool known,
                               const InventoryOptions& options) {
  const Paint paint(options.style);
  const record::Import& import = result.import;
  const use::ImportSummary& summary = result.summary;
  constexpr std::size_t kLabel = 2, kText = 12;
  std::string out = paint.in(Ink::bold, plural(import.rows, "use case", paint)) + " from " +
                    one_line(import.file);
  if (!import.sheet.empty()) out += ", sheet " + one_line(import.sheet);
  out += known ? " (imported before; nothing changed)\n" : "\n";
  if (options.quiet) return out;
  if (!import.id.empty()) out += paint.fact(kLabel, "import", kText, import.id);
  if (import.schema.empty()) {
    write_notes(out, import.notes, paint, options);
    return out;
  }
  const use::Schema* schema = use::find_schema(import.schema);
  std::string form = import.schema;
  if (schema != nullptr) form += ": " + std::string(schema->title);
  if (summary.score > 0) form += ", fits " + percent(summary.score);
  std::vector<std::string> others;
  for (std::size_t i = 0; i < std::min<std::size_t>(summary.others.size(), 3); ++i) {
    others.push_back(summary.others[i].schema + " " + percent(summary.others[i].score));
  }
  if (!others.empty()) form += " (next " + join(others, ", ") + ")";
  out += paint.fact(kLabel, "form", kText, form);
  out += paint.fact(
      kLabel, "header", kText,
      "row " + std::to_string(import.header_row) + ", " +
          plural(import.headers.size(), "column", paint) +
          (summary.unmapped.empty() ? std::string()
                                    : ", " + number(summary.unmapped.size(), paint.people()) +
                                          " of them unknown to the form and kept: " +
                                          one(join(summary.unmapped, "; "))));
  std::uint64_t kept = 0, blank = 0;
  for (const use::FieldCounts& counts : summary.fields) {
    kept += counts.kept;
    blank += counts.blank;
  }
  const auto counted = [&](std::uint64_t n, std::string_view word) {
    return number(n, paint.people()) + " " + std::string(word);
  };
  out += paint.items(kLabel, "answers", kText,
                     {counted(kept, "as they stand"), counted(summary.recoded(), "recoded"),
                      counted(summary.guessed(), "guessed"),
                      counted(summary.left(), "left as text"), counted(blank, "blank")});
  for (const use::FieldCounts& counts : summary.fields) {
    if (counts.guessed + counts.left == 0 && !options.verbose) continue;
    out += paint.fact(kLabel, "", kText,
                      counts.field + ": " +
                          join({counted(counts.recoded, "recoded"),
                                counted(counts.guessed, "guessed"), counted(counts.left, "left")},
                               ", "));
  }
  if (!summary.stages.empty()) {
    out += paint.fact(kLabel, "stages", kText, stage_line(summary.stages, paint));
    if (const std::string text = blank_stage(summary.stages, paint); !text.empty()) {
      out += paint.fact(kLabel, "", kText, text);
    }
  }
  std::uint64_t repeated = 0;
  for (const auto& [id, rows] : summary.repeated_ids) repeated += rows;
  if (summary.without_id > 0 || repeated > 0) {
    out += paint.fact(kLabel, "ids", kText,
                      plural(summary.without_id, "row", paint) + " without, " +
                          plural(summary.repeated_ids.size(), "id", paint) + " in several rows (" +
                          number(repeated, paint.people()) + ")");
  }
  if (summary.blank_rows > 0) {
    out += paint.fact(kLabel, "left out", kText, plural(summary.blank_rows, "blank row", paint));
  }
  write_notes(out, import.notes, paint, options);
  return out;
}

std::string inventory_list(std::span<const UseCase> use_cases, const InventoryOptions& options) {
  const Paint paint(options.style);
  std::string out;
  const std::size_t shown = options.quiet ? 0
                            : options.all || !paint.people()
                                ? use_cases.size()
                                : std::min(use_cases.size(), kListRows);
  const auto row = [](std::span<const std::string> cells) {
    return pad(clip(cells[0], kIdColumns - 3), kIdColumns) + " " +
           pad(clip(cells[1], kStageColumns - 1), kStageColumns) + " " +
           pad(clip(cells[2], kImpactColumns - 1), kImpactColumns) + " " +
           pad(clip(cells[3], kAgencyColumns - 3), kAgencyColumns) + " " + clip(cells[4], 70) +
           "\n";
  };
  if (paint.people() && shown != 0) {
    const std::string heads[] = {"id", "stage", "high impact", "agency", "name"};
    out += paint.in(Ink::dim, row(heads));
  }
  for (const UseCase& use_case : use_cases.first(shown)) {
    const std::string cells[] = {label_of(use_case), or_dash(use_case.value("development_stage")),
                                 impact_word(use_case),
                                 or_dash(first_value(use_case, {"agency", "agency_name"})),
                                 or_dash(use_case.value("use_case_name"))};
    if (paint.people()) {
      out += row(cells);
    } else {
      out += join({std::begin(cells), std::end(cells)}, "\t") + "\n";
    }
  }
  if (shown < use_cases.size() && !options.quiet) {
    out += paint.in(Ink::dim,
                    "and " + number(use_cases.size() - shown, true) + " more (--all lists them)\n");
  }
  if (!paint.people() && !options.quiet) return out;  // rows only, for programs
  std::uint64_t high = 0;
  for (const UseCase& use_case : use_cases) {
    high += use_case.value("is_high_impact") == "High-impact";
  }
  const auto stages = stages_of(use_cases);
  out += paint.in(Ink::bold, plural(use_cases.size(), "use case", paint)) + paint.plain(" · ") +
         number(high, paint.people()) + " high-impact" + paint.plain(" · ") +
         stage_line(stages, paint) + "\n";
  if (const std::string text = blank_stage(stages, paint); !text.empty()) out += text + "\n";
  return out;
}

std::string inventory_show(const UseCase& use_case, const record::Import* import,
                           const InventoryOptions& options) {
  const Paint paint(options.style);
  constexpr std::size_t kText = 26;
  const use::Schema* schema =
      import == nullptr ? &use::schemas().front() : use::find_schema(import->schema);
  std::string out = paint.in(Ink::bold, or_dash(use_case.value("use_case_name"))) + "\n";
  out += paint.fact(2, "record", kText, use_case.id);
  std::string source = one_line(use_case.source);
  if (use_case.row > 0) source += ", row " + std::to_string(use_case.row);
  if (use_case.import.empty()) source += " (declared)";
  out += paint.fact(2, "from", kText, source);
  for (const record::Field& field : use_case.fields) {
    if (field.value.empty() && !options.all) continue;
    std::string text = one(field.value, options.all ? 100'000 : 600);
    if (field.treatment != Treatment::kept) {
      text += " [" + std::string(record::name(field.treatment));
      for (const record::Cell& cell : use_case.cells) {
        if (field.column && cell.column == *field.column && cell.raw != field.value) {
          text += " from \"" + one(cell.raw, 80) + "\"";
        }
      }
      text += "]";
    }
    const use::SchemaField* known = schema == nullptr ? nullptr : schema->field(field.id);
    out += paint.fact(2, known == nullptr ? one_line(field.id) : std::string(known->title), kText,
                      field.value.empty() ? "-" : text);
  }
  if (import == nullptr) return out;
  for (const record::Cell& cell : use_case.cells) {
    const bool taken =
        cell.column < import->field_of.size() && !import->field_of[cell.column].empty();
    if (taken) continue;
    const std::string header = cell.column < import->headers.size()
                                   ? one(import->headers[cell.column], 40)
                                   : "column " + std::to_string(cell.column + 1);
    out += paint.fact(2, header.empty() ? "column " + std::to_string(cell.column + 1) : header,
                      kText, one(cell.raw, 600));
  }
  return out;
}

std::string inventory_lint(const use::LintResult& result, const InventoryOptions& options) {
  const Paint paint(options.style);
  std::map<std::string_view, Group> groups;
  for (const use::LintFinding& finding : result.findings) {
    Group& group = groups[finding.rule];
    group.findings.push_back(&finding);
    group.answers += finding.rows;
    group.fields[finding.field] += finding.rows;
  }
  std::vector<std::pair<std::string_view, const Group*>> order;
  for (const auto& [rule, group] : groups) order.emplace_back(rule, &group);
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    const int x = weight(a.second->findings.front()->severity),
              y = weight(b.second->findings.front()->severity);
    return x != y ? x > y : a.second->answers > b.second->answers;
  });
  std::string out;
  if (!options.quiet) {
    for (const auto& [rule, group] : order) write_group(out, rule, *group, result, paint, options);
  }
  if (result.findings.empty()) {
    return out + "nothing to fix in " + plural(result.rows, "use case", paint) + "\n";
  }
  std::uint64_t required = 0, total = 0;
  for (const auto& [what, counts] : result.required) required += counts.applicable;
  for (const use::LintFinding& finding : result.findings) total += finding.rows;
  const double part = result.rows == 0 ? 0
                                       : static_cast<double>(result.rows_missing) /
                                             static_cast<double>(result.rows);
  out +=
      paint.in(Ink::bold, number(result.missing, paint.people()) + " of " +
                              number(required, paint.people()) + " required answers are missing") +
      ", in " + number(result.rows_missing, paint.people()) + " of " +
      plural(result.rows, "row", paint) + " (" + percent(part) + ")" + paint.plain(" · ") +
      plural(total - std::min(total, result.missing), "other finding", paint) + "\n";
  return out;
}

std::string inventory_diff(const use::InventoryDiff& diff, std::string_view before,
                           std::string_view after, const InventoryOptions& options) {
  const Paint paint(options.style);
  std::string out;
  const auto fold = [&](std::size_t size) {
    return options.quiet ? 0 : options.all || !paint.people() ? size : std::min(size, kListRows);
  };
  const auto plain_list = [&](const std::vector<const UseCase*>& list, std::string_view sign,
                              Ink ink) {
    const std::size_t shown = fold(list.size());
    for (std::size_t i = 0; i < shown; ++i) {
      out += paint.in(ink, sign) + " " + or_dash(first_value(*list[i], {"agency", "agency_name"})) +
             "  " + label_of(*list[i]) + "  " + or_dash(list[i]->value("use_case_name")) + "\n";
    }
    if (shown < list.size() && !options.quiet) {
      out += paint.in(Ink::dim, "  and " + number(list.size() - shown, true) + " more (--all)\n");
    }
  };
  plain_list(diff.added, "+", Ink::good);
  plain_list(diff.removed, "-", Ink::bad);
  std::size_t shown = 0, interesting = 0;
  const std::size_t most = fold(diff.matches.size());
  for (const use::UseCaseMatch& match : diff.matches) {
    const bool certain = match.how == use::MatchedBy::id && !match.renamed;
    if (match.changes.empty() && certain) continue;
    if (match.changes.empty() && match.how == use::MatchedBy::name) continue;
    if (++interesting > most) continue;
    ++shown;
    out += paint.in(Ink::warn, "~") + " " +
           or_dash(first_value(*match.after, {"agency", "agency_name"})) + "  " +
           or_dash(match.after->value("use_case_name")) +
           paint.in(Ink::dim, "  by " + std::string(use::name(match.how)) + ", " +
                                  percent(match.confidence) + " sure") +
           "\n";
    if (match.how == use::MatchedBy::similar_name || match.renamed) {
      out += "    was " + or_dash(match.before->value("use_case_name")) + "\n";
    }
    for (const use::FieldChange& change : match.changes) {
      const bool prose = change.before.size() > 60 || change.after.size() > 60;
      if (prose && !options.verbose) {
        out += "    " + std::string(change.field) + " was rewritten\n";
      } else {
        out += "    " + std::string(change.field) + ": " + or_dash(change.before) +
               paint.plain(" → ") + or_dash(change.after) + "\n";
      }
    }
  }
  if (shown < interesting && !options.quiet) {
    out += paint.in(Ink::dim, "  and " + number(interesting - shown, true) + " more (--all)\n");
  }
  out += paint.in(Ink::bold, one_line(before) + paint.plain(" → ") + one_line(after)) + ": " +
         number(diff.added.size(), paint.people()) + " new, " +
         number(diff.removed.size(), paint.people()) + " gone, " +
         number(diff.matches.size(), paint.people()) + " found again (" +
         number(diff.by_id, paint.people()) + " by id, " + number(diff.by_name, paint.people()) +
         " by name, " + number(diff.by_similar_name, paint.people()) + " by a similar name), " +
         number(diff.changed, paint.people()) + " changed\n";
  return out;
}

std::string inventory_deadlines(std::span<const use::Deadline> deadlines,
                                const InventoryOptions& options) {
  const Paint paint(options.style);
  std::string out;
  for (const use::Deadline& one_of : deadlines) {
    out += paint.in(one_of.past ? Ink::bad : Ink::bold,
                    one_of.date.empty() ? "no date   " : one_of.date) +
           "  " + one_line(one_of.title) +
           (one_of.name.empty() ? std::string() : ": " + one(one_of.name, 60)) +
           (one_of.past ? paint.in(Ink::bad, "  past") : std::string()) + "\n";
    if (options.quiet) continue;
    out += paint.fact(12, "", 12, one_line(one_of.what));
    out += paint.fact(12, "", 12,
                      "source: " + one_line(one_of.source) +
                          (one_of.verified == "primary"     ? std::string()
                           : one_of.verified == "secondary" ? " (from a summary of it)"
                                                            : " (not verified)"));
  }
  return out;
}

std::string inventory_review(const use::ReviewState& state, const InventoryOptions& options) {
  const Paint paint(options.style);
  std::string out;
  for (const std::string& refused : state.refused) {
    out += paint.in(Ink::warn, "? ") + "not an answer: " + one_line(refused) + "\n";
  }
  if (!state.determination.empty()) {
    const bool high = state.determination == "High-impact";
    out += paint.in(high                                    ? Ink::bad
                    : state.determination == "Undetermined" ? Ink::unsure
                                                            : Ink::good,
                    state.determination) +
           "\n";
    for (const std::string_view reason : state.reasons) {
      out += paint.fact(2, "because", 12, one_line(reason));
    }
    for (const std::string_view todo : state.to_do) {
      out += paint.fact(2, "do", 12, one_line(todo));
    }
  }
  if (state.next != nullptr) {
    out += number(state.left, paint.people()) + " of " +
           plural(state.asked + state.left, "question", paint) +
           " left, next: " + one_line(state.next->ask) + "\n";
  }
  out +=
      paint.in(Ink::dim, "No legal advice: whoever answers for the agency determines and signs.\n");
  return out;
}

}  // namespace bartizan::report
