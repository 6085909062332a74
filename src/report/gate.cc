// The gate for people: what failed, what nobody knows, what to mind, and one line that decides.
#include "report/gate.h"

#include <algorithm>

#include "base/escape.h"
#include "report/gate_words.h"
#include "report/text.h"

namespace bartizan::report {
namespace {

namespace gate = assure::gate;
using gate::Standing;

constexpr std::size_t kIndent = 2, kTextAt = 14;
// How many subjects of a rule, and of a gap, a reader sees unasked.
constexpr std::size_t kRows = 5;

class Page {
 public:
  Page(const GateView& view, const GateOptions& options)
      : view_(view), options_(options), paint_(options.style) {}

  std::string text() {
    if (options_.explain.empty()) {
      for (const Standing standing : {Standing::failed, Standing::warned}) {
        for (const gate::RuleResult& result : view_.gate.rules) {
          if (worst_found(result) == standing) rule_block(result, standing);
        }
      }
      undecided();
      excepted();
      if (options_.verbose) passed();
    } else {
      explanations();
    }
    if (!options_.quiet) notes();
    verdict();
    return std::move(out_);
  }

 private:
  // What a rule found, leaving aside what it could not decide: that is told below, once.
  static Standing worst_found(const gate::RuleResult& result) {
    Standing worst = Standing::passed;
    for (const gate::Judged& judged : result.judged) {
      if (judged.standing != Standing::undecided) worst = std::max(worst, judged.standing);
    }
    return worst;
  }

  void line(std::string_view text) { out_ += std::string(text) + "\n"; }
  void fact(std::string_view label, std::string_view text) {
    if (!text.empty()) out_ += paint_.fact(kIndent, label, kTextAt, text);
  }

  std::string heading(Standing standing, std::string_view id, std::string_view title) const {
    std::string head = std::string(symbol(standing)) + " " + std::string(gate::name(standing));
    std::string out = paint_.in(ink(standing), head);
    out.append(kTextAt > width(head) ? kTextAt - width(head) : 1, ' ');
    const std::string name = one_line(id);
    std::string text = paint_.fact(0, "", kTextAt, (name.empty() ? "" : name + "  ") + one_line(title));
    text = text.substr(std::min(kTextAt, text.size()));
    while (text.ends_with('\n')) text.pop_back();
    if (name.empty() || !text.starts_with(name)) return out + text;
    return out + paint_.in(Ink::bold, name) + text.substr(name.size());
  }

  void rule_block(const gate::RuleResult& result, Standing standing) {
    const gate::Rule& rule = rule_of(view_, result);
    line(heading(standing, rule.id, rule.title));
    std::size_t shown = 0, all = 0;
    std::string remedy;
    std::string_view about;
    for (const gate::Judged& judged : result.judged) {
      if (judged.standing != standing) continue;
      ++all;
      if (!options_.all && shown == kRows) continue;
      ++shown;
      GateRow told = row(view_, rule, judged);
      // What the line before was about needs no saying again.
      const std::string_view same = about;
      about = told.about == nullptr ? std::string_view() : std::string_view(told.about->name);
      if (about == same && told.where.empty()) told.subject.clear();
      found(told);
      // A remedy of its own each; the same for all stands once below them.
      if (told.remedy != remedy && !told.remedy.empty() && told.remedy != one_line(rule.remedy)) {
        fact("  do", told.remedy);
        remedy = told.remedy;
      }
    }
    if (shown < all) fact("", "and " + number(all - shown, paint_.people()) + " more (--all)");
    if (remedy.empty()) fact("do", one_line(rule.remedy));
    if (options_.verbose) fact("asks", asked(rule));
  }

  void found(const GateRow& told) {
    std::string text = told.what;
    if (!told.subject.empty() && told.where.find(told.subject) == std::string::npos &&
        text.find(told.subject) == std::string::npos) {
      text = told.subject + ": " + text;
    }
    if (!told.where.empty()) text = told.where + "  " + text;
    out_ += paint_.fact(kIndent + 2, "", kIndent + 2, text);
  }

  std::string asked(const gate::Rule& rule) const {
    std::string text = "of each " + std::string(gate::name(rule.facts)) +
                       " fact: " + (rule.when.empty() ? "all" : gate::describe(rule.when));
    if (!rule.unless.empty()) text += "; unless " + gate::describe(rule.unless);
    return one_line(text + "; then " + std::string(gate::name(rule.action)));
  }

  void undecided() {
    for (const std::string& why : view_.gate.undecided) {
      line(heading(Standing::undecided, "", why));
    }
    for (const GateGap& gap : gaps(view_)) {
      line(heading(Standing::undecided, gap.what, gap.why));
      if (!gap.subjects.empty()) {
        const std::size_t shown =
            options_.all ? gap.subjects.size() : std::min(gap.subjects.size(), kRows);
        std::vector<std::string> few(gap.subjects.begin(),
                                     gap.subjects.begin() + static_cast<std::ptrdiff_t>(shown));
        if (shown < gap.subjects.size()) {
          few.push_back("and " + number(gap.subjects.size() - shown, paint_.people()) + " more");
        }
        out_ += paint_.items(kIndent, "of", kTextAt, few);
      }
      fact("do", gap.remedy);
      out_ += paint_.items(kIndent, "needed by", kTextAt, gap.rules);
    }
    // Facts in which something is not known, and what a rule wants undecided.
    for (const gate::RuleResult& result : view_.gate.rules) {
      const gate::Rule& rule = rule_of(view_, result);
      std::size_t shown = 0, all = 0;
      for (const gate::Judged& judged : result.judged) {
        if (judged.standing != Standing::undecided || judged.fact == gate::kNone) continue;
        if (all++ == 0) line(heading(Standing::undecided, rule.id, rule.title));
        if (!options_.all && shown == kRows) continue;
        ++shown;
        found(row(view_, rule, judged));
      }
      if (shown < all) fact("", "and " + number(all - shown, paint_.people()) + " more (--all)");
      if (all > 0) fact("do", one_line(rule.remedy));
    }
  }

  void passed() {
    for (const gate::RuleResult& result : view_.gate.rules) {
      if (result.standing != Standing::passed) continue;
      const gate::Rule& rule = rule_of(view_, result);
      line(heading(Standing::passed, rule.id, rule.title));
      fact("asks", asked(rule));
      fact("looked at", count_of(result.looked_at, "fact", paint_.people()));
    }
  }

  // What somebody answers for is said each time.
  void excepted() {
    if (options_.quiet) return;
    for (const gate::RuleResult& result : view_.gate.rules) {
      const gate::Rule& rule = rule_of(view_, result);
      for (const gate::Judged& judged : result.judged) {
        if (judged.standing != Standing::excepted) continue;
        const GateRow told = row(view_, rule, judged);
        line(heading(Standing::excepted, rule.id, rule.title));
        found(told);
        for (const record::Exception& e : view_.exceptions) {
          if (e.id != told.accepted_by) continue;
          fact("accepted", one_line("by " + e.owner +
                                    (e.approver.empty() ? "" : ", approved by " + e.approver) +
                                    ", until " + base::format_date(e.expires) + ": " + e.reason));
        }
      }
    }
  }

  void explanations() {
    for (const gate::RuleResult& result : view_.gate.rules) {
      const gate::Rule& rule = rule_of(view_, result);
      if (options_.explain != "all" && options_.explain != rule.id) continue;
      line(heading(result.standing, rule.id, rule.title));
      fact("from", one_line(rule.origin) + ":" + std::to_string(rule.line));
      fact("asks", asked(rule));
      fact("looked at", count_of(result.looked_at, "fact", paint_.people()));
      std::size_t shown = 0;
      for (const gate::Judged& judged : result.judged) {
        if (!options_.all && shown++ == 4 * kRows) {
          fact("", "and " + number(result.judged.size() + 1 - shown, paint_.people()) +
                       " more (--all)");
          break;
        }
        explanation(rule, judged);
      }
    }
  }

  void explanation(const gate::Rule& rule, const gate::Judged& judged) {
    const GateRow told = row(view_, rule, judged);
    std::string head = paint_.in(ink(told.standing), symbol(told.standing)) + " ";
    head += told.subject.empty() ? "everything" : told.subject;
    out_ += std::string(kIndent + 2, ' ') + head + paint_.plain(" · ") +
            std::string(gate::name(told.standing)) + "\n";
    const std::size_t at = kIndent + 14;
    const auto more = [&](std::string_view label, std::string_view text) {
      if (!text.empty()) out_ += paint_.fact(kIndent + 4, label, at, text);
    };
    more("where", told.where);
    more("source", told.source);
    if (told.fact == nullptr) return more("why", told.what);
    more("fact", told.what);
    for (const gate::Checked& checked : gate::check(rule, *told.fact, view_.now)) {
      const char* const said = checked.truth == gate::Truth::yes  ? "holds"
                               : checked.truth == gate::Truth::no ? "does not hold"
                                                                  : "cannot be said";
      more(checked.exempts ? "unless" : "when",
           one_line(gate::describe(*checked.test) + " → " + said + " (found " +
                    shorten(checked.found, 200) + ")"));
    }
    more("accepted", told.accepted_by);
  }

  void notes() {
    for (const std::string& note : view_.notes) {
      out_ += paint_.fact(0, "note", 6, one_line(note));
    }
  }

  void verdict() {
    const Standing standing = view_.gate.standing;
    const std::string_view said = standing == Standing::failed      ? "gate failed"
                                  : standing == Standing::undecided ? "gate undecided"
                                                                    : "gate passed";
    std::string text =
        paint_.in(ink(standing == Standing::warned ? Standing::passed : standing), said);
    text += ": " + gate_sentence(view_);
    if (view_.excluded > 0) {
      text += paint_.plain(" · ") + count_of(view_.excluded, "path") + " not looked at";
    }
    text += paint_.plain(" · policy ") + policy_name(view_);
    if (view_.dry_run) {
      text += paint_.plain(" · dry run, would exit ") + std::to_string(view_.exit_code) +
              paint_.plain(" · exit 0");
    } else {
      text += paint_.plain(" · exit ") + std::to_string(view_.exit_code);
    }
    line(text);
  }

  const GateView& view_;
  const GateOptions& options_;
  Paint paint_;
  std::string out_;
};

}  // namespace

std::string gate_text(const GateView& view, const GateOptions& options) {
  return Page(view, options).text();
}

}  // namespace bartizan::report
