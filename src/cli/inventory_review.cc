// bartizan inventory review: is this use case high-impact, and why.
#include <algorithm>
#include <cstdlib>

#include "base/escape.h"
#include "base/json_write.h"
#include "cli/inventory.h"
#include "cli/output.h"
#include "cli/prompt.h"
#include "cli/terminal.h"
#include "run/audit.h"
#include "run/gate.h"

namespace bartizan::cli {
namespace {

std::string who(const InventoryReviewCommand& command) {
  if (!command.by.empty()) return command.by;
  const char* user = std::getenv("USER");
  return user == nullptr ? "" : user;
}

int list_questions(const GlobalOptions& global) {
  Output output(global.output);
  base::JsonWriter json(true);
  std::string text;
  json.begin_object().field("schema", "bartizan.review-questions/1");
  json.key("questions").begin_array();
  for (const use::ReviewQuestion& q : use::review_questions()) {
    text += std::string(q.id) + "\n  " + std::string(q.ask) + "\n  ";
    json.begin_object().field("id", q.id).field("topic", q.topic).field("ask", q.ask);
    json.key("answers").begin_array();
    for (std::size_t i = 0; i < q.answers.size(); ++i) {
      text += (i == 0 ? "" : " | ") + std::string(q.answers[i]);
      json.value(q.answers[i]);
    }
    text += "\n";
    json.end_array().end_object();
  }
  json.end_array().end_object();
  output.write(global.format == "json" ? json.take() + "\n" : text);
  return output.finish() ? int{run::kPass} : int{run::kInternal};
}

bool read_answers(const std::vector<std::string>& words, std::vector<use::Answer>& answers) {
  for (const std::string& word : words) {
    const std::size_t equals = word.find('=');
    if (equals == word.npos || equals == 0) {
      complain("--answer wants QUESTION=ANSWER or QUESTION=ANSWER:REASON, not " + word);
      return false;
    }
    const std::size_t colon = std::min(word.find(':', equals), word.size());
    use::Answer answer{word.substr(0, equals), word.substr(equals + 1, colon - equals - 1),
                       word.substr(std::min(colon + 1, word.size()))};
    std::erase_if(answers, [&](const use::Answer& a) { return a.question == answer.question; });
    answers.push_back(std::move(answer));
  }
  return true;
}

// One question after the other, until none is left or the person stops.
void ask_the_rest(std::vector<use::Answer>& answers) {
  while (const use::ReviewQuestion* next = use::review(answers).next) {
    std::string text = "\n" + std::string(next->ask) + "\n";
    if (!next->help.empty()) text += "  " + std::string(next->help) + "\n";
    for (std::size_t i = 0; i < next->answers.size(); ++i) {
      text += (i == 0 ? "  " : " | ") + std::string(next->answers[i]);
    }
    const auto answer = ask(text + " (Enter stops):");
    if (!answer || answer->empty()) return;
    if (std::ranges::find(next->answers, *answer) == next->answers.end()) {
      complain("that is none of the answers");
      continue;
    }
    const auto reason = ask("  Why (for the record):");
    answers.push_back({std::string(next->id), *answer, reason.value_or("")});
  }
}

}  // namespace

int run(const GlobalOptions& global, const InventoryReviewCommand& command) {
  if (command.questions) return list_questions(global);
  if (command.use_case.empty()) {
    complain("say which use case: bartizan inventory review ID (--questions lists the questions)");
    return run::kUsage;
  }
  int code = run::kPass;
  const auto opened = open_inventory(global, code, Use::keep);
  if (!opened) return code;
  auto use_case = one_use_case(opened->inventory(), command.use_case, code);
  if (!use_case) return code;
  const auto kept = opened->inventory().review(use_case->id);
  if (!kept) {
    cannot_use_store(kept.error(), code);
    return code;
  }
  std::vector<use::Answer> answers;
  for (const store::ReviewAnswer& a : *kept) answers.push_back({a.question, a.answer, a.reason});
  if (!read_answers(command.answers, answers)) return run::kUsage;
  if (command.answers.empty() && can_ask()) ask_the_rest(answers);
  const use::ReviewState state = use::review(answers);
  for (const std::string& refused : state.refused) {
    complain("no question, or none of its answers: " + refused +
             ". Look: bartizan inventory review --questions");
    code = run::kUsage;
  }
  if (code != run::kPass) return code;

  std::vector<store::ReviewAnswer> record;
  for (const use::Answer& a : answers) {
    const auto old = std::ranges::find_if(*kept, [&](const store::ReviewAnswer& k) {
      return k.question == a.question && k.answer == a.answer && k.reason == a.reason;
    });
    record.push_back(old != kept->end()
                         ? *old
                         : store::ReviewAnswer{a.question, a.answer, a.reason, who(command),
                                               now()});
  }
  std::string answered;
  for (const std::string& one : command.answers) {
    answered += (answered.empty() ? "" : ", ") + one.substr(0, one.find(':'));
  }
  store::AuditedChange change(
      opened->store->audit(),
      run::command_event("inventory.review", use_case->id,
                         (answered.empty() ? "" : answered + ", ") + "says {0}", now(),
                         {who(command)}));
  auto written = opened->inventory().put_review(use_case->id, record);
  if (written && state.next == nullptr) {
    const use::Schema* schema = schema_of(opened->inventory(), *use_case, code);
    if (schema == nullptr) return code;
    for (const record::Field& field : use::review_fields(answers)) {
      if (schema->field(field.id) != nullptr) {
        (void)use::set_field(*use_case, *schema, field.id, field.value);
      }
    }
    written = opened->inventory().put_use_case(*use_case);
  }
  if (!written) {
    cannot_use_store(written.error(), code);
    return code;
  }
  if (record != *kept) {
    if (const auto said = change.done(); !said) {
      cannot_use_store(said.error(), code);
      return code;
    }
  }
  Output output(global.output);
  output.write(global.format == "json"
                   ? report::inventory_review_json(state, answers, {global.reproducible, true})
                   : report::inventory_review(state, inventory_options(global, output.fd())));
  if (!output.finish()) return run::kInternal;
  return state.next == nullptr ? run::kPass : run::kIncomplete;
}

}  // namespace bartizan::cli
