// The HTML report: one self-contained page.
#include <algorithm>
#include <map>

#include "report/api.h"
#include "report/html/parts.h"
#include "report/text.h"
#include "report/words.h"

namespace bartizan::report {
namespace {

using namespace html_parts;  // NOLINT: this file only puts those parts together
using record::Artifact;
using record::ScanReport;
using record::Verdict;

void head(std::string& out, const ScanReport& report) {
  const record::Summary& sum = report.summary;
  out +=
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src " +
      sha256_source(style()) + "; script-src " + sha256_source(script()) +
      "; base-uri 'none'; form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n"
      "<meta name=\"generator\" content=\"Bartizan\">\n<title>Bartizan: " +
      number(sum.malicious) + " malicious, " + number(sum.suspicious) + " suspicious of " +
      count_of(sum.artifacts, "file") + "</title>\n<style>" + std::string(style()) +
      "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#files\">Skip to the files</a>\n";
}

void banner(std::string& out, const ScanReport& report, bool reproducible) {
  out +=
      "<header><span class=\"brand\"><svg viewBox=\"0 0 16 16\" aria-hidden=\"true\"><path "
      "d=\"M2 1h3v2h2V1h2v2h2V1h3v5l-2 1v8H4V7L2 6z\"/></svg>Bartizan</span>"
      "<span class=\"about\">model scan of ";
  std::vector<std::string> roots = report.run.roots;
  if (reproducible || roots.empty()) {
    roots.clear();
    for (const Artifact& artifact : report.artifacts) {
      if (std::find(roots.begin(), roots.end(), artifact.root) == roots.end()) {
        roots.push_back(artifact.root);
      }
    }
  }
  for (std::size_t i = 0; i < std::min<std::size_t>(roots.size(), 5); ++i) {
    out += std::string(i == 0 ? "" : ", ") + "<code>" + escaped(roots[i]) + "</code>";
  }
  if (roots.size() > 5) out += " and " + number(roots.size() - 5) + " more";
  if (roots.empty()) out += "nothing";
  if (!reproducible && !report.run.started.empty()) {
    out += " · <time datetime=\"" + escaped(report.run.started) + "\">" +
           escaped(report.run.started.substr(0, 10)) + " " +
           escaped(report.run.started.size() > 16 ? report.run.started.substr(11, 5) : "") +
           " UTC</time>";
  }
  out += "</span></header>\n";
}

void tools(std::string& out) {
  out +=
      "<div class=\"tools\" id=\"tools\" role=\"search\" hidden>"
      "<label class=\"hidden\" for=\"search\">Search files and findings</label>"
      "<input type=\"search\" id=\"search\" placeholder=\"Search path, rule, text (press /)\" "
      "autocomplete=\"off\"><fieldset><legend class=\"hidden\">Verdicts shown</legend>";
  for (const Verdict verdict : {Verdict::malicious, Verdict::suspicious, Verdict::incomplete,
                                Verdict::clean, Verdict::not_a_model}) {
    const std::string id(record::name(verdict));
    out += "<label class=\"chip v-" + id + "\"><input type=\"checkbox\" value=\"" + id + "\"" +
           (verdict == Verdict::not_a_model ? "" : " checked") + ">" + mark(verdict) + "</label>";
  }
  out +=
      "</fieldset><label class=\"hidden\" for=\"sort\">Order</label><select id=\"sort\"><option "
      "value=\"worst\">worst first</option>"
      "<option value=\"path\">by path</option><option value=\"size\">largest first</option>"
      "</select><button type=\"button\" id=\"unfold\">Open all</button>"
      "<p class=\"shown\" id=\"shown\" role=\"status\"></p></div>\n";
}

// The artifacts that the page lists, worst first, and how many of each verdict it does not.
struct Listed {
  std::vector<const Artifact*> artifacts;
  std::vector<bool> by_index;
  std::map<Verdict, std::size_t> folded;
};

Listed choose(const ScanReport& report) {
  Listed out;
  out.by_index.resize(report.artifacts.size());
  std::map<Verdict, std::size_t> seen;
  for (const Artifact* artifact : worst_first(report)) {
    if (++seen[artifact->verdict] > kFilesOfVerdict) {
      ++out.folded[artifact->verdict];
      continue;
    }
    out.artifacts.push_back(artifact);
    out.by_index[static_cast<std::size_t>(artifact - report.artifacts.data())] = true;
  }
  return out;
}

void files(std::string& out, const ScanReport& report, const Words& words, const Listed& listed) {
  out += "<section aria-labelledby=\"files\"><h2 id=\"files\" tabindex=\"-1\">Files</h2>\n";
  tools(out);
  out += "<div id=\"list\">\n";
  // Only the worst few stand open: the page is an overview before it is a file.
  constexpr std::size_t kOpen = 10;
  for (std::size_t rank = 0; rank < listed.artifacts.size(); ++rank) {
    const Artifact& artifact = *listed.artifacts[rank];
    const auto index = static_cast<std::size_t>(&artifact - report.artifacts.data());
    const bool open = artifact.verdict >= Verdict::suspicious && rank < kOpen;
    file(out, artifact, words, rank, index, open);
  }
  out += "</div>\n";
  for (auto at = listed.folded.rbegin(); at != listed.folded.rend(); ++at) {
    out += "<p class=\"note\">… and " + number(at->second) + " more files that are " +
           std::string(word(at->first)) + ", in the JSON report.</p>\n";
  }
  out += "</section>\n";
}

void not_looked_at(std::string& out, const ScanReport& report) {
  if (report.excluded.empty() && report.summary.notes.empty()) return;
  constexpr std::size_t kMost = 200;
  out += "<section aria-labelledby=\"rest\"><h2 id=\"rest\">Also to know</h2>";
  if (!report.summary.notes.empty()) {
    out += "<ul>";
    for (const std::string& note : report.summary.notes) out += "<li>" + escaped(note) + "</li>";
    out += "</ul>";
  }
  if (!report.excluded.empty()) {
    out += "<details class=\"more\"><summary>" + count_of(report.excluded.size(), "path") +
           " not looked at</summary><div class=\"scroll\" role=\"group\" tabindex=\"0\"><table>"
           "<caption class=\"hidden\">Paths that were not looked at</caption><thead><tr>"
           "<th scope=\"col\">Path</th><th scope=\"col\">Why</th></tr></thead><tbody>";
    for (std::size_t i = 0; i < std::min(report.excluded.size(), kMost); ++i) {
      out += "<tr><th scope=\"row\"><code>" + escaped(report.excluded[i].path) +
             "</code></th><td>" + escaped(report.excluded[i].reason) + "</td></tr>";
    }
    out += "</tbody></table></div>";
    if (report.excluded.size() > kMost) {
      out += "<p class=\"note\">… and " + number(report.excluded.size() - kMost) +
             " more, in the JSON report.</p>";
    }
    out += "</details>";
  }
  out += "</section>\n";
}

void footer(std::string& out, const ScanReport& report, bool reproducible) {
  out += "<footer><p>";
  if (!reproducible) {
    out += "Bartizan " + escaped(report.run.tool_version) + " · " +
           escaped(catalog_of(report.run)) + " (" +
           escaped(report.run.catalog_hash.substr(0, 12)) + ") · from " +
           escaped(report.run.started) + " to " + escaped(report.run.ended) + " · " +
           count_of(report.summary.cached, "result") + " from earlier scans of the same bytes. ";
  }
  out +=
      "Each finding has its page: <code>bartizan explain RULE</code>. Its structure down to the "
      "byte: <code>bartizan inspect FILE</code>.</p>"
      "<p>Bartizan is not affiliated with or endorsed by CISA or DHS.</p></footer>\n";
}

}  // namespace

std::string html(const ScanReport& report, const scan::Catalog& catalog,
                 const MachineOptions& options) {
  const Words words(catalog, has_several_roots(report), true);
  const Listed listed = choose(report);
  std::string out;
  head(out, report);
  banner(out, report, options.reproducible);
  out += "<main>\n";
  result(out, report, words);
  first_steps(out, report, words, listed.by_index);
  files(out, report, words, listed);
  how_sure(out, report, words, options.reproducible);
  not_looked_at(out, report);
  out += "</main>\n";
  footer(out, report, options.reproducible);
  out += "<script>" + std::string(script()) + "</script>\n</body>\n</html>\n";
  return out;
}

}  // namespace bartizan::report
