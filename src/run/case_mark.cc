#include "run/case_mark.h"

#include <algorithm>

namespace bartizan::run {
namespace {

using record::CaseState;

std::unexpected<Refused> refuse(const char* field, std::string what) {
  return std::unexpected(Refused{Refused::Why::wrong, field, std::move(what)});
}
std::unexpected<Refused> changed(std::string what) {
  return std::unexpected(Refused{Refused::Why::changed, "", std::move(what)});
}
std::unexpected<Refused> store_says(const base::Error& error) {
  return std::unexpected(Refused{Refused::Why::store, "", std::string("the store: ") + error.what});
}

std::expected<record::Case, Refused> as_it_is(store::Store& store, const record::Case& known) {
  const auto cases = store.cases().cases(known.system);
  if (!cases) return store_says(cases.error());
  const auto at = std::ranges::find(*cases, known.id, &record::Case::id);
  if (at == cases->end()) return changed("the case is not there any more");
  return *at;
}

std::expected<Marked, Refused> say_not_affected(store::Store& store, const record::Case& known,
                                                const StateMark& mark, base::Millis now) {
  if (known.state == CaseState::fixed) return changed("the case is fixed: open it first");
  record::VexStatement s;
  s.vulnerability = known.advisory;
  s.status = record::VexStatus::not_affected;
  s.system = known.system;
  // What has no package URL is known by its system alone.
  if (known.component.starts_with("pkg:")) s.products = {known.component};
  s.impact = mark.reason;
  s.author = mark.by;
  s.source = "here";
  s.at = now;
  if (const std::string why = assure::vex::refusal(s); !why.empty()) return refuse("reason", why);
  s.id = assure::vex::statement_id(s);
  const auto kept = store.cases().put_vex(s);
  if (!kept) return store_says(kept.error());
  const auto applied = apply_vex(store, now);
  if (!applied) return store_says(applied.error());
  auto after = as_it_is(store, known);
  if (!after) return std::unexpected(std::move(after.error()));
  if (after->state != CaseState::not_affected) {
    return changed("another VEX statement says otherwise: bartizan vex list");
  }
  return Marked{std::move(*after), s.id};
}

}  // namespace

std::expected<Marked, Refused> mark_state(store::Store& store, const record::Case& known,
                                          const StateMark& mark, base::Millis now) {
  if (mark.reason.find_first_not_of(" \t\n") == std::string::npos) {
    return refuse("reason", "say why");
  }
  if (mark.to == CaseState::not_affected) return say_not_affected(store, known, mark, now);
  // An acceptance may be given a new end; any other word again says nothing.
  if (mark.to == known.state && mark.until == known.until) {
    return changed("the case is " + std::string(record::name(known.state)) + " already");
  }
  record::Case after = known;
  after.state = mark.to;
  after.until = 0;
  std::string reason = mark.reason;
  if (mark.to == CaseState::accepted) {
    if (mark.until <= now)
      return refuse("until", "must be a time to come: then somebody looks again");
    if (mark.until > now + kLongestAcceptance) {
      return refuse("until", "is more than a year away: take an earlier date");
    }
    after.until = mark.until;
    reason += " (until " + base::format_date(mark.until) + ")";
  } else if (mark.until != 0) {
    return refuse("until", "is for accepted only");
  }
  const auto kept = store.cases().change(
      after, {known.id, now, mark.by, "state", std::string(record::name(known.state)),
              std::string(record::name(after.state)), std::move(reason)});
  if (!kept) return store_says(kept.error());
  return Marked{std::move(after), ""};
}

std::expected<record::Case, Refused> take_back_state(store::Store& store,
                                                     const record::Case& before,
                                                     const Marked& marked, std::string_view by,
                                                     base::Millis now) {
  auto here = as_it_is(store, marked.known);
  if (!here) return std::unexpected(std::move(here.error()));
  if (here->state != marked.known.state || here->until != marked.known.until) {
    return changed("the case was changed since");
  }
  if (!marked.vex.empty()) {
    const auto statements = store.cases().vex();
    if (!statements) return store_says(statements.error());
    const auto at = std::ranges::find(*statements, marked.vex, &record::VexStatement::id);
    if (at == statements->end()) return changed("the statement is not there any more");
    const auto removed = store.cases().remove_vex(marked.vex);
    if (!removed) return store_says(removed.error());
    const auto applied = apply_vex(store, now, &*at);
    if (!applied) return store_says(applied.error());
    here = as_it_is(store, marked.known);
    if (!here) return std::unexpected(std::move(here.error()));
  }
  if (here->state == before.state && here->until == before.until) return *here;
  record::Case after = *here;
  after.state = before.state;
  after.until = before.until;
  const auto kept = store.cases().change(
      after, {after.id, now, std::string(by), "state", std::string(record::name(here->state)),
              std::string(record::name(after.state)), "the change was taken back"});
  if (!kept) return store_says(kept.error());
  return after;
}

std::expected<record::Case, Refused> mark_step(store::Store& store, const record::Case& known,
                                               std::string step, const record::CaseChange& said) {
  std::ranges::replace(step, '-', ' ');
  std::string names;
  bool exists = false;
  for (const auto& one : assure::decide::clock_of(known).steps) {
    if (one.what == "remediate") continue;
    exists = exists || one.what == step;
    names += (names.empty() ? "" : ", ") + one.what;
  }
  if (!exists) {
    return refuse("step", names.empty()
                              ? "this case asks for no forensic steps"
                              : "there is no step " + step + ". Steps of this case: " + names);
  }
  record::Case after = known;
  record::CaseChange change = said;
  change.what = "step";
  change.after = step;
  auto kept = store.cases().change(after, change);
  if (kept && known.state == CaseState::open) {
    after.state = CaseState::investigating;
    change.what = "state";
    change.before = record::name(known.state);
    change.after = record::name(after.state);
    change.reason = "a forensic step was taken";
    kept = store.cases().change(after, change);
  }
  if (!kept) return store_says(kept.error());
  return after;
}

}  // namespace bartizan::run
