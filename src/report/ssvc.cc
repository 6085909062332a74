#include "report/ssvc.h"

#include <algorithm>
#include <utility>

#include "base/escape.h"
#include "base/json_write.h"
#include "report/clock.h"
#include "report/paint.h"
#include "report/text.h"

namespace bartizan::report {
namespace {

namespace decide = assure::decide;
using base::JsonWriter;

std::string joined(const std::vector<std::string>& values, std::string_view between) {
  std::string out;
  for (const std::string& value : values) {
    if (!out.empty()) out += between;
    out += value;
  }
  return out;
}

void write_point(JsonWriter& out, const decide::Point& point) {
  out.begin_object()
      .field("key", point.key)
      .field("title", point.title)
      .field("id", point.id)
      .key("values")
      .begin_array();
  for (const std::string& value : point.values) out.value(value);
  out.end_array().end_object();
}

// "cisa:PE:1.0.0": namespace, key, version.
void write_selection(JsonWriter& out, const decide::Point& point, const std::string& value) {
  const std::size_t first = point.id.find(':'), last = point.id.rfind(':');
  if (first == point.id.npos || first == last) return;
  const auto at = std::ranges::find(point.values, value);
  if (at == point.values.end()) return;
  const std::string code = point.codes[static_cast<std::size_t>(at - point.values.begin())];
  out.begin_object()
      .field("namespace", point.id.substr(0, first))
      .field("key", point.id.substr(first + 1, last - first - 1))
      .field("version", point.version)
      .field("name", point.title);
  out.key("values").begin_array();
  out.begin_object().field("key", code).field("name", value).end_object();
  out.end_array().end_object();
}

}  // namespace

std::string ssvc_tables(std::span<const decide::Table> tables, const TerminalStyle& style) {
  const Paint paint(style);
  std::string out;
  for (const decide::Table& table : tables) {
    out += paint.in(Ink::bold, table.id) + "  " + table.title + " " + table.version + ", " +
           count_of(table.rows.size(), "row", paint.people()) + "\n";
    out += paint.fact(2, "decides", 12, table.decides);
    std::vector<std::string> inputs;
    for (const decide::Point& point : table.inputs) inputs.push_back(point.key);
    out += paint.items(2, "inputs", 12, inputs);
    out += paint.items(2, "outcomes", 12, table.outcome.values) + "\n";
  }
  out += count_of(tables.size(), "table", paint.people()) +
         ", from the data of the SSVC project. Decide: bartizan ssvc --table deployer --set "
         "POINT=VALUE ...\n";
  return out;
}

std::string ssvc_tables_json(std::span<const decide::Table> tables, const MachineOptions& options) {
  JsonWriter out(options.pretty);
  out.begin_object().field("schema", "bartizan.ssvc-tables/1").key("tables").begin_array();
  for (const decide::Table& table : tables) {
    out.begin_object()
        .field("id", table.id)
        .field("title", table.title)
        .field("version", table.version)
        .field("decides", table.decides)
        .field("source", table.source)
        .field("verified", table.verified)
        .field("rows", table.rows.size());
    out.key("inputs").begin_array();
    for (const decide::Point& point : table.inputs) write_point(out, point);
    out.end_array().key("outcome");
    write_point(out, table.outcome);
    out.end_object();
  }
  out.end_array().end_object();
  return out.take() + "\n";
}

std::string ssvc_table(const decide::Table& table, const TerminalStyle& style) {
  const Paint paint(style);
  std::string out =
      paint.in(Ink::bold, table.title + " " + table.version) + "  " + table.decides + "\n";
  std::size_t wide = 10;
  for (const decide::Point& point : table.inputs) wide = std::max(wide, width(point.key));
  for (const decide::Point& point : table.inputs) {
    out += paint.fact(2, point.key, wide + 4, joined(point.values, " | "));
  }
  out += paint.fact(2, "outcome", wide + 4, joined(table.outcome.values, " | "));
  out += paint.fact(2, "source", wide + 4, table.source + " (" + table.verified + ")");
  return out;
}

std::string ssvc_decision(const decide::Table& table, const decide::Decision& decision,
                          const TerminalStyle& style) {
  const Paint paint(style);
  std::string out = paint.in(Ink::bold, decision.outcome) + "  " + table.title + " " +
                    table.version + ", row " + std::to_string(decision.row) + "\n";
  std::vector<std::pair<std::string, std::string>> facts;
  for (const decide::Input& input : decision.inputs) {
    std::string text = input.value;
    if (!input.source.empty()) text += paint.plain(" · ") + one_line(input.source);
    if (input.assumed) text += ", assumed: " + input.why;
    facts.emplace_back(input.key, std::move(text));
  }
  if (const auto remedy = decide::remedy(decision.outcome); remedy && remedy->forensic) {
    for (const decide::Step& step : decide::clock_of(*remedy, 0, 0).steps) {
      if (step.what == "remediate") continue;
      facts.emplace_back(step.what, "within " + span_of(step.due) +
                                        " of the listing in KEV: " + step.how +
                                        (step.verified == "no" ? " (not verified)" : ""));
    }
  }
  std::size_t wide = 0;
  for (const auto& [label, text] : facts) wide = std::max(wide, width(label));
  for (const auto& [label, text] : facts) out += paint.fact(2, label, wide + 4, text);
  return out;
}

std::string ssvc_decision_json(const decide::Table& table, const decide::Decision& decision,
                               const std::string& target, base::Millis at,
                               const MachineOptions& options) {
  JsonWriter out(options.pretty);
  out.begin_object();
  if (!target.empty()) {
    out.key("target_ids").begin_array().value(base::encode_text(target)).end_array();
  }
  out.field("timestamp", base::format_utc(at).substr(0, 19) + "Z").field("schemaVersion", "2.0.0");
  out.key("selections").begin_array();
  for (std::size_t i = 0; i < decision.inputs.size() && i < table.inputs.size(); ++i) {
    write_selection(out, table.inputs[i], decision.inputs[i].value);
  }
  write_selection(out, table.outcome, decision.outcome);
  out.end_array();
  out.key("decision_point_resources")
      .begin_array()
      .begin_object()
      .field("uri", "https://certcc.github.io/SSVC/")
      .field("summary", table.title + " " + table.version)
      .end_object()
      .end_array();
  out.end_object();
  return out.take() + "\n";
}

std::string exposures(std::span<const ExposureLine> lines, const TerminalStyle& style, bool all) {
  const Paint paint(style);
  std::string out;
  std::size_t yes = 0, no = 0, unknown = 0;
  for (const ExposureLine& line : lines) {
    const bool known = !line.said.empty();
    const bool exposed = known && line.said.back().exposed;
    ++(known ? (exposed ? yes : no) : unknown);
    out += paint.in(known ? (exposed ? Ink::warn : Ink::good) : Ink::unsure,
                    known ? (exposed ? "exposed" : "not exposed") : "nobody said") +
           "  " + paint.in(Ink::bold, one_line(line.name)) + "\n";
    if (!line.where.empty()) out += paint.fact(2, "where", 10, one_line(line.where));
    out += paint.fact(2, "system", 10, one_line(line.system));
    const std::size_t shown = all ? line.said.size() : std::min<std::size_t>(line.said.size(), 1);
    for (std::size_t i = 0; i < shown; ++i) {
      const record::Exposure& one = line.said[line.said.size() - 1 - i];
      out +=
          paint.fact(2, i == 0 ? "said" : "before", 10,
                     std::string(one.exposed ? "yes" : "no") + ", " + one_line(one.by) + ", " +
                         minute(one.at) + (one.reason.empty() ? "" : ": " + one_line(one.reason)));
    }
    if (!known) {
      out += paint.fact(2, "do", 10,
                        "bartizan exposure set --system " + one_line(line.system) +
                            " --exposed yes|no --by NAME");
    }
    out += "\n";
  }
  const std::string dot = paint.plain(" · ");
  return out + number(yes, paint.people()) + " exposed" + dot + number(no, paint.people()) +
         " not exposed" + dot + number(unknown, paint.people()) +
         " not said (taken as exposed)\n";
}

std::string exposures_json(std::span<const ExposureLine> lines, const MachineOptions& options) {
  JsonWriter out(options.pretty);
  out.begin_object().field("schema", "bartizan.exposure/1").key("systems").begin_array();
  for (const ExposureLine& line : lines) {
    out.begin_object()
        .field("system", base::encode_text(line.system))
        .field("name", base::encode_text(line.name))
        .field("where", base::encode_text(line.where))
        .field("use_case", base::encode_text(line.use_case));
    out.key("exposed");
    if (line.said.empty()) {
      out.null();
    } else {
      out.value(line.said.back().exposed);
    }
    out.key("said").begin_array();
    for (const record::Exposure& one : line.said) {
      out.begin_object()
          .field("exposed", one.exposed)
          .field("by", base::encode_text(one.by))
          .field("at", base::format_utc(one.at))
          .field("reason", base::encode_text(one.reason))
          .end_object();
    }
    out.end_array().end_object();
  }
  out.end_array().end_object();
  return out.take() + "\n";
}

}  // namespace bartizan::report
