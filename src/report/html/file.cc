// One file of the HTML report: its row, and behind it findings, spans, coverage, members.
#include <algorithm>

#include "report/html/parts.h"
#include "report/text.h"

namespace bartizan::report::html_parts {
namespace {

using record::Artifact;
using record::Finding;
using record::Verdict;

constexpr std::size_t kShortEvidence = 200;

void row(std::string& out, std::string_view label, std::string_view html) {
  if (html.empty()) return;
  out += "<dt>" + std::string(label) + "</dt><dd>" + std::string(html) + "</dd>";
}

std::string code(std::string_view text) { return "<code>" + escaped(text) + "</code>"; }

// Short values in rows, listings as they are.
void evidence(std::string& out, const Finding& finding) {
  if (finding.evidence.empty()) return;
  out += "<details class=\"evidence\"><summary>Evidence</summary>";
  std::string rows;
  std::string listings;
  for (const record::FindingDetail& item : finding.evidence) {
    if (item.value.empty()) continue;
    if (item.value.find('\n') == std::string::npos && item.value.size() <= kShortEvidence) {
      row(rows, escaped(item.key), code(item.value));
    } else {
      listings += "<h5>" + escaped(item.key) + "</h5><pre tabindex=\"0\">" +
                  escaped_lines(item.value) + "</pre>";
    }
  }
  if (!rows.empty()) out += "<dl class=\"facts\">" + rows + "</dl>";
  out += listings + "</details>";
}

void finding(std::string& out, const Artifact& artifact, const Finding& one, const Words& words,
             const std::vector<std::string>& also, std::size_t also_folded) {
  const Phrases now = words.phrases(artifact, one);
  out += "<article class=\"finding v-" + std::string(record::name(one.verdict)) +
         "\"><h4><span class=\"title\">";
  if (one.verdict > Verdict::clean) out += mark(one.verdict) + " ";
  out += escaped(now.title);
  if (one.count > 1) out += " (" + words.number(one.count) + " times)";
  out += "</span><span class=\"tag\">" + escaped(one.rule) + "</span><span class=\"tag\">" +
         escaped(now.sure) + "</span></h4>";
  if (!now.remedy.empty()) {
    out += "<p class=\"do-this\"><strong>What to do:</strong> " + escaped(now.remedy) + "</p>";
  }
  out += "<dl class=\"facts\">";
  row(out, "Where", code(now.where));
  row(out, "When", escaped(now.when));
  row(out, "Why", escaped(now.why));
  if (one.confidence != record::Confidence::high) row(out, "May also be", escaped(now.mistaken));
  row(out, "See",
      code("bartizan explain " + one.rule) + (now.see().empty() ? "" : " · " + escaped(now.see())));
  if (one.accepted_by) {
    row(out, "Accepted", "by " + code(*one.accepted_by) + ", not counted by the gate");
  }
  out += "</dl>";
  if (!also.empty()) {
    out += "<details class=\"more\"><summary>Also at " +
           count_of(also.size() + also_folded, "place") + "</summary><ul class=\"also\">";
    for (const std::string& place : also) out += "<li>" + code(place) + "</li>";
    if (also_folded != 0) {
      out += "<li>… and " + words.number(also_folded) + " more, in the JSON report</li>";
    }
    out += "</ul></details>";
  }
  evidence(out, one);
  out += "</article>";
}

// Findings of one rule with the same sentence are one article with several places.
void findings(std::string& out, const Artifact& artifact, const Words& words) {
  const std::vector<const Finding*> sorted = worst_first(artifact);
  std::size_t shown = 0;
  std::size_t i = 0;
  for (; i < sorted.size() && shown < kFindingsOfFile; ++shown) {
    const Finding& first = *sorted[i];
    std::vector<std::string> also;
    std::size_t folded = 0;
    for (++i; i < sorted.size() && sorted[i]->rule == first.rule &&
              sorted[i]->title == first.title && sorted[i]->accepted_by == first.accepted_by;
         ++i) {
      if (also.size() >= kFindingsOfFile) {
        ++folded;
      } else {
        also.push_back(words.phrases(artifact, *sorted[i]).place);
      }
    }
    finding(out, artifact, first, words, also, folded);
  }
  if (i < sorted.size()) {
    out += "<p class=\"note\">… and " + words.number(sorted.size() - i) +
           " more findings of this file, in the JSON report.</p>";
  }
}

void gaps(std::string& out, const Artifact& artifact, const Words& words) {
  const auto& all = artifact.coverage.gaps;
  if (all.empty()) return;
  out +=
      "<div class=\"scroll\" role=\"group\" tabindex=\"0\"><table>"
      "<caption class=\"hidden\">What "
      "was not read</caption><thead>"
      "<tr><th scope=\"col\">Not read</th><th scope=\"col\">Where</th><th scope=\"col\">Means"
      "</th><th scope=\"col\">Do</th></tr></thead><tbody>";
  const std::size_t n = std::min(all.size(), kGapsOfFile);
  for (std::size_t i = 0; i < n; ++i) {
    const Reason& known = explain_reason(all[i].reason);
    const std::string place = words.gap(artifact, all[i]);
    out += "<tr><th scope=\"row\">" + escaped(all[i].reason) + "</th><td>" +
           (place.empty() ? "the whole file" : code(place)) + "</td><td>" + escaped(known.meaning) +
           "</td><td>" + escaped(known.remedy) + "</td></tr>";
  }
  out += "</tbody></table></div>";
  if (n < all.size()) {
    out += "<p class=\"note\">… and " + words.number(all.size() - n) +
           " more places, in the JSON report.</p>";
  }
}

void members(std::string& out, const Artifact& artifact, const Words& words) {
  if (artifact.members.size() < 2) return;
  out +=
      "<details class=\"more\"><summary>" + count_of(artifact.members.size() - 1, "member") +
      " inside</summary><div class=\"scroll\" role=\"group\" tabindex=\"0\"><table><caption "
      "class=\"hidden\">Members</caption>"
      "<thead><tr><th scope=\"col\">Member</th><th scope=\"col\">Format</th>"
      "<th scope=\"col\" class=\"n\">Size</th><th scope=\"col\" class=\"n\">Byte in the file</th>"
      "<th scope=\"col\">Worst finding</th></tr></thead><tbody>";
  std::vector<Verdict> worst(artifact.members.size(), Verdict::clean);
  for (const Finding& one : artifact.findings) {
    if (one.member < worst.size()) worst[one.member] = std::max(worst[one.member], one.verdict);
  }
  const std::size_t n = std::min(artifact.members.size(), kMembersOfFile + 1);
  for (std::uint32_t id = 1; id < n; ++id) {
    const record::Member& member = artifact.members[id];
    const std::size_t depth = std::min<std::size_t>(artifact.location(id).size(), 5);
    std::string formats;
    for (const std::string& format : member.formats) {
      formats += (formats.empty() ? "" : ", also ") + words.format(format);
    }
    out += "<tr class=\"v-" + std::string(record::name(worst[id])) + "\"><th scope=\"row\">" +
           "<div class=\"d" + std::to_string(depth == 0 ? 0 : depth - 1) + "\">" +
           code(member.name.empty() ? "(unnamed)" : member.name) + "</div></th><td>" +
           escaped(formats) + "</td><td class=\"n\">" + size(member.size) +
           "</td><td class=\"n\">" +
           (member.file_range ? words.number(member.file_range->offset) : "decoded") + "</td><td>" +
           (worst[id] > Verdict::clean ? mark(worst[id]) : "") + "</td></tr>";
  }
  out += "</tbody></table></div>";
  if (n < artifact.members.size()) {
    out += "<p class=\"note\">… and " + words.number(artifact.members.size() - n) +
           " more members, in the JSON report.</p>";
  }
  out += "</details>";
}

void identity(std::string& out, const Artifact& artifact, const Words& words) {
  out += "<dl class=\"facts\">";
  std::string formats;
  if (!artifact.members.empty()) {
    for (const std::string& format : artifact.members.front().formats) {
      formats += (formats.empty() ? "" : ", also ") + words.format(format);
    }
  }
  row(out, "Format", escaped(formats.empty() ? words.format(artifact.format) : formats));
  row(out, "Size", words.number(artifact.size) + " bytes");
  row(out, "SHA-256", artifact.sha256 ? code(*artifact.sha256) : "not computed at this depth");
  row(out, "Coverage",
      std::string(record::name(artifact.coverage.state)) + " at depth " +
          std::string(record::name(artifact.coverage.depth)) + ", " +
          words.number(artifact.coverage.bytes_read) + " bytes read");
  if (!artifact.link_target.empty()) row(out, "Link to", code(artifact.link_target));
  out += "</dl>";
}

}  // namespace

void file(std::string& out, const Artifact& artifact, const Words& words, std::size_t rank,
          std::size_t index, bool open) {
  const std::string verdict(record::name(artifact.verdict));
  const std::string path = words.path(artifact);
  out += "<details class=\"file v-" + verdict + "\" id=\"file-" + std::to_string(index) +
         "\" data-verdict=\"" + verdict + "\" data-rank=\"" + std::to_string(rank) +
         "\" data-size=\"" + std::to_string(artifact.size) + "\" data-path=\"" + escaped(path) +
         "\"" + (open ? " open" : "") + "><summary><h3>" + mark(artifact.verdict) +
         " <span class=\"path\">" + escaped(path) + "</span> <span class=\"meta\">" +
         escaped(words.format(artifact.format)) + " · " + size(artifact.size);
  if (!artifact.findings.empty()) {
    out += " · " + count_of(artifact.findings.size(), "finding");
  } else {
    for (const std::string& reason : reasons(artifact)) {
      if (!artifact.format.empty() || reason != "unrecognised") out += " · " + escaped(reason);
    }
  }
  out += "</span></h3></summary><div class=\"body\">";
  findings(out, artifact, words);
  gaps(out, artifact, words);
  span_bar(out, artifact, words);
  members(out, artifact, words);
  identity(out, artifact, words);
  out += "</div></details>\n";
}

}  // namespace bartizan::report::html_parts
