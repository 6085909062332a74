#include "report/answers.h"

#include <algorithm>

#include "base/escape.h"
#include "base/json_write.h"
#include "record/evidence_json.h"
#include "report/assess_parts.h"
#include "report/clock.h"
#include "report/paint.h"
#include "report/text.h"

namespace bartizan::report {
namespace {

using assure::assess::StandingAnswer;
using base::JsonWriter;
using record::Action;
using record::ActionState;

constexpr std::size_t kAt = 12;

bool is_overdue(const Action& action, base::Millis now) {
  return action.state == ActionState::open && action.due != 0 && action.due <= now;
}

void start(JsonWriter& out, std::string_view schema, base::Millis now, bool reproducible) {
  out.begin_object().field("schema", schema);
  if (!reproducible) out.field("as_of", base::format_utc(now));
}

}  // namespace

std::string answers(std::span<const StandingAnswer> answers,
                    std::span<const AnswersElsewhere> elsewhere, const TerminalStyle& style) {
  const Paint paint(style);
  std::vector<const StandingAnswer*> order;
  for (const StandingAnswer& one : answers) order.push_back(&one);
  std::ranges::stable_sort(order, {}, [](const StandingAnswer* one) { return one->stands; });
  std::string out;
  std::size_t standing = 0;
  for (const StandingAnswer* one : order) {
    const record::Answer& answer = one->answer;
    standing += one->stands ? 1U : 0U;
    out += paint.in(one->stands ? Ink::good : Ink::warn, one->stands ? "stands" : "fallen") + "  " +
           paint.in(Ink::bold, one_line(answer.framework + " " + answer.requirement)) + "  " +
           std::string(record::name(answer.status)) + "\n";
    if (!one->stands) out += paint.fact(2, "because", kAt, one_line(one->fallen));
    out += paint.fact(2, "reason", kAt, one_line(answer.reason));
    out += paint.fact(2, "by", kAt,
                      one_line(answer.by) + ", " + minute(answer.at) + ", until " +
                          base::format_date(answer.expires));
    if (!answer.attachment.empty()) {
      out += paint.fact(2, "attached", kAt, one_line(answer.attachment));
    }
    out += paint.fact(2, "id", kAt, answer.id) + "\n";
  }
  out += count_of(standing, "answer", paint.people()) + " stand" + (standing == 1 ? "s" : "") +
         paint.plain(" · ") + number(order.size() - standing, paint.people()) +
         " no longer counted\n";
  for (const AnswersElsewhere& one : elsewhere) {
    out += count_of(one.answers, "answer", paint.people()) + " about " + one_line(one.name) +
           ": bartizan answer list --system " + one_line(one.system) + "\n";
  }
  return out;
}

std::string answers_json(std::span<const StandingAnswer> answers,
                         std::span<const AnswersElsewhere> elsewhere, base::Millis now,
                         const MachineOptions& options) {
  JsonWriter out(options.pretty);
  start(out, "bartizan.answers/1", now, options.reproducible);
  out.key("answers").begin_array();
  for (const StandingAnswer& one : answers) {
    out.begin_object()
        .field("stands", one.stands)
        .field("fallen", base::encode_text(one.fallen))
        .key("answer");
    record::write(out, one.answer);
    out.end_object();
  }
  out.end_array().key("elsewhere").begin_array();
  for (const AnswersElsewhere& one : elsewhere) {
    out.begin_object()
        .field("system", base::encode_text(one.system))
        .field("name", base::encode_text(one.name))
        .field("answers", std::uint64_t{one.answers})
        .end_object();
  }
  out.end_array().end_object();
  return out.take() + "\n";
}

std::string actions(std::span<const Action> actions, base::Millis now, const TerminalStyle& style) {
  const Paint paint(style);
  std::string out;
  std::size_t open = 0, overdue = 0;
  for (const Action& action : actions) {
    const bool late = is_overdue(action, now);
    open += action.state == ActionState::open ? 1U : 0U;
    overdue += late ? 1U : 0U;
    std::string state(record::name(action.state));
    if (late) {
      state = "overdue by " + span_of(now - action.due);
    } else if (action.state == ActionState::open) {
      state = action.due == 0 ? "no date" : span_of(action.due - now) + " left";
    }
    out += paint.in(late                                ? Ink::bad
                    : action.state == ActionState::open ? Ink::plain
                                                        : Ink::dim,
                    state) +
           "  " + paint.in(Ink::bold, one_line(action.what)) + "\n";
    out += paint.fact(
        2, "owner", kAt,
        one_line(action.owner) + (action.due == 0 ? "" : ", by " + base::format_date(action.due)));
    if (!action.system.empty()) out += paint.fact(2, "system", kAt, one_line(action.system));
    if (!action.framework.empty()) {
      out += paint.fact(2, "for", kAt, one_line(action.framework + " " + action.requirement));
    }
    if (!action.note.empty()) out += paint.fact(2, "note", kAt, one_line(action.note));
    out += paint.fact(2, "id", kAt, action.id) + "\n";
  }
  return out + paint.in(overdue > 0 ? Ink::bad : Ink::bold, number(overdue) + " overdue") +
         paint.plain(" · ") + number(open) + " open\n";
}

std::string actions_json(std::span<const Action> actions, base::Millis now,
                         const MachineOptions& options) {
  JsonWriter out(options.pretty);
  start(out, "bartizan.actions/1", now, options.reproducible);
  out.key("actions").begin_array();
  for (const Action& action : actions) {
    out.begin_object();
    if (!options.reproducible) out.field("overdue", is_overdue(action, now));
    out.key("action");
    record::write(out, action);
    out.end_object();
  }
  out.end_array().end_object();
  return out.take() + "\n";
}

}  // namespace bartizan::report
