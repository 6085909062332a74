#include <algorithm>

#include "base/escape.h"
#include "base/json_write.h"
#include "report/vuln.h"

namespace bartizan::report {
namespace {

namespace room = assure::vuln;
using base::JsonWriter;

std::string text(std::string_view raw) { return base::encode_text(raw); }

void write_time(JsonWriter& out, std::string_view key, base::Millis at) {
  if (at != 0) out.field(key, base::format_utc(at));
}

void write_list(JsonWriter& out, std::string_view key, const std::vector<std::string>& all) {
  out.key(key).begin_array();
  for (const std::string& one : all) out.value(text(one));
  out.end_array();
}

void write_decision(JsonWriter& out, const room::Weakness& w, const VulnOptions& options,
                    base::Millis now) {
  const record::Case& c = w.decided;
  out.key("decision").begin_object();
  out.field("case", c.id).field("table", c.table).field("outcome", c.outcome);
  out.field("forensic", c.forensic).field("state", record::name(c.state));
  if (const auto decision = assure::decide::decision_of(c)) {
    out.field("row", decision->row).field("verified", decision->verified);
    out.key("inputs").begin_array();
    for (const assure::decide::Input& input : decision->inputs) {
      out.begin_object()
          .field("key", input.key)
          .field("value", input.value)
          .field("source", text(input.source))
          .field("assumed", input.assumed);
      if (!input.why.empty()) out.field("why", input.why);
      out.end_object();
    }
    out.end_array();
  }
  // What a run brings with it: a clock that starts when it was first seen here.
  if (!options.reproducible) {
    write_time(out, "first_seen", c.first_seen);
    write_time(out, "start", c.start);
    write_time(out, "due", c.due);
    out.field("overdue", room::is_overdue(w, now));
    write_time(out, "accepted_until", c.until);
  }
  out.end_object();
}

void write_kev(JsonWriter& out, const record::KevEntry& kev) {
  out.key("kev").begin_object().field("ransomware", kev.ransomware).field("feed", text(kev.feed));
  if (kev.added != 0) out.field("added", base::format_date(kev.added));
  out.end_object();
}

void write_vex(JsonWriter& out, const record::VexStatement& vex) {
  out.key("vex").begin_object().field("status", record::name(vex.status));
  if (!vex.justification.empty()) out.field("justification", text(vex.justification));
  if (!vex.impact.empty()) out.field("impact", text(vex.impact));
  if (!vex.author.empty()) out.field("author", text(vex.author));
  out.field("source", text(vex.source)).end_object();
}

void write_weakness(JsonWriter& out, const room::Weakness& w, const VulnOptions& options,
                    base::Millis now) {
  out.begin_object()
      .field("id", text(w.match.id))
      .field("fit", room::name(w.match.fit))
      .field("standing", room::name(w.standing))
      .field("malicious", w.match.malicious)
      .field("why", text(w.match.why));
  write_list(out, "aliases", w.match.aliases);
  if (!w.match.fixed_in.empty()) out.field("fixed_in", text(w.match.fixed_in));
  if (!w.summary.empty()) out.field("summary", text(w.summary));
  if (!w.severity.empty()) out.field("severity", text(w.severity));
  if (w.cvss > 0) out.field("cvss", w.cvss);
  write_list(out, "cwes", w.cwes);
  if (!w.url.empty()) out.field("url", text(w.url));
  out.key("advisories").begin_array();
  for (const record::Advisory& a : w.match.advisories) {
    out.begin_object().field("id", text(a.id)).field("feed", text(a.feed));
    write_time(out, "modified", a.modified);
    out.end_object();
  }
  out.end_array();
  if (w.kev) write_kev(out, *w.kev);
  if (w.ssvc) {
    out.key("ssvc")
        .begin_object()
        .field("exploitation", text(w.ssvc->exploitation))
        .field("automatable", text(w.ssvc->automatable))
        .field("technical_impact", text(w.ssvc->technical_impact))
        .field("feed", text(w.ssvc->feed))
        .end_object();
  }
  if (w.epss) {
    out.key("epss")
        .begin_object()
        .field("probability", w.epss->probability)
        .field("percentile", w.epss->percentile)
        .field("date", text(w.epss->date))
        .end_object();
  }
  if (w.vex) write_vex(out, *w.vex);
  if (!w.decided.id.empty()) write_decision(out, w, options, now);
  out.end_object();
}

void write_block(JsonWriter& out, const room::Block& block, const VulnOptions& options,
                 base::Millis now) {
  const record::Component& c = block.component;
  out.begin_object()
      .field("component", text(block.key))
      .field("kind", record::name(c.kind))
      .field("name", text(c.name))
      .field("version", text(c.version))
      .field("provider", text(c.provider))
      .field("remedy", text(remedy_of(block)));
  if (!block.upgrade_to.empty()) out.field("upgrade_to", text(block.upgrade_to));
  out.key("reach").begin_object().field("nearness", room::name(block.reach.nearness));
  if (!block.reach.path.empty()) {
    out.field("path", base::escape_name(block.reach.path)).field("line", block.reach.line);
  }
  out.field("imports_looked_for", block.reach.looked_for).end_object();
  out.key("where").begin_array();
  for (const record::Occurrence& seen : c.occurrences) {
    out.begin_object()
        .field("path", base::escape_name(seen.path))
        .field("line", seen.line)
        .field("signal", seen.signal)
        .end_object();
  }
  out.end_array().key("weaknesses").begin_array();
  for (const room::Weakness& w : block.weaknesses) write_weakness(out, w, options, now);
  out.end_array();
  write_list(out, "withdrawn", block.withdrawn);
  out.end_object();
}

void write_fact(JsonWriter& out, const room::Fact& fact) {
  const auto rule = scan::Catalog::embedded().rule(fact.rule);
  out.begin_object()
      .field("rule", fact.rule)
      .field("severity", rule ? rule->severity : "")
      .field("model", base::escape_name(fact.component))
      .field("subject", text(fact.subject))
      .field("path", base::escape_name(fact.path))
      .field("line", fact.line);
  if (rule && !rule->cwe.empty()) out.field("cwe", rule->cwe);
  out.end_object();
}

void write_health(JsonWriter& out, const room::Health& health) {
  out.begin_object()
      .field("path", base::escape_name(health.path))
      .field("own", health.own)
      .field("name", text(health.name))
      .field("version", text(health.version))
      .field("licence", text(health.licence))
      .field("security_policy", text(health.security_policy));
  if (health.own) {
    out.field("lock", text(health.lock))
        .field("pinned", health.pinned)
        .field("unpinned", health.unpinned);
  }
  if (!health.maintained.empty()) out.field("maintained", text(health.maintained));
  out.end_object();
}

void write_system(JsonWriter& out, const room::System& system, const VulnOptions& options,
                  base::Millis now) {
  out.begin_object()
      .field("id", text(system.id))
      .field("name", text(system.name))
      .field("place", base::escape_name(system.place))
      .field("components", system.components);
  if (!system.use_case.empty()) out.field("use_case", text(system.use_case));
  out.key("exposure").begin_object();
  out.field("exposed", !system.exposure || system.exposure->exposed);
  out.field("assumed", !system.exposure.has_value());
  if (system.exposure) {
    out.field("by", text(system.exposure->by)).field("reason", text(system.exposure->reason));
  }
  out.end_object().key("packages").begin_array();
  for (const room::Block& block : system.blocks) write_block(out, block, options, now);
  out.end_array().key("facts").begin_array();
  for (const room::Fact& fact : system.facts) write_fact(out, fact);
  out.end_array().key("health").begin_array();
  for (const room::Health& health : system.health) write_health(out, health);
  out.end_array().end_object();
}

}  // namespace

std::string vuln_json(const room::Assessment& assessment, const VulnOptions& options) {
  JsonWriter out(true);
  out.begin_object().field("schema", "bartizan.vuln/1");
  if (!options.reproducible) {
    out.key("run").begin_object().field("tool_version", options.tool_version);
    out.field("catalog", options.run.catalog_hash);
    out.field("catalog_version", options.run.catalog_version);
    out.field("catalog_weakens", options.run.catalog_weakens);
    write_time(out, "at", assessment.now);
    out.end_object();
  }
  out.key("feeds").begin_array();
  for (const record::Feed& feed : assessment.feeds) {
    out.begin_object()
        .field("id", text(feed.id))
        .field("kind", record::name(feed.kind))
        .field("records", feed.records)
        .field("sha256", feed.sha256);
    write_time(out, "data_date", feed.data_date);
    if (!options.reproducible) write_time(out, "imported", feed.imported);
    out.end_object();
  }
  out.end_array();
  write_list(out, "doubts", assessment.doubts);
  write_list(out, "unread", assessment.unread);
  out.key("systems").begin_array();
  for (const room::System& system : assessment.systems) {
    write_system(out, system, options, assessment.now);
  }
  out.end_array();
  const room::Stops stops = room::stops(assessment);
  std::size_t counts[4] = {0, 0, 0, 0};
  for (const room::System& system : assessment.systems) {
    for (const room::Block& block : system.blocks) {
      for (const room::Weakness& w : block.weaknesses) {
        ++counts[static_cast<std::size_t>(w.standing)];
      }
    }
  }
  out.key("summary").begin_object();
  out.field("components", assessment.components)
      .field("not_looked_up", assessment.nameless)
      .field("malicious", stops.malicious)
      .field("suspicious", room::suspicious(assessment))
      .field("overdue", stops.overdue)
      .field("with_clock", stops.with_clock)
      .field("counted", counts[0])
      .field("possible", counts[1])
      .field("excused", counts[2])
      .field("accepted", counts[3])
      .field("complete", assessment.complete())
      .field("exit_code", options.exit_code)
      .end_object()
      .end_object();
  return out.take() + "\n";
}

}  // namespace bartizan::report
