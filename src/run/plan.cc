#include "run/plan.h"

#include <algorithm>

#include "assure/api.h"
#include "store/id.h"

namespace bartizan::run {
namespace {

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == text.npos; }

}  // namespace

std::expected<record::Action, std::string> new_action(const NewAction& asked, base::Millis now) {
  record::Action action;
  if (asked.framework.empty() != asked.requirement.empty()) {
    return std::unexpected("a framework and a requirement belong together");
  }
  if (!asked.framework.empty()) {
    const assure::assess::Framework* framework = assure::assess::framework(asked.framework);
    if (framework == nullptr) return std::unexpected("there is no framework " + asked.framework);
    const assure::assess::Requirement* requirement = framework->find(asked.requirement);
    if (requirement == nullptr) {
      return std::unexpected(framework->id + " has no requirement " + asked.requirement);
    }
    action.framework = framework->id;
    action.requirement = requirement->id;
  }
  if (is_blank(asked.what)) return std::unexpected("say what is to be done");
  if (is_blank(asked.owner)) return std::unexpected("say who does it");
  if (is_blank(asked.by)) return std::unexpected("say who writes it down");
  if (asked.due == 0) return std::unexpected("say by when");
  action.at = action.changed = now;
  action.id = store::ulid("action", now);
  action.system = asked.system;
  action.what = asked.what;
  action.owner = asked.owner;
  action.by = asked.by;
  action.due = asked.due;
  return action;
}

std::expected<record::Action, std::string> changed_action(const record::Action& before,
                                                          const ActionChange& change,
                                                          base::Millis now) {
  record::Action action = before;
  if (change.state) action.state = *change.state;
  if (change.what) action.what = *change.what;
  if (change.owner) action.owner = *change.owner;
  if (change.due) action.due = *change.due;
  if (change.note) action.note = *change.note;
  if (is_blank(action.what)) return std::unexpected("say what is to be done");
  if (is_blank(action.owner)) return std::unexpected("say who does it");
  if (action.due == 0) return std::unexpected("say by when");
  const bool closes = action.state != record::ActionState::open && action.state != before.state;
  if (closes && (!change.note || is_blank(*change.note))) {
    return std::unexpected(action.state == record::ActionState::done
                               ? "say what was done in the note"
                               : "say why it is dropped in the note");
  }
  if (action == before) return std::unexpected("that changes nothing");
  if (is_blank(change.by)) return std::unexpected("say who changes it");
  action.by = change.by;
  action.changed = now;
  return action;
}

bool is_overdue(const record::Action& action, base::Millis now) {
  return action.state == record::ActionState::open && action.due != 0 && action.due <= now;
}

}  // namespace bartizan::run
