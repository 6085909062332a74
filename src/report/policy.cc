#include "report/policy.h"

#include <algorithm>

#include "report/paint.h"
#include "report/text.h"

namespace bartizan::report {
namespace {

using share::PolicyEntry;
using share::PolicyStatus;

constexpr std::size_t kLabel = 15;

Ink ink(PolicyStatus status) {
  switch (status) {
    case PolicyStatus::in_force:
      return Ink::good;
    case PolicyStatus::rescinded:
    case PolicyStatus::superseded:
    case PolicyStatus::lapsed:
      return Ink::bad;
    case PolicyStatus::unknown:
    case PolicyStatus::draft:
      return Ink::unsure;
    case PolicyStatus::not_yet:
    case PolicyStatus::historical:
      return Ink::dim;
  }
  return Ink::plain;
}

std::string joined(const std::vector<std::string>& list, std::string_view between) {
  std::string out;
  for (const std::string& one : list) {
    if (!out.empty()) out += between;
    out += one;
  }
  return out;
}

// "rescinded 2025-01-20 by EO-14148, then EO-14179".
std::string status_phrase(const PolicyEntry& entry, std::string_view day) {
  const PolicyStatus status = share::status_at(entry, day);
  std::string out(share::words(status));
  const std::string_view since = share::status_since(entry, day);
  const bool over = !entry.to.empty() && day >= entry.to;
  if (!over) {
    if (!since.empty()) out += " since " + std::string(since);
    if (status == PolicyStatus::in_force && !entry.to.empty()) out += ", until " + entry.to;
    return out;
  }
  if (status == PolicyStatus::unknown) return out + " since " + std::string(since) + ": verify";
  out += " " + std::string(since);
  if (!entry.ended_by.empty()) out += " by " + joined(entry.ended_by, ", ");
  if (!entry.successors.empty() && entry.successors != entry.ended_by) {
    out += ", followed by " + joined(entry.successors, ", ");
  }
  return out;
}

std::string remark(const PolicyEntry& entry, std::string_view day) {
  std::string out;
  if (entry.anchor) out = "anchor of this program";
  if (share::has_historical_basis(entry, day)) {
    out +=
        (out.empty() ? "" : ", ") + std::string("historical basis: ") + joined(entry.basis, ", ");
  }
  return out;
}

struct Group {
  const char* title;
  std::vector<PolicyStatus> of;
};
// What applies stands first.
const std::vector<Group>& groups() {
  static const std::vector<Group> all{
      {"in force or current", {PolicyStatus::in_force}},
      {"to be verified", {PolicyStatus::unknown, PolicyStatus::lapsed}},
      {"drafts", {PolicyStatus::draft}},
      {"no longer", {PolicyStatus::rescinded, PolicyStatus::superseded, PolicyStatus::historical}},
      {"not yet", {PolicyStatus::not_yet}}};
  return all;
}

void write_row(std::string& out, const Paint& paint, const PolicyEntry& entry,
               std::string_view day) {
  const std::string& date = entry.from.empty() ? entry.draft : entry.from;
  const PolicyStatus status = share::status_at(entry, day);
  out += "  " + pad(date, 10) + "  " + pad(entry.id, 22) + "  ";
  out += entry.title + "\n";
  std::string second;
  if (status != PolicyStatus::in_force || !entry.to.empty()) second = status_phrase(entry, day);
  const std::string more = remark(entry, day);
  if (!more.empty()) second += (second.empty() ? "" : "; ") + more;
  if (!second.empty()) out += std::string(38, ' ') + paint.in(ink(status), second) + "\n";
}

void write_dates(std::string& out, const Paint& paint, std::string_view day) {
  const auto dates = share::dates_to_come(day);
  if (dates.empty()) return;
  out += "\n" + paint.in(Ink::bold, "dates to come") + "\n";
  for (const share::PolicyChange& date : dates) {
    out += paint.fact(2, date.date, 14, date.entry->id + ": " + date.what);
  }
}

std::string with_title(const std::string& id) {
  const PolicyEntry* const entry = share::policy_called(id);
  return entry == nullptr ? id : id + " (" + entry->title + ")";
}

void write_others(std::string& out, const Paint& paint, std::string_view label,
                  const std::vector<std::string>& ids) {
  for (const std::string& id : ids) {
    out += paint.fact(2, label, kLabel, with_title(id));
    label = "";
  }
}

void write_question(std::string& out, const Paint& paint, const share::Question& question) {
  out += paint.in(Ink::bold, question.ask) + "\n";
  out += paint.fact(2, "", 2, question.answer);
  if (!question.commands.empty()) out += paint.items(2, "try", 10, question.commands);
  if (!question.policies.empty()) out += paint.items(2, "policy", 10, question.policies);
  out += paint.fact(2, "id", 10, question.id);
}

}  // namespace

std::string policy_list(const PolicyView& view, const TerminalStyle& style) {
  const Paint paint(style);
  std::string out = paint.in(Ink::bold, "as of " + view.as_of) + "\n";
  for (const Group& group : groups()) {
    std::vector<const PolicyEntry*> rows;
    for (const PolicyEntry& entry : view.entries) {
      if (std::ranges::find(group.of, share::status_at(entry, view.as_of)) != group.of.end()) {
        rows.push_back(&entry);
      }
    }
    if (rows.empty()) continue;
    std::ranges::stable_sort(rows, {}, [](const PolicyEntry* entry) {
      return entry->from.empty() ? entry->draft : entry->from;
    });
    out += "\n" + paint.in(Ink::bold, group.title) + " (" + std::to_string(rows.size()) + ")\n";
    for (const PolicyEntry* entry : rows) write_row(out, paint, *entry, view.as_of);
  }
  write_dates(out, paint, view.as_of);
  return out + "\n" +
         paint.in(Ink::dim,
                  "bartizan policy ID says more. This is no legal advice, and nothing of "
                  "it is from CISA or DHS.") +
         "\n";
}

std::string policy_changes(const PolicyView& view, const TerminalStyle& style) {
  const Paint paint(style);
  const auto changes = share::policy_changes(view.since, view.as_of);
  std::string out = paint.in(Ink::bold, "after " + view.since + ", until " + view.as_of) + "\n";
  for (const share::PolicyChange& change : changes) {
    out += paint.fact(2, change.date, 14, change.entry->id + ": " + change.what);
    out += paint.fact(14, "", 14, change.entry->title);
  }
  if (changes.empty()) out += "  nothing changed\n";
  return out;
}

std::string policy_entry(const PolicyEntry& entry, std::string_view day,
                         const TerminalStyle& style) {
  const Paint paint(style);
  std::string out = paint.in(Ink::bold, entry.id) + "  " + entry.title + "\n";
  const PolicyStatus status = share::status_at(entry, day);
  out += paint.fact(2, "status", kLabel, paint.in(ink(status), status_phrase(entry, day)));
  out += paint.fact(2, "as of", kLabel, day);
  out += paint.fact(2, "issuer", kLabel, entry.issuer + " (" + entry.kind + ")");
  if (!entry.draft.empty()) out += paint.fact(2, "draft", kLabel, entry.draft);
  if (!entry.issued.empty()) out += paint.fact(2, "issued", kLabel, entry.issued);
  if (entry.from != entry.issued) out += paint.fact(2, "from", kLabel, entry.from);
  const bool ends_later = !entry.to.empty() && entry.to > day;
  if (!entry.to.empty()) {
    out += paint.fact(2, ends_later ? "later" : "until", kLabel,
                      ends_later ? "ended on " + entry.to : entry.to + " (not that day)");
  }
  for (const share::PolicyGap& gap : entry.gaps) {
    out += paint.fact(2, "lapsed", kLabel, gap.from + " to " + gap.to + " (not that day)");
  }
  write_others(out, paint, ends_later ? "later, by" : "ended by", entry.ended_by);
  if (entry.successors != entry.ended_by) write_others(out, paint, "followed by", entry.successors);
  write_others(out, paint, "in place of", entry.supersedes);
  write_others(out, paint, "amends", entry.amends);
  write_others(out, paint, "amended by", entry.amended_by);
  for (const std::string& id : entry.basis) {
    const PolicyEntry* const other = share::policy_called(id);
    std::string text = with_title(id);
    if (other != nullptr) text += ": " + status_phrase(*other, day);
    out += paint.fact(2, "answers to", kLabel, text);
  }
  write_others(out, paint, "ground of", entry.basis_of);
  if (const std::string more = remark(entry, day); !more.empty()) {
    out += paint.fact(2, "mind", kLabel, more);
  }
  out += paint.fact(2, "note", kLabel, entry.note);
  for (const share::PolicyDate& date : entry.dates) {
    out += paint.fact(2, date.date > day ? "due" : "was due", kLabel, date.date + ": " + date.what);
  }
  out += paint.fact(2, "source", kLabel, entry.source + " (verified: " + entry.verified + ")");
  out += paint.fact(2, "checked", kLabel, entry.checked + ", again by " + entry.check_by);
  if (!entry.aliases.empty()) out += paint.items(2, "also", kLabel, entry.aliases);
  return out;
}

std::string checks_due(const PolicyView& view) {
  const std::string& day = std::max(view.as_of, view.today);
  std::size_t due = 0;
  std::string first;
  for (const PolicyEntry& entry : view.entries) {
    if (!share::is_check_due(entry, day)) continue;
    if (due < 5) first += (due == 0 ? "" : ", ") + entry.id;
    ++due;
  }
  if (due == 0) return {};
  return count_of(due, due == 1 ? "entry" : "entrie") +
         " of the register should have been checked " + "again before " + day + " (" + first +
         (due > 5 ? " ..." : "") +
         "): what is said about them may be out of date. A newer catalogue may know more: bartizan "
         "catalog update";
}

std::string faq_list(const TerminalStyle& style) {
  const Paint paint(style);
  std::string out;
  std::string_view group;
  for (const share::Question& question : share::questions()) {
    if (question.group != group) {
      out += (out.empty() ? "" : "\n") + paint.in(Ink::bold, question.group) + "\n";
      group = question.group;
    }
    out += paint.fact(2, question.id, 30, question.ask);
  }
  return out + "\n" + paint.in(Ink::dim, "bartizan faq WORDS answers, bartizan explain ID, too.") +
         "\n";
}

std::string faq_answers(std::span<const share::Question* const> questions,
                        const TerminalStyle& style) {
  // Behind so many, further ones are likely about something else.
  constexpr std::size_t kMost = 5;
  const Paint paint(style);
  std::string out;
  for (std::size_t i = 0; i < questions.size() && i < kMost; ++i) {
    if (i > 0) out += "\n";
    write_question(out, paint, *questions[i]);
  }
  for (std::size_t i = kMost; i < questions.size(); ++i) {
    if (i == kMost) out += "\n" + paint.in(Ink::bold, "see also") + "\n";
    out += paint.fact(2, questions[i]->id, 30, questions[i]->ask);
  }
  return out;
}

std::string explain_policy(std::string_view id, std::string_view day, const TerminalStyle& style) {
  if (const share::Question* const question = share::question_called(id)) {
    return faq_answers(std::span(&question, 1), style);
  }
  if (const PolicyEntry* const entry = share::policy_called(id)) {
    return policy_entry(*entry, day, style);
  }
  return {};
}

}  // namespace bartizan::report
