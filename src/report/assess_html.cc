// An assessment as a page that prints well.
#include <algorithm>
#include <array>
#include <set>

#include "report/assess_export.h"
#include "report/assess_parts.h"
#include "report/clock.h"
#include "report/html/parts.h"
#include "report/text.h"

namespace bartizan::report {
namespace {

using assure::assess::CheckedOutcome;
using assure::assess::Judged;
using html_parts::escaped;
using record::Evidence;
using record::Status;
using namespace assess_parts;

// Status colours always come with a symbol and a word; on paper they are black and white. Contrast
// of text is 4.5 : 1 and more in both schemes.
constexpr std::string_view kStyle = R"css(
:root { color-scheme: light dark; --page: #f6f7f9; --card: #fff; --line: #d5dae1; --text: #1b2129;
  --soft: #4d5866; --met: #17663a; --partly: #7a4d00; --unmet: #a8201a; --unknown: #5a3a9e;
  --na: #4d5866; }
@media (prefers-color-scheme: dark) { :root { --page: #101419; --card: #181e25; --line: #36414d;
  --text: #e8ecf1; --soft: #adb8c4; --met: #86d8a4; --partly: #f7c766; --unmet: #ff9a92;
  --unknown: #c9b1ff; --na: #adb8c4; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); overflow-wrap: anywhere;
  font: 400 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
main, header, footer { max-width: 960px; margin: 0 auto; padding: 16px; }
h1 { font-size: 28px; line-height: 1.25; margin: 0 0 8px; }
h2 { font-size: 20px; margin: 32px 0 8px; }
h3 { font-size: 16px; margin: 0; }
p { margin: 0 0 8px; }
code { font: 13px/1.5 ui-monospace, "Liberation Mono", monospace; }
.brand { font-weight: 600; }
.soft, footer { color: var(--soft); font-size: 14px; }
.met { color: var(--met); } .partly { color: var(--partly); } .unmet { color: var(--unmet); }
.unknown { color: var(--unknown); } .not-applicable { color: var(--na); }
.mark { font-weight: 600; white-space: nowrap; }
.totals { display: flex; flex-wrap: wrap; gap: 8px 24px; padding: 0; margin: 16px 0; list-style: none; }
.totals b { font-size: 24px; display: block; line-height: 1.2; }
.bar { width: 100%; height: 12px; display: block; }
.bar .met { fill: var(--met); } .bar .partly { fill: var(--partly); }
.bar .unmet { fill: var(--unmet); } .bar .unknown { fill: var(--unknown); }
.bar .not-applicable { fill: var(--na); }
article { background: var(--card); border: 1px solid var(--line); border-radius: 8px;
  padding: 16px; margin: 0 0 8px; }
article header { padding: 0; margin: 0 0 8px; display: flex; gap: 8px 16px; flex-wrap: wrap;
  align-items: baseline; max-width: none; }
article ul { margin: 8px 0 0; padding: 0; list-style: none; }
article li { padding: 2px 0 2px 24px; text-indent: -24px; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th, td { text-align: left; vertical-align: top; padding: 4px 8px 4px 0;
  border-bottom: 1px solid var(--line); }
.answer { border-left: 3px solid var(--line); padding-left: 12px; margin-top: 8px; }
@page { margin: 18mm 16mm; }
@media print {
  :root { --page: #fff; --card: #fff; --line: #999; --text: #000; --soft: #333; --met: #000;
    --partly: #000; --unmet: #000; --unknown: #000; --na: #000; }
  body { font-size: 10.5pt; }
  main, header, footer { max-width: none; padding: 0; }
  h1 { font-size: 18pt; } h2 { font-size: 13pt; break-after: avoid; } h3 { font-size: 10.5pt; }
  article { break-inside: avoid; border-radius: 0; padding: 3mm; }
  table { font-size: 8.5pt; } thead { display: table-header-group; } tr { break-inside: avoid; }
  .bar { display: none; }
}
)css";

constexpr std::array<Status, record::kStatuses> kOrder{Status::met, Status::partly, Status::unmet,
                                                       Status::unknown, Status::not_applicable};

std::string mark(Status status) {
  const std::string id(record::name(status));
  return "<span class=\"mark " + id + "\"><span aria-hidden=\"true\">" +
         std::string(symbol(status)) + "</span> " +
         (id == "not-applicable" ? "not applicable" : id) + "</span>";
}

std::string holds_mark(assure::assess::Holds holds) {
  const std::string word(assure::assess::name(holds));
  const char* look = holds == assure::assess::Holds::yes              ? "met"
                     : holds == assure::assess::Holds::no             ? "unmet"
                     : holds == assure::assess::Holds::not_applicable ? "not-applicable"
                                                                      : "unknown";
  return "<span class=\"mark " + std::string(look) + "\"><span aria-hidden=\"true\">" +
         std::string(symbol(holds)) + "</span> " + word + "</span>";
}

void head(std::string& out, const AssessView& view) {
  const std::string title = view.framework().title + ": " + view.about();
  out +=
      html_parts::page_start(title, kStyle) +
      "<header><p class=\"soft\"><span class=\"brand\">Bartizan</span> "
      "· "
      "assessment from evidence" +
      (view.is_public ? " · for public release" : "") + "</p>\n<h1>" +
      escaped(view.framework().title) + " " + escaped(view.framework().version) +
      "</h1>\n<p>About <b>" + escaped(view.about()) + "</b>, " +
      (view.is_public ? base::format_date(view.now()) : minute(view.now())) + "; " +
      escaped(view.fresh.sentence(0)) + ".</p>\n";
}

void totals(std::string& out, const AssessView& view) {
  const assure::assess::Totals& totals = view.assessed->totals;
  const std::size_t all = std::max<std::size_t>(totals.all(), 1);
  out += "<ul class=\"totals\">";
  for (const Status status : kOrder) {
    out += "<li><b>" + std::to_string(totals.of(status)) + "</b>" + mark(status) + "</li>";
  }
  out +=
      "</ul>\n<svg class=\"bar\" viewBox=\"0 0 1000 12\" preserveAspectRatio=\"none\" "
      "aria-hidden=\"true\">";
  std::size_t at = 0;
  for (const Status status : kOrder) {
    const std::size_t to = at + totals.of(status);
    const std::size_t x = at * 1000 / all;
    if (to > at) {
      out += "<rect class=\"" + std::string(record::name(status)) + "\" x=\"" + std::to_string(x) +
             "\" y=\"0\" width=\"" + std::to_string(to * 1000 / all - x) + "\" height=\"12\"/>";
    }
    at = to;
  }
  out += "</svg></header>\n";
}

void changed(std::string& out, const AssessView& view) {
  if (view.changes.empty()) return;
  out += "<h2>Changed since " + base::format_date(view.changes.front().since) + "</h2>\n<ul>";
  for (const assure::assess::Change& change : view.changes) {
    out += "<li>" + escaped(change.requirement) + ": " + std::string(record::name(change.before)) +
           " → " + mark(change.after) + " " + escaped(change.why) + "</li>";
  }
  out += "</ul>\n";
}

void unread(std::string& out, const AssessView& view) {
  if (view.fresh.unread.empty() || view.is_public) return;
  constexpr std::size_t kMost = 100;
  out += "<h2>Not read again</h2>\n<ul>";
  std::size_t shown = 0;
  for (const Freshness::Unread& file : view.fresh.unread) {
    if (shown++ == kMost) break;
    out += "<li><code>" + escaped(file.path) + "</code>: " + escaped(file.why) + "</li>";
  }
  out += "</ul>\n";
  if (view.fresh.unread.size() > kMost) {
    out += "<p>and " + std::to_string(view.fresh.unread.size() - kMost) + " more.</p>\n";
  }
}

void requirement(std::string& out, const AssessView& view, const Judged& judged) {
  out += "<article><header><h3>" + escaped(judged.requirement->id) + " " +
         escaped(judged.requirement->title) + "</h3>" + mark(judged.status) + "</header>\n<p>" +
         escaped(judged.why) + "</p>";
  if (!judged.checks.empty()) out += "<ul>";
  for (const CheckedOutcome& checked : judged.checks) {
    out += "<li>" + holds_mark(checked.outcome.holds) + " " + escaped(check_title(checked.id));
    if (!view.is_public) out += ": " + escaped(checked.outcome.why);
    const std::string from = summary(view, checked.outcome.evidence);
    if (!from.empty()) out += " <span class=\"soft\">(" + escaped(from) + ")</span>";
    out += "</li>";
  }
  if (!judged.checks.empty()) out += "</ul>";
  if (judged.answer) {
    const record::Answer& answer = judged.answer->answer;
    const std::string attached = answer.attachment_sha256.empty()
                                     ? std::string()
                                     : ". Attached: " + escaped(answer.attachment) + " (" +
                                           size(answer.attachment_size) + ", SHA-256 <code>" +
                                           escaped(answer.attachment_sha256) + "</code>)";
    out +=
        "<p class=\"answer\">" + escaped(answer.by) + " answered <b>" +
        std::string(record::name(answer.status)) + "</b> on " + base::format_date(answer.at) +
        ", until " + base::format_date(answer.expires) +
        (answer.reason.empty() ? "" : ": " + escaped(answer.reason)) +
        (judged.answer->stands ? "" : ". It no longer counts: " + escaped(judged.answer->fallen)) +
        attached + "</p>";
  }
  out += "</article>\n";
}

void evidence(std::string& out, const AssessView& view) {
  std::set<std::string_view> ids;
  for (const Judged& judged : view.assessed->requirements) {
    ids.insert(judged.evidence.begin(), judged.evidence.end());
  }
  if (ids.empty()) return;
  constexpr std::size_t kMost = 500;
  out +=
      "<h2>Evidence</h2>\n<table><thead><tr><th scope=\"col\">What</th><th scope=\"col\">Kind</th>"
      "<th scope=\"col\">SHA-256</th><th scope=\"col\">Examined</th><th scope=\"col\">Counts "
      "until</th></tr></thead><tbody>\n";
  std::size_t shown = 0;
  for (const Evidence& piece : view.evidence) {
    if (!ids.contains(piece.id)) continue;
    if (shown++ == kMost) break;
    out += "<tr><td>" + escaped(piece.name) + "</td><td>" + std::string(record::name(piece.kind)) +
           "</td><td><code>" + escaped(piece.sha256) + "</code></td><td>" +
           base::format_date(piece.at) + "</td><td>" +
           (piece.expires == 0 ? "" : base::format_date(piece.expires)) +
           (piece.expired(view.now()) ? " (expired)" : "") + "</td></tr>\n";
  }
  out += "</tbody></table>\n";
  if (ids.size() > kMost) {
    out += "<p class=\"soft\">and " + std::to_string(ids.size() - kMost) +
           " more, in the JSON report.</p>\n";
  }
}

void plan(std::string& out, const AssessView& view) {
  if (view.actions.empty()) return;
  out +=
      "<h2>Plan of action</h2>\n<table><thead><tr><th scope=\"col\">What</th><th "
      "scope=\"col\">For</th><th scope=\"col\">Owner</th><th scope=\"col\">Due</th><th "
      "scope=\"col\">State</th></tr></thead><tbody>\n";
  for (const record::Action& action : view.actions) {
    const bool late =
        action.state == record::ActionState::open && action.due != 0 && action.due <= view.now();
    out += "<tr><td>" + escaped(action.what) + "</td><td>" + escaped(action.requirement) +
           "</td><td>" + escaped(action.owner) + "</td><td>" +
           (action.due == 0 ? "" : base::format_date(action.due)) + "</td><td>" +
           std::string(record::name(action.state)) + (late ? ", overdue" : "") + "</td></tr>\n";
  }
  out += "</tbody></table>\n";
}

}  // namespace

std::string assess_html_policy() {
  return "default-src 'none'; style-src " + html_parts::sha256_source(kStyle) +
         "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";
}

std::string assess_html(const AssessView& view) {
  std::string out;
  head(out, view);
  totals(out, view);
  out += "<main>\n";
  changed(out, view);
  unread(out, view);
  std::string group;
  bool first = true;
  for (const Judged& judged : view.assessed->requirements) {
    if (first || judged.requirement->group != group) {
      group = judged.requirement->group;
      const std::string title = group_title(view.framework(), group);
      out += "<h2>" + escaped(title.empty() ? "Requirements" : title) + "</h2>\n";
    }
    first = false;
    requirement(out, view, judged);
  }
  plan(out, view);
  evidence(out, view);
  out += "</main>\n<footer><p>" + escaped(view.framework().note) + "</p><p>" +
         std::string(kNotEndorsed) + " " + std::string(kTrademarks) +
         "</p></footer>\n</body>\n</html>\n";
  return out;
}

}  // namespace bartizan::report
