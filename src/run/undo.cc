#include "run/undo.h"

#include <algorithm>
#include <cstdlib>

#include "base/json_write.h"
#include "run/inventory_edit.h"
#include "text/tree.h"

namespace bartizan::run {
namespace {

constexpr std::string_view kAccept = "finding.accept", kAssign = "finding.assign",
                           kExposure = "exposure.set", kState = "case.change",
                           kEdit = "inventory.edit", kSystem = "reconcile.assign";

std::unexpected<Refused> changed(std::string what) {
  return std::unexpected(Refused{Refused::Why::changed, "", std::move(what)});
}
std::unexpected<Refused> store_says(const base::Error& error) {
  return std::unexpected(Refused{Refused::Why::store, "", std::string("the store: ") + error.what});
}

store::Reversible way_back(std::string_view what, std::string_view subject, base::JsonWriter& how) {
  store::Reversible change;
  change.what = what;
  change.subject = subject;
  change.how = how.take();
  return change;
}

std::int64_t number(const text::Node& node, std::string_view key) {
  const text::Node* member = node.find(key);
  return member == nullptr ? 0 : std::strtoll(member->text.c_str(), nullptr, 10);
}

std::vector<std::int64_t> numbers(const text::Node& node, std::string_view key) {
  std::vector<std::int64_t> all;
  if (const text::Node* member = node.find(key)) {
    for (const text::Node& item : member->items) {
      all.push_back(std::strtoll(item.text.c_str(), nullptr, 10));
    }
  }
  return all;
}

void write_numbers(base::JsonWriter& out, std::string_view key,
                   const std::vector<std::int64_t>& all) {
  out.key(key).begin_array();
  for (const std::int64_t one : all) out.value(one);
  out.end_array();
}

text::Node read(const std::string& how) {
  const base::Limits limits;
  base::Budget budget(limits);
  auto tree = text::parse_json(how, budget);
  return tree ? std::move(*tree) : text::Node();
}

std::expected<void, Refused> undo_state(store::Store& store, const store::Reversible& change,
                                        const text::Node& how, const std::string& by,
                                        base::Millis now) {
  const auto known = case_called(store, change.subject, "");
  if (!known || known->id != change.subject) return changed("the case is not there any more");
  record::Case before = *known;
  before.state = record::case_state(how.string("before")).value_or(record::CaseState::open);
  before.until = number(how, "before_until");
  Marked marked{*known, std::string(how.string("vex"))};
  marked.known.state = record::case_state(how.string("after")).value_or(record::CaseState::open);
  marked.known.until = number(how, "after_until");
  const auto back = take_back_state(store, before, marked, by, now);
  if (!back) return std::unexpected(back.error());
  return {};
}

std::expected<void, Refused> undo_system(store::Store& store, const store::Reversible& change,
                                         const text::Node& how) {
  const std::string_view use_case = how.string("use_case");
  const auto system = store.estate().system(change.subject);
  if (!system) return store_says(system.error());
  if (!*system || (*system)->system.use_case != use_case) return changed("it was assigned again");
  const auto assigned = store.estate().assign(change.subject, "");
  if (!assigned) return store_says(assigned.error());
  const text::Node* declared = how.find("declared");
  if (declared == nullptr || declared->text != "true") return {};
  // What somebody has worked on since stays.
  const auto edits = store.inventory().edits(use_case);
  if (!edits) return store_says(edits.error());
  const auto others = store.estate().systems_of(use_case);
  if (!others) return store_says(others.error());
  if (!edits->empty() || !others->empty()) return {};
  const auto removed = store.inventory().remove_use_case(use_case);
  if (!removed) return store_says(removed.error());
  return {};
}

}  // namespace

store::Reversible way_back_of_acceptance(const Accepted& accepted) {
  base::JsonWriter how;
  how.begin_object().field("row", accepted.number).end_object();
  return way_back(kAccept, accepted.exception.id, how);
}

store::Reversible way_back_of_assignment(const std::vector<std::int64_t>& rows,
                                         std::string_view subject) {
  base::JsonWriter how;
  how.begin_object();
  write_numbers(how, "rows", rows);
  how.end_object();
  return way_back(kAssign, subject, how);
}

store::Reversible way_back_of_exposure(const record::Exposure& exposure) {
  base::JsonWriter how;
  how.begin_object().field("at", exposure.at).end_object();
  return way_back(kExposure, exposure.system, how);
}

store::Reversible way_back_of_state(const record::Case& before, const Marked& marked) {
  base::JsonWriter how;
  how.begin_object();
  how.field("before", record::name(before.state)).field("before_until", before.until);
  how.field("after", record::name(marked.known.state)).field("after_until", marked.known.until);
  how.field("vex", marked.vex).end_object();
  return way_back(kState, before.id, how);
}

store::Reversible way_back_of_edit(std::string_view use_case,
                                   const std::vector<std::int64_t>& edits) {
  base::JsonWriter how;
  how.begin_object();
  write_numbers(how, "edits", edits);
  how.end_object();
  return way_back(kEdit, use_case, how);
}

store::Reversible way_back_of_assigned_system(std::string_view found, std::string_view use_case,
                                              bool declared) {
  base::JsonWriter how;
  how.begin_object().field("use_case", use_case).field("declared", declared).end_object();
  return way_back(kSystem, found, how);
}

bool undo_needs_approver(const store::Reversible& change) {
  if (change.what == kAccept) return true;
  if (change.what != kState) return false;
  // Both ways: it would take a weakness off the clock, or back what an approver decided.
  const text::Node how = read(change.how);
  const auto is_off_the_clock = [](std::string_view state) {
    return state == "accepted" || state == "fixed" || state == "not-affected";
  };
  return is_off_the_clock(how.string("before")) || is_off_the_clock(how.string("after"));
}

std::expected<void, Refused> undo(store::Store& store, const store::Reversible& change,
                                  const std::vector<record::Exception>& configured,
                                  const std::string& by, base::Millis now) {
  const text::Node how = read(change.how);
  if (change.what == kAccept) {
    const auto done = withdraw_acceptance(store, number(how, "row"), by, configured, now);
    if (!done) return store_says(done.error());
    if (!*done) return changed("the acceptance does not stand any more");
    return {};
  }
  if (change.what == kAssign) {
    const auto done = store.triage().withdraw_assignments(numbers(how, "rows"), by, now);
    if (!done) return store_says(done.error());
    if (!*done) return changed("it was assigned again since");
    return {};
  }
  if (change.what == kExposure) {
    const auto done = withdraw_exposure(store, change.subject, number(how, "at"), by, now);
    if (!done) return store_says(done.error());
    if (!*done) return changed("somebody said something else since");
    return {};
  }
  if (change.what == kSystem) return undo_system(store, change, how);
  if (change.what == kState) return undo_state(store, change, how, by, now);
  if (change.what == kEdit) {
    const auto done = take_back_edits(store, change.subject, numbers(how, "edits"), by, now);
    if (!done) return std::unexpected(done.error());
    return {};
  }
  return changed("a change of this kind cannot be taken back");
}

}  // namespace bartizan::run
