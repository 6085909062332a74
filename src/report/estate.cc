#include "report/estate.h"

#include <algorithm>

#include "base/escape.h"
#include "base/json_write.h"
#include "report/paint.h"
#include "report/text.h"
#include "report/words.h"

namespace bartizan::report {
namespace {

// Of one kind of difference a terminal shows so many unasked.
constexpr std::size_t kMostShown = 20;
constexpr std::size_t kMostPlaces = 3;

std::string titled(const record::Component& component) {
  std::string out = std::string(record::name(component.kind)) + " " + one_line(component.name);
  if (!component.version.empty()) out += " " + one_line(component.version);
  if (!component.provider.empty()) out += " (" + one_line(component.provider) + ")";
  return out;
}

std::string joined(std::span<const std::string> names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + one_line(name);
  return out;
}

Ink ink_of(use::Gap gap) { return gap == use::Gap::ghost ? Ink::unsure : Ink::warn; }

// A folder that was read, or one in it, and is not there any more.
std::string remedy_of_gone(const use::Difference& d) {
  if (d.where != d.place)
    return "read again what is there now: bartizan discover " + one_line(shell_word(d.place));
  return "if it lies elsewhere now, read it there: bartizan discover PATH; in any case forget the "
         "old "
         "place: bartizan discover --forget " +
         one_line(shell_word(d.place));
}

std::string remedy_of_drift(const use::Difference& d) {
  const std::string mend = "if it is right, mend the models in " + one_line(d.declaration) +
                           ", then bartizan discover " + one_line(shell_word(d.place));
  const std::string accept =
      "bartizan reconcile assign " + d.system + " --use-case " + d.use_case + " --accept";
  if (d.only_listed) return "review it again; " + mend;
  return "review it again, then accept what runs now: " + accept +
         (d.declaration.empty() ? "" : "; and " + mend);
}

std::string remedy(const use::Difference& d) {
  if (d.gone) return remedy_of_gone(d);
  switch (d.gap) {
    case use::Gap::shadow:
      if (!d.suggestions.empty()) {
        return "is it \"" + one_line(d.suggestions[0].name) + "\"? bartizan reconcile assign " +
               d.system + " --use-case " + d.suggestions[0].use_case;
      }
      return "ask its owner and declare it: bartizan inventory add, then bartizan reconcile "
             "assign " +
             d.system + " --use-case ID";
    case use::Gap::ghost:
      return "read where it runs (bartizan discover PATH), or correct its stage: bartizan "
             "inventory edit " +
             d.use_case;
    case use::Gap::drift:
      return remedy_of_drift(d);
  }
  return {};
}

void write_difference(std::string& out, const Paint& paint, const use::Difference& d, bool all) {
  out += paint.in(ink_of(d.gap), std::string(use::name(d.gap))) + "  " +
         paint.in(Ink::bold, one_line(d.name)) + "\n";
  out += paint.fact(2, "where", 10, one_line(d.where));
  out += paint.fact(2, "why", 10, one_line(d.reason));
  out += paint.fact(2, "ask", 10, d.owner.empty() ? "nobody is named" : one_line(d.owner));
  std::vector<std::string> details;
  const std::size_t shown = all ? d.details.size() : std::min(d.details.size(), std::size_t{6});
  for (std::size_t i = 0; i < shown; ++i) details.push_back(one_line(d.details[i]));
  if (shown < d.details.size()) {
    details.push_back("and " + std::to_string(d.details.size() - shown) + " more");
  }
  if (!details.empty()) {
    out += paint.items(2, d.gap == use::Gap::drift ? "changed" : "found", 10, details);
  }
  out += paint.fact(2, "do", 10, remedy(d)) + "\n";
}

}  // namespace

std::string found(const FindView& view, const TerminalStyle& style, bool all) {
  const Paint paint(style);
  std::string out;
  for (const FindLine& line : view.lines) {
    out += paint.in(Ink::bold, titled(*line.component));
    if (!line.sure) out += "  " + paint.in(Ink::unsure, "may fit: its version is not known");
    out += "\n";
    if (!line.systems.empty()) out += "  in " + joined(line.systems) + "\n";
    const auto& places = line.component->occurrences;
    const std::size_t shown = all ? places.size() : std::min(places.size(), kMostPlaces);
    for (std::size_t i = 0; i < shown; ++i) {
      out += "  " + one_line(line.place) + "/" + one_line(places[i].path);
      if (places[i].line != 0) out += ":" + std::to_string(places[i].line);
      out += "\n";
    }
    if (places.empty()) out += "  " + one_line(line.place) + "\n";
    if (shown < places.size()) {
      out += paint.in(Ink::dim, "  and " + number(places.size() - shown, paint.people()) +
                                    " more (--all lists them)\n");
    }
  }
  const auto unsure = std::ranges::count(view.lines, false, &FindLine::sure);
  out += (out.empty() ? "nothing fits "
                      : count_of(view.lines.size(), "component", paint.people()) + " for ") +
         one_line(view.question);
  if (unsure > 0) out += ", " + std::to_string(unsure) + " of unknown version";
  out += "; " + count_of(view.places, "place", paint.people()) + " known\n";
  return out;
}

std::string found_json(const FindView& view, const MachineOptions& options) {
  base::JsonWriter out(options.pretty);
  out.begin_object()
      .field("schema", "bartizan.find/1")
      .field("question", base::encode_text(view.question))
      .field("places", view.places);
  out.key("components").begin_array();
  for (const FindLine& line : view.lines) {
    const record::Component& c = *line.component;
    out.begin_object()
        .field("id", c.id)
        .field("kind", record::name(c.kind))
        .field("name", base::encode_text(c.name))
        .field("version", base::encode_text(c.version))
        .field("provider", base::encode_text(c.provider))
        .field("version_is_known", line.sure)
        .field("place", base::escape_name(line.place));
    out.key("systems").begin_array();
    for (const std::string& system : line.systems) out.value(base::encode_text(system));
    out.end_array().key("where").begin_array();
    for (const record::Occurrence& where : c.occurrences) {
      out.begin_object()
          .field("path", base::escape_name(where.path))
          .field("line", where.line)
          .field("signal", where.signal)
          .end_object();
    }
    out.end_array().end_object();
  }
  out.end_array().end_object();
  return out.take() + "\n";
}

std::string reconciled(const use::Reconciled& result, const TerminalStyle& style, bool all,
                       int exit_code) {
  const Paint paint(style);
  std::string out;
  std::uint64_t counts[3] = {};
  for (const use::Difference& d : result.differences) {
    const std::uint64_t n = ++counts[static_cast<std::size_t>(d.gap)];
    if (all || n <= kMostShown) write_difference(out, paint, d, all);
    if (!all && n == kMostShown + 1) {
      out += paint.in(Ink::dim, "more of this kind: --all lists them") + "\n\n";
    }
  }
  out += paint.in(Ink::bold, count_of(counts[0], "shadow", paint.people()) + paint.plain(" · ") +
                                 count_of(counts[1], "ghost", paint.people()) + paint.plain(" · ") +
                                 count_of(counts[2], "drift", paint.people())) +
         "\n";
  out += number(result.matched, paint.people()) + " matched, of " +
         number(result.declared, paint.people()) + " declared as in use and " +
         count_of(result.found, "system", paint.people()) + " found" + paint.plain(" · ") +
         "exit " + std::to_string(exit_code) + "\n";
  return out;
}

std::string reconciled_json(const use::Reconciled& result, const MachineOptions& options,
                            int exit_code) {
  base::JsonWriter out(options.pretty);
  out.begin_object().field("schema", "bartizan.reconcile/1");
  out.key("differences").begin_array();
  for (const use::Difference& d : result.differences) {
    out.begin_object()
        .field("kind", use::name(d.gap))
        .field("system", d.system)
        .field("use_case", d.use_case)
        .field("name", base::encode_text(d.name))
        .field("where", base::encode_text(d.where))
        .field("owner", base::encode_text(d.owner))
        .field("reason", base::encode_text(d.reason))
        .field("remedy", base::encode_text(remedy(d)));
    out.key("details").begin_array();
    for (const std::string& detail : d.details) out.value(base::encode_text(detail));
    out.end_array().key("suggestions").begin_array();
    for (const use::Suggestion& s : d.suggestions) {
      out.begin_object()
          .field("use_case", s.use_case)
          .field("name", base::encode_text(s.name))
          .field("alike", s.alike)
          .end_object();
    }
    out.end_array().end_object();
  }
  out.end_array()
      .key("summary")
      .begin_object()
      .field("declared", result.declared)
      .field("found", result.found)
      .field("matched", result.matched)
      .field("exit_code", exit_code)
      .end_object()
      .end_object();
  return out.take() + "\n";
}

}  // namespace bartizan::report
