// Pages of explain: rules, the words of a result, formats, reasons.
#include <algorithm>
#include <array>
#include <string>

#include "report/api.h"
#include "report/paint.h"
#include "report/text.h"
#include "report/topics.h"
#include "report/words.h"
#include "scan/format.h"
#include "text/nearest.h"
#include "use/api.h"

namespace bartizan::report {
namespace {

constexpr std::size_t kIndent = 2;
constexpr std::size_t kTextAt = 14;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '_' || c == ' ') c = '-';
  }
  return out;
}

std::string rule_page(const scan::Rule& rule, const Paint& paint) {
  std::string out = paint.in(Ink::bold, rule.id) + "  " + paint.plain(general(rule.title)) + '\n';
  const auto verdict = record::parse_verdict(rule.verdict);
  std::string effect = "severity " + std::string(rule.severity) + " · " +
                       std::string(rule.confidence) + " confidence · ";
  effect += verdict ? "makes a file " + std::string(word(*verdict)) : "does not change the verdict";
  out += paint.fact(kIndent, "", kTextAt, effect) + '\n';
  const auto line = [&](std::string_view label, std::string_view text) {
    if (!text.empty()) out += paint.fact(kIndent, label, kTextAt, general(text));
  };
  line("when", rule.trigger);
  line("why", rule.why);
  line("do", rule.remedy);
  line("example", rule.example_true);
  line("mistaken", rule.example_false);
  Phrases ids;
  ids.atlas = split(rule.atlas);
  ids.cwe = split(rule.cwe);
  ids.owasp = split(rule.owasp);
  const auto list = [&](std::string_view label, const std::vector<std::string>& items) {
    if (!items.empty()) out += paint.items(kIndent, label, kTextAt, items);
  };
  list("known as", ids.ids());
  list("read", split(rule.references));
  return out;
}

std::string topic_page(const Topic& topic, const Paint& paint) {
  std::string out = paint.in(Ink::bold, topic.id) + "  " + paint.plain(topic.title) + "\n\n";
  std::string_view body = topic.body;
  while (!body.empty()) {
    const std::size_t end = std::min(body.find('\n'), body.size());
    const std::string_view text = body.substr(0, end);
    body.remove_prefix(std::min(end + 1, body.size()));
    out += text.starts_with("- ") ? paint.fact(kIndent, "-", kIndent + 3, text.substr(2))
                                  : paint.fact(kIndent, "", kIndent, text);
  }
  return out;
}

std::string inventory_page(const use::InventoryRule& rule, const Paint& paint) {
  return paint.in(Ink::bold, rule.id) + "  " + paint.plain(rule.title) + "\n" +
         paint.fact(kIndent, "", kTextAt,
                    "severity " + std::string(rule.severity) + " · of bartizan inventory lint") +
         "\n" + paint.fact(kIndent, "why", kTextAt, rule.why) +
         paint.fact(kIndent, "do", kTextAt, rule.remedy) +
         (rule.schema.empty() ? "" : paint.fact(kIndent, "form", kTextAt, rule.schema));
}

std::string_view kind_text(scan::Kind kind) {
  switch (kind) {
    case scan::Kind::model:
      return "a model format; analysed";
    case scan::Kind::container:
      return "a container; its verdict is that of its members";
    case scan::Kind::recognised:
      return "a model format that is recognised and not analysed yet: incomplete";
    case scan::Kind::document:
      return "not a model";
    case scan::Kind::native:
      return "native code or a script; suspicious under a model's name, else not a model";
  }
  return "";
}

std::string format_page(const scan::Format& format, const Paint& paint) {
  return paint.in(Ink::bold, format.id) + "  " + paint.plain(format.title) + "\n\n" +
         paint.fact(kIndent, "", kIndent, kind_text(format.kind));
}

std::string reason_page(const Reason& reason, const Paint& paint) {
  return paint.in(Ink::bold, reason.id) + "  " + paint.plain(reason.meaning) + "\n\n" +
         paint.fact(kIndent, "makes", kTextAt,
                    "a file incomplete: what was not read is never called clean") +
         paint.fact(kIndent, "do", kTextAt, reason.remedy);
}

std::string exit_code_topic(std::string_view topic) {
  const bool code = topic.size() == 1 && topic[0] >= '0' && topic[0] <= '4';
  return code || topic == "exit" || topic == "exit-code" ? "exit-codes" : std::string(topic);
}

// Words that stand on the page of another: singulars, plurals, and what reports print.
struct Synonym {
  std::string_view word, topic;
};
constexpr std::array kSynonyms{
    Synonym{"verdict", "verdicts"},
    Synonym{"depth", "depths"},
    Synonym{"report", "reports"},
    Synonym{"formats-of-output", "reports"},
    Synonym{"complete", "coverage"},
    Synonym{"partial", "coverage"},
    Synonym{"suppression", "exceptions"},
    Synonym{"baseline", "exceptions"},
    Synonym{"waiver", "exceptions"},
    Synonym{"exception", "exceptions"},
    Synonym{"feed", "feeds"},
    Synonym{"stale", "feeds"},
    Synonym{"kev", "feeds"},
    Synonym{"epss", "feeds"},
    Synonym{"weakness", "vuln"},
    Synonym{"vulnerability", "vuln"},
    Synonym{"vulnerabilities", "vuln"},
    Synonym{"possible", "vuln"},
    Synonym{"excused", "vuln"},
    Synonym{"overdue", "clock"},
    Synonym{"due", "clock"},
    Synonym{"forensic", "clock"},
    Synonym{"ssvc", "clock"},
    Synonym{"bod-26-04", "clock"},
    Synonym{"exposed", "exposure"},
    Synonym{"not-affected", "vex"},
    Synonym{"policy", "gate"},
    Synonym{"warned", "gate"},
    Synonym{"failed", "gate"},
    Synonym{"sign", "signature"},
    Synonym{"signing", "signature"},
    Synonym{"signatures", "signature"},
    Synonym{"verify", "signature"},
    Synonym{"verified", "signature"},
    Synonym{"unvouched", "signature"},
    Synonym{"refused", "coverage"},
    Synonym{"unsigned", "signature"},
    Synonym{"files-unchanged", "signature"},
    Synonym{"key", "signature"},
    Synonym{"reconcile", "reconciliation"},
    Synonym{"shadow", "reconciliation"},
    Synonym{"ghost", "reconciliation"},
    Synonym{"drift", "reconciliation"},
    Synonym{"discover", "discovery"},
};

std::string canonical(std::string_view given) {
  const std::string topic = exit_code_topic(lower(given));
  const auto* at = std::find_if(kSynonyms.begin(), kSynonyms.end(),
                                [&](const Synonym& s) { return s.word == topic; });
  return at == kSynonyms.end() ? topic : std::string(at->topic);
}

void list_formats(std::string& out, const Paint& paint) {
  out += paint.in(Ink::bold, "formats") + '\n';
  for (const scan::Format* format : scan::formats()) {
    out += paint.fact(kIndent, format->id, 26, format->title);
  }
}

}  // namespace

std::string explain(std::string_view topic, const scan::Catalog& catalog,
                    const TerminalStyle& style) {
  const Paint paint(style);
  std::string id(topic);
  for (char& c : id) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  if (const auto rule = catalog.rule(id)) return rule_page(*rule, paint);
  if (const use::InventoryRule* rule = use::find_inventory_rule(id)) {
    return inventory_page(*rule, paint);
  }
  const std::string wanted = canonical(topic);
  for (const Topic& known : all_topics()) {
    if (known.id == wanted) return topic_page(known, paint);
  }
  if (wanted == "formats") {
    std::string out;
    list_formats(out, paint);
    return out;
  }
  if (wanted == "rules") {
    std::string out = paint.in(Ink::bold, "rules") + '\n';
    for (std::uint32_t i = 0; i < catalog.rule_count(); ++i) {
      out += paint.fact(kIndent, catalog.rule_at(i).id, kTextAt, general(catalog.rule_at(i).title));
    }
    return out;
  }
  if (const Reason& reason = explain_reason(wanted); !reason.id.empty()) {
    return reason_page(reason, paint);
  }
  if (const scan::Format* format = scan::find_format(wanted)) return format_page(*format, paint);
  return {};
}

std::string nearest_topic(std::string_view topic, const scan::Catalog& catalog) {
  const std::string wanted = canonical(topic);
  std::string best;
  std::size_t distance = (wanted.size() + 1) / 3;  // farther ones were not meant
  const auto consider = [&](std::string_view candidate) {
    const std::size_t d = text::edit_distance(wanted, lower(candidate));
    if (d < distance || (d == distance && best.empty())) {
      distance = d;
      best = candidate;
    }
  };
  for (const Topic& known : all_topics()) consider(known.id);
  for (const Synonym& synonym : kSynonyms) consider(synonym.word);
  for (const scan::Format* format : scan::formats()) consider(format->id);
  for (std::uint32_t i = 0; i < catalog.rule_count(); ++i) consider(catalog.rule_at(i).id);
  return best;
}

std::string topics(const scan::Catalog& catalog, const TerminalStyle& style) {
  constexpr std::size_t kTopicAt = 18;  // behind the longest name
  const Paint paint(style);
  std::string out;
  std::string_view group;
  for (const Topic& topic : all_topics()) {
    if (topic.group != group) {
      if (!out.empty()) out += '\n';
      out += paint.in(Ink::bold, topic.group) + '\n';
      group = topic.group;
    }
    out += paint.fact(kIndent, topic.id, kTopicAt, topic.title);
  }
  out += '\n' + paint.in(Ink::bold, "lists") + '\n';
  out += paint.fact(kIndent, "rules", kTopicAt,
                    "each of the " + number(catalog.rule_count()) + " rules has a page, too");
  out += paint.fact(kIndent, "formats", kTopicAt,
                    "each of the " + number(scan::formats().size()) + " formats, too");
  return out;
}

}  // namespace bartizan::report
