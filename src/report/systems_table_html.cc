// Systems and requirements as a page that prints well.
#include "report/assess_parts.h"
#include "report/clock.h"
#include "report/html/parts.h"
#include "report/systems_table.h"
#include "report/text.h"

namespace bartizan::report {
namespace {

using html_parts::escaped;
using record::Status;

// Status colours always come with a symbol, and a word for screen readers. Contrast of text is
// 4.5 : 1 and more in both schemes.
constexpr std::string_view kStyle = R"css(
:root { color-scheme: light dark; --page: #f6f7f9; --card: #fff; --line: #d5dae1; --text: #1b2129;
  --soft: #4d5866; --met: #17663a; --partly: #7a4d00; --unmet: #a8201a; --unknown: #5a3a9e;
  --na: #4d5866; }
@media (prefers-color-scheme: dark) { :root { --page: #101419; --card: #181e25; --line: #36414d;
  --text: #e8ecf1; --soft: #adb8c4; --met: #86d8a4; --partly: #f7c766; --unmet: #ff9a92;
  --unknown: #c9b1ff; --na: #adb8c4; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text);
  font: 400 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
main, header, footer { max-width: 1200px; margin: 0 auto; padding: 16px; }
h1 { font-size: 28px; line-height: 1.25; margin: 0 0 8px; }
h2 { font-size: 20px; margin: 32px 0 8px; }
p { margin: 0 0 8px; overflow-wrap: anywhere; }
.brand { font-weight: 600; }
.soft, footer { color: var(--soft); font-size: 14px; }
.met { color: var(--met); } .partly { color: var(--partly); } .unmet { color: var(--unmet); }
.unknown { color: var(--unknown); } .not-applicable { color: var(--na); }
.mark { font-weight: 600; white-space: nowrap; }
.wide { overflow-x: auto; background: var(--card); border: 1px solid var(--line);
  border-radius: 8px; padding: 8px; }
table { border-collapse: collapse; font-size: 14px; }
th, td { text-align: left; vertical-align: top; padding: 4px 8px;
  border-bottom: 1px solid var(--line); }
td.cell { text-align: center; font-weight: 600; }
tfoot th, tfoot td { border-top: 2px solid var(--line); }
.word { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
@page { size: landscape; margin: 14mm; }
@media print {
  :root { --page: #fff; --card: #fff; --line: #999; --text: #000; --soft: #333; --met: #000;
    --partly: #000; --unmet: #000; --unknown: #000; --na: #000; }
  body { font-size: 10.5pt; }
  main, header, footer { max-width: none; padding: 0; }
  .wide { overflow: visible; border: 0; padding: 0; }
  table { font-size: 8pt; } thead { display: table-header-group; } tr { break-inside: avoid; }
  th, td { padding: 2px 4px; }
}
)css";

std::string words(Status status) {
  return status == Status::not_applicable ? "not applicable" : std::string(record::name(status));
}

std::string cell(Status status) {
  return "<td class=\"cell " + std::string(record::name(status)) + "\" title=\"" + words(status) +
         "\"><span aria-hidden=\"true\">" + std::string(symbol(status)) +
         "</span><span class=\"word\">" + words(status) + "</span></td>";
}

std::string mark(Status status) {
  return "<span class=\"mark " + std::string(record::name(status)) +
         "\"><span aria-hidden=\"true\">" + std::string(symbol(status)) + "</span> " +
         words(status) + "</span>";
}

void grid(std::string& out, const SystemsView& view) {
  out +=
      "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Systems and "
      "requirements\"><table><thead><tr><th scope=\"col\">System</th>";
  for (const auto& requirement : view.framework->requirements) {
    out += "<th scope=\"col\" title=\"" + escaped(requirement.title) + "\">" +
           escaped(requirement.id) + "</th>";
  }
  out += "<th scope=\"col\">Read</th></tr></thead><tbody>\n";
  for (const SystemStanding& system : view.systems) {
    out +=
        "<tr><th scope=\"row\">" + escaped(system.name.empty() ? system.id : system.name) + "</th>";
    for (const Status status : system.statuses) out += cell(status);
    out += "<td>" + (system.read == 0 ? std::string("never") : base::format_date(system.read)) +
           "</td></tr>\n";
  }
  out += "</tbody><tfoot><tr><th scope=\"row\">All systems</th>";
  for (const assure::assess::RollUp& all : view.requirements) out += cell(all.status());
  out += "<td></td></tr></tfoot></table></div>\n<p class=\"soft\">";
  for (const Status status :
       {Status::met, Status::partly, Status::unmet, Status::unknown, Status::not_applicable}) {
    out += mark(status) + " ";
  }
  out += "</p>\n";
}

void requirements(std::string& out, const SystemsView& view) {
  out +=
      "<h2>All systems</h2>\n<div class=\"wide\"><table><thead><tr><th scope=\"col\">Id</th><th "
      "scope=\"col\">Requirement</th><th scope=\"col\">Stands</th><th scope=\"col\">Unmet</th>"
      "<th scope=\"col\">Unknown</th><th scope=\"col\">Partly</th><th scope=\"col\">Met</th><th "
      "scope=\"col\">Not applicable</th><th scope=\"col\">Why</th></tr></thead><tbody>\n";
  for (std::size_t k = 0; k < view.requirements.size(); ++k) {
    const auto& requirement = view.framework->requirements[k];
    const assure::assess::RollUp& all = view.requirements[k];
    out += "<tr><th scope=\"row\">" + escaped(requirement.id) + "</th><td>" +
           escaped(requirement.title) + "</td><td>" + mark(all.status()) + "</td>";
    for (const Status status :
         {Status::unmet, Status::unknown, Status::partly, Status::met, Status::not_applicable}) {
      out += "<td>" + std::to_string(all.of(status)) + "</td>";
    }
    out += "<td>" + escaped(all.sentence()) + "</td></tr>\n";
  }
  out += "</tbody></table></div>\n";
}

}  // namespace

std::string systems_table_html(const SystemsView& view) {
  const std::string title = view.framework->title + (view.framework->version.empty() ? "" : " ") +
                            view.framework->version;
  std::string out =
      html_parts::page_start(title + ": all systems", kStyle) +
      "<header><p class=\"soft\"><span class=\"brand\">Bartizan</span> "
      "· assessment from evidence</p>\n<h1>" +
      escaped(title) + "</h1>\n<p><b>" + count_of(view.systems.size(), "system") +
      "</b>, the worst first, " + minute(view.now) + "; " + escaped(view.fresh.sentence(0)) +
      ".</p></header>\n<main>\n";
  grid(out, view);
  requirements(out, view);
  return out + "</main>\n<footer><p>" + escaped(view.framework->note) + "</p><p>" +
         std::string(kNotEndorsed) + " " + std::string(kTrademarks) +
         "</p></footer>\n</body>\n</html>\n";
}

}  // namespace bartizan::report
