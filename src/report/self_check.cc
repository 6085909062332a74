#include "report/self_check.h"

#include <algorithm>

#include "base/escape.h"
#include "base/json_write.h"
#include "report/assess_parts.h"
#include "report/paint.h"
#include "report/text.h"

namespace bartizan::report {

using base::JsonWriter;

std::string self_check(std::span<const SelfCheckLine> lines, const TerminalStyle& style, bool all) {
  constexpr std::size_t kAt = 12;
  const Paint paint(style);
  std::string out =
      paint.in(Ink::bold, "This installation against the Secure by Design pledge") + "\n\n";
  std::size_t met = 0;
  for (const SelfCheckLine& line : lines) {
    const auto status = record::status(line.state).value_or(record::Status::unknown);
    met += status == record::Status::met ? 1U : 0U;
    out += paint.in(assess_parts::ink(status),
                    pad(std::string(symbol(status)) + " " + line.state, 9)) +
           "  " + paint.in(Ink::bold, line.title) + "\n";
    out += paint.fact(2, "why", kAt, one_line(line.why));
    if (all) {
      for (const std::string& one : line.seen) out += paint.fact(2, "seen", kAt, one_line(one));
    }
    if (!line.remedy.empty()) out += paint.fact(2, "do", kAt, one_line(line.remedy));
  }
  return out + "\n" +
         paint.in(met == lines.size() ? Ink::good : Ink::warn,
                  std::to_string(met) + " of " + std::to_string(lines.size()) + " goals met") +
         "\n" + paint.in(Ink::dim, kNotEndorsed) + "\n";
}

std::string self_check_json(std::span<const SelfCheckLine> lines, base::Millis now,
                            const MachineOptions& options) {
  JsonWriter out(options.pretty);
  out.begin_object().field("schema", "bartizan.self-check/1");
  if (!options.reproducible) out.field("as_of", base::format_utc(now));
  out.field("met", std::ranges::count(lines, "met", &SelfCheckLine::state))
      .field("of", lines.size())
      .key("goals")
      .begin_array();
  for (const SelfCheckLine& line : lines) {
    out.begin_object()
        .field("id", line.id)
        .field("title", line.title)
        .field("state", line.state)
        .field("why", base::encode_text(line.why))
        .key("seen")
        .begin_array();
    for (const std::string& one : line.seen) out.value(base::encode_text(one));
    out.end_array().field("remedy", line.remedy).end_object();
  }
  out.end_array().field("notice", kNotEndorsed).end_object();
  return out.take() + "\n";
}

}  // namespace bartizan::report
