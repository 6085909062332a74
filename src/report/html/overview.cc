// The part of the page that a manager reads: the result, what to do first, how sure it is.
#include <algorithm>
#include <array>
#include <map>

#include "report/html/parts.h"
#include "report/text.h"

namespace bartizan::report::html_parts {
namespace {

using record::Artifact;
using record::Finding;
using record::ScanReport;
using record::Summary;
using record::Verdict;

constexpr std::size_t kSteps = 8;
constexpr std::size_t kFilesOfStep = 3;

std::string files(std::uint64_t n) { return count_of(n, "file"); }

std::string headline(const Summary& sum) {
  if (sum.artifacts == 0) return "Nothing was found to scan.";
  if (sum.malicious != 0) {
    return sum.malicious == 1
               ? "1 file does harm when it is loaded. Do not load it."
               : files(sum.malicious) + " do harm when they are loaded. Do not load them.";
  }
  if (sum.suspicious != 0) {
    return "Nothing is proved harmful, but " + files(sum.suspicious) +
           (sum.suspicious == 1 ? " needs" : " need") + " a look before anyone loads " +
           (sum.suspicious == 1 ? "it." : "them.");
  }
  if (sum.incomplete != 0) {
    return files(sum.incomplete) + " could not be fully read, so nothing is promised about " +
           (sum.incomplete == 1 ? "it." : "them.");
  }
  if (sum.clean == 0) return "No model was among the " + files(sum.not_a_model) + ".";
  return sum.clean == 1 ? "The model does no harm when it is loaded, as far as its bytes can show."
                        : "No model does harm when it is loaded, as far as bytes can show.";
}

Verdict worst(const Summary& sum) {
  if (sum.malicious != 0) return Verdict::malicious;
  if (sum.suspicious != 0) return Verdict::suspicious;
  if (sum.incomplete != 0 || sum.artifacts == 0) return Verdict::incomplete;
  return sum.clean != 0 ? Verdict::clean : Verdict::not_a_model;
}

void tiles(std::string& out, const Summary& sum, const Words& words) {
  struct Tile {
    Verdict verdict;
    std::uint64_t n;
  };
  out += "<ul class=\"tiles\" aria-label=\"Files by verdict\">";
  for (const Tile& tile : {Tile{Verdict::malicious, sum.malicious},
                           {Verdict::suspicious, sum.suspicious},
                           {Verdict::incomplete, sum.incomplete},
                           {Verdict::clean, sum.clean},
                           {Verdict::not_a_model, sum.not_a_model}}) {
    const std::string id(record::name(tile.verdict));
    out += "<li><a class=\"v-" + id + (tile.n != 0 ? " some" : "") +
           "\" href=\"#files\" data-filter=\"" + id + "\"><b>" + words.number(tile.n) + "</b>" +
           mark(tile.verdict) + "</a></li>";
  }
  out += "</ul>";
}

std::string depth_sentence(record::Depth depth, bool all_read) {
  if (!all_read && depth != record::Depth::structure) {
    return "What could be read was read byte by byte and hashed; what could not is named below.";
  }
  switch (depth) {
    case record::Depth::structure:
      return "Headers, directories and code were read; tensor payloads were not, and nothing was "
             "hashed. Scan at depth content before you rely on it.";
    case record::Depth::content:
      return "Every byte was read and hashed.";
    case record::Depth::full:
      return "Every byte was read and hashed, every member decoded, every checksum compared.";
  }
  return {};
}

// One cause of work: a rule, or a reason why something was not read.
struct Step {
  Verdict verdict = Verdict::clean;
  record::Severity severity = record::Severity::info;
  std::string cause, remedy, id;
  bool same_remedy = true, same_cause = true;
  std::vector<std::pair<std::size_t, std::string>> files;  // index in walk order, path
};

void add_file(Step& step, std::size_t index, const std::string& path) {
  if (step.files.empty() || step.files.back().first != index) step.files.emplace_back(index, path);
}

std::vector<Step> collect(const ScanReport& report, const Words& words) {
  std::map<std::string, Step> steps;
  for (std::size_t i = 0; i < report.artifacts.size(); ++i) {
    const Artifact& artifact = report.artifacts[i];
    const std::string path = words.path(artifact);
    for (const Finding& finding : artifact.findings) {
      if (finding.verdict < Verdict::incomplete || finding.accepted_by) continue;
      const Phrases now = words.phrases(artifact, finding);
      const auto [at, fresh] = steps.try_emplace(finding.rule);
      Step& step = at->second;
      if (fresh) {
        step.id = one_line(finding.rule);
        step.cause = now.title;
        step.remedy = now.remedy;
      }
      step.verdict = std::max(step.verdict, finding.verdict);
      step.severity = std::max(step.severity, finding.severity);
      step.same_cause = step.same_cause && step.cause == now.title;
      step.same_remedy = step.same_remedy && step.remedy == now.remedy;
      add_file(step, i, path);
    }
    for (const std::string& reason : reasons(artifact)) {
      Step& step = steps[" " + reason];  // no rule starts with a blank
      const Reason& known = explain_reason(reason);
      step.verdict = Verdict::incomplete;
      step.cause = std::string(known.meaning) + " (" + one_line(reason) + ")";
      step.remedy = known.remedy;
      add_file(step, i, path);
    }
  }
  std::vector<Step> out;
  for (auto& [key, step] : steps) {
    // Names that differ from finding to finding are left to the files.
    if (const auto rule = words.catalog().rule(step.id)) {
      if (!step.same_cause) step.cause = general(rule->title);
      if (!step.same_remedy) step.remedy = general(rule->remedy);
    }
    out.push_back(std::move(step));
  }
  std::sort(out.begin(), out.end(), [](const Step& a, const Step& b) {
    if (a.verdict != b.verdict) return a.verdict > b.verdict;
    if (a.severity != b.severity) return a.severity > b.severity;
    if (a.files.size() != b.files.size()) return a.files.size() > b.files.size();
    return a.id != b.id ? a.id < b.id : a.cause < b.cause;
  });
  return out;
}

std::string capital(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') {
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  }
  if (!text.empty() && !text.ends_with('.')) text += '.';
  return text;
}

}  // namespace

void result(std::string& out, const ScanReport& report, const Words& words) {
  const Summary& sum = report.summary;
  const Verdict verdict = worst(sum);
  const bool all_read =
      std::all_of(report.artifacts.begin(), report.artifacts.end(), [](const Artifact& artifact) {
        return artifact.coverage.state == record::CoverageState::complete;
      });
  out += "<section id=\"result\" class=\"v-" + std::string(record::name(verdict)) +
         "\" aria-labelledby=\"headline\">";
  if (sum.interrupted) {
    out += "<p class=\"banner\">The scan was interrupted: this report is not complete.</p>";
  }
  out += "<div class=\"lead\"><div class=\"sign\" aria-hidden=\"true\">" +
         std::string(symbol(verdict)) + "</div><div><p class=\"word\">" +
         std::string(sum.artifacts == 0 ? "nothing to say" : word(verdict)) +
         "</p><h1 id=\"headline\">" + escaped(headline(sum)) +
         "</h1><p class=\"looked\">Looked at " + files(sum.artifacts) + ", " + size(sum.bytes) +
         ". " + depth_sentence(report.run.depth, all_read) +
         " Nothing was executed, imported or sent anywhere.";
  out += "</p></div></div>";
  tiles(out, sum, words);
  out += "<p class=\"gate\">";
  if (sum.exit_code == 1) {
    out += "The gate <strong>failed</strong>.";
  } else if (sum.exit_code == 3) {
    out += "The gate was <strong>not passed</strong>: the scan is not complete.";
  } else if (sum.exit_code == 0) {
    out += "The gate <strong>passed</strong>.";
  }
  out += " Exit code " + std::to_string(sum.exit_code) + ".";
  if (sum.accepted != 0) {
    out += " " + count_of(sum.accepted, "finding") + (sum.accepted == 1 ? " is" : " are") +
           " accepted by exceptions and not counted.";
  }
  out += "</p></section>\n";
}

void first_steps(std::string& out, const ScanReport& report, const Words& words,
                 const std::vector<bool>& listed) {
  const std::vector<Step> steps = collect(report, words);
  if (steps.empty()) return;
  out +=
      "<section aria-labelledby=\"first\"><h2 id=\"first\">What to do first</h2>"
      "<ol class=\"steps\">";
  const std::size_t n = std::min(steps.size(), kSteps);
  for (std::size_t i = 0; i < n; ++i) {
    const Step& step = steps[i];
    out += "<li class=\"v-" + std::string(record::name(step.verdict)) + "\"><p class=\"do\">" +
           escaped(capital(step.remedy)) + "</p><p>" + mark(step.verdict) + " " +
           escaped(step.cause);
    if (!step.id.empty()) out += " <span class=\"tag\">" + escaped(step.id) + "</span>";
    out += "</p><p class=\"in\">in ";
    for (std::size_t f = 0; f < std::min(step.files.size(), kFilesOfStep); ++f) {
      const auto& [index, path] = step.files[f];
      const std::string name = "<code>" + escaped(path) + "</code>";
      out += f == 0 ? "" : ", ";
      out +=
          listed[index] ? "<a href=\"#file-" + std::to_string(index) + "\">" + name + "</a>" : name;
    }
    if (step.files.size() > kFilesOfStep) {
      out += " and " + words.number(step.files.size() - kFilesOfStep) + " more";
    }
    out += "</p></li>";
  }
  out += "</ol>";
  if (n < steps.size()) {
    out += "<p class=\"note\">" + count_of(steps.size() - n, "more cause") +
           " of less weight below, file by file.</p>";
  }
  out += "</section>\n";
}

void how_sure(std::string& out, const ScanReport& report, const Words& words, bool reproducible) {
  std::array<std::uint64_t, 3> findings{};
  std::array<std::uint64_t, 3> coverage{};
  for (const Artifact& artifact : report.artifacts) {
    // Words for an ordinary text file would only blur the count.
    if (artifact.verdict != Verdict::not_a_model) {
      ++coverage[static_cast<std::size_t>(artifact.coverage.state)];
    }
    for (const Finding& finding : artifact.findings) {
      findings[static_cast<std::size_t>(finding.confidence)] += finding.count;
    }
  }
  out +=
      "<section aria-labelledby=\"sure\"><h2 id=\"sure\">How sure this is</h2>"
      "<dl class=\"facts\"><dt>Findings</dt><dd>";
  if (findings[0] + findings[1] + findings[2] == 0) {
    out += "none";
  } else {
    out += words.number(findings[2]) + " with high confidence (the bytes show it), " +
           words.number(findings[1]) + " medium (a harmless explanation exists and is named), " +
           words.number(findings[0]) + " low (a hint)";
  }
  out += "</dd><dt>Read</dt><dd>" + words.number(coverage[0]) + " completely, " +
         words.number(coverage[1]) + " in part, " + words.number(coverage[2]) +
         " not at all; what was not read is never called clean</dd>";
  if (!reproducible && !report.run.isolation.empty()) {
    out += "<dt>Isolation</dt><dd>";
    out += report.run.isolation == "none"
               ? "no sandbox was in force on this machine"
               : "each file was read in a process of its own, confined by " +
                     escaped(report.run.isolation);
    out += "</dd>";
  }
  out += "<dt>Clean means</dt><dd>";
  out += report.run.depth == record::Depth::structure
             ? "every byte has a known purpose; the unread ones are tensor payloads that no loader "
               "executes"
             : "every byte was read, has a known purpose, and no known loader does harm with it";
  out +=
      "</dd><dt>Not said</dt><dd>how well a model works, what it was trained on, whether its "
      "weights hold a backdoor</dd></dl></section>\n";
}

}  // namespace bartizan::report::html_parts
