#include "report/bom.h"

#include <algorithm>

#include "base/escape.h"
#include "base/json_write.h"
#include "report/paint.h"
#include "report/text.h"

namespace bartizan::report {
namespace {

namespace bom = assure::bom;
using bom::State;
using record::NoteLevel;

constexpr std::size_t kLabelColumns = 32;
constexpr std::size_t kMostValue = 60;

Ink ink(State state) {
  switch (state) {
    case State::met:
      return Ink::good;
    case State::partly:
      return Ink::warn;
    case State::missing:
      return Ink::bad;
    case State::needs_human:
      return Ink::unsure;
    case State::not_applicable:
      return Ink::dim;
  }
  return Ink::plain;
}

std::string_view mark(State state) {
  switch (state) {
    case State::met:
      return "✓";
    case State::partly:
      return "~";
    case State::missing:
      return "✗";
    case State::needs_human:
      return "?";
    case State::not_applicable:
      return "·";
  }
  return " ";
}

constexpr State kStatesInOrder[] = {State::met, State::partly, State::missing, State::needs_human,
                                    State::not_applicable};

// "19 met, 3 partly, 12 missing, 9 for a person, 7 not asked"
std::string counts(const bom::Score& score) {
  constexpr std::string_view kWords[] = {"met", "partly", "missing", "for a person", "not asked"};
  std::string out;
  for (const State state : kStatesInOrder) {
    const std::size_t n = score.count(state);
    if (n == 0) continue;
    if (!out.empty()) out += ", ";
    out += std::to_string(n) + " ";
    out += kWords[static_cast<std::size_t>(state)];
  }
  return out;
}

std::string row(const Paint& paint, const bom::ScoredElement& one, bool verbose) {
  std::string out = "  " + paint.in(ink(one.state), paint.plain(mark(one.state))) + " ";
  out += paint.people() ? pad(one.label, kLabelColumns) : one.label;
  std::string text;
  if (one.state == State::met || one.state == State::partly) {
    if (one.of > 1) text = std::to_string(one.have) + " of " + std::to_string(one.of) + ", ";
    text += record::name(one.provenance);
    if (verbose && !one.value.empty()) text += ": " + shorten(one_line(one.value), kMostValue);
  } else if (one.state == State::needs_human) {
    text = "needs a person";
  } else {
    text = one.state == State::missing ? "missing" : "not asked";
  }
  out += "  " + paint.in(Ink::dim, text) + paint.in(Ink::dim, "  " + one.id) + "\n";
  if (!one.fill.empty()) out += paint.fact(4, "do", 10, one.fill);
  return out;
}

struct Level {
  std::string_view mark;
  Ink ink;
};
Level level(NoteLevel level) {
  switch (level) {
    case NoteLevel::error:
      return {"✗", Ink::bad};
    case NoteLevel::warning:
      return {"!", Ink::warn};
    case NoteLevel::info:
      break;
  }
  return {"·", Ink::dim};
}

std::string_view name_of(NoteLevel level) {
  constexpr std::string_view kNames[] = {"info", "warning", "error"};
  return kNames[static_cast<std::size_t>(level)];
}

std::string value(std::string_view text) {
  return text.empty() ? std::string("nothing") : shorten(one_line(text), kMostValue);
}

std::string text(std::string_view raw) { return base::encode_text(raw); }

}  // namespace

std::string bom_scores(std::span<const bom::Score> scores, const BomOptions& options) {
  const Paint paint(options.style);
  std::string out;
  for (const bom::Score& score : scores) {
    if (options.quiet) {
      out += std::string(bom::name(score.standard)) + ": " + counts(score) + "\n";
      continue;
    }
    if (!out.empty()) out += "\n";
    out += paint.in(Ink::bold, bom::title(score.standard)) + "\n";
    std::string group;
    for (const bom::ScoredElement& one : score.elements) {
      if (one.group != group) {
        group = one.group;
        out += paint.in(Ink::dim, group) + "\n";
      }
      out += row(paint, one, options.verbose);
    }
    out += std::to_string(score.elements.size()) + " elements: " + counts(score) + "\n";
  }
  return out;
}

std::string bom_scores_json(std::span<const bom::Score> scores, const MachineOptions& options) {
  base::JsonWriter out(options.pretty);
  out.begin_object().field("schema", "bartizan.bom-score/1");
  out.key("scores").begin_array();
  for (const bom::Score& score : scores) {
    out.begin_object()
        .field("standard", bom::name(score.standard))
        .field("title", bom::title(score.standard));
    out.key("counts").begin_object();
    for (const State state : kStatesInOrder) out.field(bom::name(state), score.count(state));
    out.end_object().key("elements").begin_array();
    for (const bom::ScoredElement& one : score.elements) {
      out.begin_object()
          .field("id", one.id)
          .field("group", one.group)
          .field("label", one.label)
          .field("state", bom::name(one.state))
          .field("provenance", record::name(one.provenance))
          .field("have", one.have)
          .field("of", one.of);
      if (!one.value.empty()) out.field("value", text(one.value));
      if (!one.fill.empty()) out.field("fill", one.fill);
      out.end_object();
    }
    out.end_array().end_object();
  }
  out.end_array().end_object();
  return out.take() + "\n";
}

std::string bom_problems(std::string_view file, const bom::Imported& imported,
                         const BomOptions& options) {
  const Paint paint(options.style);
  std::string out;
  std::size_t errors = 0;
  std::size_t warnings = 0;
  for (const record::Note& note : imported.notes) {
    errors += note.level == NoteLevel::error ? 1U : 0U;
    if (options.quiet) continue;
    out += paint.in(Ink::bad, paint.plain("✗")) + " " + one_line(file) +
           (note.line == 0 ? "" : ":" + std::to_string(note.line)) + "  " + one_line(note.message) +
           "\n";
  }
  for (const bom::Problem& one : imported.problems) {
    errors += one.level == NoteLevel::error ? 1U : 0U;
    warnings += one.level == NoteLevel::warning ? 1U : 0U;
    const bool shown = one.level == NoteLevel::error || options.verbose ||
                       (one.level == NoteLevel::warning && !options.quiet);
    if (!shown || options.quiet) continue;
    const Level how = level(one.level);
    out += paint.in(how.ink, paint.plain(how.mark)) + " " + one_line(file) + ":" +
           std::to_string(one.line) + "  " +
           (one.pointer.empty() ? std::string("the document") : one_line(one.pointer)) + " " +
           one_line(one.text) + paint.in(Ink::dim, "  " + one.rule) + "\n";
  }
  const bool valid = imported.valid();
  out +=
      one_line(file) + ": " + paint.in(valid ? Ink::good : Ink::bad, valid ? "valid" : "not valid");
  if (imported.bom) {
    out += std::string(imported.bom->format == "spdx" ? " SPDX " : " CycloneDX ") +
           one_line(imported.bom->version);
  }
  out += ", " + count_of(errors, "error", paint.people()) + ", " +
         count_of(warnings, "warning", paint.people());
  if (imported.refused != 0) {
    out += ", " + count_of(imported.refused, "row", paint.people()) + " of the reader refused";
  }
  return out + "\n";
}

std::string bom_problems_json(std::string_view file, const bom::Imported& imported,
                              const MachineOptions& options) {
  base::JsonWriter out(options.pretty);
  out.begin_object()
      .field("schema", "bartizan.bom-problems/1")
      .field("file", base::escape_name(file))
      .field("valid", imported.valid());
  if (imported.bom) {
    out.field("format", text(imported.bom->format)).field("version", text(imported.bom->version));
  }
  out.key("problems").begin_array();
  for (const record::Note& note : imported.notes) {
    out.begin_object()
        .field("level", name_of(note.level))
        .field("rule", text(note.code))
        .field("line", note.line)
        .field("pointer", "")
        .field("text", text(note.message))
        .end_object();
  }
  for (const bom::Problem& one : imported.problems) {
    out.begin_object()
        .field("level", name_of(one.level))
        .field("rule", text(one.rule))
        .field("line", one.line)
        .field("pointer", text(one.pointer))
        .field("text", text(one.text))
        .end_object();
  }
  out.end_array().end_object();
  return out.take() + "\n";
}

std::string bom_diff(const bom::Diff& diff, const BomOptions& options) {
  const Paint paint(options.style);
  std::string out;
  std::size_t counted[3] = {0, 0, 0};
  std::string last;
  for (const bom::Change& one : diff.changes) {
    const std::string name = one_line(one.component);
    const std::string key = std::string(bom::name(one.happened)) + name;
    if (one.happened != bom::Happened::changed || key != last) {
      ++counted[static_cast<std::size_t>(one.happened)];
    }
    if (options.quiet) {
      last = key;
      continue;
    }
    if (one.happened == bom::Happened::changed) {
      if (key != last) {
        out += paint.in(Ink::warn, "~") + " " + std::string(record::name(one.kind)) + " " + name +
               "\n";
      }
      out += "    " + one_line(one.what) + ": " + value(one.before) + paint.plain(" → ") +
             value(one.after) + "\n";
    } else {
      const bool added = one.happened == bom::Happened::added;
      const std::string& version = added ? one.after : one.before;
      out += paint.in(added ? Ink::good : Ink::bad, added ? "+" : "-") + " " +
             std::string(record::name(one.kind)) + " " + name +
             (version.empty() ? "" : " " + one_line(version)) + "\n";
    }
    last = key;
  }
  if (!options.quiet) {
    for (const std::string& one : diff.new_findings) {
      out += paint.in(Ink::bad, "+") + " finding " + one_line(one) + "\n";
    }
    for (const std::string& one : diff.gone_findings) {
      out += paint.in(Ink::good, "-") + " finding " + one_line(one) + "\n";
    }
  }
  out += number(counted[0], paint.people()) + " added, " + number(counted[1], paint.people()) +
         " removed, " + number(counted[2], paint.people()) + " changed, " +
         number(diff.same, paint.people()) + " the same";
  if (!diff.new_findings.empty() || !diff.gone_findings.empty()) {
    out += paint.plain(" · ") + count_of(diff.new_findings.size(), "new finding", paint.people()) +
           ", " + number(diff.gone_findings.size(), paint.people()) + " gone";
  }
  return out + "\n";
}

std::string bom_diff_json(const bom::Diff& diff, const MachineOptions& options) {
  base::JsonWriter out(options.pretty);
  out.begin_object().field("schema", "bartizan.bom-diff/1").field("same", diff.same);
  out.key("changes").begin_array();
  for (const bom::Change& one : diff.changes) {
    out.begin_object()
        .field("happened", bom::name(one.happened))
        .field("kind", record::name(one.kind))
        .field("component", text(one.component));
    if (!one.what.empty()) out.field("what", text(one.what));
    out.field("before", text(one.before)).field("after", text(one.after)).end_object();
  }
  out.end_array().key("new_findings").begin_array();
  for (const std::string& one : diff.new_findings) out.value(text(one));
  out.end_array().key("gone_findings").begin_array();
  for (const std::string& one : diff.gone_findings) out.value(text(one));
  out.end_array().end_object();
  return out.take() + "\n";
}

std::string bom_conflicts(const bom::Merged& merged, const BomOptions& options) {
  const Paint paint(options.style);
  std::string out;
  if (!options.quiet) {
    for (const bom::Conflict& one : merged.conflicts) {
      out += paint.in(Ink::warn, "!") + " " + one_line(one.component) + "  " + one_line(one.what) +
             ": kept " + value(one.kept) + ", another says " + value(one.left) + "\n";
    }
    if (options.verbose) {
      for (const bom::Loss& one : merged.losses) {
        out += paint.in(Ink::dim, paint.plain("· ") + one_line(one.subject) + "  " +
                                      one_line(one.what) + ": " + one_line(one.why)) +
               "\n";
      }
    }
  }
  out += count_of(merged.bom.components.size(), "component", paint.people()) + ", " +
         number(merged.joined, paint.people()) + " of them joined, " +
         count_of(merged.conflicts.size(), "conflict", paint.people()) + ", " +
         count_of(merged.losses.size(), "detail", paint.people()) + " left out";
  return out + "\n";
}

std::string bom_losses(std::span<const bom::Loss> losses, const BomOptions& options) {
  const Paint paint(options.style);
  std::string out;
  std::size_t gone = 0;
  for (const bom::Loss& one : losses) {
    gone += one.kept ? 0U : 1U;
    if (options.quiet || (one.kept && !options.verbose)) continue;
    out += paint.in(Ink::dim, paint.plain("· ")) + one_line(one.subject) + "  " +
           one_line(one.what) + ": " + one_line(one.why) + "\n";
  }
  if (losses.empty()) return options.quiet ? std::string() : "everything was carried\n";
  out += count_of(gone, "statement", paint.people()) + " could not be carried";
  if (losses.size() != gone) {
    out += ", " + number(losses.size() - gone, paint.people()) +
           " more stand where only Bartizan reads them";
  }
  if (options.quiet) out += " (-v lists them)";
  return out + "\n";
}

std::string bom_losses_json(std::span<const bom::Loss> losses, const MachineOptions& options) {
  base::JsonWriter out(options.pretty);
  out.begin_object().field("schema", "bartizan.bom-losses/1").key("losses").begin_array();
  for (const bom::Loss& one : losses) {
    out.begin_object()
        .field("subject", text(one.subject))
        .field("what", text(one.what))
        .field("why", text(one.why))
        .field("kept", one.kept)
        .end_object();
  }
  out.end_array().end_object();
  return out.take() + "\n";
}

}  // namespace bartizan::report
