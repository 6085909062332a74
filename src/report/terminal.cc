// The scan report as a person reads it: worst first, one block per file, one line per fact.
#include <algorithm>
#include <map>

#include "base/escape.h"
#include "report/api.h"
#include "report/paint.h"
#include "report/text.h"
#include "report/words.h"

namespace bartizan::report {
namespace {

using record::Artifact;
using record::Finding;
using record::ScanReport;
using record::Verdict;

constexpr std::size_t kPathAt = 14;    // "✗ malicious   path"
constexpr std::size_t kLabelAt = 4;    // "    where     ..."
constexpr std::size_t kMetaAt = 70;    // "PyTorch zip · 412 MiB", when paths are short
constexpr std::size_t kMetaRoom = 28;  // what it usually takes
constexpr std::size_t kAlike = 3;      // findings of one rule before the list folds
constexpr std::size_t kFiles = 50;     // files of one verdict before the list folds for people
constexpr std::size_t kEvidenceLines = 24;

class Report {
 public:
  Report(const ScanReport& report, const scan::Catalog& catalog, const TerminalOptions& options)
      : report_(report),
        options_(options),
        paint_(options.style),
        words_(catalog, has_several_roots(report), options.style.people) {
    for (const Artifact& artifact : report.artifacts) {
      if (shown(artifact))
        meta_at_ = std::max(meta_at_, kPathAt + width(words_.path(artifact)) + 2);
    }
    const std::size_t room = options.style.people ? options.style.columns : kMetaAt + kMetaRoom;
    meta_at_ = std::min(meta_at_, room > kMetaRoom + kPathAt ? room - kMetaRoom : kPathAt);
    meta_at_ = std::min(meta_at_, kMetaAt);
  }

  std::string text() {
    files();
    if (!options_.quiet) {
      summary();
      excluded();
      notes();
    }
    gate();
    return std::move(out_);
  }

 private:
  bool shown(const Artifact& artifact) const {
    return artifact.verdict > Verdict::clean || (options_.all && !options_.quiet);
  }

  void files() {
    const std::vector<const Artifact*> sorted = worst_first(report_);
    std::map<Verdict, std::size_t> listed;
    std::map<Verdict, std::size_t> folded;
    std::vector<std::string> unread;  // reasons of the bare rows above
    Verdict previous = Verdict::malicious;
    for (const Artifact* artifact : sorted) {
      if (!shown(*artifact)) continue;
      if (artifact->verdict != previous) explain_unread(unread);
      previous = artifact->verdict;
      if (paint_.people() && !options_.all && ++listed[artifact->verdict] > kFiles) {
        ++folded[artifact->verdict];
        continue;
      }
      file(*artifact, unread);
    }
    explain_unread(unread);
    for (auto at = folded.rbegin(); at != folded.rend(); ++at) {
      block(true);
      out_ += paint_.in(Ink::dim, "… and " + words_.number(at->second) + " more " +
                                      std::string(word(at->first)) + " (--all lists them)") +
              "\n";
    }
    if (!out_.empty()) out_ += '\n';
  }

  // Blocks are set apart by an empty line; bare rows stand together.
  void block(bool tall) {
    if (!out_.empty() && (tall || tall_)) out_ += '\n';
    tall_ = tall;
  }

  void file(const Artifact& artifact, std::vector<std::string>& unread) {
    const bool bare =
        artifact.findings.empty() || artifact.verdict <= Verdict::clean || options_.quiet;
    if (bare && artifact.verdict == Verdict::incomplete) {
      for (std::string& reason : reasons(artifact)) {
        if (std::find(unread.begin(), unread.end(), reason) == unread.end()) {
          unread.push_back(std::move(reason));
        }
      }
    }
    block(!bare);
    row(artifact);
    if (bare) {
      if (options_.verbose && artifact.verdict == Verdict::incomplete) gaps(artifact, false);
      return;
    }
    findings(artifact);
    gaps(artifact, true);
  }

  void row(const Artifact& artifact) {
    const std::string path = paint_.plain(words_.path(artifact));
    const std::string mark = paint_.mark(artifact.verdict);
    const std::size_t used =
        2 + width(word(artifact.verdict));  // without the colour's own characters
    out_ += mark + std::string(kPathAt - std::min(used, kPathAt - 1), ' ');
    out_ += paint_.in(Ink::bold, path);
    const std::size_t end = kPathAt + width(path);
    const std::string format = words_.format(artifact.format);
    std::string meta = format + " · " + size(artifact.size);
    for (const std::string& reason : reasons(artifact)) {
      if (reason != format) meta += " · " + one_line(reason);
    }
    if (!artifact.link_target.empty()) meta += " · link to " + one_line(artifact.link_target);
    out_.append(end + 2 <= meta_at_ ? meta_at_ - end : 2, ' ');
    out_ += paint_.in(Ink::dim, meta) + '\n';
  }

  void findings(const Artifact& artifact) {
    const std::vector<const Finding*> sorted = worst_first(artifact);
    for (std::size_t i = 0; i < sorted.size();) {
      std::size_t end = i;
      while (end < sorted.size() && sorted[end]->rule == sorted[i]->rule) ++end;
      const std::size_t alike = end - i;
      // Folding one line away would only replace it.
      const std::size_t most = options_.all || alike <= kAlike + 1 ? alike : kAlike;
      Phrases before;
      for (std::size_t n = 0; n < most; ++n) finding(artifact, *sorted[i + n], n == 0, before);
      if (most < alike) {
        out_ += paint_.fact(kLabelAt, "", kPathAt,
                            "… and " + words_.number(alike - most) + " more of " +
                                one_line(sorted[i]->rule) + " (--all lists them)");
      }
      i = end;
    }
  }

  void line(std::string_view label, std::string_view text) {
    if (!text.empty()) out_ += paint_.fact(kLabelAt, label, kPathAt, text);
  }

  // Of several findings of one rule, the later ones say only what is different.
  void finding(const Artifact& artifact, const Finding& finding, bool first, Phrases& before) {
    Phrases now = words_.phrases(artifact, finding);
    std::string title = now.title;
    if (finding.count > 1) title += " (" + words_.number(finding.count) + " times)";
    const std::string rule = one_line(finding.rule);
    if (!first && now.title == before.title && finding.count == 1 && !now.place.empty()) {
      line("also", now.place);
    } else {
      out_ += paint_.fact(2, rule, kPathAt, title);
      if (now.where != words_.path(artifact)) line("where", now.where);
    }
    const auto changed = [&](const std::string& text, const std::string& previous) {
      return first || text != previous ? std::string_view(text) : std::string_view();
    };
    line("when", changed(now.when, before.when));
    if (options_.verbose) {
      line("why", changed(now.why, before.why));
      line("sure", changed(now.sure, before.sure));
      evidence(finding);
    }
    line("do", changed(now.remedy, before.remedy));
    if (first) {
      std::vector<std::string> see = now.ids();
      see.insert(see.begin(), "bartizan explain " + rule);
      out_ += paint_.items(kLabelAt, "see", kPathAt, see);
    }
    if (finding.accepted_by) {
      line("accepted", "by " + one_line(*finding.accepted_by) + ", not counted by the gate");
    }
    before = std::move(now);
  }

  void evidence(const Finding& finding) {
    for (const record::FindingDetail& item : finding.evidence) {
      if (item.value.empty()) continue;
      const std::string text = base::escape_text(item.value);
      std::size_t lines = 0;
      std::size_t from = 0;
      while (from <= text.size() && lines < kEvidenceLines) {
        const std::size_t end = std::min(text.find('\n', from), text.size());
        // Listings keep their columns: one line each, never wrapped.
        out_.append(kLabelAt, ' ');
        const std::string label = lines == 0 ? one_line(item.key) : "";
        out_ += paint_.in(Ink::dim, pad(label, kPathAt - kLabelAt - 1)) + ' ';
        out_ += paint_.plain(shorten(one_line(text.substr(from, end - from)), 400)) + '\n';
        from = end + 1;
        ++lines;
      }
      if (from < text.size()) line("", "… (--format json has all of it)");
    }
  }

  // Where a file was not read. What to do about bare rows is said once, below them.
  void gaps(const Artifact& artifact, bool remedy) {
    std::map<std::string, std::size_t> seen;
    for (const record::Gap& gap : artifact.coverage.gaps) {
      const std::size_t n = ++seen[gap.reason];
      if (n > 1 && !options_.all) continue;
      const std::string place = words_.gap(artifact, gap);
      line("unread", one_line(gap.reason) + (place.empty() ? "" : ": " + place));
      if (remedy) line("do", explain_reason(gap.reason).remedy);
    }
    for (const auto& [reason, n] : seen) {
      if (n > 1 && !options_.all) {
        line("",
             "… and " + words_.number(n - 1) + " more " + one_line(reason) + " (--all lists them)");
      }
    }
  }

  void explain_unread(std::vector<std::string>& unread) {
    if (options_.quiet) unread.clear();
    for (const std::string& reason : unread) {
      const Reason& known = explain_reason(reason);
      out_ += paint_.fact(2, one_line(reason), kPathAt, known.meaning);
      line("do", known.remedy);
    }
    if (!unread.empty()) tall_ = true;
    unread.clear();
  }

  void summary() {
    const record::Summary& sum = report_.summary;
    struct Part {
      Verdict verdict;
      std::uint64_t n;
    };
    std::string out;
    std::size_t used = 0;
    for (const Part& part : {Part{Verdict::clean, sum.clean},
                             {Verdict::malicious, sum.malicious},
                             {Verdict::suspicious, sum.suspicious},
                             {Verdict::incomplete, sum.incomplete},
                             {Verdict::not_a_model, sum.not_a_model}}) {
      std::string text = std::string(symbol(part.verdict)) + ' ' + std::string(word(part.verdict)) +
                         ' ' + words_.number(part.n);
      if (part.verdict == Verdict::not_a_model && part.n != 0 && !options_.all) {
        text += " (--all lists them)";
      }
      if (used != 0) {
        const bool full = paint_.columns() != 0 && used + 3 + width(text) > paint_.columns();
        out += full ? "\n" : "   ";
        used = full ? 0 : used + 3;
      }
      used += width(text);
      out += paint_.in(part.n == 0 ? Ink::dim : ink(part.verdict), text);
    }
    out_ += out + '\n';
  }

  void excluded() {
    if (report_.excluded.empty()) {
      if (report_.summary.excluded != 0) {
        out_ += "excluded " + count_of(report_.summary.excluded, "path", paint_.people()) + '\n';
      }
      return;
    }
    out_ += "not looked at: " + counted_reasons(report_.excluded, paint_.people()) +
            (options_.all ? "" : " (--all lists them)") + '\n';
    if (!options_.all) return;
    for (const record::Excluded& path : report_.excluded) {
      line("", one_line(path.path) + "  " + one_line(path.reason));
    }
  }

  void notes() {
    const record::Summary& sum = report_.summary;
    if (sum.accepted != 0) {
      out_ += count_of(sum.accepted, "finding", paint_.people()) +
              " accepted by exceptions, not counted by the gate\n";
    }
    if (report_.run.depth == record::Depth::structure) {
      out_ +=
          "depth structure: tensor payloads were not read and nothing was hashed; scan at depth "
          "content for results that count as evidence\n";
    }
    for (const std::string& note : sum.notes) out_ += "note: " + one_line(note) + '\n';
    if (options_.verbose) {
      out_ +=
          catalog_of(report_.run) + paint_.plain(" · ") + one_line(report_.run.catalog_hash) + '\n';
    }
  }

  void gate() {
    const record::Summary& sum = report_.summary;
    std::string text;
    Ink color = Ink::good;
    const std::string rule = " (--fail-on " + one_line(options_.fail_on) + ")";
    if (sum.gate_failed || sum.exit_code == 1) {
      text = "gate failed:";
      if (sum.malicious != 0) text += " " + words_.number(sum.malicious) + " malicious";
      if (sum.suspicious != 0 && options_.fail_on == "suspicious") {
        text += std::string(sum.malicious != 0 ? "," : "") + " " + words_.number(sum.suspicious) +
                " suspicious";
      }
      if (text.ends_with(':')) text.pop_back();
      text += rule;
      color = Ink::bad;
    } else if (sum.exit_code == 4) {
      text = "not kept: what was read counts as not read (the reason stands in the messages)";
      color = Ink::unsure;
    } else if (sum.interrupted) {
      text = "interrupted: the results of " + count_of(sum.artifacts, "file", paint_.people()) +
             " are kept; run the same command again to go on";
      color = Ink::unsure;
    } else if (sum.exit_code == 3 && sum.artifacts == 0) {
      text = "nothing was found to scan";
      color = Ink::unsure;
    } else if (sum.exit_code == 3 && sum.incomplete == 0) {
      text = "not complete: the notes say why";
      color = Ink::unsure;
    } else if (sum.exit_code == 3) {
      text = "not complete: " + count_of(sum.incomplete, "file", paint_.people()) +
             " could not be fully read (--allow-incomplete REASON accepts that)";
      color = Ink::unsure;
    } else {
      text = "gate passed" + rule;
      if (sum.clean == 0 && sum.not_a_model == sum.artifacts && sum.artifacts != 0) {
        text += ": no model was among the files";
      }
    }
    out_ += paint_.in(color, text) + "   ";
    for (const std::string& file : options_.written) {
      out_ += paint_.plain(one_line(file) + " · ");
    }
    out_ += "exit " + std::to_string(sum.exit_code) + '\n';
  }

  const ScanReport& report_;
  const TerminalOptions& options_;
  Paint paint_;
  Words words_;
  std::size_t meta_at_ = 0;
  bool tall_ = false;
  std::string out_;
};

}  // namespace

std::string terminal(const ScanReport& report, const scan::Catalog& catalog,
                     const TerminalOptions& options) {
  return Report(report, catalog, options).text();
}

}  // namespace bartizan::report
