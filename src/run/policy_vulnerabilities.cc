#include "run/policy_vulnerabilities.h"

#include <algorithm>
#include <map>
#include <set>

namespace bartizan::run {
namespace {

namespace gate = assure::gate;
namespace vuln = assure::vuln;
using gate::Fact;
using gate::FactKind;

std::string yes_no(bool yes) { return yes ? "yes" : "no"; }

std::vector<std::string> none_or(std::string value) {
  std::vector<std::string> all;
  if (!value.empty()) all.push_back(std::move(value));
  return all;
}

// Without trailing zeros, for people and for from_chars.
std::string decimal(double value) {
  std::string text = std::to_string(value);
  while (text.ends_with('0')) text.pop_back();
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::string state_of(const vuln::Weakness& weakness) {
  if (weakness.standing == vuln::Standing::accepted) return "accepted";
  if (weakness.standing == vuln::Standing::excused) {
    return weakness.vex && weakness.vex->status == record::VexStatus::fixed ? "fixed"
                                                                            : "not-affected";
  }
  switch (weakness.decided.state) {
    case record::CaseState::investigating:
      return "investigating";
    case record::CaseState::fixed:
      return "fixed";
    case record::CaseState::not_affected:
      return "not-affected";
    case record::CaseState::accepted:
      return "accepted";
    case record::CaseState::open:
      break;
  }
  return "open";
}

std::string detail_of(const vuln::Weakness& weakness, const vuln::Block& block) {
  std::string out = weakness.match.id + " in " + block.component.name;
  if (!block.component.version.empty()) out += " " + block.component.version;
  if (weakness.match.malicious) out += ": a malicious package";
  if (!weakness.summary.empty()) out += ": " + weakness.summary;
  if (weakness.match.fit == vuln::Fit::possible) out += " (possible: " + weakness.match.why + ")";
  if (!weakness.decided.outcome.empty()) out += "; " + weakness.decided.outcome;
  if (weakness.decided.due != 0) {
    out += ", due " + base::format_utc(weakness.decided.due).substr(0, 10);
  }
  return out;
}

std::string remedy_of(const vuln::Weakness& weakness, const vuln::Block& block) {
  if (weakness.match.malicious) return "take it out, and look for what it did";
  const std::string& to = block.upgrade_to.empty() ? weakness.match.fixed_in : block.upgrade_to;
  const bool unversioned = block.component.version.empty() && weakness.match.fit == vuln::Fit::possible;
  std::string out = !to.empty()  ? "upgrade " + block.component.name + " to " + to
                    : unversioned ? "say which version of " + block.component.name +
                                        " is used: pin it, or read what is installed"
                                  : std::string("no version is known that is not affected");
  if (weakness.decided.forensic) out += ", and look for an intruder: bartizan vuln PATH, then bartizan clock";
  return out;
}

Fact fact_of(const vuln::Weakness& weakness, const vuln::Block& block, const vuln::System& system,
             base::Millis now) {
  Fact fact;
  fact.kind = FactKind::vulnerability;
  std::vector<std::string> ids{weakness.match.id};
  ids.insert(ids.end(), weakness.match.aliases.begin(), weakness.match.aliases.end());
  fact.set("id", std::move(ids));
  fact.set("malicious", yes_no(weakness.match.malicious));
  fact.set("kev", yes_no(weakness.kev.has_value()));
  fact.set("ransomware", yes_no(weakness.kev && weakness.kev->ransomware));
  // A severity that nobody gave is not known, rather than low.
  if (!weakness.severity.empty()) fact.set("severity", weakness.severity);
  if (weakness.cvss > 0) fact.set("cvss", decimal(weakness.cvss));
  fact.set("epss", none_or(weakness.epss ? decimal(weakness.epss->probability) : ""));
  fact.set("cwe", weakness.cwes);
  fact.set("fit", weakness.match.fit == vuln::Fit::yes ? "certain" : "possible");
  fact.set("reach", std::string(vuln::name(block.reach.nearness)));
  fact.set("outcome", none_or(weakness.decided.outcome));
  const auto remedy = assure::decide::remedy(weakness.decided.outcome);
  fact.set("days", none_or(remedy && remedy->days ? std::to_string(*remedy->days) : ""));
  fact.set("due", none_or(weakness.decided.due == 0 ? "" : base::format_utc(weakness.decided.due)));
  fact.set("overdue", yes_no(vuln::is_overdue(weakness, now)));
  fact.set("forensic", yes_no(weakness.decided.forensic));
  if (system.exposure) fact.set("exposed", yes_no(system.exposure->exposed));
  fact.set("state", state_of(weakness));
  fact.set("fixed-in", none_or(weakness.match.fixed_in));
  fact.set("package", block.component.name);
  fact.set("purl", none_or(block.key.starts_with("pkg:") ? block.key : ""));
  std::set<std::string> feeds;
  for (const record::Advisory& advisory : weakness.match.advisories) feeds.insert(advisory.feed);
  for (const std::string& feed : feeds) {
    fact.source += (fact.source.empty() ? "feed " : ", ") + feed;
  }
  if (!weakness.match.why.empty()) fact.source += ": " + weakness.match.why;
  fact.set("feed", std::vector<std::string>(feeds.begin(), feeds.end()));
  fact.detail = detail_of(weakness, block);
  fact.remedy = remedy_of(weakness, block);
  return fact;
}

}  // namespace

void add_vulnerability_facts(gate::Evidence& evidence, const vuln::Assessment& assessment,
                             const SubjectOf& subject, const std::string& root) {
  std::map<std::string, std::size_t> counts;
  for (const vuln::System& system : assessment.systems) {
    for (const vuln::Block& block : system.blocks) {
      const std::string about = subject(block.component);
      for (const vuln::Weakness& weakness : block.weaknesses) {
        Fact fact = fact_of(weakness, block, system, assessment.now);
        fact.subject = about;
        if (const record::Occurrence* where = vuln::declaration_of(block.component)) {
          fact.place.path = root.empty() ? where->path : root + "/" + where->path;
          fact.place.line = where->line;
        }
        evidence.facts.push_back(std::move(fact));
        ++counts[about];
      }
    }
  }
  // Whatever could be looked up was; that nothing was found is an answer, too.
  const gate::KindSpec& kind = gate::spec(FactKind::vulnerability);
  std::set<std::string> examined;
  for (const gate::Examination& e : evidence.examinations) {
    if (e.kind == FactKind::vulnerability) examined.insert(e.subject);
  }
  for (const gate::Subject& one : evidence.subjects) {
    const auto count = counts.find(one.id);
    if (count == counts.end() && !kind.expects(one.kind)) continue;
    if (examined.contains(one.id)) continue;
    gate::Examination examination;
    examination.kind = FactKind::vulnerability;
    examination.subject = one.id;
    examination.facts = count == counts.end() ? 0 : count->second;
    evidence.examinations.push_back(std::move(examination));
  }
  const auto gap = [&](gate::Look look, const std::string& why, const std::string& remedy) {
    gate::Examination examination;
    examination.kind = FactKind::vulnerability;
    examination.look = look;
    examination.why = why;
    examination.remedy = remedy;
    evidence.examinations.push_back(std::move(examination));
  };
  for (const std::string& doubt : assessment.doubts) {
    gap(gate::Look::part, doubt, "bartizan feeds list says what to do about each");
  }
  for (const std::string& unread : assessment.unread) gap(gate::Look::part, unread, "");
}

void add_feed_facts(gate::Evidence& evidence, const std::vector<record::Feed>& feeds,
                    const std::vector<std::string>& broken, base::Millis now) {
  for (const record::Feed& feed : feeds) {
    gate::Subject subject;
    subject.id = "feed:" + feed.id;
    subject.kind = "feed";
    subject.name = feed.id;
    Fact fact;
    fact.kind = FactKind::feed;
    fact.subject = subject.id;
    fact.source = feed.source;
    fact.set("id", feed.id);
    fact.set("kind", std::string(record::name(feed.kind)));
    fact.set("imported", base::format_utc(feed.imported));
    // Data that state no date of their own have none that could be too old.
    fact.set("dated", none_or(feed.data_date == 0 ? "" : base::format_utc(feed.data_date)));
    fact.set("records", std::to_string(feed.records));
    fact.set("refused", std::to_string(feed.refused));
    fact.set("checksum", yes_no(feed.checksum_offered));
    const assure::feeds::Age age = assure::feeds::age_of(feed, now);
    fact.set("stale", yes_no(age.stale));
    fact.detail = "feed " + feed.id + ", imported " + base::format_utc(feed.imported).substr(0, 10);
    if (feed.data_date != 0) {
      fact.detail += ", data of " + base::format_utc(feed.data_date).substr(0, 10);
    }
    if (age.stale) fact.detail += ": " + age.reason;
    gate::Examination examination;
    examination.kind = FactKind::feed;
    examination.subject = subject.id;
    examination.facts = 1;
    evidence.subjects.push_back(std::move(subject));
    evidence.facts.push_back(std::move(fact));
    evidence.examinations.push_back(std::move(examination));
  }
  for (const std::string& sentence : broken) {
    gate::Examination unread;
    unread.kind = FactKind::feed;
    unread.look = gate::Look::part;
    unread.why = sentence;
    evidence.examinations.push_back(std::move(unread));
  }
  if (!feeds.empty() || !broken.empty()) return;
  gate::Examination none;
  none.kind = FactKind::feed;
  none.look = gate::Look::none;
  none.why = "no feed of advisories was ever imported";
  none.remedy = "bartizan feeds update SOURCE";
  evidence.examinations.push_back(std::move(none));
}

void add_unknown_to_advisories(gate::Evidence& evidence, const std::vector<store::Place>& places,
                               store::Advisories& advisories, const SubjectOf& subject) {
  std::set<std::string> told;
  std::map<std::string, bool> covered{{"generic", false}};
  const auto covers = [&](const assure::vuln::Lookup& lookup) {
    const auto [at, fresh] = covered.emplace(lookup.type, false);
    // What cannot be read is said elsewhere.
    if (fresh) at->second = advisories.covers(lookup.type).value_or(false);
    return at->second;
  };
  for (const store::Place& place : places) {
    for (const record::Component& component : place.components) {
      if (component.kind != record::ComponentKind::package) continue;
      const auto lookups = assure::vuln::lookups(component);
      if (std::ranges::any_of(lookups, covers)) continue;
      const bool nameless = std::ranges::all_of(
          lookups, [](const auto& lookup) { return lookup.type == "generic"; });
      gate::Examination examination;
      examination.kind = FactKind::vulnerability;
      examination.subject = subject(component);
      examination.look = gate::Look::part;
      examination.why = nameless
                            ? "it cannot be looked up among advisories: no registry is known for it"
                            : "it cannot be looked up among advisories: no feed says anything "
                              "about packages of the type " + lookups.front().type;
      examination.remedy = nameless ? "give it a package URL (purl)"
                                    : "import a feed that does: bartizan feeds update SOURCE";
      if (told.insert(examination.subject).second) {
        evidence.examinations.push_back(std::move(examination));
      }
    }
  }
}

}  // namespace bartizan::run
